//! Sealed datasets and their rows.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut dataset = table(
            manager,
            "dataset",
            [
                id(),
                string("name", 200),
                uuid("label_set_id"),
                string("status", 16),
                text(manager, "selection"),
                string_null("manifest_sha256", 64),
                string_null("rows_sha256", 64),
                big_null("row_count"),
                text_null(manager, "report"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("sealed_at"),
            ],
        );
        dataset.foreign_key(&mut refers("dataset", "label_set_id", "label_set"));
        manager.create_table(dataset).await?;
        index(manager, "ix_dataset_status_id", "dataset", &["status", "id"]).await?;

        let mut dataset_row = table(
            manager,
            "dataset_row",
            [
                uuid("dataset_id"),
                integer("position"),
                uuid("article_id"),
                string("split", 16),
                uuid("label_class_id"),
                string("content_hash", 64),
                integer("cluster"),
            ],
        );
        dataset_row.primary_key(&mut primary_key(&["dataset_id", "position"]));
        dataset_row.foreign_key(&mut refers("dataset_row", "dataset_id", "dataset"));
        dataset_row.foreign_key(&mut refers("dataset_row", "article_id", "article"));
        dataset_row.foreign_key(&mut refers("dataset_row", "label_class_id", "label_class"));
        manager.create_table(dataset_row).await?;
        index(manager, "ix_dataset_row_article_id_dataset_id", "dataset_row", &["article_id", "dataset_id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["dataset_row", "dataset"]).await
    }
}

//! Articles whose text was taken down, and the hash that is left of it.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut takedown = table(
            manager,
            "takedown",
            [
                id(),
                uuid("article_id"),
                uuid("source_id"),
                string("external_id", 200),
                string("content_hash", 64),
                string("status", 16),
                string("requested_by", 200),
                text(manager, "reason"),
                integer("dataset_count"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("finished_at"),
            ],
        );
        takedown.foreign_key(&mut refers("takedown", "article_id", "article"));
        takedown.foreign_key(&mut refers("takedown", "source_id", "source"));
        manager.create_table(takedown).await?;
        unique(manager, "uq_takedown_article_id", "takedown", &["article_id"]).await?;
        index(manager, "ix_takedown_source_id_external_id", "takedown", &["source_id", "external_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["takedown"]).await
    }
}

//! Who changed which article's label, when and why.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut relabelling = table(
            manager,
            "relabelling",
            [
                id(),
                uuid_null("label_class_id"),
                uuid_null("undoes_id"),
                string("made_by", 200),
                text_null(manager, "reason"),
                integer("article_count"),
                big("created_at"),
            ],
        );
        relabelling.foreign_key(&mut refers("relabelling", "label_class_id", "label_class"));
        manager.create_table(relabelling).await?;
        unique(manager, "uq_relabelling_undoes_id", "relabelling", &["undoes_id"]).await?;

        let mut label_change = table(
            manager,
            "label_change",
            [
                uuid("relabelling_id"),
                uuid("article_id"),
                uuid_null("from_class_id"),
                string_null("from_origin", 16),
                string_null("from_by", 200),
                big_null("from_at"),
                uuid_null("to_class_id"),
                string_null("to_origin", 16),
            ],
        );
        label_change.primary_key(&mut primary_key(&["relabelling_id", "article_id"]));
        label_change.foreign_key(&mut refers("label_change", "relabelling_id", "relabelling"));
        label_change.foreign_key(&mut refers("label_change", "article_id", "article"));
        manager.create_table(label_change).await?;
        index(manager, "ix_label_change_article_id", "label_change", &["article_id", "relabelling_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["label_change", "relabelling"]).await
    }
}

//! What cleaning has decided about each article, and the signatures by which near-duplicates are found.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut cleaning_decision = table(
            manager,
            "cleaning_decision",
            [
                {
                    let mut id = uuid("article_id");
                    id.primary_key();
                    id
                },
                string("outcome", 16),
                string_null("rule", 32),
                integer_null("rule_version"),
                text_null(manager, "evidence"),
                string("content_hash", 64),
                text_null(manager, "cleaned_title"),
                text_null(manager, "cleaned_body"),
                uuid_null("duplicate_of"),
                integer("rule_set_version"),
                uuid("cleaning_run_id"),
                big("decided_at"),
            ],
        );
        cleaning_decision.foreign_key(&mut refers("cleaning_decision", "article_id", "article"));
        cleaning_decision.foreign_key(&mut refers("cleaning_decision", "cleaning_run_id", "cleaning_run"));
        manager.create_table(cleaning_decision).await?;
        index(manager, "ix_cleaning_decision_outcome", "cleaning_decision", &["outcome", "rule", "article_id"]).await?;
        index(manager, "ix_cleaning_decision_duplicate_of", "cleaning_decision", &["duplicate_of"]).await?;

        let mut article_signature = table(
            manager,
            "article_signature",
            [
                {
                    let mut id = uuid("article_id");
                    id.primary_key();
                    id
                },
                integer("method"),
                string("content_hash", 64),
                string("fingerprint", 32),
                short_bytes("bands"),
            ],
        );
        article_signature.foreign_key(&mut refers("article_signature", "article_id", "article"));
        manager.create_table(article_signature).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["article_signature", "cleaning_decision"]).await
    }
}

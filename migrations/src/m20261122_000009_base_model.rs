//! Base models: published encoders that training runs start from.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let base_model = table(
            manager,
            "base_model",
            [
                id(),
                string("name", 100),
                string("status", 16),
                string("source", 16),
                text(manager, "location"),
                string_null("revision", 100),
                string_null("resolved_revision", 100),
                string_null("upload_key", 100),
                string("text_prefix", 200),
                string_null("pooling", 16),
                string_null("sha256", 64),
                string_null("family", 32),
                text_null(manager, "config"),
                big_null("parameter_count"),
                big_null("vocabulary_size"),
                big_null("size_bytes"),
                text_null(manager, "key_report"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("finished_at"),
            ],
        );
        manager.create_table(base_model).await?;
        unique(manager, "uq_base_model_name", "base_model", &["name"]).await?;
        index(manager, "ix_base_model_status_id", "base_model", &["status", "id"]).await?;
        index(manager, "ix_base_model_sha256", "base_model", &["sha256"]).await?;
        add_reference(manager, "training_run", "base_model_id", "base_model").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_reference(manager, "training_run", "base_model_id").await?;
        drop_tables(manager, &["base_model"]).await
    }
}

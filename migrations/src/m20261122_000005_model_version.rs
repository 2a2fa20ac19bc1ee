//! Model versions and the ledger of their deployments.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut model_version = table(
            manager,
            "model_version",
            [
                id(),
                big("number"),
                uuid("training_run_id"),
                uuid("label_set_id"),
                string("bundle_sha256", 64),
                string("architecture", 100),
                big("parameter_count"),
                big("size_bytes"),
                text(manager, "parity"),
                text(manager, "test_metrics"),
                big("created_at"),
            ],
        );
        model_version.foreign_key(&mut refers("model_version", "training_run_id", "training_run"));
        model_version.foreign_key(&mut refers("model_version", "label_set_id", "label_set"));
        manager.create_table(model_version).await?;
        unique(manager, "uq_model_version_number", "model_version", &["number"]).await?;
        unique(manager, "uq_model_version_training_run_id", "model_version", &["training_run_id"]).await?;

        let mut deployment = table(
            manager,
            "deployment",
            [
                id(),
                big("revision"),
                string("kind", 16),
                uuid_null("from_version_id"),
                uuid("to_version_id"),
                string("actor", 200),
                text(manager, "reason"),
                big("created_at"),
            ],
        );
        deployment.foreign_key(&mut refers("deployment", "from_version_id", "model_version"));
        deployment.foreign_key(&mut refers("deployment", "to_version_id", "model_version"));
        manager.create_table(deployment).await?;
        unique(manager, "uq_deployment_revision", "deployment", &["revision"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["deployment", "model_version"]).await
    }
}

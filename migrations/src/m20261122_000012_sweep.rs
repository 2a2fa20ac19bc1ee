//! Sweeps: searches for better parameters, as training runs.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut sweep = table(
            manager,
            "sweep",
            [
                id(),
                string("name", 200),
                uuid("dataset_id"),
                string("status", 16),
                text(manager, "search"),
                text(manager, "stopping"),
                integer("max_concurrent_runs"),
                big_null("max_seconds"),
                big_null("deadline_at"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("finished_at"),
            ],
        );
        sweep.foreign_key(&mut refers("sweep", "dataset_id", "dataset"));
        manager.create_table(sweep).await?;
        index(manager, "ix_sweep_status_deadline_at", "sweep", &["status", "deadline_at"]).await?;
        index(manager, "ix_sweep_dataset_id_id", "sweep", &["dataset_id", "id"]).await?;

        let mut sweep_trial = table(
            manager,
            "sweep_trial",
            [
                uuid("sweep_id"),
                integer("position"),
                text(manager, "settings"),
                text(manager, "parameters"),
                uuid_null("base_model_id"),
                uuid_null("training_run_id"),
                text_null(manager, "decision"),
            ],
        );
        sweep_trial.primary_key(&mut primary_key(&["sweep_id", "position"]));
        sweep_trial.foreign_key(&mut refers("sweep_trial", "sweep_id", "sweep"));
        sweep_trial.foreign_key(&mut refers("sweep_trial", "base_model_id", "base_model"));
        sweep_trial.foreign_key(&mut refers("sweep_trial", "training_run_id", "training_run"));
        manager.create_table(sweep_trial).await?;
        unique(manager, "uq_sweep_trial_training_run_id", "sweep_trial", &["training_run_id"]).await?;
        index(manager, "ix_sweep_trial_base_model_id", "sweep_trial", &["base_model_id"]).await?;
        add_reference(manager, "training_run", "sweep_id", "sweep").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_reference(manager, "training_run", "sweep_id").await?;
        drop_tables(manager, &["sweep_trial", "sweep"]).await
    }
}

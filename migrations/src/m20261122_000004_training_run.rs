//! Training runs with their curve, step by step and epoch by epoch.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut training_run = table(
            manager,
            "training_run",
            [
                id(),
                string("name", 200),
                uuid("dataset_id"),
                uuid("label_set_id"),
                string("status", 16),
                text(manager, "parameters"),
                string_null("phase", 32),
                integer("step"),
                integer_null("total_steps"),
                double_null("seconds_left"),
                integer_null("best_epoch"),
                text_null(manager, "build"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("started_at"),
                big_null("finished_at"),
            ],
        );
        training_run.foreign_key(&mut refers("training_run", "dataset_id", "dataset"));
        training_run.foreign_key(&mut refers("training_run", "label_set_id", "label_set"));
        manager.create_table(training_run).await?;
        index(manager, "ix_training_run_status_id", "training_run", &["status", "id"]).await?;
        index(manager, "ix_training_run_dataset_id_id", "training_run", &["dataset_id", "id"]).await?;

        let mut training_step = table(
            manager,
            "training_step",
            [
                uuid("training_run_id"),
                integer("step"),
                integer("epoch"),
                double("loss"),
                double("learning_rate"),
                double("gradient_norm"),
                double("samples_per_second"),
                double("seconds_left"),
                big("recorded_at"),
            ],
        );
        training_step.primary_key(&mut primary_key(&["training_run_id", "step"]));
        training_step.foreign_key(&mut refers("training_step", "training_run_id", "training_run"));
        manager.create_table(training_step).await?;

        let mut training_epoch = table(
            manager,
            "training_epoch",
            [
                uuid("training_run_id"),
                integer("epoch"),
                double("train_loss"),
                double("validation_loss"),
                double("accuracy"),
                double("macro_f1"),
                text(manager, "metrics"),
                boolean("best"),
                double("seconds"),
                big("recorded_at"),
            ],
        );
        training_epoch.primary_key(&mut primary_key(&["training_run_id", "epoch"]));
        training_epoch.foreign_key(&mut refers("training_epoch", "training_run_id", "training_run"));
        manager.create_table(training_epoch).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["training_epoch", "training_step", "training_run"]).await
    }
}

//! Background jobs, the workers that run them and the schedules that start them.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let worker = table(manager, "worker", [id(), string("name", 200), big("started_at"), big("heartbeat_at")]);
        manager.create_table(worker).await?;
        index(manager, "ix_worker_heartbeat_at", "worker", &["heartbeat_at"]).await?;

        let job = table(
            manager,
            "job",
            [
                id(),
                string("kind", 64),
                text(manager, "payload"),
                uuid_null("subject_id"),
                string("status", 16),
                integer("priority"),
                big("run_at"),
                integer("attempts"),
                integer("max_attempts"),
                big("fence"),
                uuid_null("worker_id"),
                big_null("heartbeat_at"),
                string_null("unique_key", 200),
                boolean("cancel_requested"),
                double_null("progress"),
                text_null(manager, "progress_note"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("started_at"),
                big_null("finished_at"),
            ],
        );
        manager.create_table(job).await?;
        unique(manager, "uq_job_unique_key", "job", &["unique_key"]).await?;
        index(manager, "ix_job_status_run_at", "job", &["status", "run_at"]).await?;
        index(manager, "ix_job_subject_id_id", "job", &["subject_id", "id"]).await?;

        let job_schedule = table(
            manager,
            "job_schedule",
            [
                id(),
                string("key", 100),
                string("kind", 64),
                text(manager, "payload"),
                string("cron", 100),
                boolean("paused"),
                big("next_at"),
                big_null("last_at"),
                big("created_at"),
            ],
        );
        manager.create_table(job_schedule).await?;
        unique(manager, "uq_job_schedule_key", "job_schedule", &["key"]).await?;
        index(manager, "ix_job_schedule_paused_next_at", "job_schedule", &["paused", "next_at"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["job_schedule", "job", "worker"]).await
    }
}

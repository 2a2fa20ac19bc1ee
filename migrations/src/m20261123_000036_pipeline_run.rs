//! Pipeline runs and their steps.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pipeline_run = table(
            manager,
            "pipeline_run",
            [
                id(),
                string("name", 200),
                text(manager, "plan"),
                string("status", 16),
                string("requested_by", 200),
                big("created_at"),
                big_null("finished_at"),
            ],
        );
        manager.create_table(pipeline_run).await?;
        index(manager, "ix_pipeline_run_status_id", "pipeline_run", &["status", "id"]).await?;

        let mut pipeline_step = table(
            manager,
            "pipeline_step",
            [
                uuid("pipeline_run_id"),
                integer("position"),
                string("kind", 16),
                string("status", 16),
                uuid_null("subject_id"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big_null("started_at"),
                big_null("finished_at"),
            ],
        );
        pipeline_step.primary_key(&mut primary_key(&["pipeline_run_id", "position"]));
        pipeline_step.foreign_key(&mut refers("pipeline_step", "pipeline_run_id", "pipeline_run"));
        manager.create_table(pipeline_step).await?;
        index(manager, "ix_pipeline_step_subject_id", "pipeline_step", &["subject_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["pipeline_step", "pipeline_run"]).await
    }
}

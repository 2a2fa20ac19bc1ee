//! What is done by the clock.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schedule = table(
            manager,
            "schedule",
            [
                id(),
                string("name", 200),
                string("cron", 100),
                text(manager, "action"),
                string("missed", 16),
                boolean("paused"),
                big("next_at"),
                big_null("last_at"),
                string_null("last_outcome", 16),
                uuid_null("last_subject_id"),
                text_null(manager, "last_error"),
                string("created_by", 200),
                big("created_at"),
                big("updated_at"),
            ],
        );
        manager.create_table(schedule).await?;
        unique(manager, "uq_schedule_name", "schedule", &["name"]).await?;
        index(manager, "ix_schedule_paused_next_at", "schedule", &["paused", "next_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["schedule"]).await
    }
}

//! Cleaning runs, the changes each proposes, and which of them is in force.

use sea_orm_migration::sea_orm::ConnectionTrait;

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut cleaning_run = table(
            manager,
            "cleaning_run",
            [
                id(),
                uuid("rule_set_id"),
                text(manager, "selection"),
                boolean("applies_when_ready"),
                string("status", 16),
                string_null("interrupted", 16),
                uuid_null("base_run_id"),
                uuid_null("cursor"),
                big("article_count"),
                big("change_count"),
                text_null(manager, "report"),
                string("requested_by", 200),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("started_at"),
                big_null("finished_at"),
                big_null("applied_at"),
                big_null("undone_at"),
            ],
        );
        cleaning_run.foreign_key(&mut refers("cleaning_run", "rule_set_id", "cleaning_rule_set"));
        manager.create_table(cleaning_run).await?;
        index(manager, "ix_cleaning_run_status_id", "cleaning_run", &["status", "id"]).await?;

        let mut cleaning_change = table(
            manager,
            "cleaning_change",
            [
                uuid("cleaning_run_id"),
                uuid("article_id"),
                string("kind", 16),
                string_null("rule", 32),
                text_null(manager, "before"),
                text(manager, "after"),
            ],
        );
        cleaning_change.primary_key(&mut primary_key(&["cleaning_run_id", "article_id"]));
        cleaning_change.foreign_key(&mut refers("cleaning_change", "cleaning_run_id", "cleaning_run"));
        cleaning_change.foreign_key(&mut refers("cleaning_change", "article_id", "article"));
        manager.create_table(cleaning_change).await?;
        index(manager, "ix_cleaning_change_article_id", "cleaning_change", &["article_id"]).await?;

        let cleaning_head = table(
            manager,
            "cleaning_head",
            [
                {
                    let mut id = integer("id");
                    id.primary_key();
                    id
                },
                uuid_null("applied_run_id"),
                uuid_null("busy_run_id"),
            ],
        );
        manager.create_table(cleaning_head).await?;
        manager.get_connection().execute_unprepared("INSERT INTO cleaning_head (id) VALUES (1)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["cleaning_head", "cleaning_change", "cleaning_run"]).await
    }
}

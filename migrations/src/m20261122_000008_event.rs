//! What a person may watch, in one gap-free order.

use sea_orm_migration::sea_orm::ConnectionTrait;

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let event = table(
            manager,
            "event",
            [
                {
                    let mut id = big("id");
                    id.primary_key();
                    id
                },
                string("topic", 32),
                uuid("subject_id"),
                text(manager, "payload"),
                big("created_at"),
            ],
        );
        manager.create_table(event).await?;
        index(manager, "ix_event_topic_id", "event", &["topic", "id"]).await?;
        index(manager, "ix_event_subject_id_id", "event", &["subject_id", "id"]).await?;

        let event_counter = table(
            manager,
            "event_counter",
            [
                {
                    let mut id = integer("id");
                    id.primary_key();
                    id
                },
                big("last"),
            ],
        );
        manager.create_table(event_counter).await?;
        manager.get_connection().execute_unprepared("INSERT INTO event_counter (id, last) VALUES (1, 0)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["event_counter", "event"]).await
    }
}

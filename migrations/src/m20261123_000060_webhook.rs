//! Where integrators want to be told, and what they were told.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let webhook = table(
            manager,
            "webhook",
            [
                id(),
                string("name", 200),
                text(manager, "url"),
                boolean("local"),
                text(manager, "events"),
                string("sealed_secret", 200),
                string_null("previous_sealed_secret", 200),
                big_null("previous_secret_until"),
                boolean("enabled"),
                text_null(manager, "disabled_reason"),
                big_null("failing_since"),
                string("created_by", 200),
                big("created_at"),
                big("updated_at"),
            ],
        );
        manager.create_table(webhook).await?;

        // No foreign key: a webhook that is deleted at the moment of a change must not stop the change.
        let delivery = table(
            manager,
            "webhook_delivery",
            [
                id(),
                uuid("webhook_id"),
                string("message_id", 64),
                string("event", 64),
                text(manager, "payload"),
                string("status", 16),
                integer("attempts"),
                integer_null("response_status"),
                big_null("duration_ms"),
                string_null("error_code", 64),
                text_null(manager, "error"),
                uuid_null("replay_of_id"),
                big("created_at"),
                big_null("last_attempt_at"),
                big_null("next_attempt_at"),
                big_null("finished_at"),
            ],
        );
        manager.create_table(delivery).await?;
        index(manager, "ix_webhook_delivery_webhook_id_id", "webhook_delivery", &["webhook_id", "id"]).await?;
        index(manager, "ix_webhook_delivery_status_id", "webhook_delivery", &["status", "id"]).await?;
        index(manager, "ix_webhook_delivery_finished_at", "webhook_delivery", &["finished_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["webhook_delivery", "webhook"]).await
    }
}

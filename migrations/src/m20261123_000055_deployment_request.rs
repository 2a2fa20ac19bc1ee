//! Settings that members change, and deployments that wait for a second person.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut setting = table(
            manager,
            "setting",
            [string("name", 64), text(manager, "value"), string("changed_by", 200), big("changed_at")],
        );
        setting.primary_key(&mut primary_key(&["name"]));
        manager.create_table(setting).await?;

        let mut request = table(
            manager,
            "deployment_request",
            [
                id(),
                uuid("to_version_id"),
                string("variant", 16),
                uuid_null("expected_active_version_id"),
                string("status", 16),
                string("requester", 200),
                uuid_null("requester_id"),
                text(manager, "reason"),
                string_null("decider", 200),
                uuid_null("decider_id"),
                text_null(manager, "decision_reason"),
                uuid_null("deployment_id"),
                big("created_at"),
                big_null("decided_at"),
            ],
        );
        request.foreign_key(&mut refers("deployment_request", "to_version_id", "model_version"));
        request.foreign_key(&mut refers("deployment_request", "deployment_id", "deployment"));
        manager.create_table(request).await?;
        index(manager, "ix_deployment_request_to_version_id", "deployment_request", &["to_version_id"]).await?;
        index(manager, "ix_deployment_request_deployment_id", "deployment_request", &["deployment_id"]).await?;
        index(manager, "ix_deployment_request_status_id", "deployment_request", &["status", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["deployment_request", "setting"]).await
    }
}

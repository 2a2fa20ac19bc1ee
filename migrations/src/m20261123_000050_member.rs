//! Members: the people who may sign in.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let member = table(
            manager,
            "member",
            [
                id(),
                string("issuer", 255),
                string("subject", 255),
                string("name", 200),
                string_null("email", 320),
                string("role", 16),
                big_null("suspended_at"),
                big("created_at"),
                big_null("last_sign_in_at"),
            ],
        );
        manager.create_table(member).await?;
        unique(manager, "uq_member_issuer_subject", "member", &["issuer", "subject"]).await?;
        index(manager, "ix_member_role_suspended_at", "member", &["role", "suspended_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["member"]).await
    }
}

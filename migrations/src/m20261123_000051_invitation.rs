//! Invitations: one-time links by which people become members.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut invitation = table(
            manager,
            "invitation",
            [
                id(),
                string("token_sha256", 64),
                string("role", 16),
                string_null("name", 200),
                string_null("email", 320),
                string("invited_by", 200),
                boolean("is_first"),
                big("created_at"),
                big("expires_at"),
                big_null("used_at"),
                uuid_null("member_id"),
            ],
        );
        invitation.foreign_key(&mut refers("invitation", "member_id", "member"));
        manager.create_table(invitation).await?;
        unique(manager, "uq_invitation_token_sha256", "invitation", &["token_sha256"]).await?;
        index(manager, "ix_invitation_member_id", "invitation", &["member_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["invitation"]).await
    }
}

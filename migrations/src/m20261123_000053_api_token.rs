//! API tokens: what programs sign in with.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut api_token = table(
            manager,
            "api_token",
            [
                id(),
                uuid("member_id"),
                string("name", 200),
                string("token_sha256", 64),
                string("hint", 16),
                text(manager, "scopes"),
                big("created_at"),
                big("expires_at"),
                big_null("last_used_at"),
                big_null("revoked_at"),
            ],
        );
        api_token.foreign_key(&mut refers("api_token", "member_id", "member"));
        manager.create_table(api_token).await?;
        unique(manager, "uq_api_token_token_sha256", "api_token", &["token_sha256"]).await?;
        index(manager, "ix_api_token_member_id_id", "api_token", &["member_id", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["api_token"]).await
    }
}

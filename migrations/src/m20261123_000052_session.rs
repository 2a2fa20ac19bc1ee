//! Sessions: members who are signed in, with their rotating refresh tokens, and sign-ins that are on their way.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut session = table(
            manager,
            "session",
            [
                id(),
                uuid("member_id"),
                string("address", 64),
                string("user_agent", 400),
                big("created_at"),
                big("refreshed_at"),
                big("expires_at"),
                big_null("ended_at"),
                string_null("end_reason", 32),
            ],
        );
        session.foreign_key(&mut refers("session", "member_id", "member"));
        manager.create_table(session).await?;
        index(manager, "ix_session_member_id_ended_at", "session", &["member_id", "ended_at"]).await?;

        let mut refresh_token = table(
            manager,
            "refresh_token",
            [string("token_sha256", 64), uuid("session_id"), big("created_at"), big("expires_at"), big_null("used_at")],
        );
        refresh_token.primary_key(&mut primary_key(&["token_sha256"]));
        refresh_token.foreign_key(&mut refers("refresh_token", "session_id", "session"));
        manager.create_table(refresh_token).await?;
        index(manager, "ix_refresh_token_session_id", "refresh_token", &["session_id"]).await?;

        let mut sign_in_attempt = table(
            manager,
            "sign_in_attempt",
            [
                string("state_sha256", 64),
                string("browser_sha256", 64),
                string("nonce", 64),
                string("code_verifier", 128),
                string("return_to", 400),
                string_null("invitation_sha256", 64),
                big("expires_at"),
            ],
        );
        sign_in_attempt.primary_key(&mut primary_key(&["state_sha256"]));
        manager.create_table(sign_in_attempt).await?;
        index(manager, "ix_sign_in_attempt_expires_at", "sign_in_attempt", &["expires_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sign_in_attempt", "refresh_token", "session"]).await
    }
}

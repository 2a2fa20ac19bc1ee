//! The audit log: who changed what, in a chain of hashes.

use sea_orm_migration::sea_orm::ConnectionTrait;

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut audit_entry = table(
            manager,
            "audit_entry",
            [
                big("sequence"),
                big("at"),
                string("author_kind", 16),
                string("author_name", 200),
                uuid_null("member_id"),
                uuid_null("credential_id"),
                string_null("address", 64),
                string_null("request_id", 128),
                string("action", 64),
                text_null(manager, "input"),
                string_null("noun", 64),
                string_null("subject_id", 64),
                text_null(manager, "before_state"),
                text_null(manager, "after_state"),
                string("previous_hash", 64),
                string("hash", 64),
            ],
        );
        audit_entry.primary_key(&mut primary_key(&["sequence"]));
        manager.create_table(audit_entry).await?;
        index(manager, "ix_audit_entry_member_id_sequence", "audit_entry", &["member_id", "sequence"]).await?;
        index(manager, "ix_audit_entry_action_sequence", "audit_entry", &["action", "sequence"]).await?;
        index(manager, "ix_audit_entry_subject_id_sequence", "audit_entry", &["subject_id", "sequence"]).await?;

        let mut audit_head = table(manager, "audit_head", [integer("id"), big("sequence"), string("hash", 64)]);
        audit_head.primary_key(&mut primary_key(&["id"]));
        manager.create_table(audit_head).await?;
        let zeros = "0".repeat(64);
        let first = format!("INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '{zeros}')");
        manager.get_connection().execute_unprepared(&first).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["audit_head", "audit_entry"]).await
    }
}

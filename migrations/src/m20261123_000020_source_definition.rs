//! What a source is, as data: versions of its definition, and who permitted it to be crawled.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut definition = table(
            manager,
            "source_definition",
            [
                id(),
                uuid("source_id"),
                integer("version"),
                text(manager, "text"),
                string("sha256", 64),
                text_null(manager, "comment"),
                string("created_by", 200),
                big("created_at"),
            ],
        );
        definition.foreign_key(&mut refers("source_definition", "source_id", "source"));
        manager.create_table(definition).await?;
        unique(manager, "uq_source_definition_source_id_version", "source_definition", &["source_id", "version"])
            .await?;

        let mut permission = table(
            manager,
            "source_permission",
            [
                id(),
                uuid("source_id"),
                string("granted_by", 200),
                text(manager, "reason"),
                string("recorded_by", 200),
                big("recorded_at"),
                string_null("revoked_by", 200),
                big_null("revoked_at"),
            ],
        );
        permission.foreign_key(&mut refers("source_permission", "source_id", "source"));
        manager.create_table(permission).await?;
        index(manager, "ix_source_permission_source_id_id", "source_permission", &["source_id", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["source_permission", "source_definition"]).await
    }
}

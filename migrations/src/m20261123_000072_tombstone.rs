//! A text that was taken down is found by its hash, whatever it is called where it comes from next.

use sea_orm_migration::prelude::{Alias, Index};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "ix_takedown_content_hash", "takedown", &["content_hash"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statement = Index::drop();
        statement.name("ix_takedown_content_hash").table(Alias::new("takedown"));
        manager.drop_index(statement).await
    }
}

//! When a host may be asked next, whoever asks.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut host_turn = table(manager, "host_turn", [string("host", 255), big("next_at")]);
        host_turn.primary_key(&mut primary_key(&["host"]));
        manager.create_table(host_turn).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["host_turn"]).await
    }
}

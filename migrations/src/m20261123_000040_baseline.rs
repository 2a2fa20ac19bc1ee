//! A training run's baseline: a second version beside the one it trains, which runs on the same rows share.

use sea_orm_migration::{
    prelude::{Alias, Index, Table},
    sea_orm::{ConnectionTrait, Statement},
};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut kind = string("kind", 16);
        kind.default("trained");
        let statement = Table::alter().table(Alias::new("model_version")).add_column(kind).to_owned();
        manager.alter_table(statement).await?;
        // The new index first: MySQL keeps one as long as a foreign key rests on it.
        unique(manager, "uq_model_version_run_kind", "model_version", &["training_run_id", "kind"]).await?;
        drop_index(manager, "uq_model_version_training_run_id").await?;
        add_reference(manager, "training_run", "baseline_version_id", "model_version").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let baselines = "SELECT 1 FROM model_version WHERE kind = 'baseline' LIMIT 1";
        let connection = manager.get_connection();
        let statement = Statement::from_string(manager.get_database_backend(), baselines);
        if connection.query_one_raw(statement).await?.is_some() {
            let message = "baselines are registered, which the schema before this migration has no place for; \
                           restore a backup made before it instead";
            return Err(DbErr::Custom(message.into()));
        }
        drop_reference(manager, "training_run", "baseline_version_id").await?;
        unique(manager, "uq_model_version_training_run_id", "model_version", &["training_run_id"]).await?;
        drop_index(manager, "uq_model_version_run_kind").await?;
        let statement = Table::alter().table(Alias::new("model_version")).drop_column(Alias::new("kind")).to_owned();
        manager.alter_table(statement).await
    }
}

async fn drop_index(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table(Alias::new("model_version")).to_owned()).await
}

//! Below which probability an answer was "not sure" when it was given.

use sea_orm_migration::prelude::{Alias, Table};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Answers given before had no threshold.
        let statement =
            Table::alter().table(Alias::new("prediction")).add_column(double_null("not_sure_below")).to_owned();
        manager.alter_table(statement).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement =
            Table::alter().table(Alias::new("prediction")).drop_column(Alias::new("not_sure_below")).to_owned();
        manager.alter_table(statement).await
    }
}

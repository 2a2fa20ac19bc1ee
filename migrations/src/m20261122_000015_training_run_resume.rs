//! What a training run's attempts have in common: how many there were, and what the next one goes on from.

use sea_orm_migration::prelude::{Alias, Table};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut attempts = integer("attempts");
        attempts.default(0);
        // One column a statement: SQLite takes no more.
        for column in [attempts, integer_null("resumed_from_step"), integer_null("checkpoint_step")] {
            manager.alter_table(Table::alter().table(Alias::new("training_run")).add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["checkpoint_step", "resumed_from_step", "attempts"] {
            let statement = Table::alter().table(Alias::new("training_run")).drop_column(Alias::new(column)).to_owned();
            manager.alter_table(statement).await?;
        }
        Ok(())
    }
}

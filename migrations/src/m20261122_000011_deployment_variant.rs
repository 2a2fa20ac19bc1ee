//! Which graph of a bundle serves, which answered, and whether an answer was remembered.

use sea_orm_migration::prelude::{Alias, ColumnDef, Table};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What served before variants existed was the exact model, computed anew for everybody.
        let variant = || string("variant", 8).default("fp32").to_owned();
        add(manager, "deployment", variant()).await?;
        add(manager, "prediction", variant()).await?;
        add(manager, "prediction", boolean("cached").default(false).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("prediction", "cached"), ("prediction", "variant"), ("deployment", "variant")] {
            let mut statement = Table::alter();
            statement.table(Alias::new(table)).drop_column(Alias::new(column));
            manager.alter_table(statement).await?;
        }
        Ok(())
    }
}

/// Adds one column; SQLite takes no more in one statement.
async fn add(manager: &SchemaManager<'_>, table: &'static str, mut column: ColumnDef) -> Result<(), DbErr> {
    let mut statement = Table::alter();
    statement.table(Alias::new(table)).add_column(&mut column);
    manager.alter_table(statement).await
}

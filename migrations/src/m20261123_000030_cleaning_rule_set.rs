//! Versions of the cleaning rules.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cleaning_rule_set = table(
            manager,
            "cleaning_rule_set",
            [id(), integer("version"), text(manager, "rules"), string("created_by", 200), big("created_at")],
        );
        manager.create_table(cleaning_rule_set).await?;
        unique(manager, "uq_cleaning_rule_set_version", "cleaning_rule_set", &["version"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["cleaning_rule_set"]).await
    }
}

//! Label sets and their ordered classes.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let label_set = table(
            manager,
            "label_set",
            [id(), string("key", 64), string("name_ko", 200), string("name_en", 200), big("created_at")],
        );
        manager.create_table(label_set).await?;
        unique(manager, "uq_label_set_key", "label_set", &["key"]).await?;

        let mut label_class = table(
            manager,
            "label_class",
            [
                id(),
                uuid("label_set_id"),
                integer("position"),
                string("key", 64),
                string("name_ko", 200),
                string("name_en", 200),
            ],
        );
        label_class.foreign_key(&mut refers("label_class", "label_set_id", "label_set"));
        manager.create_table(label_class).await?;
        unique(manager, "uq_label_class_label_set_id_key", "label_class", &["label_set_id", "key"]).await?;
        unique(manager, "uq_label_class_label_set_id_position", "label_class", &["label_set_id", "position"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["label_class", "label_set"]).await
    }
}

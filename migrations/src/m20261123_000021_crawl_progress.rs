//! What a crawl was told, how far it is, and how well it went.

use sea_orm_migration::prelude::{Alias, ColumnDef, Index, Table};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns added to `crawl`, beside the reference to its definition.
fn columns(manager: &SchemaManager) -> Vec<ColumnDef> {
    let mut columns = vec![
        uuid_null("active_source_id"),
        string_null("list", 64),
        integer_null("pages_per_section"),
        integer_null("request_budget"),
    ];
    for name in COUNTS {
        let mut count = integer(name);
        count.default(0);
        columns.push(count);
    }
    columns.extend([
        big_null("not_before"),
        text_null(manager, "health"),
        string_null("error_code", 64),
        text_null(manager, "error"),
        string_null("accepted_by", 200),
        big_null("accepted_at"),
        text_null(manager, "accepted_reason"),
    ]);
    columns
}

const COUNTS: [&str; 8] = [
    "turn",
    "page_count",
    "requests",
    "pages",
    "articles_new",
    "articles_known",
    "articles_updated",
    "articles_failed",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_reference(manager, "crawl", "source_definition_id", "source_definition").await?;
        // One column a statement: SQLite takes no more.
        for column in columns(manager) {
            manager.alter_table(Table::alter().table(Alias::new("crawl")).add_column(column).to_owned()).await?;
        }
        unique(manager, "uq_crawl_active_source_id", "crawl", &["active_source_id"]).await?;

        let mut section = table(
            manager,
            "crawl_section",
            [
                uuid("crawl_id"),
                integer("position"),
                string("key", 64),
                uuid_null("label_class_id"),
                string("list", 64),
                integer("page_budget"),
                integer("pages"),
                integer("links"),
                integer("articles_new"),
                integer("articles_known"),
                integer("articles_updated"),
                integer("articles_failed"),
            ],
        );
        section.primary_key(&mut primary_key(&["crawl_id", "position"]));
        section.foreign_key(&mut refers("crawl_section", "crawl_id", "crawl"));
        section.foreign_key(&mut refers("crawl_section", "label_class_id", "label_class"));
        manager.create_table(section).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["crawl_section"]).await?;
        let mut active = Index::drop();
        active.name("uq_crawl_active_source_id").table(Alias::new("crawl"));
        manager.drop_index(active).await?;
        for column in columns(manager).iter().rev() {
            let statement =
                Table::alter().table(Alias::new("crawl")).drop_column(Alias::new(column.get_column_name())).to_owned();
            manager.alter_table(statement).await?;
        }
        drop_reference(manager, "crawl", "source_definition_id").await
    }
}

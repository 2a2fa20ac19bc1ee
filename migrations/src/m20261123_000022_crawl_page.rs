//! The pages of a crawl, what was found on which list, and the pages themselves as they were fetched.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let raw = table(
            manager,
            "raw_page",
            [sha256_key(), string("codec", 16), bytes(manager, "content"), integer("size_bytes"), big("created_at")],
        );
        manager.create_table(raw).await?;

        let mut page = table(
            manager,
            "crawl_page",
            [
                id(),
                uuid("crawl_id"),
                integer("section_position"),
                integer("position"),
                string("kind", 16),
                string("page_key", 200),
                integer_null("page_number"),
                text(manager, "url"),
                string("status", 16),
                integer("attempts"),
                integer_null("http_status"),
                text_null(manager, "final_url"),
                string_null("raw_sha256", 64),
                string_null("charset", 32),
                text_null(manager, "etag"),
                string_null("last_modified", 100),
                big_null("fetched_at"),
                integer_null("duration_ms"),
                integer_null("size_bytes"),
                string_null("missing", 200),
                integer_null("body_characters"),
                string_null("text_sha256", 64),
                string_null("error_code", 64),
                text_null(manager, "error"),
            ],
        );
        page.foreign_key(&mut refers("crawl_page", "crawl_id", "crawl"));
        manager.create_table(page).await?;
        unique(manager, "uq_crawl_page_crawl_id_kind_page_key", "crawl_page", &["crawl_id", "kind", "page_key"])
            .await?;
        index(manager, "ix_crawl_page_crawl_id_status_position", "crawl_page", &["crawl_id", "status", "position"])
            .await?;
        index(manager, "ix_crawl_page_page_key_id", "crawl_page", &["page_key", "id"]).await?;

        let mut listing = table(
            manager,
            "crawl_listing",
            [
                uuid("crawl_id"),
                integer("section_position"),
                string("page_key", 200),
                uuid("list_page_id"),
                integer("list_rank"),
            ],
        );
        listing.primary_key(&mut primary_key(&["crawl_id", "section_position", "page_key"]));
        listing.foreign_key(&mut refers("crawl_listing", "crawl_id", "crawl"));
        listing.foreign_key(&mut refers("crawl_listing", "list_page_id", "crawl_page"));
        manager.create_table(listing).await?;
        index(manager, "ix_crawl_listing_page_key", "crawl_listing", &["page_key"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["crawl_listing", "crawl_page", "raw_page"]).await
    }
}

fn sha256_key() -> sea_orm_migration::prelude::ColumnDef {
    let mut column = string("sha256", 64);
    column.primary_key();
    column
}

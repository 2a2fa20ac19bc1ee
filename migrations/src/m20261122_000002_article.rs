//! Sources, crawls, imports and the articles they brought.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let source = table(manager, "source", [id(), string("key", 64), string("name", 200), big("created_at")]);
        manager.create_table(source).await?;
        unique(manager, "uq_source_key", "source", &["key"]).await?;

        let mut crawl = table(
            manager,
            "crawl",
            [
                id(),
                uuid("source_id"),
                string("external_id", 200),
                string("status", 16),
                big("created_at"),
                big_null("started_at"),
                big_null("finished_at"),
            ],
        );
        crawl.foreign_key(&mut refers("crawl", "source_id", "source"));
        manager.create_table(crawl).await?;
        unique(manager, "uq_crawl_source_id_external_id", "crawl", &["source_id", "external_id"]).await?;

        let mut article_import = table(
            manager,
            "article_import",
            [
                id(),
                uuid("source_id"),
                uuid_null("label_set_id"),
                string("file_name", 300),
                string("format", 16),
                string("upload_key", 100),
                big("size_bytes"),
                string("status", 16),
                big("rows_read"),
                big("inserted"),
                big("unchanged"),
                big("updated"),
                big("refused"),
                text_null(manager, "error"),
                big("created_at"),
                big_null("started_at"),
                big_null("finished_at"),
            ],
        );
        article_import.foreign_key(&mut refers("article_import", "source_id", "source"));
        article_import.foreign_key(&mut refers("article_import", "label_set_id", "label_set"));
        manager.create_table(article_import).await?;
        index(manager, "ix_article_import_status_id", "article_import", &["status", "id"]).await?;

        let mut import_refusal = table(
            manager,
            "import_refusal",
            [
                uuid("article_import_id"),
                big("row_number"),
                string("field", 64),
                string("reason", 32),
                text(manager, "message"),
            ],
        );
        import_refusal.primary_key(&mut primary_key(&["article_import_id", "row_number"]));
        import_refusal.foreign_key(&mut refers("import_refusal", "article_import_id", "article_import"));
        manager.create_table(import_refusal).await?;

        let mut article = table(
            manager,
            "article",
            [
                id(),
                uuid("source_id"),
                string("external_id", 200),
                uuid_null("crawl_id"),
                uuid_null("article_import_id"),
                text_null(manager, "url"),
                text(manager, "title"),
                text(manager, "body"),
                integer("character_count"),
                big_null("published_at"),
                big("collected_at"),
                uuid_null("label_class_id"),
                string_null("label_origin", 16),
                string_null("labelled_by", 200),
                big_null("labelled_at"),
                string("content_hash", 64),
                big("created_at"),
                big("updated_at"),
            ],
        );
        article.foreign_key(&mut refers("article", "source_id", "source"));
        article.foreign_key(&mut refers("article", "crawl_id", "crawl"));
        article.foreign_key(&mut refers("article", "article_import_id", "article_import"));
        article.foreign_key(&mut refers("article", "label_class_id", "label_class"));
        manager.create_table(article).await?;
        unique(manager, "uq_article_source_id_external_id", "article", &["source_id", "external_id"]).await?;
        index(manager, "ix_article_label_class_id_id", "article", &["label_class_id", "id"]).await?;
        index(manager, "ix_article_crawl_id_id", "article", &["crawl_id", "id"]).await?;
        index(manager, "ix_article_article_import_id_id", "article", &["article_import_id", "id"]).await?;
        index(manager, "ix_article_published_at_id", "article", &["published_at", "id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["article", "import_refusal", "article_import", "crawl", "source"]).await
    }
}

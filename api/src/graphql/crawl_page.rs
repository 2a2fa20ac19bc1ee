//! The pages of a crawl.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    article, crawl_page,
    id::{CrawlPageId, SourceId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{article::Article, crawl::Crawl, error::Result, found, loaders};

pub struct CrawlPage(pub crawl_page::Model);

impl From<crawl_page::Model> for CrawlPage {
    fn from(model: crawl_page::Model) -> Self {
        Self(model)
    }
}

/// What a page of a crawl is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crawl_page::Kind")]
pub enum CrawlPageKind {
    /// A list of articles.
    List,
    /// An article.
    Article,
}

/// What came of a page of a crawl.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crawl_page::Status")]
pub enum CrawlPageStatus {
    /// It will be asked for.
    Queued,
    /// A list: its links are known. An article: it was stored, new.
    Stored,
    /// An article that was known, and equal or not asked for again.
    Known,
    /// An article that was known, and differed.
    Updated,
    /// It couldn't be had, or nothing usable was on it.
    Failed,
    /// The crawl ended before it was asked for.
    Skipped,
}

/// Which pages of a crawl to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct CrawlPageFilter {
    /// Only lists, or only articles.
    pub kind: Option<CrawlPageKind>,
    /// Only pages with this outcome.
    pub status: Option<CrawlPageStatus>,
}

/// A page of a crawl: what came of asking for it, and what was found on it.
#[Object]
impl CrawlPage {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// A list or an article.
    async fn kind(&self) -> CrawlPageKind {
        self.0.kind.into()
    }

    /// What came of it.
    async fn status(&self) -> CrawlPageStatus {
        self.0.status.into()
    }

    /// What it is known by in the crawl: an article's external id; a list's section and number.
    async fn page_key(&self) -> &str {
        &self.0.page_key
    }

    /// A list's number.
    async fn page_number(&self) -> Option<i32> {
        self.0.page_number
    }

    /// Its address.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// The address that answered, if a redirect led elsewhere.
    async fn final_url(&self) -> Option<&str> {
        self.0.final_url.as_deref()
    }

    /// How often it was asked for.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// The last answer's HTTP status.
    async fn http_status(&self) -> Option<i32> {
        self.0.http_status
    }

    /// SHA-256 of the page as it was fetched and is kept.
    async fn raw_sha256(&self) -> Option<&str> {
        self.0.raw_sha256.as_deref()
    }

    /// The character encoding it was read in.
    async fn charset(&self) -> Option<&str> {
        self.0.charset.as_deref()
    }

    /// When the last answer came.
    async fn fetched_at(&self) -> Option<DateTime<Utc>> {
        self.0.fetched_at.map(|time| time.to_datetime())
    }

    /// How long the last answer took.
    async fn duration_ms(&self) -> Option<i32> {
        self.0.duration_ms
    }

    /// Its size, decompressed.
    async fn size_bytes(&self) -> Option<i32> {
        self.0.size_bytes
    }

    /// Fields that weren't found on it.
    async fn missing(&self) -> Vec<&str> {
        self.0.missing.iter().flat_map(|missing| missing.split(',')).collect()
    }

    /// Characters of the article's body.
    async fn body_characters(&self) -> Option<i32> {
        self.0.body_characters
    }

    /// Why it failed, or has to be asked for again, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, or has to be asked for again.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// Its crawl.
    async fn crawl(&self, context: &Context<'_>) -> Result<Crawl> {
        Ok(Crawl(loaders(context).get(self.0.crawl_id).await?))
    }

    /// The article that is stored under its external id, if it is an article and one is.
    async fn article(&self, context: &Context<'_>) -> Result<Option<Article>> {
        if self.0.kind != crawl_page::Kind::Article {
            return Ok(None);
        }
        let source_id: SourceId = loaders(context).get(self.0.crawl_id).await?.source_id;
        let article = article::Entity::find()
            .filter(article::Column::SourceId.eq(source_id))
            .filter(article::Column::ExternalId.eq(&self.0.page_key))
            .one(super::connection(context))
            .await
            .map_err(domain::Error::from)?;
        Ok(article.map(Article))
    }
}

#[derive(Default)]
pub struct CrawlPageQuery;

#[Object]
impl CrawlPageQuery {
    /// The page of a crawl with this id.
    async fn crawl_page(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The page's id.")] id: Uuid,
    ) -> Result<Option<CrawlPage>> {
        Ok(found(crawl_page::find(super::connection(context), CrawlPageId(id)).await)?.map(CrawlPage))
    }
}

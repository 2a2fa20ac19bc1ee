//! Crawls: one collection of articles from a source.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    article, crawl,
    id::{CrawlId, SourceId},
    page::{Direction, Order, Paging},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    article::Article,
    connection::{self, Connection, cost},
    error::Result,
    found, loaders,
    source::Source,
};

/// One collection of articles from a source.
pub struct Crawl(pub crawl::Model);

impl From<crawl::Model> for Crawl {
    fn from(model: crawl::Model) -> Self {
        Self(model)
    }
}

/// Where a crawl stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crawl::Status")]
pub enum CrawlStatus {
    /// It waits for a worker.
    Queued,
    /// It collects.
    Running,
    /// It collected everything it set out to.
    Succeeded,
    /// It collected a part; the rest failed.
    Degraded,
    /// It collected nothing.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// One collection of articles from a source.
#[Object]
impl Crawl {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name, unique within the source.
    async fn external_id(&self) -> &str {
        &self.0.external_id
    }

    /// Where it stands.
    async fn status(&self) -> CrawlStatus {
        self.0.status.into()
    }

    /// When it was recorded.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it began; null if it is only known from a file of articles.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// Its source.
    async fn source(&self, context: &Context<'_>) -> Result<Source> {
        Ok(Source(loaders(context).get(self.0.source_id).await?))
    }

    /// The articles it collected, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let filter = article::Filter { crawl_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(article::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(article::Entity::find()), order, paging).await
    }
}

/// Which crawls to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct CrawlFilter {
    /// Only crawls of this source.
    source_id: Option<Uuid>,
    /// Only crawls that stand here.
    status: Option<CrawlStatus>,
}

#[derive(Default)]
pub struct CrawlQuery;

#[Object]
impl CrawlQuery {
    /// Crawls, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn crawls(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which crawls.", default)] filter: CrawlFilter,
    ) -> Result<Connection<Crawl>> {
        let filter = crawl::Filter { source_id: filter.source_id.map(SourceId), status: filter.status.map(Into::into) };
        let order = Order::by_unique(crawl::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(crawl::Entity::find()), order, paging).await
    }

    /// The crawl with this id.
    async fn crawl(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The crawl's id.")] id: Uuid,
    ) -> Result<Option<Crawl>> {
        Ok(found(crawl::find(super::connection(context), CrawlId(id)).await)?.map(Crawl))
    }
}

//! Crawls: one collection of articles from a source.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    article,
    crawl::{self, NewCrawl},
    crawl_page, crawl_section,
    id::{CrawlId, SourceId},
    job,
    page::{Direction, Order, Paging},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    article::Article,
    connection::{self, Connection, cost},
    crawl_event::CrawlSectionProgress,
    crawl_health::CrawlHealth,
    crawl_page::{CrawlPage, CrawlPageFilter},
    error::{self, Result},
    found,
    job::Job,
    loader::SectionsOf,
    loaders, services,
    source::Source,
    source_definition::SourceDefinition,
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
    /// Somebody paused it; it goes on where it was when it is resumed.
    Paused,
    /// It collected what it set out to, as much as is usual.
    Succeeded,
    /// It collected something, but less or other than is usual: `health` says why. Somebody may accept it.
    Degraded,
    /// It collected nothing, or broke off; `errorCode` and `error` say why.
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

    /// Most list pages of a section.
    async fn pages_per_section(&self) -> Option<i32> {
        self.0.pages_per_section
    }

    /// Most requests, repeated and redirected ones included.
    async fn request_budget(&self) -> Option<i32> {
        self.0.request_budget
    }

    /// Requests made.
    async fn requests(&self) -> i32 {
        self.0.requests
    }

    /// Pages fetched and read.
    async fn pages_read(&self) -> i32 {
        self.0.pages
    }

    /// Articles stored that were new.
    async fn articles_new(&self) -> i32 {
        self.0.articles_new
    }

    /// Articles that were known, and equal or not asked for again.
    async fn articles_known(&self) -> i32 {
        self.0.articles_known
    }

    /// Articles that were known, and differed.
    async fn articles_updated(&self) -> i32 {
        self.0.articles_updated
    }

    /// Articles that couldn't be had.
    async fn articles_failed(&self) -> i32 {
        self.0.articles_failed
    }

    /// The site asked not to be asked before this moment.
    async fn not_before(&self) -> Option<DateTime<Utc>> {
        self.0.not_before.map(|time| time.to_datetime())
    }

    /// How well it went; null until it has ended.
    async fn health(&self) -> Result<Option<CrawlHealth>> {
        let Some(health) = &self.0.health else { return Ok(None) };
        Ok(Some(serde_json::from_str::<crawl::health::Report>(health)?.into()))
    }

    /// Why it failed or is degraded, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed or is degraded, and what to do.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// Whether what it collected may feed datasets that nobody looks at first: it succeeded, or somebody accepted it.
    async fn is_trusted(&self) -> bool {
        self.0.is_trusted()
    }

    /// Who accepted it although it is degraded.
    async fn accepted_by(&self) -> Option<&str> {
        self.0.accepted_by.as_deref()
    }

    /// When it was accepted.
    async fn accepted_at(&self) -> Option<DateTime<Utc>> {
        self.0.accepted_at.map(|time| time.to_datetime())
    }

    /// Why it was accepted.
    async fn accepted_reason(&self) -> Option<&str> {
        self.0.accepted_reason.as_deref()
    }

    /// The version of the source's definition that its articles were extracted by; null if it is only known from a file.
    async fn definition(&self, context: &Context<'_>) -> Result<Option<SourceDefinition>> {
        let Some(id) = self.0.source_definition_id else { return Ok(None) };
        Ok(Some(SourceDefinition(loaders(context).get(id).await?)))
    }

    /// Its sections with their counts, in order.
    async fn sections(&self, context: &Context<'_>) -> Result<Vec<CrawlSectionProgress>> {
        let sections = loaders(context).get(SectionsOf(self.0.id)).await?;
        Ok(sections.iter().map(|section| crawl_section::Progress::from(section).into()).collect())
    }

    /// Its pages, in the order they are asked for.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn pages(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which pages.", default)] filter: CrawlPageFilter,
    ) -> Result<Connection<CrawlPage>> {
        let filter = crawl_page::Filter {
            crawl_id: Some(self.0.id),
            kind: filter.kind.map(Into::into),
            status: filter.status.map(Into::into),
        };
        let order = Order::by_unique(crawl_page::Column::Id, Direction::Ascending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(crawl_page::Entity::find()), order, paging).await
    }

    /// The jobs that work for it, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter { subject_id: Some(self.0.id.0), ..Default::default() };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(job::Entity::find()), order, paging).await
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

/// A crawl to be made.
#[derive(InputObject)]
pub struct StartCrawlInput {
    /// Key of the source. It needs a definition.
    source_key: String,
    /// Most list pages of a section: 1 to 10,000; 1 if left out.
    pages_per_section: Option<i32>,
    /// Keys of the sections; all if empty.
    #[graphql(default)]
    sections: Vec<String>,
    /// The list layout to read, by name; the definition's if left out.
    list: Option<String>,
    /// Most requests, repeated and redirected ones included; the definition's if left out.
    request_budget: Option<i32>,
}

#[derive(Default)]
pub struct CrawlMutation;

#[Object]
impl CrawlMutation {
    /// Starts a crawl of a source and returns it, queued. A source is crawled once at a time.
    async fn start_crawl(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to crawl, and how much of it.")] input: StartCrawlInput,
    ) -> Result<Crawl> {
        let new = NewCrawl {
            source_key: input.source_key,
            pages_per_section: input.pages_per_section,
            sections: input.sections,
            list: input.list,
            request_budget: input.request_budget,
        };
        Ok(Crawl(crawl::request(&services(context).database, new).await.map_err(error::in_input)?))
    }

    /// Pauses a crawl that waits or runs; it stops within two seconds.
    async fn pause_crawl(&self, context: &Context<'_>, #[graphql(desc = "The crawl's id.")] id: Uuid) -> Result<Crawl> {
        Ok(Crawl(crawl::pause(&services(context).database, CrawlId(id)).await?))
    }

    /// Resumes a paused crawl where it was.
    async fn resume_crawl(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The crawl's id.")] id: Uuid,
    ) -> Result<Crawl> {
        Ok(Crawl(crawl::resume(&services(context).database, CrawlId(id)).await?))
    }

    /// Stops a crawl for good, within two seconds. What it has stored stays.
    async fn cancel_crawl(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The crawl's id.")] id: Uuid,
    ) -> Result<Crawl> {
        Ok(Crawl(crawl::request_cancel(&services(context).database, CrawlId(id)).await?))
    }

    /// Accepts a degraded crawl: datasets that nobody looks at first may take its articles.
    async fn accept_crawl(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The crawl's id.")] id: Uuid,
        #[graphql(desc = "Why it may be used although it is degraded.")] reason: String,
    ) -> Result<Crawl> {
        let database = &services(context).database;
        Ok(Crawl(crawl::accept(database, CrawlId(id), &actor(context), &reason).await?))
    }

    /// Extracts the articles of a crawl that has ended again, from the pages that were kept, by the current version of its
    /// source's definition. No request leaves. Its job's events tell how far that is; its health is judged anew.
    async fn re_extract_crawl(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The crawl's id.")] id: Uuid,
    ) -> Result<Crawl> {
        Ok(Crawl(crawl::request_re_extraction(&services(context).database, CrawlId(id)).await?))
    }
}

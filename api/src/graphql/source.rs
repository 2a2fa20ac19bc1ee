//! Sources: where articles come from.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use domain::{
    article, crawl,
    page::{Direction, Order, Paging},
    source, source_definition, source_permission,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    article::Article,
    connection::{self, Connection, cost},
    crawl::Crawl,
    error::Result,
    found,
    source_definition::{SourceDefinition, SourcePermission},
};

/// Where articles come from.
pub struct Source(pub source::Model);

impl From<source::Model> for Source {
    fn from(model: source::Model) -> Self {
        Self(model)
    }
}

/// Where articles come from: a newspaper, a portal, a published data set.
#[Object]
impl Source {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its key, unique.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When it was first heard of.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// The current version of its definition; null if it has none and can't be crawled.
    async fn definition(&self, context: &Context<'_>) -> Result<Option<SourceDefinition>> {
        let current = source_definition::current(super::connection(context), self.0.id).await?;
        Ok(current.map(SourceDefinition))
    }

    /// All versions of its definition, newest first.
    async fn definitions(&self, context: &Context<'_>) -> Result<Vec<SourceDefinition>> {
        let versions = source_definition::history(super::connection(context), self.0.id).await?;
        Ok(versions.into_iter().map(SourceDefinition).collect())
    }

    /// The permissions of the site that were ever recorded, newest first.
    async fn permissions(&self, context: &Context<'_>) -> Result<Vec<SourcePermission>> {
        let permissions = source_permission::history(super::connection(context), self.0.id).await?;
        Ok(permissions.into_iter().map(Into::into).collect())
    }

    /// Its articles, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let filter = article::Filter { source_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(article::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(article::Entity::find()), order, paging).await
    }

    /// Its crawls, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn crawls(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Crawl>> {
        let filter = crawl::Filter { source_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(crawl::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(crawl::Entity::find()), order, paging).await
    }
}

#[derive(Default)]
pub struct SourceQuery;

#[Object]
impl SourceQuery {
    /// Sources, by key.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn sources(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only sources with this in their key or name, in whatever case.")] name: Option<String>,
    ) -> Result<Connection<Source>> {
        let order = Order::by_unique(source::Column::Key, Direction::Ascending);
        connection::list(context, source::named(name.as_deref()), order, Paging::new(first, after, last, before)).await
    }

    /// The source with this key.
    async fn source(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The source's key.")] key: String,
    ) -> Result<Option<Source>> {
        Ok(found(source::find_by_key(super::connection(context), &key).await)?.map(Source))
    }
}

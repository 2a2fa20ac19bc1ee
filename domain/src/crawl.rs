//! One collection of articles from a source.
//!
//! A crawl is driven by one job at a time. Each page is a row that moves from queued to its outcome exactly once, in the
//! transaction that keeps the page, stores its article and counts it: whatever is killed when, the next attempt asks for
//! the rows that are still queued and for no others.

pub mod health; // how well it went
mod recount; // counts, anew
mod request; // what is asked for
mod step; // what one fetch changes
mod transition; // start, pause, resume, end

use std::collections::HashMap;

use sea_orm::{
    Condition, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};
use serde::{Deserialize, Serialize};

pub use self::{
    request::{NewCrawl, enqueue, request},
    step::{FoundLink, Step, Visit, record_step},
    transition::{
        accept, announce, cancel, fail, finish, pause, recorded_again, reopen, request_cancel, request_re_extraction,
        resume, start,
    },
};
use crate::{
    Error, Result, Timestamp, crawl_section,
    id::{CrawlId, CrawlPageId, SourceDefinitionId, SourceId},
};

/// One collection of articles from a source.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "crawl")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CrawlId,
    /// Its source.
    pub source_id: SourceId,
    /// Its name, unique within the source.
    pub external_id: String,
    /// Where it stands.
    pub status: Status,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// The version of the source's definition that it follows; none if it is only known from a file of articles.
    pub source_definition_id: Option<SourceDefinitionId>,
    /// Its source while it hasn't ended: a source has one such crawl.
    pub active_source_id: Option<SourceId>,
    /// Which of its jobs drives it: a new one after each pause. An effect of an earlier one is refused.
    pub turn: i32,
    /// The list layout that was asked for instead of the definition's.
    pub list: Option<String>,
    /// Most list pages of a section.
    pub pages_per_section: Option<i32>,
    /// Most requests, repeated and redirected ones included.
    pub request_budget: Option<i32>,
    /// Places given out in the order of its pages.
    pub page_count: i32,
    /// Requests made.
    pub requests: i32,
    /// Pages fetched and read.
    pub pages: i32,
    /// Articles stored that were new.
    pub articles_new: i32,
    /// Articles that were known, and equal or not asked for again.
    pub articles_known: i32,
    /// Articles that were known, and differed.
    pub articles_updated: i32,
    /// Articles that couldn't be had.
    pub articles_failed: i32,
    /// The site asked not to be asked before.
    pub not_before: Option<Timestamp>,
    /// How well it went, as JSON ([`health::Report`]).
    pub health: Option<String>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed or is degraded, and what to do.
    pub error: Option<String>,
    /// Who accepted it although it is degraded.
    pub accepted_by: Option<String>,
    /// When.
    pub accepted_at: Option<Timestamp>,
    /// Why.
    pub accepted_reason: Option<String>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a crawl stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Queued.
    Queued,
    /// Running.
    Running,
    /// Paused.
    Paused,
    /// Succeeded.
    Succeeded,
    /// Degraded.
    Degraded,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
}

impl Status {
    /// Whether it will collect nothing more by itself or when it is resumed.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Succeeded | Self::Degraded | Self::Failed | Self::Cancelled)
    }
}

/// What a watcher of a crawl is told, as the payload of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// Its status moved.
    Status {
        /// Where it stands now.
        status: Status,
        /// Why it failed, as a code.
        error_code: Option<String>,
        /// Why it failed or is degraded.
        error: Option<String>,
    },
    /// Pages were fetched; counts as they stood then.
    Progress {
        /// Requests made.
        requests: i32,
        /// Pages fetched and read.
        pages: i32,
        /// Pages that wait.
        queued: i32,
        /// Articles stored that were new.
        articles_new: i32,
        /// Articles that were known, and equal or not asked for again.
        articles_known: i32,
        /// Articles that were known, and differed.
        articles_updated: i32,
        /// Articles that couldn't be had.
        articles_failed: i32,
        /// The same by section.
        sections: Vec<crawl_section::Progress>,
    },
    /// A page couldn't be had, or nothing usable was on it.
    PageFailed {
        /// Which page.
        crawl_page_id: CrawlPageId,
        /// Its address.
        url: String,
        /// Why, as a code.
        error_code: String,
        /// Why, and what to do.
        error: String,
    },
}

impl Model {
    /// A crawl of `source_id`, known there as `external_id`, that waits for its job.
    pub fn new(source_id: SourceId, external_id: String, now: Timestamp) -> Self {
        Self {
            id: CrawlId::new(),
            source_id,
            external_id,
            status: Status::Queued,
            created_at: now,
            started_at: None,
            finished_at: None,
            source_definition_id: None,
            active_source_id: Some(source_id),
            turn: 0,
            list: None,
            pages_per_section: None,
            request_budget: None,
            page_count: 0,
            requests: 0,
            pages: 0,
            articles_new: 0,
            articles_known: 0,
            articles_updated: 0,
            articles_failed: 0,
            not_before: None,
            health: None,
            error_code: None,
            error: None,
            accepted_by: None,
            accepted_at: None,
            accepted_reason: None,
        }
    }

    /// Whether what it collected may feed a dataset that nobody looks at first: it succeeded, or somebody accepted it.
    pub fn is_trusted(&self) -> bool {
        self.status == Status::Succeeded || (self.status == Status::Degraded && self.accepted_at.is_some())
    }
}

/// The condition on crawls that [`Model::is_trusted`] states.
pub fn trusted() -> Condition {
    Condition::any()
        .add(Column::Status.eq(Status::Succeeded))
        .add(Column::Status.eq(Status::Degraded).and(Column::AcceptedAt.is_not_null()))
}

/// The condition on articles that no crawl collected, or one that is trusted: what a dataset may take that is built
/// without anybody looking first.
pub fn trusted_articles() -> Condition {
    use crate::article;
    let crawls = Entity::find().select_only().column(Column::Id).filter(trusted());
    Condition::any()
        .add(article::Column::CrawlId.is_null())
        .add(article::Column::CrawlId.in_subquery(sea_orm::QueryTrait::into_query(crawls)))
}

/// Chooses crawls; every field that is set narrows the choice.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this source.
    pub source_id: Option<SourceId>,
    /// In this state.
    pub status: Option<Status>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(source_id) = self.source_id {
            query = query.filter(Column::SourceId.eq(source_id));
        }
        if let Some(status) = self.status {
            query = query.filter(Column::Status.eq(status));
        }
        query
    }
}

/// The crawl `id`.
pub async fn find(connection: &impl ConnectionTrait, id: CrawlId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("crawl", id))
}

/// The crawl of a source that hasn't ended, if there is one.
pub async fn active(connection: &impl ConnectionTrait, source_id: SourceId) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::ActiveSourceId.eq(source_id)).one(connection).await?)
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[CrawlId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The ids of the source's crawls named `names`. Unknown ones are recorded as crawls that succeeded elsewhere: a file
/// of articles says which crawl collected them.
pub async fn find_or_record(
    transaction: &impl ConnectionTrait,
    source_id: SourceId,
    names: &[&str],
) -> Result<HashMap<String, CrawlId>> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let mut known = ids_by_name(transaction, source_id, names).await?;
    let now = Timestamp::now();
    let missing: Vec<ActiveModel> = names
        .iter()
        .filter(|name| !known.contains_key(**name))
        .map(|name| {
            Model { status: Status::Succeeded, active_source_id: None, ..Model::new(source_id, (*name).into(), now) }
                .into()
        })
        .collect();
    if !missing.is_empty() {
        let unless_known =
            OnConflict::columns([Column::SourceId, Column::ExternalId]).do_nothing_on([Column::Id]).to_owned();
        Entity::insert_many(missing).on_conflict(unless_known).exec_without_returning(transaction).await?;
        known = ids_by_name(transaction, source_id, names).await?;
    }
    Ok(known)
}

async fn ids_by_name(
    connection: &impl ConnectionTrait,
    source_id: SourceId,
    names: &[&str],
) -> Result<HashMap<String, CrawlId>> {
    let found = Entity::find()
        .filter(Column::SourceId.eq(source_id))
        .filter(Column::ExternalId.is_in(names.iter().copied()))
        .all(connection)
        .await?;
    Ok(found.into_iter().map(|crawl| (crawl.external_id, crawl.id)).collect())
}

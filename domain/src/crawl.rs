//! One collection of articles from a source.

use std::collections::HashMap;

use sea_orm::{entity::prelude::*, sea_query::OnConflict};

use crate::{
    Error, Result, Timestamp,
    id::{CrawlId, SourceId},
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
    /// Succeeded.
    Succeeded,
    /// Degraded.
    Degraded,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
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
            Model {
                id: CrawlId::new(),
                source_id,
                external_id: (*name).into(),
                status: Status::Succeeded,
                created_at: now,
                started_at: None,
                finished_at: None,
            }
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

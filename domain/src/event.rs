//! What a person may watch: one table, one order, written in the transaction that makes the change.
//!
//! Ids are handed out by a counter row that stays locked until the writer commits. So ids become visible in order, and
//! a reader who has seen id *n* can never miss a smaller one. Append last in a transaction: the lock is short then.

use futures::Stream;
use sea_orm::{
    ConnectionTrait, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::Serialize;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::{Database, Error, Result, Timestamp, database};

/// How many events a follower reads at once.
const TAIL_PAGE: u64 = 500;

/// An event. Its payload is what a subscription sends.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// 1, 2, 3 … in the order of commits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// What it is about.
    pub topic: Topic,
    /// The row it is about.
    pub subject_id: Uuid,
    /// What happened, as JSON.
    pub payload: String,
    /// When.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "snake_case")]
pub enum Topic {
    /// Articles were imported, crawled or labelled; the subject is the import, crawl or article.
    Article,
    /// A crawl moved on; the payload holds a status or its counts.
    Crawl,
    /// A cleaning run moved.
    Cleaning,
    /// A pipeline run or one of its steps moved.
    Pipeline,
    /// A schedule fired, or was changed; the subject is the schedule.
    Schedule,
    /// A dataset was asked for, sealed or failed.
    Dataset,
    /// A training run moved; the payload holds a status, a step or an epoch.
    TrainingRun,
    /// An evaluation was asked for, began or ended.
    Evaluation,
    /// A sweep moved: a run was launched, stopped or ended.
    Sweep,
    /// Another version serves; the subject is the ledger row.
    Deployment,
    /// A deployment was asked for, approved or rejected; the subject is the request.
    DeploymentRequest,
    /// A job moved.
    Job,
    /// A credential isn't what it was: whoever is connected by it must leave; the subject is a session or an API token.
    Credential,
}

/// An event that has no id yet.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What it is about.
    pub topic: Topic,
    /// The row it is about.
    pub subject_id: Uuid,
    /// What happened, as JSON.
    pub payload: String,
}

impl NewEvent {
    /// An event about `subject_id` whose payload is `payload` as JSON.
    pub fn new(topic: Topic, subject_id: Uuid, payload: &impl Serialize) -> Result<Self> {
        Ok(Self { topic, subject_id, payload: serde_json::to_string(payload)? })
    }
}

/// Appends events in order, in the caller's transaction.
pub async fn append(transaction: &impl ConnectionTrait, events: Vec<NewEvent>) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(events.len()).map_err(|_| Error::Internal("too many events".into()))?;
    counter::Entity::update_many()
        .col_expr(counter::Column::Last, Expr::col(counter::Column::Last).add(count))
        .filter(counter::Column::Id.eq(1))
        .exec(transaction)
        .await?;
    let last = counter::Entity::find_by_id(1)
        .one(transaction)
        .await?
        .ok_or_else(|| Error::Internal("the event counter is missing".into()))?
        .last;
    let now = Timestamp::now();
    let models = events.into_iter().zip(last - count + 1..).map(|(event, id)| {
        Model { id, topic: event.topic, subject_id: event.subject_id, payload: event.payload, created_at: now }.into()
    });
    Entity::insert_many::<ActiveModel, _>(models).exec_without_returning(transaction).await?;
    database::notify(transaction).await
}

/// The events of `topic` (about `subject_id`, if given) after id `after`, oldest first, at most `limit`.
pub async fn after(
    connection: &impl ConnectionTrait,
    topic: Topic,
    subject_id: Option<Uuid>,
    after: i64,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(Column::Topic.eq(topic)).filter(Column::Id.gt(after));
    if let Some(subject_id) = subject_id {
        query = query.filter(Column::SubjectId.eq(subject_id));
    }
    Ok(query.order_by_asc(Column::Id).limit(limit).all(connection).await?)
}

/// The events of `topic` (about `subject_id`, if given) after id `after`, oldest first: those there are, then, without end
/// and without a gap, those to come, whichever process commits them. A database that doesn't answer is waited for.
///
/// Commits in this process are followed at once, and on PostgreSQL those of other processes too; elsewhere within half a
/// second.
pub fn tail(
    database: &Database,
    topic: Topic,
    subject_id: Option<Uuid>,
    after: i64,
) -> impl Stream<Item = Model> + Send + use<> {
    let database = database.clone();
    async_stream::stream! {
        let mut changes = database.changes();
        let mut last = after;
        loop {
            // Before reading: what is committed from here on rings again.
            changes.mark_unchanged();
            match self::after(database.connection(), topic, subject_id, last, TAIL_PAGE).await {
                Ok(events) => {
                    let is_full = events.len() as u64 == TAIL_PAGE;
                    for event in events {
                        last = event.id;
                        yield event;
                    }
                    if !is_full {
                        let _ = timeout(database.patience(), changes.changed()).await;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "events can't be read; trying again");
                    sleep(database.patience()).await;
                }
            }
        }
    }
}

/// The id of the newest committed event; 0 if there is none.
pub async fn last_id(connection: &impl ConnectionTrait) -> Result<i64> {
    Ok(counter::Entity::find_by_id(1).one(connection).await?.map_or(0, |counter| counter.last))
}

mod counter {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_counter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub last: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

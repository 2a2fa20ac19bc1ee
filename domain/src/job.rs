//! Work in the background: a row that is enqueued in the transaction that needs it done, claimed by one worker at a
//! time, and ended exactly once.
//!
//! A claim raises the job's *fence*. Whoever wants to change anything on a job's behalf shows the fence it was given; a
//! worker that was thought dead and replaced shows an old one and is refused ([`hold`]). All changes of one job take
//! its row's lock first, then the rows it works for, and append events last: one order, so no deadlock.

mod cancel; // asking a job to stop, and to start again
mod run; // claim, heartbeat, end, recovery
mod subject; // what the row it works for goes through when a job ends without success, or starts again

use sea_orm::{QueryOrder, Select, TryInsertResult, entity::prelude::*, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

pub use cancel::{cancel_for_subject, cancel_locked, lock_active, request_cancel, retry};
pub(crate) use cancel::{lock, retry_locked};
pub use run::{
    End, Pulse, announce, back_off_seconds, beat, claim, finish, hold, pulse, record_progress, recover, running,
};
pub use subject::close as close_subject;

use crate::{
    Error, Result, Timestamp, author,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{JobId, WorkerId},
};

/// Work in the background.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    /// Which handler runs it.
    pub kind: Kind,
    /// Its arguments, as JSON: ids only.
    pub payload: String,
    /// The row it works for.
    pub subject_id: Option<Uuid>,
    /// Where it stands.
    pub status: Status,
    /// Higher goes first.
    pub priority: i32,
    /// Not before.
    pub run_at: Timestamp,
    /// How often it was begun, killed ones included.
    pub attempts: i32,
    /// How often it may be begun.
    pub max_attempts: i32,
    /// Grows with every claim; an effect with an old fence is refused.
    pub fence: i64,
    /// Who runs it.
    pub worker_id: Option<WorkerId>,
    /// When its worker last said it was alive.
    pub heartbeat_at: Option<Timestamp>,
    /// While set, no other job may have the same.
    pub unique_key: Option<String>,
    /// Whether somebody asked it to stop.
    pub cancel_requested: bool,
    /// Share done, 0 to 1.
    pub progress: Option<f64>,
    /// What is being done.
    pub progress_note: Option<String>,
    /// Why it failed last, as a code.
    pub error_code: Option<String>,
    /// Why it failed last.
    pub error: Option<String>,
    /// When it was enqueued.
    pub created_at: Timestamp,
    /// When it was last begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a job stands.
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
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(64))")]
pub enum Kind {
    /// Reads a file of articles; the subject is the import.
    #[sea_orm(string_value = "ImportArticles")]
    ImportArticles,
    /// Fetches a source's pages and stores their articles; the subject is the crawl.
    #[sea_orm(string_value = "CrawlArticles")]
    CrawlArticles,
    /// Extracts the articles of a past crawl's pages again; the subject is the crawl.
    #[sea_orm(string_value = "ReExtractCrawl")]
    ReExtractCrawl,
    /// Judges articles by the cleaning rules, applies that or takes it back; the subject is the cleaning run.
    #[sea_orm(string_value = "CleanArticles")]
    CleanArticles,
    /// Erases a text that was taken down wherever it was sealed; the subject is the takedown.
    #[sea_orm(string_value = "EraseArticle")]
    EraseArticle,
    /// Selects, splits and seals; the subject is the dataset.
    #[sea_orm(string_value = "BuildDataset")]
    BuildDataset,
    /// Fetches, checks and converts a published encoder; the subject is the base model.
    #[sea_orm(string_value = "AddBaseModel")]
    AddBaseModel,
    /// Trains, proves and registers; the subject is the training run.
    #[sea_orm(string_value = "TrainModel")]
    TrainModel,
    /// Measures a model version on labelled rows; the subject is the evaluation.
    #[sea_orm(string_value = "EvaluateModel")]
    EvaluateModel,
    /// Posts a message to an integrator; the subject is the delivery.
    #[sea_orm(string_value = "DeliverWebhook")]
    DeliverWebhook,
}

impl Kind {
    /// What its subject is, in words.
    fn noun(self) -> &'static str {
        match self {
            Self::ImportArticles => "article import",
            Self::CrawlArticles | Self::ReExtractCrawl => "crawl",
            Self::CleanArticles => "cleaning run",
            Self::EraseArticle => "takedown",
            Self::BuildDataset => "dataset",
            Self::AddBaseModel => "base model",
            Self::TrainModel => "training run",
            Self::EvaluateModel => "evaluation",
            Self::DeliverWebhook => "webhook delivery",
        }
    }
}

/// Notes for the audit log that somebody had a job start, stop or start again.
fn note(transaction: &DatabaseTransaction, before: Option<Status>, job: &Model) {
    transaction.note(|| {
        let state = |status| serde_json::json!({ "job": job.id, "status": status });
        let after = match job.cancel_requested {
            true => serde_json::json!({ "job": job.id, "status": job.status, "cancelRequested": true }),
            false => state(job.status),
        };
        let change = author::Change::of(job.kind.noun(), job.subject_id.unwrap_or(job.id.0)).to(after);
        author::Change { before: before.map(state), ..change }
    });
}

/// A job to be enqueued. Make it with [`NewJob::new`] and change what differs from the usual.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Which handler runs it.
    pub kind: Kind,
    /// Its arguments: ids only.
    pub payload: serde_json::Value,
    /// The row it works for.
    pub subject_id: Option<Uuid>,
    /// While a job with this key waits or runs, enqueueing another gives that one instead.
    pub unique_key: Option<String>,
    /// Higher goes first; usually 0.
    pub priority: i32,
    /// Not before; usually at once.
    pub run_at: Timestamp,
    /// How often it may be begun; usually 3.
    pub max_attempts: i32,
}

impl NewJob {
    /// A job of `kind` for the row `subject_id`: at once, priority 0, at most 3 attempts, no unique key.
    pub fn new(kind: Kind, subject_id: impl Into<Option<Uuid>>, payload: serde_json::Value) -> Self {
        Self {
            kind,
            payload,
            subject_id: subject_id.into(),
            unique_key: None,
            priority: 0,
            run_at: Timestamp::now(),
            max_attempts: 3,
        }
    }
}

/// How a job ended without success, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEnd {
    /// Somebody asked for it.
    Cancelled,
    /// It failed, or its workers died too often.
    Failed {
        /// Why, as a code.
        code: String,
        /// Why, and what to do.
        message: String,
    },
}

/// What a watcher of jobs is told, as the payload of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct Change {
    pub job_id: JobId,
    pub kind: Kind,
    pub subject_id: Option<Uuid>,
    pub status: Status,
    pub attempts: i32,
    pub max_attempts: i32,
    pub cancel_requested: bool,
    pub progress: Option<f64>,
    pub progress_note: Option<String>,
    pub error_code: Option<String>,
    pub error: Option<String>,
    pub run_at: Timestamp,
}

impl From<&Model> for Change {
    fn from(job: &Model) -> Self {
        Self {
            job_id: job.id,
            kind: job.kind,
            subject_id: job.subject_id,
            status: job.status,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            cancel_requested: job.cancel_requested,
            progress: job.progress,
            progress_note: job.progress_note.clone(),
            error_code: job.error_code.clone(),
            error: job.error.clone(),
            run_at: job.run_at,
        }
    }
}

/// Which jobs to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only jobs that stand here.
    pub status: Option<Status>,
    /// Only jobs of this kind.
    pub kind: Option<Kind>,
    /// Only jobs for this row.
    pub subject_id: Option<Uuid>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            select = select.filter(Column::Status.eq(status));
        }
        if let Some(kind) = self.kind {
            select = select.filter(Column::Kind.eq(kind));
        }
        if let Some(subject_id) = self.subject_id {
            select = select.filter(Column::SubjectId.eq(subject_id));
        }
        select
    }
}

/// The job `id`.
pub async fn find(connection: &impl ConnectionTrait, id: JobId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("job", id))
}

/// The newest job that works for the row `subject_id`, if there is one.
pub async fn newest_for_subject(connection: &impl ConnectionTrait, subject_id: Uuid) -> Result<Option<Model>> {
    let jobs = Entity::find().filter(Column::SubjectId.eq(subject_id)).order_by_desc(Column::Id);
    Ok(jobs.one(connection).await?)
}

/// Whether a job other than `id` runs for the row `subject_id`.
pub async fn others_running(connection: &impl ConnectionTrait, subject_id: Uuid, id: JobId) -> Result<bool> {
    let others = Entity::find()
        .filter(Column::SubjectId.eq(subject_id))
        .filter(Column::Status.eq(Status::Running))
        .filter(Column::Id.ne(id));
    Ok(others.one(connection).await?.is_some())
}

/// Puts a job in the queue, in the caller's transaction: it exists if and only if that commits.
///
/// With a unique key that a waiting or running job holds, gives that job and enqueues nothing.
pub async fn enqueue(transaction: &DatabaseTransaction, new: NewJob) -> Result<Model> {
    let model = Model {
        id: JobId::new(),
        kind: new.kind,
        payload: new.payload.to_string(),
        subject_id: new.subject_id,
        status: Status::Queued,
        priority: new.priority,
        run_at: new.run_at,
        attempts: 0,
        max_attempts: new.max_attempts.max(1),
        fence: 0,
        worker_id: None,
        heartbeat_at: None,
        unique_key: new.unique_key,
        cancel_requested: false,
        progress: None,
        progress_note: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        started_at: None,
        finished_at: None,
    };
    // A violated constraint would end the transaction on PostgreSQL, so the statement itself steps aside. MySQL counts
    // a row that stayed as it was, so only looking tells whose row is there.
    for _ in 0..10 {
        let mut conflict = OnConflict::column(Column::UniqueKey);
        conflict.do_nothing_on([Column::Id]);
        let inserted = Entity::insert(ActiveModel::from(model.clone()))
            .on_conflict(conflict)
            .try_insert()
            .exec_without_returning(transaction)
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(_))
            && Entity::find_by_id(model.id).one(transaction).await?.is_some()
        {
            note(transaction, None, &model);
            append(transaction, &model).await?;
            return Ok(model);
        }
        let holder = Entity::find().filter(Column::UniqueKey.eq(model.unique_key.clone())).one(transaction).await?;
        if let Some(holder) = holder {
            return Ok(holder);
        }
        // Its holder ended between the two statements: the key is free again.
    }
    Err(Error::Conflict("the job's unique key changed hands too often; try again".into()))
}

async fn append(transaction: &DatabaseTransaction, job: &Model) -> Result<()> {
    event::append(transaction, vec![NewEvent::new(Topic::Job, job.id.0, &Change::from(job))?]).await
}

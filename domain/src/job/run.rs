//! Claim, heartbeat, end, recovery: what workers do with a job.

use sea_orm::{
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

use super::{ActiveModel, Column, Entity, JobEnd, Kind, Model, Status, append};
use crate::{
    Database, Error, Result, Timestamp,
    database::DatabaseTransaction,
    id::{JobId, WorkerId},
};

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// All is done.
    Succeeded,
    /// It failed in a way that may pass: again at `run_at`, if attempts are left.
    Retry {
        /// Why, as a code.
        code: String,
        /// Why, and what to do.
        message: String,
        /// Not before.
        run_at: Timestamp,
    },
    /// It failed for good.
    Failed {
        /// Why, as a code.
        code: String,
        /// Why, and what to do.
        message: String,
    },
    /// It stopped because somebody asked.
    Cancelled,
    /// It stopped because its worker did: again at once, and this attempt doesn't count.
    Released,
}

/// What a running job's worker needs to know about it, again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// Which job.
    pub id: JobId,
    /// The fence it was last claimed with.
    pub fence: i64,
    /// Whether it runs.
    pub running: bool,
    /// When its worker last said it was alive.
    pub heartbeat_at: Option<Timestamp>,
    /// Whether somebody asked it to stop.
    pub cancel_requested: bool,
}

/// Claims at most `limit` due jobs of `kinds` for `worker_id`: highest priority first, then the longest due.
///
/// Queued → running, by compare-and-swap: of several workers that see the same job one gets it. The attempt counts from
/// here, so that one that kills its worker counts too.
pub async fn claim(database: &Database, worker_id: WorkerId, kinds: &[Kind], limit: u64) -> Result<Vec<Model>> {
    // A few more than wanted, as others may be faster.
    let due = Entity::find()
        .filter(Column::Status.eq(Status::Queued))
        .filter(Column::RunAt.lte(Timestamp::now()))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .order_by_desc(Column::Priority)
        .order_by_asc(Column::RunAt)
        .order_by_asc(Column::Id)
        .limit(limit + 4)
        .all(database.connection())
        .await?;
    let mut claimed = Vec::new();
    for job in due {
        if claimed.len() as u64 == limit {
            break;
        }
        let transaction = database.begin().await?;
        let now = Timestamp::now();
        let updated = Entity::update_many()
            .col_expr(Column::Status, Expr::value(Status::Running))
            .col_expr(Column::Fence, Expr::col(Column::Fence).add(1))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::WorkerId, Expr::value(worker_id))
            .col_expr(Column::HeartbeatAt, Expr::value(now))
            .col_expr(Column::StartedAt, Expr::value(now))
            .filter(Column::Id.eq(job.id))
            .filter(Column::Status.eq(Status::Queued))
            .filter(Column::Fence.eq(job.fence))
            .exec(&transaction)
            .await?;
        if updated.rows_affected != 1 {
            continue;
        }
        let job = super::find(&transaction, job.id).await?;
        append(&transaction, &job).await?;
        database.commit(transaction).await?;
        claimed.push(job);
    }
    Ok(claimed)
}

/// Takes the job's lock until the transaction ends, and proves that `fence` is still the right to work for it. Begin
/// every effect of a job with this: nobody can declare the job orphaned, or give it to another worker, until the effect
/// is committed.
///
/// # Errors
/// [`Error::Conflict`] when the job was ended or given to another worker.
pub async fn hold(transaction: &DatabaseTransaction, id: JobId, fence: i64) -> Result<()> {
    touch(transaction, id, fence).await?.then_some(()).ok_or_else(|| superseded(id))
}

/// Says that the job's worker is alive. False when the job was ended or given to another worker.
pub async fn beat(database: &Database, id: JobId, fence: i64) -> Result<bool> {
    touch(database.connection(), id, fence).await
}

/// How the job stands; `None` when it is gone. Reads without waiting for anybody's lock.
pub async fn pulse(connection: &impl ConnectionTrait, id: JobId) -> Result<Option<Pulse>> {
    Ok(pulses(connection, Column::Id.eq(id)).await?.pop())
}

/// All jobs of `kinds` that run, for whoever looks for orphans.
pub async fn running(connection: &impl ConnectionTrait, kinds: &[Kind]) -> Result<Vec<Pulse>> {
    pulses(connection, Column::Status.eq(Status::Running).and(Column::Kind.is_in(kinds.iter().copied()))).await
}

/// Records how far a running job is, for whoever watches; a heartbeat too. False when the fence is old.
pub async fn record_progress(database: &Database, id: JobId, fence: i64, share: f64, note: String) -> Result<bool> {
    let transaction = database.begin().await?;
    let updated = Entity::update_many()
        .col_expr(Column::Progress, Expr::value(Some(share)))
        .col_expr(Column::ProgressNote, Expr::value(Some(note)))
        .col_expr(Column::HeartbeatAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Fence.eq(fence))
        .filter(Column::Status.eq(Status::Running))
        .exec(&transaction)
        .await?;
    if updated.rows_affected != 1 {
        return Ok(false);
    }
    append(&transaction, &super::find(&transaction, id).await?).await?;
    database.commit(transaction).await?;
    Ok(true)
}

/// Ends the attempt that holds `fence`. What comes out may be more than was asked: no attempts left turns
/// [`End::Retry`] into failed, and a job that was asked to stop isn't queued again. The caller moves the job's row if
/// [`Model::ended`] says so, then calls [`announce`], then commits.
///
/// # Errors
/// [`Error::Conflict`] when the job was ended or given to another worker.
pub async fn finish(transaction: &DatabaseTransaction, id: JobId, fence: i64, end: End) -> Result<Model> {
    let job = Entity::find_by_id(id).lock_exclusive().one(transaction).await?.ok_or_else(|| superseded(id))?;
    if job.fence != fence || job.status != Status::Running {
        return Err(superseded(id));
    }
    apply(transaction, job, end).await
}

/// Ends the attempt of a worker that died, if the job still stands as `seen` shows it: again soon, or failed when no
/// attempts are left. `None` when it doesn't, or somebody holds its lock, which only the living do.
///
/// As with [`finish`], the caller moves the job's row, announces and commits.
pub async fn recover(transaction: &DatabaseTransaction, seen: Pulse) -> Result<Option<Model>> {
    let job = Entity::find_by_id(seen.id)
        .filter(Column::Fence.eq(seen.fence))
        .filter(Column::Status.eq(Status::Running))
        .filter(Column::HeartbeatAt.eq(seen.heartbeat_at))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(transaction)
        .await?;
    let Some(job) = job else { return Ok(None) };
    // The first time it may well be the machine's fault: at once. Then ever later, since it may be the job's.
    let wait = if job.attempts <= 1 { 0.0 } else { back_off_seconds(job.attempts - 1, 0.5) };
    let end = End::Retry {
        code: "WORKER_LOST".into(),
        message: format!("the worker died in attempt {} of {}", job.attempts, job.max_attempts),
        run_at: Timestamp::now().plus_seconds(wait),
    };
    apply(transaction, job, end).await.map(Some)
}

/// Appends the event that tells how `job` stands now. Last in its transaction.
pub async fn announce(transaction: &DatabaseTransaction, job: &Model) -> Result<()> {
    append(transaction, job).await
}

/// How long to wait after failed attempt number `attempts` (from 1): 2 s, doubling, at most ten minutes, of which
/// `jitter` (0 to 1, drawn evenly) decides the upper half, so that jobs that failed together don't return together.
pub fn back_off_seconds(attempts: i32, jitter: f64) -> f64 {
    let full = (2.0 * 2f64.powi(attempts.clamp(1, 20) - 1)).min(600.0);
    full * (0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

impl Model {
    /// How the job ended for good without success, if it did.
    pub fn ended(&self) -> Option<JobEnd> {
        match self.status {
            Status::Cancelled => Some(JobEnd::Cancelled),
            Status::Failed => Some(JobEnd::Failed {
                code: self.error_code.clone().unwrap_or_default(),
                message: self.error.clone().unwrap_or_default(),
            }),
            Status::Queued | Status::Running | Status::Succeeded => None,
        }
    }
}

async fn apply(transaction: &DatabaseTransaction, mut job: Model, end: End) -> Result<Model> {
    let now = Timestamp::now();
    match end {
        End::Succeeded => {
            job.status = Status::Succeeded;
            job.progress = Some(1.0);
            (job.error_code, job.error) = (None, None);
        }
        End::Cancelled => job.status = Status::Cancelled,
        End::Failed { code, message } => {
            job.status = Status::Failed;
            (job.error_code, job.error) = (Some(code), Some(message));
        }
        End::Retry { code, message, run_at } => {
            job.status = match (job.cancel_requested, job.attempts < job.max_attempts) {
                (true, _) => Status::Cancelled,
                (false, true) => Status::Queued,
                (false, false) => Status::Failed,
            };
            job.run_at = run_at;
            (job.error_code, job.error) = (Some(code), Some(message));
        }
        End::Released => {
            job.status = if job.cancel_requested { Status::Cancelled } else { Status::Queued };
            job.run_at = now;
            job.attempts -= 1;
        }
    }
    if job.status != Status::Queued {
        job.unique_key = None;
        job.finished_at = Some(now);
    }
    let updated = Entity::update_many()
        .set(ActiveModel::from(job.clone()).reset_all())
        .filter(Column::Id.eq(job.id))
        .filter(Column::Fence.eq(job.fence))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    if updated.rows_affected == 1 { Ok(job) } else { Err(superseded(job.id)) }
}

async fn touch(connection: &impl ConnectionTrait, id: JobId, fence: i64) -> Result<bool> {
    let updated = Entity::update_many()
        .col_expr(Column::HeartbeatAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Fence.eq(fence))
        .filter(Column::Status.eq(Status::Running))
        .exec(connection)
        .await?;
    Ok(updated.rows_affected == 1)
}

async fn pulses(
    connection: &impl ConnectionTrait,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<Vec<Pulse>> {
    let rows: Vec<(JobId, i64, Status, Option<Timestamp>, bool)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Fence, Column::Status, Column::HeartbeatAt, Column::CancelRequested])
        .filter(which)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, fence, status, heartbeat_at, cancel_requested)| Pulse {
            id,
            fence,
            running: status == Status::Running,
            heartbeat_at,
            cancel_requested,
        })
        .collect())
}

fn superseded(id: JobId) -> Error {
    Error::Conflict(format!("job {id} has ended or was given to another worker"))
}

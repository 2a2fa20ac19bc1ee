//! Asking a job to stop, and to start again.

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

use super::{Column, Entity, JobEnd, Model, Status, append, find, note, subject};
use crate::{Database, Error, Result, Timestamp, database::DatabaseTransaction, id::JobId};

/// Asks a job to stop. A waiting one is cancelled at once, with the row it works for; a running one is told within two
/// seconds.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when the job has ended.
pub async fn request_cancel(database: &Database, id: JobId) -> Result<Model> {
    let transaction = database.begin().await?;
    let job = locked(&transaction, id).await?;
    let before = job.status;
    let job = match before {
        Status::Queued => {
            let job = cancel_waiting(&transaction, job).await?;
            subject::close(&transaction, &job, &JobEnd::Cancelled).await?;
            job
        }
        Status::Running => flag_running(&transaction, job).await?,
        Status::Succeeded | Status::Failed | Status::Cancelled => {
            return Err(Error::Conflict(format!("the job has already ended ({})", job.status.to_value())));
        }
    };
    note(&transaction, Some(before), &job);
    append(&transaction, &job).await?;
    database.commit(transaction).await?;
    Ok(job)
}

/// Asks the jobs that work for the row `subject_id` to stop, in the caller's transaction. True when one was waiting and
/// is cancelled now, so that nobody but the caller will move the row itself; false when it runs (its worker will move
/// the row) or there is none.
///
/// Call it before touching the row: every transaction takes the job's lock first. It appends events: whoever needs
/// further locks takes them between [`lock_active`] and [`cancel_locked`] instead.
pub async fn cancel_for_subject(transaction: &DatabaseTransaction, subject_id: Uuid) -> Result<bool> {
    let jobs = lock_active(transaction, &[subject_id]).await?;
    Ok(!cancel_locked(transaction, jobs).await?.is_empty())
}

/// The waiting and running jobs that work for the rows `subject_ids`, locked until the transaction ends.
pub async fn lock_active(transaction: &DatabaseTransaction, subject_ids: &[Uuid]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::SubjectId.is_in(subject_ids.iter().copied()))
        .filter(Column::Status.is_in([Status::Queued, Status::Running]))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(transaction)
        .await?)
}

/// Asks `jobs`, from [`lock_active`], to stop. Gives the rows of those that were waiting, which nobody but the caller
/// will move.
pub async fn cancel_locked(transaction: &DatabaseTransaction, jobs: Vec<Model>) -> Result<Vec<Uuid>> {
    let mut waiting = Vec::new();
    for job in jobs {
        let before = job.status;
        let job = match before {
            Status::Queued => {
                waiting.extend(job.subject_id);
                cancel_waiting(transaction, job).await?
            }
            _ => flag_running(transaction, job).await?,
        };
        note(transaction, Some(before), &job);
        append(transaction, &job).await?;
    }
    Ok(waiting)
}

/// Failed or cancelled → queued, with all its attempts before it again, and the row it works for reopened.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when the job hasn't failed or been cancelled, or its row can't reopen.
pub async fn retry(database: &Database, id: JobId) -> Result<Model> {
    let transaction = database.begin().await?;
    let job = retry_locked(&transaction, id).await?;
    database.commit(transaction).await?;
    Ok(job)
}

/// Takes the job's lock until the transaction ends.
pub(crate) async fn lock(transaction: &DatabaseTransaction, id: JobId) -> Result<()> {
    locked(transaction, id).await.map(|_| ())
}

/// [`retry`] in the caller's transaction. It appends events: whoever needs further locks takes them before, after
/// [`lock`].
pub(crate) async fn retry_locked(transaction: &DatabaseTransaction, id: JobId) -> Result<Model> {
    let job = locked(transaction, id).await?;
    if !matches!(job.status, Status::Failed | Status::Cancelled) {
        return Err(Error::Conflict(format!(
            "only a failed or cancelled job can be retried; this one is {}",
            job.status.to_value()
        )));
    }
    let before = job.status;
    let job = Model {
        status: Status::Queued,
        attempts: 0,
        run_at: Timestamp::now(),
        cancel_requested: false,
        progress: None,
        progress_note: None,
        error_code: None,
        error: None,
        started_at: None,
        finished_at: None,
        ..job
    };
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(job.status))
        .col_expr(Column::Attempts, Expr::value(job.attempts))
        .col_expr(Column::RunAt, Expr::value(job.run_at))
        .col_expr(Column::CancelRequested, Expr::value(job.cancel_requested))
        .col_expr(Column::Progress, Expr::value(job.progress))
        .col_expr(Column::ProgressNote, Expr::value(job.progress_note.clone()))
        .col_expr(Column::ErrorCode, Expr::value(job.error_code.clone()))
        .col_expr(Column::Error, Expr::value(job.error.clone()))
        .col_expr(Column::StartedAt, Expr::value(job.started_at))
        .col_expr(Column::FinishedAt, Expr::value(job.finished_at))
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    subject::reopen(transaction, &job).await?;
    note(transaction, Some(before), &job);
    append(transaction, &job).await?;
    Ok(job)
}

async fn locked(transaction: &DatabaseTransaction, id: JobId) -> Result<Model> {
    // On SQLite the transaction itself is the lock.
    match Entity::find_by_id(id).lock_exclusive().one(transaction).await? {
        Some(job) => Ok(job),
        None => find(transaction, id).await,
    }
}

async fn cancel_waiting(transaction: &DatabaseTransaction, job: Model) -> Result<Model> {
    let job = Model {
        status: Status::Cancelled,
        cancel_requested: true,
        unique_key: None,
        finished_at: Some(Timestamp::now()),
        ..job
    };
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(job.status))
        .col_expr(Column::CancelRequested, Expr::value(true))
        .col_expr(Column::UniqueKey, Expr::value(Option::<String>::None))
        .col_expr(Column::FinishedAt, Expr::value(job.finished_at))
        .filter(Column::Id.eq(job.id))
        .exec(transaction)
        .await?;
    Ok(job)
}

async fn flag_running(transaction: &DatabaseTransaction, job: Model) -> Result<Model> {
    Entity::update_many()
        .col_expr(Column::CancelRequested, Expr::value(true))
        .filter(Column::Id.eq(job.id))
        .exec(transaction)
        .await?;
    Ok(Model { cancel_requested: true, ..job })
}

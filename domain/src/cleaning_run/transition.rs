//! What the job reports of a cleaning run.

use sea_orm::{QuerySelect, entity::prelude::*, sea_query::Expr};

use super::{
    Column, Entity, Model, Report, Status, announce, find,
    head::{self, head},
    request::{begin, superseded},
};
use crate::{
    Error, Result, Timestamp,
    cleaning_change::{self, BATCH},
    cleaning_decision::{self, Recorded},
    database::DatabaseTransaction,
    id::{ArticleId, CleaningRunId},
    job::JobEnd,
    pipeline_run::{self, StepEnd},
};

/// Queued or running → running, on top of what is in force now. A run that is being applied or undone is given as it
/// is. `None` if there is nothing to do.
pub async fn start(transaction: &DatabaseTransaction, id: CleaningRunId) -> Result<Option<Model>> {
    let Some(run) = Entity::find_by_id(id).lock_exclusive().one(transaction).await? else { return Ok(None) };
    match run.status {
        Status::Applying | Status::Undoing => Ok(Some(run)),
        Status::Queued | Status::Running => {
            let top = head(transaction).await?.applied;
            Entity::update_many()
                .col_expr(Column::Status, Expr::value(Status::Running))
                .col_expr(Column::BaseRunId, Expr::value(top))
                .col_expr(Column::StartedAt, Expr::value(Some(Timestamp::now())))
                .filter(Column::Id.eq(id))
                .exec(transaction)
                .await?;
            let run = find(transaction, id).await?;
            announce(transaction, &run).await?;
            Ok(Some(run))
        }
        _ => Ok(None),
    }
}

/// Running → proposed, with what was found; or → applying, if that was asked for from the start.
///
/// # Errors
/// [`Error::Conflict`] when it isn't running, or should be applied and another run was applied meanwhile.
pub async fn propose(transaction: &DatabaseTransaction, id: CleaningRunId, report: &Report) -> Result<Model> {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let proposed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Proposed))
        .col_expr(Column::ArticleCount, Expr::value(count(report.articles)))
        .col_expr(Column::ChangeCount, Expr::value(count(report.changes.total())))
        .col_expr(Column::Report, Expr::value(serde_json::to_string(report)?))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    if proposed.rows_affected != 1 {
        return Err(Error::Conflict(format!("cleaning run {id} is not running")));
    }
    let mut run = find(transaction, id).await?;
    if run.applies_when_ready {
        if !head::claim(transaction, id, run.base_run_id).await? {
            return Err(superseded());
        }
        run = begin(transaction, &run, Status::Applying).await?;
    }
    announce(transaction, &run).await?;
    Ok(run)
}

/// Puts some more of a run's decisions in force. `None` when all are; else the last article reached.
pub async fn apply_chunk(transaction: &DatabaseTransaction, run: &Model) -> Result<Option<ArticleId>> {
    let chunk = cleaning_change::page_after(transaction, run.id, run.cursor).await?;
    let Some(last) = chunk.last().map(|change| change.article_id) else { return Ok(None) };
    let now = Timestamp::now();
    let after = chunk.into_iter().map(|change| {
        let recorded = Recorded { decided_at: now, ..change.after()? };
        recorded.into_model(change.article_id)
    });
    cleaning_decision::put(transaction, after.collect::<Result<_>>()?).await?;
    reach(transaction, run, Status::Applying, last).await
}

/// Puts back some more of what was in force before a run. `None` when all is; else the last article reached.
pub async fn undo_chunk(transaction: &DatabaseTransaction, run: &Model) -> Result<Option<ArticleId>> {
    let chunk = cleaning_change::page_after(transaction, run.id, run.cursor).await?;
    let Some(last) = chunk.last().map(|change| change.article_id) else { return Ok(None) };
    let (mut back, mut gone) = (Vec::with_capacity(BATCH), Vec::new());
    for change in chunk {
        match change.before()? {
            Some(before) => back.push(before.into_model(change.article_id)?),
            None => gone.push(change.article_id),
        }
    }
    cleaning_decision::put(transaction, back).await?;
    cleaning_decision::remove(transaction, &gone).await?;
    reach(transaction, run, Status::Undoing, last).await
}

async fn reach(
    transaction: &DatabaseTransaction,
    run: &Model,
    status: Status,
    last: ArticleId,
) -> Result<Option<ArticleId>> {
    let reached = Entity::update_many()
        .col_expr(Column::Cursor, Expr::value(Some(last)))
        .filter(Column::Id.eq(run.id))
        .filter(Column::Status.eq(status))
        .exec(transaction)
        .await?;
    if reached.rows_affected != 1 {
        return Err(Error::Conflict(format!("cleaning run {} has moved on meanwhile", run.id)));
    }
    Ok(Some(last))
}

/// Applying → applied and on top; undoing → undone, with what was below it on top.
///
/// # Errors
/// [`Error::Conflict`] when it is neither.
pub async fn finish(transaction: &DatabaseTransaction, run: &Model) -> Result<Model> {
    let now = Some(Timestamp::now());
    let (status, moment, top) = match run.status {
        Status::Applying => (Status::Applied, Column::AppliedAt, Some(run.id)),
        Status::Undoing => (Status::Undone, Column::UndoneAt, run.base_run_id),
        _ => return Err(Error::Conflict(format!("cleaning run {} is neither being applied nor undone", run.id))),
    };
    head::release(transaction, run.id, top).await?;
    let finished = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(moment, Expr::value(now))
        .col_expr(Column::Cursor, Expr::value(None::<ArticleId>))
        .filter(Column::Id.eq(run.id))
        .filter(Column::Status.eq(run.status))
        .exec(transaction)
        .await?;
    if finished.rows_affected != 1 {
        return Err(Error::Conflict(format!("cleaning run {} has moved on meanwhile", run.id)));
    }
    let run = find(transaction, run.id).await?;
    if status == Status::Applied {
        pipeline_run::advance(transaction, run.id.0, StepEnd::Succeeded).await?;
    }
    announce(transaction, &run).await?;
    Ok(run)
}

/// What its job's end means for a run: one that hadn't judged failed or was cancelled; one that was being applied or
/// undone is interrupted. One that has moved on is left as it is.
pub async fn give_up(transaction: &DatabaseTransaction, id: CleaningRunId, end: &JobEnd) -> Result<()> {
    let Some(run) = Entity::find_by_id(id).one(transaction).await? else { return Ok(()) };
    let (code, message) = match end {
        JobEnd::Cancelled => (None, None),
        JobEnd::Failed { code, message } => (Some(code.clone()), Some(message.clone())),
    };
    let (status, interrupted) = match (run.status, end) {
        (Status::Queued | Status::Running, JobEnd::Cancelled) => (Status::Cancelled, None),
        (Status::Queued | Status::Running, JobEnd::Failed { .. }) => (Status::Failed, None),
        (Status::Applying | Status::Undoing, _) => (Status::Interrupted, Some(run.status)),
        _ => return Ok(()),
    };
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Interrupted, Expr::value(interrupted))
        .col_expr(Column::ErrorCode, Expr::value(code))
        .col_expr(Column::Error, Expr::value(message))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(run.status))
        .exec(transaction)
        .await?;
    pipeline_run::advance(transaction, id.0, StepEnd::of_job(end)).await?;
    announce(transaction, &find(transaction, id).await?).await
}

/// Failed or cancelled → queued; interrupted → what it was, for a retry of its job.
///
/// # Errors
/// [`Error::Conflict`] when it is none of these.
pub async fn reopen(transaction: &DatabaseTransaction, id: CleaningRunId) -> Result<()> {
    let run = find(transaction, id).await?;
    let status = match (run.status, run.interrupted) {
        (Status::Failed | Status::Cancelled, _) => Status::Queued,
        (Status::Interrupted, Some(status)) => status,
        _ => return Err(Error::Conflict(format!("cleaning run {id} hasn't failed, been cancelled or interrupted"))),
    };
    let run = begin(transaction, &run, status).await?;
    announce(transaction, &run).await
}

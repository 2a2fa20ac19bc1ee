//! Firing schedules whose time has come.

use sea_orm::{entity::prelude::*, sea_query::Expr};

use super::{Column, Entity, Missed, Model, NEVER, Outcome, announce, find, next_after};
use crate::{Database, Error, Result, Timestamp, database::DatabaseTransaction, job, pipeline_run};

/// A tick that is looked at later than this was missed: servers look once a second.
const GRACE_SECONDS: f64 = 60.0;

/// Starts what is due; gives the schedules that fired, as they stand then. Any number of processes may call it at any
/// time.
pub async fn fire_due(database: &Database) -> Result<Vec<Model>> {
    let now = Timestamp::now();
    let due = Entity::find()
        .filter(Column::Paused.eq(false))
        .filter(Column::NextAt.lte(now))
        .all(database.connection())
        .await?;
    let mut fired = Vec::new();
    for schedule in due {
        fired.extend(fire(database, schedule, now).await?);
    }
    Ok(fired)
}

async fn fire(database: &Database, schedule: Model, now: Timestamp) -> Result<Option<Model>> {
    // One that has no time to come fires this once more; then there is nothing to wait for.
    let next_at = next_after(&schedule.cron, now).unwrap_or(NEVER);
    let transaction = database.begin().await?;
    if !take(&transaction, &schedule, next_at).await? {
        return Ok(None);
    }
    let is_missed = schedule.next_at.plus_seconds(GRACE_SECONDS) < now;
    let (outcome, subject_id, error) = if is_missed && schedule.missed == Missed::Skip {
        (Outcome::Missed, None, None)
    } else if is_at_work(&transaction, &schedule).await? {
        (Outcome::Overlapped, None, Some("what it started last was still at work".to_owned()))
    } else {
        match schedule.action()?.start(&transaction, &schedule.name).await {
            Ok(subject_id) => (Outcome::Started, Some(subject_id), None),
            // The tick is tried again.
            Err(error @ (Error::Database(_) | Error::Internal(_))) => return Err(error),
            Err(error) => (Outcome::Refused, None, Some(error.to_string())),
        }
    };
    Entity::update_many()
        .col_expr(Column::LastAt, Expr::value(Some(schedule.next_at)))
        .col_expr(Column::LastOutcome, Expr::value(Some(outcome)))
        .col_expr(Column::LastSubjectId, Expr::value(subject_id.or(schedule.last_subject_id)))
        .col_expr(Column::LastError, Expr::value(error))
        .filter(Column::Id.eq(schedule.id))
        .exec(&transaction)
        .await?;
    let schedule = find(&transaction, schedule.id).await?;
    announce(&transaction, &schedule, "fired").await?;
    database.commit(transaction).await?;
    Ok(Some(schedule))
}

/// This tick → the next; false if somebody else was first, or the schedule was changed.
async fn take(transaction: &DatabaseTransaction, schedule: &Model, next_at: Timestamp) -> Result<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::NextAt, Expr::value(next_at))
        .filter(Column::Id.eq(schedule.id))
        .filter(Column::NextAt.eq(schedule.next_at))
        .filter(Column::Paused.eq(false))
        .exec(transaction)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Whether what the schedule started last still waits or runs.
async fn is_at_work(transaction: &DatabaseTransaction, schedule: &Model) -> Result<bool> {
    let Some(subject_id) = schedule.last_subject_id else { return Ok(false) };
    let pipeline = pipeline_run::Entity::find_by_id(crate::id::PipelineRunId(subject_id)).one(transaction).await?;
    if let Some(pipeline) = pipeline {
        return Ok(pipeline.status == pipeline_run::Status::Running);
    }
    let newest = job::newest_for_subject(transaction, subject_id).await?;
    Ok(newest.is_some_and(|job| matches!(job.status, job::Status::Queued | job::Status::Running)))
}

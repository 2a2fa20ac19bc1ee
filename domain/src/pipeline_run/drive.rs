//! The end of a step: told by whatever ends what the step made, in the same transaction.

use sea_orm::{QuerySelect, entity::prelude::*};

use super::{Entity, Status, announce, launch};
use crate::{Result, Timestamp, database::DatabaseTransaction, job::JobEnd, pipeline_step};

/// How what a step made has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepEnd {
    /// It is done.
    Succeeded,
    /// It failed.
    Failed {
        /// Why, as a code.
        code: String,
        /// Why, as a sentence.
        message: String,
    },
    /// Somebody stopped it.
    Cancelled,
}

impl StepEnd {
    /// What a job's end without success is for a step.
    pub fn of_job(end: &JobEnd) -> Self {
        match end {
            JobEnd::Cancelled => Self::Cancelled,
            JobEnd::Failed { code, message } => Self::Failed { code: code.clone(), message: message.clone() },
        }
    }
}

/// Takes note that the row `subject_id` has ended: if a pipeline's step made it, the next step is launched, or the run
/// ends. Called in the transaction that ends the row, before that appends its events.
pub async fn advance(transaction: &DatabaseTransaction, subject_id: Uuid, end: StepEnd) -> Result<()> {
    let running = pipeline_step::Entity::find()
        .filter(pipeline_step::Column::SubjectId.eq(subject_id))
        .filter(pipeline_step::Column::Status.eq(pipeline_step::Status::Running));
    let Some(mut step) = running.one(transaction).await? else { return Ok(()) };
    let run = Entity::find_by_id(step.pipeline_run_id).lock_exclusive().one(transaction).await?;
    let Some(mut run) = run else { return Ok(()) };
    let run_status = match &end {
        StepEnd::Succeeded => None,
        StepEnd::Failed { .. } => Some(Status::Failed),
        StepEnd::Cancelled => Some(Status::Cancelled),
    };
    step.finished_at = Some(Timestamp::now());
    (step.status, step.error_code, step.error) = match end {
        StepEnd::Succeeded => (pipeline_step::Status::Succeeded, None, None),
        StepEnd::Failed { code, message } => (pipeline_step::Status::Failed, Some(code), Some(message)),
        StepEnd::Cancelled => (pipeline_step::Status::Cancelled, None, None),
    };
    launch::write(transaction, &step).await?;
    // One that was cancelled meanwhile launches nothing more.
    let is_running = run.status == Status::Running;
    if is_running && let Some(status) = run_status {
        run = launch::end(transaction, &run, status).await?;
    }
    announce(transaction, &run, Some(&step)).await?;
    if is_running && run_status.is_none() {
        launch::launch_next(transaction, &run).await?;
    }
    Ok(())
}

//! What a trainer reports of a running training run.

use sea_orm::{entity::prelude::*, sea_query::Expr};

use super::{Change, Column, Entity, Epoch, Plan, Status, Step, announce, epochs, find, one_row};
use crate::{
    Result, Timestamp,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{ModelVersionId, TrainingRunId},
    model_version, sweep, training_epoch, training_step,
};

/// What a running run's model must beat.
#[derive(Clone, Copy, Debug)]
pub struct Baseline {
    /// The registered version.
    pub model_version_id: ModelVersionId,
    /// Its accuracy on the test split.
    pub accuracy: f64,
    /// Its macro-F1 on the test split.
    pub macro_f1: f64,
    /// How long it took to make.
    pub seconds: f64,
}

/// Records a running run's baseline.
pub async fn record_baseline(transaction: &DatabaseTransaction, id: TrainingRunId, baseline: Baseline) -> Result<()> {
    let Baseline { model_version_id, accuracy, macro_f1, seconds } = baseline;
    let before = find(transaction, id).await?.baseline_version_id;
    let updated = Entity::update_many()
        .col_expr(Column::BaselineVersionId, Expr::value(Some(model_version_id)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "record a baseline")?;
    let is_new = before != Some(model_version_id)
        && model_version::find(transaction, model_version_id).await?.training_run_id == id;
    if is_new {
        model_version::tell_registered(transaction, model_version_id).await?;
    }
    let change = Change::Baseline { model_version_id, accuracy, macro_f1, seconds };
    event::append(transaction, vec![NewEvent::new(Topic::TrainingRun, id.0, &change)?]).await
}

/// Records a running run's plan. Of the curve, what lies behind the step that the attempt goes on from is dropped: it
/// will be told again.
pub async fn plan(transaction: &impl ConnectionTrait, id: TrainingRunId, plan: Plan) -> Result<()> {
    training_step::drop_after(transaction, id, plan.from_step).await?;
    training_epoch::Entity::delete_many()
        .filter(training_epoch::Column::TrainingRunId.eq(id))
        .filter(training_epoch::Column::Epoch.gt(plan.from_epoch))
        .exec(transaction)
        .await?;
    let best = epochs(transaction, id).await?.into_iter().rfind(|epoch| epoch.best).map(|epoch| epoch.epoch);
    let from_step = (plan.from_step > 0).then_some(plan.from_step);
    let updated = Entity::update_many()
        .col_expr(Column::TotalSteps, Expr::value(Some(plan.total_steps)))
        .col_expr(Column::Build, Expr::value(Some(plan.build)))
        .col_expr(Column::Step, Expr::value(plan.from_step))
        .col_expr(Column::BestEpoch, Expr::value(best))
        .col_expr(Column::ResumedFromStep, Expr::value(from_step))
        .col_expr(Column::CheckpointStep, Expr::value(from_step))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "plan")?;
    let run = find(transaction, id).await?;
    if run.attempts < 2 {
        return Ok(());
    }
    let change = Change::Resumed { attempt: run.attempts, from_step: plan.from_step, from_epoch: plan.from_epoch };
    event::append(transaction, vec![NewEvent::new(Topic::TrainingRun, id.0, &change)?]).await
}

/// Records what a running trainer does.
pub async fn report_phase(transaction: &impl ConnectionTrait, id: TrainingRunId, phase: &str) -> Result<()> {
    let updated = Entity::update_many()
        .col_expr(Column::Phase, Expr::value(Some(phase.to_owned())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "report")?;
    announce(transaction, &find(transaction, id).await?).await
}

/// Records that a running run has a checkpoint of `step`.
pub async fn record_checkpoint(transaction: &impl ConnectionTrait, id: TrainingRunId, step: i32) -> Result<()> {
    let updated = Entity::update_many()
        .col_expr(Column::CheckpointStep, Expr::value(Some(step)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "record a checkpoint")
}

/// Appends steps to a running run's curve.
pub async fn record_steps(transaction: &impl ConnectionTrait, id: TrainingRunId, steps: Vec<Step>) -> Result<()> {
    let Some(last) = steps.last() else { return Ok(()) };
    let updated = Entity::update_many()
        .col_expr(Column::Step, Expr::value(last.step))
        .col_expr(Column::SecondsLeft, Expr::value(Some(last.seconds_left)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "record steps")?;
    let recorded_at = Timestamp::now();
    let row = |step: &Step| training_step::Model {
        training_run_id: id,
        step: step.step,
        epoch: step.epoch,
        loss: step.loss,
        learning_rate: step.learning_rate,
        gradient_norm: step.gradient_norm,
        samples_per_second: step.samples_per_second,
        seconds_left: step.seconds_left,
        recorded_at,
    };
    training_step::append(transaction, id, steps.iter().map(row).collect()).await?;
    let events = steps.into_iter().map(|step| NewEvent::new(Topic::TrainingRun, id.0, &Change::Step(step)));
    event::append(transaction, events.collect::<Result<_>>()?).await
}

/// Records an epoch's evaluation of a running run. One of a sweep that has lost by it is asked to stop.
pub async fn record_epoch(transaction: &DatabaseTransaction, id: TrainingRunId, epoch: Epoch) -> Result<()> {
    let mut update = Entity::update_many().col_expr(Column::Phase, Expr::col(Column::Phase));
    if epoch.best {
        update = update.col_expr(Column::BestEpoch, Expr::value(Some(epoch.epoch)));
    }
    let updated = update.filter(Column::Id.eq(id)).filter(Column::Status.eq(Status::Running)).exec(transaction).await?;
    one_row(updated.rows_affected, "record an epoch")?;
    let row = training_epoch::Model {
        training_run_id: id,
        epoch: epoch.epoch,
        train_loss: epoch.train_loss,
        validation_loss: epoch.validation_loss,
        accuracy: epoch.accuracy,
        macro_f1: epoch.macro_f1,
        metrics: epoch.metrics.to_string(),
        best: epoch.best,
        seconds: epoch.seconds,
        recorded_at: Timestamp::now(),
    };
    training_epoch::Entity::insert(training_epoch::ActiveModel::from(row)).exec_without_returning(transaction).await?;
    sweep::judge(transaction, &find(transaction, id).await?, epoch.epoch).await?;
    event::append(transaction, vec![NewEvent::new(Topic::TrainingRun, id.0, &Change::Epoch(epoch))?]).await
}

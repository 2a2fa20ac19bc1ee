//! One training of one model.

use sea_orm::{
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, Timestamp,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{BaseModelId, DatasetId, LabelSetId, ModelVersionId, SweepId, TrainingRunId},
    model_version, naming,
    pipeline_run::{self, StepEnd},
    sweep, sweep_trial, training_epoch, training_step, webhook_delivery,
    webhook_event::WebhookEvent,
};

mod progress; // what its trainer reports
mod request; // what people ask for: start, cancel, resume

pub(crate) use request::launch;
pub use {
    progress::{Baseline, plan, record_baseline, record_checkpoint, record_epoch, record_steps, report_phase},
    request::{check_name, enqueue, of_article, request, request_cancel, request_resume},
};

/// One training of one model.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_run")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TrainingRunId,
    /// Name given by a person.
    pub name: String,
    /// What it learns from.
    pub dataset_id: DatasetId,
    /// Its classes.
    pub label_set_id: LabelSetId,
    /// The registered base model it starts from; none for one that is built in.
    pub base_model_id: Option<BaseModelId>,
    /// The sweep it is a trial of.
    pub sweep_id: Option<SweepId>,
    /// What its model must beat, once that is registered.
    pub baseline_version_id: Option<ModelVersionId>,
    /// Where it stands.
    pub status: Status,
    /// The parameters in full, as JSON (`ml::parameters::TrainingParameters`).
    pub parameters: String,
    /// What the trainer is doing.
    pub phase: Option<String>,
    /// Optimiser steps taken.
    pub step: i32,
    /// Optimiser steps planned.
    pub total_steps: Option<i32>,
    /// Estimated time to go.
    pub seconds_left: Option<f64>,
    /// The epoch that was kept.
    pub best_epoch: Option<i32>,
    /// What trained it, as JSON: version, libtorch, threads, device.
    pub build: Option<String>,
    /// How often a trainer was started for it.
    pub attempts: i32,
    /// The step of an earlier attempt that the last one went on from; absent if it began anew.
    pub resumed_from_step: Option<i32>,
    /// The step of the newest checkpoint: what the next attempt would go on from.
    pub checkpoint_step: Option<i32>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed and what to do.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its first attempt began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a training run stands.
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

/// A training run to be started. The parameters were checked and completed by the caller.
#[derive(Clone, Debug)]
pub struct NewTrainingRun {
    /// Name given by a person.
    pub name: String,
    /// A sealed dataset.
    pub dataset_id: DatasetId,
    /// Name of the base model it starts from, as the parameters have it.
    pub base_model: String,
    /// The parameters in full, as JSON.
    pub parameters: String,
}

/// Which training runs to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only runs that stand here.
    pub status: Option<Status>,
    /// Only runs on this dataset.
    pub dataset_id: Option<DatasetId>,
    /// Only runs that start from this base model.
    pub base_model_id: Option<BaseModelId>,
    /// Only trials of this sweep.
    pub sweep_id: Option<SweepId>,
    /// Only runs with this in the name.
    pub name: Option<String>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            select = select.filter(Column::Status.eq(status));
        }
        if let Some(dataset_id) = self.dataset_id {
            select = select.filter(Column::DatasetId.eq(dataset_id));
        }
        if let Some(base_model_id) = self.base_model_id {
            select = select.filter(Column::BaseModelId.eq(base_model_id));
        }
        if let Some(sweep_id) = self.sweep_id {
            select = select.filter(Column::SweepId.eq(sweep_id));
        }
        if let Some(name) = self.name {
            select = select.filter(naming::contains(Column::Name, &name));
        }
        select
    }
}

/// What a watcher of a run is told, as the payload of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// The run's status or phase moved.
    Status {
        /// Where it stands now.
        status: Status,
        /// What the trainer is doing.
        phase: Option<String>,
        /// Why it failed, as a code.
        error_code: Option<String>,
        /// Why it failed and what to do.
        error: Option<String>,
    },
    /// Another attempt went on from a step of an earlier one: of the curve, what lies behind it is void.
    Resumed {
        /// Which attempt, from 1.
        attempt: i32,
        /// The step; 0 if it began anew.
        from_step: i32,
        /// The epochs measured by then.
        from_epoch: i32,
    },
    /// A step was taken.
    Step(Step),
    /// An epoch was evaluated.
    Epoch(Epoch),
    /// Its baseline was registered, or found to be registered already.
    Baseline {
        /// The baseline.
        model_version_id: ModelVersionId,
        /// Its accuracy on the test split.
        accuracy: f64,
        /// Its macro-F1 on the test split.
        macro_f1: f64,
        /// How long it took to make.
        seconds: f64,
    },
    /// A model version was registered.
    Registered {
        /// The version.
        model_version_id: ModelVersionId,
    },
}

/// One optimiser step; see [`training_step::Model`] for the units.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct Step {
    pub step: i32,
    pub epoch: i32,
    pub loss: f64,
    pub learning_rate: f64,
    pub gradient_norm: f64,
    pub samples_per_second: f64,
    pub seconds_left: f64,
}

/// One evaluation on the validation split; see [`training_epoch::Model`] for the units.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct Epoch {
    pub epoch: i32,
    pub train_loss: f64,
    pub validation_loss: f64,
    pub accuracy: f64,
    pub macro_f1: f64,
    /// Per class and confusion matrix, as JSON.
    pub metrics: serde_json::Value,
    pub best: bool,
    pub seconds: f64,
}

/// What a trainer says when it is ready to take its first step.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Optimiser steps planned.
    pub total_steps: i32,
    /// What trains, as JSON.
    pub build: String,
    /// Steps made by earlier attempts that this one goes on from; 0 if it begins anew.
    pub from_step: i32,
    /// Epochs measured by then.
    pub from_epoch: i32,
}

/// Why a run ended without a model.
#[derive(Clone, Debug)]
pub struct Failure {
    /// A code from the trainer's table.
    pub code: String,
    /// What happened and what to do.
    pub message: String,
}

/// The run `id`.
pub async fn find(connection: &impl ConnectionTrait, id: TrainingRunId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("training run", id))
}

/// The runs `ids`, in that order.
///
/// # Errors
/// [`Error::NotFound`] for the first that isn't there.
pub async fn find_all(connection: &impl ConnectionTrait, ids: &[TrainingRunId]) -> Result<Vec<Model>> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let row = |id: &TrainingRunId| rows.iter().find(|run| run.id == *id).cloned();
    ids.iter().map(|id| row(id).ok_or_else(|| Error::not_found("training run", id))).collect()
}

/// The points of the curve after step `after`, at most `limit`.
pub async fn steps(
    connection: &impl ConnectionTrait,
    id: TrainingRunId,
    after: i32,
    limit: u64,
) -> Result<Vec<training_step::Model>> {
    Ok(training_step::Entity::find()
        .filter(training_step::Column::TrainingRunId.eq(id))
        .filter(training_step::Column::Step.gt(after))
        .order_by_asc(training_step::Column::Step)
        .limit(limit)
        .all(connection)
        .await?)
}

/// The evaluations so far, in order.
pub async fn epochs(connection: &impl ConnectionTrait, id: TrainingRunId) -> Result<Vec<training_epoch::Model>> {
    Ok(training_epoch::Entity::find()
        .filter(training_epoch::Column::TrainingRunId.eq(id))
        .order_by_asc(training_epoch::Column::Epoch)
        .all(connection)
        .await?)
}

/// Queued or running → running: a new attempt begins. The curve stays until it is known where the attempt goes on.
pub async fn begin(transaction: &impl ConnectionTrait, id: TrainingRunId) -> Result<Model> {
    let started_at = Expr::col(Column::StartedAt).if_null(Timestamp::now());
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Running))
        .col_expr(Column::StartedAt, started_at)
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Queued, Status::Running]))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "begin")?;
    let run = find(transaction, id).await?;
    announce(transaction, &run).await?;
    Ok(run)
}

/// Running → succeeded, with the version it made.
pub async fn succeed(
    transaction: &DatabaseTransaction,
    id: TrainingRunId,
    model_version_id: ModelVersionId,
) -> Result<()> {
    end(transaction, id, Status::Succeeded, None).await?;
    model_version::tell_registered(transaction, model_version_id).await?;
    let change = Change::Registered { model_version_id };
    event::append(transaction, vec![NewEvent::new(Topic::TrainingRun, id.0, &change)?]).await
}

/// Queued or running → failed.
pub async fn fail(transaction: &DatabaseTransaction, id: TrainingRunId, failure: Failure) -> Result<()> {
    end(transaction, id, Status::Failed, Some(failure)).await
}

/// Queued or running → cancelled.
pub async fn cancel(transaction: &DatabaseTransaction, id: TrainingRunId) -> Result<()> {
    end(transaction, id, Status::Cancelled, None).await
}

/// Failed or cancelled → queued, for a retry of its job.
pub async fn reopen(transaction: &impl ConnectionTrait, id: TrainingRunId) -> Result<()> {
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Queued))
        .col_expr(Column::Phase, Expr::value(Option::<String>::None))
        .col_expr(Column::ErrorCode, Expr::value(Option::<String>::None))
        .col_expr(Column::Error, Expr::value(Option::<String>::None))
        .col_expr(Column::FinishedAt, Expr::value(Option::<Timestamp>::None))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Failed, Status::Cancelled]))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "reopen")?;
    announce(transaction, &find(transaction, id).await?).await
}

async fn end(
    transaction: &DatabaseTransaction,
    id: TrainingRunId,
    status: Status,
    mut failure: Option<Failure>,
) -> Result<()> {
    if status == Status::Cancelled {
        failure = early_stop(transaction, id).await?;
    }
    let (code, message) = failure.map_or((None, None), |failure| (Some(failure.code), Some(failure.message)));
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Phase, Expr::value(Option::<String>::None))
        .col_expr(Column::SecondsLeft, Expr::value(Option::<f64>::None))
        .col_expr(Column::ErrorCode, Expr::value(code))
        .col_expr(Column::Error, Expr::value(message))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Queued, Status::Running]))
        .exec(transaction)
        .await?;
    one_row(updated.rows_affected, "end")?;
    let run = find(transaction, id).await?;
    sweep::advance(transaction, &run).await?;
    pipeline_run::advance(transaction, id.0, step_end(&run)).await?;
    let told = serde_json::json!({ "training_run_id": id, "name": run.name, "status": run.status,
        "error_code": run.error_code, "error": run.error });
    webhook_delivery::tell(transaction, WebhookEvent::TrainingRunFinished, &told).await?;
    announce(transaction, &run).await
}

/// What the end of a run is for the pipeline it is a step of.
fn step_end(run: &Model) -> StepEnd {
    match run.status {
        Status::Succeeded => StepEnd::Succeeded,
        Status::Cancelled => StepEnd::Cancelled,
        _ => StepEnd::Failed {
            code: run.error_code.clone().unwrap_or_default(),
            message: run.error.clone().unwrap_or_default(),
        },
    }
}

/// Why a run that is being cancelled was stopped, if its sweep did it.
async fn early_stop(transaction: &DatabaseTransaction, id: TrainingRunId) -> Result<Option<Failure>> {
    let trial = sweep_trial::of_run(transaction, id).await?;
    let decision = trial.map(|trial| trial.decision()).transpose()?.flatten();
    Ok(decision.map(|decision| Failure { code: "STOPPED_EARLY".into(), message: decision.sentence() }))
}

async fn announce(transaction: &impl ConnectionTrait, run: &Model) -> Result<()> {
    let change = Change::Status {
        status: run.status,
        phase: run.phase.clone(),
        error_code: run.error_code.clone(),
        error: run.error.clone(),
    };
    event::append(transaction, vec![NewEvent::new(Topic::TrainingRun, run.id.0, &change)?]).await
}

fn one_row(rows_affected: u64, verb: &str) -> Result<()> {
    if rows_affected == 1 {
        return Ok(());
    }
    Err(Error::Conflict(format!("cannot {verb}: the training run has ended or is gone")))
}

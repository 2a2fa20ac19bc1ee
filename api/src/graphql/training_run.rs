//! Training runs.

use std::ops::RangeInclusive;

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    id::{BaseModelId, DatasetId, SweepId, TrainingRunId},
    job,
    page::{Direction, Order, Paging},
    training_run::{self, NewTrainingRun},
    training_step::{self, Window},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    SortDirection,
    base_model::BaseModel,
    connection::{self, Connection, cost},
    dataset::Dataset,
    error::{self, Failure, RefusedField, Result},
    found,
    job::Job,
    label_set::LabelSet,
    loader::{EpochsOf, TakedownsIn, VersionOf},
    loaders,
    model_version::ModelVersion,
    services,
    sweep::Sweep,
    takedown::Takedown,
    training_curve::{TrainingEpoch, TrainingStep, check_points},
    training_parameters::{RunParameters, StartTrainingRunInput},
};

/// How many points a curve may be asked for.
const CURVE_POINTS: RangeInclusive<i32> = training_step::FEWEST_POINTS..=5000;

pub struct TrainingRun(pub training_run::Model);

impl From<training_run::Model> for TrainingRun {
    fn from(model: training_run::Model) -> Self {
        Self(model)
    }
}

/// Where a training run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "training_run::Status")]
pub enum TrainingRunStatus {
    /// It waits for a worker.
    Queued,
    /// A trainer works on it.
    Running,
    /// It made a model version.
    Succeeded,
    /// It ended without one; `errorCode` and `error` say why.
    Failed,
    /// Somebody stopped it, or its sweep did (`errorCode` is `STOPPED_EARLY` then).
    Cancelled,
}

/// One training of one model on one dataset.
#[Object]
impl TrainingRun {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> TrainingRunStatus {
        self.0.status.into()
    }

    /// Its parameters, in full.
    async fn parameters(&self) -> Result<RunParameters> {
        Ok(RunParameters(serde_json::from_str(&self.0.parameters)?))
    }

    /// What the trainer is doing: tokenizer, baseline, training, evaluating, exporting, quantising or proving.
    async fn phase(&self) -> Option<&str> {
        self.0.phase.as_deref()
    }

    /// Optimiser steps taken.
    async fn step(&self) -> i32 {
        self.0.step
    }

    /// Optimiser steps planned, once known.
    async fn total_steps(&self) -> Option<i32> {
        self.0.total_steps
    }

    /// Estimated seconds until training ends.
    async fn seconds_left(&self) -> Option<f64> {
        self.0.seconds_left
    }

    /// The epoch that was kept: the best by validation macro-F1.
    async fn best_epoch(&self) -> Option<i32> {
        self.0.best_epoch
    }

    /// What trained it (program and library versions, threads, device), as JSON.
    async fn build(&self) -> Option<&str> {
        self.0.build.as_deref()
    }

    /// How often a trainer was started for it: more than once when one was killed, stopped or resumed.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// The step of an earlier attempt that the last one went on from; null if it began anew.
    async fn resumed_from_step(&self) -> Option<i32> {
        self.0.resumed_from_step
    }

    /// The step of its newest checkpoint: where it would go on from if its trainer were killed now.
    async fn checkpoint_step(&self) -> Option<i32> {
        self.0.checkpoint_step
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, and what to do.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When its first attempt began.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// Takedowns of articles that its dataset was sealed with, oldest first.
    async fn takedowns(&self, context: &Context<'_>) -> Result<Vec<Takedown>> {
        let takedowns = loaders(context).get(TakedownsIn(self.0.dataset_id)).await?;
        Ok(takedowns.iter().cloned().map(Takedown).collect())
    }

    /// The dataset it learns from.
    async fn dataset(&self, context: &Context<'_>) -> Result<Dataset> {
        Ok(Dataset(loaders(context).get(self.0.dataset_id).await?))
    }

    /// The label set of its classes.
    async fn label_set(&self, context: &Context<'_>) -> Result<LabelSet> {
        Ok(LabelSet(loaders(context).get(self.0.label_set_id).await?))
    }

    /// The registered base model it starts from; null for one that is built in.
    async fn base_model(&self, context: &Context<'_>) -> Result<Option<BaseModel>> {
        let Some(id) = self.0.base_model_id else { return Ok(None) };
        Ok(Some(BaseModel(loaders(context).get(id).await?)))
    }

    /// The sweep it is a trial of, if it is.
    async fn sweep(&self, context: &Context<'_>) -> Result<Option<Sweep>> {
        let Some(id) = self.0.sweep_id else { return Ok(None) };
        Ok(Some(Sweep(loaders(context).get(id).await?)))
    }

    /// The model version it made, if it succeeded.
    async fn model_version(&self, context: &Context<'_>) -> Result<Option<ModelVersion>> {
        Ok(loaders(context).find(VersionOf(self.0.id)).await?.map(ModelVersion))
    }

    /// What its model must beat: a linear classifier over character n-grams of the same dataset, a deployable model
    /// version of its own. Runs on the same rows share it. Null until the trainer has made it, in seconds.
    async fn baseline(&self, context: &Context<'_>) -> Result<Option<ModelVersion>> {
        let Some(id) = self.0.baseline_version_id else { return Ok(None) };
        Ok(Some(ModelVersion(loaders(context).get(id).await?)))
    }

    /// Its steps so far, in order.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn steps(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TrainingStep>> {
        let select = training_step::Entity::find().filter(training_step::Column::TrainingRunId.eq(self.0.id));
        let order = Order::by_unique(training_step::Column::Step, Direction::Ascending);
        connection::list_of_row(context, select, order, Paging::new(first, after, last, before)).await
    }

    /// Its steps so far with few points, in order, to be drawn: all of them if they are no more than that, else the
    /// first, the last and, of each of many stretches of equal length, the steps with the least and the greatest loss and
    /// with the greatest gradient norm. However long the run, no spike of these is lost. Whoever looks at a part of it
    /// asks for that part, and sees it as finely.
    #[graphql(complexity = "1 + usize::try_from(maximum_points).unwrap_or_default() * child_complexity")]
    async fn curve(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From this step on; from the first if left out.")] from_step: Option<i32>,
        #[graphql(desc = "Up to this step; to the last if left out.")] to_step: Option<i32>,
        #[graphql(desc = "Most points: 16 to 5,000.", default = 1000)] maximum_points: i32,
    ) -> Result<Vec<TrainingStep>> {
        check_points(maximum_points, CURVE_POINTS)?;
        let window = Window { from: from_step, to: to_step };
        let steps = training_step::curve(super::connection(context), self.0.id, window, maximum_points).await?;
        Ok(steps.into_iter().map(TrainingStep::from).collect())
    }

    /// Its epochs so far, in order.
    #[graphql(complexity = "20 * child_complexity")]
    async fn epochs(&self, context: &Context<'_>) -> Result<Vec<TrainingEpoch>> {
        let epochs = loaders(context).get(EpochsOf(self.0.id)).await?;
        epochs.iter().map(TrainingEpoch::stored).collect()
    }

    /// The jobs that work for it, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter { subject_id: Some(self.0.id.0), ..Default::default() };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(job::Entity::find()), order, paging).await
    }
}

/// Which training runs to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct TrainingRunFilter {
    /// Only runs that stand here.
    status: Option<TrainingRunStatus>,
    /// Only runs on this dataset.
    dataset_id: Option<Uuid>,
    /// Only runs that start from this base model.
    base_model_id: Option<Uuid>,
    /// Only trials of this sweep.
    sweep_id: Option<Uuid>,
    /// Only runs with this in the name, in whatever case.
    name: Option<String>,
}

/// What training runs are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TrainingRunSort {
    /// When they were asked for.
    CreatedAt,
    /// Their name.
    Name,
    /// When they ended; those that haven't come last.
    FinishedAt,
}

/// How training runs are sorted.
#[derive(Clone, Copy, InputObject)]
pub struct TrainingRunOrder {
    /// What by.
    field: TrainingRunSort,
    /// Which way.
    direction: SortDirection,
}

impl Default for TrainingRunOrder {
    fn default() -> Self {
        Self { field: TrainingRunSort::CreatedAt, direction: SortDirection::Descending }
    }
}

impl From<TrainingRunOrder> for Order<training_run::Column> {
    fn from(order: TrainingRunOrder) -> Self {
        use training_run::Column;
        let direction = order.direction.into();
        match order.field {
            TrainingRunSort::CreatedAt => Order::by_unique(Column::Id, direction),
            TrainingRunSort::Name => Order::by(Column::Name, Column::Id, direction),
            TrainingRunSort::FinishedAt => Order::by(Column::FinishedAt, Column::Id, direction),
        }
    }
}

#[derive(Default)]
pub struct TrainingRunQuery;

#[Object]
impl TrainingRunQuery {
    /// Training runs.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "Relay's paging arguments are flat")]
    async fn training_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which training runs.", default)] filter: TrainingRunFilter,
        #[graphql(desc = "How they are sorted; newest first if left out.")] order_by: Option<TrainingRunOrder>,
    ) -> Result<Connection<TrainingRun>> {
        let filter = training_run::Filter {
            status: filter.status.map(Into::into),
            dataset_id: filter.dataset_id.map(DatasetId),
            base_model_id: filter.base_model_id.map(BaseModelId),
            sweep_id: filter.sweep_id.map(SweepId),
            name: filter.name,
        };
        let paging = Paging::new(first, after, last, before);
        let order = order_by.unwrap_or_default().into();
        connection::list(context, filter.apply(training_run::Entity::find()), order, paging).await
    }

    /// The training run with this id.
    async fn training_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The training run's id.")] id: Uuid,
    ) -> Result<Option<TrainingRun>> {
        Ok(found(training_run::find(super::connection(context), TrainingRunId(id)).await)?.map(TrainingRun))
    }
}

#[derive(Default)]
pub struct TrainingRunMutation;

#[Object]
impl TrainingRunMutation {
    /// Queues a training run on a sealed dataset and returns it.
    async fn start_training_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name, dataset and parameters.")] input: StartTrainingRunInput,
    ) -> Result<TrainingRun> {
        let parameters = input.parameters();
        let mut refused: Vec<RefusedField> = Vec::new();
        if let Err(domain::Error::Invalid(fields)) = training_run::check_name(&input.name) {
            let fields = fields.into_iter();
            refused.extend(fields.map(|field| RefusedField { path: "input.name".into(), message: field.message }));
        }
        let parameters = match parameters {
            Ok(parameters) if refused.is_empty() => parameters,
            Ok(_) => return Err(Failure::refused(refused)),
            Err(wrong) => {
                refused.extend(wrong);
                return Err(Failure::refused(refused));
            }
        };
        let new = NewTrainingRun {
            name: input.name,
            dataset_id: DatasetId(input.dataset_id),
            base_model: parameters.base_model.clone(),
            parameters: serde_json::to_string(&parameters)?,
        };
        let run = training_run::request(&services(context).database, new).await.map_err(error::in_input)?;
        Ok(TrainingRun(run))
    }

    /// Stops a training run: a queued one at once, a running one within two seconds. Returns it as it stands.
    async fn cancel_training_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The training run's id.")] id: Uuid,
    ) -> Result<TrainingRun> {
        Ok(TrainingRun(training_run::request_cancel(&services(context).database, TrainingRunId(id)).await?))
    }

    /// Has a failed or cancelled training run go on from its last checkpoint, or from the beginning if it has none (any
    /// more). Returns it as it stands: queued.
    async fn resume_training_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The training run's id.")] id: Uuid,
    ) -> Result<TrainingRun> {
        Ok(TrainingRun(training_run::request_resume(&services(context).database, TrainingRunId(id)).await?))
    }
}

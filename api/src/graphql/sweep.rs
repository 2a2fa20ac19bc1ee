//! Sweeps: searches for better parameters.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    id::{DatasetId, SweepId},
    page::{Direction, Order, Paging},
    sweep, sweep_trial, training_run,
};
use ml::search_space::SearchSpace;
use sea_orm::EntityTrait;
use serde_json::Value;
use uuid::Uuid;

use super::{
    connection::{self, Connection, cost},
    dataset::Dataset,
    error::{Result, camel_case},
    found,
    loader::{BestRunOf, TrialsOf},
    loaders, services,
    sweep_search::{StartSweepInput, SweepDimension, SweepStopping, SweepStrategy, word},
    training_run::TrainingRun,
};

pub struct Sweep(pub sweep::Model);

impl From<sweep::Model> for Sweep {
    fn from(model: sweep::Model) -> Self {
        Self(model)
    }
}

/// Where a sweep stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sweep::Status")]
pub enum SweepStatus {
    /// Its runs wait or train.
    Running,
    /// It has ended, and at least one of its runs made a model version.
    Succeeded,
    /// It has ended without one; `errorCode` and `error` say why.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// A search for better parameters: a fixed list of trials, each a training run, the losers of which end early.
#[Object]
impl Sweep {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> SweepStatus {
        self.0.status.into()
    }

    /// The parameters that are tried, with their values.
    async fn dimensions(&self) -> Result<Vec<SweepDimension>> {
        let search: SearchSpace = serde_json::from_str(&self.0.search)?;
        Ok(search.dimensions.into_iter().map(SweepDimension::from).collect())
    }

    /// How its trials were chosen.
    async fn strategy(&self) -> Result<SweepStrategy> {
        let search: SearchSpace = serde_json::from_str(&self.0.search)?;
        Ok(search.strategy.into())
    }

    /// When a run has lost.
    async fn stopping(&self) -> Result<SweepStopping> {
        Ok(serde_json::from_str::<sweep::StoppingRule>(&self.0.stopping)?.into())
    }

    /// Most runs that wait or train at the same time.
    async fn max_concurrent_runs(&self) -> i32 {
        self.0.max_concurrent_runs
    }

    /// Most seconds from its start to its end; null means no limit.
    async fn max_seconds(&self) -> Option<i64> {
        self.0.max_seconds
    }

    /// When its time is over.
    async fn deadline_at(&self) -> Option<DateTime<Utc>> {
        self.0.deadline_at.map(|time| time.to_datetime())
    }

    /// Why it ended otherwise than by the end of its last run, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// The same in words, with what to do.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// The dataset its runs learn from.
    async fn dataset(&self, context: &Context<'_>) -> Result<Dataset> {
        Ok(Dataset(loaders(context).get(self.0.dataset_id).await?))
    }

    /// Its trials, in the order in which they are launched.
    #[graphql(complexity = "100 * child_complexity")]
    async fn trials(&self, context: &Context<'_>) -> Result<Vec<SweepTrial>> {
        let trials = loaders(context).get(TrialsOf(self.0.id)).await?;
        Ok(trials.iter().cloned().map(SweepTrial).collect())
    }

    /// The best of its runs so far: of those that made a model version, the one with the highest macro-F1 on the
    /// validation split.
    async fn best_training_run(&self, context: &Context<'_>) -> Result<Option<TrainingRun>> {
        Ok(loaders(context).find(BestRunOf(self.0.id)).await?.map(TrainingRun))
    }

    /// Its runs, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn training_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TrainingRun>> {
        let filter = training_run::Filter { sweep_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(training_run::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(training_run::Entity::find()), order, paging).await
    }
}

pub struct SweepTrial(sweep_trial::Model);

/// One combination of parameters that a sweep tries.
#[Object]
impl SweepTrial {
    /// Its place in the sweep, from 0.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// The values tried; everything else is the same in all trials.
    async fn settings(&self) -> Result<Vec<SweepSetting>> {
        let settings: serde_json::Map<String, Value> = serde_json::from_str(&self.0.settings)?;
        let settings =
            settings.iter().map(|(field, value)| SweepSetting { field: camel_case(field), value: word(value) });
        Ok(settings.collect())
    }

    /// Its run, once it was launched.
    async fn training_run(&self, context: &Context<'_>) -> Result<Option<TrainingRun>> {
        let Some(id) = self.0.training_run_id else { return Ok(None) };
        Ok(Some(TrainingRun(loaders(context).get(id).await?)))
    }

    /// Why its run was stopped early, if it was.
    async fn decision(&self) -> Result<Option<SweepDecision>> {
        Ok(self.0.decision()?.map(SweepDecision::from))
    }
}

/// A value that a trial sets.
#[derive(SimpleObject)]
pub struct SweepSetting {
    /// The field of `StartTrainingRunInput`.
    field: String,
    /// Its value, as one writes it.
    value: String,
}

/// Why a run was stopped early: its best macro-F1 on the validation split was below what the sweep's other runs had
/// reached by the same epoch.
#[derive(SimpleObject)]
pub struct SweepDecision {
    /// The rule.
    stopping: SweepStopping,
    /// After which epoch, from 1.
    epoch: i32,
    /// The run's best macro-F1 until then.
    value: f64,
    /// What it would have had to reach.
    threshold: f64,
    /// How many other runs that comes from.
    compared_runs: u32,
    /// All of it in a sentence.
    sentence: String,
}

impl From<sweep::Decision> for SweepDecision {
    fn from(decision: sweep::Decision) -> Self {
        Self {
            stopping: decision.rule.into(),
            epoch: decision.epoch,
            value: decision.value,
            threshold: decision.threshold,
            compared_runs: decision.compared_runs,
            sentence: decision.sentence(),
        }
    }
}

/// Which sweeps to list; every field that is set narrows the list.
#[derive(Default, async_graphql::InputObject)]
pub struct SweepFilter {
    /// Only sweeps that stand here.
    status: Option<SweepStatus>,
    /// Only sweeps on this dataset.
    dataset_id: Option<Uuid>,
}

#[derive(Default)]
pub struct SweepQuery;

#[Object]
impl SweepQuery {
    /// Sweeps, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn sweeps(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which sweeps.", default)] filter: SweepFilter,
    ) -> Result<Connection<Sweep>> {
        let filter =
            sweep::Filter { status: filter.status.map(Into::into), dataset_id: filter.dataset_id.map(DatasetId) };
        let order = Order::by_unique(sweep::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(sweep::Entity::find()), order, paging).await
    }

    /// The sweep with this id.
    async fn sweep(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The sweep's id.")] id: Uuid,
    ) -> Result<Option<Sweep>> {
        Ok(found(sweep::find(super::connection(context), SweepId(id)).await)?.map(Sweep))
    }
}

#[derive(Default)]
pub struct SweepMutation;

#[Object]
impl SweepMutation {
    /// Starts a sweep on a sealed dataset and returns it: all its trials are written down, the first are queued.
    async fn start_sweep(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What its runs have in common, and what they try.")] input: StartSweepInput,
    ) -> Result<Sweep> {
        let new = input.complete()?;
        let started = sweep::request(&services(context).database, new).await;
        Ok(Sweep(started.map_err(StartSweepInput::explain)?))
    }

    /// Cancels a sweep with all its runs: those that wait at once, those that train within two seconds. Returns it as
    /// it stands.
    async fn cancel_sweep(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The sweep's id.")] id: Uuid,
    ) -> Result<Sweep> {
        Ok(Sweep(sweep::request_cancel(&services(context).database, SweepId(id)).await?))
    }
}

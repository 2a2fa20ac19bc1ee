//! Pipeline runs: cleaning, dataset, training and evaluation in one.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use domain::{
    event::Topic,
    id::{CleaningRunId, CrawlId, DatasetId, EvaluationId, PipelineRunId, TrainingRunId},
    page::{Direction, Order, Paging},
    pipeline_run::{self, Change},
    pipeline_step,
};
use futures::Stream;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    cleaning_run::CleaningRun,
    connection::{self, Connection, cost},
    crawl::Crawl,
    dataset::Dataset,
    error::{self, Result},
    evaluation::Evaluation,
    event, found,
    loader::StepsOf,
    loaders,
    pipeline_plan::{PipelinePlan, PipelinePlanInput},
    services,
    training_run::TrainingRun,
};

pub struct PipelineRun(pub pipeline_run::Model);

impl From<pipeline_run::Model> for PipelineRun {
    fn from(model: pipeline_run::Model) -> Self {
        Self(model)
    }
}

/// Where a pipeline run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pipeline_run::Status")]
pub enum PipelineRunStatus {
    /// One of its steps runs.
    Running,
    /// All its steps are done.
    Succeeded,
    /// A step failed; `retryPipelineRun` goes on from there.
    Failed,
    /// Somebody stopped it; `retryPipelineRun` goes on from there.
    Cancelled,
}

/// Cleaning, dataset, training and evaluation, one after the other, with its state in one place.
#[Object]
impl PipelineRun {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name; what it makes is called so, too.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> PipelineRunStatus {
        self.0.status.into()
    }

    /// What its steps do.
    async fn plan(&self) -> Result<PipelinePlan> {
        PipelinePlan::of(self.0.plan()?)
    }

    /// Who asked for it.
    async fn requested_by(&self) -> &str {
        &self.0.requested_by
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// Its steps, in order.
    async fn steps(&self, context: &Context<'_>) -> Result<Vec<PipelineStep>> {
        let steps = loaders(context).get(StepsOf(self.0.id)).await?;
        Ok(steps.iter().cloned().map(PipelineStep).collect())
    }
}

/// What a step of a pipeline run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pipeline_step::Kind")]
pub enum PipelineStepKind {
    /// Crawls a source.
    Crawl,
    /// Cleans articles and applies that.
    Clean,
    /// Builds a dataset.
    Dataset,
    /// Trains a model on it.
    Train,
    /// Measures that model.
    Evaluate,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pipeline_step::Status")]
pub enum PipelineStepStatus {
    /// Those before it aren't done.
    Waiting,
    /// What it made waits for a worker, or runs.
    Running,
    /// It is done.
    Succeeded,
    /// It failed.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// What a step made.
#[derive(Union)]
pub enum PipelineStepSubject {
    /// A crawl.
    Crawl(Crawl),
    /// A cleaning run.
    CleaningRun(CleaningRun),
    /// A dataset.
    Dataset(Dataset),
    /// A training run.
    TrainingRun(TrainingRun),
    /// An evaluation.
    Evaluation(Evaluation),
}

pub struct PipelineStep(pipeline_step::Model);

/// One step of a pipeline run.
#[Object]
impl PipelineStep {
    /// Its place, from 0.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// What it does.
    async fn kind(&self) -> PipelineStepKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn status(&self) -> PipelineStepStatus {
        self.0.status.into()
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, as a sentence.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it began.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// What it made, once it began.
    async fn subject(&self, context: &Context<'_>) -> Result<Option<PipelineStepSubject>> {
        let Some(id) = self.0.subject_id else { return Ok(None) };
        let loaders = loaders(context);
        Ok(Some(match self.0.kind {
            pipeline_step::Kind::Crawl => PipelineStepSubject::Crawl(Crawl(loaders.get(CrawlId(id)).await?)),
            pipeline_step::Kind::Clean => {
                PipelineStepSubject::CleaningRun(CleaningRun(loaders.get(CleaningRunId(id)).await?))
            }
            pipeline_step::Kind::Dataset => PipelineStepSubject::Dataset(Dataset(loaders.get(DatasetId(id)).await?)),
            pipeline_step::Kind::Train => {
                PipelineStepSubject::TrainingRun(TrainingRun(loaders.get(TrainingRunId(id)).await?))
            }
            pipeline_step::Kind::Evaluate => {
                PipelineStepSubject::Evaluation(Evaluation(loaders.get(EvaluationId(id)).await?))
            }
        }))
    }
}

/// Which pipeline runs to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct PipelineRunFilter {
    /// Only runs that stand here.
    status: Option<PipelineRunStatus>,
}

#[derive(Default)]
pub struct PipelineRunQuery;

#[Object]
impl PipelineRunQuery {
    /// Pipeline runs, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn pipeline_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which runs.", default)] filter: PipelineRunFilter,
    ) -> Result<Connection<PipelineRun>> {
        let filter = pipeline_run::Filter { status: filter.status.map(Into::into) };
        let order = Order::by_unique(pipeline_run::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(pipeline_run::Entity::find()), order, paging).await
    }

    /// The pipeline run with this id.
    async fn pipeline_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<Option<PipelineRun>> {
        Ok(found(pipeline_run::find(super::connection(context), PipelineRunId(id)).await)?.map(PipelineRun))
    }
}

/// A pipeline run to be started.
#[derive(InputObject)]
pub struct StartPipelineRunInput {
    /// Its name: 1 to 200 characters. What it makes is called so, too.
    name: String,
    /// What it is to do.
    plan: PipelinePlanInput,
}

#[derive(Default)]
pub struct PipelineRunMutation;

#[Object]
impl PipelineRunMutation {
    /// Starts a pipeline run and returns it: its first step is queued.
    async fn start_pipeline_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name and plan.")] input: StartPipelineRunInput,
    ) -> Result<PipelineRun> {
        let plan = input.plan.complete("input.plan")?;
        let new = pipeline_run::NewPipeline { name: input.name, plan, requested_by: actor(context) };
        let run = pipeline_run::request(&services(context).database, new).await;
        Ok(PipelineRun(run.map_err(|error| error::in_input(as_client_calls_it(error)))?))
    }

    /// Cancels a pipeline run with the step that runs: at once if that waits, within two seconds if a worker has it.
    /// Returns it as it stands.
    async fn cancel_pipeline_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<PipelineRun> {
        Ok(PipelineRun(pipeline_run::request_cancel(&services(context).database, PipelineRunId(id)).await?))
    }

    /// Has a failed or cancelled pipeline run go on from the step that didn't succeed, and returns it.
    async fn retry_pipeline_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<PipelineRun> {
        Ok(PipelineRun(pipeline_run::request_retry(&services(context).database, PipelineRunId(id)).await?))
    }
}

/// All but the name are fields of the plan there.
fn as_client_calls_it(mut error: domain::Error) -> domain::Error {
    if let domain::Error::Invalid(fields) = &mut error {
        for field in fields.iter_mut().filter(|field| field.field != "name") {
            field.field =
                format!("plan.{}", field.field).replace(".sources", ".source_keys").replace(".crawls", ".crawl_ids");
        }
    }
    error
}

/// A pipeline run, or one of its steps, moved.
#[derive(SimpleObject)]
pub struct PipelineEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The run's id.
    pipeline_run_id: Uuid,
    /// Where the run stood.
    status: PipelineRunStatus,
    /// The step that moved; null if only the run did.
    step: Option<PipelineStepMoved>,
}

/// A step that moved.
#[derive(SimpleObject)]
pub struct PipelineStepMoved {
    /// Its place, from 0.
    position: i32,
    /// What it does.
    kind: PipelineStepKind,
    /// Where it stood.
    status: PipelineStepStatus,
    /// Id of the row it made.
    subject_id: Option<Uuid>,
    /// Why it failed, as a code.
    error_code: Option<String>,
    /// The same in words.
    error: Option<String>,
}

#[derive(Default)]
pub struct PipelineSubscription;

#[Subscription]
impl PipelineSubscription {
    /// What happens to pipeline runs, or to one of them.
    async fn pipeline_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this run.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<PipelineEvent>>> {
        event::follow(context, Topic::Pipeline, id, after, |event| {
            let change: Change = serde_json::from_str(&event.payload)?;
            Ok(PipelineEvent {
                event_id: event::id(&event),
                at: event.created_at.to_datetime(),
                pipeline_run_id: event.subject_id,
                status: change.status.into(),
                step: change.step.map(|step| PipelineStepMoved {
                    position: step.position,
                    kind: step.kind.into(),
                    status: step.status.into(),
                    subject_id: step.subject_id,
                    error_code: step.error_code,
                    error: step.error,
                }),
            })
        })
        .await
    }
}

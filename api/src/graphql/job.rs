//! Jobs: work in the background.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use domain::{
    event::Topic,
    id::{
        ArticleImportId, BaseModelId, CleaningRunId, CrawlId, DatasetId, EvaluationId, JobId, TakedownId,
        TrainingRunId, WebhookDeliveryId,
    },
    job::{self, Change},
    page::{Direction, Order, Paging},
};
use futures::Stream;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    article_import::ArticleImport,
    base_model::BaseModel,
    cleaning_run::CleaningRun,
    connection::{self, Connection, cost},
    crawl::Crawl,
    dataset::Dataset,
    error::Result,
    evaluation::Evaluation,
    event, found, loaders, services,
    takedown::Takedown,
    training_run::TrainingRun,
    webhook_delivery::WebhookDelivery,
};

pub struct Job(pub job::Model);

impl From<job::Model> for Job {
    fn from(model: job::Model) -> Self {
        Self(model)
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "job::Status")]
pub enum JobStatus {
    /// It waits for its time and a worker.
    Queued,
    /// A worker runs it.
    Running,
    /// It is done.
    Succeeded,
    /// It failed for good.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "job::Kind")]
pub enum JobKind {
    /// Reads a file of articles.
    ImportArticles,
    /// Asks a source for its pages and stores their articles.
    CrawlArticles,
    /// Reads the pages of a past crawl again.
    ReExtractCrawl,
    /// Judges articles by the cleaning rules, applies that, or takes it back.
    CleanArticles,
    /// Erases a text that was taken down wherever it was sealed.
    EraseArticle,
    /// Selects, splits and seals a dataset.
    BuildDataset,
    /// Fetches, checks and converts a published encoder.
    AddBaseModel,
    /// Trains a model, proves and registers it.
    TrainModel,
    /// Measures a model version on labelled rows.
    EvaluateModel,
    /// Posts a message to an integrator.
    DeliverWebhook,
}

/// What a job works for.
#[derive(Union)]
pub enum JobSubject {
    /// An import.
    ArticleImport(ArticleImport),
    /// A crawl.
    Crawl(Crawl),
    /// A cleaning run.
    CleaningRun(CleaningRun),
    /// A takedown.
    Takedown(Takedown),
    /// A dataset.
    Dataset(Dataset),
    /// A base model.
    BaseModel(BaseModel),
    /// A training run.
    TrainingRun(TrainingRun),
    /// An evaluation.
    Evaluation(Evaluation),
    /// A message to a webhook.
    WebhookDelivery(WebhookDelivery),
}

/// Work in the background.
#[Object]
impl Job {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// What it does.
    async fn kind(&self) -> JobKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn status(&self) -> JobStatus {
        self.0.status.into()
    }

    /// Higher goes first.
    async fn priority(&self) -> i32 {
        self.0.priority
    }

    /// It doesn't begin before this moment.
    async fn run_at(&self) -> DateTime<Utc> {
        self.0.run_at.to_datetime()
    }

    /// How often it was begun, those times included when its worker died.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// How often it may be begun.
    async fn max_attempts(&self) -> i32 {
        self.0.max_attempts
    }

    /// Whether somebody asked it to stop.
    async fn cancel_requested(&self) -> bool {
        self.0.cancel_requested
    }

    /// Share done, 0 to 1.
    async fn progress(&self) -> Option<f64> {
        self.0.progress
    }

    /// What is being done.
    async fn progress_note(&self) -> Option<&str> {
        self.0.progress_note.as_deref()
    }

    /// Why it failed last, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed last.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was enqueued.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it was last begun.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When its worker was last heard of.
    async fn heartbeat_at(&self) -> Option<DateTime<Utc>> {
        self.0.heartbeat_at.map(|time| time.to_datetime())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// What it works for.
    async fn subject(&self, context: &Context<'_>) -> Result<Option<JobSubject>> {
        let Some(id) = self.0.subject_id else { return Ok(None) };
        let loaders = loaders(context);
        Ok(match self.0.kind {
            job::Kind::ImportArticles => {
                loaders.find(ArticleImportId(id)).await?.map(|row| JobSubject::ArticleImport(ArticleImport(row)))
            }
            job::Kind::CrawlArticles | job::Kind::ReExtractCrawl => {
                loaders.find(CrawlId(id)).await?.map(|row| JobSubject::Crawl(Crawl(row)))
            }
            job::Kind::CleanArticles => {
                loaders.find(CleaningRunId(id)).await?.map(|row| JobSubject::CleaningRun(CleaningRun(row)))
            }
            job::Kind::EraseArticle => {
                loaders.find(TakedownId(id)).await?.map(|row| JobSubject::Takedown(Takedown(row)))
            }
            job::Kind::BuildDataset => loaders.find(DatasetId(id)).await?.map(|row| JobSubject::Dataset(Dataset(row))),
            job::Kind::AddBaseModel => {
                loaders.find(BaseModelId(id)).await?.map(|row| JobSubject::BaseModel(BaseModel(row)))
            }
            job::Kind::TrainModel => {
                loaders.find(TrainingRunId(id)).await?.map(|row| JobSubject::TrainingRun(TrainingRun(row)))
            }
            job::Kind::EvaluateModel => {
                loaders.find(EvaluationId(id)).await?.map(|row| JobSubject::Evaluation(Evaluation(row)))
            }
            job::Kind::DeliverWebhook => {
                loaders.find(WebhookDeliveryId(id)).await?.map(|row| JobSubject::WebhookDelivery(WebhookDelivery(row)))
            }
        })
    }
}

/// Which jobs to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct JobFilter {
    /// Only jobs that stand here.
    status: Option<JobStatus>,
    /// Only jobs that do this.
    kind: Option<JobKind>,
    /// Only jobs that work for the import, crawl, cleaning run, takedown, dataset, base model, training run, evaluation
    /// or webhook delivery with this id.
    subject_id: Option<Uuid>,
}

#[derive(Default)]
pub struct JobQuery;

#[Object]
impl JobQuery {
    /// Jobs, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which jobs.", default)] filter: JobFilter,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter {
            status: filter.status.map(Into::into),
            kind: filter.kind.map(Into::into),
            subject_id: filter.subject_id,
        };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(job::Entity::find()), order, paging).await
    }

    /// The job with this id.
    async fn job(&self, context: &Context<'_>, #[graphql(desc = "The job's id.")] id: Uuid) -> Result<Option<Job>> {
        Ok(found(job::find(super::connection(context), JobId(id)).await)?.map(Job))
    }
}

#[derive(Default)]
pub struct JobMutation;

#[Object]
impl JobMutation {
    /// Queues a failed or cancelled job again, and what it works for with it. Returns the job.
    async fn retry_job(&self, context: &Context<'_>, #[graphql(desc = "The job's id.")] id: Uuid) -> Result<Job> {
        Ok(Job(job::retry(&services(context).database, JobId(id)).await?))
    }

    /// Stops a job: a queued one at once, a running one within two seconds. Returns it as it stands.
    async fn cancel_job(&self, context: &Context<'_>, #[graphql(desc = "The job's id.")] id: Uuid) -> Result<Job> {
        Ok(Job(job::request_cancel(&services(context).database, JobId(id)).await?))
    }
}

/// A job moved.
#[derive(SimpleObject)]
pub struct JobEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// What happened.
    change: JobMoved,
}

pub struct JobMoved(Change);

/// A job moved; the job as it stood then.
#[Object]
impl JobMoved {
    /// The job's id.
    async fn job_id(&self) -> Uuid {
        self.0.job_id.0
    }

    /// What it does.
    async fn kind(&self) -> JobKind {
        self.0.kind.into()
    }

    /// Id of the import, cleaning run, takedown, dataset, base model, training run or evaluation it works for.
    async fn subject_id(&self) -> Option<Uuid> {
        self.0.subject_id
    }

    /// Where it stood.
    async fn status(&self) -> JobStatus {
        self.0.status.into()
    }

    /// How often it had been begun.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// How often it may be begun.
    async fn max_attempts(&self) -> i32 {
        self.0.max_attempts
    }

    /// Whether somebody had asked it to stop.
    async fn cancel_requested(&self) -> bool {
        self.0.cancel_requested
    }

    /// Share done, 0 to 1.
    async fn progress(&self) -> Option<f64> {
        self.0.progress
    }

    /// What was being done.
    async fn progress_note(&self) -> Option<&str> {
        self.0.progress_note.as_deref()
    }

    /// Why it failed last, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed last.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// It doesn't begin before this moment.
    async fn run_at(&self) -> DateTime<Utc> {
        self.0.run_at.to_datetime()
    }

    /// The job as it stands now.
    async fn job(&self, context: &Context<'_>) -> Result<Option<Job>> {
        Ok(found(job::find(super::connection(context), self.0.job_id).await)?.map(Job))
    }
}

#[derive(Default)]
pub struct JobSubscription;

#[Subscription]
impl JobSubscription {
    /// What happens to jobs, or to one of them.
    async fn job_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this job.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<JobEvent>>> {
        event::follow(context, Topic::Job, id, after, |event| {
            let change = JobMoved(serde_json::from_str(&event.payload)?);
            Ok(JobEvent { event_id: event::id(&event), at: event.created_at.to_datetime(), change })
        })
        .await
    }
}

//! A pipeline run: cleaning, dataset, training and evaluation, one after the other, with its state in one place.
//!
//! Nothing drives it but its steps: the transaction that ends what a step made launches the next one, or ends the
//! pipeline. So it needs no worker slot, and whatever is killed when, it neither stands still nor does anything twice.
//! Locks are taken in the order job, the row the job works for, pipeline run, event counter.

mod drive; // the end of a step
mod launch; // the beginning of one
mod request; // what people ask for

use sea_orm::{Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

pub use drive::{StepEnd, advance};
pub use request::{NewPipeline, enqueue, request, request_cancel, request_retry};

use crate::{
    Error, Result, Timestamp, cleaning_run, dataset,
    event::{self, NewEvent, Topic},
    id::PipelineRunId,
    pipeline_step,
};

/// A pipeline run.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pipeline_run")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PipelineRunId,
    /// Name given by a person; what it makes is called so, too.
    pub name: String,
    /// What its steps do, as JSON ([`Plan`]).
    pub plan: String,
    /// Where it stands.
    pub status: Status,
    /// Who asked for it.
    pub requested_by: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a pipeline run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One of its steps runs.
    Running,
    /// All its steps are done.
    Succeeded,
    /// A step failed; it can go on from there.
    Failed,
    /// Somebody stopped it; it can go on from there.
    Cancelled,
}

/// What the steps do. What is absent is left out of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What is crawled first.
    #[serde(default)]
    pub crawl: Option<CrawlStep>,
    /// What is cleaned then.
    #[serde(default)]
    pub clean: Option<CleanStep>,
    /// What the dataset takes.
    pub dataset: dataset::Selection,
    /// How a model is trained on it.
    #[serde(default)]
    pub train: Option<TrainStep>,
    /// Whether the model is measured on the dataset's test split.
    #[serde(default)]
    pub evaluate: bool,
}

/// What is crawled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrawlStep {
    /// Key of the source.
    pub source_key: String,
    /// Most list pages of a section; 1 if absent.
    #[serde(default)]
    pub pages_per_section: Option<i32>,
}

/// What is cleaned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanStep {
    /// Which articles.
    #[serde(default)]
    pub selection: cleaning_run::Selection,
    /// By which version of the rules; the newest if absent.
    #[serde(default)]
    pub rule_set_version: Option<i32>,
}

/// How a model is trained. The parameters were checked and completed by the caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainStep {
    /// Name of the base model among the parameters.
    pub base_model: String,
    /// The parameters in full, as JSON.
    pub parameters: String,
}

impl Plan {
    /// The steps, in order.
    pub fn steps(&self) -> Vec<pipeline_step::Kind> {
        use pipeline_step::Kind::{Clean, Crawl, Dataset, Evaluate, Train};
        let is_in = [
            (Crawl, self.crawl.is_some()),
            (Clean, self.clean.is_some()),
            (Dataset, true),
            (Train, self.train.is_some()),
            (Evaluate, self.train.is_some() && self.evaluate),
        ];
        is_in.into_iter().filter(|(_, is_in)| *is_in).map(|(kind, _)| kind).collect()
    }
}

impl Model {
    /// What its steps do.
    pub fn plan(&self) -> Result<Plan> {
        Ok(serde_json::from_str(&self.plan)?)
    }
}

/// What a watcher of a pipeline run is told, as the payload of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Where the run stands.
    pub status: Status,
    /// The step that moved; absent if only the run did.
    pub step: Option<StepChange>,
}

/// A step that moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct StepChange {
    pub position: i32,
    pub kind: pipeline_step::Kind,
    pub status: pipeline_step::Status,
    pub subject_id: Option<Uuid>,
    pub error_code: Option<String>,
    pub error: Option<String>,
}

/// Which runs to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only runs that stand here.
    pub status: Option<Status>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            select = select.filter(Column::Status.eq(status));
        }
        select
    }
}

/// The run `id`.
pub async fn find(connection: &impl ConnectionTrait, id: PipelineRunId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("pipeline run", id))
}

/// The runs of which a step made the row `subject_id`.
pub async fn of_subject(connection: &impl ConnectionTrait, subject_id: Uuid) -> Result<Option<Model>> {
    let step = pipeline_step::Entity::find().filter(pipeline_step::Column::SubjectId.eq(subject_id));
    match step.one(connection).await? {
        Some(step) => Ok(Some(find(connection, step.pipeline_run_id).await?)),
        None => Ok(None),
    }
}

async fn announce(transaction: &impl ConnectionTrait, run: &Model, step: Option<&pipeline_step::Model>) -> Result<()> {
    let step = step.map(|step| StepChange {
        position: step.position,
        kind: step.kind,
        status: step.status,
        subject_id: step.subject_id,
        error_code: step.error_code.clone(),
        error: step.error.clone(),
    });
    let change = Change { status: run.status, step };
    event::append(transaction, vec![NewEvent::new(Topic::Pipeline, run.id.0, &change)?]).await
}

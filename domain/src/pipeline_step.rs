//! One step of a pipeline run.

use sea_orm::{QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{Result, Timestamp, id::PipelineRunId};

/// One step of a pipeline run.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pipeline_step")]
pub struct Model {
    /// The pipeline run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub pipeline_run_id: PipelineRunId,
    /// Its place, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// What it does.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// The row it made: a crawl, cleaning run, dataset, training run or evaluation.
    pub subject_id: Option<Uuid>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed, as a sentence.
    pub error: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
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

/// The steps of each of `ids`, in order.
pub async fn of_runs(connection: &impl ConnectionTrait, ids: &[PipelineRunId]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::PipelineRunId.is_in(ids.iter().copied()))
        .order_by_asc(Column::PipelineRunId)
        .order_by_asc(Column::Position)
        .all(connection)
        .await?)
}

//! A search for better parameters: a fixed list of trials, each a training run, the losers of which end early.
//!
//! Nothing drives a sweep but its runs: the transaction that ends a run launches the next ones, the transaction that
//! records an epoch decides whether the run goes on. So whatever is killed when, a sweep neither stands still nor does
//! anything twice. Locks are taken in the order job, training run, sweep, event counter.

mod drive; // launch, judge, end
mod request;
pub mod stopping; // when a run has lost // what is asked for

use std::collections::HashMap;

use sea_orm::{QueryOrder, Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

pub use drive::{advance, end_overdue, judge, lock, request_cancel};
pub use request::{NewSweep, NewTrial, request};
pub use stopping::{Decision, StoppingRule};

use crate::{
    Error, Result, Timestamp,
    event::{self, NewEvent, Topic},
    id::{DatasetId, SweepId, TrainingRunId},
    sweep_trial, training_epoch, training_run,
};

/// A search for better parameters.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sweep")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SweepId,
    /// Name given by a person.
    pub name: String,
    /// What its runs learn from.
    pub dataset_id: DatasetId,
    /// Where it stands.
    pub status: Status,
    /// What is tried and how it was chosen, as JSON (`ml::search_space::SearchSpace`).
    pub search: String,
    /// When a run has lost, as JSON ([`StoppingRule`]).
    pub stopping: String,
    /// Most runs that wait or train at the same time.
    pub max_concurrent_runs: i32,
    /// Most time from its start to its end.
    pub max_seconds: Option<i64>,
    /// When that is over.
    pub deadline_at: Option<Timestamp>,
    /// Why it ended otherwise than by the end of its last run, as a code.
    pub error_code: Option<String>,
    /// The same in words, with what to do.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a sweep stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its runs wait or train.
    Running,
    /// It has ended, and at least one of its runs made a model version.
    Succeeded,
    /// It has ended without one.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// What a watcher of a sweep is told, as the payload of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// The sweep's status moved.
    Status {
        /// Where it stands now.
        status: Status,
        /// Why it ended otherwise than by the end of its last run, as a code.
        error_code: Option<String>,
        /// The same in words.
        error: Option<String>,
    },
    /// A trial became a training run.
    Launched {
        /// Which trial.
        position: i32,
        /// The run.
        training_run_id: TrainingRunId,
    },
    /// A run has lost and is being stopped.
    Stopped {
        /// Which trial.
        position: i32,
        /// The run.
        training_run_id: TrainingRunId,
        /// By which rule, with the figures.
        decision: Decision,
    },
    /// A run has ended.
    Ended {
        /// Which trial.
        position: i32,
        /// The run.
        training_run_id: TrainingRunId,
        /// How.
        status: training_run::Status,
    },
}

/// Which sweeps to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only sweeps that stand here.
    pub status: Option<Status>,
    /// Only sweeps on this dataset.
    pub dataset_id: Option<DatasetId>,
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
        select
    }
}

/// The sweep `id`.
pub async fn find(connection: &impl ConnectionTrait, id: SweepId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("sweep", id))
}

/// The trials of each of `ids`, in order.
pub async fn trials_of(connection: &impl ConnectionTrait, ids: &[SweepId]) -> Result<Vec<sweep_trial::Model>> {
    Ok(sweep_trial::Entity::find()
        .filter(sweep_trial::Column::SweepId.is_in(ids.iter().copied()))
        .order_by_asc(sweep_trial::Column::SweepId)
        .order_by_asc(sweep_trial::Column::Position)
        .all(connection)
        .await?)
}

/// The best run of each of `ids` that has one: of those that made a model version, the one whose kept epoch has the
/// highest macro-F1 on the validation split; the earliest of equals.
pub async fn best_runs(
    connection: &impl ConnectionTrait,
    ids: &[SweepId],
) -> Result<HashMap<SweepId, training_run::Model>> {
    let runs = training_run::Entity::find()
        .filter(training_run::Column::SweepId.is_in(ids.iter().copied()))
        .filter(training_run::Column::Status.eq(training_run::Status::Succeeded))
        .order_by_asc(training_run::Column::Id)
        .all(connection)
        .await?;
    let epochs = training_epoch::Entity::find()
        .filter(training_epoch::Column::TrainingRunId.is_in(runs.iter().map(|run| run.id)))
        .filter(training_epoch::Column::Best.eq(true))
        .all(connection)
        .await?;
    let mut values: HashMap<TrainingRunId, f64> = HashMap::new();
    for epoch in epochs {
        let value = values.entry(epoch.training_run_id).or_insert(epoch.macro_f1);
        *value = value.max(epoch.macro_f1);
    }
    let mut best: HashMap<SweepId, (f64, training_run::Model)> = HashMap::new();
    for run in runs {
        let (Some(sweep_id), Some(value)) = (run.sweep_id, values.get(&run.id).copied()) else { continue };
        if best.get(&sweep_id).is_none_or(|(highest, _)| value > *highest) {
            best.insert(sweep_id, (value, run));
        }
    }
    Ok(best.into_iter().map(|(id, (_, run))| (id, run)).collect())
}

async fn announce(transaction: &impl ConnectionTrait, id: SweepId, change: &Change) -> Result<()> {
    event::append(transaction, vec![NewEvent::new(Topic::Sweep, id.0, change)?]).await
}

async fn announce_status(transaction: &impl ConnectionTrait, sweep: &Model) -> Result<()> {
    let change =
        Change::Status { status: sweep.status, error_code: sweep.error_code.clone(), error: sweep.error.clone() };
    announce(transaction, sweep.id, &change).await
}

//! Asking for a sweep.

use sea_orm::entity::prelude::*;

use super::{Model, Status, StoppingRule, announce_status, drive};
use crate::{
    Database, Error, InvalidField, Result, Timestamp, base_model, dataset,
    id::{DatasetId, SweepId},
    sweep_trial, training_run,
};

/// Most trials of one sweep.
const MAX_TRIALS: usize = 500;
/// Longest time that a sweep may be given: a year.
const LONGEST_SECONDS: i64 = 365 * 24 * 3600;

/// A sweep to be started. The parameters of its trials were checked and completed by the caller.
#[derive(Clone, Debug)]
pub struct NewSweep {
    /// Name given by a person.
    pub name: String,
    /// A sealed dataset.
    pub dataset_id: DatasetId,
    /// What is tried and how it was chosen, as JSON.
    pub search: String,
    /// The trials, in the order in which they are launched.
    pub trials: Vec<NewTrial>,
    /// When a run has lost.
    pub stopping: StoppingRule,
    /// Most runs that wait or train at the same time.
    pub max_concurrent_runs: u32,
    /// Most time from its start to its end; no limit if absent.
    pub max_seconds: Option<i64>,
}

/// One combination of parameters to be tried.
#[derive(Clone, Debug)]
pub struct NewTrial {
    /// The tried values by parameter, as JSON.
    pub settings: String,
    /// Name of the base model among the parameters.
    pub base_model: String,
    /// The parameters in full, as JSON.
    pub parameters: String,
}

/// Starts a sweep on a sealed dataset: writes down all its trials and launches the first runs.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault; [`Error::NotFound`] when there is no such dataset.
pub async fn request(database: &Database, new: NewSweep) -> Result<Model> {
    let wrong = check(&new);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let transaction = database.begin().await?;
    let dataset = dataset::find(&transaction, new.dataset_id).await?;
    if dataset.status != dataset::Status::Sealed {
        return Err(Error::invalid("dataset_id", "the dataset isn't sealed; wait for its build to succeed"));
    }
    let now = Timestamp::now();
    let sweep = Model {
        id: SweepId::new(),
        name: new.name.trim().to_owned(),
        dataset_id: dataset.id,
        status: Status::Running,
        search: new.search,
        stopping: serde_json::to_string(&new.stopping)?,
        max_concurrent_runs: i32::try_from(new.max_concurrent_runs).unwrap_or(i32::MAX),
        max_seconds: new.max_seconds,
        deadline_at: new.max_seconds.map(|seconds| now.plus_seconds(seconds as f64)),
        error_code: None,
        error: None,
        created_at: now,
        finished_at: None,
    };
    super::Entity::insert(super::ActiveModel::from(sweep.clone())).exec_without_returning(&transaction).await?;
    let mut trials = Vec::new();
    for (position, trial) in (0..).zip(new.trials) {
        let base = base_model::resolve(&transaction, &trial.base_model).await?;
        trials.push(sweep_trial::Model {
            sweep_id: sweep.id,
            position,
            settings: trial.settings,
            parameters: trial.parameters,
            base_model_id: base.map(|base| base.id),
            training_run_id: None,
            decision: None,
        });
    }
    let rows = trials.into_iter().map(sweep_trial::ActiveModel::from);
    sweep_trial::Entity::insert_many(rows).exec_without_returning(&transaction).await?;
    drive::launch(&transaction, &sweep).await?;
    announce_status(&transaction, &sweep).await?;
    database.commit(transaction).await?;
    Ok(sweep)
}

fn check(new: &NewSweep) -> Vec<InvalidField> {
    let mut wrong = match training_run::check_name(&new.name) {
        Err(Error::Invalid(wrong)) => wrong,
        _ => Vec::new(),
    };
    let mut range = |field: &str, value: i64, minimum: i64, maximum: i64| {
        if !(minimum..=maximum).contains(&value) {
            let message = format!("must be from {minimum} to {maximum}; got {value}");
            wrong.push(InvalidField::new(field, message));
        }
    };
    range("trials", new.trials.len() as i64, 1, MAX_TRIALS as i64);
    range("max_concurrent_runs", new.max_concurrent_runs.into(), 1, MAX_TRIALS as i64);
    if let Some(seconds) = new.max_seconds {
        range("max_seconds", seconds, 1, LONGEST_SECONDS);
    }
    wrong.extend(new.stopping.check());
    wrong
}

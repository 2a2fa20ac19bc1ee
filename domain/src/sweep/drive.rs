//! What drives a sweep: its runs' epochs and ends, the clock, and whoever cancels it.

use sea_orm::{ActiveEnum, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

use super::{
    Change, Column, Decision, Entity, Model, Status, StoppingRule, announce, announce_status, find, trials_of,
};
use crate::{
    Database, Error, Result, Timestamp,
    database::DatabaseTransaction,
    id::{SweepId, TrainingRunId},
    job, sweep_trial, training_epoch, training_run,
};

/// How a sweep ends otherwise than by the end of its last run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Halt {
    /// Somebody asked for it.
    Cancelled,
    /// Its time is over.
    TimeLimit,
}

/// Takes note that `run`, one of a sweep's, has ended: launches the next ones, or ends the sweep with its last. Called
/// in the transaction that ends the run, before that appends its events.
pub async fn advance(transaction: &DatabaseTransaction, run: &training_run::Model) -> Result<()> {
    let Some(id) = run.sweep_id else { return Ok(()) };
    let Some(sweep) = lock(transaction, id).await? else { return Ok(()) };
    if let Some(trial) = sweep_trial::of_run(transaction, run.id).await? {
        let change = Change::Ended { position: trial.position, training_run_id: run.id, status: run.status };
        announce(transaction, id, &change).await?;
    }
    if sweep.status != Status::Running {
        return Ok(());
    }
    if launch(transaction, &sweep).await? == 0 {
        end(transaction, sweep, None).await?;
    }
    Ok(())
}

/// Decides whether `run`, one of a sweep's, goes on after `epoch`. If not, its job is asked to stop. Called in the
/// transaction that records the epoch.
pub async fn judge(transaction: &DatabaseTransaction, run: &training_run::Model, epoch: i32) -> Result<()> {
    let Some(id) = run.sweep_id else { return Ok(()) };
    let sweep = find(transaction, id).await?;
    let rule: StoppingRule = serde_json::from_str(&sweep.stopping)?;
    let trial = sweep_trial::of_run(transaction, run.id).await?;
    // One that was stopped before runs again because somebody wants it to.
    let Some(trial) = trial.filter(|trial| trial.decision.is_none()) else { return Ok(()) };
    if sweep.status != Status::Running || rule == StoppingRule::Never || epoch >= planned_epochs(&trial)? {
        return Ok(());
    }
    let (own, others) = bests(transaction, run, epoch).await?;
    let Some(decision) = own.and_then(|own| rule.decide(epoch, own, &others)) else { return Ok(()) };
    sweep_trial::Entity::update_many()
        .col_expr(sweep_trial::Column::Decision, Expr::value(Some(serde_json::to_string(&decision)?)))
        .filter(sweep_trial::Column::SweepId.eq(id))
        .filter(sweep_trial::Column::Position.eq(trial.position))
        .exec(transaction)
        .await?;
    job::cancel_for_subject(transaction, run.id.0).await?;
    let change = Change::Stopped { position: trial.position, training_run_id: run.id, decision };
    announce(transaction, id, &change).await
}

/// Takes the sweep's lock until the transaction ends. Whoever ends one of its runs takes it before any event is appended.
pub async fn lock(transaction: &DatabaseTransaction, id: SweepId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).lock_exclusive().one(transaction).await?)
}

/// Cancels a sweep with all its runs: those that wait at once, those that train within two seconds.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has ended.
pub async fn request_cancel(database: &Database, id: SweepId) -> Result<Model> {
    halt(database, id, Halt::Cancelled).await
}

/// Ends the sweeps whose time is over, with all their runs. Any number of processes may call it at any time.
pub async fn end_overdue(database: &Database) -> Result<Vec<Model>> {
    let overdue: Vec<SweepId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(Status::Running))
        .filter(Column::DeadlineAt.lte(Timestamp::now()))
        .into_tuple()
        .all(database.connection())
        .await?;
    let mut ended = Vec::new();
    for id in overdue {
        match halt(database, id, Halt::TimeLimit).await {
            Ok(sweep) => ended.push(sweep),
            // It ended, or another process ended it, in this moment.
            Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Launches as many of a running sweep's trials as may run now, in order. Gives how many of its runs wait or train then.
/// The caller holds the sweep's lock.
pub(super) async fn launch(transaction: &DatabaseTransaction, sweep: &Model) -> Result<usize> {
    let mut active = active_runs(transaction, sweep.id).await?.len();
    let room = usize::try_from(sweep.max_concurrent_runs).unwrap_or(0).saturating_sub(active);
    let waiting = sweep_trial::Entity::find()
        .filter(sweep_trial::Column::SweepId.eq(sweep.id))
        .filter(sweep_trial::Column::TrainingRunId.is_null())
        .order_by_asc(sweep_trial::Column::Position)
        .limit(room as u64)
        .all(transaction)
        .await?;
    for trial in waiting {
        let run = training_run::launch(transaction, sweep, &trial).await?;
        sweep_trial::Entity::update_many()
            .col_expr(sweep_trial::Column::TrainingRunId, Expr::value(Some(run.id)))
            .filter(sweep_trial::Column::SweepId.eq(sweep.id))
            .filter(sweep_trial::Column::Position.eq(trial.position))
            .exec(transaction)
            .await?;
        let change = Change::Launched { position: trial.position, training_run_id: run.id };
        announce(transaction, sweep.id, &change).await?;
        active += 1;
    }
    Ok(active)
}

/// Ends a running sweep and stops its runs, in one transaction.
async fn halt(database: &Database, id: SweepId, halt: Halt) -> Result<Model> {
    loop {
        let transaction = database.begin().await?;
        find(&transaction, id).await?;
        // Jobs before the sweep: a run that ends holds its job's lock and waits for the sweep's.
        let active = active_runs(&transaction, id).await?;
        let subjects: Vec<Uuid> = active.iter().map(|run_id| run_id.0).collect();
        let jobs = job::lock_active(&transaction, &subjects).await?;
        let sweep = lock(&transaction, id).await?.ok_or_else(|| Error::not_found("sweep", id))?;
        if sweep.status != Status::Running {
            return Err(Error::Conflict(format!("the sweep has already ended ({})", sweep.status.to_value())));
        }
        if !active_runs(&transaction, id).await?.iter().all(|run_id| active.contains(run_id)) {
            // One was launched in this moment: all over again, from what stands now.
            continue;
        }
        let sweep = end(&transaction, sweep, Some(halt)).await?;
        for run_id in job::cancel_locked(&transaction, jobs).await? {
            training_run::cancel(&transaction, TrainingRunId(run_id)).await?;
        }
        database.commit(transaction).await?;
        return Ok(sweep);
    }
}

/// Running → ended. The caller holds the sweep's lock.
async fn end(transaction: &DatabaseTransaction, mut sweep: Model, halt: Option<Halt>) -> Result<Model> {
    let succeeded = training_run::Entity::find()
        .filter(training_run::Column::SweepId.eq(sweep.id))
        .filter(training_run::Column::Status.eq(training_run::Status::Succeeded))
        .count(transaction)
        .await?;
    let outcome = if succeeded > 0 { Status::Succeeded } else { Status::Failed };
    let (status, error) = match halt {
        Some(Halt::Cancelled) => (Status::Cancelled, None),
        Some(Halt::TimeLimit) => {
            let message = "its time was over before all its trials were done; give the next one a larger max_seconds";
            (outcome, Some(("TIME_LIMIT", message)))
        }
        None if succeeded == 0 => {
            let message = "none of its runs made a model version; their own errors say why";
            (outcome, Some(("NO_RUN_SUCCEEDED", message)))
        }
        None => (outcome, None),
    };
    sweep.status = status;
    sweep.error_code = error.map(|(code, _)| code.to_owned());
    sweep.error = error.map(|(_, message)| message.to_owned());
    sweep.finished_at = Some(Timestamp::now());
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(sweep.status))
        .col_expr(Column::ErrorCode, Expr::value(sweep.error_code.clone()))
        .col_expr(Column::Error, Expr::value(sweep.error.clone()))
        .col_expr(Column::FinishedAt, Expr::value(sweep.finished_at))
        .filter(Column::Id.eq(sweep.id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    if updated.rows_affected != 1 {
        return Err(Error::Conflict("the sweep has already ended".into()));
    }
    announce_status(transaction, &sweep).await?;
    Ok(sweep)
}

/// The runs of a sweep that wait or train, oldest first.
async fn active_runs(transaction: &DatabaseTransaction, id: SweepId) -> Result<Vec<TrainingRunId>> {
    use training_run::Status::{Queued, Running};
    Ok(training_run::Entity::find()
        .select_only()
        .column(training_run::Column::Id)
        .filter(training_run::Column::SweepId.eq(id))
        .filter(training_run::Column::Status.is_in([Queued, Running]))
        .order_by_asc(training_run::Column::Id)
        .into_tuple()
        .all(transaction)
        .await?)
}

/// The best macro-F1 of `run` up to `epoch`, and those of the sweep's other runs that have come as far.
async fn bests(
    transaction: &DatabaseTransaction,
    run: &training_run::Model,
    epoch: i32,
) -> Result<(Option<f64>, Vec<f64>)> {
    let Some(id) = run.sweep_id else { return Ok((None, Vec::new())) };
    let runs: Vec<TrainingRunId> =
        trials_of(transaction, &[id]).await?.into_iter().filter_map(|trial| trial.training_run_id).collect();
    let rows: Vec<(TrainingRunId, i32, f64)> = training_epoch::Entity::find()
        .select_only()
        .columns([
            training_epoch::Column::TrainingRunId,
            training_epoch::Column::Epoch,
            training_epoch::Column::MacroF1,
        ])
        .filter(training_epoch::Column::TrainingRunId.is_in(runs.iter().copied()))
        .filter(training_epoch::Column::Epoch.lte(epoch))
        .into_tuple()
        .all(transaction)
        .await?;
    let best_of = |id: TrainingRunId| {
        let own = rows.iter().filter(|(run_id, ..)| *run_id == id);
        let has_come = own.clone().any(|(_, at, _)| *at == epoch);
        has_come.then(|| own.fold(f64::NEG_INFINITY, |best, (.., value)| best.max(*value)))
    };
    let others = runs.iter().filter(|id| **id != run.id).filter_map(|id| best_of(*id)).collect();
    Ok((best_of(run.id), others))
}

/// How many epochs a trial's run trains if nothing ends it sooner.
fn planned_epochs(trial: &sweep_trial::Model) -> Result<i32> {
    let parameters: serde_json::Value = serde_json::from_str(&trial.parameters)?;
    let epochs = parameters.get("epochs").and_then(serde_json::Value::as_i64);
    epochs
        .and_then(|epochs| i32::try_from(epochs).ok())
        .ok_or_else(|| Error::Internal("a trial's parameters name no epochs".into()))
}

impl sweep_trial::Model {
    /// Why its run was stopped early, if it was.
    pub fn decision(&self) -> Result<Option<Decision>> {
        Ok(self.decision.as_deref().map(serde_json::from_str).transpose()?)
    }
}

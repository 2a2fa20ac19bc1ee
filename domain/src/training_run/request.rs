//! What people ask of training runs.

use sea_orm::{ActiveEnum, QueryOrder, entity::prelude::*};

use super::{ActiveModel, Entity, Model, NewTrainingRun, Status, announce, end, find};
use crate::{
    Database, Error, Result, Timestamp, base_model,
    database::DatabaseTransaction,
    dataset,
    id::{ArticleId, TrainingRunId},
    job, sweep, sweep_trial,
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Refuses a name that is empty or too long, so that a caller can list it with other fields at fault.
///
/// # Errors
/// [`Error::Invalid`].
pub fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() || name.trim().chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", format!("must have 1 to {LONGEST_NAME} characters")));
    }
    Ok(())
}

/// Queues a run, with its job, on a sealed dataset.
///
/// # Errors
/// [`Error::Invalid`] when the name is empty or too long, the dataset isn't sealed, or the base model isn't ready;
/// [`Error::NotFound`].
pub async fn request(database: &Database, new: NewTrainingRun) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = enqueue(&transaction, new).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// The same in the caller's transaction.
pub async fn enqueue(transaction: &DatabaseTransaction, new: NewTrainingRun) -> Result<Model> {
    check_name(&new.name)?;
    let name = new.name.trim();
    let dataset = dataset::find(transaction, new.dataset_id).await?;
    if dataset.status != dataset::Status::Sealed {
        return Err(Error::invalid("dataset_id", "the dataset isn't sealed; wait for its build to succeed"));
    }
    let base = base_model::resolve(transaction, &new.base_model).await?;
    let run = blank(name.to_owned(), &dataset, new.parameters);
    let run = Model { base_model_id: base.map(|base| base.id), ..run };
    queue(transaction, &run).await?;
    Ok(run)
}

/// Queues the run of a sweep's trial, with its job, in the caller's transaction.
pub(crate) async fn launch(
    transaction: &DatabaseTransaction,
    sweep: &sweep::Model,
    trial: &sweep_trial::Model,
) -> Result<Model> {
    let dataset = dataset::find(transaction, sweep.dataset_id).await?;
    let name: String = sweep.name.chars().take(LONGEST_NAME - 10).collect();
    let run = blank(format!("{name} #{}", trial.position + 1), &dataset, trial.parameters.clone());
    let run = Model { base_model_id: trial.base_model_id, sweep_id: Some(sweep.id), ..run };
    queue(transaction, &run).await?;
    Ok(run)
}

/// The runs that learn, or learnt, from a dataset of which an article is a row; oldest first.
pub async fn of_article(connection: &impl ConnectionTrait, article_id: ArticleId) -> Result<Vec<Model>> {
    let datasets = dataset::datasets_of_article(connection, &[article_id]).await?;
    let of_datasets = super::Column::DatasetId.is_in(datasets.iter().map(|(_, dataset)| dataset.id));
    Ok(Entity::find().filter(of_datasets).order_by_asc(super::Column::Id).all(connection).await?)
}

async fn queue(transaction: &DatabaseTransaction, run: &Model) -> Result<()> {
    Entity::insert(ActiveModel::from(run.clone())).exec_without_returning(transaction).await?;
    let payload = serde_json::json!({ "training_run_id": run.id });
    job::enqueue(transaction, job::NewJob::new(job::Kind::TrainModel, run.id.0, payload)).await?;
    announce(transaction, run).await
}

/// A run from scratch that belongs to no sweep.
fn blank(name: String, dataset: &dataset::Model, parameters: String) -> Model {
    Model {
        id: TrainingRunId::new(),
        name,
        dataset_id: dataset.id,
        label_set_id: dataset.label_set_id,
        base_model_id: None,
        sweep_id: None,
        baseline_version_id: None,
        status: Status::Queued,
        parameters,
        phase: None,
        step: 0,
        total_steps: None,
        seconds_left: None,
        best_epoch: None,
        build: None,
        attempts: 0,
        resumed_from_step: None,
        checkpoint_step: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        started_at: None,
        finished_at: None,
    }
}

/// Asks a queued or running run to stop. A queued one is cancelled at once; a running one within two seconds.
///
/// # Errors
/// [`Error::Conflict`] when the run has ended.
pub async fn request_cancel(database: &Database, id: TrainingRunId) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = find(&transaction, id).await?;
    if !matches!(run.status, Status::Queued | Status::Running) {
        return Err(Error::Conflict(format!("the training run has already ended ({})", run.status.to_value())));
    }
    // A run whose job waits for its next attempt still says that it runs, but nobody is there to end it.
    let jobs = job::lock_active(&transaction, &[id.0]).await?;
    if let Some(sweep_id) = run.sweep_id {
        sweep::lock(&transaction, sweep_id).await?;
    }
    if !job::cancel_locked(&transaction, jobs).await?.is_empty() {
        end(&transaction, id, Status::Cancelled, None).await?;
    }
    let run = find(&transaction, id).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// Has a failed or cancelled run go on from its last checkpoint, or from the beginning if there is none any more: its
/// job is queued again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when the run has neither failed nor been cancelled.
pub async fn request_resume(database: &Database, id: TrainingRunId) -> Result<Model> {
    let connection = database.connection();
    let run = find(connection, id).await?;
    if !matches!(run.status, Status::Failed | Status::Cancelled) {
        let status = run.status.to_value();
        let message = format!("only a failed or cancelled training run can be resumed; this one is {status}");
        return Err(Error::Conflict(message));
    }
    let of_run = job::Filter { subject_id: Some(id.0), kind: Some(job::Kind::TrainModel), ..Default::default() };
    let newest = of_run.apply(job::Entity::find()).order_by_desc(job::Column::Id).one(connection).await?;
    let job = newest.ok_or_else(|| Error::not_found("job of the training run", id))?;
    job::retry(database, job.id).await?;
    find(connection, id).await
}

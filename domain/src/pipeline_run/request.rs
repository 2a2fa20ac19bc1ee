//! What people ask of pipeline runs.

use sea_orm::{ActiveEnum, QuerySelect, entity::prelude::*};

use super::{ActiveModel, Entity, Model, Plan, Status, announce, find, launch};
use crate::{
    Database, Error, InvalidField, Result, Timestamp, base_model, crawl,
    database::DatabaseTransaction,
    id::{CrawlId, PipelineRunId},
    job::{self, JobEnd},
    pipeline_step, source, training_run,
};

/// A pipeline run to be started.
#[derive(Clone, Debug)]
pub struct NewPipeline {
    /// Name given by a person.
    pub name: String,
    /// What its steps do.
    pub plan: Plan,
    /// Who asks.
    pub requested_by: String,
}

/// Starts a pipeline run: writes down its steps and launches the first.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault.
pub async fn request(database: &Database, new: NewPipeline) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = enqueue(&transaction, new).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// The same in the caller's transaction.
pub async fn enqueue(transaction: &DatabaseTransaction, new: NewPipeline) -> Result<Model> {
    let wrong = check(transaction, &new).await?;
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let run = Model {
        id: PipelineRunId::new(),
        name: new.name.trim().to_owned(),
        plan: serde_json::to_string(&new.plan)?,
        status: Status::Running,
        requested_by: new.requested_by.chars().take(200).collect(),
        created_at: Timestamp::now(),
        finished_at: None,
    };
    Entity::insert(ActiveModel::from(run.clone())).exec_without_returning(transaction).await?;
    let steps = (0..).zip(new.plan.steps()).map(|(position, kind)| {
        pipeline_step::ActiveModel::from(pipeline_step::Model {
            pipeline_run_id: run.id,
            position,
            kind,
            status: pipeline_step::Status::Waiting,
            subject_id: None,
            error_code: None,
            error: None,
            started_at: None,
            finished_at: None,
        })
    });
    pipeline_step::Entity::insert_many(steps).exec_without_returning(transaction).await?;
    launch::launch_next(transaction, &run).await?;
    find(transaction, run.id).await
}

/// What is wrong with a pipeline now; what only shows later fails its step.
async fn check(transaction: &DatabaseTransaction, new: &NewPipeline) -> Result<Vec<InvalidField>> {
    let mut wrong = Vec::new();
    if let Err(Error::Invalid(fields)) = training_run::check_name(&new.name) {
        wrong.extend(fields);
    }
    let below = |prefix: &str, fields: Vec<InvalidField>| {
        let rename = |field: InvalidField| InvalidField::new(format!("{prefix}.{}", field.field), field.message);
        fields.into_iter().map(rename).collect::<Vec<_>>()
    };
    if let Some(crawl) = &new.plan.crawl
        && let Err(error) = source::find_by_key(transaction, &crawl.source_key).await
    {
        match error {
            Error::NotFound { .. } => {
                wrong.push(InvalidField::new("crawl.source_key", format!("there is {error}")));
            }
            error => return Err(error),
        }
    }
    if let Some(clean) = &new.plan.clean {
        wrong.extend(below("clean", clean.selection.check(transaction).await?));
    }
    let selection = |fields: Vec<InvalidField>| {
        let rename =
            |field: InvalidField| InvalidField::new(field.field.replace("selection.", "dataset."), field.message);
        fields.into_iter().map(rename).collect::<Vec<_>>()
    };
    wrong.extend(selection(new.plan.dataset.check()));
    wrong.extend(selection(new.plan.dataset.check_references(transaction).await?));
    if let Some(train) = &new.plan.train
        && let Err(error) = base_model::resolve(transaction, &train.base_model).await
    {
        match error {
            Error::Invalid(fields) => wrong.extend(below("train", fields)),
            Error::NotFound { .. } => {
                wrong.push(InvalidField::new("train.base_model", format!("there is {error}")));
            }
            error => return Err(error),
        }
    }
    if new.plan.evaluate && new.plan.train.is_none() {
        wrong.push(InvalidField::new("evaluate", "needs a training step; say how to train, or leave it out"));
    }
    Ok(wrong)
}

/// Cancels a pipeline run with the step that runs: at once if that waits, within two seconds if a worker has it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has ended.
pub async fn request_cancel(database: &Database, id: PipelineRunId) -> Result<Model> {
    loop {
        let transaction = database.begin().await?;
        find(&transaction, id).await?;
        let before = running_step(&transaction, id).await?;
        // Jobs before the pipeline: a step that ends holds its job's lock and waits for the pipeline's.
        let subjects: Vec<Uuid> = before.iter().filter_map(|step| step.subject_id).collect();
        let jobs = job::lock_active(&transaction, &subjects).await?;
        let run = Entity::find_by_id(id).lock_exclusive().one(&transaction).await?;
        let run = run.ok_or_else(|| Error::not_found("pipeline run", id))?;
        if run.status != Status::Running {
            let status = run.status.to_value();
            return Err(Error::Conflict(format!("the pipeline run has already ended ({status})")));
        }
        if running_step(&transaction, id).await? != before {
            // It moved on in this moment: all over again, from what stands now.
            continue;
        }
        let run = launch::end(&transaction, &run, Status::Cancelled).await?;
        let waiting: Vec<job::Model> = jobs.iter().filter(|job| job.status == job::Status::Queued).cloned().collect();
        job::cancel_locked(&transaction, jobs).await?;
        for job in waiting {
            job::close_subject(&transaction, &job, &JobEnd::Cancelled).await?;
        }
        announce(&transaction, &run, None).await?;
        database.commit(transaction).await?;
        return Ok(run);
    }
}

/// Has a failed or cancelled pipeline run go on from the step that didn't succeed: its job is queued again, or, if it
/// made nothing, it is launched again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has neither failed nor been cancelled, or its step hasn't stopped
/// yet.
pub async fn request_retry(database: &Database, id: PipelineRunId) -> Result<Model> {
    let transaction = database.begin().await?;
    find(&transaction, id).await?;
    let steps = pipeline_step::of_runs(&transaction, &[id]).await?;
    let stopped = steps.iter().find(|step| step.status != pipeline_step::Status::Succeeded);
    let mut job = None;
    if let Some(subject_id) = stopped.and_then(|step| step.subject_id) {
        job = job::newest_for_subject(&transaction, subject_id).await?;
    }
    if let Some(job) = &job {
        job::lock(&transaction, job.id).await?;
    }
    let run = Entity::find_by_id(id).lock_exclusive().one(&transaction).await?;
    let run = run.ok_or_else(|| Error::not_found("pipeline run", id))?;
    if !matches!(run.status, Status::Failed | Status::Cancelled) {
        let status = run.status.to_value();
        let message = format!("only a failed or cancelled pipeline run can be retried; this one is {status}");
        return Err(Error::Conflict(message));
    }
    if stopped.is_some_and(|step| step.status == pipeline_step::Status::Running) {
        return Err(Error::Conflict("its step is still stopping; try again in a moment".into()));
    }
    let run = launch::move_to(&transaction, run.id, Status::Running, None).await?;
    let crawl = match stopped {
        Some(step) if step.kind == pipeline_step::Kind::Crawl => crawled(&transaction, step).await?,
        _ => None,
    };
    match (stopped.cloned(), job) {
        // Somebody accepted it meanwhile.
        (Some(mut step), _) if crawl.as_ref().is_some_and(crawl::Model::is_trusted) => {
            step.status = pipeline_step::Status::Succeeded;
            (step.error_code, step.error) = (None, None);
            launch::write(&transaction, &step).await?;
            announce(&transaction, &run, Some(&step)).await?;
            launch::launch_next(&transaction, &run).await?;
        }
        // It ended, if badly: there is nothing to go on with.
        (Some(mut step), _) if crawl.is_some_and(|crawl| crawl.status == crawl::Status::Degraded) => {
            step.status = pipeline_step::Status::Waiting;
            (step.subject_id, step.error_code, step.error, step.finished_at) = (None, None, None, None);
            launch::write(&transaction, &step).await?;
            launch::launch_next(&transaction, &run).await?;
        }
        (Some(mut step), Some(job)) => {
            step.status = pipeline_step::Status::Running;
            (step.error_code, step.error, step.finished_at) = (None, None, None);
            launch::write(&transaction, &step).await?;
            job::retry_locked(&transaction, job.id).await?;
            announce(&transaction, &run, Some(&step)).await?;
        }
        (Some(mut step), None) => {
            step.status = pipeline_step::Status::Waiting;
            (step.error_code, step.error, step.finished_at) = (None, None, None);
            launch::write(&transaction, &step).await?;
            launch::launch_next(&transaction, &run).await?;
        }
        (None, _) => launch::launch_next(&transaction, &run).await?,
    }
    let run = find(&transaction, id).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// The crawl that a step made, if it made one.
async fn crawled(transaction: &DatabaseTransaction, step: &pipeline_step::Model) -> Result<Option<crawl::Model>> {
    match step.subject_id {
        Some(id) => crawl::find(transaction, CrawlId(id)).await.map(Some),
        None => Ok(None),
    }
}

async fn running_step(transaction: &DatabaseTransaction, id: PipelineRunId) -> Result<Option<pipeline_step::Model>> {
    let steps = pipeline_step::of_runs(transaction, &[id]).await?;
    Ok(steps.into_iter().find(|step| step.status == pipeline_step::Status::Running))
}

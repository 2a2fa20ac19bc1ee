//! The beginning of a step: what it makes, in the transaction that ends the one before.

use sea_orm::{entity::prelude::*, sea_query::Expr};

use super::{CrawlStep, Model, Plan, Status, announce};
use crate::{
    Error, Result, Timestamp,
    cleaning_run::{self, NewCleaning},
    crawl::{self, NewCrawl},
    database::DatabaseTransaction,
    dataset::{self, NewDataset},
    evaluation,
    id::{DatasetId, PipelineRunId, TrainingRunId},
    model_version,
    pipeline_step::{self, Kind},
    training_run::{self, NewTrainingRun},
};

/// Launches the first step that waits, or ends the run if none does. The caller holds the run's lock.
pub(super) async fn launch_next(transaction: &DatabaseTransaction, run: &Model) -> Result<()> {
    let steps = pipeline_step::of_runs(transaction, &[run.id]).await?;
    let Some(step) = steps.iter().find(|step| step.status == pipeline_step::Status::Waiting) else {
        let run = end(transaction, run, Status::Succeeded).await?;
        return announce(transaction, &run, None).await;
    };
    let now = Some(Timestamp::now());
    let mut step = step.clone();
    step.started_at = now;
    let made = make(transaction, run, &run.plan()?, (step.kind, &steps)).await;
    let mut run = run.clone();
    match made {
        Ok(subject_id) => {
            step.status = pipeline_step::Status::Running;
            step.subject_id = Some(subject_id);
        }
        // The database's own troubles end the transaction; what can't be made is the step's failure.
        Err(error @ (Error::Database(_) | Error::Internal(_))) => return Err(error),
        Err(error) => {
            step.status = pipeline_step::Status::Failed;
            step.error_code = Some("REFUSED".into());
            step.error = Some(error.to_string());
            step.finished_at = now;
            run = end(transaction, &run, Status::Failed).await?;
        }
    }
    write(transaction, &step).await?;
    announce(transaction, &run, Some(&step)).await
}

async fn make(
    transaction: &DatabaseTransaction,
    run: &Model,
    plan: &Plan,
    (kind, steps): (Kind, &[pipeline_step::Model]),
) -> Result<Uuid> {
    let made_by = |kind: Kind| {
        let made = steps.iter().find(|step| step.kind == kind).and_then(|step| step.subject_id);
        made.ok_or_else(|| Error::Internal(format!("pipeline run {} has no step before {kind:?}", run.id)))
    };
    match kind {
        Kind::Crawl => {
            let crawl =
                plan.crawl.clone().ok_or_else(|| Error::Internal("the plan says nothing of crawling".into()))?;
            let CrawlStep { source_key, pages_per_section } = crawl;
            let new = NewCrawl { source_key, pages_per_section, ..NewCrawl::default() };
            Ok(crawl::enqueue(transaction, new).await?.id.0)
        }
        Kind::Clean => {
            let clean = plan.clean.clone().unwrap_or_default();
            let new = NewCleaning {
                selection: clean.selection,
                rule_set_version: clean.rule_set_version,
                applies_when_ready: true,
                requested_by: run.requested_by.clone(),
            };
            Ok(cleaning_run::enqueue(transaction, &new).await?.id.0)
        }
        Kind::Dataset => {
            let new = NewDataset { name: run.name.clone(), selection: plan.dataset.clone() };
            Ok(dataset::enqueue(transaction, new).await?.id.0)
        }
        Kind::Train => {
            let train =
                plan.train.clone().ok_or_else(|| Error::Internal("the plan says nothing of training".into()))?;
            let new = NewTrainingRun {
                name: run.name.clone(),
                dataset_id: DatasetId(made_by(Kind::Dataset)?),
                base_model: train.base_model,
                parameters: train.parameters,
            };
            Ok(training_run::enqueue(transaction, new).await?.id.0)
        }
        Kind::Evaluate => {
            let trained = TrainingRunId(made_by(Kind::Train)?);
            let version = model_version::of_run(transaction, trained).await?;
            let version = version.ok_or_else(|| Error::not_found("model version of training run", trained))?;
            Ok(evaluation::enqueue_after_training(transaction, &version).await?.id.0)
        }
    }
}

/// Running → ended.
pub(super) async fn end(transaction: &DatabaseTransaction, run: &Model, status: Status) -> Result<Model> {
    move_to(transaction, run.id, status, Some(Timestamp::now())).await
}

pub(super) async fn move_to(
    transaction: &DatabaseTransaction,
    id: PipelineRunId,
    status: Status,
    finished_at: Option<Timestamp>,
) -> Result<Model> {
    super::Entity::update_many()
        .col_expr(super::Column::Status, Expr::value(status))
        .col_expr(super::Column::FinishedAt, Expr::value(finished_at))
        .filter(super::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    super::find(transaction, id).await
}

/// Writes a step as it stands now.
pub(super) async fn write(transaction: &DatabaseTransaction, step: &pipeline_step::Model) -> Result<()> {
    use pipeline_step::Column;
    pipeline_step::Entity::update_many()
        .col_expr(Column::Status, Expr::value(step.status))
        .col_expr(Column::SubjectId, Expr::value(step.subject_id))
        .col_expr(Column::ErrorCode, Expr::value(step.error_code.clone()))
        .col_expr(Column::Error, Expr::value(step.error.clone()))
        .col_expr(Column::StartedAt, Expr::value(step.started_at))
        .col_expr(Column::FinishedAt, Expr::value(step.finished_at))
        .filter(Column::PipelineRunId.eq(step.pipeline_run_id))
        .filter(Column::Position.eq(step.position))
        .exec(transaction)
        .await?;
    Ok(())
}

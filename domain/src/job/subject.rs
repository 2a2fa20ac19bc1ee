//! What the row a job works for goes through when the job ends without success, and when it is to run again.
//!
//! The one place where a kind of job and its noun meet. A row that is gone, or has moved on, needs nothing.

use super::{JobEnd, Kind, Model};
use crate::{
    Error, Result, article_import, base_model, cleaning_run, crawl,
    database::DatabaseTransaction,
    dataset, evaluation,
    id::{
        ArticleImportId, BaseModelId, CleaningRunId, CrawlId, DatasetId, EvaluationId, TakedownId, TrainingRunId,
        WebhookDeliveryId,
    },
    takedown, training_run, webhook_delivery,
};

/// Moves the job's row to failed or cancelled.
pub async fn close(transaction: &DatabaseTransaction, job: &Model, end: &JobEnd) -> Result<()> {
    let Some(id) = job.subject_id else { return Ok(()) };
    let closed = match (job.kind, end) {
        (Kind::TrainModel, JobEnd::Cancelled) => training_run::cancel(transaction, TrainingRunId(id)).await,
        (Kind::TrainModel, JobEnd::Failed { code, message }) => {
            let failure = training_run::Failure { code: code.clone(), message: message.clone() };
            training_run::fail(transaction, TrainingRunId(id), failure).await
        }
        (Kind::ImportArticles, JobEnd::Cancelled) => article_import::cancel(transaction, ArticleImportId(id)).await,
        (Kind::ImportArticles, JobEnd::Failed { message, .. }) => {
            article_import::fail(transaction, ArticleImportId(id), message).await
        }
        (Kind::CrawlArticles, JobEnd::Cancelled) => crawl::cancel(transaction, CrawlId(id), None).await,
        (Kind::CrawlArticles, JobEnd::Failed { code, message }) => {
            crawl::fail(transaction, CrawlId(id), None, (code, message)).await
        }
        // The crawl has ended before and stays as it is.
        (Kind::ReExtractCrawl, _) => Ok(()),
        (Kind::BuildDataset, JobEnd::Cancelled) => dataset::cancel(transaction, DatasetId(id)).await,
        (Kind::BuildDataset, JobEnd::Failed { code, message }) => {
            dataset::fail(transaction, DatasetId(id), code, message).await
        }
        (Kind::CleanArticles, end) => cleaning_run::give_up(transaction, CleaningRunId(id), end).await,
        (Kind::EraseArticle, end) => takedown::give_up(transaction, TakedownId(id), end).await,
        (Kind::EvaluateModel, end) => evaluation::give_up(transaction, EvaluationId(id), end).await,
        (Kind::DeliverWebhook, end) => webhook_delivery::close(transaction, WebhookDeliveryId(id), end).await,
        (Kind::AddBaseModel, JobEnd::Cancelled) => base_model::cancel(transaction, BaseModelId(id)).await,
        (Kind::AddBaseModel, JobEnd::Failed { code, message }) => {
            base_model::fail(transaction, BaseModelId(id), code, message).await
        }
    };
    tolerate(closed)
}

/// Moves the job's row from failed or cancelled back to where the job can start.
pub(super) async fn reopen(transaction: &DatabaseTransaction, job: &Model) -> Result<()> {
    let Some(id) = job.subject_id else { return Ok(()) };
    match job.kind {
        Kind::TrainModel => training_run::reopen(transaction, TrainingRunId(id)).await,
        Kind::ImportArticles => article_import::reopen(transaction, ArticleImportId(id)).await,
        Kind::CrawlArticles => crawl::reopen(transaction, CrawlId(id), &job.payload).await,
        Kind::ReExtractCrawl => Ok(()),
        Kind::CleanArticles => cleaning_run::reopen(transaction, CleaningRunId(id)).await,
        Kind::EraseArticle => takedown::reopen(transaction, TakedownId(id)).await,
        Kind::BuildDataset => dataset::reopen(transaction, DatasetId(id)).await,
        Kind::EvaluateModel => evaluation::reopen(transaction, EvaluationId(id)).await,
        Kind::DeliverWebhook => webhook_delivery::reopen(transaction, WebhookDeliveryId(id)).await,
        Kind::AddBaseModel => base_model::reopen(transaction, BaseModelId(id)).await,
    }
}

fn tolerate(closed: Result<()>) -> Result<()> {
    match closed {
        Err(Error::Conflict(_) | Error::NotFound { .. }) => Ok(()),
        other => other,
    }
}

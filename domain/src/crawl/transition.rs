//! Start, pause, resume, end: each a compare-and-swap. Locks go in the order job, crawl, pipeline run, event counter.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Change, Column, Entity, Model, Status, find,
    health::Report,
    request::{job_of, plus},
};
use crate::{
    Database, Error, Result, Timestamp, author, crawl_page,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{CrawlId, SourceDefinitionId},
    job::{self, Kind, NewJob},
    pipeline_run::{self, StepEnd},
    source_definition, webhook_delivery,
    webhook_event::WebhookEvent,
};

const NOT_ENDED: [Status; 3] = [Status::Queued, Status::Running, Status::Paused];

/// Tells those who watch where a crawl stands.
pub async fn announce(transaction: &impl ConnectionTrait, crawl: &Model) -> Result<()> {
    let change =
        Change::Status { status: crawl.status, error_code: crawl.error_code.clone(), error: crawl.error.clone() };
    event::append(transaction, vec![NewEvent::new(Topic::Crawl, crawl.id.0, &change)?]).await
}

/// Moves a crawl to running, or finds it there after an attempt that was interrupted. `None` if the job of this `turn`
/// has nothing left to do: the crawl has ended, was paused, or is gone.
pub async fn start(transaction: &impl ConnectionTrait, id: CrawlId, turn: i32) -> Result<Option<Model>> {
    let started = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Running))
        .col_expr(Column::StartedAt, Expr::col(Column::StartedAt).if_null(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Turn.eq(turn))
        .filter(Column::Status.eq(Status::Queued))
        .exec(transaction)
        .await?;
    let crawl = Entity::find_by_id(id).one(transaction).await?;
    let crawl = crawl.filter(|crawl| crawl.status == Status::Running && crawl.turn == turn);
    if let Some(crawl) = &crawl
        && started.rows_affected == 1
    {
        announce(transaction, crawl).await?;
    }
    Ok(crawl)
}

/// Pauses a crawl: its job stops within two seconds, and nothing that it has in hand is recorded any more.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it neither waits nor runs.
pub async fn pause(database: &Database, id: CrawlId) -> Result<Model> {
    let transaction = database.begin().await?;
    let jobs = job::lock_active(&transaction, &[id.0]).await?;
    let before = find(&transaction, id).await?;
    let paused = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Paused))
        .col_expr(Column::Turn, plus(Column::Turn, 1))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Queued, Status::Running]))
        .exec(&transaction)
        .await?;
    let crawl = find(&transaction, id).await?;
    if paused.rows_affected != 1 {
        return Err(Error::Conflict(format!("only a crawl that waits or runs can be paused; {}", stands(&crawl))));
    }
    note(&transaction, &before, &crawl);
    job::cancel_locked(&transaction, jobs).await?;
    announce(&transaction, &crawl).await?;
    database.commit(transaction).await?;
    Ok(crawl)
}

/// Resumes a paused crawl where it was.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it isn't paused.
pub async fn resume(database: &Database, id: CrawlId) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = find(&transaction, id).await?;
    let resumed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Queued))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Paused))
        .exec(&transaction)
        .await?;
    let crawl = find(&transaction, id).await?;
    if resumed.rows_affected != 1 {
        return Err(Error::Conflict(format!("only a paused crawl can be resumed; {}", stands(&crawl))));
    }
    note(&transaction, &before, &crawl);
    job::enqueue(&transaction, job_of(&crawl)).await?;
    announce(&transaction, &crawl).await?;
    database.commit(transaction).await?;
    Ok(crawl)
}

/// Asks a crawl to stop for good: one that waits or is paused is cancelled at once, one that runs within two seconds.
/// What it has stored stays.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has ended.
pub async fn request_cancel(database: &Database, id: CrawlId) -> Result<Model> {
    let transaction = database.begin().await?;
    let jobs = job::lock_active(&transaction, &[id.0]).await?;
    let crawl = find(&transaction, id).await?;
    if crawl.status.is_end() {
        return Err(Error::Conflict(format!("it can't be cancelled any more; {}", stands(&crawl))));
    }
    let before = crawl;
    let is_running = jobs.iter().any(|job| job.status == job::Status::Running);
    job::cancel_locked(&transaction, jobs).await?;
    if before.status == Status::Paused || !is_running {
        end(&transaction, id, None, &NOT_ENDED, Status::Cancelled, None).await?;
    }
    let crawl = find(&transaction, id).await?;
    note(&transaction, &before, &crawl);
    database.commit(transaction).await?;
    Ok(crawl)
}

/// Moves a running crawl to how it ended: succeeded, degraded or failed, as its report says.
///
/// # Errors
/// [`Error::Conflict`] if it isn't running in this turn.
pub async fn finish(transaction: &DatabaseTransaction, id: CrawlId, turn: i32, report: &Report) -> Result<()> {
    let health = serde_json::to_string(report)?;
    let (code, message) = report.error();
    let ended = Entity::update_many()
        .col_expr(Column::Health, Expr::value(Some(health)))
        .filter(Column::Id.eq(id))
        .filter(Column::Turn.eq(turn))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    if ended.rows_affected != 1 {
        return Err(Error::Conflict(format!("crawl {id} isn't running in its turn {turn}")));
    }
    end(transaction, id, Some(turn), &[Status::Running], report.status, code.zip(message)).await?;
    Ok(())
}

/// Moves a crawl that hasn't ended to failed, saying why. What it has stored stays. With a `turn`, only one that is in it.
pub async fn fail(
    transaction: &DatabaseTransaction,
    id: CrawlId,
    turn: Option<i32>,
    (code, message): (&str, &str),
) -> Result<()> {
    let error = Some((code.to_owned(), message.to_owned()));
    end(transaction, id, turn, &[Status::Queued, Status::Running], Status::Failed, error).await.map(|_| ())
}

/// Moves a crawl that waits or runs to cancelled. What it has stored stays. With a `turn`, only one that is in it.
pub async fn cancel(transaction: &DatabaseTransaction, id: CrawlId, turn: Option<i32>) -> Result<()> {
    end(transaction, id, turn, &[Status::Queued, Status::Running], Status::Cancelled, None).await.map(|_| ())
}

/// What a crawl's job carries.
#[derive(Deserialize)]
struct Payload {
    turn: i32,
}

/// Moves a failed or cancelled crawl back to queued, for its newest job to be retried: it goes on where it was.
pub async fn reopen(transaction: &impl ConnectionTrait, id: CrawlId, payload: &str) -> Result<()> {
    let Payload { turn } = serde_json::from_str(payload)?;
    let crawl = find(transaction, id).await?;
    if let Some(active) = super::active(transaction, crawl.source_id).await? {
        return Err(Error::Conflict(format!("its source is being crawled already (crawl {})", active.id)));
    }
    let reopened = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Queued))
        .col_expr(Column::ActiveSourceId, Expr::value(Some(crawl.source_id)))
        .col_expr(Column::ErrorCode, Expr::value(None::<String>))
        .col_expr(Column::Error, Expr::value(None::<String>))
        .col_expr(Column::FinishedAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .filter(Column::Turn.eq(turn))
        .filter(Column::Status.is_in([Status::Failed, Status::Cancelled]))
        .exec(transaction)
        .await?;
    if reopened.rows_affected != 1 {
        return Err(Error::Conflict(format!("crawl {id} has not failed or been cancelled in that job")));
    }
    move_pages(transaction, id, crawl_page::Status::Skipped, crawl_page::Status::Queued).await?;
    announce(transaction, &find(transaction, id).await?).await
}

/// Accepts a degraded crawl: datasets that nobody looks at first may take its articles.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] without a reason; [`Error::Conflict`] when it isn't degraded, or is accepted.
pub async fn accept(database: &Database, id: CrawlId, actor: &str, reason: &str) -> Result<Model> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 5_000 {
        return Err(Error::invalid("reason", "must say in 1 to 5000 characters why it may be used"));
    }
    let transaction = database.begin().await?;
    let before = find(&transaction, id).await?;
    let accepted = Entity::update_many()
        .col_expr(Column::AcceptedBy, Expr::value(actor.chars().take(200).collect::<String>()))
        .col_expr(Column::AcceptedAt, Expr::value(Timestamp::now()))
        .col_expr(Column::AcceptedReason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Degraded))
        .filter(Column::AcceptedAt.is_null())
        .exec(&transaction)
        .await?;
    let crawl = find(&transaction, id).await?;
    if accepted.rows_affected != 1 {
        let stands = if crawl.accepted_at.is_some() { "this one is accepted already".into() } else { stands(&crawl) };
        return Err(Error::Conflict(format!("only a degraded crawl can be accepted; {stands}")));
    }
    note(&transaction, &before, &crawl);
    announce(&transaction, &crawl).await?;
    database.commit(transaction).await?;
    Ok(crawl)
}

/// Asks for the articles of a crawl that has ended to be extracted again from the pages that were kept, by the current
/// version of its source's definition.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it hasn't ended or kept no pages.
pub async fn request_re_extraction(database: &Database, id: CrawlId) -> Result<Model> {
    let transaction = database.begin().await?;
    let crawl = find(&transaction, id).await?;
    if !crawl.status.is_end() || crawl.source_definition_id.is_none() {
        return Err(Error::Conflict(format!(
            "only a crawl that has ended and kept its pages can be extracted again; {}",
            stands(&crawl)
        )));
    }
    let current = source_definition::current(&transaction, crawl.source_id).await?;
    let current = current.ok_or_else(|| Error::Internal(format!("the source of crawl {id} has no definition")))?;
    let payload = serde_json::json!({ "crawl_id": id, "source_definition_id": current.id });
    let mut job = NewJob::new(Kind::ReExtractCrawl, id.0, payload);
    job.unique_key = Some(format!("re-extract {id}"));
    transaction.note(|| {
        let after = json!({ "status": crawl.status, "sourceDefinitionId": current.id });
        author::Change::of("crawl", id).from(state(&crawl)).to(after)
    });
    job::enqueue(&transaction, job).await?;
    database.commit(transaction).await?;
    Ok(crawl)
}

/// Records what extracting a crawl's articles again came to. An acceptance of what was there before ends with it.
///
/// # Errors
/// [`Error::Conflict`] when it hasn't ended.
pub async fn recorded_again(
    transaction: &impl ConnectionTrait,
    id: CrawlId,
    definition: SourceDefinitionId,
    report: &Report,
) -> Result<()> {
    let (code, message) = report.error();
    let recorded = Entity::update_many()
        .col_expr(Column::Status, Expr::value(report.status))
        .col_expr(Column::Health, Expr::value(Some(serde_json::to_string(report)?)))
        .col_expr(Column::SourceDefinitionId, Expr::value(Some(definition)))
        .col_expr(Column::ErrorCode, Expr::value(code))
        .col_expr(Column::Error, Expr::value(message))
        .col_expr(Column::AcceptedBy, Expr::value(None::<String>))
        .col_expr(Column::AcceptedAt, Expr::value(None::<i64>))
        .col_expr(Column::AcceptedReason, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_not_in(NOT_ENDED))
        .exec(transaction)
        .await?;
    if recorded.rows_affected != 1 {
        return Err(Error::Conflict(format!("crawl {id} has not ended")));
    }
    super::recount::recount(transaction, id).await?;
    announce(transaction, &find(transaction, id).await?).await
}

async fn end(
    transaction: &DatabaseTransaction,
    id: CrawlId,
    turn: Option<i32>,
    from: &[Status],
    status: Status,
    error: Option<(String, String)>,
) -> Result<bool> {
    let (code, message) = error.unzip();
    let mut update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::ActiveSourceId, Expr::value(None::<uuid::Uuid>))
        .col_expr(Column::ErrorCode, Expr::value(code))
        .col_expr(Column::Error, Expr::value(message))
        .col_expr(Column::FinishedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in(from.iter().copied()));
    if let Some(turn) = turn {
        update = update.filter(Column::Turn.eq(turn));
    }
    if update.exec(transaction).await?.rows_affected == 0 {
        return Ok(false);
    }
    move_pages(transaction, id, crawl_page::Status::Queued, crawl_page::Status::Skipped).await?;
    let crawl = find(transaction, id).await?;
    pipeline_run::advance(transaction, id.0, step_end(&crawl)).await?;
    let told = json!({ "crawl_id": id, "source_id": crawl.source_id, "status": crawl.status,
        "articles_new": crawl.articles_new, "error_code": crawl.error_code, "error": crawl.error });
    webhook_delivery::tell(transaction, WebhookEvent::CrawlFinished, &told).await?;
    announce(transaction, &crawl).await?;
    Ok(true)
}

/// What a crawl's end is for a pipeline: what nobody has looked at yet mustn't go on into a dataset.
fn step_end(crawl: &Model) -> StepEnd {
    match crawl.status {
        Status::Cancelled => StepEnd::Cancelled,
        _ if crawl.is_trusted() => StepEnd::Succeeded,
        Status::Degraded => StepEnd::Failed {
            code: "CRAWL_DEGRADED".into(),
            message: "the crawl is degraded; accept it and retry, or retry to crawl again".into(),
        },
        _ => StepEnd::Failed {
            code: crawl.error_code.clone().unwrap_or_else(|| "CRAWL_FAILED".into()),
            message: crawl.error.clone().unwrap_or_else(|| "the crawl failed".into()),
        },
    }
}

async fn move_pages(
    transaction: &impl ConnectionTrait,
    id: CrawlId,
    from: crawl_page::Status,
    to: crawl_page::Status,
) -> Result<()> {
    crawl_page::Entity::update_many()
        .col_expr(crawl_page::Column::Status, Expr::value(to))
        .filter(crawl_page::Column::CrawlId.eq(id))
        .filter(crawl_page::Column::Status.eq(from))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Notes for the audit log how somebody changed a crawl.
fn note(transaction: &DatabaseTransaction, before: &Model, after: &Model) {
    transaction.note(|| author::Change::of("crawl", after.id).from(state(before)).to(state(after)));
}

/// What the audit log keeps of a crawl.
fn state(crawl: &Model) -> Value {
    json!({ "status": crawl.status, "sourceDefinitionId": crawl.source_definition_id, "acceptedBy": crawl.accepted_by,
        "acceptedReason": crawl.accepted_reason })
}

fn stands(crawl: &Model) -> String {
    use sea_orm::ActiveEnum;
    format!("this one is {}", crawl.status.to_value())
}

//! What people ask of cleaning runs.

use sea_orm::{ActiveEnum, entity::prelude::*, sea_query::Expr};
use serde_json::{Value, json};

use super::{ActiveModel, Column, Entity, Model, Selection, Status, announce, find, head, transition};
use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    author::Change,
    cleaning_rule_set,
    database::DatabaseTransaction,
    id::{ArticleId, CleaningRunId},
    job::{self, JobEnd, Kind, NewJob},
};

/// A cleaning run to be made.
#[derive(Clone, Debug, Default)]
pub struct NewCleaning {
    /// Which articles.
    pub selection: Selection,
    /// By which version of the rules; the newest if absent.
    pub rule_set_version: Option<i32>,
    /// Apply it as soon as it has proposed.
    pub applies_when_ready: bool,
    /// Who asks.
    pub requested_by: String,
}

/// Asks for a cleaning run: records it with the job that will judge.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault.
pub async fn request(database: &Database, new: &NewCleaning) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = enqueue(&transaction, new).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// The same in the caller's transaction.
pub async fn enqueue(transaction: &DatabaseTransaction, new: &NewCleaning) -> Result<Model> {
    let mut wrong = new.selection.check(transaction).await?;
    let rule_set = match new.rule_set_version {
        None => cleaning_rule_set::current(transaction).await,
        Some(version) => cleaning_rule_set::find_by_version(transaction, version).await,
    };
    if let Err(error @ Error::NotFound { .. }) = &rule_set {
        wrong.push(InvalidField::new("rule_set_version", format!("there is {error}")));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let run = Model {
        id: CleaningRunId::new(),
        rule_set_id: rule_set?.id,
        selection: serde_json::to_string(&new.selection)?,
        applies_when_ready: new.applies_when_ready,
        status: Status::Queued,
        interrupted: None,
        base_run_id: None,
        cursor: None,
        article_count: 0,
        change_count: 0,
        report: None,
        requested_by: new.requested_by.chars().take(200).collect(),
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        started_at: None,
        finished_at: None,
        applied_at: None,
        undone_at: None,
    };
    Entity::insert(ActiveModel::from(run.clone())).exec_without_returning(transaction).await?;
    transaction.note(|| Change::of("cleaning run", run.id).to(state(&run)));
    queue(transaction, &run).await?;
    Ok(run)
}

/// Has a proposal come in force: its job is queued. One that was interrupted half-way goes on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it hasn't proposed, or another run was applied or undone since.
pub async fn request_apply(database: &Database, id: CleaningRunId) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = find(&transaction, id).await?;
    let goes_on = run.status == Status::Interrupted && run.interrupted == Some(Status::Applying);
    if !goes_on && !matches!(run.status, Status::Proposed | Status::Undone) {
        let status = run.status.to_value();
        return Err(Error::Conflict(format!("only a proposed cleaning run can be applied; this one is {status}")));
    }
    if !goes_on && !head::claim(&transaction, id, run.base_run_id).await? {
        return Err(superseded());
    }
    let run = begin_as_asked(&transaction, &run, Status::Applying).await?;
    queue(&transaction, &run).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// Has the run on top taken back: its job is queued. One whose application was interrupted is taken back, too.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it isn't in force, or not on top.
pub async fn request_undo(database: &Database, id: CleaningRunId) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = find(&transaction, id).await?;
    match run.status {
        // It holds the head already.
        Status::Interrupted => {}
        Status::Applied => {
            if !head::claim(&transaction, id, Some(id)).await? {
                let message = "another cleaning run was applied after it, or is being applied; undo that one first";
                return Err(Error::Conflict(message.into()));
            }
        }
        status => {
            let status = status.to_value();
            return Err(Error::Conflict(format!("only an applied cleaning run can be undone; this one is {status}")));
        }
    }
    let run = begin_as_asked(&transaction, &run, Status::Undoing).await?;
    queue(&transaction, &run).await?;
    database.commit(transaction).await?;
    Ok(run)
}

/// Asks a run that waits, judges, is applied or undone to stop: at once if no worker has it, else within two seconds.
/// One that has judged is left as it is: there is nothing to stop.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when nothing is being done.
pub async fn request_cancel(database: &Database, id: CleaningRunId) -> Result<Model> {
    let transaction = database.begin().await?;
    let run = find(&transaction, id).await?;
    if !matches!(run.status, Status::Queued | Status::Running | Status::Applying | Status::Undoing) {
        let status = run.status.to_value();
        return Err(Error::Conflict(format!("nothing of the cleaning run is being done; it is {status}")));
    }
    let jobs = job::lock_active(&transaction, &[id.0]).await?;
    if !job::cancel_locked(&transaction, jobs).await?.is_empty() {
        transition::give_up(&transaction, id, &JobEnd::Cancelled).await?;
    }
    let before = run;
    let run = find(&transaction, id).await?;
    transaction.note(|| Change::of("cleaning run", id).from(state(&before)).to(state(&run)));
    database.commit(transaction).await?;
    Ok(run)
}

pub(super) fn superseded() -> Error {
    Error::Conflict(
        "another cleaning run was applied or undone since this one proposed, or is being applied; clean again to see what \
         would change now"
            .into(),
    )
}

/// What the audit log keeps of a run.
fn state(run: &Model) -> Value {
    let selection: Value = serde_json::from_str(&run.selection).unwrap_or_default();
    json!({ "status": run.status, "ruleSetId": run.rule_set_id, "selection": selection,
        "appliesWhenReady": run.applies_when_ready, "changeCount": run.change_count })
}

/// The same as [`begin`] because somebody asked for it: the audit log is told.
async fn begin_as_asked(transaction: &DatabaseTransaction, run: &Model, status: Status) -> Result<Model> {
    let begun = begin(transaction, run, status).await?;
    transaction.note(|| Change::of("cleaning run", run.id).from(state(run)).to(state(&begun)));
    Ok(begun)
}

/// → `status`, from the run's present one.
pub(super) async fn begin(transaction: &DatabaseTransaction, run: &Model, status: Status) -> Result<Model> {
    let begun = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Interrupted, Expr::value(None::<Status>))
        .col_expr(Column::Cursor, Expr::value(None::<ArticleId>))
        .col_expr(Column::ErrorCode, Expr::value(None::<String>))
        .col_expr(Column::Error, Expr::value(None::<String>))
        .filter(Column::Id.eq(run.id))
        .filter(Column::Status.eq(run.status))
        .exec(transaction)
        .await?;
    if begun.rows_affected != 1 {
        return Err(Error::Conflict(format!("cleaning run {} has moved on meanwhile", run.id)));
    }
    find(transaction, run.id).await
}

async fn queue(transaction: &DatabaseTransaction, run: &Model) -> Result<()> {
    let payload = serde_json::json!({ "cleaning_run_id": run.id });
    job::enqueue(transaction, NewJob::new(Kind::CleanArticles, run.id.0, payload)).await?;
    announce(transaction, run).await
}

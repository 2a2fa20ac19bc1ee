//! A model version measured on labelled rows: a split of a sealed dataset, or what an import brought.

mod answers_file; // where every answer lies
mod mistakes;
mod pair;
mod request;

use sea_orm::{ActiveEnum, QueryOrder, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};

pub use self::{
    answers_file::{answer_files, refers_to_file, replace_answers_file},
    mistakes::mistakes,
    pair::{Pair, pair},
    request::{NewEvaluation, enqueue, enqueue_after_training, request},
};
use crate::{
    Database, Error, Result, Timestamp,
    database::DatabaseTransaction,
    dataset, evaluation_mistake,
    event::{self, NewEvent, Topic},
    id::{ArticleImportId, DatasetId, EvaluationId, LabelSetId, ModelVersionId},
    job::{self, JobEnd},
    label_set, model_version,
    pipeline_run::{self, StepEnd},
};

/// A model version measured on labelled rows.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evaluation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvaluationId,
    /// What is measured.
    pub model_version_id: ModelVersionId,
    /// The dataset it is measured on, unless it is an import.
    pub dataset_id: Option<DatasetId>,
    /// The import whose articles it is measured on, unless it is a dataset.
    pub article_import_id: Option<ArticleImportId>,
    /// The label set of the rows; its classes are the version's.
    pub label_set_id: LabelSetId,
    /// Which part of the dataset.
    pub split: Split,
    /// What the rows are, whatever row names them: the dataset's manifest, or the import's id.
    pub rows_key: String,
    /// 1, 2, 3 … of the version's evaluations on the same rows.
    pub sequence: i32,
    /// Where it stands.
    pub status: Status,
    /// Rows measured.
    pub row_count: Option<i64>,
    /// Share of right answers.
    pub accuracy: Option<f64>,
    /// Mean F1 of the classes.
    pub macro_f1: Option<f64>,
    /// Mean F1 of the classes, weighted by support.
    pub weighted_f1: Option<f64>,
    /// Expected calibration error.
    pub ece: Option<f64>,
    /// Mean negative log-likelihood, in nats.
    pub nll: Option<f64>,
    /// Mean Brier score over all classes, 0 to 2.
    pub brier: Option<f64>,
    /// Everything measured, as JSON (`ml::evaluation::Report`).
    pub report: Option<String>,
    /// The artifact that holds every answer, as JSON Lines (`ml::evaluation::EvaluatedRow`).
    pub rows_sha256: Option<String>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed and what to do.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where an evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Queued.
    Queued,
    /// Running.
    Running,
    /// Succeeded.
    Succeeded,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
}

/// Which rows of a dataset are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Those of the training split.
    Train,
    /// Those of the validation split.
    Validation,
    /// Those of the test split.
    Test,
    /// All of them.
    All,
}

impl Split {
    /// Whether rows of this part of a dataset belong to it.
    pub fn holds(self, part: dataset::Split) -> bool {
        match self {
            Self::Train => part == dataset::Split::Train,
            Self::Validation => part == dataset::Split::Validation,
            Self::Test => part == dataset::Split::Test,
            Self::All => true,
        }
    }
}

/// Where rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// A sealed dataset.
    Dataset(DatasetId),
    /// The labelled articles that an import brought or last updated.
    Import(ArticleImportId),
}

impl Model {
    /// Where its rows come from.
    pub fn rows(&self) -> Result<Rows> {
        match (self.dataset_id, self.article_import_id) {
            (Some(id), None) => Ok(Rows::Dataset(id)),
            (None, Some(id)) => Ok(Rows::Import(id)),
            _ => Err(Error::Internal(format!("evaluation {} has no rows, or two kinds of them", self.id))),
        }
    }
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Rows measured.
    pub row_count: i64,
    /// Share of right answers.
    pub accuracy: f64,
    /// Mean F1 of the classes.
    pub macro_f1: f64,
    /// Mean F1 of the classes, weighted by support.
    pub weighted_f1: f64,
    /// Expected calibration error.
    pub ece: f64,
    /// Mean negative log-likelihood, in nats.
    pub nll: f64,
    /// Mean Brier score over all classes.
    pub brier: f64,
    /// Everything, as JSON.
    pub report: String,
    /// The artifact that holds every answer; stored already.
    pub rows_sha256: String,
    /// The surest wrong answers.
    pub mistakes: Vec<evaluation_mistake::Model>,
}

/// What a watcher of an evaluation is told, as the payload of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct Change {
    pub evaluation_id: EvaluationId,
    pub model_version_id: ModelVersionId,
    pub status: Status,
    pub accuracy: Option<f64>,
    pub macro_f1: Option<f64>,
    pub error_code: Option<String>,
    pub error: Option<String>,
}

/// Which evaluations to list; every field that is set narrows the list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this version.
    pub model_version_id: Option<ModelVersionId>,
    /// On this dataset.
    pub dataset_id: Option<DatasetId>,
    /// On this import.
    pub article_import_id: Option<ArticleImportId>,
    /// On this part of a dataset.
    pub split: Option<Split>,
    /// That stand here.
    pub status: Option<Status>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(model_version_id) = self.model_version_id {
            query = query.filter(Column::ModelVersionId.eq(model_version_id));
        }
        if let Some(dataset_id) = self.dataset_id {
            query = query.filter(Column::DatasetId.eq(dataset_id));
        }
        if let Some(article_import_id) = self.article_import_id {
            query = query.filter(Column::ArticleImportId.eq(article_import_id));
        }
        if let Some(split) = self.split {
            query = query.filter(Column::Split.eq(split));
        }
        if let Some(status) = self.status {
            query = query.filter(Column::Status.eq(status));
        }
        query
    }
}

/// The evaluation `id`.
pub async fn find(connection: &impl ConnectionTrait, id: EvaluationId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("evaluation", id))
}

/// The evaluations of a version that wait or run, oldest first.
pub async fn unfinished(connection: &impl ConnectionTrait, version: ModelVersionId) -> Result<Vec<Model>> {
    let of_version = Entity::find().filter(Column::ModelVersionId.eq(version));
    let unfinished = of_version.filter(Column::Status.is_in([Status::Queued, Status::Running]));
    Ok(unfinished.order_by_asc(Column::Id).all(connection).await?)
}

/// Everything about an evaluation that has succeeded, as one JSON object that can be read without this program.
///
/// # Errors
/// [`Error::Conflict`] when it hasn't succeeded.
pub async fn download(connection: &impl ConnectionTrait, evaluation: Model) -> Result<serde_json::Value> {
    let Some(report) = &evaluation.report else {
        return Err(Error::Conflict(format!("evaluation {} has not succeeded", evaluation.id)));
    };
    let version = model_version::find(connection, evaluation.model_version_id).await?;
    let classes = label_set::classes(connection, version.label_set_id).await?;
    let key = |id| classes.iter().find(|class| class.id == id).map(|class| class.key.as_str());
    let mistakes: Vec<serde_json::Value> = mistakes(connection, evaluation.id)
        .await?
        .iter()
        .map(|mistake| {
            serde_json::json!({
                "rank": mistake.rank, "article_id": mistake.article_id, "text": mistake.text,
                "label": key(mistake.label_class_id), "predicted": key(mistake.predicted_class_id),
                "probability": mistake.probability, "label_probability": mistake.label_probability,
            })
        })
        .collect();
    Ok(serde_json::json!({
        "evaluation_id": evaluation.id,
        "model_version": { "id": version.id, "number": version.number, "bundle_sha256": version.bundle_sha256 },
        "dataset_id": evaluation.dataset_id,
        "article_import_id": evaluation.article_import_id,
        "split": evaluation.split,
        "rows_key": evaluation.rows_key,
        "rows_sha256": evaluation.rows_sha256,
        "finished_at": evaluation.finished_at.map(|time| time.to_datetime()),
        "report": serde_json::from_str::<serde_json::Value>(report)?,
        "worst_mistakes": mistakes,
    }))
}

/// Asks a queued or running evaluation to stop. A queued one is cancelled at once; a running one within two seconds.
///
/// # Errors
/// [`Error::Conflict`] when it has ended.
pub async fn request_cancel(database: &Database, id: EvaluationId) -> Result<Model> {
    let transaction = database.begin().await?;
    let evaluation = find(&transaction, id).await?;
    if !matches!(evaluation.status, Status::Queued | Status::Running) {
        return Err(Error::Conflict(format!("the evaluation has already ended ({})", evaluation.status.to_value())));
    }
    // One whose job waits for its next attempt still says that it runs, but nobody is there to end it.
    if job::cancel_for_subject(&transaction, id.0).await? {
        give_up(&transaction, id, &JobEnd::Cancelled).await?;
    }
    let evaluation = find(&transaction, id).await?;
    database.commit(transaction).await?;
    Ok(evaluation)
}

/// Queued or running → running. `None` if there is nothing left to do: it has ended, or is gone.
pub async fn start(transaction: &impl ConnectionTrait, id: EvaluationId) -> Result<Option<Model>> {
    let started = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Running))
        .col_expr(Column::StartedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Queued, Status::Running]))
        .exec(transaction)
        .await?;
    if started.rows_affected == 0 {
        return Ok(None);
    }
    let evaluation = find(transaction, id).await?;
    announce(transaction, &evaluation).await?;
    Ok(Some(evaluation))
}

/// Running → succeeded, with what was measured.
///
/// # Errors
/// [`Error::Conflict`] if it isn't running.
pub async fn succeed(transaction: &DatabaseTransaction, id: EvaluationId, outcome: Outcome) -> Result<()> {
    let succeeded = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Succeeded))
        .col_expr(Column::RowCount, Expr::value(outcome.row_count))
        .col_expr(Column::Accuracy, Expr::value(outcome.accuracy))
        .col_expr(Column::MacroF1, Expr::value(outcome.macro_f1))
        .col_expr(Column::WeightedF1, Expr::value(outcome.weighted_f1))
        .col_expr(Column::Ece, Expr::value(outcome.ece))
        .col_expr(Column::Nll, Expr::value(outcome.nll))
        .col_expr(Column::Brier, Expr::value(outcome.brier))
        .col_expr(Column::Report, Expr::value(outcome.report))
        .col_expr(Column::RowsSha256, Expr::value(outcome.rows_sha256))
        .col_expr(Column::FinishedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .exec(transaction)
        .await?;
    if succeeded.rows_affected != 1 {
        return Err(Error::Conflict(format!("evaluation {id} is not running")));
    }
    if !outcome.mistakes.is_empty() {
        let rows = outcome.mistakes.into_iter().map(evaluation_mistake::ActiveModel::from);
        evaluation_mistake::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    pipeline_run::advance(transaction, id.0, StepEnd::Succeeded).await?;
    announce(transaction, &find(transaction, id).await?).await
}

/// Queued or running → failed or cancelled. One that has ended is left as it is.
pub async fn give_up(transaction: &DatabaseTransaction, id: EvaluationId, end: &JobEnd) -> Result<()> {
    let (status, code, message) = match end {
        JobEnd::Cancelled => (Status::Cancelled, None, None),
        JobEnd::Failed { code, message } => (Status::Failed, Some(code.clone()), Some(message.clone())),
    };
    let ended = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::ErrorCode, Expr::value(code))
        .col_expr(Column::Error, Expr::value(message))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Queued, Status::Running]))
        .exec(transaction)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(());
    }
    pipeline_run::advance(transaction, id.0, StepEnd::of_job(end)).await?;
    announce(transaction, &find(transaction, id).await?).await
}

/// Failed or cancelled → queued, for a retry of its job.
///
/// # Errors
/// [`Error::Conflict`] if it hasn't failed or been cancelled.
pub async fn reopen(transaction: &impl ConnectionTrait, id: EvaluationId) -> Result<()> {
    let reopened = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Queued))
        .col_expr(Column::ErrorCode, Expr::value(None::<String>))
        .col_expr(Column::Error, Expr::value(None::<String>))
        .col_expr(Column::FinishedAt, Expr::value(None::<Timestamp>))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Failed, Status::Cancelled]))
        .exec(transaction)
        .await?;
    if reopened.rows_affected != 1 {
        return Err(Error::Conflict(format!("evaluation {id} has not failed or been cancelled")));
    }
    announce(transaction, &find(transaction, id).await?).await
}

async fn announce(transaction: &impl ConnectionTrait, evaluation: &Model) -> Result<()> {
    let change = Change {
        evaluation_id: evaluation.id,
        model_version_id: evaluation.model_version_id,
        status: evaluation.status,
        accuracy: evaluation.accuracy,
        macro_f1: evaluation.macro_f1,
        error_code: evaluation.error_code.clone(),
        error: evaluation.error.clone(),
    };
    event::append(transaction, vec![NewEvent::new(Topic::Evaluation, evaluation.id.0, &change)?]).await
}

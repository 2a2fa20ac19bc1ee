//! A file of articles on its way in, and its report.

use std::collections::HashSet;

use sea_orm::{
    Condition, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    article::Stored,
    event::{self, NewEvent, Topic},
    id::{ArticleImportId, LabelSetId, SourceId},
    import_refusal,
    job::{self, Kind, NewJob},
    label_set, source,
};

/// How many keys one statement asks about.
const KEYS_AT_ONCE: usize = 500;

/// A file of articles on its way in, and its report.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article_import")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ArticleImportId,
    /// The source its articles belong to.
    pub source_id: SourceId,
    /// The label set its labels are read in.
    pub label_set_id: Option<LabelSetId>,
    /// The file's name as given.
    pub file_name: String,
    /// How the file is written.
    pub format: Format,
    /// Where the uploaded file lies, below the artifact store.
    pub upload_key: String,
    /// The file's size.
    pub size_bytes: i64,
    /// Where it stands.
    pub status: Status,
    /// Rows read so far; also where a resumed import continues.
    pub rows_read: i64,
    /// Rows that were new.
    pub inserted: i64,
    /// Rows that were known, and equal.
    pub unchanged: i64,
    /// Rows that were known, and differed.
    pub updated: i64,
    /// Rows that were refused.
    pub refused: i64,
    /// Why it failed.
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

/// Where an import stands.
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

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated values, RFC 4180, UTF-8, with a header.
    Csv,
    /// The same, separated by tabs.
    Tsv,
    /// JSON Lines: one object a line.
    Jsonl,
    /// Apache Parquet, flat columns.
    Parquet,
}

impl Format {
    /// The format a file's name ends in, if it is one of ours.
    pub fn of_file_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// An import to be made.
#[derive(Clone, Debug)]
pub struct NewImport {
    /// Key of the source; made if there is none.
    pub source_key: String,
    /// Name of the source if it has to be made; its key if absent.
    pub source_name: Option<String>,
    /// Key of the label set in which labels are read. Without one, labels in the file are not read.
    pub label_set_key: Option<String>,
    /// The file's name as given.
    pub file_name: String,
    /// How the file is written.
    pub format: Format,
    /// Where the file lies in the artifact store's uploads.
    pub upload_key: String,
    /// The file's size.
    pub size_bytes: i64,
}

/// Asks for an import: finds or makes its source, and records the import with the job that will do it.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault.
pub async fn request(database: &Database, new: NewImport) -> Result<Model> {
    let mut wrong = source::check(&new.source_key, new.source_name.as_deref());
    if new.file_name.is_empty() || new.file_name.chars().count() > 300 {
        wrong.push(InvalidField::new("file_name", "must have 1 to 300 characters"));
    }
    if new.upload_key.is_empty() || new.upload_key.len() > 100 {
        wrong.push(InvalidField::new("upload_key", "must be the key of an upload"));
    }
    if new.size_bytes <= 0 {
        wrong.push(InvalidField::new("file", "is empty; it must hold a header and rows"));
    }
    let transaction = database.begin().await?;
    let mut label_set_id = None;
    if let Some(key) = &new.label_set_key {
        match label_set::find_by_key(&transaction, key).await {
            Ok(label_set) => label_set_id = Some(label_set.id),
            Err(Error::NotFound { .. }) => {
                wrong.push(InvalidField::new("label_set_key", format!("there is no label set {key}")));
            }
            Err(error) => return Err(error),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let source = source::find_or_create(&transaction, &new.source_key, new.source_name.as_deref()).await?;
    let import = Model {
        id: ArticleImportId::new(),
        source_id: source.id,
        label_set_id,
        file_name: new.file_name,
        format: new.format,
        upload_key: new.upload_key,
        size_bytes: new.size_bytes,
        status: Status::Queued,
        rows_read: 0,
        inserted: 0,
        unchanged: 0,
        updated: 0,
        refused: 0,
        error: None,
        created_at: Timestamp::now(),
        started_at: None,
        finished_at: None,
    };
    Entity::insert(ActiveModel::from(import.clone())).exec_without_returning(&transaction).await?;
    let payload = serde_json::json!({ "article_import_id": import.id });
    job::enqueue(&transaction, NewJob::new(Kind::ImportArticles, import.id.0, payload)).await?;
    announce(&transaction, &import).await?;
    database.commit(transaction).await?;
    Ok(import)
}

/// Chooses imports; every field that is set narrows the choice.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub status: Option<Status>,
    /// Into this source.
    pub source_id: Option<SourceId>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            query = query.filter(Column::Status.eq(status));
        }
        if let Some(source_id) = self.source_id {
            query = query.filter(Column::SourceId.eq(source_id));
        }
        query
    }
}

/// The import `id`.
pub async fn find(connection: &impl ConnectionTrait, id: ArticleImportId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("article import", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[ArticleImportId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// Those of `upload_keys` that an import needs: it waits, runs, or ended at `since` or later and may be retried.
pub async fn uploads_needed(
    connection: &impl ConnectionTrait,
    upload_keys: &[String],
    since: Timestamp,
) -> Result<HashSet<String>> {
    let mut needed = HashSet::new();
    for keys in upload_keys.chunks(KEYS_AT_ONCE) {
        let may_read = Condition::any()
            .add(Column::Status.is_in([Status::Queued, Status::Running]))
            .add(Column::FinishedAt.gte(since));
        let keys: Vec<String> = Entity::find()
            .select_only()
            .column(Column::UploadKey)
            .filter(Column::UploadKey.is_in(keys))
            .filter(may_read)
            .into_tuple()
            .all(connection)
            .await?;
        needed.extend(keys);
    }
    Ok(needed)
}

/// The refusals of an import after row `after` (0 for all), in the file's order, at most `limit`.
pub async fn refusals(
    connection: &impl ConnectionTrait,
    id: ArticleImportId,
    after: i64,
    limit: u64,
) -> Result<Vec<import_refusal::Model>> {
    import_refusal::of_import(connection, id, after, limit).await
}

/// Moves an import to running, or finds it there after an attempt that was interrupted. `None` if there is nothing left
/// to do: it has ended, or is gone.
pub async fn start(transaction: &impl ConnectionTrait, id: ArticleImportId) -> Result<Option<Model>> {
    let now = Timestamp::now();
    let started = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Running))
        .col_expr(Column::StartedAt, Expr::col(Column::StartedAt).if_null(now))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Queued))
        .exec(transaction)
        .await?;
    let import = Entity::find_by_id(id).one(transaction).await?.filter(|import| import.status == Status::Running);
    if let Some(import) = &import
        && started.rows_affected == 1
    {
        announce(transaction, import).await?;
    }
    Ok(import)
}

/// Moves a failed or cancelled import back to queued, for its job to be retried: it continues after its last chunk.
pub async fn reopen(transaction: &impl ConnectionTrait, id: ArticleImportId) -> Result<()> {
    let reopened = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Queued))
        .col_expr(Column::Error, Expr::value(None::<String>))
        .col_expr(Column::FinishedAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Failed, Status::Cancelled]))
        .exec(transaction)
        .await?;
    if reopened.rows_affected != 1 {
        return Err(Error::Conflict(format!("import {id} has not failed or been cancelled")));
    }
    announce(transaction, &find(transaction, id).await?).await
}

/// What became of a chunk of a file's rows.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// The import's count of rows before this chunk: the checkpoint it continues from.
    pub rows_before: i64,
    /// Rows of the chunk, refused ones included.
    pub rows: i64,
    /// Rows refused.
    pub refused: i64,
    /// Those refusals that are kept.
    pub refusals: Vec<import_refusal::Model>,
}

/// Records a chunk in the transaction that stored its articles; from then on an interrupted import continues after it.
///
/// # Errors
/// [`Error::Conflict`] if the import isn't running or stands at another row: somebody else continued it.
pub async fn record_chunk(
    transaction: &impl ConnectionTrait,
    id: ArticleImportId,
    chunk: Chunk,
    stored: Stored,
) -> Result<()> {
    import_refusal::insert(transaction, chunk.refusals).await?;
    let plus = |column: Column, count: i64| Expr::col(column).add(count);
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let recorded = Entity::update_many()
        .col_expr(Column::RowsRead, plus(Column::RowsRead, chunk.rows))
        .col_expr(Column::Inserted, plus(Column::Inserted, count(stored.inserted)))
        .col_expr(Column::Unchanged, plus(Column::Unchanged, count(stored.unchanged)))
        .col_expr(Column::Updated, plus(Column::Updated, count(stored.updated)))
        .col_expr(Column::Refused, plus(Column::Refused, chunk.refused))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .filter(Column::RowsRead.eq(chunk.rows_before))
        .exec(transaction)
        .await?;
    if recorded.rows_affected != 1 {
        return Err(Error::Conflict(format!("import {id} is not at row {}", chunk.rows_before)));
    }
    Ok(())
}

/// Tells those who watch articles where an import stands.
pub async fn announce(transaction: &impl ConnectionTrait, import: &Model) -> Result<()> {
    let progress = Progress {
        kind: "import",
        article_import_id: import.id,
        status: import.status,
        rows_read: import.rows_read,
        inserted: import.inserted,
        unchanged: import.unchanged,
        updated: import.updated,
        refused: import.refused,
    };
    event::append(transaction, vec![NewEvent::new(Topic::Article, import.id.0, &progress)?]).await
}

/// The payload of an import's event ([`Topic::Article`], its subject the import).
#[derive(Clone, Debug, Serialize)]
struct Progress {
    kind: &'static str,
    article_import_id: ArticleImportId,
    status: Status,
    rows_read: i64,
    inserted: i64,
    unchanged: i64,
    updated: i64,
    refused: i64,
}

/// Moves a running import to succeeded.
///
/// # Errors
/// [`Error::Conflict`] if it isn't running.
pub async fn succeed(transaction: &impl ConnectionTrait, id: ArticleImportId) -> Result<()> {
    if !end(transaction, id, Status::Succeeded, None).await? {
        return Err(Error::Conflict(format!("import {id} is not running")));
    }
    Ok(())
}

/// Moves an import that hasn't ended to failed, saying why. What it has stored stays, and so does its upload: a retry
/// continues after the last stored chunk.
pub async fn fail(transaction: &impl ConnectionTrait, id: ArticleImportId, error: &str) -> Result<()> {
    end(transaction, id, Status::Failed, Some(error)).await.map(|_| ())
}

/// Moves an import that hasn't ended to cancelled. What it has stored stays.
pub async fn cancel(transaction: &impl ConnectionTrait, id: ArticleImportId) -> Result<()> {
    end(transaction, id, Status::Cancelled, None).await.map(|_| ())
}

async fn end(
    transaction: &impl ConnectionTrait,
    id: ArticleImportId,
    status: Status,
    error: Option<&str>,
) -> Result<bool> {
    let from: &[Status] =
        if status == Status::Succeeded { &[Status::Running] } else { &[Status::Queued, Status::Running] };
    let ended = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Error, Expr::value(error.map(str::to_owned)))
        .col_expr(Column::FinishedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in(from.iter().copied()))
        .exec(transaction)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(false);
    }
    announce(transaction, &find(transaction, id).await?).await?;
    Ok(true)
}

//! A sealed selection of labelled articles.

mod candidate;
mod preview; // what a selection would take
mod report;
mod rows_file; // where the rows lie
mod selection;

use sea_orm::{
    QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, SelectStatement},
};
use serde::{Deserialize, Serialize};

pub use self::{
    candidate::{Candidate, candidates},
    preview::{Counted, MOST_COUNTED, Preview, preview},
    report::{ClassCounts, CloseArticles, Duplicates, LargeCluster, Leaks, LengthBin, Report},
    rows_file::{refers_to_file, replace_rows_file},
    selection::{Ratios, Recipe, Selection},
};
use crate::{
    Database, Error, InvalidField, Result, Timestamp, cleaning_decision,
    database::DatabaseTransaction,
    dataset_row,
    event::{self, NewEvent, Topic},
    id::{ArticleId, DatasetId, LabelSetId},
    job::{self, Kind, NewJob},
    label_set, naming,
    pipeline_run::{self, StepEnd},
    webhook_delivery,
    webhook_event::WebhookEvent,
};

/// A sealed selection of labelled articles.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DatasetId,
    /// Name given by a person.
    pub name: String,
    /// Its classes.
    pub label_set_id: LabelSetId,
    /// Where it stands.
    pub status: Status,
    /// What was asked for, as JSON ([`Selection`]).
    pub selection: String,
    /// Its identity: SHA-256 over every row.
    pub manifest_sha256: Option<String>,
    /// The artifact that holds its rows as JSON Lines.
    pub rows_sha256: Option<String>,
    /// Rows in all splits.
    pub row_count: Option<i64>,
    /// Counts, lengths, duplicates, leaks, as JSON ([`Report`]).
    pub report: Option<String>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed, as a sentence.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was sealed.
    pub sealed_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a dataset stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Building.
    Building,
    /// Sealed.
    Sealed,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
}

/// The part of a dataset a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Train.
    Train,
    /// Validation.
    Validation,
    /// Test.
    Test,
}

impl Split {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// Its name in files and manifests.
    pub fn key(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

impl Model {
    /// What was asked for.
    pub fn selection(&self) -> Result<Selection> {
        Ok(serde_json::from_str(&self.selection)?)
    }

    /// What was found; `None` until it is sealed.
    pub fn report(&self) -> Result<Option<Report>> {
        Ok(self.report.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// A dataset to be built.
#[derive(Clone, Debug)]
pub struct NewDataset {
    /// Name given by a person.
    pub name: String,
    /// Which articles, and how they are split.
    pub selection: Selection,
}

/// Asks for a dataset: records it with the job that will build it.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault.
pub async fn request(database: &Database, new: NewDataset) -> Result<Model> {
    let transaction = database.begin().await?;
    let dataset = enqueue(&transaction, new).await?;
    database.commit(transaction).await?;
    Ok(dataset)
}

/// The same in the caller's transaction. Whether only clean articles are taken, if that isn't said, is settled here: they
/// are as soon as anything was cleaned.
pub async fn enqueue(transaction: &DatabaseTransaction, mut new: NewDataset) -> Result<Model> {
    let mut wrong = new.selection.check();
    if new.name.trim().is_empty() || new.name.chars().count() > 200 {
        wrong.insert(0, InvalidField::new("name", "must have 1 to 200 characters"));
    }
    wrong.extend(new.selection.check_references(transaction).await?);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if new.selection.only_clean.is_none() {
        new.selection.only_clean = Some(cleaning_decision::any(transaction).await?);
    }
    let label_set = label_set::find_by_key(transaction, &new.selection.label_set_key).await?;
    let dataset = Model {
        id: DatasetId::new(),
        name: new.name.trim().to_owned(),
        label_set_id: label_set.id,
        status: Status::Building,
        selection: serde_json::to_string(&new.selection)?,
        manifest_sha256: None,
        rows_sha256: None,
        row_count: None,
        report: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        sealed_at: None,
    };
    Entity::insert(ActiveModel::from(dataset.clone())).exec_without_returning(transaction).await?;
    let payload = serde_json::json!({ "dataset_id": dataset.id });
    job::enqueue(transaction, NewJob::new(Kind::BuildDataset, dataset.id.0, payload)).await?;
    announce(transaction, &dataset).await?;
    Ok(dataset)
}

/// Chooses datasets; every field that is set narrows the choice.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub status: Option<Status>,
    /// Of this label set.
    pub label_set_id: Option<LabelSetId>,
    /// Sealed with this manifest: the same rows, wherever they were built.
    pub manifest_sha256: Option<String>,
    /// Sealed with this article among the rows.
    pub article_id: Option<ArticleId>,
    /// With this in the name.
    pub name: Option<String>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            query = query.filter(Column::Status.eq(status));
        }
        if let Some(label_set_id) = self.label_set_id {
            query = query.filter(Column::LabelSetId.eq(label_set_id));
        }
        if let Some(manifest_sha256) = self.manifest_sha256 {
            query = query.filter(Column::ManifestSha256.eq(manifest_sha256));
        }
        if let Some(name) = self.name {
            query = query.filter(naming::contains(Column::Name, &name));
        }
        if let Some(article_id) = self.article_id {
            let holding = dataset_row::Entity::find()
                .select_only()
                .column(dataset_row::Column::DatasetId)
                .filter(dataset_row::Column::ArticleId.eq(article_id));
            query =
                query.filter(Column::Status.eq(Status::Sealed)).filter(Column::Id.in_subquery(holding.into_query()));
        }
        query
    }
}

/// The dataset `id`.
pub async fn find(connection: &impl ConnectionTrait, id: DatasetId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("dataset", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[DatasetId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The rows of a sealed dataset after position `after` (all of them for `None`), in order, at most `limit`.
pub async fn rows(
    connection: &impl ConnectionTrait,
    id: DatasetId,
    after: Option<i32>,
    limit: u64,
) -> Result<Vec<dataset_row::Model>> {
    dataset_row::of_dataset(connection, id, after, limit).await
}

/// The sealed datasets that hold each of `article_ids`, oldest first.
pub async fn datasets_of_article(
    connection: &impl ConnectionTrait,
    article_ids: &[ArticleId],
) -> Result<Vec<(ArticleId, Model)>> {
    let pairs: Vec<(ArticleId, DatasetId)> = dataset_row::Entity::find()
        .select_only()
        .column(dataset_row::Column::ArticleId)
        .column(dataset_row::Column::DatasetId)
        .filter(dataset_row::Column::ArticleId.is_in(article_ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    let mut ids: Vec<DatasetId> = pairs.iter().map(|(_, dataset_id)| *dataset_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let datasets = find_many(connection, &ids).await?;
    let sealed = |id: DatasetId| datasets.iter().find(|one| one.id == id && one.status == Status::Sealed);
    let mut found: Vec<(ArticleId, Model)> =
        pairs.into_iter().filter_map(|(article, id)| Some((article, sealed(id)?.clone()))).collect();
    found.sort_unstable_by_key(|(article, dataset)| (*article, dataset.id));
    Ok(found)
}

/// Prepares a dataset for being built: deletes the rows that an interrupted attempt left. `None` if there is nothing
/// left to do: it is sealed, failed or cancelled, or gone.
pub async fn start(transaction: &impl ConnectionTrait, id: DatasetId) -> Result<Option<Model>> {
    let dataset = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    let dataset = dataset.filter(|dataset| dataset.status == Status::Building);
    if dataset.is_some() {
        dataset_row::delete_unsealed(transaction, id).await?;
    }
    Ok(dataset)
}

/// Moves a failed or cancelled dataset back to building, for its job to be retried.
pub async fn reopen(transaction: &impl ConnectionTrait, id: DatasetId) -> Result<()> {
    let reopened = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Building))
        .col_expr(Column::ErrorCode, Expr::value(None::<String>))
        .col_expr(Column::Error, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Failed, Status::Cancelled]))
        .exec(transaction)
        .await?;
    if reopened.rows_affected != 1 {
        return Err(Error::Conflict(format!("dataset {id} has not failed or been cancelled")));
    }
    announce(transaction, &find(transaction, id).await?).await
}

/// What a dataset is sealed with.
#[derive(Clone, Debug)]
pub struct Seal {
    /// Its identity.
    pub manifest_sha256: String,
    /// The artifact that holds its rows.
    pub rows_sha256: String,
    /// Rows in all splits.
    pub row_count: i64,
    /// Counts, lengths, duplicates, leaks.
    pub report: Report,
}

/// Seals a dataset whose rows are all stored. From then on it never changes.
///
/// # Errors
/// [`Error::Conflict`] if it isn't building.
pub async fn seal(transaction: &DatabaseTransaction, id: DatasetId, seal: Seal) -> Result<()> {
    let sealed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Sealed))
        .col_expr(Column::ManifestSha256, Expr::value(seal.manifest_sha256))
        .col_expr(Column::RowsSha256, Expr::value(seal.rows_sha256))
        .col_expr(Column::RowCount, Expr::value(seal.row_count))
        .col_expr(Column::Report, Expr::value(serde_json::to_string(&seal.report)?))
        .col_expr(Column::SealedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Building))
        .exec(transaction)
        .await?;
    if sealed.rows_affected != 1 {
        return Err(Error::Conflict(format!("dataset {id} is not being built")));
    }
    pipeline_run::advance(transaction, id.0, StepEnd::Succeeded).await?;
    let dataset = find(transaction, id).await?;
    let told = serde_json::json!({ "dataset_id": id, "name": dataset.name, "row_count": dataset.row_count,
        "manifest_sha256": dataset.manifest_sha256 });
    webhook_delivery::tell(transaction, WebhookEvent::DatasetSealed, &told).await?;
    announce(transaction, &dataset).await
}

/// Moves a dataset that is being built to failed, saying why, and deletes what rows it had.
pub async fn fail(transaction: &DatabaseTransaction, id: DatasetId, code: &str, error: &str) -> Result<()> {
    end(transaction, id, Status::Failed, Some((code, error))).await
}

/// Moves a dataset that is being built to cancelled, and deletes what rows it had.
pub async fn cancel(transaction: &DatabaseTransaction, id: DatasetId) -> Result<()> {
    end(transaction, id, Status::Cancelled, None).await
}

async fn end(
    transaction: &DatabaseTransaction,
    id: DatasetId,
    status: Status,
    error: Option<(&str, &str)>,
) -> Result<()> {
    let ended = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::ErrorCode, Expr::value(error.map(|(code, _)| code.to_owned())))
        .col_expr(Column::Error, Expr::value(error.map(|(_, error)| error.to_owned())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Building))
        .exec(transaction)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(());
    }
    dataset_row::delete_unsealed(transaction, id).await?;
    let step_end = match error {
        Some((code, message)) => StepEnd::Failed { code: code.into(), message: message.into() },
        None => StepEnd::Cancelled,
    };
    pipeline_run::advance(transaction, id.0, step_end).await?;
    announce(transaction, &find(transaction, id).await?).await
}

async fn announce(transaction: &impl ConnectionTrait, dataset: &Model) -> Result<()> {
    let payload = Moved {
        kind: "dataset",
        dataset_id: dataset.id,
        status: dataset.status,
        row_count: dataset.row_count,
        manifest_sha256: dataset.manifest_sha256.as_deref(),
        error_code: dataset.error_code.as_deref(),
    };
    event::append(transaction, vec![NewEvent::new(Topic::Dataset, dataset.id.0, &payload)?]).await
}

/// The payload of a dataset's event.
#[derive(Serialize)]
struct Moved<'a> {
    kind: &'static str,
    dataset_id: DatasetId,
    status: Status,
    row_count: Option<i64>,
    manifest_sha256: Option<&'a str>,
    error_code: Option<&'a str>,
}

/// The ids of all sealed datasets, as a subquery.
pub(crate) fn sealed_ids() -> SelectStatement {
    Entity::find().select_only().column(Column::Id).filter(Column::Status.eq(Status::Sealed)).into_query()
}

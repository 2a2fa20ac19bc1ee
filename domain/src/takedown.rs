//! An article whose text had to go. Its row stays, with its hash as a tombstone: what was sealed stays verifiable, the
//! text doesn't come back by the next import, and every dataset, run and model version that used it can be named.

use std::collections::HashMap;

use sea_orm::{
    ActiveEnum, JoinType, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, SelectStatement},
};
use serde::Serialize;

use crate::{
    Database, Error, InvalidField, Result, Timestamp, article, article_signature, cleaning_change,
    database::DatabaseTransaction,
    dataset, dataset_row, evaluation_mistake,
    event::{self, NewEvent, Topic},
    id::{ArticleId, DatasetId, SourceId, TakedownId},
    job::{self, JobEnd, Kind, NewJob},
    raw_page,
};

/// An article whose text had to go.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "takedown")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TakedownId,
    /// The article.
    pub article_id: ArticleId,
    /// Its source.
    pub source_id: SourceId,
    /// Its name at the source.
    pub external_id: String,
    /// SHA-256 of the text that was there, hexadecimal: the tombstone.
    pub content_hash: String,
    /// Where it stands.
    pub status: Status,
    /// Who asked for it.
    pub requested_by: String,
    /// Why.
    pub reason: String,
    /// Sealed datasets that held it.
    pub dataset_count: i32,
    /// Why erasing failed, as a code.
    pub error_code: Option<String>,
    /// Why erasing failed, as a sentence.
    pub error: Option<String>,
    /// When it was asked for; from then on nothing new learns from the text.
    pub created_at: Timestamp,
    /// When it was erased from everything sealed.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a takedown stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The article's own text is gone; that in sealed files is being erased.
    Erasing,
    /// It is gone from everything that is kept here.
    Erased,
    /// Sealed files couldn't be rewritten; retry the job.
    Failed,
}

/// A takedown to be made.
#[derive(Clone, Debug)]
pub struct NewTakedown {
    /// The article.
    pub article_id: ArticleId,
    /// Why: 1 to 1000 characters.
    pub reason: String,
    /// Who asks.
    pub requested_by: String,
}

/// The takedown `id`.
pub async fn find(connection: &impl ConnectionTrait, id: TakedownId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("takedown", id))
}

/// The takedown of an article, if there is one.
pub async fn of_article(connection: &impl ConnectionTrait, article_id: ArticleId) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::ArticleId.eq(article_id)).one(connection).await?)
}

/// The takedowns of articles that are rows of each of `ids`, oldest first.
pub async fn of_datasets(connection: &impl ConnectionTrait, ids: &[DatasetId]) -> Result<Vec<(DatasetId, Model)>> {
    let pairs: Vec<(DatasetId, TakedownId)> = dataset_row::Entity::find()
        .select_only()
        .column(dataset_row::Column::DatasetId)
        .column_as(Expr::col((Entity, Column::Id)), "takedown_id")
        .join(
            JoinType::InnerJoin,
            dataset_row::Entity::belongs_to(Entity).from(dataset_row::Column::ArticleId).to(Column::ArticleId).into(),
        )
        .filter(dataset_row::Column::DatasetId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    let found = Entity::find().filter(Column::Id.is_in(pairs.iter().map(|(_, id)| *id))).all(connection).await?;
    let found: HashMap<TakedownId, Model> = found.into_iter().map(|one| (one.id, one)).collect();
    let mut of: Vec<(DatasetId, Model)> =
        pairs.into_iter().filter_map(|(dataset, id)| Some((dataset, found.get(&id)?.clone()))).collect();
    of.sort_unstable_by_key(|(dataset, takedown)| (*dataset, takedown.id));
    Ok(of)
}

/// The names, at a source, of articles whose text must not come back.
pub(crate) async fn tombstones(
    connection: &impl ConnectionTrait,
    source_id: SourceId,
    names: &[&str],
) -> Result<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::ExternalId)
        .filter(Column::SourceId.eq(source_id))
        .filter(Column::ExternalId.is_in(names.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?)
}

/// Those of these content hashes whose text must not come back, from whatever source and under whatever name.
pub(crate) async fn tombstone_hashes(connection: &impl ConnectionTrait, hashes: &[&str]) -> Result<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::ContentHash)
        .filter(Column::ContentHash.is_in(hashes.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?)
}

/// The articles whose text was taken down, as a subquery.
pub(crate) fn article_ids() -> SelectStatement {
    Entity::find().select_only().column(Column::ArticleId).into_query()
}

/// Takes an article's text down: it is gone from the article, the pages it was read from, its cleaning decisions
/// and evaluations' mistakes when this returns, and a job erases it from the files of sealed datasets and evaluations.
///
/// # Errors
/// [`Error::Invalid`] without a reason; [`Error::NotFound`]; [`Error::Conflict`] when it was taken down already.
pub async fn request(database: &Database, new: NewTakedown) -> Result<Model> {
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1_000 {
        return Err(Error::Invalid(vec![InvalidField::new("reason", "must have 1 to 1000 characters")]));
    }
    let transaction = database.begin().await?;
    let article = article::lock(&transaction, new.article_id).await?;
    if of_article(&transaction, article.id).await?.is_some() {
        return Err(Error::Conflict("the article's text was taken down already".into()));
    }
    let datasets = dataset::datasets_of_article(&transaction, &[article.id]).await?;
    let takedown = Model {
        id: TakedownId::new(),
        article_id: article.id,
        source_id: article.source_id,
        external_id: article.external_id.clone(),
        content_hash: article.content_hash.clone(),
        status: Status::Erasing,
        requested_by: new.requested_by.chars().take(200).collect(),
        reason: reason.to_owned(),
        dataset_count: datasets.len() as i32,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        finished_at: None,
    };
    Entity::insert(ActiveModel::from(takedown.clone())).exec_without_returning(&transaction).await?;
    article::erase_text(&transaction, article.id).await?;
    article_signature::remove(&transaction, article.id).await?;
    raw_page::forget_article(&transaction, article.source_id, &article.external_id).await?;
    cleaning_change::erase_text(&transaction, article.id).await?;
    evaluation_mistake::Entity::update_many()
        .col_expr(evaluation_mistake::Column::Text, Expr::value(""))
        .filter(evaluation_mistake::Column::ArticleId.eq(article.id))
        .exec(&transaction)
        .await?;
    let payload = serde_json::json!({ "takedown_id": takedown.id });
    job::enqueue(&transaction, NewJob::new(Kind::EraseArticle, takedown.id.0, payload)).await?;
    announce(&transaction, &takedown).await?;
    database.commit(transaction).await?;
    Ok(takedown)
}

/// The takedown, if something is left to erase.
pub async fn start(transaction: &DatabaseTransaction, id: TakedownId) -> Result<Option<Model>> {
    let takedown = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    Ok(takedown.filter(|takedown| takedown.status == Status::Erasing))
}

/// Erasing → erased.
///
/// # Errors
/// [`Error::Conflict`] when it isn't erasing.
pub async fn succeed(transaction: &DatabaseTransaction, id: TakedownId) -> Result<()> {
    move_to(transaction, id, (Status::Erasing, Status::Erased), None).await
}

/// Erasing → failed. One that has moved on is left as it is.
pub async fn give_up(transaction: &DatabaseTransaction, id: TakedownId, end: &JobEnd) -> Result<()> {
    let (code, message) = match end {
        JobEnd::Cancelled => ("CANCELLED".to_owned(), "erasing was cancelled; retry its job".to_owned()),
        JobEnd::Failed { code, message } => (code.clone(), message.clone()),
    };
    match move_to(transaction, id, (Status::Erasing, Status::Failed), Some((code, message))).await {
        Err(Error::Conflict(_)) => Ok(()),
        other => other,
    }
}

/// Failed → erasing, for a retry of its job.
///
/// # Errors
/// [`Error::Conflict`] when it hasn't failed.
pub async fn reopen(transaction: &DatabaseTransaction, id: TakedownId) -> Result<()> {
    move_to(transaction, id, (Status::Failed, Status::Erasing), None).await
}

async fn move_to(
    transaction: &DatabaseTransaction,
    id: TakedownId,
    (from, to): (Status, Status),
    error: Option<(String, String)>,
) -> Result<()> {
    let (code, message) = error.unzip();
    let finished_at = (to == Status::Erased).then(Timestamp::now);
    let moved = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::ErrorCode, Expr::value(code))
        .col_expr(Column::Error, Expr::value(message))
        .col_expr(Column::FinishedAt, Expr::value(finished_at))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(from))
        .exec(transaction)
        .await?;
    if moved.rows_affected != 1 {
        return Err(Error::Conflict(format!("takedown {id} is not {}", from.to_value())));
    }
    announce(transaction, &find(transaction, id).await?).await
}

/// Which takedowns to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those that stand here.
    pub status: Option<Status>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            select = select.filter(Column::Status.eq(status));
        }
        select
    }
}

/// The payload of a takedown's event ([`Topic::Article`], its subject the takedown).
#[derive(Serialize)]
struct TakenDown {
    kind: &'static str,
    takedown_id: TakedownId,
    article_id: ArticleId,
    status: Status,
    dataset_count: i32,
}

async fn announce(transaction: &DatabaseTransaction, takedown: &Model) -> Result<()> {
    let payload = TakenDown {
        kind: "taken_down",
        takedown_id: takedown.id,
        article_id: takedown.article_id,
        status: takedown.status,
        dataset_count: takedown.dataset_count,
    };
    event::append(transaction, vec![NewEvent::new(Topic::Article, takedown.id.0, &payload)?]).await
}

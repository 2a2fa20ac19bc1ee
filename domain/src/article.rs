//! A raw article, never edited, and its label.

mod filter;
mod label; // labels as they are given, kept and taken back
mod store;

use std::collections::HashMap;

use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

pub use self::{
    filter::{Cleaning, Filter},
    label::{Label, Labelling, label, labels},
    store::{Arrival, MAXIMUM_BATCH, NewArticle, Stored, content_hash, refresh_statistics, store},
};
pub(crate) use label::set_labels;

use crate::{
    Error, Result, Timestamp,
    id::{ArticleId, ArticleImportId, CrawlId, LabelClassId, SourceId},
};

/// A raw article, never edited, and its label.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ArticleId,
    /// Its source.
    pub source_id: SourceId,
    /// Its name at the source; with the source it is the article's identity everywhere.
    pub external_id: String,
    /// The crawl that collected it.
    pub crawl_id: Option<CrawlId>,
    /// The import that brought (or last updated) it.
    pub article_import_id: Option<ArticleImportId>,
    /// Its address.
    pub url: Option<String>,
    /// Its raw title.
    pub title: String,
    /// Its raw body; may be empty.
    pub body: String,
    /// Characters (Unicode scalar values) in title and body.
    pub character_count: i32,
    /// When the press published it.
    pub published_at: Option<Timestamp>,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// Its class.
    pub label_class_id: Option<LabelClassId>,
    /// What kind of author set the class.
    pub label_origin: Option<LabelOrigin>,
    /// Who or what set the class.
    pub labelled_by: Option<String>,
    /// When the class was set.
    pub labelled_at: Option<Timestamp>,
    /// SHA-256 of title and body, hexadecimal.
    pub content_hash: String,
    /// When it was first stored.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What kind of author set a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LabelOrigin {
    /// Import.
    Import,
    /// Crawl.
    Crawl,
    /// Member.
    Member,
    /// Model.
    Model,
    /// Feedback.
    Feedback,
}

/// The article `id`.
pub async fn find(connection: &impl ConnectionTrait, id: ArticleId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("article", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The articles that `filter` chooses after `after` in the order of ids, at most `limit`.
pub async fn page_after(
    connection: &impl ConnectionTrait,
    filter: Filter,
    after: Option<ArticleId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = filter.apply(Entity::find());
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.order_by_asc(Column::Id).limit(limit).all(connection).await?)
}

/// The text of an article.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Text {
    /// The article.
    pub id: ArticleId,
    /// Its raw title.
    pub title: String,
    /// Its raw body.
    pub body: String,
    /// See [`content_hash`].
    pub content_hash: String,
}

/// The texts of those of `ids` that exist, in any order.
pub async fn texts(connection: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Text>> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::Title, Column::Body, Column::ContentHash])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_model()
        .all(connection)
        .await?)
}

/// The content hashes of those articles of a source, by external id, that are stored.
pub async fn content_hashes(
    connection: &impl ConnectionTrait,
    source_id: SourceId,
    external_ids: &[String],
) -> Result<HashMap<String, String>> {
    let known = Entity::find().select_only().columns([Column::ExternalId, Column::ContentHash]);
    let known = known.filter(Column::SourceId.eq(source_id)).filter(Column::ExternalId.is_in(external_ids));
    Ok(known.into_tuple::<(String, String)>().all(connection).await?.into_iter().collect())
}

/// When those of `ids` that exist were published, in any order.
pub async fn publications(
    connection: &impl ConnectionTrait,
    ids: &[ArticleId],
) -> Result<Vec<(ArticleId, Option<Timestamp>)>> {
    let articles = Entity::find().select_only().columns([Column::Id, Column::PublishedAt]);
    Ok(articles.filter(Column::Id.is_in(ids.iter().copied())).into_tuple().all(connection).await?)
}

/// When those of `ids` that exist were published (or collected, where that isn't known), and their classes; in any order.
pub async fn moments(
    connection: &impl ConnectionTrait,
    ids: &[ArticleId],
) -> Result<Vec<(ArticleId, Timestamp, Option<LabelClassId>)>> {
    let columns = [Column::Id, Column::PublishedAt, Column::CollectedAt, Column::LabelClassId];
    let rows: Vec<(ArticleId, Option<Timestamp>, Timestamp, Option<LabelClassId>)> = Entity::find()
        .select_only()
        .columns(columns)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, published, collected, class)| (id, published.unwrap_or(collected), class)).collect())
}

/// The article `id`, locked until the transaction ends.
pub(crate) async fn lock(transaction: &impl ConnectionTrait, id: ArticleId) -> Result<Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    found.ok_or_else(|| Error::not_found("article", id))
}

/// Empties an article's title, body and address. The content hash stays: it says what the text was.
pub(crate) async fn erase_text(transaction: &impl ConnectionTrait, id: ArticleId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Title, Expr::value(""))
        .col_expr(Column::Body, Expr::value(""))
        .col_expr(Column::Url, Expr::value(None::<String>))
        .col_expr(Column::UpdatedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

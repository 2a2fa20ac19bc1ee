//! What near-duplicates of an article are found by: a few bytes a text, kept so that cleaning new articles needn't read
//! all old ones again.
//!
//! Rows are a cache in the strict sense: each is a function of the article's raw text and of a method's number. One
//! whose content hash or method is another is made anew.

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use crate::{Result, id::ArticleId};

/// What near-duplicates of an article are found by.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article_signature")]
pub struct Model {
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    /// How it was made.
    pub method: i32,
    /// The raw text it was made of, by its content hash.
    pub content_hash: String,
    /// Equal for texts that are equal once they are normalised; 32 hexadecimal digits.
    pub fingerprint: String,
    /// A MinHash signature, cut into bands: a 32-bit hash a band, little-endian.
    pub bands: Vec<u8>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Signatures stored with one statement: as many as every database takes parameters for.
pub const MAXIMUM_BATCH: usize = 2_000;

/// Stores signatures over whatever was there; at most [`MAXIMUM_BATCH`].
pub async fn put(transaction: &impl ConnectionTrait, signatures: Vec<Model>) -> Result<()> {
    if signatures.is_empty() {
        return Ok(());
    }
    let all = [Column::Method, Column::ContentHash, Column::Fingerprint, Column::Bands];
    let over = OnConflict::column(Column::ArticleId).update_columns(all).to_owned();
    let rows = signatures.into_iter().map(ActiveModel::from);
    Entity::insert_many(rows).on_conflict(over).exec_without_returning(transaction).await?;
    Ok(())
}

/// Those of `ids` that have a signature, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::ArticleId.is_in(ids.iter().copied())).all(connection).await?)
}

/// The signatures made by `method` after the article `after`, in the order of ids, at most `limit`.
pub async fn page_after(
    connection: &impl ConnectionTrait,
    method: i32,
    after: Option<ArticleId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(Column::Method.eq(method));
    if let Some(after) = after {
        query = query.filter(Column::ArticleId.gt(after));
    }
    Ok(query.order_by_asc(Column::ArticleId).limit(limit).all(connection).await?)
}

/// Deletes the signature of an article.
pub(crate) async fn remove(transaction: &impl ConnectionTrait, article_id: ArticleId) -> Result<()> {
    Entity::delete_by_id(article_id).exec(transaction).await?;
    Ok(())
}

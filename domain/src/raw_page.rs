//! A page as it was fetched, compressed, named by the SHA-256 of what it holds.
//!
//! Pages lie in the database rather than in the artifact store: a page is kept by the same transaction that records its
//! fetch, so a kill leaves neither a page without its record nor a record without its page, and servers on several
//! machines need no shared folder for it.

use sea_orm::{QuerySelect, QueryTrait, entity::prelude::*, sea_query::OnConflict};

use crate::{Result, Timestamp, crawl, crawl_page, id::SourceId};

/// How [`Model::content`] is compressed: Zstandard.
pub const ZSTD: &str = "zstd";

/// A page as it was fetched.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "raw_page")]
pub struct Model {
    /// SHA-256 of the page before compression, hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    /// How it is compressed ([`ZSTD`]).
    pub codec: String,
    /// The compressed bytes.
    pub content: Vec<u8>,
    /// Bytes before compression.
    pub size_bytes: i32,
    /// When it was first kept.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps pages; one that is known stays as it is.
pub async fn keep(transaction: &impl ConnectionTrait, pages: Vec<Model>) -> Result<()> {
    // One a statement: several large ones would be more than MySQL takes at once.
    for page in pages {
        let unless_known = OnConflict::column(Column::Sha256).do_nothing_on([Column::Sha256]).to_owned();
        Entity::insert(ActiveModel::from(page)).on_conflict(unless_known).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// The page with this hash, if it is kept.
pub async fn find(connection: &impl ConnectionTrait, sha256: &str) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(sha256.to_owned()).one(connection).await?)
}

/// Deletes every page that an article of a source was ever read from; their hashes stay with the crawls' pages. For an
/// article that has to go: gives how many went.
pub async fn forget_article(transaction: &impl ConnectionTrait, source_id: SourceId, external_id: &str) -> Result<u64> {
    let crawls =
        crawl::Entity::find().select_only().column(crawl::Column::Id).filter(crawl::Column::SourceId.eq(source_id));
    let hashes: Vec<Option<String>> = crawl_page::Entity::find()
        .select_only()
        .column(crawl_page::Column::RawSha256)
        .distinct()
        .filter(crawl_page::Column::PageKey.eq(external_id))
        .filter(crawl_page::Column::Kind.eq(crawl_page::Kind::Article))
        .filter(crawl_page::Column::CrawlId.in_subquery(QueryTrait::into_query(crawls)))
        .into_tuple()
        .all(transaction)
        .await?;
    let hashes = hashes.into_iter().flatten();
    let deleted = Entity::delete_many().filter(Column::Sha256.is_in(hashes)).exec(transaction).await?;
    Ok(deleted.rows_affected)
}

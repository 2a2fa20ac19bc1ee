//! One page of a crawl: a list or an article, what came of asking for it, and what was found on it.

use sea_orm::{
    ActiveModelTrait, PaginatorTrait, QueryOrder, QuerySelect, Select, entity::prelude::*, sea_query::ExprTrait,
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, Timestamp,
    id::{CrawlId, CrawlPageId, SourceId},
};

/// One page of a crawl.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "crawl_page")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CrawlPageId,
    /// The crawl.
    pub crawl_id: CrawlId,
    /// The section it was found for, by position.
    pub section_position: i32,
    /// Its place in the order of asking; a page that is asked for again goes to the end.
    pub position: i32,
    /// A list or an article.
    pub kind: Kind,
    /// What it is known by in the crawl: an article's external id, or a list's section, layout and number.
    pub page_key: String,
    /// A list's number.
    pub page_number: Option<i32>,
    /// Its address.
    pub url: String,
    /// What came of it.
    pub status: Status,
    /// How often it was asked for.
    pub attempts: i32,
    /// The last answer's HTTP status.
    pub http_status: Option<i32>,
    /// The address that answered, if a redirect led elsewhere.
    pub final_url: Option<String>,
    /// The page as it was fetched ([`crate::raw_page`]).
    pub raw_sha256: Option<String>,
    /// The character encoding it was read in.
    pub charset: Option<String>,
    /// Its entity tag, for asking whether it changed.
    pub etag: Option<String>,
    /// Its time of change as the site gave it, for asking whether it changed.
    pub last_modified: Option<String>,
    /// When the last answer came.
    pub fetched_at: Option<Timestamp>,
    /// How long the last answer took.
    pub duration_ms: Option<i32>,
    /// Its size.
    pub size_bytes: Option<i32>,
    /// Fields that weren't found on it, joined by commas.
    pub missing: Option<String>,
    /// Characters of the article's body.
    pub body_characters: Option<i32>,
    /// SHA-256 of the article's title and body.
    pub text_sha256: Option<String>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed, and what to do.
    pub error: Option<String>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A list or an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A list of articles.
    List,
    /// An article.
    Article,
}

/// What came of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It will be asked for.
    Queued,
    /// A list: its links are known. An article: it was stored, new.
    Stored,
    /// An article that was known, and equal or not asked for again.
    Known,
    /// An article that was known, and differed.
    Updated,
    /// It couldn't be had, or nothing usable was on it.
    Failed,
    /// The crawl ended before it was asked for.
    Skipped,
}

/// Which pages to list; every field that is set narrows the list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this crawl.
    pub crawl_id: Option<CrawlId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// With this outcome.
    pub status: Option<Status>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(crawl_id) = self.crawl_id {
            query = query.filter(Column::CrawlId.eq(crawl_id));
        }
        if let Some(kind) = self.kind {
            query = query.filter(Column::Kind.eq(kind));
        }
        if let Some(status) = self.status {
            query = query.filter(Column::Status.eq(status));
        }
        query
    }
}

impl Model {
    /// A page that will be asked for.
    pub fn queued(crawl_id: CrawlId, section_position: i32, kind: Kind, page_key: String, url: String) -> Self {
        Self {
            id: CrawlPageId::new(),
            crawl_id,
            section_position,
            position: 0,
            kind,
            page_key,
            page_number: None,
            url,
            status: Status::Queued,
            attempts: 0,
            http_status: None,
            final_url: None,
            raw_sha256: None,
            charset: None,
            etag: None,
            last_modified: None,
            fetched_at: None,
            duration_ms: None,
            size_bytes: None,
            missing: None,
            body_characters: None,
            text_sha256: None,
            error_code: None,
            error: None,
        }
    }
}

/// The page of a crawl that an article was read from, by the article's name at the source.
pub async fn of_article(
    connection: &impl ConnectionTrait,
    crawl_id: CrawlId,
    external_id: &str,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::CrawlId.eq(crawl_id))
        .filter(Column::Kind.eq(Kind::Article))
        .filter(Column::PageKey.eq(external_id))
        .one(connection)
        .await?)
}

/// The page `id`.
pub async fn find(connection: &impl ConnectionTrait, id: CrawlPageId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("crawl page", id))
}

/// The pages that a crawl will ask for next, at most `limit`.
pub async fn next(connection: &impl ConnectionTrait, id: CrawlId, limit: usize) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::CrawlId.eq(id))
        .filter(Column::Status.eq(Status::Queued))
        .order_by_asc(Column::Position)
        .limit(limit as u64)
        .all(connection)
        .await?)
}

/// How many pages of a crawl have their outcome, of how many.
pub async fn done_of_all(connection: &impl ConnectionTrait, id: CrawlId) -> Result<(u64, u64)> {
    let all = Entity::find().filter(Column::CrawlId.eq(id));
    let queued = all.clone().filter(Column::Status.eq(Status::Queued)).count(connection).await?;
    let all = all.count(connection).await?;
    Ok((all - queued, all))
}

/// Saves what extracting pages again has found on them.
pub async fn save_again(transaction: &impl ConnectionTrait, pages: Vec<Model>) -> Result<()> {
    for page in pages {
        Entity::update(ActiveModel::from(page).reset_all()).exec(transaction).await?;
    }
    Ok(())
}

/// All pages of a crawl after position `after`, in order, at most `limit`.
pub async fn page_after(connection: &impl ConnectionTrait, id: CrawlId, after: i32, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::CrawlId.eq(id))
        .filter(Column::Position.gt(after))
        .order_by_asc(Column::Position)
        .limit(limit)
        .all(connection)
        .await?)
}

/// Which of the articles `external_ids` have a page in the crawl.
pub(crate) async fn known_articles(
    connection: &impl ConnectionTrait,
    id: CrawlId,
    external_ids: &[String],
) -> Result<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::PageKey)
        .filter(Column::CrawlId.eq(id))
        .filter(Column::Kind.eq(Kind::Article))
        .filter(Column::PageKey.is_in(external_ids))
        .into_tuple()
        .all(connection)
        .await?)
}

/// The last time that an article of a source was fetched with something to compare by: an entity tag or a time of change.
pub async fn last_fetch(
    connection: &impl ConnectionTrait,
    source_id: SourceId,
    external_id: &str,
) -> Result<Option<Model>> {
    let crawls = crate::crawl::Entity::find()
        .select_only()
        .column(crate::crawl::Column::Id)
        .filter(crate::crawl::Column::SourceId.eq(source_id));
    Ok(Entity::find()
        .filter(Column::PageKey.eq(external_id))
        .filter(Column::Kind.eq(Kind::Article))
        .filter(Column::RawSha256.is_not_null())
        .filter(Column::Etag.is_not_null().or(Column::LastModified.is_not_null()))
        .filter(Column::CrawlId.in_subquery(sea_orm::QueryTrait::into_query(crawls)))
        .order_by_desc(Column::Id)
        .one(connection)
        .await?)
}

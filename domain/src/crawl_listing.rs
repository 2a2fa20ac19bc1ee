//! Which section's list named which article: an article that several sections list has several rows, whichever of them
//! it was fetched for.

use sea_orm::{entity::prelude::*, sea_query::OnConflict};

use crate::{
    Result,
    id::{CrawlId, CrawlPageId},
};

/// An article on a list.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "crawl_listing")]
pub struct Model {
    /// The crawl.
    #[sea_orm(primary_key, auto_increment = false)]
    pub crawl_id: CrawlId,
    /// The section whose list it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub section_position: i32,
    /// The article's external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub page_key: String,
    /// The list.
    pub list_page_id: CrawlPageId,
    /// Its place on the list, from 0.
    pub list_rank: i32,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Records what lists named; what is recorded stays.
pub(crate) async fn record(transaction: &impl ConnectionTrait, listings: Vec<Model>) -> Result<()> {
    if listings.is_empty() {
        return Ok(());
    }
    let unless_known = OnConflict::columns([Column::CrawlId, Column::SectionPosition, Column::PageKey])
        .do_nothing_on([Column::CrawlId])
        .to_owned();
    let rows = listings.into_iter().map(ActiveModel::from);
    Entity::insert_many(rows).on_conflict(unless_known).exec_without_returning(transaction).await?;
    Ok(())
}

/// How often the article `external_id` is on a list of the crawl, each section once.
pub async fn of_article(connection: &impl ConnectionTrait, id: CrawlId, external_id: &str) -> Result<Vec<Model>> {
    let found = Entity::find().filter(Column::CrawlId.eq(id)).filter(Column::PageKey.eq(external_id));
    Ok(found.all(connection).await?)
}

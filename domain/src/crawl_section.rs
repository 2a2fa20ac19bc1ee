//! One section of a crawl, with its counts.

use sea_orm::{QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    id::{CrawlId, LabelClassId},
};

/// One section of a crawl.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "crawl_section")]
pub struct Model {
    /// The crawl.
    #[sea_orm(primary_key, auto_increment = false)]
    pub crawl_id: CrawlId,
    /// Its place among the crawl's sections, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Its key in the source's definition.
    pub key: String,
    /// The class its articles get.
    pub label_class_id: Option<LabelClassId>,
    /// The list layout it is read in.
    pub list: String,
    /// Most list pages that are fetched.
    pub page_budget: i32,
    /// List pages fetched and read.
    pub pages: i32,
    /// Links to articles on them, each article once.
    pub links: i32,
    /// Articles stored that were new.
    pub articles_new: i32,
    /// Articles that were known, and equal or not asked for again.
    pub articles_known: i32,
    /// Articles that were known, and differed.
    pub articles_updated: i32,
    /// Articles that couldn't be had.
    pub articles_failed: i32,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How far a section is, as a watcher is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct Progress {
    pub key: String,
    pub page_budget: i32,
    pub pages: i32,
    pub links: i32,
    pub articles_new: i32,
    pub articles_known: i32,
    pub articles_updated: i32,
    pub articles_failed: i32,
}

impl From<&Model> for Progress {
    fn from(section: &Model) -> Self {
        Self {
            key: section.key.clone(),
            page_budget: section.page_budget,
            pages: section.pages,
            links: section.links,
            articles_new: section.articles_new,
            articles_known: section.articles_known,
            articles_updated: section.articles_updated,
            articles_failed: section.articles_failed,
        }
    }
}

/// The sections of each of `ids`, in order.
pub async fn of_crawls(connection: &impl ConnectionTrait, ids: &[CrawlId]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::CrawlId.is_in(ids.iter().copied()))
        .order_by_asc(Column::CrawlId)
        .order_by_asc(Column::Position)
        .all(connection)
        .await?)
}

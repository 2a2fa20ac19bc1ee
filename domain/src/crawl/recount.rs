//! Counting a crawl's articles anew, by the outcomes of its pages.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::{Column, Entity};
use crate::{
    Result,
    crawl_page::{self, Kind, Status},
    crawl_section,
    id::CrawlId,
};

/// Sets the counts of articles of the crawl `id` and its sections to what its pages say.
pub(super) async fn recount(transaction: &impl ConnectionTrait, id: CrawlId) -> Result<()> {
    let counts: Vec<(i32, Status, i64)> = crawl_page::Entity::find()
        .select_only()
        .column(crawl_page::Column::SectionPosition)
        .column(crawl_page::Column::Status)
        .column_as(crawl_page::Column::Id.count(), "pages")
        .filter(crawl_page::Column::CrawlId.eq(id))
        .filter(crawl_page::Column::Kind.eq(Kind::Article))
        .group_by(crawl_page::Column::SectionPosition)
        .group_by(crawl_page::Column::Status)
        .into_tuple()
        .all(transaction)
        .await?;
    let counts: HashMap<(i32, Status), i32> = counts
        .into_iter()
        .map(|(section, status, count)| ((section, status), i32::try_from(count).unwrap_or(i32::MAX)))
        .collect();
    let mut sums = [0; 4];
    for mut section in crawl_section::of_crawls(transaction, &[id]).await? {
        let count = |status| counts.get(&(section.position, status)).copied().unwrap_or(0);
        let found = [Status::Stored, Status::Known, Status::Updated, Status::Failed].map(count);
        sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
        [section.articles_new, section.articles_known, section.articles_updated, section.articles_failed] = found;
        crawl_section::Entity::update(crawl_section::ActiveModel::from(section).reset_all()).exec(transaction).await?;
    }
    let [new, known, updated, failed] = sums;
    Entity::update_many()
        .col_expr(Column::ArticlesNew, Expr::value(new))
        .col_expr(Column::ArticlesKnown, Expr::value(known))
        .col_expr(Column::ArticlesUpdated, Expr::value(updated))
        .col_expr(Column::ArticlesFailed, Expr::value(failed))
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

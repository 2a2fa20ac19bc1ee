//! What one fetch changes: the page's row, what it found, and the counts, together or not at all.

use std::collections::{BTreeMap, HashSet};

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    Change, Column, Entity, Model, Status, find,
    request::{list_key, plus},
};
use crate::{
    Error, Result, Timestamp, crawl_listing, crawl_page, crawl_section,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::CrawlId,
};

/// A link to an article on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLink {
    /// The article's external id.
    pub external_id: String,
    /// Its address.
    pub url: String,
    /// Whether the article is stored and isn't to be asked for again.
    pub is_known: bool,
}

/// What came of asking for a page.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Its row as it is to be: queued, if it is to be asked for again.
    pub page: crawl_page::Model,
    /// Articles it lists, in order.
    pub links: Vec<FoundLink>,
    /// The number and the address of the next list page, if there is one.
    pub next_list: Option<(i32, String)>,
}

/// What some fetches came to.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Requests made, repeated and redirected ones included.
    pub requests: i32,
    /// The pages.
    pub visits: Vec<Visit>,
    /// The site asked not to be asked before.
    pub not_before: Option<Timestamp>,
}

#[derive(Default)]
struct Counts {
    pages: i32,
    links: i32,
    new: i32,
    known: i32,
    updated: i32,
    failed: i32,
}

/// Records a step of the crawl `id` in the transaction that kept its pages and stored its articles.
///
/// # Errors
/// [`Error::Conflict`] if the crawl isn't running in this `turn`, or a page isn't queued any more.
pub async fn record_step(transaction: &DatabaseTransaction, id: CrawlId, turn: i32, step: Step) -> Result<()> {
    let mut crawl = hold(transaction, id, turn, step.requests, step.not_before).await?;
    let mut sections = crawl_section::of_crawls(transaction, &[id]).await?;
    let mut counts: BTreeMap<i32, Counts> = BTreeMap::new();
    let (mut new_pages, mut listings, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen: HashSet<String> = HashSet::new();
    for visit in step.visits {
        let page = &visit.page;
        let count = counts.entry(page.section_position).or_default();
        count_page(page, count);
        if page.status == crawl_page::Status::Failed {
            failures.push(failure(page)?);
        }
        let keys: Vec<String> = visit.links.iter().map(|link| link.external_id.clone()).collect();
        seen.extend(crawl_page::known_articles(transaction, id, &keys).await?);
        let mut listed = HashSet::new();
        for (link, rank) in visit.links.iter().zip(0..) {
            if !listed.insert(&link.external_id) {
                continue;
            }
            count.links += 1;
            listings.push(crawl_listing::Model {
                crawl_id: id,
                section_position: page.section_position,
                page_key: link.external_id.clone(),
                list_page_id: page.id,
                list_rank: rank,
            });
            if !seen.insert(link.external_id.clone()) {
                continue;
            }
            let mut article = crawl_page::Model::queued(
                id,
                page.section_position,
                crawl_page::Kind::Article,
                link.external_id.clone(),
                link.url.clone(),
            );
            if link.is_known {
                article.status = crawl_page::Status::Known;
                count.known += 1;
            }
            new_pages.push(article);
        }
        let section = sections.iter().find(|section| section.position == page.section_position);
        if let (Some(section), Some((number, url))) = (section, &visit.next_list)
            && section.pages + count.pages < section.page_budget
        {
            let key = list_key(&section.key, *number);
            let list = crawl_page::Model::queued(id, section.position, crawl_page::Kind::List, key, url.clone());
            new_pages.push(crawl_page::Model { page_number: Some(*number), ..list });
        }
        save(transaction, visit.page, &mut crawl.page_count).await?;
    }
    add_pages(transaction, new_pages, &mut crawl.page_count).await?;
    crawl_listing::record(transaction, listings).await?;
    add_counts(transaction, &mut crawl, &mut sections, counts).await?;
    let mut events = failures;
    events.push(NewEvent::new(Topic::Crawl, id.0, &progress(transaction, &crawl, &sections).await?)?);
    event::append(transaction, events).await
}

/// Locks the crawl, proves that it runs in this turn, and counts the requests.
async fn hold(
    transaction: &DatabaseTransaction,
    id: CrawlId,
    turn: i32,
    requests: i32,
    not_before: Option<Timestamp>,
) -> Result<Model> {
    let mut update = Entity::update_many().col_expr(Column::Requests, plus(Column::Requests, requests));
    if let Some(not_before) = not_before {
        update = update.col_expr(Column::NotBefore, Expr::value(not_before));
    }
    // A step always changes a row: MySQL doesn't count one that stays as it was.
    let held = update
        .col_expr(Column::PageCount, Expr::col(Column::PageCount).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Running))
        .filter(Column::Turn.eq(turn))
        .exec(transaction)
        .await?;
    if held.rows_affected != 1 {
        return Err(Error::Conflict(format!("crawl {id} isn't running in its turn {turn}")));
    }
    find(transaction, id).await
}

fn count_page(page: &crawl_page::Model, count: &mut Counts) {
    use crawl_page::{Kind, Status};
    match (page.kind, page.status) {
        (_, Status::Queued | Status::Skipped) => {}
        (Kind::List, _) => count.pages += 1,
        (Kind::Article, Status::Stored) => count.new += 1,
        (Kind::Article, Status::Known) => count.known += 1,
        (Kind::Article, Status::Updated) => count.updated += 1,
        (Kind::Article, Status::Failed) => count.failed += 1,
    }
}

fn failure(page: &crawl_page::Model) -> Result<NewEvent> {
    let change = Change::PageFailed {
        crawl_page_id: page.id,
        url: page.url.clone(),
        error_code: page.error_code.clone().unwrap_or_default(),
        error: page.error.clone().unwrap_or_default(),
    };
    NewEvent::new(Topic::Crawl, page.crawl_id.0, &change)
}

/// Queued → its outcome, or to the end of the queue.
async fn save(transaction: &DatabaseTransaction, mut page: crawl_page::Model, page_count: &mut i32) -> Result<()> {
    use crawl_page::{ActiveModel, Column, Entity, Status};
    if page.status == Status::Queued {
        page.position = *page_count;
        *page_count += 1;
    }
    let id = page.id;
    let saved = Entity::update_many()
        .set(ActiveModel::from(page).reset_all())
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Queued))
        .exec(transaction)
        .await?;
    if saved.rows_affected != 1 {
        return Err(Error::Conflict(format!("the page {id} isn't queued any more")));
    }
    Ok(())
}

async fn add_pages(
    transaction: &DatabaseTransaction,
    pages: Vec<crawl_page::Model>,
    page_count: &mut i32,
) -> Result<()> {
    let rows = pages.into_iter().map(|page| {
        let position = *page_count;
        *page_count += 1;
        crawl_page::ActiveModel::from(crawl_page::Model { position, ..page })
    });
    let rows: Vec<_> = rows.collect();
    // Few enough parameters for every database.
    for rows in rows.chunks(500) {
        crawl_page::Entity::insert_many(rows.to_vec()).exec_without_returning(transaction).await?;
    }
    Ok(())
}

async fn add_counts(
    transaction: &DatabaseTransaction,
    crawl: &mut Model,
    sections: &mut [crawl_section::Model],
    counts: BTreeMap<i32, Counts>,
) -> Result<()> {
    for (position, count) in counts {
        let Some(section) = sections.iter_mut().find(|section| section.position == position) else { continue };
        section.pages += count.pages;
        section.links += count.links;
        section.articles_new += count.new;
        section.articles_known += count.known;
        section.articles_updated += count.updated;
        section.articles_failed += count.failed;
        crawl.pages += count.pages + count.new + count.updated;
        crawl.articles_new += count.new;
        crawl.articles_known += count.known;
        crawl.articles_updated += count.updated;
        crawl.articles_failed += count.failed;
        crawl_section::Entity::update(crawl_section::ActiveModel::from(section.clone()).reset_all())
            .exec(transaction)
            .await?;
    }
    Entity::update_many()
        .col_expr(Column::PageCount, Expr::value(crawl.page_count))
        .col_expr(Column::Pages, Expr::value(crawl.pages))
        .col_expr(Column::ArticlesNew, Expr::value(crawl.articles_new))
        .col_expr(Column::ArticlesKnown, Expr::value(crawl.articles_known))
        .col_expr(Column::ArticlesUpdated, Expr::value(crawl.articles_updated))
        .col_expr(Column::ArticlesFailed, Expr::value(crawl.articles_failed))
        .filter(Column::Id.eq(crawl.id))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn progress(
    transaction: &DatabaseTransaction,
    crawl: &Model,
    sections: &[crawl_section::Model],
) -> Result<Change> {
    use sea_orm::PaginatorTrait;
    let queued = crawl_page::Entity::find()
        .filter(crawl_page::Column::CrawlId.eq(crawl.id))
        .filter(crawl_page::Column::Status.eq(crawl_page::Status::Queued))
        .count(transaction)
        .await?;
    Ok(Change::Progress {
        requests: crawl.requests,
        pages: crawl.pages,
        queued: i32::try_from(queued).unwrap_or(i32::MAX),
        articles_new: crawl.articles_new,
        articles_known: crawl.articles_known,
        articles_updated: crawl.articles_updated,
        articles_failed: crawl.articles_failed,
        sections: sections.iter().map(Into::into).collect(),
    })
}

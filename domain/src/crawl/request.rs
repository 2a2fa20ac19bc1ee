//! Asking for a crawl.

use sea_orm::{EntityTrait, sea_query::Expr};

use super::{ActiveModel, Column, Entity, Model, transition};
use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    author::Change,
    crawl_page, crawl_section,
    database::DatabaseTransaction,
    job::{self, Kind, NewJob},
    label_set, source,
    source_definition::{self, Definition, RobotsPolicy, Section},
    source_permission,
};

/// How often a crawl's job may be begun.
const ATTEMPTS: i32 = 100;
/// Most list pages of one section.
const MOST_PAGES: i32 = 10_000;

/// A crawl to be made.
#[derive(Clone, Debug, Default)]
pub struct NewCrawl {
    /// Key of the source.
    pub source_key: String,
    /// Most list pages of a section; 1 if left out.
    pub pages_per_section: Option<i32>,
    /// Keys of the sections; all if empty.
    pub sections: Vec<String>,
    /// The list layout to read, instead of the definition's.
    pub list: Option<String>,
    /// Most requests; the definition's if left out.
    pub request_budget: Option<i32>,
}

/// Asks for a crawl: records it with its sections, their first pages, and the job that will do it.
///
/// # Errors
/// [`Error::NotFound`] for an unknown source, [`Error::Invalid`] with every wrong field, [`Error::Conflict`] when the
/// source is being crawled.
pub async fn request(database: &Database, new: NewCrawl) -> Result<Model> {
    let transaction = database.begin().await?;
    let crawl = enqueue(&transaction, new).await?;
    database.commit(transaction).await?;
    Ok(crawl)
}

/// The same in the caller's transaction.
///
/// # Errors
/// As [`request`].
pub async fn enqueue(transaction: &DatabaseTransaction, new: NewCrawl) -> Result<Model> {
    let source = source::find_by_key(transaction, &new.source_key).await?;
    // Two requests at the same moment wait for one another here.
    source::lock(transaction, source.id).await?;
    let version = source_definition::current(transaction, source.id).await?.ok_or_else(|| {
        Error::invalid("source_key", format!("the source {} has no definition; add one before crawling it", source.key))
    })?;
    let definition = version.definition()?;
    if definition.robots == RobotsPolicy::Permission
        && source_permission::active(transaction, source.id).await?.is_none()
    {
        return Err(Error::invalid(
            "source_key",
            format!(
                "the source {} asks robots not to come, and no permission of the site is recorded; whoever has one records \
                 it (who gave it, and why)",
                source.key
            ),
        ));
    }
    let sections = check(&new, &definition)?;
    if let Some(active) = super::active(transaction, source.id).await? {
        return Err(Error::Conflict(format!(
            "the source {} is being crawled already (crawl {})",
            source.key, active.id
        )));
    }

    let now = Timestamp::now();
    let mut crawl = Model::new(source.id, String::new(), now);
    crawl.external_id = crawl.id.to_string();
    crawl.source_definition_id = Some(version.id);
    crawl.list = new.list.clone();
    crawl.pages_per_section = Some(new.pages_per_section.unwrap_or(1));
    crawl.request_budget = Some(new.request_budget.unwrap_or(definition.politeness.request_budget));
    crawl.page_count = sections.len() as i32;
    Entity::insert(ActiveModel::from(crawl.clone())).exec_without_returning(transaction).await?;
    add_sections(transaction, &crawl, &definition, &sections).await?;
    let keys: Vec<&str> = sections.iter().map(|(section, _)| section.key.as_str()).collect();
    transaction.note(|| {
        let asked = serde_json::json!({ "status": crawl.status, "source": source.key, "sections": keys, "list": crawl.list,
            "pagesPerSection": crawl.pages_per_section, "requestBudget": crawl.request_budget });
        Change::of("crawl", crawl.id).to(asked)
    });
    job::enqueue(transaction, job_of(&crawl)).await?;
    transition::announce(transaction, &crawl).await?;
    Ok(crawl)
}

/// The job that drives a crawl in its turn. It may be begun often: what each attempt did stays done.
pub(super) fn job_of(crawl: &Model) -> NewJob {
    let payload = serde_json::json!({ "crawl_id": crawl.id, "turn": crawl.turn });
    NewJob { max_attempts: ATTEMPTS, ..NewJob::new(Kind::CrawlArticles, crawl.id.0, payload) }
}

/// The sections that are asked for, each with its list layout's name.
fn check<'d>(new: &NewCrawl, definition: &'d Definition) -> Result<Vec<(&'d Section, &'d str)>> {
    let mut wrong = Vec::new();
    if new.pages_per_section.is_some_and(|pages| !(1..=MOST_PAGES).contains(&pages)) {
        wrong.push(InvalidField::new("pages_per_section", format!("must be from 1 to {MOST_PAGES}")));
    }
    if new.request_budget.is_some_and(|budget| !(1..=1_000_000).contains(&budget)) {
        wrong.push(InvalidField::new("request_budget", "must be from 1 to 1000000"));
    }
    let keys = || definition.sections.iter().map(|section| section.key.as_str()).collect::<Vec<_>>().join(", ");
    for key in &new.sections {
        if !definition.sections.iter().any(|section| section.key == *key) {
            wrong.push(InvalidField::new("sections", format!("the source has no section {key}; it has {}", keys())));
        }
    }
    if let Some(list) = &new.list
        && definition.layout(list).is_none()
    {
        let names: Vec<&str> = definition.lists.iter().map(|layout| layout.name.as_str()).collect();
        let message = format!("the source has no list layout {list}; it has {}", names.join(", "));
        wrong.push(InvalidField::new("list", message));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let wanted =
        definition.sections.iter().filter(|section| new.sections.is_empty() || new.sections.contains(&section.key));
    wanted
        .map(|section| {
            let layout = definition.layout_of(section, new.list.as_deref());
            let layout =
                layout.ok_or_else(|| Error::Internal(format!("the section {} has no list layout", section.key)))?;
            Ok((section, layout.name.as_str()))
        })
        .collect()
}

async fn add_sections(
    transaction: &DatabaseTransaction,
    crawl: &Model,
    definition: &Definition,
    sections: &[(&Section, &str)],
) -> Result<()> {
    let label_set = label_set::find_by_key(transaction, &definition.label_set).await?;
    let classes = label_set::classes(transaction, label_set.id).await?;
    let (mut rows, mut pages) = (Vec::new(), Vec::new());
    for ((section, list), position) in sections.iter().zip(0..) {
        let class = section.label.as_ref().and_then(|label| classes.iter().find(|class| class.key == *label));
        let layout = definition.layout(list).ok_or_else(|| Error::Internal(format!("no list layout {list}")))?;
        let budget = crawl.pages_per_section.unwrap_or(1);
        rows.push(crawl_section::ActiveModel::from(crawl_section::Model {
            crawl_id: crawl.id,
            position,
            key: section.key.clone(),
            label_class_id: class.map(|class| class.id),
            list: (*list).to_owned(),
            page_budget: if layout.is_paged() { budget } else { 1 },
            pages: 0,
            links: 0,
            articles_new: 0,
            articles_known: 0,
            articles_updated: 0,
            articles_failed: 0,
        }));
        let page = crawl_page::Model::queued(
            crawl.id,
            position,
            crawl_page::Kind::List,
            list_key(&section.key, layout.first_page),
            layout.address_of(definition, section, layout.first_page),
        );
        pages.push(crawl_page::ActiveModel::from(crawl_page::Model {
            position,
            page_number: Some(layout.first_page),
            ..page
        }));
    }
    crawl_section::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    crawl_page::Entity::insert_many(pages).exec_without_returning(transaction).await?;
    Ok(())
}

/// What a list is known by in a crawl.
pub(super) fn list_key(section: &str, number: i32) -> String {
    format!("{section}#{number}")
}

/// An expression that adds `count` to a column.
pub(super) fn plus(column: Column, count: i32) -> sea_orm::sea_query::SimpleExpr {
    use sea_orm::sea_query::ExprTrait;
    Expr::col(column).add(count)
}

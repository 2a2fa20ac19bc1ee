//! How well a crawl went: what was collected against what is usual, field by field and section by section.
//!
//! The judgement is a pure function of what was observed, so that it can be repeated and tested. A crawl without a
//! single article has failed, whatever else went well.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{Column, Entity, Status};
use crate::{
    Result, crawl_section,
    id::{CrawlId, SourceId},
};

/// How many earlier crawls say what is usual, at most, and at least: with fewer nothing is usual yet.
const EARLIER: std::ops::RangeInclusive<usize> = 3..=20;
/// A section that yields less than this share of its usual links is suspicious.
const LEAST_YIELD: f64 = 0.5;
/// Least share of read articles on which a required field was found.
const LEAST_COVERAGE: f64 = 0.95;
/// The same of other fields.
const LEAST_OPTIONAL_COVERAGE: f64 = 0.8;
/// Largest share of pages that may fail.
const MOST_FAILED: f64 = 0.1;
/// Largest share of articles whose text another article of the crawl has.
const MOST_DUPLICATES: f64 = 0.2;
/// The median length of bodies stays within this factor of the usual.
const LENGTH_FACTOR: f64 = 2.0;
/// Fewer articles than this say nothing about shares.
const FEWEST: usize = 10;
/// A site has a few pages that are always broken: up to this share of all listed articles says nothing.
const ALWAYS_BROKEN: f64 = 0.01;

/// How well a crawl went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Succeeded, degraded or failed.
    pub status: Status,
    /// Why it isn't succeeded; empty if it is.
    pub reasons: Vec<Reason>,
    /// Articles read: new, updated, and known ones that were asked for again.
    pub articles_read: usize,
    /// Links a list page, by section.
    pub yields: BTreeMap<String, f64>,
    /// Share of read articles on which a field was found, by field.
    pub coverage: BTreeMap<String, f64>,
    /// Share of read articles whose text another one of the crawl has.
    pub duplicate_share: f64,
    /// Median of the bodies' characters; none if no article was read.
    pub median_body_characters: Option<i32>,
}

/// Why a crawl isn't succeeded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What, as a code ("NO_LINKS").
    pub code: String,
    /// The same in words, with figures and what to do.
    pub message: String,
    /// The section, if it is about one.
    pub section: Option<String>,
    /// The selectors that found nothing, if it is about some.
    pub selectors: Vec<String>,
    /// An address where it can be seen.
    pub example_url: Option<String>,
}

/// What was observed.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// By section, in order.
    pub sections: Vec<SectionObserved>,
    /// Articles that were read, usable or not.
    pub articles: Vec<ArticleObserved>,
    /// Articles that are known and weren't asked for.
    pub known_unread: usize,
    /// Pages that couldn't be had or used: how many, and of one of them the address and the error.
    pub failed: (usize, Option<(String, String)>),
    /// Pages that weren't asked for, since the crawl's requests were used up.
    pub over_budget: usize,
}

/// What was observed of a section.
#[derive(Clone, Debug, Default)]
pub struct SectionObserved {
    /// Its key.
    pub key: String,
    /// List pages read.
    pub pages: i32,
    /// Links on them.
    pub links: i32,
    /// Selectors of links.
    pub selectors: Vec<String>,
    /// Where its first list is.
    pub url: String,
    /// Why that couldn't be had, if it couldn't.
    pub error: Option<String>,
}

/// What was observed of an article.
#[derive(Clone, Debug, Default)]
pub struct ArticleObserved {
    /// Where it is.
    pub url: String,
    /// Fields that weren't found.
    pub missing: Vec<String>,
    /// Characters of its body.
    pub body_characters: i32,
    /// Hash of its text; none if it had no usable one.
    pub text_sha256: Option<String>,
}

/// A field of articles, and its selectors.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its selectors; with none it isn't looked for.
    pub selectors: Vec<String>,
    /// Whether an article is unusable without it.
    pub is_required: bool,
}

/// What earlier crawls of the same source were like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usual {
    /// Median links a list page, by section.
    pub yields: BTreeMap<String, f64>,
    /// Median of the median body lengths.
    pub median_body_characters: Option<f64>,
}

impl Report {
    /// The code and the words of the first reason, for the crawl's row.
    pub fn error(&self) -> (Option<String>, Option<String>) {
        let Some(first) = self.reasons.first() else { return (None, None) };
        let rest = self.reasons.len() - 1;
        let more = if rest > 0 { format!(" (and {rest} more)") } else { String::new() };
        (Some(first.code.clone()), Some(format!("{}{more}", first.message)))
    }
}

impl Observed {
    /// Whether `count` broken articles are more than a site always has. What is known isn't asked for again, so that of a
    /// later crawl's few requests the broken pages are a large share.
    fn is_many(&self, count: usize) -> bool {
        let listed = self.articles.len() + self.failed.0 + self.known_unread;
        let usual = if listed < FEWEST { 0 } else { ((listed as f64 * ALWAYS_BROKEN) as usize).max(1) };
        count > usual
    }
}

/// Judges a crawl.
pub fn judge(observed: &Observed, fields: &[Field], usual: &Usual) -> Report {
    let usable = observed.articles.iter().filter(|article| article.text_sha256.is_some()).count();
    let mut judge = Judge { reasons: Vec::new() };
    let mut coverage = BTreeMap::new();
    let yields = judge.sections(observed, usual);
    for field in fields.iter().filter(|field| !field.selectors.is_empty()) {
        if let Some(share) = judge.field(observed, field) {
            coverage.insert(field.name.to_owned(), share);
        }
    }
    let duplicate_share = judge.duplicates(&observed.articles);
    let median = judge.lengths(&observed.articles, usual);
    judge.failures(observed);
    let mut reasons = judge.reasons;
    let status = if usable + observed.known_unread == 0 {
        reasons.insert(0, nothing(observed));
        Status::Failed
    } else if reasons.is_empty() {
        Status::Succeeded
    } else {
        Status::Degraded
    };
    Report {
        status,
        reasons,
        articles_read: observed.articles.len(),
        yields,
        coverage,
        duplicate_share,
        median_body_characters: median,
    }
}

fn nothing(observed: &Observed) -> Reason {
    let listed: i32 = observed.sections.iter().map(|section| section.links).sum();
    let example = observed.failed.1.clone().or_else(|| {
        observed.sections.first().map(|section| (section.url.clone(), section.error.clone().unwrap_or_default()))
    });
    let (url, error) = example.unzip();
    let error = error.filter(|error| !error.is_empty()).map_or_else(String::new, |error| format!(": {error}"));
    Reason {
        code: "NO_ARTICLES".into(),
        message: format!("not one article was collected, of {listed} that were listed{error}"),
        section: None,
        selectors: Vec::new(),
        example_url: url,
    }
}

struct Judge {
    reasons: Vec<Reason>,
}

impl Judge {
    fn sections(&mut self, observed: &Observed, usual: &Usual) -> BTreeMap<String, f64> {
        let mut yields = BTreeMap::new();
        for section in &observed.sections {
            let reason = |code: &str, message: String| Reason {
                code: code.into(),
                message,
                section: Some(section.key.clone()),
                selectors: Vec::new(),
                example_url: Some(section.url.clone()),
            };
            if let Some(error) = &section.error {
                let message = format!("the list of {} couldn't be had: {error}", section.key);
                self.reasons.push(reason("LIST_FAILED", message));
            }
            if section.pages == 0 {
                continue;
            }
            let found = f64::from(section.links) / f64::from(section.pages);
            yields.insert(section.key.clone(), found);
            if section.links == 0 {
                let selectors = section.selectors.join(" | ");
                let message = format!(
                    "no link to an article was found in {} by {selectors} at {}; the list's layout may have changed",
                    section.key, section.url
                );
                self.reasons.push(Reason { selectors: section.selectors.clone(), ..reason("NO_LINKS", message) });
            } else if let Some(usually) = usual.yields.get(&section.key)
                && found < usually * LEAST_YIELD
            {
                let message = format!("{} gave {found:.1} links a list page; usual are {usually:.1}", section.key);
                self.reasons.push(reason("LOW_YIELD", message));
            }
        }
        yields
    }

    fn field(&mut self, observed: &Observed, field: &Field) -> Option<f64> {
        let articles = &observed.articles;
        if articles.is_empty() {
            return None;
        }
        let lacks = |article: &&ArticleObserved| article.missing.iter().any(|missing| missing == field.name);
        let missing = articles.iter().filter(lacks).count();
        let share = 1.0 - missing as f64 / articles.len() as f64;
        let least = if field.is_required { LEAST_COVERAGE } else { LEAST_OPTIONAL_COVERAGE };
        if share < least && observed.is_many(missing) {
            let example = articles.iter().find(lacks).map(|article| article.url.clone());
            self.reasons.push(Reason {
                code: "FIELD_MISSING".into(),
                message: format!(
                    "the {} was found on {:.0} % of {} articles by {}; not at {}: repair the selector, then extract the \
                     crawl again",
                    field.name,
                    share * 100.0,
                    articles.len(),
                    field.selectors.join(" | "),
                    example.as_deref().unwrap_or_default(),
                ),
                section: None,
                selectors: field.selectors.clone(),
                example_url: example,
            });
        }
        Some(share)
    }

    fn duplicates(&mut self, articles: &[ArticleObserved]) -> f64 {
        let mut counts: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for article in articles {
            if let Some(hash) = &article.text_sha256 {
                counts.entry(hash).or_insert((0, &article.url)).0 += 1;
            }
        }
        let usable: usize = counts.values().map(|(count, _)| count).sum();
        if usable == 0 {
            return 0.0;
        }
        let share = 1.0 - counts.len() as f64 / usable as f64;
        if share > MOST_DUPLICATES && usable >= FEWEST {
            let example = counts.values().max_by_key(|(count, _)| count).map(|(_, url)| (*url).to_owned());
            let message = format!(
                "{:.0} % of the articles have the text of another one, such as {}: the body's selectors may find what is \
                 the same on every page",
                share * 100.0,
                example.as_deref().unwrap_or_default()
            );
            self.reasons.push(Reason {
                code: "DUPLICATES".into(),
                message,
                section: None,
                selectors: Vec::new(),
                example_url: example,
            });
        }
        share
    }

    fn lengths(&mut self, articles: &[ArticleObserved], usual: &Usual) -> Option<i32> {
        let usable = articles.iter().filter(|article| article.text_sha256.is_some());
        let mut lengths: Vec<i32> = usable.map(|article| article.body_characters).collect();
        lengths.sort_unstable();
        let median = *lengths.get(lengths.len() / 2)?;
        if let Some(usually) = usual.median_body_characters
            && lengths.len() >= FEWEST
            && !(usually / LENGTH_FACTOR..=usually * LENGTH_FACTOR).contains(&f64::from(median))
        {
            self.reasons.push(Reason {
                code: "BODY_LENGTH".into(),
                message: format!("bodies have {median} characters in the median; usual are {usually:.0}"),
                section: None,
                selectors: Vec::new(),
                example_url: articles.first().map(|article| article.url.clone()),
            });
        }
        Some(median)
    }

    fn failures(&mut self, observed: &Observed) {
        let (failed, example) = &observed.failed;
        let asked = observed.articles.len() + failed;
        if *failed as f64 > MOST_FAILED * asked as f64 && observed.is_many(*failed) {
            let (url, error) = example.clone().unzip();
            self.reasons.push(Reason {
                code: "PAGES_FAILED".into(),
                message: format!(
                    "{failed} of {asked} articles couldn't be had; one of them: {}",
                    error.unwrap_or_default()
                ),
                section: None,
                selectors: Vec::new(),
                example_url: url,
            });
        }
        if observed.over_budget > 0 {
            self.reasons.push(Reason {
                code: "REQUEST_BUDGET".into(),
                message: format!(
                    "the crawl's requests were used up with {} pages to go; raise request_budget or take fewer pages",
                    observed.over_budget
                ),
                section: None,
                selectors: Vec::new(),
                example_url: None,
            });
        }
    }
}

/// What is usual for a source: medians over its newest crawls before `id` that are trusted. Nothing is, of fewer than three.
pub async fn usual(connection: &impl ConnectionTrait, source_id: SourceId, id: CrawlId) -> Result<Usual> {
    let earlier = Entity::find()
        .filter(Column::SourceId.eq(source_id))
        .filter(Column::Id.ne(id))
        .filter(Column::Health.is_not_null())
        .filter(super::trusted())
        .order_by_desc(Column::Id)
        .limit(*EARLIER.end() as u64)
        .all(connection)
        .await?;
    if earlier.len() < *EARLIER.start() {
        return Ok(Usual::default());
    }
    let ids: Vec<CrawlId> = earlier.iter().map(|crawl| crawl.id).collect();
    let mut yields: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for section in crawl_section::of_crawls(connection, &ids).await? {
        if section.pages > 0 {
            let found = f64::from(section.links) / f64::from(section.pages);
            yields.entry(section.key).or_default().push(found);
        }
    }
    let reports = earlier.iter().filter_map(|crawl| serde_json::from_str::<Report>(crawl.health.as_deref()?).ok());
    let lengths = reports.filter_map(|report| report.median_body_characters.map(f64::from)).collect();
    Ok(Usual {
        yields: yields
            .into_iter()
            .filter(|(_, found)| found.len() >= *EARLIER.start())
            .filter_map(|(key, found)| Some((key, median(found)?)))
            .collect(),
        median_body_characters: median(lengths),
    })
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests;

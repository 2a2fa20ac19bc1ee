//! How well a crawl went.

use async_graphql::SimpleObject;
use domain::crawl::health;

/// How well a crawl went: what was collected against what is usual.
#[derive(SimpleObject)]
pub struct CrawlHealth {
    /// Why it isn't succeeded; empty if it is.
    reasons: Vec<CrawlHealthReason>,
    /// Articles that were read: new, updated, and known ones that were asked for again.
    articles_read: i32,
    /// Links a list page, by section.
    yields: Vec<CrawlYield>,
    /// Share of the read articles on which each field was found.
    coverage: Vec<CrawlFieldCoverage>,
    /// Share of the read articles whose text another one of the crawl has.
    duplicate_share: f64,
    /// Median of the bodies' characters.
    median_body_characters: Option<i32>,
}

/// Why a crawl isn't succeeded.
#[derive(SimpleObject)]
pub struct CrawlHealthReason {
    /// What, as a code: NO_ARTICLES, NO_LINKS, LOW_YIELD, LIST_FAILED, FIELD_MISSING, DUPLICATES, BODY_LENGTH, PAGES_FAILED,
    /// REQUEST_BUDGET or HOST_DOWN.
    code: String,
    /// The same in words, with figures and what to do.
    message: String,
    /// Key of the section, if it is about one.
    section: Option<String>,
    /// The selectors that found nothing, if it is about some.
    selectors: Vec<String>,
    /// An address where it can be seen.
    example_url: Option<String>,
}

/// Links a list page of a section.
#[derive(SimpleObject)]
pub struct CrawlYield {
    /// Key of the section.
    section: String,
    /// Links to articles a list page.
    links_per_page: f64,
}

/// How often a field was found.
#[derive(SimpleObject)]
pub struct CrawlFieldCoverage {
    /// The field.
    field: String,
    /// Share of the read articles on which it was found.
    share: f64,
}

impl From<health::Report> for CrawlHealth {
    fn from(report: health::Report) -> Self {
        let reason = |reason: health::Reason| CrawlHealthReason {
            code: reason.code,
            message: reason.message,
            section: reason.section,
            selectors: reason.selectors,
            example_url: reason.example_url,
        };
        let yields = report.yields.into_iter();
        let coverage = report.coverage.into_iter();
        Self {
            reasons: report.reasons.into_iter().map(reason).collect(),
            articles_read: i32::try_from(report.articles_read).unwrap_or(i32::MAX),
            yields: yields.map(|(section, links_per_page)| CrawlYield { section, links_per_page }).collect(),
            coverage: coverage.map(|(field, share)| CrawlFieldCoverage { field, share }).collect(),
            duplicate_share: report.duplicate_share,
            median_body_characters: report.median_body_characters,
        }
    }
}

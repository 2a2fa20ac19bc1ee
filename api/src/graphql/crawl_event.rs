//! What happens to crawls, as a subscription tells it.

use async_graphql::{Context, ID, Object, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use domain::{crawl::Change, crawl_section, event::Topic, id::CrawlPageId};
use futures::Stream;
use uuid::Uuid;

use super::{crawl::CrawlStatus, crawl_page::CrawlPage, error::Result, event, loaders};

/// Something happened to a crawl.
#[derive(SimpleObject)]
pub struct CrawlEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The crawl's id.
    crawl_id: Uuid,
    /// What happened.
    change: CrawlChange,
}

/// What happened to a crawl.
#[derive(Union)]
pub enum CrawlChange {
    /// Its status moved.
    Moved(CrawlMoved),
    /// Pages were fetched.
    Progressed(CrawlProgressed),
    /// A page couldn't be had, or nothing usable was on it.
    PageFailed(CrawlPageFailed),
}

/// A crawl's status moved.
#[derive(SimpleObject)]
pub struct CrawlMoved {
    /// Where it stood then.
    status: CrawlStatus,
    /// Why it failed or is degraded, as a code.
    error_code: Option<String>,
    /// The same in words, with what to do.
    error: Option<String>,
}

/// Pages were fetched; counts are as they stood then.
#[derive(SimpleObject)]
pub struct CrawlProgressed {
    /// Requests made, repeated and redirected ones included.
    requests: i32,
    /// Pages fetched and read.
    pages: i32,
    /// Pages that waited.
    queued: i32,
    /// Articles stored that were new.
    articles_new: i32,
    /// Articles that were known, and equal or not asked for again.
    articles_known: i32,
    /// Articles that were known, and differed.
    articles_updated: i32,
    /// Articles that couldn't be had.
    articles_failed: i32,
    /// The same by section.
    sections: Vec<CrawlSectionProgress>,
}

/// How far a section of a crawl was.
#[derive(SimpleObject)]
pub struct CrawlSectionProgress {
    /// Its key in the source's definition.
    key: String,
    /// Most list pages that are fetched.
    page_budget: i32,
    /// List pages fetched and read.
    pages: i32,
    /// Links to articles on them, each article once.
    links: i32,
    /// Articles stored that were new.
    articles_new: i32,
    /// Articles that were known, and equal or not asked for again.
    articles_known: i32,
    /// Articles that were known, and differed.
    articles_updated: i32,
    /// Articles that couldn't be had.
    articles_failed: i32,
}

impl From<crawl_section::Progress> for CrawlSectionProgress {
    fn from(section: crawl_section::Progress) -> Self {
        Self {
            key: section.key,
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

pub struct CrawlPageFailed {
    id: CrawlPageId,
    url: String,
    error_code: String,
    error: String,
}

/// A page of a crawl couldn't be had, or nothing usable was on it.
#[Object]
impl CrawlPageFailed {
    /// Its address.
    async fn url(&self) -> &str {
        &self.url
    }

    /// Why, as a code.
    async fn error_code(&self) -> &str {
        &self.error_code
    }

    /// Why, and what to do.
    async fn error(&self) -> &str {
        &self.error
    }

    /// The page as it stands now.
    async fn page(&self, context: &Context<'_>) -> Result<CrawlPage> {
        Ok(CrawlPage(loaders(context).get(self.id).await?))
    }
}

#[derive(Default)]
pub struct CrawlSubscription;

#[Subscription]
impl CrawlSubscription {
    /// What happens to crawls, or to one of them: every step with its counts by section, every failed page, every change
    /// of status.
    async fn crawl_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this crawl.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<CrawlEvent>>> {
        event::follow(context, Topic::Crawl, id, after, |event| {
            let change = match serde_json::from_str(&event.payload)? {
                Change::Status { status, error_code, error } => {
                    CrawlChange::Moved(CrawlMoved { status: status.into(), error_code, error })
                }
                Change::Progress {
                    requests,
                    pages,
                    queued,
                    articles_new,
                    articles_known,
                    articles_updated,
                    articles_failed,
                    sections,
                } => CrawlChange::Progressed(CrawlProgressed {
                    requests,
                    pages,
                    queued,
                    articles_new,
                    articles_known,
                    articles_updated,
                    articles_failed,
                    sections: sections.into_iter().map(Into::into).collect(),
                }),
                Change::PageFailed { crawl_page_id, url, error_code, error } => {
                    CrawlChange::PageFailed(CrawlPageFailed { id: crawl_page_id, url, error_code, error })
                }
            };
            let at = event.created_at.to_datetime();
            Ok(CrawlEvent { event_id: event::id(&event), at, crawl_id: event.subject_id, change })
        })
        .await
    }
}

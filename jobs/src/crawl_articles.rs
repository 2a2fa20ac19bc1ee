//! Fetches a source's lists and articles, and stores what is on them.
//!
//! # What holds when it is killed
//!
//! Every page is a row of the crawl that moves from queued to its outcome once, in the transaction that also keeps the
//! page as it was fetched, stores its article, adds what it links to and counts it. The next attempt asks for the rows
//! that are still queued. So nothing is lost or doubled, and a page that was recorded is never asked for again; those
//! that were on their way in the moment of the kill (one, except on this machine) are.
//!
//! # How a crawl ends
//!
//! By what was observed (`domain::crawl::health`): succeeded, degraded or failed, with reasons.

mod observe; // what the crawl came to
mod site; // the source, as its definition says
mod visit; // asking for one page, and reading it

use std::{collections::HashMap, time::Duration};

use domain::{
    article::{self, Arrival, LabelOrigin},
    crawl::{self, Step, Visit, health::Report},
    crawl_page,
    database::DatabaseTransaction,
    id::{CrawlId, SourceId},
    job::{self, Kind},
    raw_page,
};
use futures::future::join_all;
use serde::{Deserialize, Serialize};

pub(crate) use self::{observe::report, site::Site, visit::Draft};
use crate::{Job, JobContext, JobEnd, JobError};

/// How often a crawl that was resumed looks whether the job of its last turn has stopped.
const LOOK: Duration = Duration::from_millis(100);

/// Fetches a source's lists and articles.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrawlArticles {
    /// The crawl.
    pub crawl_id: CrawlId,
    /// Which of the crawl's jobs this is.
    pub turn: i32,
}

impl Job for CrawlArticles {
    const KIND: Kind = Kind::CrawlArticles;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let Some(crawl) = crawl::start(&transaction, self.crawl_id, self.turn).await? else {
            return Ok(());
        };
        context.database.commit(transaction).await?;
        self.wait_for_last_turn(context).await?;

        let mut run = Run::open(context, crawl).await?;
        while run.step().await? {}
        fail::fail_point!("crawl_articles::before_end", |_| Err(JobError::transient("KILLED", "at a fail point")));
        run.end().await
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        match end {
            JobEnd::Cancelled => crawl::cancel(transaction, self.crawl_id, Some(self.turn)).await,
            JobEnd::Failed { code, message } => {
                crawl::fail(transaction, self.crawl_id, Some(self.turn), (code, message)).await
            }
        }
    }
}

impl CrawlArticles {
    /// A crawl that is paused and resumed at once is asked for by one job at a time all the same.
    async fn wait_for_last_turn(&self, context: &JobContext) -> Result<(), JobError> {
        while job::others_running(context.database.connection(), self.crawl_id.0, context.job_id).await? {
            context.check()?;
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }
}

/// A crawl under way.
struct Run<'c> {
    context: &'c JobContext,
    crawl: crawl::Model,
    site: Site,
    /// Requests made, those of earlier attempts included.
    requests: i32,
    /// Why nothing more is asked for.
    stopped: Option<crawl::health::Reason>,
}

impl<'c> Run<'c> {
    async fn open(context: &'c JobContext, crawl: crawl::Model) -> Result<Self, JobError> {
        let site = Site::of_crawl(&context.database, &context.settings.crawler, &crawl).await?;
        if let Some(moment) = crawl.not_before {
            site.fetcher.hold_back(moment);
        }
        site.fetcher.allow(crawl.request_budget.unwrap_or(i32::MAX).saturating_sub(crawl.requests));
        Ok(Self { context, requests: crawl.requests, site, crawl, stopped: None })
    }

    /// Asks for the next pages and records what came of it; false when there is nothing more to ask for.
    async fn step(&mut self) -> Result<bool, JobError> {
        self.context.check()?;
        self.site.check_permission(&self.context.database).await?;
        let connection = self.context.database.connection();
        let budget = self.crawl.request_budget.unwrap_or(i32::MAX);
        let left = usize::try_from(budget.saturating_sub(self.requests)).unwrap_or(0);
        let most = self.site.definition.politeness.concurrency.min(left);
        let pages = if most == 0 { Vec::new() } else { crawl_page::next(connection, self.crawl.id, most).await? };
        if pages.is_empty() || self.stopped.is_some() {
            return Ok(false);
        }
        let visits = join_all(pages.into_iter().map(|page| self.site.visit(&self.context.database, page)));
        let drafts = tokio::select! {
            biased;
            () = self.context.cancelled.cancelled() => return Err(JobError::Cancelled),
            drafts = visits => drafts.into_iter().collect::<domain::Result<Vec<Draft>>>()?,
        };
        fail::fail_point!("crawl_articles::page_fetched", |_| Err(JobError::transient("KILLED", "at a fail point")));
        self.record(drafts).await?;
        fail::fail_point!("crawl_articles::page_stored", |_| Err(JobError::transient("KILLED", "at a fail point")));
        Ok(true)
    }

    /// Keeps the pages, stores their articles and records the step, together or not at all.
    async fn record(&mut self, mut drafts: Vec<Draft>) -> Result<(), JobError> {
        let made = self.site.fetcher.take_requests();
        self.requests += made;
        if self.stopped.is_none() {
            self.stopped = drafts.iter_mut().find_map(|draft| draft.fatal.take());
        }
        let transaction = self.context.begin().await?;
        let raw = drafts.iter_mut().filter_map(|draft| draft.raw.take()).collect();
        raw_page::keep(&transaction, raw).await?;
        store_articles(&transaction, &self.site, self.crawl.id, &mut drafts).await?;
        let visits: Vec<Visit> = drafts.into_iter().map(|draft| draft.visit).collect();
        let step = Step { requests: made, visits, not_before: self.site.fetcher.not_before() };
        crawl::record_step(&transaction, self.crawl.id, self.crawl.turn, step).await?;
        self.context.database.commit(transaction).await?;
        self.tell().await
    }

    async fn tell(&self) -> Result<(), JobError> {
        let (done, all) = crawl_page::done_of_all(self.context.database.connection(), self.crawl.id).await?;
        let share = done as f64 / all.max(1) as f64;
        self.context.progress(share, format!("{done} of {all} pages, {} requests", self.requests)).await
    }

    async fn end(self) -> Result<(), JobError> {
        let mut report = report(&self.context.database, &self.site, &self.crawl).await?;
        if let Some(reason) = self.stopped {
            add_reason(&mut report, reason);
        }
        let transaction = self.context.begin().await?;
        crawl::finish(&transaction, self.crawl.id, self.crawl.turn, &report).await?;
        self.context.complete(transaction).await?;
        Ok(())
    }
}

/// Why nothing more was asked for, in place of the pages that were left over.
fn add_reason(report: &mut Report, reason: crawl::health::Reason) {
    report.reasons.retain(|other| other.code != "REQUEST_BUDGET");
    report.reasons.insert(0, reason);
    if report.status == crawl::Status::Succeeded {
        report.status = crawl::Status::Degraded;
    }
}

/// Stores the articles of `drafts` that are new or differ, and says of each page which it was.
pub(crate) async fn store_articles(
    transaction: &DatabaseTransaction,
    site: &Site,
    crawl_id: CrawlId,
    drafts: &mut [Draft],
) -> Result<(), JobError> {
    let names: Vec<String> =
        drafts.iter().filter(|draft| draft.article.is_some()).map(|draft| draft.visit.page.page_key.clone()).collect();
    let known = known_hashes(transaction, site.source.id, &names).await?;
    let mut by_section: HashMap<i32, Vec<article::NewArticle>> = HashMap::new();
    for draft in drafts.iter_mut() {
        let Some(mut article) = draft.article.take() else { continue };
        let page = &mut draft.visit.page;
        let hash = known.get(&page.page_key);
        page.status = match hash {
            None => crawl_page::Status::Stored,
            Some(hash) if *hash == article.content_hash => crawl_page::Status::Known,
            Some(_) => crawl_page::Status::Updated,
        };
        if page.status != crawl_page::Status::Known {
            article.crawl_id = Some(crawl_id);
            article.label_class_id = site.class_of(page.section_position);
            by_section.entry(page.section_position).or_default().push(article);
        }
    }
    for (position, articles) in by_section {
        let arrival = Arrival {
            source_id: site.source.id,
            article_import_id: None,
            label_origin: LabelOrigin::Crawl,
            labelled_by: format!("{} v{}: {}", site.source.key, site.version.version, site.section_key(position)),
            collected_at: domain::Timestamp::now(),
        };
        article::store(transaction, &arrival, articles).await?;
    }
    Ok(())
}

async fn known_hashes(
    transaction: &DatabaseTransaction,
    source_id: SourceId,
    names: &[String],
) -> Result<HashMap<String, String>, JobError> {
    Ok(article::content_hashes(transaction, source_id, names).await?)
}

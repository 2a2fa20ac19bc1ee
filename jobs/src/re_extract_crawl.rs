//! Extracts the articles of a past crawl again, from the pages that were kept, by a repaired definition: no request leaves.
//!
//! Articles are stored in chunks; each chunk is one transaction that changes nothing when it is repeated, so a killed
//! attempt begins anew and comes to the same.

use domain::{
    crawl, crawl_page,
    crawl_page::{Kind as PageKind, Status},
    database::DatabaseTransaction,
    id::{CrawlId, SourceDefinitionId},
    job::Kind,
    raw_page, source_definition,
};
use serde::{Deserialize, Serialize};

use crate::{
    Job, JobContext, JobEnd, JobError,
    crawl_articles::{Draft, Site, report, store_articles},
    extraction::charset,
};

/// Pages in a transaction.
const CHUNK: u64 = 50;

/// Extracts the articles of a past crawl again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReExtractCrawl {
    /// The crawl.
    pub crawl_id: CrawlId,
    /// The version of the definition to follow.
    pub source_definition_id: SourceDefinitionId,
}

impl Job for ReExtractCrawl {
    const KIND: Kind = Kind::ReExtractCrawl;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let connection = context.database.connection();
        let crawl = match crawl::find(connection, self.crawl_id).await {
            Ok(crawl) => crawl,
            Err(domain::Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let version = source_definition::find(connection, self.source_definition_id).await?;
        let sections = domain::crawl_section::of_crawls(connection, &[crawl.id]).await?;
        let site = Site::new(&context.database, &context.settings.crawler, version, sections, 0).await?;
        let mut after = -1;
        loop {
            let pages = crawl_page::page_after(connection, crawl.id, after, CHUNK).await?;
            let Some(last) = pages.last() else { break };
            after = last.position;
            let share = f64::from(after) / f64::from(crawl.page_count.max(1));
            let articles = pages.into_iter().filter(|page| page.kind == PageKind::Article && page.raw_sha256.is_some());
            self.chunk(context, &site, articles.collect()).await?;
            context.progress(share, format!("{after} of {} pages read again", crawl.page_count)).await?;
        }
        let report = report(&context.database, &site, &crawl).await?;
        let transaction = context.begin().await?;
        crawl::recorded_again(&transaction, crawl.id, self.source_definition_id, &report).await?;
        context.complete(transaction).await?;
        Ok(())
    }

    async fn give_up(&self, _: &DatabaseTransaction, _: &JobEnd) -> domain::Result<()> {
        // The crawl ended before, and stays as it is.
        Ok(())
    }
}

impl ReExtractCrawl {
    async fn chunk(&self, context: &JobContext, site: &Site, pages: Vec<crawl_page::Model>) -> Result<(), JobError> {
        let (mut drafts, mut outcomes) = (Vec::new(), Vec::new());
        for page in pages {
            let sha256 = page.raw_sha256.clone().unwrap_or_default();
            let Some(raw) = raw_page::find(context.database.connection(), &sha256).await? else { continue };
            let wanted = site.definition.charset.clone().or_else(|| page.charset.clone());
            let url = page.final_url.clone().unwrap_or_else(|| page.url.clone());
            let before = page.status;
            let mut draft = Draft::of(page);
            let article = tokio::task::block_in_place(|| {
                let body = decompress(&raw)?;
                Ok::<_, JobError>(site.rules.article(&charset::decode(&body, None, wanted.as_deref()).0))
            })?;
            site.take_article(&mut draft, article, &url);
            drafts.push(draft);
            outcomes.push(before);
        }
        let transaction = context.begin().await?;
        store_articles(&transaction, site, self.crawl_id, &mut drafts).await?;
        let pages = drafts.into_iter().zip(outcomes).map(|(draft, before)| {
            let mut page = draft.visit.page;
            // What the crawl found new stays so, however often it is read again.
            if page.status != Status::Failed && before != Status::Failed {
                page.status = before;
            }
            page
        });
        let pages = pages.collect();
        crawl_page::save_again(&transaction, pages).await?;
        context.database.commit(transaction).await?;
        Ok(())
    }
}

fn decompress(raw: &raw_page::Model) -> Result<Vec<u8>, JobError> {
    let size = usize::try_from(raw.size_bytes).unwrap_or(0);
    zstd::bulk::decompress(&raw.content, size).map_err(|error| {
        JobError::permanent("PAGE_UNREADABLE", format!("the page {} can't be read: {error}", raw.sha256))
    })
}

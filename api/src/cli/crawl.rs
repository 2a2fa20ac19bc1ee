//! `gisa crawl`

use api::configuration::Configuration;
use clap::Args;
use domain::{
    crawl::{self, Change, NewCrawl, Status},
    crawl_section,
    event::{self, Topic},
    id::CrawlId,
};
use indicatif::ProgressBar;

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    watch,
};

/// Crawl a source: one page of each section unless you ask for more. Killed or interrupted, it goes on with --resume.
#[derive(Debug, Args)]
pub struct Crawl {
    /// Key of the source, such as sample
    #[arg(long, value_name = "KEY", required_unless_present_any = ["resume", "re_extract"])]
    source: Option<String>,
    /// List pages of each section [default: 1]
    #[arg(long, value_name = "N")]
    pages: Option<i32>,
    /// Only this section; may be given several times
    #[arg(long = "section", value_name = "KEY")]
    sections: Vec<String>,
    /// The list layout to read, instead of the definition's
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
    /// Most requests [default: the definition's]
    #[arg(long, value_name = "N")]
    request_budget: Option<i32>,
    /// Resume this paused crawl, or follow one that runs
    #[arg(long, value_name = "ID", conflicts_with = "source")]
    resume: Option<CrawlId>,
    /// Extract the articles of this crawl again, from the pages that were kept, by the source's current definition
    #[arg(long, value_name = "ID", conflicts_with_all = ["source", "resume"])]
    re_extract: Option<CrawlId>,
}

impl Crawl {
    /// Crawls and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let database = &ground.database;
        let crawl = match (self.resume, self.re_extract) {
            (Some(id), _) => match crawl::find(database.connection(), id).await? {
                paused if paused.status == Status::Paused => crawl::resume(&ground.acting("gisa crawl"), id).await?,
                other => other,
            },
            (None, Some(id)) => crawl::request_re_extraction(&ground.acting("gisa crawl --re-extract"), id).await?,
            (None, None) => {
                let new = NewCrawl {
                    source_key: self.source.unwrap_or_default(),
                    pages_per_section: self.pages,
                    sections: self.sections,
                    list: self.list,
                    request_budget: self.request_budget,
                };
                crawl::request(&ground.acting("gisa crawl"), new).await?
            }
        };
        let ended = watch::run(&ground, output, crawl.id.0, Topic::Crawl, |bar, event| tell(bar, output, event)).await;
        let crawl = crawl::find(database.connection(), crawl.id).await?;
        let sections = crawl_section::of_crawls(database.connection(), &[crawl.id]).await?;
        output.result(&value(&crawl, &sections)?, &text(&crawl, &sections)?);
        ended?;
        match crawl.status {
            Status::Failed => Err(Failure::new(format!("the crawl failed: {}", crawl.error.unwrap_or_default()))),
            _ => Ok(()),
        }
    }
}

/// Shows an event of a crawl.
pub fn tell(bar: &ProgressBar, output: Output, event: &event::Model) {
    let Ok(change) = serde_json::from_str::<Change>(&event.payload) else { return };
    match &change {
        Change::Progress { pages, queued, articles_new, articles_known, articles_failed, .. } => {
            bar.set_message(format!(
                "{pages} pages, {queued} to go; articles: {articles_new} new, {articles_known} known, {articles_failed} failed"
            ));
            if output.is_json() {
                output.progress(&serde_json::json!({ "event": "crawl", "change": change }), "");
            }
        }
        Change::PageFailed { error, .. } => {
            let value = serde_json::json!({ "event": "crawl", "change": change });
            bar.suspend(|| output.progress(&value, &format!("  not had: {error}")));
        }
        Change::Status { .. } => {
            if output.is_json() {
                output.progress(&serde_json::json!({ "event": "crawl", "change": change }), "");
            }
        }
    }
}

fn value(crawl: &crawl::Model, sections: &[crawl_section::Model]) -> Outcome<serde_json::Value> {
    let health: Option<crawl::health::Report> = read_health(crawl)?;
    Ok(serde_json::json!({
        "crawlId": crawl.id, "status": crawl.status, "requests": crawl.requests, "pages": crawl.pages,
        "articlesNew": crawl.articles_new, "articlesKnown": crawl.articles_known,
        "articlesUpdated": crawl.articles_updated, "articlesFailed": crawl.articles_failed,
        "sections": sections.iter().map(crawl_section::Progress::from).collect::<Vec<_>>(),
        "health": health, "errorCode": crawl.error_code, "error": crawl.error,
    }))
}

fn text(crawl: &crawl::Model, sections: &[crawl_section::Model]) -> Outcome<String> {
    let mut text = format!(
        "crawl {}: {}\n{:<14}{:>7}{:>8}{:>8}{:>8}{:>9}{:>8}\n",
        crawl.id,
        word(crawl.status),
        "section",
        "pages",
        "links",
        "new",
        "known",
        "updated",
        "failed"
    );
    for section in sections {
        let crawl_section::Model { key, pages, links, .. } = section;
        let (new, known) = (section.articles_new, section.articles_known);
        let (updated, failed) = (section.articles_updated, section.articles_failed);
        text.push_str(&format!("{key:<14}{pages:>7}{links:>8}{new:>8}{known:>8}{updated:>9}{failed:>8}\n"));
    }
    let (new, known, updated, failed) =
        (crawl.articles_new, crawl.articles_known, crawl.articles_updated, crawl.articles_failed);
    let links: i32 = sections.iter().map(|section| section.links).sum();
    let pages: i32 = sections.iter().map(|section| section.pages).sum();
    text.push_str(&format!("{:<14}{pages:>7}{links:>8}{new:>8}{known:>8}{updated:>9}{failed:>8}\n", "all"));
    text.push_str(&format!("{} requests", crawl.requests));
    for reason in read_health(crawl)?.map(|health| health.reasons).unwrap_or_default() {
        text.push_str(&format!("\n{}: {}", reason.code, reason.message));
    }
    if crawl.status == Status::Degraded {
        text.push_str("\nIt feeds no automatic dataset until somebody accepts it.");
    }
    Ok(text)
}

fn read_health(crawl: &crawl::Model) -> Outcome<Option<crawl::health::Report>> {
    let read = crawl.health.as_deref().map(serde_json::from_str).transpose();
    Ok(read.map_err(domain::Error::from)?)
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Queued => "queued",
        Status::Running => "running",
        Status::Paused => "paused",
        Status::Succeeded => "succeeded",
        Status::Degraded => "degraded",
        Status::Failed => "failed",
        Status::Cancelled => "cancelled",
    }
}

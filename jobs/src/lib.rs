//! What happens in the background. In reading order: what a job is, who runs it, then one module a job with what it
//! needs.

pub mod job; // the Job trait, what a handler is given, how it may fail
pub mod settings; // what handlers need to be told about the machine

mod attempt; // one attempt at one job: handler, heartbeat, end
pub mod queue; // workers: the one module that knows apalis
pub mod registry; // which handler runs which kind
mod scratch; // deleting what ended jobs left behind
mod upkeep; // taking back dead workers' jobs, firing schedules, sweeping
mod upload_sweep; // uploads that nothing needs any more

pub mod add_base_model; // fetch a published encoder, check, convert and seal it
pub mod build_dataset; // select, find duplicates, split, seal
pub mod clean_articles; // judge articles by rules, apply that, take it back
pub mod crawl_articles; // ask a source for its pages, politely, and store its articles
pub mod deliver_webhook; // post a message to an integrator
pub mod erase_article; // erase a text that was taken down wherever it was sealed
pub mod evaluate_model; // have a version answer labelled rows, measure the answers
pub mod import_articles; // a file of articles, row by row, into the database
pub mod re_extract_crawl; // read the pages of a past crawl again
pub mod train_model; // train in a child process, prove the bundle, register the version

pub mod export; // datasets and articles as files
pub mod extraction; // what a definition finds in a page
pub mod fetch; // asking a site for a page
pub mod near_duplicate; // which texts say the same
pub mod sample_data; // headlines of our own making
pub mod sample_site; // a newsroom of our own making
pub mod sources; // the source definitions that are shipped
pub mod split; // train, validation, test, without leaks
pub mod try_selector; // a definition on a single page

pub use job::{Job, JobContext, JobEnd, JobError};
pub use queue::{WorkerOptions, run_worker};
pub use registry::Registry;
pub use settings::{Crawler, Settings};
pub use upload_sweep::sweep_uploads;

/// Every handler there is. A new job is added here, and in `domain::job::Kind`.
pub fn handlers() -> Registry {
    Registry::new()
        .with::<import_articles::ImportArticles>()
        .with::<crawl_articles::CrawlArticles>()
        .with::<re_extract_crawl::ReExtractCrawl>()
        .with::<clean_articles::CleanArticles>()
        .with::<erase_article::EraseArticle>()
        .with::<build_dataset::BuildDataset>()
        .with::<add_base_model::AddBaseModel>()
        .with::<train_model::TrainModel>()
        .with::<evaluate_model::EvaluateModel>()
        .with::<deliver_webhook::DeliverWebhook>()
}

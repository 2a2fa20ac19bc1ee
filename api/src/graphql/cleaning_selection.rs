//! Which articles a cleaning run judges: as asked for, and as told.

use async_graphql::{InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    cleaning_run,
    id::{ArticleImportId, CrawlId},
};
use uuid::Uuid;

/// Which articles a cleaning run judges.
#[derive(SimpleObject)]
pub struct CleaningSelection {
    /// Keys of the sources; empty for all.
    source_keys: Vec<String>,
    /// Ids of the crawls; empty for all.
    crawl_ids: Vec<Uuid>,
    /// Ids of the imports; empty for all.
    import_ids: Vec<Uuid>,
    /// Published at this moment or later.
    published_from: Option<DateTime<Utc>>,
    /// Published before this moment.
    published_to: Option<DateTime<Utc>>,
}

impl From<cleaning_run::Selection> for CleaningSelection {
    fn from(selection: cleaning_run::Selection) -> Self {
        Self {
            source_keys: selection.sources,
            crawl_ids: selection.crawls.into_iter().map(|id| id.0).collect(),
            import_ids: selection.imports.into_iter().map(|id| id.0).collect(),
            published_from: selection.published_from.map(|time| time.to_datetime()),
            published_to: selection.published_to.map(|time| time.to_datetime()),
        }
    }
}

/// Which articles a cleaning run judges; every field that is set narrows the choice, and nothing set means all articles.
#[derive(Default, InputObject)]
pub struct CleaningSelectionInput {
    /// Only articles of these sources, by key; all if empty.
    #[graphql(default)]
    source_keys: Vec<String>,
    /// Only articles these crawls collected; all if empty.
    #[graphql(default)]
    crawl_ids: Vec<Uuid>,
    /// Only articles these imports brought or last updated; all if empty.
    #[graphql(default)]
    import_ids: Vec<Uuid>,
    /// Only articles published at this moment or later.
    published_from: Option<DateTime<Utc>>,
    /// Only articles published before this moment.
    published_to: Option<DateTime<Utc>>,
}

impl From<CleaningSelectionInput> for cleaning_run::Selection {
    fn from(input: CleaningSelectionInput) -> Self {
        Self {
            sources: input.source_keys,
            crawls: input.crawl_ids.into_iter().map(CrawlId).collect(),
            imports: input.import_ids.into_iter().map(ArticleImportId).collect(),
            published_from: input.published_from.map(Into::into),
            published_to: input.published_to.map(Into::into),
        }
    }
}

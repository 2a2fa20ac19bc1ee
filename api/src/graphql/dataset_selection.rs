//! Which articles a dataset takes, and how it splits them: as asked for, and as told.

use async_graphql::{Enum, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{dataset, id::CrawlId};
use uuid::Uuid;

use super::int64::Int64;

/// Which labelled articles a dataset takes, and how it splits them.
#[derive(SimpleObject)]
pub struct DatasetSelection {
    /// Key of the label set: articles labelled with one of its classes are taken.
    label_set_key: String,
    /// Keys of the sources; empty for all.
    source_keys: Vec<String>,
    /// Ids of the crawls; empty for all but those that ended badly and that nobody accepted.
    crawl_ids: Vec<Uuid>,
    /// Published at this moment or later.
    published_from: Option<DateTime<Utc>>,
    /// Published before this moment.
    published_to: Option<DateTime<Utc>>,
    /// At most this many of each class.
    max_per_class: Option<u64>,
    /// At least this many characters in title and body together.
    min_characters: u32,
    /// Whether only articles that cleaning keeps were taken, in their cleaned text.
    only_clean: bool,
    /// What of an article models read.
    recipe: TextRecipe,
    /// Which share goes where.
    ratios: SplitRatios,
    /// Decides which rows are drawn and where they go.
    seed: Int64,
}

/// What of an article models read: a dataset, the runs on it, their model versions and predictions have the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "dataset::Recipe")]
pub enum TextRecipe {
    /// Title and body, with everything in them: digits, hanja and Latin letters too.
    #[default]
    TitleBody,
    /// The title alone.
    Title,
    /// Title and body, of which only Hangul syllables and the spaces between words are left.
    HangulOnly,
}

/// What share of the rows each split gets; they sum to 1.
#[derive(SimpleObject)]
pub struct SplitRatios {
    /// Share of train.
    train: f64,
    /// Share of validation.
    validation: f64,
    /// Share of test.
    test: f64,
}

impl From<dataset::Selection> for DatasetSelection {
    fn from(selection: dataset::Selection) -> Self {
        let dataset::Ratios { train, validation, test } = selection.ratios;
        Self {
            label_set_key: selection.label_set_key,
            source_keys: selection.sources,
            crawl_ids: selection.crawls.into_iter().map(|id| id.0).collect(),
            published_from: selection.published_from.map(|time| time.to_datetime()),
            published_to: selection.published_to.map(|time| time.to_datetime()),
            max_per_class: selection.max_per_class,
            min_characters: selection.min_characters,
            only_clean: selection.only_clean.unwrap_or(false),
            recipe: selection.recipe.into(),
            ratios: SplitRatios { train, validation, test },
            seed: selection.seed.into(),
        }
    }
}

/// Which labelled articles a dataset takes, and how it splits them. Articles labelled by a model are never taken: a
/// model would learn its own mistakes.
#[derive(InputObject)]
pub struct DatasetSelectionInput {
    /// Key of the label set: articles labelled with one of its classes are taken.
    label_set_key: String,
    /// Only articles of these sources, by key; all if empty.
    #[graphql(default)]
    source_keys: Vec<String>,
    /// Only articles these crawls collected. If empty, all articles but those of crawls that haven't ended, or ended badly
    /// without that somebody accepted them.
    #[graphql(default)]
    crawl_ids: Vec<Uuid>,
    /// Only articles published at this moment or later.
    published_from: Option<DateTime<Utc>>,
    /// Only articles published before this moment.
    published_to: Option<DateTime<Utc>>,
    /// At most this many of each class, drawn by the seed; a larger number takes a superset. No limit if left out.
    max_per_class: Option<i64>,
    /// Only articles with at least this many characters in title and body together.
    #[graphql(default)]
    min_characters: i64,
    /// Only articles that cleaning keeps, in their cleaned text; if left out, so as soon as anything was cleaned. Articles
    /// that weren't cleaned, or whose text changed since, aren't taken then.
    only_clean: Option<bool>,
    /// What of an article models read.
    #[graphql(default)]
    recipe: TextRecipe,
    /// Which share goes where; 0.8, 0.1 and 0.1 if left out.
    ratios: Option<SplitRatiosInput>,
    /// Decides which rows are drawn and where they go: 0 to 2⁵³ − 1.
    #[graphql(default_with = "Int64(0)")]
    seed: Int64,
}

/// What share of the rows each split gets; they must sum to 1.
#[derive(InputObject)]
pub struct SplitRatiosInput {
    /// Share of train: more than 0.
    train: f64,
    /// Share of validation.
    validation: f64,
    /// Share of test.
    test: f64,
}

impl From<DatasetSelectionInput> for dataset::Selection {
    fn from(input: DatasetSelectionInput) -> Self {
        let ratios = input.ratios.map_or_else(dataset::Ratios::default, |ratios| dataset::Ratios {
            train: ratios.train,
            validation: ratios.validation,
            test: ratios.test,
        });
        Self {
            label_set_key: input.label_set_key,
            sources: input.source_keys,
            crawls: input.crawl_ids.into_iter().map(CrawlId).collect(),
            published_from: input.published_from.map(Into::into),
            published_to: input.published_to.map(Into::into),
            // What is out of range becomes what the domain refuses.
            max_per_class: input.max_per_class.map(|count| u64::try_from(count).unwrap_or(0)),
            min_characters: u32::try_from(input.min_characters.max(0)).unwrap_or(u32::MAX),
            only_clean: input.only_clean,
            recipe: input.recipe.into(),
            ratios,
            seed: u64::try_from(input.seed.0).unwrap_or(u64::MAX),
        }
    }
}

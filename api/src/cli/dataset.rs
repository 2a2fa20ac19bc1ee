//! `gisa dataset`

use api::configuration::Configuration;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    Timestamp,
    dataset::{self, NewDataset, Ratios, Recipe, Selection},
    event::Topic,
    id::CrawlId,
};

use super::{failure::Outcome, ground::Ground, output::Output, watch};

/// Work with datasets.
#[derive(Debug, Subcommand)]
pub enum Dataset {
    /// Select labelled articles, split them without leaks, and seal them
    Build(Build),
}

/// Select labelled articles, split them so that near-duplicates stay together, and seal them for ever.
#[derive(Debug, Args)]
pub struct Build {
    /// The dataset's name
    #[arg(long)]
    name: String,
    /// Key of the label set, such as daum or klue-ynat
    #[arg(long, value_name = "KEY")]
    label_set: String,
    /// Only articles of this source; may be given several times
    #[arg(long, value_name = "KEY")]
    source: Vec<String>,
    /// Only articles that this crawl collected; may be given several times
    #[arg(long, value_name = "ID")]
    crawl: Vec<CrawlId>,
    /// Only articles published at this moment (2026-01-31 or 2026-01-31T12:00:00Z) or later
    #[arg(long, value_parser = moment)]
    from: Option<Timestamp>,
    /// Only articles published before this moment
    #[arg(long, value_parser = moment)]
    to: Option<Timestamp>,
    /// At most this many articles of each class
    #[arg(long, value_name = "N")]
    max_per_class: Option<u64>,
    /// Only articles with at least this many characters
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_characters: u32,
    /// Only articles that cleaning keeps, in their cleaned text: yes or no [default: yes, as soon as anything was cleaned]
    #[arg(long, value_name = "YES/NO", value_parser = clap::builder::BoolishValueParser::new())]
    only_clean: Option<bool>,
    /// What of an article models read
    #[arg(long, value_enum, default_value_t = TextRecipe::TitleBody)]
    recipe: TextRecipe,
    /// Share of the training split
    #[arg(long, value_name = "SHARE", default_value_t = Ratios::default().train)]
    train: f64,
    /// Share of the validation split
    #[arg(long, value_name = "SHARE", default_value_t = Ratios::default().validation)]
    validation: f64,
    /// Share of the test split
    #[arg(long, value_name = "SHARE", default_value_t = Ratios::default().test)]
    test: f64,
    /// Decides which articles are drawn and where they go
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// What of an article models read.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TextRecipe {
    /// Title and body, with everything in them
    TitleBody,
    /// The title alone
    Title,
    /// Title and body, of which only Hangul and the spaces between words are left
    HangulOnly,
}

impl From<TextRecipe> for Recipe {
    fn from(recipe: TextRecipe) -> Self {
        match recipe {
            TextRecipe::TitleBody => Self::TitleBody,
            TextRecipe::Title => Self::Title,
            TextRecipe::HangulOnly => Self::HangulOnly,
        }
    }
}

impl Build {
    /// Builds the dataset and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let selection = Selection {
            label_set_key: self.label_set,
            sources: self.source,
            crawls: self.crawl,
            published_from: self.from,
            published_to: self.to,
            max_per_class: self.max_per_class,
            min_characters: self.min_characters,
            only_clean: self.only_clean,
            recipe: self.recipe.into(),
            ratios: Ratios { train: self.train, validation: self.validation, test: self.test },
            seed: self.seed,
        };
        let dataset =
            dataset::request(&ground.acting("gisa dataset build"), NewDataset { name: self.name, selection }).await?;
        watch::run(&ground, output, dataset.id.0, Topic::Dataset, |_, _| {}).await?;
        let dataset = dataset::find(ground.database.connection(), dataset.id).await?;
        report(&dataset, output)
    }
}

/// Writes what a sealed dataset holds.
pub fn report(dataset: &dataset::Model, output: Output) -> Outcome {
    let report = dataset.report()?;
    let (rows, sha256) = (dataset.row_count.unwrap_or(0), dataset.manifest_sha256.as_deref().unwrap_or_default());
    let value = serde_json::json!({
        "datasetId": dataset.id, "name": dataset.name, "status": dataset.status, "rows": rows, "sha256": sha256,
        "report": report,
    });
    output.result(&value, &format!("dataset {} is sealed: {rows} rows, SHA-256 {sha256}", dataset.id));
    Ok(())
}

pub fn moment(text: &str) -> Result<Timestamp, String> {
    let day = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let moment: Result<DateTime<Utc>, _> = text.parse().or_else(|_| text.parse::<NaiveDate>().map(day));
    moment.map(Timestamp::from).map_err(|_| "must be a day (2026-01-31) or a moment (2026-01-31T12:00:00Z)".to_owned())
}

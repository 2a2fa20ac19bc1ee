//! What a pipeline run does: as asked for, and as told.

use async_graphql::{InputObject, SimpleObject};
use domain::pipeline_run::{CleanStep, CrawlStep, Plan, TrainStep};
use serde_json::Value;

use super::{
    cleaning_selection::{CleaningSelection, CleaningSelectionInput},
    dataset_selection::{DatasetSelection, DatasetSelectionInput},
    error::{Failure, RefusedField, Result, camel_case},
    sweep_search::{snake_case, value_of, word},
    training_parameters,
};

/// What a pipeline run does.
#[derive(SimpleObject)]
pub struct PipelinePlan {
    /// What is crawled first; null if nothing is.
    crawl: Option<PipelineCrawl>,
    /// What is cleaned then; null if nothing is.
    clean: Option<PipelineCleaning>,
    /// What the dataset takes.
    dataset: DatasetSelection,
    /// How a model is trained on it; null if none is.
    train: Option<PipelineTraining>,
    /// Whether the model is measured on the dataset's test split.
    evaluate: bool,
}

/// What a pipeline, or a schedule, crawls.
#[derive(SimpleObject)]
pub struct PipelineCrawl {
    /// Key of the source.
    source_key: String,
    /// Most list pages of a section; null for one.
    pages_per_section: Option<i32>,
}

/// What a pipeline cleans.
#[derive(SimpleObject)]
pub struct PipelineCleaning {
    /// Which articles.
    selection: CleaningSelection,
    /// By which version of the rules; null for the newest.
    rule_set_version: Option<i32>,
}

/// How a pipeline trains.
#[derive(SimpleObject)]
pub struct PipelineTraining {
    /// The model it starts from.
    base_model: String,
    /// All parameters.
    parameters: Vec<TrainingSetting>,
}

/// A training parameter and its value.
#[derive(SimpleObject)]
pub struct TrainingSetting {
    /// The field of `StartTrainingRunInput`.
    field: String,
    /// Its value, as one writes it.
    value: String,
}

impl From<CrawlStep> for PipelineCrawl {
    fn from(crawl: CrawlStep) -> Self {
        Self { source_key: crawl.source_key, pages_per_section: crawl.pages_per_section }
    }
}

impl From<PipelineCrawlInput> for CrawlStep {
    fn from(crawl: PipelineCrawlInput) -> Self {
        Self { source_key: crawl.source_key, pages_per_section: crawl.pages_per_section }
    }
}

impl PipelinePlan {
    /// As the domain has it.
    pub fn of(plan: Plan) -> Result<Self> {
        let crawl = plan.crawl.map(PipelineCrawl::from);
        let clean = plan.clean.map(|clean| PipelineCleaning {
            selection: clean.selection.into(),
            rule_set_version: clean.rule_set_version,
        });
        let train = plan.train.map(PipelineTraining::of).transpose()?;
        Ok(Self { crawl, clean, dataset: plan.dataset.into(), train, evaluate: plan.evaluate })
    }
}

impl PipelineTraining {
    /// As the domain has it.
    pub fn of(train: TrainStep) -> Result<Self> {
        let parameters: serde_json::Map<String, Value> = serde_json::from_str(&train.parameters)?;
        let setting =
            |(field, value): (&String, &Value)| TrainingSetting { field: camel_case(field), value: word(value) };
        Ok(Self { base_model: train.base_model, parameters: parameters.iter().map(setting).collect() })
    }
}

/// What a pipeline run is to do: crawl, clean, build a dataset, train, evaluate. What is left out isn't done.
#[derive(InputObject)]
pub struct PipelinePlanInput {
    /// Crawl a source first. If that ends degraded the run waits for somebody to accept the crawl and retry.
    crawl: Option<PipelineCrawlInput>,
    /// Clean these articles then, and apply that.
    clean: Option<PipelineCleaningInput>,
    /// What the dataset takes.
    dataset: DatasetSelectionInput,
    /// Train a model on it.
    train: Option<PipelineTrainingInput>,
    /// Wait until the model is measured on the dataset's test split; needs `train`.
    #[graphql(default)]
    evaluate: bool,
}

/// What a pipeline, or a schedule, crawls.
#[derive(InputObject)]
pub struct PipelineCrawlInput {
    /// Key of the source.
    source_key: String,
    /// Most list pages of a section; one if left out.
    pages_per_section: Option<i32>,
}

/// What a pipeline cleans.
#[derive(InputObject)]
pub struct PipelineCleaningInput {
    /// Which articles; all if left out.
    #[graphql(default)]
    selection: CleaningSelectionInput,
    /// By which version of the rules; the newest if left out.
    rule_set_version: Option<i32>,
}

/// How a pipeline, or a schedule, trains.
#[derive(Default, InputObject)]
pub struct PipelineTrainingInput {
    /// Parameters other than their defaults.
    #[graphql(default)]
    parameters: Vec<TrainingSettingInput>,
}

/// A training parameter and its value.
#[derive(InputObject)]
pub struct TrainingSettingInput {
    /// The field of `StartTrainingRunInput`, such as `baseModel` or `epochs`.
    field: String,
    /// Its value, as one writes it.
    value: String,
}

impl PipelinePlanInput {
    /// As the domain has it; fields at fault are named below `path`.
    pub fn complete(self, path: &str) -> Result<Plan> {
        let crawl = self.crawl.map(CrawlStep::from);
        let clean = self
            .clean
            .map(|clean| CleanStep { selection: clean.selection.into(), rule_set_version: clean.rule_set_version });
        let train = self.train.map(|train| train.complete(&format!("{path}.train"))).transpose()?;
        Ok(Plan { crawl, clean, dataset: self.dataset.into(), train, evaluate: self.evaluate })
    }
}

impl PipelineTrainingInput {
    /// The parameters in full; fields at fault are named below `path`.
    pub fn complete(self, path: &str) -> Result<TrainStep> {
        let known = serde_json::to_value(ml::parameters::TrainingParameters::default())?;
        let mut wrong = Vec::new();
        let mut given = serde_json::Map::new();
        for (place, setting) in self.parameters.into_iter().enumerate() {
            let field = snake_case(&setting.field);
            if known.get(&field).is_none() {
                let message = format!("there is no training parameter {}", setting.field);
                wrong.push(RefusedField { path: format!("{path}.parameters.{place}.field"), message });
                continue;
            }
            given.insert(field, value_of(&setting.value));
        }
        if !wrong.is_empty() {
            return Err(Failure::refused(wrong));
        }
        let parameters = training_parameters::read(given).map_err(|wrong| {
            let below = |wrong: RefusedField| RefusedField {
                path: wrong.path.replacen("input", &format!("{path}.parameters"), 1),
                ..wrong
            };
            Failure::refused(wrong.into_iter().map(below).collect())
        })?;
        let base_model = parameters.base_model.clone();
        Ok(TrainStep { base_model, parameters: serde_json::to_string(&parameters)? })
    }
}

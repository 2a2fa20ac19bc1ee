//! What a schedule starts.

use sea_orm::{QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    Error, InvalidField, Result,
    cleaning_run::{self, NewCleaning},
    crawl::{self, NewCrawl},
    database::DatabaseTransaction,
    dataset::{self, NewDataset},
    label_set,
    pipeline_run::{self, CrawlStep, NewPipeline, Plan, TrainStep},
    training_run::{self, NewTrainingRun},
};

/// What a schedule starts: rows like those that people ask for, with a job each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Crawls a source.
    Crawl(CrawlStep),
    /// Cleans articles.
    Clean {
        /// Which articles.
        #[serde(default)]
        selection: cleaning_run::Selection,
        /// Apply what is proposed.
        apply: bool,
    },
    /// Builds a dataset.
    BuildDataset {
        /// What it takes.
        selection: dataset::Selection,
    },
    /// Trains on the newest sealed dataset of a label set.
    Train(TrainOnNewest),
    /// Starts a pipeline run.
    Pipeline {
        /// What its steps do.
        plan: Plan,
    },
}

/// A training on whatever dataset is the newest then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainOnNewest {
    /// Key of the label set.
    pub label_set_key: String,
    /// How a model is trained.
    #[serde(flatten)]
    pub train: TrainStep,
}

impl Action {
    /// Every field that is wrong in itself; what only shows then is told by the schedule's last error.
    pub(super) fn check(&self) -> Vec<InvalidField> {
        let renamed = |prefix: &str, fields: Vec<InvalidField>| {
            let rename =
                |field: InvalidField| InvalidField::new(field.field.replace("selection.", prefix), field.message);
            fields.into_iter().map(rename).collect()
        };
        match self {
            Self::Crawl(_) | Self::Clean { .. } | Self::Train(_) => Vec::new(),
            Self::BuildDataset { selection } => renamed("action.build_dataset.", selection.check()),
            Self::Pipeline { plan } => renamed("action.pipeline.dataset.", plan.dataset.check()),
        }
    }

    /// Starts it, in the caller's transaction; gives the row that was made.
    pub(super) async fn start(self, transaction: &DatabaseTransaction, name: &str) -> Result<Uuid> {
        let requested_by = format!("schedule {name}");
        match self {
            Self::Crawl(CrawlStep { source_key, pages_per_section }) => {
                let new = NewCrawl { source_key, pages_per_section, ..NewCrawl::default() };
                Ok(crawl::enqueue(transaction, new).await?.id.0)
            }
            Self::Clean { selection, apply } => {
                let new = NewCleaning { selection, rule_set_version: None, applies_when_ready: apply, requested_by };
                Ok(cleaning_run::enqueue(transaction, &new).await?.id.0)
            }
            Self::BuildDataset { selection } => {
                let new = NewDataset { name: name.into(), selection };
                Ok(dataset::enqueue(transaction, new).await?.id.0)
            }
            Self::Train(TrainOnNewest { label_set_key, train }) => {
                let label_set = label_set::find_by_key(transaction, &label_set_key).await?;
                let newest = dataset::Filter {
                    status: Some(dataset::Status::Sealed),
                    label_set_id: Some(label_set.id),
                    ..Default::default()
                };
                let newest = newest.apply(dataset::Entity::find()).order_by_desc(dataset::Column::Id);
                let newest = newest.one(transaction).await?.ok_or_else(|| {
                    Error::Conflict(format!(
                        "there is no sealed dataset of the label set {label_set_key}; build one first"
                    ))
                })?;
                let new = NewTrainingRun {
                    name: name.into(),
                    dataset_id: newest.id,
                    base_model: train.base_model,
                    parameters: train.parameters,
                };
                Ok(training_run::enqueue(transaction, new).await?.id.0)
            }
            Self::Pipeline { plan } => {
                let new = NewPipeline { name: name.into(), plan, requested_by };
                Ok(pipeline_run::enqueue(transaction, new).await?.id.0)
            }
        }
    }
}

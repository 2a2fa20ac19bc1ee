//! What a schedule starts: as asked for, and as told.

use async_graphql::{InputObject, OneofObject, SimpleObject, Union};
use domain::schedule::{Action, TrainOnNewest};

use super::{
    cleaning_selection::{CleaningSelection, CleaningSelectionInput},
    dataset_selection::{DatasetSelection, DatasetSelectionInput},
    error::Result,
    pipeline_plan::{
        PipelineCrawl, PipelineCrawlInput, PipelinePlan, PipelinePlanInput, PipelineTraining, PipelineTrainingInput,
    },
};

/// What a schedule starts.
#[derive(Union)]
pub enum ScheduleAction {
    /// It crawls a source.
    Crawl(PipelineCrawl),
    /// It cleans articles.
    Clean(ScheduledCleaning),
    /// It builds a dataset.
    BuildDataset(ScheduledDataset),
    /// It trains.
    Train(ScheduledTraining),
    /// It starts a pipeline run.
    Pipeline(ScheduledPipeline),
}

/// A cleaning by the clock.
#[derive(SimpleObject)]
pub struct ScheduledCleaning {
    /// Which articles.
    selection: CleaningSelection,
    /// Whether it is applied as soon as it has proposed.
    applies_when_ready: bool,
}

/// A dataset by the clock.
#[derive(SimpleObject)]
pub struct ScheduledDataset {
    /// What it takes.
    selection: DatasetSelection,
}

/// A training by the clock, on the newest sealed dataset then.
#[derive(SimpleObject)]
pub struct ScheduledTraining {
    /// Key of the dataset's label set.
    label_set_key: String,
    /// How.
    training: PipelineTraining,
}

/// A pipeline run by the clock.
#[derive(SimpleObject)]
pub struct ScheduledPipeline {
    /// What it does.
    plan: PipelinePlan,
}

impl ScheduleAction {
    /// As the domain has it.
    pub fn of(action: Action) -> Result<Self> {
        Ok(match action {
            Action::Crawl(crawl) => Self::Crawl(crawl.into()),
            Action::Clean { selection, apply } => {
                Self::Clean(ScheduledCleaning { selection: selection.into(), applies_when_ready: apply })
            }
            Action::BuildDataset { selection } => Self::BuildDataset(ScheduledDataset { selection: selection.into() }),
            Action::Train(TrainOnNewest { label_set_key, train }) => {
                Self::Train(ScheduledTraining { label_set_key, training: PipelineTraining::of(train)? })
            }
            Action::Pipeline { plan } => Self::Pipeline(ScheduledPipeline { plan: PipelinePlan::of(plan)? }),
        })
    }
}

/// What a schedule is to start: exactly one of these.
#[derive(OneofObject)]
pub enum ScheduleActionInput {
    /// Crawl a source.
    Crawl(PipelineCrawlInput),
    /// Clean articles.
    Clean(ScheduledCleaningInput),
    /// Build a dataset, named like the schedule.
    BuildDataset(DatasetSelectionInput),
    /// Train on the newest sealed dataset then.
    Train(ScheduledTrainingInput),
    /// Start a pipeline run, named like the schedule.
    Pipeline(PipelinePlanInput),
}

/// A cleaning by the clock.
#[derive(InputObject)]
pub struct ScheduledCleaningInput {
    /// Which articles; all if left out.
    #[graphql(default)]
    selection: CleaningSelectionInput,
    /// Apply it as soon as it has proposed.
    #[graphql(default = true)]
    applies_when_ready: bool,
}

/// A training by the clock.
#[derive(InputObject)]
pub struct ScheduledTrainingInput {
    /// Key of the dataset's label set.
    label_set_key: String,
    /// How; with default parameters if left out.
    training: Option<PipelineTrainingInput>,
}

impl ScheduleActionInput {
    /// As the domain has it.
    pub fn complete(self) -> Result<Action> {
        Ok(match self {
            Self::Crawl(crawl) => Action::Crawl(crawl.into()),
            Self::Clean(clean) => Action::Clean { selection: clean.selection.into(), apply: clean.applies_when_ready },
            Self::BuildDataset(selection) => Action::BuildDataset { selection: selection.into() },
            Self::Train(train) => {
                let training = train.training.unwrap_or_default().complete("input.action.train.training")?;
                Action::Train(TrainOnNewest { label_set_key: train.label_set_key, train: training })
            }
            Self::Pipeline(plan) => Action::Pipeline { plan: plan.complete("input.action.pipeline")? },
        })
    }
}

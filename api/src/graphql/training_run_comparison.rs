//! Training runs side by side.

use std::{collections::HashSet, ops::RangeInclusive};

use async_graphql::{Context, Object, SimpleObject};
use domain::{
    id::TrainingRunId,
    training_run,
    training_step::{self, Window},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    connection,
    error::{Result, camel_case},
    loader::EpochsOf,
    loader::VersionOf,
    loaders,
    metrics::EvaluationMetrics,
    sweep_search::word,
    training_curve::{TrainingEpoch, check_points},
    training_run::TrainingRun,
};

/// Most runs that are compared at once.
const MAX_RUNS: usize = 200;
/// How many points a curve among others may be asked for.
const LOSS_POINTS: RangeInclusive<i32> = training_step::FEWEST_POINTS..=1000;

pub struct TrainingRunComparison(Vec<training_run::Model>);

/// Training runs side by side, in the order in which they were asked for. `compareModelVersions` compares what two of
/// them made on the same rows.
#[Object]
impl TrainingRunComparison {
    /// The parameters in which they differ, by name; `datasetId` is one of them.
    async fn differences(&self) -> Result<Vec<ParameterDifference>> {
        let parameters = self.0.iter().map(parameters_of).collect::<Result<Vec<_>>>()?;
        let mut names: Vec<&String> = parameters.iter().flat_map(|one| one.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let difference = |name: &String| {
            let values: Vec<Option<String>> =
                parameters.iter().map(|one| one.get(name).filter(|value| !value.is_null()).map(word)).collect();
            let differ = values.windows(2).any(|pair| pair[0] != pair[1]);
            differ.then(|| ParameterDifference { field: camel_case(name), values })
        };
        Ok(names.into_iter().filter_map(difference).collect())
    }

    /// Each run with its curve and its final figures.
    #[graphql(complexity = "child_complexity")]
    async fn runs(&self) -> Vec<ComparedTrainingRun> {
        self.0.iter().cloned().map(ComparedTrainingRun).collect()
    }

    /// The training loss of each run with few points, to be drawn over one axis: all steps if they are no more than
    /// that, else of each of many stretches, the same for all runs, those with the least and the greatest loss.
    #[graphql(complexity = "10 + child_complexity")]
    async fn loss_curves(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From this step on; from the first if left out.")] from_step: Option<i32>,
        #[graphql(desc = "Up to this step; to the last if left out.")] to_step: Option<i32>,
        #[graphql(desc = "Most points of a curve: 16 to 1,000.", default = 200)] maximum_points: i32,
    ) -> Result<Vec<LossCurve>> {
        check_points(maximum_points, LOSS_POINTS)?;
        let ids: Vec<TrainingRunId> = self.0.iter().map(|run| run.id).collect();
        let window = Window { from: from_step, to: to_step };
        let mut curves = training_step::loss_curves(connection(context), &ids, window, maximum_points).await?;
        let curve = |id: &TrainingRunId| {
            let (steps, losses) = curves.remove(id).unwrap_or_default().into_iter().unzip();
            LossCurve { training_run_id: id.0, steps, losses }
        };
        Ok(ids.iter().map(curve).collect())
    }
}

/// The training loss of one run among others.
#[derive(SimpleObject)]
pub struct LossCurve {
    /// The run.
    training_run_id: Uuid,
    /// Numbers of its optimiser steps, in order.
    steps: Vec<i32>,
    /// The loss of each of them, in nats.
    losses: Vec<f64>,
}

/// A parameter in which runs differ.
#[derive(SimpleObject)]
pub struct ParameterDifference {
    /// The field of `StartTrainingRunInput`.
    field: String,
    /// Each run's value as one writes it, in the order of the runs; null where it is absent.
    values: Vec<Option<String>>,
}

pub struct ComparedTrainingRun(training_run::Model);

/// A training run among others.
#[Object]
impl ComparedTrainingRun {
    /// The run.
    async fn training_run(&self) -> TrainingRun {
        TrainingRun(self.0.clone())
    }

    /// Its epochs so far, in order.
    #[graphql(complexity = "20 * child_complexity")]
    async fn curve(&self, context: &Context<'_>) -> Result<Vec<TrainingEpoch>> {
        let epochs = loaders(context).get(EpochsOf(self.0.id)).await?;
        epochs.iter().map(TrainingEpoch::stored).collect()
    }

    /// The best of its epochs so far by macro-F1 on the validation split, which is the one that is kept.
    async fn best_epoch(&self, context: &Context<'_>) -> Result<Option<TrainingEpoch>> {
        let epochs = loaders(context).get(EpochsOf(self.0.id)).await?;
        let best = epochs.iter().rfind(|epoch| epoch.best);
        best.map(TrainingEpoch::stored).transpose()
    }

    /// What its model version measured on the test split, if it made one.
    async fn test_metrics(&self, context: &Context<'_>) -> Result<Option<EvaluationMetrics>> {
        let version = loaders(context).find(VersionOf(self.0.id)).await?;
        let metrics = version.map(|version| serde_json::from_str(&version.test_metrics)).transpose()?;
        Ok(metrics.map(EvaluationMetrics))
    }

    /// Seconds from its start to its end, once it has ended.
    async fn seconds(&self) -> Option<f64> {
        let (started, finished) = (self.0.started_at?, self.0.finished_at?);
        Some((finished.0 - started.0) as f64 / 1e6)
    }
}

#[derive(Default)]
pub struct TrainingRunComparisonQuery;

#[Object]
impl TrainingRunComparisonQuery {
    /// Up to 200 training runs side by side: parameters that differ, curves, final figures.
    #[graphql(complexity = "ids.len() * child_complexity")]
    async fn compare_training_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Ids of the runs, each once.")] ids: Vec<Uuid>,
    ) -> Result<TrainingRunComparison> {
        if !(2..=MAX_RUNS).contains(&ids.len()) {
            let message = format!("must name 2 to {MAX_RUNS} training runs; {} are given", ids.len());
            return Err(domain::Error::invalid("ids", message).into());
        }
        if let Some(twice) = ids.iter().scan(HashSet::new(), |seen, id| Some((seen.insert(*id), id))).find(|one| !one.0)
        {
            return Err(
                domain::Error::invalid("ids", format!("must name each run once; {} is there twice", twice.1)).into()
            );
        }
        let ids: Vec<TrainingRunId> = ids.into_iter().map(TrainingRunId).collect();
        Ok(TrainingRunComparison(training_run::find_all(connection(context), &ids).await?))
    }
}

/// A run's parameters, and its dataset.
fn parameters_of(run: &training_run::Model) -> Result<serde_json::Map<String, Value>> {
    let mut parameters: serde_json::Map<String, Value> = serde_json::from_str(&run.parameters)?;
    parameters.insert("dataset_id".into(), run.dataset_id.to_string().into());
    Ok(parameters)
}

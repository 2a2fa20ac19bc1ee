//! Model versions: immutable, proven bundles.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    deployment, evaluation,
    id::{DatasetId, LabelSetId, ModelVersionId, TrainingRunId},
    model_version,
    page::{Direction, Order, Paging},
    prediction,
};
use ml::{calibration::Calibration, parity::ParityReport};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    connection::{self, Connection, cost},
    deployment::Deployment,
    error::Result,
    evaluation::{Evaluation, EvaluationSplit},
    evaluation_report::ModelCalibration,
    found,
    int64::Int64,
    label_set::LabelSet,
    loader::TakedownsIn,
    loaders,
    metrics::EvaluationMetrics,
    model_bundle::{self, ModelFile, Quantisation},
    prediction::Prediction,
    takedown::Takedown,
    training_run::TrainingRun,
};

pub struct ModelVersion(pub model_version::Model);

impl From<model_version::Model> for ModelVersion {
    fn from(model: model_version::Model) -> Self {
        Self(model)
    }
}

/// What a model version is to the training run that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "model_version::Kind")]
pub enum ModelVersionKind {
    /// What the run was started for.
    Trained,
    /// What the trained one must beat: a linear classifier over character n-grams of the same rows.
    Baseline,
}

/// An immutable model, named by the hash of its files, for which ONNX Runtime was proven to compute what was trained.
#[Object]
impl ModelVersion {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its number: 1, 2, 3 … in order of registration.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// What it is to the training run that made it.
    async fn kind(&self) -> ModelVersionKind {
        self.0.kind.into()
    }

    /// SHA-256 of its bundle's manifest.
    async fn bundle_sha256(&self) -> &str {
        &self.0.bundle_sha256
    }

    /// Which model it is ("scratch-mini", or "ngram-linear" for a baseline).
    async fn architecture(&self) -> &str {
        &self.0.architecture
    }

    /// Weights in the model.
    async fn parameter_count(&self) -> Int64 {
        Int64(self.0.parameter_count)
    }

    /// Size of its bundle.
    async fn size_bytes(&self) -> Int64 {
        Int64(self.0.size_bytes)
    }

    /// The proof that ONNX Runtime computes what was trained.
    async fn parity(&self) -> Result<ParityProof> {
        Ok(serde_json::from_str::<ParityReport>(&self.0.parity)?.into())
    }

    /// What was measured on the test split.
    async fn test_metrics(&self) -> Result<EvaluationMetrics> {
        Ok(EvaluationMetrics(serde_json::from_str(&self.0.test_metrics)?))
    }

    /// How its probabilities were made believable; null for a version whose probabilities stand as they are.
    async fn calibration(&self) -> Result<Option<ModelCalibration>> {
        let calibration = self.0.calibration.as_deref().map(serde_json::from_str::<Calibration>).transpose()?;
        Ok(calibration.map(Into::into))
    }

    /// The files of its bundle by name.
    #[graphql(complexity = "20 * child_complexity")]
    async fn files(&self, context: &Context<'_>) -> Result<Vec<ModelFile>> {
        model_bundle::files(context, &self.0).await
    }

    /// What 8-bit weights cost, or would have cost, it; null if they were never measured.
    #[graphql(complexity = "20 + child_complexity")]
    async fn quantisation(&self, context: &Context<'_>) -> Result<Option<Quantisation>> {
        model_bundle::quantisation(context, &self.0).await
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// The training run that made it; of a baseline the first one, since runs on the same rows share it.
    async fn training_run(&self, context: &Context<'_>) -> Result<TrainingRun> {
        Ok(TrainingRun(loaders(context).get(self.0.training_run_id).await?))
    }

    /// Takedowns of articles that it learnt from, or was measured on when it was trained; oldest first.
    async fn takedowns(&self, context: &Context<'_>) -> Result<Vec<Takedown>> {
        let run = loaders(context).get(self.0.training_run_id).await?;
        let takedowns = loaders(context).get(TakedownsIn(run.dataset_id)).await?;
        Ok(takedowns.iter().cloned().map(Takedown).collect())
    }

    /// The label set of its classes.
    async fn label_set(&self, context: &Context<'_>) -> Result<LabelSet> {
        Ok(LabelSet(loaders(context).get(self.0.label_set_id).await?))
    }

    /// What was measured of it, on which rows, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "Relay's paging arguments are flat")]
    async fn evaluations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only evaluations on this dataset.")] dataset_id: Option<Uuid>,
        #[graphql(desc = "Only evaluations of these rows.")] split: Option<EvaluationSplit>,
    ) -> Result<Connection<Evaluation>> {
        let filter = evaluation::Filter {
            model_version_id: Some(self.0.id),
            dataset_id: dataset_id.map(DatasetId),
            split: split.map(Into::into),
            ..Default::default()
        };
        let order = Order::by_unique(evaluation::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(evaluation::Entity::find()), order, paging).await
    }

    /// The rows of the ledger from which on it served, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn deployments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Deployment>> {
        let select = deployment::Entity::find().filter(deployment::Column::ToVersionId.eq(self.0.id));
        let order = Order::by_unique(deployment::Column::Revision, Direction::Descending);
        connection::list_of_row(context, select, order, Paging::new(first, after, last, before)).await
    }

    /// The answers it gave, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn predictions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Prediction>> {
        let filter = prediction::Filter { model_version_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(prediction::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(prediction::Entity::find()), order, paging).await
    }
}

/// The proof that ONNX Runtime computes what was trained, by libtorch or (a baseline) without it: the same token ids, no label flips, and logits that
/// differ by no more than the tolerance.
#[derive(SimpleObject)]
pub struct ParityProof {
    /// Texts compared.
    cases: u32,
    /// Ragged batches compared.
    batches: u32,
    /// Largest difference of a logit between the two, texts alone.
    max_single_difference: f32,
    /// Largest difference of a logit between training, texts alone, and ONNX Runtime in ragged batches.
    max_batch_difference: f32,
    /// Largest difference of a logit in ONNX Runtime between a text alone and in a batch.
    max_batch_to_single_difference: f32,
    /// The allowed difference.
    tolerance: f32,
}

impl From<ParityReport> for ParityProof {
    fn from(report: ParityReport) -> Self {
        Self {
            cases: report.cases,
            batches: report.batches,
            max_single_difference: report.max_single_difference,
            max_batch_difference: report.max_batch_difference,
            max_batch_to_single_difference: report.max_batch_to_single_difference,
            tolerance: report.tolerance,
        }
    }
}

/// Which model versions to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct ModelVersionFilter {
    /// Only versions that this training run made.
    training_run_id: Option<Uuid>,
    /// Only versions for this label set.
    label_set_id: Option<Uuid>,
    /// Only versions of this kind.
    kind: Option<ModelVersionKind>,
    /// Only versions with this in their architecture's name, or with this number ("12", "v12").
    name: Option<String>,
}

#[derive(Default)]
pub struct ModelVersionQuery;

#[Object]
impl ModelVersionQuery {
    /// Model versions, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn model_versions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which model versions.", default)] filter: ModelVersionFilter,
    ) -> Result<Connection<ModelVersion>> {
        let filter = model_version::Filter {
            training_run_id: filter.training_run_id.map(TrainingRunId),
            label_set_id: filter.label_set_id.map(LabelSetId),
            kind: filter.kind.map(Into::into),
            name: filter.name,
        };
        let order = Order::by_unique(model_version::Column::Number, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(model_version::Entity::find()), order, paging).await
    }

    /// The model version with this id.
    async fn model_version(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The model version's id.")] id: Uuid,
    ) -> Result<Option<ModelVersion>> {
        Ok(found(model_version::find(super::connection(context), ModelVersionId(id)).await)?.map(ModelVersion))
    }
}

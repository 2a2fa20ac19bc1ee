//! Evaluations: a model version measured on labelled rows.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    evaluation::{self, NewEvaluation, Rows},
    evaluation_mistake,
    id::{ArticleImportId, DatasetId, EvaluationId, ModelVersionId},
    job,
    page::{Direction, Order, Paging},
};
use ml::evaluation::{Report, coverage};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    article_import::ArticleImport,
    connection::{self, Connection, cost},
    dataset::{Dataset, ExportFormat},
    error::{self, Result},
    evaluation_report::{CoveragePoint, EvaluationCalibration, EvaluationMistake, EvaluationSlice, SliceDimension},
    found,
    job::Job,
    label_set::LabelSet,
    loaders,
    metrics::EvaluationMetrics,
    model_version::ModelVersion,
    services,
};

pub struct Evaluation(pub evaluation::Model);

impl From<evaluation::Model> for Evaluation {
    fn from(model: evaluation::Model) -> Self {
        Self(model)
    }
}

/// Where an evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "evaluation::Status")]
pub enum EvaluationStatus {
    /// It waits for a worker.
    Queued,
    /// The version answers; `jobs` tells how far it is.
    Running,
    /// Everything is measured.
    Succeeded,
    /// It ended without figures; `errorCode` and `error` say why.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// Which rows of a dataset are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "evaluation::Split")]
pub enum EvaluationSplit {
    /// Those of the training split: what the version has seen.
    Train,
    /// Those of the validation split: what chose its best epoch and its temperature.
    Validation,
    /// Those of the test split.
    Test,
    /// All of them.
    All,
}

/// A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
/// until it has succeeded.
#[Object]
impl Evaluation {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Where it stands.
    async fn status(&self) -> EvaluationStatus {
        self.0.status.into()
    }

    /// Which rows of the dataset; ALL for an import.
    async fn split(&self) -> EvaluationSplit {
        self.0.split.into()
    }

    /// 1, 2, 3 … of the version's evaluations on the same rows.
    async fn sequence(&self) -> i32 {
        self.0.sequence
    }

    /// Rows measured.
    async fn row_count(&self) -> Option<i64> {
        self.0.row_count
    }

    /// Share of right answers, 0 to 1.
    async fn accuracy(&self) -> Option<f64> {
        self.0.accuracy
    }

    /// Mean of the classes' F1, 0 to 1.
    async fn macro_f1(&self) -> Option<f64> {
        self.0.macro_f1
    }

    /// Mean of the classes' F1 weighted by support, 0 to 1.
    async fn weighted_f1(&self) -> Option<f64> {
        self.0.weighted_f1
    }

    /// Figures of each class and the confusion matrix.
    async fn metrics(&self) -> Result<Option<EvaluationMetrics>> {
        Ok(self.report()?.map(|report| EvaluationMetrics(report.metrics)))
    }

    /// Whether its probabilities can be believed, with the reliability diagram.
    async fn calibration(&self) -> Result<Option<EvaluationCalibration>> {
        Ok(self.report()?.map(|report| report.calibration.into()))
    }

    /// What is gained by not answering when unsure: share of texts answered and accuracy of the answers by threshold, the
    /// highest threshold first, at most 101 points.
    #[graphql(complexity = "20 * child_complexity")]
    async fn coverage(&self) -> Result<Option<Vec<CoveragePoint>>> {
        Ok(self.report()?.map(|report| report.coverage.into_iter().map(Into::into).collect()))
    }

    /// The threshold that answers most texts with at least this accuracy; null if none of `coverage` reaches it.
    async fn threshold_for(
        &self,
        #[graphql(desc = "The wanted share of right answers, 0 to 1.")] accuracy: f64,
    ) -> Result<Option<CoveragePoint>> {
        if !(0.0..=1.0).contains(&accuracy) {
            return Err(domain::Error::invalid("accuracy", "must be from 0 to 1").into());
        }
        let report = self.report()?;
        Ok(report.and_then(|report| coverage::threshold_for(&report.coverage, accuracy)).map(Into::into))
    }

    /// Figures of parts of the rows: by length, by source, by month of publication.
    #[graphql(complexity = "20 * child_complexity")]
    async fn slices(
        &self,
        #[graphql(desc = "Only slices of this kind.")] dimension: Option<SliceDimension>,
    ) -> Result<Option<Vec<EvaluationSlice>>> {
        let wanted = dimension.map(Into::into);
        let of_report = |report: Report| {
            let slices = report.slices.into_iter();
            slices.filter(|slice| wanted.is_none_or(|kind| slice.dimension == kind)).map(Into::into).collect()
        };
        Ok(self.report()?.map(of_report))
    }

    /// The wrong answers with the highest probability, surest first; 200 are kept.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn worst_mistakes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<EvaluationMistake>> {
        let select = evaluation_mistake::Entity::find();
        let select = select.filter(evaluation_mistake::Column::EvaluationId.eq(self.0.id));
        let order = Order::by_unique(evaluation_mistake::Column::Rank, Direction::Ascending);
        connection::list_of_row(context, select, order, Paging::new(first, after, last, before)).await
    }

    /// Where everything measured can be downloaded as JSON, below this server's address.
    async fn report_path(&self) -> Option<String> {
        self.0.report.as_ref().map(|_| format!("/evaluations/{}/report.json", self.0.id))
    }

    /// Where every answer beside the truth can be downloaded, below this server's address.
    async fn rows_path(
        &self,
        #[graphql(desc = "How the file is to be written.")] format: ExportFormat,
    ) -> Option<String> {
        let extension = format.extension();
        self.0.rows_sha256.as_ref().map(|_| format!("/evaluations/{}/rows?format={extension}", self.0.id))
    }

    /// SHA-256 of the stored answers.
    async fn rows_sha256(&self) -> Option<&str> {
        self.0.rows_sha256.as_deref()
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, and what to do.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it began.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// The version that is measured.
    async fn model_version(&self, context: &Context<'_>) -> Result<ModelVersion> {
        Ok(ModelVersion(loaders(context).get(self.0.model_version_id).await?))
    }

    /// The dataset it is measured on, unless that is an import.
    async fn dataset(&self, context: &Context<'_>) -> Result<Option<Dataset>> {
        Ok(match self.0.dataset_id {
            Some(id) => Some(Dataset(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// The import whose labelled articles it is measured on, unless that is a dataset.
    async fn article_import(&self, context: &Context<'_>) -> Result<Option<ArticleImport>> {
        Ok(match self.0.article_import_id {
            Some(id) => Some(ArticleImport(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// The label set of the rows.
    async fn label_set(&self, context: &Context<'_>) -> Result<LabelSet> {
        Ok(LabelSet(loaders(context).get(self.0.label_set_id).await?))
    }

    /// The jobs that work for it, newest first; their progress is its progress.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter { subject_id: Some(self.0.id.0), ..Default::default() };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(job::Entity::find()), order, paging).await
    }
}

impl Evaluation {
    fn report(&self) -> Result<Option<Report>> {
        Ok(self.0.report.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// Which evaluations to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct EvaluationFilter {
    /// Only evaluations of this version.
    model_version_id: Option<Uuid>,
    /// Only evaluations on this dataset.
    dataset_id: Option<Uuid>,
    /// Only evaluations on this import.
    import_id: Option<Uuid>,
    /// Only evaluations of these rows.
    split: Option<EvaluationSplit>,
    /// Only evaluations that stand here.
    status: Option<EvaluationStatus>,
}

impl From<EvaluationFilter> for evaluation::Filter {
    fn from(filter: EvaluationFilter) -> Self {
        Self {
            model_version_id: filter.model_version_id.map(ModelVersionId),
            dataset_id: filter.dataset_id.map(DatasetId),
            article_import_id: filter.import_id.map(ArticleImportId),
            split: filter.split.map(Into::into),
            status: filter.status.map(Into::into),
        }
    }
}

#[derive(Default)]
pub struct EvaluationQuery;

#[Object]
impl EvaluationQuery {
    /// Evaluations, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn evaluations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which evaluations.", default)] filter: EvaluationFilter,
    ) -> Result<Connection<Evaluation>> {
        let filter: evaluation::Filter = filter.into();
        let order = Order::by_unique(evaluation::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(evaluation::Entity::find()), order, paging).await
    }

    /// The evaluation with this id.
    async fn evaluation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The evaluation's id.")] id: Uuid,
    ) -> Result<Option<Evaluation>> {
        Ok(found(evaluation::find(super::connection(context), EvaluationId(id)).await)?.map(Evaluation))
    }
}

/// What to measure, and on what: give either `datasetId` or `importId`.
#[derive(InputObject)]
pub struct EvaluateModelVersionInput {
    /// The model version's id.
    version_id: Uuid,
    /// A sealed dataset whose classes are the version's.
    dataset_id: Option<Uuid>,
    /// An import that read labels whose classes are the version's: all articles it brought or last updated that have one.
    import_id: Option<Uuid>,
    /// Which rows of the dataset: TEST if left out. Leave it out for an import.
    split: Option<EvaluationSplit>,
    /// Measure once more what was measured already; otherwise the finished evaluation is returned.
    #[graphql(default)]
    again: bool,
}

/// The rows that two arguments name between them, if any.
pub fn rows(dataset_id: Option<Uuid>, import_id: Option<Uuid>) -> domain::Result<Option<Rows>> {
    match (dataset_id, import_id) {
        (Some(id), None) => Ok(Some(Rows::Dataset(DatasetId(id)))),
        (None, Some(id)) => Ok(Some(Rows::Import(ArticleImportId(id)))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(domain::Error::invalid("import_id", "give either dataset_id or import_id, not both")),
    }
}

#[derive(Default)]
pub struct EvaluationMutation;

#[Object]
impl EvaluationMutation {
    /// Queues the evaluation of a model version and returns it. One of the same version on the same rows that waits, runs
    /// or has succeeded is returned instead, unless it is asked for again.
    async fn evaluate_model_version(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The version and the rows.")] input: EvaluateModelVersionInput,
    ) -> Result<Evaluation> {
        let rows = rows(input.dataset_id, input.import_id)
            .and_then(|rows| rows.ok_or_else(|| domain::Error::invalid("dataset_id", "give dataset_id or import_id")));
        let new = NewEvaluation {
            model_version_id: ModelVersionId(input.version_id),
            rows: rows.map_err(error::in_input)?,
            split: input.split.map(Into::into),
            again: input.again,
        };
        let evaluation = evaluation::request(&services(context).database, new).await.map_err(error::in_input)?;
        Ok(Evaluation(evaluation))
    }

    /// Stops an evaluation: a queued one at once, a running one within two seconds. Returns it as it stands.
    async fn cancel_evaluation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The evaluation's id.")] id: Uuid,
    ) -> Result<Evaluation> {
        Ok(Evaluation(evaluation::request_cancel(&services(context).database, EvaluationId(id)).await?))
    }
}

//! What an evaluation measured: calibration, coverage, slices, mistakes.

use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::evaluation_mistake;
use ml::{
    calibration::Calibration,
    evaluation::{coverage, reliability, report::CalibrationReport, slice},
};
use uuid::Uuid;

use super::{article::Article, error::Result, label_set::LabelClass, loaders};

/// Whether probabilities can be believed: of answers given with 0.8, 8 in 10 should be right.
#[derive(SimpleObject)]
pub struct EvaluationCalibration {
    /// By what logits were divided before they became probabilities: above 1 the model was too sure of itself.
    temperature: f64,
    /// Expected calibration error over 15 bins of equal width, 0 to 1: the mean distance between how sure answers are and
    /// how often they are right.
    expected_calibration_error: f64,
    /// Mean negative log-likelihood of the truth, in nats.
    negative_log_likelihood: f64,
    /// Mean Brier score over all classes, 0 to 2.
    brier_score: f64,
    /// The expected calibration error at temperature 1.
    expected_calibration_error_at_temperature_1: f64,
    /// The negative log-likelihood at temperature 1, in nats.
    negative_log_likelihood_at_temperature_1: f64,
    /// The reliability diagram: 15 bins of equal width, empty ones included.
    bins: Vec<ReliabilityBin>,
}

impl From<CalibrationReport> for EvaluationCalibration {
    fn from(report: CalibrationReport) -> Self {
        Self {
            temperature: report.temperature,
            expected_calibration_error: report.ece,
            negative_log_likelihood: report.nll,
            brier_score: report.brier,
            expected_calibration_error_at_temperature_1: report.ece_at_temperature_1,
            negative_log_likelihood_at_temperature_1: report.nll_at_temperature_1,
            bins: report.bins.into_iter().map(Into::into).collect(),
        }
    }
}

/// One bin of a reliability diagram.
#[derive(SimpleObject)]
pub struct ReliabilityBin {
    /// Answers given with a probability above this …
    from: f64,
    /// … up to and with this.
    to: f64,
    /// Answers in the bin.
    count: u64,
    /// Their mean probability; null in an empty bin.
    mean_probability: Option<f64>,
    /// Share of right ones among them; null in an empty bin.
    accuracy: Option<f64>,
}

impl From<reliability::Bin> for ReliabilityBin {
    fn from(bin: reliability::Bin) -> Self {
        let reliability::Bin { from, to, count, mean_probability, accuracy } = bin;
        Self { from, to, count, mean_probability, accuracy }
    }
}

/// What happens when only answers with at least a certain probability are given.
#[derive(SimpleObject)]
pub struct CoveragePoint {
    /// Least probability of the class answered.
    threshold: f64,
    /// Share of texts that get an answer, 0 to 1.
    coverage: f64,
    /// Share of right answers among those given, 0 to 1.
    accuracy: f64,
    /// Answers given.
    answered: u64,
}

impl From<coverage::CoveragePoint> for CoveragePoint {
    fn from(point: coverage::CoveragePoint) -> Self {
        let coverage::CoveragePoint { threshold, coverage, accuracy, answered } = point;
        Self { threshold, coverage, accuracy, answered }
    }
}

/// What rows are sorted by into slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "slice::Dimension")]
pub enum SliceDimension {
    /// Characters of the text.
    Length,
    /// Key of the source.
    Source,
    /// Month of publication.
    Month,
}

/// Figures of a part of the rows.
#[derive(SimpleObject)]
pub struct EvaluationSlice {
    /// What the rows are sorted by.
    dimension: SliceDimension,
    /// Which of them these are: a range of characters, a source's key, or a month ("2026-01"; "unknown" where there is no
    /// date).
    key: String,
    /// Rows.
    rows: u64,
    /// Share of right answers, 0 to 1.
    accuracy: f64,
    /// Low end of the accuracy's 95 % interval (Wilson).
    accuracy_low: f64,
    /// High end of the accuracy's 95 % interval (Wilson).
    accuracy_high: f64,
    /// Mean F1 of the classes that occur in the slice, 0 to 1.
    macro_f1: f64,
    /// Whether it has fewer than 30 rows, so that its figures say little.
    is_small: bool,
}

impl From<slice::Slice> for EvaluationSlice {
    fn from(slice: slice::Slice) -> Self {
        Self {
            dimension: slice.dimension.into(),
            key: slice.key,
            rows: slice.rows,
            accuracy: slice.accuracy,
            accuracy_low: slice.accuracy_low,
            accuracy_high: slice.accuracy_high,
            macro_f1: slice.macro_f1,
            is_small: slice.is_small,
        }
    }
}

pub struct EvaluationMistake(evaluation_mistake::Model);

impl From<evaluation_mistake::Model> for EvaluationMistake {
    fn from(model: evaluation_mistake::Model) -> Self {
        Self(model)
    }
}

/// A wrong answer: the model, or the label, is mistaken.
#[Object]
impl EvaluationMistake {
    /// Its place among the mistakes: 1 is the surest.
    async fn rank(&self) -> i32 {
        self.0.rank
    }

    /// The first 300 characters of the text, as it was evaluated.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The class the article is labelled with.
    async fn label(&self, context: &Context<'_>) -> Result<LabelClass> {
        Ok(LabelClass(loaders(context).get(self.0.label_class_id).await?))
    }

    /// The class that was answered.
    async fn predicted(&self, context: &Context<'_>) -> Result<LabelClass> {
        Ok(LabelClass(loaders(context).get(self.0.predicted_class_id).await?))
    }

    /// The probability of the class that was answered, 0 to 1.
    async fn probability(&self) -> f64 {
        self.0.probability
    }

    /// The probability of the class the article is labelled with, 0 to 1.
    async fn label_probability(&self) -> f64 {
        self.0.label_probability
    }

    /// The article's id.
    async fn article_id(&self) -> Uuid {
        self.0.article_id.0
    }

    /// The article as it is now.
    async fn article(&self, context: &Context<'_>) -> Result<Article> {
        Ok(Article(loaders(context).get(self.0.article_id).await?))
    }
}

/// How a version's probabilities were made believable: every logit is divided by one number, fitted after training.
#[derive(SimpleObject)]
pub struct ModelCalibration {
    /// By what logits are divided: above 1 the model was too sure of itself.
    temperature: f64,
    /// The split it was fitted on.
    fitted_on: String,
    /// Rows it was fitted on.
    rows: u64,
    /// Mean negative log-likelihood on them before, in nats.
    negative_log_likelihood_before: f64,
    /// Mean negative log-likelihood on them after, in nats.
    negative_log_likelihood_after: f64,
    /// Expected calibration error on them before, 15 bins of equal width.
    expected_calibration_error_before: f64,
    /// Expected calibration error on them after.
    expected_calibration_error_after: f64,
    /// Below which probability "not sure" is suggested: with it, 95 % of the answers given on these rows are right. Null
    /// if no threshold reaches that.
    not_sure_below: Option<CoveragePoint>,
}

impl From<Calibration> for ModelCalibration {
    fn from(calibration: Calibration) -> Self {
        Self {
            temperature: calibration.temperature,
            fitted_on: calibration.fitted_on,
            rows: calibration.rows,
            negative_log_likelihood_before: calibration.nll_before,
            negative_log_likelihood_after: calibration.nll_after,
            expected_calibration_error_before: calibration.ece_before,
            expected_calibration_error_after: calibration.ece_after,
            not_sure_below: calibration.not_sure_below.map(Into::into),
        }
    }
}

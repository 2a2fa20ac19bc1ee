//! Everything measured over a set of answered rows.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::coverage::{self, CoveragePoint};
use super::mistake::Mistakes;
use super::reliability::{Bin, Reliability, brier, negative_log_likelihood};
use super::row::EvaluatedRow;
use super::slice::{Slice, Slices};
use crate::labels::Labels;
use crate::metrics::{ConfusionMatrix, Metrics};

/// Everything measured over a set of answered rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Accuracy, F1, figures of each class, confusion matrix; the loss is the mean negative log-likelihood.
    pub metrics: Metrics,
    /// Whether probabilities can be believed.
    pub calibration: CalibrationReport,
    /// What is gained by not answering when unsure, least coverage first.
    pub coverage: Vec<CoveragePoint>,
    /// Figures of parts of the rows.
    pub slices: Vec<Slice>,
}

/// Whether probabilities can be believed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibrationReport {
    /// By which logits were divided before they became probabilities.
    pub temperature: f64,
    /// Expected calibration error over [`super::reliability::BINS`] bins of equal width, 0 to 1.
    pub ece: f64,
    /// Mean negative log-likelihood of the truth, in nats.
    pub nll: f64,
    /// Mean Brier score over all classes, 0 to 2.
    pub brier: f64,
    /// The expected calibration error without temperature.
    pub ece_at_temperature_1: f64,
    /// The mean negative log-likelihood without temperature, in nats.
    pub nll_at_temperature_1: f64,
    /// The reliability diagram, empty bins included.
    pub bins: Vec<Bin>,
}

/// A row whose answer isn't one over these classes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// A class that isn't among the model's.
    #[error("article {article_id}: there is no class \"{key}\" among the model's")]
    UnknownClass {
        /// The row's article.
        article_id: String,
        /// The class.
        key: String,
    },
    /// Not a probability for each class.
    #[error("article {article_id}: {found} probabilities for {expected} classes")]
    Probabilities {
        /// The row's article.
        article_id: String,
        /// Probabilities in the row.
        found: usize,
        /// Classes of the model.
        expected: usize,
    },
}

/// Measures rows one by one; holds eight bytes a row besides the worst mistakes.
#[derive(Debug)]
pub struct Evaluator {
    keys: Vec<String>,
    positions: HashMap<String, usize>,
    temperature: f64,
    confusion: ConfusionMatrix,
    likelihood: f64,
    brier: f64,
    reliability: Reliability,
    raw_likelihood: f64,
    raw_reliability: Reliability,
    answers: Vec<(f32, bool)>,
    slices: Slices,
    mistakes: Mistakes,
}

impl Evaluator {
    /// Measures answers over these classes, given at this temperature.
    pub fn new(labels: &Labels, temperature: f64) -> Self {
        let keys: Vec<String> = labels.keys().map(str::to_owned).collect();
        Evaluator {
            positions: keys.iter().cloned().zip(0..).collect(),
            confusion: ConfusionMatrix::new(keys.len()),
            keys,
            temperature,
            likelihood: 0.0,
            brier: 0.0,
            reliability: Reliability::default(),
            raw_likelihood: 0.0,
            raw_reliability: Reliability::default(),
            answers: Vec::new(),
            slices: Slices::default(),
            mistakes: Mistakes::default(),
        }
    }

    /// Counts a row.
    ///
    /// # Errors
    /// When the row isn't one over these classes.
    pub fn record(&mut self, row: &EvaluatedRow) -> Result<(), RowError> {
        let (truth, predicted) = (self.position(row, &row.label)?, self.position(row, &row.predicted)?);
        let (found, expected) = (row.probabilities.len(), self.keys.len());
        if found != expected {
            return Err(RowError::Probabilities { article_id: row.article_id.clone(), found, expected });
        }
        let is_right = truth == predicted;
        self.confusion.record(truth, predicted);
        self.likelihood += negative_log_likelihood(&row.probabilities, truth);
        self.brier += brier(&row.probabilities, truth);
        self.reliability.record(row.probability.into(), is_right);
        let raw = without_temperature(&row.probabilities, self.temperature);
        self.raw_likelihood += negative_log_likelihood(&raw, truth);
        self.raw_reliability.record(raw[predicted].into(), is_right);
        self.answers.push((row.probability, is_right));
        self.slices.record(row, truth, predicted, expected);
        self.mistakes.record(row);
        Ok(())
    }

    /// What was measured, and the worst mistakes: the wrong answers with the highest probability, surest first.
    pub fn finish(self) -> (Report, Vec<EvaluatedRow>) {
        let rows = self.answers.len().max(1) as f64;
        let nll = self.likelihood / rows;
        let report = Report {
            metrics: self.confusion.metrics(nll, self.keys.iter().map(String::as_str)),
            calibration: CalibrationReport {
                temperature: self.temperature,
                ece: self.reliability.expected_calibration_error(),
                nll,
                brier: self.brier / rows,
                ece_at_temperature_1: self.raw_reliability.expected_calibration_error(),
                nll_at_temperature_1: self.raw_likelihood / rows,
                bins: self.reliability.bins(),
            },
            coverage: coverage::thinned(&coverage::curve(self.answers)),
            slices: self.slices.finish(),
        };
        (report, self.mistakes.finish())
    }

    fn position(&self, row: &EvaluatedRow, key: &str) -> Result<usize, RowError> {
        let unknown = || RowError::UnknownClass { article_id: row.article_id.clone(), key: key.to_owned() };
        self.positions.get(key).copied().ok_or_else(unknown)
    }
}

/// What the probabilities would have been at temperature 1: `p^T`, scaled to sum to 1.
fn without_temperature(probabilities: &[f32], temperature: f64) -> Vec<f32> {
    if temperature == 1.0 {
        return probabilities.to_vec();
    }
    let powers: Vec<f64> = probabilities.iter().map(|p| f64::from(*p).powf(temperature)).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| (power / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::probabilities;
    use crate::evaluation::row::tests::row;
    use crate::evaluation::slice::Dimension;
    use crate::labels::Label;

    fn labels(count: usize) -> Labels {
        let label = |n: usize| Label { key: n.to_string(), name_ko: n.to_string(), name_en: n.to_string() };
        Labels((0..count).map(label).collect())
    }

    /// The twenty rows that scikit-learn 1.9.1 was given; see the figures below.
    fn twenty() -> Vec<EvaluatedRow> {
        let rows = (0..20).map(|n| {
            let logits = [0, 1, 2].map(|class: usize| ((n * 7 + class * 5) % 11) as f32 / 3.0);
            let served: Vec<f32> = probabilities(&logits, 1.0).into_iter().map(|p| p as f32).collect();
            row(n, n * n % 3, &served)
        });
        rows.collect()
    }

    #[test]
    fn figures_agree_with_scikit_learn() {
        let mut evaluator = Evaluator::new(&labels(3), 1.0);
        for row in twenty() {
            evaluator.record(&row).unwrap();
        }
        let (report, mistakes) = evaluator.finish();
        let near = |figure: f64, expected: f64| assert!((figure - expected).abs() < 1e-6, "{figure} for {expected}");
        near(report.metrics.accuracy, SKLEARN.accuracy);
        near(report.metrics.macro_f1, SKLEARN.macro_f1);
        near(report.metrics.weighted_f1, SKLEARN.weighted_f1);
        near(report.calibration.nll, SKLEARN.log_loss);
        near(report.calibration.brier, SKLEARN.brier);
        near(report.calibration.ece, SKLEARN.ece);
        near(report.metrics.loss, report.calibration.nll);
        assert_eq!(mistakes.len() as u64, 20 - (SKLEARN.accuracy * 20.0).round() as u64);
        assert!(mistakes.windows(2).all(|two| two[0].probability >= two[1].probability));
        assert_eq!(report.coverage.last().unwrap().accuracy, report.metrics.accuracy);
        let north = report.slices.iter().find(|slice| slice.dimension == Dimension::Source).unwrap();
        assert_eq!((north.key.as_str(), north.rows), ("north", 10));
    }

    struct Reference {
        accuracy: f64,
        macro_f1: f64,
        weighted_f1: f64,
        log_loss: f64,
        brier: f64,
        ece: f64,
    }

    const SKLEARN: Reference = Reference {
        accuracy: 0.65,
        macro_f1: 0.450_757_575_757,
        weighted_f1: 0.691_477_272_727,
        log_loss: 1.157_245_505_474,
        brier: 0.604_658_213_988,
        ece: 0.148_839_590_646,
    };

    #[test]
    fn what_temperature_changed_can_be_told_from_the_rows() {
        let measure = |temperature: f64| {
            let mut evaluator = Evaluator::new(&labels(3), temperature);
            for n in 0..300 {
                let logits = [0, 1, 2].map(|class: usize| ((n * 7 + class * 5) % 31) as f32 / 4.0);
                let served: Vec<f32> = probabilities(&logits, temperature).into_iter().map(|p| p as f32).collect();
                evaluator.record(&row(n, n * n % 3, &served)).unwrap();
            }
            evaluator.finish().0
        };
        let (cool, warm) = (measure(1.0), measure(2.5));
        assert_eq!(cool.metrics.confusion, warm.metrics.confusion);
        assert!((warm.calibration.nll_at_temperature_1 - cool.calibration.nll).abs() < 1e-4);
        assert!((warm.calibration.ece_at_temperature_1 - cool.calibration.ece).abs() < 1e-4);
        assert!((warm.calibration.nll - cool.calibration.nll).abs() > 0.1);
    }

    #[test]
    fn a_row_of_other_classes_is_refused() {
        let mut evaluator = Evaluator::new(&labels(2), 1.0);
        let error = evaluator.record(&row(3, 2, &[0.4, 0.6])).unwrap_err();
        assert_eq!(error.to_string(), "article article-3: there is no class \"2\" among the model's");
        let error = evaluator.record(&row(3, 1, &[0.4, 0.5, 0.1])).unwrap_err();
        assert_eq!(error.to_string(), "article article-3: 3 probabilities for 2 classes");
        let (report, mistakes) = evaluator.finish();
        assert_eq!((report.metrics.rows, report.calibration.ece, mistakes.len()), (0, 0.0, 0));
    }
}

//! What was measured over a split.

use async_graphql::{Object, SimpleObject};
use ml::metrics::{self, Metrics};

pub struct EvaluationMetrics(pub Metrics);

/// What was measured over a split. Definitions are scikit-learn's; a class that was never predicted has precision 0.
#[Object]
impl EvaluationMetrics {
    /// Rows measured.
    async fn rows(&self) -> u64 {
        self.0.rows
    }

    /// Mean cross-entropy without label smoothing, in nats.
    async fn loss(&self) -> f64 {
        self.0.loss
    }

    /// Share of right predictions, 0 to 1.
    async fn accuracy(&self) -> f64 {
        self.0.accuracy
    }

    /// Mean of the classes' F1, 0 to 1.
    async fn macro_f1(&self) -> f64 {
        self.0.macro_f1
    }

    /// Mean of the classes' F1 weighted by support, 0 to 1.
    async fn weighted_f1(&self) -> f64 {
        self.0.weighted_f1
    }

    /// Figures of each class, in the label set's order.
    async fn classes(&self) -> Vec<ClassMetrics> {
        self.0.classes.iter().cloned().map(Into::into).collect()
    }

    /// Counts of predictions, in the label set's order: a row for each true class, in it a column for each predicted
    /// one.
    async fn confusion(&self) -> &[Vec<u64>] {
        &self.0.confusion.0
    }
}

/// Figures of one class.
#[derive(SimpleObject)]
pub struct ClassMetrics {
    /// Key of the class.
    label_key: String,
    /// Share of right ones among those predicted as this class.
    precision: f64,
    /// Share found among those that are this class.
    recall: f64,
    /// Harmonic mean of precision and recall.
    f1: f64,
    /// Rows that are this class.
    support: u64,
}

impl From<metrics::ClassMetrics> for ClassMetrics {
    fn from(class: metrics::ClassMetrics) -> Self {
        let metrics::ClassMetrics { label: label_key, precision, recall, f1, support } = class;
        Self { label_key, precision, recall, f1, support }
    }
}

//! Confusion matrix, accuracy and F1.
//!
//! Definitions are scikit-learn's: a class's F1 is `2·TP / (2·TP + FP + FN)`, 0 where that is 0/0; macro-F1
//! is the plain mean over classes, weighted-F1 the mean weighted by support.

use serde::{Deserialize, Serialize};

/// Counts of predictions: `rows[truth][prediction]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConfusionMatrix(pub Vec<Vec<u64>>);

/// Figures of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassMetrics {
    /// Key of the label.
    pub label: String,
    /// Right among those predicted as this class.
    pub precision: f64,
    /// Found among those that are this class.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Rows that are this class.
    pub support: u64,
}

/// Everything measured over one split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Rows measured.
    pub rows: u64,
    /// Mean cross-entropy (without label smoothing), in nats.
    pub loss: f64,
    /// Share of right predictions.
    pub accuracy: f64,
    /// Mean of the classes' F1.
    pub macro_f1: f64,
    /// Mean of the classes' F1, weighted by support.
    pub weighted_f1: f64,
    /// Figures of each class, in label order.
    pub classes: Vec<ClassMetrics>,
    /// `confusion[truth][prediction]`, in label order.
    pub confusion: ConfusionMatrix,
}

impl ConfusionMatrix {
    /// An empty matrix over `classes` classes.
    pub fn new(classes: usize) -> Self {
        ConfusionMatrix(vec![vec![0; classes]; classes])
    }

    /// Counts one prediction.
    pub fn record(&mut self, truth: usize, prediction: usize) {
        self.0[truth][prediction] += 1;
    }

    /// The figures of this matrix; `loss` is the mean loss over its rows, `keys` the labels' keys in order.
    pub fn metrics<'a>(&self, loss: f64, keys: impl Iterator<Item = &'a str>) -> Metrics {
        let rows: u64 = self.0.iter().flatten().sum();
        let right: u64 = (0..self.0.len()).map(|class| self.0[class][class]).sum();
        let classes: Vec<ClassMetrics> = keys.enumerate().map(|(class, key)| self.class(class, key)).collect();
        let weighted: f64 = classes.iter().map(|class| class.f1 * class.support as f64).sum();
        Metrics {
            rows,
            loss,
            accuracy: ratio(right as f64, rows as f64),
            macro_f1: ratio(classes.iter().map(|class| class.f1).sum(), classes.len() as f64),
            weighted_f1: ratio(weighted, rows as f64),
            classes,
            confusion: self.clone(),
        }
    }

    fn class(&self, class: usize, key: &str) -> ClassMetrics {
        let right = self.0[class][class] as f64;
        let support: u64 = self.0[class].iter().sum();
        let predicted: u64 = self.0.iter().map(|row| row[class]).sum();
        ClassMetrics {
            label: key.to_owned(),
            precision: ratio(right, predicted as f64),
            recall: ratio(right, support as f64),
            f1: ratio(2.0 * right, (support + predicted) as f64),
            support,
        }
    }
}

/// What F1 needs of each class: less than a matrix where there are many classes or many counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassCounts {
    right: Vec<u64>,
    support: Vec<u64>,
    predicted: Vec<u64>,
}

impl ClassCounts {
    /// No rows of `classes` classes.
    pub fn new(classes: usize) -> Self {
        ClassCounts { right: vec![0; classes], support: vec![0; classes], predicted: vec![0; classes] }
    }

    /// Counts one prediction.
    pub fn record(&mut self, truth: usize, prediction: usize) {
        self.support[truth] += 1;
        self.predicted[prediction] += 1;
        self.right[truth] += u64::from(truth == prediction);
    }

    /// Rows counted.
    pub fn rows(&self) -> u64 {
        self.support.iter().sum()
    }

    /// Right predictions among them.
    pub fn right(&self) -> u64 {
        self.right.iter().sum()
    }

    /// Mean F1 of all classes, as [`Metrics::macro_f1`].
    pub fn macro_f1(&self) -> f64 {
        ratio((0..self.right.len()).map(|class| self.f1(class)).sum(), self.right.len() as f64)
    }

    /// Mean F1 of the classes that occur, as truth or as prediction.
    pub fn macro_f1_of_present(&self) -> f64 {
        let present = (0..self.right.len()).filter(|class| self.support[*class] + self.predicted[*class] > 0);
        ratio(present.clone().map(|class| self.f1(class)).sum(), present.count() as f64)
    }

    fn f1(&self, class: usize) -> f64 {
        ratio(2.0 * self.right[class] as f64, (self.support[class] + self.predicted[class]) as f64)
    }
}

/// Position of the largest value; the first of equals. Panics if `values` is empty.
pub fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if value.total_cmp(&values[best]).is_gt() {
            best = index;
        }
    }
    assert!(!values.is_empty(), "argmax of nothing");
    best
}

fn ratio(numerator: f64, denominator: f64) -> f64 {
    if denominator == 0.0 { 0.0 } else { numerator / denominator }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_agree_with_a_worked_example() {
        // truth    0 0 0 1 1 2 ; prediction 0 0 1 1 1 0 (class 2 is never predicted)
        let mut confusion = ConfusionMatrix::new(3);
        for (truth, prediction) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 1), (2, 0)] {
            confusion.record(truth, prediction);
        }
        let metrics = confusion.metrics(0.5, ["a", "b", "c"].into_iter());
        assert_eq!((metrics.rows, metrics.accuracy), (6, 4.0 / 6.0));
        let f1: Vec<f64> = metrics.classes.iter().map(|class| class.f1).collect();
        assert_eq!(f1, [4.0 / 6.0, 0.8, 0.0]);
        assert!((metrics.macro_f1 - (4.0 / 6.0 + 0.8) / 3.0).abs() < 1e-12);
        assert!((metrics.weighted_f1 - (3.0 * 4.0 / 6.0 + 2.0 * 0.8) / 6.0).abs() < 1e-12);
        assert_eq!(
            (metrics.classes[2].precision, metrics.classes[2].recall, metrics.classes[2].support),
            (0.0, 0.0, 1)
        );
    }

    #[test]
    fn counts_by_class_give_the_matrix_macro_f1() {
        let mut confusion = ConfusionMatrix::new(4);
        let mut counts = ClassCounts::new(4);
        for n in 0..50 {
            let (truth, prediction) = (n % 3, n * n % 7 % 3);
            confusion.record(truth, prediction);
            counts.record(truth, prediction);
        }
        let metrics = confusion.metrics(0.0, ["a", "b", "c", "never"].into_iter());
        assert!((counts.macro_f1() - metrics.macro_f1).abs() < 1e-12);
        assert!((counts.macro_f1_of_present() - metrics.macro_f1 * 4.0 / 3.0).abs() < 1e-12);
        assert_eq!((counts.rows(), counts.right() as f64 / 50.0), (50, metrics.accuracy));
    }

    #[test]
    fn nothing_measured_gives_zeros_not_nan() {
        let metrics = ConfusionMatrix::new(2).metrics(0.0, ["a", "b"].into_iter());
        assert_eq!((metrics.accuracy, metrics.macro_f1, metrics.weighted_f1), (0.0, 0.0, 0.0));
    }
}

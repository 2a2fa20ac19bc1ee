//! Whether a probability of 0.8 is right 8 times in 10.
//!
//! Expected calibration error after Guo et al., "On Calibration of Modern Neural Networks" (2017): answers are put
//! into [`BINS`] bins of equal width by the probability of the class answered, `(0, 1/15]`, `(1/15, 2/15]` …; the error
//! is the mean over answers of the distance between their bin's accuracy and its mean probability.

use serde::{Deserialize, Serialize};

/// Bins of equal width between 0 and 1.
pub const BINS: usize = 15;

/// One bin of the reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Probabilities above this …
    pub from: f64,
    /// … up to and with this.
    pub to: f64,
    /// Answers in the bin.
    pub count: u64,
    /// Mean probability of the classes answered; absent in an empty bin.
    pub mean_probability: Option<f64>,
    /// Share of right answers; absent in an empty bin.
    pub accuracy: Option<f64>,
}

/// Answers counted by their probability.
#[derive(Debug, Clone, Default)]
pub struct Reliability {
    counts: [u64; BINS],
    probabilities: [f64; BINS],
    right: [u64; BINS],
}

impl Reliability {
    /// Counts an answer given with this probability, 0 to 1.
    pub fn record(&mut self, probability: f64, is_right: bool) {
        let bin = ((probability * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
        self.counts[bin] += 1;
        self.probabilities[bin] += probability;
        self.right[bin] += u64::from(is_right);
    }

    /// The bins of the reliability diagram, from 0 to 1, empty ones included.
    pub fn bins(&self) -> Vec<Bin> {
        let bin = |index: usize| {
            let count = self.counts[index];
            let mean = |sum: f64| (count > 0).then(|| sum / count as f64);
            Bin {
                from: index as f64 / BINS as f64,
                to: (index + 1) as f64 / BINS as f64,
                count,
                mean_probability: mean(self.probabilities[index]),
                accuracy: mean(self.right[index] as f64),
            }
        };
        (0..BINS).map(bin).collect()
    }

    /// Expected calibration error, 0 to 1; 0 for no answers.
    pub fn expected_calibration_error(&self) -> f64 {
        let total: u64 = self.counts.iter().sum();
        let distance: f64 =
            self.probabilities.iter().zip(&self.right).map(|(sum, right)| (sum - *right as f64).abs()).sum();
        if total == 0 { 0.0 } else { distance / total as f64 }
    }
}

/// Brier score of one answer over all classes: Σ (p − y)², 0 (sure and right) to 2 (sure and wrong).
pub fn brier(probabilities: &[f32], truth: usize) -> f64 {
    let squared = |(class, p): (usize, &f32)| (f64::from(*p) - f64::from(u8::from(class == truth))).powi(2);
    probabilities.iter().enumerate().map(squared).sum()
}

/// Negative log-likelihood of the truth, in nats. A probability too small for 32 bits counts as the smallest that isn't.
pub fn negative_log_likelihood(probabilities: &[f32], truth: usize) -> f64 {
    -f64::from(probabilities[truth].max(f32::MIN_POSITIVE)).ln()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(answers: &[(f64, bool)]) -> Reliability {
        let mut reliability = Reliability::default();
        for (probability, is_right) in answers {
            reliability.record(*probability, *is_right);
        }
        reliability
    }

    #[test]
    fn bins_hold_what_they_say_at_their_edges() {
        let reliability = of(&[(0.0, false), (1.0 / 15.0, true), (0.2, true), (0.2000001, false), (1.0, true)]);
        let counts: Vec<u64> = reliability.bins().iter().map(|bin| bin.count).collect();
        assert_eq!(counts, [2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        let bins = reliability.bins();
        assert_eq!((bins[0].accuracy, bins[1].accuracy, bins[14].mean_probability), (Some(0.5), None, Some(1.0)));
    }

    #[test]
    fn sure_and_right_scores_zero_and_sure_and_wrong_the_worst() {
        assert_eq!((brier(&[1.0, 0.0], 0), brier(&[1.0, 0.0], 1)), (0.0, 2.0));
        assert_eq!(negative_log_likelihood(&[1.0, 0.0], 0), 0.0);
        assert!((negative_log_likelihood(&[1.0, 0.0], 1) - 87.33654475055312).abs() < 1e-9);
        assert_eq!(of(&[]).expected_calibration_error(), 0.0);
    }

    proptest! {
        #[test]
        fn the_calibration_error_is_a_share(answers in prop::collection::vec((0f64..=1.0, any::<bool>()), 0..300)) {
            let reliability = of(&answers);
            let error = reliability.expected_calibration_error();
            prop_assert!((0.0..=1.0).contains(&error), "{error}");
            prop_assert_eq!(reliability.bins().iter().map(|bin| bin.count).sum::<u64>(), answers.len() as u64);
        }

        #[test]
        fn always_sure_is_as_wrong_as_its_mistakes(right in prop::collection::vec(any::<bool>(), 1..200)) {
            let answers: Vec<(f64, bool)> = right.iter().map(|right| (1.0, *right)).collect();
            let wrong = right.iter().filter(|right| !**right).count() as f64 / right.len() as f64;
            prop_assert!((of(&answers).expected_calibration_error() - wrong).abs() < 1e-12);
        }
    }
}

//! Making probabilities mean what they say: temperature scaling (Guo et al., "On Calibration of Modern Neural
//! Networks", 2017). Every logit is divided by one number, fitted on rows that weren't trained on. Answers stay the
//! same; only how sure they are changes.

use serde::{Deserialize, Serialize};

use crate::evaluation::coverage::{CoveragePoint, curve, threshold_for};
use crate::evaluation::reliability::Reliability;
use crate::metrics::argmax;

/// Temperatures are looked for, and accepted, from the reciprocal of this to this.
pub const MAXIMUM_TEMPERATURE: f64 = 20.0;
/// The accuracy that answers above the suggested threshold have on the rows fitted on.
pub const WANTED_ACCURACY: f64 = 0.95;
/// Steps of the search: each at least halves the interval, and the interval is narrower than a 64-bit number by then.
const SEARCH_STEPS: usize = 100;

/// How a model's probabilities were made believable (`calibration.json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Logits are divided by this.
    pub temperature: f64,
    /// The split it was fitted on.
    pub fitted_on: String,
    /// Rows it was fitted on.
    pub rows: u64,
    /// Mean negative log-likelihood on them without it, in nats.
    pub nll_before: f64,
    /// The same with it; never more.
    pub nll_after: f64,
    /// Expected calibration error on them without it, 0 to 1.
    pub ece_before: f64,
    /// The same with it.
    pub ece_after: f64,
    /// Below which probability "not sure" is suggested: the least that brings the answers given to an accuracy of
    /// [`WANTED_ACCURACY`] on these rows. Absent if none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_sure_below: Option<CoveragePoint>,
}

/// A calibration no model can be served with.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("calibration: temperature is {0}; it must be from 1/{MAXIMUM_TEMPERATURE} to {MAXIMUM_TEMPERATURE}")]
pub struct CalibrationError(pub f64);

impl Calibration {
    /// Refuses a temperature that would make nonsense of probabilities.
    ///
    /// # Errors
    /// When it isn't from 1/20 to 20.
    pub fn validate(&self) -> Result<(), CalibrationError> {
        let allowed = 1.0 / MAXIMUM_TEMPERATURE..=MAXIMUM_TEMPERATURE;
        if allowed.contains(&self.temperature) { Ok(()) } else { Err(CalibrationError(self.temperature)) }
    }

    /// Fits a temperature to `logits`, `[rows][classes]`, whose true classes are `truth`, by minimising the mean
    /// negative log-likelihood. The same input gives the same temperature.
    ///
    /// Panics if there are no rows, or the two differ in number.
    pub fn fit(logits: &[Vec<f32>], truth: &[usize], fitted_on: &str) -> Self {
        assert!(!logits.is_empty() && logits.len() == truth.len(), "a truth for each row of logits");
        let temperature = fit_temperature(logits, truth);
        let before = Fit::at(logits, truth, 1.0);
        let after = Fit::at(logits, truth, temperature);
        Calibration {
            temperature,
            fitted_on: fitted_on.to_owned(),
            rows: logits.len() as u64,
            nll_before: before.likelihood,
            nll_after: after.likelihood,
            ece_before: before.calibration_error,
            ece_after: after.calibration_error,
            not_sure_below: threshold_for(&curve(after.answers), WANTED_ACCURACY),
        }
    }
}

/// Probabilities of logits at a temperature, in order: `exp((x - max) / T) / Σ exp((x - max) / T)`, so that no finite
/// logit overflows. Without a finite maximum (an empty list, NaN, infinities) every answer is equally likely.
pub fn probabilities(logits: &[f32], temperature: f64) -> Vec<f64> {
    let maximum = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weight = |logit: &f32| ((f64::from(*logit) - f64::from(maximum)) / temperature).exp();
    let weights: Vec<f64> = logits.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    if !sum.is_finite() || sum <= 0.0 {
        return vec![1.0 / logits.len() as f64; logits.len()];
    }
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// What a temperature does to rows.
struct Fit {
    likelihood: f64,
    calibration_error: f64,
    answers: Vec<(f32, bool)>,
}

impl Fit {
    fn at(logits: &[Vec<f32>], truth: &[usize], temperature: f64) -> Self {
        let mut reliability = Reliability::default();
        let mut answers = Vec::with_capacity(logits.len());
        let mut likelihood = 0.0;
        for (logits, truth) in logits.iter().zip(truth) {
            let probabilities = probabilities(logits, temperature);
            let answer = argmax(logits);
            likelihood -= probabilities[*truth].max(f64::MIN_POSITIVE).ln();
            reliability.record(probabilities[answer], answer == *truth);
            answers.push((probabilities[answer] as f32, answer == *truth));
        }
        Fit {
            likelihood: likelihood / logits.len() as f64,
            calibration_error: reliability.expected_calibration_error(),
            answers,
        }
    }
}

/// The likelihood is convex in the reciprocal of the temperature, so its slope crosses 0 at most once: Newton's method,
/// and bisection wherever Newton would leave the interval that must hold the crossing.
fn fit_temperature(logits: &[Vec<f32>], truth: &[usize]) -> f64 {
    let (mut low, mut high) = (1.0 / MAXIMUM_TEMPERATURE, MAXIMUM_TEMPERATURE);
    let mut inverse = 1.0;
    for _ in 0..SEARCH_STEPS {
        let (slope, curvature) = derivatives(logits, truth, inverse);
        if slope == 0.0 {
            break;
        }
        if slope > 0.0 {
            high = inverse
        } else {
            low = inverse
        }
        let newton = inverse - slope / curvature;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if next == inverse {
            break;
        }
        inverse = next;
    }
    1.0 / inverse
}

/// First and second derivative of the summed negative log-likelihood by the inverse temperature: with `E` the mean of a
/// row's logits under its probabilities, Σ (E[z] − z of the truth), and Σ (E[z²] − E[z]²).
fn derivatives(logits: &[Vec<f32>], truth: &[usize], inverse: f64) -> (f64, f64) {
    let (mut slope, mut curvature) = (0.0, 0.0);
    for (logits, truth) in logits.iter().zip(truth) {
        let (mut mean, mut square) = (0.0, 0.0);
        for (probability, logit) in probabilities(logits, 1.0 / inverse).iter().zip(logits) {
            let logit = f64::from(*logit);
            mean += probability * logit;
            square += probability * logit * logit;
        }
        slope += mean - f64::from(logits[*truth]);
        curvature += square - mean * mean;
    }
    (slope, curvature)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Logits that are surer than they are right, as trained models' are.
    fn overconfident(rows: usize) -> (Vec<Vec<f32>>, Vec<usize>) {
        let logits = |n: usize| (0..4).map(|class| ((n * 13 + class * 29) % 41) as f32 / 4.0).collect::<Vec<f32>>();
        let truth = |n: usize| if n.is_multiple_of(4) { n * 7 % 4 } else { argmax(&logits(n)) };
        ((0..rows).map(logits).collect(), (0..rows).map(truth).collect())
    }

    #[test]
    fn the_temperature_agrees_with_scipy() {
        let (logits, truth) = overconfident(400);
        let calibration = Calibration::fit(&logits, &truth, "validation");
        let near = |figure: f64, expected: f64| assert!((figure - expected).abs() < 1e-6, "{figure} for {expected}");
        // scipy.optimize.minimize_scalar over the temperature, tolerance 1e-12.
        near(calibration.temperature, 2.080_966_271);
        near(calibration.nll_before, 1.066_251_894);
        near(calibration.nll_after, 0.824_942_841);
        near(calibration.ece_before, 0.114_094_252);
        near(calibration.ece_after, 0.084_119_898);
        assert_eq!((calibration.rows, calibration.fitted_on.as_str()), (400, "validation"));
        calibration.validate().unwrap();
        assert_eq!(Calibration::fit(&logits, &truth, "validation"), calibration);
    }

    #[test]
    fn rows_that_no_temperature_fits_stay_within_bounds() {
        let always_right = Calibration::fit(&[vec![1.0, 0.0], vec![0.0, 2.0]], &[0, 1], "validation");
        assert!((always_right.temperature - 1.0 / MAXIMUM_TEMPERATURE).abs() < 1e-6, "{always_right:?}");
        let always_wrong = Calibration::fit(&[vec![1.0, 0.0], vec![0.0, 2.0]], &[1, 0], "validation");
        assert!((always_wrong.temperature - MAXIMUM_TEMPERATURE).abs() < 1e-6, "{always_wrong:?}");
        let alike = Calibration::fit(&[vec![1.0, 1.0]], &[1], "validation");
        for calibration in [always_right, always_wrong, alike] {
            calibration.validate().unwrap();
            assert!(calibration.nll_after <= calibration.nll_before);
        }
    }

    #[test]
    fn a_temperature_that_makes_nonsense_is_refused() {
        let (logits, truth) = overconfident(40);
        let sound = Calibration::fit(&logits, &truth, "validation");
        for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY, 21.0, 0.04] {
            let wrong = Calibration { temperature, ..sound.clone() };
            assert!(wrong.validate().is_err(), "{temperature}");
        }
    }

    #[test]
    fn the_suggested_threshold_reaches_the_wanted_accuracy_or_is_absent() {
        let (logits, truth) = overconfident(400);
        let calibration = Calibration::fit(&logits, &truth, "validation");
        let answers = Fit::at(&logits, &truth, calibration.temperature).answers;
        if let Some(point) = calibration.not_sure_below {
            let given: Vec<bool> =
                answers.iter().filter(|(p, _)| f64::from(*p) >= point.threshold).map(|(_, right)| *right).collect();
            let right = given.iter().filter(|right| **right).count();
            assert!(right as f64 / given.len() as f64 >= WANTED_ACCURACY);
            assert_eq!(given.len() as u64, point.answered);
        }
        let hopeless = Calibration::fit(&[vec![1.0, 0.0], vec![0.0, 2.0]], &[1, 0], "validation");
        assert_eq!(hopeless.not_sure_below, None);
    }

    proptest! {
        #[test]
        fn a_temperature_never_changes_which_class_is_likeliest(
            logits in prop::collection::vec(-50f32..=50.0, 2..20),
            temperature in 1.0 / MAXIMUM_TEMPERATURE..MAXIMUM_TEMPERATURE,
        ) {
            let probabilities = probabilities(&logits, temperature);
            let likeliest = probabilities[argmax(&logits)];
            prop_assert!(probabilities.iter().all(|p| *p <= likeliest));
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }

        #[test]
        fn fitting_never_makes_the_truth_less_likely(
            rows in prop::collection::vec((prop::collection::vec(-8f32..=8.0, 3), 0usize..3), 1..60),
        ) {
            let (logits, truth): (Vec<Vec<f32>>, Vec<usize>) = rows.into_iter().unzip();
            let calibration = Calibration::fit(&logits, &truth, "validation");
            calibration.validate().unwrap();
            prop_assert!(calibration.nll_after <= calibration.nll_before + 1e-9, "{calibration:?}");
        }
    }
}

//! Logits to probabilities.

use crate::calibration::probabilities;

/// Probabilities of logits at a temperature, in order, as they are served; see [`probabilities`].
pub fn softmax(logits: &[f32], temperature: f64) -> Vec<f32> {
    probabilities(logits, temperature).into_iter().map(|probability| probability as f32).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn probabilities_are_sound_for_any_logits_within_ten_thousand(logits in prop::collection::vec(-1e4f32..=1e4, 1..50)) {
            let probabilities = softmax(&logits, 1.0);
            prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            for (a, b) in (0..logits.len()).zip(1..logits.len()) {
                prop_assert!(logits[a] <= logits[b] || probabilities[a] >= probabilities[b]);
            }
        }

        #[test]
        fn adding_a_constant_changes_nothing(logits in prop::collection::vec(-10f32..=10.0, 1..10), shift in -100f32..=100.0) {
            let moved: Vec<f32> = logits.iter().map(|logit| logit + shift).collect();
            for (a, b) in softmax(&logits, 1.0).iter().zip(softmax(&moved, 1.0)) {
                prop_assert!((a - b).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn what_is_not_a_number_never_comes_out() {
        for logits in [vec![f32::NAN, 1.0], vec![f32::INFINITY, 0.0], vec![f32::NEG_INFINITY; 3]] {
            assert!(softmax(&logits, 1.0).iter().all(|p| p.is_finite()), "{logits:?}");
        }
        assert!(softmax(&[], 1.0).is_empty());
    }
}

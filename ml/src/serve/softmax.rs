//! Logits to probabilities.

/// Probabilities of logits, in order: `exp(x - max) / Σ exp(x - max)`, summed in 64 bits, so that no finite logit
/// overflows. Without a finite maximum (an empty list, NaN, infinities) every answer is equally likely.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let maximum = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f64> = logits.iter().map(|logit| f64::from(logit - maximum).exp()).collect();
    let sum: f64 = weights.iter().sum();
    if !sum.is_finite() || sum <= 0.0 {
        return vec![1.0 / logits.len() as f32; logits.len()];
    }
    weights.iter().map(|weight| (weight / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn probabilities_are_sound_for_any_logits_within_ten_thousand(logits in prop::collection::vec(-1e4f32..=1e4, 1..50)) {
            let probabilities = softmax(&logits);
            prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            for (a, b) in (0..logits.len()).zip(1..logits.len()) {
                prop_assert!(logits[a] <= logits[b] || probabilities[a] >= probabilities[b]);
            }
        }

        #[test]
        fn adding_a_constant_changes_nothing(logits in prop::collection::vec(-10f32..=10.0, 1..10), shift in -100f32..=100.0) {
            let moved: Vec<f32> = logits.iter().map(|logit| logit + shift).collect();
            for (a, b) in softmax(&logits).iter().zip(softmax(&moved)) {
                prop_assert!((a - b).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn what_is_not_a_number_never_comes_out() {
        for logits in [vec![f32::NAN, 1.0], vec![f32::INFINITY, 0.0], vec![f32::NEG_INFINITY; 3]] {
            assert!(softmax(&logits).iter().all(|p| p.is_finite()), "{logits:?}");
        }
        assert!(softmax(&[]).is_empty());
    }
}

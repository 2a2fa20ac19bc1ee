//! What is gained by not answering when unsure: a threshold on the probability of the class answered, the share of
//! texts that still get an answer (coverage), and the accuracy of those answers.

use serde::{Deserialize, Serialize};

/// Points of a stored curve, at most: one for each hundredth of coverage, and the ends.
pub const CURVE_POINTS: usize = 101;

/// What happens when only answers with at least this probability are given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CoveragePoint {
    /// Least probability of the class answered.
    pub threshold: f64,
    /// Share of texts that get an answer, 0 to 1.
    pub coverage: f64,
    /// Share of right answers among those given.
    pub accuracy: f64,
    /// Answers given.
    pub answered: u64,
}

/// The curve over answers, each with its probability and whether it was right: a point for each different
/// probability, surest first, so coverage rises to 1.
pub fn curve(mut answers: Vec<(f32, bool)>) -> Vec<CoveragePoint> {
    answers.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let total = answers.len() as f64;
    let mut points: Vec<CoveragePoint> = Vec::new();
    let mut right = 0u64;
    for (index, (probability, is_right)) in answers.iter().enumerate() {
        right += u64::from(*is_right);
        // Equal probabilities can't be told apart by a threshold.
        if answers.get(index + 1).is_some_and(|next| next.0 == *probability) {
            continue;
        }
        let answered = index as u64 + 1;
        points.push(CoveragePoint {
            threshold: f64::from(*probability),
            coverage: answered as f64 / total,
            accuracy: right as f64 / answered as f64,
            answered,
        });
    }
    points
}

/// At most [`CURVE_POINTS`] points of a curve, evenly spread over coverage, its last among them.
pub fn thinned(curve: &[CoveragePoint]) -> Vec<CoveragePoint> {
    let mut points: Vec<CoveragePoint> = Vec::with_capacity(CURVE_POINTS);
    for step in 0..CURVE_POINTS {
        let wanted = step as f64 / (CURVE_POINTS - 1) as f64;
        let at = curve.partition_point(|point| point.coverage < wanted).min(curve.len().saturating_sub(1));
        if let Some(point) = curve.get(at)
            && points.last() != Some(point)
        {
            points.push(*point);
        }
    }
    points
}

/// The point that answers most texts with at least this accuracy; `None` if no threshold reaches it.
pub fn threshold_for(curve: &[CoveragePoint], accuracy: f64) -> Option<CoveragePoint> {
    curve.iter().rev().find(|point| point.accuracy >= accuracy).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_threshold_answers_as_many_as_the_wanted_accuracy_allows() {
        let curve = curve(vec![(0.9, true), (0.6, false), (0.8, true), (0.7, true), (0.5, false)]);
        let figures: Vec<(f64, f64)> = curve.iter().map(|point| (point.coverage, point.accuracy)).collect();
        assert_eq!(figures, [(0.2, 1.0), (0.4, 1.0), (0.6, 1.0), (0.8, 0.75), (1.0, 0.6)]);
        assert_eq!(threshold_for(&curve, 1.0).unwrap().threshold, f64::from(0.7f32));
        assert_eq!(threshold_for(&curve, 0.7).unwrap().coverage, 0.8);
        assert_eq!(threshold_for(&curve, 0.5).unwrap().coverage, 1.0);
        assert_eq!(threshold_for(&super::curve(vec![(0.9, false)]), 0.5), None);
    }

    #[test]
    fn answers_with_equal_probabilities_stand_or_fall_together() {
        let curve = curve(vec![(0.8, true), (0.8, false), (0.9, true)]);
        assert_eq!(curve.iter().map(|point| point.answered).collect::<Vec<_>>(), [1, 3]);
        assert!(super::curve(Vec::new()).is_empty() && thinned(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn coverage_rises_to_one_as_the_threshold_falls(answers in prop::collection::vec((0f32..=1.0, any::<bool>()), 1..400)) {
            let right = answers.iter().filter(|(_, is_right)| *is_right).count() as f64 / answers.len() as f64;
            let whole = curve(answers);
            for points in [whole.clone(), thinned(&whole)] {
                prop_assert!(points.windows(2).all(|two| two[0].coverage < two[1].coverage && two[0].threshold > two[1].threshold));
                let last = points.last().unwrap();
                prop_assert_eq!(last.coverage, 1.0);
                prop_assert!((last.accuracy - right).abs() < 1e-12);
            }
            prop_assert!(thinned(&whole).len() <= CURVE_POINTS);
        }
    }
}

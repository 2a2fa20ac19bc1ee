//! McNemar's test: do two models make different mistakes by more than chance?

use serde::{Deserialize, Serialize};

/// With fewer rows on which exactly one is right the binomial test is made, otherwise the χ² approximation.
const EXACT_BELOW: u64 = 25;

/// The outcome of McNemar's test (Q. McNemar, 1947) over rows that two models answered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// Rows that only the first answered right.
    pub only_first_right: u64,
    /// Rows that only the second answered right.
    pub only_second_right: u64,
    /// χ² with continuity correction (Edwards), one degree of freedom; absent where the exact test was made.
    pub statistic: Option<f64>,
    /// Two-sided probability of a difference at least this large if both were equally often right, 0 to 1.
    pub p_value: f64,
}

/// Tests whether both are equally often right, from the rows on which exactly one of them is.
///
/// Fewer than 25 such rows: the exact binomial test, twice the smaller tail. More: χ² = (|b − c| − 1)² / (b + c).
pub fn mcnemar(only_first_right: u64, only_second_right: u64) -> McNemar {
    let (b, c) = (only_first_right, only_second_right);
    let (statistic, p_value) = if b + c < EXACT_BELOW {
        (None, binomial(b.min(c), b + c))
    } else {
        let statistic = (b.abs_diff(c) as f64 - 1.0).max(0.0).powi(2) / (b + c) as f64;
        // χ² with one degree of freedom is the square of a normal variable.
        (Some(statistic), libm::erfc((statistic / 2.0).sqrt()))
    };
    McNemar { only_first_right, only_second_right, statistic, p_value }
}

/// Twice the probability of at most `few` heads in `tosses` (fewer than 64), at most 1.
fn binomial(few: u64, tosses: u64) -> f64 {
    let mut ways = 1u64;
    let mut tail = 1u64;
    for heads in 1..=few {
        ways = ways * (tosses - heads + 1) / heads;
        tail += ways;
    }
    (2.0 * tail as f64 / 2f64.powi(tosses as i32)).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn which_model_is_first_changes_nothing_but_names(b in 0u64..500, c in 0u64..500) {
            let (one, other) = (mcnemar(b, c), mcnemar(c, b));
            prop_assert_eq!((one.p_value, one.statistic), (other.p_value, other.statistic));
            prop_assert!(one.p_value > 0.0 && one.p_value <= 1.0);
        }

        #[test]
        fn a_larger_difference_is_never_more_probable(total in 1u64..400, b in 0u64..200) {
            let b = b.min(total / 2);
            if b > 0 {
                prop_assert!(mcnemar(b - 1, total - b + 1).p_value <= mcnemar(b, total - b).p_value);
            }
        }
    }

    #[test]
    fn probabilities_agree_with_scipy() {
        // scipy.stats.binomtest(min(b, c), b + c) below 25, scipy.stats.chi2.sf((|b - c| - 1)² / (b + c), 1) from there.
        for (b, c, statistic, p_value) in [
            (0, 1, None, 1.0),
            (3, 9, None, 0.14599609375),
            (10, 14, None, 0.5412561893463135),
            (6, 19, Some(5.76), 0.01639507184919225),
            (30, 12, Some(6.880952380952381), 0.008711912962379598),
            (100, 130, Some(3.6565217391304348), 0.055850113675743426),
            (0, 60, Some(58.016666666666666), 2.5990639233411967e-14),
        ] {
            let outcome = mcnemar(b, c);
            assert_eq!(outcome.statistic, statistic);
            assert!((outcome.p_value / p_value - 1.0).abs() < 1e-9, "{b} {c}: {}", outcome.p_value);
        }
    }

    #[test]
    fn without_a_disagreement_nothing_is_shown() {
        assert_eq!(mcnemar(0, 0).p_value, 1.0);
        assert_eq!(mcnemar(40, 40).p_value, 1.0);
        assert_eq!(mcnemar(12, 12).p_value, 1.0);
    }
}

//! When a run of a sweep has lost: rules that look at an epoch's end, and nothing else.
//!
//! All compare a run's best macro-F1 on the validation split up to an epoch with that of the sweep's other runs up to
//! the same epoch.

use serde::{Deserialize, Serialize};

use crate::InvalidField;

/// When a run has lost. A run is never stopped at its last epoch: nothing would be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum StoppingRule {
    /// Never.
    Never,
    /// The median rule, after Golovin et al. (2017), "Google Vizier": from epoch `min_epochs` on, a run whose best is
    /// below the median of the others' has lost, once `min_runs` others have come as far.
    Median {
        /// Epochs that every run may train.
        min_epochs: u32,
        /// Runs to compare with that are needed.
        min_runs: u32,
    },
    /// Asynchronous successive halving, after Li et al. (2020), "A System for Massively Parallel Hyperparameter
    /// Tuning": at the epochs `min_epochs` · `reduction`ᵏ only the best of each `reduction` runs that came so far go
    /// on, once `reduction` have.
    Halving {
        /// The first epoch at which runs are compared.
        min_epochs: u32,
        /// One in so many goes on.
        reduction: u32,
    },
}

/// Why a run was stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The rule.
    pub rule: StoppingRule,
    /// After which epoch.
    pub epoch: i32,
    /// The run's best macro-F1 until then.
    pub value: f64,
    /// What it would have had to reach.
    pub threshold: f64,
    /// How many other runs that comes from.
    pub compared_runs: u32,
}

impl Decision {
    /// The decision in words.
    pub fn sentence(&self) -> String {
        let Self { rule, epoch, value, threshold, compared_runs } = self;
        let name = match rule {
            StoppingRule::Never => "no rule",
            StoppingRule::Median { .. } => "the median rule",
            StoppingRule::Halving { .. } => "successive halving",
        };
        format!(
            "stopped by {name}: its best macro-F1 up to epoch {epoch}, {value:.4}, is below {threshold:.4}, which \
             {compared_runs} other runs of the sweep set"
        )
    }
}

impl StoppingRule {
    /// Every field that is out of range.
    pub(super) fn check(self) -> Vec<InvalidField> {
        let mut wrong = Vec::new();
        let mut range = |field: &str, value: u32, minimum: u32, maximum: u32| {
            if !(minimum..=maximum).contains(&value) {
                let message = format!("must be from {minimum} to {maximum}; got {value}");
                wrong.push(InvalidField::new(format!("stopping.{field}"), message));
            }
        };
        match self {
            Self::Never => {}
            Self::Median { min_epochs, min_runs } => {
                range("min_epochs", min_epochs, 1, 500);
                range("min_runs", min_runs, 1, 500);
            }
            Self::Halving { min_epochs, reduction } => {
                range("min_epochs", min_epochs, 1, 500);
                range("reduction", reduction, 2, 100);
            }
        }
        wrong
    }

    /// Whether a run whose best is `value` after `epoch`, from 1, has lost against `others`: the bests of the runs that
    /// have come as far, up to that epoch.
    pub(super) fn decide(self, epoch: i32, value: f64, others: &[f64]) -> Option<Decision> {
        let mut sorted = others.to_vec();
        sorted.sort_by(f64::total_cmp);
        let threshold = match self {
            Self::Never => return None,
            Self::Median { min_epochs, min_runs } => {
                if epoch.cast_unsigned() < min_epochs || (sorted.len() as u64) < u64::from(min_runs) {
                    return None;
                }
                median(&sorted)?
            }
            Self::Halving { min_epochs, reduction } => {
                // The run itself is one of those that came so far.
                let runs = sorted.len() + 1;
                if !is_rung(epoch.cast_unsigned(), min_epochs, reduction) || runs < reduction as usize {
                    return None;
                }
                // As many go on as fit: to be among them, this many others at most may be better.
                let going_on = (runs / reduction as usize).max(1);
                sorted[sorted.len() - going_on]
            }
        };
        let compared_runs = u32::try_from(others.len()).unwrap_or(u32::MAX);
        (value < threshold).then_some(Decision { rule: self, epoch, value, threshold, compared_runs })
    }
}

/// The middle of a sorted list, or the mean of its two middles.
fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        length if length % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// Whether runs are compared after `epoch`: `first`, `first` · `factor`, `first` · `factor`² …
fn is_rung(epoch: u32, first: u32, factor: u32) -> bool {
    let mut rung = first;
    while rung < epoch {
        rung = rung.saturating_mul(factor);
    }
    rung == epoch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_rule_stops_what_is_below_the_median_of_enough_others() {
        let rule = StoppingRule::Median { min_epochs: 2, min_runs: 3 };
        let others = [0.5, 0.7, 0.6];
        assert_eq!(rule.decide(1, 0.1, &others), None, "too early");
        assert_eq!(rule.decide(2, 0.1, &others[..2]), None, "too few others");
        assert_eq!(rule.decide(2, 0.6, &others), None, "the median itself is good enough");
        let decision = rule.decide(2, 0.59, &others).unwrap();
        assert_eq!((decision.threshold, decision.compared_runs, decision.epoch), (0.6, 3, 2));
        let even = rule.decide(5, 0.6, &[0.5, 0.7, 0.65, 0.6]).unwrap();
        assert_eq!(even.threshold, 0.625);
    }

    #[test]
    fn halving_lets_the_best_of_each_group_go_on_at_its_rungs() {
        let rule = StoppingRule::Halving { min_epochs: 1, reduction: 3 };
        let others = [0.5, 0.6, 0.7, 0.8, 0.9];
        for epoch in [2, 4, 5, 8, 10] {
            assert_eq!(rule.decide(epoch, 0.1, &others), None, "epoch {epoch} is no rung");
        }
        for epoch in [1, 3, 9] {
            // Six runs: two go on.
            assert_eq!(rule.decide(epoch, 0.8, &others), None);
            assert_eq!(rule.decide(epoch, 0.79, &others).unwrap().threshold, 0.8);
        }
        assert_eq!(rule.decide(1, 0.1, &others[..1]), None, "fewer than three have come so far");
        assert_eq!(rule.decide(1, 0.55, &others[..2]).unwrap().threshold, 0.6);
    }

    #[test]
    fn a_rule_out_of_range_is_refused_by_field() {
        let fields = |rule: StoppingRule| rule.check().into_iter().map(|wrong| wrong.field).collect::<Vec<_>>();
        assert_eq!(fields(StoppingRule::Never), [""; 0]);
        assert_eq!(
            fields(StoppingRule::Median { min_epochs: 0, min_runs: 0 }),
            ["stopping.min_epochs", "stopping.min_runs"]
        );
        assert_eq!(fields(StoppingRule::Halving { min_epochs: 1, reduction: 1 }), ["stopping.reduction"]);
    }
}

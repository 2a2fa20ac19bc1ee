//! The surest of the wrong answers: where the labels are wrong, or the model has learnt something false.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::row::EvaluatedRow;

/// Mistakes kept.
pub const MOST_MISTAKES: usize = 200;

/// Collects the [`MOST_MISTAKES`] wrong answers with the highest probability; of equals the first.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    seen: u64,
    // Bits of a probability are in its order, since none is negative.
    kept: BinaryHeap<Reverse<(u32, Reverse<u64>)>>,
    rows: std::collections::HashMap<u64, EvaluatedRow>,
}

impl Mistakes {
    pub(super) fn record(&mut self, row: &EvaluatedRow) {
        if row.is_right() {
            return;
        }
        self.seen += 1;
        let rank = (row.probability.to_bits(), Reverse(self.seen));
        if self.kept.len() == MOST_MISTAKES {
            if self.kept.peek().is_some_and(|least| least.0 >= rank) {
                return;
            }
            if let Some(Reverse((_, Reverse(least)))) = self.kept.pop() {
                self.rows.remove(&least);
            }
        }
        self.kept.push(Reverse(rank));
        self.rows.insert(self.seen, row.clone());
    }

    /// Surest first.
    pub(super) fn finish(mut self) -> Vec<EvaluatedRow> {
        let mut ranks: Vec<_> = self.kept.into_iter().map(|Reverse(rank)| rank).collect();
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        ranks.into_iter().filter_map(|(_, Reverse(number))| self.rows.remove(&number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluation::row::tests::row;

    proptest! {
        #[test]
        fn the_surest_mistakes_are_kept_in_order(probabilities in prop::collection::vec(0.5f32..=1.0, 0..600)) {
            let rows: Vec<EvaluatedRow> =
                probabilities.iter().enumerate().map(|(n, p)| row(n, n % 3 % 2, &[1.0 - p, *p])).collect();
            let mut mistakes = Mistakes::default();
            rows.iter().for_each(|row| mistakes.record(row));
            let mut wrong: Vec<EvaluatedRow> = rows.into_iter().filter(|row| !row.is_right()).collect();
            wrong.sort_by(|a, b| b.probability.total_cmp(&a.probability));
            wrong.truncate(MOST_MISTAKES);
            prop_assert_eq!(mistakes.finish(), wrong);
        }
    }
}

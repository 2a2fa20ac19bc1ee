//! How sure a difference of macro-F1 is: the percentile bootstrap (B. Efron, 1979) over rows that two models answered.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::metrics::ClassCounts;

/// How the bootstrap is made. The same options and rows give the same interval, on any number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Times that as many rows as there are are drawn anew, with replacement.
    pub resamples: u32,
    /// Decides which.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options { resamples: 2_000, seed: 0 }
    }
}

/// A difference and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The difference over the rows as they are.
    pub difference: f64,
    /// Low end: 2.5th percentile of the resamples.
    pub low: f64,
    /// High end: 97.5th percentile of the resamples.
    pub high: f64,
    /// Resamples drawn.
    pub resamples: u32,
}

impl Interval {
    /// Whether the interval leaves no doubt that there is a difference.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Positions of one row's true class and of the classes that two models answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The true class.
    pub truth: u16,
    /// What the first model answered.
    pub first: u16,
    /// What the second model answered.
    pub second: u16,
}

/// Macro-F1 of the second model minus that of the first, with its interval. Blocks, on all of rayon's threads.
pub fn macro_f1_difference(cells: &[Cell], classes: usize, options: Options) -> Interval {
    let mut differences: Vec<f64> = (0..options.resamples)
        .into_par_iter()
        .map(|resample| {
            // A stream for each resample: which thread draws it doesn't matter.
            let mut random = ChaCha8Rng::seed_from_u64(options.seed);
            random.set_stream(u64::from(resample));
            difference((0..cells.len()).map(|_| cells[random.random_range(0..cells.len())]), classes)
        })
        .collect();
    differences.sort_unstable_by(f64::total_cmp);
    Interval {
        difference: difference(cells.iter().copied(), classes),
        low: percentile(&differences, 0.025),
        high: percentile(&differences, 0.975),
        resamples: options.resamples,
    }
}

fn difference(cells: impl Iterator<Item = Cell>, classes: usize) -> f64 {
    let (mut first, mut second) = (ClassCounts::new(classes), ClassCounts::new(classes));
    for cell in cells {
        first.record(cell.truth.into(), cell.first.into());
        second.record(cell.truth.into(), cell.second.into());
    }
    second.macro_f1() - first.macro_f1()
}

/// The value below which this share of `sorted` lies, interpolated between neighbours; 0 for none.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let (below, above) = (sorted[place as usize], sorted[(place as usize + 1).min(last)]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(classes: u16, rows: usize) -> impl Strategy<Value = Vec<Cell>> {
        // Mostly right, as models are.
        let answer = move |truth: u16| prop_oneof![3 => Just(truth), 1 => 0..classes];
        let cell = (0..classes).prop_flat_map(move |truth| {
            (answer(truth), answer(truth)).prop_map(move |(first, second)| Cell { truth, first, second })
        });
        prop::collection::vec(cell, rows..rows + 50)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn the_interval_holds_the_difference_and_is_the_same_on_any_number_of_threads(cells in cells(4, 150)) {
            let options = Options { resamples: 500, seed: 3 };
            let interval = macro_f1_difference(&cells, 4, options);
            prop_assert!(interval.low <= interval.difference && interval.difference <= interval.high, "{interval:?}");
            let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            prop_assert_eq!(interval, one_thread.install(|| macro_f1_difference(&cells, 4, options)));
            let swapped: Vec<Cell> =
                cells.iter().map(|cell| Cell { first: cell.second, second: cell.first, ..*cell }).collect();
            let back = macro_f1_difference(&swapped, 4, options);
            prop_assert!((back.low + interval.high).abs() < 1e-12 && (back.difference + interval.difference).abs() < 1e-12);
        }
    }

    #[test]
    fn a_model_does_not_differ_from_itself() {
        let cells: Vec<Cell> = (0..60u16).map(|n| Cell { truth: n % 3, first: n % 4 % 3, second: n % 4 % 3 }).collect();
        let interval = macro_f1_difference(&cells, 3, Options::default());
        assert_eq!((interval.low, interval.difference, interval.high), (0.0, 0.0, 0.0));
        assert!(!interval.excludes_zero());
    }

    #[test]
    fn the_interval_agrees_with_numpy() {
        let wrong = |n: u16, every: u16, by: u16| if n.is_multiple_of(every) { (n + by) % 3 } else { n % 3 };
        let cells: Vec<Cell> =
            (0..900).map(|n| Cell { truth: n % 3, first: wrong(n, 7, 1), second: wrong(n, 11, 2) }).collect();
        let interval = macro_f1_difference(&cells, 3, Options { resamples: 4_000, seed: 5 });
        assert!((interval.difference - 0.05222205246866418).abs() < 1e-12);
        // 20,000 resamples of scikit-learn's macro-F1 by numpy's generator: another draw, so not to the last digit.
        assert!((interval.low - 0.0224).abs() < 2e-3 && (interval.high - 0.0821).abs() < 2e-3, "{interval:?}");
    }

    #[test]
    fn percentiles_are_interpolated() {
        assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
        assert_eq!((percentile(&[], 0.5), percentile(&[7.0], 0.975)), (0.0, 7.0));
    }
}

//! Figures of parts of the rows: by length, by source, by month. A model that is right overall may be wrong about
//! short headlines or last month's news; the interval says how much of a difference is chance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::row::EvaluatedRow;
use crate::metrics::ClassCounts;

/// First lengths, in characters, of the buckets.
const LENGTHS: [u32; 7] = [0, 15, 25, 35, 50, 200, 1_000];
/// A slice with fewer rows is marked: its figures say little.
pub const SMALL: u64 = 30;
/// Slices kept of one dimension, at most: those with the most rows.
const MOST_SLICES: usize = 120;
/// Two-sided quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Characters of the text.
    Length,
    /// Key of the source.
    Source,
    /// Month of publication; rows without one are in the slice "unknown".
    Month,
}

/// Figures of a part of the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// What the rows are sorted by.
    pub dimension: Dimension,
    /// Which of them these are: "25–34", a source's key, "2026-01".
    pub key: String,
    /// Rows.
    pub rows: u64,
    /// Right answers among them.
    pub right: u64,
    /// Share of right answers.
    pub accuracy: f64,
    /// Mean F1 of the classes that occur here, as truth or as answer.
    pub macro_f1: f64,
    /// Low end of the accuracy's 95 % interval (Wilson).
    pub accuracy_low: f64,
    /// High end of it.
    pub accuracy_high: f64,
    /// Whether there are fewer than [`SMALL`] rows.
    pub is_small: bool,
}

/// Slices as they grow.
#[derive(Debug, Clone, Default)]
pub(super) struct Slices(BTreeMap<(Dimension, u32, String), ClassCounts>);

impl Slices {
    /// Counts a row whose true class and answered class are at these positions of `classes`.
    pub(super) fn record(&mut self, row: &EvaluatedRow, truth: usize, predicted: usize, classes: usize) {
        let (first, length) = length_bucket(row.characters);
        let month = row.month.as_deref().unwrap_or("unknown");
        let keys = [
            (Dimension::Length, first, length),
            (Dimension::Source, 0, row.source.clone()),
            (Dimension::Month, 0, month.to_owned()),
        ];
        for key in keys {
            self.0.entry(key).or_insert_with(|| ClassCounts::new(classes)).record(truth, predicted);
        }
    }

    /// The slices of each dimension: lengths and months in order, sources by name.
    pub(super) fn finish(self) -> Vec<Slice> {
        let mut slices: Vec<Slice> =
            self.0.into_iter().map(|((dimension, _, key), counts)| slice(dimension, key, &counts)).collect();
        for dimension in [Dimension::Length, Dimension::Source, Dimension::Month] {
            let mut sizes: Vec<u64> =
                slices.iter().filter(|slice| slice.dimension == dimension).map(|slice| slice.rows).collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let Some(smallest) = sizes.get(MOST_SLICES) else { continue };
            slices.retain(|slice| slice.dimension != dimension || slice.rows > *smallest);
        }
        slices
    }
}

fn slice(dimension: Dimension, key: String, counts: &ClassCounts) -> Slice {
    let (rows, right) = (counts.rows(), counts.right());
    let (accuracy_low, accuracy_high) = wilson(right, rows);
    Slice {
        dimension,
        key,
        rows,
        right,
        accuracy: if rows == 0 { 0.0 } else { right as f64 / rows as f64 },
        macro_f1: counts.macro_f1_of_present(),
        accuracy_low,
        accuracy_high,
        is_small: rows < SMALL,
    }
}

fn length_bucket(characters: u32) -> (u32, String) {
    let at = LENGTHS.partition_point(|first| *first <= characters) - 1;
    let name = match LENGTHS.get(at + 1) {
        Some(next) => format!("{}–{}", LENGTHS[at], next - 1),
        None => format!("{}+", LENGTHS[at]),
    };
    (LENGTHS[at], name)
}

/// Wilson's score interval, 95 %, for `right` of `rows` (E. B. Wilson, 1927). 0 to 1 for no rows.
pub fn wilson(right: u64, rows: u64) -> (f64, f64) {
    if rows == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (rows as f64, right as f64 / rows as f64);
    let scale = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluation::row::tests::row;

    #[test]
    fn lengths_fall_into_the_bucket_that_names_them() {
        let names = [0, 14, 15, 34, 35, 999, 1_000, u32::MAX].map(|characters| length_bucket(characters).1);
        assert_eq!(names, ["0–14", "0–14", "15–24", "25–34", "35–49", "200–999", "1000+", "1000+"]);
    }

    #[test]
    fn every_row_is_in_one_slice_of_each_dimension() {
        let mut slices = Slices::default();
        for number in 0..200 {
            let probabilities = if number % 5 == 0 { [0.4, 0.6] } else { [0.6, 0.4] };
            slices.record(&row(number, 0, &probabilities), 0, usize::from(number % 5 == 0), 2);
        }
        let slices = slices.finish();
        for dimension in [Dimension::Length, Dimension::Source, Dimension::Month] {
            let rows: u64 = slices.iter().filter(|slice| slice.dimension == dimension).map(|slice| slice.rows).sum();
            assert_eq!(rows, 200, "{dimension:?}");
        }
        let unknown = slices.iter().find(|slice| slice.key == "unknown").unwrap();
        assert_eq!((unknown.rows, unknown.is_small), (67, false));
        let january = slices.iter().find(|slice| slice.key == "2026-02").unwrap();
        assert!(january.is_small && january.rows > 0, "{january:?}");
        let lengths: Vec<&str> =
            slices.iter().filter(|s| s.dimension == Dimension::Length).map(|s| s.key.as_str()).collect();
        assert_eq!(lengths, ["0–14", "15–24", "25–34", "35–49", "50–199"]);
    }

    #[test]
    fn of_very_many_slices_the_largest_are_kept() {
        let mut slices = Slices::default();
        for number in 0..500 {
            let mut one = row(number, 0, &[1.0, 0.0]);
            one.source = format!("press-{}", if number < 400 { number } else { 7 });
            slices.record(&one, 0, 0, 2);
        }
        let sources: Vec<Slice> = slices.finish().into_iter().filter(|s| s.dimension == Dimension::Source).collect();
        assert_eq!(
            sources.iter().map(|slice| (slice.key.as_str(), slice.rows)).collect::<Vec<_>>(),
            [("press-7", 101)]
        );
    }

    #[test]
    fn intervals_agree_with_scipy() {
        // scipy.stats.binomtest(right, rows).proportion_ci(method="wilson")
        for (right, rows, low, high) in [
            (9, 10, 0.5958499732047615, 0.9821237869049271),
            (0, 5, 0.0, 0.43448246478317476),
            (3155, 3655, 0.8516786638534349, 0.8739608670968214),
            (30, 30, 0.8864866068260312, 1.0),
        ] {
            let interval = wilson(right, rows);
            assert!((interval.0 - low).abs() < 1e-12 && (interval.1 - high).abs() < 1e-12, "{interval:?}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share_and_narrows_with_rows(rows in 1u64..100_000, share in 0f64..=1.0) {
            let right = (rows as f64 * share) as u64;
            let (low, high) = wilson(right, rows);
            let p = right as f64 / rows as f64;
            prop_assert!(0.0 <= low && low <= p + 1e-12 && p <= high + 1e-12 && high <= 1.0, "{low} {p} {high}");
            let (low10, high10) = wilson(right * 10, rows * 10);
            prop_assert!(high10 - low10 < high - low);
        }
    }
}

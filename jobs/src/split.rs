//! Divides a dataset into train, validation and test: stratified by label, whole clusters of
//! duplicates at a time.
//!
//! Every decision is taken from the rank of a stable key, a SHA-256 over a seed and the key, so that
//! the same articles give the same splits in any order, from any database, on any machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Names an article for ever: its source and the id it has there. Row ids differ between databases;
/// this doesn't.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StableKey {
    /// Key of the source.
    pub source_key: String,
    /// The article's id at that source.
    pub external_id: String,
}

impl StableKey {
    /// A key from its two parts.
    pub fn new(source_key: impl Into<String>, external_id: impl Into<String>) -> Self {
        Self { source_key: source_key.into(), external_id: external_id.into() }
    }

    /// The key's place in a random order fixed by `seed` and `purpose`.
    fn rank(&self, purpose: &str, seed: u64) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [purpose.as_bytes(), &seed.to_be_bytes(), self.source_key.as_bytes(), self.external_id.as_bytes()] {
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

/// One of the three parts of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Parameters are learned from it.
    Train,
    /// Epochs are compared on it.
    Validation,
    /// A finished model is measured on it.
    Test,
}

impl Split {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];
}

/// What share of the articles each split should hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SplitRatios {
    ratios: [f64; 3],
}

impl SplitRatios {
    /// Three shares that sum to 1. A share of 0 leaves its split empty.
    ///
    /// # Errors
    /// Names the field that is negative or not a number, or says that the sum is off.
    pub fn new(train: f64, validation: f64, test: f64) -> Result<Self, SplitError> {
        let ratios = [train, validation, test];
        for (field, value) in ["train_ratio", "validation_ratio", "test_ratio"].into_iter().zip(ratios) {
            if !value.is_finite() {
                return Err(SplitError::RatioNotFinite { field });
            }
            if value < 0.0 {
                return Err(SplitError::RatioNegative { field, value });
            }
        }
        let sum: f64 = ratios.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(SplitError::RatiosDoNotSumToOne { sum });
        }
        Ok(Self { ratios })
    }

    /// The share of `split`, in `0..=1`.
    pub fn of(&self, split: Split) -> f64 {
        self.ratios[split as usize]
    }
}

/// Why ratios were refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum SplitError {
    /// A ratio is infinite or not a number.
    #[error("{field} must be a finite number between 0 and 1")]
    RatioNotFinite {
        /// The ratio's name.
        field: &'static str,
    },
    /// A ratio is below zero.
    #[error("{field} is {value}; it must be between 0 and 1")]
    RatioNegative {
        /// The ratio's name.
        field: &'static str,
        /// What was given.
        value: f64,
    },
    /// The ratios don't divide the whole.
    #[error("train_ratio, validation_ratio and test_ratio sum to {sum}; they must sum to 1")]
    RatiosDoNotSumToOne {
        /// Their sum.
        sum: f64,
    },
}

impl SplitError {
    /// The field to correct; the first one where the sum is at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::RatioNotFinite { field } | Self::RatioNegative { field, .. } => field,
            Self::RatiosDoNotSumToOne { .. } => "train_ratio",
        }
    }
}

/// What is known of one article when splitting.
#[derive(Clone, Copy, Debug)]
pub struct SplitItem<'a> {
    /// The article.
    pub key: &'a StableKey,
    /// Position of its label in the label set.
    pub label: usize,
    /// Its cluster of duplicates: any number that its members share.
    pub cluster: usize,
}

/// Gives each item its split, in the order of `items`.
///
/// A cluster counts for the label most of its members have (of equally frequent ones, the label of
/// the smallest key). Within a label, clusters are dealt out biggest first, in an order drawn by
/// `seed`, each to the split that lacks most: among clusters of one member every split ends less than
/// one article from its share. A label with at least as many clusters as there are splits to fill has
/// a cluster in each of them.
pub fn assign_splits(items: &[SplitItem<'_>], ratios: SplitRatios, seed: u64) -> Vec<Split> {
    let mut split_of: BTreeMap<usize, Split> = BTreeMap::new();
    for clusters in clusters_by_label(items, seed).into_values() {
        for (cluster, split) in clusters.iter().zip(deal_out(&clusters, ratios)) {
            split_of.insert(cluster.id, split);
        }
    }
    items.iter().map(|item| split_of[&item.cluster]).collect()
}

/// Chooses at most `limit` items of each label, drawn by `seed`; the positions of the chosen, rising.
/// A bigger limit chooses a superset.
pub fn limit_per_class(items: &[(&StableKey, usize)], limit: usize, seed: u64) -> Vec<usize> {
    let mut by_label: BTreeMap<usize, Vec<([u8; 32], usize)>> = BTreeMap::new();
    for (position, (key, label)) in items.iter().enumerate() {
        by_label.entry(*label).or_default().push((key.rank("limit per class", seed), position));
    }
    let mut chosen = Vec::new();
    for mut ranked in by_label.into_values() {
        if limit < ranked.len() {
            ranked.select_nth_unstable(limit);
            ranked.truncate(limit);
        }
        chosen.extend(ranked.into_iter().map(|(_, position)| position));
    }
    chosen.sort_unstable();
    chosen
}

#[derive(Clone, Copy)]
struct Cluster {
    id: usize,
    size: usize,
    rank: [u8; 32],
}

/// The clusters of each label, biggest first, then in the order drawn by `seed`.
fn clusters_by_label(items: &[SplitItem<'_>], seed: u64) -> BTreeMap<usize, Vec<Cluster>> {
    let mut members: BTreeMap<usize, Vec<(&StableKey, usize)>> = BTreeMap::new();
    for item in items {
        members.entry(item.cluster).or_default().push((item.key, item.label));
    }
    let mut by_label: BTreeMap<usize, Vec<Cluster>> = BTreeMap::new();
    for (id, members) in members {
        // The caller's cluster numbers may depend on order; the smallest key doesn't.
        let first = members.iter().min().expect("a cluster has a member");
        let rank = first.0.rank("split", seed);
        let label = majority_label(&members, first.1);
        by_label.entry(label).or_default().push(Cluster { id, size: members.len(), rank });
    }
    for clusters in by_label.values_mut() {
        clusters.sort_unstable_by(|a, b| b.size.cmp(&a.size).then(a.rank.cmp(&b.rank)));
    }
    by_label
}

fn majority_label(members: &[(&StableKey, usize)], first: usize) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, label) in members {
        *counts.entry(*label).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    if counts.get(&first) == Some(&most) {
        return first;
    }
    counts.into_iter().find(|(_, count)| *count == most).map_or(first, |(label, _)| label)
}

fn deal_out(clusters: &[Cluster], ratios: SplitRatios) -> Vec<Split> {
    let wanted: Vec<Split> = Split::ALL.into_iter().filter(|split| ratios.of(*split) > 0.0).collect();
    let total: usize = clusters.iter().map(|cluster| cluster.size).sum();
    let mut lacking: Vec<f64> = wanted.iter().map(|split| total as f64 * ratios.of(*split)).collect();
    let mut counts = vec![0_usize; wanted.len()];
    let mut dealt: Vec<usize> = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let mut neediest = 0;
        for candidate in 1..wanted.len() {
            if lacking[candidate] > lacking[neediest] {
                neediest = candidate;
            }
        }
        lacking[neediest] -= cluster.size as f64;
        counts[neediest] += 1;
        dealt.push(neediest);
    }
    if clusters.len() >= wanted.len() {
        // A rare label may have left a small split empty: it takes the smallest cluster of the
        // fullest split, which lies last.
        while let Some(empty) = counts.iter().position(|count| *count == 0) {
            let fullest = (0..counts.len()).rev().max_by_key(|split| counts[*split]).expect("a split is wanted");
            let last = dealt.iter().rposition(|split| *split == fullest).expect("the fullest split has a cluster");
            dealt[last] = empty;
            counts[fullest] -= 1;
            counts[empty] += 1;
        }
    }
    dealt.into_iter().map(|split| wanted[split]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Articles as (label, cluster); the key is the position.
    fn keys(count: usize) -> Vec<StableKey> {
        (0..count).map(|index| StableKey::new("sample", format!("{index:05}"))).collect()
    }

    fn items<'a>(keys: &'a [StableKey], rows: &[(usize, usize)]) -> Vec<SplitItem<'a>> {
        keys.iter()
            .zip(rows)
            .map(|(key, (label, cluster))| SplitItem { key, label: *label, cluster: *cluster })
            .collect()
    }

    fn ratios() -> SplitRatios {
        SplitRatios::new(0.8, 0.1, 0.1).unwrap()
    }

    #[test]
    fn wrong_ratios_are_refused_by_name() {
        assert_eq!(SplitRatios::new(f64::NAN, 0.1, 0.1).unwrap_err().field(), "train_ratio");
        assert_eq!(SplitRatios::new(0.9, f64::INFINITY, 0.1).unwrap_err().field(), "validation_ratio");
        let negative = SplitRatios::new(0.9, 0.2, -0.1).unwrap_err();
        assert_eq!(negative.field(), "test_ratio");
        assert_eq!(negative.to_string(), "test_ratio is -0.1; it must be between 0 and 1");
        assert_eq!(SplitRatios::new(0.5, 0.1, 0.1), Err(SplitError::RatiosDoNotSumToOne { sum: 0.7 }));
        assert!(SplitRatios::new(0.7, 0.2, 0.1).is_ok());
        assert!(SplitRatios::new(1.0, 0.0, 0.0).is_ok());
    }

    #[test]
    fn an_assignment_is_the_same_everywhere_and_for_ever() {
        let keys = keys(12);
        let rows: Vec<(usize, usize)> = (0..12).map(|index| (index % 2, index)).collect();
        let splits = assign_splits(&items(&keys, &rows), SplitRatios::new(0.5, 0.25, 0.25).unwrap(), 42);
        let names: String = splits.iter().map(|split| ['t', 'v', 'x'][*split as usize]).collect();
        assert_eq!(names, "ttvtvvtttvxx");
    }

    #[test]
    fn a_rare_class_reaches_every_split() {
        let keys = keys(3);
        let splits = assign_splits(&items(&keys, &[(0, 0), (0, 1), (0, 2)]), ratios(), 1);
        let distinct: std::collections::BTreeSet<_> = splits.into_iter().collect();
        assert_eq!(distinct.len(), 3);
    }

    #[test]
    fn a_mixed_cluster_counts_for_the_majority() {
        let keys = keys(5);
        let members: Vec<_> = keys.iter().zip([1, 0, 0, 1, 2]).collect();
        assert_eq!(majority_label(&members, 1), 1);
        assert_eq!(majority_label(&members[1..], 0), 0);
        assert_eq!(majority_label(&[(&keys[0], 1), (&keys[1], 0), (&keys[2], 0)], 1), 0);
    }

    #[test]
    fn another_seed_gives_another_split() {
        let keys = keys(100);
        let rows: Vec<(usize, usize)> = (0..100).map(|index| (0, index)).collect();
        let items = items(&keys, &rows);
        assert_ne!(assign_splits(&items, ratios(), 1), assign_splits(&items, ratios(), 2));
    }

    proptest! {
        #[test]
        fn whole_clusters_and_fair_shares_in_any_order(
            rows in prop::collection::vec((0_usize..4, 0_usize..40), 1..200),
            validation in 0_u8..30, test in 0_u8..30, seed: u64, rotation in 0_usize..200,
        ) {
            let (validation, test) = (f64::from(validation) / 100.0, f64::from(test) / 100.0);
            let ratios = SplitRatios::new(1.0 - validation - test, validation, test).unwrap();
            let keys = keys(rows.len());
            let items = items(&keys, &rows);
            let splits = assign_splits(&items, ratios, seed);

            let mut of_cluster = BTreeMap::new();
            for (item, split) in items.iter().zip(&splits) {
                prop_assert!(ratios.of(*split) > 0.0);
                prop_assert_eq!(*of_cluster.entry(item.cluster).or_insert(*split), *split);
            }

            for clusters in clusters_by_label(&items, seed).values() {
                let total: usize = clusters.iter().map(|cluster| cluster.size).sum();
                let biggest = clusters[0].size as f64;
                let wanted = Split::ALL.iter().filter(|split| ratios.of(**split) > 0.0).count();
                for split in Split::ALL {
                    let mine = clusters.iter().filter(|cluster| of_cluster[&cluster.id] == split);
                    let size: usize = mine.clone().map(|cluster| cluster.size).sum();
                    let ideal = total as f64 * ratios.of(split);
                    // One cluster off by dealing, one more where a cluster was moved to an empty split.
                    prop_assert!((size as f64 - ideal).abs() <= 2.0 * biggest, "{} for {}", size, ideal);
                    if clusters.len() >= wanted && ratios.of(split) > 0.0 {
                        prop_assert!(mine.count() > 0);
                    }
                }
            }

            let turn = rotation % items.len();
            let mut turned = items.clone();
            turned.rotate_left(turn);
            for item in &mut turned {
                item.cluster = 1_000 - item.cluster;
            }
            let mut again = assign_splits(&turned, ratios, seed);
            again.rotate_right(turn);
            prop_assert_eq!(again, splits);
        }

        #[test]
        fn single_articles_end_within_one_of_their_share(count in 30_usize..400, seed: u64) {
            let keys = keys(count);
            let rows: Vec<(usize, usize)> = (0..count).map(|index| (0, index)).collect();
            let splits = assign_splits(&items(&keys, &rows), ratios(), seed);
            for split in Split::ALL {
                let size = splits.iter().filter(|other| **other == split).count() as f64;
                prop_assert!((size - count as f64 * ratios().of(split)).abs() <= 1.0);
            }
        }

        #[test]
        fn a_limit_is_kept_drawn_by_key_and_grows_by_supersets(
            labels in prop::collection::vec(0_usize..3, 1..100), limit in 0_usize..40, seed: u64,
        ) {
            let keys = keys(labels.len());
            let rows: Vec<(&StableKey, usize)> = keys.iter().zip(labels.iter().copied()).collect();
            let chosen = limit_per_class(&rows, limit, seed);
            for label in 0..3 {
                let available = labels.iter().filter(|other| **other == label).count();
                let taken = chosen.iter().filter(|position| labels[**position] == label).count();
                prop_assert_eq!(taken, available.min(limit));
            }
            let more = limit_per_class(&rows, limit + 1, seed);
            prop_assert!(chosen.iter().all(|position| more.contains(position)));
            let reversed: Vec<_> = rows.iter().rev().copied().collect();
            let mut mirrored: Vec<usize> =
                limit_per_class(&reversed, limit, seed).into_iter().map(|position| rows.len() - 1 - position).collect();
            mirrored.sort_unstable();
            prop_assert_eq!(mirrored, chosen);
        }
    }
}

//! What a dataset says about its duplicates, and the proof that none of them crosses a split.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ClusterId, Clusters, twins};

/// Duplicates of a collection and the closest pair of texts that the splits tear apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeakReport<K, S> {
    /// Items added.
    pub items: usize,
    /// Clusters, those with a single member included.
    pub clusters: usize,
    /// Clusters with more than one member.
    pub duplicate_clusters: usize,
    /// Items beyond the first of their cluster: `items - clusters`.
    pub duplicates: usize,
    /// Those of `duplicates` that equal another item after normalisation.
    pub exact_duplicates: usize,
    /// Clusters with more than one member, biggest first, then by key; at most ten.
    pub largest_clusters: Vec<LargeCluster<K>>,
    /// The similarity at which two texts count as duplicates.
    pub similarity_threshold: f64,
    /// Clusters whose members lie in more than one split. Must be 0.
    pub clusters_across_splits: usize,
    /// The most similar pair of candidates in two splits, reports of one template left out. Its
    /// similarity must be below the threshold. `None` if no two candidates are apart.
    pub most_similar_across_splits: Option<CrossSplitPair<K, S>>,
    /// The most similar pair in two splits that was judged to be two reports of one template
    /// (another day, place or direction); pairs that differ in a number are not looked at.
    pub most_similar_template_twins: Option<CrossSplitPair<K, S>>,
}

impl<K, S> LeakReport<K, S> {
    /// Whether no duplicate lies in two splits.
    pub fn is_leak_free(&self) -> bool {
        self.clusters_across_splits == 0
            && self.most_similar_across_splits.as_ref().is_none_or(|pair| pair.similarity < self.similarity_threshold)
    }
}

/// A cluster by the key that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LargeCluster<K> {
    /// Smallest key among the members.
    pub key: K,
    /// Members.
    pub size: usize,
}

/// Two texts in two splits; the smaller key first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossSplitPair<K, S> {
    /// Exact Jaccard similarity of their n-gram sets, in `0..=1`.
    pub similarity: f64,
    /// Their keys.
    pub keys: (K, K),
    /// Their splits, in the order of `keys`.
    pub splits: (S, S),
}

const LARGEST_CLUSTERS: usize = 10;

impl<K: Ord + Clone> Clusters<K> {
    /// Checks `splits`, one for each item in the order of adding. An item in no split (one left out
    /// of the dataset) is `None`.
    ///
    /// # Panics
    /// If `splits` has another length than the collection.
    pub fn leak_report<S: Copy + Ord>(&self, splits: &[Option<S>]) -> LeakReport<K, S> {
        assert_eq!(splits.len(), self.keys.len(), "one split for each item");
        let mut members: BTreeMap<ClusterId, Vec<usize>> = BTreeMap::new();
        for (item, cluster) in self.ids.iter().enumerate() {
            members.entry(*cluster).or_default().push(item);
        }
        let mut largest: Vec<LargeCluster<K>> = members
            .iter()
            .filter(|(_, items)| items.len() > 1)
            .map(|(cluster, items)| LargeCluster { key: self.keys[cluster.0].clone(), size: items.len() })
            .collect();
        let duplicate_clusters = largest.len();
        largest.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.key.cmp(&b.key)));
        largest.truncate(LARGEST_CLUSTERS);
        let crosses = |items: &&Vec<usize>| {
            let mut seen = items.iter().filter_map(|item| splits[*item]);
            seen.next().is_some_and(|first| seen.any(|split| split != first))
        };
        let [most_similar_across_splits, most_similar_template_twins] = self.closest_across(splits);
        LeakReport {
            items: self.keys.len(),
            clusters: members.len(),
            duplicate_clusters,
            duplicates: self.keys.len() - members.len(),
            exact_duplicates: self.keys.len() - self.texts.len(),
            largest_clusters: largest,
            similarity_threshold: self.options.similarity_threshold,
            clusters_across_splits: members.values().filter(crosses).count(),
            most_similar_across_splits,
            most_similar_template_twins,
        }
    }

    /// The closest duplicates and the closest template twins.
    fn closest_across<S: Copy + Ord>(&self, splits: &[Option<S>]) -> [Option<CrossSplitPair<K, S>>; 2] {
        let holders = Holders::new(&self.keys, &self.text_of, splits);
        let words = |text: u32| &*self.texts[text as usize].words;
        let mut best = Best::default();
        let mut best_twins = Best::default();
        // A text whose own copies lie in two splits.
        for text in 0..self.texts.len() {
            if let [first, second, ..] = holders.of(text) {
                best.offer(1.0, *first, *second, &self.keys);
            }
        }
        self.index.for_each_candidate(words, 0.0, |a, b, similarity| {
            if similarity > 0.0
                && let Some((first, second)) = holders.apart(a as usize, b as usize)
            {
                let target = if self.are_template_twins(words(a), words(b)) { &mut best_twins } else { &mut best };
                target.offer(similarity, first, second, &self.keys);
            }
            best.similarity.min(best_twins.similarity.max(self.options.similarity_threshold))
        });
        [best.pair(&self.keys, splits), best_twins.pair(&self.keys, splits)]
    }

    fn are_template_twins(&self, a: &str, b: &str) -> bool {
        twins::differ_by_known_term(a, b) || self.places.any_slot(&twins::exchanged_places(a, b))
    }
}

/// For each distinct text, the item with the smallest key in each split (at most one a split).
struct Holders<'a, S> {
    items: Vec<Vec<u32>>,
    splits: &'a [Option<S>],
}

impl<'a, S: Copy + Ord> Holders<'a, S> {
    fn new<K: Ord>(keys: &[K], text_of: &[u32], splits: &'a [Option<S>]) -> Self {
        let texts = text_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut items: Vec<Vec<u32>> = vec![Vec::new(); texts];
        for (item, text) in text_of.iter().enumerate().filter(|(item, _)| splits[*item].is_some()) {
            let held = &mut items[*text as usize];
            match held.iter_mut().find(|other| splits[**other as usize] == splits[item]) {
                Some(other) if keys[item] < keys[*other as usize] => *other = item as u32,
                Some(_) => {}
                None => held.push(item as u32),
            }
        }
        for held in &mut items {
            held.sort_unstable_by_key(|item| splits[*item as usize]);
        }
        Self { items, splits }
    }

    fn of(&self, text: usize) -> &[u32] {
        &self.items[text]
    }

    fn apart(&self, a: usize, b: usize) -> Option<(u32, u32)> {
        let split = |item: &u32| self.splits[*item as usize];
        let pairs = self.items[a].iter().flat_map(|first| self.items[b].iter().map(move |second| (*first, *second)));
        pairs.into_iter().find(|(first, second)| split(first) != split(second))
    }
}

#[derive(Default)]
struct Best {
    similarity: f64,
    items: Option<(u32, u32)>,
}

impl Best {
    /// Equally similar pairs are ranked by their keys, so that the answer does not depend on order.
    fn offer<K: Ord>(&mut self, similarity: f64, a: u32, b: u32, keys: &[K]) {
        let key = |item: u32| &keys[item as usize];
        let (a, b) = if key(a) <= key(b) { (a, b) } else { (b, a) };
        let better = self.items.is_none_or(|(c, d)| {
            similarity > self.similarity || (similarity == self.similarity && (key(a), key(b)) < (key(c), key(d)))
        });
        if better {
            (self.similarity, self.items) = (similarity, Some((a, b)));
        }
    }

    fn pair<K: Clone, S: Copy>(self, keys: &[K], splits: &[Option<S>]) -> Option<CrossSplitPair<K, S>> {
        let (a, b) = self.items?;
        Some(CrossSplitPair {
            similarity: self.similarity,
            keys: (keys[a as usize].clone(), keys[b as usize].clone()),
            splits: (splits[a as usize]?, splits[b as usize]?),
        })
    }
}

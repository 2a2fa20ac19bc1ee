//! Finds articles that say the same thing in the same words, so that no copy of a training text
//! ends up among the test texts.
//!
//! Two texts are duplicates when they are equal after normalisation (see `normalise`), or when the
//! Jaccard similarity of their character n-gram sets reaches a threshold. Candidates for the second
//! test come from MinHash signatures cut into bands (Broder 1997; Leskovec, Rajaraman & Ullman,
//! *Mining of Massive Datasets*, 3.4) and every one of them is confirmed on the exact sets.
//!
//! Daily reports written from one template are *not* duplicates, however alike they look. Three
//! rules tell them apart: differing numbers, one place, day or direction exchanged for another
//! (`twins`), and a position in a sentence that takes many different words across the collection
//! ([`Options::template_fillers`]).
//!
//! Clusters are the connected components of the confirmed pairs. They depend on the set of items
//! alone, never on their order, the machine or a random seed.

mod candidates;
mod marks;
pub mod neighbours;
mod normalise;
mod report;
mod twins;

use std::collections::{BTreeMap, HashMap};

use candidates::Index;
use normalise::Normalised;
pub use report::{CrossSplitPair, LargeCluster, LeakReport};
use twins::Places;

/// How alike two texts must be, and how hard to look for them.
///
/// Equal options and items give equal clusters: they belong into a dataset's manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Smallest Jaccard similarity, in `0..=1`, at which two texts are duplicates.
    pub similarity_threshold: f64,
    /// Characters in a shingle (n-gram), spaces and punctuation not counted.
    pub shingle_size: usize,
    /// Characters of a normalised text that take part in the comparison; exact duplicates are
    /// found over the whole text. Bounds memory and time for each item.
    pub maximum_characters: usize,
    /// Bands of a MinHash signature. More bands find more pairs and cost more time.
    pub bands: usize,
    /// MinHash values in a band. A pair of similarity `s` becomes a candidate with probability
    /// `1 - (1 - s^rows)^bands`: 0.996 at the default threshold.
    pub rows_per_band: usize,
    /// Buckets with more members than this are not compared all against all: each member meets its
    /// neighbours in two alphabetical orders (from the front and from the back).
    pub largest_bucket: usize,
    /// A place in a sentence that holds this many different words across the collection is a
    /// template's slot, and texts that differ there are different reports. Fewer mean that an editor
    /// exchanged a word.
    pub template_fillers: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            similarity_threshold: 0.6,
            shingle_size: 2,
            maximum_characters: 2_000,
            bands: 40,
            rows_per_band: 4,
            largest_bucket: 64,
            template_fillers: 4,
        }
    }
}

/// One text and the key that names it for ever.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a, K> {
    /// Stable key. Its order decides which member names a cluster.
    pub key: &'a K,
    /// The text as published.
    pub text: &'a str,
}

/// Names a cluster: the position, in the order of adding, of its member with the smallest key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub usize);

/// Clusters a slice; the answer holds one id per item, in the same order.
pub fn cluster<K: Ord + Clone>(items: &[Item<'_, K>], options: &Options) -> Vec<ClusterId> {
    let mut builder = ClusterBuilder::new(options.clone());
    for item in items {
        builder.add(item.key.clone(), item.text);
    }
    builder.finish().ids
}

/// Takes texts one at a time and keeps of each its key and, for each *distinct* text, a bounded
/// prefix and a signature (about 300 bytes for a headline).
#[derive(Debug)]
pub struct ClusterBuilder<K> {
    options: Options,
    keys: Vec<K>,
    /// For each item, the distinct text it holds.
    text_of: Vec<u32>,
    texts: Vec<DistinctText>,
    by_fingerprint: HashMap<u128, u32>,
    index: Index,
}

#[derive(Debug)]
struct DistinctText {
    /// Words of the normalised text, divided by single spaces, at most `maximum_characters` long.
    words: Box<str>,
    /// The item with the smallest key among those that hold this text.
    first_item: u32,
}

impl<K: Ord> ClusterBuilder<K> {
    /// An empty collection.
    pub fn new(options: Options) -> Self {
        Self {
            index: Index::new(&options),
            options,
            keys: Vec::new(),
            text_of: Vec::new(),
            texts: Vec::new(),
            by_fingerprint: HashMap::new(),
        }
    }

    /// Adds one text.
    pub fn add(&mut self, key: K, text: &str) {
        let item = to_u32(self.keys.len());
        let normalised = Normalised::of(text, self.options.maximum_characters);
        let next = to_u32(self.texts.len());
        let text_id = *self.by_fingerprint.entry(normalised.fingerprint).or_insert(next);
        if text_id == next {
            self.index.add(&normalised.words, normalised.numbers);
            self.texts.push(DistinctText { words: normalised.words, first_item: item });
        } else {
            // Copies may be spaced differently: the smallest key decides which spacing is compared.
            let known = &mut self.texts[text_id as usize];
            if key < self.keys[known.first_item as usize] {
                *known = DistinctText { words: normalised.words, first_item: item };
            }
        }
        self.keys.push(key);
        self.text_of.push(text_id);
    }

    /// Finds the duplicates among everything added.
    pub fn finish(mut self) -> Clusters<K> {
        self.by_fingerprint = HashMap::new();
        let threshold = self.options.similarity_threshold;
        let mut components = Components::new(self.texts.len());
        let mut exchanges = Vec::new();
        let mut places = Places::new(self.options.template_fillers);
        let words = |text: u32| &*self.texts[text as usize].words;
        self.index.for_each_candidate(words, threshold, |a, b, _| {
            if !twins::differ_by_known_term(words(a), words(b)) {
                let exchanged = twins::exchanged_places(words(a), words(b));
                if exchanged.is_empty() {
                    components.join(a, b);
                } else {
                    places.watch(&exchanged);
                    exchanges.push((a, b, exchanged));
                }
            }
            threshold
        });
        if !exchanges.is_empty() {
            self.texts.iter().for_each(|text| places.count(&text.words));
        }
        for (a, b, exchanged) in exchanges {
            if !places.any_slot(&exchanged) {
                components.join(a, b);
            }
        }
        self.label(components, places)
    }

    fn label(self, mut components: Components, places: Places) -> Clusters<K> {
        let mut first: BTreeMap<u32, u32> = BTreeMap::new();
        for text in 0..to_u32(self.texts.len()) {
            let item = self.texts[text as usize].first_item;
            let smallest = first.entry(components.root(text)).or_insert(item);
            if self.keys[item as usize] < self.keys[*smallest as usize] {
                *smallest = item;
            }
        }
        let ids = self.text_of.iter().map(|text| ClusterId(first[&components.root(*text)] as usize)).collect();
        Clusters {
            ids,
            options: self.options,
            keys: self.keys,
            text_of: self.text_of,
            texts: self.texts,
            index: self.index,
            places,
        }
    }
}

/// The finished clusters, with what is needed to prove a split free of leaks.
#[derive(Debug)]
pub struct Clusters<K> {
    ids: Vec<ClusterId>,
    options: Options,
    keys: Vec<K>,
    text_of: Vec<u32>,
    texts: Vec<DistinctText>,
    index: Index,
    places: Places,
}

impl<K> Clusters<K> {
    /// The cluster of each item, in the order of adding.
    pub fn ids(&self) -> &[ClusterId] {
        &self.ids
    }

    /// The key of each item, in the order of adding.
    pub fn keys(&self) -> &[K] {
        &self.keys
    }

    /// The key that names the cluster of item `item` (a position in the order of adding).
    pub fn cluster_key(&self, item: usize) -> &K {
        &self.keys[self.ids[item].0]
    }
}

/// Disjoint sets with path halving.
#[derive(Debug)]
struct Components {
    parent: Vec<u32>,
}

impl Components {
    fn new(count: usize) -> Self {
        Self { parent: (0..to_u32(count)).collect() }
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parent[node as usize] != node {
            let grandparent = self.parent[self.parent[node as usize] as usize];
            self.parent[node as usize] = grandparent;
            node = grandparent;
        }
        node
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).expect("a collection holds fewer than 2^32 texts")
}

#[cfg(test)]
mod tests;

//! MinHash signatures in bands: which pairs of texts are worth an exact comparison, and that
//! comparison.

use std::collections::HashSet;

use super::Options;
use super::normalise::{letters, mix};

/// Signatures of the distinct texts.
#[derive(Debug)]
pub(super) struct Index {
    shingle_size: usize,
    bands: usize,
    rows_per_band: usize,
    largest_bucket: usize,
    multipliers: Vec<(u64, u64)>,
    /// `bands` values for each text.
    band_hashes: Vec<u32>,
    sketches: Vec<Sketch>,
}

/// An upper bound on the similarity of two shingle sets from a few bytes each.
#[derive(Clone, Copy, Debug)]
struct Sketch {
    /// A bit for each shingle's hash.
    bits: u128,
    shingles: u32,
}

impl Sketch {
    fn of(shingles: &[u64]) -> Self {
        let bits = shingles.iter().fold(0, |bits, shingle| bits | 1_u128 << (mix(*shingle) >> 57));
        Self { bits, shingles: u32::try_from(shingles.len()).unwrap_or(u32::MAX) }
    }

    /// A bit set in one sketch alone stands for at least one shingle in that set alone.
    fn similarity_bound(self, other: Self) -> f64 {
        let shared_a = self.shingles.saturating_sub((self.bits & !other.bits).count_ones());
        let shared_b = other.shingles.saturating_sub((other.bits & !self.bits).count_ones());
        let shared = shared_a.min(shared_b);
        f64::from(shared) / f64::from((self.shingles + other.shingles - shared).max(1))
    }
}

/// Neighbours a member of a huge bucket is compared with, in each of the two orders.
const WINDOW: usize = 8;

impl Index {
    pub(super) fn new(options: &Options) -> Self {
        let hashes = options.bands * options.rows_per_band;
        let constant = |index: usize| mix(index as u64 ^ 0x6769_7361);
        Self {
            shingle_size: options.shingle_size.max(1),
            bands: options.bands,
            rows_per_band: options.rows_per_band,
            largest_bucket: options.largest_bucket.max(2),
            multipliers: (0..hashes).map(|i| (constant(2 * i) | 1, constant(2 * i + 1))).collect(),
            band_hashes: Vec::new(),
            sketches: Vec::new(),
        }
    }

    /// Signs a text. `numbers` goes into every band: texts with different numbers are never
    /// duplicates, so they need not meet.
    pub(super) fn add(&mut self, words: &str, numbers: u64) {
        let shingles = shingles(words, self.shingle_size);
        self.sketches.push(Sketch::of(&shingles));
        for (band, rows) in self.multipliers.chunks(self.rows_per_band.max(1)).enumerate().take(self.bands) {
            let mut hash = mix(numbers ^ band as u64);
            for (factor, summand) in rows {
                let least = shingles.iter().map(|s| s.wrapping_mul(*factor).wrapping_add(*summand) >> 32).min();
                hash = mix(hash ^ least.unwrap_or(u64::MAX));
            }
            self.band_hashes.push((hash >> 32) as u32);
        }
    }

    /// Calls `visit(a, b, similarity)` once for each candidate pair whose exact Jaccard similarity
    /// may exceed a bound: `initial_bound` at first, then whatever the last call returned.
    pub(super) fn for_each_candidate<'t>(
        &self,
        words: impl Fn(u32) -> &'t str,
        initial_bound: f64,
        mut visit: impl FnMut(u32, u32, f64) -> f64,
    ) {
        let mut bound = initial_bound;
        let mut cache = ShingleCache::new(self.shingle_size);
        let mut huge_buckets: Vec<HashSet<u32>> = Vec::with_capacity(self.bands);
        // Neighbours in a huge bucket tend to be neighbours in every band.
        let mut visited_in_huge: HashSet<(u32, u32)> = HashSet::new();
        for band in 0..self.bands {
            let mut entries: Vec<(u32, u32)> = (0..self.sketches.len())
                .map(|text| (self.band_hashes[text * self.bands + band], text as u32))
                .collect();
            entries.sort_unstable();
            let mut huge = HashSet::new();
            for bucket in entries.chunk_by(|a, b| a.0 == b.0) {
                let is_huge = bucket.len() > self.largest_bucket;
                let mut compare = |a: u32, b: u32| {
                    let (a, b) = (a.min(b), a.max(b));
                    let possible = self.sketches[a as usize].similarity_bound(self.sketches[b as usize]) >= bound;
                    if possible && !visited_in_huge.contains(&(a, b)) && !self.met_before(a, b, band, &huge_buckets) {
                        let similarity = cache.similarity((a, words(a)), (b, words(b)));
                        if similarity >= bound {
                            if is_huge {
                                visited_in_huge.insert((a, b));
                            }
                            bound = visit(a, b, similarity);
                        }
                    }
                };
                if !is_huge {
                    for (position, (_, a)) in bucket.iter().enumerate() {
                        for (_, b) in &bucket[position + 1..] {
                            compare(*a, *b);
                        }
                    }
                } else {
                    huge.insert(bucket[0].0);
                    let members: Vec<u32> = bucket.iter().map(|(_, text)| *text).collect();
                    compare_neighbours(members, &words, compare);
                }
            }
            huge_buckets.push(huge);
        }
    }

    /// Whether the pair shared an ordinary bucket in an earlier band: cheaper than remembering pairs.
    fn met_before(&self, a: u32, b: u32, band: usize, huge_buckets: &[HashSet<u32>]) -> bool {
        let of = |text: u32| &self.band_hashes[text as usize * self.bands..][..band];
        of(a).iter().zip(of(b)).zip(huge_buckets).any(|((a, b), huge)| a == b && !huge.contains(a))
    }
}

/// Texts that differ in a small edit stand side by side when sorted from the front, or from the back.
fn compare_neighbours<'t>(mut members: Vec<u32>, words: &impl Fn(u32) -> &'t str, mut compare: impl FnMut(u32, u32)) {
    members.sort_unstable_by_key(|text| words(*text));
    each_neighbour(&members, &mut compare);
    members.sort_unstable_by(|a, b| words(*a).chars().rev().cmp(words(*b).chars().rev()));
    each_neighbour(&members, &mut compare);
}

fn each_neighbour(members: &[u32], compare: &mut impl FnMut(u32, u32)) {
    for (position, a) in members.iter().enumerate() {
        for b in members.iter().skip(position + 1).take(WINDOW) {
            compare(*a, *b);
        }
    }
}

/// Keeps the last left-hand set: candidates come in runs of one text.
struct ShingleCache {
    shingle_size: usize,
    last: Option<(u32, Vec<u64>)>,
}

impl ShingleCache {
    fn new(shingle_size: usize) -> Self {
        Self { shingle_size, last: None }
    }

    fn similarity(&mut self, (a, words_a): (u32, &str), (_, words_b): (u32, &str)) -> f64 {
        if self.last.as_ref().is_none_or(|(text, _)| *text != a) {
            self.last = Some((a, shingles(words_a, self.shingle_size)));
        }
        let left = self.last.as_ref().map_or(&[][..], |(_, shingles)| shingles);
        jaccard(left, &shingles(words_b, self.shingle_size))
    }
}

/// Hashes of the distinct n-grams, sorted. A text shorter than `size` is its own n-gram.
pub(super) fn shingles(words: &str, size: usize) -> Vec<u64> {
    let characters: Vec<char> = letters(words).collect();
    let hash = |gram: &[char]| gram.iter().fold(1, |hash, character| mix(hash ^ u64::from(*character)));
    let mut shingles: Vec<u64> = match characters.len() {
        0 => Vec::new(),
        length if length < size => vec![hash(&characters)],
        _ => characters.windows(size).map(hash).collect(),
    };
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// |A ∩ B| / |A ∪ B| of two sorted sets; 0 where both are empty.
pub(super) fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared as f64 / (a.len() + b.len() - shared).max(1) as f64
}

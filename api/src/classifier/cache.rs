//! Answers that were computed before, by what computed them and what was asked.
//!
//! The key is a hash over the bundle's own hash, the variant and the prepared text, so an answer can't outlive the
//! model that gave it: a swap changes every key, and swapping back finds the old answers again.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::model_variant::ModelVariant;
use moka::sync::Cache;
use sha2::{Digest, Sha256};

/// What an entry costs beside its key and value: the hash table's slot, the entry's counters and list nodes. An
/// estimate on the high side, so that the bound holds.
const ENTRY_OVERHEAD_BYTES: usize = 256;

/// SHA-256 over bundle, variant and prepared text.
pub(super) type Key = [u8; 32];

/// An answer without what differs from reader to reader.
#[derive(Debug, PartialEq)]
pub(super) struct Remembered {
    pub probabilities: Vec<f32>,
    pub best: usize,
    pub truncated: bool,
}

/// Remembers answers within a number of bytes; the least useful go first.
pub(super) struct AnswerCache {
    entries: Option<Cache<Key, Arc<Remembered>>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl AnswerCache {
    /// A cache of at most `bytes`; with 0 nothing is remembered.
    pub(super) fn new(bytes: u64) -> Self {
        let weigh = |_: &Key, answer: &Arc<Remembered>| {
            let bytes = size_of::<Key>() + size_of::<Remembered>() + size_of_val(answer.probabilities.as_slice());
            u32::try_from(bytes + ENTRY_OVERHEAD_BYTES).unwrap_or(u32::MAX)
        };
        let entries = (bytes > 0).then(|| Cache::builder().max_capacity(bytes).weigher(weigh).build());
        Self { entries, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    /// The key of a prepared text; `None` if nothing is remembered anyway.
    pub(super) fn key(&self, bundle_sha256: &str, variant: ModelVariant, prepared: &str) -> Option<Key> {
        self.entries.as_ref()?;
        let mut hash = Sha256::new();
        // Neither of the first two holds a line break, so no two triples run together.
        for part in [bundle_sha256, "\n", variant.name(), "\n", prepared] {
            hash.update(part);
        }
        Some(hash.finalize().into())
    }

    /// The answer with this key, if it is remembered; counted as a hit or a miss.
    pub(super) fn find(&self, key: &Key) -> Option<Arc<Remembered>> {
        let found = self.entries.as_ref()?.get(key);
        match found {
            Some(_) => {
                self.hits.fetch_add(1, Ordering::Relaxed);
                metrics::counter!("gisa_prediction_cache_hits_total").increment(1);
            }
            None => {
                self.misses.fetch_add(1, Ordering::Relaxed);
                metrics::counter!("gisa_prediction_cache_misses_total").increment(1);
            }
        }
        found
    }

    /// Remembers an answer.
    pub(super) fn remember(&self, key: Key, answer: Remembered) {
        if let Some(entries) = &self.entries {
            entries.insert(key, Arc::new(answer));
        }
    }

    /// Share of lookups that were hits since the start, 0 to 1; `None` before the first.
    pub(super) fn hit_ratio(&self) -> Option<f64> {
        let (hits, misses) = (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed));
        (hits + misses > 0).then(|| hits as f64 / (hits + misses) as f64)
    }

    /// Bytes in use, as far as housekeeping has come.
    pub(super) fn bytes(&self) -> u64 {
        self.entries.as_ref().map_or(0, |entries| {
            entries.run_pending_tasks();
            entries.weighted_size()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(first: f32) -> Remembered {
        Remembered { probabilities: vec![first, 1.0 - first], best: 1, truncated: false }
    }

    #[test]
    fn another_bundle_variant_or_text_is_another_key() {
        let cache = AnswerCache::new(1 << 20);
        let key = |bundle: &str, variant, text: &str| cache.key(bundle, variant, text).unwrap();
        let one = key("a", ModelVariant::Fp32, "text");
        assert_eq!(one, key("a", ModelVariant::Fp32, "text"));
        let others = [
            key("b", ModelVariant::Fp32, "text"),
            key("a", ModelVariant::Int8, "text"),
            key("a", ModelVariant::Fp32, "texts"),
        ];
        assert!(others.iter().all(|other| *other != one));
    }

    #[test]
    fn what_is_remembered_is_found_and_the_ratio_tells() {
        let cache = AnswerCache::new(1 << 20);
        let key = cache.key("a", ModelVariant::Fp32, "text").unwrap();
        assert_eq!(cache.hit_ratio(), None);
        assert!(cache.find(&key).is_none());
        cache.remember(key, remembered(0.25));
        assert_eq!(cache.find(&key).as_deref(), Some(&remembered(0.25)));
        assert_eq!(cache.hit_ratio(), Some(0.5));
    }

    #[test]
    fn it_never_holds_more_than_its_bytes_and_with_none_nothing() {
        let cache = AnswerCache::new(10_000);
        for number in 0..1000 {
            let key = cache.key("a", ModelVariant::Fp32, &number.to_string()).unwrap();
            cache.remember(key, remembered(0.5));
        }
        assert!((1..=10_000).contains(&cache.bytes()), "{}", cache.bytes());

        let none = AnswerCache::new(0);
        assert_eq!((none.key("a", ModelVariant::Fp32, "text"), none.bytes()), (None, 0));
    }
}

//! Random choices that are the same on every machine and with every version of the rand crates.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// A ChaCha stream seeded by SHA-256.
#[derive(Debug)]
pub(super) struct Draw(ChaCha12Rng);

impl Draw {
    pub(super) fn new(seed: u64, count: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"gisa sample data 1");
        hash.update(seed.to_be_bytes());
        hash.update(count.to_be_bytes());
        Self(ChaCha12Rng::from_seed(hash.finalize().into()))
    }

    /// A number in `0..bound`, by multiplication (Lemire 2019; the bias is below 2^-32 here).
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True in `share` of 1,000 cases.
    pub(super) fn per_mille(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    pub(super) fn pick<'a, T>(&mut self, entries: &'a [T]) -> &'a T {
        &entries[self.below(entries.len() as u64) as usize]
    }

    /// A position, each with the chance `weight / total`.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u32>, total: u32) -> usize {
        let mut left = self.below(u64::from(total));
        let mut last = 0;
        for (position, weight) in weights.enumerate() {
            if left < u64::from(weight) {
                return position;
            }
            left -= u64::from(weight);
            last = position;
        }
        last
    }
}

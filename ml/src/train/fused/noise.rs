//! Dropout: which activations are dropped is a function of a key and a place, so that the way back finds what the way
//! forth did and nothing has to be kept.

use super::vector::{LANES, Lanes};

/// Dropout at one place in the model, in one step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    key: u32,
    /// Below it, what the key and a place give means: dropped.
    dropped_below: u32,
    /// What is kept is multiplied by this.
    pub(super) scale: f32,
}

impl Noise {
    /// Drops with a probability; `seed` is the step's, `place` tells places in the model apart.
    pub(super) fn new(seed: u64, place: u32, probability: f64) -> Self {
        let key = hash((seed as u32) ^ hash((seed >> 32) as u32 ^ hash(place)));
        let dropped_below = (probability * 2f64.powi(32)) as u32;
        Noise { key, dropped_below, scale: (1.0 / (1.0 - probability)) as f32 }
    }

    /// What each of the numbers from the place `at` on is multiplied by: 0 or the scale.
    #[inline(always)]
    pub(super) fn factors(self, at: usize) -> Lanes {
        let mut factors = [0.0; LANES];
        for (lane, factor) in factors.iter_mut().enumerate() {
            let number = hash((at + lane) as u32 ^ self.key);
            *factor = if number < self.dropped_below { 0.0 } else { self.scale };
        }
        factors
    }
}

/// Mixes all bits ("lowbias32", Wellons 2018).
#[inline(always)]
fn hash(mut bits: u32) -> u32 {
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7FEB_352D);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846C_A68B);
    bits ^ (bits >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(noise: Noise) -> Vec<bool> {
        (0..100_000).step_by(LANES).flat_map(|at| noise.factors(at)).map(|factor| factor == 0.0).collect()
    }

    #[test]
    fn the_right_share_is_dropped_and_every_place_and_step_drops_others() {
        let all: Vec<Vec<bool>> =
            [(1, 0), (1, 1), (2, 0)].into_iter().map(|(seed, place)| dropped(Noise::new(seed, place, 0.1))).collect();
        for some in &all {
            let share = some.iter().filter(|dropped| **dropped).count() as f64 / some.len() as f64;
            assert!((share - 0.1).abs() < 0.004, "{share}");
        }
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            let both = all[one].iter().zip(&all[other]).filter(|(one, other)| **one && **other).count() as f64;
            assert!((both / all[one].len() as f64 - 0.01).abs() < 0.002, "{both}");
        }
        assert!(dropped(Noise::new(1, 0, 0.0)).iter().all(|dropped| !dropped));
    }
}

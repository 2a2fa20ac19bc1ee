//! Samples segmentations for training (subword regularisation, Kudo 2018).
//!
//! A model that sees the same word cut in several ways learns what its parts mean. Serving always uses the
//! likeliest segmentation, which is the tokenizer's.

use std::collections::HashMap;

use rand::Rng;

use crate::tokenizer::{SpecialTokens, Tokenizer};

/// Exponent on a segmentation's probability: smaller is closer to uniform. Kudo's experiments use 0.1 to 0.5.
const SMOOTHING: f64 = 0.3;
/// How much less likely than the least likely piece an unknown character is (as in the tokenizer itself).
const UNKNOWN_PENALTY: f64 = 10.0;

/// Cuts words into pieces at random, in proportion to the smoothed probability of each segmentation.
pub struct SubwordSampler {
    pieces: HashMap<String, (u32, f64)>,
    /// Characters of the longest piece.
    longest: usize,
    unknown_score: f64,
    special: SpecialTokens,
}

impl SubwordSampler {
    /// A sampler over a tokenizer's pieces; none if the tokenizer knows only one way to cut a word.
    pub fn new(tokenizer: &Tokenizer) -> Option<Self> {
        if !tokenizer.can_sample() {
            return None;
        }
        let pieces = tokenizer.pieces();
        let minimum = pieces.iter().map(|(_, score)| *score).fold(0.0, f64::min);
        let learned = (0..).zip(pieces).filter(|(id, _)| !tokenizer.is_special(*id));
        let pieces: HashMap<_, _> = learned.map(|(id, (piece, score))| (piece, (id, score * SMOOTHING))).collect();
        Some(SubwordSampler {
            longest: pieces.keys().map(|piece| piece.chars().count()).max().unwrap_or(1),
            pieces,
            unknown_score: (minimum - UNKNOWN_PENALTY) * SMOOTHING,
            special: tokenizer.special(),
        })
    }

    /// Encodes a text, each word with probability `rate` by sampling and by its likeliest segmentation otherwise.
    ///
    /// The result is `[CLS] … [SEP]`, at most `max_length` long.
    pub fn encode<'w>(
        &self,
        words: impl IntoIterator<Item = &'w Word>,
        rate: f64,
        max_length: usize,
        random: &mut impl Rng,
    ) -> Vec<u32> {
        let mut ids = vec![self.special.cls];
        for word in words {
            if rate > 0.0 && random.random_bool(rate) {
                self.sample(&word.text, random, &mut ids);
            } else {
                ids.extend(&word.best);
            }
            if ids.len() >= max_length {
                break;
            }
        }
        ids.truncate(max_length - 1);
        ids.push(self.special.sep);
        ids
    }

    /// Appends the ids of one sampled segmentation of `word` (forward filtering, backward sampling).
    fn sample(&self, word: &str, random: &mut impl Rng, ids: &mut Vec<u32>) {
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let length = ends.len() - 1;
        let unknown = self.special.unk;
        // forward[end]: log of the summed weights of all ways to cut the first `end` characters.
        let mut forward = vec![f64::NEG_INFINITY; length + 1];
        forward[0] = 0.0;
        let mut candidates: Vec<Vec<(usize, u32, f64)>> = vec![Vec::new(); length + 1];
        for end in 1..=length {
            for start in end.saturating_sub(self.longest)..end {
                let (id, score) = match self.pieces.get(&word[ends[start]..ends[end]]) {
                    Some(&piece) => piece,
                    None if start + 1 == end => (unknown, self.unknown_score),
                    None => continue,
                };
                let weight = forward[start] + score;
                candidates[end].push((start, id, weight));
                forward[end] = log_add(forward[end], weight);
            }
        }
        let from = ids.len();
        let mut end = length;
        while end > 0 {
            let mut left: f64 = random.random();
            let mut chosen = candidates[end][0];
            for &candidate in &candidates[end] {
                chosen = candidate;
                left -= (candidate.2 - forward[end]).exp();
                if left <= 0.0 {
                    break;
                }
            }
            // The tokenizer fuses neighbouring unknown characters into one token.
            if chosen.1 != unknown || ids[from..].last() != Some(&unknown) {
                ids.push(chosen.1);
            }
            end = chosen.0;
        }
        ids[from..].reverse();
    }
}

/// A word of a training row, with its likeliest ids.
#[derive(Debug, Clone)]
pub struct Word {
    /// As [`Tokenizer::words`] gives it.
    pub text: String,
    /// Ids of its likeliest segmentation.
    pub best: Vec<u32>,
}

fn log_add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if high == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::preprocessing::Preprocessing;

    fn tokenizer() -> Tokenizer {
        let words = ["삼성전자", "삼성", "전자", "전자제품", "제품", "삼성그룹", "그룹"];
        Tokenizer::train(
            (0..200).map(|n| format!("{} {}", words[n % 7], words[n * 3 % 7])),
            256,
            &Preprocessing::new(16),
        )
        .unwrap()
    }

    fn word(text: &str) -> Word {
        Word { text: format!("▁{text}"), best: vec![7] }
    }

    #[test]
    fn samples_spell_the_word_and_differ() {
        let tokenizer = tokenizer();
        let sampler = SubwordSampler::new(&tokenizer).unwrap();
        let pieces = tokenizer.pieces();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut seen = std::collections::HashSet::new();
        for _ in 0..100 {
            let ids = sampler.encode(&[word("삼성전자제품")], 1.0, 16, &mut random);
            let spelled: String = ids[1..ids.len() - 1].iter().map(|&id| pieces[id as usize].0.as_str()).collect();
            assert_eq!(spelled, "▁삼성전자제품");
            seen.insert(ids);
        }
        assert!(seen.len() > 1);
    }

    #[test]
    fn a_seed_fixes_the_samples_and_the_length_is_bounded() {
        let sampler = SubwordSampler::new(&tokenizer()).unwrap();
        let words: Vec<Word> = (0..20).map(|_| word("삼성?!전자")).collect();
        let sample = || sampler.encode(&words, 0.5, 8, &mut ChaCha8Rng::seed_from_u64(3));
        assert_eq!(sample(), sample());
        assert_eq!(sample().len(), 8);
        assert_eq!(sampler.encode(&[], 0.5, 8, &mut ChaCha8Rng::seed_from_u64(3)), [2, 3]);
    }

    #[test]
    fn rate_zero_is_the_likeliest_segmentation() {
        let sampler = SubwordSampler::new(&tokenizer()).unwrap();
        assert_eq!(sampler.encode(&[word("삼성")], 0.0, 8, &mut ChaCha8Rng::seed_from_u64(3)), [2, 7, 3]);
    }
}

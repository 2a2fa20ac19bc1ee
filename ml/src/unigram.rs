//! Trains the Unigram model behind a tokenizer so that the same words give the same model, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokenizers::models::unigram::{Unigram, UnigramTrainerBuilder};

use crate::tokenizer::{MAX_PIECE_CHARACTERS, SPECIAL_TOKENS, TokenizerError, UNK_ID, special_tokens};

/// Words longer than this teach the tokenizer nothing (addresses, runs of one character).
const MAX_WORD_CHARACTERS: usize = 64;
/// Different words the trainer looks at, most frequent first: bounds its time and memory.
const MAX_TRAINING_WORDS: usize = 300_000;

/// The words to learn from, in a fixed order, holding only characters frequent enough for a place in the vocabulary.
pub(crate) fn training_words(counts: BTreeMap<String, u32>, vocabulary_size: usize) -> Vec<(String, u32)> {
    let mut words: Vec<(String, u32)> =
        counts.into_iter().filter(|(word, _)| word.chars().nth(MAX_WORD_CHARACTERS).is_none()).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(MAX_TRAINING_WORDS);

    let mut frequency: BTreeMap<char, u64> = BTreeMap::new();
    for (word, count) in &words {
        for character in word.chars() {
            *frequency.entry(character).or_default() += u64::from(*count);
        }
    }
    let mut alphabet: Vec<(char, u64)> = frequency.into_iter().collect();
    alphabet.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    // At least half of the vocabulary is left for pieces of several characters.
    alphabet.truncate(vocabulary_size / 2);
    let alphabet: BTreeSet<char> = alphabet.into_iter().map(|(character, _)| character).collect();

    let mut kept: BTreeMap<String, u32> = BTreeMap::new();
    for (word, count) in words {
        // A rare character becomes [UNK] and separates what stands around it. NUL is the trainer's own separator.
        for part in word.split(|character| character == '\0' || !alphabet.contains(&character)) {
            if !part.is_empty() {
                let total = kept.entry(part.to_owned()).or_default();
                *total = total.saturating_add(count);
            }
        }
    }
    kept.into_iter().collect()
}

/// Runs the library's trainer so that its result depends on `words` alone.
pub(crate) fn train(words: Vec<(String, u32)>, vocabulary_size: usize) -> Result<Unigram, TokenizerError> {
    let failed = |error: &dyn std::fmt::Display| TokenizerError::Training(error.to_string());
    let trainer = UnigramTrainerBuilder::default()
        .show_progress(false)
        .vocab_size(u32::try_from(vocabulary_size).map_err(|error| failed(&error))?)
        .max_piece_length(MAX_PIECE_CHARACTERS)
        .special_tokens(special_tokens())
        .unk_token(Some(SPECIAL_TOKENS[UNK_ID as usize].to_owned()))
        .build()
        .map_err(|error| failed(&error))?;
    // The trainer cuts its sums by the size of rayon's pool: one thread makes their order the same everywhere.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|error| failed(&error))?;
    let trained = pool.install(|| {
        catch_unwind(AssertUnwindSafe(|| {
            let mut model = Unigram::default();
            trainer.do_train(words, &mut model).map(|_| model)
        }))
    });
    match trained {
        Ok(Ok(model)) => canonical(&model),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => Err(TokenizerError::Training("the trainer's likelihood is not a number".into())),
    }
}

/// The same model whatever order the trainer's hash maps happened to have.
///
/// The trainer gives characters that ended without a score of their own `minimum, minimum + 0.0001, …` in hash
/// order. Those scores are found again and dealt out in the characters' order; equal scores are ordered by piece.
fn canonical(model: &Unigram) -> Result<Unigram, TokenizerError> {
    let mut pieces: Vec<(String, f64)> = model.iter().cloned().collect();
    let mut learned = pieces.split_off(SPECIAL_TOKENS.len());
    let minimum = learned.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
    let mut grid = Vec::new();
    let mut penalty = 0.0;
    for _ in &learned {
        grid.push(minimum + penalty);
        penalty += 0.0001;
    }
    let is_single = |piece: &str| piece.chars().nth(1).is_none();
    let mut unscored: Vec<usize> = (0..learned.len())
        .filter(|&index| is_single(&learned[index].0))
        .filter(|&index| grid.binary_search_by(|score| score.total_cmp(&learned[index].1)).is_ok())
        .collect();
    let mut scores: Vec<f64> = unscored.iter().map(|&index| learned[index].1).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    unscored.sort_by(|&a, &b| learned[a].0.cmp(&learned[b].0));
    for (index, score) in unscored.into_iter().zip(scores) {
        learned[index].1 = score;
    }
    learned.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pieces.extend(learned);
    Unigram::from(pieces, Some(UNK_ID as usize), false).map_err(|error| TokenizerError::Training(error.to_string()))
}

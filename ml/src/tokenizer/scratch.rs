//! The tokenizer of a model trained from scratch.
//!
//! A Unigram model (Kudo 2018, "Subword Regularization") over whitespace-separated words, each led by `▁`. Texts are
//! folded by Unicode NFKC and lower-cased first. `tokenizer.json` is Hugging Face's format and holds all of it.

use std::collections::BTreeMap;

use tokenizers::models::unigram::Unigram;
use tokenizers::normalizers::{Lowercase, NFKC, Sequence};
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::{AddedToken, NormalizerWrapper};

use crate::preprocessing::Preprocessing;
use crate::unigram;

use super::{Tokenizer, TokenizerError, words_of};

/// Fills the end of shorter rows of a batch, for a model trained from scratch.
pub const PAD_ID: u32 = 0;
/// Stands for characters the vocabulary lacks.
pub(crate) const UNK_ID: u32 = 1;

pub(crate) const SPECIAL_TOKENS: [&str; 4] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
/// Pieces are at most this long, in characters.
pub(crate) const MAX_PIECE_CHARACTERS: usize = 16;

impl Tokenizer {
    /// Trains on texts that went through [`crate::text::recipe`].
    ///
    /// The same texts in any order give the same tokenizer, byte for byte, on any number of cores.
    /// `vocabulary_size` counts the special tokens, which come first; fewer pieces come out of a small corpus.
    pub fn train<T: AsRef<str>>(
        texts: impl IntoIterator<Item = T>,
        vocabulary_size: usize,
        preprocessing: &Preprocessing,
    ) -> Result<Self, TokenizerError> {
        let blank = assemble(Unigram::default())?;
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for text in texts {
            let text = format!("{}{}", preprocessing.prefix, text.as_ref());
            for word in words_of(&blank, &text).into_iter().filter(|word| word != "▁") {
                let count = counts.entry(word).or_default();
                *count = count.saturating_add(1);
            }
        }
        let words = unigram::training_words(counts, vocabulary_size);
        if words.is_empty() {
            return Err(TokenizerError::EmptyCorpus);
        }
        let mut trained = assemble(unigram::train(words, vocabulary_size)?)?;
        trained.add_special_tokens(special_tokens()).map_err(failed)?;
        Tokenizer::from_json(trained.to_string(false).map_err(failed)?.as_bytes(), preprocessing)
    }
}

/// The special tokens as the library adds them.
pub(crate) fn special_tokens() -> Vec<AddedToken> {
    SPECIAL_TOKENS.iter().map(|token| AddedToken::from(*token, true)).collect()
}

fn assemble(model: Unigram) -> Result<tokenizers::Tokenizer, TokenizerError> {
    let fold = Sequence::new(vec![NormalizerWrapper::NFKC(NFKC), NormalizerWrapper::Lowercase(Lowercase)]);
    let mut inner = tokenizers::Tokenizer::new(model);
    inner.with_normalizer(Some(fold)).map_err(failed)?;
    inner.with_pre_tokenizer(Some(Metaspace::new('▁', PrependScheme::Always, true)));
    inner.with_decoder(Some(Metaspace::new('▁', PrependScheme::Always, true)));
    Ok(inner)
}

fn failed(error: tokenizers::Error) -> TokenizerError {
    TokenizerError::Training(error.to_string())
}

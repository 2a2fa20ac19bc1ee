//! How a model's texts become ids: by subwords, or by n-grams.

use crate::ngrams::NgramEncoder;
use crate::preprocessing::Preprocessing;
use crate::tokenizer::{Encoding, Tokenizer, TokenizerError};

/// What a bundle's `tokenizer.json` describes.
#[derive(Clone)]
pub enum TextEncoder {
    /// Any tokenizer in Hugging Face's format.
    Subwords(Box<Tokenizer>),
    /// Sets of hashed character n-grams.
    Ngrams(NgramEncoder),
}

impl TextEncoder {
    /// Loads `tokenizer.json`.
    ///
    /// # Errors
    /// When it is malformed, or doesn't fit `preprocessing`.
    pub fn from_json(json: &[u8], preprocessing: &Preprocessing) -> Result<Self, TokenizerError> {
        if NgramEncoder::is_described_by(json) {
            return Ok(TextEncoder::Ngrams(NgramEncoder::from_json(json, preprocessing)?));
        }
        Ok(TextEncoder::Subwords(Box::new(Tokenizer::from_json(json, preprocessing)?)))
    }

    /// Ids of a text that went through [`crate::text::recipe`].
    pub fn encode(&self, text: &str) -> Encoding {
        match self {
            TextEncoder::Subwords(tokenizer) => tokenizer.encode(text),
            TextEncoder::Ngrams(ngrams) => ngrams.encode(text),
        }
    }

    /// One more than the largest id.
    pub fn vocabulary_size(&self) -> usize {
        match self {
            TextEncoder::Subwords(tokenizer) => tokenizer.vocabulary_size(),
            TextEncoder::Ngrams(ngrams) => ngrams.vocabulary_size(),
        }
    }

    /// Most ids of a text.
    pub fn max_length(&self) -> usize {
        match self {
            TextEncoder::Subwords(tokenizer) => tokenizer.max_length(),
            TextEncoder::Ngrams(ngrams) => ngrams.max_length(),
        }
    }

    /// An id that any text may have, for texts that only their length matters of.
    pub fn common_id(&self) -> u32 {
        match self {
            TextEncoder::Subwords(tokenizer) => tokenizer.special().unk,
            TextEncoder::Ngrams(_) => 1,
        }
    }
}

impl From<Tokenizer> for TextEncoder {
    fn from(tokenizer: Tokenizer) -> Self {
        TextEncoder::Subwords(Box::new(tokenizer))
    }
}

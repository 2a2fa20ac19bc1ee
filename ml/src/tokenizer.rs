//! Trains and applies the tokenizer of a model trained from scratch.
//!
//! A Unigram model (Kudo 2018, "Subword Regularization") over whitespace-separated words, each led by `▁`.
//! Texts are folded by Unicode NFKC and lower-cased first, so no text can spell a special token such as
//! `[CLS]`. `tokenizer.json` is Hugging Face's format and holds all of it, truncation included.

use std::collections::BTreeMap;

use tokenizers::models::unigram::Unigram;
use tokenizers::normalizers::{Lowercase, NFKC, Sequence};
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::processors::template::TemplateProcessing;
use tokenizers::{
    AddedToken, ModelWrapper, NormalizerWrapper, OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer,
    TruncationParams,
};

use crate::unigram;

/// Fills the end of shorter rows of a batch.
pub const PAD_ID: u32 = 0;
/// Stands for characters the vocabulary lacks.
pub const UNK_ID: u32 = 1;
/// Leads every input.
pub const CLS_ID: u32 = 2;
/// Ends every input.
pub const SEP_ID: u32 = 3;

pub(crate) const SPECIAL_TOKENS: [&str; 4] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
/// Pieces are at most this long, in characters.
pub const MAX_PIECE_CHARACTERS: usize = 16;
/// Characters looked at per token of the maximum length; the rest of a text could not be seen anyway.
const CHARACTERS_PER_TOKEN: usize = 2 * MAX_PIECE_CHARACTERS;

/// A text as a model reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoding {
    /// Token ids, from `[CLS]` to `[SEP]`; at most the maximum length of them.
    pub ids: Vec<u32>,
    /// Whether the text's end was cut off.
    pub truncated: bool,
}

/// Why a tokenizer couldn't be trained or loaded.
#[derive(Debug, thiserror::Error)]
pub enum TokenizerError {
    /// The texts hold no word.
    #[error("tokenizer: the training texts hold no words")]
    EmptyCorpus,
    /// The trainer gave up.
    #[error("tokenizer: training failed: {0}")]
    Training(String),
    /// `tokenizer.json` isn't usable.
    #[error("tokenizer.json: {0}")]
    Invalid(String),
}

/// Texts to token ids.
#[derive(Clone)]
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    max_length: usize,
}

impl Tokenizer {
    /// Trains on texts that went through [`crate::text::recipe`].
    ///
    /// The same texts in any order give the same tokenizer, byte for byte, on any number of cores.
    /// `vocabulary_size` counts the special tokens; fewer pieces come out of a small corpus.
    pub fn train<T: AsRef<str>>(
        texts: impl IntoIterator<Item = T>,
        vocabulary_size: usize,
        max_length: usize,
    ) -> Result<Self, TokenizerError> {
        let blank = Self::assemble(Unigram::default(), max_length)?;
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for text in texts {
            for word in blank.words(text.as_ref()).into_iter().filter(|word| word != "▁") {
                let count = counts.entry(word).or_default();
                *count = count.saturating_add(1);
            }
        }
        let words = unigram::training_words(counts, vocabulary_size);
        if words.is_empty() {
            return Err(TokenizerError::EmptyCorpus);
        }
        Self::assemble(unigram::train(words, vocabulary_size)?, max_length)
    }

    /// Loads `tokenizer.json`; `max_length` (at least 3) must be the one it truncates to, if it says.
    pub fn from_json(json: &[u8], max_length: usize) -> Result<Self, TokenizerError> {
        let invalid = |error: tokenizers::Error| TokenizerError::Invalid(error.to_string());
        let mut inner = tokenizers::Tokenizer::from_bytes(json).map_err(invalid)?;
        for (id, token) in (0..).zip(SPECIAL_TOKENS) {
            if inner.token_to_id(token) != Some(id) {
                return Err(TokenizerError::Invalid(format!("token {token} must have id {id}")));
            }
        }
        match inner.get_truncation() {
            Some(truncation) if truncation.max_length != max_length => {
                let message = format!("truncates to {} tokens, preprocess.json to {max_length}", truncation.max_length);
                return Err(TokenizerError::Invalid(message));
            }
            Some(_) => {}
            None => drop(inner.with_truncation(Some(truncation(max_length))).map_err(invalid)?),
        }
        // A text that spells a special token is text.
        inner.set_encode_special_tokens(true);
        Ok(Tokenizer { inner, max_length })
    }

    /// The contents of `tokenizer.json`.
    pub fn to_json(&self) -> Result<String, TokenizerError> {
        self.inner.to_string(false).map_err(|error| TokenizerError::Invalid(error.to_string()))
    }

    /// Token ids of a text that went through [`crate::text::recipe`]. Any text at all is encoded; an empty one is
    /// `[CLS] [SEP]`. Takes time bounded by the maximum length, not by the text's.
    pub fn encode(&self, text: &str) -> Encoding {
        let (head, capped) = self.head(text);
        match self.inner.encode_fast(head, true) {
            Ok(encoding) => Encoding {
                truncated: capped || !encoding.get_overflowing().is_empty(),
                ids: encoding.get_ids().to_vec(),
            },
            // The library has no failing path for a Unigram model that has [UNK]; an answer is still owed.
            Err(_) => Encoding { ids: vec![CLS_ID, UNK_ID, SEP_ID], truncated: true },
        }
    }

    /// Normalised words of a text, each led by `▁`, as the model cuts them into pieces.
    pub fn words(&self, text: &str) -> Vec<String> {
        let (head, _) = self.head(text);
        let mut words = PreTokenizedString::from(head);
        let normalizer = self.inner.get_normalizer();
        let normalized = words.normalize(|word| match normalizer {
            Some(normalizer) => tokenizers::Normalizer::normalize(normalizer, word),
            None => Ok(()),
        });
        let split = self.inner.get_pre_tokenizer().map_or(Ok(()), |splitter| splitter.pre_tokenize(&mut words));
        if normalized.is_err() || split.is_err() {
            return Vec::new();
        }
        let splits = words.get_splits(OffsetReferential::Normalized, OffsetType::None);
        splits.into_iter().filter(|(word, ..)| !word.is_empty()).map(|(word, ..)| word.to_owned()).collect()
    }

    /// Token ids of one word as [`Tokenizer::words`] gives it.
    pub fn word_ids(&self, word: &str) -> Vec<u32> {
        let tokens = tokenizers::Model::tokenize(self.inner.get_model(), word);
        tokens.map_or_else(|_| vec![UNK_ID], |tokens| tokens.into_iter().map(|token| token.id).collect())
    }

    /// Pieces with their log probabilities; a piece's position is its token id. The first four are special.
    pub fn pieces(&self) -> Vec<(String, f64)> {
        match self.inner.get_model() {
            ModelWrapper::Unigram(model) => model.iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// Number of token ids.
    pub fn vocabulary_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// Longest encoding, in tokens.
    pub fn max_length(&self) -> usize {
        self.max_length
    }

    /// The part of the text that can matter, and whether anything was left out.
    fn head<'t>(&self, text: &'t str) -> (&'t str, bool) {
        match text.char_indices().nth(self.max_length * CHARACTERS_PER_TOKEN) {
            Some((end, _)) => (&text[..end], true),
            None => (text, false),
        }
    }

    fn assemble(model: Unigram, max_length: usize) -> Result<Self, TokenizerError> {
        let failed = |error: tokenizers::Error| TokenizerError::Training(error.to_string());
        let post_processor = TemplateProcessing::builder()
            .try_single("[CLS] $A [SEP]")
            .and_then(|builder| builder.try_pair("[CLS] $A [SEP] $B:1 [SEP]:1"))
            .map_err(TokenizerError::Training)?
            .special_tokens(vec![("[CLS]", CLS_ID), ("[SEP]", SEP_ID)])
            .build()
            .map_err(|error| TokenizerError::Training(error.to_string()))?;
        let fold = Sequence::new(vec![NormalizerWrapper::NFKC(NFKC), NormalizerWrapper::Lowercase(Lowercase)]);
        let is_trained = model.iter().count() >= SPECIAL_TOKENS.len();
        let mut inner = tokenizers::Tokenizer::new(model);
        inner.with_normalizer(Some(fold)).map_err(failed)?;
        inner.with_pre_tokenizer(Some(Metaspace::new('▁', PrependScheme::Always, true)));
        inner.with_decoder(Some(Metaspace::new('▁', PrependScheme::Always, true)));
        inner.with_post_processor(Some(post_processor));
        inner.with_truncation(Some(truncation(max_length))).map_err(failed)?;
        if is_trained {
            inner.add_special_tokens(special_tokens()).map_err(failed)?;
        }
        inner.set_encode_special_tokens(true);
        Ok(Tokenizer { inner, max_length })
    }
}

fn truncation(max_length: usize) -> TruncationParams {
    TruncationParams { max_length, ..TruncationParams::default() }
}

pub(crate) fn special_tokens() -> Vec<AddedToken> {
    SPECIAL_TOKENS.iter().map(|token| AddedToken::from(*token, true)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    fn corpus() -> Vec<String> {
        let words = [
            "코스피",
            "상승",
            "반도체",
            "수출",
            "대통령",
            "국회",
            "야구",
            "축구",
            "감독",
            "영화",
            "배우",
            "美",
            "AI",
            "3.1%",
        ];
        let tails = ["가", "는", "을", "에서", "…", "로", ""];
        (0..400)
            .map(|n| format!("{}{} {}{}", words[n * 7 % 14], tails[n % 7], words[n * 5 % 14], tails[n * 3 % 7]))
            .collect()
    }

    fn trained() -> Tokenizer {
        Tokenizer::train(corpus(), 256, 16).unwrap()
    }

    #[test]
    fn the_same_texts_in_any_order_give_the_same_bytes() {
        let first = trained().to_json().unwrap();
        for _ in 0..4 {
            assert_eq!(Tokenizer::train(corpus().into_iter().rev(), 256, 16).unwrap().to_json().unwrap(), first);
        }
    }

    #[test]
    fn a_saved_tokenizer_reads_back_the_same() {
        let tokenizer = trained();
        let json = tokenizer.to_json().unwrap();
        let loaded = Tokenizer::from_json(json.as_bytes(), 16).unwrap();
        assert_eq!(loaded.to_json().unwrap(), json);
        for text in corpus() {
            assert_eq!(loaded.encode(&text), tokenizer.encode(&text));
        }
        assert!(Tokenizer::from_json(json.as_bytes(), 17).is_err());
        assert!(Tokenizer::from_json(b"{}", 16).is_err());
    }

    #[test]
    fn any_text_is_encoded_between_cls_and_sep_within_the_maximum_length() {
        let tokenizer = trained();
        let hostile = [
            String::new(),
            "가".into(),
            "\u{1112}\u{1161}\u{11ab}".into(),
            "ㅋㅋㅋ".into(),
            "👨‍👩‍👧‍👦🇰🇷".into(),
            "\u{200B}\u{0}\u{FFFD}".into(),
            "[CLS] [PAD] [SEP]".into(),
            "▁▁▁".into(),
            "漢字".into(),
            "가".repeat(100_000),
            "x y ".repeat(50_000),
            "\u{FDFA}".repeat(5_000),
            "a\u{301}".repeat(5_000),
        ];
        for text in &hostile {
            let encoding = tokenizer.encode(text);
            let length = encoding.ids.len();
            assert!((2..=16).contains(&length), "{length}");
            assert_eq!((encoding.ids[0], encoding.ids[length - 1]), (CLS_ID, SEP_ID));
            assert!(encoding.ids[1..length - 1].iter().all(|&id| id == UNK_ID || id > SEP_ID), "{text:.20}");
            assert!(encoding.ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary_size()));
        }
        assert_eq!(tokenizer.encode("").ids, [CLS_ID, SEP_ID]);
        assert!(tokenizer.encode(&hostile[9]).truncated && !tokenizer.encode("코스피").truncated);
    }

    proptest! {
        #[test]
        fn encoding_never_panics_and_agrees_with_the_words_it_is_made_of(text in any::<String>()) {
            static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(trained);
            let encoding = TOKENIZER.encode(&text);
            let words = TOKENIZER.words(&text).into_iter().flat_map(|word| TOKENIZER.word_ids(&word));
            let ids: Vec<u32> = [CLS_ID].into_iter().chain(words).collect();
            let kept = encoding.ids.len() - 1;
            prop_assert_eq!(&encoding.ids[..kept], &ids[..kept]);
            prop_assert_eq!(encoding.truncated, kept < ids.len());
        }
    }

    #[test]
    fn special_tokens_have_fixed_ids_and_the_size_is_respected() {
        let tokenizer = trained();
        let pieces = tokenizer.pieces();
        assert!(pieces.len() <= 256 && pieces.len() == tokenizer.vocabulary_size(), "{}", pieces.len());
        let special: Vec<&str> = pieces[..4].iter().map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(special, SPECIAL_TOKENS);
    }

    #[test]
    fn more_characters_than_places_leaves_the_rare_ones_unknown() {
        let texts: Vec<String> = (0..2000u32).map(|n| char::from_u32(0xAC00 + n).unwrap().to_string()).collect();
        let tokenizer = Tokenizer::train(texts, 256, 16).unwrap();
        assert!(tokenizer.vocabulary_size() <= 256);
    }

    #[test]
    fn texts_without_words_are_refused() {
        assert!(matches!(Tokenizer::train(["", "  "], 256, 16), Err(TokenizerError::EmptyCorpus)));
    }
}

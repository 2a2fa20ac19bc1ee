//! Texts to token ids, by any Hugging Face `tokenizer.json`.
//!
//! A tokenizer comes with a pretrained model, or is trained on a dataset ([`Tokenizer::train`]). Which ids pad, lead and
//! end a text is read from the file ([`SpecialTokens`]). Whatever a text holds, it is text: spelling a special token
//! doesn't make one.

mod charsmap;
pub mod convert;
mod head;
mod scratch;
mod sentencepiece;
mod special_tokens;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use tokenizers::models::unigram::Unigram;
use tokenizers::pre_tokenizers::metaspace::PrependScheme;
use tokenizers::processors::template::TemplateProcessing;
use tokenizers::{
    ModelWrapper, NormalizedString, Normalizer, NormalizerWrapper, OffsetReferential, OffsetType, PreTokenizedString,
    PreTokenizer, PreTokenizerWrapper, TruncationParams,
};

use crate::preprocessing::Preprocessing;

pub use scratch::PAD_ID;
pub(crate) use scratch::{MAX_PIECE_CHARACTERS, SPECIAL_TOKENS, UNK_ID, special_tokens};
use sentencepiece::SentencepieceNormaliser;
use special_tokens::Outline;
pub use special_tokens::SpecialTokens;

/// Tokens that stand around every text.
const FRAME: usize = 2;

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
    /// A file or folder that a `tokenizer.json` was to be made from isn't usable.
    #[error("{file} {reason}")]
    Source {
        /// Its name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Texts to token ids.
#[derive(Clone)]
pub struct Tokenizer {
    /// Neither truncates nor pads: both happen here.
    inner: tokenizers::Tokenizer,
    special: SpecialTokens,
    vocabulary_size: usize,
    max_length: usize,
    prefix: String,
    /// Normalises before `inner` does, if the file says that sentencepiece's way is meant.
    sentencepiece: Option<SentencepieceNormaliser>,
    /// Whether the beginning of a long text is enough ([`head`]).
    splits_at_spaces: bool,
}

impl Tokenizer {
    /// Loads `tokenizer.json`: any model, normaliser and splitter that Hugging Face's library knows, with one token
    /// before a text and one after it. Whatever length the file truncates or pads to, `preprocessing` decides.
    pub fn from_json(json: &[u8], preprocessing: &Preprocessing) -> Result<Self, TokenizerError> {
        let invalid = |error: &dyn std::fmt::Display| TokenizerError::Invalid(error.to_string());
        let outline: Outline = serde_json::from_slice(json).map_err(|error| invalid(&error))?;
        // The library panics over some malformed files.
        let loaded = catch_unwind(AssertUnwindSafe(|| tokenizers::Tokenizer::from_bytes(json)));
        let mut inner = loaded
            .map_err(|_| TokenizerError::Invalid("one of its parts is malformed".into()))?
            .map_err(|error| invalid(&error))?;
        inner.with_truncation(None).map_err(|error| invalid(&error))?;
        inner.with_padding(None);
        let special = SpecialTokens::of(&inner, &outline)?;
        inner.set_encode_special_tokens(true);
        let unspellable = renamed(&inner, special.unk, |name| format!("\0{name}"))?;
        if let Some(model) = unspellable {
            inner.with_model(model);
        }
        let sentencepiece =
            SentencepieceNormaliser::of(&outline.normalizer.unwrap_or_default()).map_err(TokenizerError::Invalid)?;
        let mut tokenizer = Tokenizer {
            special,
            vocabulary_size: inner.get_vocab(true).into_values().max().map_or(0, |last| last as usize + 1),
            max_length: preprocessing.max_length as usize,
            prefix: preprocessing.prefix.clone(),
            splits_at_spaces: false,
            sentencepiece,
            inner,
        };
        tokenizer.normalise_as_sentencepiece()?;
        tokenizer.splits_at_spaces = tokenizer.can_cut();
        if tokenizer.encode("").ids.len() >= tokenizer.max_length {
            let message =
                format!("the prefix {:?} leaves no room in {} tokens", tokenizer.prefix, tokenizer.max_length);
            return Err(TokenizerError::Invalid(message));
        }
        Ok(tokenizer)
    }

    /// The contents of a `tokenizer.json` that truncates as this one does.
    pub fn to_json(&self) -> Result<String, TokenizerError> {
        let invalid = |error: tokenizers::Error| TokenizerError::Invalid(error.to_string());
        let mut whole = self.inner.clone();
        if let Some(model) = renamed(&self.inner, self.special.unk, str::to_owned)? {
            whole.with_model(model);
        }
        if whole.get_post_processor().is_none() {
            whole.with_post_processor(Some(self.template()?));
        }
        let truncation = TruncationParams { max_length: self.max_length, ..TruncationParams::default() };
        whole.with_truncation(Some(truncation)).map_err(invalid)?;
        let Some(sentencepiece) = &self.sentencepiece else { return whole.to_string(false).map_err(invalid) };
        // The library drops what it doesn't know.
        let mut file: Value = serde_json::to_value(&whole).map_err(|error| invalid(error.into()))?;
        file["normalizer"] = sentencepiece.json();
        file["pre_tokenizer"] = file["decoder"].clone();
        Ok(file.to_string())
    }

    /// Token ids of a text that went through [`crate::text::recipe`], after the prefix. Any text at all is encoded; an
    /// empty one without a prefix is `[CLS] [SEP]`. Of a long text only as much is looked at as matters, where that
    /// can be told.
    pub fn encode(&self, text: &str) -> Encoding {
        let text = self.prefixed(text);
        let room = self.max_length - FRAME;
        let mut ids = Vec::new();
        for head in self.heads(&text) {
            ids = self.whole_ids(head);
            if ids.len() > room {
                break;
            }
        }
        let truncated = ids.len() > room;
        ids.truncate(room);
        ids.insert(0, self.special.cls);
        ids.push(self.special.sep);
        Encoding { ids, truncated }
    }

    /// Token ids of all of a text, however long, with neither prefix nor frame.
    pub(crate) fn whole_ids(&self, text: &str) -> Vec<u32> {
        match self.inner.encode_fast(&*self.normalised(text), false) {
            Ok(encoding) => encoding.get_ids().iter().map(|&id| self.in_text(id)).collect(),
            // No model that knows its [UNK] fails; an answer is still owed.
            Err(_) => vec![self.special.unk],
        }
    }

    /// Normalised words of a text, as the model cuts them into pieces: enough of them to fill the maximum length.
    pub fn words(&self, text: &str) -> Vec<String> {
        let text = self.prefixed(text);
        let mut words = Vec::new();
        for head in self.heads(&text) {
            words = words_of(&self.inner, &self.normalised(head));
            if words.len() >= self.max_length {
                break;
            }
        }
        words
    }

    /// Token ids of one word as [`Tokenizer::words`] gives it.
    pub fn word_ids(&self, word: &str) -> Vec<u32> {
        let tokens = tokenizers::Model::tokenize(self.inner.get_model(), word);
        tokens.map_or_else(
            |_| vec![self.special.unk],
            |tokens| tokens.into_iter().map(|token| self.in_text(token.id)).collect(),
        )
    }

    /// Whether a text is its words ([`Tokenizer::words`]) and each word a choice among [`Tokenizer::pieces`]: true of
    /// a Unigram model that adds no tokens to the text's own.
    pub fn can_sample(&self) -> bool {
        let is_added_text = self.inner.get_added_tokens_decoder().values().any(|token| !token.special);
        matches!(self.inner.get_model(), ModelWrapper::Unigram(model) if !model.byte_fallback()) && !is_added_text
    }

    /// A Unigram model's pieces with their log probabilities; a piece's position is its token id, and special tokens
    /// have a place too. Empty for other models.
    pub fn pieces(&self) -> Vec<(String, f64)> {
        match self.inner.get_model() {
            ModelWrapper::Unigram(model) => named(&self.inner, model, str::to_owned),
            _ => Vec::new(),
        }
    }

    /// The ids with a meaning of their own.
    pub fn special(&self) -> SpecialTokens {
        self.special
    }

    /// Whether the file calls the token special: no text is cut into it.
    pub fn is_special(&self, id: u32) -> bool {
        let added = self.inner.get_added_vocabulary().get_added_tokens_decoder();
        self.special.contains(id) || added.get(&id).is_some_and(|token| token.special)
    }

    /// One more than the largest token id: the rows an embedding needs.
    pub fn vocabulary_size(&self) -> usize {
        self.vocabulary_size
    }

    /// Longest encoding, in tokens.
    pub fn max_length(&self) -> usize {
        self.max_length
    }

    /// The id a text's own token has: never a special one's.
    fn in_text(&self, id: u32) -> u32 {
        if self.is_special(id) { self.special.unk } else { id }
    }

    fn prefixed<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.prefix.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{}{text}", self.prefix)) }
    }

    fn heads<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        let reach = if self.splits_at_spaces { self.max_length } else { text.len() };
        head::heads(text, reach)
    }

    /// The text as `inner` is to see it.
    fn normalised<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.sentencepiece {
            Some(normaliser) => Cow::Owned(normaliser.normalise(text)),
            None => Cow::Borrowed(text),
        }
    }

    /// Leaves to `inner` only the splitting of what sentencepiece's normaliser makes of a text.
    fn normalise_as_sentencepiece(&mut self) -> Result<(), TokenizerError> {
        if self.sentencepiece.is_none() {
            return Ok(());
        }
        let invalid = |error: tokenizers::Error| TokenizerError::Invalid(error.to_string());
        let Some(PreTokenizerWrapper::Metaspace(mut spaces)) = self.inner.get_pre_tokenizer().cloned() else {
            let message = "its sentencepiece normaliser needs Metaspace as pre_tokenizer".to_owned();
            return Err(TokenizerError::Invalid(message));
        };
        self.inner.with_decoder(Some(spaces.clone()));
        spaces.set_prepend_scheme(PrependScheme::Never);
        self.inner.with_pre_tokenizer(Some(spaces));
        self.inner.with_normalizer(None::<NormalizerWrapper>).map_err(invalid)?;
        Ok(())
    }

    /// Whether the beginning of a long text is enough.
    fn can_cut(&self) -> bool {
        let normalise = |text: &str| {
            let mut text = NormalizedString::from(&*self.normalised(text));
            // One that fails keeps nothing apart.
            let done = self.inner.get_normalizer().map_or(Ok(()), |normalizer| normalizer.normalize(&mut text));
            done.map_or(String::new(), |()| text.get().to_owned())
        };
        head::splits_at_spaces(&self.inner)
            && self.sentencepiece.as_ref().is_none_or(SentencepieceNormaliser::splits_at_spaces)
            && head::keeps_plain_characters_apart(normalise)
    }

    fn template(&self) -> Result<TemplateProcessing, TokenizerError> {
        let invalid = |error: &dyn std::fmt::Display| TokenizerError::Invalid(error.to_string());
        let name = |id: u32| self.inner.id_to_token(id).unwrap_or_default();
        let (cls, sep) = (name(self.special.cls), name(self.special.sep));
        TemplateProcessing::builder()
            .try_single(format!("{cls} $A {sep}"))
            .and_then(|builder| builder.try_pair(format!("{cls} $A {sep} $B:1 {sep}:1")))
            .map_err(|error| invalid(&error))?
            .special_tokens(vec![(cls, self.special.cls), (sep, self.special.sep)])
            .build()
            .map_err(|error| invalid(&error))
    }
}

/// A Unigram model whose special tokens are called otherwise in its vocabulary: by their own names a text could spell
/// them, since such a model looks for every piece in every text. Nothing for other models.
fn renamed(
    tokenizer: &tokenizers::Tokenizer,
    unknown: u32,
    name: impl Fn(&str) -> String,
) -> Result<Option<Unigram>, TokenizerError> {
    let ModelWrapper::Unigram(model) = tokenizer.get_model() else { return Ok(None) };
    let pieces = named(tokenizer, model, name);
    let model = Unigram::from(pieces, Some(unknown as usize), model.byte_fallback());
    Ok(Some(model.map_err(|error| TokenizerError::Invalid(error.to_string()))?))
}

/// A Unigram model's pieces, `name` applied to what the file calls its special tokens.
fn named(tokenizer: &tokenizers::Tokenizer, model: &Unigram, name: impl Fn(&str) -> String) -> Vec<(String, f64)> {
    let added = tokenizer.get_added_vocabulary().get_added_tokens_decoder();
    let piece = |(id, (piece, score)): (u32, &(String, f64))| match added.get(&id) {
        Some(token) if token.special => (name(&token.content), *score),
        _ => (piece.clone(), *score),
    };
    (0..).zip(model.iter()).map(piece).collect()
}

/// Normalised words of a text as `tokenizer` splits it.
fn words_of(tokenizer: &tokenizers::Tokenizer, text: &str) -> Vec<String> {
    let mut words = PreTokenizedString::from(text);
    let normalizer = tokenizer.get_normalizer();
    let normalized = words.normalize(|word| match normalizer {
        Some(normalizer) => normalizer.normalize(word),
        None => Ok(()),
    });
    let split = tokenizer.get_pre_tokenizer().map_or(Ok(()), |splitter| splitter.pre_tokenize(&mut words));
    if normalized.is_err() || split.is_err() {
        return Vec::new();
    }
    let splits = words.get_splits(OffsetReferential::Normalized, OffsetType::None);
    splits.into_iter().filter(|(word, ..)| !word.is_empty()).map(|(word, ..)| word.to_owned()).collect()
}

#[cfg(test)]
mod tests;

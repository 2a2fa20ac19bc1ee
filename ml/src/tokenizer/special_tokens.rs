//! The ids a model gives meaning to, found in any `tokenizer.json`.

use serde::Deserialize;

use super::TokenizerError;
use super::sentencepiece::NormaliserOutline;

/// Ids with a meaning of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecialTokens {
    /// Fills the end of shorter rows of a batch.
    pub pad: u32,
    /// Stands for what the vocabulary lacks.
    pub unk: u32,
    /// Leads every input (`[CLS]`, `<s>`).
    pub cls: u32,
    /// Ends every input (`[SEP]`, `</s>`).
    pub sep: u32,
    /// Hides a token in pre-training; not every tokenizer has it.
    pub mask: Option<u32>,
}

/// The names a role goes by, BERT's before RoBERTa's.
struct Role {
    what: &'static str,
    names: [&'static str; 2],
}

const PAD: Role = Role { what: "padding", names: ["[PAD]", "<pad>"] };
const UNK: Role = Role { what: "unknown", names: ["[UNK]", "<unk>"] };
const CLS: Role = Role { what: "beginning", names: ["[CLS]", "<s>"] };
const SEP: Role = Role { what: "end", names: ["[SEP]", "</s>"] };
const MASK: Role = Role { what: "mask", names: ["[MASK]", "<mask>"] };

/// What of a `tokenizer.json` says which token plays which role. Large parts are skipped, not kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Outline {
    padding: Option<Padding>,
    pub(super) normalizer: Option<NormaliserOutline>,
    model: ModelOutline,
}

#[derive(Debug, Deserialize)]
struct Padding {
    pad_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ModelOutline {
    unk_id: Option<u32>,
    unk_token: Option<String>,
}

impl SpecialTokens {
    /// Whether `id` is one of them.
    pub fn contains(&self, id: u32) -> bool {
        [self.pad, self.unk, self.cls, self.sep].contains(&id) || self.mask == Some(id)
    }

    /// What the file says: its template for the beginning and the end, its model for the unknown, its padding for the
    /// padding; by name where it says nothing.
    pub(super) fn of(tokenizer: &tokenizers::Tokenizer, outline: &Outline) -> Result<Self, TokenizerError> {
        let (cls, sep) = frame(tokenizer)?;
        let padding = outline.padding.as_ref().and_then(|padding| tokenizer.token_to_id(&padding.pad_token));
        let unknown = outline.model.unk_token.as_deref().and_then(|token| tokenizer.token_to_id(token));
        Ok(SpecialTokens {
            pad: padding.map_or_else(|| PAD.required(tokenizer), Ok)?,
            unk: outline.model.unk_id.or(unknown).map_or_else(|| UNK.required(tokenizer), Ok)?,
            cls,
            sep,
            mask: MASK.find(tokenizer),
        })
    }
}

impl Role {
    fn find(&self, tokenizer: &tokenizers::Tokenizer) -> Option<u32> {
        self.names.iter().find_map(|name| tokenizer.token_to_id(name))
    }

    fn required(&self, tokenizer: &tokenizers::Tokenizer) -> Result<u32, TokenizerError> {
        let [bert, roberta] = self.names;
        self.find(tokenizer).ok_or_else(|| {
            TokenizerError::Invalid(format!("has no {} token: neither {bert} nor {roberta} is in it", self.what))
        })
    }
}

/// A text of which every tokenizer makes a token.
const PROBE: &str = "a가1!";

/// The tokens that the post-processor puts before and after a text; by name if it puts none.
fn frame(tokenizer: &tokenizers::Tokenizer) -> Result<(u32, u32), TokenizerError> {
    let ids = |text: &str| {
        let encoding = tokenizer.encode_fast(text, true);
        encoding.map(|encoding| encoding.get_ids().to_vec()).map_err(|error| TokenizerError::Invalid(error.to_string()))
    };
    match ids("")?[..] {
        [] => Ok((CLS.required(tokenizer)?, SEP.required(tokenizer)?)),
        // Around a text one leads and one ends it; two that both lead or both end it don't.
        [cls, sep] if matches!(ids(PROBE)?[..], [first, .., last] if (first, last) == (cls, sep)) => Ok((cls, sep)),
        ref added => Err(TokenizerError::Invalid(format!(
            "its post-processor adds the tokens {added:?} to a text; a classifier needs one before it and one after it"
        ))),
    }
}

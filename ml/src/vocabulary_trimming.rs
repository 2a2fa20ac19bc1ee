//! Cuts a base model's vocabulary to the pieces that a corpus and an alphabet need.
//!
//! Most of a multilingual model is the embedding of pieces that no text of one newsroom is ever cut into. What is kept
//! cuts the corpus exactly as before: every piece it is cut into, the special tokens, and the single characters of the
//! alphabet, so that new texts are still spelt. The piece with the lowest score stays too, since a Unigram model
//! derives from it what an unknown character costs. With all that kept, a text's best segmentation is still there and
//! has lost only rivals; the whole corpus is cut again all the same, and compared.

mod embedding;
mod folder;

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::preprocessing::Preprocessing;
use crate::tokenizer::{Tokenizer, TokenizerError};

pub use folder::{Report, trim_folder};

/// Longest text in tokens as far as loading is concerned; whole texts are cut here.
const MAX_LENGTH: u32 = 8192;

/// Why a vocabulary can't be trimmed.
#[derive(Debug, thiserror::Error)]
pub enum TrimError {
    /// The tokenizer can't be read.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// Only Unigram models have pieces that can be left out.
    #[error("tokenizer.json: holds no Unigram model; only their vocabularies can be trimmed")]
    NotUnigram,
    /// The corpus is empty.
    #[error("corpus: holds no text")]
    EmptyCorpus,
    /// A text would be cut differently.
    #[error("corpus: text {number} ({text:?}) would be cut differently")]
    SegmentationChanged {
        /// Its place in the corpus, from 1.
        number: usize,
        /// Its beginning.
        text: String,
    },
    /// A file of the model can't be used.
    #[error("{file}: {reason}")]
    File {
        /// Its name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// A trimmed vocabulary.
#[derive(Debug, Clone)]
pub struct Trimmed {
    /// The new `tokenizer.json`.
    pub json: Vec<u8>,
    /// For each new id, the old one; the order is kept.
    pub kept: Vec<u32>,
    /// Ids there were.
    pub pieces_before: usize,
    /// Texts that were cut before and after.
    pub texts_checked: usize,
}

/// The part of a vocabulary that `corpus` and the characters of `alphabet` need, proven on the corpus.
pub fn trim<'c>(
    tokenizer_json: &[u8],
    corpus: impl Iterator<Item = &'c str> + Clone,
    alphabet: impl Fn(char) -> bool,
) -> Result<Trimmed, TrimError> {
    let preprocessing = Preprocessing::new(MAX_LENGTH);
    let before = Tokenizer::from_json(tokenizer_json, &preprocessing)?;
    if !before.can_sample() {
        return Err(TrimError::NotUnigram);
    }
    let pieces = before.pieces();
    let mut needed: BTreeSet<u32> = (0..)
        .zip(&pieces)
        .filter_map(|(id, (piece, _))| {
            let mut characters = piece.chars();
            let single = characters.next().filter(|_| characters.next().is_none());
            (before.is_special(id) || single.is_some_and(|character| character == '▁' || alphabet(character)))
                .then_some(id)
        })
        .collect();
    let scores = || (0..).zip(&pieces).map(|(id, (_, score))| (id, *score));
    needed.extend(scores().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(id, _)| id));
    // What the special tokens past the last piece are called stays as it is.
    needed.extend((pieces.len() as u32..before.vocabulary_size() as u32).filter(|id| before.is_special(*id)));
    let mut texts = 0;
    let singles: HashMap<&str, u32> = (0..).zip(&pieces).map(|(id, (piece, _))| (piece.as_str(), id)).collect();
    for text in corpus.clone() {
        texts += 1;
        for id in before.whole_ids(text) {
            if needed.insert(id) {
                let spelt = pieces.get(id as usize).into_iter().flat_map(|(piece, _)| piece.chars());
                needed.extend(spelt.filter_map(|character| singles.get(&*character.to_string())));
            }
        }
    }
    if texts == 0 {
        return Err(TrimError::EmptyCorpus);
    }
    let kept: Vec<u32> = needed.into_iter().collect();
    let json = rewritten(tokenizer_json, &kept)?;
    let after = Tokenizer::from_json(&json, &preprocessing)?;
    for (text, number) in corpus.zip(1..) {
        let ids = after.whole_ids(text);
        if before.whole_ids(text) != ids.iter().map(|&id| kept[id as usize]).collect::<Vec<_>>() {
            return Err(TrimError::SegmentationChanged { number, text: text.chars().take(40).collect() });
        }
    }
    Ok(Trimmed { json, kept, pieces_before: before.vocabulary_size(), texts_checked: texts })
}

/// The file with only the kept ids, numbered anew.
fn rewritten(tokenizer_json: &[u8], kept: &[u32]) -> Result<Vec<u8>, TrimError> {
    let refused = |reason: String| TrimError::File { file: "tokenizer.json".into(), reason };
    let mut file: Value = serde_json::from_slice(tokenizer_json).map_err(|error| refused(error.to_string()))?;
    let numbers: HashMap<u64, usize> = kept.iter().map(|&old| u64::from(old)).zip(0..).collect();
    let renumber = |value: &mut Value| -> Result<(), TrimError> {
        let old = value.as_u64().ok_or_else(|| refused(format!("has {value} where an id belongs")))?;
        *value = json!(numbers.get(&old).ok_or_else(|| refused(format!("names the id {old}, which has no token")))?);
        Ok(())
    };
    if let Some(pieces) = file["model"]["vocab"].as_array_mut() {
        let mut id = 0;
        pieces.retain(|_| {
            id += 1;
            numbers.contains_key(&(id - 1))
        });
    }
    renumber(&mut file["model"]["unk_id"])?;
    for token in file["added_tokens"].as_array_mut().into_iter().flatten() {
        renumber(&mut token["id"])?;
    }
    if file["padding"].is_object() {
        renumber(&mut file["padding"]["pad_id"])?;
    }
    let post_processor = &mut file["post_processor"];
    for role in ["cls", "sep"] {
        if let Some(id) = post_processor[role].as_array_mut().and_then(|pair| pair.get_mut(1)) {
            renumber(id)?;
        }
    }
    if let Some(tokens) = post_processor["special_tokens"].as_object_mut() {
        for ids in tokens.values_mut().filter_map(|token| token["ids"].as_array_mut()) {
            ids.iter_mut().try_for_each(renumber)?;
        }
    }
    Ok(file.to_string().into_bytes())
}

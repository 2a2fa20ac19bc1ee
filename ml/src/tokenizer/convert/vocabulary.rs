//! A vocabulary that stands beside a sentencepiece model and numbers its pieces anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{files, name, read, refused, text};
use crate::tokenizer::TokenizerError;

/// A vocabulary as GluonNLP writes it (KoBERT's is one).
#[derive(Deserialize)]
struct Gluon {
    token_to_idx: Ids,
}

/// Ids by piece.
type Ids = HashMap<String, u32>;

/// Ids by piece, from the one JSON file that has `token_to_idx`, or else from `vocab.txt`.
pub(super) fn beside(folder: &Path, words: Option<&Path>) -> Result<Option<(PathBuf, Ids)>, TokenizerError> {
    let mut found = Vec::new();
    for path in files(folder, "json")? {
        // A JSON file of another kind is none of ours.
        if let Ok(gluon) = serde_json::from_slice::<Gluon>(&read(&path)?) {
            found.push((path, gluon.token_to_idx));
        }
    }
    if let [(first, _), (second, _), ..] = found.as_slice() {
        let reason = format!("{} and {} both have token_to_idx; keep one", name(first), name(second));
        return Err(refused(folder, reason));
    }
    match (found.pop(), words) {
        (Some(found), _) => Ok(Some(found)),
        (None, Some(words)) => Ok(Some((words.to_owned(), lines(&text(words)?)))),
        (None, None) => Ok(None),
    }
}

/// Ids by line, from 0; of a line that comes twice the last counts, as in Hugging Face's reader.
pub(super) fn lines(text: &str) -> Ids {
    text.lines().map(str::to_owned).zip(0..).collect()
}

//! A whole Hugging Face folder, trimmed.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::tokenizer::convert;

use super::embedding::select_rows;
use super::{TrimError, trim};

const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.safetensors";
const TOKENIZER: &str = "tokenizer.json";

/// What trimming did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Token ids of the source.
    pub pieces_before: usize,
    /// Token ids that are left.
    pub pieces_after: usize,
    /// Texts that are cut as before.
    pub texts_checked: usize,
    /// Size of the source's weights.
    pub bytes_before: u64,
    /// Size of the weights that are left.
    pub bytes_after: u64,
}

/// Trims the base model in `source` and writes `config.json`, `tokenizer.json` and `model.safetensors` to `out`, which
/// must not exist: it appears whole or not at all.
pub fn trim_folder<'c>(
    source: &Path,
    corpus: impl Iterator<Item = &'c str> + Clone,
    alphabet: impl Fn(char) -> bool,
    out: &Path,
) -> Result<Report, TrimError> {
    if out.exists() {
        return Err(refused(out, "exists; name a new folder".into()));
    }
    let config: Value = serde_json::from_slice(&read(source, CONFIG)?)
        .map_err(|error| refused(Path::new(CONFIG), error.to_string()))?;
    let trimmed = trim(&convert::from_folder(source)?.json, corpus, alphabet)?;
    let weights = read(source, WEIGHTS)?;
    let rows = select_rows(&weights, &trimmed.kept).map_err(|reason| refused(Path::new(WEIGHTS), reason))?;
    let report = Report {
        pieces_before: trimmed.pieces_before,
        pieces_after: trimmed.kept.len(),
        texts_checked: trimmed.texts_checked,
        bytes_before: weights.len() as u64,
        bytes_after: rows.len() as u64,
    };
    let config = renumbered(config, &trimmed.kept)?;
    let unfinished = PathBuf::from(format!("{}.unfinished", out.display()));
    let written = fs::create_dir_all(&unfinished)
        .and_then(|()| write(&unfinished, CONFIG, format!("{config:#}\n").as_bytes()))
        .and_then(|()| write(&unfinished, TOKENIZER, &trimmed.json))
        .and_then(|()| write(&unfinished, WEIGHTS, &rows))
        .and_then(|()| fs::rename(&unfinished, out));
    if let Err(error) = written {
        // What is left of it is of no use; the error is what matters.
        let _ = fs::remove_dir_all(&unfinished);
        return Err(refused(out, error.to_string()));
    }
    Ok(report)
}

/// The configuration with the new vocabulary's size and ids.
fn renumbered(mut config: Value, kept: &[u32]) -> Result<Value, TrimError> {
    let Some(fields) = config.as_object_mut() else {
        return Err(refused(Path::new(CONFIG), "isn't a JSON object".into()));
    };
    fields.insert("vocab_size".into(), json!(kept.len()));
    let roles = ["pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id", "mask_token_id"];
    for role in roles.into_iter().chain(["unk_token_id"]) {
        let Some(old) = fields.get(role).and_then(Value::as_u64) else { continue };
        match kept.iter().position(|id| u64::from(*id) == old) {
            Some(new) => fields.insert(role.into(), json!(new)),
            None => return Err(refused(Path::new(CONFIG), format!("{role} is {old}, which no special token has"))),
        };
    }
    Ok(config)
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, TrimError> {
    fs::read(folder.join(name)).map_err(|error| refused(Path::new(name), error.to_string()))
}

fn write(folder: &Path, name: &str, contents: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(folder.join(name))?;
    file.write_all(contents)?;
    file.sync_all()
}

fn refused(file: &Path, reason: String) -> TrimError {
    TrimError::File { file: file.display().to_string(), reason }
}

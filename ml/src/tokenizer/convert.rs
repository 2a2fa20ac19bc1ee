//! Whatever tokenizer a published model comes with, as one `tokenizer.json`.

mod sentencepiece_model;
mod vocabulary;
mod word_piece;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::TokenizerError;

/// A tokenizer as `tokenizer.json`.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The contents of `tokenizer.json`, for [`super::Tokenizer::from_json`].
    pub json: Vec<u8>,
    /// The files it was made from, the one with the pieces first.
    pub sources: Vec<PathBuf>,
}

/// The tokenizer in a folder as Hugging Face's hub lays it out.
///
/// The first of these that is there is taken: `tokenizer.json` as it is; a sentencepiece model (`*.model`), its ids
/// those of a vocabulary beside it (a JSON file with `token_to_idx`, or `vocab.txt`) if there is one; a WordPiece
/// `vocab.txt`, prepared as `tokenizer_config.json` says.
pub fn from_folder(folder: &Path) -> Result<Converted, TokenizerError> {
    let whole = folder.join("tokenizer.json");
    if whole.is_file() {
        return Ok(Converted { json: read(&whole)?, sources: vec![whole] });
    }
    let words = Some(folder.join("vocab.txt")).filter(|path| path.is_file());
    let models = files(folder, "model")?;
    match (models.as_slice(), words) {
        ([model], words) => {
            let vocabulary = vocabulary::beside(folder, words.as_deref())?;
            let fairseq = model.file_name().is_some_and(|name| name == "sentencepiece.bpe.model");
            let layout = match &vocabulary {
                Some((_, ids)) => sentencepiece_model::Layout::Given(ids),
                None if fairseq => sentencepiece_model::Layout::Fairseq,
                None => sentencepiece_model::Layout::Own,
            };
            let file = sentencepiece_model::convert(&read(model)?, layout).map_err(|reason| refused(model, reason))?;
            let sources = [model.clone()].into_iter().chain(vocabulary.map(|(path, _)| path)).collect();
            Ok(Converted { json: bytes(&file), sources })
        }
        ([], Some(words)) => {
            let settings = folder.join("tokenizer_config.json");
            let settings = if settings.is_file() { read_json(&settings)? } else { Value::Null };
            let file = word_piece::convert(&text(&words)?, &settings).map_err(|reason| refused(&words, reason))?;
            Ok(Converted { json: bytes(&file), sources: vec![words] })
        }
        ([], None) => {
            let message = "no tokenizer: neither tokenizer.json, nor a sentencepiece model (*.model), nor vocab.txt";
            Err(refused(folder, message.into()))
        }
        (several, _) => {
            let names: Vec<String> = several.iter().map(|path| name(path)).collect();
            Err(refused(folder, format!("several sentencepiece models ({}); keep one", names.join(", "))))
        }
    }
}

/// A `tokenizer.json` of these parts; `roles` are the special tokens that frame a text.
struct Parts {
    /// Special tokens with their ids.
    special: Vec<(u32, String)>,
    normalizer: Value,
    pre_tokenizer: Value,
    decoder: Value,
    model: Value,
}

impl Parts {
    fn file(self) -> Value {
        let added: Vec<Value> = self.special.iter().map(|(id, content)| added_token(*id, content)).collect();
        json!({
            "version": "1.0",
            "truncation": null,
            "padding": null,
            "added_tokens": added,
            "normalizer": self.normalizer,
            "pre_tokenizer": self.pre_tokenizer,
            // Left out, tokens are framed by the special tokens' names.
            "post_processor": self.template(),
            "decoder": self.decoder,
            "model": self.model,
        })
    }

    fn template(&self) -> Value {
        let find = |names: [&str; 2]| {
            names.into_iter().find_map(|name| self.special.iter().find(|(_, content)| content == name))
        };
        let (Some((cls, first)), Some((sep, last))) = (find(["[CLS]", "<s>"]), find(["[SEP]", "</s>"])) else {
            return Value::Null;
        };
        let special = |name: &str| json!({"SpecialToken": {"id": name, "type_id": 0}});
        let text = |name: &str, kind: u32| json!({"Sequence": {"id": name, "type_id": kind}});
        json!({
            "type": "TemplateProcessing",
            "single": [special(first), text("A", 0), special(last)],
            "pair": [special(first), text("A", 0), special(last), text("B", 1),
                {"SpecialToken": {"id": last, "type_id": 1}}],
            "special_tokens": {
                (first.as_str()): {"id": first, "ids": [cls], "tokens": [first]},
                (last.as_str()): {"id": last, "ids": [sep], "tokens": [last]},
            },
        })
    }
}

fn added_token(id: u32, content: &str) -> Value {
    json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
        "special": true})
}

/// Files of a folder with this ending, by name.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, TokenizerError> {
    let entries = fs::read_dir(folder).map_err(|error| refused(folder, error.to_string()))?;
    let paths =
        entries.map(|entry| entry.map(|entry| entry.path()).map_err(|error| refused(folder, error.to_string())));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
    paths.retain(|path| path.is_file() && path.extension().is_some_and(|found| found == ending));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<u8>, TokenizerError> {
    fs::read(path).map_err(|error| refused(path, error.to_string()))
}

fn text(path: &Path) -> Result<String, TokenizerError> {
    String::from_utf8(read(path)?).map_err(|_| refused(path, "isn't UTF-8".into()))
}

fn read_json(path: &Path) -> Result<Value, TokenizerError> {
    serde_json::from_slice(&read(path)?).map_err(|error| refused(path, error.to_string()))
}

fn refused(path: &Path, reason: String) -> TokenizerError {
    TokenizerError::Source { file: name(path), reason }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn bytes(file: &Value) -> Vec<u8> {
    file.to_string().into_bytes()
}

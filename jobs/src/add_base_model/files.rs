//! Which files of a published model are needed: its architecture, its tokenizer in whatever form, one file of weights.

use std::{fs, io, path::Path};

use super::disk;
use crate::JobError;

/// Weights in the safe format.
const SAFETENSORS: &str = "model.safetensors";
/// Weights as `torch.save` writes them.
const PYTORCH: &str = "pytorch_model.bin";
/// Files that are needed where they are, besides the weights.
const SMALL: [&str; 6] = [
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
];

/// A file that a model consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name; never a path.
    pub name: String,
    /// Its size, if known.
    pub bytes: Option<u64>,
    /// What it must hash to, if known.
    pub digest: Option<Digest>,
}

/// What a file must hash to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256 of the contents, hexadecimal.
    Sha256(String),
    /// The id git gives a file: SHA-1 of `blob`, its length and its contents, hexadecimal.
    GitBlob(String),
}

/// Those of `all` that are needed: one file of weights, safetensors before pickle, and everything small that a
/// tokenizer may be made of.
///
/// # Errors
/// When the architecture or the weights are missing or in pieces, or all together are larger than `max_bytes`.
pub fn choose(all: Vec<Listed>, max_bytes: u64) -> Result<Vec<Listed>, JobError> {
    let has = |name: &str| all.iter().any(|file| file.name == name);
    let refuse = |message: String| Err(JobError::permanent("BASE_MODEL_INCOMPLETE", message));
    if !has("config.json") {
        return refuse(format!("there is no config.json among its files ({})", names(&all)));
    }
    let weights = match () {
        () if has(SAFETENSORS) => SAFETENSORS,
        () if has(PYTORCH) => PYTORCH,
        () if all.iter().any(|file| file.name.ends_with(".index.json")) => {
            return refuse(format!(
                "its weights come in several files; save it with transformers as one (save_pretrained with a larger \
                 max_shard_size) and add that folder; it has {}",
                names(&all)
            ));
        }
        () => return refuse(format!("it has neither {SAFETENSORS} nor {PYTORCH}, but {}", names(&all))),
    };
    let needed: Vec<Listed> = all.into_iter().filter(|file| file.name == weights || is_small(&file.name)).collect();
    let total: u64 = needed.iter().filter_map(|file| file.bytes).sum();
    if total > max_bytes {
        return Err(too_large(max_bytes));
    }
    Ok(needed)
}

/// Copies the needed files of `folder` into `target`, which is made or emptied. Links are followed, with `within` only
/// to what lies below it.
///
/// # Errors
/// As [`choose`]; and when a file can't be read or leads elsewhere.
pub fn copy(folder: &Path, target: &Path, within: Option<&Path>, max_bytes: u64) -> Result<(), JobError> {
    let unreadable = |error: io::Error| {
        JobError::permanent("BASE_MODEL_UNREADABLE", format!("{} can't be read: {error}", folder.display()))
    };
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let metadata = fs::metadata(entry.path()).map_err(unreadable)?;
        if let (true, Ok(name)) = (metadata.is_file(), entry.file_name().into_string()) {
            all.push(Listed { name, bytes: Some(metadata.len()), digest: None });
        }
    }
    let needed = choose(all, max_bytes)?;
    if target.exists() {
        fs::remove_dir_all(target).map_err(disk)?;
    }
    fs::create_dir_all(target).map_err(disk)?;
    for file in needed {
        let path = folder.join(&file.name).canonicalize().map_err(unreadable)?;
        if within.is_some_and(|within| !path.starts_with(within)) {
            let message = format!("{} is a link that leaves the server's base_model_folder", file.name);
            return Err(JobError::permanent("BASE_MODEL_UNREADABLE", message));
        }
        let mut from = fs::File::open(path).map_err(unreadable)?;
        let mut to = fs::File::create(target.join(&file.name)).map_err(disk)?;
        io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(disk)?;
    }
    Ok(())
}

/// The refusal of files larger than allowed.
pub(super) fn too_large(max_bytes: u64) -> JobError {
    let message = format!("its files are larger than base_model_max_bytes ({max_bytes}); raise that to allow them");
    JobError::permanent("BASE_MODEL_TOO_LARGE", message)
}

fn is_small(name: &str) -> bool {
    let is_plain = !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    // KoBERT keeps its vocabulary in a JSON file of its own beside a sentencepiece model.
    is_plain
        && (SMALL.contains(&name) || name.ends_with(".model") || (name.contains("vocab") && name.ends_with(".json")))
}

fn names(files: &[Listed]) -> String {
    let names: Vec<&str> = files.iter().take(20).map(|file| file.name.as_str()).collect();
    if names.is_empty() { "no files".into() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(names: &[&str]) -> Vec<Listed> {
        let one = |name: &&str| Listed { name: (*name).into(), bytes: Some(10), digest: None };
        names.iter().map(one).collect()
    }

    fn chosen(names: &[&str]) -> Vec<String> {
        choose(listed(names), 1000).unwrap().into_iter().map(|file| file.name).collect()
    }

    fn refused(names: &[&str], max_bytes: u64) -> (String, String) {
        match choose(listed(names), max_bytes) {
            Err(JobError::Permanent { code, message }) => (code, message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_safe_weights_are_preferred_and_nothing_else_is_taken() {
        let files =
            ["README.md", "config.json", "onnx/model.onnx", "model.safetensors", "pytorch_model.bin", "x/vocab.txt"];
        assert_eq!(chosen(&files), ["config.json", "model.safetensors"]);
        let kobert = ["config.json", "kobertvocab_f3.json", "pytorch_model.bin", "tokenizer_78.model", "../evil.model"];
        assert_eq!(chosen(&kobert), kobert[..4]);
        assert_eq!(chosen(&["config.json", "model.safetensors", "vocab.txt"]).len(), 3);
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_name() {
        let (code, message) = refused(&["model.safetensors"], 1000);
        assert_eq!(code, "BASE_MODEL_INCOMPLETE");
        assert!(message.contains("config.json"), "{message}");
        let shards = ["config.json", "model.safetensors.index.json", "model-00001-of-00002.safetensors"];
        assert!(refused(&shards, 1000).1.contains("max_shard_size"));
        assert!(refused(&["config.json", "tf_model.h5"], 1000).1.contains("tf_model.h5"));
        assert_eq!(refused(&["config.json", "model.safetensors"], 19).0, "BASE_MODEL_TOO_LARGE");
    }
}

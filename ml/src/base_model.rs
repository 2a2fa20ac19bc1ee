//! A pretrained encoder as training takes it: one sealed folder in one form, whatever it was published as.
//!
//! - `config.json`: the architecture ([`ModelConfig`])
//! - `tokenizer.json`: the tokenizer, in Hugging Face's format
//! - `model.safetensors`: the weights under the keys of [`weights`], in the precision they were published in
//! - `base.json`: where it came from and how it wants to be used ([`BaseModelDescription`])
//! - `manifest.json`: the SHA-256 of each ([`crate::sealed_folder`])
//!
//! `gisa-trainer prepare-base` makes it ([`preparation`] is what it says); nothing here needs libtorch.

pub mod preparation;
pub mod weights;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use safetensors::tensor::Metadata;
use serde::{Deserialize, Serialize};

use crate::config::{Family, ModelConfig, Pooling};
use crate::sealed_folder::{FolderFile, SealedFolder, SealedFolderError};

/// A file of a base model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BaseModelFile {
    /// Architecture ([`ModelConfig`]).
    Config,
    /// Tokenizer, in Hugging Face's format.
    Tokenizer,
    /// Weights.
    Weights,
    /// [`BaseModelDescription`].
    Description,
}

impl FolderFile for BaseModelFile {
    const ALL: &'static [Self] =
        &[BaseModelFile::Config, BaseModelFile::Tokenizer, BaseModelFile::Weights, BaseModelFile::Description];

    fn name(self) -> &'static str {
        match self {
            BaseModelFile::Config => "config.json",
            BaseModelFile::Tokenizer => "tokenizer.json",
            BaseModelFile::Weights => "model.safetensors",
            BaseModelFile::Description => "base.json",
        }
    }

    fn is_required(self) -> bool {
        true
    }
}

/// `base.json`: what isn't in the architecture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseModelDescription {
    /// What people call it, such as `e5-small-ko`.
    pub name: String,
    /// Where it came from: a hub id and revision, or a folder's name.
    pub source: String,
    /// Family of checkpoints.
    pub family: Family,
    /// How its token states are best made one, unless a run says otherwise.
    pub pooling: Pooling,
    /// What every text must begin with, such as `query: `; empty for most.
    pub text_prefix: String,
    /// Numbers in the weights.
    pub parameters_count: u64,
    /// Precision of the stored weights.
    pub stored_as: StoredPrecision,
    /// Whether the weights hold a pooler; without one, pooling `pooler` starts from a fresh one.
    pub has_pooler: bool,
    /// Keys of the published checkpoint that aren't part of the encoder and were left out, such as a language-model
    /// head's.
    pub left_out: Vec<String>,
}

/// Precision in which weights lie on disk; training computes on 32-bit copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoredPrecision {
    /// 32-bit floating point.
    F32,
    /// 16-bit floating point.
    F16,
    /// 16-bit brain floating point.
    Bf16,
    /// More than one of these.
    Mixed,
}

/// Why a folder isn't a usable base model.
#[derive(Debug, thiserror::Error)]
pub enum BaseModelError {
    /// The folder isn't sealed, or isn't what was sealed.
    #[error("base model: {0}")]
    Folder(#[from] SealedFolderError),
    /// Weights and architecture disagree. Lists every key concerned.
    #[error("base model: model.safetensors doesn't fit config.json: {0}")]
    Weights(#[from] weights::Mismatch),
    /// Files of the folder contradict each other.
    #[error("base model: {0}")]
    Inconsistent(String),
}

/// A sealed base model whose files were checked against its manifest and against each other.
#[derive(Debug, Clone)]
pub struct BaseModelFolder {
    files: SealedFolder<BaseModelFile>,
    config: ModelConfig,
    description: BaseModelDescription,
}

impl BaseModelFolder {
    /// Opens a sealed folder and checks every byte in it, and that the weights are those of the architecture.
    pub fn open(folder: &Path) -> Result<Self, BaseModelError> {
        Self::check(SealedFolder::open(folder)?)
    }

    /// Seals a folder that holds the four files and nothing else.
    pub fn seal(folder: &Path) -> Result<Self, BaseModelError> {
        Self::check(SealedFolder::seal(folder)?)
    }

    /// Architecture; without classes.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// Where it came from and how it wants to be used.
    pub fn description(&self) -> &BaseModelDescription {
        &self.description
    }

    /// SHA-256 of the manifest: the base model's name. Lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        self.files.sha256()
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        self.files.folder()
    }

    /// Size of all files.
    pub fn bytes(&self) -> u64 {
        self.files.bytes()
    }

    /// A file's contents, checked once more against the manifest.
    pub fn read(&self, file: BaseModelFile) -> Result<Vec<u8>, BaseModelError> {
        Ok(self.files.read(file)?)
    }

    fn check(files: SealedFolder<BaseModelFile>) -> Result<Self, BaseModelError> {
        let config: ModelConfig = files.read_json(BaseModelFile::Config)?;
        let description: BaseModelDescription = files.read_json(BaseModelFile::Description)?;
        if description.family != config.model_type {
            let (said, is) = (description.family.model_type(), config.model_type.model_type());
            return Err(BaseModelError::Inconsistent(format!("base.json says family {said}, config.json {is}")));
        }
        let metadata = read_metadata(&files.folder().join(BaseModelFile::Weights.name()))?;
        let found = metadata.tensors().into_iter().map(|(key, info)| (key, info.shape.clone())).collect();
        let fit = weights::compare(&config, &found)?;
        if fit.has_pooler != description.has_pooler || !fit.surplus.is_empty() {
            return Err(BaseModelError::Inconsistent(format!(
                "base.json says {} pooler; model.safetensors holds {} and these keys that no encoder has: [{}]",
                if description.has_pooler { "a" } else { "no" },
                if fit.has_pooler { "one" } else { "none" },
                fit.surplus.join(", ")
            )));
        }
        Ok(BaseModelFolder { files, config, description })
    }
}

/// The header of a safetensors file: keys, types and shapes, not the weights.
fn read_metadata(path: &Path) -> Result<Metadata, SealedFolderError> {
    let file = BaseModelFile::Weights.name().to_owned();
    let io_error = |source| SealedFolderError::Io { file: file.clone(), source };
    let invalid = |reason: String| SealedFolderError::Invalid { file: file.clone(), reason };
    let mut contents = File::open(path).map_err(io_error)?;
    let total = contents.metadata().map_err(io_error)?.len();
    let mut head = vec![0; 8];
    contents.read_exact(&mut head).map_err(io_error)?;
    let size = u64::from_le_bytes(head[..8].try_into().expect("eight bytes were read"));
    if size > total.saturating_sub(8) {
        return Err(invalid(format!("its header claims {size} bytes of {total}")));
    }
    contents.by_ref().take(size).read_to_end(&mut head).map_err(io_error)?;
    let metadata: Metadata = serde_json::from_slice(&head[8..]).map_err(|error| invalid(error.to_string()))?;
    let expected = 8 + size + metadata.data_len() as u64;
    if expected != total {
        return Err(invalid(format!("{total} bytes where its header says {expected}")));
    }
    Ok(metadata)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fs;

    use safetensors::tensor::{Dtype, TensorView};
    use serde_json::json;

    use super::*;
    use crate::sealed_folder::write_json;

    fn config() -> ModelConfig {
        let config = json!({
            "model_type": "bert", "vocab_size": 10, "hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2,
            "intermediate_size": 8, "max_position_embeddings": 6,
        });
        serde_json::from_value(config).unwrap()
    }

    /// The four files of a base model, its weights edited.
    fn folder(edit: impl FnOnce(&mut HashMap<String, Vec<usize>>)) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let config = config();
        let mut shapes: HashMap<_, _> = weights::encoder(&config).into_iter().collect();
        edit(&mut shapes);
        let zeros = vec![0u8; 4 * 64];
        let views: Vec<(String, TensorView<'_>)> = shapes
            .into_iter()
            .map(|(key, shape)| {
                let bytes = &zeros[..4 * shape.iter().product::<usize>()];
                (key, TensorView::new(Dtype::F32, shape, bytes).unwrap())
            })
            .collect();
        fs::write(folder.path().join("model.safetensors"), safetensors::serialize(views, None).unwrap()).unwrap();
        fs::write(folder.path().join("tokenizer.json"), "{}").unwrap();
        let description = BaseModelDescription {
            name: "tiny".into(),
            source: "test".into(),
            family: Family::Bert,
            pooling: Pooling::Mean,
            text_prefix: "query: ".into(),
            parameters_count: 1,
            stored_as: StoredPrecision::F32,
            has_pooler: false,
            left_out: Vec::new(),
        };
        write_json(folder.path(), BaseModelFile::Config, &config).unwrap();
        write_json(folder.path(), BaseModelFile::Description, &description).unwrap();
        folder
    }

    #[test]
    fn a_sealed_base_opens_under_the_same_name_and_says_what_it_is() {
        let folder = folder(|_| {});
        let sealed = BaseModelFolder::seal(folder.path()).unwrap();
        let opened = BaseModelFolder::open(folder.path()).unwrap();
        assert_eq!(opened.sha256(), sealed.sha256());
        assert_eq!((opened.config(), opened.description().text_prefix.as_str()), (&config(), "query: "));
    }

    #[test]
    fn weights_that_do_not_fit_are_listed_by_key() {
        let folder = folder(|shapes| {
            shapes.remove("encoder.layer.0.output.dense.bias");
            shapes.insert("embeddings.LayerNorm.weight".into(), vec![5]);
        });
        let error = BaseModelFolder::seal(folder.path()).unwrap_err().to_string();
        assert!(error.contains("encoder.layer.0.output.dense.bias"), "{error}");
        assert!(error.contains("embeddings.LayerNorm.weight is [5], expected [4]"), "{error}");
    }

    #[test]
    fn changed_truncated_and_surplus_contents_are_refused() {
        let folder_with_head = folder(|shapes| {
            shapes.insert("classifier.bias".into(), vec![2]);
        });
        let error = BaseModelFolder::seal(folder_with_head.path()).unwrap_err().to_string();
        assert!(error.contains("classifier.bias"), "{error}");

        let folder = folder(|_| {});
        BaseModelFolder::seal(folder.path()).unwrap();
        fs::write(folder.path().join("tokenizer.json"), "[]").unwrap();
        let error = BaseModelFolder::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("tokenizer.json was changed"), "{error}");

        let weights = folder.path().join("model.safetensors");
        let bytes = fs::read(&weights).unwrap();
        for (cut, message) in [(bytes.len() - 1, "where its header says"), (20, "its header claims")] {
            fs::write(&weights, &bytes[..cut]).unwrap();
            fs::remove_file(folder.path().join("manifest.json")).ok();
            let error = BaseModelFolder::seal(folder.path()).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}

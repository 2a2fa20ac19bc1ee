//! A published checkpoint becomes a sealed base model.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use tch::{Kind, Tensor};

use crate::base_model::preparation::{PreparationFailed, PreparationFailureCode};
use crate::base_model::weights::{self, Mismatch};
use crate::base_model::{BaseModelDescription, BaseModelError, BaseModelFile, BaseModelFolder, StoredPrecision};
use crate::config::{ModelConfig, Pooling};
use crate::preprocessing::Preprocessing;
use crate::sealed_folder::{FolderFile, SealedFolderError, write, write_json};
use crate::tokenizer::{Tokenizer, TokenizerError, convert};

use super::error::is_out_of_memory;
use super::torch_checkpoint::value::StorageKind;
use super::torch_checkpoint::{CheckpointError, TorchCheckpoint};

/// Weights as safetensors.
const SAFETENSORS: &str = "model.safetensors";
/// Weights as `torch.save` writes them.
const TORCH: &str = "pytorch_model.bin";
/// Name of the archive libtorch reads, while it does.
const SCRATCH: &str = "checked.zip";

/// What to prepare and where to put it.
#[derive(Debug, Clone)]
pub struct Preparation {
    /// Folder with `config.json`, a tokenizer and weights, as published.
    pub folder: PathBuf,
    /// Folder to make the base model in: empty, or absent.
    pub out: PathBuf,
    /// What people are to call it; the folder's name if absent.
    pub name: Option<String>,
    /// Where it came from; the folder's name if absent.
    pub source: Option<String>,
    /// What every text must begin with, such as `query: `.
    pub text_prefix: String,
    /// How token states are best made one; `config.json`'s `classifier_pooling`, or the first token's, if absent.
    pub pooling: Option<Pooling>,
}

/// Why a base model wasn't prepared.
#[derive(Debug, thiserror::Error)]
pub enum PreparationError {
    /// A folder or a file in it can't be used.
    #[error("{path}: {reason}")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The disk is full, or something else kept a file from being written.
    #[error("{0}")]
    Write(#[from] SealedFolderError),
    /// `config.json` can't be used.
    #[error("{0}")]
    Config(String),
    /// The tokenizer can't be used.
    #[error("{0}")]
    Tokenizer(String),
    /// The weights can't be read.
    #[error("{0}")]
    Weights(String),
    /// `pytorch_model.bin` can't be read, or mustn't be.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Weights and `config.json` disagree.
    #[error("the weights don't fit config.json: {0}")]
    Mismatch(#[from] Mismatch),
    /// What was written isn't a base model.
    #[error(transparent)]
    Sealing(#[from] BaseModelError),
    /// Something panicked; the message is what it said.
    #[error("{0}")]
    Panic(String),
}

/// One tensor as it will lie in the sealed file.
struct StoredTensor<'d> {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Cow<'d, [u8]>,
}

/// Reads the published folder, checks it and seals a base model in `out`.
pub fn prepare_base(preparation: &Preparation) -> Result<BaseModelFolder, PreparationError> {
    let Preparation { folder, out, .. } = preparation;
    let config = read_config(folder)?;
    let tokenizer = read_tokenizer(folder, &config)?;
    make_empty(out)?;
    let pooling = preparation.pooling.unwrap_or(config.classifier_pooling);
    let (safetensors, torch) = (folder.join(SAFETENSORS), folder.join(TORCH));
    let sealing = Sealing { preparation, config: &config, pooling };
    let description = if safetensors.is_file() {
        let bytes = fs::read(&safetensors).map_err(|error| unusable(&safetensors, &error.to_string()))?;
        sealing.take_safetensors(&bytes)?
    } else if torch.is_file() {
        sealing.take_torch(TorchCheckpoint::open(&torch)?)?
    } else {
        return Err(unusable(folder, &format!("has neither {SAFETENSORS} nor {TORCH}, in one file")));
    };
    write_json(out, BaseModelFile::Config, &config.without_head(pooling))?;
    write(out, BaseModelFile::Tokenizer, &tokenizer)?;
    write_json(out, BaseModelFile::Description, &description)?;
    Ok(BaseModelFolder::seal(out)?)
}

struct Sealing<'p> {
    preparation: &'p Preparation,
    config: &'p ModelConfig,
    pooling: Pooling,
}

impl Sealing<'_> {
    fn take_safetensors(&self, bytes: &[u8]) -> Result<BaseModelDescription, PreparationError> {
        let invalid = |reason: String| PreparationError::Weights(format!("{SAFETENSORS}: {reason}"));
        let published = SafeTensors::deserialize(bytes).map_err(|error| invalid(error.to_string()))?;
        let shapes = published.iter().map(|(key, view)| (key, view.shape().to_vec())).collect();
        let chosen = self.choose(&shapes)?;
        let mut tensors = BTreeMap::new();
        for (own, key) in &chosen.keys {
            let view = published.tensor(key).map_err(|error| invalid(error.to_string()))?;
            if !matches!(view.dtype(), Dtype::F32 | Dtype::F16 | Dtype::BF16) {
                return Err(invalid(format!("{key} holds {:?}; known are F32, F16 and BF16", view.dtype())));
            }
            let stored =
                StoredTensor { dtype: view.dtype(), shape: view.shape().to_vec(), bytes: Cow::Borrowed(view.data()) };
            tensors.insert(own.as_str(), stored);
        }
        self.write(&tensors, chosen.left_out)
    }

    fn take_torch(&self, checkpoint: TorchCheckpoint) -> Result<BaseModelDescription, PreparationError> {
        let published = checkpoint.tensors().clone();
        let shapes = published.iter().map(|(key, tensor)| (key.as_str(), tensor.shape.clone())).collect();
        let chosen = self.choose(&shapes)?;
        for key in chosen.keys.values() {
            if !matches!(published[*key].kind, StorageKind::Float | StorageKind::Half | StorageKind::BFloat16) {
                let (found, known) = (published[*key].kind.class_name(), "FloatStorage, HalfStorage, BFloat16Storage");
                return Err(PreparationError::Weights(format!("{TORCH}: {key} holds {found}; known are {known}")));
            }
        }
        let keys: Vec<&str> = chosen.keys.values().copied().collect();
        let loaded = checkpoint.load(&keys, &self.preparation.out.join(SCRATCH))?;
        let mut tensors = BTreeMap::new();
        for (own, key) in &chosen.keys {
            let tensor = loaded
                .get(*key)
                .ok_or_else(|| PreparationError::Weights(format!("{TORCH}: libtorch's reader doesn't find {key}")))?;
            tensors.insert(own.as_str(), stored(tensor, &published[*key].shape)?);
        }
        self.write(&tensors, chosen.left_out)
    }

    /// Which published keys are the encoder's.
    fn choose<'k>(&self, shapes: &BTreeMap<&'k str, Vec<usize>>) -> Result<Chosen<'k>, PreparationError> {
        let names = weights::unprefixed(shapes.keys().copied()).ok_or_else(|| {
            let some: Vec<&str> = shapes.keys().copied().take(5).collect();
            PreparationError::Weights(format!(
                "the weights hold no embeddings.word_embeddings.weight, alone or behind bert., roberta. or model.; \
                 their keys begin with {}",
                some.join(", ")
            ))
        })?;
        let found = names.iter().map(|(own, key)| (own.clone(), shapes[key].clone())).collect();
        let fit = weights::compare(self.config, &found)?;
        let surplus: BTreeSet<&String> = fit.surplus.iter().collect();
        let left_out = fit.surplus.iter().map(|own| names[own].to_owned()).collect();
        let keys = names.iter().filter(|(own, _)| !surplus.contains(own)).map(|(own, key)| (own.clone(), *key));
        Ok(Chosen { keys: keys.collect(), left_out })
    }

    fn write(
        &self,
        tensors: &BTreeMap<&str, StoredTensor<'_>>,
        left_out: Vec<String>,
    ) -> Result<BaseModelDescription, PreparationError> {
        let invalid = |error: safetensors::SafeTensorError| match error {
            safetensors::SafeTensorError::IoError(source) => SealedFolderError::Io { file: SAFETENSORS.into(), source },
            other => SealedFolderError::Invalid { file: SAFETENSORS.into(), reason: other.to_string() },
        };
        let views: Result<Vec<_>, _> = tensors
            .iter()
            .map(|(key, tensor)| Ok((*key, TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes)?)))
            .collect();
        // Hugging Face's loader wants to know whose layout this is.
        let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
        let path = self.preparation.out.join(BaseModelFile::Weights.name());
        safetensors::serialize_to_file(views.map_err(invalid)?, Some(metadata), &path).map_err(invalid)?;
        File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(|source| SealedFolderError::Io { file: SAFETENSORS.into(), source })?;

        let dtypes: BTreeSet<Dtype> = tensors.values().map(|tensor| tensor.dtype).collect();
        let stored_as = match dtypes.iter().collect::<Vec<_>>().as_slice() {
            [Dtype::F32] => StoredPrecision::F32,
            [Dtype::F16] => StoredPrecision::F16,
            [Dtype::BF16] => StoredPrecision::Bf16,
            _ => StoredPrecision::Mixed,
        };
        let folder_name = || {
            let path = fs::canonicalize(&self.preparation.folder).unwrap_or_else(|_| self.preparation.folder.clone());
            path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
        };
        Ok(BaseModelDescription {
            name: self.preparation.name.clone().unwrap_or_else(folder_name),
            source: self.preparation.source.clone().unwrap_or_else(folder_name),
            family: self.config.model_type,
            pooling: self.pooling,
            text_prefix: self.preparation.text_prefix.clone(),
            parameters_count: tensors.values().map(|tensor| tensor.shape.iter().product::<usize>() as u64).sum(),
            stored_as,
            has_pooler: tensors.contains_key(weights::POOLER[0]),
            left_out,
        })
    }
}

/// Published keys of the encoder's weights by our own, and those that aren't the encoder's.
struct Chosen<'k> {
    keys: BTreeMap<String, &'k str>,
    left_out: Vec<String>,
}

impl PreparationError {
    /// The error behind a caught panic (libtorch's errors arrive so).
    pub fn from_panic(payload: &(dyn std::any::Any + Send)) -> Self {
        PreparationError::Panic(super::TrainError::from_panic(payload).to_string())
    }

    /// The event of a preparation that ends so.
    pub fn failed(&self) -> PreparationFailed {
        let code = self.code();
        PreparationFailed { code, message: self.to_string(), fix: fix(code).into() }
    }

    fn code(&self) -> PreparationFailureCode {
        match self {
            PreparationError::Write(SealedFolderError::Io { source, .. })
            | PreparationError::Sealing(BaseModelError::Folder(SealedFolderError::Io { source, .. }))
            | PreparationError::Checkpoint(CheckpointError::Io(source))
                if source.kind() == io::ErrorKind::StorageFull =>
            {
                PreparationFailureCode::DiskFull
            }
            PreparationError::Folder { .. } => PreparationFailureCode::FolderUnusable,
            PreparationError::Config(_) => PreparationFailureCode::ConfigUnsupported,
            PreparationError::Tokenizer(_) => PreparationFailureCode::TokenizerUnusable,
            PreparationError::Checkpoint(CheckpointError::Refused(_)) => PreparationFailureCode::WeightsRefused,
            PreparationError::Weights(_)
            | PreparationError::Checkpoint(CheckpointError::Malformed(_) | CheckpointError::Io(_)) => {
                PreparationFailureCode::WeightsUnreadable
            }
            PreparationError::Mismatch(_) => PreparationFailureCode::WeightsMismatch,
            PreparationError::Checkpoint(CheckpointError::Torch(error)) if is_out_of_memory(&error.to_string()) => {
                PreparationFailureCode::OutOfMemory
            }
            PreparationError::Panic(message) if is_out_of_memory(message) => PreparationFailureCode::OutOfMemory,
            PreparationError::Checkpoint(CheckpointError::Torch(_)) => PreparationFailureCode::WeightsUnreadable,
            PreparationError::Write(_) | PreparationError::Sealing(_) | PreparationError::Panic(_) => {
                PreparationFailureCode::Internal
            }
        }
    }
}

fn fix(code: PreparationFailureCode) -> &'static str {
    use PreparationFailureCode as Code;
    match code {
        Code::FolderUnusable => {
            "Name a folder as published: config.json, a tokenizer, and model.safetensors or pytorch_model.bin."
        }
        Code::ConfigUnsupported => "Choose a BERT, RoBERTa or XLM-RoBERTa encoder.",
        Code::TokenizerUnusable => {
            "Put the model's own tokenizer into the folder: tokenizer.json, a sentencepiece model, or vocab.txt."
        }
        Code::WeightsUnreadable => "Fetch the weights again; prefer model.safetensors.",
        Code::WeightsRefused => {
            "Don't use this file. Fetch the model from its publisher, as model.safetensors if there is one."
        }
        Code::WeightsMismatch => "Fetch config.json and the weights of the same model and revision.",
        Code::OutOfMemory => "Use a machine with more memory, or a smaller model.",
        Code::DiskFull => "Free space where base models are kept and add the base model again.",
        Code::Interrupted => "Add the base model again.",
        Code::Internal => "Report this with the trainer's log.",
    }
}

fn read_config(folder: &Path) -> Result<ModelConfig, PreparationError> {
    let path = folder.join(BaseModelFile::Config.name());
    let json = fs::read(&path).map_err(|error| unusable(&path, &error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| {
        let message = error.to_string();
        PreparationError::Config(match message.starts_with("config.json") {
            true => message,
            false => format!("config.json: {message}"),
        })
    })
}

/// The tokenizer as `tokenizer.json`, whatever the folder has it as.
fn read_tokenizer(folder: &Path, config: &ModelConfig) -> Result<Vec<u8>, PreparationError> {
    let refused = |error: TokenizerError| PreparationError::Tokenizer(error.to_string());
    let json = convert::from_folder(folder).map_err(refused)?.json;
    let max_length = u32::try_from(config.max_tokens()).unwrap_or(u32::MAX);
    let tokenizer = Tokenizer::from_json(&json, &Preprocessing::new(max_length)).map_err(refused)?;
    let size = tokenizer.vocabulary_size();
    if size as i64 > config.vocab_size {
        let message = format!("it has token id {}, the model knows {} ids", size - 1, config.vocab_size);
        return Err(PreparationError::Tokenizer(message));
    }
    Ok(json)
}

/// A tensor's elements as they lie in memory, row by row.
fn stored(tensor: &Tensor, shape: &[usize]) -> Result<StoredTensor<'static>, PreparationError> {
    let torch = |error: tch::TchError| PreparationError::Checkpoint(CheckpointError::Torch(error));
    let dtype = match tensor.f_kind().map_err(torch)? {
        Kind::Half => Dtype::F16,
        Kind::BFloat16 => Dtype::BF16,
        _ => Dtype::F32,
    };
    let elements: usize = shape.iter().product();
    let mut bytes = vec![0; elements * dtype.bitsize() / 8];
    tensor.f_contiguous().map_err(torch)?.f_copy_data_u8(&mut bytes, elements).map_err(torch)?;
    Ok(StoredTensor { dtype, shape: shape.to_vec(), bytes: Cow::Owned(bytes) })
}

fn make_empty(folder: &Path) -> Result<(), PreparationError> {
    let failed = |error: io::Error| unusable(folder, &error.to_string());
    fs::create_dir_all(folder).map_err(failed)?;
    match fs::read_dir(folder).map_err(failed)?.next() {
        Some(_) => Err(unusable(folder, "isn't empty; name a new folder")),
        None => Ok(()),
    }
}

fn unusable(path: &Path, reason: &str) -> PreparationError {
    PreparationError::Folder { path: path.to_owned(), reason: reason.to_owned() }
}

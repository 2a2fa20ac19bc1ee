//! What can go wrong in a training run, under the protocol's names.

use std::any::Any;
use std::io;

use crate::base_model::BaseModelError;
use crate::baseline::BaselineError;
use crate::dataset::DatasetError;
use crate::parity::ParityFault;
use crate::sealed_folder::SealedFolderError;
use crate::serve::{ClassifierError, RuntimeError};
use crate::tokenizer::TokenizerError;
use crate::trainer_protocol::{Failed, FailureCode};

use super::checkpoint::CheckpointError;

/// Why a training run ended without a bundle.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The request can't be read or asks for something impossible.
    #[error("{0}")]
    InvalidRequest(String),
    /// The rows can't be read.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The rows can't be trained on.
    #[error("{0}")]
    UnusableDataset(String),
    /// The loss stopped being a number.
    #[error("the loss of step {step} (epoch {epoch}) isn't a number")]
    NanLoss {
        /// Optimiser step, from 1.
        step: u64,
        /// Epoch, from 1.
        epoch: u32,
    },
    /// The device asked for isn't there.
    #[error("{0}")]
    Device(String),
    /// The run was asked to stop, and has kept what it reached.
    #[error("{0}")]
    Interrupted(&'static str),
    /// Checkpoints can't be written, or none can be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The tokenizer can't be trained.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The bundle can't be written.
    #[error("bundle: {0}")]
    Bundle(#[from] SealedFolderError),
    /// The base model can't be opened, or isn't one.
    #[error(transparent)]
    BaseModel(#[from] BaseModelError),
    /// ONNX Runtime can't be loaded.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// libtorch and ONNX Runtime disagree.
    #[error("parity proof failed: {0}")]
    Parity(#[from] ParityFault),
    /// ONNX Runtime refuses the exported model.
    #[error("the exported model can't be loaded: {0}")]
    Classifier(#[from] ClassifierError),
    /// libtorch refused.
    #[error("libtorch: {0}")]
    Torch(#[from] tch::TchError),
    /// Something panicked; the message is what it said.
    #[error("{0}")]
    Panic(String),
}

impl From<BaselineError> for TrainError {
    fn from(error: BaselineError) -> Self {
        match error {
            BaselineError::Bundle(error) => error.into(),
            BaselineError::Encoder(error) => error.into(),
            BaselineError::Classifier(error) => error.into(),
            BaselineError::Parity(error) => error.into(),
        }
    }
}

impl TrainError {
    /// The error behind a caught panic (libtorch's errors arrive so).
    pub fn from_panic(payload: &(dyn Any + Send)) -> Self {
        let message = payload.downcast_ref::<String>().cloned();
        let message = message.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        TrainError::Panic(message.unwrap_or_else(|| "an unknown panic".into()))
    }

    /// The last event of a run that ends so.
    pub fn failed(&self) -> Failed {
        let code = self.code();
        Failed { code, message: self.to_string(), fix: fix(code).into() }
    }

    fn code(&self) -> FailureCode {
        match self {
            TrainError::InvalidRequest(_) => FailureCode::InvalidRequest,
            TrainError::Dataset(_) | TrainError::UnusableDataset(_) => FailureCode::DatasetUnreadable,
            TrainError::Tokenizer(TokenizerError::EmptyCorpus) => FailureCode::DatasetUnreadable,
            TrainError::NanLoss { .. } => FailureCode::NanLoss,
            TrainError::Device(_) => FailureCode::DeviceMissing,
            TrainError::Interrupted(_) => FailureCode::Interrupted,
            TrainError::Bundle(SealedFolderError::Io { source, .. })
            | TrainError::Checkpoint(CheckpointError::Io { source, .. })
                if is_full(source) =>
            {
                FailureCode::DiskFull
            }
            TrainError::Checkpoint(CheckpointError::Corrupt { .. }) => FailureCode::CheckpointCorrupt,
            TrainError::Checkpoint(CheckpointError::Mismatch { .. }) => FailureCode::CheckpointMismatch,
            TrainError::Checkpoint(CheckpointError::Io { .. }) => FailureCode::Internal,
            TrainError::BaseModel(_) => FailureCode::BaseModelUnusable,
            TrainError::Runtime(_) => FailureCode::RuntimeMissing,
            TrainError::Parity(_) | TrainError::Classifier(_) => FailureCode::ParityFailed,
            TrainError::Tokenizer(_) | TrainError::Bundle(_) => FailureCode::Internal,
            TrainError::Torch(error) => by_message(&error.to_string()),
            TrainError::Panic(message) => by_message(message),
        }
    }
}

/// Whether the system refused for want of space: the disk's, a quota's, or a limit's on a file's size.
fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

fn by_message(message: &str) -> FailureCode {
    if is_out_of_memory(message) { FailureCode::OutOfMemory } else { FailureCode::Internal }
}

/// libtorch tells its failures apart only by their text.
pub(super) fn is_out_of_memory(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["not enough memory", "can't allocate memory", "out of memory", "bad_alloc"]
        .iter()
        .any(|text| message.contains(text))
}

fn fix(code: FailureCode) -> &'static str {
    match code {
        FailureCode::InvalidRequest => "Correct the named field and start a new run.",
        FailureCode::DatasetUnreadable => "Build the dataset again with rows of every label in every split.",
        FailureCode::NanLoss => "Start a new run with a lower learning_rate or a lower max_grad_norm.",
        FailureCode::OutOfMemory => "Start a new run with a smaller batch_size, max_length or base_model.",
        FailureCode::DiskFull => {
            "Free space where job folders are kept, then resume the run: it goes on from its last checkpoint."
        }
        FailureCode::DeviceMissing => "Start a new run with device auto or cpu, or with a libtorch built for the GPU.",
        FailureCode::CheckpointCorrupt => {
            "Check the disk. To begin anew, delete the named folder and resume the run, or start a new run."
        }
        FailureCode::CheckpointMismatch => "Delete the named folder to begin anew, or name another one.",
        FailureCode::BaseModelUnusable => "Add the base model again, then start a new run.",
        FailureCode::RuntimeMissing => "Set ORT_DYLIB_PATH to the path of libonnxruntime.so (version 1.24 or later).",
        FailureCode::ParityFailed => "The model wasn't registered. Check the ONNX Runtime version, then train again.",
        FailureCode::Interrupted => {
            "Resume the run when the machine is ready for it: it goes on from its last checkpoint."
        }
        FailureCode::Internal => "Report this with the trainer's log.",
    }
}

/// The last event of a run that was asked to stop.
pub fn interrupted(what: &str) -> Failed {
    Failed { code: FailureCode::Interrupted, message: what.into(), fix: fix(FailureCode::Interrupted).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_disk_are_told_apart_from_defects() {
        let memory =
            TrainError::Panic("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes".into());
        assert_eq!(memory.failed().code, FailureCode::OutOfMemory);
        let disk = SealedFolderError::Io { file: "model.onnx".into(), source: io::ErrorKind::StorageFull.into() };
        assert_eq!(TrainError::Bundle(disk).failed().code, FailureCode::DiskFull);
        let quota = CheckpointError::Io { path: "state.json".into(), source: io::ErrorKind::QuotaExceeded.into() };
        assert_eq!(TrainError::Checkpoint(quota).failed().code, FailureCode::DiskFull);
        assert_eq!(TrainError::from_panic(&"index out of bounds").failed().code, FailureCode::Internal);
    }
}

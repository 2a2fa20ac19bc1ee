//! What `gisa-trainer prepare-base FOLDER OUT` says.
//!
//! One line of JSON on standard output: `prepared` or `failed`. It takes a local folder as published on Hugging Face's
//! hub and leaves a sealed [`super::BaseModelFolder`] in OUT, which must be empty or absent; after a failure or a kill
//! OUT has no manifest and can be deleted. SIGTERM and SIGINT end it with `failed` and `INTERRUPTED`.
//!
//! Exit codes: 0 after `prepared`; 2 if the command line is wrong (no event is printed); otherwise the
//! [`PreparationFailureCode::exit_code`] of the `failed` event.

use serde::{Deserialize, Serialize};

use crate::config::{Family, Pooling};

use super::{BaseModelFolder, StoredPrecision};

/// The line on standard output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PreparationEvent {
    /// The base model is sealed.
    Prepared(PreparedBase),
    /// There is none.
    Failed(PreparationFailed),
}

/// A base model that was sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreparedBase {
    /// Name of the sealed folder.
    pub sha256: String,
    /// Size of its files.
    pub bytes: u64,
    /// What people call it.
    pub name: String,
    /// Where it came from.
    pub source: String,
    /// Family of checkpoints.
    pub family: Family,
    /// How its token states are best made one.
    pub pooling: Pooling,
    /// What every text must begin with.
    pub text_prefix: String,
    /// Numbers in the weights.
    pub parameters_count: u64,
    /// Precision of the stored weights.
    pub stored_as: StoredPrecision,
    /// Whether the weights hold a pooler.
    pub has_pooler: bool,
    /// Keys of the published checkpoint that were left out.
    pub left_out: Vec<String>,
    /// Encoder layers.
    pub layers: u32,
    /// Width of a token's state.
    pub hidden_size: u32,
    /// Token ids the model knows.
    pub vocabulary_size: u32,
    /// Longest input in tokens.
    pub max_tokens: u32,
}

impl PreparedBase {
    /// What there is to say of a sealed base model.
    pub fn of(base: &BaseModelFolder) -> Self {
        let (config, description) = (base.config(), base.description().clone());
        let size = |number: i64| u32::try_from(number).expect("validated sizes fit 31 bits");
        PreparedBase {
            sha256: base.sha256().to_owned(),
            bytes: base.bytes(),
            name: description.name,
            source: description.source,
            family: description.family,
            pooling: description.pooling,
            text_prefix: description.text_prefix,
            parameters_count: description.parameters_count,
            stored_as: description.stored_as,
            has_pooler: description.has_pooler,
            left_out: description.left_out,
            layers: size(config.num_hidden_layers),
            hidden_size: size(config.hidden_size),
            vocabulary_size: size(config.vocab_size),
            max_tokens: size(config.max_tokens()),
        }
    }
}

/// Why there is no base model; the same form as a training run's `failed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparationFailed {
    /// Stable name of the cause.
    pub code: PreparationFailureCode,
    /// What happened, for a person.
    pub message: String,
    /// What to do about it, for a person.
    pub fix: String,
}

/// Stable name of a failure's cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PreparationFailureCode {
    /// The folder, or a file every base model needs, is absent or can't be read; or OUT isn't empty.
    FolderUnusable,
    /// `config.json` is malformed or asks for what this build doesn't compute.
    ConfigUnsupported,
    /// No tokenizer was found, or it doesn't fit the model.
    TokenizerUnusable,
    /// The weights' file is malformed.
    WeightsUnreadable,
    /// The weights' file asks for more than tensors: it may be an attack. Nothing in it was executed.
    WeightsRefused,
    /// Keys are missing or have another shape than `config.json` says.
    WeightsMismatch,
    /// Memory ran out.
    OutOfMemory,
    /// The disk is full.
    DiskFull,
    /// SIGTERM or SIGINT was received.
    Interrupted,
    /// A defect.
    Internal,
}

impl PreparationFailureCode {
    /// Exit code of a preparation that fails so.
    pub fn exit_code(self) -> u8 {
        match self {
            PreparationFailureCode::Internal => 70,
            PreparationFailureCode::FolderUnusable => 66,
            PreparationFailureCode::ConfigUnsupported => 20,
            PreparationFailureCode::TokenizerUnusable => 21,
            PreparationFailureCode::WeightsUnreadable => 22,
            PreparationFailureCode::WeightsRefused => 23,
            PreparationFailureCode::WeightsMismatch => 24,
            PreparationFailureCode::OutOfMemory => 11,
            PreparationFailureCode::DiskFull => 12,
            PreparationFailureCode::Interrupted => 130,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_in_the_trainers_form() {
        let failed =
            PreparationFailed { code: PreparationFailureCode::WeightsRefused, message: "m".into(), fix: "f".into() };
        let json = serde_json::to_string(&PreparationEvent::Failed(failed)).unwrap();
        assert_eq!(json, r#"{"event":"failed","code":"WEIGHTS_REFUSED","message":"m","fix":"f"}"#);
    }
}

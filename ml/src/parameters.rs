//! What a person may set on a training run, with the range of each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Arithmetic used in matrix products while training. Weights are kept in 32 bits either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floating point.
    #[default]
    Fp32,
    /// 16-bit brain floating point products, 32-bit sums and weights.
    Bf16,
}

/// The model a run starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseModel {
    /// 2 layers of 64: for tests.
    ScratchTiny,
    /// 4 layers of 256: for a CPU.
    ScratchMini,
    /// 6 layers of 384: for patience or a GPU.
    ScratchSmall,
}

impl BaseModel {
    /// Every base model, smallest first.
    pub const ALL: [BaseModel; 3] = [BaseModel::ScratchTiny, BaseModel::ScratchMini, BaseModel::ScratchSmall];

    /// The name used in parameters.
    pub fn name(self) -> &'static str {
        match self {
            BaseModel::ScratchTiny => "scratch-tiny",
            BaseModel::ScratchMini => "scratch-mini",
            BaseModel::ScratchSmall => "scratch-small",
        }
    }
}

impl fmt::Display for BaseModel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for BaseModel {
    type Err = InvalidParameter;

    fn from_str(name: &str) -> Result<Self, InvalidParameter> {
        BaseModel::ALL.into_iter().find(|model| model.name() == name).ok_or_else(|| {
            let known = BaseModel::ALL.map(BaseModel::name).join(", ");
            InvalidParameter {
                field: "base_model",
                message: format!("base_model must be one of {known}; got \"{name}\""),
            }
        })
    }
}

/// Everything a person may set on a training run. Fields left out of JSON take their default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingParameters {
    /// Name of a [`BaseModel`].
    pub base_model: String,
    /// Longest input in tokens, `[CLS]` and `[SEP]` included; longer texts are cut.
    pub max_length: u32,
    /// Rows in one optimiser step.
    pub batch_size: u32,
    /// Passes over the training split, unless early stopping ends the run sooner.
    pub epochs: u32,
    /// Peak learning rate, reached at the end of warm-up.
    pub learning_rate: f64,
    /// Share of all steps during which the learning rate rises from 0 to its peak.
    pub warmup_ratio: f64,
    /// Gradients are scaled down so that their global L2 norm is at most this.
    pub max_grad_norm: f64,
    /// Fixes initial weights, row order, dropout and sampling.
    pub seed: u64,
    /// Decoupled weight decay of AdamW; biases and layer norms have none.
    pub weight_decay: f64,
    /// Probability mass taken from the right class and spread over all.
    pub label_smoothing: f64,
    /// Stop after this many epochs without a better validation macro-F1; absent means never.
    pub early_stopping_patience: Option<u32>,
    /// Arithmetic in matrix products.
    pub precision: Precision,
    /// CPU threads; 0 means all.
    pub threads: u32,
    /// Most pieces in the tokenizer trained on the dataset.
    pub vocabulary_size: u32,
    /// Probability of dropping an activation in training.
    pub dropout: f64,
    /// Probability that a token of a training row is hidden (replaced by `[UNK]`).
    pub token_dropout: f64,
    /// Probability that a word of a training row is cut into sampled pieces rather than the likeliest ones.
    pub subword_sampling: f64,
}

impl Default for TrainingParameters {
    fn default() -> Self {
        TrainingParameters {
            base_model: BaseModel::ScratchMini.name().to_owned(),
            max_length: 64,
            batch_size: 64,
            epochs: 6,
            learning_rate: 5e-4,
            warmup_ratio: 0.1,
            max_grad_norm: 1.0,
            seed: 42,
            weight_decay: 0.01,
            label_smoothing: 0.1,
            early_stopping_patience: Some(3),
            precision: Precision::Fp32,
            threads: 0,
            vocabulary_size: 8000,
            dropout: 0.1,
            token_dropout: 0.1,
            subword_sampling: 0.8,
        }
    }
}

/// The allowed range of one numeric parameter, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterRange {
    /// Field of [`TrainingParameters`].
    pub field: &'static str,
    /// Smallest allowed value.
    pub minimum: f64,
    /// Largest allowed value.
    pub maximum: f64,
    /// Whether the parameter is a whole number.
    pub is_integer: bool,
}

/// The range of every numeric parameter, in the order of [`TrainingParameters`].
pub const RANGES: [ParameterRange; 15] = [
    integer("max_length", 8.0, 512.0),
    integer("batch_size", 1.0, 1024.0),
    integer("epochs", 1.0, 500.0),
    real("learning_rate", 1e-7, 0.1),
    real("warmup_ratio", 0.0, 0.9),
    real("max_grad_norm", 1e-3, 1000.0),
    // The largest whole number that JSON readers keep exactly.
    integer("seed", 0.0, 9_007_199_254_740_991.0),
    real("weight_decay", 0.0, 1.0),
    real("label_smoothing", 0.0, 0.5),
    integer("early_stopping_patience", 1.0, 500.0),
    integer("threads", 0.0, 1024.0),
    integer("vocabulary_size", 256.0, 64000.0),
    real("dropout", 0.0, 0.8),
    real("token_dropout", 0.0, 0.8),
    real("subword_sampling", 0.0, 1.0),
];

/// One parameter that can't be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct InvalidParameter {
    /// Field of [`TrainingParameters`].
    pub field: &'static str,
    /// Names the field, its allowed range and the value given.
    pub message: String,
}

impl TrainingParameters {
    /// Checks every field; the error lists each wrong one with its allowed range.
    pub fn validate(&self) -> Result<(), Vec<InvalidParameter>> {
        let mut wrong: Vec<InvalidParameter> = self.base_model().err().into_iter().collect();
        for range in &RANGES {
            if let Some(value) = self.value_of(range.field)
                && !(range.minimum <= value && value <= range.maximum)
            {
                wrong.push(InvalidParameter { field: range.field, message: range.refusal(value) });
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// The base model named by `base_model`.
    pub fn base_model(&self) -> Result<BaseModel, InvalidParameter> {
        self.base_model.parse()
    }

    /// The value of a numeric field; `None` where an optional one is absent.
    fn value_of(&self, field: &str) -> Option<f64> {
        Some(match field {
            "max_length" => self.max_length.into(),
            "batch_size" => self.batch_size.into(),
            "epochs" => self.epochs.into(),
            "learning_rate" => self.learning_rate,
            "warmup_ratio" => self.warmup_ratio,
            "max_grad_norm" => self.max_grad_norm,
            "seed" => self.seed as f64,
            "weight_decay" => self.weight_decay,
            "label_smoothing" => self.label_smoothing,
            "early_stopping_patience" => self.early_stopping_patience?.into(),
            "threads" => self.threads.into(),
            "vocabulary_size" => self.vocabulary_size.into(),
            "dropout" => self.dropout,
            "token_dropout" => self.token_dropout,
            "subword_sampling" => self.subword_sampling,
            _ => unreachable!("RANGES names only fields of TrainingParameters"),
        })
    }
}

impl ParameterRange {
    fn refusal(&self, value: f64) -> String {
        let kind = if self.is_integer { "a whole number" } else { "a number" };
        format!("{} must be {kind} from {} to {}; got {value}", self.field, self.minimum, self.maximum)
    }
}

const fn integer(field: &'static str, minimum: f64, maximum: f64) -> ParameterRange {
    ParameterRange { field, minimum, maximum, is_integer: true }
}

const fn real(field: &'static str, minimum: f64, maximum: f64) -> ParameterRange {
    ParameterRange { field, minimum, maximum, is_integer: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_every_range_names_a_field() {
        assert_eq!(TrainingParameters::default().validate(), Ok(()));
        let json = serde_json::to_value(TrainingParameters::default()).unwrap();
        for range in &RANGES {
            assert!(json.get(range.field).is_some(), "{}", range.field);
        }
    }

    #[test]
    fn every_wrong_field_is_listed_with_its_range() {
        let wrong = TrainingParameters {
            base_model: "giant".into(),
            epochs: 0,
            learning_rate: f64::NAN,
            dropout: f64::INFINITY,
            early_stopping_patience: Some(0),
            ..TrainingParameters::default()
        };
        let errors = wrong.validate().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["base_model", "epochs", "learning_rate", "early_stopping_patience", "dropout"]);
        assert_eq!(errors[1].message, "epochs must be a whole number from 1 to 500; got 0");
        assert!(errors[2].message.contains("0.0000001 to 0.1; got NaN"), "{}", errors[2].message);
    }

    #[test]
    fn json_fills_in_defaults_and_refuses_unknown_fields() {
        let parameters: TrainingParameters = serde_json::from_str(r#"{"epochs": 3, "precision": "bf16"}"#).unwrap();
        assert_eq!((parameters.epochs, parameters.precision), (3, Precision::Bf16));
        assert!(serde_json::from_str::<TrainingParameters>(r#"{"epoch": 3}"#).is_err());
    }
}

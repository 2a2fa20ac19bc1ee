//! What a person may set on a training run, with the range of each.

mod choice;
mod range;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::Pooling;

pub use choice::{Base, BaseModel, ClassWeights, DeviceChoice, LearningRateSchedule, Precision};
pub use range::{CHOICES, ParameterChoice, ParameterRange, RANGES};

/// Everything a person may set on a training run. Fields left out of JSON take the defaults of a model from scratch; see
/// [`TrainingParameters::complete`] for the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingParameters {
    /// Name of a [`BaseModel`], or of a registered base model.
    pub base_model: String,
    /// How a base model's token states become one; absent: as the base says.
    pub pooling: Option<Pooling>,
    /// Longest input in tokens, `[CLS]` and `[SEP]` included; longer texts are cut.
    pub max_length: u32,
    /// Rows in one batch.
    pub batch_size: u32,
    /// Most tokens in one batch, padding included; given, it decides instead of `batch_size`.
    pub batch_tokens: Option<u32>,
    /// Batches whose gradients make one optimiser step.
    pub gradient_accumulation_steps: u32,
    /// Passes over the training split, unless early stopping ends the run sooner.
    pub epochs: u32,
    /// Peak learning rate, reached at the end of warm-up.
    pub learning_rate: f64,
    /// Share of all steps during which the learning rate rises from 0 to its peak.
    pub warmup_ratio: f64,
    /// How the learning rate goes on after its warm-up.
    pub schedule: LearningRateSchedule,
    /// Each layer learns at this share of the rate of the layer above it; the classifier at the full rate.
    pub layer_learning_rate_decay: f64,
    /// The embeddings and this many layers above them stay as they are; 0 trains everything.
    pub frozen_layers: u32,
    /// Gradients are scaled down so that their global L2 norm is at most this.
    pub max_grad_norm: f64,
    /// Fixes initial weights, row order, dropout and sampling.
    pub seed: u64,
    /// Decoupled weight decay of AdamW; biases and layer norms have none.
    pub weight_decay: f64,
    /// Probability mass taken from the right class and spread over all.
    pub label_smoothing: f64,
    /// How much a row counts in the loss.
    pub class_weights: ClassWeights,
    /// Stop after this many epochs without a better validation macro-F1; absent means never.
    pub early_stopping_patience: Option<u32>,
    /// Arithmetic in matrix products.
    pub precision: Precision,
    /// Where to compute: `auto` (a GPU if there is one), `cpu`, or `cuda:N` for the N-th GPU from 0.
    pub device: String,
    /// CPU threads; 0 means all.
    pub threads: u32,
    /// Seconds of training between two checkpoints: what a kill may cost.
    pub checkpoint_seconds: u32,
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
            pooling: None,
            max_length: 64,
            batch_size: 64,
            batch_tokens: None,
            gradient_accumulation_steps: 1,
            epochs: 6,
            learning_rate: 5e-4,
            warmup_ratio: 0.1,
            schedule: LearningRateSchedule::Cosine,
            layer_learning_rate_decay: 1.0,
            frozen_layers: 0,
            max_grad_norm: 1.0,
            seed: 42,
            weight_decay: 0.01,
            label_smoothing: 0.1,
            class_weights: ClassWeights::None,
            early_stopping_patience: Some(3),
            precision: Precision::Fp32,
            device: "auto".to_owned(),
            threads: 0,
            checkpoint_seconds: 60,
            vocabulary_size: 8000,
            dropout: 0.1,
            token_dropout: 0.1,
            subword_sampling: 0.8,
        }
    }
}

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
        let mut wrong: Vec<InvalidParameter> = self.base().err().into_iter().collect();
        for range in &RANGES {
            if let Some(value) = self.value_of(range.field)
                && !(range.minimum <= value && value <= range.maximum)
            {
                wrong.push(InvalidParameter { field: range.field, message: range.refusal(value) });
            }
        }
        if let Some(tokens) = self.batch_tokens
            && tokens < self.max_length
        {
            let message = format!("batch_tokens must be at least max_length ({}); got {tokens}", self.max_length);
            wrong.push(InvalidParameter { field: "batch_tokens", message });
        }
        wrong.extend(self.device().err());
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// The usual parameters for a base model. What is pretrained learns slowly, and from texts as they are.
    pub fn usual(base_model: &str) -> Self {
        let usual = TrainingParameters { base_model: base_model.to_owned(), ..TrainingParameters::default() };
        match base_model.parse() {
            Ok(Base::Registered(_)) => TrainingParameters {
                batch_size: 32,
                epochs: 3,
                learning_rate: 1e-4,
                schedule: LearningRateSchedule::Linear,
                label_smoothing: 0.0,
                token_dropout: 0.0,
                subword_sampling: 0.0,
                ..usual
            },
            _ => usual,
        }
    }

    /// Parameters as they were given, by field, completed with the usual ones for their base model. The error names a
    /// field that is unknown or of the wrong kind; ranges aren't checked.
    pub fn complete(given: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let base_model = given.get("base_model").and_then(Value::as_str).map(str::to_owned);
        let usual = TrainingParameters::usual(&base_model.unwrap_or_else(|| TrainingParameters::default().base_model));
        let mut complete = serde_json::to_value(usual)?;
        if let Some(fields) = complete.as_object_mut() {
            fields.extend(given);
        }
        serde_json::from_value(complete)
    }

    /// The base model named by `base_model`.
    pub fn base(&self) -> Result<Base, InvalidParameter> {
        self.base_model.parse()
    }

    /// The device named by `device`.
    pub fn device(&self) -> Result<DeviceChoice, InvalidParameter> {
        self.device.parse()
    }

    /// The value of a numeric field; `None` where an optional one is absent.
    fn value_of(&self, field: &str) -> Option<f64> {
        Some(match field {
            "max_length" => self.max_length.into(),
            "batch_size" => self.batch_size.into(),
            "batch_tokens" => self.batch_tokens?.into(),
            "gradient_accumulation_steps" => self.gradient_accumulation_steps.into(),
            "epochs" => self.epochs.into(),
            "learning_rate" => self.learning_rate,
            "warmup_ratio" => self.warmup_ratio,
            "layer_learning_rate_decay" => self.layer_learning_rate_decay,
            "frozen_layers" => self.frozen_layers.into(),
            "max_grad_norm" => self.max_grad_norm,
            "seed" => self.seed as f64,
            "weight_decay" => self.weight_decay,
            "label_smoothing" => self.label_smoothing,
            "early_stopping_patience" => self.early_stopping_patience?.into(),
            "threads" => self.threads.into(),
            "checkpoint_seconds" => self.checkpoint_seconds.into(),
            "vocabulary_size" => self.vocabulary_size.into(),
            "dropout" => self.dropout,
            "token_dropout" => self.token_dropout,
            "subword_sampling" => self.subword_sampling,
            _ => unreachable!("RANGES names only fields of TrainingParameters"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_every_range_names_a_field() {
        assert_eq!(TrainingParameters::default().validate(), Ok(()));
        let json = serde_json::to_value(TrainingParameters::default()).unwrap();
        let ranges = RANGES.iter().map(|range| (range.field, range.description));
        let named: Vec<_> = ranges.chain(CHOICES.iter().map(|choice| (choice.field, choice.description))).collect();
        for (field, description) in &named {
            assert!(json.get(*field).is_some() && !description.is_empty(), "{field}");
        }
        assert_eq!(named.len(), json.as_object().unwrap().len(), "a parameter is listed nowhere");
    }

    #[test]
    fn a_registered_base_has_defaults_of_its_own_and_what_is_given_wins() {
        let given = |json: Value| TrainingParameters::complete(json.as_object().unwrap().clone());
        let fine = given(serde_json::json!({ "base_model": "e5-small-ko", "epochs": 2 })).unwrap();
        assert_eq!((fine.batch_size, fine.epochs, fine.learning_rate, fine.subword_sampling), (32, 2, 1e-4, 0.0));
        assert_eq!(fine.validate(), Ok(()));
        assert_eq!(given(serde_json::json!({})).unwrap(), TrainingParameters::default());
        assert!(given(serde_json::json!({ "epoch": 2 })).unwrap_err().to_string().contains("epoch"));
    }

    #[test]
    fn every_wrong_field_is_listed_with_its_range() {
        let wrong = TrainingParameters {
            base_model: "Giant!".into(),
            epochs: 0,
            learning_rate: f64::NAN,
            dropout: f64::INFINITY,
            early_stopping_patience: Some(0),
            batch_tokens: Some(63),
            device: "cuda:01".into(),
            ..TrainingParameters::default()
        };
        let errors = wrong.validate().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        let expected =
            ["base_model", "epochs", "learning_rate", "early_stopping_patience", "dropout", "batch_tokens", "device"];
        assert_eq!(fields, expected);
        assert_eq!(errors[5].message, "batch_tokens must be at least max_length (64); got 63");
        assert_eq!(errors[6].message, "device must be auto, cpu or cuda:N, such as cuda:0; got \"cuda:01\"");
        assert_eq!(errors[1].message, "epochs must be a whole number from 1 to 500; got 0");
        assert!(errors[2].message.contains("0.0000001 to 0.1; got NaN"), "{}", errors[2].message);
    }

    #[test]
    fn json_fills_in_defaults_and_refuses_unknown_fields() {
        let parameters: TrainingParameters = serde_json::from_str(r#"{"epochs": 3, "precision": "bf16"}"#).unwrap();
        assert_eq!((parameters.epochs, parameters.precision), (3, Precision::Bf16));
        assert!(serde_json::from_str::<TrainingParameters>(r#"{"epoch": 3}"#).is_err());
    }

    #[test]
    fn devices_are_named_as_people_write_them() {
        for (name, device) in
            [("auto", DeviceChoice::Auto), ("cpu", DeviceChoice::Cpu), ("cuda:1", DeviceChoice::Cuda(1))]
        {
            assert_eq!(name.parse(), Ok(device));
        }
        for wrong in ["", "gpu", "cuda", "cuda:", "cuda:-1", "CPU"] {
            assert_eq!(wrong.parse::<DeviceChoice>().unwrap_err().field, "device", "{wrong}");
        }
    }
}

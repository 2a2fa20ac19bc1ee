//! Every parameter in a line: what it is, and what is allowed. The command line and the schema's listing are made of
//! this.

/// The allowed range of one numeric parameter, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterRange {
    /// Field of [`super::TrainingParameters`].
    pub field: &'static str,
    /// What it is, in a line.
    pub description: &'static str,
    /// Smallest allowed value.
    pub minimum: f64,
    /// Largest allowed value.
    pub maximum: f64,
    /// Whether the parameter is a whole number.
    pub is_integer: bool,
}

/// A parameter that isn't a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterChoice {
    /// Field of [`super::TrainingParameters`].
    pub field: &'static str,
    /// What it is, in a line.
    pub description: &'static str,
    /// What is allowed, in words.
    pub choices: &'static str,
}

/// The range of every numeric parameter, in the order of [`super::TrainingParameters`].
pub const RANGES: [ParameterRange; 20] = [
    integer("max_length", "Longest input in tokens; longer texts are cut", 8.0, 512.0),
    integer("batch_size", "Rows in one batch", 1.0, 1024.0),
    integer(
        "batch_tokens",
        "Most tokens in one batch, padding included; decides instead of batch_size",
        8.0,
        1_048_576.0,
    ),
    integer("gradient_accumulation_steps", "Batches whose gradients make one step", 1.0, 1024.0),
    integer("epochs", "Passes over the training split", 1.0, 500.0),
    real("learning_rate", "Peak learning rate", 1e-7, 0.1),
    real("warmup_ratio", "Share of the steps during which the learning rate rises", 0.0, 0.9),
    real("layer_learning_rate_decay", "Share of its upper neighbour's learning rate that each layer has", 0.1, 1.0),
    integer(
        "frozen_layers",
        "Layers from below that stay as they are, with the embeddings; 0 trains everything",
        0.0,
        128.0,
    ),
    real("max_grad_norm", "Largest norm of the gradients", 1e-3, 1000.0),
    // The largest whole number that JSON readers keep exactly.
    integer("seed", "Fixes initial weights, row order, dropout and sampling", 0.0, 9_007_199_254_740_991.0),
    real("weight_decay", "Weight decay; biases and layer norms have none", 0.0, 1.0),
    real("label_smoothing", "Probability taken from the right class and spread over all", 0.0, 0.5),
    integer("early_stopping_patience", "Epochs without a better validation macro-F1 after which to stop", 1.0, 500.0),
    integer("threads", "CPU threads; 0 for all", 0.0, 1024.0),
    integer("checkpoint_seconds", "Seconds of training between two checkpoints", 1.0, 86_400.0),
    integer("vocabulary_size", "Most pieces in a tokenizer trained on the dataset", 256.0, 64000.0),
    real("dropout", "Probability of dropping an activation", 0.0, 0.8),
    real("token_dropout", "Probability that a token of a training row is hidden", 0.0, 0.8),
    real("subword_sampling", "Probability that a word of a training row is cut into sampled pieces", 0.0, 1.0),
];

/// Every parameter that isn't a number, in the order of [`super::TrainingParameters`].
pub const CHOICES: [ParameterChoice; 6] = [
    choice(
        "base_model",
        "The model to start from",
        "scratch-tiny, scratch-mini, scratch-small, or a registered base model's name",
    ),
    choice(
        "pooling",
        "How token states become one",
        "cls, pooler, mean; left out: as the base model says, mean from scratch",
    ),
    choice("schedule", "How the learning rate goes on after its warm-up", "linear, cosine, constant"),
    choice("class_weights", "How much a row counts in the loss", "none, balanced"),
    choice("precision", "Arithmetic in matrix products", "fp32, bf16"),
    choice("device", "Where to compute", "auto, cpu, cuda:N"),
];

impl ParameterRange {
    /// Says that a value is out of the range.
    pub(super) fn refusal(&self, value: f64) -> String {
        let kind = if self.is_integer { "a whole number" } else { "a number" };
        format!("{} must be {kind} from {} to {}; got {value}", self.field, self.minimum, self.maximum)
    }
}

const fn integer(field: &'static str, description: &'static str, minimum: f64, maximum: f64) -> ParameterRange {
    ParameterRange { field, description, minimum, maximum, is_integer: true }
}

const fn real(field: &'static str, description: &'static str, minimum: f64, maximum: f64) -> ParameterRange {
    ParameterRange { field, description, minimum, maximum, is_integer: false }
}

const fn choice(field: &'static str, description: &'static str, choices: &'static str) -> ParameterChoice {
    ParameterChoice { field, description, choices }
}

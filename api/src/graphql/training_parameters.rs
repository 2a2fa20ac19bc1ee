//! What a person may set on a training run, with the range of each.

use async_graphql::{Enum, InputObject, Object, SimpleObject};
use ml::{
    config::Pooling,
    parameters::{Base, BaseModel, ClassWeights, LearningRateSchedule, Precision, RANGES, TrainingParameters},
};
use serde_json::Value;

use super::{
    error::{RefusedField, camel_case},
    int64::Int64,
};

/// Arithmetic in matrix products while training; weights are kept in 32 bits either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Precision")]
pub enum TrainingPrecision {
    /// 32-bit floating point.
    #[graphql(name = "FP32")]
    Fp32,
    /// 16-bit brain floating point products, 32-bit sums and weights.
    #[graphql(name = "BF16")]
    Bf16,
}

/// How token states become one state a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Pooling")]
pub enum TrainingPooling {
    /// Mean over the tokens that aren't padding.
    Mean,
    /// The state of the first token.
    Cls,
    /// The first token's state through the pooler: a matrix product and tanh.
    Pooler,
}

/// How the learning rate goes on after its warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "LearningRateSchedule")]
pub enum TrainingSchedule {
    /// Falls in a line to 0 at the last step.
    Linear,
    /// Falls along half a cosine to 0 at the last step.
    Cosine,
    /// Stays at its peak.
    Constant,
}

/// How much a row counts in the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "ClassWeights")]
pub enum TrainingClassWeights {
    /// Every row counts the same.
    None,
    /// Rows of rare classes count more: rows / (classes × rows of the class).
    Balanced,
}

/// A training run to be started. Parameters that are left out take their default; `trainingParameterRanges` tells it
/// and what is allowed.
#[derive(InputObject)]
pub struct StartTrainingRunInput {
    /// The run's name: 1 to 200 characters.
    pub name: String,
    /// Id of the sealed dataset it learns from.
    pub dataset_id: uuid::Uuid,
    /// The model it starts from; see `trainingBaseModels`.
    base_model: Option<String>,
    /// How a base model's token states become one; if left out, as the base says.
    pooling: Option<TrainingPooling>,
    /// Longest input in tokens; longer texts are cut.
    max_length: Option<i64>,
    /// Rows in one batch.
    batch_size: Option<i64>,
    /// Most tokens in one batch, padding included; given, it decides instead of `batchSize`.
    batch_tokens: Option<i64>,
    /// Batches whose gradients make one optimiser step.
    gradient_accumulation_steps: Option<i64>,
    /// Passes over the training split, unless early stopping ends the run sooner.
    epochs: Option<i64>,
    /// Peak learning rate, reached at the end of warm-up.
    learning_rate: Option<f64>,
    /// Share of all steps during which the learning rate rises from 0 to its peak.
    warmup_ratio: Option<f64>,
    /// How the learning rate goes on after its warm-up.
    schedule: Option<TrainingSchedule>,
    /// Each layer learns at this share of the rate of the layer above it; the classifier at the full rate.
    layer_learning_rate_decay: Option<f64>,
    /// The embeddings and this many layers above them stay as they are; 0 trains everything.
    frozen_layers: Option<i64>,
    /// Gradients are scaled down so that their global L2 norm is at most this.
    max_grad_norm: Option<f64>,
    /// Fixes initial weights, row order, dropout and sampling.
    seed: Option<Int64>,
    /// Decoupled weight decay of AdamW; biases and layer norms have none.
    weight_decay: Option<f64>,
    /// Probability mass taken from the right class and spread over all.
    label_smoothing: Option<f64>,
    /// How much a row counts in the loss.
    class_weights: Option<TrainingClassWeights>,
    /// Stop after this many epochs without a better validation macro-F1; null means never.
    #[graphql(default_with = "TrainingParameters::default().early_stopping_patience.map(i64::from)")]
    early_stopping_patience: Option<i64>,
    /// Arithmetic in matrix products.
    precision: Option<TrainingPrecision>,
    /// Where to compute: `auto` (a GPU if there is one), `cpu`, or `cuda:N` for the N-th GPU from 0.
    device: Option<String>,
    /// CPU threads; 0 means all.
    threads: Option<i64>,
    /// Seconds of training between two checkpoints: what a kill may cost.
    checkpoint_seconds: Option<i64>,
    /// Most pieces in the tokenizer trained on the dataset.
    vocabulary_size: Option<i64>,
    /// Probability of dropping an activation.
    dropout: Option<f64>,
    /// Probability that a token of a training row is hidden.
    token_dropout: Option<f64>,
    /// Probability that a word of a training row is cut into sampled pieces rather than the likeliest ones.
    subword_sampling: Option<f64>,
}

impl StartTrainingRunInput {
    /// The parameters in full, or every field that is out of range.
    pub fn parameters(&self) -> Result<TrainingParameters, Vec<RefusedField>> {
        let mut given = serde_json::Map::new();
        let mut give = |field: &str, value: Option<Value>| {
            if let Some(value) = value {
                given.insert(field.to_owned(), value);
            }
        };
        give("base_model", self.base_model.clone().map(Value::from));
        give("pooling", self.pooling.map(|pooling| serde_json::json!(Pooling::from(pooling))));
        give("max_length", self.max_length.map(Value::from));
        give("batch_size", self.batch_size.map(Value::from));
        give("batch_tokens", self.batch_tokens.map(Value::from));
        give("gradient_accumulation_steps", self.gradient_accumulation_steps.map(Value::from));
        give("epochs", self.epochs.map(Value::from));
        give("learning_rate", self.learning_rate.map(Value::from));
        give("warmup_ratio", self.warmup_ratio.map(Value::from));
        give("schedule", self.schedule.map(|schedule| serde_json::json!(LearningRateSchedule::from(schedule))));
        give("layer_learning_rate_decay", self.layer_learning_rate_decay.map(Value::from));
        give("frozen_layers", self.frozen_layers.map(Value::from));
        give("max_grad_norm", self.max_grad_norm.map(Value::from));
        give("seed", self.seed.map(|seed| seed.0.into()));
        give("weight_decay", self.weight_decay.map(Value::from));
        give("label_smoothing", self.label_smoothing.map(Value::from));
        give("class_weights", self.class_weights.map(|weights| serde_json::json!(ClassWeights::from(weights))));
        // Null is a value here: never.
        give("early_stopping_patience", Some(self.early_stopping_patience.map_or(Value::Null, Value::from)));
        give("precision", self.precision.map(|precision| serde_json::json!(Precision::from(precision))));
        give("device", self.device.clone().map(Value::from));
        give("threads", self.threads.map(Value::from));
        give("checkpoint_seconds", self.checkpoint_seconds.map(Value::from));
        give("vocabulary_size", self.vocabulary_size.map(Value::from));
        give("dropout", self.dropout.map(Value::from));
        give("token_dropout", self.token_dropout.map(Value::from));
        give("subword_sampling", self.subword_sampling.map(Value::from));
        read(given)
    }
}

/// The parameters in full, or every field that is out of range (named below `input`).
pub fn read(given: serde_json::Map<String, Value>) -> Result<TrainingParameters, Vec<RefusedField>> {
    let mut refused = Vec::new();
    let mut refuse = |field: &str, message: String| {
        refused.push(RefusedField { path: format!("input.{}", camel_case(field)), message });
    };
    if let Some(Err(error)) = given.get("base_model").and_then(Value::as_str).map(str::parse::<Base>) {
        refuse("base_model", error.message.replace("base_model", "baseModel"));
    }
    // Before the numbers are squeezed into the parameters' types, which can't hold some of what a client may send.
    for range in &RANGES {
        if let Some(value) = given.get(range.field).and_then(Value::as_f64)
            && !(range.minimum <= value && value <= range.maximum)
        {
            let kind = if range.is_integer { "a whole number" } else { "a number" };
            let message = format!("must be {kind} from {} to {}; got {value}", range.minimum, range.maximum);
            refuse(range.field, message);
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let parameters = TrainingParameters::complete(given)
        .map_err(|error| vec![RefusedField { path: "input".into(), message: error.to_string() }])?;
    match parameters.validate() {
        Ok(()) => Ok(parameters),
        Err(wrong) => Err(wrong
            .into_iter()
            .map(|wrong| RefusedField {
                path: format!("input.{}", camel_case(wrong.field)),
                message: wrong.message.replace(wrong.field, &camel_case(wrong.field)),
            })
            .collect()),
    }
}

pub struct RunParameters(pub TrainingParameters);

/// The parameters a training run was started with, in full.
#[Object(name = "TrainingParameters")]
impl RunParameters {
    /// The model it starts from.
    async fn base_model(&self) -> &str {
        &self.0.base_model
    }

    /// How a base model's token states become one; null: as the base says.
    async fn pooling(&self) -> Option<TrainingPooling> {
        self.0.pooling.map(Into::into)
    }

    /// Longest input in tokens; longer texts are cut.
    async fn max_length(&self) -> u32 {
        self.0.max_length
    }

    /// Rows in one batch.
    async fn batch_size(&self) -> u32 {
        self.0.batch_size
    }

    /// Most tokens in one batch, padding included; if it isn't null, it decides instead of `batchSize`.
    async fn batch_tokens(&self) -> Option<u32> {
        self.0.batch_tokens
    }

    /// Batches whose gradients make one optimiser step.
    async fn gradient_accumulation_steps(&self) -> u32 {
        self.0.gradient_accumulation_steps
    }

    /// Passes over the training split, unless early stopping ends the run sooner.
    async fn epochs(&self) -> u32 {
        self.0.epochs
    }

    /// Peak learning rate, reached at the end of warm-up.
    async fn learning_rate(&self) -> f64 {
        self.0.learning_rate
    }

    /// Share of all steps during which the learning rate rises from 0 to its peak.
    async fn warmup_ratio(&self) -> f64 {
        self.0.warmup_ratio
    }

    /// How the learning rate goes on after its warm-up.
    async fn schedule(&self) -> TrainingSchedule {
        self.0.schedule.into()
    }

    /// Each layer learns at this share of the rate of the layer above it; the classifier at the full rate.
    async fn layer_learning_rate_decay(&self) -> f64 {
        self.0.layer_learning_rate_decay
    }

    /// The embeddings and this many layers above them stay as they are; 0 trains everything.
    async fn frozen_layers(&self) -> u32 {
        self.0.frozen_layers
    }

    /// Gradients are scaled down so that their global L2 norm is at most this.
    async fn max_grad_norm(&self) -> f64 {
        self.0.max_grad_norm
    }

    /// Fixes initial weights, row order, dropout and sampling.
    async fn seed(&self) -> Int64 {
        self.0.seed.into()
    }

    /// Decoupled weight decay of AdamW; biases and layer norms have none.
    async fn weight_decay(&self) -> f64 {
        self.0.weight_decay
    }

    /// Probability mass taken from the right class and spread over all.
    async fn label_smoothing(&self) -> f64 {
        self.0.label_smoothing
    }

    /// How much a row counts in the loss.
    async fn class_weights(&self) -> TrainingClassWeights {
        self.0.class_weights.into()
    }

    /// Stop after this many epochs without a better validation macro-F1; null means never.
    async fn early_stopping_patience(&self) -> Option<u32> {
        self.0.early_stopping_patience
    }

    /// Arithmetic in matrix products.
    async fn precision(&self) -> TrainingPrecision {
        self.0.precision.into()
    }

    /// Where to compute: `auto` (a GPU if there is one), `cpu`, or `cuda:N` for the N-th GPU from 0.
    async fn device(&self) -> &str {
        &self.0.device
    }

    /// CPU threads; 0 means all.
    async fn threads(&self) -> u32 {
        self.0.threads
    }

    /// Seconds of training between two checkpoints: what a kill may cost.
    async fn checkpoint_seconds(&self) -> u32 {
        self.0.checkpoint_seconds
    }

    /// Most pieces in the tokenizer trained on the dataset.
    async fn vocabulary_size(&self) -> u32 {
        self.0.vocabulary_size
    }

    /// Probability of dropping an activation.
    async fn dropout(&self) -> f64 {
        self.0.dropout
    }

    /// Probability that a token of a training row is hidden.
    async fn token_dropout(&self) -> f64 {
        self.0.token_dropout
    }

    /// Probability that a word of a training row is cut into sampled pieces rather than the likeliest ones.
    async fn subword_sampling(&self) -> f64 {
        self.0.subword_sampling
    }
}

/// What is allowed for a numeric training parameter, both ends included.
#[derive(SimpleObject)]
pub struct TrainingParameterRange {
    /// The field of `StartTrainingRunInput`.
    field: String,
    /// What it is, in a line.
    description: &'static str,
    /// Smallest allowed value.
    minimum: f64,
    /// Largest allowed value.
    maximum: f64,
    /// Whether it must be a whole number.
    is_integer: bool,
    /// What it is if left out; null means that the parameter is absent then.
    default: Option<f64>,
}

#[derive(Default)]
pub struct TrainingParametersQuery;

#[Object]
impl TrainingParametersQuery {
    /// What is allowed for each numeric parameter of a training run, and its default, which depends on the base model.
    async fn training_parameter_ranges(
        &self,
        #[graphql(desc = "The base model's name; if left out, the usual one.")] base_model: Option<String>,
    ) -> super::error::Result<Vec<TrainingParameterRange>> {
        let usual = base_model.map_or_else(TrainingParameters::default, |name| TrainingParameters::usual(&name));
        let defaults = serde_json::to_value(usual)?;
        let ranges = RANGES.iter().map(|range| TrainingParameterRange {
            field: camel_case(range.field),
            description: range.description,
            minimum: range.minimum,
            maximum: range.maximum,
            is_integer: range.is_integer,
            default: defaults.get(range.field).and_then(Value::as_f64),
        });
        Ok(ranges.collect())
    }

    /// The models a training run can start from, smallest first.
    async fn training_base_models(&self) -> Vec<&'static str> {
        BaseModel::ALL.iter().map(|model| model.name()).collect()
    }
}

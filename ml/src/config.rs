//! A model's architecture, in Hugging Face's names (`config.json`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::labels::Labels;
use crate::parameters::BaseModel;
use crate::tokenizer::PAD_ID;

mod published;

pub use published::ConfigError;

/// Which checkpoints a model's code and weights are those of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    /// Positions from 0, usually two kinds of segments: KoBERT, KLUE-BERT, multilingual e5.
    #[serde(rename = "bert")]
    Bert,
    /// Positions from the padding id + 1: KLUE-RoBERTa.
    #[serde(rename = "roberta")]
    Roberta,
    /// RoBERTa with a multilingual vocabulary.
    #[serde(rename = "xlm-roberta")]
    XlmRoberta,
}

/// How token states become one state per text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Mean over the tokens that aren't padding.
    Mean,
    /// The state of the first token (`[CLS]` or `<s>`).
    Cls,
    /// The first token's state through the pooler: a matrix product and tanh.
    Pooler,
}

/// The function inside a layer's feed-forward block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// `x / 2 · (1 + erf(x / √2))`.
    Gelu,
    /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
    GeluNew,
    /// The same as [`Activation::GeluNew`], under PyTorch's name for it.
    GeluPytorchTanh,
    /// `max(x, 0)`.
    Relu,
}

/// An encoder's architecture, and the classification head on it.
///
/// Read from a published `config.json`: what it leaves out takes the family's default, as in Hugging Face's library,
/// and what this build can't compute is refused by name. Fields that change no number are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "published::PublishedConfig")]
pub struct ModelConfig {
    /// Class names Hugging Face's loader picks the code by.
    pub architectures: Vec<String>,
    /// Family of checkpoints.
    pub model_type: Family,
    /// Rows of the token embedding.
    pub vocab_size: i64,
    /// Width of a token's state.
    pub hidden_size: i64,
    /// Encoder layers.
    pub num_hidden_layers: i64,
    /// Attention heads in a layer; divides `hidden_size`.
    pub num_attention_heads: i64,
    /// Width inside a layer's feed-forward block.
    pub intermediate_size: i64,
    /// Function inside the feed-forward block.
    pub hidden_act: Activation,
    /// Dropout on embeddings and block outputs.
    pub hidden_dropout_prob: f64,
    /// Dropout on attention probabilities.
    pub attention_probs_dropout_prob: f64,
    /// Dropout before the classifier; absent means `hidden_dropout_prob`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classifier_dropout: Option<f64>,
    /// Rows of the position embedding; [`ModelConfig::max_tokens`] of them can be used.
    pub max_position_embeddings: i64,
    /// Kinds of segments; only the first is used.
    pub type_vocab_size: i64,
    /// Standard deviation of initial weights.
    pub initializer_range: f64,
    /// Added to a variance before its root is taken.
    pub layer_norm_eps: f64,
    /// Id of the padding token.
    pub pad_token_id: u32,
    /// How token states become one (the name ModernBERT's configuration has for it).
    pub classifier_pooling: Pooling,
    /// Label keys by position; empty in a base model.
    pub id2label: BTreeMap<usize, String>,
    /// Positions by label key.
    pub label2id: BTreeMap<String, usize>,
}

impl ModelConfig {
    /// The architecture of a base model trained from scratch.
    pub fn scratch(base: BaseModel, vocabulary_size: usize, max_length: u32, dropout: f64, labels: &Labels) -> Self {
        let (layers, hidden, heads) = match base {
            BaseModel::ScratchTiny => (2, 64, 2),
            BaseModel::ScratchMini => (4, 256, 4),
            BaseModel::ScratchSmall => (6, 384, 6),
        };
        let encoder = ModelConfig {
            architectures: Vec::new(),
            model_type: Family::Bert,
            vocab_size: vocabulary_size as i64,
            hidden_size: hidden,
            num_hidden_layers: layers,
            num_attention_heads: heads,
            intermediate_size: 4 * hidden,
            hidden_act: Activation::Gelu,
            hidden_dropout_prob: dropout,
            attention_probs_dropout_prob: 0.0,
            classifier_dropout: None,
            max_position_embeddings: i64::from(max_length),
            type_vocab_size: 1,
            initializer_range: 0.02,
            layer_norm_eps: 1e-12,
            pad_token_id: PAD_ID,
            classifier_pooling: Pooling::Mean,
            id2label: BTreeMap::new(),
            label2id: BTreeMap::new(),
        };
        encoder.with_head(labels, Pooling::Mean)
    }

    /// The same encoder under a classification head.
    pub fn with_head(self, labels: &Labels, pooling: Pooling) -> Self {
        ModelConfig {
            architectures: vec![format!("{}ForSequenceClassification", self.model_type.class_name())],
            classifier_pooling: pooling,
            id2label: labels.keys().map(str::to_owned).enumerate().collect(),
            label2id: labels.keys().enumerate().map(|(index, key)| (key.to_owned(), index)).collect(),
            ..self
        }
    }

    /// The same encoder without a classification head, as a base model has it.
    pub fn without_head(self, pooling: Pooling) -> Self {
        ModelConfig {
            architectures: vec![format!("{}Model", self.model_type.class_name())],
            classifier_pooling: pooling,
            id2label: BTreeMap::new(),
            label2id: BTreeMap::new(),
            ..self
        }
    }

    /// Checks that the numbers fit together.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let wrong = |message: String| Err(ConfigError(message));
        // The limits are far above any published model's; they keep a hostile file from asking for the machine.
        let sizes = [
            ("vocab_size", self.vocab_size, 1 << 24),
            ("hidden_size", self.hidden_size, 1 << 16),
            ("num_hidden_layers", self.num_hidden_layers, 1 << 10),
            ("num_attention_heads", self.num_attention_heads, 1 << 10),
            ("intermediate_size", self.intermediate_size, 1 << 18),
            ("max_position_embeddings", self.max_position_embeddings, 1 << 17),
            ("type_vocab_size", self.type_vocab_size, 1 << 10),
        ];
        if let Some((name, size, most)) = sizes.into_iter().find(|(_, size, most)| !(1..=*most).contains(size)) {
            return wrong(format!("{name} must be from 1 to {most}; got {size}"));
        }
        if self.hidden_size % self.num_attention_heads != 0 {
            return wrong(format!(
                "hidden_size {} isn't a multiple of num_attention_heads {}",
                self.hidden_size, self.num_attention_heads
            ));
        }
        if i64::from(self.pad_token_id) >= self.vocab_size {
            return wrong(format!("pad_token_id {} isn't below vocab_size {}", self.pad_token_id, self.vocab_size));
        }
        if self.max_tokens() < 1 {
            return wrong(format!(
                "max_position_embeddings {} leaves no position after pad_token_id {}",
                self.max_position_embeddings, self.pad_token_id
            ));
        }
        let dropouts = [
            ("hidden_dropout_prob", self.hidden_dropout_prob),
            ("attention_probs_dropout_prob", self.attention_probs_dropout_prob),
            ("classifier_dropout", self.classifier_dropout()),
        ];
        if let Some((name, rate)) = dropouts.into_iter().find(|(_, rate)| !(0.0..1.0).contains(rate)) {
            return wrong(format!("{name} must be from 0 to below 1; got {rate}"));
        }
        if !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0) {
            return wrong(format!("layer_norm_eps must be between 0 and 1; got {}", self.layer_norm_eps));
        }
        if !(self.initializer_range > 0.0 && self.initializer_range.is_finite()) {
            return wrong(format!("initializer_range must be positive; got {}", self.initializer_range));
        }
        if self.id2label.keys().copied().ne(0..self.id2label.len()) {
            return wrong("id2label must number the labels from 0".into());
        }
        Ok(())
    }

    /// Number of classes.
    pub fn classes(&self) -> i64 {
        self.id2label.len() as i64
    }

    /// Width of one attention head.
    pub fn head_size(&self) -> i64 {
        self.hidden_size / self.num_attention_heads
    }

    /// Dropout before the classifier.
    pub fn classifier_dropout(&self) -> f64 {
        self.classifier_dropout.unwrap_or(self.hidden_dropout_prob)
    }

    /// Row of the position embedding that the first token has: 0 in BERT; in RoBERTa positions begin behind the
    /// padding id's, as in fairseq.
    pub fn first_position(&self) -> i64 {
        match self.model_type {
            Family::Bert => 0,
            Family::Roberta | Family::XlmRoberta => i64::from(self.pad_token_id) + 1,
        }
    }

    /// Longest input in tokens.
    pub fn max_tokens(&self) -> i64 {
        self.max_position_embeddings - self.first_position()
    }
}

impl Family {
    /// Every family, in the order of the documentation.
    pub const ALL: [Family; 3] = [Family::Bert, Family::Roberta, Family::XlmRoberta];

    /// Its `model_type` in `config.json`.
    pub fn model_type(self) -> &'static str {
        match self {
            Family::Bert => "bert",
            Family::Roberta => "roberta",
            Family::XlmRoberta => "xlm-roberta",
        }
    }

    /// What Hugging Face's class names begin with.
    fn class_name(self) -> &'static str {
        match self {
            Family::Bert => "Bert",
            Family::Roberta => "Roberta",
            Family::XlmRoberta => "XLMRoberta",
        }
    }
}

impl Pooling {
    /// Every way to pool.
    pub const ALL: [Pooling; 3] = [Pooling::Mean, Pooling::Cls, Pooling::Pooler];

    /// Its name in `config.json`.
    pub fn name(self) -> &'static str {
        match self {
            Pooling::Mean => "mean",
            Pooling::Cls => "cls",
            Pooling::Pooler => "pooler",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Label;

    #[test]
    fn scratch_models_are_valid_and_survive_json() {
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        let labels = Labels(vec![label("b"), label("a")]);
        for base in BaseModel::ALL {
            let config = ModelConfig::scratch(base, 1000, 64, 0.1, &labels);
            assert_eq!(config.validate(), Ok(()));
            let json = serde_json::to_string(&config).unwrap();
            assert_eq!(serde_json::from_str::<ModelConfig>(&json).unwrap(), config);
        }
    }

    #[test]
    fn names_are_those_in_json() {
        for family in Family::ALL {
            assert_eq!(serde_json::to_value(family).unwrap(), family.model_type());
        }
        for pooling in Pooling::ALL {
            assert_eq!(serde_json::to_value(pooling).unwrap(), pooling.name());
        }
    }

    #[test]
    fn an_impossible_architecture_is_named() {
        let scratch = || ModelConfig::scratch(BaseModel::ScratchTiny, 1000, 64, 0.1, &Labels(Vec::new()));
        let refusal = |config: ModelConfig| config.validate().unwrap_err().0;
        assert!(refusal(ModelConfig { num_attention_heads: 3, ..scratch() }).contains("num_attention_heads 3"));
        assert!(refusal(ModelConfig { num_attention_heads: 0, ..scratch() }).contains("num_attention_heads"));
        assert!(refusal(ModelConfig { pad_token_id: 1000, ..scratch() }).contains("pad_token_id 1000"));
        assert!(refusal(ModelConfig { hidden_dropout_prob: 1.0, ..scratch() }).contains("hidden_dropout_prob"));
        assert!(refusal(ModelConfig { layer_norm_eps: f64::NAN, ..scratch() }).contains("layer_norm_eps"));
        let roberta = ModelConfig { model_type: Family::Roberta, pad_token_id: 63, ..scratch() };
        assert!(refusal(roberta).contains("leaves no position"));
    }

    #[test]
    fn roberta_loses_positions_to_padding() {
        let base = ModelConfig::scratch(BaseModel::ScratchTiny, 1000, 514, 0.1, &Labels(Vec::new()));
        let roberta = ModelConfig { model_type: Family::Roberta, pad_token_id: 1, ..base.clone() };
        assert_eq!((base.first_position(), base.max_tokens()), (0, 514));
        assert_eq!((roberta.first_position(), roberta.max_tokens()), (2, 512));
    }
}

//! A model's architecture, in Hugging Face's names (`config.json`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::labels::Labels;
use crate::parameters::BaseModel;
use crate::tokenizer::PAD_ID;

/// How token states become one state per text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Mean over the tokens that aren't padding.
    Mean,
    /// The state of `[CLS]`.
    Cls,
}

/// A BERT classifier's architecture. Unknown fields of a published `config.json` are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Class names Hugging Face's loader picks the code by.
    #[serde(default)]
    pub architectures: Vec<String>,
    /// Always `bert`.
    pub model_type: String,
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
    /// Always `gelu` (the exact one, by the error function).
    pub hidden_act: String,
    /// Dropout on embeddings, block outputs and before the classifier.
    pub hidden_dropout_prob: f64,
    /// Dropout on attention probabilities.
    pub attention_probs_dropout_prob: f64,
    /// Longest input in tokens.
    pub max_position_embeddings: i64,
    /// Kinds of segments.
    pub type_vocab_size: i64,
    /// Standard deviation of initial weights.
    pub initializer_range: f64,
    /// Added to a variance before its root is taken.
    pub layer_norm_eps: f64,
    /// Id of `[PAD]`.
    pub pad_token_id: u32,
    /// How token states become one (the name ModernBERT's configuration has for it).
    pub classifier_pooling: Pooling,
    /// Label keys by position.
    pub id2label: BTreeMap<usize, String>,
    /// Positions by label key.
    pub label2id: BTreeMap<String, usize>,
}

/// An architecture this build can't run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("config.json: {0}")]
pub struct ConfigError(pub String);

impl ModelConfig {
    /// The architecture of a base model trained from scratch.
    pub fn scratch(base: BaseModel, vocabulary_size: usize, max_length: u32, dropout: f64, labels: &Labels) -> Self {
        let (layers, hidden, heads) = match base {
            BaseModel::ScratchTiny => (2, 64, 2),
            BaseModel::ScratchMini => (4, 256, 4),
            BaseModel::ScratchSmall => (6, 384, 6),
        };
        ModelConfig {
            architectures: vec!["BertForSequenceClassification".into()],
            model_type: "bert".into(),
            vocab_size: vocabulary_size as i64,
            hidden_size: hidden,
            num_hidden_layers: layers,
            num_attention_heads: heads,
            intermediate_size: 4 * hidden,
            hidden_act: "gelu".into(),
            hidden_dropout_prob: dropout,
            attention_probs_dropout_prob: 0.0,
            max_position_embeddings: i64::from(max_length),
            type_vocab_size: 1,
            initializer_range: 0.02,
            layer_norm_eps: 1e-12,
            pad_token_id: PAD_ID,
            classifier_pooling: Pooling::Mean,
            id2label: labels.keys().map(str::to_owned).enumerate().collect(),
            label2id: labels.keys().enumerate().map(|(index, key)| (key.to_owned(), index)).collect(),
        }
    }

    /// Checks that this build can run the architecture.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let wrong = |message: String| Err(ConfigError(message));
        if self.model_type != "bert" || self.hidden_act != "gelu" {
            return wrong(format!(
                "only model_type bert with hidden_act gelu is known; got {} with {}",
                self.model_type, self.hidden_act
            ));
        }
        let sizes = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("max_position_embeddings", self.max_position_embeddings),
            ("type_vocab_size", self.type_vocab_size),
        ];
        if let Some((name, size)) = sizes.into_iter().find(|(_, size)| *size < 1) {
            return wrong(format!("{name} must be at least 1; got {size}"));
        }
        if self.hidden_size % self.num_attention_heads != 0 {
            return wrong(format!(
                "hidden_size {} isn't a multiple of num_attention_heads {}",
                self.hidden_size, self.num_attention_heads
            ));
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

    /// Whether a segment input is needed; with one kind of segment its embedding is a constant.
    pub fn has_token_types(&self) -> bool {
        self.type_vocab_size > 1
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
    fn an_impossible_architecture_is_named() {
        let labels = Labels(Vec::new());
        let mut config = ModelConfig::scratch(BaseModel::ScratchTiny, 1000, 64, 0.1, &labels);
        config.num_attention_heads = 3;
        assert!(config.validate().unwrap_err().0.contains("num_attention_heads 3"));
        config.num_attention_heads = 0;
        assert!(config.validate().unwrap_err().0.contains("num_attention_heads"));
    }
}

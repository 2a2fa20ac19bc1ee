//! What kind of model a bundle holds (`config.json`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::{ConfigError, ModelConfig};
use crate::labels::Labels;
use crate::ngrams::LEAD_ID;

/// `model_type` of [`LinearConfig`].
pub const LINEAR: &str = "ngram-linear";

/// A model's architecture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, try_from = "Value")]
pub enum Architecture {
    /// A transformer encoder under a classification head, over subwords.
    Encoder(Box<ModelConfig>),
    /// A linear classifier over hashed n-grams.
    Linear(LinearConfig),
}

/// A linear classifier over sets of hashed n-grams ([`crate::ngrams`]): a class's logit is the cosine-scaled sum of its
/// weights of the text's n-grams, and a bias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearConfig {
    /// Always [`LINEAR`].
    pub model_type: String,
    /// Ids there are: the buckets, and the one that leads and fills up.
    pub vocab_size: i64,
    /// Most ids of a text.
    pub max_tokens: i64,
    /// Label keys by position.
    pub id2label: BTreeMap<usize, String>,
    /// Positions by label key.
    pub label2id: BTreeMap<String, usize>,
}

impl LinearConfig {
    /// A classifier over these classes.
    pub fn new(vocabulary_size: usize, max_length: u32, labels: &Labels) -> Self {
        LinearConfig {
            model_type: LINEAR.into(),
            vocab_size: vocabulary_size as i64,
            max_tokens: max_length.into(),
            id2label: labels.keys().map(str::to_owned).enumerate().collect(),
            label2id: labels.keys().enumerate().map(|(index, key)| (key.to_owned(), index)).collect(),
        }
    }

    fn validate(&self) -> Result<(), ConfigError> {
        if !(2..=(1 << 24) + 1).contains(&self.vocab_size) {
            return Err(ConfigError(format!("vocab_size must be from 2 to 16777217; got {}", self.vocab_size)));
        }
        if self.max_tokens < 1 {
            return Err(ConfigError(format!("max_tokens must be positive; got {}", self.max_tokens)));
        }
        if self.id2label.keys().copied().ne(0..self.id2label.len()) {
            return Err(ConfigError("id2label must number the labels from 0".into()));
        }
        Ok(())
    }
}

impl TryFrom<Value> for Architecture {
    type Error = ConfigError;

    fn try_from(config: Value) -> Result<Self, ConfigError> {
        let wrong = |error: serde_json::Error| ConfigError(error.to_string());
        if config["model_type"] == LINEAR {
            return Ok(Architecture::Linear(serde_json::from_value(config).map_err(wrong)?));
        }
        Ok(Architecture::Encoder(Box::new(serde_json::from_value(config).map_err(wrong)?)))
    }
}

impl From<ModelConfig> for Architecture {
    fn from(config: ModelConfig) -> Self {
        Architecture::Encoder(Box::new(config))
    }
}

impl Architecture {
    /// Checks that the numbers fit together.
    ///
    /// # Errors
    /// Names the field that doesn't.
    pub fn validate(&self) -> Result<(), ConfigError> {
        match self {
            Architecture::Encoder(config) => config.validate(),
            Architecture::Linear(config) => config.validate(),
        }
    }

    /// Ids the model knows.
    pub fn vocabulary_size(&self) -> usize {
        let size = match self {
            Architecture::Encoder(config) => config.vocab_size,
            Architecture::Linear(config) => config.vocab_size,
        };
        size as usize
    }

    /// Most ids of a text.
    pub fn max_tokens(&self) -> usize {
        let most = match self {
            Architecture::Encoder(config) => config.max_tokens(),
            Architecture::Linear(config) => config.max_tokens,
        };
        most as usize
    }

    /// Id that shorter rows of a batch are filled up with.
    pub fn pad_id(&self) -> u32 {
        match self {
            Architecture::Encoder(config) => config.pad_token_id,
            Architecture::Linear(_) => LEAD_ID,
        }
    }

    /// Ids of a usual headline.
    pub fn headline_tokens(&self) -> usize {
        match self {
            Architecture::Encoder(_) => 24,
            Architecture::Linear(_) => 80,
        }
    }

    /// Keys of the classes, in the order of the logits.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let labels = match self {
            Architecture::Encoder(config) => &config.id2label,
            Architecture::Linear(config) => &config.id2label,
        };
        labels.values().map(String::as_str)
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.labels().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Label;
    use crate::parameters::BaseModel;

    #[test]
    fn each_kind_is_read_back_as_what_it_is() {
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        let labels = Labels(vec![label("b"), label("a")]);
        let encoder = ModelConfig::scratch(BaseModel::ScratchTiny, 100, 16, 0.1, &labels);
        let linear = LinearConfig::new(513, 64, &labels);
        for architecture in [Architecture::from(encoder), Architecture::Linear(linear)] {
            architecture.validate().unwrap();
            let json = serde_json::to_string(&architecture).unwrap();
            assert_eq!(serde_json::from_str::<Architecture>(&json).unwrap(), architecture);
            assert_eq!(architecture.labels().collect::<Vec<_>>(), ["b", "a"]);
        }
        let error = serde_json::from_str::<Architecture>(r#"{"model_type":"ngram-linear","size":1}"#).unwrap_err();
        assert!(error.to_string().contains("size"), "{error}");
    }
}

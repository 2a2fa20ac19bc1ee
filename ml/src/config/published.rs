//! `config.json` as published: fields may be absent, null, or ask for what this build doesn't compute.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Activation, Family, ModelConfig, Pooling};

/// An architecture this build can't run. The message names the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("config.json: {0}")]
pub struct ConfigError(pub String);

/// Everything in a published `config.json` that can change a number.
#[derive(Deserialize)]
pub(super) struct PublishedConfig {
    #[serde(default)]
    architectures: Option<Vec<String>>,
    model_type: Option<String>,
    vocab_size: Option<i64>,
    hidden_size: Option<i64>,
    num_hidden_layers: Option<i64>,
    num_attention_heads: Option<i64>,
    intermediate_size: Option<i64>,
    hidden_act: Option<String>,
    hidden_dropout_prob: Option<f64>,
    attention_probs_dropout_prob: Option<f64>,
    classifier_dropout: Option<f64>,
    max_position_embeddings: Option<i64>,
    type_vocab_size: Option<i64>,
    initializer_range: Option<f64>,
    layer_norm_eps: Option<f64>,
    pad_token_id: Option<u32>,
    classifier_pooling: Option<Pooling>,
    id2label: Option<BTreeMap<usize, String>>,
    label2id: Option<BTreeMap<String, usize>>,
    position_embedding_type: Option<String>,
    is_decoder: Option<bool>,
    is_encoder_decoder: Option<bool>,
    add_cross_attention: Option<bool>,
    pruned_heads: Option<serde_json::Map<String, serde_json::Value>>,
    quantization_config: Option<serde_json::Value>,
}

impl TryFrom<PublishedConfig> for ModelConfig {
    type Error = ConfigError;

    fn try_from(published: PublishedConfig) -> Result<Self, ConfigError> {
        published.check_is_plain_encoder()?;
        let model_type = family(published.model_type.as_deref())?;
        // Hugging Face's defaults: BertConfig, RobertaConfig and XLMRobertaConfig differ in these two alone.
        let (vocabulary, padding) = match model_type {
            Family::Bert => (30522, 0),
            Family::Roberta => (50265, 1),
            Family::XlmRoberta => (30522, 1),
        };
        let hidden_dropout_prob = published.hidden_dropout_prob.unwrap_or(0.1);
        let config = ModelConfig {
            architectures: published.architectures.unwrap_or_default(),
            model_type,
            vocab_size: published.vocab_size.unwrap_or(vocabulary),
            hidden_size: published.hidden_size.unwrap_or(768),
            num_hidden_layers: published.num_hidden_layers.unwrap_or(12),
            num_attention_heads: published.num_attention_heads.unwrap_or(12),
            intermediate_size: published.intermediate_size.unwrap_or(3072),
            hidden_act: activation(published.hidden_act.as_deref())?,
            hidden_dropout_prob,
            attention_probs_dropout_prob: published.attention_probs_dropout_prob.unwrap_or(0.1),
            classifier_dropout: published.classifier_dropout,
            max_position_embeddings: published.max_position_embeddings.unwrap_or(512),
            type_vocab_size: published.type_vocab_size.unwrap_or(2),
            initializer_range: published.initializer_range.unwrap_or(0.02),
            layer_norm_eps: published.layer_norm_eps.unwrap_or(1e-12),
            pad_token_id: published.pad_token_id.unwrap_or(padding),
            classifier_pooling: published.classifier_pooling.unwrap_or(Pooling::Cls),
            id2label: published.id2label.unwrap_or_default(),
            label2id: published.label2id.unwrap_or_default(),
        };
        config.validate()?;
        Ok(config)
    }
}

impl PublishedConfig {
    /// Refuses what would make the encoder compute something else.
    fn check_is_plain_encoder(&self) -> Result<(), ConfigError> {
        let refused = |field: &str, value: &str, known: &str| {
            Err(ConfigError(format!("{field} {value} isn't supported; only {known} is")))
        };
        match self.position_embedding_type.as_deref() {
            None | Some("absolute") => {}
            Some(other) => return refused("position_embedding_type", other, "absolute"),
        }
        let flags = [
            ("is_decoder", self.is_decoder),
            ("is_encoder_decoder", self.is_encoder_decoder),
            ("add_cross_attention", self.add_cross_attention),
        ];
        if let Some((field, _)) = flags.into_iter().find(|(_, flag)| *flag == Some(true)) {
            return refused(field, "true", "an encoder (false)");
        }
        if self.pruned_heads.as_ref().is_some_and(|heads| !heads.is_empty()) {
            return refused("pruned_heads", "with entries", "a model with all its heads");
        }
        if self.quantization_config.as_ref().is_some_and(|config| !config.is_null()) {
            return refused("quantization_config", "with a value", "a model with plain weights");
        }
        Ok(())
    }
}

fn family(model_type: Option<&str>) -> Result<Family, ConfigError> {
    let known = Family::ALL.map(Family::model_type).join(", ");
    let Some(model_type) = model_type else {
        return Err(ConfigError(format!("model_type is missing; it must be one of {known}")));
    };
    Family::ALL
        .into_iter()
        .find(|family| family.model_type() == model_type)
        .ok_or_else(|| ConfigError(format!("model_type {model_type} isn't supported; it must be one of {known}")))
}

fn activation(name: Option<&str>) -> Result<Activation, ConfigError> {
    match name {
        None | Some("gelu") => Ok(Activation::Gelu),
        Some("gelu_new") => Ok(Activation::GeluNew),
        Some("gelu_pytorch_tanh") => Ok(Activation::GeluPytorchTanh),
        Some("relu") => Ok(Activation::Relu),
        Some(other) => Err(ConfigError(format!(
            "hidden_act {other} isn't supported; it must be one of gelu, gelu_new, gelu_pytorch_tanh, relu"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(config: Value) -> Result<ModelConfig, String> {
        serde_json::from_value(config).map_err(|error| error.to_string())
    }

    #[test]
    fn the_published_configurations_of_korean_models_are_read_in_full() {
        let kobert = read(json!({
            "architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false,
            "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02,
            "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert",
            "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1, "position_embedding_type": "absolute",
            "transformers_version": "4.8.2", "type_vocab_size": 2, "use_cache": true, "vocab_size": 8002
        }))
        .unwrap();
        assert_eq!((kobert.model_type, kobert.vocab_size, kobert.pad_token_id), (Family::Bert, 8002, 1));
        assert_eq!((kobert.classifier_pooling, kobert.max_tokens()), (Pooling::Cls, 512));
        let klue = read(json!({
            "architectures": ["RobertaForMaskedLM"], "bos_token_id": 0, "eos_token_id": 2, "layer_norm_eps": 1e-5,
            "max_position_embeddings": 514, "model_type": "roberta", "pad_token_id": 1, "type_vocab_size": 1,
            "vocab_size": 32000, "tokenizer_class": "BertTokenizer", "classifier_dropout": null
        }))
        .unwrap();
        assert_eq!((klue.model_type, klue.layer_norm_eps, klue.type_vocab_size), (Family::Roberta, 1e-5, 1));
        assert_eq!((klue.max_tokens(), klue.hidden_size, klue.classifier_dropout()), (512, 768, 0.1));
    }

    #[test]
    fn what_is_left_out_takes_the_default_of_its_family() {
        for (model_type, vocabulary, padding) in [("bert", 30522, 0), ("roberta", 50265, 1), ("xlm-roberta", 30522, 1)]
        {
            let config = read(json!({"model_type": model_type})).unwrap();
            assert_eq!((config.vocab_size, config.pad_token_id), (vocabulary, padding), "{model_type}");
        }
    }

    #[test]
    fn what_this_build_does_not_compute_is_refused_by_name() {
        for (field, value) in [
            ("model_type", json!("electra")),
            ("hidden_act", json!("silu")),
            ("position_embedding_type", json!("relative_key_query")),
            ("is_decoder", json!(true)),
            ("is_encoder_decoder", json!(true)),
            ("add_cross_attention", json!(true)),
            ("pruned_heads", json!({"0": [1]})),
            ("quantization_config", json!({"bits": 4})),
            ("pad_token_id", json!(99_999)),
            ("hidden_size", json!(770)),
            ("classifier_dropout", json!(1.5)),
        ] {
            let mut config = json!({"model_type": "bert"});
            config[field] = value;
            let refusal = read(config).unwrap_err();
            assert!(refusal.contains(field), "{field}: {refusal}");
        }
        assert!(read(json!({})).unwrap_err().contains("model_type is missing"));
    }

    #[test]
    fn every_known_activation_is_read() {
        for name in ["gelu", "gelu_new", "gelu_pytorch_tanh", "relu"] {
            let config = read(json!({"model_type": "bert", "hidden_act": name})).unwrap();
            assert_eq!(serde_json::to_value(config.hidden_act).unwrap(), name);
        }
    }
}

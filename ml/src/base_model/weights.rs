//! The keys and shapes of an encoder's weights, as Hugging Face's checkpoints have them without a prefix.

use std::collections::BTreeMap;
use std::fmt;

use crate::config::ModelConfig;

/// Keys of the pooler, which a checkpoint may lack.
pub const POOLER: [&str; 2] = ["pooler.dense.weight", "pooler.dense.bias"];

/// A checkpoint that holds what the architecture needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Whether it holds a pooler.
    pub has_pooler: bool,
    /// Keys that aren't the encoder's, such as a language-model head's; sorted.
    pub surplus: Vec<String>,
}

/// A checkpoint that isn't the architecture's. Every list is sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mismatch {
    /// Keys that the architecture has and the checkpoint hasn't.
    pub missing: Vec<String>,
    /// Keys inside the encoder that the architecture hasn't, such as a thirteenth layer's.
    pub unexpected: Vec<String>,
    /// Keys with another shape than the architecture's: key, found, expected.
    pub misshapen: Vec<(String, Vec<usize>, Vec<usize>)>,
}

impl std::error::Error for Mismatch {}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let misshapen: Vec<String> = self
            .misshapen
            .iter()
            .map(|(key, found, expected)| format!("{key} is {found:?}, expected {expected:?}"))
            .collect();
        let lists =
            [("missing keys", &self.missing), ("unexpected keys", &self.unexpected), ("wrong shapes", &misshapen)];
        let parts: Vec<String> = lists
            .into_iter()
            .filter(|(_, keys)| !keys.is_empty())
            .map(|(what, keys)| format!("{what}: {}", keys.join(", ")))
            .collect();
        formatter.write_str(&parts.join("; "))
    }
}

/// Keys and shapes of embeddings and layers, pooler not included.
pub fn encoder(config: &ModelConfig) -> BTreeMap<String, Vec<usize>> {
    let size = |count: i64| usize::try_from(count).unwrap_or(0);
    let (hidden, inner) = (size(config.hidden_size), size(config.intermediate_size));
    let mut keys = BTreeMap::from([
        ("embeddings.word_embeddings.weight".to_owned(), vec![size(config.vocab_size), hidden]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![size(config.max_position_embeddings), hidden]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![size(config.type_vocab_size), hidden]),
        ("embeddings.LayerNorm.weight".to_owned(), vec![hidden]),
        ("embeddings.LayerNorm.bias".to_owned(), vec![hidden]),
    ]);
    for layer in 0..config.num_hidden_layers {
        for (block, outputs, inputs) in [
            ("attention.self.query", hidden, hidden),
            ("attention.self.key", hidden, hidden),
            ("attention.self.value", hidden, hidden),
            ("attention.output.dense", hidden, hidden),
            ("intermediate.dense", inner, hidden),
            ("output.dense", hidden, inner),
        ] {
            keys.insert(format!("encoder.layer.{layer}.{block}.weight"), vec![outputs, inputs]);
            keys.insert(format!("encoder.layer.{layer}.{block}.bias"), vec![outputs]);
        }
        for block in ["attention.output.LayerNorm", "output.LayerNorm"] {
            keys.insert(format!("encoder.layer.{layer}.{block}.weight"), vec![hidden]);
            keys.insert(format!("encoder.layer.{layer}.{block}.bias"), vec![hidden]);
        }
    }
    keys
}

/// Compares a checkpoint's keys and shapes with the architecture's.
pub fn compare(config: &ModelConfig, found: &BTreeMap<String, Vec<usize>>) -> Result<Fit, Mismatch> {
    let hidden = usize::try_from(config.hidden_size).unwrap_or(0);
    let mut expected = encoder(config);
    let has_pooler = POOLER.iter().any(|key| found.contains_key(*key));
    if has_pooler {
        expected.insert(POOLER[0].to_owned(), vec![hidden, hidden]);
        expected.insert(POOLER[1].to_owned(), vec![hidden]);
    }
    let mut mismatch = Mismatch::default();
    for (key, shape) in &expected {
        match found.get(key) {
            None => mismatch.missing.push(key.clone()),
            Some(other) if other != shape => mismatch.misshapen.push((key.clone(), other.clone(), shape.clone())),
            Some(_) => {}
        }
    }
    let (inside, surplus) = found
        .keys()
        .filter(|key| !expected.contains_key(*key))
        .cloned()
        .partition(|key: &String| key.starts_with("encoder."));
    mismatch.unexpected = inside;
    if mismatch == Mismatch::default() { Ok(Fit { has_pooler, surplus }) } else { Err(mismatch) }
}

/// The keys of a published checkpoint by our own: the prefix of its class is dropped (`bert.`, `roberta.`, `model.`),
/// and the names TensorFlow gave to layer normalisation are translated. `None` if no token embedding is found or two
/// keys become one.
pub fn unprefixed<'k>(keys: impl Iterator<Item = &'k str> + Clone) -> Option<BTreeMap<String, &'k str>> {
    const WORDS: &str = "embeddings.word_embeddings.weight";
    let prefix = ["", "bert.", "roberta.", "model."]
        .into_iter()
        .find(|prefix| keys.clone().any(|key| key.strip_prefix(prefix).is_some_and(|rest| rest == WORDS)))?;
    let mut renamed = BTreeMap::new();
    for key in keys {
        let own = match key.strip_prefix(prefix) {
            Some(rest) => current_name(rest),
            None => key.to_owned(),
        };
        if renamed.insert(own, key).is_some() {
            return None;
        }
    }
    Some(renamed)
}

fn current_name(key: &str) -> String {
    match key.strip_suffix("LayerNorm.gamma") {
        Some(path) => format!("{path}LayerNorm.weight"),
        None => match key.strip_suffix("LayerNorm.beta") {
            Some(path) => format!("{path}LayerNorm.bias"),
            None => key.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ModelConfig {
        let config = serde_json::json!({"model_type": "bert", "num_hidden_layers": 2});
        serde_json::from_value(config).unwrap()
    }

    #[test]
    fn a_bert_base_has_the_published_number_of_parameters() {
        let count: usize = encoder(&ModelConfig { num_hidden_layers: 12, vocab_size: 8002, ..config() })
            .values()
            .map(|shape| shape.iter().product::<usize>())
            .sum();
        // KoBERT's published 92,186,880 include a pooler of 768 × 768 + 768.
        assert_eq!(count + 768 * 768 + 768, 92_186_880);
    }

    #[test]
    fn heads_are_surplus_and_a_layer_too_many_is_a_mismatch() {
        let mut found = encoder(&config());
        found.insert("cls.predictions.bias".into(), vec![30522]);
        found.insert("embeddings.position_ids".into(), vec![1, 512]);
        let fit = compare(&config(), &found).unwrap();
        assert_eq!(fit.surplus, ["cls.predictions.bias", "embeddings.position_ids"]);
        assert!(!fit.has_pooler);

        found.insert("encoder.layer.2.output.dense.bias".into(), vec![768]);
        found.remove("encoder.layer.0.output.dense.bias");
        found.insert(POOLER[0].into(), vec![768, 768]);
        let mismatch = compare(&config(), &found).unwrap_err();
        assert_eq!(mismatch.missing, ["encoder.layer.0.output.dense.bias", "pooler.dense.bias"]);
        assert_eq!(mismatch.unexpected, ["encoder.layer.2.output.dense.bias"]);
    }

    #[test]
    fn every_published_prefix_and_old_name_is_understood() {
        for prefix in ["", "bert.", "roberta.", "model."] {
            let keys = [
                format!("{prefix}embeddings.word_embeddings.weight"),
                format!("{prefix}embeddings.LayerNorm.gamma"),
                format!("{prefix}encoder.layer.0.output.LayerNorm.beta"),
                "classifier.bias".to_owned(),
            ];
            let renamed = unprefixed(keys.iter().map(String::as_str)).unwrap();
            let own: Vec<&str> = renamed.keys().map(String::as_str).collect();
            assert_eq!(
                own,
                [
                    "classifier.bias",
                    "embeddings.LayerNorm.weight",
                    "embeddings.word_embeddings.weight",
                    "encoder.layer.0.output.LayerNorm.bias",
                ]
            );
        }
        assert_eq!(unprefixed(["distilbert.embeddings.word_embeddings.weight"].into_iter()), None);
        let twice = ["embeddings.word_embeddings.weight", "embeddings.LayerNorm.beta", "embeddings.LayerNorm.bias"];
        assert_eq!(unprefixed(twice.into_iter()), None);
    }
}

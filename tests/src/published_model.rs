//! A tiny encoder as people publish them: random weights, a tokenizer made of a few headlines.

use std::{collections::BTreeMap, path::Path};

use ml::{preprocessing::Preprocessing, tokenizer::Tokenizer};
use serde_json::{Value, json};

/// Width of a token's state.
const HIDDEN: usize = 16;
/// Width inside the layer's feed-forward block.
const INNER: usize = 32;
/// Longest input in tokens.
const POSITIONS: u32 = 64;

/// The files of a BERT encoder of one layer, by name. The same `seed` gives the same bytes.
///
/// # Panics
/// When the tokenizer can't be made.
pub fn files(seed: u64) -> Vec<(&'static str, Vec<u8>)> {
    let headlines = jobs::sample_data::SampleData::new(11, 200).map(|article| article.title);
    let tokenizer = Tokenizer::train(headlines, 400, &Preprocessing::new(POSITIONS)).expect("there are words enough");
    let config = json!({
        "architectures": ["BertModel"], "model_type": "bert", "vocab_size": tokenizer.vocabulary_size(),
        "hidden_size": HIDDEN, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
        "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "initializer_range": 0.02, "pad_token_id": 0,
    });
    vec![
        ("config.json", config.to_string().into_bytes()),
        ("tokenizer.json", tokenizer.to_json().expect("a tokenizer is JSON").into_bytes()),
        ("model.safetensors", weights(tokenizer.vocabulary_size(), seed)),
    ]
}

/// The same in a folder.
///
/// # Panics
/// When the folder can't be written.
pub fn write(folder: &Path, seed: u64) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    for (name, bytes) in files(seed) {
        std::fs::write(folder.join(name), bytes).expect("the file can be written");
    }
}

/// Random weights under Hugging Face's keys, with a language-model head that no classifier needs.
fn weights(vocabulary: usize, seed: u64) -> Vec<u8> {
    let mut shapes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut add = |key: String, shape: &[usize]| shapes.insert(key, shape.to_vec());
    for (name, rows) in [("word", vocabulary), ("position", POSITIONS as usize), ("token_type", 2)] {
        add(format!("embeddings.{name}_embeddings.weight"), &[rows, HIDDEN]);
    }
    for (block, outputs, inputs) in [
        ("attention.self.query", HIDDEN, HIDDEN),
        ("attention.self.key", HIDDEN, HIDDEN),
        ("attention.self.value", HIDDEN, HIDDEN),
        ("attention.output.dense", HIDDEN, HIDDEN),
        ("intermediate.dense", INNER, HIDDEN),
        ("output.dense", HIDDEN, INNER),
    ] {
        add(format!("encoder.layer.0.{block}.weight"), &[outputs, inputs]);
        add(format!("encoder.layer.0.{block}.bias"), &[outputs]);
    }
    for norm in
        ["embeddings.LayerNorm", "encoder.layer.0.attention.output.LayerNorm", "encoder.layer.0.output.LayerNorm"]
    {
        add(format!("{norm}.weight"), &[HIDDEN]);
        add(format!("{norm}.bias"), &[HIDDEN]);
    }
    add("cls.predictions.bias".into(), &[vocabulary]);
    safetensors(&shapes, seed)
}

/// The safetensors format: the header's length (8 bytes, little-endian), the header as JSON, the numbers.
fn safetensors(shapes: &BTreeMap<String, Vec<usize>>, seed: u64) -> Vec<u8> {
    let mut header = serde_json::Map::new();
    let mut data: Vec<u8> = Vec::new();
    let mut state = seed;
    for (key, shape) in shapes {
        let begin = data.len();
        for _ in 0..shape.iter().product() {
            // Knuth's linear congruential generator; good enough for weights that mean nothing.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let even = (state >> 40) as f32 / (1 << 24) as f32 - 0.5;
            let value = if key.ends_with("LayerNorm.weight") { 1.0 } else { 0.1 * even };
            data.extend_from_slice(&value.to_le_bytes());
        }
        header.insert(key.clone(), json!({ "dtype": "F32", "shape": shape, "data_offsets": [begin, data.len()] }));
    }
    let mut header = Value::Object(header).to_string();
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(&data);
    bytes
}

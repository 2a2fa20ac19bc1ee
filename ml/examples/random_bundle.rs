//! Writes a bundle of a published shape with random weights, for `make bench-ml`: its speed and memory are those of a
//! trained model, its answers mean nothing.

use std::{collections::BTreeMap, error::Error, fs, path::PathBuf};

use clap::{Parser, ValueEnum};
use ml::{
    bundle::Bundle,
    config::ModelConfig,
    labels::Labels,
    parity::{Parity, ParityCase, ParityReference, ParityReport, TOLERANCE},
    preprocessing::Preprocessing,
    text::recipe,
    tokenizer::{Tokenizer, convert},
    train::{LIBTORCH_VERSION, evaluate::logits, export::Trained, model::BertClassifier, onnx},
};
use serde_json::json;
use tch::{Device, nn::VarStore};

/// Longest input in tokens.
const MAX_LENGTH: u32 = 512;
/// Texts whose logits are written down, for the self-test of whoever loads the bundle.
const CASES: usize = 32;

/// Write a sealed bundle with random weights and both graphs.
#[derive(Parser)]
struct Arguments {
    /// Architecture
    #[arg(value_enum)]
    shape: Shape,
    /// File of texts, one a line, that the tokenizer is trained on
    texts: PathBuf,
    /// labels.json
    labels: PathBuf,
    /// Folder to write into; it must be empty
    folder: PathBuf,
    /// Folder with the published tokenizer; without it, one is trained on the texts
    #[arg(long)]
    tokenizer: Option<PathBuf>,
    /// What every text begins with
    #[arg(long, default_value = "")]
    prefix: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// skt/kobert-base-v1: 12 layers of 768, vocabulary 8,002
    Kobert,
    /// multilingual-e5-small cut to Korean: 12 layers of 384, vocabulary 20,926
    E5Small,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { shape, texts, labels, folder, tokenizer, prefix } = Arguments::parse();
    let texts: Vec<String> = fs::read_to_string(texts)?.lines().map(|line| recipe(line, "")).collect();
    let labels: Labels = serde_json::from_slice(&fs::read(labels)?)?;
    let preprocessing = Preprocessing { prefix, ..Preprocessing::new(MAX_LENGTH) };
    let tokenizer = match tokenizer {
        Some(published) => Tokenizer::from_json(&convert::from_folder(&published)?.json, &preprocessing)?,
        None => Tokenizer::train(&texts, shape.vocabulary(), &preprocessing)?,
    };
    let config = shape.config(&labels, tokenizer.special().pad)?;
    tch::manual_seed(1);
    let store = VarStore::new(Device::Cpu);
    let model = BertClassifier::new(&store.root(), &config);
    let trained = Trained {
        model: &model,
        variables: &store.variables(),
        config: &config,
        tokenizer: &tokenizer,
        labels: &labels,
        preprocessing: &preprocessing,
    };
    trained.write(&folder)?;
    fs::write(folder.join("model.int8.onnx"), onnx::export_int8(&config, trained.variables, &[])?)?;

    let mut cases = Vec::new();
    for text in texts.iter().take(CASES) {
        let ids = tokenizer.encode(text).ids;
        let logits = logits(&model, &[&ids])?.remove(0);
        cases.push(ParityCase { text: text.clone(), ids, logits });
    }
    // Nothing was proved: nobody will read its answers.
    let report = ParityReport {
        cases: 0,
        batches: 0,
        max_single_difference: 0.0,
        max_batch_difference: 0.0,
        max_batch_to_single_difference: 0.0,
        tolerance: TOLERANCE,
    };
    let labels = labels.keys().map(str::to_owned).collect();
    let reference = ParityReference { computed_by: LIBTORCH_VERSION.into(), labels, cases };
    fs::write(folder.join("parity.json"), serde_json::to_vec_pretty(&Parity { report, reference })?)?;
    Bundle::seal(&folder)?;
    Ok(())
}

impl Shape {
    fn vocabulary(self) -> usize {
        match self {
            Shape::Kobert => 8002,
            Shape::E5Small => 20926,
        }
    }

    fn config(self, labels: &Labels, pad_id: u32) -> Result<ModelConfig, serde_json::Error> {
        let (hidden, heads) = match self {
            Shape::Kobert => (768, 12),
            Shape::E5Small => (384, 12),
        };
        let id2label: BTreeMap<usize, &str> = labels.keys().enumerate().collect();
        let label2id: BTreeMap<&str, usize> = labels.keys().zip(0..).collect();
        serde_json::from_value(json!({
            "architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": self.vocabulary(),
            "hidden_size": hidden, "num_hidden_layers": 12, "num_attention_heads": heads,
            "intermediate_size": 4 * hidden, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1, "max_position_embeddings": MAX_LENGTH, "type_vocab_size": 2,
            "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": pad_id, "classifier_pooling": "mean",
            "id2label": id2label, "label2id": label2id,
        }))
    }
}

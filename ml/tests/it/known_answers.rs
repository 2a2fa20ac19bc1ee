//! Published architectures compute what Hugging Face's transformers (5.23, PyTorch 2.13) computed once.
//!
//! The weights come from a formula both sides know ([`crate::checkpoint::values`]), so only numbers are stored here.

use std::path::PathBuf;

use ml::base_model::BaseModelFolder;
use ml::config::{ModelConfig, Pooling};
use ml::labels::{Label, Labels};
use ml::train::base_weights::load_base;
use ml::train::model::{BertClassifier, Inputs, Mode};
use ml::train::{Preparation, prepare_base};
use serde_json::json;
use tch::nn::VarStore;
use tch::{Device, Tensor, no_grad};

use crate::checkpoint::fill;

/// Largest allowed difference to Hugging Face's numbers.
const TOLERANCE: f64 = 1e-4;

fn labels() -> Labels {
    let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
    Labels(vec![label("a"), label("b"), label("c")])
}

/// A published architecture with formula weights under a head of three classes.
fn model(config: serde_json::Value, pooling: Pooling) -> BertClassifier {
    let config: ModelConfig = serde_json::from_value(config).unwrap();
    let mut store = VarStore::new(Device::Cpu);
    let model = BertClassifier::new(&store.root(), &config.with_head(&labels(), pooling));
    fill(&mut store);
    model
}

fn rows(rows: &[&[i64]]) -> Tensor {
    Tensor::stack(&rows.iter().map(|row| Tensor::from_slice(row)).collect::<Vec<_>>(), 0)
}

#[track_caller]
fn assert_near(found: &Tensor, expected: &[f64]) {
    let found = Vec::<f32>::try_from(found.flatten(0, -1)).unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((f64::from(*found) - expected).abs() <= TOLERANCE, "{found} where {expected} is known");
    }
}

/// The first four numbers of one token's state.
fn state(states: &Tensor, row: i64, token: i64) -> Tensor {
    states.select(0, row).select(0, token).narrow(0, 0, 4)
}

#[test]
fn bert_of_koberts_shape_with_segments_and_pooler() {
    let _guard = tch::no_grad_guard();
    let model = model(json!({"model_type": "bert", "vocab_size": 8002, "pad_token_id": 1}), Pooling::Pooler);
    let ids = rows(&[&[2, 4958, 6855, 2046, 7088, 1050, 7843, 54, 3], &[2, 31, 51, 99, 3, 1, 1, 1, 1]]);
    let mask = ids.ne(1).to_kind(tch::Kind::Int64);
    let types = rows(&[&[0, 0, 0, 0, 0, 1, 1, 1, 1], &[0, 0, 0, 1, 1, 0, 0, 0, 0]]);
    let states = model.states(Inputs { ids: &ids, mask: &mask, token_types: Some(&types) }, Mode::EXACT);
    assert_near(&state(&states, 0, 0), &[0.823344, 0.131672, -1.051266, -0.990238]);
    assert_near(&state(&states, 0, 8), &[0.849744, 0.121933, -1.05402, -1.034566]);
    assert_near(&state(&states, 1, 4), &[0.767055, 1.371192, -0.864432, -1.283587]);
    let logits = model.forward(&ids, &mask, Mode::EXACT);
    assert_near(&logits, &[0.440713, 1.044973, 0.004676, 0.27245, 0.675049, 0.299788]);
}

#[test]
fn roberta_of_klues_shape_counts_positions_behind_padding() {
    let _guard = tch::no_grad_guard();
    let config = json!({
        "model_type": "roberta", "vocab_size": 32000, "max_position_embeddings": 514, "type_vocab_size": 1,
        "pad_token_id": 1, "layer_norm_eps": 1e-5,
    });
    let model = model(config, Pooling::Cls);
    let ids = rows(&[&[0, 1504, 27135, 2079, 31221, 18, 2], &[0, 3711, 2, 1, 1, 1, 1]]);
    let mask = ids.ne(1).to_kind(tch::Kind::Int64);
    let states = model.states(Inputs { ids: &ids, mask: &mask, token_types: None }, Mode::EXACT);
    assert_near(&state(&states, 0, 0), &[-0.29227, 0.621188, -0.748578, -0.209403]);
    assert_near(&state(&states, 0, 6), &[-0.292957, 0.625676, -0.712387, -0.207158]);
    assert_near(&state(&states, 1, 2), &[0.736471, 2.108523, -0.480156, -0.852255]);
    let logits = model.forward(&ids, &mask, Mode::EXACT);
    assert_near(&logits, &[-0.774845, -0.831999, -0.23953, -0.297234, -0.16333, -0.696892]);

    // A padding id inside a text has padding's position and isn't counted.
    let ids = rows(&[&[0, 1504, 1, 2079, 31221, 18, 2]]);
    let states = model.states(Inputs { ids: &ids, mask: &ids.ones_like(), token_types: None }, Mode::EXACT);
    assert_near(&state(&states, 0, 0), &[-0.002925, 0.67396, -0.822364, -0.520896]);
    assert_near(&state(&states, 0, 3), &[0.012581, 0.658539, -0.795518, -0.476927]);
}

#[test]
fn bert_of_e5s_shape_with_mean_pooling() {
    let _guard = tch::no_grad_guard();
    let config = json!({
        "model_type": "bert", "vocab_size": 20926, "hidden_size": 384, "intermediate_size": 1536, "pad_token_id": 1,
    });
    let model = model(config, Pooling::Mean);
    let ids = rows(&[&[0, 41, 1294, 12, 5, 7719, 2], &[0, 20925, 2, 1, 1, 1, 1]]);
    let mask = ids.ne(1).to_kind(tch::Kind::Int64);
    let states = model.states(Inputs { ids: &ids, mask: &mask, token_types: None }, Mode::EXACT);
    assert_near(&state(&states, 0, 6), &[1.585921, -0.46432, -0.370644, 0.425341]);
    assert_near(&state(&states, 1, 2), &[0.631684, -0.284336, -0.25929, 0.480752]);
    let logits = model.forward(&ids, &mask, Mode::EXACT);
    assert_near(&logits, &[-0.569658, -1.144301, -0.091814, -0.584817, -0.902177, -0.029771]);
}

/// The model of a published folder, with a fresh head.
fn published(folder: PathBuf, pooling: Pooling) -> BertClassifier {
    let out = tempfile::tempdir().unwrap();
    let preparation = Preparation {
        folder,
        out: out.path().to_owned(),
        name: None,
        source: None,
        text_prefix: String::new(),
        pooling: Some(pooling),
    };
    let base: BaseModelFolder = prepare_base(&preparation).unwrap_or_else(|error| panic!("{error}"));
    let mut store = VarStore::new(Device::Cpu);
    let model = BertClassifier::new(&store.root(), &base.config().clone().with_head(&labels(), pooling));
    load_base(&mut store, &base).unwrap();
    model
}

/// The folder of shared models; a workspace's neighbour unless `GISA_SHARED` says otherwise.
fn shared() -> PathBuf {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
    std::env::var_os("GISA_SHARED").map_or_else(default, PathBuf::from).join("models")
}

#[test]
fn the_real_e5_small_ko() {
    let folder = shared().join("e5-small-ko");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is absent (set GISA_SHARED)", folder.display());
        return;
    }
    let model = published(folder, Pooling::Mean);
    // "query: 코스피, 외국인 매수에 이틀째 상승 마감" and "query: 손흥민 멀티골".
    let long = [0, 39, 901, 12, 11762, 5439, 4, 12930, 6149, 1483, 373, 1032, 7485, 9537, 11865, 5128, 5618, 2];
    let short = [0, 39, 901, 12, 6328, 7631, 5590, 14744, 8404, 2, 1, 1, 1, 1, 1, 1, 1, 1];
    let ids = rows(&[&long, &short]);
    let mask = ids.ne(1).to_kind(tch::Kind::Int64);
    let pooled = no_grad(|| {
        let states = model.states(Inputs { ids: &ids, mask: &mask, token_types: None }, Mode::EXACT);
        model.pool(&states, &mask, Mode::EXACT).narrow(1, 0, 6)
    });
    let known = [
        [0.391687, 0.026775, -0.084312, -0.214625, 0.443168, -0.088779],
        [-0.050835, -0.111783, -0.141828, -0.124353, 0.436373, -0.178305],
    ];
    assert_near(&pooled, known.as_flattened());
}

#[test]
fn the_real_kobert_answers_as_its_readme_says() {
    let Some(folder) = std::env::var_os("KOBERT_FOLDER") else {
        eprintln!("SKIPPED: KOBERT_FOLDER doesn't name a folder with skt/kobert-base-v1");
        return;
    };
    let model = published(folder.into(), Pooling::Pooler);
    let ids = rows(&[&[31, 51, 99], &[15, 5, 0]]);
    let mask = rows(&[&[1, 1, 1], &[1, 1, 0]]);
    let types = rows(&[&[0, 0, 1], &[0, 1, 0]]);
    let states = no_grad(|| model.states(Inputs { ids: &ids, mask: &mask, token_types: Some(&types) }, Mode::EXACT));
    assert_near(&states.select(0, 0).select(0, 0).narrow(0, 0, 3), &[-0.2461, 0.2428, 0.2590]);
}

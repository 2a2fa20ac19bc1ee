//! The graph computes what libtorch computes, and ONNX Runtime runs it fused.

use std::collections::HashMap;

use prost::Message;
use tch::nn::VarStore;
use tch::{Device, no_grad};

use super::*;
use crate::batch::pad;
use crate::config::{Activation, Family, Pooling};
use crate::labels::{Label, Labels};
use crate::onnx::proto::ModelProto;
use crate::parameters::BaseModel;
use crate::serve::classifier::{run, session};
use crate::serve::{ClassifierOptions, Runtime};
use crate::train::evaluate::tensors;
use crate::train::model::{BertClassifier, Mode};
use crate::train::perturbation::perturb;

fn config() -> ModelConfig {
    let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
    let labels = Labels(vec![label("a"), label("b"), label("c")]);
    let scratch = ModelConfig::scratch(BaseModel::ScratchTiny, 50, 16, 0.1, &labels);
    ModelConfig { type_vocab_size: 2, pad_token_id: 1, ..scratch }
}

/// Every family with every pooling, and every activation at least once.
fn configs() -> Vec<ModelConfig> {
    let activations = [Activation::Gelu, Activation::GeluNew, Activation::Relu];
    let config = |model_type, (classifier_pooling, hidden_act)| {
        let type_vocab_size = if model_type == Family::Bert { 2 } else { 1 };
        ModelConfig { model_type, classifier_pooling, hidden_act, type_vocab_size, ..config() }
    };
    Family::ALL
        .into_iter()
        .flat_map(|family| Pooling::ALL.into_iter().zip(activations).map(move |shape| config(family, shape)))
        .collect()
}

fn model(config: &ModelConfig) -> (VarStore, BertClassifier) {
    tch::manual_seed(3);
    let store = VarStore::new(Device::Cpu);
    let model = BertClassifier::new(&store.root(), config);
    perturb(store.variables(), 0.1);
    (store, model)
}

fn written(config: &ModelConfig, store: &VarStore, variant: Variant) -> Vec<u8> {
    match variant {
        Variant::Fp32 => export(config, &store.variables()).unwrap(),
        Variant::Int8 => export_int8(config, &store.variables(), &[]).unwrap(),
    }
}

/// Largest |Δlogit| between libtorch and ONNX Runtime over a ragged batch.
fn difference(config: &ModelConfig, variant: Variant) -> f32 {
    let (store, model) = model(config);
    let onnx = written(config, &store, variant);
    assert_eq!(onnx, written(config, &store, variant));
    let batch = pad(&[&[2, 9, 8, 7, 3], &[2, 3], &[2, 49, 3]], config.pad_token_id);
    let (ids, mask) = tensors(&batch, Device::Cpu);
    let expected = values(&no_grad(|| model.forward(&ids, &mask, Mode::EXACT))).unwrap();
    let mut session = session(&Runtime::from_env().unwrap(), &onnx, ClassifierOptions::default()).unwrap();
    let logits = run(&mut session, batch, config.classes() as usize).unwrap();
    logits.iter().flatten().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn every_shape_of_model_computes_in_onnx_runtime_what_it_computes_in_libtorch() {
    for config in configs() {
        let difference = difference(&config, Variant::Fp32);
        assert!(difference < 1e-5, "{difference} in {config:?}");
    }
}

#[test]
fn eight_bit_weights_stay_near_in_every_shape_of_model() {
    for config in configs() {
        let difference = difference(&config, Variant::Int8);
        assert!(difference > 0.0 && difference < 0.1, "{difference} in {config:?}");
    }
}

/// How often ONNX Runtime's optimised graph has each operator, and bytes of the graph it was made from.
fn optimised(config: &ModelConfig, variant: Variant) -> (HashMap<String, usize>, usize) {
    let (store, _) = model(config);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("optimised.onnx");
    let onnx = written(config, &store, variant);
    let _session = ort::session::Session::builder(&Runtime::from_env().unwrap().environment)
        .unwrap()
        .with_optimization_level(ort::session::builder::GraphOptimizationLevel::All)
        .unwrap()
        .with_optimized_model_path(&path)
        .unwrap()
        .commit_from_memory(&onnx)
        .unwrap();
    let graph = ModelProto::decode(std::fs::read(&path).unwrap().as_slice()).unwrap().graph.unwrap();
    let mut counts = HashMap::new();
    for node in graph.node {
        *counts.entry(node.op_type).or_default() += 1;
    }
    (counts, onnx.len())
}

#[test]
fn onnx_runtime_runs_every_layer_fused() {
    let count = |counts: &HashMap<String, usize>, operator: &str| counts.get(operator).copied().unwrap_or(0);
    let layers = config().num_hidden_layers as usize;
    let (counts, exact_bytes) = optimised(&config(), Variant::Fp32);
    assert_eq!(count(&counts, "Attention"), layers, "{counts:?}");
    assert_eq!(count(&counts, "LayerNormalization"), 2 * layers + 1, "{counts:?}");
    assert_eq!(count(&counts, "BiasGelu"), layers, "{counts:?}");
    assert_eq!(count(&counts, "MatMul"), 3 * layers, "{counts:?}");
    for unfused in ["Softmax", "Erf", "Sqrt", "ReduceMean", "SkipLayerNormalization", "Gelu", "Transpose", "Reshape"] {
        assert_eq!(count(&counts, unfused), 0, "{unfused} in {counts:?}");
    }

    let (counts, bytes) = optimised(&config(), Variant::Int8);
    assert_eq!(count(&counts, "QAttention"), layers, "{counts:?}");
    assert_eq!(count(&counts, "DynamicQuantizeMatMul"), 3 * layers, "{counts:?}");
    assert_eq!(count(&counts, "LayerNormalization"), 2 * layers + 1, "{counts:?}");
    assert_eq!(count(&counts, "BiasGelu"), layers, "{counts:?}");
    assert_eq!(count(&counts, "MatMul") + count(&counts, "MatMulInteger"), 0, "{counts:?}");
    assert!(3 * bytes < exact_bytes, "{bytes} of {exact_bytes}");

    // Only the first token's query is asked for in the last layer.
    let first = ModelConfig { classifier_pooling: Pooling::Cls, ..config() };
    let (counts, _) = optimised(&first, Variant::Fp32);
    assert_eq!(count(&counts, "Attention"), layers - 1, "{counts:?}");
    assert_eq!(count(&counts, "MultiHeadAttention"), 1, "{counts:?}");
    assert_eq!(count(&counts, "LayerNormalization"), 2 * layers + 1, "{counts:?}");
}

#[test]
fn a_missing_variable_is_named() {
    let error = export(&config(), &HashMap::new()).unwrap_err().to_string();
    assert!(error.contains("embeddings.word_embeddings.weight"), "{error}");
}

use tch::nn::VarStore;
use tch::{Device, Kind, Reduction, Tensor};

use super::*;
use crate::batch::pad;
use crate::config::{Activation, Family, Pooling};
use crate::labels::{Label, Labels};
use crate::parameters::{BaseModel, Precision};
use crate::train::evaluate::tensors;
use crate::train::model::{BertClassifier, Mode};

const TRUTH: [i64; 9] = [0, 1, 2, 0, 1, 2, 2, 1, 0];

fn configs() -> Vec<ModelConfig> {
    let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
    let labels = Labels(vec![label("a"), label("b"), label("c")]);
    let plain = ModelConfig::scratch(BaseModel::ScratchTiny, 50, 40, 0.0, &labels);
    let with = |change: &dyn Fn(&mut ModelConfig)| {
        let mut config = plain.clone();
        change(&mut config);
        config
    };
    vec![
        plain.clone(),
        with(&|config| config.classifier_pooling = Pooling::Pooler),
        with(&|config| {
            config.classifier_pooling = Pooling::Cls;
            config.hidden_act = Activation::GeluNew;
        }),
        with(&|config| {
            (config.model_type, config.pad_token_id) = (Family::Roberta, 1);
            (config.hidden_act, config.num_attention_heads) = (Activation::Relu, 4);
        }),
    ]
}

fn model(config: &ModelConfig) -> (VarStore, BertClassifier) {
    tch::manual_seed(5);
    let store = VarStore::new(Device::Cpu);
    let model = BertClassifier::new(&store.root(), config);
    // Fresh models are so tame that a wrong derivative might pass.
    for (_, mut variable) in store.variables() {
        tch::no_grad(|| variable.copy_(&(&variable + variable.randn_like() * 0.1)));
    }
    (store, model)
}

fn rows() -> Vec<Vec<u32>> {
    (0..9u32).map(|row| (0..3 + row * 4 % 23).map(|at| 4 + (row * 31 + at * 7) % 45).collect()).collect()
}

fn fused(store: &VarStore, config: &ModelConfig, smoothing: f64) -> Fused {
    let objective = Objective { class_weights: None, label_smoothing: smoothing };
    Fused::new(&store.variables(), config, &objective, 2 * FEWEST_TEXTS)
}

/// Loss and gradients by libtorch's own derivatives.
fn expected(store: &VarStore, model: &BertClassifier, precision: Precision) -> (f64, HashMap<String, Tensor>) {
    let rows = rows();
    let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
    let (ids, mask) = tensors(&pad(&rows, model.pad_id()), Device::Cpu);
    let logits = model.forward(&ids, &mask, Mode { train: true, precision });
    let truth = Tensor::from_slice(&TRUTH);
    let loss = logits.cross_entropy_loss::<Tensor>(&truth, None, Reduction::Mean, -100, 0.1) * 0.5;
    let (paths, variables): (Vec<String>, Vec<Tensor>) = store.variables().into_iter().unzip();
    let gradients = Tensor::run_backward(&[&loss], &variables.iter().collect::<Vec<_>>(), false, false);
    (loss.double_value(&[]), paths.into_iter().zip(gradients).collect())
}

fn difference(found: &Tensor, expected: &Tensor) -> f64 {
    let size = expected.to_kind(Kind::Double).norm().double_value(&[]);
    (found.to_kind(Kind::Double) - expected.to_kind(Kind::Double)).norm().double_value(&[]) / size.max(1e-4)
}

#[test]
fn every_gradient_is_libtorchs_as_nearly_as_sixteen_bits_allow() {
    for config in configs() {
        let (store, model) = model(&config);
        let (loss, exact) = expected(&store, &model, Precision::Fp32);
        let (_, short) = expected(&store, &model, Precision::Bf16);
        let mut fused = fused(&store, &config, 0.1);
        let rows = rows();
        let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
        assert!(fused.takes(&rows));
        // Twice: the second time must not be disturbed by what the first left.
        fused.learn(Texts { rows: &rows[..4], truth: &TRUTH[..4] }, &[1.0; 4], 1.0, 2).unwrap();
        let found = fused.learn(Texts { rows: &rows, truth: &TRUTH }, &[1.0; 9], 0.5, 3).unwrap();
        assert!((found - loss).abs() < 0.01 * loss, "{found} instead of {loss} in {config:?}");
        for (path, exact) in exact {
            let found = difference(&fused.gradient(&path), &exact);
            let usual = difference(&short[&path], &exact);
            assert!(found < 0.01 + 1.5 * usual, "{path}: {found}, libtorch in 16 bits {usual}, in {config:?}");
        }
    }
}

#[test]
fn dropout_is_fixed_by_the_seed_and_its_gradient_is_the_slope_of_the_loss() {
    let config = ModelConfig {
        hidden_dropout_prob: 0.2,
        attention_probs_dropout_prob: 0.2,
        ..configs().into_iter().next().unwrap()
    };
    let (store, _) = model(&config);
    let mut fused = fused(&store, &config, 0.0);
    let rows = rows();
    let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
    let mut loss = |seed| {
        let loss = fused.learn(Texts { rows: &rows, truth: &TRUTH }, &[1.0; 9], 1.0, seed).unwrap();
        let mut paths: Vec<String> = store.variables().into_keys().collect();
        paths.sort();
        let gradients: Vec<(String, Tensor)> =
            paths.into_iter().map(|path| (path.clone(), fused.gradient(&path).copy())).collect();
        (loss, gradients)
    };
    let (first, gradients) = loss(7);
    let (again, same) = loss(7);
    assert_eq!(first, again);
    assert!(gradients.iter().zip(&same).all(|((_, one), (_, other))| one.equal(other)));
    assert_ne!(first, loss(8).0);
    // A step along the gradient: far enough to be seen in 16 bits, near enough to be straight.
    let squares: f64 =
        gradients.iter().map(|(_, gradient)| gradient.square().sum(Kind::Double).double_value(&[])).sum();
    let step = 0.05 * first / squares;
    let variables = store.variables();
    for (path, gradient) in &gradients {
        let _ = tch::no_grad(|| variables[path].shallow_clone().g_sub_(&(gradient * step)));
    }
    let (moved, _) = loss(7);
    let slope = (first - moved) / (0.05 * first);
    assert!((0.7..1.3).contains(&slope), "{slope}: {first} became {moved}");
}

#[test]
fn parts_have_like_numbers_of_tokens_and_every_row_once() {
    let rows = rows();
    let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
    let parts = divide(&rows, 2);
    let tokens: Vec<usize> = parts.iter().map(|part| part.iter().map(|&row| rows[row].len()).sum()).collect();
    assert!(tokens[0].abs_diff(tokens[1]) <= 5, "{tokens:?}");
    let mut all: Vec<usize> = parts.concat();
    all.sort_unstable();
    assert_eq!(all, (0..9).collect::<Vec<_>>());
    assert_eq!(divide(&rows[..1], 2), [[0]]);
}

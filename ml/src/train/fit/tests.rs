//! One step: accumulated, weighted, partly frozen, or not a number.

use tch::{Device, Kind};

use super::*;
use crate::config::ModelConfig;
use crate::labels::Label;
use crate::parameters::BaseModel;
use crate::preprocessing::Preprocessing;
use crate::tokenizer::Tokenizer;
use crate::train::data::Texts;

/// Rows of three classes of 6, 3 and 3 rows, of like and unlike length.
fn texts() -> Texts {
    let words = ["야구 감독", "국회 본회의 표결", "환율"];
    let class = |row: usize| [0, 0, 1, 2][row % 4];
    let text = |row: usize| format!("{} {}", words[class(row)], "소식 ".repeat(row % 3));
    Texts { texts: (0..12).map(text).collect(), labels: (0..12).map(class).collect() }
}

fn labels() -> Labels {
    let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
    Labels(["sports", "politics", "economy"].map(label).to_vec())
}

fn parameters() -> TrainingParameters {
    TrainingParameters {
        dropout: 0.0,
        token_dropout: 0.0,
        subword_sampling: 0.0,
        label_smoothing: 0.0,
        max_grad_norm: 1e6,
        epochs: 1,
        ..TrainingParameters::default()
    }
}

/// Every variable after the steps, each over these batches, from the same fresh weights; and what the steps said.
fn stepped(
    parameters: &TrainingParameters,
    steps: &[&[Vec<usize>]],
    spoil: impl Fn(&VarStore),
) -> (Tensors, Tensors, Result<Vec<Step>, TrainError>) {
    tch::set_num_threads(1);
    let (texts, labels) = (texts(), labels());
    let tokenizer = Tokenizer::train(&texts.texts, 256, &Preprocessing::new(16)).unwrap();
    let config = ModelConfig::scratch(BaseModel::ScratchTiny, tokenizer.vocabulary_size(), 16, 0.0, &labels);
    tch::manual_seed(7);
    let store = VarStore::new(Device::Cpu);
    let model = BertClassifier::new(&store.root(), &config);
    spoil(&store);
    let subject = Subject {
        store: &store,
        model: &model,
        config: &config,
        rows: TrainingRows::new(&texts, &tokenizer, parameters),
        validation: Encoded::exact(&texts, &tokenizer),
    };
    let data = subject.rows.epoch(1);
    let mut fit = Fit::new(parameters, &labels, subject);
    let copies = |fit: &Fit<'_>| fit.weights().into_iter().map(|(path, weight)| (path, weight.copy())).collect();
    let before = copies(&fit);
    let said = steps.iter().map(|batches| fit.step(&data, batches)).collect();
    (before, copies(&fit), said)
}

fn largest_difference(a: &Tensors, b: &Tensors) -> f64 {
    a.iter().map(|(path, tensor)| (tensor - &b[path]).abs().max().double_value(&[])).fold(0.0, f64::max)
}

#[test]
fn batches_gathered_into_one_step_move_the_weights_as_one_large_batch_does() {
    for class_weights in [ClassWeights::None, ClassWeights::Balanced] {
        let parameters = TrainingParameters { class_weights, ..parameters() };
        let whole: &[Vec<usize>] = &[(0..12).collect()];
        let parts: &[Vec<usize>] = &[(0..3).collect(), (3..5).collect(), (5..12).collect()];
        let (_, at_once, first) = stepped(&parameters, &[whole, whole], |_| {});
        let (before, gathered, second) = stepped(&parameters, &[parts, parts], |_| {});
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!((first[1].loss - second[1].loss).abs() < 1e-5, "{first:?} {second:?}");
        assert!((first[0].gradient_norm - second[0].gradient_norm).abs() < 1e-4);
        // Adam's first steps are as long as the rate, whatever the gradient: the moves themselves must agree.
        let moved = largest_difference(&before, &at_once);
        assert!(moved > 0.0 && largest_difference(&at_once, &gathered) < 0.05 * moved);
    }
}

#[test]
fn balanced_weights_count_every_class_as_much_as_any_other() {
    let (texts, tokenizer_rows) = (texts(), parameters());
    let tokenizer = Tokenizer::train(&texts.texts, 256, &Preprocessing::new(16)).unwrap();
    let rows = TrainingRows::new(&texts, &tokenizer, &tokenizer_rows);
    assert_eq!(class_weights(ClassWeights::None, &rows, 3), None);
    // 12 rows, 3 classes: 12 / (3 · 6) and 12 / (3 · 3).
    let weights = class_weights(ClassWeights::Balanced, &rows, 3).unwrap();
    assert_eq!(weights, [12.0 / 18.0, 12.0 / 9.0, 12.0 / 9.0]);
    // A class that no row has is divided by 1 row.
    assert_eq!(class_weights(ClassWeights::Balanced, &rows, 4).unwrap()[3], 3.0);

    // The loss told is the weighted mean: of rows of one class alone, the plain mean.
    let balanced = TrainingParameters { class_weights: ClassWeights::Balanced, ..parameters() };
    let loss = |batch: &[usize], parameters: &TrainingParameters| {
        stepped(parameters, &[&[batch.to_vec()]], |_| {}).2.unwrap()[0].loss
    };
    let (one, other) = (loss(&[0], &balanced), loss(&[2], &balanced));
    let expected = (one * 12.0 / 18.0 + other * 12.0 / 9.0) / (12.0 / 18.0 + 12.0 / 9.0);
    assert!((loss(&[0, 2], &balanced) - expected).abs() < 1e-5);
    assert!((loss(&[0, 2], &parameters()) - f64::midpoint(one, other)).abs() < 1e-5);
}

#[test]
fn frozen_layers_stay_as_they_are_to_the_bit_while_the_others_learn() {
    let parameters = TrainingParameters { frozen_layers: 1, ..parameters() };
    let all: &[Vec<usize>] = &[(0..12).collect()];
    let (before, after, _) = stepped(&parameters, &[all, all], |_| {});
    for (path, tensor) in &before {
        let is_frozen = path.starts_with("embeddings.") || path.starts_with("encoder.layer.0.");
        // A key's bias moves all scores of a row alike, which the softmax doesn't see.
        if !path.ends_with("key.bias") {
            assert_eq!(tensor.equal(&after[path]), is_frozen, "{path}");
        }
    }
}

#[test]
fn a_loss_that_is_not_a_number_ends_the_run_before_it_reaches_the_weights() {
    let spoil = |store: &VarStore| {
        let mut bias = store.variables().remove("classifier.bias").unwrap();
        let _ = no_grad(|| bias.fill_(f64::NAN));
    };
    let all: &[Vec<usize>] = &[(0..12).collect()];
    let (before, after, said) = stepped(&parameters(), &[all], spoil);
    let error = said.unwrap_err();
    assert!(matches!(error, TrainError::NanLoss { step: 1, epoch: 1 }), "{error}");
    assert_eq!(error.failed().code, crate::trainer_protocol::FailureCode::NanLoss);
    for (path, tensor) in before.iter().filter(|(path, _)| *path != "classifier.bias") {
        assert!(tensor.equal(&after[path]), "{path}");
        assert!(tensor.isfinite().all().int64_value(&[]) == 1 && tensor.kind() == Kind::Float);
    }
}

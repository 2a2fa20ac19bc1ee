//! The baseline fits, computes in ONNX Runtime what was fitted, and is the same every time.

use super::*;
use crate::labels::Label;

const WORDS: [[&str; 4]; 3] =
    [["야구", "축구", "감독", "홈런"], ["코스피", "환율", "금리", "수출"], ["국회", "여당", "총선", "의원"]];

fn labels() -> Labels {
    let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
    Labels(["sports", "economy", "politics"].map(label).to_vec())
}

fn rows(count: usize, first: usize) -> (Vec<String>, Vec<usize>) {
    let text = |n: usize| format!("오늘 {} {} 소식 {}", WORDS[n % 3][n / 3 % 4], WORDS[n % 3][n / 12 % 4], n % 17);
    ((first..first + count).map(text).collect(), (first..first + count).map(|n| n % 3).collect())
}

fn made(folder: &Path) -> Made {
    let (train, validation, test) = (rows(300, 0), rows(60, 300), rows(60, 360));
    let of = |rows: &'static (Vec<String>, Vec<usize>)| Rows { texts: &rows.0, labels: &rows.1 };
    let [train, validation, test] = [train, validation, test].map(|rows| of(Box::leak(Box::new(rows))));
    let runtime = Runtime::from_env().unwrap();
    make(folder, &labels(), Splits { train, validation, test }, &test.texts[..20], &runtime).unwrap()
}

#[test]
fn what_is_sealed_loads_and_answers_and_the_same_rows_give_the_same_bundle() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let baseline = made(first.path());
    assert_eq!(made(second.path()).bundle.sha256(), baseline.bundle.sha256());
    assert!(baseline.test.macro_f1 > 0.99, "{:?}", baseline.test);
    assert_eq!(baseline.fitted_rows, 300);

    let runtime = Runtime::from_env().unwrap();
    let classifier = Classifier::load(&runtime, first.path(), ClassifierOptions::default()).unwrap();
    classifier.self_test().unwrap();
    let report = prove(&classifier, classifier.parity_reference().unwrap()).unwrap();
    assert!(report.cases >= 200 && report.max_batch_difference <= 1e-5, "{report:?}");
    let answer = |text: &str| {
        let encoding = classifier.encode(text);
        classifier.labels().0[argmax(&classifier.logits(&[encoding]).unwrap()[0])].key.clone()
    };
    assert_eq!((answer("프로야구 감독 홈런"), answer("환율 상승에 금리 동결")), ("sports".into(), "economy".into()));
    assert_ne!(classifier.temperature(), 1.0);
    // Nothing known: an answer all the same.
    answer("");
    answer(&"𒀀".repeat(5000));
}

#[test]
fn tampered_weights_are_found() {
    use crate::onnx::proto::ModelProto;
    use prost::Message;
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let path = folder.path().join("model.onnx");
    let mut model = ModelProto::decode(std::fs::read(&path).unwrap().as_slice()).unwrap();
    let bias = model.graph.as_mut().unwrap().initializer.iter_mut().find(|constant| constant.name == "bias").unwrap();
    let value = f32::from_le_bytes(bias.raw_data[..4].try_into().unwrap()) + 0.001;
    bias.raw_data[..4].copy_from_slice(&value.to_le_bytes());
    std::fs::write(&path, model.encode_to_vec()).unwrap();
    std::fs::remove_file(folder.path().join(crate::sealed_folder::MANIFEST)).unwrap();
    Bundle::seal(folder.path()).unwrap();
    let runtime = Runtime::from_env().unwrap();
    let classifier = Classifier::load(&runtime, folder.path(), ClassifierOptions::default()).unwrap();
    assert!(classifier.self_test().unwrap_err().to_string().starts_with("LOGITS_DIFFER"));
}

/// The optimum of the same problem by a plain method: the primal objective at the fit can't be far above it.
#[test]
fn the_fit_is_the_minimum_of_penalty_and_squared_hinge() {
    let encoder = NgramEncoder::new(12, &Preprocessing::new(64)).unwrap();
    let (texts, truth) = rows(60, 0);
    let linear = fit::fit(&encoder, Rows { texts: &texts, labels: &truth }, 3);
    let encoded: Vec<Vec<u32>> = texts.iter().map(|text| encoder.encode(text).ids).collect();
    for class in 0..3 {
        let sign = |row: usize| if truth[row] == class { 1.0 } else { -1.0 };
        let margin = |row: usize, linear: &Linear| sign(row) * f64::from(linear.logits(&encoded[row])[class]);
        // The gradient of the primal: w - 2 C Σ max(0, 1 - margin) sign x, which is 0 at the minimum. Its bias part:
        let bias = f64::from(linear.bias[class]);
        let slack: f64 = (0..60).map(|row| sign(row) * (1.0 - margin(row, &linear)).max(0.0)).sum();
        assert!((bias - slack).abs() < 0.05, "{bias} against {slack}");
        // And the part of one n-gram that half of the rows have, here each n-gram in turn.
        let width = linear.classes + 1;
        for id in (1..encoder.vocabulary_size()).filter(|id| linear.table[id * width + 3] > 0.0).step_by(7) {
            let frequency = f64::from(linear.table[id * width + 3]).sqrt();
            let weight = f64::from(linear.table[id * width + class]) / frequency;
            let pull: f64 = (0..60)
                .filter(|row| encoded[*row].contains(&(id as u32)))
                .map(|row| {
                    let square: f64 =
                        encoded[row].iter().map(|id| f64::from(linear.table[*id as usize * width + 3])).sum();
                    sign(row) * (1.0 - margin(row, &linear)).max(0.0) * frequency / square.sqrt()
                })
                .sum();
            assert!((weight - pull).abs() < 0.05, "id {id}: {weight} against {pull}");
        }
    }
}

#[test]
fn many_classes_have_fewer_buckets_and_never_none() {
    assert_eq!(bucket_bits(7), 19);
    assert_eq!(bucket_bits(1000), 15);
    assert!((2..=1000).all(|classes| (1usize << bucket_bits(classes)) * (classes + 1) <= MOST_NUMBERS));
}

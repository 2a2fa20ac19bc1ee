//! The parity proof finds planted faults, each under its own name.
//!
//! Every fault is sealed into a bundle whose hashes are right: only the proof can find it.

use std::fs;
use std::path::Path;

use ml::bundle::{Bundle, BundleFile};
use ml::onnx::proto::{ModelProto, NodeProto};
use ml::parity::{Parity, ParityFaultCode};
use ml::sealed_folder::{FolderFile, MANIFEST, SealedFolderError};
use ml::serve::{Classifier, ClassifierError, ClassifierOptions, prove};
use prost::Message;

use crate::job::{Job, classifier, runtime};

fn trained() -> Job {
    let mut job = Job::new(180);
    job.request.parameters.epochs = 2;
    job.train();
    job
}

fn reseal(bundle: &Path) {
    fs::remove_file(bundle.join(MANIFEST)).unwrap();
    Bundle::seal(bundle).unwrap();
}

/// What a registering server does: load, and prove against the reference in the bundle.
fn fault(bundle: &Path) -> ParityFaultCode {
    let loaded = Classifier::load(&runtime(), bundle, ClassifierOptions::default());
    let classifier = match loaded {
        Err(ClassifierError::Parity(fault)) => return fault.code,
        other => other.unwrap_or_else(|error| panic!("{error}")),
    };
    let fault = prove(&classifier, classifier.parity_reference().unwrap()).unwrap_err();
    assert!(!fault.message.is_empty());
    fault.code
}

fn edit_graph(bundle: &Path, edit: impl FnOnce(&mut ModelProto)) {
    let path = bundle.join(BundleFile::Onnx.name());
    let mut model = ModelProto::decode(fs::read(&path).unwrap().as_slice()).unwrap();
    edit(&mut model);
    fs::write(&path, model.encode_to_vec()).unwrap();
    reseal(bundle);
}

/// Has attention see the tokens where two values are equal, whatever the mask says.
fn replace_mask(model: &mut ModelProto, equal: [&str; 2]) {
    let nodes = &mut model.graph.as_mut().unwrap().node;
    let cast = nodes.iter_mut().find(|node| node.op_type == "Cast" && node.input == ["attention_mask"]).unwrap();
    cast.input = vec!["planted".into()];
    let planted = NodeProto {
        input: equal.map(str::to_owned).to_vec(),
        output: vec!["planted".into()],
        op_type: "Equal".into(),
        ..NodeProto::default()
    };
    nodes.insert(0, planted);
}

#[test]
fn a_sound_bundle_proves_again_and_passes_its_self_test() {
    let job = trained();
    let classifier = classifier(&job.path("bundle"));
    classifier.self_test().unwrap();
    let report = prove(&classifier, classifier.parity_reference().unwrap()).unwrap();
    let sealed: Parity = Bundle::open(&job.path("bundle")).unwrap().read_json(BundleFile::Parity).unwrap();
    assert_eq!(report.cases, sealed.report.cases);
    assert!(report.max_single_difference <= 1e-4 && report.max_batch_to_single_difference <= 1e-4);
}

#[test]
fn a_swapped_mask_is_found() {
    let job = trained();
    let bundle = job.path("bundle");
    // Attends to padding and hides tokens: a text alone has no padding, so only batches show it.
    edit_graph(&bundle, |model| replace_mask(model, ["attention_mask", "zero"]));
    assert_eq!(fault(&bundle), ParityFaultCode::BatchDiffers);
}

#[test]
fn an_ignored_mask_is_found() {
    let job = trained();
    let bundle = job.path("bundle");
    edit_graph(&bundle, |model| replace_mask(model, ["attention_mask", "attention_mask"]));
    assert_eq!(fault(&bundle), ParityFaultCode::BatchDiffers);
}

#[test]
fn tampered_weights_are_found() {
    let job = trained();
    let bundle = job.path("bundle");
    edit_graph(&bundle, |model| {
        let constants = &mut model.graph.as_mut().unwrap().initializer;
        let bias = constants.iter_mut().find(|constant| constant.name == "classifier.bias").unwrap();
        let value = f32::from_le_bytes(bias.raw_data[..4].try_into().unwrap()) + 0.001;
        bias.raw_data[..4].copy_from_slice(&value.to_le_bytes());
    });
    assert_eq!(fault(&bundle), ParityFaultCode::LogitsDiffer);
    let error = classifier(&bundle).self_test().unwrap_err();
    assert!(error.to_string().starts_with("LOGITS_DIFFER"), "{error}");
}

#[test]
fn another_vocabulary_is_found() {
    let job = trained();
    let bundle = job.path("bundle");
    let path = bundle.join(BundleFile::Tokenizer.name());
    let mut tokenizer: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let pieces = tokenizer["model"]["vocab"].as_array_mut().unwrap();
    pieces[4..].reverse();
    fs::write(&path, serde_json::to_vec(&tokenizer).unwrap()).unwrap();
    reseal(&bundle);
    assert_eq!(fault(&bundle), ParityFaultCode::TokenIdsDiffer);
}

#[test]
fn a_shifted_label_map_is_found() {
    let job = trained();
    let bundle = job.path("bundle");
    let path = bundle.join(BundleFile::Labels.name());
    let mut labels: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    labels.rotate_left(1);
    fs::write(&path, serde_json::to_vec(&labels).unwrap()).unwrap();
    reseal(&bundle);
    assert_eq!(fault(&bundle), ParityFaultCode::LabelOrder);
}

#[test]
fn a_reference_with_too_few_texts_proves_nothing() {
    let job = trained();
    let classifier = classifier(&job.path("bundle"));
    let mut reference = classifier.parity_reference().unwrap().clone();
    reference.cases.truncate(199);
    assert_eq!(prove(&classifier, &reference).unwrap_err().code, ParityFaultCode::TooFewCases);
}

#[test]
fn a_bundle_changed_after_sealing_is_not_loaded() {
    let job = trained();
    let path = job.path("bundle").join("model.onnx");
    let mut contents = fs::read(&path).unwrap();
    let last = contents.len() - 1;
    contents[last] ^= 1;
    fs::write(&path, contents).unwrap();
    let error = Classifier::load(&runtime(), &job.path("bundle"), ClassifierOptions::default()).err().unwrap();
    assert!(matches!(error, ClassifierError::Bundle(SealedFolderError::Changed { file, .. }) if file == "model.onnx"));
}

//! Published checkpoints become base models, and hostile ones don't.

use std::fs;
use std::path::Path;
use std::process::Command;

use ml::base_model::preparation::{PreparationEvent, PreparationFailureCode, PreparedBase};
use ml::base_model::{BaseModelFile, BaseModelFolder, StoredPrecision};
use ml::config::{Family, ModelConfig, Pooling};
use ml::labels::{Label, Labels};
use ml::train::base_weights::load_base;
use ml::train::model::BertClassifier;
use safetensors::SafeTensors;
use tch::Device;
use tch::nn::VarStore;

use crate::checkpoint::{
    Weights, encoder, folder, state_dictionary, text, tiny_config, values, write_archive, write_old_torch,
    write_safetensors, write_torch,
};

/// Runs `gisa-trainer prepare-base`.
fn prepare(folder: &Path, out: &Path, options: &[&str]) -> (PreparationEvent, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gisa-trainer"));
    let output = command.arg("prepare-base").arg(folder).arg(out).args(options).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), 1, "{printed}");
    (serde_json::from_str(&printed).unwrap(), output.status.code())
}

fn prepared(folder: &Path, out: &Path, options: &[&str]) -> PreparedBase {
    match prepare(folder, out, options) {
        (PreparationEvent::Prepared(prepared), Some(0)) => prepared,
        other => panic!("{other:?}"),
    }
}

fn failure(folder: &Path) -> (PreparationFailureCode, String) {
    let out = tempfile::tempdir().unwrap();
    let (PreparationEvent::Failed(failed), exit_code) = prepare(folder, out.path(), &[]) else {
        panic!("a base model was made")
    };
    assert_eq!(exit_code, Some(i32::from(failed.code.exit_code())));
    assert!(!failed.fix.is_empty());
    assert!(!out.path().join("manifest.json").exists());
    (failed.code, failed.message)
}

fn tiny() -> ModelConfig {
    serde_json::from_value(tiny_config()).unwrap()
}

fn renamed(weights: &Weights, name: impl Fn(&str) -> String) -> Weights {
    weights.iter().map(|(key, tensor)| (name(key), tensor.clone())).collect()
}

/// The stored tensors of a prepared base equal the formula's.
fn assert_holds_the_encoder(out: &Path) {
    let base = BaseModelFolder::open(out).unwrap();
    let bytes = base.read(BaseModelFile::Weights).unwrap();
    let stored = SafeTensors::deserialize(&bytes).unwrap();
    for (key, (shape, values)) in encoder(&tiny()) {
        let view = stored.tensor(&key).unwrap();
        assert_eq!(view.shape(), shape, "{key}");
        let found = view.data().chunks(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()));
        assert!(found.eq(values), "{key}");
    }
}

#[test]
fn safetensors_become_a_sealed_base_whatever_their_prefix() {
    for prefix in ["", "bert.", "model."] {
        let published = folder(&tiny_config());
        let mut weights = renamed(&encoder(&tiny()), |key| format!("{prefix}{key}"));
        weights.insert("cls.predictions.bias".into(), (vec![12], vec![0.0; 12]));
        write_safetensors(published.path(), &weights);
        let out = tempfile::tempdir().unwrap();
        let base =
            prepared(published.path(), out.path(), &["--prefix", "query: ", "--pooling", "mean", "--name", "tiny"]);
        assert_eq!((base.family, base.pooling, base.text_prefix.as_str()), (Family::Bert, Pooling::Mean, "query: "));
        assert_eq!((base.name.as_str(), base.stored_as, base.max_tokens), ("tiny", StoredPrecision::F32, 8));
        assert_eq!((base.left_out, base.has_pooler), (vec!["cls.predictions.bias".to_owned()], false));
        assert_holds_the_encoder(out.path());
    }
}

#[test]
fn what_torch_saves_is_read_in_either_format_and_under_old_names() {
    let old_names = |key: &str| {
        let key = key.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        format!("bert.{key}")
    };
    for write in [write_torch, write_old_torch] {
        let published = folder(&tiny_config());
        write(published.path(), &renamed(&encoder(&tiny()), old_names));
        let out = tempfile::tempdir().unwrap();
        let base = prepared(published.path(), out.path(), &[]);
        assert_eq!((base.pooling, base.stored_as), (Pooling::Cls, StoredPrecision::F32));
        assert_holds_the_encoder(out.path());
    }
}

#[test]
fn a_hostile_pickle_is_refused_by_name_and_executes_nothing() {
    let canary = tempfile::tempdir().unwrap();
    let mark = canary.path().join("executed");
    let weights = encoder(&tiny());
    let sound = state_dictionary(&weights, false);
    let call = |name: &str| {
        let mut index = b"\x80\x02c".to_vec();
        index.extend(name.as_bytes());
        text(&mut index, &format!("touch {}", mark.display()));
        index.extend(b"\x85R.");
        index
    };
    // The same call, hidden behind a sound dictionary as an attribute.
    let mut behind = sound[..sound.len() - 1].to_vec();
    behind.extend(&call("posix\nsystem\n")[2..]);
    let attacks = [
        (call("posix\nsystem\n"), "posix.system"),
        (call("os\nsystem\n"), "os.system"),
        (call("builtins\neval\n"), "builtins.eval"),
        (call("torch\nload\n"), "torch.load"),
        (call("collections\nOrderedDict\n"), "other arguments"),
        (behind, "posix.system"),
        (b"\x80\x04\x8c\x05posix\x8c\x06system\x93.".to_vec(), "pickle protocol 4"),
        (b"\x80\x02\x82\x01.".to_vec(), "opcode 0x82"),
        (b"\x80\x02(X\x02\0\0\0os(tQ.".to_vec(), "storage"),
        (b"\x80\x02}q\0(h\x07u.".to_vec(), "never kept"),
        ([b"\x80\x02".as_slice(), &[b')'; 1], &[0x85; 100_000], b"."].concat(), "nested deeper"),
    ];
    for (index, named) in attacks {
        let published = folder(&tiny_config());
        write_archive(published.path(), &index, &weights);
        let (code, message) = failure(published.path());
        assert_eq!(code, PreparationFailureCode::WeightsRefused, "{message}");
        assert!(message.contains(named) && message.contains("nothing in it was executed"), "{message}");
    }
    assert!(!mark.exists());
}

#[test]
fn damaged_checkpoints_are_refused() {
    let weights = encoder(&tiny());
    let published = folder(&tiny_config());
    let file = published.path().join("pytorch_model.bin");
    for write in [write_torch, write_old_torch] {
        write(published.path(), &weights);
        let bytes = fs::read(&file).unwrap();
        for kept in [0, 10, 40, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&file, &bytes[..kept]).unwrap();
            assert_eq!(failure(published.path()).0, PreparationFailureCode::WeightsUnreadable, "{kept} bytes");
        }
    }

    // A tensor that reaches behind its storage would show another's memory.
    let mut grown = weights.clone();
    grown.get_mut("embeddings.LayerNorm.bias").unwrap().0 = vec![5];
    write_archive(published.path(), &state_dictionary(&grown, false), &weights);
    let (code, message) = failure(published.path());
    assert_eq!(code, PreparationFailureCode::WeightsRefused);
    assert!(message.contains("beyond its storage"), "{message}");
}

#[test]
fn missing_keys_and_wrong_shapes_are_listed() {
    let published = folder(&tiny_config());
    let mut weights = encoder(&tiny());
    weights.remove("encoder.layer.1.output.dense.weight");
    weights.insert("encoder.layer.2.output.dense.weight".into(), (vec![1], vec![0.0]));
    weights.insert("embeddings.LayerNorm.bias".into(), (vec![5], vec![0.0; 5]));
    for write in [write_safetensors, write_torch] {
        fs::remove_file(published.path().join("model.safetensors")).ok();
        write(published.path(), &weights);
        let (code, message) = failure(published.path());
        assert_eq!(code, PreparationFailureCode::WeightsMismatch);
        assert!(message.contains("missing keys: encoder.layer.1.output.dense.weight"), "{message}");
        assert!(message.contains("unexpected keys: encoder.layer.2.output.dense.weight"), "{message}");
        assert!(message.contains("embeddings.LayerNorm.bias is [5], expected [4]"), "{message}");
    }
}

#[test]
fn an_unusable_folder_is_named_with_its_cause() {
    let published = folder(&tiny_config());
    assert_eq!(failure(published.path()).0, PreparationFailureCode::FolderUnusable);
    assert_eq!(failure(&published.path().join("absent")).0, PreparationFailureCode::FolderUnusable);

    write_safetensors(published.path(), &encoder(&tiny()));
    let mut config = tiny_config();
    config["position_embedding_type"] = "relative_key".into();
    fs::write(published.path().join("config.json"), config.to_string()).unwrap();
    let (code, message) = failure(published.path());
    assert_eq!(code, PreparationFailureCode::ConfigUnsupported);
    assert!(message.contains("position_embedding_type relative_key"), "{message}");

    let mut config = tiny_config();
    config["vocab_size"] = 5.into();
    fs::write(published.path().join("config.json"), config.to_string()).unwrap();
    let (code, message) = failure(published.path());
    assert_eq!(code, PreparationFailureCode::TokenizerUnusable);
    assert!(message.contains("token id 5"), "{message}");
}

#[test]
fn a_classifier_takes_the_encoder_and_keeps_a_fresh_head() {
    let published = folder(&tiny_config());
    let mut weights = encoder(&tiny());
    weights.insert("classifier.bias".into(), (vec![9], vec![0.0; 9]));
    write_safetensors(published.path(), &weights);
    let out = tempfile::tempdir().unwrap();
    prepared(published.path(), out.path(), &[]);
    let base = BaseModelFolder::open(out.path()).unwrap();
    let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
    let labels = Labels(vec![label("a"), label("b")]);
    let config = base.config().clone().with_head(&labels, Pooling::Pooler);
    let mut store = VarStore::new(Device::Cpu);
    let _model = BertClassifier::new(&store.root(), &config);
    let report = load_base(&mut store, &base).unwrap();
    assert_eq!(report.fresh, ["classifier.bias", "classifier.weight", "pooler.dense.bias", "pooler.dense.weight"]);
    assert_eq!(report.loaded.len(), encoder(&tiny()).len());
    let key = "encoder.layer.1.output.dense.weight";
    let loaded = Vec::<f32>::try_from(store.variables()[key].flatten(0, -1)).unwrap();
    assert_eq!(loaded, values(key, 24));
}

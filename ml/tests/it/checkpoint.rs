//! Checkpoints as they are published, made byte by byte: weights from a formula, pickles by hand.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;

use ml::base_model::weights;
use ml::config::ModelConfig;
use safetensors::tensor::{Dtype, TensorView};
use tch::Tensor;
use tch::nn::VarStore;
use zip::write::FileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Tensors by key: shape and values.
pub type Weights = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// The values of a tensor, from its key alone: SplitMix64 seeded with FNV-1a of the key, its upper 24 bits as a
/// number in ±1/16, or 1 ± 1/8 for the scale of a layer norm. The same formula in Python made the known answers.
pub fn values(key: &str, count: usize) -> Vec<f32> {
    let seed = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let value = |index: usize| {
        let mut bits = seed.wrapping_add((index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        let unit = (bits >> 40) as f32 / 8_388_608.0 - 1.0;
        if key.ends_with("LayerNorm.weight") { 1.0 + 0.125 * unit } else { 0.0625 * unit }
    };
    (0..count).map(value).collect()
}

/// Gives every variable its values by the formula.
pub fn fill(store: &mut VarStore) {
    for (key, mut variable) in store.variables() {
        let values = values(&key, variable.numel());
        tch::no_grad(|| variable.copy_(&Tensor::from_slice(&values).view(variable.size().as_slice())));
    }
}

/// A small architecture.
pub fn tiny_config() -> serde_json::Value {
    serde_json::json!({
        "model_type": "bert", "vocab_size": 12, "hidden_size": 4, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 6, "max_position_embeddings": 8, "pad_token_id": 1,
    })
}

/// An encoder's weights by the formula.
pub fn encoder(config: &ModelConfig) -> Weights {
    weights::encoder(config)
        .into_iter()
        .map(|(key, shape)| {
            let values = values(&key, shape.iter().product());
            (key, (shape, values))
        })
        .collect()
}

/// A published folder: architecture and tokenizer, no weights yet.
pub fn folder(config: &serde_json::Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    let tokenizer = serde_json::json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": null,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": null,
        "decoder": null,
        "model": {"type": "WordLevel", "unk_token": "[UNK]",
                  "vocab": {"[UNK]": 0, "[PAD]": 1, "[CLS]": 2, "[SEP]": 3, "가": 4, "나": 5}},
    });
    fs::write(folder.path().join("tokenizer.json"), tokenizer.to_string()).unwrap();
    folder
}

pub fn write_safetensors(folder: &Path, weights: &Weights) {
    let bytes: Vec<(&String, &Vec<usize>, Vec<u8>)> = weights
        .iter()
        .map(|(key, (shape, values))| (key, shape, values.iter().flat_map(|value| value.to_le_bytes()).collect()))
        .collect();
    let views =
        bytes.iter().map(|(key, shape, bytes)| (key, TensorView::new(Dtype::F32, shape.to_vec(), bytes).unwrap()));
    fs::write(folder.join("model.safetensors"), safetensors::serialize(views, None).unwrap()).unwrap();
}

/// `pytorch_model.bin` as `torch.save(model.state_dict())` writes it: an ordered dictionary with `_metadata`.
pub fn write_torch(folder: &Path, weights: &Weights) {
    write_archive(folder, &state_dictionary(weights, false), weights);
}

/// An archive around any index.
pub fn write_archive(folder: &Path, index: &[u8], weights: &Weights) {
    let options = FileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(File::create(folder.join("pytorch_model.bin")).unwrap());
    let mut entry = |name: String, bytes: &[u8]| {
        archive.start_file(name, options).unwrap();
        archive.write_all(bytes).unwrap();
    };
    entry("archive/data.pkl".into(), index);
    entry("archive/byteorder".into(), b"little");
    for (number, (_, values)) in weights.values().enumerate() {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        entry(format!("archive/data/{number}"), &bytes);
    }
    entry("archive/version".into(), b"3\n");
    archive.finish().unwrap();
}

/// The same as PyTorch before 1.6 wrote it: pickles and storages one after the other.
pub fn write_old_torch(folder: &Path, weights: &Weights) {
    let mut file = Cursor::new(Vec::new());
    let magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, b'.'];
    file.write_all(&magic).unwrap();
    file.write_all(b"\x80\x02M\xe9\x03.").unwrap();
    let mut machine = b"\x80\x02}q\0(".to_vec();
    text(&mut machine, "protocol_version");
    machine.extend(b"M\xe9\x03");
    text(&mut machine, "little_endian");
    machine.push(0x88);
    text(&mut machine, "type_sizes");
    machine.extend(b"}q\x01(");
    text(&mut machine, "short");
    machine.extend(b"K\x02uu.");
    file.write_all(&machine).unwrap();
    file.write_all(&state_dictionary(weights, true)).unwrap();
    let mut keys = b"\x80\x02]q\0(".to_vec();
    for number in 0..weights.len() {
        text(&mut keys, &number.to_string());
    }
    keys.extend(b"e.");
    file.write_all(&keys).unwrap();
    for (_, values) in weights.values() {
        file.write_all(&(values.len() as u64).to_le_bytes()).unwrap();
        file.write_all(&values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
    }
    fs::write(folder.join("pytorch_model.bin"), file.into_inner()).unwrap();
}

/// The index of an ordered dictionary of 32-bit tensors.
pub fn state_dictionary(weights: &Weights, old: bool) -> Vec<u8> {
    let mut pickle = b"\x80\x02ccollections\nOrderedDict\nq\0)Rq\x01(".to_vec();
    for (number, (key, (shape, values))) in weights.iter().enumerate() {
        text(&mut pickle, key);
        tensor(&mut pickle, number, shape, values.len(), old);
    }
    pickle.extend(b"u}");
    text(&mut pickle, "_metadata");
    pickle.extend(b"h\0)R(");
    text(&mut pickle, "");
    pickle.push(b'}');
    text(&mut pickle, "version");
    pickle.extend(b"K\x01susb.");
    pickle
}

fn tensor(pickle: &mut Vec<u8>, number: usize, shape: &[usize], count: usize, old: bool) {
    pickle.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
    text(pickle, "storage");
    pickle.extend(b"ctorch\nFloatStorage\n");
    text(pickle, &number.to_string());
    text(pickle, "cuda:0");
    pickle.push(b'J');
    pickle.extend((count as u32).to_le_bytes());
    if old {
        pickle.push(b'N');
    }
    pickle.extend(b"tQK\0(");
    for size in shape {
        pickle.push(b'J');
        pickle.extend((*size as u32).to_le_bytes());
    }
    pickle.extend(b"t(");
    for axis in 0..shape.len() {
        pickle.push(b'J');
        pickle.extend((shape[axis + 1..].iter().product::<usize>() as u32).to_le_bytes());
    }
    pickle.extend(b"t\x89h\0)RtR");
}

pub fn text(pickle: &mut Vec<u8>, text: &str) {
    pickle.push(b'X');
    pickle.extend((text.len() as u32).to_le_bytes());
    pickle.extend(text.as_bytes());
}

//! Trimmed vocabularies.

use std::fs;

use ml::preprocessing::Preprocessing;
use ml::text::recipe;
use ml::tokenizer::Tokenizer;
use ml::vocabulary_trimming::{TrimError, trim, trim_folder};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use tempfile::TempDir;

use crate::model_file::Model;
use crate::shared::{headlines, shared};

/// A base model with one embedding row of two numbers a token: the token's id and its negative.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("sentencepiece.bpe.model"), Model::fairseq().bytes()).unwrap();
    let config = r#"{"model_type": "xlm-roberta", "vocab_size": 8, "pad_token_id": 1, "eos_token_id": 2}"#;
    fs::write(folder.path().join("config.json"), config).unwrap();
    let rows: Vec<u8> = (0..8).flat_map(|id| [id as f32, -(id as f32)]).flat_map(f32::to_le_bytes).collect();
    let views = [
        ("embeddings.word_embeddings.weight", TensorView::new(Dtype::F32, vec![8, 2], &rows).unwrap()),
        ("encoder.weight", TensorView::new(Dtype::F16, vec![8, 1], &rows[..16]).unwrap()),
    ];
    fs::write(folder.path().join("model.safetensors"), safetensors::serialize(views, None).unwrap()).unwrap();
    folder
}

#[test]
fn only_what_the_corpus_and_the_alphabet_need_is_left() {
    let source = folder();
    let out = source.path().join("out");
    // Pieces: <s> <pad> </s> <unk> ▁가 나 ▁ <mask>. The lowest score is 나's.
    let report = trim_folder(source.path(), ["가"].into_iter(), |_| false, &out).unwrap();
    assert_eq!((report.pieces_before, report.pieces_after, report.texts_checked), (8, 8, 1));
    let report = trim_folder(source.path(), ["다"].into_iter(), |_| false, &source.path().join("less")).unwrap();
    assert_eq!(report.pieces_after, 7);
    assert!(report.bytes_after < report.bytes_before);
    let config: serde_json::Value =
        serde_json::from_slice(&fs::read(source.path().join("less/config.json")).unwrap()).unwrap();
    assert_eq!((&config["vocab_size"], &config["pad_token_id"]), (&7.into(), &1.into()));
    let weights = fs::read(source.path().join("less/model.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&weights).unwrap();
    let rows = tensors.tensor("embeddings.word_embeddings.weight").unwrap();
    assert_eq!(rows.shape(), [7, 2]);
    let firsts: Vec<f32> = rows.data().chunks(8).map(|row| f32::from_le_bytes(row[..4].try_into().unwrap())).collect();
    assert_eq!(firsts, [0.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0]);
    assert_eq!(tensors.tensor("encoder.weight").unwrap().shape(), [8, 1]);
}

#[test]
fn what_cannot_be_trimmed_is_named_and_nothing_is_left_behind() {
    let source = folder();
    let out = source.path().join("out");
    let error = trim_folder(source.path(), [].into_iter(), |_| true, &out).unwrap_err();
    assert!(matches!(error, TrimError::EmptyCorpus));
    fs::remove_file(source.path().join("model.safetensors")).unwrap();
    let error = trim_folder(source.path(), ["가"].into_iter(), |_| true, &out).unwrap_err();
    assert!(error.to_string().starts_with("model.safetensors"), "{error}");
    assert!(!out.exists());
    let error = trim_folder(source.path(), ["가"].into_iter(), |_| true, source.path()).unwrap_err();
    assert!(error.to_string().contains("exists"), "{error}");
}

#[test]
fn a_part_of_the_headlines_is_cut_by_the_trimmed_e5_as_by_the_whole() {
    let (Some(source), Some(headlines)) = (shared("models/e5-small-ko"), headlines()) else { return };
    let texts: Vec<String> = headlines.iter().step_by(9).map(|text| format!("query: {}", recipe(text, ""))).collect();
    let corpus = texts.iter().map(String::as_str);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("trimmed");
    let is_hangul = |character: char| ('가'..='힣').contains(&character);
    let report = trim_folder(&source, corpus.clone(), is_hangul, &out).unwrap();
    assert_eq!((report.pieces_before, report.texts_checked), (20_926, texts.len()));
    assert!(report.pieces_after < 18_000 && report.bytes_after < report.bytes_before, "{report:?}");

    let json = fs::read(source.join("tokenizer.json")).unwrap();
    let trimmed = trim(&json, corpus.clone(), is_hangul).unwrap();
    let load = |json: &[u8]| Tokenizer::from_json(json, &Preprocessing::new(512)).unwrap();
    let (before, after) = (load(&json), load(&fs::read(out.join("tokenizer.json")).unwrap()));
    let (names_before, names_after) = (before.pieces(), after.pieces());
    for text in corpus {
        let spell = |tokenizer: &Tokenizer, names: &[(String, f64)]| -> Vec<String> {
            tokenizer.encode(text).ids.iter().map(|&id| names[id as usize].0.clone()).collect()
        };
        assert_eq!(spell(&before, &names_before), spell(&after, &names_after), "{text}");
    }
    let (whole, cut) =
        (fs::read(source.join("model.safetensors")).unwrap(), fs::read(out.join("model.safetensors")).unwrap());
    let rows = |file: &[u8]| {
        let tensors = SafeTensors::deserialize(file).unwrap();
        let tensor = tensors.tensor("embeddings.word_embeddings.weight").unwrap();
        let width = tensor.data().len() / tensor.shape()[0];
        tensor.data().chunks(width).map(<[u8]>::to_vec).collect::<Vec<_>>()
    };
    let (whole, cut) = (rows(&whole), rows(&cut));
    assert_eq!(cut.len(), trimmed.kept.len());
    for (row, &old) in cut.iter().zip(&trimmed.kept) {
        assert_eq!(*row, whole[old as usize]);
    }
    eprintln!("{report:?}");
}

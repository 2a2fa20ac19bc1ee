//! What a folder holds decides; what it lacks is named.

use std::fs;

use ml::preprocessing::Preprocessing;
use ml::tokenizer::{Tokenizer, convert};
use tempfile::TempDir;

use crate::model_file::{Kind, Model};

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in files {
        fs::write(folder.path().join(name), contents).unwrap();
    }
    folder
}

fn refusal(files: &[(&str, &[u8])]) -> String {
    convert::from_folder(folder(files).path()).unwrap_err().to_string()
}

fn load(files: &[(&str, &[u8])]) -> Tokenizer {
    let converted = convert::from_folder(folder(files).path()).unwrap();
    Tokenizer::from_json(&converted.json, &Preprocessing::new(64)).unwrap()
}

const WORDS: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n서울\n##시\nseoul\n";

#[test]
fn an_empty_folder_says_what_was_looked_for() {
    let error = refusal(&[("config.json", b"{}")]);
    for looked_for in ["tokenizer.json", "*.model", "vocab.txt"] {
        assert!(error.contains(looked_for), "{error}");
    }
}

#[test]
fn tokenizer_json_comes_before_a_model_and_a_model_before_words() {
    let model = Model::example().bytes();
    let whole = load(&[("vocab.txt", WORDS.as_bytes())]).to_json().unwrap();
    let all = [("tokenizer.json", whole.as_bytes()), ("a.model", &model), ("vocab.txt", WORDS.as_bytes())];
    assert_eq!(convert::from_folder(folder(&all).path()).unwrap().json, whole.as_bytes());
    // The words beside a model number its pieces, and these aren't its pieces.
    assert!(refusal(&all[1..]).starts_with("a.model has the piece"));
}

#[test]
fn several_candidates_are_refused_by_name() {
    let model = Model::example().bytes();
    let error = refusal(&[("a.model", &model), ("b.model", &model)]);
    assert!(error.contains("a.model, b.model"), "{error}");
    let ids = br#"{"token_to_idx": {}}"#;
    let error = refusal(&[("a.model", &model), ("x.json", ids), ("y.json", ids)]);
    assert!(error.contains("x.json and y.json"), "{error}");
}

#[test]
fn words_are_prepared_as_the_settings_say() {
    let usual = load(&[("vocab.txt", WORDS.as_bytes())]);
    // Capitals and accents go together unless said otherwise, and with accents Hangul falls apart.
    assert_eq!(usual.encode("서울시 SEOUL").ids, [2, 1, 6, 3]);
    let whole = load(&[("vocab.txt", WORDS.as_bytes()), ("tokenizer_config.json", br#"{"strip_accents": false}"#)]);
    assert_eq!(whole.encode("서울시 SEOUL").ids, [2, 4, 5, 6, 3]);
    let cased = load(&[("vocab.txt", WORDS.as_bytes()), ("tokenizer_config.json", br#"{"do_lower_case": false}"#)]);
    assert_eq!(cased.encode("서울시 SEOUL").ids, [2, 4, 5, 1, 3]);
}

#[test]
fn a_vocabulary_without_a_role_names_it() {
    let error = refusal(&[("vocab.txt", b"[PAD]\n[UNK]\n[CLS]\n")]);
    assert_eq!(error, "vocab.txt has no line [SEP] (the sep_token)");
    let settings = br#"{"do_lower_case": "yes"}"#;
    let error = refusal(&[("vocab.txt", WORDS.as_bytes()), ("tokenizer_config.json", settings)]);
    assert!(error.contains("do_lower_case"), "{error}");
}

#[test]
fn special_tokens_may_have_names_of_their_own() {
    let words = "<pad>\n<unk>\n<s>\n</s>\n서울\n";
    let settings =
        br#"{"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": {"content": "<s>"}, "sep_token": "</s>",
        "do_lower_case": false}"#;
    let tokenizer = load(&[("vocab.txt", words.as_bytes()), ("tokenizer_config.json", settings)]);
    assert_eq!(tokenizer.encode("서울 부산").ids, [2, 4, 1, 3]);
}

#[test]
fn a_model_numbers_its_own_pieces_unless_a_vocabulary_does() {
    let model = Model::example();
    let own = load(&[("spiece.model", &model.bytes())]);
    assert_eq!(own.encode("가나 다").ids, [1, 6, 7, 3, 2]);
    let ids: Vec<(String, usize)> = ["[UNK]", "[PAD]", "[CLS]", "[SEP]"]
        .into_iter()
        .chain(model.pieces.iter().filter(|piece| piece.2 == Kind::Normal).map(|piece| piece.0))
        .map(str::to_owned)
        .zip(0..)
        .collect();
    let ids = serde_json::json!({"token_to_idx": ids.into_iter().collect::<std::collections::BTreeMap<_, _>>()});
    let given = load(&[("spiece.model", &model.bytes()), ("vocabulary.json", ids.to_string().as_bytes())]);
    assert_eq!(given.encode("가나 다").ids, [2, 6, 7, 0, 3]);
    let fairseq = load(&[("sentencepiece.bpe.model", &Model::fairseq().bytes())]);
    assert_eq!(fairseq.encode("가나").ids, [0, 4, 5, 2]);
    assert_eq!(fairseq.special().mask, Some(fairseq.vocabulary_size() as u32 - 1));
}

#[test]
fn what_sentencepiece_does_and_we_do_not_is_refused_by_name() {
    let refusal = |edit: &dyn Fn(&mut Model)| {
        let mut model = Model::example();
        edit(&mut model);
        refusal(&[("spiece.model", &model.bytes())])
    };
    assert!(refusal(&|model| model.model_type = 2).contains("is a Bpe model"));
    assert!(refusal(&|model| model.byte_fallback = true).contains("byte_fallback"));
    assert!(refusal(&|model| model.treat_whitespace_as_suffix = true).contains("treat_whitespace_as_suffix"));
    assert!(refusal(&|model| model.escape_whitespaces = false).contains("escape_whitespaces"));
    assert!(refusal(&|model| model.pieces[5].2 = Kind::Byte).contains("Byte piece"));
    assert!(refusal(&|model| model.pieces[5].2 = Kind::UserDefined).contains("UserDefined piece"));
    assert!(refusal(&|model| model.pieces[3].2 = Kind::Control).contains("no piece for what it doesn't know"));
    assert!(refusal(&|model| model.pieces[5].1 = f32::NAN).contains("score"));
    assert!(refusal(&|model| model.charsmap = vec![1, 2, 3]).contains("precompiled_charsmap"));
    let error = convert::from_folder(folder(&[("a.model", b"\xff\xff\xff")]).path()).unwrap_err().to_string();
    assert!(error.starts_with("a.model isn't a sentencepiece model"), "{error}");
}

//! Ids against those of sentencepiece 0.2.3 and of transformers 5.23's `BertTokenizerLegacy`, over all headlines and
//! over hostile texts. `known_answers.json` holds what they gave.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use ml::preprocessing::Preprocessing;
use ml::tokenizer::{SpecialTokens, Tokenizer, convert};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::shared::{headlines, shared};

#[derive(Deserialize)]
struct KnownAnswers {
    kobert_headlines: String,
    kobert_headlines_nfd: String,
    kobert_hostile: Vec<Hostile>,
    word_piece_vocabulary: String,
    word_piece_cased: WordPiece,
    word_piece_uncased: WordPiece,
    word_piece_accents: WordPiece,
}

#[derive(Deserialize)]
struct WordPiece {
    headlines: String,
    hostile: String,
}

/// A text, repeated, with its ids or their number and SHA-256.
#[derive(Deserialize)]
struct Hostile {
    text: String,
    times: usize,
    ids: Option<Vec<u32>>,
    tokens: Option<usize>,
    sha256: Option<String>,
}

fn known_answers() -> KnownAnswers {
    serde_json::from_str(include_str!("known_answers.json")).unwrap()
}

/// SHA-256 over rows of ids, each after its length; all as 32-bit numbers, little-endian.
fn digest<'t>(tokenizer: &Tokenizer, texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        let ids = tokenizer.encode(text).ids;
        hasher.update((ids.len() as u32).to_le_bytes());
        ids.iter().for_each(|id| hasher.update(id.to_le_bytes()));
    }
    hex::encode(hasher.finalize())
}

fn load(folder: &Path) -> Tokenizer {
    let converted = convert::from_folder(folder).unwrap();
    Tokenizer::from_json(&converted.json, &Preprocessing::new(8192)).unwrap()
}

fn kobert() -> Option<Tokenizer> {
    shared("models/kobert-tokenizer").map(|folder| load(&folder))
}

#[test]
fn kobert_gives_its_published_answer() {
    let Some(kobert) = kobert() else { return };
    assert_eq!(kobert.special(), SpecialTokens { pad: 1, unk: 0, cls: 2, sep: 3, mask: Some(4) });
    assert_eq!(kobert.vocabulary_size(), 8002);
    assert_eq!(kobert.encode("한국어 모델을 공유합니다.").ids, [2, 4958, 6855, 2046, 7088, 1050, 7843, 54, 3]);
}

#[test]
fn kobert_cuts_hostile_texts_as_sentencepiece_does() {
    let Some(kobert) = kobert() else { return };
    let saved = Tokenizer::from_json(kobert.to_json().unwrap().as_bytes(), &Preprocessing::new(8192)).unwrap();
    for hostile in known_answers().kobert_hostile {
        let text = hostile.text.repeat(hostile.times);
        let ids = kobert.encode(&text).ids;
        let shown: String = text.chars().take(20).collect();
        match hostile.ids {
            Some(expected) => assert_eq!(ids, expected, "{shown:?}"),
            None => {
                assert_eq!(Some(ids.len()), hostile.tokens, "{shown:?}");
                assert_eq!(Some(digest(&kobert, [text.as_str()])), hostile.sha256, "{shown:?}");
            }
        }
        assert_eq!(saved.encode(&text).ids, ids, "{shown:?} after saving");
    }
}

#[test]
fn kobert_cuts_every_headline_as_sentencepiece_does_composed_or_decomposed() {
    let (Some(kobert), Some(headlines)) = (kobert(), headlines()) else { return };
    assert_eq!(headlines.len(), 36_547 + 9_131);
    let known = known_answers();
    assert_eq!(digest(&kobert, headlines.iter().map(String::as_str)), known.kobert_headlines);
    let decomposed: Vec<String> = headlines.iter().map(|text| text.nfd().collect()).collect();
    assert_eq!(digest(&kobert, decomposed.iter().map(String::as_str)), known.kobert_headlines_nfd);
}

/// A vocabulary of the headlines' characters, the same as continuations, and their frequent words.
fn word_piece_vocabulary(headlines: &[String]) -> String {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in headlines.iter().flat_map(|text| text.split_whitespace()) {
        *counts.entry(word).or_default() += 1;
    }
    let characters: BTreeSet<String> =
        headlines.iter().flat_map(|text| text.chars()).filter(|c| !c.is_whitespace()).map(String::from).collect();
    let frequent: BTreeSet<&str> = counts
        .into_iter()
        .filter(|(word, count)| *count >= 20 && word.chars().count() > 1)
        .map(|(word, _)| word)
        .collect();
    let continued: Vec<String> = characters.iter().map(|character| format!("##{character}")).collect();
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        .into_iter()
        .chain(characters.iter().map(String::as_str))
        .chain(continued.iter().map(String::as_str))
        .chain(frequent)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn word_piece_cuts_headlines_and_hostile_texts_as_transformers_does() {
    let Some(headlines) = headlines() else { return };
    let known = known_answers();
    let vocabulary = word_piece_vocabulary(&headlines);
    assert_eq!(hex::encode(Sha256::digest(&vocabulary)), known.word_piece_vocabulary);
    // Theirs composes every text first, takes a spelt special token for one (ours never does) and drops characters that
    // Unicode doesn't assign (their current, compiled tokenizer doesn't).
    let composed: Vec<String> = headlines.iter().map(|text| text.nfc().collect()).collect();
    let is_comparable = |text: &str| !["[CLS]", "\u{FFFF}", "\u{10FFFF}"].iter().any(|part| text.contains(part));
    let hostile = known.kobert_hostile.iter().filter(|hostile| is_comparable(&hostile.text));
    let hostile: Vec<String> = hostile.map(|hostile| hostile.text.repeat(hostile.times).nfc().collect()).collect();
    for (settings, expected) in [
        (r#"{"do_lower_case": false}"#, &known.word_piece_cased),
        ("{}", &known.word_piece_uncased),
        (
            r#"{"do_lower_case": true, "strip_accents": false, "tokenize_chinese_chars": false}"#,
            &known.word_piece_accents,
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("vocab.txt"), format!("{vocabulary}\n")).unwrap();
        fs::write(folder.path().join("tokenizer_config.json"), settings).unwrap();
        let tokenizer = load(folder.path());
        assert_eq!(digest(&tokenizer, composed.iter().map(String::as_str)), expected.headlines, "{settings}");
        assert_eq!(digest(&tokenizer, hostile.iter().map(String::as_str)), expected.hostile, "{settings}");
    }
}

#[test]
fn a_published_tokenizer_json_is_taken_as_it_is() {
    let Some(folder) = shared("models/e5-small-ko") else { return };
    let converted = convert::from_folder(&folder).unwrap();
    assert_eq!(converted.json, fs::read(folder.join("tokenizer.json")).unwrap());
    let tokenizer = load(&folder);
    assert_eq!(tokenizer.special(), SpecialTokens { pad: 1, unk: 3, cls: 0, sep: 2, mask: Some(20_925) });
    assert_eq!(tokenizer.vocabulary_size(), 20_926);
    assert!(tokenizer.can_sample());
}

//! A WordPiece `vocab.txt` as `tokenizer.json`, prepared as Hugging Face's `BertTokenizer` prepares texts.

use serde_json::{Map, Value, json};

use super::Parts;
use super::vocabulary::lines;

/// Words longer than this are unknown, in characters (`BertTokenizer`).
const MAX_WORD_CHARACTERS: u32 = 100;

/// The roles of `tokenizer_config.json` with the names they have if it doesn't say.
const ROLES: [(&str, &str); 5] = [
    ("pad_token", "[PAD]"),
    ("unk_token", "[UNK]"),
    ("cls_token", "[CLS]"),
    ("sep_token", "[SEP]"),
    ("mask_token", "[MASK]"),
];

/// The file made of the lines of `vocab.txt` and of `tokenizer_config.json` (null if there is none).
pub(super) fn convert(words: &str, settings: &Value) -> Result<Value, String> {
    let ids = lines(words);
    let mut special = Vec::new();
    for (role, usual) in ROLES {
        // A token is given by its text, or as an object that holds it.
        let named = settings[role].as_str().or_else(|| settings[role]["content"].as_str()).unwrap_or(usual);
        match ids.get(named) {
            Some(&id) => special.push((id, named.to_owned())),
            None if role == "mask_token" => {}
            None => return Err(format!("has no line {named} (the {role})")),
        }
    }
    let unknown = special[1].1.clone();
    let flag = |name: &str, usual: bool| match &settings[name] {
        Value::Null => Ok(usual),
        Value::Bool(flag) => Ok(*flag),
        other => Err(format!("needs {name} in tokenizer_config.json to be true or false; got {other}")),
    };
    // Left out, accents go with the capitals.
    let strip_accents = match &settings["strip_accents"] {
        Value::Null => Value::Null,
        _ => flag("strip_accents", false)?.into(),
    };
    let vocabulary: Map<String, Value> = ids.into_iter().map(|(word, id)| (word, id.into())).collect();
    let parts = Parts {
        special,
        normalizer: json!({
            "type": "BertNormalizer",
            "clean_text": true,
            "handle_chinese_chars": flag("tokenize_chinese_chars", true)?,
            "strip_accents": strip_accents,
            "lowercase": flag("do_lower_case", true)?,
        }),
        pre_tokenizer: json!({"type": "BertPreTokenizer"}),
        decoder: json!({"type": "WordPiece", "prefix": "##", "cleanup": true}),
        model: json!({
            "type": "WordPiece",
            "unk_token": unknown,
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": MAX_WORD_CHARACTERS,
            "vocab": vocabulary,
        }),
    };
    Ok(parts.file())
}

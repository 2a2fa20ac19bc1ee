//! sentencepiece's own normalisation, character for character.
//!
//! Hugging Face's `Precompiled` normaliser looks up one grapheme or one character at a time; sentencepiece looks for
//! the longest text its table knows, so only it composes a decomposed 한. A `tokenizer.json` made from a `.model`
//! ([`super::convert`]) therefore describes the normaliser twice: in the library's terms, for other readers, and under
//! `sentencepiece` what is missing in those. Here the latter is used.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::charsmap::Charsmap;

/// What stands for a space.
const SPACE: &str = "▁";

/// What sentencepiece does besides looking up its table (`NormalizerSpec`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spaces {
    /// A text begins with a space whether it has one or not.
    pub add_dummy_prefix: bool,
    /// Leading, trailing and repeated spaces vanish.
    pub remove_extra_whitespaces: bool,
}

/// The normaliser of a sentencepiece model.
#[derive(Debug, Clone)]
pub(super) struct SentencepieceNormaliser {
    charsmap: Option<Charsmap>,
    /// The same as it stands in the file.
    table: Option<String>,
    spaces: Spaces,
}

/// The part of a `tokenizer.json`'s normaliser that is read here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NormaliserOutline {
    sentencepiece: Option<Spaces>,
    normalizers: Vec<StepOutline>,
    precompiled_charsmap: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StepOutline {
    precompiled_charsmap: Option<String>,
}

impl SentencepieceNormaliser {
    /// The normaliser described under `sentencepiece`, if it is there. Tables are checked in any case: the library
    /// doesn't, and reads past the end of malformed ones.
    pub(super) fn of(outline: &NormaliserOutline) -> Result<Option<Self>, String> {
        let tables = outline.normalizers.iter().map(|step| &step.precompiled_charsmap);
        let tables: Vec<&String> = tables.chain([&outline.precompiled_charsmap]).flatten().collect();
        let parsed: Result<Vec<Charsmap>, String> = tables.iter().map(|table| decode(table)).collect();
        let charsmap = parsed.map_err(|reason| format!("its precompiled_charsmap {reason}"))?.into_iter().next();
        let table = tables.first().map(|table| (*table).clone());
        Ok(outline.sentencepiece.map(|spaces| SentencepieceNormaliser { charsmap, table, spaces }))
    }

    /// A normaliser with the table of a `.model`, which may be empty.
    pub(super) fn new(table: &[u8], spaces: Spaces) -> Result<Self, String> {
        if table.is_empty() {
            return Ok(SentencepieceNormaliser { charsmap: None, table: None, spaces });
        }
        let charsmap = Charsmap::parse(table).map_err(|reason| format!("has a precompiled_charsmap that {reason}"))?;
        Ok(SentencepieceNormaliser { charsmap: Some(charsmap), table: Some(STANDARD.encode(table)), spaces })
    }

    /// The normaliser as `tokenizer.json` describes it.
    pub(super) fn json(&self) -> Value {
        let spaces = self.spaces;
        let mut steps = Vec::new();
        if let Some(table) = &self.table {
            steps.push(json!({"type": "Precompiled", "precompiled_charsmap": table}));
        }
        if spaces.remove_extra_whitespaces {
            steps.push(json!({"type": "Strip", "strip_left": true, "strip_right": true}));
            steps.push(json!({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}));
        }
        json!({"type": "Sequence", "normalizers": steps, "sentencepiece": spaces})
    }

    /// Whether words end at single spaces between plain characters, whatever stands further away.
    pub(super) fn splits_at_spaces(&self) -> bool {
        !self.charsmap.as_ref().is_some_and(Charsmap::crosses_spaces)
    }

    /// The text that pieces are looked for in: replaced, spaces spelt `▁` (`Normalizer::Normalize` in sentencepiece).
    pub(super) fn normalise(&self, text: &str) -> String {
        let mut rest = text;
        if self.spaces.remove_extra_whitespaces {
            while let (length, " ") = self.next(rest) {
                rest = &rest[length..];
            }
        }
        let mut normalised = String::with_capacity(text.len() + text.len() / 2);
        if rest.is_empty() {
            return normalised;
        }
        if self.spaces.add_dummy_prefix {
            normalised.push_str(SPACE);
        }
        let mut is_after_space = self.spaces.remove_extra_whitespaces;
        while !rest.is_empty() {
            let (length, mut written) = self.next(rest);
            if is_after_space {
                written = written.trim_start_matches(' ');
            }
            if !written.is_empty() {
                normalised.extend(written.split_inclusive(' ').flat_map(|part| match part.strip_suffix(' ') {
                    Some(word) => [word, SPACE],
                    None => [part, ""],
                }));
                is_after_space = self.spaces.remove_extra_whitespaces && written.ends_with(' ');
            }
            rest = &rest[length..];
        }
        if self.spaces.remove_extra_whitespaces {
            let kept = normalised.trim_end_matches(SPACE).len();
            normalised.truncate(kept);
        }
        normalised
    }

    /// The next bytes of a text, how many, and what is written for them. Nothing at the text's end.
    fn next<'n>(&'n self, text: &'n str) -> (usize, &'n str) {
        if let Some(found) = self.charsmap.as_ref().and_then(|charsmap| charsmap.longest(text)) {
            return found;
        }
        let length = text.chars().next().map_or(0, char::len_utf8);
        (length, &text[..length])
    }
}

fn decode(table: &str) -> Result<Charsmap, String> {
    let bytes = STANDARD.decode(table).map_err(|error| format!("isn't base64 ({error})"))?;
    Charsmap::parse(&bytes)
}

#[cfg(test)]
mod tests {
    use super::super::charsmap::tests::table;
    use super::*;

    fn normaliser(entries: &[(&str, &str)], spaces: Spaces) -> SentencepieceNormaliser {
        let made = SentencepieceNormaliser::new(&table(entries), spaces).unwrap();
        SentencepieceNormaliser::of(&serde_json::from_value(made.json()).unwrap()).unwrap().unwrap()
    }

    const USUAL: Spaces = Spaces { add_dummy_prefix: true, remove_extra_whitespaces: true };

    #[test]
    fn spaces_are_collapsed_wherever_they_come_from() {
        let usual = normaliser(&[("\t", " "), ("…", "..."), ("´", " \u{301}"), ("\u{200B}", "")], USUAL);
        for (text, expected) in [
            ("", ""),
            (" \t ", ""),
            ("가", "▁가"),
            ("  가 \t나…  ", "▁가▁나..."),
            ("가 ´", "▁가▁\u{301}"),
            ("\u{200B}", ""),
            ("가▁▁", "▁가"),
            ("▁가", "▁▁가"),
            ("\u{200B} 가", "▁가"),
        ] {
            assert_eq!(usual.normalise(text), expected, "{text:?}");
        }
    }

    #[test]
    fn spaces_are_kept_where_the_model_says_so() {
        let kept = normaliser(&[("…", ". ")], Spaces { add_dummy_prefix: false, remove_extra_whitespaces: false });
        assert_eq!(kept.normalise(" 가  나… "), "▁가▁▁나.▁▁");
        assert_eq!(kept.normalise(""), "");
    }
}

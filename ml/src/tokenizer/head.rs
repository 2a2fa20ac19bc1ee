//! Where a long text may be cut without changing how its beginning is cut into tokens.
//!
//! A tokenizer that treats every word by itself gives a text's first words the same tokens whatever follows. So of a
//! long text only as much is looked at as fills the maximum length. That holds where a single space stands between
//! two plain characters ([`is_plain`]), if the tokenizer is one whose parts are known to look no further than a word
//! ([`splits_at_spaces`]); any other tokenizer reads the whole text.

use serde_json::Value;

/// Characters tried first for every token of the maximum length; Korean text has two to three.
const CHARACTERS_PER_TOKEN: usize = 8;
/// How much more is tried when that wasn't enough.
const GROWTH: usize = 4;

/// Beginnings of `text`, each longer than the last; the last is all of it.
pub(super) fn heads(text: &str, max_length: usize) -> impl Iterator<Item = &str> {
    let mut characters = max_length * CHARACTERS_PER_TOKEN;
    let mut is_whole = false;
    std::iter::from_fn(move || {
        if is_whole {
            return None;
        }
        let end = text.char_indices().nth(characters).and_then(|(from, _)| cut(text, from));
        characters *= GROWTH;
        is_whole = end.is_none();
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// The first place after byte `from` with a single space between two plain characters: the space's position.
fn cut(text: &str, from: usize) -> Option<usize> {
    let mut before = None;
    let mut characters = text[from..].char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == ' '
            && before.is_some_and(is_plain)
            && characters.peek().is_some_and(|(_, after)| is_plain(*after))
        {
            return Some(from + at);
        }
        before = Some(character);
    }
    None
}

/// Letters and digits that stand for themselves: neither joined with a neighbour nor split by normalisation.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || ('가'..='힣').contains(&character)
}

/// Whether a tokenizer's words end at every space between plain characters, whatever stands further away.
///
/// True only of parts whose code was read: character- or grapheme-wise normalisers, and splitters that split at
/// spaces. Tokens that are found in the raw text (added and not special) may hold spaces, so there must be none.
pub(super) fn splits_at_spaces(tokenizer: &tokenizers::Tokenizer) -> bool {
    let is_added_text = tokenizer.get_added_tokens_decoder().values().any(|token| !token.special);
    let json = |part: Option<serde_json::Result<Value>>| part.and_then(Result::ok).unwrap_or(Value::Null);
    let normalizer = json(tokenizer.get_normalizer().map(serde_json::to_value));
    let pre_tokenizer = json(tokenizer.get_pre_tokenizer().map(serde_json::to_value));
    !is_added_text && normalises_word_by_word(&normalizer) && splitters(&pre_tokenizer) == Some(true)
}

fn normalises_word_by_word(normalizer: &Value) -> bool {
    match kind(normalizer) {
        "" => normalizer.is_null(),
        "Sequence" => items(normalizer, "normalizers").iter().all(normalises_word_by_word),
        "NFC" | "NFD" | "NFKC" | "NFKD" | "Lowercase" | "StripAccents" | "Nmt" | "Precompiled" | "BertNormalizer"
        | "Strip" | "Prepend" => true,
        "Replace" => {
            let text = normalizer["pattern"]["String"].as_str();
            let runs_of_spaces = normalizer["pattern"]["Regex"] == " {2,}" && normalizer["content"] == " ";
            runs_of_spaces || text.is_some_and(|text| !text.contains(|c: char| c.is_whitespace() || c == '▁'))
        }
        _ => false,
    }
}

/// `None` if a part is unknown, otherwise whether one splits at spaces.
fn splitters(pre_tokenizer: &Value) -> Option<bool> {
    match kind(pre_tokenizer) {
        "Sequence" => {
            let parts: Option<Vec<bool>> = items(pre_tokenizer, "pretokenizers").iter().map(splitters).collect();
            parts.map(|parts| parts.contains(&true))
        }
        "Metaspace" => Some(pre_tokenizer["split"] == true),
        "ByteLevel" => Some(pre_tokenizer["use_regex"] == true),
        "WhitespaceSplit" | "Whitespace" | "BertPreTokenizer" => Some(true),
        "Punctuation" | "Digits" => Some(false),
        _ => None,
    }
}

/// Whether a normaliser leaves plain characters visible, each on its own, and the spaces between them single. Spaces
/// may come out as `▁`, with one more in front.
pub(super) fn keeps_plain_characters_apart(normalise: impl Fn(&str) -> String) -> bool {
    let plain: Vec<String> = ('0'..='힣').filter(|&character| is_plain(character)).map(String::from).collect();
    let text = normalise(&plain.join(" ")).replace('▁', " ");
    let text = text.strip_prefix(' ').unwrap_or(&text);
    text.split(' ').filter(|word| !word.is_empty()).count() == plain.len()
        && text.matches(char::is_whitespace).count() == plain.len() - 1
}

fn kind(part: &Value) -> &str {
    part["type"].as_str().unwrap_or_default()
}

fn items<'v>(part: &'v Value, name: &str) -> &'v [Value] {
    part[name].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_end_before_a_space_between_plain_characters_and_the_last_is_the_whole() {
        let text = "가나 다라, 마바  사아 자차\u{301} 카 ".repeat(40);
        let heads: Vec<&str> = heads(&text, 2).collect();
        assert_eq!(heads.last(), Some(&text.as_str()));
        for head in &heads[..heads.len() - 1] {
            let after: Vec<char> = text[head.len()..].chars().take(2).collect();
            assert!(head.ends_with(is_plain) && after[0] == ' ' && is_plain(after[1]), "{head}");
        }
        assert!(heads.len() > 2 && heads.windows(2).all(|pair| pair[0].len() < pair[1].len()));
    }

    #[test]
    fn a_text_without_such_a_space_is_never_cut() {
        assert_eq!(heads(&"가".repeat(1000), 2).collect::<Vec<_>>(), ["가".repeat(1000)]);
        assert_eq!(heads("", 2).collect::<Vec<_>>(), [""]);
    }
}

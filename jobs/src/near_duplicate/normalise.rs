//! Brings a published text to the form in which copies are equal.
//!
//! NFKC, lower case, Chinese abbreviations as Hangul (美 → 미국), news flags and bylines removed,
//! punctuation dropped. Numbers keep their sign and decimal point; arrows keep their direction.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::marks::{strip_bylines, strip_flags};

/// A text ready to be compared.
pub(super) struct Normalised {
    /// First half of the SHA-256 of the whole normalised text without spaces.
    pub fingerprint: u128,
    /// Words divided by single spaces; a prefix where the text is long.
    pub words: Box<str>,
    /// Hash of the multiset of numbers in `words`.
    pub numbers: u64,
}

impl Normalised {
    pub(super) fn of(text: &str, maximum_characters: usize) -> Self {
        let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let stripped = strip_bylines(&strip_flags(&folded));
        let mut words = words(&expand(&stripped));
        if words.is_empty() {
            // Nothing but punctuation or pictures: compare those.
            words = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let digest = Sha256::digest(letters(&words).collect::<String>());
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        let fingerprint = u128::from_be_bytes(half);
        // Spaces are not counted, so that copies spaced differently are cut at the same letter.
        if let Some((end, _)) = words.char_indices().filter(|(_, c)| *c != ' ').nth(maximum_characters) {
            words.truncate(words[..end].trim_end().len());
        }
        Self { fingerprint, numbers: numbers_hash(&words), words: words.into_boxed_str() }
    }
}

/// The characters that are compared: all but spaces, which writers set as they like. A space between
/// two digits stays, for it keeps two numbers apart.
pub(super) fn letters(words: &str) -> impl Iterator<Item = char> {
    let mut previous = ' ';
    let mut characters = words.chars().peekable();
    std::iter::from_fn(move || {
        loop {
            let character = characters.next()?;
            let before = std::mem::replace(&mut previous, character);
            if character != ' ' || (before.is_ascii_digit() && characters.peek().is_some_and(char::is_ascii_digit)) {
                return Some(character);
            }
        }
    })
}

/// A mixing step of splitmix64 (Steele, Lea & Flood 2014).
pub(super) fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Equal for texts whose numbers are the same in any order.
fn numbers_hash(words: &str) -> u64 {
    let mut sum = 0_u64;
    let mut number = None;
    for character in words.chars().chain([' ']) {
        if character.is_ascii_digit() || (character == '.' && number.is_some()) {
            number = Some(mix(number.unwrap_or(1) ^ u64::from(character)));
        } else if let Some(finished) = number.take() {
            sum = sum.wrapping_add(mix(finished));
        }
        if character == '-' {
            number = Some(u64::from(character));
        }
    }
    sum
}

/// Spellings of one thing, each in the form that replaces it.
const EXPANSIONS: &[(&str, &str)] = &[
    ("다음 달", "내달"),
    ("다음달", "내달"),
    ("작년", "지난해"),
    ("금년", "올해"),
    ("美", "미국"),
    ("中", "중국"),
    ("日", "일본"),
    ("韓", "한국"),
    ("北", "북한"),
    ("英", "영국"),
    ("獨", "독일"),
    ("佛", "프랑스"),
    ("露", "러시아"),
    ("印", "인도"),
    ("與", "여당"),
    ("野", "야당"),
    ("靑", "청와대"),
    ("檢", "검찰"),
    ("軍", "군"),
    ("前", "전"),
    ("新", "신"),
    ("&", " and "),
];

fn expand(text: &str) -> String {
    let mut text = text.to_owned();
    for (from, to) in EXPANSIONS {
        if text.contains(from) {
            text = text.replace(from, to);
        }
    }
    text
}

fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word_open = false;
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let digit_follows = characters.peek().is_some_and(char::is_ascii_digit);
        let direction = match character {
            '↑' | '▲' | '△' | '↗' => Some('↑'),
            '↓' | '▼' | '▽' | '↘' => Some('↓'),
            _ => None,
        };
        let within_number = previous.is_ascii_digit() && digit_follows;
        let minus = matches!(character, '-' | '−' | '–') && !word_open && digit_follows && previous.is_whitespace();
        if let Some(arrow) = direction {
            separate(&mut out);
            out.push(arrow);
            word_open = false;
        } else if character.is_alphanumeric() || (character == '.' && within_number) || minus {
            if !word_open {
                separate(&mut out);
            }
            out.push(if minus { '-' } else { character });
            word_open = true;
        } else if character == ',' && within_number && thousands_follow(characters.clone()) {
            // 2,512 is one number.
        } else if !is_apostrophe(character) {
            word_open = false;
        }
        previous = character;
    }
    out
}

fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push(' ');
    }
}

fn thousands_follow(rest: impl Iterator<Item = char>) -> bool {
    let digits = rest.take(4).take_while(char::is_ascii_digit).count();
    digits == 3
}

/// Marks that may be left out inside a word without dividing it.
fn is_apostrophe(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{200d}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> String {
        Normalised::of(text, 1_000).words.into()
    }

    #[test]
    fn flags_and_bylines_disappear_and_series_names_stay() {
        let plain = words_of("국회, 예산안 처리 합의");
        for copy in [
            "[속보] 국회, 예산안 처리 합의",
            "국회, 예산안 처리 합의(종합2보)",
            "국회 예산안 처리 합의 종합",
            "(서울=한빛뉴스) 국회, 예산안 처리 합의",
            "국회, 예산안 처리 합의 - 한빛일보",
            "국회, 예산안 처리 합의 | 한빛일보 | 김아무개 기자",
            "국회,\u{a0}예산안 처리 합의…",
        ] {
            assert_eq!(words_of(copy), plain, "{copy}");
        }
        assert_eq!(words_of("[오늘의 날씨] 전국 맑음"), "오늘의 날씨 전국 맑음");
    }

    #[test]
    fn numbers_keep_sign_point_and_boundaries() {
        assert_eq!(words_of("코스피 2,512.33 마감…0.4%↑"), "코스피 2512.33 마감 0.4 ↑");
        assert_eq!(words_of("아침 -3도, 3-2 승"), "아침 -3도 3 2 승");
        assert_ne!(Normalised::of("물가 1.5% 상승", 100).fingerprint, Normalised::of("물가 15% 상승", 100).fingerprint);
        assert_ne!(Normalised::of("3 2 승", 100).fingerprint, Normalised::of("32 승", 100).fingerprint);
    }

    #[test]
    fn the_order_of_numbers_does_not_matter_but_their_values_do() {
        let hash = |text| Normalised::of(text, 100).numbers;
        assert_eq!(hash("3명 부상 1명 실종"), hash("실종 1명, 부상 3명"));
        assert_ne!(hash("3명 부상 1명 실종"), hash("3명 부상 2명 실종"));
        assert_ne!(hash("-3도"), hash("3도"));
    }

    #[test]
    fn spacing_case_and_composition_do_not_change_the_fingerprint() {
        let print = |text| Normalised::of(text, 100).fingerprint;
        assert_eq!(print("AI 반도체 수출"), print("ai반도체 수출"));
        let decomposed: String = "반도체 수출".nfd().collect();
        assert_eq!(print("반도체 수출"), print(&decomposed));
        assert_eq!(print("美 금리 동결"), print("미국 금리 동결"));
    }

    #[test]
    fn texts_without_letters_are_told_apart() {
        assert_ne!(words_of("😀"), words_of("😢"));
        assert_eq!(words_of(""), "");
    }
}

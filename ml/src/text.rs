//! The one recipe that turns a title and a body into the string a model reads.
//!
//! Training and serving both call [`recipe`]; a bundle records [`RECIPE_VERSION`], and a model trained
//! under another version is refused rather than fed text it has never seen the like of.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Changes whenever [`recipe`] gives a different answer for some text.
pub const RECIPE_VERSION: u32 = 1;

/// What of an article a model reads. A dataset, the runs on it, their bundles and every prediction of theirs have the same
/// one: it travels in the rows' selection, the trainer's request and the bundle's `preprocess.json`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipe {
    /// Title and body, with everything in them: digits, hanja and Latin letters too.
    #[default]
    TitleBody,
    /// The title alone.
    Title,
    /// Title and body, of which only Hangul syllables and the spaces between words are left.
    HangulOnly,
}

impl Recipe {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TitleBody, Self::Title, Self::HangulOnly];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::TitleBody => "title_body",
            Self::Title => "title",
            Self::HangulOnly => "hangul_only",
        }
    }

    /// The text a model reads. Whoever has one text and no body, as a reader does, gives it as the title.
    ///
    /// Applying it to its own result changes nothing.
    pub fn apply(self, title: &str, body: &str) -> String {
        match self {
            Self::TitleBody => recipe(title, body),
            Self::Title => recipe(title, ""),
            Self::HangulOnly => {
                let all = recipe(title, body);
                let left: String = all.chars().filter(|c| matches!(c, ' ' | '가'..='힣')).collect();
                recipe(&left, "")
            }
        }
    }

    /// Whether it is the one that is used if nobody says otherwise.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Joins `title` and `body` by one space and cleans the result.
///
/// The result is in Unicode NFC, has no control, format or zero-width character, and its words are
/// separated by single spaces with none at either end. It is empty if nothing visible remains.
/// Applying the recipe to its own result changes nothing.
pub fn recipe(title: &str, body: &str) -> String {
    let visible = title.chars().chain([' ']).chain(body.chars()).filter_map(visible);
    let mut text = String::with_capacity(title.len() + body.len() + 1);
    let mut gap = false;
    for character in visible.nfc() {
        if character == ' ' {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push(' ');
        }
        gap = false;
        text.push(character);
    }
    text
}

/// A space for any whitespace or line control, nothing for what can't be seen, the character otherwise.
fn visible(character: char) -> Option<char> {
    match character {
        _ if character.is_whitespace() => Some(' '),
        _ if character.is_control() || is_invisible(character) => None,
        _ => Some(character),
    }
}

/// Zero-width and direction marks, soft hyphen, variation selectors, Hangul fillers, tags and the byte order mark.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
        | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn title_and_body_become_one_line_of_words() {
        assert_eq!(recipe("  코스피\t상승 ", "반도체\r\n\u{3000}강세"), "코스피 상승 반도체 강세");
        assert_eq!(recipe("제목", ""), "제목");
        assert_eq!(recipe("", "본문"), "본문");
        assert_eq!(recipe("\u{200B}\u{0}", " \n"), "");
    }

    #[test]
    fn decomposed_hangul_becomes_composed() {
        assert_eq!(recipe("\u{1112}\u{1161}\u{11ab}글", ""), "한글");
    }

    #[test]
    fn invisible_characters_vanish_without_splitting_a_word() {
        assert_eq!(recipe("서\u{200B}울\u{FEFF}\u{7}시", ""), "서울시");
    }

    #[test]
    fn joined_emoji_and_marks_are_stable() {
        for text in ["a\u{200D}\u{301}b", "\u{1112}\u{200B}\u{1161}", " x  y ", "👨\u{200D}👩", "ㅋㅋㅋ", "\u{FDFA}"]
        {
            let once = recipe(text, "");
            assert_eq!(recipe(&once, ""), once);
        }
    }

    #[test]
    fn each_recipe_reads_what_it_says() {
        let (title, body) = ("美 Fed, 금리 0.25%p 인하", "시장은 2차 인하를 점친다");
        assert_eq!(Recipe::TitleBody.apply(title, body), "美 Fed, 금리 0.25%p 인하 시장은 2차 인하를 점친다");
        assert_eq!(Recipe::Title.apply(title, body), "美 Fed, 금리 0.25%p 인하");
        assert_eq!(Recipe::HangulOnly.apply(title, body), "금리 인하 시장은 차 인하를 점친다");
        for recipe in Recipe::ALL {
            assert_eq!(serde_json::to_value(recipe).unwrap(), recipe.name());
        }
    }

    proptest! {
        #[test]
        fn every_recipe_is_idempotent(title in any::<String>(), body in any::<String>()) {
            for recipe in Recipe::ALL {
                let once = recipe.apply(&title, &body);
                prop_assert_eq!(&recipe.apply(&once, ""), &once);
            }
        }

        #[test]
        fn the_recipe_is_idempotent_and_leaves_nothing_invisible(title in any::<String>(), body in any::<String>()) {
            let once = recipe(&title, &body);
            prop_assert_eq!(&recipe(&once, ""), &once);
            prop_assert!(once.chars().all(|c| c == ' ' || visible(c) == Some(c)));
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }
    }
}

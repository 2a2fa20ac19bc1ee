//! Normalisation: HTML entities become characters, text becomes NFC, what can't be seen goes, runs of spaces become one
//! and lines of a body stay lines.

use unicode_normalization::UnicodeNormalization;

/// Longest name of an entity that is looked for, in bytes.
const LONGEST_ENTITY: usize = 10;

/// Entities that Korean news pages are full of; numeric ones are read whatever they are.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("middot", '·'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("bull", '•'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("times", '×'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("rarr", '→'),
    ("larr", '←'),
];

/// A title on one line.
pub fn title(raw: &str) -> String {
    let decoded = decode(raw);
    line(&decoded)
}

/// A body: lines without space at their ends, none of them empty.
pub fn body(raw: &str) -> String {
    let decoded = decode(raw);
    let lines: Vec<String> = decoded.split(['\n', '\r', '\u{2028}', '\u{2029}']).map(line).collect();
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// One line: what the text recipe of models makes of it, since that is NFC, visible and singly spaced.
pub(super) fn line(text: &str) -> String {
    ml::text::recipe(text, "")
}

/// Characters instead of entities. Pages that were escaped twice (`&amp;quot;`) are read twice, and no more often.
fn decode(text: &str) -> String {
    let once = decode_once(text);
    let twice = if once.contains('&') { decode_once(&once) } else { once };
    twice.nfc().collect()
}

fn decode_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let end = behind.bytes().take(LONGEST_ENTITY + 1).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&behind[..end])?, end))) {
            Some((character, end)) => {
                out.push(character);
                rest = &behind[end + 1..];
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(entity: &str) -> Option<char> {
    let Some(number) = entity.strip_prefix('#') else {
        return ENTITIES.iter().find(|(name, _)| *name == entity).map(|(_, character)| *character);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|character| !character.is_control())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn entities_become_characters_also_when_they_were_escaped_twice() {
        assert_eq!(
            title("&quot;코스피&quot; 3,000 &amp;lt;종합&amp;gt; &#44608;&#x26;"),
            "\"코스피\" 3,000 <종합> 김&"
        );
        assert_eq!(title("AT&T R&D &없는것; &amp"), "AT&T R&D &없는것; &amp");
        assert_eq!(title("&#0;&#xD800;가"), "&#0;&#xD800;가");
    }

    #[test]
    fn lines_stay_lines_and_spaces_become_one() {
        assert_eq!(body(" 첫\u{a0}\u{a0} 줄 \r\n\n\t 둘째\u{200b} 줄 "), "첫 줄\n둘째 줄");
        assert_eq!(title("두\n줄"), "두 줄");
        assert_eq!(title("\u{1112}\u{1161}\u{11ab}글"), "한글");
    }

    proptest! {
        #[test]
        fn text_without_entities_is_stable(raw in "[^&]*") {
            let once = body(&raw);
            prop_assert_eq!(body(&once), once);
        }

        #[test]
        fn nothing_makes_it_panic(raw in any::<String>()) {
            let _ = (title(&raw), body(&raw));
        }
    }
}

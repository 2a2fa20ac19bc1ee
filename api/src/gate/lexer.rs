//! The document as text: its tokens are counted, not kept.

/// What a document's text consists of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lexed {
    /// Names, numbers, strings and punctuators.
    pub tokens: usize,
    /// Deepest nesting of `{}`, `[]` and `()`, taken together.
    pub nesting: usize,
    /// `@`s.
    pub directives: usize,
}

/// Reads a document once. What isn't GraphQL is counted as well: the parser refuses it.
pub fn lex(document: &str) -> Lexed {
    let bytes = document.as_bytes();
    let mut lexed = Lexed::default();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xEF | 0xBB | 0xBF => {
                at += 1;
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' => string(&bytes[at..]),
            b'{' | b'[' | b'(' => {
                depth += 1;
                lexed.nesting = lexed.nesting.max(depth);
                1
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                1
            }
            b'@' => {
                lexed.directives += 1;
                1
            }
            b'.' if bytes[at..].starts_with(b"...") => 3,
            b'0'..=b'9' | b'-' => number(&bytes[at..]),
            _ if is_word(byte) => bytes[at..].iter().take_while(|byte| is_word(**byte)).count(),
            _ => 1,
        };
        lexed.tokens += 1;
        at += length;
    }
    lexed
}

/// Names run on through these.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The length of the number at the start of `bytes`.
fn number(bytes: &[u8]) -> usize {
    let is_part = |at: usize| match bytes[at] {
        b'+' | b'-' => matches!(bytes[at - 1], b'e' | b'E'),
        b'.' => !bytes[at..].starts_with(b"..."),
        byte => is_word(byte),
    };
    (1..bytes.len()).find(|at| !is_part(*at)).unwrap_or(bytes.len())
}

/// The length of the string at the start of `bytes`, quotes included.
fn string(bytes: &[u8]) -> usize {
    const BLOCK: &[u8] = b"\"\"\"";
    let (mut at, is_block) = if bytes.starts_with(BLOCK) { (3, true) } else { (1, false) };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if is_block => at += if bytes[at + 1..].starts_with(BLOCK) { 4 } else { 1 },
            b'\\' => at += 2,
            b'"' if !is_block => return at + 1,
            b'"' if bytes[at..].starts_with(BLOCK) => return at + 3,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_what_the_grammar_calls_tokens() {
        for (document, tokens) in [
            ("", 0),
            ("{ a }", 3),
            ("query Q($x: [Int!]! = -1.5e+3) { ...F @include(if: true) } # { a b c", 25),
            ("{ a(t: \"{ \\\" } # b\") }", 8),
            ("{ a(t: \"\"\" \" \\\"\"\" { \"\"\") }", 8),
            ("{ a(t: \"\") }", 8),
            ("{ a(t: \"never ends }", 6),
            ("\u{feff}{ 가 }", 3),
            ("\"\\", 1),
            ("\"\"\"\\", 1),
        ] {
            assert_eq!(lex(document).tokens, tokens, "{document}");
        }
    }

    #[test]
    fn brackets_of_all_kinds_nest_in_each_other_and_not_in_strings() {
        assert_eq!(lex("{ a(b: [{c: [1]}]) } { d }").nesting, 5);
        assert_eq!(lex("{ a(b: \"[[[[[[\") } ]]]]").nesting, 2);
        assert_eq!(lex("{ a @b @c(d: \"@\") }").directives, 2);
    }
}

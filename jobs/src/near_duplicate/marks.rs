//! What papers put around a headline: news flags and bylines. Two copies of a story differ in them.

/// Removes bracketed news flags — [속보], (종합2보), <단독> — and those that close a headline bare.
/// Other bracketed words stay: they name a series or a place.
pub(super) fn strip_flags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['[', '(', '<', '【', '〔', '《']) {
        let (before, from_open) = rest.split_at(open);
        out.push_str(before);
        let inner_start = from_open.chars().next().map_or(0, char::len_utf8);
        let inner = &from_open[inner_start..];
        // A flag is short: looking no further keeps this linear on hostile brackets.
        let close = inner.char_indices().take(24).find(|(_, c)| matches!(c, ']' | ')' | '>' | '】' | '〕' | '》'));
        match close {
            Some((end, bracket)) if is_flag(&inner[..end]) => {
                out.push(' ');
                rest = &inner[end + bracket.len_utf8()..];
            }
            _ => {
                out.push_str(&from_open[..inner_start]);
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    let trimmed = out.trim_end();
    if let Some(stem) = closing_flag(trimmed)
        && stem.chars().count() >= 8
    {
        out.truncate(stem.len());
    }
    out
}

const FLAGS: &[&str] = &[
    "속보",
    "단독",
    "긴급",
    "종합",
    "상보",
    "수정",
    "재송",
    "포토",
    "사진",
    "영상",
    "동영상",
    "그래픽",
    "카드뉴스",
    "특보",
    "1보",
    "2보",
    "3보",
    "4보",
    "5보",
    "update",
    "업데이트",
    "전문",
];

fn is_flag(inner: &str) -> bool {
    let inner: String = inner.chars().filter(|c| !c.is_whitespace()).collect();
    FLAGS.contains(&inner.as_str())
        || is_numbered_summary(&inner)
        || inner.split_once('=').is_some_and(|(_, press)| is_press(press))
        || is_press(&inner)
}

/// 종합2보, 종합3보 …
fn is_numbered_summary(text: &str) -> bool {
    text.strip_prefix("종합")
        .and_then(|rest| rest.strip_suffix('보'))
        .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
}

fn closing_flag(text: &str) -> Option<&str> {
    let last = text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    if is_numbered_summary(&text[last..]) {
        return Some(&text[..last]);
    }
    text.strip_suffix("종합").or_else(|| text.strip_suffix("속보"))
}

const PRESS_ENDINGS: &[&str] = &[
    "일보",
    "신문",
    "뉴스",
    "통신",
    "방송",
    "타임스",
    "투데이",
    "데일리",
    "저널",
    "프레스",
    "헤럴드",
    "미디어",
    "경제tv",
    "매일",
    "news",
    "times",
    "press",
];

fn is_press(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 12 && PRESS_ENDINGS.iter().any(|ending| text.ends_with(ending))
}

fn is_reporter(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 20 && ["기자", "특파원", "리포터"].iter().any(|role| text.ends_with(role))
}

/// Removes "… 기자 =" in front and " - 한빛일보", " | 김 기자", "… 기자" after a full stop behind.
pub(super) fn strip_bylines(text: &str) -> String {
    let mut text = text.trim();
    if let Some((front, rest)) = text.split_once('=')
        && (is_reporter(front) || is_press(front))
    {
        text = rest.trim();
    }
    // At most a few bylines are stacked (press, then reporter).
    for _ in 0..3 {
        let Some((at, mark)) = text.char_indices().rev().take(24).find(|(_, c)| "-–—|/=:.".contains(*c)) else {
            break;
        };
        let tail = &text[at + mark.len_utf8()..];
        if !(is_press(tail) || is_reporter(tail)) {
            break;
        }
        text = text[..at].trim_end_matches(|c: char| c.is_whitespace() || "-–—|/=:".contains(c));
    }
    text.to_owned()
}

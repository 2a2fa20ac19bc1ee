//! Publishes a story again the way papers do: another flag, a byline, an ending, a small edit.

use super::SampleArticle;
use super::draw::Draw;
use super::grammar::Grammar;

const PRESS: &[&str] = &["한들일보", "새벽신문", "가온뉴스", "누리통신", "물결경제신문", "여명일보", "별빛데일리"];

/// Endings and their other forms; the first that a headline ends with is exchanged.
const ENDINGS: &[(&str, &str)] = &[
    ("검거", "붙잡아"),
    ("발표", "발표해"),
    ("착수", "착수했다"),
    ("공개", "공개한다"),
    ("확정", "확정됐다"),
    ("추진", "추진한다"),
    ("논의", "논의한다"),
    ("개막", "개막한다"),
    ("출시", "출시한다"),
    ("돌파", "돌파했다"),
    ("증가", "증가세"),
    ("급증", "급증했다"),
    ("늘어", "늘었다"),
    ("줄어", "줄었다"),
    ("합의", "합의했다"),
    ("우려", "우려 커져"),
    ("기대", "기대감"),
    ("논란", "논란 확산"),
    ("비판", "비판 나와"),
    ("관심", "관심 집중"),
];

const SPELLINGS: &[(&str, &str)] = &[
    ("미국", "美"),
    ("중국", "中"),
    ("일본", "日"),
    ("내달", "다음달"),
    ("지난해", "작년"),
    ("…", " … "),
    (", ", " "),
];

/// Typographic quotation marks and their typewriter forms.
const QUOTES: &[(char, char)] = &[('‘', '\''), ('’', '\''), ('“', '"'), ('”', '"')];

/// Title and body of the copy. The title differs from the original's.
pub(super) fn copy(grammar: &Grammar, original: &SampleArticle, draw: &mut Draw) -> (String, String) {
    let mut title = original.title.clone();
    if draw.per_mille(350) {
        title = new_ending(&title);
    }
    if draw.per_mille(350) {
        title = respell(&title, draw);
    }
    if title == original.title || draw.per_mille(400) {
        title = match draw.below(4) {
            // A title that opens with a bracket has its flag.
            0 if !title.starts_with('[') => format!("{}{title}", draw.pick(&grammar.front_flags)),
            0 | 1 => format!("{title}{}", draw.pick(&grammar.back_flags)),
            2 => format!("{title} - {}", draw.pick(PRESS)),
            _ => format!("{title} | {}", draw.pick(PRESS)),
        };
    }
    let body = format!("{}\n({})", original.body, draw.pick(PRESS));
    (title, body)
}

fn new_ending(title: &str) -> String {
    match ENDINGS.iter().find(|(ending, _)| title.ends_with(ending)) {
        Some((ending, other)) => format!("{}{other}", &title[..title.len() - ending.len()]),
        None => title.to_owned(),
    }
}

fn respell(title: &str, draw: &mut Draw) -> String {
    if title.contains(['‘', '“']) && draw.per_mille(500) {
        let plain = |c| QUOTES.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
        return title.chars().map(plain).collect();
    }
    let start = draw.below(SPELLINGS.len() as u64) as usize;
    let in_turn = SPELLINGS[start..].iter().chain(&SPELLINGS[..start]);
    match in_turn.into_iter().find(|(from, _)| title.contains(from)) {
        Some((from, to)) => title.replacen(from, to, 1).replace("  ", " "),
        None => title.to_owned(),
    }
}

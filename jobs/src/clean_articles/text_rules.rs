//! The rules that look at one article alone: what becomes of its text, and which of them reject it.
//!
//! Pure functions of title, body and settings.

use std::collections::BTreeMap;

use domain::{
    cleaning_decision::Evidence,
    cleaning_rule::{Rule, Setting},
};

use super::{boilerplate, normalise};

/// How each rule is set.
#[derive(Clone, Debug)]
pub struct Rules(BTreeMap<Rule, Setting>);

/// A text after cleaning, and the rule that rejects it if one does.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The title after cleaning.
    pub title: String,
    /// The body after cleaning.
    pub body: String,
    /// Whether boilerplate was taken out.
    pub is_stripped: bool,
    /// The rule that rejects it, and what that saw.
    pub rejection: Option<(Rule, Evidence)>,
}

impl Rules {
    /// Rules as `settings` has them; what is missing there is off.
    pub fn new(settings: Vec<Setting>) -> Self {
        Self(settings.into_iter().map(|setting| (setting.rule, setting)).collect())
    }

    /// Whether a rule is asked.
    pub fn is_on(&self, rule: Rule) -> bool {
        self.0.get(&rule).is_some_and(|setting| setting.enabled)
    }

    /// A rule's threshold.
    pub fn threshold(&self, rule: Rule) -> f64 {
        let set = self.0.get(&rule).and_then(|setting| setting.threshold);
        set.or_else(|| rule.threshold().map(|threshold| threshold.default)).unwrap_or_default()
    }

    /// Cleans and judges one text.
    pub fn judge(&self, title: &str, body: &str) -> Judged {
        let (mut clean_title, mut clean_body) = (title.to_owned(), body.to_owned());
        if self.is_on(Rule::Normalise) {
            (clean_title, clean_body) = (normalise::title(title), normalise::body(body));
        }
        let mut is_stripped = false;
        if self.is_on(Rule::Boilerplate) {
            let stripped = boilerplate::strip(&clean_body);
            is_stripped = stripped != clean_body;
            clean_body = stripped;
        }
        let rejection = self.rejection(&clean_title, &clean_body);
        Judged { title: clean_title, body: clean_body, is_stripped, rejection }
    }

    fn rejection(&self, title: &str, body: &str) -> Option<(Rule, Evidence)> {
        let matched = |words: &str| Evidence { matched: Some(words.to_owned()), ..Evidence::default() };
        if self.is_on(Rule::Advertisement)
            && let Some(words) = advertisement(title, body)
        {
            return Some((Rule::Advertisement, matched(words)));
        }
        let characters = title.chars().chain(body.chars()).filter(|c| !c.is_whitespace()).count() as f64;
        if self.is_on(Rule::Notice)
            && characters <= self.threshold(Rule::Notice)
            && let Some(words) = notice(title)
        {
            let measured = self.measured(Rule::Notice, characters);
            return Some((Rule::Notice, Evidence { matched: Some(words.to_owned()), ..measured }));
        }
        if self.is_on(Rule::TooShort) && characters < self.threshold(Rule::TooShort) {
            return Some((Rule::TooShort, self.measured(Rule::TooShort, characters)));
        }
        if self.is_on(Rule::NotKorean) {
            let share = hangul_share(title, body);
            if share < self.threshold(Rule::NotKorean) {
                return Some((Rule::NotKorean, self.measured(Rule::NotKorean, share)));
            }
        }
        None
    }

    fn measured(&self, rule: Rule, value: f64) -> Evidence {
        Evidence { measured: Some(round(value)), threshold: Some(self.threshold(rule)), ..Evidence::default() }
    }
}

/// To four decimals: what people read, and equal on every machine.
pub(super) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Flags at a title's head that mark what was paid for.
const AD_FLAGS: &[&str] = &["광고", "AD", "PR", "협찬", "애드버토리얼", "기획광고", "유료광고", "홍보"];
/// Sentences that the law has paid texts carry.
const AD_SENTENCES: &[&str] = &[
    "유료 광고를 포함",
    "유료광고를 포함",
    "유료 광고 포함",
    "대가를 받고 작성",
    "대가를 지급받고",
    "제공받아 작성",
    "지원받아 작성",
    "협찬을 받아 작성",
    "수수료를 제공받",
    "본 기사는 광고",
    "본 콘텐츠는 광고",
];

fn advertisement<'t>(title: &'t str, body: &'t str) -> Option<&'t str> {
    if let Some(flag) = flag(title).filter(|flag| AD_FLAGS.contains(&flag.trim())) {
        return Some(flag);
    }
    AD_SENTENCES.iter().copied().find(|sentence| title.contains(sentence) || body.contains(sentence))
}

/// Flags at a title's head that mark a notice rather than a story.
const NOTICE_FLAGS: &[&str] = &[
    "부고",
    "인사",
    "알림",
    "알립니다",
    "모집",
    "공고",
    "게시판",
    "동정",
    "결혼",
    "화촉",
    "부음",
    "사고",
    "정정",
    "바로잡습니다",
    "행사",
    "일정",
    "주요일정",
    "오늘의 일정",
    "본사 손님",
    "정정보도",
    "반론보도",
    "입찰",
    "채용",
];

fn notice(title: &str) -> Option<&str> {
    let flag = flag(title)?;
    let name = flag.trim();
    NOTICE_FLAGS.contains(&name).then_some(flag)
}

/// What stands in brackets, or before ▲ or ◇, at a title's head.
fn flag(title: &str) -> Option<&str> {
    let title = title.trim_start();
    if let Some(behind) = title.strip_prefix(['[', '<', '【', '〈', '(', '◆', '◇', '■', '▲']) {
        let end =
            behind.char_indices().take(16).find(|(_, c)| matches!(c, ']' | '>' | '】' | '〉' | ')' | '◆' | '◇' | '■'));
        return end.map(|(end, _)| &behind[..end]);
    }
    let (before, _) = title.split_once(['▲', '△', '◇', '◆'])?;
    (before.chars().count() <= 12).then_some(before)
}

/// The share of Hangul syllables and letters among all letters; 0 for a text without letters.
fn hangul_share(title: &str, body: &str) -> f64 {
    let (mut hangul, mut letters) = (0_u32, 0_u32);
    for character in title.chars().chain(body.chars()).filter(|c| c.is_alphabetic()) {
        letters += 1;
        hangul += u32::from(is_hangul(character));
    }
    f64::from(hangul) / f64::from(letters.max(1))
}

fn is_hangul(character: char) -> bool {
    matches!(character, '가'..='힣' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Rules {
        Rules::new(Rule::ALL.into_iter().map(Setting::usual).collect())
    }

    fn rejected(title: &str, body: &str) -> Option<Rule> {
        usual().judge(title, body).rejection.map(|(rule, _)| rule)
    }

    const BODY: &str = "정부가 새 대책을 발표했다. 시행은 다음 달부터이며 자세한 내용은 추후 공개된다.";

    #[test]
    fn each_rule_rejects_its_own_and_nothing_else() {
        for (title, body, expected) in [
            ("코스피 상승 마감, 외국인 매수", "", None),
            ("정부 대책 발표", BODY, None),
            ("짧다", "", Some(Rule::TooShort)),
            ("1234567890 1234567890", "", Some(Rule::NotKorean)),
            ("Government announces new housing plan", "Details follow.", Some(Rule::NotKorean)),
            ("[부고] 김아무개씨 부친상", "빈소 한빛병원", Some(Rule::Notice)),
            ("[인사] 한빛부", "국장 김아무개", Some(Rule::Notice)),
            ("[광고] 이 가을 최고의 선물", BODY, Some(Rule::Advertisement)),
            (
                "올해의 선물",
                "이 글은 업체로부터 제품을 제공받아 작성했습니다. 그리고 길게 이어진다.",
                Some(Rule::Advertisement),
            ),
            ("[단독] 정부 대책 발표", BODY, None),
        ] {
            assert_eq!(rejected(title, body), expected, "{title}");
        }
    }

    #[test]
    fn a_long_story_under_a_notice_flag_is_a_story() {
        let long = BODY.repeat(5);
        assert_eq!(rejected("[인사] 한빛부 대규모 개편의 뒷이야기", &long), None);
    }

    #[test]
    fn what_is_off_says_nothing_and_evidence_names_the_measure() {
        let off: Vec<Setting> =
            Rule::ALL.into_iter().map(|rule| Setting { enabled: false, ..Setting::usual(rule) }).collect();
        let judged = Rules::new(off).judge("짧다&amp;", "  x ");
        assert_eq!((judged.title.as_str(), judged.body.as_str(), judged.rejection), ("짧다&amp;", "  x ", None));
        let (_, evidence) = usual().judge("짧다", "").rejection.unwrap();
        assert_eq!((evidence.measured, evidence.threshold), (Some(2.0), Some(10.0)));
    }

    #[test]
    fn an_article_that_is_all_boilerplate_is_too_short() {
        let judged = usual().judge("사진", "홍길동 기자 hong@hanbit.example");
        assert!(judged.is_stripped);
        assert_eq!(judged.rejection.map(|(rule, _)| rule), Some(Rule::TooShort));
    }
}

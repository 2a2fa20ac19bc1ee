//! What papers put around a story and isn't the story: bylines, reporters' mail addresses, copyright lines, photo
//! credits. Only such spans are taken out; the sentences beside them stay.

use std::sync::LazyLock;

use regex::Regex;

/// Longest line that is taken for a notice of its own rather than for a sentence that mentions copyright.
const LONGEST_NOTICE: usize = 160;

/// What is taken out, in the order in which it is looked for.
struct Patterns {
    lead: Regex,
    copyright: Regex,
    copyright_tail: Regex,
    photo: Regex,
    photo_line: Regex,
    mail: Regex,
    reporter_line: Regex,
    reporter_tail: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let pattern = |text: &str| Regex::new(text).expect("the patterns of boilerplate are well formed");
    Patterns {
        // (서울=한빛뉴스) 홍길동 기자 =
        lead: pattern(
            r"^\s*(?:[\(\[（【<][^\)\]）】>\n]{1,30}[=＝·/][^\)\]）】>\n]{1,20}[\)\]）】>]\s*)?(?:[가-힣]{2,4}(?:[ ·,][가-힣]{2,4}){0,3}\s?(?:선임|인턴|객원|전문|수습)?\s?(?:기자|특파원|논설위원|리포터|앵커)\s*[=＝]\s*)|^\s*[\(\[（【<][가-힣A-Za-z]{1,12}\s?[=＝]\s?[가-힣A-Za-z]{2,12}[\)\]）】>]\s*(?:[=＝]\s*)?",
        ),
        copyright: pattern(
            r"(?i)무단\s?(?:전재|복제|배포|도용)|재배포\s?(?:및|금지)|저작권자|all rights reserved|ai 학습(?: 및 활용)? 금지|copyright\s*(?:ⓒ|©|\(c\)|[0-9]{4})|^[<\[]?\s*(?:ⓒ|©|\(c\))",
        ),
        // … 했다. <저작권자(c) 한빛뉴스, 무단 전재-재배포 금지>
        copyright_tail: pattern(
            r"(?i)\s*(?:[<\[\(【〈]\s*)?(?:(?:저작권자|copyright|ⓒ|©|\(c\))[^\n]*(?:금지|reserved|무단)[^\n]*|무단\s?(?:전재|복제)[^\n]*금지[^\n]*)$",
        ),
        photo: pattern(
            r"[\(\[（【〈<]\s*/?\s*(?:자료\s?)?(?:사진|이미지|그래픽|영상|캡처|일러스트)\s?(?:제공|출처)?\s*[=:：/][^\)\]）】〉>\n]{1,60}[\)\]）】〉>]",
        ),
        photo_line: pattern(
            r"^\s*(?:[▲△◀▶■□●/]\s*)?(?:자료\s?)?(?:사진|이미지|그래픽|영상|캡처|일러스트)\s?(?:제공|출처)?\s*[=:：/]\s*[^\n]{1,60}$|[./]\s*(?:자료\s?)?(?:사진|그래픽)\s?(?:제공|출처)?\s*[=:：]\s*[^\n.]{1,30}$",
        ),
        mail: pattern(
            r"(?:[가-힣]{2,4}\s?(?:선임|인턴|객원|전문|수습)?\s?(?:기자|특파원|논설위원|리포터|앵커)\s*)?[\(\[<]?\s*[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}\s*[\)\]>]?",
        ),
        // A line that is nothing but who wrote it.
        reporter_line: pattern(
            r"^\s*[/|\[\(]?\s*(?:글|취재|편집|영상|그래픽)?\s?[=:·/]?\s*(?:[가-힣A-Za-z]{2,12}\s?[=/·]?\s?)?[가-힣]{2,4}(?:[ ·,/][가-힣]{2,4}){0,3}\s?(?:선임|인턴|객원|전문|수습)?\s?(?:기자|특파원|논설위원|리포터|앵커)\s*[\]\)]?\s*$",
        ),
        // … 밝혔다. 홍길동 기자
        reporter_tail: pattern(
            r"([.!?…”\x22])\s*[/|\[\(]?\s*(?:[가-힣A-Za-z]{2,10}\s?[=/]\s?)?[가-힣]{2,4}\s?(?:선임|인턴|객원|전문|수습)?\s?(?:기자|특파원|논설위원|리포터|앵커)\s*[\]\)]?\s*$",
        ),
    }
});

/// `body`, one line a paragraph, without boilerplate.
pub fn strip(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    for line in body.lines() {
        let line = strip_line(line);
        if !line.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&line);
        }
    }
    out
}

fn strip_line(line: &str) -> String {
    let patterns = &*PATTERNS;
    let mut line = patterns.photo.replace_all(line, "").into_owned();
    if patterns.copyright.is_match(&line) {
        line = patterns.copyright_tail.replace(&line, "").into_owned();
        // What still says so is a notice as a whole, unless it is too long for one.
        if patterns.copyright.is_match(&line) && line.chars().count() <= LONGEST_NOTICE {
            return String::new();
        }
    }
    if line.contains('@') {
        line = patterns.mail.replace_all(&line, "").into_owned();
    }
    line = patterns.lead.replace(&line, "").into_owned();
    line = patterns
        .photo_line
        .replace(&line, |found: &regex::Captures<'_>| {
            // A sentence's full stop stays with its sentence.
            if found[0].starts_with('.') { "." } else { "" }
        })
        .into_owned();
    line = patterns.reporter_line.replace(&line, "").into_owned();
    line = patterns.reporter_tail.replace(&line, "$1").into_owned();
    super::normalise::line(&line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STORY: &str = "정부가 새 대책을 발표했다. 시행은 다음 달부터다.";

    #[test]
    fn what_papers_put_around_a_story_goes_and_the_story_stays() {
        for decorated in [
            format!("(서울=한빛뉴스) 홍길동 기자 = {STORY}"),
            format!("[한빛일보 홍길동 기자]\n{STORY}"),
            format!("홍길동 기자 = {STORY}"),
            format!("{STORY} 홍길동 기자 hong.gil@hanbit.example"),
            format!("{STORY}\n홍길동 기자 hong@hanbit.example"),
            format!("{STORY} 홍길동 기자"),
            format!("{STORY}\nⓒ 한빛뉴스, 무단전재 및 재배포 금지"),
            format!("{STORY} <저작권자(c) 한빛뉴스, 무단 전재-재배포, AI 학습 및 활용 금지>"),
            format!("{STORY}\nCopyright 2026 Hanbit. All rights reserved."),
            format!("사진=한빛뉴스\n{STORY}"),
            format!("{STORY} (사진=한빛뉴스 제공)"),
            format!("[자료사진=한빛뉴스]\n{STORY}"),
        ] {
            assert_eq!(strip(&decorated), STORY, "{decorated}");
        }
    }

    #[test]
    fn sentences_about_reporters_photos_and_copyright_stay() {
        for sentence in [
            "김 기자는 현장에서 사진을 찍었다.",
            "저작권을 둘러싼 다툼이 이어졌다.",
            "기자회견은 오전 10시에 열린다.",
            "사진 공모전에 300명이 참가했다.",
            "그는 특파원 시절을 떠올렸다.",
            "음악 저작권 단체는 새 규정을 환영했다.",
        ] {
            assert_eq!(strip(sentence), sentence);
        }
    }

    proptest! {
        #[test]
        fn stripping_ends_and_leaves_no_empty_line(body in any::<String>()) {
            let stripped = strip(&body);
            prop_assert!(stripped.lines().all(|line| !line.trim().is_empty()));
        }
    }
}

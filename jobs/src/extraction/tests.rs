use domain::source_definition::Definition;

use super::*;
use crate::sources::DAUM_DEFINITION;

fn daum() -> (Definition, Rules) {
    let definition = Definition::parse(DAUM_DEFINITION).unwrap();
    let rules = Rules::new(&definition).unwrap();
    (definition, rules)
}

fn base() -> Url {
    "https://news.daum.net/society".parse().unwrap()
}

fn ids(page: &ListPage) -> Vec<&str> {
    page.articles.iter().map(|(id, _)| id.as_str()).collect()
}

#[test]
fn all_three_lists_are_read_and_what_is_no_article_is_passed_over() {
    let (definition, rules) = daum();
    let headline = r#"<ul class="list_newsheadline2"><li><a class="item_newsheadline2" href="https://v.daum.net/v/20260927095412345">
        <strong class="tit_txt">제목</strong></a></li></ul>
        <ul class="list_newsbasic"><li><a class="item_newsbasic" href="https://v.daum.net/v/20260927095412346?f=m">둘</a></li>
        <li><a class="item_newsbasic" href="https://v.daum.net/v/20260927095412345#more">wieder</a></li>
        <li><a class="item_newsbasic" href="https://focus.daum.net/ch/1">연재</a></li></ul>"#;
    let page = rules.list(definition.layout("headline").unwrap(), headline, &base()).unwrap();
    assert_eq!(ids(&page), ["20260927095412345", "20260927095412346"]);

    let paged = r#"<ul class="list_news2 list_allnews"><li><a class="link_txt" href="/v/20211205235212345">제목</a></li></ul>
        <div class="paging_news"><em class="num_page"><span>현재 페이지</span>3</em></div>"#;
    let layout = definition.layout("paged").unwrap();
    let page = rules.list(layout, paged, &base()).unwrap();
    assert_eq!((ids(&page), page.shown_page), (vec!["20211205235212345"], Some(3)));
    assert_eq!(page.articles[0].1.as_str(), "https://news.daum.net/v/20211205235212345");
    // One link is fewer than the fifteen of a full page; another page's number is past the end.
    assert!(!page.goes_on(layout, 3));
    let full = ListPage { links: 15, ..page };
    assert!(full.goes_on(layout, 3) && !full.goes_on(layout, 4));

    let json = r#"{"list": [{"title": "제목", "contentUrl": "https://v.daum.net/v/20230101000000001"}, {"title": "주소 없음"}]}"#;
    let page = rules.list(definition.layout("json").unwrap(), json, &base()).unwrap();
    assert_eq!(ids(&page), ["20230101000000001"]);
    for broken in ["", "{", "[]", "{\"list\": 3}"] {
        assert_eq!(rules.list(definition.layout("json").unwrap(), broken, &base()).unwrap(), ListPage::default());
    }
}

#[test]
fn an_article_is_read_without_summary_captions_bylines_and_copyright_lines() {
    let (_, rules) = daum();
    let page = r#"<head><meta property="og:article:author" content="한들일보"><meta property="og:regDate" content="20260927095412"></head>
        <h3 class="tit_view"> 서울&nbsp;집값 &amp; 금리 </h3><span class="num_date">2026. 9. 27. 09:54</span>
        <div class="article_view"><section>
        <strong class="summary_view">요약</strong>
        <figure dmcf-ptype="general"><p dmcf-ptype="general">사진 설명</p><figcaption>캡션</figcaption></figure>
        <p dmcf-ptype="general">첫 문단은<br>두 줄이다. 문의 news@example.com 으로.</p>
        <p dmcf-ptype="general"><script>x()</script>둘째&#32;문단이다.</p>
        <p dmcf-ptype="general">홍길 기자 hong@example.com</p>
        <p dmcf-ptype="general">Copyright ⓒ 한들일보. 무단 전재 및 재배포 금지.</p>
        <p dmcf-ptype="general">  </p></section></div>"#;
    let article = rules.article(page);
    assert_eq!(article.title, "서울 집값 & 금리");
    assert_eq!(article.body, "첫 문단은\n두 줄이다. 문의 news@example.com 으로.\n둘째 문단이다.");
    assert_eq!(article.press.as_deref(), Some("한들일보"));
    assert_eq!(article.published_at.unwrap().to_datetime().to_rfc3339(), "2026-09-27T00:54:00+00:00");
    assert_eq!(article.missing, Vec::<&str>::new());
}

#[test]
fn older_layouts_are_read_by_the_fallbacks_and_what_is_missing_is_named() {
    let (_, rules) = daum();
    let old = r#"<meta property="og:title" content="옛 제목"><span class="num_date">날짜 없음</span>
        <meta property="og:regDate" content="20211205235200">
        <div id="harmonyContainer"><section><p>본문이다.</p></section></div>"#;
    let article = rules.article(old);
    assert_eq!((article.title.as_str(), article.body.as_str()), ("옛 제목", "본문이다."));
    assert!(article.published_at.is_some(), "the second selector has a time that can be read");
    assert_eq!(article.missing, ["press"]);
    assert!(article.is_usable());

    let renamed = r#"<h3 class="tit_view">제목</h3><div class="article_body"><p>본문</p></div>"#;
    let article = rules.article(renamed);
    assert!(!article.is_usable());
    assert_eq!(article.missing, ["body", "published_at", "press"]);
}

#[test]
fn broken_pages_neither_panic_nor_hang() {
    let (definition, rules) = daum();
    let deep = "<div>".repeat(20_000);
    for page in ["", "<", "\0\0", "<h3 class=tit_view", deep.as_str()] {
        rules.article(page);
        rules.list(&definition.lists[0], page, &base()).unwrap();
    }
}

#[test]
fn a_selector_is_tried_on_a_page() {
    assert_eq!(try_selector("p @class", "<p class='a b'>1</p><p>2</p>", 9).unwrap(), ["a b"]);
    assert_eq!(try_selector("p", "<p>1</p><p>2</p><p>3</p>", 2).unwrap(), ["1", "2"]);
    assert!(try_selector("p[", "<p>1</p>", 9).is_err());
}

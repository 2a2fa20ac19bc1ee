use super::*;

fn fields() -> Vec<Field> {
    [("title", true), ("body", true), ("published_at", false)]
        .map(|(name, is_required)| Field { name, selectors: vec![format!(".{name}")], is_required })
        .to_vec()
}

fn articles(count: usize) -> Vec<ArticleObserved> {
    let article = |number: usize| ArticleObserved {
        url: format!("https://example.com/v/{number}"),
        missing: Vec::new(),
        body_characters: 400 + number as i32,
        text_sha256: Some(format!("{number}")),
    };
    (0..count).map(article).collect()
}

fn section(key: &str, links: i32) -> SectionObserved {
    SectionObserved {
        key: key.into(),
        pages: 1,
        links,
        selectors: vec!["ul a".into()],
        url: format!("https://example.com/{key}"),
        error: None,
    }
}

fn healthy() -> Observed {
    Observed {
        sections: vec![section("society", 15), section("sports", 15)],
        articles: articles(30),
        ..Observed::default()
    }
}

fn codes(observed: &Observed, usual: &Usual) -> (Status, Vec<String>) {
    let report = judge(observed, &fields(), usual);
    (report.status, report.reasons.into_iter().map(|reason| reason.code).collect())
}

#[test]
fn what_is_as_usual_succeeds() {
    assert_eq!(codes(&healthy(), &Usual::default()), (Status::Succeeded, vec![]));
}

#[test]
fn nothing_collected_never_succeeds() {
    let observed = Observed { articles: Vec::new(), ..healthy() };
    assert_eq!(codes(&observed, &Usual::default()).0, Status::Failed);
    let only_known = Observed { known_unread: 30, ..observed };
    assert_eq!(codes(&only_known, &Usual::default()), (Status::Succeeded, vec![]));
}

#[test]
fn a_broken_selector_is_named_with_an_address() {
    let mut observed = healthy();
    for article in observed.articles.iter_mut().skip(1) {
        article.missing.push("body".into());
        article.text_sha256 = None;
    }
    let report = judge(&observed, &fields(), &Usual::default());
    assert_eq!(report.status, Status::Degraded);
    let reason = report.reasons.iter().find(|reason| reason.code == "FIELD_MISSING").unwrap();
    assert_eq!(reason.selectors, [".body"]);
    assert_eq!(reason.example_url.as_deref(), Some("https://example.com/v/1"));
    assert!((report.coverage["body"] - 1.0 / 30.0).abs() < 1e-9);
}

#[test]
fn a_section_without_links_is_named_and_one_with_few_is_compared_with_what_is_usual() {
    let mut observed = healthy();
    observed.sections[0].links = 0;
    observed.sections[1].links = 6;
    let usual =
        Usual { yields: [("society".to_owned(), 15.0), ("sports".to_owned(), 15.0)].into(), ..Usual::default() };
    assert_eq!(codes(&observed, &usual).1, ["NO_LINKS", "LOW_YIELD"]);
    assert_eq!(codes(&observed, &Usual::default()).1, ["NO_LINKS"]);
}

#[test]
fn the_same_text_everywhere_a_changed_length_failures_and_a_spent_budget_degrade() {
    let mut same = healthy();
    for article in &mut same.articles {
        article.text_sha256 = Some("footer".into());
    }
    assert_eq!(codes(&same, &Usual::default()).1, ["DUPLICATES"]);
    let usual = Usual { median_body_characters: Some(1_000.0), ..Usual::default() };
    assert_eq!(codes(&healthy(), &usual).1, ["BODY_LENGTH"]);
    let example = Some(("https://example.com/v/9".to_owned(), "500".to_owned()));
    let failing = Observed { failed: (10, example), ..healthy() };
    assert_eq!(codes(&failing, &Usual::default()).1, ["PAGES_FAILED"]);
    assert_eq!(codes(&Observed { over_budget: 3, ..healthy() }, &Usual::default()).1, ["REQUEST_BUDGET"]);
}

#[test]
fn a_few_pages_that_are_always_broken_are_no_reason_but_a_broken_selector_is() {
    let broken = |count: usize, known_unread: usize| {
        let mut articles = articles(count);
        for article in &mut articles {
            article.missing.push("body".into());
            article.text_sha256 = None;
        }
        Observed { articles, known_unread, ..healthy() }
    };
    assert_eq!(codes(&broken(9, 1_000), &Usual::default()), (Status::Succeeded, vec![]));
    assert_eq!(codes(&broken(20, 1_000), &Usual::default()), (Status::Degraded, vec!["FIELD_MISSING".to_owned()]));
    assert_eq!(codes(&broken(2, 0), &Usual::default()).0, Status::Failed);
}

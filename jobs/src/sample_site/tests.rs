use std::collections::HashSet;

use domain::source_definition::Definition;
use url::Url;

use super::*;
use crate::{
    extraction::{Rules, charset},
    sources::DAUM_DEFINITION,
};

fn text(answer: &Answer) -> String {
    charset::decode(&answer.body, Some(answer.content_type), None).0
}

/// The external ids that a list of the site names, read as Daum's own definition reads it.
fn listed(site: &SampleSite, layout: &str, address: &str) -> Vec<String> {
    let definition = Definition::parse(DAUM_DEFINITION).unwrap();
    let rules = Rules::new(&definition).unwrap();
    let base: Url = format!("http://127.0.0.1{address}").parse().unwrap();
    let answer = site.answer(base.path(), base.query().unwrap_or_default());
    assert_eq!(answer.status, 200, "{address}");
    let page = rules.list(definition.layout(layout).unwrap(), &text(&answer), &base).unwrap();
    page.articles.into_iter().map(|(id, _)| id).collect()
}

#[test]
fn the_same_seed_gives_the_same_site_and_another_gives_another() {
    let pages = |seed| {
        let site = SampleSite::new(seed, 300);
        let mut bytes = site.answer("/breakingnews/society", "page=1").body;
        for id in listed(&site, "paged", "/breakingnews/society?page=1") {
            bytes.extend(site.answer(&format!("/v/{id}"), "").body);
        }
        bytes
    };
    assert_eq!(pages(1), pages(1));
    assert_ne!(pages(1), pages(2));
}

#[test]
fn daums_definition_reads_every_list_and_nearly_every_article() {
    let site = SampleSite::new(7, 1_200);
    let rules = Rules::new(&Definition::parse(DAUM_DEFINITION).unwrap()).unwrap();
    let mut ids = HashSet::new();
    for section in ["society", "politics", "economic", "foreign", "culture", "entertain", "sports", "digital"] {
        for page in 1..=site.list_pages() {
            ids.extend(listed(&site, "paged", &format!("/breakingnews/{section}?page={page}")));
        }
    }
    assert_eq!(ids.len(), site.article_count(), "every article is listed");
    assert_eq!(listed(&site, "headline", "/economy").len(), 25);
    assert_eq!(
        listed(&site, "json", "/api/harmonydic/contents/news.json?category=economic&page=2&pageSize=20").len(),
        20
    );
    let (mut read, mut euc_kr) = (0, 0);
    for id in &ids {
        let answer = site.answer(&format!("/v/{id}"), "");
        let article = rules.article(&text(&answer));
        if answer.status == 200 && article.is_usable() {
            assert_eq!(article.missing, Vec::<&str>::new(), "{id}");
            assert!(!article.body.contains("Copyright") && !article.body.contains("저작권자"), "{}", article.body);
            read += 1;
        }
        euc_kr += usize::from(answer.content_type == "text/html");
    }
    assert_eq!(read, site.readable_count());
    assert!(read < ids.len() && euc_kr > 10, "{read} of {}, {euc_kr} in EUC-KR", ids.len());
}

#[test]
fn past_its_end_a_list_shows_its_last_page() {
    let site = SampleSite::new(3, 200);
    let beyond = site.answer("/breakingnews/sports", "page=999");
    let last = site.newsroom.section("sports").unwrap().len().div_ceil(list_page::PAGE_SIZE);
    assert_eq!(beyond.body, site.answer("/breakingnews/sports", &format!("page={last}")).body);
    assert_eq!(site.answer("/breakingnews/nonsense", "").status, 404);
    assert_eq!(site.answer("/v/1", "").status, 404);
}

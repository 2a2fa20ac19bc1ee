use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::*;

fn csv_of(seed: u64, count: u64) -> Vec<u8> {
    let mut out = Vec::new();
    write_csv(SampleData::new(seed, count), &mut out).unwrap();
    out
}

#[test]
fn the_same_seed_and_count_give_the_same_bytes_for_ever() {
    let bytes = csv_of(42, 200);
    assert_eq!(bytes, csv_of(42, 200));
    assert_ne!(bytes, csv_of(43, 200));
    assert_eq!(hex::encode(Sha256::digest(&bytes)), "4fec00722c1db53c24d0dfa1a528d327437beee5114f92fdc5cfc42192133f56");
}

#[test]
fn rows_have_the_documented_columns() {
    let bytes = csv_of(7, 50);
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let header = ["external_id", "title", "body", "label", "published_at", "url", "crawl"];
    assert_eq!(reader.headers().unwrap(), &header[..]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 50);
    assert_eq!(&rows[17][0], "sample-7-0000017");
    assert_eq!(&rows[17][5], "https://example.com/news/sample-7-0000017");
    for row in &rows {
        assert!(DateTime::parse_from_rfc3339(&row[4]).unwrap().to_rfc3339().ends_with("+00:00"));
        assert!(row[6].starts_with("sample-2026-01-"));
    }
}

#[test]
fn four_thousand_articles_are_varied_clean_and_spread_over_sections_and_crawls() {
    let articles: Vec<SampleArticle> = SampleData::new(1, DEFAULT_COUNT).collect();
    let titles: HashSet<&str> = articles.iter().map(|article| article.title.as_str()).collect();
    assert!(titles.len() > 3_950, "{} distinct titles", titles.len());
    let mut sections: BTreeMap<&str, usize> = BTreeMap::new();
    let mut crawls: BTreeMap<&str, usize> = BTreeMap::new();
    for article in &articles {
        *sections.entry(article.label).or_default() += 1;
        *crawls.entry(&article.crawl).or_default() += 1;
        for text in [&article.title, &article.body] {
            assert!(!text.contains(['{', '}', '\0', '*']) && !text.contains("  "), "{text}");
            assert_eq!(text.trim(), text);
        }
        assert!((5..=60).contains(&article.title.chars().count()), "{}", article.title);
        assert!(article.body.lines().count() >= 2);
    }
    assert_eq!(sections.len(), 8);
    assert!(sections.values().all(|count| (400..700).contains(count)), "{sections:?}");
    assert_eq!(crawls.len(), 4);
    assert!(articles.windows(2).all(|pair| pair[1].published_at - pair[0].published_at > -Duration::hours(1)));
}

#[test]
fn one_article_in_fifty_is_a_wire_copy_of_an_earlier_one() {
    let articles: Vec<SampleArticle> = SampleData::new(5, DEFAULT_COUNT).collect();
    let by_id: BTreeMap<&str, &SampleArticle> =
        articles.iter().map(|article| (article.external_id.as_str(), article)).collect();
    let copies: Vec<&SampleArticle> = articles.iter().filter(|article| article.copy_of.is_some()).collect();
    assert!((50..=110).contains(&copies.len()), "{}", copies.len());
    for copy in copies {
        let original = by_id[copy.copy_of.as_deref().unwrap()];
        assert!(original.external_id < copy.external_id);
        assert_eq!(original.label, copy.label);
        assert_ne!(original.title, copy.title);
    }
}

#[test]
fn some_headlines_belong_to_two_sections() {
    let mut labels: BTreeMap<String, HashSet<&str>> = BTreeMap::new();
    for article in SampleData::new(3, DEFAULT_COUNT) {
        let shape: String = article.title.split_whitespace().skip(1).collect();
        labels.entry(shape).or_default().insert(article.label);
    }
    assert!(labels.values().any(|sections| sections.len() > 1));
}

#[test]
fn no_more_than_the_maximum_is_made() {
    assert_eq!(SampleData::new(1, u64::MAX).size_hint().0, 1_000_000);
    assert_eq!(SampleData::new(1, 0).count(), 0);
}

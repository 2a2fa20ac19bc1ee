//! The fields of an article.

use domain::Timestamp;
use scraper::Html;

use super::{Rules, moment, select::squeeze};

/// An article, as far as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its title; empty if it wasn't found.
    pub title: String,
    /// Its body, a paragraph a line; empty if it wasn't found.
    pub body: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Who published it.
    pub press: Option<String>,
    /// Fields that are looked for and weren't found.
    pub missing: Vec<&'static str>,
}

impl Article {
    /// Whether it can be stored: it has a title and a body.
    pub fn is_usable(&self) -> bool {
        !self.title.is_empty() && !self.body.is_empty()
    }
}

pub(super) fn read(rules: &Rules, text: &str) -> Article {
    let page = Html::parse_document(text);
    let title = rules.title.first(&page).map(|title| squeeze(&title)).unwrap_or_default();
    let stripped = rules.strip.nodes(&page);
    let paragraphs = rules.body.all(&page, &stripped);
    let lines = paragraphs.iter().flat_map(|paragraph| paragraph.lines());
    let kept = lines.filter(|line| !rules.strip_lines.iter().any(|expression| expression.is_match(line)));
    let body = kept.collect::<Vec<_>>().join("\n");
    let moments = rules.published_at.all_in_turn(&page);
    let published_at =
        moments.iter().find_map(|text| moment::read(text, &rules.date_patterns, rules.utc_offset_seconds));
    let press = rules.press.first(&page);
    let mut missing = Vec::new();
    for (field, is_missing) in [
        ("title", title.is_empty()),
        ("body", body.is_empty()),
        ("published_at", published_at.is_none() && !rules.published_at.is_empty()),
        ("press", press.is_none() && !rules.press.is_empty()),
    ] {
        if is_missing {
            missing.push(field);
        }
    }
    Article { title, body, published_at, press, missing }
}

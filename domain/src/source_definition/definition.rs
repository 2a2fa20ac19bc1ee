//! What a definition says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How a source is crawled.
///
/// A selector is a CSS selector, optionally followed by ` @` and an attribute: `meta[property="og:title"] @content`.
/// Without one the text of the element counts. Lists of selectors are fallbacks: the first that finds something is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Name of the source, shown to people.
    pub name: String,
    /// Scheme, host and port that the addresses of lists begin with (`{origin}`).
    pub origin: String,
    /// Hosts that may be asked, each with a port if it isn't the scheme's own. `*.example.com` is every host below it.
    pub hosts: Vec<String>,
    /// Whether it is a site on this machine: then loopback addresses, and only those, may be asked.
    #[serde(default)]
    pub local: bool,
    /// Key of the label set that sections are labelled in.
    pub label_set: String,
    /// What becomes of robots.txt.
    #[serde(default)]
    pub robots: RobotsPolicy,
    /// The pages' character encoding, if what they say of it themselves is wrong.
    #[serde(default)]
    pub charset: Option<String>,
    /// Offset from UTC of times that don't say theirs.
    #[serde(default = "korean_time")]
    pub utc_offset: String,
    /// Whether an article that an earlier crawl stored is asked for again, to learn whether it changed.
    #[serde(default)]
    pub revisit: bool,
    /// How hard the site is asked.
    #[serde(default)]
    pub politeness: Politeness,
    /// The list layout that sections use unless they say another.
    pub list: String,
    /// The layouts that lists of articles have, or had.
    pub lists: Vec<ListLayout>,
    /// What articles look like.
    pub article: ArticleLayout,
    /// The sections.
    pub sections: Vec<Section>,
}

/// What becomes of robots.txt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RobotsPolicy {
    /// It is obeyed (RFC 9309).
    #[default]
    Obey,
    /// The site gave permission, which has to be recorded before the source can be crawled; its Crawl-delay is obeyed.
    Permission,
}

/// How hard a site is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Politeness {
    /// Least seconds between two requests to a host.
    pub delay_seconds: f64,
    /// Share of the delay that is added at random, 0 to 1.
    pub jitter: f64,
    /// Most seconds between two requests, however slow the host or however often it refuses.
    pub max_delay_seconds: f64,
    /// Pages asked for at the same time; 1 except on this machine.
    pub concurrency: usize,
    /// Most requests of one crawl, repeated and redirected ones included.
    pub request_budget: i32,
    /// How often a page is asked for before it counts as failed.
    pub max_attempts: i32,
}

impl Default for Politeness {
    fn default() -> Self {
        Self {
            delay_seconds: 1.0,
            jitter: 0.5,
            max_delay_seconds: 120.0,
            concurrency: 1,
            request_budget: 2_000,
            max_attempts: 3,
        }
    }
}

/// How a list of articles is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFormat {
    /// An HTML page.
    #[default]
    Html,
    /// A JSON document.
    Json,
}

/// A layout of lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListLayout {
    /// Its name in this definition.
    pub name: String,
    /// Where a list is: `{origin}`, `{section}` (the section's slug) and `{page}` are filled in. Without `{page}` a
    /// section has one page.
    pub address: String,
    /// How it is written.
    #[serde(default)]
    pub format: ListFormat,
    /// The number of the first page.
    #[serde(default = "one")]
    pub first_page: i32,
    /// HTML: selectors of links to articles, with fallbacks in order. JSON: pointers to the array of articles.
    pub links: Vec<String>,
    /// JSON: pointers from an entry of the array to its address.
    #[serde(default)]
    pub link_field: Vec<String>,
    /// Selectors of the number of the page that is shown: if it isn't the one asked for, the list has ended.
    #[serde(default)]
    pub shown_page: Vec<String>,
    /// Links on a full page: one with fewer is the last.
    #[serde(default)]
    pub page_size: Option<usize>,
}

/// What articles look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleLayout {
    /// Regular expressions of articles' addresses; the first group is the article's id. Other links are passed over.
    pub address: Vec<String>,
    /// Selectors of the title.
    pub title: Vec<String>,
    /// Selectors of the body's paragraphs.
    pub body: Vec<String>,
    /// Selectors of elements that are no part of the body.
    #[serde(default)]
    pub strip: Vec<String>,
    /// Regular expressions of lines that are no part of the body.
    #[serde(default)]
    pub strip_lines: Vec<String>,
    /// Selectors of the time of publication.
    #[serde(default)]
    pub published_at: Vec<String>,
    /// How times are written, in chrono's notation (`%Y. %m. %d. %H:%M`), or `rfc3339`.
    #[serde(default)]
    pub date_patterns: Vec<String>,
    /// Selectors of the press.
    #[serde(default)]
    pub press: Vec<String>,
}

/// A section of a source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its key, unique in the definition.
    pub key: String,
    /// Key of the class its articles get; without one they get none.
    #[serde(default)]
    pub label: Option<String>,
    /// What addresses call it; its key if left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// What the addresses of single list layouts call it, by layout.
    #[serde(default)]
    pub slugs: BTreeMap<String, String>,
    /// Its list layout, if it isn't the definition's.
    #[serde(default)]
    pub list: Option<String>,
}

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the text isn't TOML, a field is unknown, missing or of the wrong kind.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let place = error.span().map(|span| 1 + text[..span.start].matches('\n').count());
            let place = place.map_or_else(String::new, |line| format!("line {line}: "));
            Error::invalid("definition", format!("{place}{}", error.message()))
        })
    }

    /// The list layout called `name`.
    pub fn layout(&self, name: &str) -> Option<&ListLayout> {
        self.lists.iter().find(|layout| layout.name == name)
    }

    /// The list layout of a section: `wish` if it is there, else the section's own, else the definition's.
    pub fn layout_of(&self, section: &Section, wish: Option<&str>) -> Option<&ListLayout> {
        self.layout(wish.or(section.list.as_deref()).unwrap_or(&self.list))
    }

    /// Seconds that [`Definition::utc_offset`] is ahead of UTC.
    pub fn utc_offset_seconds(&self) -> Option<i32> {
        offset_seconds(&self.utc_offset)
    }
}

impl ListLayout {
    /// Whether it has more than one page.
    pub fn is_paged(&self) -> bool {
        self.address.contains("{page}")
    }

    /// Where the page `page` of a section is.
    pub fn address_of(&self, definition: &Definition, section: &Section, page: i32) -> String {
        let slug = section.slugs.get(&self.name).or(section.slug.as_ref()).unwrap_or(&section.key);
        self.address
            .replace("{origin}", definition.origin.trim_end_matches('/'))
            .replace("{section}", slug)
            .replace("{page}", &page.to_string())
    }
}

pub(super) fn offset_seconds(offset: &str) -> Option<i32> {
    let (sign, rest) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let two_digits = |text: &str| (text.len() == 2).then(|| text.parse::<i32>().ok()).flatten();
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (hours <= 14 && (0..60).contains(&minutes)).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn korean_time() -> String {
    "+09:00".into()
}

fn one() -> i32 {
    1
}

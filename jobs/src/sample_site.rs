//! A newsroom of our own making, in Daum's layouts, for whoever has no site to crawl: several thousand generated articles
//! in eight sections, with what real sites have, too: wire copies in several sections, near-duplicates, short notices,
//! English pieces, EUC-KR pages, broken pages, a slow one and one that always fails.
//!
//! The same seed and count give the same bytes on every machine. Whoever serves it turns [`SampleSite::answer`] into HTTP.

mod article_page; // an article in either layout
mod list_page; // a list in any of three layouts
mod newsroom; // which articles there are

use std::time::Duration;

use self::newsroom::Newsroom;

/// Articles made when nobody asks for another number.
pub const DEFAULT_COUNT: u64 = crate::sample_data::DEFAULT_COUNT;
/// The seed when nobody asks for another.
pub const DEFAULT_SEED: u64 = 42;
/// How long the slow page takes.
const SLOW: Duration = Duration::from_millis(1_500);
/// Robots may see everything but the desk.
const ROBOTS: &str = "User-agent: *\nDisallow: /desk/\n\nUser-agent: greedybot\nDisallow: /\n";

/// The site.
#[derive(Debug)]
pub struct SampleSite {
    newsroom: Newsroom,
}

/// What the site answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The entity tag, where the page has one.
    pub etag: Option<String>,
    /// The page.
    pub body: Vec<u8>,
    /// How long it takes.
    pub delay: Duration,
}

/// What is special about an article's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Oddity {
    None,
    /// It is written in EUC-KR.
    EucKr,
    /// Its body isn't there.
    Broken,
    /// It takes its time.
    Slow,
    /// It never comes.
    Failing,
}

impl SampleSite {
    /// A site of `count` articles.
    pub fn new(seed: u64, count: u64) -> Self {
        Self { newsroom: Newsroom::new(seed, count) }
    }

    /// How many articles it has, broken ones included.
    pub fn article_count(&self) -> usize {
        self.newsroom.articles.len()
    }

    /// How many of them can be read.
    pub fn readable_count(&self) -> usize {
        let readable = |oddity| !matches!(oddity, Oddity::Broken | Oddity::Failing);
        self.newsroom.articles.iter().filter(|article| readable(article.oddity)).count()
    }

    /// How many list pages the longest section has.
    pub fn list_pages(&self) -> usize {
        self.newsroom.sections.iter().map(|section| section.len().div_ceil(list_page::PAGE_SIZE)).max().unwrap_or(0)
    }

    /// What it answers to a `GET` of `path` with the query string `query`.
    pub fn answer(&self, path: &str, query: &str) -> Answer {
        if path == "/robots.txt" {
            return Answer { content_type: "text/plain; charset=utf-8", ..html(ROBOTS.to_owned()) };
        }
        if let Some(id) = path.strip_prefix("/v/") {
            return self.newsroom.article(id).map_or_else(not_found, article_page::answer);
        }
        list_page::answer(&self.newsroom, path, query).unwrap_or_else(not_found)
    }
}

fn html(text: String) -> Answer {
    Answer {
        status: 200,
        content_type: "text/html; charset=utf-8",
        etag: None,
        body: text.into_bytes(),
        delay: Duration::ZERO,
    }
}

fn not_found() -> Answer {
    Answer { status: 404, ..html("<title>404</title><p>그런 페이지가 없습니다.".to_owned()) }
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;

//! Makes Korean news articles out of grammars of ours, so that a fresh installation has something to
//! train on.
//!
//! Eight sections, several thousand templates' worth of combinations, particles that fit the word
//! before them, and the untidiness of a real feed: headlines two sections could claim, daily reports
//! that differ in their figures only, short notices, and wire copies of an earlier story. Everything
//! in it is invented; persons appear by role.
//!
//! The same seed and count give the same bytes on every machine.

mod draw;
mod grammar;
mod particles;
mod story;
mod template;
mod wire;

use std::collections::{HashSet, VecDeque};
use std::io::Write;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};

use draw::Draw;
use grammar::{Grammar, Section};
use story::{Story, hash};
use template::Template;

/// Articles made when nobody asks for another number.
pub const DEFAULT_COUNT: u64 = 4_000;
/// The largest number of articles one call makes.
pub const MAXIMUM_COUNT: u64 = 1_000_000;

/// One invented article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleArticle {
    /// Unique within a seed and count: `sample-42-0000017`.
    pub external_id: String,
    /// The headline.
    pub title: String,
    /// The headline again, a dateline and some sentences.
    pub body: String,
    /// Key of one of the eight sections.
    pub label: &'static str,
    /// When it appeared; rising, but for an hour's disorder.
    pub published_at: DateTime<Utc>,
    /// An address under `https://example.com/`.
    pub url: String,
    /// The simulated crawl that found it, such as `sample-2026-01-05`.
    pub crawl: String,
    /// `external_id` of the story this is a wire copy of. Not written to CSV: finding it is the
    /// platform's task.
    pub copy_of: Option<String>,
}

/// An iterator over sample articles. Memory: about a hundred bytes for
/// each article made so far.
#[derive(Debug)]
pub struct SampleData {
    seed: u64,
    count: u64,
    next: u64,
    draw: Draw,
    /// Hashes of the headlines made, whole and with each drawn word left out, so that few repeat.
    used: HashSet<u64>,
    /// Stories that may be copied.
    recent: VecDeque<SampleArticle>,
    /// Whether bodies are as long as those of real articles.
    has_long_bodies: bool,
}

/// Shares of the feed, of 1,000 articles.
const COPIES_PER_MILLE: u64 = 20;
const SHARED_PER_MILLE: u32 = 80;
const DAILY_PER_MILLE: u32 = 70;
const NOTICES_PER_MILLE: u32 = 25;
const FLAGS_PER_MILLE: u64 = 40;
const TAILS_PER_MILLE: u64 = 450;
/// Stories a wire copy may take up, and draws made for a title that is not yet used.
const RECENT_STORIES: usize = 200;
const TITLE_DRAWS: usize = 8;
/// Sentences tried for a body; those that don't suit its headline fall away.
const SENTENCE_DRAWS: usize = 8;
/// The same for what a long body has more.
const LONG_DRAWS: (u64, u64) = (5, 16);
/// Sections are not equally large: society, politics, economic, foreign, culture, entertain, sports,
/// digital.
const SECTION_WEIGHTS: [u32; 8] = [15, 13, 14, 12, 11, 11, 12, 12];
/// Four weekly crawls, each of the seven days before it.
const CRAWLS: i64 = 4;
/// Articles appear up to this much later than an even spacing would have them.
const JITTER_SECONDS: i64 = 3_600;

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::load().expect("the embedded grammar is well formed"));

impl SampleData {
    /// `count` articles, at most [`MAXIMUM_COUNT`].
    pub fn new(seed: u64, count: u64) -> Self {
        let count = count.min(MAXIMUM_COUNT);
        let draw = Draw::new(seed, count);
        Self { seed, count, next: 0, draw, used: HashSet::new(), recent: VecDeque::new(), has_long_bodies: false }
    }

    /// The same with bodies of several paragraphs, which makes other articles of the same seed. Notices stay short.
    #[must_use]
    pub fn with_long_bodies(self) -> Self {
        Self { has_long_bodies: true, ..self }
    }

    fn make(&mut self, index: u64) -> SampleArticle {
        let external_id = format!("sample-{}-{index:07}", self.seed);
        let (published_at, crawl) = self.moment(index);
        let url = format!("https://example.com/news/{external_id}");
        if !self.recent.is_empty() && self.draw.per_mille(COPIES_PER_MILLE) {
            let original = &self.recent[self.draw.below(self.recent.len() as u64) as usize];
            let (title, body) = wire::copy(&GRAMMAR, original, &mut self.draw);
            let copy_of = Some(original.external_id.clone());
            return SampleArticle {
                external_id,
                title,
                body,
                label: original.label,
                published_at,
                url,
                crawl,
                copy_of,
            };
        }
        let (label, title, body) = self.write(published_at.with_timezone(&korea()));
        let article = SampleArticle { external_id, title, body, label, published_at, url, crawl, copy_of: None };
        if self.recent.len() == RECENT_STORIES {
            self.recent.pop_front();
        }
        // Copies of very short headlines would be hard to tell from new ones.
        if article.title.chars().count() >= 14 {
            self.recent.push_back(article.clone());
        }
        article
    }

    fn write(&mut self, published_in_korea: DateTime<FixedOffset>) -> (&'static str, String, String) {
        let mut kind = Kind::draw(&mut self.draw);
        let mut draws_left = TITLE_DRAWS;
        let (mut story, mut headline) = loop {
            let (section, template) = kind.template(&mut self.draw);
            let mut story = Story::new(&GRAMMAR, section, published_in_korea);
            let headline = story.tell(template, &mut self.draw);
            draws_left -= 1;
            if draws_left == 0 || self.is_new(&headline, &story) {
                break (story, headline);
            }
            if draws_left == TITLE_DRAWS / 2 && !matches!(kind, Kind::Shared) {
                // Days and notices are soon used up.
                kind = Kind::Ordinary(section);
            }
        };
        let draw = &mut self.draw;
        let section = story.section;
        if matches!(kind, Kind::Ordinary(_)) && !headline.contains('…') && draw.per_mille(TAILS_PER_MILLE) {
            headline.push_str(&story.tell(section.tails.pick(draw), draw));
        }
        let mut body = write_body(&headline, kind, &mut story, draw);
        if self.has_long_bodies && !matches!(kind, Kind::Notice(_)) {
            lengthen(&mut body, &mut story, draw);
        }
        if draw.per_mille(FLAGS_PER_MILLE) && !headline.starts_with('[') {
            headline = match draw.below(2) {
                0 => format!("{}{headline}", draw.pick(&GRAMMAR.front_flags)),
                _ => format!("{headline}{}", draw.pick(&GRAMMAR.back_flags)),
            };
        }
        (section.label, headline, body)
    }

    /// Whether no earlier headline was the same, or the same but for one of two or more words drawn.
    fn is_new(&mut self, headline: &str, story: &Story<'_>) -> bool {
        let whole = hash(headline);
        let frames = story.frames(headline);
        if self.used.contains(&whole) || frames.iter().any(|frame| self.used.contains(frame)) {
            return false;
        }
        self.used.insert(whole);
        self.used.extend(frames);
        true
    }

    /// Articles are spread evenly over the weeks before the crawls.
    fn moment(&mut self, index: u64) -> (DateTime<Utc>, String) {
        let first_crawl = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date of the calendar").and_time(NaiveTime::MIN);
        let week = (i128::from(index) * i128::from(CRAWLS) / i128::from(self.count.max(1))) as i64;
        let in_feed =
            i128::from(index) * i128::from(CRAWLS * 7 * 86_400 - JITTER_SECONDS) / i128::from(self.count.max(1));
        let jitter = self.draw.below(JITTER_SECONDS as u64) as i64;
        let crawled_at = first_crawl + Duration::weeks(week);
        let published = first_crawl - Duration::weeks(1) + Duration::seconds(in_feed as i64 + jitter);
        let published = published.min(crawled_at - Duration::seconds(1));
        (Utc.from_utc_datetime(&published), format!("sample-{}", crawled_at.date()))
    }
}

/// What sort of headline an article has.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// One that two sections could claim.
    Shared,
    Daily(&'static Section),
    Notice(&'static Section),
    Ordinary(&'static Section),
}

impl Kind {
    fn draw(draw: &mut Draw) -> Self {
        let weights = SECTION_WEIGHTS.into_iter();
        let section = &GRAMMAR.sections[draw.weighted(weights, SECTION_WEIGHTS.iter().sum())];
        let special = [SHARED_PER_MILLE, DAILY_PER_MILLE, NOTICES_PER_MILLE];
        let ordinary = 1_000 - special.iter().sum::<u32>();
        match draw.weighted(special.into_iter().chain([ordinary]), 1_000) {
            0 => Self::Shared,
            1 => Self::Daily(section),
            2 => Self::Notice(section),
            _ => Self::Ordinary(section),
        }
    }

    fn template(self, draw: &mut Draw) -> (&'static Section, &'static Template) {
        match self {
            Self::Shared => {
                let shared = draw.pick(&GRAMMAR.shared);
                let weights = shared.sections.iter().map(|(_, weight)| *weight);
                let chosen = draw.weighted(weights.clone(), weights.sum());
                (&GRAMMAR.sections[shared.sections[chosen].0], &shared.template)
            }
            Self::Daily(section) => (section, section.daily.pick(draw)),
            Self::Notice(section) => (section, section.notices.pick(draw)),
            Self::Ordinary(section) => (section, section.headlines.pick(draw)),
        }
    }
}

/// The headline, a dateline and sentences that suit it. Beside a shared headline stand none that
/// would give the section away.
fn write_body(headline: &str, kind: Kind, story: &mut Story<'_>, draw: &mut Draw) -> String {
    let mut body = format!("{headline}\n{}", story.tell(GRAMMAR.datelines.pick(draw), draw));
    let own_draws = if matches!(kind, Kind::Shared) { 0 } else { SENTENCE_DRAWS };
    let own = std::iter::repeat_n(&story.section.sentences, own_draws);
    let mut told: Vec<&Template> = Vec::new();
    for choices in own.chain([&GRAMMAR.sentences, &GRAMMAR.sentences]) {
        let template = choices.pick(draw);
        if story.suits(template) && !told.iter().any(|other| std::ptr::eq(*other, template)) {
            told.push(template);
            body.push_str(&story.tell(template, draw));
            body.push(' ');
        }
    }
    body.push_str(&story.tell(GRAMMAR.closings.pick(draw), draw));
    body.truncate(body.trim_end().len());
    body
}

/// Adds sentences that fit any story, each once.
fn lengthen(body: &mut String, story: &mut Story<'_>, draw: &mut Draw) {
    let mut told: Vec<&Template> = Vec::new();
    for _ in 0..draw.between(LONG_DRAWS.0, LONG_DRAWS.1) {
        let template = GRAMMAR.long_sentences.pick(draw);
        if story.suits(template) && !told.iter().any(|other| std::ptr::eq(*other, template)) {
            told.push(template);
            body.push(' ');
            body.push_str(&story.tell(template, draw));
        }
    }
}

impl Iterator for SampleData {
    type Item = SampleArticle;

    fn next(&mut self) -> Option<SampleArticle> {
        if self.next == self.count {
            return None;
        }
        let article = self.make(self.next);
        self.next += 1;
        Some(article)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.count - self.next).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

/// Writes all articles with the header `external_id,title,body,label,published_at,url,crawl`; times
/// as RFC 3339 in UTC, lines ended by a line feed.
///
/// # Errors
/// What the writer reports.
pub fn write_csv(articles: impl Iterator<Item = SampleArticle>, writer: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(writer);
    out.write_record(["external_id", "title", "body", "label", "published_at", "url", "crawl"])?;
    for article in articles {
        let published_at = article.published_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        out.write_record([
            article.external_id.as_str(),
            &article.title,
            &article.body,
            article.label,
            &published_at,
            &article.url,
            &article.crawl,
        ])?;
    }
    out.flush()?;
    Ok(())
}

fn korea() -> FixedOffset {
    FixedOffset::east_opt(9 * 3_600).expect("nine hours is a valid offset")
}

#[cfg(test)]
mod tests;

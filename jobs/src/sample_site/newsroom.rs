//! Which articles there are.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, Utc};

use super::Oddity;
use crate::sample_data::{SampleArticle, SampleData};

/// The sections, by the names that addresses have for them: the label first.
pub(super) const SECTIONS: [&[&str]; 8] = [
    &["society"],
    &["politics"],
    &["economic", "economy"],
    &["foreign"],
    &["culture"],
    &["entertain"],
    &["sports"],
    &["digital", "tech"],
];

/// One in so many is an English piece, in EUC-KR, broken, or in a second section.
const ENGLISH: u64 = 97;
const EUC_KR: u64 = 41;
const BROKEN: u64 = 397;
const TWO_SECTIONS: u64 = 83;

/// The articles and their sections.
#[derive(Debug)]
pub(super) struct Newsroom {
    pub(super) articles: Vec<Article>,
    /// Of each section the articles, newest first.
    pub(super) sections: [Vec<usize>; 8],
    by_id: HashMap<String, usize>,
}

/// An article of the site.
#[derive(Debug)]
pub(super) struct Article {
    /// 17 digits, as Daum's: the time and a number.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) press: String,
    pub(super) published_at: DateTime<FixedOffset>,
    pub(super) oddity: Oddity,
    /// Whether its page is in the layout from before 2024.
    pub(super) is_old_layout: bool,
}

impl Newsroom {
    pub(super) fn new(seed: u64, count: u64) -> Self {
        let mut articles = Vec::new();
        let mut sections: [Vec<usize>; 8] = Default::default();
        for (number, sample) in (0_u64..).zip(SampleData::new(seed, count).with_long_bodies()) {
            let section = SECTIONS.iter().position(|names| names[0] == sample.label).unwrap_or(0);
            sections[section].push(articles.len());
            if number % TWO_SECTIONS == TWO_SECTIONS / 2 {
                sections[(section + 1) % sections.len()].push(articles.len());
            }
            articles.push(article(sample, number, count));
        }
        for section in &mut sections {
            section.sort_by_key(|place| std::cmp::Reverse((articles[*place].published_at, *place)));
        }
        let by_id = articles.iter().enumerate().map(|(place, article)| (article.id.clone(), place)).collect();
        Self { articles, sections, by_id }
    }

    /// The article `id`.
    pub(super) fn article(&self, id: &str) -> Option<&Article> {
        self.by_id.get(id).map(|place| &self.articles[*place])
    }

    /// The section that an address calls `name`.
    pub(super) fn section(&self, name: &str) -> Option<&[usize]> {
        let place = SECTIONS.iter().position(|names| names.contains(&name))?;
        Some(&self.sections[place])
    }
}

fn article(sample: SampleArticle, number: u64, count: u64) -> Article {
    let korea = FixedOffset::east_opt(9 * 3_600).expect("nine hours is a valid offset");
    let published_at: DateTime<FixedOffset> = DateTime::<Utc>::with_timezone(&sample.published_at, &korea);
    let oddity = match number {
        _ if number == count / 3 => Oddity::Slow,
        _ if number == count / 2 => Oddity::Failing,
        _ if number % BROKEN == BROKEN - 1 => Oddity::Broken,
        _ if number % EUC_KR == EUC_KR - 1 => Oddity::EucKr,
        _ => Oddity::None,
    };
    let is_english = number % ENGLISH == ENGLISH - 1;
    let (title, paragraphs) = if is_english { english(number) } else { korean(sample.title, &sample.body) };
    let press = paragraphs.first().and_then(|first| press_of(first)).unwrap_or_else(|| "한들일보".to_owned());
    Article {
        id: format!("{}{:03}", published_at.format("%Y%m%d%H%M%S"), number % 1_000),
        title,
        paragraphs,
        press,
        published_at,
        oddity,
        is_old_layout: number % 2 == 1,
    }
}

/// The generated body in paragraphs of one to three sentences, without the headline that it begins with.
fn korean(title: String, body: &str) -> (String, Vec<String>) {
    let text = body.split_once('\n').map_or(body, |(_, rest)| rest);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut sentences = 0;
    for sentence in text.split_inclusive(['.', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty()) {
        // Not every paragraph is as long as the next.
        let most = 1 + paragraphs.len() % 3;
        match paragraphs.last_mut() {
            // A number's decimal point ends no sentence, nor does what follows a quotation.
            Some(last) if sentences < most || !last.ends_with("다.") => {
                if last.ends_with(|c: char| c.is_ascii_digit() || c == '.')
                    && sentence.starts_with(|c: char| c.is_ascii_digit())
                {
                    last.push_str(sentence);
                } else {
                    last.push(' ');
                    last.push_str(sentence);
                    sentences += 1;
                }
            }
            _ => {
                paragraphs.push(sentence.to_owned());
                sentences = 1;
            }
        }
    }
    if paragraphs.is_empty() {
        paragraphs.push(title.clone());
    }
    (title, paragraphs)
}

/// The press that a dateline names: `(서울=한들일보)`, `[한들일보 서울]`.
fn press_of(dateline: &str) -> Option<String> {
    let inside = dateline.split(['(', '[']).nth(1)?.split([')', ']']).next()?;
    let name = inside.split_once('=').map_or(inside, |(_, press)| press).split_whitespace().next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

fn english(number: u64) -> (String, Vec<String>) {
    let subjects = ["The city council", "A research team", "The national league", "An export group", "The film board"];
    let deeds =
        ["approved a new plan", "released its findings", "delayed its decision", "opened a hearing", "won support"];
    let reasons =
        ["after a long debate", "despite rising costs", "with broad support", "for the third time", "as expected"];
    let pick = |list: &[&'static str; 5], divisor: u64| list[(number / divisor % 5) as usize];
    let (who, what, why) = (pick(&subjects, ENGLISH), pick(&deeds, ENGLISH * 5), pick(&reasons, 1));
    let paragraphs = vec![
        format!("{who} {what} {why} on Monday, officials said in statement {number}."),
        "Observers said the outcome will be reviewed later this month.".to_owned(),
    ];
    (format!("{who} {what} {why}"), paragraphs)
}

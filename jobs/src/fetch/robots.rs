//! What robots.txt allows (RFC 9309): longest match, 4xx allows, 5xx and silence disallow, asked for again within a day.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::Timestamp;
use robotxt::{AccessResult, Agent, Robots};
use url::Url;

use super::{FetchError, Fetched};

/// Our name in robots.txt: the product token of the `User-Agent`.
pub const PRODUCT: &str = "gisa";
/// How long a robots.txt is believed (RFC 9309, section 2.4).
const KEPT_SECONDS: f64 = 24.0 * 60.0 * 60.0;
/// The same of one that couldn't be had.
const UNREACHABLE_KEPT_SECONDS: f64 = 60.0 * 60.0;
/// What some editors begin a file with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Longest Crawl-delay that is obeyed: beyond, a crawl would never end.
const LONGEST_DELAY: Duration = Duration::from_secs(300);

/// What a host's robots.txt says to us.
///
/// Readers of robots.txt differ: some follow the group of an agent whose name ours begins with, some don't know the byte
/// order mark. What any of these readings disallows isn't asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    readings: Vec<Robots>,
    /// Why everything is disallowed though the file doesn't say so.
    unreachable: Option<String>,
}

impl Rules {
    /// The rules of a robots.txt.
    pub fn parse(text: &[u8]) -> Self {
        let mut readings =
            vec![Robots::parse(text, Agent::Exact(PRODUCT)), Robots::parse(text, Agent::Prefix(PRODUCT))];
        // Some take a version after the name for no part of it.
        readings.push(Robots::parse(&without_versions(text), Agent::Prefix(PRODUCT)));
        if text.starts_with(BYTE_ORDER_MARK) {
            // Without its first byte the mark is none, and the first line is lost, as it is to those.
            readings.push(Robots::parse(&text[1..], Agent::Prefix(PRODUCT)));
        }
        Self { readings, unreachable: None }
    }

    /// The rules that follow from asking for it (RFC 9309, section 2.3.1).
    pub fn of_answer(answer: &Result<Fetched, FetchError>) -> Self {
        let of = |access| vec![Robots::from_access(access, Agent::Exact(PRODUCT))];
        match answer {
            Ok(page) => Self::parse(&page.body),
            Err(error) if matches!(error.status, Some(400..=499)) && error.status != Some(429) => {
                Self { readings: of(AccessResult::Unavailable), unreachable: None }
            }
            Err(error) => Self { readings: of(AccessResult::Unreachable), unreachable: Some(error.message.clone()) },
        }
    }

    /// Whether we may ask for `url`.
    pub fn allows(&self, url: &Url) -> bool {
        self.readings.iter().all(|reading| reading.is_url_allowed(url))
    }

    /// Why we may not, and what can be done.
    pub fn refusal(&self, url: &Url) -> String {
        match &self.unreachable {
            Some(error) => format!("{url} is not asked for: without its robots.txt nothing is ({error})"),
            None => format!(
                "{url} is not asked for: the site's robots.txt disallows it; with the site's permission set robots = \
                 \"permission\" and record who gave it"
            ),
        }
    }

    /// Least time between two requests that it asks for.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.readings.iter().filter_map(Robots::crawl_delay).max().map(|delay| delay.min(LONGEST_DELAY))
    }
}

/// The same file with agents' names alone: `gisa` for `gisa/1.0`.
fn without_versions(text: &[u8]) -> Vec<u8> {
    let mut lines = text.split(|byte| *byte == b'\n').map(|line| {
        let key = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let version = line.iter().position(|byte| *byte == b'/');
        let end = version.filter(|_| key.trim_ascii().eq_ignore_ascii_case(b"user-agent"));
        &line[..end.unwrap_or(line.len())]
    });
    let first = lines.next().unwrap_or_default().to_vec();
    lines.fold(first, |mut text, line| {
        text.push(b'\n');
        text.extend_from_slice(line);
        text
    })
}

/// The robots.txt of each host, while it is believed.
#[derive(Debug, Default)]
pub(super) struct RobotsFiles {
    /// Whoever asks for one holds this: pages that are asked for at the same time share an answer.
    pub(super) asking: tokio::sync::Mutex<()>,
    files: Mutex<HashMap<String, (Timestamp, Arc<Rules>)>>,
}

impl RobotsFiles {
    /// What is believed of `origin` at `now`.
    pub(super) fn rules(&self, origin: &str, now: Timestamp) -> Option<Arc<Rules>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.get(origin).filter(|(until, _)| now < *until).map(|(_, rules)| Arc::clone(rules))
    }

    /// Believes what asking for it came to.
    pub(super) fn keep(&self, origin: &str, answer: Result<Fetched, FetchError>, now: Timestamp) -> Arc<Rules> {
        let rules = Arc::new(Rules::of_answer(&answer));
        let kept = if rules.unreachable.is_some() { UNREACHABLE_KEPT_SECONDS } else { KEPT_SECONDS };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(origin.to_owned(), (now.plus_seconds(kept), Arc::clone(&rules)));
        rules
    }
}

//! Asking a site for a page: politely, safely, and so that tests need neither the network nor time.
//!
//! In reading order: [`clock`] is time itself, [`address`] says where a request may go, `resolver` makes sure that it
//! goes nowhere else, [`pace`] says when, [`robots`] says whether, `body` reads what comes, and [`Fetcher`] ties them.

pub mod address; // which addresses may be asked
mod body; // reading at most so much, for at most so long
pub mod clock; // time, which tests advance by hand
pub mod pace; // how long to wait before the next request
pub(crate) mod resolver; // names become addresses that were checked
pub mod retry_after; // when a site wants to be asked again
pub mod robots;
pub mod turns; // taking turns with who else asks // what robots.txt allows

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI32, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{
    Timestamp,
    source_definition::{Definition, RobotsPolicy},
};
use reqwest::{Client, Response, StatusCode, header, redirect};
use url::Url;

pub use self::resolver::{Lookup, SystemLookup};
use self::{
    clock::ClockHandle,
    pace::Pace,
    resolver::CheckedResolver,
    robots::{RobotsFiles, Rules},
    turns::Turns,
};

/// Most redirects of one page.
const MAX_REDIRECTS: usize = 10;
/// The same of a robots.txt (RFC 9309, section 2.3.1.2).
const MAX_ROBOTS_REDIRECTS: usize = 5;
/// What we accept.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/json;q=0.9,text/plain;q=0.5";

/// Bounds of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes, decoded.
    pub page_bytes: usize,
    /// Most time from the first byte sent to the last received, redirects included and waiting for our turn not.
    pub page_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page_bytes: 5 << 20, page_time: Duration::from_secs(30) }
    }
}

/// What a fetcher needs to be told beside the definition.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who we are: the `User-Agent`, with a way to reach whoever runs us.
    pub user_agent: String,
    /// Bounds of one page.
    pub limits: Limits,
    /// Time.
    pub clock: ClockHandle,
    /// Names.
    pub lookup: Arc<dyn Lookup>,
    /// Decides the jitter.
    pub seed: u64,
    /// Who else asks.
    pub turns: Arc<dyn Turns>,
}

/// What a page was when we last saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// Its entity tag.
    pub etag: Option<String>,
    /// Its time of change, as the site gave it.
    pub last_modified: Option<String>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// What answered: 2xx, or 304 with an empty body if it is what it was.
    pub status: u16,
    /// The address that answered.
    pub url: Url,
    /// What it says it is.
    pub content_type: Option<String>,
    /// To ask with the next time.
    pub validators: Validators,
    /// Its bytes, decompressed.
    pub body: Vec<u8>,
    /// How long it took.
    pub duration: Duration,
}

/// Why a page couldn't be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FetchError {
    /// Why, as a code.
    pub code: &'static str,
    /// Why, and what to do.
    pub message: String,
    /// Whether it may be had later.
    pub is_transient: bool,
    /// Whether asking this host for anything else is useless, too.
    pub is_fatal: bool,
    /// The answer's HTTP status, if there was an answer.
    pub status: Option<u16>,
}

impl FetchError {
    fn permanent(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), is_transient: false, is_fatal: false, status: None }
    }

    fn transient(code: &'static str, message: impl Into<String>) -> Self {
        Self { is_transient: true, ..Self::permanent(code, message) }
    }

    fn fatal(code: &'static str, message: impl Into<String>) -> Self {
        Self { is_fatal: true, ..Self::permanent(code, message) }
    }

    fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status.as_u16()), ..self }
    }
}

/// Asks the hosts of one source.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    definition: Definition,
    settings: Settings,
    pace: Mutex<Pace>,
    robots: RobotsFiles,
    requests: AtomicI32,
    left: AtomicI32,
}

impl Fetcher {
    /// A fetcher for the hosts of `definition`.
    ///
    /// # Errors
    /// When the HTTP client can't be made, such as for a `User-Agent` that isn't one.
    pub fn new(definition: &Definition, settings: Settings) -> Result<Self, FetchError> {
        // Another part of this process may have chosen it already; ours is the only one that is built in.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let resolver = CheckedResolver::new(settings.lookup.clone(), definition.local);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            // A proxy would resolve names by itself, and connect where nobody has looked.
            .no_proxy()
            .dns_resolver(Arc::new(resolver))
            .connect_timeout(settings.limits.page_time)
            .user_agent(&settings.user_agent)
            .build()
            .map_err(|error| FetchError::fatal("CLIENT", format!("no HTTP client can be made: {error}")))?;
        Ok(Self {
            client,
            pace: Mutex::new(Pace::new(&definition.politeness, settings.seed)),
            definition: definition.clone(),
            robots: RobotsFiles::default(),
            requests: AtomicI32::new(0),
            left: AtomicI32::new(i32::MAX),
            settings,
        })
    }

    /// Makes at most `requests` requests from here on, repeated and redirected ones and those for robots.txt included.
    pub fn allow(&self, requests: i32) {
        self.left.store(requests.max(0), Ordering::Relaxed);
    }

    /// Requests made since this was last asked.
    pub fn take_requests(&self) -> i32 {
        self.requests.swap(0, Ordering::Relaxed)
    }

    /// The latest moment before which a host asked not to be asked, if it lies ahead.
    pub fn not_before(&self) -> Option<Timestamp> {
        let now = self.settings.clock.now();
        self.pace().not_before().filter(|moment| *moment > now)
    }

    /// Holds every host back until `moment`: what an earlier attempt was told.
    pub fn hold_back(&self, moment: Timestamp) {
        self.pace().hold_back(moment);
    }

    /// Fetches a page when it is its turn.
    ///
    /// # Errors
    /// When it may not be asked for, or couldn't be had.
    pub async fn fetch(&self, url: &Url, known: &Validators) -> Result<Fetched, FetchError> {
        self.follow(url, known, MAX_REDIRECTS, true).await
    }

    async fn follow(
        &self,
        url: &Url,
        known: &Validators,
        redirects: usize,
        asks_robots: bool,
    ) -> Result<Fetched, FetchError> {
        let mut url = url.clone();
        let mut left = self.settings.limits.page_time;
        for _ in 0..=redirects {
            address::check_url(&url, &self.definition)?;
            if asks_robots {
                self.obey_robots(&url).await?;
            }
            self.spend()?;
            let host = origin(&url);
            self.wait_for_turn(&host).await?;
            let started = Instant::now();
            let asked = tokio::time::timeout(left, self.ask(&url, known, started)).await;
            let took = started.elapsed();
            left = left.saturating_sub(took);
            let asked = asked.unwrap_or_else(|_| Err(self.too_slow(&url)));
            self.learn(&host, took, &asked);
            match asked? {
                Asked::Page(page) => return Ok(page),
                Asked::Redirect(target) => url = target,
                Asked::Refused(error, _) => return Err(error),
            }
        }
        Err(FetchError::permanent("TOO_MANY_REDIRECTS", format!("{url} is where more than {redirects} redirects led")))
    }

    async fn ask(&self, url: &Url, known: &Validators, started: Instant) -> Result<Asked, FetchError> {
        let mut request = self.client.get(url.clone()).header(header::ACCEPT, ACCEPT);
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(moment) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, moment);
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = request.send().await.map_err(|error| unreachable(url, &error))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Asked::Page(self.page(url, &response, Vec::new(), started)));
        }
        if status.is_redirection() {
            let target = header_of(&response, header::LOCATION).and_then(|target| url.join(&target).ok());
            return target.map(Asked::Redirect).ok_or_else(|| {
                FetchError::permanent("BAD_REDIRECT", format!("{url} redirects to nowhere")).with_status(status)
            });
        }
        if !status.is_success() {
            let now = self.settings.clock.now();
            let wait = header_of(&response, header::RETRY_AFTER).and_then(|value| retry_after::moment(&value, now));
            return Ok(Asked::Refused(refused(url, status), wait));
        }
        let page = self.page(url, &response, Vec::new(), started);
        let body = body::read(response, url, self.settings.limits.page_bytes).await?;
        Ok(Asked::Page(Fetched { body, duration: started.elapsed(), ..page }))
    }

    fn page(&self, url: &Url, response: &Response, body: Vec<u8>, started: Instant) -> Fetched {
        Fetched {
            status: response.status().as_u16(),
            url: url.clone(),
            content_type: header_of(response, header::CONTENT_TYPE),
            validators: Validators {
                etag: header_of(response, header::ETAG).filter(|etag| etag.len() <= 1_000),
                last_modified: header_of(response, header::LAST_MODIFIED).filter(|moment| moment.len() <= 100),
            },
            body,
            duration: started.elapsed(),
        }
    }

    /// Refuses what robots.txt disallows; takes over its Crawl-delay.
    async fn obey_robots(&self, url: &Url) -> Result<(), FetchError> {
        let origin = origin(url);
        let now = self.settings.clock.now();
        let rules = match self.robots.rules(&origin, now) {
            Some(rules) => rules,
            None => self.ask_robots(url, &origin, now).await?,
        };
        if let Some(delay) = rules.crawl_delay() {
            self.pace().slow_down(&origin, delay);
        }
        if self.definition.robots == RobotsPolicy::Obey && !rules.allows(url) {
            return Err(FetchError::permanent("ROBOTS_DISALLOWED", rules.refusal(url)));
        }
        Ok(())
    }

    async fn ask_robots(&self, url: &Url, origin: &str, now: Timestamp) -> Result<Arc<Rules>, FetchError> {
        let _asking = self.robots.asking.lock().await;
        if let Some(rules) = self.robots.rules(origin, now) {
            return Ok(rules);
        }
        let address = url.join("/robots.txt").map_err(|_| FetchError::permanent("BAD_ADDRESS", url.as_str()))?;
        let fetched = Box::pin(self.follow(&address, &Validators::default(), MAX_ROBOTS_REDIRECTS, false)).await;
        match fetched {
            Err(error) if error.is_fatal => Err(error),
            fetched => Ok(self.robots.keep(origin, fetched, now)),
        }
    }

    /// Takes one of the requests that are left.
    fn spend(&self) -> Result<(), FetchError> {
        let take = |left: i32| (left > 0).then(|| left - 1);
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        taken.map(|_| ()).map_err(|_| {
            FetchError::fatal(
                "REQUEST_BUDGET",
                "the crawl's requests were used up; raise request_budget or take fewer pages",
            )
        })
    }

    async fn wait_for_turn(&self, host: &str) -> Result<(), FetchError> {
        let now = self.settings.clock.now();
        let (mut at, gap) = {
            let mut pace = self.pace();
            let at = pace.reserve(host, now).map_err(|refusal| FetchError::fatal("HOST_DOWN", refusal))?;
            (at, pace.gap_after(host, at))
        };
        // What is on this machine and needs no patience needs no turns either.
        if !gap.is_zero() {
            let turn = self.settings.turns.take(host.to_owned(), at, gap).await;
            at = turn.map_err(|cause| FetchError::transient("HOST_TURN", cause))?;
            self.pace().postpone(host, pace::plus(at, gap));
        }
        let wait = Duration::from_micros(u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0));
        if !wait.is_zero() {
            self.settings.clock.sleep(wait).await;
        }
        Ok(())
    }

    fn learn(&self, host: &str, took: Duration, asked: &Result<Asked, FetchError>) {
        let now = self.settings.clock.now();
        let mut pace = self.pace();
        match asked {
            Ok(Asked::Page(_) | Asked::Redirect(_)) => pace.answered(host, took),
            Ok(Asked::Refused(error, wait)) if error.is_transient => pace.refused(host, now, *wait),
            // It answers; it just doesn't have this.
            Ok(Asked::Refused(..)) => pace.answered_badly(host),
            Err(error) if error.is_transient => pace.refused(host, now, None),
            Err(_) => pace.answered_badly(host),
        }
    }

    fn too_slow(&self, url: &Url) -> FetchError {
        let seconds = self.settings.limits.page_time.as_secs_f64();
        FetchError::transient("TOO_SLOW", format!("{url} took more than {seconds} s"))
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an address answered.
enum Asked {
    Page(Fetched),
    Redirect(Url),
    /// With a status that is no success, and when to come back.
    Refused(FetchError, Option<Timestamp>),
}

fn refused(url: &Url, status: StatusCode) -> FetchError {
    let message = format!("{url} answered {}", status.as_u16());
    let is_transient =
        status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    let error = match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => FetchError::permanent("NOT_FOUND", message),
        _ if is_transient => FetchError::transient("HTTP_STATUS", message),
        _ => FetchError::permanent("HTTP_STATUS", message),
    };
    error.with_status(status)
}

fn unreachable(url: &Url, error: &reqwest::Error) -> FetchError {
    if let Some(refusal) = resolver::refusal(error) {
        return FetchError::permanent("ADDRESS_REFUSED", format!("{url} is not asked: {refusal}"));
    }
    FetchError::transient("UNREACHABLE", format!("{url} can't be reached: {}", body::causes(error)))
}

fn header_of(response: &Response, name: header::HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// Scheme, host and port: what has a robots.txt of its own, and a pace.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

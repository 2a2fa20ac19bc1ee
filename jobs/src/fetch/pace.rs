//! How long to wait before the next request to a host.
//!
//! The delay follows what the host shows: it goes half-way towards the time an answer took, never below the definition's
//! (or the Crawl-delay), and only answers that are good lower it. A refusal (429, 5xx, silence) doubles it. `Retry-After`
//! is obeyed exactly. After some refusals in a row nothing is asked for a while that doubles each time, then one request
//! tries again; a host that stays silent is given up.

use std::{collections::HashMap, time::Duration};

use domain::{Timestamp, source_definition::Politeness};
use rand::Rng;
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

/// Refusals in a row after which a host is left alone.
const REFUSALS: u32 = 5;
/// How long it is left alone for the first time.
const REST: Duration = Duration::from_secs(60);
/// Rests in a row after which it is given up.
const RESTS: u32 = 3;
/// Longest that a site's wish to be left alone is waited for.
const LONGEST_WAIT_SECONDS: i64 = 6 * 60 * 60;

/// When each host of a source may be asked.
#[derive(Debug)]
pub struct Pace {
    least: Duration,
    most: Duration,
    jitter: f64,
    random: ChaCha12Rng,
    hosts: HashMap<String, Host>,
    not_before: Option<Timestamp>,
}

#[derive(Debug)]
struct Host {
    /// Never below this.
    least: Duration,
    delay: Duration,
    next_at: Timestamp,
    refusals: u32,
    rests: u32,
}

impl Pace {
    /// The pace that a definition asks for; `seed` decides the jitter.
    pub fn new(politeness: &Politeness, seed: u64) -> Self {
        Self {
            least: Duration::from_secs_f64(politeness.delay_seconds),
            most: Duration::from_secs_f64(politeness.max_delay_seconds),
            jitter: politeness.jitter,
            random: ChaCha12Rng::seed_from_u64(seed),
            hosts: HashMap::new(),
            not_before: None,
        }
    }

    /// The moment at which `host` may be asked next, which is taken now: whoever asks after this gets a later one.
    ///
    /// # Errors
    /// Why it isn't asked any more at all.
    pub fn reserve(&mut self, host: &str, now: Timestamp) -> Result<Timestamp, String> {
        let not_before = self.not_before.unwrap_or(now);
        if not_before.0.saturating_sub(now.0) > LONGEST_WAIT_SECONDS * 1_000_000 {
            let until = not_before.to_datetime().to_rfc3339();
            return Err(format!("{host} asks not to be asked before {until}; crawl it again then"));
        }
        let jitter = self.random.random::<f64>() * self.jitter;
        let state = self.host(host);
        if state.rests >= RESTS {
            let refusals = state.refusals;
            return Err(format!("{host} refused {refusals} requests in a row and is left alone; try again later"));
        }
        let at = now.max(state.next_at).max(not_before);
        state.next_at = plus(at, state.delay.mul_f64(1.0 + jitter));
        Ok(at)
    }

    /// How long after `at`, the moment that was reserved last, `host` may be asked again.
    pub fn gap_after(&mut self, host: &str, at: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.host(host).next_at.0.saturating_sub(at.0)).unwrap_or(0))
    }

    /// Others ask `host`, too: it may be asked by us after `moment`.
    pub fn postpone(&mut self, host: &str, moment: Timestamp) {
        let state = self.host(host);
        state.next_at = state.next_at.max(moment);
    }

    /// It answered well, within `took`.
    pub fn answered(&mut self, host: &str, took: Duration) {
        let most = self.most;
        let state = self.host(host);
        (state.refusals, state.rests) = (0, 0);
        state.delay = ((state.delay + took) / 2).clamp(state.least, most.max(state.least));
        // A host without a least delay is on this machine: how long it takes is no reason to wait.
        if state.least.is_zero() {
            state.delay = Duration::ZERO;
        }
    }

    /// It answered, but not well: no reason to wait longer, and none to wait less.
    pub fn answered_badly(&mut self, host: &str) {
        let state = self.host(host);
        (state.refusals, state.rests) = (0, 0);
    }

    /// It refused, or didn't answer; `until` is when it wants to be asked again, if it said so.
    pub fn refused(&mut self, host: &str, now: Timestamp, until: Option<Timestamp>) {
        let most = self.most;
        let state = self.host(host);
        state.refusals += 1;
        let before = state.delay.max(Duration::from_millis(500));
        state.delay = (before * 2).min(most.max(state.least));
        state.next_at = state.next_at.max(plus(now, state.delay));
        if state.refusals.is_multiple_of(REFUSALS) && until.is_none() {
            state.next_at = state.next_at.max(plus(now, REST * 2_u32.pow(state.rests)));
            state.rests += 1;
        }
        if let Some(until) = until {
            self.hold_back(until);
        }
    }

    /// Its robots.txt asks for `delay` between requests.
    pub fn slow_down(&mut self, host: &str, delay: Duration) {
        let state = self.host(host);
        state.least = state.least.max(delay);
        state.delay = state.delay.max(delay);
    }

    /// Holds every host back until `moment`.
    pub fn hold_back(&mut self, moment: Timestamp) {
        self.not_before = Some(self.not_before.map_or(moment, |known| known.max(moment)));
    }

    /// The moment before which no host is asked.
    pub fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }

    fn host(&mut self, host: &str) -> &mut Host {
        let least = self.least;
        self.hosts.entry(host.to_owned()).or_insert_with(|| Host {
            least,
            delay: least,
            next_at: Timestamp(0),
            refusals: 0,
            rests: 0,
        })
    }
}

/// A moment so much later.
pub(super) fn plus(moment: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(moment.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn seconds_between(pace: &mut Pace, count: usize) -> Vec<f64> {
        let moments: Vec<Timestamp> = (0..=count).map(|_| pace.reserve("h", NOW).unwrap()).collect();
        moments.windows(2).map(|pair| (pair[1].0 - pair[0].0) as f64 / 1e6).collect()
    }

    #[test]
    fn requests_are_at_least_a_second_apart_with_jitter_that_the_seed_repeats() {
        let politeness = Politeness::default();
        let waits = seconds_between(&mut Pace::new(&politeness, 7), 200);
        assert!(waits.iter().all(|wait| (1.0..=1.5).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait > 1.4) && waits.iter().any(|wait| *wait < 1.1));
        assert_eq!(waits, seconds_between(&mut Pace::new(&politeness, 7), 200));
        assert_ne!(waits, seconds_between(&mut Pace::new(&politeness, 8), 200));
    }

    #[test]
    fn a_slow_host_is_asked_less_and_a_refusal_doubles_until_ten_good_answers() {
        let mut pace = Pace::new(&Politeness { jitter: 0.0, ..Politeness::default() }, 1);
        for _ in 0..8 {
            pace.answered("h", Duration::from_secs(4));
        }
        assert!(pace.host("h").delay > Duration::from_millis(3_900));
        pace.answered("h", Duration::from_millis(10));
        let before = pace.host("h").delay;
        pace.refused("h", NOW, None);
        assert_eq!(pace.host("h").delay, before * 2);
        for _ in 0..10 {
            pace.answered("h", Duration::from_millis(50));
        }
        assert_eq!(pace.host("h").delay, Duration::from_secs(1));
    }

    #[test]
    fn a_wish_to_be_left_alone_is_obeyed_to_the_microsecond_and_a_very_long_one_ends_the_crawl() {
        let mut pace = Pace::new(&Politeness::default(), 1);
        pace.refused("h", NOW, Some(Timestamp(NOW.0 + 90_000_001)));
        assert_eq!(pace.reserve("h", NOW).unwrap(), Timestamp(NOW.0 + 90_000_001));
        pace.hold_back(NOW.plus_seconds(7.0 * 3_600.0));
        assert!(pace.reserve("h", NOW).unwrap_err().contains("crawl it again then"));
    }

    #[test]
    fn a_silent_host_is_left_alone_for_longer_and_longer_and_then_given_up() {
        let mut pace = Pace::new(&Politeness::default(), 1);
        let (mut now, mut asked) = (NOW, 0);
        while let Ok(at) = pace.reserve("h", now) {
            now = at;
            asked += 1;
            pace.refused("h", now, None);
            assert!(asked < 100);
        }
        assert_eq!(asked, REFUSALS * RESTS);
        assert!(now.0 - NOW.0 > 180 * 1_000_000, "it was given time to recover");
    }
}

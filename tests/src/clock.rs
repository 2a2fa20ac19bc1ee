//! A clock that tests own: whoever waits on it doesn't, and it notes for how long they would have.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::Timestamp;
use futures::future::BoxFuture;
use jobs::fetch::clock::{Clock, ClockHandle};

/// A clock that goes on only while somebody waits on it.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    now: Timestamp,
    waits: Vec<Duration>,
}

impl TestClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(State { now, waits: Vec::new() })))
    }

    /// What is handed to those who wait.
    pub fn handle(&self) -> ClockHandle {
        ClockHandle(Arc::new(self.clone()))
    }

    /// How long was waited, one after the other.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// What it shows.
    pub fn shows(&self) -> Timestamp {
        self.state().now
    }

    /// Moves it on.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state();
        state.now = state.now.plus_seconds(duration.as_secs_f64());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.shows()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.advance(duration);
        self.state().waits.push(duration);
        Box::pin(std::future::ready(()))
    }
}

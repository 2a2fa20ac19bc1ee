//! Time, as something that can be replaced: tests advance it by hand and never sleep.

use std::{fmt::Debug, sync::Arc, time::Duration};

use domain::Timestamp;
use futures::future::BoxFuture;

/// What tells the time and waits.
pub trait Clock: Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock that is handed around. Two handles are equal if they are of one clock.
#[derive(Clone, Debug)]
pub struct ClockHandle(pub Arc<dyn Clock>);

impl ClockHandle {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Waits.
    pub async fn sleep(&self, duration: Duration) {
        self.0.sleep(duration).await;
    }
}

impl Default for ClockHandle {
    fn default() -> Self {
        Self(Arc::new(SystemClock))
    }
}

impl PartialEq for ClockHandle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ClockHandle {}

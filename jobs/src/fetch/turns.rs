//! Taking turns at a host with whoever else asks it, in this process or another.

use std::{fmt, time::Duration};

use domain::{Database, Timestamp, host_turn};
use futures::future::BoxFuture;

/// Who gives turns at hosts.
pub trait Turns: fmt::Debug + Send + Sync {
    /// The next turn at a host, not before `earliest`; nobody else gets one within `gap` after it. Else why not.
    fn take(&self, host: String, earliest: Timestamp, gap: Duration) -> BoxFuture<'_, Result<Timestamp, String>>;
}

/// Nobody else asks.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Turns for Alone {
    fn take(&self, _: String, earliest: Timestamp, _: Duration) -> BoxFuture<'_, Result<Timestamp, String>> {
        Box::pin(async move { Ok(earliest) })
    }
}

/// Whoever asks with the same database.
#[derive(Clone)]
pub struct Shared(pub Database);

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shared")
    }
}

impl Turns for Shared {
    fn take(&self, host: String, earliest: Timestamp, gap: Duration) -> BoxFuture<'_, Result<Timestamp, String>> {
        Box::pin(async move { host_turn::take(&self.0, &host, earliest, gap).await.map_err(|error| error.to_string()) })
    }
}

//! Sessions and tokens by which somebody is connected to this process, and what tells those connections to end.
//!
//! Whichever process ends a session, suspends a member or revokes a token writes an event; every server follows them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{
    Database, Timestamp,
    event::{self, Topic},
};
use futures::StreamExt;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often it is looked whether a credential has expired.
const LOOK: Duration = Duration::from_secs(5);

/// What tells connections to end. Cheap to clone; all clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct LiveCredentials(Arc<Mutex<HashMap<Uuid, Live>>>);

#[derive(Debug)]
struct Live {
    ended: CancellationToken,
    expires_at: Timestamp,
}

impl LiveCredentials {
    /// What fires when the session or token `id` ends, which it does at `expires_at` at the latest.
    pub fn of(&self, id: Uuid, expires_at: Timestamp) -> CancellationToken {
        let mut all = self.lock();
        all.entry(id).or_insert_with(|| Live { ended: CancellationToken::new(), expires_at }).ended.clone()
    }

    /// Follows what happens to credentials until `stop` is cancelled. `after` is the last event before the process
    /// began to serve.
    pub async fn follow(self, database: Database, after: i64, stop: CancellationToken) {
        let mut events = std::pin::pin!(event::tail(&database, Topic::Credential, None, after));
        let mut looks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(event) = events.next() => self.end(event.subject_id),
                _ = looks.tick() => self.end_expired(),
            }
        }
    }

    fn end(&self, id: Uuid) {
        if let Some(live) = self.lock().remove(&id) {
            live.ended.cancel();
        }
    }

    fn end_expired(&self) {
        let now = Timestamp::now();
        self.lock().retain(|_, live| {
            let is_live = live.expires_at > now;
            if !is_live {
                live.ended.cancel();
            }
            is_live
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Live>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_that_ended_or_expired_tells_whoever_holds_it_and_nobody_who_comes_later() {
        let live = LiveCredentials::default();
        let soon = Timestamp::now().plus_seconds(3600.0);
        let [one, other, old] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let (first, again) = (live.of(one, soon), live.of(one, soon));
        let (kept, expired) = (live.of(other, soon), live.of(old, Timestamp::now()));
        live.end(one);
        live.end_expired();
        assert!(first.is_cancelled() && again.is_cancelled() && expired.is_cancelled());
        assert!(!kept.is_cancelled() && !live.of(one, soon).is_cancelled());
    }
}

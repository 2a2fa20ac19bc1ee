//! A small pool of sessions.
//!
//! ONNX Runtime's `Run` isn't safe on one session from two threads, so each caller checks one out. No lock is held
//! while it computes; callers beyond the pool's size wait for a session to come back.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard};

use ort::session::Session;

pub(super) struct SessionPool {
    idle: Mutex<Vec<Session>>,
    returned: Condvar,
}

/// A session in use; goes back when dropped.
pub(super) struct CheckedOut<'p> {
    pool: &'p SessionPool,
    session: Option<Session>,
}

impl SessionPool {
    /// `sessions` must not be empty.
    pub(super) fn new(sessions: Vec<Session>) -> Self {
        SessionPool { idle: Mutex::new(sessions), returned: Condvar::new() }
    }

    /// Waits for an idle session.
    pub(super) fn check_out(&self) -> CheckedOut<'_> {
        let mut idle = self
            .returned
            .wait_while(self.lock(), |idle| idle.is_empty())
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        CheckedOut { pool: self, session: idle.pop() }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Session>> {
        // The list is whole at every moment a panic could strike.
        self.idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Deref for CheckedOut<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session.as_ref().expect("a session is held until drop")
    }
}

impl DerefMut for CheckedOut<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session.as_mut().expect("a session is held until drop")
    }
}

impl Drop for CheckedOut<'_> {
    fn drop(&mut self) {
        self.pool.lock().extend(self.session.take());
        self.pool.returned.notify_one();
    }
}

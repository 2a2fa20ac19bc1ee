//! Answers on their way into the database, off the path of the reply.
//!
//! [`PredictionLog::record`] puts a row into memory and returns. A writer stores what has gathered every
//! `flush_interval`, or sooner when [`ROWS_A_FLUSH`] rows are there. So a process that is killed loses at most the
//! answers of its last `flush_interval` plus one write; one that is stopped loses none. While the database doesn't
//! answer, up to `capacity` rows wait; the answers after that are given but not recorded, and counted.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{Database, Timestamp, id::PredictionId, prediction};
use sha2::{Digest, Sha256};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::classifier::Answer;

/// Rows in one transaction.
pub const ROWS_A_FLUSH: usize = 256;
/// A refused write is tried again after 100 ms, 200 ms, 400 ms … up to this.
const LONGEST_RETRY: Duration = Duration::from_secs(5);
/// How often texts past their days are forgotten.
const SWEEP_INTERVAL: Duration = Duration::from_secs(3600);

/// How answers are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a row may wait in memory: what a kill may lose.
    pub flush_interval: Duration,
    /// Most rows that wait while the database doesn't answer.
    pub capacity: usize,
    /// Days for which a text is kept; 0 keeps only its hash.
    pub text_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { flush_interval: Duration::from_millis(100), capacity: 20_000, text_days: 30 }
    }
}

/// Takes answers and has them written. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct PredictionLog {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    state: Mutex<State>,
    /// Rows wait; or, with `hurry`, somebody waits for them.
    filled: Notify,
    hurry: Notify,
    /// How many of the rows ever taken have left the buffer, written or given up.
    settled: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    /// Taken and not settled, oldest first; the first `writing` of them are in a transaction now.
    rows: VecDeque<prediction::Model>,
    /// Rows ever taken.
    taken: u64,
}

impl PredictionLog {
    /// A log whose rows go nowhere until [`PredictionLog::write`] runs.
    pub fn new(settings: Settings) -> Self {
        Self {
            shared: Arc::new(Shared {
                settings,
                state: Mutex::default(),
                filled: Notify::new(),
                hurry: Notify::new(),
                settled: watch::Sender::new(0),
            }),
        }
    }

    /// Takes an answer to `text` and returns the row as it will be stored. Never waits.
    pub fn record(&self, text: &str, answer: &Answer) -> prediction::Model {
        let row = row(text, answer, self.shared.settings.text_days);
        let mut state = self.shared.lock();
        if state.rows.len() >= self.shared.settings.capacity {
            drop(state);
            metrics::counter!("gisa_prediction_log_dropped_total").increment(1);
            return row;
        }
        state.rows.push_back(row.clone());
        state.taken += 1;
        let rows = state.rows.len();
        drop(state);
        if rows == 1 || rows == ROWS_A_FLUSH {
            self.shared.filled.notify_one();
        }
        row
    }

    /// An answer to `text` as a row that is never stored: of a version that is only tried.
    pub fn unrecorded(&self, text: &str, answer: &Answer) -> prediction::Model {
        row(text, answer, self.shared.settings.text_days)
    }

    /// Rows that aren't stored yet.
    pub fn waiting(&self) -> usize {
        self.shared.lock().rows.len()
    }

    /// Waits until every answer taken before this call is stored (or was given up).
    pub async fn flush(&self) {
        let taken = self.shared.lock().taken;
        self.settle(taken).await;
    }

    /// Waits until this answer is stored, if it still waits here; returns at once if it doesn't.
    pub async fn ensure_written(&self, id: PredictionId) {
        let through = {
            let state = self.shared.lock();
            let settled = state.taken - state.rows.len() as u64;
            state.rows.iter().position(|row| row.id == id).map(|position| settled + position as u64 + 1)
        };
        if let Some(through) = through {
            self.settle(through).await;
        }
    }

    /// Writes rows until `stop`, then writes what is left and returns. Give up on a database that doesn't answer by
    /// dropping the future.
    pub async fn write(&self, database: &Database, stop: CancellationToken) {
        let mut sweep_at = Instant::now();
        loop {
            let stopping = stop.is_cancelled();
            if stopping && self.waiting() == 0 {
                return;
            }
            if !stopping && sweep_at <= Instant::now() {
                self.sweep(database).await;
                sweep_at = Instant::now() + SWEEP_INTERVAL;
            }
            if !stopping && self.waiting() == 0 {
                tokio::select! {
                    () = self.shared.filled.notified() => {}
                    () = self.shared.hurry.notified() => {}
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep_until(sweep_at) => {}
                }
                if self.waiting() == 0 {
                    continue;
                }
            }
            if !stopping && self.waiting() < ROWS_A_FLUSH {
                // The first row may wait this long for company.
                tokio::select! {
                    () = tokio::time::sleep(self.shared.settings.flush_interval) => {}
                    () = self.shared.hurry.notified() => {}
                    () = stop.cancelled() => {}
                    () = self.filled_up() => {}
                }
            }
            self.write_some(database).await;
        }
    }

    async fn filled_up(&self) {
        while self.waiting() < ROWS_A_FLUSH {
            self.shared.filled.notified().await;
        }
    }

    async fn settle(&self, through: u64) {
        let mut settled = self.shared.settled.subscribe();
        self.shared.hurry.notify_one();
        // The sender lives as long as this log.
        let _ = settled.wait_for(|settled| *settled >= through).await;
    }

    /// Stores the oldest rows, however long it takes.
    async fn write_some(&self, database: &Database) {
        let mut delay = Duration::from_millis(100);
        loop {
            let rows: Vec<_> = self.shared.lock().rows.iter().take(ROWS_A_FLUSH).cloned().collect();
            if rows.is_empty() {
                return;
            }
            let count = rows.len();
            let start = Instant::now();
            match prediction::record(database, rows.clone()).await {
                Ok(()) => {
                    metrics::histogram!("gisa_prediction_log_flush_seconds").record(start.elapsed().as_secs_f64());
                    metrics::counter!("gisa_prediction_log_written_total").increment(count as u64);
                    return self.settled(count);
                }
                Err(error) if is_refusal(&error) => return self.write_singly(database, rows).await,
                Err(error) => {
                    metrics::counter!("gisa_prediction_log_retries_total").increment(1);
                    let retry_ms = delay.as_millis() as u64;
                    tracing::warn!(%error, rows = count, retry_ms, "predictions can't be stored; trying again");
                }
            }
            tokio::time::sleep(delay).await;
            delay = LONGEST_RETRY.min(delay * 2);
        }
    }

    /// After the database refused a batch: finds the rows it refuses, so that they don't hold up the others.
    async fn write_singly(&self, database: &Database, rows: Vec<prediction::Model>) {
        for row in rows {
            let id = row.id;
            match prediction::record(database, vec![row]).await {
                Ok(()) => {
                    metrics::counter!("gisa_prediction_log_written_total").increment(1);
                }
                // Stored by a write whose acknowledgement got lost.
                Err(error) if error.is_unique_violation() => {}
                Err(error) if is_refusal(&error) => {
                    metrics::counter!("gisa_prediction_log_dropped_total").increment(1);
                    tracing::error!(prediction.id = %id, %error, "the database refuses a prediction; it is dropped");
                }
                // It stays at the head and is tried again.
                Err(_) => return,
            }
            self.settled(1);
        }
    }

    fn settled(&self, count: usize) {
        let mut state = self.shared.lock();
        state.rows.drain(..count);
        let settled = state.taken - state.rows.len() as u64;
        drop(state);
        self.shared.settled.send_replace(settled);
    }

    async fn sweep(&self, database: &Database) {
        let days = f64::from(self.shared.settings.text_days);
        match prediction::forget_texts(database, Timestamp::now().plus_seconds(-days * 86_400.0)).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, days, "texts of old predictions were forgotten"),
            Err(error) => tracing::warn!(%error, "texts of old predictions can't be forgotten; trying in an hour"),
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole at every moment a panic could strike.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the database answered, and won't take the rows however often it is asked.
fn is_refusal(error: &domain::Error) -> bool {
    matches!(error, domain::Error::Database(error) if error.sql_err().is_some())
}

fn row(text: &str, answer: &Answer, text_days: u32) -> prediction::Model {
    prediction::Model {
        id: PredictionId::new(),
        model_version_id: answer.model_version_id,
        variant: answer.variant,
        cached: answer.cached,
        text: (text_days > 0).then(|| text.to_owned()),
        text_sha256: hex::encode(Sha256::digest(text.as_bytes())),
        label_class_id: answer.label_class_id(),
        probability: f64::from(answer.probability()),
        probabilities: serde_json::to_string(&answer.probabilities).expect("a list of numbers is JSON"),
        not_sure_below: answer.not_sure_below,
        truncated: answer.truncated,
        queue_us: answer.queue_us,
        tokenize_us: answer.tokenize_us,
        compute_us: answer.compute_us,
        total_us: answer.total_us,
        created_at: Timestamp::now(),
    }
}

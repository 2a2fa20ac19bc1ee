//! What a job is to its handler: the [`Job`] trait, what it is given, how it may fail.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

pub use domain::job::JobEnd;
use domain::{
    Database, Timestamp,
    artifact::{ArtifactError, ArtifactStore},
    database::DatabaseTransaction,
    id::JobId,
    job::{self, Kind},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

use crate::Settings;

/// One kind of background work. The value is the payload: ids only, as JSON in the job's row.
///
/// A handler may run more than once: it begins by asking whether its work still needs doing, writes every effect in a
/// transaction from [`JobContext::begin`], and treats a missing row as done. Its last effect is best committed with
/// [`JobContext::complete`], together with the job's success: such a job runs its effect exactly once, whatever is
/// killed when. Work that computes belongs in `spawn_blocking`, or the heartbeat stops and the job is taken for dead.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which jobs it handles.
    const KIND: Kind;

    /// Does the work. Returns soon (two seconds) after [`JobContext::cancelled`] is set.
    fn run(&self, context: &JobContext) -> impl Future<Output = Result<(), JobError>> + Send;

    /// Moves the row the job works for to failed or cancelled, in the transaction that ends the job for good without
    /// success, also when its workers died too often. A row that has moved on already is left alone. Appends its events
    /// last. (A job that is cancelled while it waits goes through [`job::close_subject`] instead: no worker sees it.)
    fn give_up(
        &self,
        transaction: &DatabaseTransaction,
        end: &JobEnd,
    ) -> impl Future<Output = domain::Result<()>> + Send;
}

/// Why an attempt ended without success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// It saw [`JobContext::cancelled`] and stopped.
    #[error("cancelled")]
    Cancelled,
    /// Trying again would not help.
    #[error("{code}: {message}")]
    Permanent {
        /// Why, as a code ("DATASET_EMPTY").
        code: String,
        /// Why, and what to do.
        message: String,
    },
    /// Trying again may help: it is queued again with back-off while attempts are left.
    #[error("{code}: {message}")]
    Transient {
        /// Why, as a code ("DATABASE").
        code: String,
        /// Why, and what to do.
        message: String,
    },
    /// The same at a moment that the handler knows, rather than with the queue's back-off.
    #[error("{code}: {message}")]
    Later {
        /// Why, as a code.
        code: String,
        /// Why, and what to do.
        message: String,
        /// Not before.
        run_at: Timestamp,
    },
}

impl JobError {
    /// [`JobError::Permanent`].
    pub fn permanent(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Permanent { code: code.into(), message: message.into() }
    }

    /// [`JobError::Transient`].
    pub fn transient(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Transient { code: code.into(), message: message.into() }
    }
}

/// A database that doesn't answer is worth another try; a refused value or a broken promise isn't. A conflict is worth
/// one too: if it says that the job was given to another worker, nothing that this one reports counts any more.
impl From<domain::Error> for JobError {
    fn from(error: domain::Error) -> Self {
        let message = error.to_string();
        match error {
            domain::Error::Database(_) => Self::transient("DATABASE", message),
            domain::Error::Conflict(_) => Self::transient("CONFLICT", message),
            domain::Error::NotFound { .. } => Self::permanent("NOT_FOUND", message),
            domain::Error::Invalid(_) => Self::permanent("INVALID", message),
            domain::Error::Forbidden(_) => Self::permanent("FORBIDDEN", message),
            domain::Error::Internal(_) => Self::permanent("INTERNAL", message),
        }
    }
}

/// The disk may be free again later; a name that isn't one stays wrong.
impl From<ArtifactError> for JobError {
    fn from(error: ArtifactError) -> Self {
        match error {
            ArtifactError::Io { .. } => Self::transient("DISK", error.to_string()),
            ArtifactError::InvalidName { .. } => Self::permanent("INVALID", error.to_string()),
        }
    }
}

impl From<std::io::Error> for JobError {
    fn from(error: std::io::Error) -> Self {
        Self::transient("DISK", error.to_string())
    }
}

/// What a handler works with.
#[derive(Clone, Debug)]
pub struct JobContext {
    /// The database.
    pub database: Database,
    /// Uploads, sealed rows, bundles, and room to work.
    pub artifacts: ArtifactStore,
    /// What this process was told.
    pub settings: Arc<Settings>,
    /// Which job.
    pub job_id: JobId,
    /// The right to work for it; see [`JobContext::begin`].
    pub fence: i64,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Set when the handler must stop: somebody cancelled the job, the worker shuts down, or the job was given to
    /// another worker. Return [`JobError::Cancelled`] in all three cases; what becomes of the job is decided by whoever
    /// set it.
    pub cancelled: CancellationToken,
    /// Set when the worker shuts down: what is left of its time may be used to keep what was done.
    pub shutdown: CancellationToken,
    pub(crate) progress: Arc<Mutex<Option<(f64, String)>>>,
}

impl JobContext {
    /// Says how far the work is: `share` from 0 to 1, and what is being done. Cheap: the job's heartbeat writes the
    /// latest, at most twice a second, in a transaction of its own.
    ///
    /// # Errors
    /// [`JobError::Cancelled`] once the handler must stop, so that a loop that reports stops too.
    pub async fn progress(&self, share: f64, note: impl Into<String>) -> Result<(), JobError> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Some((share.clamp(0.0, 1.0), note.into()));
        // A handler that never waits for anything would keep its own heartbeat from beating.
        tokio::task::yield_now().await;
        self.check()
    }

    /// Begins a transaction that has proved that the job is still this handler's, and keeps it so until it ends.
    /// Commit it with `context.database.commit(transaction)` or [`JobContext::complete`]. Keep it short: on SQLite
    /// nobody else writes meanwhile.
    ///
    /// # Errors
    /// [`domain::Error::Conflict`] when the job was ended or given to another worker.
    pub async fn begin(&self) -> domain::Result<DatabaseTransaction> {
        let transaction = self.database.begin().await?;
        job::hold(&transaction, self.job_id, self.fence).await?;
        Ok(transaction)
    }

    /// Commits `transaction` together with the job's success: the last effect and the end are one. Return `Ok(())` then.
    pub async fn complete(&self, transaction: DatabaseTransaction) -> domain::Result<()> {
        let job = job::finish(&transaction, self.job_id, self.fence, job::End::Succeeded).await?;
        job::announce(&transaction, &job).await?;
        fail::fail_point!("jobs::before_commit");
        self.database.commit(transaction).await
    }

    /// [`JobError::Cancelled`] once the handler must stop. Ask between pieces of work.
    pub fn check(&self) -> Result<(), JobError> {
        if self.cancelled.is_cancelled() { Err(JobError::Cancelled) } else { Ok(()) }
    }
}

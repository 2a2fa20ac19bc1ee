//! One attempt at one job: the handler, its heartbeat beside it, and the end.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use domain::{
    Error, Timestamp,
    id::JobId,
    job::{self, End},
};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{JobContext, JobError, WorkerOptions, registry::Handler};

/// How often a running job's row is looked at (is it still ours? must it stop?).
const LOOK: Duration = Duration::from_millis(500);
/// How often at most, however much this process changes.
const AT_MOST_EVERY: Duration = Duration::from_millis(100);
/// How often a running job says that it is alive.
const BEAT: Duration = Duration::from_millis(1_500);
/// How long a handler that was told to stop may take before it is dropped where it stands.
const GRACE: Duration = Duration::from_secs(10);

/// Why a handler was told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// Somebody asked for the job to be cancelled.
    Requested,
    /// The worker stops.
    Shutdown,
    /// The job has ended, or another worker has it.
    Superseded,
}

/// The handler's order to stop, with its reason. The first reason stays.
#[derive(Clone, Default)]
struct Stop {
    token: CancellationToken,
    why: Arc<OnceLock<Why>>,
}

impl Stop {
    fn because(&self, why: Why) {
        let _ = self.why.set(why);
        self.token.cancel();
    }
}

/// Runs the claimed `job` and records how it ended. Never fails: what the database refuses is tried again, and what
/// can't be recorded before the process ends is found by whoever looks for orphans.
pub(crate) async fn run(job: job::Model, options: &WorkerOptions, shutdown: &CancellationToken) {
    let Some(handler) = options.handlers.handler(job.kind) else {
        tracing::error!(job.id = %job.id, job.kind = ?job.kind, "a job without a handler was claimed");
        return;
    };
    let started = Instant::now();
    let stop = Stop::default();
    let context = JobContext {
        database: options.database.clone(),
        artifacts: options.artifacts.clone(),
        settings: Arc::clone(&options.settings),
        job_id: job.id,
        fence: job.fence,
        attempt: job.attempts,
        cancelled: stop.token.clone(),
        shutdown: shutdown.clone(),
        progress: Arc::new(Mutex::new(None)),
    };
    let done = CancellationToken::new();
    let pulse = tokio::spawn(keep_alive(context.clone(), stop.clone(), done.clone()));
    let result = handle(&handler, &job, context, &stop, (shutdown, options.drain)).await;
    done.cancel();
    let _ = pulse.await;

    let end = end_of(result, stop.why.get().copied(), job.attempts);
    let ended = match &end {
        Some(end) => record(options, &handler, &job, end).await,
        None => None,
    };
    tracing::info!(
        job.id = %job.id,
        job.kind = ?job.kind,
        job.attempt = job.attempts,
        job.status = ended.as_ref().map(|job| format!("{:?}", job.status)),
        job.error = ended.and_then(|job| job.error),
        duration_ms = started.elapsed().as_millis() as u64,
        "job attempt ended",
    );
}

/// Runs the handler in a task of its own, so that it can neither block the others nor take them along in a panic, and
/// drops it if it doesn't stop in time.
async fn handle(
    handler: &Arc<dyn Handler>,
    job: &job::Model,
    context: JobContext,
    stop: &Stop,
    (shutdown, drain): (&CancellationToken, Duration),
) -> Result<(), JobError> {
    let (handler, payload) = (Arc::clone(handler), job.payload.clone());
    let work = async move { handler.run(&payload, &context).await };
    let mut work = tokio::spawn(work.in_current_span());
    let overdue = async {
        tokio::select! {
            () = async { stop.token.cancelled().await; sleep(GRACE).await } => {}
            () = async { shutdown.cancelled().await; stop.because(Why::Shutdown); sleep(drain).await } => {}
        }
    };
    tokio::select! {
        joined = &mut work => match joined {
            Ok(result) => result,
            Err(error) => Err(error.try_into_panic().map_or(JobError::Cancelled, |panic| panicked(panic.as_ref()))),
        },
        () = overdue => {
            tracing::warn!(job.id = %job.id, job.kind = ?job.kind, "the handler didn't stop in time and is dropped");
            work.abort();
            Err(JobError::Cancelled)
        }
    }
}

/// Until `done`: beats, writes progress, and tells the handler when it must stop.
async fn keep_alive(context: JobContext, stop: Stop, done: CancellationToken) {
    let look = async {
        let mut changes = context.database.changes();
        loop {
            // A change made by this process rings; one made by another is found by looking.
            sleep(AT_MOST_EVERY).await;
            let _ = timeout(LOOK - AT_MOST_EVERY, changes.changed()).await;
            match job::pulse(context.database.connection(), context.job_id).await {
                Ok(Some(pulse)) if pulse.running && pulse.fence == context.fence => {
                    if pulse.cancel_requested {
                        stop.because(Why::Requested);
                    }
                }
                Ok(_) => stop.because(Why::Superseded),
                Err(error) => tracing::warn!(job.id = %context.job_id, %error, "a running job's row can't be read"),
            }
        }
    };
    // Apart from looking, since its writes wait while the handler's own transaction holds the job's lock.
    let beat = async {
        let mut last = Instant::now();
        loop {
            sleep(LOOK).await;
            let progress = context.progress.lock().unwrap_or_else(PoisonError::into_inner).take();
            let written = match progress {
                Some((share, note)) => {
                    job::record_progress(&context.database, context.job_id, context.fence, share, note).await
                }
                None if last.elapsed() >= BEAT => job::beat(&context.database, context.job_id, context.fence).await,
                None => continue,
            };
            match written {
                Ok(true) => last = Instant::now(),
                Ok(false) => {} // the next look tells why
                Err(error) => tracing::warn!(job.id = %context.job_id, %error, "a heartbeat failed"),
            }
        }
    };
    tokio::select! {
        () = done.cancelled() => {}
        () = async { tokio::join!(look, beat); } => {}
    }
}

/// What the handler's result means for the job; `None` when the job isn't ours any more.
fn end_of(result: Result<(), JobError>, why: Option<Why>, attempt: i32) -> Option<End> {
    match (result, why) {
        (_, Some(Why::Superseded)) => None,
        (Ok(()), _) => Some(End::Succeeded),
        (Err(JobError::Permanent { code, message }), _) => Some(End::Failed { code, message }),
        (Err(JobError::Cancelled | JobError::Transient { .. }), Some(Why::Shutdown)) => Some(End::Released),
        (Err(JobError::Cancelled | JobError::Transient { .. }), Some(Why::Requested)) => Some(End::Cancelled),
        (Err(JobError::Cancelled), None) | (Err(JobError::Later { .. }), Some(Why::Requested)) => Some(End::Cancelled),
        (Err(JobError::Later { code, message, run_at }), _) => Some(End::Retry { code, message, run_at }),
        (Err(JobError::Transient { code, message }), None) => {
            let wait = job::back_off_seconds(attempt, rand::random());
            Some(End::Retry { code, message, run_at: Timestamp::now().plus_seconds(wait) })
        }
    }
}

/// Records the end until the database takes it. Gives the job as it stands then, or `None` when it isn't ours any more,
/// which it may have ceased to be by [`JobContext::complete`].
async fn record(
    options: &WorkerOptions,
    handler: &Arc<dyn Handler>,
    job: &job::Model,
    end: &End,
) -> Option<job::Model> {
    let mut give_up = true;
    let mut wait = Duration::from_millis(50);
    loop {
        fail::fail_point!("jobs::before_end");
        match try_record(options, handler, (job.id, job.fence), end, give_up).await {
            Ok(job) => return Some(job),
            Err(Failure::Job(Error::Conflict(_))) => {
                return job::find(options.database.connection(), job.id).await.ok();
            }
            Err(Failure::Job(error)) => tracing::warn!(job.id = %job.id, %error, "a job's end can't be recorded yet"),
            Err(Failure::GiveUp(error @ Error::Database(_))) => {
                tracing::warn!(job.id = %job.id, %error, "a job's end can't be recorded yet");
            }
            Err(Failure::GiveUp(error)) => {
                // The row stays as it is, but the job must not run for ever.
                tracing::error!(job.id = %job.id, %error, "a job's row refused to end with it");
                give_up = false;
                continue;
            }
        }
        sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(5));
    }
}

/// Which half of ending a job failed.
enum Failure {
    /// The job's own row.
    Job(Error),
    /// The row it works for.
    GiveUp(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Job(error)
    }
}

async fn try_record(
    options: &WorkerOptions,
    handler: &Arc<dyn Handler>,
    (id, fence): (JobId, i64),
    end: &End,
    give_up: bool,
) -> Result<job::Model, Failure> {
    let transaction = options.database.begin().await?;
    let job = job::finish(&transaction, id, fence, end.clone()).await?;
    if give_up && let Some(end) = job.ended() {
        handler.give_up(&transaction, &job, &end).await.map_err(Failure::GiveUp)?;
    }
    job::announce(&transaction, &job).await?;
    options.database.commit(transaction).await?;
    Ok(job)
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> JobError {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    JobError::permanent("PANIC", format!("the handler panicked: {message}"))
}

//! Workers: the only module that knows apalis.
//!
//! apalis' `Worker` drives: it asks for a job only once its layers (tracing, the limit of
//! jobs at once) are ready for one, runs it, and drains at the end; its [`Monitor`] supervises. The queue itself is
//! [`domain::job`], so `Queue` implements apalis' `Backend` and not its `Persistence`: `Persisted` beats for a worker
//! instead of for a job, beats and acknowledges only when the worker polls it, and hands database errors to the worker,
//! which ends it. Here each job beats in a task of its own and records its end itself (`attempt.rs`); towards
//! apalis a claim waits until there is a job and a job always succeeds, so that no error of the database's or a
//! handler's can end a worker.
//!
//! Jobs run in two lanes, so that what takes moments never waits for slots that what takes hours holds.
//!
//! A job is claimed only on [`Backend::poll_next`], which the worker calls only while it holds a free slot, and at most
//! one claim is under way: never are more jobs claimed than can run.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use apalis::prelude::*;
use apalis_core::{
    backend::{BackendConfig, finalize::Ephemeral},
    task::{Task, task_id::RandomId},
    worker::context::WorkerContext,
};
use domain::{
    Database, Error,
    artifact::ArtifactStore,
    id::WorkerId,
    job::{self, End, Kind},
    worker,
};
use futures::FutureExt;
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::layer::util::Identity;

use crate::{Registry, Settings, attempt, upkeep};

/// How long to wait after the database didn't answer, at most.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How often to look for jobs though no bell rang: some become due by the clock.
const LOOK: Duration = Duration::from_millis(400);
/// How long after the running jobs' own time limit the monitor gives up on them.
const LAST_RESORT: Duration = Duration::from_secs(3);

/// Kinds that take moments, most of them spent waiting for somebody else's answer.
const BRIEF: [Kind; 1] = [Kind::DeliverWebhook];
/// How many of them run at once.
const BRIEF_SLOTS: usize = 4;

/// Kinds of jobs that share slots.
#[derive(Clone, Debug)]
struct Lane {
    name: &'static str,
    kinds: Vec<Kind>,
    slots: usize,
}

/// How a worker works. Make it with [`WorkerOptions::new`] and change what differs from the usual.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// The database that holds the queue.
    pub database: Database,
    /// Where files lie.
    pub artifacts: ArtifactStore,
    /// What handlers are told about the machine.
    pub settings: Arc<Settings>,
    /// The handlers; usually all.
    pub handlers: Registry,
    /// How many jobs run at once, brief ones apart; usually 2.
    pub concurrency: usize,
    /// How long running jobs have to stop when the worker is told to; usually 8 seconds.
    pub drain: Duration,
    /// How long an upload is kept that no import needs; usually 24 hours.
    pub keep_uploads: Duration,
}

impl WorkerOptions {
    fn lanes(&self) -> Vec<Lane> {
        let (brief, long): (Vec<Kind>, Vec<Kind>) =
            self.handlers.kinds().into_iter().partition(|kind| BRIEF.contains(kind));
        let lanes = [
            Lane { name: "long", kinds: long, slots: self.concurrency.max(1) },
            Lane { name: "brief", kinds: brief, slots: BRIEF_SLOTS },
        ];
        lanes.into_iter().filter(|lane| !lane.kinds.is_empty()).collect()
    }

    /// All handlers, two jobs at once, eight seconds to stop, uploads kept for a day.
    pub fn new(database: Database, artifacts: ArtifactStore, settings: Arc<Settings>) -> Self {
        Self {
            database,
            artifacts,
            settings,
            handlers: crate::handlers(),
            concurrency: 2,
            drain: Duration::from_secs(8),
            keep_uploads: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// Runs jobs until `shutdown` is cancelled and those that ran have stopped: done, or released back to the queue without
/// counting the attempt.
///
/// # Errors
/// When the database doesn't answer at the start; later it is waited for.
pub async fn run_worker(options: WorkerOptions, shutdown: CancellationToken) -> domain::Result<()> {
    let name = format!("{}:{}", rustix::system::uname().nodename().to_string_lossy(), std::process::id());
    let worker = worker::register(&options.database, name).await?;
    tracing::info!(worker.id = %worker.id, worker.name = worker.name, "worker started");
    let options = Arc::new(options);
    let (stopping, asked) = (shutdown.clone(), shutdown.clone());
    let ended = CancellationToken::new();
    let beside = tokio::spawn({
        let (options, ended) = (Arc::clone(&options), ended.clone());
        async move { upkeep::run(&options, worker.id, &ended).await }
    });

    let drain = options.drain + LAST_RESORT;
    let factory = |lane: Lane| {
        let (options, shutdown) = (Arc::clone(&options), shutdown.clone());
        move |restarts: usize| {
            let queue = Queue::new(Arc::clone(&options), (worker.id, lane.kinds.clone()), shutdown.clone(), restarts);
            let (handler_options, shutdown) = (Arc::clone(&options), shutdown.clone());
            WorkerBuilder::new(format!("{} {}", worker.id, lane.name))
                .backend(queue)
                .concurrency(lane.slots)
                .layer(apalis::layers::tracing::TraceLayer::new().make_span_with(span))
                .build(move |job: job::Model| {
                    let (options, shutdown) = (Arc::clone(&handler_options), shutdown.clone());
                    async move {
                        attempt::run(job, &options, &shutdown).await;
                        Ok::<(), Infallible>(())
                    }
                })
        }
    };
    let monitor = options.lanes().into_iter().fold(Monitor::new(), |monitor, lane| monitor.register(factory(lane)));
    let monitored = monitor
        .should_restart(move |_, error| {
            tracing::error!(%error, "the worker broke off");
            !stopping.is_cancelled()
        })
        .with_terminator(async move { sleep(drain).await })
        .run_with_signal(async move {
            shutdown.cancelled().await;
            Ok(())
        })
        .await;
    ended.cancel();
    let _ = beside.await;
    if let Err(error) = worker::leave(&options.database, worker.id).await {
        tracing::warn!(worker.id = %worker.id, %error, "the worker couldn't say goodbye");
    }
    tracing::info!(worker.id = %worker.id, "worker stopped");
    match monitored {
        Ok(()) if asked.is_cancelled() => Ok(()),
        // With a time limit, apalis' monitor says that all is well whatever became of its workers.
        Ok(()) => Err(Error::Internal("the worker ended by itself".into())),
        Err(error) => Err(Error::Internal(format!("the worker ended: {error}"))),
    }
}

fn span(task: &Task<job::Model>) -> tracing::Span {
    let job = &task.args;
    tracing::info_span!("job", job.id = %job.id, job.kind = ?job.kind, job.attempt = job.attempts)
}

/// The queue as apalis sees it: a source of claimed jobs.
struct Queue {
    options: Arc<WorkerOptions>,
    worker_id: WorkerId,
    kinds: Vec<Kind>,
    shutdown: CancellationToken,
    /// How long the first claim waits: a worker that breaks off again and again must not spin.
    pause: Duration,
    claiming: Option<JoinHandle<Option<job::Model>>>,
    releasing: Option<JoinHandle<()>>,
}

impl Queue {
    fn new(
        options: Arc<WorkerOptions>,
        (worker_id, kinds): (WorkerId, Vec<Kind>),
        shutdown: CancellationToken,
        restarts: usize,
    ) -> Self {
        let pause = Duration::from_secs(restarts as u64).min(LONGEST_WAIT);
        Self { options, worker_id, kinds, shutdown, pause, claiming: None, releasing: None }
    }

    /// In a task of its own: what it has begun it ends, even if nobody polls it.
    fn claim(&mut self) -> &mut JoinHandle<Option<job::Model>> {
        self.claiming.get_or_insert_with(|| {
            let (options, worker_id, shutdown) = (Arc::clone(&self.options), self.worker_id, self.shutdown.clone());
            let kinds = self.kinds.clone();
            let pause = std::mem::take(&mut self.pause);
            tokio::spawn(async move {
                sleep(pause).await;
                claim_one(&options, (worker_id, &kinds), &shutdown).await
            })
        })
    }
}

impl Backend for Queue {
    type Task = Task<job::Model>;
    type Error = Infallible;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Infallible>>> {
        loop {
            let claimed = std::task::ready!(self.claim().poll_unpin(context));
            self.claiming = None;
            match claimed {
                Ok(job) => return Poll::Ready(job.map(|job| Ok(Task::new(job)))),
                Err(error) => {
                    tracing::error!(%error, "claiming a job panicked");
                    self.pause = LONGEST_WAIT;
                }
            }
        }
    }

    fn poll_close(&mut self, context: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        if let Some(claiming) = &mut self.claiming {
            let claimed = std::task::ready!(claiming.poll_unpin(context));
            self.claiming = None;
            if let Ok(Some(job)) = claimed {
                let database = self.options.database.clone();
                self.releasing = Some(tokio::spawn(async move { release(&database, &job).await }));
            }
        }
        if let Some(releasing) = &mut self.releasing {
            let _ = std::task::ready!(releasing.poll_unpin(context));
            self.releasing = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for Queue {
    type Args = job::Model;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = Identity;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Identity {
        Identity::new()
    }
}

/// Waits for a job and claims it; `None` once the worker stops.
async fn claim_one(
    options: &WorkerOptions,
    (worker_id, kinds): (WorkerId, &[Kind]),
    shutdown: &CancellationToken,
) -> Option<job::Model> {
    let mut changes = options.database.changes();
    let mut wait = Duration::from_millis(50);
    while !shutdown.is_cancelled() {
        // Before looking: what is enqueued from here on rings again.
        changes.mark_unchanged();
        let pause = match job::claim(&options.database, worker_id, kinds, 1).await {
            Ok(mut jobs) => match jobs.pop() {
                Some(job) => {
                    fail::fail_point!("jobs::claimed");
                    return Some(job);
                }
                None => {
                    wait = Duration::from_millis(50);
                    futures::future::Either::Left(timeout(LOOK, changes.changed()).map(drop))
                }
            },
            Err(error) => {
                tracing::warn!(%error, "jobs can't be claimed; trying again");
                wait = (wait * 2).min(LONGEST_WAIT);
                futures::future::Either::Right(sleep(wait))
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = pause => {}
        }
    }
    None
}

/// Gives back a job that was claimed when the worker had begun to stop.
async fn release(database: &Database, job: &job::Model) {
    let released = async {
        let transaction = database.begin().await?;
        let job = job::finish(&transaction, job.id, job.fence, End::Released).await?;
        job::announce(&transaction, &job).await?;
        database.commit(transaction).await
    };
    if let Err(error) = released.await {
        tracing::warn!(job.id = %job.id, %error, "a job couldn't be given back; it will be taken for an orphan");
    }
}

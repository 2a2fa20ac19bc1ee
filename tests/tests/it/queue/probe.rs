//! The job that the queue's tests run, and workers to run it: in this process and in one that can be killed.

use std::{
    collections::HashMap,
    env,
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::{
    Database,
    artifact::ArtifactStore,
    database::DatabaseTransaction,
    event::{self, Topic},
    id::JobId,
    job::{self, JobEnd, Kind, NewJob, Status},
};
use futures::StreamExt;
use jobs::{Job, JobContext, JobError, Registry, Settings, WorkerOptions, run_worker};
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait, QueryOrder, Statement};
use serde::{Deserialize, Serialize};
use tests::database::TestDatabase;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// A job whose effect can be counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Probe {
    pub key: String,
    pub act: Act,
}

/// What a probe does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// One effect, committed with the job's success.
    Effect,
    /// One effect in a transaction of its own, unless an earlier attempt has left it.
    EffectUnlessThere,
    /// Waits until it is told to stop.
    UntilCancelled,
    /// Waits for ever.
    Stubborn,
    /// Panics.
    Panic,
    /// Fails in a way that may pass.
    Fail,
}

/// How many probes run at once, and at most did, by worker.
pub static AT_ONCE: LazyLock<Mutex<HashMap<PathBuf, (usize, usize)>>> = LazyLock::new(Mutex::default);

impl Job for Probe {
    const KIND: Kind = Kind::ImportArticles;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let _running = Running::begin(&context.settings.trainer);
        match self.act {
            Act::Effect => {
                let transaction = context.begin().await?;
                insert(&transaction, "effect", &self.key).await?;
                context.complete(transaction).await?;
                Ok(())
            }
            Act::EffectUnlessThere => {
                let transaction = context.begin().await?;
                if !keys(&transaction, "effect").await.contains(&self.key) {
                    insert(&transaction, "effect", &self.key).await?;
                }
                context.database.commit(transaction).await?;
                Ok(())
            }
            Act::UntilCancelled => {
                context.progress(0.5, "half way").await?;
                context.cancelled.cancelled().await;
                Err(JobError::Cancelled)
            }
            Act::Stubborn => std::future::pending().await,
            Act::Panic => panic!("the probe was told to panic"),
            Act::Fail => Err(JobError::transient("NOT_YET", "the probe was told to fail")),
        }
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, _: &JobEnd) -> domain::Result<()> {
        insert(transaction, "gave_up", &self.key).await
    }
}

struct Running(PathBuf);

impl Running {
    fn begin(worker: &std::path::Path) -> Self {
        let mut at_once = AT_ONCE.lock().unwrap();
        let (now, most) = at_once.entry(worker.to_owned()).or_default();
        *now += 1;
        *most = (*most).max(*now);
        Self(worker.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        AT_ONCE.lock().unwrap().entry(self.0.clone()).or_default().0 -= 1;
    }
}

async fn insert(connection: &impl ConnectionTrait, table: &str, key: &str) -> domain::Result<()> {
    connection.execute_unprepared(&format!("INSERT INTO {table} (name) VALUES ('{key}')")).await?;
    Ok(())
}

/// The keys in `table`, sorted.
pub async fn keys(connection: &impl ConnectionTrait, table: &str) -> Vec<String> {
    let statement = Statement::from_string(DatabaseBackend::Sqlite, format!("SELECT name FROM {table} ORDER BY name"));
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// Makes the tables that probes write to.
pub async fn prepare(test: &TestDatabase) {
    test.execute("CREATE TABLE effect (name VARCHAR(100) NOT NULL)").await;
    test.execute("CREATE TABLE gave_up (name VARCHAR(100) NOT NULL)").await;
}

/// A probe to be enqueued.
pub fn probe(key: impl Into<String>, act: Act) -> NewJob {
    let payload = serde_json::to_value(Probe { key: key.into(), act }).unwrap();
    NewJob::new(Kind::ImportArticles, None, payload)
}

/// Enqueues `new` in a transaction of its own.
pub async fn enqueue(database: &Database, new: NewJob) -> job::Model {
    let transaction = database.begin().await.unwrap();
    let job = job::enqueue(&transaction, new).await.unwrap();
    database.commit(transaction).await.unwrap();
    job
}

/// Follows the job's events until one shows it in `status`.
pub async fn until(database: &Database, id: JobId, status: Status) -> job::Model {
    until_it(database, id, |change| change.status == status).await
}

/// Follows the job's events until one is as wanted.
pub async fn until_it(database: &Database, id: JobId, is_wanted: impl Fn(&job::Change) -> bool) -> job::Model {
    let mut events = Box::pin(event::tail(database, Topic::Job, Some(id.0), 0));
    let found = timeout(Duration::from_secs(60), async {
        while let Some(event) = events.next().await {
            if is_wanted(&serde_json::from_str(&event.payload).unwrap()) {
                return;
            }
        }
    });
    if found.await.is_err() {
        panic!("what was waited for never came: {:?}", job::find(database.connection(), id).await);
    }
    job::find(database.connection(), id).await.unwrap()
}

/// All jobs, in the order they were enqueued.
pub async fn all(database: &Database) -> Vec<job::Model> {
    job::Entity::find().order_by_asc(job::Column::Id).all(database.connection()).await.unwrap()
}

/// A worker in this process.
pub struct Worker {
    pub shutdown: CancellationToken,
    pub task: JoinHandle<domain::Result<()>>,
}

impl Worker {
    /// Starts a worker on a pool of its own; `name` is for [`AT_ONCE`].
    pub async fn start(test: &TestDatabase, name: &str, concurrency: usize) -> Self {
        let options = WorkerOptions { concurrency, ..options(test.connect_again().await, name) };
        Self::start_with(options)
    }

    pub fn start_with(options: WorkerOptions) -> Self {
        let shutdown = CancellationToken::new();
        Self { task: tokio::spawn(run_worker(options, shutdown.clone())), shutdown }
    }

    pub async fn stop(self) {
        self.shutdown.cancel();
        timeout(Duration::from_secs(15), self.task).await.expect("the worker stops in time").unwrap().unwrap();
    }
}

/// Options for a worker that runs probes.
pub fn options(database: Database, name: &str) -> WorkerOptions {
    let artifacts = ArtifactStore::open(env::temp_dir().join("gisa-queue-test")).unwrap();
    let settings = Settings { trainer: name.into(), ..Settings::default() };
    let options = WorkerOptions::new(database, artifacts, Arc::new(settings));
    WorkerOptions { handlers: Registry::new().with::<Probe>(), ..options }
}

const URL: &str = "GISA_TEST_WORKER_URL";
const POINT: &str = "GISA_TEST_WORKER_POINT";

/// A worker in a process of its own, which can be killed.
pub struct WorkerProcess {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl WorkerProcess {
    /// Starts this test binary again, as a worker that stops for good at the failure point `point`, if any.
    pub fn spawn(test: &TestDatabase, point: Option<&str>) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "queue::probe::worker_process", "--nocapture"])
            .env(URL, &test.url)
            .env(POINT, point.unwrap_or_default())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Waits until the process stands at its failure point.
    pub async fn reached(&mut self) {
        let reached = timeout(Duration::from_secs(60), async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains("REACHED") {
                    return;
                }
            }
            panic!("the worker process ended");
        });
        reached.await.expect("the worker process reaches its failure point");
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Not a promise of its own: what [`WorkerProcess`] runs. Without its environment it does nothing.
#[test]
fn worker_process() {
    let Ok(url) = env::var(URL) else { return };
    static HITS: AtomicUsize = AtomicUsize::new(0);
    let point = env::var(POINT).unwrap_or_default();
    // One that stands still must not take with its other hand what the next one is to stand still with.
    let concurrency = if point.is_empty() { 2 } else { 1 };
    if !point.is_empty() {
        fail::cfg_callback(point, || {
            if HITS.fetch_add(1, Ordering::SeqCst) == 0 {
                println!("REACHED");
            }
            loop {
                std::thread::park();
            }
        })
        .unwrap();
    }
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap().block_on(async {
        let database = Database::connect(&url, 4).await.unwrap();
        let options = WorkerOptions { concurrency, ..options(database, "process") };
        run_worker(options, CancellationToken::new()).await.unwrap();
    });
}

//! A worker with the real handlers, and waiting for what it does.

use std::{sync::Arc, time::Duration};

use domain::{
    Database, article_import,
    article_import::{Format, NewImport},
    dataset,
    dataset::Selection,
    id::{ArticleImportId, DatasetId},
};
use jobs::{Settings, WorkerOptions};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::database::TestDatabase;

/// Longest that anything in a test may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// A worker that runs until it is stopped.
pub struct Background {
    shutdown: CancellationToken,
    worker: Option<JoinHandle<domain::Result<()>>>,
}

impl Background {
    /// Starts a worker on the test's database.
    pub fn start(test: &TestDatabase) -> Self {
        // Only what loads a model needs it.
        let ort_dylib = std::env::var_os("ORT_DYLIB_PATH").unwrap_or_default().into();
        Self::start_with(test, Settings { ort_dylib, ..Settings::default() })
    }

    /// The same with other settings.
    pub fn start_with(test: &TestDatabase, settings: Settings) -> Self {
        let shutdown = CancellationToken::new();
        let settings = Arc::new(settings);
        let options = WorkerOptions::new(test.database.clone(), test.artifacts.clone(), settings);
        let worker = tokio::spawn(jobs::run_worker(options, shutdown.clone()));
        Self { shutdown, worker: Some(worker) }
    }

    /// Stops it, and waits until it has.
    ///
    /// # Panics
    /// When it failed.
    pub async fn stop(mut self) {
        self.shutdown.cancel();
        if let Some(worker) = self.worker.take() {
            worker.await.expect("the worker doesn't panic").expect("the worker doesn't fail");
        }
    }
}

/// A test that panics must not leave a worker behind, whose connections would keep its database from being dropped.
impl Drop for Background {
    fn drop(&mut self) {
        self.shutdown.cancel();
        if let Some(worker) = self.worker.take() {
            worker.abort();
        }
    }
}

/// Asks for an import of `content` into the source `source` under the label set `label_set`.
///
/// # Panics
/// When it is refused.
pub async fn request_import(
    test: &TestDatabase,
    source: &str,
    label_set: &str,
    format: Format,
    content: &[u8],
) -> article_import::Model {
    let (upload_key, path) = test.artifacts.new_upload();
    std::fs::write(path, content).expect("an upload is written");
    let new = NewImport {
        source_key: source.into(),
        source_name: None,
        label_set_key: Some(label_set.into()),
        file_name: "articles.file".into(),
        format,
        upload_key,
        size_bytes: content.len() as i64,
    };
    article_import::request(&test.database, new).await.expect("an import is asked for")
}

/// Imports and waits for the end, whatever that is.
///
/// # Panics
/// When it is refused or takes too long.
pub async fn import(
    test: &TestDatabase,
    source: &str,
    label_set: &str,
    format: Format,
    content: &[u8],
) -> article_import::Model {
    let requested = request_import(test, source, label_set, format, content).await;
    ended_import(&test.database, requested.id).await
}

/// The import once it has ended.
///
/// # Panics
/// When it takes too long.
pub async fn ended_import(database: &Database, id: ArticleImportId) -> article_import::Model {
    use article_import::Status;
    until(database, async || {
        let import = article_import::find(database.connection(), id).await.expect("the import is there");
        (!matches!(import.status, Status::Queued | Status::Running)).then_some(import)
    })
    .await
}

/// Builds a dataset and waits for the end, whatever that is.
///
/// # Panics
/// When it is refused or takes too long.
pub async fn build(test: &TestDatabase, selection: Selection) -> dataset::Model {
    let new = dataset::NewDataset { name: "a dataset".into(), selection };
    let requested = dataset::request(&test.database, new).await.expect("a dataset is asked for");
    ended_dataset(&test.database, requested.id).await
}

/// The dataset once it has ended.
///
/// # Panics
/// When it takes too long.
pub async fn ended_dataset(database: &Database, id: DatasetId) -> dataset::Model {
    until(database, async || {
        let dataset = dataset::find(database.connection(), id).await.expect("the dataset is there");
        (dataset.status != dataset::Status::Building).then_some(dataset)
    })
    .await
}

/// Asks again whenever something was committed, until there is an answer.
///
/// # Panics
/// When it takes too long.
pub async fn until<T>(database: &Database, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let mut changes = database.changes();
    let answered = async {
        loop {
            changes.mark_unchanged();
            if let Some(answer) = ask().await {
                return answer;
            }
            changes.changed().await.expect("the database lives as long as the test");
        }
    };
    tokio::time::timeout(PATIENCE, answered).await.expect("the work ends in time")
}

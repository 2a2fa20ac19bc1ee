//! Reads a file of articles into the database.
//!
//! # What a file may hold
//!
//! | column | also called | what it is |
//! |---|---|---|
//! | `external_id` | `id`, `guid`, `article_id` | the article's name at its source; in a file without such a column, its `url`, or else a hash of its text |
//! | `title` | `headline`, `제목` | a row needs something visible in title or body |
//! | `body` | `content`, `text`, `본문` | |
//! | `label` | `category`, `section`, `class`, `분류` | a class's key, or its Korean or English name |
//! | `published_at` | `published`, `date`, `날짜` | RFC 3339; without an offset it is Korean time |
//! | `url` | `link`, `address` | |
//! | `crawl` | `crawl_id` | the crawl's name at the source; made if unknown |
//! | `collected_at` | `crawled_at` | when it isn't given: when the import was asked for |
//!
//! Names are compared without regard to case; of two names for one column the first of this table is read. Other
//! columns are ignored. An empty cell says nothing: a known article keeps what it has. Where an id comes twice, the
//! later row is an update of the earlier one. Without a label set, labels are not read. Text is UTF-8, UTF-16 with its
//! mark, or CP949; which one is told by the file's beginning.
//!
//! # What holds when it is killed
//!
//! Rows are stored in chunks. A chunk's articles, its refusals and the checkpoint are one transaction, so the next
//! attempt continues after the last chunk that was committed, and nothing is doubled or half there.

mod chunk;
mod column;
mod delimited;
mod json_lines;
mod moment;
mod parquet_file;
mod row;
mod transcoded;

use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    time::{Duration, Instant},
};

use domain::{
    article::{self, Arrival, LabelOrigin},
    article_import::{self, Format},
    crawl,
    database::DatabaseTransaction,
    id::ArticleImportId,
    job::Kind,
    label_set,
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use self::{
    chunk::{Chunk, FileError, Plan},
    row::LabelNames,
};
use crate::{Job, JobContext, JobEnd, JobError};

/// How often those who watch are told how far an import is.
const ANNOUNCE_EVERY: Duration = Duration::from_millis(500);

/// Reads a file of articles into the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportArticles {
    /// The import.
    pub article_import_id: ArticleImportId,
}

impl Job for ImportArticles {
    const KIND: Kind = Kind::ImportArticles;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let Some(import) = article_import::start(&transaction, self.article_import_id).await? else {
            return Ok(());
        };
        context.database.commit(transaction).await?;

        let labels = match import.label_set_id {
            Some(id) => Some(LabelNames::new(&label_set::classes(context.database.connection(), id).await?)),
            None => None,
        };
        let path = context.artifacts.upload_path(&import.upload_key).map_err(domain::Error::from)?;
        let mut file = FileInParts::open(path, import.format, Plan::new(&import, labels));
        let arrival = Arrival {
            source_id: import.source_id,
            article_import_id: Some(import.id),
            label_origin: LabelOrigin::Import,
            labelled_by: import.file_name.clone(),
            collected_at: import.created_at,
        };
        let mut progress = Progress {
            rows: import.rows_read,
            size_bytes: import.size_bytes,
            announced: Instant::now(),
            inserted: 0,
            statistics_at: 1_000,
        };
        while let Some(chunk) = file.next(context).await? {
            progress.store(context, &arrival, import.id, chunk).await?;
            fail::fail_point!("import_articles::chunk_stored", |_| Err(JobError::transient(
                "KILLED",
                "at a fail point"
            )));
        }

        let transaction = context.begin().await?;
        article_import::succeed(&transaction, import.id).await?;
        context.complete(transaction).await?;
        // Nobody reads it again; one that stays costs no more than room.
        let _ = context.artifacts.remove_upload(&import.upload_key);
        Ok(())
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        match end {
            JobEnd::Cancelled => article_import::cancel(transaction, self.article_import_id).await,
            JobEnd::Failed { message, .. } => article_import::fail(transaction, self.article_import_id, message).await,
        }
    }
}

/// How far an import is.
struct Progress {
    rows: i64,
    size_bytes: i64,
    announced: Instant,
    /// Articles this attempt has inserted, and how many it will have when the database should count them anew.
    inserted: u64,
    statistics_at: u64,
}

impl Progress {
    /// Stores a chunk and its checkpoint, together or not at all.
    async fn store(
        &mut self,
        context: &JobContext,
        arrival: &Arrival,
        id: ArticleImportId,
        chunk: Chunk,
    ) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let crawls = crawls_of(&transaction, arrival, &chunk).await?;
        let articles = chunk.articles.into_iter().map(|(mut article, crawl)| {
            article.crawl_id = crawl.and_then(|name| crawls.get(&name).copied());
            article
        });
        let stored = article::store(&transaction, arrival, articles.collect()).await?;
        let record = article_import::Chunk {
            rows_before: self.rows,
            rows: chunk.rows,
            refused: chunk.refused,
            refusals: chunk.refusals,
        };
        article_import::record_chunk(&transaction, id, record, stored).await?;
        if self.announced.elapsed() >= ANNOUNCE_EVERY {
            article_import::announce(&transaction, &article_import::find(&transaction, id).await?).await?;
            self.announced = Instant::now();
        }
        context.database.commit(transaction).await?;
        self.rows += chunk.rows;
        self.inserted += stored.inserted;
        if self.inserted >= self.statistics_at {
            article::refresh_statistics(&context.database).await?;
            self.statistics_at = self.inserted * 4;
        }
        // Another encoding may take more bytes than the file has.
        let share = (chunk.position as f64 / self.size_bytes.max(1) as f64).min(1.0);
        context.progress(share, format!("{} rows read", self.rows)).await
    }
}

async fn crawls_of(
    transaction: &DatabaseTransaction,
    arrival: &Arrival,
    chunk: &Chunk,
) -> domain::Result<HashMap<String, domain::id::CrawlId>> {
    let names: BTreeSet<&str> = chunk.articles.iter().filter_map(|(_, crawl)| crawl.as_deref()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    crawl::find_or_record(transaction, arrival.source_id, &names).await
}

/// A file that a thread of its own reads, checks and hashes while chunks before are being stored.
struct FileInParts {
    chunks: mpsc::Receiver<Chunk>,
    reader: Option<tokio::task::JoinHandle<Result<(), FileError>>>,
}

impl FileInParts {
    fn open(path: PathBuf, format: Format, plan: Plan) -> Self {
        // One chunk waits while another is read and a third is stored: memory stays bounded.
        let (sender, chunks) = mpsc::channel(1);
        let reader = tokio::task::spawn_blocking(move || {
            // A send fails when the import was cancelled: then nobody wants the rest.
            chunk::read(&path, format, plan, |chunk| sender.blocking_send(chunk).is_ok())
        });
        Self { chunks, reader: Some(reader) }
    }

    async fn next(&mut self, context: &JobContext) -> Result<Option<Chunk>, JobError> {
        let chunk = tokio::select! {
            biased;
            () = context.cancelled.cancelled() => return Err(JobError::Cancelled),
            chunk = self.chunks.recv() => chunk,
        };
        if chunk.is_none()
            && let Some(reader) = self.reader.take()
        {
            match reader.await {
                Ok(read) => read?,
                // A panic in a file format's library: the file is broken in a way it didn't expect.
                Err(_) => return Err(JobError::permanent("FILE_UNREADABLE", "the file can't be read; write it anew")),
            }
        }
        Ok(chunk)
    }
}

impl From<FileError> for JobError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Self::permanent("UPLOAD_MISSING", "the uploaded file is gone; upload it again")
            }
            FileError::Io(error) => error.into(),
            FileError::Unreadable { code, message } => Self::permanent(code, message),
        }
    }
}

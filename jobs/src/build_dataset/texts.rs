//! The texts of the chosen articles, on their way into a file and into the search for duplicates.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{
    article::{self, Text},
    id::ArticleId,
};
use tokio::sync::mpsc;

use super::{candidates::Candidate, manifest};
use crate::{JobContext, JobError, near_duplicate::ClusterBuilder};

/// Articles read with one statement.
const BATCH: usize = 500;

/// All texts, in the order of the candidates: in a file, and prepared for the search for duplicates.
pub(super) struct Texts {
    path: PathBuf,
    pub(super) duplicates: ClusterBuilder<u32>,
}

/// Titles and bodies of some candidates, in their order.
type Batch = Vec<(String, String)>;

impl Texts {
    /// Reads the text of each of `chosen` and writes it to `path`.
    ///
    /// # Errors
    /// `ARTICLES_CHANGED` if an article isn't any more what it was when it was chosen.
    pub(super) async fn gather(context: &JobContext, chosen: &[Candidate], path: PathBuf) -> Result<Self, JobError> {
        // Read and searched at once, by two threads; the texts of three batches at most are held.
        let (sender, batches) = mpsc::channel(1);
        let writing = tokio::task::spawn_blocking(move || Self::write(batches, path));
        for (number, candidates) in chosen.chunks(BATCH).enumerate() {
            if sender.send(read(context, candidates).await?).await.is_err() {
                break;
            }
            let share = (number * BATCH) as f64 / chosen.len() as f64;
            context.progress(0.1 + 0.5 * share, "reading articles").await?;
        }
        drop(sender);
        writing.await.map_err(|error| JobError::permanent("PANIC", error.to_string()))?
    }

    fn write(mut batches: mpsc::Receiver<Batch>, path: PathBuf) -> Result<Self, JobError> {
        let mut file = BufWriter::new(File::create(&path)?);
        let mut duplicates = ClusterBuilder::new(manifest::near_duplicate_options());
        let mut position = 0;
        while let Some(batch) = batches.blocking_recv() {
            for text in batch {
                duplicates.add(position, &ml::text::recipe(&text.0, &text.1));
                position += 1;
                serde_json::to_writer(&mut file, &text).map_err(std::io::Error::from)?;
                file.write_all(b"\n")?;
            }
        }
        file.flush()?;
        Ok(Self { path, duplicates })
    }

    /// Reads the titles and bodies back, in order.
    pub(super) fn read_back(path: &Path) -> std::io::Result<impl Iterator<Item = std::io::Result<(String, String)>>> {
        let lines = BufReader::new(File::open(path)?).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }

    /// The file that [`Texts::read_back`] reads, and the search.
    pub(super) fn into_parts(self) -> (PathBuf, ClusterBuilder<u32>) {
        (self.path, self.duplicates)
    }
}

async fn read(context: &JobContext, candidates: &[Candidate]) -> Result<Batch, JobError> {
    let ids: Vec<ArticleId> = candidates.iter().map(|candidate| candidate.id).collect();
    let texts = article::texts(context.database.connection(), &ids).await?;
    let mut found: HashMap<ArticleId, Text> = texts.into_iter().map(|text| (text.id, text)).collect();
    let texts = candidates.iter().map(|candidate| match found.remove(&candidate.id) {
        Some(text) if text.content_hash == hex::encode(candidate.content_hash) => Ok((text.title, text.body)),
        _ => Err(JobError::transient(
            "ARTICLES_CHANGED",
            format!("article {} was changed while the dataset was being built", candidate.id),
        )),
    });
    texts.collect()
}

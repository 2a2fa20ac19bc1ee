//! The texts of the chosen articles, on their way into a file and into the search for duplicates.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{
    article::{self, Text},
    cleaning_decision,
    dataset::Selection,
    id::ArticleId,
};
use ml::text::Recipe;
use tokio::sync::mpsc;

use super::{candidates::Candidate, manifest};
use crate::{JobContext, JobError, near_duplicate::ClusterBuilder};

/// Articles read with one statement.
const BATCH: usize = 500;

/// All texts, in the order of the candidates: in a file, and prepared for the search for duplicates.
pub(super) struct Texts(Gathered);

/// What [`Texts`] are made of.
pub(super) struct Gathered {
    /// The file that [`Texts::read_back`] reads.
    pub(super) path: PathBuf,
    /// The search for duplicates.
    pub(super) duplicates: ClusterBuilder<u32>,
    /// Content hashes of the texts as they are sealed.
    pub(super) hashes: Vec<[u8; 32]>,
}

/// Titles and bodies of some candidates, in their order.
type Batch = Vec<(String, String)>;

impl Texts {
    /// Reads the text of each of `chosen` and writes it to `path`.
    ///
    /// # Errors
    /// `ARTICLES_CHANGED` if an article isn't any more what it was when it was chosen.
    pub(super) async fn gather(
        context: &JobContext,
        chosen: &[Candidate],
        selection: &Selection,
        path: PathBuf,
    ) -> Result<Self, JobError> {
        // Read and searched at once, by two threads; the texts of three batches at most are held.
        let (sender, batches) = mpsc::channel(1);
        let recipe = manifest::text_recipe(selection.recipe);
        let writing = tokio::task::spawn_blocking(move || Self::write(batches, path, recipe));
        let is_clean = selection.only_clean == Some(true);
        for (number, candidates) in chosen.chunks(BATCH).enumerate() {
            if sender.send(read(context, candidates, is_clean).await?).await.is_err() {
                break;
            }
            let share = (number * BATCH) as f64 / chosen.len() as f64;
            context.progress(0.1 + 0.5 * share, "reading articles").await?;
        }
        drop(sender);
        writing.await.map_err(|error| JobError::permanent("PANIC", error.to_string()))?
    }

    fn write(mut batches: mpsc::Receiver<Batch>, path: PathBuf, recipe: Recipe) -> Result<Self, JobError> {
        let mut file = BufWriter::new(File::create(&path)?);
        let mut duplicates = ClusterBuilder::new(manifest::near_duplicate_options());
        let mut position = 0;
        let mut hashes = Vec::new();
        while let Some(batch) = batches.blocking_recv() {
            for text in batch {
                duplicates.add(position, &recipe.apply(&text.0, &text.1));
                let mut hash = [0; 32];
                hex::decode_to_slice(article::content_hash(&text.0, &text.1), &mut hash)
                    .map_err(|error| JobError::permanent("INTERNAL", error.to_string()))?;
                hashes.push(hash);
                position += 1;
                serde_json::to_writer(&mut file, &text).map_err(std::io::Error::from)?;
                file.write_all(b"\n")?;
            }
        }
        file.flush()?;
        Ok(Self(Gathered { path, duplicates, hashes }))
    }

    /// Reads the titles and bodies back, in order.
    pub(super) fn read_back(path: &Path) -> std::io::Result<impl Iterator<Item = std::io::Result<(String, String)>>> {
        let lines = BufReader::new(File::open(path)?).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }

    /// What they are made of.
    pub(super) fn into_parts(self) -> Gathered {
        self.0
    }
}

async fn read(context: &JobContext, candidates: &[Candidate], is_clean: bool) -> Result<Batch, JobError> {
    let ids: Vec<ArticleId> = candidates.iter().map(|candidate| candidate.id).collect();
    let texts = article::texts(context.database.connection(), &ids).await?;
    let mut found: HashMap<ArticleId, Text> = texts.into_iter().map(|text| (text.id, text)).collect();
    let mut cleaned: HashMap<ArticleId, cleaning_decision::Model> = HashMap::new();
    if is_clean {
        let decisions = cleaning_decision::find_many(context.database.connection(), &ids).await?;
        cleaned.extend(decisions.into_iter().map(|decision| (decision.article_id, decision)));
    }
    let texts = candidates.iter().map(|candidate| match found.remove(&candidate.id) {
        Some(text) if text.content_hash == hex::encode(candidate.content_hash) => {
            let decision = cleaned.remove(&candidate.id).filter(|decision| decision.content_hash == text.content_hash);
            match decision {
                Some(decision) => {
                    let (title, body) = (decision.cleaned_title, decision.cleaned_body);
                    Ok((title.unwrap_or(text.title), body.unwrap_or(text.body)))
                }
                None if is_clean => Err(changed(candidate)),
                None => Ok((text.title, text.body)),
            }
        }
        _ => Err(changed(candidate)),
    });
    texts.collect()
}

fn changed(candidate: &Candidate) -> JobError {
    let message = format!("article {} was changed while the dataset was being built", candidate.id);
    JobError::transient("ARTICLES_CHANGED", message)
}

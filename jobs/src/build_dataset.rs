//! Selects labelled articles, finds those that say the same, splits and seals them.
//!
//! Everything that is decided depends on the articles alone: each is named by its source's key and its id there, which
//! is what it is called on every machine (row ids are not), and rows are put in the order of those names. So the same
//! selection of the same articles has the same manifest wherever it is built; see [`manifest`].
//!
//! Texts pass through once and aren't held: they wait in a file of the job's folder until their split is known.

mod candidates;
mod cleaning; // that what cleaning decided stays the same meanwhile
pub mod manifest;
mod sealing;
mod texts;

use domain::{
    database::DatabaseTransaction,
    dataset::{self, Selection},
    dataset_row,
    id::{DatasetId, LabelClassId},
    job::Kind,
    label_class, label_set,
};
use serde::{Deserialize, Serialize};

use self::{
    candidates::Candidate,
    cleaning::Cleaning,
    manifest::Header,
    sealing::{Sealing, Unsealed},
    texts::Texts,
};
use crate::{Job, JobContext, JobEnd, JobError};

/// Selects labelled articles, finds those that say the same, splits and seals them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuildDataset {
    /// The dataset.
    pub dataset_id: DatasetId,
}

impl Job for BuildDataset {
    const KIND: Kind = Kind::BuildDataset;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let Some(dataset) = dataset::start(&transaction, self.dataset_id).await? else {
            return Ok(());
        };
        context.database.commit(transaction).await?;
        let selection = dataset.selection()?;
        let classes = label_set::classes(context.database.connection(), dataset.label_set_id).await?;

        let cleaning = Cleaning::of(context, &selection).await?;

        context.progress(0.0, "selecting articles").await?;
        let chosen = candidates::choose(context, &selection, &classes).await?;
        check_classes(&chosen, &classes, &selection)?;

        let folder = context.artifacts.scratch(context.job_id).map_err(domain::Error::from)?;
        let texts = Texts::gather(context, &chosen, &selection, folder.join("texts.jsonl")).await?;

        context.progress(0.6, "finding duplicates and splitting").await?;
        let header = Header::new(&selection, &classes, cleaning.rule_set_version);
        let unsealed = Unsealed { chosen, texts, header, selection, rows_path: folder.join("rows.jsonl") };
        let artifacts = context.artifacts.clone();
        let sealing = in_background(context, move |cancelled| unsealed.seal(&artifacts, cancelled)).await?;

        store(context, self.dataset_id, &classes, &sealing).await?;
        let transaction = context.begin().await?;
        cleaning.check_unchanged(&transaction).await?;
        dataset::seal(&transaction, self.dataset_id, sealing.seal).await?;
        context.complete(transaction).await?;
        // What is left in it costs no more than room.
        let _ = context.artifacts.remove_scratch(context.job_id);
        Ok(())
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        match end {
            JobEnd::Cancelled => dataset::cancel(transaction, self.dataset_id).await,
            JobEnd::Failed { code, message } => dataset::fail(transaction, self.dataset_id, code, message).await,
        }
    }
}

/// Stores the rows. Nobody sees them before the dataset is sealed.
async fn store(
    context: &JobContext,
    dataset_id: DatasetId,
    classes: &[label_class::Model],
    sealing: &Sealing,
) -> Result<(), JobError> {
    let class_ids: Vec<LabelClassId> = classes.iter().map(|class| class.id).collect();
    let total = sealing.rows.len().max(1);
    for (number, chunk) in sealing.rows.chunks(dataset_row::INSERT_CHUNK).enumerate() {
        let first = number * dataset_row::INSERT_CHUNK;
        let rows = chunk.iter().zip(first..).map(|(row, position)| dataset_row::Model {
            dataset_id,
            position: position as i32,
            article_id: row.article_id,
            split: row.split,
            label_class_id: class_ids[row.class],
            content_hash: hex::encode(row.content_hash),
            cluster: row.cluster as i32,
        });
        let transaction = context.begin().await?;
        dataset_row::insert(&transaction, rows.collect()).await?;
        context.database.commit(transaction).await?;
        fail::fail_point!("build_dataset::chunk_stored", |_| Err(JobError::transient("KILLED", "at a fail point")));
        context.progress(0.9 + 0.1 * (first as f64 / total as f64), "storing rows").await?;
    }
    Ok(())
}

/// A selection that can't train a classifier is refused with what is missing.
fn check_classes(chosen: &[Candidate], classes: &[label_class::Model], selection: &Selection) -> Result<(), JobError> {
    if chosen.is_empty() {
        return Err(JobError::permanent(
            "EMPTY_SELECTION",
            format!(
                "no labelled article matches the selection; import articles labelled with the label set {}, or widen \
                 sources, crawls, dates or min_characters",
                selection.label_set_key
            ),
        ));
    }
    if chosen.len() > i32::MAX as usize {
        return Err(JobError::permanent("SELECTION_TOO_LARGE", "set max_per_class: a dataset has at most 2^31 rows"));
    }
    let missing: Vec<&str> = (0..classes.len())
        .filter(|class| chosen.iter().all(|candidate| candidate.class != *class))
        .map(|class| classes[class].key.as_str())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(JobError::permanent(
        "CLASS_WITHOUT_ROWS",
        format!(
            "no selected article is labelled {}; import some, widen the selection, or use a label set without these \
             classes",
            missing.join(", ")
        ),
    ))
}

/// Runs `work` where it may compute and block. When the job is cancelled its answer isn't waited for; `work` is told.
async fn in_background<T: Send + 'static>(
    context: &JobContext,
    work: impl FnOnce(tokio_util::sync::CancellationToken) -> Result<T, JobError> + Send + 'static,
) -> Result<T, JobError> {
    let cancelled = context.cancelled.clone();
    let work = tokio::task::spawn_blocking(move || work(cancelled));
    tokio::select! {
        biased;
        () = context.cancelled.cancelled() => Err(JobError::Cancelled),
        done = work => done.map_err(|error| JobError::permanent("PANIC", error.to_string()))?,
    }
}

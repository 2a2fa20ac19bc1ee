//! Erases a text that was taken down from the files of sealed datasets and evaluations.
//!
//! A rows file is written anew without the text and takes the old one's place; then the old one is deleted. A dataset's
//! identity is the hash of its manifest, which is made of hashes of texts: it stays, and stays verifiable, since an
//! erased row keeps its text's hash (`build_dataset::manifest`). What is to be deleted is written down in the job's folder
//! before anything refers to the new file, so that a kill between the two leaves nothing behind.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{
    article, database::DatabaseTransaction, dataset, evaluation, id::TakedownId, job::Kind, source, takedown,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Job, JobContext, JobEnd, JobError};

/// Names of the files that are still to be deleted, one a line.
const OBSOLETE: &str = "obsolete";

/// Erases a text that was taken down from the files of sealed datasets and evaluations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseArticle {
    /// The takedown.
    pub takedown_id: TakedownId,
}

impl Job for EraseArticle {
    const KIND: Kind = Kind::EraseArticle;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let Some(takedown) = takedown::start(&transaction, self.takedown_id).await? else { return Ok(()) };
        context.database.commit(transaction).await?;
        let connection = context.database.connection();
        let article = article::find(connection, takedown.article_id).await?;
        let source = source::find(connection, article.source_id).await?;
        let folder = context.artifacts.scratch(context.job_id)?;
        delete_obsolete(context, &folder).await?;

        let of_row = [("source", source.key), ("external_id", article.external_id.clone())];
        let of_answer = [("article_id", article.id.to_string())];
        let datasets = dataset::datasets_of_article(connection, &[article.id]).await?;
        let dataset_ids: Vec<_> = datasets.iter().map(|(_, dataset)| dataset.id).collect();
        let files: BTreeSet<String> = datasets.into_iter().filter_map(|(_, dataset)| dataset.rows_sha256).collect();
        let answers = evaluation::answer_files(connection, &dataset_ids).await?;
        let total = (files.len() + answers.len()).max(1) as f64;
        let work = files.into_iter().map(|file| (file, false)).chain(answers.into_iter().map(|file| (file, true)));
        for (done, (file, is_answers)) in work.enumerate() {
            context.progress(done as f64 / total, "erasing the text from sealed files").await?;
            let names: Vec<(&'static str, String)> = if is_answers { of_answer.to_vec() } else { of_row.to_vec() };
            let Some(new) = rewrite(context, &folder, &file, names).await? else { continue };
            note_obsolete(&folder, &file)?;
            let transaction = context.begin().await?;
            if is_answers {
                evaluation::replace_answers_file(&transaction, &file, &new).await?;
            } else {
                dataset::replace_rows_file(&transaction, &file, &new).await?;
            }
            context.database.commit(transaction).await?;
            delete_obsolete(context, &folder).await?;
        }

        let transaction = context.begin().await?;
        takedown::succeed(&transaction, self.takedown_id).await?;
        context.complete(transaction).await?;
        // What is left in it costs no more than room.
        let _ = context.artifacts.remove_scratch(context.job_id);
        Ok(())
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        takedown::give_up(transaction, self.takedown_id, end).await
    }
}

/// Writes `file` anew without the text of the line that has these names; gives the new file's. `None` if no line does.
async fn rewrite(
    context: &JobContext,
    folder: &Path,
    file: &str,
    names: Vec<(&'static str, String)>,
) -> Result<Option<String>, JobError> {
    let (from, to) = (context.artifacts.file_path(file)?, folder.join("rewritten.jsonl"));
    let artifacts = context.artifacts.clone();
    tokio::task::spawn_blocking(move || {
        if !erase(&from, &to, &names)? {
            return Ok(None);
        }
        Ok(Some(artifacts.adopt_file(&to)?))
    })
    .await
    .map_err(|error| JobError::permanent("PANIC", error.to_string()))?
}

/// Copies the lines of `from` to `to`, without the text of the one that has these names. False if none has.
fn erase(from: &Path, to: &PathBuf, names: &[(&'static str, String)]) -> Result<bool, JobError> {
    let unreadable = |error: serde_json::Error| JobError::permanent("FILE_UNREADABLE", error.to_string());
    let wanted: Vec<String> =
        names.iter().map(|(_, name)| serde_json::to_string(name)).collect::<Result<_, _>>().map_err(unreadable)?;
    let mut out = BufWriter::new(File::create(to)?);
    let mut is_found = false;
    for line in BufReader::with_capacity(1 << 18, File::open(from)?).lines() {
        let mut line = line?;
        // Most lines needn't be read as JSON to see that it isn't them.
        if wanted.iter().all(|name| line.contains(name.as_str())) {
            let mut row: serde_json::Map<String, Value> = serde_json::from_str(&line).map_err(unreadable)?;
            let is_it = names.iter().all(|(field, name)| row.get(*field).and_then(Value::as_str) == Some(name));
            let texts = ["title", "body", "text"];
            let has_text =
                texts.iter().any(|field| row.get(*field).and_then(Value::as_str).is_some_and(|text| !text.is_empty()));
            if is_it && has_text {
                for field in texts {
                    if let Some(text) = row.get_mut(field) {
                        *text = Value::String(String::new());
                    }
                }
                if row.contains_key("content_hash") {
                    row.insert("erased".into(), Value::Bool(true));
                }
                line = serde_json::to_string(&row).map_err(unreadable)?;
                is_found = true;
            }
        }
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(is_found)
}

fn note_obsolete(folder: &Path, file: &str) -> Result<(), JobError> {
    let mut list = File::options().create(true).append(true).open(folder.join(OBSOLETE))?;
    writeln!(list, "{file}")?;
    list.sync_all()?;
    Ok(())
}

/// Deletes what is written down, unless something still refers to it: then the attempt that wrote it down was killed
/// before that changed, and this one does it again.
async fn delete_obsolete(context: &JobContext, folder: &Path) -> Result<(), JobError> {
    let list = folder.join(OBSOLETE);
    let Ok(names) = fs::read_to_string(&list) else { return Ok(()) };
    for name in names.lines() {
        let connection = context.database.connection();
        let is_needed =
            dataset::refers_to_file(connection, name).await? || evaluation::refers_to_file(connection, name).await?;
        if !is_needed {
            context.artifacts.remove_file(name)?;
        }
    }
    fs::remove_file(list)?;
    Ok(())
}

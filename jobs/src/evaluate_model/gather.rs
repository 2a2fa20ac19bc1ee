//! The rows to answer, in a file of the job's folder: one object a line.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{
    Timestamp, article, article_import, dataset,
    evaluation::{self, Rows},
    id::{ArticleId, ArticleImportId, DatasetId, LabelClassId},
    label_set, model_version, source, training_run,
};
use ml::text::Recipe;
use serde::{Deserialize, Serialize};

use super::GATHERED;
use crate::{
    JobContext, JobError,
    build_dataset::manifest::{read_rows, text_recipe, verify},
};

/// Rows read with one statement.
const PAGE: u64 = 500;

/// A row to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Input {
    pub(super) article_id: String,
    pub(super) source: String,
    pub(super) external_id: String,
    pub(super) month: Option<String>,
    /// After the text recipe.
    pub(super) text: String,
    /// Key of its class.
    pub(super) label: String,
}

/// The rows to answer.
pub(super) struct Gathered {
    pub(super) path: PathBuf,
    pub(super) rows: u64,
}

/// Writes the rows of an evaluation to `path`.
///
/// # Errors
/// `NO_ROWS` if there are none; `DATASET_UNREADABLE` if the sealed rows aren't what was sealed.
pub(super) async fn gather(
    context: &JobContext,
    evaluation: &evaluation::Model,
    path: PathBuf,
) -> Result<Gathered, JobError> {
    let recipe = recipe_of(context, evaluation).await?;
    let mut writer = Writer { file: BufWriter::new(File::create(&path)?), rows: 0, recipe };
    match evaluation.rows()? {
        Rows::Dataset(id) => of_dataset(context, id, evaluation.split, &mut writer).await?,
        Rows::Import(id) => of_import(context, id, &mut writer).await?,
    }
    writer.file.flush()?;
    if writer.rows == 0 {
        let message = "there is no labelled row to measure on; choose another split, dataset or import";
        return Err(JobError::permanent("NO_ROWS", message));
    }
    Ok(Gathered { path, rows: writer.rows })
}

/// What of an article the version reads: what the dataset says that it learnt from.
async fn recipe_of(context: &JobContext, evaluation: &evaluation::Model) -> Result<Recipe, JobError> {
    let connection = context.database.connection();
    let version = model_version::find(connection, evaluation.model_version_id).await?;
    let run = training_run::find(connection, version.training_run_id).await?;
    Ok(text_recipe(dataset::find(connection, run.dataset_id).await?.selection()?.recipe))
}

/// Reads the rows back, in order.
pub(super) fn read(path: &Path) -> io::Result<impl Iterator<Item = io::Result<Input>> + use<>> {
    let lines = BufReader::with_capacity(1 << 18, File::open(path)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}

struct Writer {
    file: BufWriter<File>,
    rows: u64,
    recipe: Recipe,
}

impl Writer {
    fn write(&mut self, input: &Input) -> io::Result<()> {
        self.rows += 1;
        serde_json::to_writer(&mut self.file, input)?;
        self.file.write_all(b"\n")
    }
}

/// The texts and classes are those that were sealed; which article a row was, and when that was published, the
/// database knows.
async fn of_dataset(
    context: &JobContext,
    id: DatasetId,
    split: evaluation::Split,
    writer: &mut Writer,
) -> Result<(), JobError> {
    let connection = context.database.connection();
    let dataset = dataset::find(connection, id).await?;
    let unreadable = |message: String| JobError::permanent("DATASET_UNREADABLE", message);
    let rows_sha256 = dataset.rows_sha256.clone().ok_or_else(|| unreadable(format!("dataset {id} is not sealed")))?;
    let total = dataset.row_count.unwrap_or(1).max(1) as f64;
    let artifacts = context.artifacts.clone();
    tokio::task::spawn_blocking(move || verify(&artifacts, &dataset))
        .await
        .map_err(|error| unreadable(error.to_string()))?
        .map_err(|error| unreadable(error.to_string()))?;
    let path = context.artifacts.file_path(&rows_sha256)?;
    let mut sealed = read_rows(&path)?;
    let mut after = None;
    loop {
        let page = dataset::rows(connection, id, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.position);
        let ids: Vec<ArticleId> = page.iter().filter(|row| split.holds(row.split)).map(|row| row.article_id).collect();
        let published: HashMap<ArticleId, Option<Timestamp>> =
            article::publications(connection, &ids).await?.into_iter().collect();
        for row in &page {
            let text =
                sealed.next().ok_or_else(|| unreadable(format!("dataset {id} has fewer rows than it had")))??;
            if !split.holds(row.split) {
                continue;
            }
            writer.write(&Input {
                article_id: row.article_id.to_string(),
                source: text.source,
                external_id: text.external_id,
                month: published.get(&row.article_id).copied().flatten().map(month),
                text: writer.recipe.apply(&text.title, &text.body),
                label: text.label,
            })?;
        }
        context.progress(GATHERED * f64::from(last.position) / total, "gathering rows").await?;
    }
}

async fn of_import(context: &JobContext, id: ArticleImportId, writer: &mut Writer) -> Result<(), JobError> {
    let connection = context.database.connection();
    let import = article_import::find(connection, id).await?;
    let no_labels = || JobError::permanent("NO_ROWS", "the import read no labels; import it again with a label set");
    let label_set_id = import.label_set_id.ok_or_else(no_labels)?;
    let classes = label_set::classes(connection, label_set_id).await?;
    let keys: HashMap<LabelClassId, String> = classes.into_iter().map(|class| (class.id, class.key)).collect();
    let sources = source::find_many(connection, &[import.source_id]).await?;
    let source = sources.into_iter().next().map(|source| source.key).unwrap_or_default();
    let filter =
        article::Filter { article_import_id: Some(id), label_set_id: Some(label_set_id), ..article::Filter::default() };
    let total = import.rows_read.max(1) as f64;
    let mut after = None;
    loop {
        let page = article::page_after(connection, filter.clone(), after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for article in page {
            let Some(label) = article.label_class_id.and_then(|class| keys.get(&class)) else { continue };
            writer.write(&Input {
                article_id: article.id.to_string(),
                source: source.clone(),
                external_id: article.external_id,
                month: article.published_at.map(month),
                text: writer.recipe.apply(&article.title, &article.body),
                label: label.clone(),
            })?;
        }
        context.progress(GATHERED * writer.rows as f64 / total, "gathering rows").await?;
    }
}

fn month(moment: Timestamp) -> String {
    moment.to_datetime().format("%Y-%m").to_string()
}

//! Writes datasets, articles and evaluated rows as files that other programs, and [`crate::import_articles`], read.
//!
//! Cells are written as they are stored. A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula:
//! a headline may. Import such a file as text there; changing the cell here would change the data.

mod delimited;
mod json_lines;
mod parquet_file;
mod table;

use std::{
    collections::HashMap,
    io::{self, Write},
};

use domain::{
    Database, Error,
    article::{self, Filter},
    article_import::Format,
    artifact::ArtifactStore,
    crawl, dataset, evaluation,
    id::{CrawlId, EvaluationId, LabelClassId, SourceId},
    label_class, source,
};

use ml::evaluation::row;

use self::table::{Column, Kind, Value};
use crate::build_dataset::manifest::read_rows;

/// Articles read with one statement.
const PAGE: u64 = 500;

/// Why an export ended early. What was written before is incomplete and must be thrown away.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The dataset isn't sealed yet, or never will be.
    #[error("dataset {0} is not sealed; only sealed datasets can be exported")]
    NotSealed(domain::id::DatasetId),
    /// The evaluation hasn't succeeded yet, or never will.
    #[error("evaluation {0} has not succeeded; it has no rows to export")]
    NotEvaluated(EvaluationId),
    /// The database refused.
    #[error(transparent)]
    Domain(#[from] Error),
    /// Reading rows or writing the file failed.
    #[error("the export can't be written: {0}")]
    Io(#[from] io::Error),
}

/// Writes the rows of a sealed dataset, in their order, and gives their number. Blocks: call it where that is allowed.
///
/// Columns: `external_id, title, body, label, split, source, cluster, content_hash`.
pub fn export_dataset(
    artifacts: &ArtifactStore,
    dataset: &dataset::Model,
    format: Format,
    writer: impl Write + Send,
) -> Result<u64, ExportError> {
    let rows_sha256 = dataset.rows_sha256.as_deref().ok_or(ExportError::NotSealed(dataset.id))?;
    let path = artifacts.file_path(rows_sha256).map_err(Error::from)?;
    let mut table = table::open(format, DATASET, writer)?;
    let mut count = 0;
    for row in read_rows(&path)? {
        let row = row?;
        table.write(&[
            Value::Text(&row.external_id),
            Value::Text(&row.title),
            Value::Text(&row.body),
            Value::Text(&row.label),
            Value::Text(row.split.key()),
            Value::Text(&row.source),
            Value::Integer(i64::from(row.cluster)),
            Value::Text(&row.content_hash),
        ])?;
        count += 1;
    }
    table.finish()?;
    Ok(count)
}

/// Writes every answer of an evaluation beside the truth, in the order of the rows, and gives their number. Blocks: call
/// it where that is allowed.
///
/// Columns: `external_id, text, label, predicted, probability, label_probability, characters, month, source, article_id`;
/// JSON Lines are the stored rows as they are, with the probability of every class.
pub fn export_evaluation(
    artifacts: &ArtifactStore,
    evaluation: &evaluation::Model,
    format: Format,
    mut writer: impl Write + Send,
) -> Result<u64, ExportError> {
    let not_evaluated = || ExportError::NotEvaluated(evaluation.id);
    let path =
        artifacts.file_path(evaluation.rows_sha256.as_deref().ok_or_else(not_evaluated)?).map_err(Error::from)?;
    if format == Format::Jsonl {
        io::copy(&mut io::BufReader::new(std::fs::File::open(path)?), &mut writer)?;
        return Ok(evaluation.row_count.unwrap_or_default().unsigned_abs());
    }
    let report = evaluation.report.as_deref().ok_or_else(not_evaluated)?;
    let report: ml::evaluation::Report = serde_json::from_str(report).map_err(Error::from)?;
    let positions: HashMap<&str, usize> =
        report.metrics.classes.iter().map(|class| class.label.as_str()).zip(0..).collect();
    let mut table = table::open(format, EVALUATION, writer)?;
    let mut count = 0;
    for row in row::read(&path)? {
        let row = row?;
        let truth = positions.get(row.label.as_str()).and_then(|position| row.probabilities.get(*position));
        table.write(&[
            Value::Text(&row.external_id),
            Value::Text(&row.text),
            Value::Text(&row.label),
            Value::Text(&row.predicted),
            Value::Number(row.probability.into()),
            truth.map_or(Value::Absent, |probability| Value::Number((*probability).into())),
            Value::Integer(row.characters.into()),
            Value::text(row.month.as_ref()),
            Value::Text(&row.source),
            Value::Text(&row.article_id),
        ])?;
        count += 1;
    }
    table.finish()?;
    Ok(count)
}

/// Writes the articles that `filter` chooses, oldest first, and gives their number.
///
/// Columns: `external_id, title, body, label, published_at, url, crawl, collected_at, source, content_hash`; times are
/// RFC 3339 in UTC. Labels are class keys.
pub async fn export_articles(
    database: &Database,
    filter: Filter,
    format: Format,
    writer: impl Write + Send,
) -> Result<u64, ExportError> {
    let connection = database.connection();
    let mut table = table::open(format, ARTICLES, writer)?;
    let mut names = Names::default();
    let mut count = 0;
    let mut after = None;
    loop {
        let articles = article::page_after(connection, filter.clone(), after, PAGE).await?;
        let Some(last) = articles.last() else { break };
        after = Some(last.id);
        names.learn(database, &articles).await?;
        for article in &articles {
            table.write(&[
                Value::Text(&article.external_id),
                Value::Text(&article.title),
                Value::Text(&article.body),
                Value::text(article.label_class_id.and_then(|id| names.labels.get(&id))),
                Value::moment(article.published_at),
                Value::text(article.url.as_ref()),
                Value::text(article.crawl_id.and_then(|id| names.crawls.get(&id))),
                Value::moment(Some(article.collected_at)),
                Value::text(names.sources.get(&article.source_id)),
                Value::Text(&article.content_hash),
            ])?;
            count += 1;
        }
    }
    table.finish()?;
    Ok(count)
}

const DATASET: &[Column] = &[
    Column { name: "external_id", kind: Kind::Text },
    Column { name: "title", kind: Kind::Text },
    Column { name: "body", kind: Kind::Text },
    Column { name: "label", kind: Kind::Text },
    Column { name: "split", kind: Kind::Text },
    Column { name: "source", kind: Kind::Text },
    Column { name: "cluster", kind: Kind::Integer },
    Column { name: "content_hash", kind: Kind::Text },
];

const EVALUATION: &[Column] = &[
    Column { name: "external_id", kind: Kind::Text },
    Column { name: "text", kind: Kind::Text },
    Column { name: "label", kind: Kind::Text },
    Column { name: "predicted", kind: Kind::Text },
    Column { name: "probability", kind: Kind::Number },
    Column { name: "label_probability", kind: Kind::Number },
    Column { name: "characters", kind: Kind::Integer },
    Column { name: "month", kind: Kind::Text },
    Column { name: "source", kind: Kind::Text },
    Column { name: "article_id", kind: Kind::Text },
];

const ARTICLES: &[Column] = &[
    Column { name: "external_id", kind: Kind::Text },
    Column { name: "title", kind: Kind::Text },
    Column { name: "body", kind: Kind::Text },
    Column { name: "label", kind: Kind::Text },
    Column { name: "published_at", kind: Kind::Moment },
    Column { name: "url", kind: Kind::Text },
    Column { name: "crawl", kind: Kind::Text },
    Column { name: "collected_at", kind: Kind::Moment },
    Column { name: "source", kind: Kind::Text },
    Column { name: "content_hash", kind: Kind::Text },
];

/// What ids are called, as far as it was needed.
#[derive(Default)]
struct Names {
    sources: HashMap<SourceId, String>,
    crawls: HashMap<CrawlId, String>,
    labels: HashMap<LabelClassId, String>,
}

impl Names {
    async fn learn(&mut self, database: &Database, articles: &[article::Model]) -> domain::Result<()> {
        let connection = database.connection();
        let sources = unknown(articles.iter().map(|article| article.source_id), &self.sources);
        if !sources.is_empty() {
            let found = source::find_many(connection, &sources).await?;
            self.sources.extend(found.into_iter().map(|source| (source.id, source.key)));
        }
        let crawls = unknown(articles.iter().filter_map(|article| article.crawl_id), &self.crawls);
        if !crawls.is_empty() {
            let found = crawl::find_many(connection, &crawls).await?;
            self.crawls.extend(found.into_iter().map(|crawl| (crawl.id, crawl.external_id)));
        }
        let labels = unknown(articles.iter().filter_map(|article| article.label_class_id), &self.labels);
        if !labels.is_empty() {
            let found = label_class::find_many(connection, &labels).await?;
            self.labels.extend(found.into_iter().map(|class| (class.id, class.key)));
        }
        Ok(())
    }
}

fn unknown<I: Copy + Eq + Ord + std::hash::Hash>(ids: impl Iterator<Item = I>, known: &HashMap<I, String>) -> Vec<I> {
    let mut ids: Vec<I> = ids.filter(|id| !known.contains_key(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

//! Reading a file in chunks that are stored one at a time.

use std::{fs::File, io, path::Path};

use domain::{
    article::NewArticle,
    article_import::{self, Format},
    id::ArticleImportId,
    import_refusal,
};

use super::{
    delimited::Delimited,
    json_lines::JsonLines,
    parquet_file::ParquetFile,
    row::{self, Cells, LabelNames, Refusal},
    transcoded::Transcoded,
};

/// Rows in a chunk.
const CHUNK_ROWS: i64 = 1_000;

/// Bytes of text after which a chunk is full: a statement must stay well below what MySQL takes at once (16 MiB).
const CHUNK_BYTES: usize = 4 << 20;

/// Longest row that is read, in bytes of the file. Bounds memory when a quote is left open.
pub(super) const LONGEST_ROW_BYTES: u64 = 8 << 20;

/// Some rows of a file, in order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// All rows, refused ones included.
    pub(super) rows: i64,
    /// The good ones, each with the name of its crawl.
    pub(super) articles: Vec<(NewArticle, Option<String>)>,
    /// How many were refused.
    pub(super) refused: i64,
    /// The refusals that are kept.
    pub(super) refusals: Vec<import_refusal::Model>,
    /// Bytes of the file read up to here.
    pub(super) position: u64,
    bytes: usize,
}

impl Chunk {
    fn is_full(&self) -> bool {
        self.rows >= CHUNK_ROWS || self.bytes >= CHUNK_BYTES
    }
}

/// What is to be read, and how.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    id: ArticleImportId,
    /// Rows that earlier attempts have stored.
    rows_stored: i64,
    /// Refusals that may still be kept.
    refusals_left: u64,
    labels: Option<LabelNames>,
    /// Of a file that isn't UTF-8, what it is instead.
    encoding: Option<&'static str>,
}

impl Plan {
    pub(super) fn new(import: &article_import::Model, labels: Option<LabelNames>) -> Self {
        Self {
            id: import.id,
            rows_stored: import.rows_read,
            refusals_left: import_refusal::MAXIMUM_STORED.saturating_sub(import.refused.unsigned_abs()),
            labels,
            encoding: None,
        }
    }

    /// A file of text as UTF-8.
    fn text(&mut self, file: File) -> io::Result<Transcoded> {
        let text = Transcoded::open(file)?;
        self.encoding = text.encoding();
        Ok(text)
    }
}

/// The rows of a file, whatever its format.
pub(super) trait RowReader {
    /// The next row; `None` at the end. A row that can't be read is a refusal, and reading goes on after it.
    fn next_row(&mut self) -> Result<Option<Result<Cells, Refusal>>, FileError>;

    /// Bytes read so far.
    fn position(&self) -> u64;
}

/// Why a file can't be read further.
#[derive(Debug)]
pub(super) enum FileError {
    /// The system says so.
    Io(io::Error),
    /// It isn't what it should be.
    Unreadable {
        /// Why, as a code.
        code: &'static str,
        /// Why, and what to do.
        message: String,
    },
}

impl FileError {
    pub(super) fn unreadable(code: &'static str, message: impl Into<String>) -> Self {
        Self::Unreadable { code, message: message.into() }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads the file from after the last stored row, and gives its chunks to `take` until that says `false`.
pub(super) fn read(
    path: &Path,
    format: Format,
    mut plan: Plan,
    mut take: impl FnMut(Chunk) -> bool,
) -> Result<(), FileError> {
    let file = File::open(path)?;
    let mut reader: Box<dyn RowReader> = match format {
        Format::Csv => Box::new(Delimited::new(plan.text(file)?, b',')?),
        Format::Tsv => Box::new(Delimited::new(plan.text(file)?, b'\t')?),
        Format::Jsonl => Box::new(JsonLines::new(plan.text(file)?)),
        Format::Parquet => Box::new(ParquetFile::new(file)?),
    };
    let mut chunk = Chunk::default();
    let mut row_number = 0;
    while let Some(row) = reader.next_row()? {
        row_number += 1;
        if row_number <= plan.rows_stored {
            continue;
        }
        plan.add(&mut chunk, row_number, row);
        if chunk.is_full() {
            chunk.position = reader.position();
            if !take(std::mem::take(&mut chunk)) {
                return Ok(());
            }
        }
    }
    if chunk.rows > 0 {
        chunk.position = reader.position();
        take(chunk);
    }
    Ok(())
}

impl Plan {
    fn add(&mut self, chunk: &mut Chunk, row_number: i64, row: Result<Cells, Refusal>) {
        chunk.rows += 1;
        let sound = |cells: Cells| match self.encoding {
            Some(encoding) => cells.without_replacements(encoding),
            None => Ok(cells),
        };
        match row.and_then(sound).and_then(|cells| row::article(cells, self.labels.as_ref())) {
            Ok((article, crawl)) => {
                chunk.bytes += article.title.len() + article.body.len();
                chunk.articles.push((article, crawl));
            }
            Err(refusal) => {
                chunk.refused += 1;
                if self.refusals_left > 0 {
                    self.refusals_left -= 1;
                    chunk.refusals.push(import_refusal::Model {
                        article_import_id: self.id,
                        row_number,
                        field: refusal.field.into(),
                        reason: refusal.reason.code().into(),
                        message: refusal.message,
                    });
                }
            }
        }
    }
}

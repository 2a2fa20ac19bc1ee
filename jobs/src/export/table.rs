//! A table written row by row, whatever the format.

use std::io::{self, Write};

use domain::{Timestamp, article_import::Format};

use super::{delimited::Delimited, json_lines::JsonLines, parquet_file::ParquetFile};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// What a column holds. Every cell may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Moment,
}

/// What a cell holds; its kind is its column's.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Absent,
    Text(&'a str),
    Integer(i64),
    Number(f64),
    Moment(Timestamp),
}

impl<'a> Value<'a> {
    pub(super) fn text(text: Option<&'a String>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text))
    }

    pub(super) fn moment(moment: Option<Timestamp>) -> Self {
        moment.map_or(Self::Absent, Self::Moment)
    }
}

/// A table that is being written.
pub(super) trait Table: Send {
    /// Writes a row: a value for each column.
    fn write(&mut self, row: &[Value<'_>]) -> io::Result<()>;

    /// Writes what is left to write.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Begins a table.
pub(super) fn open<'a>(
    format: Format,
    columns: &'static [Column],
    writer: impl Write + Send + 'a,
) -> io::Result<Box<dyn Table + 'a>> {
    Ok(match format {
        Format::Csv => Box::new(Delimited::new(columns, b',', writer)?),
        Format::Tsv => Box::new(Delimited::new(columns, b'\t', writer)?),
        Format::Jsonl => Box::new(JsonLines::new(columns, writer)),
        Format::Parquet => Box::new(ParquetFile::new(columns, writer)?),
    })
}

/// RFC 3339, UTC, to the microsecond.
pub(super) fn written(moment: Timestamp) -> String {
    moment.to_datetime().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

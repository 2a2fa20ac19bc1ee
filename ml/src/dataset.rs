//! Reads the rows of a sealed dataset: JSON Lines, one object a row.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Which part of the dataset a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Fitted.
    Train,
    /// Chooses the best epoch.
    Validation,
    /// Looked at once, at the end.
    Test,
}

/// One row. Other fields of the object are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Where the article came from.
    pub source: String,
    /// The article's id at its source.
    pub external_id: String,
    /// Headline.
    pub title: String,
    /// Article text; may be empty or absent.
    #[serde(default)]
    pub body: String,
    /// Key of a label of the dataset's label set.
    pub label: String,
    /// Part of the dataset.
    pub split: Split,
}

/// Why the rows can't be read. Line numbers start at 1.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The file can't be opened.
    #[error("rows_file {path}: can't be opened: {source}")]
    Open {
        /// The rows file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file can't be read further.
    #[error("rows_file {path}, line {line}: can't be read: {source}")]
    Read {
        /// The rows file.
        path: PathBuf,
        /// Line that failed.
        line: u64,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line isn't a row.
    #[error("rows_file {path}, line {line}: not a row: {source}")]
    Row {
        /// The rows file.
        path: PathBuf,
        /// Line that failed.
        line: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Streams the rows of a file, holding one line at a time. Blank lines are skipped.
pub struct RowReader {
    path: PathBuf,
    lines: BufReader<File>,
    line: u64,
    text: String,
}

impl RowReader {
    /// Opens the rows file.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        let file = File::open(path).map_err(|source| DatasetError::Open { path: path.to_owned(), source })?;
        Ok(RowReader {
            path: path.to_owned(),
            lines: BufReader::with_capacity(1 << 18, file),
            line: 0,
            text: String::new(),
        })
    }

    /// Line of the row returned last.
    pub fn line(&self) -> u64 {
        self.line
    }
}

impl Iterator for RowReader {
    type Item = Result<Row, DatasetError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.text.clear();
            self.line += 1;
            match self.lines.read_line(&mut self.text) {
                Err(source) => {
                    return Some(Err(DatasetError::Read { path: self.path.clone(), line: self.line, source }));
                }
                Ok(0) => return None,
                Ok(_) if self.text.trim().is_empty() => {}
                Ok(_) => {
                    return Some(serde_json::from_str(&self.text).map_err(|source| DatasetError::Row {
                        path: self.path.clone(),
                        line: self.line,
                        source,
                    }));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn rows_are_read_and_unknown_fields_ignored() {
        let file = write(
            br#"{"source":"a","external_id":"1","title":"t","body":"b","label":"x","split":"train","content_hash":"00"}

{"source":"a","external_id":"2","title":"u","label":"y","split":"validation"}"#,
        );
        let rows: Vec<Row> = RowReader::open(file.path()).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[1].body.as_str(), rows[1].split), ("", Split::Validation));
    }

    #[test]
    fn a_broken_line_is_named() {
        let file = write(b"\n{\"source\":1}\n");
        let error = RowReader::open(file.path()).unwrap().next().unwrap().unwrap_err();
        assert!(matches!(error, DatasetError::Row { line: 2, .. }), "{error}");
        let file = write(b"\xff\xfe\n");
        let error = RowReader::open(file.path()).unwrap().next().unwrap().unwrap_err();
        assert!(matches!(error, DatasetError::Read { line: 1, .. }), "{error}");
    }
}

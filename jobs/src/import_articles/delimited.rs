//! CSV and TSV: RFC 4180 with a header, separated by commas or tabs, quoted where needed.

use std::{
    cell::Cell as Shared,
    io::{self, Read},
    rc::Rc,
};

use super::{
    chunk::{FileError, LONGEST_ROW_BYTES, RowReader},
    column::Columns,
    row::{Cell, Cells, Refusal},
    transcoded::Transcoded,
};

/// Rows of a delimited file.
pub(super) struct Delimited {
    rows: csv::Reader<Metered>,
    budget: Rc<Shared<u64>>,
    columns: Columns,
    width: usize,
    record: csv::ByteRecord,
    row_number: u64,
}

impl Delimited {
    pub(super) fn new(file: Transcoded, delimiter: u8) -> Result<Self, FileError> {
        let budget = Rc::new(Shared::new(LONGEST_ROW_BYTES));
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(Metered { file, budget: budget.clone() });
        let header = match rows.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => return Err(unreadable(error, 0)),
        };
        let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let columns = Columns::find(names.iter().map(|name| name.trim_start_matches('\u{feff}')))?;
        Ok(Self { rows, budget, columns, width: header.len(), record: csv::ByteRecord::new(), row_number: 0 })
    }
}

impl RowReader for Delimited {
    fn next_row(&mut self) -> Result<Option<Result<Cells, Refusal>>, FileError> {
        self.budget.set(LONGEST_ROW_BYTES);
        self.row_number += 1;
        match self.rows.read_byte_record(&mut self.record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => return Err(unreadable(error, self.row_number)),
        }
        if self.record.len() != self.width {
            let message = format!("has {} cells where the header has {}", self.record.len(), self.width);
            return Ok(Some(Err(Refusal::malformed(message))));
        }
        let cell = |column: Option<usize>| {
            let bytes = self.record.get(column?).filter(|bytes| !bytes.is_empty())?;
            Some(Cell::Text(bytes.to_vec()))
        };
        Ok(Some(Ok(Cells { of: self.columns.of.map(cell), has_external_id: self.columns.has_external_id() })))
    }

    fn position(&self) -> u64 {
        self.rows.position().byte()
    }
}

fn unreadable(error: csv::Error, row_number: u64) -> FileError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => FileError::unreadable(
            "ROW_TOO_LONG",
            format!("row {row_number} is longer than {} MiB; a quote may have been left open", LONGEST_ROW_BYTES >> 20),
        ),
        csv::ErrorKind::Io(error) => FileError::Io(error),
        kind => FileError::unreadable("FILE_UNREADABLE", format!("row {row_number}: {kind:?}")),
    }
}

/// A file that refuses to be read beyond a budget, which is renewed for every row: an open quote would otherwise
/// draw the rest of the file into memory.
struct Metered {
    file: Transcoded,
    budget: Rc<Shared<u64>>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        match self.budget.get().checked_sub(count as u64) {
            Some(left) => self.budget.set(left),
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        }
        Ok(count)
    }
}

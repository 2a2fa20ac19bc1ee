//! JSON Lines: one object a line, UTF-8.

use std::io::{BufRead, BufReader, Read};

use domain::import_refusal::Reason;
use serde_json::Value;

use super::{
    chunk::{FileError, LONGEST_ROW_BYTES, RowReader},
    column::Field,
    row::{Cell, Cells, Refusal},
    transcoded::Transcoded,
};

/// Rows of a JSON Lines file. Blank lines are not rows.
pub(super) struct JsonLines {
    lines: BufReader<Transcoded>,
    line: Vec<u8>,
    position: u64,
}

impl JsonLines {
    pub(super) fn new(file: Transcoded) -> Self {
        Self { lines: BufReader::with_capacity(1 << 18, file), line: Vec::new(), position: 0 }
    }

    /// Reads a line; `false` if it is longer than any row may be, and then skips the rest of it.
    fn read_line(&mut self) -> std::io::Result<bool> {
        self.line.clear();
        let read = (&mut self.lines).take(LONGEST_ROW_BYTES).read_until(b'\n', &mut self.line)?;
        self.position += read as u64;
        if (read as u64) < LONGEST_ROW_BYTES || self.line.last() == Some(&b'\n') {
            return Ok(true);
        }
        loop {
            let buffer = self.lines.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let count = end.map_or(buffer.len(), |end| end + 1);
            let last = count == 0;
            self.lines.consume(count);
            self.position += count as u64;
            if end.is_some() || last {
                return Ok(false);
            }
        }
    }
}

impl RowReader for JsonLines {
    fn next_row(&mut self) -> Result<Option<Result<Cells, Refusal>>, FileError> {
        loop {
            let start = self.position;
            if !self.read_line()? {
                let message = format!("the line is longer than {} MiB", LONGEST_ROW_BYTES >> 20);
                return Ok(Some(Err(Refusal::new("row", Reason::TooLong, message))));
            }
            if self.line.is_empty() {
                return Ok(None);
            }
            let line = match start {
                0 => self.line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.line),
                _ => &self.line,
            };
            let line = line.trim_ascii();
            if !line.is_empty() {
                return Ok(Some(cells(line)));
            }
        }
    }

    fn position(&self) -> u64 {
        self.position
    }
}

fn cells(line: &[u8]) -> Result<Cells, Refusal> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let message = format!("is not UTF-8 from byte {} on", error.valid_up_to() + 1);
        Refusal::new("row", Reason::BadEncoding, message)
    })?;
    let object: serde_json::Map<String, Value> =
        serde_json::from_str(text).map_err(|error| Refusal::malformed(format!("is not a JSON object: {error}")))?;
    let mut cells = Cells::default();
    let mut ranks = [usize::MAX; Field::ALL.len()];
    for (name, value) in object {
        let Some((field, rank)) = Field::named(&name) else { continue };
        cells.has_external_id |= field == Field::ExternalId;
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                let message = "must be a string, a number or null";
                return Err(Refusal::new(field.key(), Reason::MalformedRow, message));
            }
        };
        if rank < ranks[field as usize] && !text.is_empty() {
            ranks[field as usize] = rank;
            cells.of[field as usize] = Some(Cell::Text(text.into_bytes()));
        }
    }
    Ok(cells)
}

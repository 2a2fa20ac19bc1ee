//! CSV and TSV: RFC 4180 with a header, UTF-8 without a byte order mark.

use std::io::{self, Write};

use super::table::{Column, Table, Value, written};

/// A delimited file.
pub(super) struct Delimited<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> Delimited<W> {
    pub(super) fn new(columns: &[Column], delimiter: u8, writer: W) -> io::Result<Self> {
        let mut rows = csv::WriterBuilder::new().delimiter(delimiter).buffer_capacity(1 << 16).from_writer(writer);
        rows.write_record(columns.iter().map(|column| column.name))?;
        Ok(Self { rows })
    }
}

impl<W: Write + Send> Table for Delimited<W> {
    fn write(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        for value in row {
            match value {
                Value::Absent => self.rows.write_field("")?,
                Value::Text(text) => self.rows.write_field(text)?,
                Value::Integer(number) => self.rows.write_field(number.to_string())?,
                Value::Number(number) => self.rows.write_field(number.to_string())?,
                Value::Moment(moment) => self.rows.write_field(written(*moment))?,
            }
        }
        // No more fields: the end of the record.
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.rows.flush()
    }
}

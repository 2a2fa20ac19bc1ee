//! JSON Lines: one object a line; absent cells are left out.

use std::io::{self, BufWriter, Write};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::table::{Column, Table, Value, written};

/// A JSON Lines file.
pub(super) struct JsonLines<W: Write> {
    columns: &'static [Column],
    file: BufWriter<W>,
}

impl<W: Write> JsonLines<W> {
    pub(super) fn new(columns: &'static [Column], writer: W) -> Self {
        Self { columns, file: BufWriter::with_capacity(1 << 16, writer) }
    }
}

impl<W: Write + Send> Table for JsonLines<W> {
    fn write(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, &Object { columns: self.columns, row })?;
        self.file.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.file.flush()
    }
}

struct Object<'a> {
    columns: &'static [Column],
    row: &'a [Value<'a>],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (column, value) in self.columns.iter().zip(self.row) {
            match value {
                Value::Absent => {}
                Value::Text(text) => object.serialize_entry(column.name, text)?,
                Value::Integer(number) => object.serialize_entry(column.name, number)?,
                Value::Number(number) => object.serialize_entry(column.name, number)?,
                Value::Moment(moment) => object.serialize_entry(column.name, &written(*moment))?,
            }
        }
        object.end()
    }
}

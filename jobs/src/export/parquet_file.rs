//! Apache Parquet: flat columns, compressed with Zstandard.

use std::{
    io::{self, Write},
    sync::Arc,
};

use parquet::{
    basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::Type,
};

use super::table::{Column, Kind, Table, Value};

/// A row group is written when it has this many rows or bytes of text: it is held until then.
const GROUP_ROWS: usize = 20_000;
const GROUP_BYTES: usize = 16 << 20;

/// A Parquet file.
pub(super) struct ParquetFile<W: Write + Send> {
    columns: &'static [Column],
    file: SerializedFileWriter<W>,
    held: Vec<Held>,
    rows: usize,
    bytes: usize,
}

/// A column of the row group that isn't written yet.
#[derive(Default)]
struct Held {
    /// 1 where there is a value.
    levels: Vec<i16>,
    texts: Vec<ByteArray>,
    integers: Vec<i64>,
    numbers: Vec<f64>,
}

impl<W: Write + Send> ParquetFile<W> {
    pub(super) fn new(columns: &'static [Column], writer: W) -> io::Result<Self> {
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let schema = Arc::new(schema(columns)?);
        Ok(Self {
            columns,
            file: SerializedFileWriter::new(writer, schema, Arc::new(properties))?,
            held: columns.iter().map(|_| Held::default()).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for held in &mut self.held {
            let Some(mut column) = group.next_column()? else { break };
            let held = std::mem::take(held);
            match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    writer.write_batch(&held.texts, Some(&held.levels), None)?;
                }
                ColumnWriter::Int64ColumnWriter(writer) => {
                    writer.write_batch(&held.integers, Some(&held.levels), None)?;
                }
                ColumnWriter::DoubleColumnWriter(writer) => {
                    writer.write_batch(&held.numbers, Some(&held.levels), None)?;
                }
                _ => return Err(ParquetError::General("a column has a type that no kind has".into())),
            }
            column.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> Table for ParquetFile<W> {
    fn write(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        debug_assert_eq!(row.len(), self.columns.len(), "a value for each column");
        for (held, value) in self.held.iter_mut().zip(row) {
            held.levels.push(i16::from(!matches!(value, Value::Absent)));
            match value {
                Value::Absent => {}
                Value::Text(text) => {
                    self.bytes += text.len();
                    held.texts.push(ByteArray::from(text.as_bytes().to_vec()));
                }
                Value::Integer(number) => held.integers.push(*number),
                Value::Number(number) => held.numbers.push(*number),
                Value::Moment(moment) => held.integers.push(moment.0),
            }
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.file.close()?;
        Ok(())
    }
}

fn schema(columns: &[Column]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Moment => {
                (Physical::INT64, Some(LogicalType::Timestamp { is_adjusted_to_u_t_c: true, unit: TimeUnit::MICROS }))
            }
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(field))
    });
    Type::group_type_builder("gisa").with_fields(fields.collect::<Result<_, ParquetError>>()?).build()
}

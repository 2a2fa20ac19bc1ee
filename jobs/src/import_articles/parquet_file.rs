//! Apache Parquet: flat columns, read a few rows of each at a time.

use std::{collections::VecDeque, fs::File, sync::Arc};

use chrono::NaiveDate;
use domain::Timestamp;
use parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit},
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::DataType,
    errors::ParquetError,
    file::reader::{FileReader, SerializedFileReader},
    schema::types::ColumnDescriptor,
};

use super::{
    chunk::{FileError, RowReader},
    column::{Columns, Field},
    moment,
    row::{Cell, Cells, Refusal},
};

/// Rows read of each column at once.
const BATCH: usize = 256;

/// Rows of a Parquet file.
pub(super) struct ParquetFile {
    file: Arc<SerializedFileReader<File>>,
    /// For each field, its column.
    columns: Columns,
    next_group: usize,
    group: Vec<Option<FieldReader>>,
    rows_left_in_group: usize,
    rows: VecDeque<Cells>,
    rows_read: u64,
    total_rows: u64,
    size_bytes: u64,
}

/// The rest of a field's column in a row group.
struct FieldReader {
    reader: ColumnReader,
    kind: Kind,
    optional: bool,
}

/// What a column's numbers mean.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Date,
    Moment { per_second: i64, utc: bool },
}

impl ParquetFile {
    pub(super) fn new(file: File) -> Result<Self, FileError> {
        let size_bytes = file.metadata()?.len();
        let file = SerializedFileReader::new(file).map_err(unreadable)?;
        let schema = file.metadata().file_metadata().schema_descr();
        // A column that is nested or repeated is no cell; it gets a name that no field has.
        let names: Vec<&str> = schema
            .columns()
            .iter()
            .map(|column| {
                let flat = column.path().parts().len() == 1 && column.max_rep_level() == 0;
                if flat { column.name() } else { "" }
            })
            .collect();
        let columns = Columns::find(names.into_iter())?;
        let total_rows = file.metadata().file_metadata().num_rows().max(1).unsigned_abs();
        Ok(Self {
            file: Arc::new(file),
            columns,
            next_group: 0,
            group: Vec::new(),
            rows_left_in_group: 0,
            rows: VecDeque::new(),
            rows_read: 0,
            total_rows,
            size_bytes,
        })
    }

    /// Opens the next row group; `false` after the last one.
    fn open_group(&mut self) -> Result<bool, ParquetError> {
        if self.next_group >= self.file.num_row_groups() {
            return Ok(false);
        }
        let group = self.file.get_row_group(self.next_group)?;
        self.next_group += 1;
        self.rows_left_in_group = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        self.group = self
            .columns
            .of
            .iter()
            .map(|column| {
                let Some(column) = *column else { return Ok(None) };
                let description = group.metadata().schema_descr().column(column);
                Ok(Some(FieldReader {
                    reader: group.get_column_reader(column)?,
                    kind: Kind::of(&description),
                    optional: description.max_def_level() > 0,
                }))
            })
            .collect::<Result<_, ParquetError>>()?;
        Ok(true)
    }

    fn read_batch(&mut self) -> Result<(), ParquetError> {
        let count = BATCH.min(self.rows_left_in_group);
        let empty = Cells { has_external_id: self.columns.has_external_id(), ..Cells::default() };
        let mut rows: Vec<Cells> = vec![empty; count];
        for (field, reader) in Field::ALL.into_iter().zip(&mut self.group) {
            if let Some(reader) = reader {
                for (row, cell) in rows.iter_mut().zip(reader.read(count)?) {
                    row.of[field as usize] = cell;
                }
            }
        }
        self.rows_left_in_group -= count;
        self.rows.extend(rows);
        Ok(())
    }
}

impl RowReader for ParquetFile {
    fn next_row(&mut self) -> Result<Option<Result<Cells, Refusal>>, FileError> {
        while self.rows.is_empty() {
            if self.rows_left_in_group > 0 {
                self.read_batch().map_err(unreadable)?;
            } else if !self.open_group().map_err(unreadable)? {
                return Ok(None);
            }
        }
        self.rows_read += 1;
        Ok(self.rows.pop_front().map(Ok))
    }

    fn position(&self) -> u64 {
        (self.size_bytes as f64 * (self.rows_read as f64 / self.total_rows as f64)) as u64
    }
}

impl FieldReader {
    /// The next `count` cells.
    fn read(&mut self, count: usize) -> Result<Vec<Option<Cell>>, ParquetError> {
        let (kind, optional) = (self.kind, self.optional);
        let text = |text: String| Some(Cell::Text(text.into_bytes()));
        let bytes = |bytes: &[u8]| (!bytes.is_empty()).then(|| Cell::Text(bytes.to_vec()));
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => cells(reader, count, optional, |value| text(value.to_string())),
            ColumnReader::Int32ColumnReader(reader) => {
                cells(reader, count, optional, |value| kind.cell(i64::from(*value)))
            }
            ColumnReader::Int64ColumnReader(reader) => cells(reader, count, optional, |value| kind.cell(*value)),
            ColumnReader::Int96ColumnReader(reader) => {
                cells(reader, count, optional, |value| Some(Cell::Moment(Timestamp(value.to_micros()))))
            }
            ColumnReader::FloatColumnReader(reader) => cells(reader, count, optional, |value| text(value.to_string())),
            ColumnReader::DoubleColumnReader(reader) => cells(reader, count, optional, |value| text(value.to_string())),
            ColumnReader::ByteArrayColumnReader(reader) => cells(reader, count, optional, |value| bytes(value.data())),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                cells(reader, count, optional, |value| bytes(value.data()))
            }
        }
    }
}

/// The next `count` cells of a column without repetition: a value where the definition level is 1.
fn cells<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    count: usize,
    optional: bool,
    cell: impl Fn(&T::T) -> Option<Cell>,
) -> Result<Vec<Option<Cell>>, ParquetError> {
    let mut values = Vec::with_capacity(count);
    let mut levels = Vec::with_capacity(count);
    let (records, _, _) = reader.read_records(count, optional.then_some(&mut levels), None, &mut values)?;
    if records != count {
        return Err(ParquetError::General(format!("a column ends {} rows early", count - records)));
    }
    let mut values = values.iter();
    if !optional {
        return Ok(values.map(cell).collect());
    }
    Ok(levels.iter().map(|level| if *level == 0 { None } else { values.next().and_then(&cell) }).collect())
}

impl Kind {
    fn of(column: &ColumnDescriptor) -> Self {
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Self::Date,
            (Some(LogicalType::Timestamp { is_adjusted_to_u_t_c, unit }), _) => {
                let per_second = match unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                Self::Moment { per_second, utc: *is_adjusted_to_u_t_c }
            }
            (None, ConvertedType::TIMESTAMP_MILLIS) => Self::Moment { per_second: 1_000, utc: true },
            (None, ConvertedType::TIMESTAMP_MICROS) => Self::Moment { per_second: 1_000_000, utc: true },
            _ => Self::Plain,
        }
    }

    fn cell(self, value: i64) -> Option<Cell> {
        match self {
            Self::Plain => Some(Cell::Text(value.to_string().into_bytes())),
            Self::Date => {
                let day = NaiveDate::from_epoch_days(i32::try_from(value).ok()?)?;
                Some(Cell::Moment(moment::in_korea(day.and_hms_opt(0, 0, 0)?)?))
            }
            Self::Moment { per_second, utc } => {
                let microseconds = i128::from(value) * 1_000_000 / i128::from(per_second);
                let moment = Timestamp(i64::try_from(microseconds).ok()?);
                Some(Cell::Moment(if utc { moment } else { moment::in_korea(moment.to_datetime().naive_utc())? }))
            }
        }
    }
}

fn unreadable(error: ParquetError) -> FileError {
    FileError::unreadable("FILE_UNREADABLE", format!("the Parquet file can't be read: {error}"))
}

//! The few column shapes the whole schema is made of, and how a table or an index is made and dropped.

use sea_orm_migration::{
    SchemaManager,
    prelude::{
        Alias, ColumnDef, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, IndexCreateStatement, Table,
        TableCreateStatement,
    },
    sea_orm::{DbBackend, DbErr},
};

/// A UUID, 16 bytes.
pub(crate) fn uuid(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.uuid().not_null();
    column
}

/// A UUID that may be absent.
pub(crate) fn uuid_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.uuid().null();
    column
}

/// The primary key `id`.
pub(crate) fn id() -> ColumnDef {
    let mut column = uuid("id");
    column.primary_key();
    column
}

/// A short string with an upper length, so that every database can index it.
pub(crate) fn string(name: &'static str, length: u32) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.string_len(length).not_null();
    column
}

/// A short string that may be absent.
pub(crate) fn string_null(name: &'static str, length: u32) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.string_len(length).null();
    column
}

/// Text of any length; MySQL's `TEXT` ends at 64 KiB, hence its own type there.
pub(crate) fn text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    if manager.get_database_backend() == DbBackend::MySql {
        column.custom(Alias::new("longtext"));
    } else {
        column.text();
    }
    column.not_null();
    column
}

/// Text of any length that may be absent.
pub(crate) fn text_null(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    if manager.get_database_backend() == DbBackend::MySql {
        column.custom(Alias::new("longtext"));
    } else {
        column.text();
    }
    column.null();
    column
}

/// Bytes of any length; MySQL's `BLOB` ends at 64 KiB, hence its own type there.
pub(crate) fn bytes(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    if manager.get_database_backend() == DbBackend::MySql {
        column.custom(Alias::new("longblob"));
    } else {
        column.blob();
    }
    column.not_null();
    column
}

/// A short run of bytes.
pub(crate) fn short_bytes(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.var_binary(1_000).not_null();
    column
}

/// A 64-bit integer: a count, or a time in microseconds since the Unix epoch, UTC.
pub(crate) fn big(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.big_integer().not_null();
    column
}

/// A 64-bit integer that may be absent.
pub(crate) fn big_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.big_integer().null();
    column
}

/// A 32-bit integer.
pub(crate) fn integer(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.integer().not_null();
    column
}

/// A 32-bit integer that may be absent.
pub(crate) fn integer_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.integer().null();
    column
}

/// A double-precision number.
pub(crate) fn double(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.double().not_null();
    column
}

/// A double-precision number that may be absent.
pub(crate) fn double_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.double().null();
    column
}

/// A truth value.
pub(crate) fn boolean(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.boolean().not_null();
    column
}

/// A table of the given columns. On MySQL text compares byte by byte, as it does elsewhere.
pub(crate) fn table<const N: usize>(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: [ColumnDef; N],
) -> TableCreateStatement {
    let mut statement = Table::create();
    statement.table(Alias::new(name));
    if manager.get_database_backend() == DbBackend::MySql {
        statement.character_set("utf8mb4").collate("utf8mb4_bin");
    }
    for column in columns {
        statement.col(column);
    }
    statement
}

/// A foreign key `table.column -> to.id` that forbids deleting what is referred to.
pub(crate) fn refers(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(Alias::new(table), Alias::new(column))
        .to(Alias::new(to), Alias::new("id"))
        .on_delete(ForeignKeyAction::Restrict)
        .to_owned()
}

/// A primary key of several columns.
pub(crate) fn primary_key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement.primary();
    for column in columns {
        statement.col(Alias::new(*column));
    }
    statement
}

/// Creates the index `name` on `table(columns)`.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut statement = Index::create();
    statement.name(name).table(Alias::new(table));
    for column in columns {
        statement.col(Alias::new(*column));
    }
    manager.create_index(statement).await
}

/// Creates the unique index `name` on `table(columns)`.
pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut statement = Index::create();
    statement.name(name).table(Alias::new(table)).unique();
    for column in columns {
        statement.col(Alias::new(*column));
    }
    manager.create_index(statement).await
}

/// Adds to `table` the column `column`, absent in every row there is, which refers to the id of a row of `to`, with the
/// index `ix_TABLE_COLUMN_id`.
///
/// SQLite can't add a foreign key to a table that exists: there the functions of `domain`, whose transactions run one
/// after the other, are what keeps a row that is referred to.
pub(crate) async fn add_reference(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    to: &'static str,
) -> Result<(), DbErr> {
    let statement = Table::alter().table(Alias::new(table)).add_column(uuid_null(column)).to_owned();
    manager.alter_table(statement).await?;
    if manager.get_database_backend() != DbBackend::Sqlite {
        manager.create_foreign_key(refers(table, column, to)).await?;
    }
    let name = format!("ix_{table}_{column}_id");
    let mut statement = Index::create();
    statement.name(name).table(Alias::new(table)).col(Alias::new(column)).col(Alias::new("id"));
    manager.create_index(statement).await
}

/// Takes back what [`add_reference`] added.
pub(crate) async fn drop_reference(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Sqlite {
        let mut statement = ForeignKey::drop();
        statement.name(format!("fk_{table}_{column}")).table(Alias::new(table));
        manager.drop_foreign_key(statement).await?;
    }
    let mut statement = Index::drop();
    statement.name(format!("ix_{table}_{column}_id")).table(Alias::new(table));
    manager.drop_index(statement).await?;
    let statement = Table::alter().table(Alias::new(table)).drop_column(Alias::new(column)).to_owned();
    manager.alter_table(statement).await
}

/// Drops tables, last made first.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(Alias::new(*table)).to_owned()).await?;
    }
    Ok(())
}

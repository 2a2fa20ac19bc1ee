//! A row that an import refused, and why.

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};

use crate::{Result, id::ArticleImportId};

/// A row that an import refused, and why.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_refusal")]
pub struct Model {
    /// The import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_import_id: ArticleImportId,
    /// The row's number in the file, from 1, header not counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_number: i64,
    /// The field at fault.
    pub field: String,
    /// Why, as a code ("unknown_label").
    pub reason: String,
    /// Why, as a sentence.
    pub message: String,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Refusals stored for an import; later ones are counted and not kept.
pub const MAXIMUM_STORED: u64 = 10_000;

/// Why a row is refused, as the codes stored in [`Model::reason`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The row can't be read: not an object, too few cells for its quotes, a value of the wrong kind.
    MalformedRow,
    /// Bytes that aren't UTF-8, or a NUL character, which PostgreSQL can't store.
    BadEncoding,
    /// No external id: the article would have no identity.
    MissingExternalId,
    /// Nothing visible in title and body.
    EmptyText,
    /// Longer than we store.
    TooLong,
    /// No class of the label set has this key or name.
    UnknownLabel,
    /// Not a date that can be understood, or before 1900 or after 2200.
    BadDate,
}

impl Reason {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::MalformedRow => "malformed_row",
            Self::BadEncoding => "bad_encoding",
            Self::MissingExternalId => "missing_external_id",
            Self::EmptyText => "empty_text",
            Self::TooLong => "too_long",
            Self::UnknownLabel => "unknown_label",
            Self::BadDate => "bad_date",
        }
    }
}

/// The refusals of an import after row `after` (0 for all), in the file's order, at most `limit`.
pub async fn of_import(
    connection: &impl ConnectionTrait,
    article_import_id: ArticleImportId,
    after: i64,
    limit: u64,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::ArticleImportId.eq(article_import_id))
        .filter(Column::RowNumber.gt(after))
        .order_by_asc(Column::RowNumber)
        .limit(limit)
        .all(connection)
        .await?)
}

/// Stores refusals.
pub(crate) async fn insert(transaction: &impl ConnectionTrait, refusals: Vec<Model>) -> Result<()> {
    if !refusals.is_empty() {
        let models = refusals.into_iter().map(ActiveModel::from);
        Entity::insert_many(models).exec_without_returning(transaction).await?;
    }
    Ok(())
}

//! The file in which the rows of a sealed dataset lie.

use sea_orm::{entity::prelude::*, sea_query::Expr};

use super::{Column, Entity};
use crate::{Result, database::DatabaseTransaction};

/// The sealed datasets whose rows lie in the file `rows_sha256` from now on have them in `replaced_by`: the same rows, of
/// which some have lost their text. Their manifest, and so their identity, stays.
pub async fn replace_rows_file(transaction: &DatabaseTransaction, rows_sha256: &str, replaced_by: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RowsSha256, Expr::value(replaced_by))
        .filter(Column::RowsSha256.eq(rows_sha256))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whether the rows of any dataset lie in the file `rows_sha256`.
pub async fn refers_to_file(connection: &impl ConnectionTrait, rows_sha256: &str) -> Result<bool> {
    Ok(Entity::find().filter(Column::RowsSha256.eq(rows_sha256)).one(connection).await?.is_some())
}

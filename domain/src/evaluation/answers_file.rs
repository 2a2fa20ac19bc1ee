//! The file in which every answer of an evaluation lies, with the beginning of its text.

use sea_orm::{Condition, QuerySelect, entity::prelude::*, sea_query::Expr};

use super::{Column, Entity};
use crate::{Result, database::DatabaseTransaction, id::DatasetId};

/// The files that may hold answers about rows of `datasets`: those of evaluations on them, and on any import.
pub async fn answer_files(connection: &impl ConnectionTrait, datasets: &[DatasetId]) -> Result<Vec<String>> {
    let may_hold = Condition::any()
        .add(Column::DatasetId.is_in(datasets.iter().copied()))
        .add(Column::ArticleImportId.is_not_null());
    let mut files: Vec<String> = Entity::find()
        .select_only()
        .column(Column::RowsSha256)
        .filter(Column::RowsSha256.is_not_null())
        .filter(may_hold)
        .into_tuple()
        .all(connection)
        .await?;
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

/// The evaluations whose answers lie in `rows_sha256` have them in `replaced_by` from now on: the same answers, of which
/// some have lost their text.
pub async fn replace_answers_file(
    transaction: &DatabaseTransaction,
    rows_sha256: &str,
    replaced_by: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RowsSha256, Expr::value(replaced_by))
        .filter(Column::RowsSha256.eq(rows_sha256))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whether the answers of any evaluation lie in the file `rows_sha256`.
pub async fn refers_to_file(connection: &impl ConnectionTrait, rows_sha256: &str) -> Result<bool> {
    Ok(Entity::find().filter(Column::RowsSha256.eq(rows_sha256)).one(connection).await?.is_some())
}

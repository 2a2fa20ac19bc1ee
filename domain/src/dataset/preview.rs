//! What a selection would take, counted before anything is built.

use sea_orm::{
    ConnectionTrait, FromQueryResult, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{Selection, candidate::selected};
use crate::{Error, Result, article::Column, cleaning_decision, id::LabelClassId, label_class, label_set};

/// Articles that are counted at most: so many are counted while somebody waits.
pub const MOST_COUNTED: u64 = 300_000;

/// What a selection would take.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Each class of the label set in order, with what was found of it.
    pub classes: Vec<(label_class::Model, Counted)>,
    /// Whether that is all; otherwise there is more of it than is counted.
    pub is_complete: bool,
    /// Whether only what cleaning keeps is taken, as it was asked for or is usual.
    pub only_clean: bool,
}

/// Articles of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Articles, copies of one text each for itself.
    pub articles: u64,
    /// Different texts among them.
    pub texts: u64,
    /// How many of the articles the limit per class leaves.
    pub taken: u64,
}

#[derive(FromQueryResult)]
struct Row {
    label_class_id: LabelClassId,
    articles: i64,
    texts: i64,
}

/// Counts by class what `selection` would take, with one statement over at most [`MOST_COUNTED`] articles.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault, as building it would say.
pub async fn preview(connection: &impl ConnectionTrait, mut selection: Selection) -> Result<Preview> {
    let mut wrong = selection.check();
    wrong.extend(selection.check_references(connection).await?);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let only_clean = match selection.only_clean {
        Some(only_clean) => only_clean,
        None => cleaning_decision::any(connection).await?,
    };
    selection.only_clean = Some(only_clean);
    let label_set = label_set::find_by_key(connection, &selection.label_set_key).await?;
    let classes = label_set::classes(connection, label_set.id).await?;
    let found = selected(&selection)
        .columns([Column::LabelClassId, Column::ContentHash])
        .filter(Column::LabelClassId.is_in(classes.iter().map(|class| class.id)))
        .limit(MOST_COUNTED + 1);
    let [among, hash] = ["among", "content_hash"].map(Alias::new);
    let counting = Query::select()
        .column(Column::LabelClassId)
        .expr_as(Expr::col(hash.clone()).count(), Alias::new("articles"))
        .expr_as(Expr::col(hash).count_distinct(), Alias::new("texts"))
        .from_subquery(found.into_query(), among)
        .group_by_col(Column::LabelClassId)
        .to_owned();
    let rows = connection.query_all(&counting).await?;
    let rows: Vec<Row> = rows.iter().map(|row| Ok(Row::from_query_result(row, "")?)).collect::<Result<_>>()?;
    let most = selection.max_per_class.unwrap_or(u64::MAX);
    let count = |class: &label_class::Model| {
        let row = rows.iter().find(|row| row.label_class_id == class.id);
        row.map_or_else(Counted::default, |row| {
            let (articles, texts) = (row.articles.unsigned_abs(), row.texts.unsigned_abs());
            Counted { articles, texts, taken: Ord::min(articles, most) }
        })
    };
    let counts: Vec<Counted> = classes.iter().map(count).collect();
    let classes: Vec<_> = classes.into_iter().zip(counts).collect();
    let all: u64 = classes.iter().map(|(_, counted)| counted.articles).sum();
    Ok(Preview { classes, is_complete: all <= MOST_COUNTED, only_clean })
}

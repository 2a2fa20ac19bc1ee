//! How models were used over a time, in pieces of equal length.

use std::collections::BTreeMap;

use sea_orm::{
    FromQueryResult, QuerySelect,
    entity::prelude::*,
    sea_query::{Alias, Expr, ExprTrait, JoinType},
};

use crate::{
    Error, Result, Timestamp, feedback,
    id::LabelClassId,
    prediction::{Column, Entity, Filter},
};

/// Most pieces of one history.
pub const MOST_PIECES: i64 = 500;

/// How models were used in a piece of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// When it begins.
    pub from: Timestamp,
    /// Predictions given.
    pub count: i64,
    /// Of those, predictions that had been computed for an earlier reader.
    pub cached: i64,
    /// Predictions whose reader agreed.
    pub agreed: i64,
    /// Predictions whose reader named another class.
    pub disagreed: i64,
    /// The longest time of an answer, microseconds.
    pub slowest_us: Option<i64>,
    /// Predictions by class; classes that weren't named are left out.
    pub classes: BTreeMap<LabelClassId, i64>,
}

#[derive(FromQueryResult)]
struct Counted {
    piece: i64,
    label_class_id: LabelClassId,
    cached: bool,
    count: i64,
    slowest: i64,
}

#[derive(FromQueryResult)]
struct Said {
    piece: i64,
    agrees: bool,
    count: i64,
}

/// How what `filter` lets through was used from `from` until before `to`, in `pieces` of equal length (the last may be
/// longer by a few microseconds). Pieces without predictions are there, too. Two statements, whatever the number.
///
/// # Errors
/// [`Error::Invalid`] for a time that ends before it begins, or for too many pieces.
pub async fn history(
    connection: &impl ConnectionTrait,
    filter: Filter,
    (from, to): (Timestamp, Timestamp),
    pieces: i64,
) -> Result<Vec<Piece>> {
    if from >= to {
        return Err(Error::invalid("to", "must be later than from"));
    }
    if !(1..=MOST_PIECES).contains(&pieces) {
        return Err(Error::invalid("pieces", format!("must be from 1 to {MOST_PIECES}")));
    }
    let width = Ord::max((to.0 - from.0) / pieces, 1);
    let of_time = Filter { from: Some(from), to: Some(to), ..filter }.apply(Entity::find());
    // Not by dividing: that leaves no whole number on every database.
    let since = || Expr::col((Entity, Column::CreatedAt)).sub(from.0);
    let start = || since().sub(since().modulo(width));
    let piece = Alias::new("piece");
    let counted: Vec<Counted> = of_time
        .clone()
        .select_only()
        .expr_as(start(), "piece")
        .column(Column::LabelClassId)
        .column(Column::Cached)
        .column_as(Column::Id.count(), "count")
        .column_as(Column::TotalUs.max(), "slowest")
        .group_by(Expr::col(piece.clone()))
        .group_by(Column::LabelClassId)
        .group_by(Column::Cached)
        .into_model()
        .all(connection)
        .await?;
    let said: Vec<Said> = of_time
        .select_only()
        .expr_as(start(), "piece")
        .column_as(Expr::col((feedback::Entity, feedback::Column::Agrees)), "agrees")
        .column_as(Column::Id.count(), "count")
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(feedback::Entity).from(Column::Id).to(feedback::Column::PredictionId).into(),
        )
        .group_by(Expr::col(piece))
        .group_by(Expr::col((feedback::Entity, feedback::Column::Agrees)))
        .into_model()
        .all(connection)
        .await?;
    let mut history: Vec<Piece> =
        (0..pieces).map(|number| Piece { from: Timestamp(from.0 + number * width), ..Piece::default() }).collect();
    let last = history.len() - 1;
    let place = |start: i64| Ord::min(usize::try_from(start / width).unwrap_or_default(), last);
    for Counted { piece, label_class_id, cached, count, slowest } in counted {
        let piece = &mut history[place(piece)];
        piece.count += count;
        piece.cached += if cached { count } else { 0 };
        piece.slowest_us = Ord::max(piece.slowest_us, Some(slowest));
        *piece.classes.entry(label_class_id).or_default() += count;
    }
    for Said { piece, agrees, count } in said {
        let piece = &mut history[place(piece)];
        *(if agrees { &mut piece.agreed } else { &mut piece.disagreed }) += count;
    }
    Ok(history)
}

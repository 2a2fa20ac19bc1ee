//! One optimiser step.

use std::collections::BTreeSet;

use sea_orm::{
    ConnectionTrait, FromQueryResult, QueryOrder,
    entity::prelude::*,
    sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use crate::{Result, Timestamp, id::TrainingRunId};

/// One optimiser step.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_step")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub training_run_id: TrainingRunId,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: i32,
    /// From 1.
    pub epoch: i32,
    /// Mean loss of the batch, nats.
    pub loss: f64,
    /// Learning rate applied.
    pub learning_rate: f64,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// Throughput.
    pub samples_per_second: f64,
    /// Estimated time to go.
    pub seconds_left: f64,
    /// When.
    pub recorded_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Fewest points that [`curve`] can keep its promise with.
pub const FEWEST_POINTS: i32 = 16;

/// What every stretch of a curve keeps: the steps with the least and greatest loss, and the steepest gradient.
const KEPT_OF_A_STRETCH: i32 = 3;

/// The curve of a run with at most `maximum_points` points, in order, for drawing: all its steps if they are no more,
/// else the first, the last, and of each of many stretches of equal length the steps with the least and the greatest
/// loss and with the greatest gradient norm. So no spike of either is lost, however long the run.
///
/// Fewer than [`FEWEST_POINTS`] are taken for that many. The database looks for the extremes: a curve of 100,000 steps
/// costs two passes over its index range and moves only what is drawn.
pub async fn curve(connection: &impl ConnectionTrait, run: TrainingRunId, maximum_points: i32) -> Result<Vec<Model>> {
    let of_run = || Entity::find().filter(Column::TrainingRunId.eq(run));
    let first = of_run().order_by_asc(Column::Step).one(connection).await?;
    let last = of_run().order_by_desc(Column::Step).one(connection).await?;
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let maximum_points = Ord::max(maximum_points, FEWEST_POINTS);
    let length = last.step - first.step + 1;
    if length <= maximum_points {
        return Ok(of_run().order_by_asc(Column::Step).all(connection).await?);
    }
    // Stretches begin at multiples of their width, so there may be one more than these; two points are first and last.
    let stretches = (maximum_points - 2) / KEPT_OF_A_STRETCH - 1;
    let width = length.div_euclid(stretches) + 1;
    let rows = connection.query_all(&extremes(run, width)).await?;
    let mut steps = BTreeSet::from([first.step, last.step]);
    for row in &rows {
        let Extremes { lowest, highest, steepest } = Extremes::from_query_result(row, "")?;
        steps.extend([lowest, highest, steepest]);
    }
    Ok(of_run().filter(Column::Step.is_in(steps)).order_by_asc(Column::Step).all(connection).await?)
}

/// The steps that a stretch keeps.
#[derive(FromQueryResult)]
struct Extremes {
    lowest: i32,
    highest: i32,
    steepest: i32,
}

/// The [`Extremes`] of each stretch of `width` steps. Where several steps are equally extreme, the first is taken.
fn extremes(run: TrainingRunId, width: i32) -> SelectStatement {
    let [stretch, bounds] = ["stretch", "bounds"].map(Alias::new);
    let [least_loss, greatest_loss, greatest_norm] = ["least_loss", "greatest_loss", "greatest_norm"].map(Alias::new);
    let column = |column: Column| Expr::col((Entity, column));
    let start = || column(Column::Step).sub(column(Column::Step).modulo(width));
    let of_stretches = Query::select()
        .expr_as(start(), stretch.clone())
        .expr_as(column(Column::Loss).min(), least_loss.clone())
        .expr_as(column(Column::Loss).max(), greatest_loss.clone())
        .expr_as(column(Column::GradientNorm).max(), greatest_norm.clone())
        .from(Entity)
        .and_where(Column::TrainingRunId.eq(run))
        // By its name: databases can't tell that two expressions with parameters are one.
        .group_by_col(stretch.clone())
        .to_owned();
    let first_at = |value: Column, bound: &Alias| {
        let is_bound = column(value).equals((bounds.clone(), bound.clone()));
        let step: Expr = Expr::case(is_bound, column(Column::Step)).into();
        step.min()
    };
    Query::select()
        .expr_as(first_at(Column::Loss, &least_loss), Alias::new("lowest"))
        .expr_as(first_at(Column::Loss, &greatest_loss), Alias::new("highest"))
        .expr_as(first_at(Column::GradientNorm, &greatest_norm), Alias::new("steepest"))
        .from(Entity)
        .join_subquery(
            JoinType::InnerJoin,
            of_stretches,
            bounds.clone(),
            start().eq(Expr::col((bounds.clone(), stretch.clone()))),
        )
        .and_where(Column::TrainingRunId.eq(run))
        .group_by_col((bounds, stretch))
        .to_owned()
}

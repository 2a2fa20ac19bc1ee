//! One optimiser step.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{Result, Timestamp, id::TrainingRunId, training_stretch};

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

/// Rows in one statement: below the parameters that every database takes.
const ROWS: usize = 1_000;

/// Steps that several curves are drawn from one by one; of more the kept stretches are taken.
const MOST_STEPS_READ: i64 = 40_000;

/// Part of a curve, in steps; without ends all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Its first step.
    pub from: Option<i32>,
    /// Its last step.
    pub to: Option<i32>,
}

impl Window {
    fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(from) = self.from {
            select = select.filter(Column::Step.gte(from));
        }
        if let Some(to) = self.to {
            select = select.filter(Column::Step.lte(to));
        }
        select
    }
}

/// Appends steps to a run's curve, in order.
pub async fn append(transaction: &impl ConnectionTrait, run: TrainingRunId, steps: Vec<Model>) -> Result<()> {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return Ok(()) };
    let range = first.step..=last.step;
    for chunk in steps.chunks(ROWS) {
        let rows = chunk.iter().cloned().map(ActiveModel::from);
        Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    training_stretch::refresh(transaction, run, range).await
}

/// Forgets the steps of a run behind this one.
pub async fn drop_after(transaction: &impl ConnectionTrait, run: TrainingRunId, step: i32) -> Result<()> {
    Entity::delete_many().filter(Column::TrainingRunId.eq(run)).filter(Column::Step.gt(step)).exec(transaction).await?;
    training_stretch::drop_after(transaction, run, step).await
}

/// The part of a run's curve in `window` with at most `maximum_points` points, in order, for drawing: all its steps if
/// they are no more, else the first, the last, and of each of many stretches of equal length the steps with the least
/// and the greatest loss and with the greatest gradient norm. So no spike of either is lost, however long the run.
///
/// Fewer than [`FEWEST_POINTS`] are taken for that many.
pub async fn curve(
    connection: &impl ConnectionTrait,
    run: TrainingRunId,
    window: Window,
    maximum_points: i32,
) -> Result<Vec<Model>> {
    let of_run = || Entity::find().filter(Column::TrainingRunId.eq(run));
    let first = window.apply(of_run()).order_by_asc(Column::Step).one(connection).await?;
    let last = window.apply(of_run()).order_by_desc(Column::Step).one(connection).await?;
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let maximum_points = Ord::max(maximum_points, FEWEST_POINTS);
    let range = first.step..=last.step;
    if last.step - first.step < maximum_points {
        return Ok(of_run()
            .filter(Column::Step.between(first.step, last.step))
            .order_by_asc(Column::Step)
            .all(connection)
            .await?);
    }
    // Two points are the first and the last; a group more may come of a stretch that begins in it and ends behind it.
    let width = width(last.step - first.step + 1, (maximum_points - 2) / KEPT_OF_A_STRETCH - 1);
    let mut steps = BTreeSet::from([first.step, last.step]);
    for extremes in training_stretch::extremes(connection, &[run], range, width).await?.into_values().flatten() {
        steps.extend([extremes.lowest.0, extremes.highest.0, extremes.steepest.0]);
    }
    Ok(of_run().filter(Column::Step.is_in(steps)).order_by_asc(Column::Step).all(connection).await?)
}

/// A step and its loss.
pub type LossPoint = (i32, f64);

/// The loss of several runs in `window`, each with at most `maximum_points` points, in order: cut into the same
/// stretches, so that they can be drawn over one axis. A run without steps there has no points.
pub async fn loss_curves(
    connection: &impl ConnectionTrait,
    runs: &[TrainingRunId],
    window: Window,
    maximum_points: i32,
) -> Result<BTreeMap<TrainingRunId, Vec<LossPoint>>> {
    let ends: Vec<(TrainingRunId, Option<i32>)> = window
        .apply(Entity::find())
        .select_only()
        .column(Column::TrainingRunId)
        .column_as(Column::Step.max(), "last")
        .filter(Column::TrainingRunId.is_in(runs.iter().copied()))
        .group_by(Column::TrainingRunId)
        .into_tuple()
        .all(connection)
        .await?;
    let Some(last) = ends.iter().filter_map(|(_, last)| *last).max() else { return Ok(BTreeMap::new()) };
    let first = Ord::max(window.from.unwrap_or(1), 1);
    let maximum_points = Ord::max(maximum_points, FEWEST_POINTS);
    let length = last - first + 1;
    // Of each stretch the lowest and the highest.
    let width = if length <= maximum_points { 1 } else { width(length, maximum_points / 2 - 1) };
    let is_much = i64::from(length).saturating_mul(runs.len() as i64) > MOST_STEPS_READ;
    let width = if is_much { Ord::max(width, training_stretch::WIDTHS[0]) } else { width };
    let curves = training_stretch::extremes(connection, runs, first..=last, width).await?;
    let points = |stretches: Vec<training_stretch::Extremes>| -> Vec<LossPoint> {
        let points = stretches.into_iter().flat_map(|one| [one.lowest, one.highest]);
        points.collect::<BTreeMap<i32, f64>>().into_iter().collect()
    };
    Ok(curves.into_iter().map(|(run, stretches)| (run, points(stretches))).collect())
}

/// How wide stretches are of which `length` steps have at most `stretches`.
fn width(length: i32, stretches: i32) -> i32 {
    length.div_euclid(Ord::max(stretches, 1)) + 1
}

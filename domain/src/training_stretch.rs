//! A stretch of a training run's curve: what a drawing of it must not lose.
//!
//! Stretches are kept beside the steps, in [`WIDTHS`], and grow with them: a curve of a hundred thousand steps is
//! drawn from a few hundred rows.

use std::{collections::BTreeMap, ops::RangeInclusive};

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};

use crate::{Result, id::TrainingRunId, training_step};

/// A stretch of a curve.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_stretch")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub training_run_id: TrainingRunId,
    /// Steps it is wide; one of [`WIDTHS`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub width: i32,
    /// From 0; it has the steps after `position * width`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The first step with the least loss …
    pub lowest_step: i32,
    /// … and that loss.
    pub lowest_loss: f64,
    /// The first step with the greatest loss …
    pub highest_step: i32,
    /// … and that loss.
    pub highest_loss: f64,
    /// The first step with the greatest norm of the gradient …
    pub steepest_step: i32,
    /// … and that norm.
    pub steepest_norm: f64,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many steps the kept stretches are wide, each a multiple of the one before.
pub const WIDTHS: [i32; 3] = [16, 64, 256];

/// Rows in one statement: below the parameters that every database takes.
const ROWS: usize = 1_000;

/// What is drawn of a stretch, kept or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremes {
    /// The first step with the least loss, and that loss.
    pub lowest: (i32, f64),
    /// The first step with the greatest loss, and that loss.
    pub highest: (i32, f64),
    /// The first step with the greatest norm of the gradient, and that norm.
    pub steepest: (i32, f64),
}

impl Extremes {
    fn of_step(step: i32, loss: f64, gradient_norm: f64) -> Self {
        Self { lowest: (step, loss), highest: (step, loss), steepest: (step, gradient_norm) }
    }

    /// Both together; `later` comes later.
    fn and(self, later: Self) -> Self {
        Self {
            lowest: if later.lowest.1 < self.lowest.1 { later.lowest } else { self.lowest },
            highest: if later.highest.1 > self.highest.1 { later.highest } else { self.highest },
            steepest: if later.steepest.1 > self.steepest.1 { later.steepest } else { self.steepest },
        }
    }
}

impl From<&Model> for Extremes {
    fn from(row: &Model) -> Self {
        Self {
            lowest: (row.lowest_step, row.lowest_loss),
            highest: (row.highest_step, row.highest_loss),
            steepest: (row.steepest_step, row.steepest_norm),
        }
    }
}

/// Groups of a curve by a key, each with its extremes.
type Groups<K> = BTreeMap<K, Extremes>;

/// Makes anew what is kept of the stretches that hold the steps of `range`.
pub(crate) async fn refresh(
    transaction: &impl ConnectionTrait,
    run: TrainingRunId,
    range: RangeInclusive<i32>,
) -> Result<()> {
    let mut narrower = None;
    for width in WIDTHS {
        let positions = position(*range.start(), width)..=position(*range.end(), width);
        let steps = positions.start() * width + 1..=(positions.end() + 1) * width;
        let mut groups = Groups::new();
        match narrower {
            None => {
                for (_, step, extremes) in samples(transaction, &[run], &[steps]).await? {
                    add(&mut groups, position(step, width), extremes);
                }
            }
            Some(narrower) => {
                for row in kept(transaction, &[run], narrower, steps).await? {
                    add(&mut groups, position(row.position * narrower + 1, width), Extremes::from(&row));
                }
            }
        }
        Entity::delete_many()
            .filter(Column::TrainingRunId.eq(run))
            .filter(Column::Width.eq(width))
            .filter(Column::Position.between(*positions.start(), *positions.end()))
            .exec(transaction)
            .await?;
        let rows: Vec<ActiveModel> =
            groups.into_iter().map(|(position, extremes)| row(run, width, position, extremes).into()).collect();
        for chunk in rows.chunks(ROWS) {
            Entity::insert_many(chunk.iter().cloned()).exec_without_returning(transaction).await?;
        }
        narrower = Some(width);
    }
    Ok(())
}

/// Forgets the stretches behind `step`, and of the one that holds it what lies behind it.
pub(crate) async fn drop_after(transaction: &impl ConnectionTrait, run: TrainingRunId, step: i32) -> Result<()> {
    for width in WIDTHS {
        Entity::delete_many()
            .filter(Column::TrainingRunId.eq(run))
            .filter(Column::Width.eq(width))
            .filter(Column::Position.gte(position(step + 1, width)))
            .exec(transaction)
            .await?;
    }
    if step > 0 { refresh(transaction, run, step..=step).await } else { Ok(()) }
}

/// The extremes of each `width` steps of `range`, by run and in order. Of the kept stretches the widest that are no wider
/// are used; one that lies across two groups counts to the first.
pub async fn extremes(
    connection: &impl ConnectionTrait,
    runs: &[TrainingRunId],
    range: RangeInclusive<i32>,
    width: i32,
) -> Result<BTreeMap<TrainingRunId, Vec<Extremes>>> {
    let (first, last) = (*range.start(), *range.end());
    let group = |step: i32| (step - first) / width;
    let mut groups: Groups<(TrainingRunId, i32)> = Groups::new();
    let Some(kept_width) = WIDTHS.into_iter().rev().find(|kept| *kept <= width) else {
        for (run, step, extremes) in samples(connection, runs, &[range]).await? {
            add(&mut groups, (run, group(step)), extremes);
        }
        return Ok(by_run(groups));
    };
    // Of stretches that lie across an end of the range the steps themselves are read.
    let inner = (position(first - 1, kept_width) + 1) * kept_width + 1..=last / kept_width * kept_width;
    let ends = [first..=inner.start() - 1, Ord::max(inner.end() + 1, *inner.start())..=last];
    let ends: Vec<_> = ends.into_iter().filter(|end| !end.is_empty()).collect();
    for (run, step, extremes) in samples(connection, runs, &ends).await? {
        add(&mut groups, (run, group(step)), extremes);
    }
    if !inner.is_empty() {
        for row in kept(connection, runs, kept_width, inner).await? {
            let start = row.position * kept_width + 1;
            add(&mut groups, (row.training_run_id, group(start)), Extremes::from(&row));
        }
    }
    Ok(by_run(groups))
}

/// The stretch of this width that holds a step.
fn position(step: i32, width: i32) -> i32 {
    (step - 1).div_euclid(width)
}

fn add<K: Ord>(groups: &mut Groups<K>, key: K, extremes: Extremes) {
    groups
        .entry(key)
        .and_modify(|known| {
            // Ends are read before what lies between them.
            let (earlier, later) =
                if known.lowest.0 <= extremes.lowest.0 { (*known, extremes) } else { (extremes, *known) };
            *known = earlier.and(later);
        })
        .or_insert(extremes);
}

fn by_run(groups: Groups<(TrainingRunId, i32)>) -> BTreeMap<TrainingRunId, Vec<Extremes>> {
    let mut runs: BTreeMap<TrainingRunId, Vec<Extremes>> = BTreeMap::new();
    for ((run, _), extremes) in groups {
        runs.entry(run).or_default().push(extremes);
    }
    runs
}

/// Each step of these ranges.
async fn samples(
    connection: &impl ConnectionTrait,
    runs: &[TrainingRunId],
    ranges: &[RangeInclusive<i32>],
) -> Result<Vec<(TrainingRunId, i32, Extremes)>> {
    use training_step::Column;
    let mut found = Vec::new();
    for range in ranges {
        let rows: Vec<(TrainingRunId, i32, f64, f64)> = training_step::Entity::find()
            .select_only()
            .columns([Column::TrainingRunId, Column::Step, Column::Loss, Column::GradientNorm])
            .filter(Column::TrainingRunId.is_in(runs.iter().copied()))
            .filter(Column::Step.between(*range.start(), *range.end()))
            .order_by_asc(Column::TrainingRunId)
            .order_by_asc(Column::Step)
            .into_tuple()
            .all(connection)
            .await?;
        found.extend(rows.into_iter().map(|(run, step, loss, norm)| (run, step, Extremes::of_step(step, loss, norm))));
    }
    Ok(found)
}

/// The kept stretches that begin in `range`.
async fn kept(
    connection: &impl ConnectionTrait,
    runs: &[TrainingRunId],
    width: i32,
    range: RangeInclusive<i32>,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::TrainingRunId.is_in(runs.iter().copied()))
        .filter(Column::Width.eq(width))
        .filter(Column::Position.between(position(*range.start(), width), position(*range.end(), width)))
        .order_by_asc(Column::TrainingRunId)
        .order_by_asc(Column::Position)
        .all(connection)
        .await?)
}

fn row(run: TrainingRunId, width: i32, position: i32, extremes: Extremes) -> Model {
    Model {
        training_run_id: run,
        width,
        position,
        lowest_step: extremes.lowest.0,
        lowest_loss: extremes.lowest.1,
        highest_step: extremes.highest.0,
        highest_loss: extremes.highest.1,
        steepest_step: extremes.steepest.0,
        steepest_norm: extremes.steepest.1,
    }
}

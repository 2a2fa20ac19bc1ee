//! What is done by the clock, in Korean time.
//!
//! However many servers look at the clock, a tick fires once: whoever moves `next_at` from this tick to the next, by
//! compare-and-swap, starts the action in the same transaction. A tick that nobody looked at in time is *missed*: the
//! schedule says whether it is made up for, once however many there were, or passed over. While what it started last is
//! still at work, a tick is passed over, too: two cleanings of everything at once help nobody.

mod action; // what a schedule starts
mod fire; // at its time

use std::str::FromStr;

use chrono::FixedOffset;
use croner::Cron;
use sea_orm::{QueryOrder, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};

pub use action::{Action, TrainOnNewest};
pub use fire::fire_due;

use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::ScheduleId,
};

/// Korea is nine hours ahead of UTC, all year.
const KOREA_SECONDS_EAST: i32 = 9 * 3600;

/// What is done by the clock.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ScheduleId,
    /// Unique name.
    pub name: String,
    /// When, in Korean time: minute hour day month weekday, as cron(5) has them, or six fields with seconds in front.
    pub cron: String,
    /// What it starts, as JSON ([`Action`]).
    pub action: String,
    /// What becomes of a tick that nobody looked at in time.
    pub missed: Missed,
    /// Whether it rests.
    pub paused: bool,
    /// When it fires next.
    pub next_at: Timestamp,
    /// When its last tick was.
    pub last_at: Option<Timestamp>,
    /// What became of that.
    pub last_outcome: Option<Outcome>,
    /// The row that it started last.
    pub last_subject_id: Option<Uuid>,
    /// Why the last tick started nothing.
    pub last_error: Option<String>,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed by a person.
    pub updated_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What becomes of a tick that nobody looked at in time, because no server ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// It passes.
    Skip,
    /// It is made up for, once however many there were.
    #[default]
    RunOnce,
}

/// What became of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The action was started.
    Started,
    /// Nobody looked in time, and such ticks pass.
    Missed,
    /// What the tick before started was still at work.
    Overlapped,
    /// The action was refused; `last_error` says why.
    Refused,
}

/// A schedule to be made.
#[derive(Clone, Debug)]
pub struct NewSchedule {
    /// Unique name: 1 to 200 characters.
    pub name: String,
    /// When; see [`Model::cron`].
    pub cron: String,
    /// What it starts.
    pub action: Action,
    /// What becomes of missed ticks.
    pub missed: Missed,
    /// Who makes it.
    pub created_by: String,
}

/// What is to be changed of a schedule; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its name.
    pub name: Option<String>,
    /// When.
    pub cron: Option<String>,
    /// What it starts.
    pub action: Option<Action>,
    /// What becomes of missed ticks.
    pub missed: Option<Missed>,
    /// Whether it rests. One that wakes fires from its next tick on.
    pub paused: Option<bool>,
}

impl Model {
    /// What it starts.
    pub fn action(&self) -> Result<Action> {
        Ok(serde_json::from_str(&self.action)?)
    }

    /// The next `count` times at which it fires.
    pub fn next_times(&self, count: usize) -> Result<Vec<Timestamp>> {
        let mut times = vec![self.next_at];
        while times.len() < count {
            let Some(last) = times.last() else { break };
            match next_after(&self.cron, *last) {
                Ok(next) => times.push(next),
                Err(_) => break,
            }
        }
        times.retain(|time| *time != NEVER);
        Ok(times)
    }
}

/// The `next_at` of a schedule that has no time to come.
pub(crate) const NEVER: Timestamp = Timestamp(i64::MAX);

/// When `cron` fires next after `after`.
///
/// # Errors
/// [`Error::Invalid`] when it can't be read or never fires again.
pub fn next_after(cron: &str, after: Timestamp) -> Result<Timestamp> {
    let cron = Cron::from_str(cron.trim()).map_err(|error| {
        let message = format!(
            "must be minute hour day month weekday in Korean time, such as \"30 6 * * MON-FRI\" (half past six on \
             weekdays): {error}"
        );
        Error::invalid("cron", message)
    })?;
    let korea = FixedOffset::east_opt(KOREA_SECONDS_EAST).ok_or_else(|| Error::Internal("no such offset".into()))?;
    let next = cron.find_next_occurrence(&after.to_datetime().with_timezone(&korea), false);
    next.map(|moment| moment.to_utc().into()).map_err(|_| Error::invalid("cron", "must have a time still to come"))
}

/// The schedule `id`.
pub async fn find(connection: &impl ConnectionTrait, id: ScheduleId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("schedule", id))
}

/// All schedules, by name.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Name).all(connection).await?)
}

/// Makes a schedule.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault; [`Error::Conflict`] when the name is taken.
pub async fn create(database: &Database, new: NewSchedule) -> Result<Model> {
    let now = Timestamp::now();
    let mut wrong = check_name(&new.name);
    let next_at = next_after(&new.cron, now);
    if let Err(Error::Invalid(fields)) = &next_at {
        wrong.extend(fields.iter().cloned());
    }
    wrong.extend(new.action.check());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let model = Model {
        id: ScheduleId::new(),
        name: new.name.trim().to_owned(),
        cron: new.cron.trim().to_owned(),
        action: serde_json::to_string(&new.action)?,
        missed: new.missed,
        paused: false,
        next_at: next_at?,
        last_at: None,
        last_outcome: None,
        last_subject_id: None,
        last_error: None,
        created_by: new.created_by.chars().take(200).collect(),
        created_at: now,
        updated_at: now,
    };
    let transaction = database.begin().await?;
    refuse_taken(&transaction, &model).await?;
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await.map_err(taken)?;
    announce(&transaction, &model, "created").await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// Changes a schedule.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault; [`Error::NotFound`]; [`Error::Conflict`] when the name is taken.
pub async fn change(database: &Database, id: ScheduleId, change: Change) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = find(&transaction, id).await?;
    let now = Timestamp::now();
    let mut after = before.clone();
    let mut wrong = Vec::new();
    if let Some(name) = change.name {
        wrong.extend(check_name(&name));
        after.name = name.trim().to_owned();
    }
    if let Some(action) = &change.action {
        wrong.extend(action.check());
        after.action = serde_json::to_string(action)?;
    }
    after.missed = change.missed.unwrap_or(after.missed);
    after.paused = change.paused.unwrap_or(after.paused);
    let is_moved = change.cron.as_ref().is_some_and(|cron| cron.trim() != before.cron);
    if let Some(cron) = change.cron {
        after.cron = cron.trim().to_owned();
    }
    if is_moved || (before.paused && !after.paused) {
        match next_after(&after.cron, now) {
            Ok(next_at) => after.next_at = next_at,
            Err(Error::Invalid(fields)) => wrong.extend(fields),
            Err(error) => return Err(error),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    after.updated_at = now;
    refuse_taken(&transaction, &after).await?;
    // The tick may fire in this moment: what it writes isn't overwritten.
    let changed = Entity::update_many()
        .col_expr(Column::Name, Expr::value(after.name.clone()))
        .col_expr(Column::Cron, Expr::value(after.cron.clone()))
        .col_expr(Column::Action, Expr::value(after.action.clone()))
        .col_expr(Column::Missed, Expr::value(after.missed))
        .col_expr(Column::Paused, Expr::value(after.paused))
        .col_expr(Column::NextAt, Expr::value(after.next_at))
        .col_expr(Column::UpdatedAt, Expr::value(after.updated_at))
        .filter(Column::Id.eq(id))
        .filter(Column::NextAt.eq(before.next_at))
        .exec(&transaction)
        .await
        .map_err(taken)?;
    if changed.rows_affected != 1 {
        return Err(Error::Conflict("the schedule fired, or was changed, in this moment; look again".into()));
    }
    announce(&transaction, &after, "changed").await?;
    database.commit(transaction).await?;
    Ok(after)
}

/// Deletes a schedule. What it started goes on.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(database: &Database, id: ScheduleId) -> Result<Model> {
    let transaction = database.begin().await?;
    let schedule = find(&transaction, id).await?;
    Entity::delete_by_id(id).exec(&transaction).await?;
    announce(&transaction, &schedule, "removed").await?;
    database.commit(transaction).await?;
    Ok(schedule)
}

fn check_name(name: &str) -> Vec<InvalidField> {
    if name.trim().is_empty() || name.trim().chars().count() > 200 {
        return vec![InvalidField::new("name", "must have 1 to 200 characters")];
    }
    Vec::new()
}

async fn refuse_taken(transaction: &DatabaseTransaction, schedule: &Model) -> Result<()> {
    let holder = Entity::find().filter(Column::Name.eq(&schedule.name)).one(transaction).await?;
    match holder {
        Some(holder) if holder.id != schedule.id => Err(name_taken()),
        _ => Ok(()),
    }
}

fn name_taken() -> Error {
    Error::Conflict("another schedule has this name; choose another, or change that one".into())
}

fn taken(error: DbErr) -> Error {
    let error = Error::from(error);
    if error.is_unique_violation() { name_taken() } else { error }
}

/// What a watcher of schedules is told, as the payload of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// `created`, `changed`, `removed` or `fired`.
    pub kind: String,
    /// Its name then.
    pub name: String,
    /// What became of the tick, if it fired.
    pub outcome: Option<Outcome>,
    /// The row that it started.
    pub subject_id: Option<Uuid>,
    /// Why it started nothing.
    pub error: Option<String>,
}

async fn announce(transaction: &DatabaseTransaction, schedule: &Model, kind: &str) -> Result<()> {
    let is_fired = kind == "fired";
    let told = Told {
        kind: kind.into(),
        name: schedule.name.clone(),
        outcome: schedule.last_outcome.filter(|_| is_fired),
        subject_id: schedule.last_subject_id.filter(|_| is_fired),
        error: schedule.last_error.clone().filter(|_| is_fired),
    };
    event::append(transaction, vec![NewEvent::new(Topic::Schedule, schedule.id.0, &told)?]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 12:00 UTC, a Sunday: 21:00 in Korea.
    const NOON: Timestamp = Timestamp(1_795_348_800_000_000);

    #[test]
    fn the_clock_is_korean_and_weekdays_are_those_of_cron() {
        assert_eq!(next_after("30 6 * * *", NOON).unwrap(), NOON.plus_seconds(9.5 * 3600.0));
        // 1 is Monday: nine hours and a half away, too.
        assert_eq!(next_after("30 6 * * 1", NOON).unwrap(), NOON.plus_seconds(9.5 * 3600.0));
        assert_eq!(next_after("30 6 * * SUN", NOON).unwrap(), NOON.plus_seconds((9.5 + 6.0 * 24.0) * 3600.0));
        assert_eq!(next_after("*/10 * * * * *", NOON).unwrap(), NOON.plus_seconds(10.0));
    }

    #[test]
    fn times_that_cannot_be_read_or_never_come_are_refused_by_name() {
        for cron in ["whenever", "", "61 * * * *", "0 0 31 2 *"] {
            let Err(Error::Invalid(fields)) = next_after(cron, NOON) else { panic!("{cron} was taken") };
            assert_eq!(fields[0].field, "cron", "{cron}");
        }
    }
}

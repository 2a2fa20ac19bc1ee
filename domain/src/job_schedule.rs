//! Work that starts by the clock.
//!
//! However many servers look at the clock, a tick fires once: whoever moves `next_at` from this tick to the next, by
//! compare-and-swap, enqueues its job in the same transaction, and the job's unique key names the tick. Ticks that
//! passed while nobody looked fire once together, not once each.

use std::str::FromStr;

use chrono::FixedOffset;
use cron::Schedule;
use sea_orm::{QueryOrder, entity::prelude::*, sea_query::Expr};

use crate::{
    Database, Error, Result, Timestamp,
    id::JobScheduleId,
    job::{self, Kind, NewJob},
};

/// Korea is nine hours ahead of UTC, all year.
const KOREA_SECONDS_EAST: i32 = 9 * 3600;

/// Work that starts by the clock.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_schedule")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobScheduleId,
    /// Unique key.
    pub key: String,
    /// The job's kind.
    pub kind: Kind,
    /// The job's payload, as JSON.
    pub payload: String,
    /// Six fields, in Korean time: second minute hour day month weekday (1 is Sunday; names are clearer).
    pub cron: String,
    /// Whether it rests.
    pub paused: bool,
    /// When it fires next.
    pub next_at: Timestamp,
    /// When it fired last.
    pub last_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A schedule to be made, or changed.
#[derive(Clone, Debug)]
pub struct NewSchedule {
    /// Its name; an existing schedule of this key is changed.
    pub key: String,
    /// The jobs' kind.
    pub kind: Kind,
    /// The jobs' payload.
    pub payload: serde_json::Value,
    /// When, as [`Model::cron`] is written.
    pub cron: String,
}

/// When `cron` fires next after `after`.
///
/// # Errors
/// [`Error::Invalid`] when it can't be read or never fires again.
pub fn next_after(cron: &str, after: Timestamp) -> Result<Timestamp> {
    let schedule = Schedule::from_str(cron).map_err(|error| {
        Error::invalid("cron", format!("must be six fields, second minute hour day month weekday: {error}"))
    })?;
    let korea = FixedOffset::east_opt(KOREA_SECONDS_EAST).ok_or_else(|| Error::Internal("no such offset".into()))?;
    let next = schedule.after(&after.to_datetime().with_timezone(&korea)).next();
    next.map(|moment| moment.to_utc().into()).ok_or_else(|| Error::invalid("cron", "must have a time still to come"))
}

/// Makes a schedule, or changes the one of the same key; whether it is paused stays as it was.
///
/// # Errors
/// [`Error::Invalid`] when the key is empty or too long, or the times can't be read.
pub async fn put(database: &Database, new: NewSchedule) -> Result<Model> {
    if new.key.is_empty() || new.key.chars().count() > 100 {
        return Err(Error::invalid("key", "must have 1 to 100 characters"));
    }
    let now = Timestamp::now();
    let model = Model {
        id: JobScheduleId::new(),
        key: new.key,
        kind: new.kind,
        payload: new.payload.to_string(),
        next_at: next_after(&new.cron, now)?,
        cron: new.cron,
        paused: false,
        last_at: None,
        created_at: now,
    };
    let transaction = database.begin().await?;
    let existing = Entity::find().filter(Column::Key.eq(&model.key)).one(&transaction).await?;
    let model = match existing {
        None => {
            Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await?;
            model
        }
        Some(old) => {
            // A server that starts puts its schedules again: what didn't change must not postpone the next tick.
            let next_at = if old.cron == model.cron { old.next_at } else { model.next_at };
            Entity::update_many()
                .col_expr(Column::Kind, Expr::value(model.kind))
                .col_expr(Column::Payload, Expr::value(model.payload.clone()))
                .col_expr(Column::Cron, Expr::value(model.cron.clone()))
                .col_expr(Column::NextAt, Expr::value(next_at))
                .filter(Column::Id.eq(old.id))
                .exec(&transaction)
                .await?;
            Model { kind: model.kind, payload: model.payload, cron: model.cron, next_at, ..old }
        }
    };
    database.commit(transaction).await?;
    Ok(model)
}

/// All schedules, by key.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Key).all(connection).await?)
}

/// The schedule `id`.
pub async fn find(connection: &impl ConnectionTrait, id: JobScheduleId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("job schedule", id))
}

/// Lets a schedule rest: its ticks pass.
pub async fn pause(database: &Database, id: JobScheduleId) -> Result<Model> {
    set_paused(database, id, true).await
}

/// Lets a schedule fire again, from its next tick on.
pub async fn resume(database: &Database, id: JobScheduleId) -> Result<Model> {
    set_paused(database, id, false).await
}

/// Enqueues a job for each schedule whose time has come; gives those jobs.
pub async fn fire_due(database: &Database) -> Result<Vec<job::Model>> {
    let now = Timestamp::now();
    let due = Entity::find()
        .filter(Column::Paused.eq(false))
        .filter(Column::NextAt.lte(now))
        .all(database.connection())
        .await?;
    let mut fired = Vec::new();
    for schedule in due {
        let next_at = match next_after(&schedule.cron, now) {
            Ok(next_at) => next_at,
            Err(error) => {
                tracing::warn!(job_schedule.key = schedule.key, %error, "a schedule has no next time and rests");
                // It fires this once more; then there is nothing to wait for.
                Timestamp(i64::MAX)
            }
        };
        let transaction = database.begin().await?;
        let moved = Entity::update_many()
            .col_expr(Column::NextAt, Expr::value(next_at))
            .col_expr(Column::LastAt, Expr::value(now))
            .filter(Column::Id.eq(schedule.id))
            .filter(Column::NextAt.eq(schedule.next_at))
            .filter(Column::Paused.eq(false))
            .exec(&transaction)
            .await?;
        if moved.rows_affected != 1 {
            continue;
        }
        let payload = serde_json::from_str(&schedule.payload)?;
        let unique_key = Some(format!("schedule:{}:{}", schedule.id, schedule.next_at.0));
        let job =
            job::enqueue(&transaction, NewJob { unique_key, ..NewJob::new(schedule.kind, None, payload) }).await?;
        database.commit(transaction).await?;
        fired.push(job);
    }
    Ok(fired)
}

async fn set_paused(database: &Database, id: JobScheduleId, paused: bool) -> Result<Model> {
    let transaction = database.begin().await?;
    let schedule = find(&transaction, id).await?;
    let next_at = if paused { schedule.next_at } else { next_after(&schedule.cron, Timestamp::now())? };
    Entity::update_many()
        .col_expr(Column::Paused, Expr::value(paused))
        .col_expr(Column::NextAt, Expr::value(next_at))
        .filter(Column::Id.eq(id))
        .filter(Column::Paused.eq(!paused))
        .exec(&transaction)
        .await?;
    database.commit(transaction).await?;
    find(database.connection(), id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_korean() {
        // 2026-11-22 12:00 UTC is 21:00 in Korea; the next 06:30 there is 21:30 UTC.
        let noon = Timestamp(1_795_348_800_000_000);
        assert_eq!(next_after("0 30 6 * * *", noon).unwrap(), noon.plus_seconds(9.5 * 3600.0));
    }

    #[test]
    fn times_that_cannot_be_read_or_have_passed_are_refused_by_name() {
        for cron in ["whenever", "0 0 0 1 1 * 1999"] {
            let Err(Error::Invalid(fields)) = next_after(cron, Timestamp::now()) else { panic!("{cron} was taken") };
            assert_eq!(fields[0].field, "cron");
        }
    }
}

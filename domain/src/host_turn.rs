//! When a host may be asked next, whoever asks: crawls in several processes share its patience.

use std::time::Duration;

use sea_orm::{
    QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

use crate::{Database, Result, Timestamp};

/// When a host may be asked next.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "host_turn")]
pub struct Model {
    /// Scheme, host and port.
    #[sea_orm(primary_key, auto_increment = false)]
    pub host: String,
    /// Not before this moment.
    pub next_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Takes the next turn at `host`: not before `earliest`, and after the gap that the turn before asked for. The turn after
/// this one is at least `gap` later. Those who ask at the same time get different turns.
pub async fn take(database: &Database, host: &str, earliest: Timestamp, gap: Duration) -> Result<Timestamp> {
    let transaction = database.begin().await?;
    let new = Model { host: host.chars().take(255).collect(), next_at: Timestamp(0) };
    let host = new.host.clone();
    let unless_known = OnConflict::column(Column::Host).do_nothing_on([Column::Host]).to_owned();
    Entity::insert(ActiveModel::from(new)).on_conflict(unless_known).exec_without_returning(&transaction).await?;
    let known = Entity::find_by_id(&host).lock_exclusive().one(&transaction).await?;
    let turn = known.map_or(earliest, |known| Ord::max(known.next_at, earliest));
    let next_at = Timestamp(turn.0.saturating_add(i64::try_from(gap.as_micros()).unwrap_or(i64::MAX)));
    Entity::update_many()
        .col_expr(Column::NextAt, Expr::value(next_at))
        .filter(Column::Host.eq(&host))
        .exec(&transaction)
        .await?;
    database.commit_quietly(transaction).await?;
    Ok(turn)
}

//! A process that runs jobs; a new one at every start.

use sea_orm::{QueryOrder, entity::prelude::*, sea_query::Expr};

use crate::{Database, Result, Timestamp, id::WorkerId};

/// A worker that was silent for longer is forgotten.
const FORGOTTEN_AFTER_SECONDS: f64 = 86_400.0;

/// A process that runs jobs; a new one at every start.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "worker")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkerId,
    /// Host and process.
    pub name: String,
    /// When it started.
    pub started_at: Timestamp,
    /// When it last said it was alive.
    pub heartbeat_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Registers a worker that starts now.
pub async fn register(database: &Database, name: String) -> Result<Model> {
    let now = Timestamp::now();
    let model = Model { id: WorkerId::new(), name, started_at: now, heartbeat_at: now };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(database.connection()).await?;
    Ok(model)
}

/// Says that a worker is alive, and forgets those that have been silent for a day.
pub async fn beat(database: &Database, id: WorkerId) -> Result<()> {
    let now = Timestamp::now();
    Entity::update_many()
        .col_expr(Column::HeartbeatAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(database.connection())
        .await?;
    Entity::delete_many()
        .filter(Column::HeartbeatAt.lt(now.plus_seconds(-FORGOTTEN_AFTER_SECONDS)))
        .exec(database.connection())
        .await?;
    Ok(())
}

/// Forgets a worker that stops.
pub async fn leave(database: &Database, id: WorkerId) -> Result<()> {
    Entity::delete_by_id(id).exec(database.connection()).await?;
    Ok(())
}

/// The workers that said within the last 20 seconds that they were alive, oldest first.
pub async fn alive(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::HeartbeatAt.gte(Timestamp::now().plus_seconds(-20.0)))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?)
}

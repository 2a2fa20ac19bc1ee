//! One combination of parameters that a sweep tries.

use sea_orm::entity::prelude::*;

use crate::id::{BaseModelId, SweepId, TrainingRunId};

/// One combination of parameters that a sweep tries. The list is fixed when the sweep is made.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sweep_trial")]
pub struct Model {
    /// The sweep.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sweep_id: SweepId,
    /// Its place in the sweep, from 0; trials are launched in this order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The tried values by parameter, as JSON.
    pub settings: String,
    /// The parameters in full, as JSON (`ml::parameters::TrainingParameters`).
    pub parameters: String,
    /// The registered base model it starts from, which stays for it.
    pub base_model_id: Option<BaseModelId>,
    /// Its run, once it was launched.
    pub training_run_id: Option<TrainingRunId>,
    /// Why its run was stopped early, as JSON (`sweep::Decision`).
    pub decision: Option<String>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The trial that became the run `id`, if one did.
pub async fn of_run(connection: &impl ConnectionTrait, id: TrainingRunId) -> crate::Result<Option<Model>> {
    Ok(Entity::find().filter(Column::TrainingRunId.eq(id)).one(connection).await?)
}

//! One optimiser step.

use sea_orm::entity::prelude::*;

use crate::{Timestamp, id::TrainingRunId};

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

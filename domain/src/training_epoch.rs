//! One pass over the training split.

use sea_orm::entity::prelude::*;

use crate::{Timestamp, id::TrainingRunId};

/// One pass over the training split.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_epoch")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub training_run_id: TrainingRunId,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub epoch: i32,
    /// Mean training loss, nats.
    pub train_loss: f64,
    /// Mean validation loss, nats.
    pub validation_loss: f64,
    /// On validation, 0 to 1.
    pub accuracy: f64,
    /// On validation, 0 to 1.
    pub macro_f1: f64,
    /// Per class and confusion matrix, as JSON (`ml::metrics::Metrics`).
    pub metrics: String,
    /// Whether it was the best so far.
    pub best: bool,
    /// How long it took.
    pub seconds: f64,
    /// When.
    pub recorded_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

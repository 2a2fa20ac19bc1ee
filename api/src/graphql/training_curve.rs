//! The curve of a training run: steps and epochs.

use std::ops::RangeInclusive;

use async_graphql::{Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{training_epoch, training_run, training_step};

use super::{error::Result, metrics::EvaluationMetrics};

/// Refuses a number of points that no curve is drawn with.
pub fn check_points(maximum_points: i32, allowed: RangeInclusive<i32>) -> Result<()> {
    if allowed.contains(&maximum_points) {
        return Ok(());
    }
    let message = format!("must be from {} to {}", allowed.start(), allowed.end());
    Err(domain::Error::invalid("maximum_points", message).into())
}

/// One optimiser step.
#[derive(SimpleObject)]
pub struct TrainingStep {
    /// Its number, from 1.
    step: i32,
    /// The epoch it belongs to, from 1.
    epoch: i32,
    /// Mean loss over its rows, in nats, label smoothing included.
    loss: f64,
    /// Learning rate applied.
    learning_rate: f64,
    /// Global L2 norm of the gradient before clipping.
    gradient_norm: f64,
    /// Rows a second, over the last steps.
    samples_per_second: f64,
    /// Estimated seconds until training ends.
    seconds_left: f64,
}

impl From<training_step::Model> for TrainingStep {
    fn from(step: training_step::Model) -> Self {
        Self {
            step: step.step,
            epoch: step.epoch,
            loss: step.loss,
            learning_rate: step.learning_rate,
            gradient_norm: step.gradient_norm,
            samples_per_second: step.samples_per_second,
            seconds_left: step.seconds_left,
        }
    }
}

impl From<training_run::Step> for TrainingStep {
    fn from(step: training_run::Step) -> Self {
        Self {
            step: step.step,
            epoch: step.epoch,
            loss: step.loss,
            learning_rate: step.learning_rate,
            gradient_norm: step.gradient_norm,
            samples_per_second: step.samples_per_second,
            seconds_left: step.seconds_left,
        }
    }
}

pub struct TrainingEpoch {
    epoch: i32,
    train_loss: f64,
    best: bool,
    seconds: f64,
    recorded_at: DateTime<Utc>,
    metrics: serde_json::Value,
    validation: [f64; 3],
}

/// One pass over the training split, measured on the validation split.
#[Object]
impl TrainingEpoch {
    /// Its number, from 1.
    async fn epoch(&self) -> i32 {
        self.epoch
    }

    /// Mean loss over its training steps, in nats, label smoothing and dropout included.
    async fn train_loss(&self) -> f64 {
        self.train_loss
    }

    /// Mean loss over the validation split, in nats, with neither.
    async fn validation_loss(&self) -> f64 {
        self.validation[0]
    }

    /// Accuracy on the validation split, 0 to 1.
    async fn accuracy(&self) -> f64 {
        self.validation[1]
    }

    /// Macro-F1 on the validation split, 0 to 1; the best epoch by this is kept.
    async fn macro_f1(&self) -> f64 {
        self.validation[2]
    }

    /// Everything measured on the validation split.
    async fn metrics(&self) -> Result<EvaluationMetrics> {
        Ok(EvaluationMetrics(serde_json::from_value(self.metrics.clone())?))
    }

    /// Whether it was the best so far.
    async fn best(&self) -> bool {
        self.best
    }

    /// How long it took, validation included.
    async fn seconds(&self) -> f64 {
        self.seconds
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded_at
    }
}

impl TrainingEpoch {
    /// An epoch as it is stored.
    pub fn stored(epoch: &training_epoch::Model) -> Result<Self> {
        Ok(Self {
            epoch: epoch.epoch,
            train_loss: epoch.train_loss,
            best: epoch.best,
            seconds: epoch.seconds,
            recorded_at: epoch.recorded_at.to_datetime(),
            metrics: serde_json::from_str(&epoch.metrics)?,
            validation: [epoch.validation_loss, epoch.accuracy, epoch.macro_f1],
        })
    }

    /// An epoch as an event of this time reported it.
    pub fn reported(epoch: training_run::Epoch, recorded_at: DateTime<Utc>) -> Self {
        Self {
            epoch: epoch.epoch,
            train_loss: epoch.train_loss,
            best: epoch.best,
            seconds: epoch.seconds,
            recorded_at,
            metrics: epoch.metrics,
            validation: [epoch.validation_loss, epoch.accuracy, epoch.macro_f1],
        }
    }
}

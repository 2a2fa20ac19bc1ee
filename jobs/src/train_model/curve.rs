//! The curve on its way from the trainer to the database: steps are gathered and written together.

use std::time::Duration;

use domain::{Error, training_run};
use ml::trainer_protocol::{Epoch, Step};
use tokio::time::Instant;

/// How long steps are gathered: a watcher sees a point well within a second.
const FLUSH_EVERY: Duration = Duration::from_millis(250);

/// Steps that aren't written yet.
#[derive(Default)]
pub(super) struct Curve {
    steps: Vec<training_run::Step>,
    oldest: Option<Instant>,
    last: u64,
    total: u64,
}

impl Curve {
    /// Sets how many steps there will be.
    pub(super) fn plan(&mut self, total_steps: u64) {
        self.total = total_steps;
    }

    /// Adds a step.
    pub(super) fn push(&mut self, step: Step) {
        self.last = step.step;
        self.oldest.get_or_insert_with(Instant::now);
        self.steps.push(training_run::Step {
            step: i32::try_from(step.step).unwrap_or(i32::MAX),
            epoch: step.epoch.cast_signed(),
            loss: step.loss,
            learning_rate: step.learning_rate,
            gradient_norm: step.gradient_norm,
            samples_per_second: step.samples_per_second,
            seconds_left: step.seconds_left,
        });
    }

    /// Whether there is anything to write.
    pub(super) fn is_waiting(&self) -> bool {
        self.oldest.is_some()
    }

    /// When what is gathered must be written.
    pub(super) fn due(&self) -> Instant {
        self.oldest.unwrap_or_else(Instant::now) + FLUSH_EVERY
    }

    /// What is gathered, and the share of the planned steps that is done.
    pub(super) fn take(&mut self) -> (Vec<training_run::Step>, f64) {
        self.oldest = None;
        let share = if self.total == 0 { 0.0 } else { self.last as f64 / self.total as f64 };
        (std::mem::take(&mut self.steps), share.min(1.0))
    }
}

/// An epoch as the domain records it.
pub(super) fn epoch(epoch: Epoch) -> Result<training_run::Epoch, Error> {
    Ok(training_run::Epoch {
        epoch: epoch.epoch.cast_signed(),
        train_loss: epoch.train_loss,
        validation_loss: epoch.validation_loss,
        accuracy: epoch.accuracy,
        macro_f1: epoch.macro_f1,
        metrics: serde_json::to_value(&epoch.metrics)?,
        best: epoch.best,
        seconds: epoch.seconds,
    })
}

//! What happens to sweeps.

use async_graphql::{Context, ID, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use domain::{event::Topic, id::TrainingRunId, sweep::Change};
use futures::Stream;
use uuid::Uuid;

use super::{
    error::Result,
    event,
    sweep::{SweepDecision, SweepStatus},
    training_run::TrainingRunStatus,
};

/// A sweep moved.
#[derive(SimpleObject)]
pub struct SweepEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The sweep's id.
    sweep_id: Uuid,
    /// What happened.
    change: SweepChange,
}

/// What happened to a sweep.
#[derive(Union)]
pub enum SweepChange {
    /// Its status moved.
    Status(SweepMoved),
    /// A trial became a training run.
    Launched(SweepRunLaunched),
    /// A run has lost and is being stopped.
    Stopped(SweepRunStopped),
    /// A run has ended.
    Ended(SweepRunEnded),
}

/// A sweep's status moved.
#[derive(SimpleObject)]
pub struct SweepMoved {
    /// Where it stood.
    status: SweepStatus,
    /// Why it ended otherwise than by the end of its last run, as a code.
    error_code: Option<String>,
    /// The same in words.
    error: Option<String>,
}

/// A trial became a training run.
#[derive(SimpleObject)]
pub struct SweepRunLaunched {
    /// The trial's place in the sweep, from 0.
    position: i32,
    /// The run's id.
    training_run_id: Uuid,
}

/// A run has lost and is being stopped.
#[derive(SimpleObject)]
pub struct SweepRunStopped {
    /// The trial's place in the sweep, from 0.
    position: i32,
    /// The run's id.
    training_run_id: Uuid,
    /// By which rule, with the figures.
    decision: SweepDecision,
}

/// A run of a sweep has ended.
#[derive(SimpleObject)]
pub struct SweepRunEnded {
    /// The trial's place in the sweep, from 0.
    position: i32,
    /// The run's id.
    training_run_id: Uuid,
    /// How it ended.
    status: TrainingRunStatus,
}

impl From<Change> for SweepChange {
    fn from(change: Change) -> Self {
        let uuid = |id: TrainingRunId| id.0;
        match change {
            Change::Status { status, error_code, error } => {
                Self::Status(SweepMoved { status: status.into(), error_code, error })
            }
            Change::Launched { position, training_run_id } => {
                Self::Launched(SweepRunLaunched { position, training_run_id: uuid(training_run_id) })
            }
            Change::Stopped { position, training_run_id, decision } => {
                let decision = decision.into();
                Self::Stopped(SweepRunStopped { position, training_run_id: uuid(training_run_id), decision })
            }
            Change::Ended { position, training_run_id, status } => {
                let status = status.into();
                Self::Ended(SweepRunEnded { position, training_run_id: uuid(training_run_id), status })
            }
        }
    }
}

#[derive(Default)]
pub struct SweepSubscription;

#[Subscription]
impl SweepSubscription {
    /// What happens to sweeps, or to one of them.
    async fn sweep_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this sweep.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<SweepEvent>>> {
        event::follow(context, Topic::Sweep, id, after, |event| {
            let change: Change = serde_json::from_str(&event.payload)?;
            Ok(SweepEvent {
                event_id: event::id(&event),
                at: event.created_at.to_datetime(),
                sweep_id: event.subject_id,
                change: change.into(),
            })
        })
        .await
    }
}

//! What happens to training runs.

use async_graphql::{Context, ID, Object, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use domain::{event::Topic, id::ModelVersionId, training_run::Change};
use futures::Stream;
use uuid::Uuid;

use super::{
    error::Result,
    event, loaders,
    model_version::ModelVersion,
    training_curve::{TrainingEpoch, TrainingStep},
    training_run::TrainingRunStatus,
};

/// A training run moved.
#[derive(SimpleObject)]
pub struct TrainingRunEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The training run's id.
    training_run_id: Uuid,
    /// What happened.
    change: TrainingRunChange,
}

/// What happened to a training run.
#[derive(Union)]
pub enum TrainingRunChange {
    /// Its status or phase moved.
    Status(TrainingRunMoved),
    /// Another attempt began, where an earlier one was or anew.
    Resumed(TrainingRunResumed),
    /// A step was taken.
    Step(TrainingStep),
    /// An epoch was measured.
    Epoch(TrainingEpoch),
    /// Its baseline was registered, or found to be registered already.
    Baseline(BaselineRegistered),
    /// Its model version was registered.
    Registered(ModelVersionRegistered),
}

/// A training run's status or phase moved.
#[derive(SimpleObject)]
pub struct TrainingRunMoved {
    /// Where it stood.
    status: TrainingRunStatus,
    /// What the trainer did.
    phase: Option<String>,
    /// Why it failed, as a code.
    error_code: Option<String>,
    /// Why it failed, and what to do.
    error: Option<String>,
}

/// Another attempt at a training run began. Steps and epochs of its curve that lie behind these are void and told again.
#[derive(SimpleObject)]
pub struct TrainingRunResumed {
    /// Which attempt, from 1.
    attempt: i32,
    /// The step it goes on from; 0 if it began anew.
    from_step: i32,
    /// The epochs that were measured by then.
    from_epoch: i32,
}

pub struct ModelVersionRegistered(ModelVersionId);

/// A training run's model version was registered.
#[Object]
impl ModelVersionRegistered {
    /// The version's id.
    async fn model_version_id(&self) -> Uuid {
        self.0.0
    }

    /// The version.
    async fn model_version(&self, context: &Context<'_>) -> Result<ModelVersion> {
        Ok(ModelVersion(loaders(context).get(self.0).await?))
    }
}

pub struct BaselineRegistered {
    model_version_id: ModelVersionId,
    accuracy: f64,
    macro_f1: f64,
    seconds: f64,
}

/// A training run's baseline was registered, or found to be registered already by a run on the same rows.
#[Object]
impl BaselineRegistered {
    /// The baseline's id.
    async fn model_version_id(&self) -> Uuid {
        self.model_version_id.0
    }

    /// The baseline.
    async fn model_version(&self, context: &Context<'_>) -> Result<ModelVersion> {
        Ok(ModelVersion(loaders(context).get(self.model_version_id).await?))
    }

    /// Its share of right answers on the test split, 0 to 1.
    async fn accuracy(&self) -> f64 {
        self.accuracy
    }

    /// Its macro-F1 on the test split, 0 to 1.
    async fn macro_f1(&self) -> f64 {
        self.macro_f1
    }

    /// How long it took to make, in seconds.
    async fn seconds(&self) -> f64 {
        self.seconds
    }
}

#[derive(Default)]
pub struct TrainingRunSubscription;

#[Subscription]
impl TrainingRunSubscription {
    /// What happens to training runs, or to one of them: every step, every epoch, every change of status.
    async fn training_run_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this training run.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<TrainingRunEvent>>> {
        event::follow(context, Topic::TrainingRun, id, after, |event| {
            let at = event.created_at.to_datetime();
            let change = match serde_json::from_str(&event.payload)? {
                Change::Status { status, phase, error_code, error } => {
                    TrainingRunChange::Status(TrainingRunMoved { status: status.into(), phase, error_code, error })
                }
                Change::Resumed { attempt, from_step, from_epoch } => {
                    TrainingRunChange::Resumed(TrainingRunResumed { attempt, from_step, from_epoch })
                }
                Change::Step(step) => TrainingRunChange::Step(step.into()),
                Change::Epoch(epoch) => TrainingRunChange::Epoch(TrainingEpoch::reported(epoch, at)),
                Change::Baseline { model_version_id, accuracy, macro_f1, seconds } => {
                    TrainingRunChange::Baseline(BaselineRegistered { model_version_id, accuracy, macro_f1, seconds })
                }
                Change::Registered { model_version_id } => {
                    TrainingRunChange::Registered(ModelVersionRegistered(model_version_id))
                }
            };
            Ok(TrainingRunEvent { event_id: event::id(&event), at, training_run_id: event.subject_id, change })
        })
        .await
    }
}

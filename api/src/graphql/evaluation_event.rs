//! What happens to evaluations.

use async_graphql::{Context, ID, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use domain::{evaluation::Change, event::Topic};
use futures::Stream;
use uuid::Uuid;

use super::{
    error::Result,
    evaluation::{Evaluation, EvaluationStatus},
    event, loaders,
};

/// An evaluation was asked for, began or ended.
#[derive(SimpleObject)]
pub struct EvaluationEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// What happened.
    change: EvaluationMoved,
}

pub struct EvaluationMoved(Change);

/// An evaluation moved to another status.
#[Object]
impl EvaluationMoved {
    /// The evaluation's id.
    async fn evaluation_id(&self) -> Uuid {
        self.0.evaluation_id.0
    }

    /// Where it stood.
    async fn status(&self) -> EvaluationStatus {
        self.0.status.into()
    }

    /// Share of right answers, if it had succeeded.
    async fn accuracy(&self) -> Option<f64> {
        self.0.accuracy
    }

    /// Mean of the classes' F1, if it had succeeded.
    async fn macro_f1(&self) -> Option<f64> {
        self.0.macro_f1
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, and what to do.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// The evaluation as it stands now.
    async fn evaluation(&self, context: &Context<'_>) -> Result<Evaluation> {
        Ok(Evaluation(loaders(context).get(self.0.evaluation_id).await?))
    }
}

#[derive(Default)]
pub struct EvaluationSubscription;

#[Subscription]
impl EvaluationSubscription {
    /// What happens to evaluations, or to one of them. How far a running one is, `jobEvents` tells.
    async fn evaluation_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this evaluation.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<EvaluationEvent>>> {
        event::follow(context, Topic::Evaluation, id, after, |event| {
            let change = EvaluationMoved(serde_json::from_str(&event.payload)?);
            Ok(EvaluationEvent { event_id: event::id(&event), at: event.created_at.to_datetime(), change })
        })
        .await
    }
}

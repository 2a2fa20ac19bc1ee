//! Posts a message to an integrator, as often as it takes, for a day.

mod post; // one attempt
mod signature; // Standard Webhooks

use domain::{
    Timestamp,
    database::DatabaseTransaction,
    id::WebhookDeliveryId,
    job::Kind,
    sealing_key::SealingKey,
    webhook_delivery::{self, Next},
    webhook_event::WebhookEvent,
};
use serde::{Deserialize, Serialize};

pub use self::signature::sign;
use crate::{Job, JobContext, JobEnd, JobError};

/// Posts a message to an integrator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliverWebhook {
    /// The delivery.
    pub webhook_delivery_id: WebhookDeliveryId,
}

impl Job for DeliverWebhook {
    const KIND: Kind = Kind::DeliverWebhook;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let id = self.webhook_delivery_id;
        let pending = webhook_delivery::pending(context.database.connection(), id).await?;
        let Some((delivery, webhook)) = pending else { return Ok(()) };
        // An attempt was recorded, and the worker killed before it could put the job off.
        if let Some(run_at) = delivery.next_attempt_at.filter(|at| *at > Timestamp::now()) {
            return Err(later(&delivery, run_at));
        }
        if !webhook.enabled && delivery.event != WebhookEvent::Test {
            let transaction = context.begin().await?;
            let why = ("WEBHOOK_DISABLED", "the webhook is disabled; enable it, then replay the message");
            webhook_delivery::give_up(&transaction, id, why).await?;
            return Ok(context.complete(transaction).await?);
        }
        let key = SealingKey::open(context.artifacts.root())?;
        let secrets = match webhook.secrets(&key) {
            Ok(secrets) => secrets,
            Err(error) => return Err(JobError::permanent("SECRET_UNREADABLE", error.to_string())),
        };
        let attempt = tokio::select! {
            attempt = post::post(&context.settings, &webhook, &delivery, &secrets) => attempt,
            () = context.cancelled.cancelled() => return Err(JobError::Cancelled),
        };
        fail::fail_point!("deliver_webhook::posted");
        let transaction = context.begin().await?;
        let next = webhook_delivery::record(&transaction, id, attempt, rand::random()).await?;
        match next {
            Next::Over { is_disabled } => {
                context.complete(transaction).await?;
                if is_disabled {
                    tracing::warn!(webhook.id = %webhook.id, webhook.name, "a webhook that fails is disabled");
                }
                Ok(())
            }
            Next::At(run_at) => {
                context.database.commit(transaction).await?;
                Err(later(&webhook_delivery::find(context.database.connection(), id).await?, run_at))
            }
        }
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        webhook_delivery::close(transaction, self.webhook_delivery_id, end).await
    }
}

fn later(delivery: &webhook_delivery::Model, run_at: Timestamp) -> JobError {
    JobError::Later {
        code: delivery.error_code.clone().unwrap_or_default(),
        message: delivery.error.clone().unwrap_or_default(),
        run_at,
    }
}

//! Messages to webhooks, and how their attempts went.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    id::{WebhookDeliveryId, WebhookId},
    page::{Direction, Order, Paging},
    webhook_delivery,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    connection::{self, Connection, cost},
    error::Result,
    found, loaders, services,
    webhook::{Webhook, WebhookEvent},
};

pub struct WebhookDelivery(pub webhook_delivery::Model);

impl From<webhook_delivery::Model> for WebhookDelivery {
    fn from(model: webhook_delivery::Model) -> Self {
        Self(model)
    }
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "webhook_delivery::Status")]
pub enum WebhookDeliveryStatus {
    /// It is to be tried, or tried again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It won't be tried again.
    Failed,
}

/// A message to a webhook. It is tried until the receiver answers 2xx, with growing pauses, for a day.
#[Object]
impl WebhookDelivery {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// To whom; null if that was deleted in this moment.
    async fn webhook(&self, context: &Context<'_>) -> Result<Option<Webhook>> {
        Ok(loaders(context).find(self.0.webhook_id).await?.map(Webhook))
    }

    /// What the receiver knows it by, however often it comes (`webhook-id`).
    async fn message_id(&self) -> &str {
        &self.0.message_id
    }

    /// What it tells of.
    async fn event(&self) -> WebhookEvent {
        self.0.event.into()
    }

    /// What is posted: JSON.
    async fn payload(&self) -> &str {
        &self.0.payload
    }

    /// Where it stands.
    async fn status(&self) -> WebhookDeliveryStatus {
        self.0.status.into()
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// The HTTP status of the last answer; null if there was none.
    async fn response_status(&self) -> Option<i32> {
        self.0.response_status
    }

    /// How long the last attempt took, in milliseconds; null before the first.
    async fn duration_ms(&self) -> Option<i32> {
        self.0.duration_ms.map(|duration| i32::try_from(duration).unwrap_or(i32::MAX))
    }

    /// Why the last attempt failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why the last attempt failed.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// Id of the delivery that it repeats because somebody asked.
    async fn replay_of_id(&self) -> Option<Uuid> {
        self.0.replay_of_id.map(|id| id.0)
    }

    /// When the change happened that it tells of, or somebody asked for it.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it was last tried.
    async fn last_attempt_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_attempt_at.map(|time| time.to_datetime())
    }

    /// When it will be tried again; null before the first attempt and after the last.
    async fn next_attempt_at(&self) -> Option<DateTime<Utc>> {
        self.0.next_attempt_at.map(|time| time.to_datetime())
    }

    /// When it was taken or given up.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }
}

/// Which messages to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct WebhookDeliveryFilter {
    /// Only those to the webhook with this id.
    webhook_id: Option<Uuid>,
    /// Only those that stand here.
    status: Option<WebhookDeliveryStatus>,
    /// Only those that tell of this.
    event: Option<WebhookEvent>,
}

impl From<WebhookDeliveryFilter> for webhook_delivery::Filter {
    fn from(filter: WebhookDeliveryFilter) -> Self {
        Self {
            webhook_id: filter.webhook_id.map(WebhookId),
            status: filter.status.map(Into::into),
            event: filter.event.map(Into::into),
        }
    }
}

#[derive(Default)]
pub struct WebhookDeliveryQuery;

#[Object]
impl WebhookDeliveryQuery {
    /// Messages to webhooks, newest first. Kept for 30 days. For administrators.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn webhook_deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which messages.", default)] filter: WebhookDeliveryFilter,
    ) -> Result<Connection<WebhookDelivery>> {
        let filter: webhook_delivery::Filter = filter.into();
        let order = Order::by_unique(webhook_delivery::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(webhook_delivery::Entity::find()), order, paging).await
    }

    /// The message with this id. For administrators.
    async fn webhook_delivery(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The delivery's id.")] id: Uuid,
    ) -> Result<Option<WebhookDelivery>> {
        let connection = super::connection(context);
        Ok(found(webhook_delivery::find(connection, WebhookDeliveryId(id)).await)?.map(WebhookDelivery))
    }
}

#[derive(Default)]
pub struct WebhookDeliveryMutation;

#[Object]
impl WebhookDeliveryMutation {
    /// Sends a message again, with the id and the content it had, and returns the new delivery. For administrators.
    async fn replay_webhook_delivery(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The delivery's id.")] id: Uuid,
    ) -> Result<WebhookDelivery> {
        let database = &services(context).database;
        Ok(WebhookDelivery(webhook_delivery::replay(database, WebhookDeliveryId(id)).await?))
    }
}

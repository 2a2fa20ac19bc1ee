//! Webhooks: where integrators want to be told.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    id::WebhookId,
    page::{Direction, Order, Paging},
    sealing_key::SealingKey,
    webhook::{self, NewWebhook, WebhookUpdate},
    webhook_delivery, webhook_event,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    connection::{self, Connection, cost},
    error::{self, Failure, Result},
    found, services,
    webhook_delivery::{WebhookDelivery, WebhookDeliveryFilter},
};

pub struct Webhook(pub webhook::Model);

impl From<webhook::Model> for Webhook {
    fn from(model: webhook::Model) -> Self {
        Self(model)
    }
}

/// What integrators can be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "webhook_event::WebhookEvent")]
pub enum WebhookEvent {
    /// A crawl ended, however it did (`crawl.finished`).
    CrawlFinished,
    /// A dataset was sealed (`dataset.sealed`).
    DatasetSealed,
    /// A training run ended, however it did (`training_run.finished`).
    TrainingRunFinished,
    /// A model version was registered (`model_version.registered`).
    ModelVersionRegistered,
    /// Another version was deployed (`deployment.deployed`).
    Deployed,
    /// An earlier version was returned to (`deployment.rolled_back`).
    RolledBack,
    /// An administrator tries a webhook (`webhook.test`). Nobody subscribes to it.
    Test,
}

/// Where an integrator wants to be told. Messages are posted as JSON (`type`, `timestamp`, `data`) and signed by
/// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
#[Object]
impl Webhook {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where messages are posted.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// Whether that is on the server's own machine.
    async fn local(&self) -> bool {
        self.0.local
    }

    /// What it is told of.
    async fn events(&self) -> Result<Vec<WebhookEvent>> {
        Ok(self.0.events()?.into_iter().map(Into::into).collect())
    }

    /// Whether it is told anything.
    async fn enabled(&self) -> bool {
        self.0.enabled
    }

    /// Why it isn't, if nobody disabled it: after a day of nothing but failures, or when its receiver says that it is gone.
    async fn disabled_reason(&self) -> Option<&str> {
        self.0.disabled_reason.as_deref()
    }

    /// Since when every attempt failed; null if the last one succeeded.
    async fn failing_since(&self) -> Option<DateTime<Utc>> {
        self.0.failing_since.map(|time| time.to_datetime())
    }

    /// Until when messages are signed with the secret before, too; null if it was never rotated.
    async fn previous_secret_until(&self) -> Option<DateTime<Utc>> {
        self.0.previous_secret_until.map(|time| time.to_datetime())
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When somebody last changed it.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at.to_datetime()
    }

    /// What it was told, and is still to be told, newest first. Kept for 30 days.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which messages.", default)] filter: WebhookDeliveryFilter,
    ) -> Result<Connection<WebhookDelivery>> {
        let filter = webhook_delivery::Filter { webhook_id: Some(self.0.id), ..filter.into() };
        let order = Order::by_unique(webhook_delivery::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(webhook_delivery::Entity::find()), order, paging).await
    }
}

/// A webhook to be made.
#[derive(InputObject)]
pub struct CreateWebhookInput {
    /// What it is called: 1 to 200 characters.
    name: String,
    /// Where messages are posted: an address of the public internet that begins with https://.
    url: String,
    /// Whether the receiver is on the server's own machine: then it is reached there alone, and http:// will do.
    #[graphql(default)]
    local: bool,
    /// What it is told of: at least one.
    events: Vec<WebhookEvent>,
}

/// What is to be changed of a webhook; what is absent stays.
#[derive(InputObject)]
pub struct UpdateWebhookInput {
    /// What it is called: 1 to 200 characters.
    name: Option<String>,
    /// Where messages are posted: an address of the public internet that begins with https://.
    url: Option<String>,
    /// Whether the receiver is on the server's own machine: then it is reached there alone, and http:// will do.
    local: Option<bool>,
    /// What it is told of: at least one.
    events: Option<Vec<WebhookEvent>>,
    /// Whether it is told anything. To enable one that was disabled for its failures forgets them.
    enabled: Option<bool>,
}

/// A webhook and its secret, shown now and never again.
#[derive(SimpleObject)]
pub struct WebhookWithSecret {
    /// The webhook.
    webhook: Webhook,
    /// What messages are signed with: `whsec_` and 32 bytes in base64.
    secret: String,
}

#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// Where integrators want to be told, newest first. For administrators.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn webhooks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Webhook>> {
        let order = Order::by_unique(webhook::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, webhook::Entity::find(), order, paging).await
    }

    /// The webhook with this id. For administrators.
    async fn webhook(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook's id.")] id: Uuid,
    ) -> Result<Option<Webhook>> {
        Ok(found(webhook::find(super::connection(context), WebhookId(id)).await)?.map(Webhook))
    }
}

#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Makes a webhook, and gives its secret, once. For administrators.
    async fn create_webhook(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Where, and what of.")] input: CreateWebhookInput,
    ) -> Result<WebhookWithSecret> {
        let new = NewWebhook {
            name: input.name,
            url: input.url,
            local: input.local,
            events: input.events.into_iter().map(Into::into).collect(),
            created_by: actor(context),
        };
        let created = webhook::create(&services(context).database, &sealing_key(context)?, new).await;
        let (webhook, secret) = created.map_err(error::in_input)?;
        Ok(WebhookWithSecret { webhook: Webhook(webhook), secret })
    }

    /// Changes a webhook. For administrators.
    async fn update_webhook(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook's id.")] id: Uuid,
        #[graphql(desc = "What is to be changed.")] input: UpdateWebhookInput,
    ) -> Result<Webhook> {
        let update = WebhookUpdate {
            name: input.name,
            url: input.url,
            local: input.local,
            events: input.events.map(|events| events.into_iter().map(Into::into).collect()),
            enabled: input.enabled,
        };
        let updated = webhook::update(&services(context).database, WebhookId(id), update).await;
        Ok(Webhook(updated.map_err(error::in_input)?))
    }

    /// Deletes a webhook with the log of its deliveries, and returns its id: nothing is sent any more. For administrators.
    async fn delete_webhook(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook's id.")] id: Uuid,
    ) -> Result<Uuid> {
        webhook::delete(&services(context).database, WebhookId(id)).await?;
        Ok(id)
    }

    /// Gives a webhook another secret, shown once. For a day messages carry a signature by the one before, too. For
    /// administrators.
    async fn rotate_webhook_secret(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook's id.")] id: Uuid,
    ) -> Result<WebhookWithSecret> {
        let key = sealing_key(context)?;
        let (webhook, secret) = webhook::rotate_secret(&services(context).database, &key, WebhookId(id)).await?;
        Ok(WebhookWithSecret { webhook: Webhook(webhook), secret })
    }

    /// Sends a message of no consequence, once, also to a webhook that is disabled; look at the delivery for how it went.
    /// For administrators.
    async fn test_webhook(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook's id.")] id: Uuid,
    ) -> Result<WebhookDelivery> {
        Ok(WebhookDelivery(webhook_delivery::test(&services(context).database, WebhookId(id)).await?))
    }
}

fn sealing_key(context: &Context<'_>) -> Result<SealingKey> {
    SealingKey::open(services(context).artifacts.root()).map_err(Failure::internal)
}

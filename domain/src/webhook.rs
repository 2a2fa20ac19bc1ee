//! Where integrators want to be told: an address, what of, and the secret that messages are signed with. The secret is
//! shown once and kept sealed ([`SealingKey`]), since it must be read again to sign.

use base64::{Engine, engine::general_purpose::STANDARD};
use sea_orm::{
    ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    Database, Error, InvalidField, Result, Timestamp, author::Change, id::WebhookId, network_address,
    sealing_key::SealingKey, secret, webhook_delivery, webhook_event::WebhookEvent,
};

/// What every secret begins with (Standard Webhooks).
pub const SECRET_PREFIX: &str = "whsec_";
/// Most webhooks of an installation.
pub const MAX_WEBHOOKS: u64 = 50;
/// Hours for which messages are also signed with the secret before.
pub const PREVIOUS_SECRET_HOURS: f64 = 24.0;
/// Seconds of nothing but failures after which a webhook is disabled.
const FAILING_SECONDS: f64 = 86_400.0;

/// Where integrators want to be told.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookId,
    /// What it is called.
    pub name: String,
    /// Where messages are posted.
    pub url: String,
    /// Whether that is on this machine.
    pub local: bool,
    /// What it is told of, as a JSON list of [`WebhookEvent`].
    pub events: String,
    /// What messages are signed with, sealed.
    pub sealed_secret: String,
    /// What they were signed with before, sealed.
    pub previous_sealed_secret: Option<String>,
    /// Until when they are signed with that, too.
    pub previous_secret_until: Option<Timestamp>,
    /// Whether it is told anything.
    pub enabled: bool,
    /// Why it isn't, if nobody disabled it.
    pub disabled_reason: Option<String>,
    /// Since when every attempt failed.
    pub failing_since: Option<Timestamp>,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed by somebody.
    pub updated_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A webhook to be made.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// What it is called.
    pub name: String,
    /// Where messages are posted.
    pub url: String,
    /// Whether that is on this machine.
    pub local: bool,
    /// What it is told of.
    pub events: Vec<WebhookEvent>,
    /// Who makes it.
    pub created_by: String,
}

/// What is to be changed of a webhook; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct WebhookUpdate {
    /// What it is called.
    pub name: Option<String>,
    /// Where messages are posted.
    pub url: Option<String>,
    /// Whether that is on this machine.
    pub local: Option<bool>,
    /// What it is told of.
    pub events: Option<Vec<WebhookEvent>>,
    /// Whether it is told anything.
    pub enabled: Option<bool>,
}

impl Model {
    /// What it is told of.
    pub fn events(&self) -> Result<Vec<WebhookEvent>> {
        Ok(serde_json::from_str(&self.events)?)
    }

    /// The secrets that a message is signed with: the present one and, until its time, the one before.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another key sealed them.
    pub fn secrets(&self, key: &SealingKey) -> Result<Vec<String>> {
        let previous = self.previous_secret_until.is_some_and(|until| until > Timestamp::now());
        let previous = self.previous_sealed_secret.as_ref().filter(|_| previous);
        let open = |sealed: &String| {
            key.open_sealed(sealed, &self.id.to_string()).ok_or_else(|| {
                Error::Conflict("the webhook's secret was sealed with another data folder's key; rotate it".into())
            })
        };
        std::iter::once(&self.sealed_secret).chain(previous).map(open).collect()
    }

    fn state(&self) -> Value {
        json!({ "name": self.name, "url": self.url, "local": self.local, "enabled": self.enabled,
            "events": serde_json::from_str::<Value>(&self.events).unwrap_or_default() })
    }
}

/// Makes a webhook, and gives its secret: shown once, never again.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Conflict`] when there are too many.
pub async fn create(database: &Database, key: &SealingKey, new: NewWebhook) -> Result<(Model, String)> {
    let transaction = database.begin().await?;
    let id = WebhookId::new();
    let secret = new_secret();
    let now = Timestamp::now();
    let model = Model {
        id,
        name: new.name.trim().to_owned(),
        url: new.url.trim().to_owned(),
        local: new.local,
        events: to_json(new.events)?,
        sealed_secret: key.seal(&secret, &id.to_string()),
        previous_sealed_secret: None,
        previous_secret_until: None,
        enabled: true,
        disabled_reason: None,
        failing_since: None,
        created_by: new.created_by.chars().take(200).collect(),
        created_at: now,
        updated_at: now,
    };
    check(&model)?;
    if Entity::find().count(&transaction).await? >= MAX_WEBHOOKS {
        return Err(Error::Conflict(format!("there are at most {MAX_WEBHOOKS} webhooks; delete one first")));
    }
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await?;
    transaction.note(|| Change::of("webhook", id).to(model.state()));
    database.commit(transaction).await?;
    Ok((model, secret))
}

/// Changes a webhook. One that is enabled again begins without a failure.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`].
pub async fn update(database: &Database, id: WebhookId, update: WebhookUpdate) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = lock(&transaction, id).await?;
    let mut after = Model { updated_at: Timestamp::now(), ..before.clone() };
    if let Some(name) = update.name {
        after.name = name.trim().to_owned();
    }
    if let Some(url) = update.url {
        after.url = url.trim().to_owned();
    }
    if let Some(events) = update.events {
        after.events = to_json(events)?;
    }
    after.local = update.local.unwrap_or(after.local);
    if let Some(enabled) = update.enabled {
        after.enabled = enabled;
        (after.disabled_reason, after.failing_since) = (None, None);
    }
    check(&after)?;
    Entity::update(ActiveModel::from(after.clone()).reset_all()).exec(&transaction).await?;
    transaction.note(|| Change::of("webhook", id).from(before.state()).to(after.state()));
    database.commit(transaction).await?;
    Ok(after)
}

/// Deletes a webhook with what it was told and what it was still to be told.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(database: &Database, id: WebhookId) -> Result<()> {
    let transaction = database.begin().await?;
    webhook_delivery::delete_of_webhook(&transaction, id).await?;
    let webhook = lock(&transaction, id).await?;
    Entity::delete_by_id(id).exec(&transaction).await?;
    transaction.note(|| Change::of("webhook", id).from(webhook.state()));
    database.commit(transaction).await
}

/// Gives a webhook another secret, shown once. For a day messages are signed with the one before, too, so that the
/// receiver can change over without losing any.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn rotate_secret(database: &Database, key: &SealingKey, id: WebhookId) -> Result<(Model, String)> {
    let transaction = database.begin().await?;
    let before = lock(&transaction, id).await?;
    let (secret, now) = (new_secret(), Timestamp::now());
    let after = Model {
        sealed_secret: key.seal(&secret, &id.to_string()),
        // One that can't be opened any more signs nothing.
        previous_sealed_secret: before.secrets(key).is_ok().then(|| before.sealed_secret.clone()),
        previous_secret_until: Some(now.plus_seconds(PREVIOUS_SECRET_HOURS * 3_600.0)),
        updated_at: now,
        ..before
    };
    Entity::update(ActiveModel::from(after.clone()).reset_all()).exec(&transaction).await?;
    transaction.note(|| Change::of("webhook", id).to(json!({ "secret": "rotated" })));
    database.commit(transaction).await?;
    Ok((after, secret))
}

/// The webhook `id`.
pub async fn find(connection: &impl ConnectionTrait, id: WebhookId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("webhook", id))
}

/// Webhooks that are to be told of `event`.
pub async fn subscribed(connection: &impl ConnectionTrait, event: WebhookEvent) -> Result<Vec<Model>> {
    let enabled = Entity::find().filter(Column::Enabled.eq(true)).order_by_asc(Column::Id).all(connection).await?;
    let mut told = Vec::new();
    for webhook in enabled {
        if webhook.events()?.contains(&event) {
            told.push(webhook);
        }
    }
    Ok(told)
}

/// Notes that an attempt succeeded.
pub(crate) async fn succeeded(connection: &impl ConnectionTrait, id: WebhookId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::FailingSince, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .filter(Column::FailingSince.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Notes that an attempt failed, and disables a webhook of which all have for a day. True if it did.
pub(crate) async fn failed(connection: &impl ConnectionTrait, id: WebhookId, why: &str) -> Result<bool> {
    let now = Timestamp::now();
    Entity::update_many()
        .col_expr(Column::FailingSince, Expr::col(Column::FailingSince).if_null(now))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    let reason = format!("every delivery failed for a day; the last: {why}");
    let long = Column::FailingSince.lte(now.plus_seconds(-FAILING_SECONDS));
    disable_where(connection, id, long, reason).await
}

/// Disables a webhook whose receiver said that it is gone. True if it was enabled.
pub(crate) async fn gone(connection: &impl ConnectionTrait, id: WebhookId) -> Result<bool> {
    let reason = "its receiver answered 410 Gone".to_owned();
    disable_where(connection, id, Column::Id.eq(id), reason).await
}

async fn disable_where(
    connection: &impl ConnectionTrait,
    id: WebhookId,
    condition: sea_orm::sea_query::SimpleExpr,
    reason: String,
) -> Result<bool> {
    let disabled = Entity::update_many()
        .col_expr(Column::Enabled, Expr::value(false))
        .col_expr(Column::DisabledReason, Expr::value(Some(reason)))
        .filter(Column::Id.eq(id))
        .filter(Column::Enabled.eq(true))
        .filter(condition)
        .exec(connection)
        .await?;
    Ok(disabled.rows_affected == 1)
}

async fn lock(transaction: &impl ConnectionTrait, id: WebhookId) -> Result<Model> {
    let webhook = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    webhook.ok_or_else(|| Error::not_found("webhook", id))
}

fn new_secret() -> String {
    format!("{SECRET_PREFIX}{}", STANDARD.encode(secret::random::<32>()))
}

fn to_json(mut events: Vec<WebhookEvent>) -> Result<String> {
    let mut seen = std::collections::HashSet::new();
    events.retain(|event| seen.insert(*event));
    Ok(serde_json::to_string(&events)?)
}

fn check(webhook: &Model) -> Result<()> {
    let mut wrong = Vec::new();
    if webhook.name.is_empty() || webhook.name.chars().count() > 200 {
        wrong.push(InvalidField::new("name", "must have 1 to 200 characters"));
    }
    if let Err(why) = check_url(&webhook.url, webhook.local) {
        wrong.push(InvalidField::new("url", why));
    }
    let events = webhook.events()?;
    if events.is_empty() || events.contains(&WebhookEvent::Test) {
        wrong.push(InvalidField::new("events", "must name at least one, and none that is for trials only"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn check_url(url: &str, local: bool) -> Result<(), String> {
    if url.len() > 2_000 {
        return Err("must have at most 2,000 characters".into());
    }
    let url = Url::parse(url).map_err(|error| format!("is not an address: {error}"))?;
    network_address::check_url(&url, local).map_err(|why| format!("can't be posted to: {why}"))?;
    if url.scheme() != "https" && !local {
        return Err("must begin with https://; only a receiver on this machine may do without".into());
    }
    if url.fragment().is_some() {
        return Err("must not have a part after #; it would not be sent".into());
    }
    Ok(())
}

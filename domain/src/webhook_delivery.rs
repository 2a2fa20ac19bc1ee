//! A message to a webhook: written in the transaction of the change it tells of, so that a kill loses none, and sent by a
//! job until the receiver takes it or a day is over.

use sea_orm::{ConnectionTrait, QuerySelect, entity::prelude::*, sea_query::Expr};
use serde::Serialize;
use serde_json::json;

use crate::{
    Database, Error, Result, Timestamp,
    database::DatabaseTransaction,
    id::{WebhookDeliveryId, WebhookId},
    job::{self, JobEnd, Kind, NewJob},
    webhook,
    webhook_event::WebhookEvent,
};

/// Seconds to wait after each failed attempt; after the last of them one more is made, a day after the first.
const WAITS: [f64; 11] = [5.0, 30.0, 120.0, 300.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 21_600.0, 36_500.0];
/// How often its job may be begun: once an attempt, and after kills.
const MAX_BEGINNINGS: i32 = 40;
/// Days for which a message that came to its end is kept.
const KEPT_DAYS: f64 = 30.0;

/// A message to a webhook.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookDeliveryId,
    /// To whom.
    pub webhook_id: WebhookId,
    /// What the receiver knows the message by, however often it comes: `webhook-id`.
    pub message_id: String,
    /// What it tells of.
    pub event: WebhookEvent,
    /// What is posted, byte for byte.
    pub payload: String,
    /// Where it stands.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i32,
    /// The HTTP status of the last answer.
    pub response_status: Option<i32>,
    /// How long the last attempt took.
    pub duration_ms: Option<i64>,
    /// Why the last attempt failed, as a code.
    pub error_code: Option<String>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// The message that it repeats because somebody asked.
    pub replay_of_id: Option<WebhookDeliveryId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last tried.
    pub last_attempt_at: Option<Timestamp>,
    /// When it will be tried again.
    pub next_attempt_at: Option<Timestamp>,
    /// When it came to its end.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is to be tried, or tried again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It won't be tried again.
    Failed,
}

/// How an attempt went.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The HTTP status of the answer, if there was one.
    pub response_status: Option<u16>,
    /// How long it took.
    pub duration_ms: i64,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why, as a code.
    pub code: &'static str,
    /// Why, and what to do.
    pub message: String,
    /// Before when the receiver asked not to be asked again.
    pub not_before: Option<Timestamp>,
}

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another.
    At(Timestamp),
    /// Nothing: it was taken, or given up.
    Over {
        /// Whether the webhook was disabled because of it.
        is_disabled: bool,
    },
}

/// Which messages to list; every field that is set narrows the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those to this webhook.
    pub webhook_id: Option<WebhookId>,
    /// Those that stand here.
    pub status: Option<Status>,
    /// Those that tell of this.
    pub event: Option<WebhookEvent>,
}

impl Filter {
    /// Narrows a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(webhook_id) = self.webhook_id {
            query = query.filter(Column::WebhookId.eq(webhook_id));
        }
        if let Some(status) = self.status {
            query = query.filter(Column::Status.eq(status));
        }
        if let Some(event) = self.event {
            query = query.filter(Column::Event.eq(event));
        }
        query
    }
}

/// Tells every webhook that wants to know of it, in the transaction of the change: the messages exist if and only if
/// that commits. As events, it comes after all other locks.
pub async fn tell(transaction: &DatabaseTransaction, event: WebhookEvent, data: &impl Serialize) -> Result<()> {
    let webhooks = webhook::subscribed(transaction, event).await?;
    if webhooks.is_empty() {
        return Ok(());
    }
    let message = Message::new(event, data)?;
    for webhook in webhooks {
        enqueue(transaction, message.to(webhook.id)).await?;
    }
    Ok(())
}

/// Sends a message of no consequence, once, also to a webhook that is disabled.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn test(database: &Database, id: WebhookId) -> Result<Model> {
    let transaction = database.begin().await?;
    let webhook = webhook::find(&transaction, id).await?;
    let message = Message::new(WebhookEvent::Test, &json!({ "webhook_id": id, "name": webhook.name }))?;
    let delivery = enqueue(&transaction, message.to(id)).await?;
    database.commit(transaction).await?;
    Ok(delivery)
}

/// Sends a message again, with the id and the content it had.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it is still being tried, or its webhook is disabled.
pub async fn replay(database: &Database, id: WebhookDeliveryId) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = find(&transaction, id).await?;
    if before.status == Status::Pending {
        return Err(Error::Conflict(
            "the message is still being tried; wait until it is delivered or has failed".into(),
        ));
    }
    if !webhook::find(&transaction, before.webhook_id).await?.enabled && before.event != WebhookEvent::Test {
        return Err(Error::Conflict("its webhook is disabled; enable it first".into()));
    }
    let again = Message { id: before.message_id.clone(), event: before.event, payload: before.payload };
    let again = Model { replay_of_id: Some(id), ..again.to(before.webhook_id) };
    let delivery = enqueue(&transaction, again).await?;
    database.commit(transaction).await?;
    Ok(delivery)
}

/// The message `id`.
pub async fn find(connection: &impl ConnectionTrait, id: WebhookDeliveryId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("webhook delivery", id))
}

/// The message `id` and its webhook, if it is still to be tried. One whose webhook was deleted while it was written goes.
pub async fn pending(
    connection: &impl ConnectionTrait,
    id: WebhookDeliveryId,
) -> Result<Option<(Model, webhook::Model)>> {
    let delivery = Entity::find_by_id(id).filter(Column::Status.eq(Status::Pending)).one(connection).await?;
    let Some(delivery) = delivery else { return Ok(None) };
    match webhook::find(connection, delivery.webhook_id).await {
        Ok(webhook) => Ok(Some((delivery, webhook))),
        Err(Error::NotFound { .. }) => {
            Entity::delete_by_id(id).exec(connection).await?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Records an attempt, and says what follows. `jitter` (0 to 1) lengthens the wait by up to a tenth, so that messages that
/// failed together don't return together.
///
/// # Errors
/// [`Error::Conflict`] when it isn't pending any more.
pub async fn record(
    transaction: &DatabaseTransaction,
    id: WebhookDeliveryId,
    attempt: Attempt,
    jitter: f64,
) -> Result<Next> {
    let delivery = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    let delivery = delivery.filter(|delivery| delivery.status == Status::Pending);
    let delivery = delivery.ok_or_else(|| Error::Conflict(format!("webhook delivery {id} isn't pending any more")))?;
    let now = Timestamp::now();
    let attempts = delivery.attempts + 1;
    let (event, webhook_id) = (delivery.event, delivery.webhook_id);
    let mut after = Model {
        attempts,
        response_status: attempt.response_status.map(i32::from),
        duration_ms: Some(attempt.duration_ms),
        last_attempt_at: Some(now),
        next_attempt_at: None,
        finished_at: Some(now),
        ..delivery
    };
    let Some(failure) = attempt.failure else {
        (after.status, after.error_code, after.error) = (Status::Delivered, None, None);
        save(transaction, after).await?;
        webhook::succeeded(transaction, webhook_id).await?;
        return Ok(Next::Over { is_disabled: false });
    };
    (after.status, after.error_code) = (Status::Failed, Some(failure.code.to_owned()));
    after.error = Some(failure.message.clone());
    // A trial is made once, and says nothing of the webhook.
    let is_trial = event == WebhookEvent::Test;
    let is_gone = attempt.response_status == Some(410) && !is_trial;
    let is_disabled = match (is_trial, is_gone) {
        (true, _) => false,
        (_, true) => webhook::gone(transaction, webhook_id).await?,
        _ => webhook::failed(transaction, webhook_id, &failure.message).await?,
    };
    let wait = WAITS.get(attempts as usize - 1).filter(|_| !is_trial && !is_gone && !is_disabled);
    let next = wait.map(|wait| {
        let at = now.plus_seconds(wait * (1.0 + 0.1 * jitter.clamp(0.0, 1.0)));
        failure.not_before.map_or(at, |not_before| at.max(not_before.min(now.plus_seconds(WAITS[WAITS.len() - 1]))))
    });
    if next.is_some() {
        (after.status, after.next_attempt_at, after.finished_at) = (Status::Pending, next, None);
    }
    save(transaction, after).await?;
    Ok(next.map_or(Next::Over { is_disabled }, Next::At))
}

/// Pending → failed, without an attempt. One that has moved on is left as it is.
pub async fn give_up(
    transaction: &impl ConnectionTrait,
    id: WebhookDeliveryId,
    (code, message): (&str, &str),
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Failed))
        .col_expr(Column::ErrorCode, Expr::value(Some(code.to_owned())))
        .col_expr(Column::Error, Expr::value(Some(message.to_owned())))
        .col_expr(Column::NextAttemptAt, Expr::value(None::<i64>))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Pending))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The same when its job ended without success.
pub async fn close(transaction: &impl ConnectionTrait, id: WebhookDeliveryId, end: &JobEnd) -> Result<()> {
    match end {
        JobEnd::Cancelled => give_up(transaction, id, ("CANCELLED", "somebody cancelled its job; replay it")).await,
        JobEnd::Failed { code, message } => give_up(transaction, id, (code, message)).await,
    }
}

/// Failed → pending, for a retry of its job.
///
/// # Errors
/// [`Error::Conflict`] when it hasn't failed.
pub async fn reopen(transaction: &impl ConnectionTrait, id: WebhookDeliveryId) -> Result<()> {
    let reopened = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Pending))
        .col_expr(Column::FinishedAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Failed))
        .exec(transaction)
        .await?;
    if reopened.rows_affected == 1 {
        return Ok(());
    }
    Err(Error::Conflict(format!("webhook delivery {id} has not failed")))
}

/// Deletes messages that came to their end a month ago; gives how many.
pub async fn sweep(connection: &impl ConnectionTrait) -> Result<u64> {
    let until = Timestamp::now().plus_seconds(-KEPT_DAYS * 86_400.0);
    let old = Entity::delete_many().filter(Column::FinishedAt.lte(until));
    Ok(old.exec(connection).await?.rows_affected)
}

pub(crate) async fn delete_of_webhook(transaction: &impl ConnectionTrait, id: WebhookId) -> Result<()> {
    Entity::delete_many().filter(Column::WebhookId.eq(id)).exec(transaction).await?;
    Ok(())
}

/// What is told, before it is known to whom.
struct Message {
    id: String,
    event: WebhookEvent,
    payload: String,
}

impl Message {
    fn new(event: WebhookEvent, data: &impl Serialize) -> Result<Self> {
        let timestamp = Timestamp::now().to_datetime();
        let payload = serde_json::to_string(&json!({ "type": event, "timestamp": timestamp, "data": data }))?;
        Ok(Self { id: format!("msg_{}", Uuid::now_v7().simple()), event, payload })
    }

    fn to(&self, webhook_id: WebhookId) -> Model {
        Model {
            id: WebhookDeliveryId::new(),
            webhook_id,
            message_id: self.id.clone(),
            event: self.event,
            payload: self.payload.clone(),
            status: Status::Pending,
            attempts: 0,
            response_status: None,
            duration_ms: None,
            error_code: None,
            error: None,
            replay_of_id: None,
            created_at: Timestamp::now(),
            last_attempt_at: None,
            next_attempt_at: None,
            finished_at: None,
        }
    }
}

async fn enqueue(transaction: &DatabaseTransaction, delivery: Model) -> Result<Model> {
    Entity::insert(ActiveModel::from(delivery.clone())).exec_without_returning(transaction).await?;
    let payload = json!({ "webhook_delivery_id": delivery.id });
    let job = NewJob::new(Kind::DeliverWebhook, delivery.id.0, payload);
    job::enqueue(transaction, NewJob { max_attempts: MAX_BEGINNINGS, ..job }).await?;
    Ok(delivery)
}

async fn save(transaction: &impl ConnectionTrait, delivery: Model) -> Result<()> {
    Entity::update(ActiveModel::from(delivery).reset_all()).exec(transaction).await?;
    Ok(())
}

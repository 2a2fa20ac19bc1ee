//! A deployment that one person asks for and another approves.

use sea_orm::{ConnectionTrait, QuerySelect, QueryTrait, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Database, Error, Result, Timestamp,
    author::Change,
    database::DatabaseTransaction,
    deployment::{self, Deploy},
    event::{self, NewEvent, Topic},
    id::{DeploymentId, DeploymentRequestId, MemberId, ModelVersionId},
    model_variant::ModelVariant,
    model_version, setting,
};

/// A deployment that one person asks for and another approves.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deployment_request")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeploymentRequestId,
    /// What shall serve.
    pub to_version_id: ModelVersionId,
    /// Which graph of its bundle shall compute.
    pub variant: ModelVariant,
    /// What served when it was asked for; should something else serve by then, it can't be approved.
    pub expected_active_version_id: Option<ModelVersionId>,
    /// Where it stands.
    pub status: Status,
    /// Who asks.
    pub requester: String,
    /// Which member that is.
    pub requester_id: Option<MemberId>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decider: Option<String>,
    /// Which member that is.
    pub decider_id: Option<MemberId>,
    /// Why they decided so.
    pub decision_reason: Option<String>,
    /// The row of the ledger that an approval made.
    pub deployment_id: Option<DeploymentId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for somebody else.
    Pending,
    /// Somebody approved it, and it was deployed.
    Approved,
    /// Somebody rejected it, or who asked took it back.
    Rejected,
}

/// A person who asks or decides.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Which member that is, if it is one.
    pub member_id: Option<MemberId>,
}

/// Which requests to list; every field that is set narrows the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those that stand here.
    pub status: Option<Status>,
}

impl Filter {
    /// Narrows a query.
    pub fn apply(self, query: Select<Entity>) -> Select<Entity> {
        query.apply_if(self.status, |query, status| query.filter(Column::Status.eq(status)))
    }
}

/// Asks for a deployment.
///
/// # Errors
/// [`Error::NotFound`] for an unknown version; [`Error::Invalid`] for an over-long reason.
pub async fn request(database: &Database, wish: Deploy, by: Person) -> Result<Model> {
    check_reason(&wish.reason)?;
    let transaction = database.begin().await?;
    let version = model_version::find(&transaction, wish.to_version_id).await?;
    let model = Model {
        id: DeploymentRequestId::new(),
        to_version_id: version.id,
        variant: wish.variant,
        expected_active_version_id: wish.expected_active_version_id,
        status: Status::Pending,
        requester: by.name.chars().take(200).collect(),
        requester_id: by.member_id,
        reason: wish.reason,
        decider: None,
        decider_id: None,
        decision_reason: None,
        deployment_id: None,
        created_at: Timestamp::now(),
        decided_at: None,
    };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await?;
    transaction.note(|| {
        let state = json!({ "status": model.status, "version": version.number, "variant": model.variant });
        Change::of("deployment request", model.id).to(state)
    });
    announce(&transaction, &model).await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// Approves a request and deploys what it asks for, in one transaction.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it was decided before, or something else serves than when it was asked
/// for; [`Error::Forbidden`] when four eyes are needed and whoever approves is who asked, or isn't known.
pub async fn approve(database: &Database, id: DeploymentRequestId, by: Person, reason: &str) -> Result<Model> {
    let transaction = database.begin().await?;
    let request = lock_pending(&transaction, id).await?;
    let is_other = by.member_id.is_some() && by.member_id != request.requester_id;
    if setting::read(&transaction).await?.four_eyes && !is_other {
        let message = "a deployment needs two people: somebody other than who asked for it must approve it";
        return Err(Error::Forbidden(message.into()));
    }
    let wish = Deploy {
        to_version_id: request.to_version_id,
        variant: request.variant,
        expected_active_version_id: request.expected_active_version_id,
        actor: format!("{}, approved by {}", request.requester, by.name).chars().take(200).collect(),
        reason: request.reason.clone(),
    };
    let decided = decide(&transaction, request, Status::Approved, by, reason).await?;
    let row = deployment::deploy_within(&transaction, wish).await?;
    Entity::update_many()
        .col_expr(Column::DeploymentId, Expr::value(row.id))
        .filter(Column::Id.eq(id))
        .exec(&transaction)
        .await?;
    deployment::announce(&transaction, &row).await?;
    let decided = Model { deployment_id: Some(row.id), ..decided };
    announce(&transaction, &decided).await?;
    database.commit(transaction).await?;
    Ok(decided)
}

/// Rejects a request, or takes one's own back.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it was decided before.
pub async fn reject(database: &Database, id: DeploymentRequestId, by: Person, reason: &str) -> Result<Model> {
    let transaction = database.begin().await?;
    let request = lock_pending(&transaction, id).await?;
    let decided = decide(&transaction, request, Status::Rejected, by, reason).await?;
    announce(&transaction, &decided).await?;
    database.commit(transaction).await?;
    Ok(decided)
}

/// The request `id`.
pub async fn find(connection: &impl ConnectionTrait, id: DeploymentRequestId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("deployment request", id))
}

async fn lock_pending(transaction: &DatabaseTransaction, id: DeploymentRequestId) -> Result<Model> {
    let request = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    let request = request.ok_or_else(|| Error::not_found("deployment request", id))?;
    match request.status {
        Status::Pending => Ok(request),
        Status::Approved => Err(Error::Conflict("the request was approved already".into())),
        Status::Rejected => Err(Error::Conflict("the request was rejected already".into())),
    }
}

async fn decide(
    transaction: &DatabaseTransaction,
    request: Model,
    status: Status,
    by: Person,
    reason: &str,
) -> Result<Model> {
    check_reason(reason)?;
    let decided = Model {
        status,
        decider: Some(by.name.chars().take(200).collect()),
        decider_id: by.member_id,
        decision_reason: Some(reason.to_owned()),
        decided_at: Some(Timestamp::now()),
        ..request.clone()
    };
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(decided.status))
        .col_expr(Column::Decider, Expr::value(decided.decider.clone()))
        .col_expr(Column::DeciderId, Expr::value(decided.decider_id))
        .col_expr(Column::DecisionReason, Expr::value(decided.decision_reason.clone()))
        .col_expr(Column::DecidedAt, Expr::value(decided.decided_at))
        .filter(Column::Id.eq(request.id))
        .exec(transaction)
        .await?;
    let (before, after) = (json!({ "status": request.status }), json!({ "status": status }));
    transaction.note(|| Change::of("deployment request", request.id).from(before).to(after));
    Ok(decided)
}

/// What a watcher is told, as the payload of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Moved {
    /// Where the request stands since.
    pub status: Status,
}

/// Tells those who watch where a request stands. Last in a transaction, as every event.
async fn announce(transaction: &DatabaseTransaction, request: &Model) -> Result<()> {
    let moved = Moved { status: request.status };
    event::append(transaction, vec![NewEvent::new(Topic::DeploymentRequest, request.id.0, &moved)?]).await
}

fn check_reason(reason: &str) -> Result<()> {
    match reason.chars().count() {
        ..=2_000 => Ok(()),
        _ => Err(Error::invalid("reason", "must have at most 2,000 characters")),
    }
}

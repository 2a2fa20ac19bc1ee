//! Deployments that one person asks for and another approves.

use async_graphql::{Context, Enum, ID, InputObject, Object, Subscription};
use chrono::{DateTime, Utc};
use domain::{
    deployment::Deploy,
    deployment_request::{self, Moved, Person},
    event::Topic,
    id::{DeploymentRequestId, ModelVersionId},
    model_version,
    page::{Direction, Order, Paging},
};
use futures::Stream;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor, caller,
    connection::{self, Connection, cost},
    error::Result,
    event, loaders,
    model_variant::ModelVariant,
    model_version::ModelVersion,
    services,
};
use crate::variant;

pub struct DeploymentRequest(deployment_request::Model);

impl From<deployment_request::Model> for DeploymentRequest {
    fn from(model: deployment_request::Model) -> Self {
        Self(model)
    }
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "deployment_request::Status")]
pub enum DeploymentRequestStatus {
    /// It waits for somebody else.
    Pending,
    /// Somebody approved it, and it was deployed.
    Approved,
    /// Somebody rejected it, or who asked took it back.
    Rejected,
}

/// A deployment that one person asks for and another approves.
#[Object]
impl DeploymentRequest {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Where it stands.
    async fn status(&self) -> DeploymentRequestStatus {
        self.0.status.into()
    }

    /// What shall serve.
    async fn to_version(&self, context: &Context<'_>) -> Result<ModelVersion> {
        Ok(ModelVersion(loaders(context).get(self.0.to_version_id).await?))
    }

    /// Which graph of its bundle shall compute.
    async fn variant(&self) -> ModelVariant {
        self.0.variant.into()
    }

    /// Id of the version that served when it was asked for; null if none did.
    async fn expected_active_version_id(&self) -> Option<Uuid> {
        self.0.expected_active_version_id.map(|id| id.0)
    }

    /// Who asks.
    async fn requester(&self) -> &str {
        &self.0.requester
    }

    /// Whether the member who asks here asked for it; where four eyes are needed, somebody else has to approve it.
    async fn is_mine(&self, context: &Context<'_>) -> bool {
        let member = caller(context).member.map(|member| member.id);
        member.is_some() && member == self.0.requester_id
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who decided; null while it waits.
    async fn decider(&self) -> Option<&str> {
        self.0.decider.as_deref()
    }

    /// Why they decided so.
    async fn decision_reason(&self) -> Option<&str> {
        self.0.decision_reason.as_deref()
    }

    /// Id of the row of the ledger that an approval made.
    async fn deployment_id(&self) -> Option<Uuid> {
        self.0.deployment_id.map(|id| id.0)
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it was decided; null while it waits.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at.map(|time| time.to_datetime())
    }
}

/// Which requests to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct DeploymentRequestFilter {
    /// Only those that stand here.
    status: Option<DeploymentRequestStatus>,
}

#[derive(Default)]
pub struct DeploymentRequestQuery;

#[Object]
impl DeploymentRequestQuery {
    /// Deployments that were asked for, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn deployment_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which requests.", default)] filter: DeploymentRequestFilter,
    ) -> Result<Connection<DeploymentRequest>> {
        let filter = deployment_request::Filter { status: filter.status.map(Into::into) };
        let order = Order::by_unique(deployment_request::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(deployment_request::Entity::find()), order, paging).await
    }
}

/// A deployment was asked for, approved or rejected.
pub struct DeploymentRequestEvent(domain::event::Model);

/// A deployment was asked for, approved or rejected.
#[Object]
impl DeploymentRequestEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    async fn event_id(&self) -> ID {
        event::id(&self.0)
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// Where the request stood then.
    async fn status(&self) -> Result<DeploymentRequestStatus> {
        let moved: Moved = serde_json::from_str(&self.0.payload)?;
        Ok(moved.status.into())
    }

    /// The request as it stands now.
    async fn request(&self, context: &Context<'_>) -> Result<DeploymentRequest> {
        let id = DeploymentRequestId(self.0.subject_id);
        Ok(DeploymentRequest(deployment_request::find(super::connection(context), id).await?))
    }
}

#[derive(Default)]
pub struct DeploymentRequestSubscription;

#[Subscription]
impl DeploymentRequestSubscription {
    /// What happens to deployments that one person asks for and another approves.
    async fn deployment_request_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<DeploymentRequestEvent>>> {
        event::follow(context, Topic::DeploymentRequest, None, after, |event| Ok(DeploymentRequestEvent(event))).await
    }
}

#[derive(Default)]
pub struct DeploymentRequestMutation;

#[Object]
impl DeploymentRequestMutation {
    /// Asks for a deployment that somebody else is to approve. For trainers.
    async fn request_deployment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Id of the version that is to serve.")] version_id: Uuid,
        #[graphql(desc = "Id of the version the caller believes serves now; null if none does.")]
        expected_active_version_id: Option<Uuid>,
        #[graphql(desc = "Why: at most 2,000 characters.", default)] reason: String,
        #[graphql(desc = "Which graph of its bundle is to compute.", default_with = "ModelVariant::Fp32")]
        variant: ModelVariant,
    ) -> Result<DeploymentRequest> {
        let version = model_version::find(super::connection(context), ModelVersionId(version_id)).await?;
        variant::check(&services(context).artifacts, &version, variant.into())?;
        let wish = Deploy {
            to_version_id: version.id,
            variant: variant.into(),
            expected_active_version_id: expected_active_version_id.map(ModelVersionId),
            actor: actor(context),
            reason,
        };
        let database = &services(context).database;
        Ok(DeploymentRequest(deployment_request::request(database, wish, person(context)).await?))
    }

    /// Approves a deployment that somebody else asked for, and deploys. Refused with `FORBIDDEN` if four eyes are needed
    /// and whoever asks here asked for it; with `CONFLICT` if it was decided before, or something else serves by now. For
    /// trainers.
    async fn approve_deployment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The request's id.")] id: Uuid,
        #[graphql(desc = "Why: at most 2,000 characters.", default)] reason: String,
    ) -> Result<DeploymentRequest> {
        let (database, by) = (&services(context).database, person(context));
        let decided = deployment_request::approve(database, DeploymentRequestId(id), by, &reason).await?;
        Ok(DeploymentRequest(decided))
    }

    /// Rejects a deployment that somebody asked for, or takes one's own request back. For trainers.
    async fn reject_deployment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The request's id.")] id: Uuid,
        #[graphql(desc = "Why: at most 2,000 characters.", default)] reason: String,
    ) -> Result<DeploymentRequest> {
        let (database, by) = (&services(context).database, person(context));
        let decided = deployment_request::reject(database, DeploymentRequestId(id), by, &reason).await?;
        Ok(DeploymentRequest(decided))
    }
}

fn person(context: &Context<'_>) -> Person {
    let member_id = caller(context).member.map(|member| member.id);
    Person { name: actor(context), member_id }
}

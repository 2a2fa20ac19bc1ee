//! Deployments: the ledger of what serves.

use async_graphql::{Context, Enum, ID, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use domain::{
    deployment::{self, Change, Deploy, Rollback},
    event::Topic,
    id::ModelVersionId,
    model_version,
    page::{Direction, Order, Paging},
};
use futures::Stream;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    connection::{self, Connection, cost},
    error::Result,
    event, loaders,
    model_variant::ModelVariant,
    model_version::ModelVersion,
    services,
};
use crate::variant;

pub struct Deployment(pub deployment::Model);

impl From<deployment::Model> for Deployment {
    fn from(model: deployment::Model) -> Self {
        Self(model)
    }
}

/// What moved the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "deployment::Kind")]
pub enum DeploymentKind {
    /// A version was put into service.
    Deploy,
    /// What served before was put back.
    Rollback,
}

/// A row of the ledger: from this moment on, this version serves.
#[Object]
impl Deployment {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its number: 1, 2, 3 …; the highest says what serves.
    async fn revision(&self) -> i64 {
        self.0.revision
    }

    /// Deployment or rollback.
    async fn kind(&self) -> DeploymentKind {
        self.0.kind.into()
    }

    /// Who did it.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// What served before; null if nothing did.
    #[graphql(name = "fromVersion")]
    async fn version_before(&self, context: &Context<'_>) -> Result<Option<ModelVersion>> {
        Ok(match self.0.from_version_id {
            Some(id) => Some(ModelVersion(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// What serves from here on.
    async fn to_version(&self, context: &Context<'_>) -> Result<ModelVersion> {
        Ok(ModelVersion(loaders(context).get(self.0.to_version_id).await?))
    }

    /// Which graph of its bundle computes.
    async fn variant(&self) -> ModelVariant {
        self.0.variant.into()
    }
}

#[derive(Default)]
pub struct DeploymentQuery;

#[Object]
impl DeploymentQuery {
    /// The ledger of what served, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn deployments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Deployment>> {
        let order = Order::by_unique(deployment::Column::Revision, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, deployment::Entity::find(), order, paging).await
    }

    /// The newest row of the ledger: what serves now. Null if nothing was ever deployed.
    async fn active_deployment(&self, context: &Context<'_>) -> Result<Option<Deployment>> {
        Ok(deployment::active(super::connection(context)).await?.map(Deployment))
    }

    /// The row of the ledger by which a version served at this moment. Null if nothing had been deployed.
    async fn deployment_at(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment.")] time: DateTime<Utc>,
    ) -> Result<Option<Deployment>> {
        Ok(deployment::active_at(super::connection(context), time.into()).await?.map(Deployment))
    }
}

#[derive(Default)]
pub struct DeploymentMutation;

#[Object]
impl DeploymentMutation {
    /// Puts a version into service and returns the ledger's new row. Refused with `CONFLICT` if something else serves
    /// than the caller believes, so of two who decide at the same moment one wins. Refused with `BAD_USER_INPUT` if the
    /// version's bundle doesn't have the variant. Servers load the version, test it, and swap without failing a
    /// request.
    async fn deploy_model_version(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Id of the version that is to serve.")] version_id: Uuid,
        #[graphql(desc = "Id of the version the caller believes serves now; null if none does.")]
        expected_active_version_id: Option<Uuid>,
        #[graphql(desc = "Why, for the ledger: at most 2,000 characters.", default)] reason: String,
        #[graphql(desc = "Which graph of its bundle is to compute.", default_with = "ModelVariant::Fp32")]
        variant: ModelVariant,
    ) -> Result<Deployment> {
        let version = model_version::find(super::connection(context), ModelVersionId(version_id)).await?;
        variant::check(&services(context).artifacts, &version, variant.into())?;
        let wish = Deploy {
            to_version_id: version.id,
            variant: variant.into(),
            expected_active_version_id: expected_active_version_id.map(ModelVersionId),
            actor: actor(context),
            reason,
        };
        Ok(Deployment(deployment::deploy(&services(context).database, wish).await?))
    }

    /// Puts back what served before the version that serves now, and returns the ledger's new row; again, goes further
    /// back. Refused with `CONFLICT` if something else serves than the caller believes, or nothing served before.
    async fn rollback_deployment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Id of the version the caller believes serves now.")] expected_active_version_id: Uuid,
        #[graphql(desc = "Why, for the ledger: at most 2,000 characters.", default)] reason: String,
    ) -> Result<Deployment> {
        let wish = Rollback {
            expected_active_version_id: ModelVersionId(expected_active_version_id),
            actor: actor(context),
            reason,
        };
        Ok(Deployment(deployment::rollback(&services(context).database, wish).await?))
    }
}

/// Another version serves.
#[derive(SimpleObject)]
pub struct DeploymentEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The ledger's new row.
    deployment: Deployment,
}

#[derive(Default)]
pub struct DeploymentSubscription;

#[Subscription]
impl DeploymentSubscription {
    /// What is added to the ledger of what serves.
    async fn deployment_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<DeploymentEvent>>> {
        event::follow(context, Topic::Deployment, None, after, |event| {
            let change: Change = serde_json::from_str(&event.payload)?;
            // The ledger is never rewritten, so the event holds the row as it is.
            let row = deployment::Model {
                id: domain::id::DeploymentId(event.subject_id),
                revision: change.revision,
                kind: change.kind,
                from_version_id: change.from_version_id,
                to_version_id: change.to_version_id,
                variant: change.variant,
                actor: change.actor,
                reason: change.reason,
                created_at: event.created_at,
            };
            let at = event.created_at.to_datetime();
            Ok(DeploymentEvent { event_id: event::id(&event), at, deployment: Deployment(row) })
        })
        .await
    }
}

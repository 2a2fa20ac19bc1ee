//! A row of the ledger: from this moment, this version serves.

use sea_orm::{QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Database, Error, Result, Timestamp, author,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{DeploymentId, ModelVersionId},
    model_variant::ModelVariant,
    model_version, setting, webhook_delivery,
    webhook_event::WebhookEvent,
};

/// A row of the ledger: from this moment, this version serves.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deployment")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeploymentId,
    /// 1, 2, 3 …; the highest is what serves.
    pub revision: i64,
    /// Deployment or rollback.
    pub kind: Kind,
    /// What served before.
    pub from_version_id: Option<ModelVersionId>,
    /// What serves from here on.
    pub to_version_id: ModelVersionId,
    /// Which graph of its bundle computes.
    pub variant: ModelVariant,
    /// Who did it.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What moved the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Deploy.
    Deploy,
    /// Rollback.
    Rollback,
}

/// A wish to have another version serve.
#[derive(Clone, Debug)]
pub struct Deploy {
    /// What shall serve.
    pub to_version_id: ModelVersionId,
    /// Which graph of its bundle shall compute; the caller has made sure that the bundle has it.
    pub variant: ModelVariant,
    /// What the caller believes to serve now; `None` for nothing.
    pub expected_active_version_id: Option<ModelVersionId>,
    /// Who asks.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// A wish to return to what served before.
#[derive(Clone, Debug)]
pub struct Rollback {
    /// What the caller believes to serve now.
    pub expected_active_version_id: ModelVersionId,
    /// Who asks.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// What a watcher is told: the row of the ledger, as the payload of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the ledger.
    pub revision: i64,
    /// Deployment or rollback.
    pub kind: Kind,
    /// What served before.
    pub from_version_id: Option<ModelVersionId>,
    /// What serves from here on.
    pub to_version_id: ModelVersionId,
    /// Which graph of its bundle computes; events from before there were several don't say.
    #[serde(default)]
    pub variant: ModelVariant,
    /// Who did it.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// The newest row of the ledger: what serves now.
pub async fn active(connection: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find().order_by_desc(Column::Revision).one(connection).await?)
}

/// The row of the ledger that was the newest at `moment`: what served then.
pub async fn active_at(connection: &impl ConnectionTrait, moment: Timestamp) -> Result<Option<Model>> {
    let until = Entity::find().filter(Column::CreatedAt.lte(moment));
    Ok(until.order_by_desc(Column::Revision).one(connection).await?)
}

/// The rows after `revision`, oldest first.
pub async fn since(connection: &impl ConnectionTrait, revision: i64) -> Result<Vec<Model>> {
    let later = Entity::find().filter(Column::Revision.gt(revision));
    Ok(later.order_by_asc(Column::Revision).all(connection).await?)
}

/// Has another version, or another variant of it, serve, if what serves now is what the caller believes.
///
/// # Errors
/// [`Error::Conflict`] when something else serves, or the wished variant serves already; [`Error::NotFound`];
/// [`Error::Invalid`] for an over-long reason; [`Error::Forbidden`] when a deployment needs two people.
pub async fn deploy(database: &Database, wish: Deploy) -> Result<Model> {
    let transaction = database.begin().await?;
    if setting::read(&transaction).await?.four_eyes {
        let message =
            "a deployment needs two people here: ask for it (requestDeployment), and have somebody approve it";
        return Err(Error::Forbidden(message.into()));
    }
    let row = deploy_within(&transaction, wish).await?;
    announce(&transaction, &row).await?;
    database.commit(transaction).await?;
    Ok(row)
}

/// The same in the caller's transaction, however many people it needs. The caller calls [`announce`] last.
pub(crate) async fn deploy_within(transaction: &DatabaseTransaction, wish: Deploy) -> Result<Model> {
    let version = model_version::find(transaction, wish.to_version_id).await?;
    let now = active(transaction).await?;
    check_expected(now.as_ref(), wish.expected_active_version_id)?;
    if now.as_ref().is_some_and(|row| row.to_version_id == version.id && row.variant == wish.variant) {
        return Err(Error::Conflict(format!("model version {} already serves as {}", version.number, wish.variant)));
    }
    let row = Model {
        id: DeploymentId::new(),
        revision: now.as_ref().map_or(1, |row| row.revision + 1),
        kind: Kind::Deploy,
        from_version_id: now.map(|row| row.to_version_id),
        to_version_id: version.id,
        variant: wish.variant,
        actor: wish.actor,
        reason: wish.reason,
        created_at: Timestamp::now(),
    };
    append(transaction, row).await
}

/// Returns to the version that served before the present one was deployed; rolling back again goes further back. One
/// person may do it even where a deployment needs two: what it returns to was approved, and waiting costs answers.
///
/// # Errors
/// [`Error::Conflict`] when something else serves than the caller believes, or there is nothing to return to.
pub async fn rollback(database: &Database, wish: Rollback) -> Result<Model> {
    let transaction = database.begin().await?;
    let now = active(&transaction).await?;
    check_expected(now.as_ref(), Some(wish.expected_active_version_id))?;
    let ledger = Entity::find().order_by_asc(Column::Revision).all(&transaction).await?;
    let Some((previous, variant)) = previous(&ledger) else {
        return Err(Error::Conflict("there is no earlier deployment to return to".into()));
    };
    let row = Model {
        id: DeploymentId::new(),
        revision: now.as_ref().map_or(1, |row| row.revision + 1),
        kind: Kind::Rollback,
        from_version_id: now.map(|row| row.to_version_id),
        to_version_id: previous,
        variant,
        actor: wish.actor,
        reason: wish.reason,
        created_at: Timestamp::now(),
    };
    let row = append(&transaction, row).await?;
    announce(&transaction, &row).await?;
    database.commit(transaction).await?;
    Ok(row)
}

/// What a rollback returns to: deployments push, rollbacks pop; the one below the top.
fn previous(ledger: &[Model]) -> Option<(ModelVersionId, ModelVariant)> {
    let mut stack = Vec::new();
    for row in ledger {
        match row.kind {
            Kind::Deploy => stack.push((row.to_version_id, row.variant)),
            Kind::Rollback => {
                stack.pop();
            }
        }
    }
    stack.len().checked_sub(2).map(|below| stack[below])
}

fn check_expected(now: Option<&Model>, expected: Option<ModelVersionId>) -> Result<()> {
    let found = now.map(|row| row.to_version_id);
    if found == expected {
        return Ok(());
    }
    let found = found.map_or("no version".to_owned(), |id| format!("version {id}"));
    let expected = expected.map_or("none".to_owned(), |id| format!("version {id}"));
    Err(Error::Conflict(format!("{found} serves now, not {expected}; look again before you decide")))
}

async fn append(transaction: &DatabaseTransaction, row: Model) -> Result<Model> {
    if row.reason.chars().count() > 2_000 {
        return Err(Error::invalid("reason", "must have at most 2,000 characters"));
    }
    let inserted = Entity::insert(ActiveModel::from(row.clone())).exec_without_returning(transaction).await;
    if let Err(error) = inserted.map_err(Error::from) {
        return Err(if error.is_unique_violation() {
            Error::Conflict("somebody else deployed at the same moment; look again before you decide".into())
        } else {
            error
        });
    }
    transaction.note(|| {
        let served = row.from_version_id.map(|id| json!({ "modelVersionId": id }));
        let serves = json!({ "modelVersionId": row.to_version_id, "variant": row.variant, "revision": row.revision });
        author::Change { before: served, ..author::Change::of("deployment", row.id) }.to(serves)
    });
    Ok(row)
}

/// Tells those who watch of a new row of the ledger. Last in a transaction, as every event.
pub(crate) async fn announce(transaction: &DatabaseTransaction, row: &Model) -> Result<()> {
    let change = Change {
        revision: row.revision,
        kind: row.kind,
        from_version_id: row.from_version_id,
        to_version_id: row.to_version_id,
        variant: row.variant,
        actor: row.actor.clone(),
        reason: row.reason.clone(),
    };
    let event = match row.kind {
        Kind::Deploy => WebhookEvent::Deployed,
        Kind::Rollback => WebhookEvent::RolledBack,
    };
    let told = json!({ "deployment_id": row.id, "revision": row.revision, "from_version_id": row.from_version_id,
        "to_version_id": row.to_version_id, "variant": row.variant });
    webhook_delivery::tell(transaction, event, &told).await?;
    event::append(transaction, vec![NewEvent::new(Topic::Deployment, row.id.0, &change)?]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(revision: i64, kind: Kind, (to_version_id, variant): (ModelVersionId, ModelVariant)) -> Model {
        Model {
            id: DeploymentId::new(),
            revision,
            kind,
            from_version_id: None,
            to_version_id,
            variant,
            actor: "test".into(),
            reason: String::new(),
            created_at: Timestamp::default(),
        }
    }

    #[test]
    fn a_second_rollback_goes_further_back_instead_of_to_and_fro() {
        let first = ModelVersionId::new();
        let [a, b] = [(first, ModelVariant::Fp32), (first, ModelVariant::Int8)];
        let c = (ModelVersionId::new(), ModelVariant::Int8);
        let mut ledger = vec![row(1, Kind::Deploy, a), row(2, Kind::Deploy, b), row(3, Kind::Deploy, c)];
        assert_eq!(previous(&ledger), Some(b));
        ledger.push(row(4, Kind::Rollback, b));
        assert_eq!(previous(&ledger), Some(a));
        ledger.push(row(5, Kind::Rollback, a));
        assert_eq!(previous(&ledger), None);
    }
}

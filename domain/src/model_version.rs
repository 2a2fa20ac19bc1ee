//! An immutable, proven bundle.

use sea_orm::{ActiveEnum, QueryOrder, entity::prelude::*, sea_query::ExprTrait};
use serde_json::json;

use crate::{
    Error, Result, Timestamp,
    database::DatabaseTransaction,
    id::{LabelSetId, ModelVersionId, TrainingRunId},
    naming, training_run, webhook_delivery,
    webhook_event::WebhookEvent,
};

/// An immutable, proven bundle.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model_version")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ModelVersionId,
    /// 1, 2, 3 … in order of registration.
    pub number: i64,
    /// The run that made it; of a baseline the first one, since runs on the same rows share it.
    pub training_run_id: TrainingRunId,
    /// What it is to that run.
    pub kind: Kind,
    /// Its classes.
    pub label_set_id: LabelSetId,
    /// SHA-256 of the bundle's manifest.
    pub bundle_sha256: String,
    /// Which model it is ("scratch-mini").
    pub architecture: String,
    /// Weights in the model.
    pub parameter_count: i64,
    /// Bytes of the bundle.
    pub size_bytes: i64,
    /// The parity report, as JSON.
    pub parity: String,
    /// Metrics on the test split, as JSON.
    pub test_metrics: String,
    /// How its probabilities were calibrated, as JSON (`ml::calibration::Calibration`); absent where they weren't.
    pub calibration: Option<String>,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a version is to the run that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
pub enum Kind {
    /// What it was started for.
    Trained,
    /// What the trained one must beat: a linear classifier over n-grams of the same rows.
    Baseline,
}

/// A finished, proven bundle to be registered.
#[derive(Clone, Debug)]
pub struct NewModelVersion {
    /// The run that made it.
    pub training_run_id: TrainingRunId,
    /// SHA-256 of the bundle's manifest; the bundle is stored under it already.
    pub bundle_sha256: String,
    /// Which model it is ("scratch-mini").
    pub architecture: String,
    /// Weights in the model.
    pub parameter_count: i64,
    /// Bytes of the bundle.
    pub size_bytes: i64,
    /// The parity report, as JSON.
    pub parity: String,
    /// Metrics on the test split, as JSON.
    pub test_metrics: String,
    /// How its probabilities were calibrated, as JSON, if they were.
    pub calibration: Option<String>,
}

/// Which model versions to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only versions of this run.
    pub training_run_id: Option<TrainingRunId>,
    /// Only versions with these classes.
    pub label_set_id: Option<LabelSetId>,
    /// Only versions of this kind.
    pub kind: Option<Kind>,
    /// Only versions with this in their architecture's name, or with this number ("12", "v12").
    pub name: Option<String>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(training_run_id) = self.training_run_id {
            select = select.filter(Column::TrainingRunId.eq(training_run_id));
        }
        if let Some(label_set_id) = self.label_set_id {
            select = select.filter(Column::LabelSetId.eq(label_set_id));
        }
        if let Some(kind) = self.kind {
            select = select.filter(Column::Kind.eq(kind));
        }
        if let Some(name) = self.name {
            let architecture = naming::contains(Column::Architecture, &name);
            let number = name.trim().trim_start_matches(['v', 'V']).parse::<i64>();
            select = select.filter(match number {
                Ok(number) => Column::Number.eq(number).or(architecture),
                Err(_) => architecture,
            });
        }
        select
    }
}

/// The version `id`.
pub async fn find(connection: &impl ConnectionTrait, id: ModelVersionId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("model version", id))
}

/// The version with this number.
pub async fn find_by_number(connection: &impl ConnectionTrait, number: i64) -> Result<Model> {
    let found = Entity::find().filter(Column::Number.eq(number)).one(connection).await?;
    found.ok_or_else(|| Error::not_found("model version", number))
}

/// The version a run was started for, if it has made it.
pub async fn of_run(connection: &impl ConnectionTrait, id: TrainingRunId) -> Result<Option<Model>> {
    Ok(trained().filter(Column::TrainingRunId.eq(id)).one(connection).await?)
}

/// Versions that runs were started for: no baselines.
pub fn trained() -> Select<Entity> {
    Entity::find().filter(Column::Kind.eq(Kind::Trained))
}

/// The versions that any of these runs made, oldest first.
pub async fn of_runs(connection: &impl ConnectionTrait, ids: &[TrainingRunId]) -> Result<Vec<Model>> {
    let made = Entity::find().filter(Column::TrainingRunId.is_in(ids.iter().copied()));
    Ok(made.order_by_asc(Column::Number).all(connection).await?)
}

/// The newest version.
pub async fn latest(connection: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find().order_by_desc(Column::Number).one(connection).await?)
}

/// Registers the version of a running training run, in the transaction in which the run succeeds.
///
/// # Errors
/// A unique violation (see [`Error::is_unique_violation`]) when another registration took the same number first: the
/// caller begins its transaction again.
pub async fn register(transaction: &impl ConnectionTrait, new: NewModelVersion) -> Result<Model> {
    insert(transaction, new, Kind::Trained).await
}

/// Registers a run's baseline, unless the same bundle is some run's baseline already: then that one is given.
///
/// # Errors
/// A unique violation, as [`register`].
pub async fn register_baseline(transaction: &impl ConnectionTrait, new: NewModelVersion) -> Result<Model> {
    let run = training_run::find(transaction, new.training_run_id).await?;
    let known = Entity::find()
        .filter(Column::Kind.eq(Kind::Baseline))
        .filter(Column::BundleSha256.eq(&new.bundle_sha256))
        .filter(Column::LabelSetId.eq(run.label_set_id))
        .one(transaction)
        .await?;
    match known {
        Some(version) => Ok(version),
        None => insert(transaction, new, Kind::Baseline).await,
    }
}

/// Tells integrators of a version that was registered in this transaction.
pub(crate) async fn tell_registered(transaction: &DatabaseTransaction, id: ModelVersionId) -> Result<()> {
    let version = find(transaction, id).await?;
    let told = json!({ "model_version_id": id, "number": version.number, "kind": version.kind.to_value(),
        "training_run_id": version.training_run_id, "architecture": version.architecture,
        "bundle_sha256": version.bundle_sha256 });
    webhook_delivery::tell(transaction, WebhookEvent::ModelVersionRegistered, &told).await
}

async fn insert(transaction: &impl ConnectionTrait, new: NewModelVersion, kind: Kind) -> Result<Model> {
    let run = training_run::find(transaction, new.training_run_id).await?;
    let number = latest(transaction).await?.map_or(1, |version| version.number + 1);
    let model = Model {
        id: ModelVersionId::new(),
        number,
        training_run_id: run.id,
        kind,
        label_set_id: run.label_set_id,
        bundle_sha256: new.bundle_sha256,
        architecture: new.architecture,
        parameter_count: new.parameter_count,
        size_bytes: new.size_bytes,
        parity: new.parity,
        test_metrics: new.test_metrics,
        calibration: new.calibration,
        created_at: Timestamp::now(),
    };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(transaction).await?;
    Ok(model)
}

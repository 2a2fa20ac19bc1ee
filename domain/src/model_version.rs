//! An immutable, proven bundle.

use sea_orm::{QueryOrder, entity::prelude::*};

use crate::{
    Error, Result, Timestamp,
    id::{LabelSetId, ModelVersionId, TrainingRunId},
    training_run,
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
    /// The run that made it.
    pub training_run_id: TrainingRunId,
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

/// The version a run made, if it made one.
pub async fn of_run(connection: &impl ConnectionTrait, id: TrainingRunId) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::TrainingRunId.eq(id)).one(connection).await?)
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
    let run = training_run::find(transaction, new.training_run_id).await?;
    let number = latest(transaction).await?.map_or(1, |version| version.number + 1);
    let model = Model {
        id: ModelVersionId::new(),
        number,
        training_run_id: run.id,
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

//! What a base model goes through: queued → fetching → ready or failed; failed → queued; removal.

use sea_orm::{
    PaginatorTrait, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::{Column, Entity, KeyReport, Model, Pooling, Status, find};
use crate::{
    Database, Error, Result, Timestamp,
    artifact::{ArtifactError, ArtifactStore},
    author::Change,
    id::BaseModelId,
    sweep_trial, training_run,
};

/// What is known of a base model whose sealed folder is stored.
#[derive(Clone, Debug)]
pub struct Ready {
    /// SHA-256 of the sealed folder's manifest.
    pub sha256: String,
    /// Architecture family.
    pub family: String,
    /// The architecture, as `config.json` has it.
    pub config: String,
    /// How token states become one.
    pub pooling: Pooling,
    /// Weights in the encoder.
    pub parameter_count: i64,
    /// Pieces in the tokenizer.
    pub vocabulary_size: i64,
    /// Bytes of the sealed folder.
    pub size_bytes: i64,
    /// Tensors that were missing or not needed.
    pub key_report: KeyReport,
}

/// Queued or fetching → fetching. `None` if there is nothing left to do: it is ready or failed, or gone.
pub async fn begin(transaction: &impl ConnectionTrait, id: BaseModelId) -> Result<Option<Model>> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Fetching))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Queued))
        .exec(transaction)
        .await?;
    Ok(Entity::find_by_id(id).one(transaction).await?.filter(|base| base.status == Status::Fetching))
}

/// Notes which commit is fetched, so that later attempts fetch the same; one that is noted already stays. Gives the
/// one that counts.
pub async fn pin(transaction: &impl ConnectionTrait, id: BaseModelId, commit: &str) -> Result<String> {
    Entity::update_many()
        .col_expr(Column::ResolvedRevision, Expr::value(Some(commit.to_owned())))
        .filter(Column::Id.eq(id))
        .filter(Column::ResolvedRevision.is_null())
        .exec(transaction)
        .await?;
    Ok(find(transaction, id).await?.resolved_revision.unwrap_or_default())
}

/// Fetching → ready. The sealed folder is stored already.
///
/// # Errors
/// [`Error::Conflict`] when it isn't being fetched.
pub async fn succeed(transaction: &impl ConnectionTrait, id: BaseModelId, ready: Ready) -> Result<()> {
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Ready))
        .col_expr(Column::Sha256, Expr::value(Some(ready.sha256)))
        .col_expr(Column::Family, Expr::value(Some(ready.family)))
        .col_expr(Column::Config, Expr::value(Some(ready.config)))
        .col_expr(Column::Pooling, Expr::value(Some(ready.pooling)))
        .col_expr(Column::ParameterCount, Expr::value(Some(ready.parameter_count)))
        .col_expr(Column::VocabularySize, Expr::value(Some(ready.vocabulary_size)))
        .col_expr(Column::SizeBytes, Expr::value(Some(ready.size_bytes)))
        .col_expr(Column::KeyReport, Expr::value(Some(serde_json::to_string(&ready.key_report)?)))
        .col_expr(Column::UploadKey, Expr::value(None::<String>))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Fetching))
        .exec(transaction)
        .await?;
    if updated.rows_affected != 1 {
        return Err(Error::Conflict(format!("base model {id} is not being fetched")));
    }
    Ok(())
}

/// Queued or fetching → failed. One that has ended already stays as it is.
pub async fn fail(transaction: &impl ConnectionTrait, id: BaseModelId, code: &str, message: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Failed))
        .col_expr(Column::ErrorCode, Expr::value(Some(code.to_owned())))
        .col_expr(Column::Error, Expr::value(Some(message.to_owned())))
        .col_expr(Column::FinishedAt, Expr::value(Some(Timestamp::now())))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in([Status::Queued, Status::Fetching]))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Queued or fetching → failed, because somebody asked.
pub async fn cancel(transaction: &impl ConnectionTrait, id: BaseModelId) -> Result<()> {
    fail(transaction, id, "CANCELLED", "somebody cancelled it; add it again to continue").await
}

/// Failed → queued, for its job to be retried.
pub async fn reopen(transaction: &impl ConnectionTrait, id: BaseModelId) -> Result<()> {
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Queued))
        .col_expr(Column::ErrorCode, Expr::value(None::<String>))
        .col_expr(Column::Error, Expr::value(None::<String>))
        .col_expr(Column::FinishedAt, Expr::value(None::<Timestamp>))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Failed))
        .exec(transaction)
        .await?;
    if updated.rows_affected != 1 {
        return Err(Error::Conflict(format!("base model {id} has not failed")));
    }
    Ok(())
}

/// Has one that failed look again at where it comes from.
pub(super) async fn renew(
    transaction: &impl ConnectionTrait,
    id: BaseModelId,
    upload_key: Option<String>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::UploadKey, Expr::value(upload_key))
        .col_expr(Column::ResolvedRevision, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// What a removed base model leaves in the artifact store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Its sealed folder, if nothing needs that any more: no other base model has it, and none is being added that
    /// might come to have it.
    pub sha256: Option<String>,
    /// The folder it was to be made from.
    pub upload_key: Option<String>,
}

impl Remains {
    /// Deletes it. Blocks on the file system.
    ///
    /// # Errors
    /// When the system refuses; what is left then is never looked at again.
    pub fn clear(self, artifacts: &ArtifactStore) -> Result<(), ArtifactError> {
        if let Some(sha256) = &self.sha256 {
            artifacts.remove_base(sha256)?;
        }
        self.upload_key.as_deref().map_or(Ok(()), |key| artifacts.remove_upload(key))
    }
}

/// Removes a base model that no run refers to. The caller deletes what it leaves ([`Remains::clear`]).
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when runs refer to it, or it is being added.
pub async fn remove(database: &Database, id: BaseModelId) -> Result<Remains> {
    let transaction = database.begin().await?;
    let base = Entity::find_by_id(id).lock_exclusive().one(&transaction).await?;
    let base = base.ok_or_else(|| Error::not_found("base model", id))?;
    if matches!(base.status, Status::Queued | Status::Fetching) {
        return Err(Error::Conflict(format!("base model {} is being added; cancel its job first", base.name)));
    }
    let runs = training_run::Filter { base_model_id: Some(id), ..Default::default() };
    let runs = runs.apply(training_run::Entity::find()).count(&transaction).await?;
    if runs > 0 {
        return Err(Error::Conflict(format!("{runs} training runs started from base model {}: it stays", base.name)));
    }
    let trials = sweep_trial::Entity::find().filter(sweep_trial::Column::BaseModelId.eq(id));
    if trials.count(&transaction).await? > 0 {
        return Err(Error::Conflict(format!("sweeps try base model {}: it stays", base.name)));
    }
    Entity::delete_by_id(id).exec(&transaction).await?;
    let needed = Column::Status.is_in([Status::Queued, Status::Fetching]).or(Column::Sha256.eq(base.sha256.clone()));
    let is_needed = Entity::find().filter(needed).count(&transaction).await? > 0;
    let state = serde_json::json!({ "name": base.name, "sha256": base.sha256 });
    transaction.note(|| Change::of("base model", id).from(state));
    database.commit(transaction).await?;
    Ok(Remains { sha256: base.sha256.filter(|_| !is_needed), upload_key: base.upload_key })
}

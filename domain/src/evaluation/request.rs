//! Asking for an evaluation.

use sea_orm::{QueryOrder, entity::prelude::*};

use super::{ActiveModel, Column, Entity, Model, Rows, Split, Status, announce};
use crate::{
    Database, Error, Result, Timestamp, article_import,
    database::DatabaseTransaction,
    dataset,
    id::{ArticleImportId, DatasetId, EvaluationId, LabelSetId, ModelVersionId},
    job::{self, Kind, NewJob},
    label_set, model_version, training_run,
};

/// Requests for the same evaluation at the same moment that are sorted out.
const MOST_RACES: usize = 10;

/// An evaluation to be made.
#[derive(Clone, Debug)]
pub struct NewEvaluation {
    /// What is measured.
    pub model_version_id: ModelVersionId,
    /// What it is measured on.
    pub rows: Rows,
    /// Which part of a dataset: the test split if left out. An import has none.
    pub split: Option<Split>,
    /// Measure once more what was measured already.
    pub again: bool,
}

/// What rows are, once they were looked at.
pub(super) struct Place {
    pub dataset_id: Option<DatasetId>,
    pub article_import_id: Option<ArticleImportId>,
    pub label_set_id: LabelSetId,
    pub rows_key: String,
    pub split: Split,
    /// The argument that named them, for errors.
    pub field: &'static str,
}

/// Asks for an evaluation: records it with the job that will make it. One of the same version on the same rows that
/// waits, runs or has succeeded is given instead, unless it is asked for `again` and has ended.
///
/// # Errors
/// [`Error::Invalid`] when the rows aren't ready or their label set isn't the version's; [`Error::NotFound`].
pub async fn request(database: &Database, new: NewEvaluation) -> Result<Model> {
    for _ in 0..MOST_RACES {
        let transaction = database.begin().await?;
        match enqueue(&transaction, &new).await {
            Ok(evaluation) => {
                database.commit(transaction).await?;
                return Ok(evaluation);
            }
            // Somebody asked for the same at this moment: theirs is found in the next round.
            Err(error) if error.is_unique_violation() => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Conflict("the same evaluation was asked for too often at once; try again".into()))
}

/// The same in the caller's transaction.
///
/// # Errors
/// As [`request`]; also a unique violation (see [`Error::is_unique_violation`]) when another transaction asked for the
/// same first: the caller begins its transaction again.
pub async fn enqueue(transaction: &DatabaseTransaction, new: &NewEvaluation) -> Result<Model> {
    let version = model_version::find(transaction, new.model_version_id).await?;
    let place = locate(transaction, new.rows, new.split).await?;
    check_label_sets(transaction, place.field, version.label_set_id, place.label_set_id).await?;
    let before = latest(transaction, version.id, &place).await?;
    if let Some(before) = &before {
        let is_open = matches!(before.status, Status::Queued | Status::Running);
        if is_open || (before.status == Status::Succeeded && !new.again) {
            return Ok(before.clone());
        }
    }
    let evaluation = Model {
        id: EvaluationId::new(),
        model_version_id: version.id,
        dataset_id: place.dataset_id,
        article_import_id: place.article_import_id,
        label_set_id: place.label_set_id,
        split: place.split,
        rows_key: place.rows_key,
        sequence: before.map_or(1, |before| before.sequence + 1),
        status: Status::Queued,
        row_count: None,
        accuracy: None,
        macro_f1: None,
        weighted_f1: None,
        ece: None,
        nll: None,
        brier: None,
        report: None,
        rows_sha256: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        started_at: None,
        finished_at: None,
    };
    Entity::insert(ActiveModel::from(evaluation.clone())).exec_without_returning(transaction).await?;
    let payload = serde_json::json!({ "evaluation_id": evaluation.id });
    job::enqueue(transaction, NewJob::new(Kind::EvaluateModel, evaluation.id.0, payload)).await?;
    announce(transaction, &evaluation).await?;
    Ok(evaluation)
}

/// Asks for the evaluation of a version that was just registered, on the test split of the dataset it learnt from; and of
/// its run's baseline on the same rows, unless there is one, so that the two can be compared.
pub async fn enqueue_after_training(
    transaction: &DatabaseTransaction,
    version: &model_version::Model,
) -> Result<Model> {
    let run = training_run::find(transaction, version.training_run_id).await?;
    let rows = Rows::Dataset(run.dataset_id);
    let on_rows = |model_version_id| NewEvaluation { model_version_id, rows, split: None, again: false };
    let evaluation = enqueue(transaction, &on_rows(version.id)).await?;
    if let Some(baseline) = run.baseline_version_id {
        enqueue(transaction, &on_rows(baseline)).await?;
    }
    Ok(evaluation)
}

/// Looks at the rows that were named.
pub(super) async fn locate(connection: &impl ConnectionTrait, rows: Rows, split: Option<Split>) -> Result<Place> {
    match rows {
        Rows::Dataset(id) => {
            let dataset = dataset::find(connection, id).await?;
            let Some(rows_key) = dataset.manifest_sha256.filter(|_| dataset.status == dataset::Status::Sealed) else {
                return Err(Error::invalid("dataset_id", "the dataset isn't sealed; wait for its build to succeed"));
            };
            let (label_set_id, split) = (dataset.label_set_id, split.unwrap_or(Split::Test));
            let dataset_id = Some(id);
            Ok(Place { dataset_id, article_import_id: None, label_set_id, rows_key, split, field: "dataset_id" })
        }
        Rows::Import(id) => {
            if split.is_some_and(|split| split != Split::All) {
                return Err(Error::invalid("split", "an import has no splits; leave it out, or give ALL"));
            }
            let import = article_import::find(connection, id).await?;
            if import.status != article_import::Status::Succeeded {
                return Err(Error::invalid("import_id", "the import hasn't succeeded; wait for it, or retry it"));
            }
            let Some(label_set_id) = import.label_set_id else {
                let message = "the import read no labels; import the file again with a label set";
                return Err(Error::invalid("import_id", message));
            };
            let (article_import_id, rows_key) = (Some(id), id.to_string());
            let split = Split::All;
            Ok(Place { dataset_id: None, article_import_id, label_set_id, rows_key, split, field: "import_id" })
        }
    }
}

/// The version's newest evaluation on the rows.
async fn latest(connection: &impl ConnectionTrait, id: ModelVersionId, place: &Place) -> Result<Option<Model>> {
    Ok(on(id, place).order_by_desc(Column::Sequence).one(connection).await?)
}

/// The version's evaluations on the rows.
pub(super) fn on(id: ModelVersionId, place: &Place) -> Select<Entity> {
    Entity::find()
        .filter(Column::ModelVersionId.eq(id))
        .filter(Column::RowsKey.eq(&place.rows_key))
        .filter(Column::Split.eq(place.split))
}

/// Refuses rows whose classes aren't those the version knows; their order doesn't matter.
async fn check_label_sets(
    connection: &impl ConnectionTrait,
    field: &str,
    ours: LabelSetId,
    theirs: LabelSetId,
) -> Result<()> {
    if ours == theirs {
        return Ok(());
    }
    let (ours, theirs) = (named(connection, ours).await?, named(connection, theirs).await?);
    let sorted = |keys: &[String]| {
        let mut keys = keys.to_vec();
        keys.sort();
        keys
    };
    if sorted(&ours.1) == sorted(&theirs.1) {
        return Ok(());
    }
    let shown = |(key, classes): (String, Vec<String>)| format!("{key} ({})", classes.join(", "));
    Err(Error::invalid(
        field,
        format!(
            "its label set is {}, the model version's is {}; a version can only be measured on rows labelled with its own \
             classes",
            shown(theirs),
            shown(ours)
        ),
    ))
}

async fn named(connection: &impl ConnectionTrait, id: LabelSetId) -> Result<(String, Vec<String>)> {
    let set = label_set::find(connection, id).await?;
    let classes = label_set::classes(connection, id).await?;
    Ok((set.key, classes.into_iter().map(|class| class.key).collect()))
}

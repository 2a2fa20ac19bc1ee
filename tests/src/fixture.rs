//! Rows that tests need but don't test.

use domain::{
    Database, Timestamp, base_model, dataset,
    id::{BaseModelId, DatasetId, LabelSetId, ModelVersionId, TrainingRunId},
    label_set, model_version, training_run,
};
use sea_orm::EntityTrait;

/// A sealed dataset without rows, of Daum's label set.
///
/// # Panics
/// When the database refuses.
pub async fn sealed_dataset(database: &Database) -> dataset::Model {
    let label_set = label_set::find_by_key(database.connection(), "daum").await.expect("it is seeded");
    let model = dataset::Model {
        id: DatasetId::new(),
        name: "a fixture".into(),
        label_set_id: label_set.id,
        status: dataset::Status::Sealed,
        selection: serde_json::to_string(&dataset::Selection::of("daum")).expect("a selection is JSON"),
        manifest_sha256: Some("0".repeat(64)),
        rows_sha256: Some("0".repeat(64)),
        row_count: Some(0),
        report: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        sealed_at: Some(Timestamp::now()),
    };
    let row = dataset::ActiveModel::from(model.clone());
    dataset::Entity::insert(row).exec_without_returning(database.connection()).await.expect("a dataset is stored");
    model
}

/// Declares a base model ready. There is no folder behind it.
///
/// # Panics
/// When it has ended, or the database refuses.
pub async fn make_ready(database: &Database, id: BaseModelId) {
    let ready = base_model::Ready {
        sha256: "0".repeat(64),
        family: "bert".into(),
        config: "{}".into(),
        pooling: base_model::Pooling::Mean,
        parameter_count: 1,
        vocabulary_size: 1,
        size_bytes: 1,
        key_report: base_model::KeyReport::default(),
    };
    let transaction = database.begin().await.expect("a transaction begins");
    base_model::begin(&transaction, id).await.expect("it is there").expect("it hasn't ended");
    base_model::succeed(&transaction, id, ready).await.expect("it becomes ready");
    database.commit(transaction).await.expect("a transaction commits");
}

/// A training run that has succeeded.
///
/// # Panics
/// When the database refuses.
pub async fn succeeded_run(
    database: &Database,
    dataset_id: DatasetId,
    label_set_id: LabelSetId,
) -> training_run::Model {
    let model = training_run::Model {
        id: TrainingRunId::new(),
        name: "a fixture".into(),
        dataset_id,
        label_set_id,
        base_model_id: None,
        sweep_id: None,
        baseline_version_id: None,
        status: training_run::Status::Succeeded,
        parameters: "{}".into(),
        phase: None,
        step: 1,
        total_steps: Some(1),
        seconds_left: None,
        best_epoch: Some(1),
        build: None,
        attempts: 1,
        resumed_from_step: None,
        checkpoint_step: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        started_at: Some(Timestamp::now()),
        finished_at: Some(Timestamp::now()),
    };
    let row = training_run::ActiveModel::from(model.clone());
    training_run::Entity::insert(row).exec_without_returning(database.connection()).await.expect("a run is stored");
    model
}

/// `count` model versions of one dataset, each of its own run. There is no bundle behind them.
///
/// # Panics
/// When the database refuses.
pub async fn model_versions(database: &Database, count: usize) -> Vec<ModelVersionId> {
    let dataset = sealed_dataset(database).await;
    let mut ids = Vec::new();
    for _ in 0..count {
        let run = succeeded_run(database, dataset.id, dataset.label_set_id).await;
        let new = model_version::NewModelVersion {
            training_run_id: run.id,
            bundle_sha256: "0".repeat(64),
            architecture: "scratch-tiny".into(),
            parameter_count: 1,
            size_bytes: 1,
            parity: "{}".into(),
            test_metrics: "{}".into(),
            calibration: None,
        };
        let transaction = database.begin().await.expect("a transaction begins");
        let version = model_version::register(&transaction, new).await.expect("a version is registered");
        database.commit(transaction).await.expect("a transaction commits");
        ids.push(version.id);
    }
    ids
}

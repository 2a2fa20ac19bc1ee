//! Tiny trained bundles: made by the real trainer once, kept beside the built programs, and used by many tests.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use domain::{dataset, label_set, model_version};
use jobs::sample_data::SampleData;
use ml::{
    bundle::Bundle,
    dataset::{Row, Split},
    labels::{Label, Labels},
    parameters::TrainingParameters,
    preprocessing::Preprocessing,
    trainer_protocol::TrainerRequest,
};

use crate::{database::TestDatabase, fixture, process::programs};

/// Generated headlines a bundle learns from. Tests measure on others.
const ROWS: u64 = 1_000;

/// A version of the test's own, of Daum's label set, whose bundle the trainer made in `epochs` epochs.
///
/// # Panics
/// When the trainer isn't built or fails, or the database refuses.
pub async fn version(test: &TestDatabase, dataset: &dataset::Model, epochs: u32) -> model_version::Model {
    let folder = trained(labels(test).await, epochs);
    let bundle = Bundle::open(&folder).expect("a cached bundle is whole");
    let copy = test.folder.path().join(format!("bundle-{epochs}"));
    fs::create_dir_all(&copy).expect("a folder for the bundle");
    for entry in fs::read_dir(&folder).expect("the bundle is there") {
        let entry = entry.expect("it can be listed");
        fs::copy(entry.path(), copy.join(entry.file_name())).expect("it can be copied");
    }
    test.artifacts.adopt_bundle(&copy, bundle.sha256()).expect("the bundle is stored");
    let run = fixture::succeeded_run(&test.database, dataset.id, dataset.label_set_id).await;
    let new = model_version::NewModelVersion {
        training_run_id: run.id,
        bundle_sha256: bundle.sha256().to_owned(),
        architecture: "scratch-tiny".into(),
        parameter_count: 1,
        size_bytes: bundle.bytes() as i64,
        parity: "{}".into(),
        test_metrics: "{}".into(),
        calibration: None,
    };
    let transaction = test.database.begin().await.expect("a transaction begins");
    let version = model_version::register(&transaction, new).await.expect("a version is registered");
    test.database.commit(transaction).await.expect("a transaction commits");
    version
}

async fn labels(test: &TestDatabase) -> Labels {
    let connection = test.database.connection();
    let set = label_set::find_by_key(connection, "daum").await.expect("it is seeded");
    let classes = label_set::classes(connection, set.id).await.expect("its classes are there");
    let label =
        |class: domain::label_class::Model| Label { key: class.key, name_ko: class.name_ko, name_en: class.name_en };
    Labels(classes.into_iter().map(label).collect())
}

/// The folder of a bundle that was trained for `epochs` epochs, by this very trainer.
fn trained(labels: Labels, epochs: u32) -> PathBuf {
    let trainer = std::env::var_os("GISA_TRAINER").map_or_else(|| programs().join("gisa-trainer"), PathBuf::from);
    let built = fs::metadata(&trainer).expect("gisa-trainer is built; run `make build`");
    let mut hasher = DefaultHasher::new();
    (built.len(), built.modified().expect("files have times"), epochs).hash(&mut hasher);
    let kept = programs().join("test-bundles").join(format!("{:016x}", hasher.finish()));
    if kept.is_dir() {
        return kept;
    }
    let folder = tempfile::tempdir_in(programs()).expect("a temporary folder");
    train(&trainer, folder.path(), labels, epochs);
    fs::create_dir_all(kept.parent().expect("it is in a folder")).expect("a folder for bundles");
    // Where two tests train at once, the first one's stays: both are the same.
    if fs::rename(folder.path().join("bundle"), &kept).is_err() {
        assert!(kept.is_dir(), "a trained bundle can be kept");
    }
    kept
}

fn train(trainer: &Path, folder: &Path, labels: Labels, epochs: u32) {
    let parameters = TrainingParameters {
        base_model: "scratch-tiny".into(),
        max_length: 32,
        batch_size: 16,
        epochs,
        learning_rate: 3e-3,
        vocabulary_size: 800,
        seed: 3,
        threads: 1,
        ..TrainingParameters::default()
    };
    let request = TrainerRequest {
        run_id: "a bundle for tests".into(),
        preprocessing: Preprocessing::new(parameters.max_length),
        parameters,
        labels,
        rows_file: "rows.jsonl".into(),
        bundle_dir: "bundle".into(),
        dataset_sha256: "generated".into(),
        base: None,
        checkpoints: None,
        baseline_dir: None,
    };
    request.write(folder).expect("a request is written");
    let mut file = fs::File::create(folder.join("rows.jsonl")).expect("a rows file");
    for (article, number) in SampleData::new(90, ROWS).zip(0..) {
        let row = Row {
            source: "sample".into(),
            external_id: article.external_id,
            title: article.title,
            body: String::new(),
            label: article.label.into(),
            split: [Split::Train, Split::Train, Split::Train, Split::Validation, Split::Test][number % 5],
        };
        writeln!(file, "{}", serde_json::to_string(&row).expect("a row is JSON")).expect("a row is written");
    }
    let output = Command::new(trainer).arg(folder).stdin(Stdio::null()).output().expect("the trainer starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the trainer failed: {said}");
}

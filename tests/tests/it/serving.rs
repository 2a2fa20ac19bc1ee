//! Following the ledger, and storing what was answered.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod load;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use api::{
    classifier::{
        self, Answer, Deployed, LiveClassifier, Loaded, Loader, Model, ModelError, PredictError, Status, follow,
    },
    prediction_log::{PredictionLog, Settings},
};
use domain::{
    Database,
    deployment::{self, Deploy, Rollback},
    id::ModelVersionId,
    label_set,
    model_variant::ModelVariant,
    model_version, prediction,
};
use ml::{serve::Plan, tokenizer::Encoding};
use sea_orm::{EntityTrait, PaginatorTrait};
use tests::{database::TestDatabase, fixture, on_every_database};
use tokio_util::sync::CancellationToken;

/// Always answers the class at its position.
struct Constant {
    bundle_sha256: String,
    class: usize,
}

impl Model for Constant {
    fn bundle_sha256(&self) -> &str {
        &self.bundle_sha256
    }

    fn prepare(&self, text: &str) -> String {
        text.to_owned()
    }

    fn encode(&self, text: &str) -> Encoding {
        Encoding { ids: text.chars().map(u32::from).collect(), truncated: false }
    }

    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
        let logits: Vec<f32> = (0..8).map(|class| if class == self.class { 3.0 } else { 0.0 }).collect();
        Ok(vec![logits; encodings.len()])
    }
}

/// Gives each version the model that answers its number modulo 8, and the class after it as int8; fails as often as it is told to.
#[derive(Default)]
struct Bundles {
    failures_left: AtomicUsize,
}

impl Loader for Bundles {
    fn load(
        &self,
        version: &model_version::Model,
        variant: ModelVariant,
        class_keys: &[&str],
    ) -> Result<Loaded, String> {
        assert_eq!(class_keys.len(), 8);
        let left = self.failures_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        match left {
            Ok(_) => Err("model.onnx was changed after sealing".into()),
            Err(_) => {
                let class = (version.number as usize + usize::from(variant == ModelVariant::Int8)) % 8;
                let model = Constant { bundle_sha256: format!("bundle {}", version.number), class };
                Ok(Loaded { model: Arc::new(model), plan: Plan::default() })
            }
        }
    }
}

/// A server's classifier that follows the ledger on a pool of its own, as another process would.
async fn server(test: &TestDatabase, loader: Bundles, stop: &CancellationToken) -> LiveClassifier {
    let classifier = LiveClassifier::new(classifier::Settings::default());
    let database = test.connect_again().await;
    tokio::spawn(follow(classifier.clone(), database, Arc::new(loader), stop.clone()));
    classifier
}

async fn until(classifier: &LiveClassifier, wanted: impl FnMut(&Status) -> bool) -> Status {
    let mut status = classifier.status_changes();
    let reached = tokio::time::timeout(Duration::from_secs(30), status.wait_for(wanted)).await;
    reached.expect("the status comes in time").expect("the classifier lives").clone()
}

fn fp32(model_version_id: ModelVersionId) -> Deployed {
    Deployed { model_version_id, variant: ModelVariant::Fp32 }
}

async fn deploy(database: &Database, to: ModelVersionId, expected: Option<ModelVersionId>) {
    deploy_variant(database, fp32(to), expected).await;
}

async fn deploy_variant(database: &Database, to: Deployed, expected: Option<ModelVersionId>) {
    let wish = Deploy {
        to_version_id: to.model_version_id,
        variant: to.variant,
        expected_active_version_id: expected,
        actor: "anna".into(),
        reason: "a test".into(),
    };
    deployment::deploy(database, wish).await.unwrap();
}

async fn answer(test: &TestDatabase, version: ModelVersionId) -> Answer {
    let set = label_set::find_by_key(test.database.connection(), "daum").await.unwrap();
    let classes = label_set::classes(test.database.connection(), set.id).await.unwrap();
    Answer {
        model_version_id: version,
        variant: ModelVariant::Fp32,
        cached: false,
        probabilities: vec![1.0 / 8.0; classes.len()],
        classes: classes.into(),
        best: 2,
        not_sure_below: None,
        truncated: false,
        queue_us: 1,
        tokenize_us: 2,
        compute_us: 3,
        total_us: 6,
    }
}

async fn stored(database: &Database) -> u64 {
    prediction::Entity::find().count(database.connection()).await.unwrap()
}

on_every_database! {
    async fn every_server_follows_the_ledger_there_and_back(test: &TestDatabase) {
        let stop = CancellationToken::new();
        let servers = [server(test, Bundles::default(), &stop).await, server(test, Bundles::default(), &stop).await];
        for server in &servers {
            until(server, |status| status.ledger_read).await;
            assert_eq!(server.predict("가").await.unwrap_err(), PredictError::NoActiveModel);
        }
        let versions = fixture::model_versions(&test.database, 2).await;
        deploy(&test.database, versions[0], None).await;
        for server in &servers {
            until(server, |status| status.serving == Some(fp32(versions[0]))).await;
        }
        deploy(&test.database, versions[1], Some(versions[0])).await;
        for server in &servers {
            until(server, |status| status.serving == Some(fp32(versions[1]))).await;
            let answer = server.predict("가").await.unwrap();
            assert_eq!((answer.model_version_id, answer.label_class().position), (versions[1], 2));
        }
        let back = Rollback { expected_active_version_id: versions[1], actor: "anna".into(), reason: "worse".into() };
        deployment::rollback(&test.database, back).await.unwrap();
        for server in &servers {
            until(server, |status| status.serving == Some(fp32(versions[0]))).await;
            assert_eq!(server.predict("가").await.unwrap().label_class().position, 1);
        }
        // One that starts later serves the same.
        let later = server(test, Bundles::default(), &stop).await;
        until(&later, |status| status.serving == Some(fp32(versions[0]))).await;
        stop.cancel();
    }

    async fn servers_follow_to_another_variant_of_the_same_version_and_back(test: &TestDatabase) {
        let stop = CancellationToken::new();
        let classifier = server(test, Bundles::default(), &stop).await;
        let version = fixture::model_versions(&test.database, 1).await[0];
        let int8 = Deployed { variant: ModelVariant::Int8, ..fp32(version) };
        deploy(&test.database, version, None).await;
        until(&classifier, |status| status.serving == Some(fp32(version))).await;
        assert_eq!(classifier.predict("가").await.unwrap().label_class().position, 1);

        deploy_variant(&test.database, int8, Some(version)).await;
        until(&classifier, |status| status.serving == Some(int8)).await;
        let answer = classifier.predict("가").await.unwrap();
        assert_eq!((answer.variant, answer.cached), (ModelVariant::Int8, false));
        assert_eq!(answer.label_class().position, 2, "the other graph's answer, not the remembered one");

        let back = Rollback { expected_active_version_id: version, actor: "anna".into(), reason: "worse".into() };
        deployment::rollback(&test.database, back).await.unwrap();
        until(&classifier, |status| status.serving == Some(fp32(version))).await;
        let answer = classifier.predict("가").await.unwrap();
        assert_eq!((answer.variant, answer.cached, answer.label_class().position), (ModelVariant::Fp32, true, 1));
        stop.cancel();
    }

    async fn what_can_not_be_loaded_leaves_the_old_version_serving_and_is_tried_again(test: &TestDatabase) {
        let stop = CancellationToken::new();
        let versions = fixture::model_versions(&test.database, 2).await;
        deploy(&test.database, versions[0], None).await;
        let loader = Arc::new(Bundles::default());
        let classifier = LiveClassifier::new(classifier::Settings::default());
        let database = test.connect_again().await;
        tokio::spawn(follow(classifier.clone(), database, loader.clone(), stop.clone()));
        until(&classifier, |status| status.serving == Some(fp32(versions[0]))).await;

        loader.failures_left.store(2, Ordering::Relaxed);
        deploy(&test.database, versions[1], Some(versions[0])).await;
        let status = until(&classifier, |status| status.failure.is_some()).await;
        let failure = status.failure.unwrap();
        assert_eq!((failure.deployed, failure.attempts), (fp32(versions[1]), 1));
        assert!(failure.message.contains("model.onnx was changed"), "{}", failure.message);
        assert_eq!(status.serving, Some(fp32(versions[0])));
        assert_eq!(classifier.predict("가").await.unwrap().model_version_id, versions[0]);

        let status = until(&classifier, |status| status.serving == Some(fp32(versions[1]))).await;
        assert_eq!(status.failure, None);
        stop.cancel();
    }

    async fn an_answer_can_be_found_as_soon_as_it_is_asked_for(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let answer = answer(test, version).await;
        // So slow that only being asked makes it write.
        let log = PredictionLog::new(Settings { flush_interval: Duration::from_secs(3600), ..Settings::default() });
        let stop = CancellationToken::new();
        let writing = {
            let (log, database, stop) = (log.clone(), test.database.clone(), stop.clone());
            tokio::spawn(async move { log.write(&database, stop).await })
        };
        let row = log.record("경제 성장률 전망", &answer);
        log.ensure_written(row.id).await;
        assert_eq!(prediction::find(test.database.connection(), row.id).await.unwrap(), row);
        log.ensure_written(row.id).await;

        // A clean stop loses nothing, however much waits.
        for _ in 0..1000 {
            log.record("스포츠", &answer);
        }
        stop.cancel();
        writing.await.unwrap();
        assert_eq!((stored(&test.database).await, log.waiting()), (1001, 0));
    }

    async fn answers_wait_for_a_database_that_refuses_and_a_full_buffer_drops_the_newest(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let answer = answer(test, version).await;
        let settings = Settings { capacity: 3, text_days: 0, flush_interval: Duration::from_millis(1) };
        let log = PredictionLog::new(settings);
        let rename = async |from: &str, to: &str| {
            let statement = format!("ALTER TABLE {from} RENAME TO {to}");
            test.execute(&statement).await;
        };
        rename("prediction", "elsewhere").await;
        let stop = CancellationToken::new();
        let writing = {
            let (log, database, stop) = (log.clone(), test.database.clone(), stop.clone());
            tokio::spawn(async move { log.write(&database, stop).await })
        };
        let rows: Vec<_> = (0..5).map(|n| log.record(&format!("text {n}"), &answer)).collect();
        assert_eq!(log.waiting(), 3);
        rename("elsewhere", "prediction").await;
        log.flush().await;
        assert_eq!(stored(&test.database).await, 3);
        for row in &rows[..3] {
            let found = prediction::find(test.database.connection(), row.id).await.unwrap();
            assert_eq!((&found.text, found.text_sha256.len()), (&None, 64));
        }
        stop.cancel();
        writing.await.unwrap();
    }

    async fn a_row_the_database_refuses_does_not_hold_up_the_others(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let sound = answer(test, version).await;
        let orphan = Answer { model_version_id: ModelVersionId::new(), ..sound.clone() };
        let log = PredictionLog::new(Settings::default());
        for answer in [&sound, &orphan, &sound] {
            log.record("text", answer);
        }
        let stop = CancellationToken::new();
        stop.cancel();
        log.write(&test.database, stop).await;
        assert_eq!((stored(&test.database).await, log.waiting()), (2, 0));
    }
}

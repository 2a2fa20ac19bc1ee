//! What every trained model must beat: registered once, compared, deployable.

use domain::{
    Error,
    model_version::{self, Kind, NewModelVersion},
    training_run::{self, Baseline, NewTrainingRun},
};
use serde_json::{Value, json};
use tests::{
    database::{self, Backend},
    fixture, newsroom, on_every_database,
    process::{self, Process},
};

fn bundle(run: &training_run::Model, sha256: &str) -> NewModelVersion {
    NewModelVersion {
        training_run_id: run.id,
        bundle_sha256: sha256.repeat(64),
        architecture: "ngram-linear".into(),
        parameter_count: 1,
        size_bytes: 1,
        parity: "{}".into(),
        test_metrics: "{}".into(),
        calibration: None,
    }
}

on_every_database! {
    async fn runs_on_the_same_rows_share_one_baseline_and_a_version_of_their_own_stands_beside_it(test: &TestDatabase) {
        let database = &test.database;
        let dataset = fixture::sealed_dataset(database).await;
        let first = fixture::succeeded_run(database, dataset.id, dataset.label_set_id).await;
        let second = fixture::succeeded_run(database, dataset.id, dataset.label_set_id).await;
        let register = async |new: NewModelVersion, is_baseline: bool| {
            let transaction = database.begin().await.unwrap();
            let version = if is_baseline {
                model_version::register_baseline(&transaction, new).await
            } else {
                model_version::register(&transaction, new).await
            };
            database.commit(transaction).await.unwrap();
            version.unwrap()
        };
        let baseline = register(bundle(&first, "a"), true).await;
        assert_eq!((baseline.kind, baseline.number), (Kind::Baseline, 1));
        // A killed attempt comes again, and so does another run.
        assert_eq!(register(bundle(&first, "a"), true).await, baseline);
        assert_eq!(register(bundle(&second, "a"), true).await, baseline);
        let trained = register(bundle(&first, "b"), false).await;
        assert_eq!((trained.kind, trained.number), (Kind::Trained, 2));
        assert_eq!(model_version::of_run(database.connection(), first.id).await.unwrap(), Some(trained));
        assert_eq!(model_version::of_run(database.connection(), second.id).await.unwrap(), None);

        // Of each kind a run has one.
        let transaction = database.begin().await.unwrap();
        let again = model_version::register(&transaction, bundle(&first, "c")).await;
        assert!(again.unwrap_err().is_unique_violation());
    }

    async fn a_run_refers_to_its_baseline_while_it_runs_and_not_after(test: &TestDatabase) {
        let database = &test.database;
        let version = fixture::model_versions(database, 1).await[0];
        let dataset = fixture::sealed_dataset(database).await;
        let new = NewTrainingRun {
            name: "a run".into(),
            dataset_id: dataset.id,
            base_model: "scratch-tiny".into(),
            parameters: "{}".into(),
        };
        let run = training_run::request(database, new).await.unwrap();
        let baseline = Baseline { model_version_id: version, accuracy: 0.5, macro_f1: 0.4, seconds: 1.0 };
        let record = async || {
            let transaction = database.begin().await.unwrap();
            let recorded = training_run::record_baseline(&transaction, run.id, baseline).await;
            database.commit(transaction).await.unwrap();
            recorded
        };
        assert!(matches!(record().await, Err(Error::Conflict(_))));
        let transaction = database.begin().await.unwrap();
        training_run::begin(&transaction, run.id).await.unwrap();
        database.commit(transaction).await.unwrap();
        record().await.unwrap();
        let run = training_run::find(database.connection(), run.id).await.unwrap();
        assert_eq!(run.baseline_version_id, Some(version));
    }
}

const RUN: &str = "query($id: UUID!) { trainingRun(id: $id) {
    modelVersion { id kind } baseline { id kind architecture number parameterCount testMetrics { macroF1 rows }
        calibration { temperature } parity { cases tolerance maxSingleDifference }
        trainingRun { id } evaluations { nodes { status accuracy error } } } } }";

/// The run once its version's and its baseline's evaluations have ended.
async fn measured(server: &Process, run: &Value) -> Value {
    let ended = |data: &Value| data["trainingRun"]["baseline"]["evaluations"]["nodes"][0]["status"] == "SUCCEEDED";
    server.wait_for(RUN, json!({ "id": run }), ended).await["trainingRun"].take()
}

#[tokio::test]
async fn a_baseline_stands_beside_every_model_is_compared_with_it_and_serves() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let server = Process::serve(test, &[]).await;
            newsroom::import(&server, 400).await;
            let dataset = newsroom::build_dataset(&server).await;
            let run = newsroom::start_training(&server, &dataset["id"], 1).await;
            let ended = newsroom::ended_training(&server, &run).await;
            assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
            let first = measured(&server, &run).await;
            let (version, baseline) = (&first["modelVersion"], &first["baseline"]);
            assert_eq!((&version["kind"], &baseline["kind"]), (&json!("TRAINED"), &json!("BASELINE")), "{first}");
            assert_eq!(baseline["architecture"], "ngram-linear");
            assert!(baseline["testMetrics"]["macroF1"].as_f64() > Some(0.5), "{baseline}");
            assert!(baseline["parity"]["cases"].as_i64() >= Some(200), "{baseline}");
            let accuracy = baseline["evaluations"]["nodes"][0]["accuracy"].as_f64().unwrap();
            assert!((0.5..=1.0).contains(&accuracy), "{baseline}");

            let compared = "query($a: UUID!, $b: UUID!) { compareModelVersions(a: $a, b: $b) {
                rows mcnemar { onlyARight onlyBRight pValue } } }";
            // Either may not be evaluated yet: the comparison says so until both are.
            let ids = json!({ "a": baseline["id"], "b": version["id"] });
            let evaluated = "query($id: UUID!) { modelVersion(id: $id) { evaluations { nodes { status } } } }";
            let done = |data: &Value| data["modelVersion"]["evaluations"]["nodes"][0]["status"] == "SUCCEEDED";
            server.wait_for(evaluated, json!({ "id": version["id"] }), done).await;
            let compared = server.data(compared, ids).await;
            assert_eq!(compared["compareModelVersions"]["rows"], baseline["testMetrics"]["rows"], "{compared}");

            newsroom::deploy(&server, &baseline["id"]).await;
            let answer = "mutation { predict(input: { text: \"프로야구 감독 홈런 우승\" }) {
                label { key } probability sure notSureBelow modelVersion { kind } timing { computeMicroseconds } } }";
            let answer = server.data(answer, json!({})).await;
            assert_eq!(answer["predict"]["label"]["key"], "sports", "{answer}");
            assert_eq!(answer["predict"]["modelVersion"]["kind"], "BASELINE");
            let (probability, threshold) =
                (answer["predict"]["probability"].as_f64(), answer["predict"]["notSureBelow"].as_f64());
            assert_eq!(answer["predict"]["sure"], json!(threshold.is_none() || probability >= threshold), "{answer}");

            // Another run on the same rows makes the same, and no version more.
            let run = newsroom::start_training(&server, &dataset["id"], 1).await;
            newsroom::ended_training(&server, &run).await;
            let second = measured(&server, &run).await;
            assert_eq!(second["baseline"]["id"], baseline["id"]);
            assert_ne!(second["modelVersion"]["id"], version["id"]);
            let count = "{ modelVersions(filter: { kind: BASELINE }) { totalCount } }";
            assert_eq!(server.data(count, json!({})).await["modelVersions"]["totalCount"], 1);

            let beside = format!("{}", baseline["number"]);
            let output = process::command(test).args(["compare-versions", &beside, "2"]).output().await.unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && said.contains("answered differently"), "{said}");
        })
    })
    .await;
}

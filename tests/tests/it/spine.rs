//! From labelled headlines to a served prediction, through the real programs; and the same with programs killed.

use std::time::{Duration, Instant};

use api::gate;
use domain::{
    event::{self, Topic},
    id::TrainingRunId,
    training_run::{self, Change},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tests::{
    database::{Backend, TestDatabase},
    newsroom, on_every_database,
    process::Process,
};

const RUN: &str = "query($id: UUID!) { trainingRun(id: $id) {
    status phase step build checkpointStep
    steps(first: 200) { nodes { step } pageInfo { hasNextPage } }
} }";

/// Epochs of a training that takes a while.
const LONG_EPOCHS: i32 = 20;
/// Epochs of a training that is still at it when a few of its steps have been seen.
const SOME_EPOCHS: i32 = 12;

/// A training that goes through all its [`SOME_EPOCHS`].
async fn start_training(server: &Process, dataset: &Value) -> Value {
    let parameters = json!({ "epochs": SOME_EPOCHS, "earlyStoppingPatience": null });
    newsroom::start_training_with(server, dataset, parameters).await
}

/// Asks for `at_least` steps of a run that is being trained, and gives its trainer's process id.
async fn training(server: &Process, run: &Value, at_least: i64) -> Pid {
    let data = server
        .wait_for(RUN, json!({ "id": run }), |data| {
            let run = &data["trainingRun"];
            assert!(run["status"] == "QUEUED" || run["status"] == "RUNNING", "ended too early: {data}");
            run["phase"] == "training" && run["step"].as_i64() >= Some(at_least)
        })
        .await;
    let build: Value = serde_json::from_str(data["trainingRun"]["build"].as_str().unwrap()).unwrap();
    Pid::from_raw(i32::try_from(build["pid"].as_i64().unwrap()).unwrap()).unwrap()
}

/// Waits until a run that is being trained has a checkpoint; gives its step and the trainer's process id.
async fn checkpointed(server: &Process, run: &Value) -> (i64, Pid) {
    let trainer = training(server, run, 1).await;
    let data = server
        .wait_for(RUN, json!({ "id": run }), |data| {
            assert_eq!(data["trainingRun"]["status"], "RUNNING", "ended too early: {data}");
            data["trainingRun"]["checkpointStep"].is_i64()
        })
        .await;
    (data["trainingRun"]["checkpointStep"].as_i64().unwrap(), trainer)
}

/// The ended run went on from step `from` or later, and its curve has every step and every epoch once.
async fn went_on(test: &TestDatabase, server: &Process, run: &Value, from: i64) {
    let ended = newsroom::ended_training(server, run).await;
    assert_eq!((&ended["status"], &ended["attempts"]), (&json!("SUCCEEDED"), &json!(2)), "{ended}");
    let resumed_from = ended["resumedFromStep"].as_i64().unwrap();
    assert!(resumed_from >= from, "{ended}");
    let id = TrainingRunId(run.as_str().unwrap().parse().unwrap());
    let connection = test.database.connection();
    let steps = training_run::steps(connection, id, 0, 100_000).await.unwrap();
    let numbers: Vec<i32> = steps.iter().map(|step| step.step).collect();
    let total = i32::try_from(ended["totalSteps"].as_i64().unwrap()).unwrap();
    assert_eq!(numbers, (1..=total).collect::<Vec<_>>());
    let epochs = training_run::epochs(connection, id).await.unwrap();
    assert_eq!(epochs.iter().map(|epoch| epoch.epoch).collect::<Vec<_>>(), (1..=LONG_EPOCHS).collect::<Vec<_>>());
    let events = event::after(connection, Topic::TrainingRun, Some(id.0), 0, 100_000).await.unwrap();
    let resumed: Vec<Change> = events
        .iter()
        .map(|event| serde_json::from_str(&event.payload).unwrap())
        .filter(|change| matches!(change, Change::Resumed { .. }))
        .collect();
    assert!(
        matches!(resumed[..], [Change::Resumed { attempt: 2, from_step, .. }] if i64::from(from_step) == resumed_from),
        "{resumed:?}"
    );
}

/// Starts a training that takes a while and makes a checkpoint every second.
async fn start_long_training(server: &Process) -> Value {
    newsroom::import(server, 600).await;
    let dataset = newsroom::build_dataset(server).await;
    let parameters = json!({ "epochs": LONG_EPOCHS, "earlyStoppingPatience": null, "checkpointSeconds": 1 });
    newsroom::start_training_with(server, &dataset["id"], parameters).await
}

fn lives(process: Pid) -> bool {
    rustix::process::test_kill_process(process).is_ok()
}

/// The ended run has each of its steps once, one version, and no job that is stuck.
async fn is_whole(server: &Process, run: &Value, attempts: i64) {
    let ended = newsroom::ended_training(server, run).await;
    assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
    assert_eq!(ended["jobs"]["nodes"], json!([{ "attempts": attempts, "status": "SUCCEEDED" }]));
    let total = ended["totalSteps"].as_i64().unwrap();
    let curve = server.data(RUN, json!({ "id": run })).await;
    let steps: Vec<i64> = curve["trainingRun"]["steps"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["step"].as_i64().unwrap())
        .collect();
    let taken = ended["step"].as_i64().unwrap();
    assert!(taken <= total && taken > 0);
    assert_eq!(steps, (1..=taken.min(200)).collect::<Vec<_>>());
    let others = "{ modelVersions(filter: { kind: TRAINED }) { totalCount } baselines: modelVersions(filter: { kind: BASELINE }) { totalCount }
        jobs(filter: { status: RUNNING, kind: TRAIN_MODEL }) { totalCount } }";
    let others = server.data(others, json!({})).await;
    assert_eq!(
        others,
        json!({ "modelVersions": { "totalCount": 1 }, "baselines": { "totalCount": 1 }, "jobs": { "totalCount": 0 } })
    );
}

/// The version once its test split was evaluated by itself, which the end of its training asked for.
async fn measured(server: &Process, version: &Value) -> Value {
    let query = "query($id: UUID!) { modelVersion(id: $id) {
        testMetrics { accuracy rows } calibration { temperature fittedOn negativeLogLikelihoodBefore negativeLogLikelihoodAfter }
        evaluations { nodes { status split rowCount accuracy error dataset { id } calibration { temperature } } } } }";
    let ended = |data: &Value| {
        let evaluation = &data["modelVersion"]["evaluations"]["nodes"][0];
        evaluation["status"] != "QUEUED" && evaluation["status"] != "RUNNING"
    };
    let version = server.wait_for(query, json!({ "id": version }), ended).await["modelVersion"].take();
    let evaluation = &version["evaluations"]["nodes"][0];
    assert_eq!((&evaluation["status"], &evaluation["split"]), (&json!("SUCCEEDED"), &json!("TEST")), "{version}");
    assert_eq!(evaluation["rowCount"], version["testMetrics"]["rows"]);
    // The trainer measured with libtorch; the two may differ where two classes are equally likely.
    let difference = evaluation["accuracy"].as_f64().unwrap() - version["testMetrics"]["accuracy"].as_f64().unwrap();
    assert!(difference.abs() < 0.02, "{version}");
    let calibration = &version["calibration"];
    assert_eq!(calibration["temperature"], evaluation["calibration"]["temperature"]);
    assert_eq!(calibration["fittedOn"], "validation");
    let [before, after] = ["Before", "After"].map(|when| calibration[format!("negativeLogLikelihood{when}")].as_f64());
    assert!(after <= before && after > Some(0.0), "{calibration}");
    version
}

on_every_database! {
    async fn headlines_become_a_served_prediction_though_server_and_trainer_are_killed(test: &TestDatabase) {
        let server = Process::serve(test, &[]).await;
        let none = server.ask("mutation { predict(input: { text: \"x\" }) { id } }", json!({})).await;
        assert_eq!(none["errors"][0]["extensions"]["code"], "NO_ACTIVE_MODEL");

        let report = newsroom::import(&server, 600).await;
        assert_eq!((report["rowsRead"].as_i64(), report["refused"].as_i64()), (Some(600), Some(0)));
        let dataset = newsroom::build_dataset(&server).await;
        let run = start_training(&server, &dataset["id"]).await;

        let trainer = training(&server, &run, 5).await;
        kill_process(trainer, Signal::KILL).unwrap();
        let trainer = loop {
            let next = training(&server, &run, 5).await;
            if next != trainer {
                break next;
            }
        };
        server.kill().await;
        let server = Process::serve(test, &[]).await;
        let orphaned = Instant::now();
        while lives(trainer) {
            assert!(orphaned.elapsed() < Duration::from_secs(10), "the trainer outlives its server");
            tokio::task::yield_now().await;
        }
        is_whole(&server, &run, 3).await;

        let version = newsroom::ended_training(&server, &run).await["modelVersion"]["id"].take();
        let measured = measured(&server, &version).await;
        assert_eq!(measured["evaluations"]["nodes"][0]["dataset"]["id"], dataset["id"]);
        newsroom::deploy(&server, &version).await;
        server.kill().await;

        let server = Process::serve(test, &["--no-worker"]).await;
        newsroom::served(&server, &version).await;
        let predict = "mutation { predict(input: { text: \"코스피 상승 마감\" }) { id label { key } probabilities { probability } } }";
        let predicted = server.data(predict, json!({})).await["predict"].take();
        let sum: f64 =
            predicted["probabilities"].as_array().unwrap().iter().map(|p| p["probability"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{predicted}");
        let feedback = "mutation($input: GiveFeedbackInput!) { giveFeedback(input: $input) { agrees } }";
        let input = json!({ "predictionId": predicted["id"], "labelKey": predicted["label"]["key"] });
        let given = server.data(feedback, json!({ "input": input })).await;
        assert_eq!(given["giveFeedback"]["agrees"], true);

        let walk = "query($id: UUID!) { prediction(id: $id) { modelVersion { trainingRun { dataset {
            manifestSha256 rows(first: 1) { nodes { article { crawl { articles(first: 1) { nodes {
                datasets(first: 1) { nodes { trainingRuns(first: 1) { nodes { modelVersion {
                    predictions(first: 200) { nodes { id } } } } } } }
            } } } } } }
        } } } } }";
        let walked = server.data(walk, json!({ "id": predicted["id"] })).await;
        let dataset_again = &walked["prediction"]["modelVersion"]["trainingRun"]["dataset"];
        assert_eq!(dataset_again["manifestSha256"], dataset["manifestSha256"]);
        assert!(walked.to_string().matches(predicted["id"].as_str().unwrap()).count() == 1, "{walked}");
        let deepest = gate::MAX_DEPTH / 2 - 2;
        let there_and_back = "modelVersion { trainingRun { ".repeat(deepest) + "id" + &" } }".repeat(deepest);
        let deep = format!("query($id: UUID!) {{ prediction(id: $id) {{ {there_and_back} }} }}");
        let answered = server.data(&deep, json!({ "id": predicted["id"] })).await;
        assert_eq!(answered.to_string().matches("modelVersion").count(), deepest, "the deepest documents are answered");
    }

    async fn a_killed_trainer_goes_on_from_its_checkpoint_and_the_curve_has_every_step_once(test: &TestDatabase) {
        let server = Process::serve(test, &[]).await;
        let run = start_long_training(&server).await;
        let (step, trainer) = checkpointed(&server, &run).await;
        kill_process(trainer, Signal::KILL).unwrap();
        went_on(test, &server, &run, step).await;
    }

    async fn a_cancelled_run_stops_within_two_seconds_and_says_so(test: &TestDatabase) {
        let server = Process::serve(test, &[]).await;
        newsroom::import(&server, 600).await;
        let dataset = newsroom::build_dataset(&server).await;
        let run = newsroom::start_training(&server, &dataset["id"], 50).await;
        let trainer = training(&server, &run, 5).await;
        let asked = Instant::now();
        server.data("mutation($id: UUID!) { cancelTrainingRun(id: $id) { id } }", json!({ "id": run })).await;
        let ended = newsroom::ended_training(&server, &run).await;
        let took = asked.elapsed();
        assert_eq!((&ended["status"], &ended["modelVersion"]), (&json!("CANCELLED"), &Value::Null));
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert!(!lives(trainer));
        let again = server.ask("mutation($id: UUID!) { cancelTrainingRun(id: $id) { id } }", json!({ "id": run })).await;
        assert_eq!(again["errors"][0]["extensions"]["code"], "CONFLICT");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminated_server_ends_in_time_and_its_run_goes_on_elsewhere() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let mut server = Process::serve(&test, &[]).await;
    newsroom::import(&server, 600).await;
    let dataset = newsroom::build_dataset(&server).await;
    let run = start_training(&server, &dataset["id"]).await;
    training(&server, &run, 5).await;
    let asked = Instant::now();
    kill_process(Pid::from_raw(server.id().cast_signed()).unwrap(), Signal::TERM).unwrap();
    assert_eq!(server.exit_code().await, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());

    let server = Process::serve(&test, &["--no-worker"]).await;
    let _worker = Process::worker(&test);
    // Being sent away by a stop isn't the run's fault: only the attempt that finished counts.
    is_whole(&server, &run, 1).await;
    let ended = newsroom::ended_training(&server, &run).await;
    assert!(ended["attempts"] == 2 && ended["resumedFromStep"].as_i64() >= Some(5), "{ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_that_is_resumed_goes_on_from_its_checkpoint() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let server = Process::serve(&test, &[]).await;
    let run = start_long_training(&server).await;
    let (step, _) = checkpointed(&server, &run).await;
    server.data("mutation($id: UUID!) { cancelTrainingRun(id: $id) { id } }", json!({ "id": run })).await;
    assert_eq!(newsroom::ended_training(&server, &run).await["status"], "CANCELLED");
    let resume = "mutation($id: UUID!) { resumeTrainingRun(id: $id) { status } }";
    let resumed = server.data(resume, json!({ "id": run })).await;
    assert_eq!(resumed["resumeTrainingRun"]["status"], "QUEUED");
    let again = server.ask(resume, json!({ "id": run })).await;
    assert_eq!(again["errors"][0]["extensions"]["code"], "CONFLICT");
    went_on(&test, &server, &run, step).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_that_is_killed_every_time_fails_its_run_with_advice_about_memory() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let server = Process::serve(&test, &[]).await;
    let run = start_long_training(&server).await;
    let mut last = None;
    for _ in 0..3 {
        let trainer = loop {
            let next = training(&server, &run, 1).await;
            if Some(next) != last {
                break next;
            }
        };
        // As the kernel does when memory runs out.
        kill_process(trainer, Signal::KILL).unwrap();
        last = Some(trainer);
    }
    let ended = newsroom::ended_training(&server, &run).await;
    assert_eq!((&ended["status"], &ended["errorCode"]), (&json!("FAILED"), &json!("TRAINER_DIED")));
    assert!(ended["error"].as_str().unwrap().contains("a smaller batch_size, max_length or base model"), "{ended}");
}

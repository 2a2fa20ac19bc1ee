//! Sweeps: what is launched when, who is stopped, what a kill or a race may cost.

use std::time::Duration;

use domain::{
    Database, Error,
    event::{self, Topic},
    id::{SweepId, TrainingRunId},
    job, model_version,
    sweep::{self, Change, NewSweep, NewTrial, Status, StoppingRule},
    sweep_trial, training_run,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{database::TestDatabase, fixture, graphql::Gateway, newsroom, on_every_database, process::Process};

/// Starts a sweep over so many learning rates, of 3 epochs each.
async fn start(database: &Database, trials: u32, max_concurrent_runs: u32, stopping: StoppingRule) -> sweep::Model {
    let dataset = fixture::sealed_dataset(database).await;
    let trial = |number: u32| NewTrial {
        settings: json!({ "learning_rate": f64::from(number) / 1000.0 }).to_string(),
        base_model: "scratch-tiny".into(),
        parameters: json!({ "epochs": 3, "learning_rate": f64::from(number) / 1000.0 }).to_string(),
    };
    let new = NewSweep {
        name: "rates".into(),
        dataset_id: dataset.id,
        search: "{}".into(),
        trials: (1..=trials).map(trial).collect(),
        stopping,
        max_concurrent_runs,
        max_seconds: Some(3600),
    };
    sweep::request(database, new).await.unwrap()
}

/// The runs of a sweep by the place of their trials.
async fn runs(database: &Database, id: SweepId) -> Vec<Option<TrainingRunId>> {
    let trials = sweep::trials_of(database.connection(), &[id]).await.unwrap();
    trials.into_iter().map(|trial| trial.training_run_id).collect()
}

async fn active(database: &Database, id: SweepId) -> Vec<training_run::Model> {
    use training_run::Status::{Queued, Running};
    training_run::Entity::find()
        .filter(training_run::Column::SweepId.eq(id))
        .filter(training_run::Column::Status.is_in([Queued, Running]))
        .order_by_asc(training_run::Column::Id)
        .all(database.connection())
        .await
        .unwrap()
}

/// What a worker does at a run's start.
async fn begin(database: &Database, id: TrainingRunId) {
    let transaction = database.begin().await.unwrap();
    training_run::begin(&transaction, id).await.unwrap();
    database.commit(transaction).await.unwrap();
}

/// What a worker does at an epoch's end.
async fn record(database: &Database, id: TrainingRunId, epoch: i32, macro_f1: f64) {
    let transaction = database.begin().await.unwrap();
    let measured = training_run::Epoch {
        epoch,
        train_loss: 1.0,
        validation_loss: 1.0,
        accuracy: macro_f1,
        macro_f1,
        metrics: json!({}),
        best: true,
        seconds: 1.0,
    };
    training_run::record_epoch(&transaction, id, measured).await.unwrap();
    database.commit(transaction).await.unwrap();
}

/// What a worker does with a bundle.
async fn succeed(database: &Database, id: TrainingRunId) {
    let transaction = database.begin().await.unwrap();
    let new = model_version::NewModelVersion {
        training_run_id: id,
        bundle_sha256: "0".repeat(64),
        architecture: "scratch-tiny".into(),
        parameter_count: 1,
        size_bytes: 1,
        parity: "{}".into(),
        test_metrics: "{}".into(),
        calibration: None,
    };
    let version = model_version::register(&transaction, new).await.unwrap();
    training_run::succeed(&transaction, id, version.id).await.unwrap();
    database.commit(transaction).await.unwrap();
}

async fn fail(database: &Database, id: TrainingRunId) -> domain::Result<()> {
    let transaction = database.begin().await?;
    // A worker holds its job's lock.
    job::lock_active(&transaction, &[id.0]).await?;
    let failure = training_run::Failure { code: "NAN_LOSS".into(), message: "a test".into() };
    training_run::fail(&transaction, id, failure).await?;
    database.commit(transaction).await
}

async fn changes(database: &Database, id: SweepId) -> Vec<Change> {
    let events = event::after(database.connection(), Topic::Sweep, Some(id.0), 0, 10_000).await.unwrap();
    events.into_iter().map(|event| serde_json::from_str(&event.payload).unwrap()).collect()
}

async fn job_of(database: &Database, id: TrainingRunId) -> job::Model {
    job::newest_for_subject(database.connection(), id.0).await.unwrap().unwrap()
}

on_every_database! {
    async fn each_end_launches_the_next_trial_and_the_last_one_ends_the_sweep(test: &TestDatabase) {
        let database = &test.database;
        let sweep = start(database, 5, 2, StoppingRule::Never).await;
        let mut order = Vec::new();
        while let Some(run) = active(database, sweep.id).await.first().cloned() {
            assert!(active(database, sweep.id).await.len() <= 2);
            begin(database, run.id).await;
            record(database, run.id, 1, 0.5 + order.len() as f64 / 10.0).await;
            if order.len() == 4 { fail(database, run.id).await.unwrap() } else { succeed(database, run.id).await }
            order.push(run.id);
        }
        let launched: Vec<TrainingRunId> = runs(database, sweep.id).await.into_iter().flatten().collect();
        assert_eq!(launched, order);
        let ended = sweep::find(database.connection(), sweep.id).await.unwrap();
        assert_eq!((ended.status, ended.error_code), (Status::Succeeded, None));
        let best = sweep::best_runs(database.connection(), &[sweep.id]).await.unwrap().remove(&sweep.id).unwrap();
        assert_eq!(best.id, order[3], "the one that failed made no version");
        assert_eq!(best.name, "rates #4");
        let jobs = job::Entity::find().all(database.connection()).await.unwrap();
        assert_eq!(jobs.len(), 5);
        let told = changes(database, sweep.id).await;
        let launches = told.iter().filter(|change| matches!(change, Change::Launched { .. })).count();
        let ends = told.iter().filter(|change| matches!(change, Change::Ended { .. })).count();
        assert_eq!((launches, ends), (5, 5));
        assert!(matches!(told.last(), Some(Change::Status { status: Status::Succeeded, .. })), "{told:?}");
    }

    async fn a_sweep_without_a_single_model_has_failed(test: &TestDatabase) {
        let database = &test.database;
        let sweep = start(database, 2, 2, StoppingRule::Never).await;
        for run in active(database, sweep.id).await {
            fail(database, run.id).await.unwrap();
        }
        let ended = sweep::find(database.connection(), sweep.id).await.unwrap();
        assert_eq!((ended.status, ended.error_code.as_deref()), (Status::Failed, Some("NO_RUN_SUCCEEDED")));
    }

    async fn a_loser_is_stopped_at_its_epochs_end_with_the_figures_and_never_at_its_last(test: &TestDatabase) {
        let database = &test.database;
        let rule = StoppingRule::Median { min_epochs: 1, min_runs: 3 };
        let sweep = start(database, 5, 5, rule).await;
        let runs: Vec<TrainingRunId> = runs(database, sweep.id).await.into_iter().flatten().collect();
        for (run, value) in runs.iter().zip([0.7, 0.8, 0.6, 0.65, 0.9]) {
            begin(database, *run).await;
            record(database, *run, 1, value).await;
        }
        let stopped: Vec<bool> = {
            let mut stopped = Vec::new();
            for run in &runs {
                stopped.push(job_of(database, *run).await.cancel_requested);
            }
            stopped
        };
        // The third had two others to compare with; the fourth was below the median of three, 0.7.
        assert_eq!(stopped, [false, false, false, true, false]);
        let trial = sweep_trial::of_run(database.connection(), runs[3]).await.unwrap().unwrap();
        let decision = trial.decision().unwrap().unwrap();
        assert_eq!((decision.rule, decision.epoch, decision.compared_runs), (rule, 1, 3));
        assert_eq!((decision.value, decision.threshold), (0.65, 0.7));

        // Its worker sees the request and ends it.
        let transaction = database.begin().await.unwrap();
        training_run::cancel(&transaction, runs[3]).await.unwrap();
        database.commit(transaction).await.unwrap();
        let run = training_run::find(database.connection(), runs[3]).await.unwrap();
        assert_eq!((run.status, run.error_code.as_deref()), (training_run::Status::Cancelled, Some("STOPPED_EARLY")));
        assert_eq!(run.error.as_deref(), Some(decision.sentence().as_str()));

        record(database, runs[2], 2, 0.6).await;
        record(database, runs[0], 2, 0.8).await;
        record(database, runs[1], 2, 0.8).await;
        record(database, runs[4], 2, 0.9).await;
        assert!(!job_of(database, runs[0]).await.cancel_requested);
        for (run, value) in [(0, 0.8), (1, 0.8), (4, 0.9), (2, 0.1)] {
            record(database, runs[run], 3, value).await;
        }
        assert!(!job_of(database, runs[2]).await.cancel_requested, "it is done anyway");
    }

    async fn a_transaction_that_a_kill_cuts_off_costs_nothing_and_repeats_nothing(test: &TestDatabase) {
        let database = &test.database;
        let sweep = start(database, 2, 1, StoppingRule::Never).await;
        let first = active(database, sweep.id).await[0].id;
        let transaction = database.begin().await.unwrap();
        let failure = training_run::Failure { code: "NAN_LOSS".into(), message: "a test".into() };
        training_run::fail(&transaction, first, failure).await.unwrap();
        drop(transaction);
        assert_eq!(runs(database, sweep.id).await, [Some(first), None]);

        fail(database, first).await.unwrap();
        assert!(matches!(fail(database, first).await, Err(Error::Conflict(_))), "an end that was recorded stays");
        let second = active(database, sweep.id).await;
        assert_eq!(second.len(), 1);
        assert_eq!(runs(database, sweep.id).await, [Some(first), Some(second[0].id)]);
    }

    async fn a_cancelled_sweep_ends_its_runs_and_launches_no_more(test: &TestDatabase) {
        let database = &test.database;
        let sweep = start(database, 4, 2, StoppingRule::Never).await;
        let waiting = active(database, sweep.id).await;
        // One of them is at a worker.
        let claimed = job::claim(database, domain::id::WorkerId::new(), &[job::Kind::TrainModel], 1).await.unwrap();
        let running = TrainingRunId(claimed[0].subject_id.unwrap());
        begin(database, running).await;
        let cancelled = sweep::request_cancel(database, sweep.id).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        assert!(matches!(sweep::request_cancel(database, sweep.id).await, Err(Error::Conflict(_))));
        let left = active(database, sweep.id).await;
        assert_eq!(left.iter().map(|run| run.id).collect::<Vec<_>>(), [running]);
        assert!(job_of(database, running).await.cancel_requested);
        let transaction = database.begin().await.unwrap();
        training_run::cancel(&transaction, running).await.unwrap();
        database.commit(transaction).await.unwrap();
        let launched: Vec<TrainingRunId> = runs(database, sweep.id).await.into_iter().flatten().collect();
        assert_eq!(launched, waiting.iter().map(|run| run.id).collect::<Vec<_>>());
    }

    async fn a_sweep_whose_time_is_over_ends_once_however_many_look(test: &TestDatabase) {
        let database = &test.database;
        let sweep = start(database, 4, 2, StoppingRule::Never).await;
        assert!(sweep::end_overdue(database).await.unwrap().is_empty());
        test.execute("UPDATE sweep SET deadline_at = 1").await;
        let other = test.connect_again().await;
        let (one, two) = tokio::join!(sweep::end_overdue(database), sweep::end_overdue(&other));
        assert_eq!(one.unwrap().len() + two.unwrap().len(), 1);
        let ended = sweep::find(database.connection(), sweep.id).await.unwrap();
        assert_eq!((ended.status, ended.error_code.as_deref()), (Status::Failed, Some("TIME_LIMIT")));
        assert!(active(database, sweep.id).await.is_empty());
    }

    async fn runs_that_end_at_once_while_somebody_cancels_launch_each_trial_at_most_once(test: &TestDatabase) {
        let sweep = start(&test.database, 40, 8, StoppingRule::Never).await;
        let worker = async |database: Database| {
            loop {
                let running = active(&database, sweep.id).await;
                let Some(run) = running.last() else { return };
                // Others end the same ones, or cancel them, in this moment.
                let _ = fail(&database, run.id).await;
            }
        };
        let cancel = async |database: Database| {
            let mut seen = database.changes();
            while runs(&database, sweep.id).await.iter().flatten().count() < 20 {
                let _ = tokio::time::timeout(Duration::from_millis(100), seen.changed()).await;
            }
            sweep::request_cancel(&database, sweep.id).await
        };
        let connections = [test.connect_again().await, test.connect_again().await];
        let (.., cancelled) = tokio::join!(
            worker(test.database.clone()),
            worker(connections[0].clone()),
            worker(connections[1].clone()),
            cancel(test.database.clone()),
        );
        let ended = sweep::find(test.database.connection(), sweep.id).await.unwrap();
        assert_eq!(ended.status == Status::Cancelled, cancelled.is_ok());
        assert!(active(&test.database, sweep.id).await.is_empty());
        let launched: Vec<TrainingRunId> = runs(&test.database, sweep.id).await.into_iter().flatten().collect();
        let stored = training_run::Entity::find().all(test.database.connection()).await.unwrap();
        assert_eq!(stored.len(), launched.len());
        let jobs = job::Entity::find().all(test.database.connection()).await.unwrap();
        assert_eq!(jobs.len(), launched.len());
        assert!(launched.len() >= 20);
    }

    async fn a_sweep_goes_on_after_its_server_is_killed(test: &TestDatabase) {
        let server = Process::serve(test, &[]).await;
        newsroom::import(&server, 600).await;
        let dataset = newsroom::build_dataset(&server).await;
        let input = json!({
            "run": { "name": "rates", "datasetId": dataset["id"], "baseModel": "scratch-tiny", "epochs": 2,
                "batchSize": 64, "maxLength": 16, "vocabularySize": 500, "seed": 3, "threads": 1 },
            "dimensions": [{ "field": "learningRate", "choice": ["0.0005", "0.002"] },
                { "field": "dropout", "choice": ["0", "0.1"] }],
            "strategy": "GRID", "maxConcurrentRuns": 2, "stopping": { "rule": "NEVER" },
        });
        let begun = "mutation($input: StartSweepInput!) { startSweep(input: $input) { id } }";
        let id = server.data(begun, json!({ "input": input })).await["startSweep"]["id"].take();
        let told = "query($id: UUID!) { sweep(id: $id) { status errorCode error
            trials { position settings { field value } trainingRun { id status errorCode error step } }
            bestTrainingRun { id modelVersion { number } } trainingRuns { totalCount } } }";
        server
            .wait_for(told, json!({ "id": id }), |data| {
                data["sweep"]["trials"].as_array().unwrap().iter().any(|trial| trial["trainingRun"]["step"].as_i64() >= Some(2))
            })
            .await;
        server.kill().await;

        let server = Process::serve(test, &[]).await;
        let ended = server.wait_for(told, json!({ "id": id }), |data| data["sweep"]["status"] != "RUNNING").await;
        let sweep = &ended["sweep"];
        assert_eq!(sweep["status"], "SUCCEEDED", "{ended}");
        assert_eq!(sweep["trainingRuns"]["totalCount"], 4);
        let trials = sweep["trials"].as_array().unwrap();
        assert!(trials.iter().all(|trial| trial["trainingRun"]["status"] == "SUCCEEDED"), "{ended}");
        assert_eq!(trials[1]["settings"], json!([{ "field": "dropout", "value": "0.1" }, { "field": "learningRate", "value": "0.0005" }]));
        assert!(sweep["bestTrainingRun"]["modelVersion"]["number"].is_i64(), "{ended}");

        let ids: Vec<&Value> = trials.iter().map(|trial| &trial["trainingRun"]["id"]).collect();
        let compare = "query($ids: [UUID!]!) { compareTrainingRuns(ids: $ids) {
            differences { field values }
            runs { trainingRun { id } curve { epoch macroF1 } bestEpoch { macroF1 } testMetrics { macroF1 } } } }";
        let compared = server.data(compare, json!({ "ids": ids })).await;
        let compared = &compared["compareTrainingRuns"];
        let fields: Vec<&Value> = compared["differences"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
        assert_eq!(fields, ["dropout", "learningRate"]);
        assert_eq!(compared["differences"][1]["values"], json!(["0.0005", "0.0005", "0.002", "0.002"]));
        for (run, id) in compared["runs"].as_array().unwrap().iter().zip(ids) {
            assert_eq!(run["trainingRun"]["id"], *id);
            assert_eq!(run["curve"].as_array().unwrap().len(), 2);
            assert!(run["testMetrics"]["macroF1"].is_f64());
        }
    }
}

#[tokio::test]
async fn a_sweep_is_refused_with_every_field_at_fault() {
    let test = TestDatabase::create(tests::database::Backend::Sqlite).await.unwrap();
    let gateway = Gateway::new(&test);
    let dataset = fixture::sealed_dataset(&test.database).await;
    let start = "mutation($input: StartSweepInput!) { startSweep(input: $input) { id status
        dimensions { field choice minimum maximum scale } strategy { method runs seed }
        stopping { rule minEpochs minRuns reduction } trials { position trainingRun { name } } } }";
    let fields = async |input: Value| {
        let error = gateway.error(start, json!({ "input": input })).await;
        let fields = error["extensions"]["fields"].as_array().unwrap_or_else(|| panic!("{error}")).clone();
        fields.into_iter().map(|field| field["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let run = json!({ "name": "rates", "datasetId": dataset.id });
    let wrong = json!({ "run": { "name": "rates", "datasetId": dataset.id, "epochs": 0 },
        "dimensions": [{ "field": "dropout", "choice": ["0"] }], "strategy": "GRID" });
    assert_eq!(fields(wrong).await, ["input.run.epochs"]);
    let wrong = json!({ "run": run, "strategy": "GRID", "dimensions": [
        { "field": "dropout", "minimum": 0, "maximum": 0.3 }, { "field": "learningRate", "choice": ["7"] } ] });
    assert_eq!(fields(wrong).await, ["input.dimensions.0", "input.dimensions.1"]);
    let wrong = json!({ "run": run, "strategy": "GRID", "dimensions": [{ "field": "dropout" }] });
    assert_eq!(fields(wrong).await, ["input.dimensions.0"]);
    let right = json!([{ "field": "learningRate", "minimum": 1e-4, "maximum": 1e-2, "scale": "LOGARITHMIC" }]);
    let wrong = json!({ "run": { "name": " ", "datasetId": dataset.id }, "strategy": "RANDOM", "runs": 3,
        "dimensions": right, "maxConcurrentRuns": 0, "stopping": { "rule": "HALVING", "reduction": 1 } });
    assert_eq!(fields(wrong).await, ["input.run.name", "input.maxConcurrentRuns", "input.stopping.reduction"]);

    let input = json!({ "run": run, "strategy": "RANDOM", "runs": 3, "seed": 9, "dimensions": right });
    let started = gateway.data(start, json!({ "input": input })).await;
    let sweep = &started["startSweep"];
    assert_eq!(
        sweep["dimensions"][0],
        json!({ "field": "learningRate", "choice": null, "minimum": 1e-4, "maximum": 1e-2,
        "scale": "LOGARITHMIC" })
    );
    assert_eq!(sweep["strategy"], json!({ "method": "RANDOM", "runs": 3, "seed": 9 }));
    assert_eq!(sweep["stopping"], json!({ "rule": "MEDIAN", "minEpochs": 1, "minRuns": 3, "reduction": null }));
    assert_eq!(sweep["trials"][0]["trainingRun"]["name"], "rates #1");
    assert_eq!(sweep["trials"][1]["trainingRun"], Value::Null);
    assert_eq!(sweep["trials"].as_array().unwrap().len(), 3);
}

//! Training runs: what their transitions and their curves promise.

use domain::{
    Database, Error, Timestamp,
    id::TrainingRunId,
    job, training_epoch,
    training_run::{self, NewTrainingRun, Status},
    training_step,
};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::{
    database::{self, Backend},
    fixture,
    graphql::{Gateway, StatementCount},
    on_every_database,
};
use tracing_subscriber::layer::SubscriberExt;

/// A run whose curve has `count` steps: a loss that falls smoothly, but for `spikes`, each a step and its loss.
async fn run_with_curve(database: &Database, count: i32, spikes: &[(i32, f64)]) -> TrainingRunId {
    let dataset = fixture::sealed_dataset(database).await;
    let run = fixture::succeeded_run(database, dataset.id, dataset.label_set_id).await;
    let steps: Vec<_> = (1..=count)
        .map(|step| training_step::Model {
            training_run_id: run.id,
            step,
            epoch: 1,
            loss: spikes.iter().find(|spike| spike.0 == step).map_or(1.0 / f64::from(step), |spike| spike.1),
            learning_rate: 1e-4,
            gradient_norm: if step == count / 3 { 90.0 } else { 1.0 },
            samples_per_second: 50.0,
            seconds_left: 0.0,
            recorded_at: Timestamp::now(),
        })
        .collect();
    for chunk in steps.chunks(1000) {
        let rows = chunk.iter().cloned().map(training_step::ActiveModel::from);
        training_step::Entity::insert_many(rows).exec_without_returning(database.connection()).await.unwrap();
    }
    run.id
}

on_every_database! {
    async fn a_run_that_waits_for_its_next_attempt_is_cancelled_at_once(test: &TestDatabase) {
        let database = &test.database;
        let dataset = fixture::sealed_dataset(database).await;
        let new = NewTrainingRun {
            name: "waiting".into(),
            dataset_id: dataset.id,
            base_model: "scratch-tiny".into(),
            parameters: "{}".into(),
        };
        let run = training_run::request(database, new).await.unwrap();
        let transaction = database.begin().await.unwrap();
        training_run::begin(&transaction, run.id).await.unwrap();
        database.commit(transaction).await.unwrap();

        let cancelled = training_run::request_cancel(database, run.id).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        let jobs = job::Entity::find().all(database.connection()).await.unwrap();
        assert_eq!(jobs.iter().map(|job| job.status).collect::<Vec<_>>(), [job::Status::Cancelled]);
        let again = training_run::request_cancel(database, run.id).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
    }

    async fn a_long_curve_is_drawn_with_few_points_and_loses_no_spike(test: &TestDatabase) {
        let spikes = [(1_234, 7.5), (1_235, -1.0), (7_777, 3.25), (9_999, -2.0)];
        let run = run_with_curve(&test.database, 10_000, &spikes).await;
        for maximum_points in [16, 200, 1_000, 9_999] {
            let curve = training_step::curve(test.database.connection(), run, maximum_points).await.unwrap();
            let numbers: Vec<_> = curve.iter().map(|step| step.step).collect();
            assert!(curve.len() <= maximum_points as usize, "{} points of {maximum_points}", curve.len());
            assert!(numbers.is_sorted() && numbers.first() == Some(&1) && numbers.last() == Some(&10_000));
            let extreme = curve.iter().map(|step| step.loss).fold((0.0_f64, 0.0_f64), |(least, greatest), loss| {
                (least.min(loss), greatest.max(loss))
            });
            assert_eq!(extreme, (-2.0, 7.5));
            assert!(curve.iter().any(|step| step.gradient_norm == 90.0));
        }
        let curve = training_step::curve(test.database.connection(), run, 1_000).await.unwrap();
        for (step, loss) in spikes {
            assert!(curve.iter().any(|point| (point.step, point.loss) == (step, loss)), "the spike at {step} is lost");
        }
        assert!(curve.len() > 300, "only {} points", curve.len());
    }

    async fn a_short_curve_is_drawn_with_all_its_points(test: &TestDatabase) {
        let run = run_with_curve(&test.database, 100, &[]).await;
        let gateway = Gateway::new(test);
        let query = "query ($id: UUID!, $points: Int!) { trainingRun(id: $id) { curve(maximumPoints: $points) { step } } }";
        let data = gateway.data(query, json!({ "id": run, "points": 100 })).await;
        assert_eq!(data["trainingRun"]["curve"].as_array().unwrap().len(), 100);
        let error = gateway.error(query, json!({ "id": run, "points": 15 })).await;
        assert_eq!(error["extensions"]["fields"][0]["field"], "maximumPoints");
    }
}

const COMPARE: &str = "query($ids: [UUID!]!) { compareTrainingRuns(ids: $ids) { differences { field values } runs {
    trainingRun { id status dataset { name } } curve { epoch macroF1 validationLoss } bestEpoch { epoch }
    testMetrics { macroF1 } seconds } } }";

/// On one thread, so that the statements counted are this test's own.
#[tokio::test]
async fn two_hundred_runs_are_compared_with_as_many_statements_as_two() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let dataset = fixture::sealed_dataset(&test.database).await;
            let mut ids: Vec<TrainingRunId> = Vec::new();
            for _ in 0..200 {
                let run = fixture::succeeded_run(&test.database, dataset.id, dataset.label_set_id).await;
                let epoch = |epoch: i32| {
                    training_epoch::ActiveModel::from(training_epoch::Model {
                        training_run_id: run.id,
                        epoch,
                        train_loss: 1.0,
                        validation_loss: 1.0,
                        accuracy: 0.5,
                        macro_f1: 0.5,
                        metrics: "{}".into(),
                        best: epoch == 2,
                        seconds: 1.0,
                        recorded_at: Timestamp::now(),
                    })
                };
                let epochs = training_epoch::Entity::insert_many((1..=3).map(epoch));
                epochs.exec_without_returning(test.database.connection()).await.unwrap();
                ids.push(run.id);
            }
            let gateway = Gateway::new(test);
            let count = StatementCount::default();
            let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(count.clone()));
            gateway.data(COMPARE, json!({ "ids": ids[..2] })).await;
            let few = count.take();
            let all = gateway.data(COMPARE, json!({ "ids": ids })).await;
            let many = count.take();
            assert!((3..8).contains(&few), "{few}");
            // A busy machine may tear a batch in two; a statement per run would make it hundreds.
            assert!(many <= 3 * few, "{few} statements for two runs, {many} for two hundred");
            let runs = all["compareTrainingRuns"]["runs"].as_array().unwrap();
            assert_eq!(runs.len(), 200);
            assert_eq!(runs[199]["trainingRun"]["id"], json!(ids[199]));
            assert_eq!((runs[7]["curve"].as_array().unwrap().len(), &runs[7]["bestEpoch"]["epoch"]), (3, &json!(2)));
            assert_eq!(all["compareTrainingRuns"]["differences"], json!([]));

            for ids in [json!(ids[..1]), json!([ids[0], ids[0]])] {
                let refused = gateway.error(COMPARE, json!({ "ids": ids })).await;
                assert_eq!(refused["extensions"]["fields"][0]["field"], "ids", "{refused}");
            }
            let gone = gateway.error(COMPARE, json!({ "ids": [ids[0], TrainingRunId::new()] })).await;
            assert_eq!(gone["extensions"]["code"], "NOT_FOUND");
        })
    })
    .await;
}

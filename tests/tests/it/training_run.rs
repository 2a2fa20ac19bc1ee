//! Training runs: what their transitions and their curves promise.

use domain::{
    Database, Error, Timestamp,
    id::TrainingRunId,
    job, training_epoch,
    training_run::{self, NewTrainingRun, Status},
    training_step::{self, Window},
    training_stretch,
};
use migrations::{Migrator, MigratorTrait};
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
    let transaction = database.begin().await.unwrap();
    // As a trainer tells them: some at a time.
    for chunk in steps.chunks(997) {
        training_step::append(&transaction, run.id, chunk.to_vec()).await.unwrap();
    }
    database.commit(transaction).await.unwrap();
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
            let curve = training_step::curve(test.database.connection(), run, Window::default(), maximum_points).await.unwrap();
            let numbers: Vec<_> = curve.iter().map(|step| step.step).collect();
            assert!(curve.len() <= maximum_points as usize, "{} points of {maximum_points}", curve.len());
            assert!(numbers.is_sorted() && numbers.first() == Some(&1) && numbers.last() == Some(&10_000));
            let extreme = curve.iter().map(|step| step.loss).fold((0.0_f64, 0.0_f64), |(least, greatest), loss| {
                (least.min(loss), greatest.max(loss))
            });
            assert_eq!(extreme, (-2.0, 7.5));
            assert!(curve.iter().any(|step| step.gradient_norm == 90.0));
        }
        let curve = training_step::curve(test.database.connection(), run, Window::default(), 1_000).await.unwrap();
        for (step, loss) in spikes {
            assert!(curve.iter().any(|point| (point.step, point.loss) == (step, loss)), "the spike at {step} is lost");
        }
        assert!(curve.len() > 300, "only {} points", curve.len());
    }

    async fn a_part_of_a_curve_is_drawn_as_finely_and_ends_where_it_was_asked_to(test: &TestDatabase) {
        let spikes = [(1_999, 50.0), (2_000, 7.5), (2_017, -1.0), (5_003, 3.25), (5_004, 60.0)];
        let run = run_with_curve(&test.database, 10_000, &spikes).await;
        let part = |from, to, points| {
            let window = Window { from: Some(from), to: Some(to) };
            training_step::curve(test.database.connection(), run, window, points)
        };
        for points in [16, 100, 1_000] {
            let curve = part(2_000, 5_003, points).await.unwrap();
            assert!(curve.len() <= points as usize, "{} points of {points}", curve.len());
            assert_eq!((curve[0].step, curve.last().unwrap().step), (2_000, 5_003));
            let extreme = curve.iter().map(|step| step.loss).fold((0.0_f64, 0.0_f64), |(least, greatest), loss| {
                (least.min(loss), greatest.max(loss))
            });
            assert_eq!(extreme, (-1.0, 7.5), "neither is lost, nor what lies outside drawn in");
        }
        let near: Vec<i32> = part(2_010, 2_020, 16).await.unwrap().iter().map(|step| step.step).collect();
        assert_eq!(near, (2_010..=2_020).collect::<Vec<_>>());
        assert!(part(20_000, 30_000, 16).await.unwrap().is_empty());
    }

    async fn stretches_grow_with_a_curve_and_shrink_with_a_new_attempt(test: &TestDatabase) {
        let run = run_with_curve(&test.database, 3_000, &[(700, 9.0), (1_500, 40.0)]).await;
        let told_at_once = run_with_curve(&test.database, 900, &[(700, 9.0)]).await;
        let transaction = test.database.begin().await.unwrap();
        training_step::drop_after(&transaction, run, 900).await.unwrap();
        test.database.commit(transaction).await.unwrap();
        let kept = async |run: TrainingRunId| {
            let rows = training_stretch::Entity::find().all(test.database.connection()).await.unwrap();
            let rows = rows.into_iter().filter(|row| row.training_run_id == run);
            // The steepest step of each run is another one.
            let mut rows: Vec<_> = rows
                .map(|row| (row.width, row.position, row.lowest_step, row.highest_step, row.highest_loss.to_bits()))
                .collect();
            rows.sort_unstable();
            rows
        };
        assert_eq!(kept(run).await, kept(told_at_once).await);
        assert_eq!(kept(run).await.iter().filter(|row| row.0 == 256).count(), 4);
    }

    async fn curves_from_before_there_were_stretches_get_them(test: &TestDatabase) {
        let run = run_with_curve(&test.database, 700, &[(3, 9.0), (300, -4.0)]).await;
        let connection = test.database.connection();
        let kept = async || {
            let mut rows = training_stretch::Entity::find().all(connection).await.unwrap();
            rows.sort_unstable_by_key(|row| (row.width, row.position));
            rows
        };
        let before = kept().await;
        assert!(before.iter().all(|row| row.training_run_id == run));
        let names: Vec<_> = Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
        let from = names.iter().position(|name| name.ends_with("training_stretch")).unwrap();
        Migrator::down(connection, Some((names.len() - from) as u32)).await.unwrap();
        Migrator::up(connection, None).await.unwrap();
        assert_eq!(kept().await, before);
    }

    async fn the_losses_of_many_runs_come_in_one_answer_over_one_axis(test: &TestDatabase) {
        let long = run_with_curve(&test.database, 4_000, &[(2_222, 30.0), (3_333, -3.0)]).await;
        let short = run_with_curve(&test.database, 500, &[(250, 20.0)]).await;
        let gateway = Gateway::new(test);
        let query = "query($ids: [UUID!]!, $from: Int, $to: Int) { compareTrainingRuns(ids: $ids) {
            lossCurves(fromStep: $from, toStep: $to, maximumPoints: 100) { trainingRunId steps losses } } }";
        let all = gateway.data(query, json!({ "ids": [short, long] })).await;
        let curves = &all["compareTrainingRuns"]["lossCurves"];
        let points = |index: usize| -> Vec<(i64, f64)> {
            let numbers = curves[index]["steps"].as_array().unwrap().iter().map(|step| step.as_i64().unwrap());
            numbers.zip(curves[index]["losses"].as_array().unwrap().iter().map(|loss| loss.as_f64().unwrap())).collect()
        };
        assert_eq!((&curves[0]["trainingRunId"], &curves[1]["trainingRunId"]), (&json!(short), &json!(long)));
        assert!(points(0).contains(&(250, 20.0)) && points(1).contains(&(2_222, 30.0)) && points(1).contains(&(3_333, -3.0)));
        assert!((10..=100).contains(&points(1).len()), "{}", points(1).len());
        let near = gateway.data(query, json!({ "ids": [short, long], "from": 501, "to": 540 })).await;
        let near = &near["compareTrainingRuns"]["lossCurves"];
        assert_eq!((near[0]["steps"].as_array().unwrap().len(), near[1]["steps"].as_array().unwrap().len()), (0, 40));
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

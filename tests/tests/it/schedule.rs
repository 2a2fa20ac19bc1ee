//! Schedules: once whatever the number of servers, missed ticks, overlaps, pauses.

use domain::{
    Error, Timestamp, cleaning_run,
    schedule::{self, Action, Change, Missed, Model, NewSchedule, Outcome},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::{
    database::{Backend, TestDatabase},
    graphql::Gateway,
    on_every_database,
};

fn cleaning(name: &str) -> NewSchedule {
    NewSchedule {
        name: name.into(),
        cron: "30 6 * * MON-FRI".into(),
        action: Action::Clean { selection: cleaning_run::Selection::default(), apply: true },
        missed: Missed::RunOnce,
        created_by: "kim".into(),
    }
}

/// Puts the schedule's next tick this many seconds ago.
async fn due_since(test: &TestDatabase, schedule: &Model, seconds: f64) -> Timestamp {
    let tick = Timestamp::now().plus_seconds(-seconds);
    test.execute(&format!("UPDATE schedule SET next_at = {}", tick.0)).await;
    assert_eq!(schedule::find(test.database.connection(), schedule.id).await.unwrap().next_at, tick);
    tick
}

async fn runs(test: &TestDatabase) -> u64 {
    cleaning_run::Entity::find().count(test.database.connection()).await.unwrap()
}

on_every_database! {
    async fn a_tick_fires_once_whatever_the_number_of_servers(test: &TestDatabase) {
        let made = schedule::create(&test.database, cleaning("매일 청소")).await.unwrap();
        assert_eq!(schedule::fire_due(&test.database).await.unwrap(), [], "its time hasn't come");
        let tick = due_since(test, &made, 1.0).await;
        let servers = [test.connect_again().await, test.connect_again().await, test.database.clone()];
        let fired = futures::future::join_all(servers.iter().map(schedule::fire_due)).await;
        let fired: Vec<Model> = fired.into_iter().flat_map(Result::unwrap).collect();
        assert_eq!(fired.len(), 1);
        assert_eq!((fired[0].last_outcome, fired[0].last_at), (Some(Outcome::Started), Some(tick)));
        assert_eq!(runs(test).await, 1);
        let started = cleaning_run::find(test.database.connection(), domain::id::CleaningRunId(fired[0].last_subject_id.unwrap())).await.unwrap();
        assert_eq!((started.requested_by.as_str(), started.applies_when_ready), ("schedule 매일 청소", true));

        // What it started still waits: the next tick passes.
        due_since(test, &made, 1.0).await;
        let fired = schedule::fire_due(&test.database).await.unwrap();
        assert_eq!((fired[0].last_outcome, runs(test).await), (Some(Outcome::Overlapped), 1));
        cleaning_run::request_cancel(&test.database, started.id).await.unwrap();
        due_since(test, &made, 1.0).await;
        schedule::fire_due(&test.database).await.unwrap();
        assert_eq!(runs(test).await, 2);
    }

    async fn missed_ticks_pass_or_are_made_up_for_once(test: &TestDatabase) {
        for (missed, outcome, expected) in [(Missed::Skip, Outcome::Missed, 0), (Missed::RunOnce, Outcome::Started, 1)] {
            let made = schedule::create(&test.database, NewSchedule { missed, ..cleaning("s") }).await.unwrap();
            due_since(test, &made, 10.0 * 24.0 * 3600.0).await;
            let fired = schedule::fire_due(&test.database).await.unwrap();
            assert_eq!((fired[0].last_outcome, runs(test).await), (Some(outcome), expected));
            assert!(fired[0].next_at > Timestamp::now(), "however many ticks there were, none is left");
            schedule::remove(&test.database, made.id).await.unwrap();
        }
    }

    async fn one_that_rests_fires_nothing_and_wakes_at_its_next_tick(test: &TestDatabase) {
        let made = schedule::create(&test.database, cleaning("s")).await.unwrap();
        let paused = Change { paused: Some(true), ..Change::default() };
        schedule::change(&test.database, made.id, paused).await.unwrap();
        due_since(test, &made, 1.0).await;
        assert_eq!(schedule::fire_due(&test.database).await.unwrap(), []);
        let awake = Change { paused: Some(false), ..Change::default() };
        let awake = schedule::change(&test.database, made.id, awake).await.unwrap();
        assert!(awake.next_at > Timestamp::now());
        assert_eq!(schedule::fire_due(&test.database).await.unwrap(), []);
    }

    async fn what_cannot_be_started_is_told_and_fires_again_next_time(test: &TestDatabase) {
        let selection = domain::dataset::Selection::of("nothing");
        let new = NewSchedule { action: Action::BuildDataset { selection }, ..cleaning("s") };
        let made = schedule::create(&test.database, new).await.unwrap();
        due_since(test, &made, 1.0).await;
        let fired = schedule::fire_due(&test.database).await.unwrap();
        assert_eq!(fired[0].last_outcome, Some(Outcome::Refused));
        assert!(fired[0].last_error.as_ref().unwrap().contains("no label set nothing"), "{:?}", fired[0].last_error);
        assert!(fired[0].next_at > Timestamp::now());
        let again = schedule::create(&test.database, cleaning("s")).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "names are unique");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_makes_changes_and_removes_schedules() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let gateway = Gateway::new(&test);
    let create = "mutation($input: CreateScheduleInput!) { createSchedule(input: $input) {
        id cron missed nextTimes action { __typename ... on ScheduledPipeline { plan { evaluate train { baseModel parameters { field value } } } } }
    } }";
    let plan = json!({ "dataset": { "labelSetKey": "daum" }, "train": { "parameters": [{ "field": "epochs", "value": "2" }] }, "evaluate": true });
    let input = json!({ "name": "nightly", "cron": "0 3 * * *", "action": { "pipeline": plan } });
    let made = gateway.data(create, json!({ "input": input })).await;
    let made = &made["createSchedule"];
    assert_eq!((made["nextTimes"].as_array().unwrap().len(), &made["missed"]), (5, &json!("RUN_ONCE")));
    assert!(made["nextTimes"][0].as_str().unwrap().contains("T18:00:00"), "three in the morning in Korea: {made}");
    let parameters = made["action"]["plan"]["train"]["parameters"].as_array().unwrap();
    assert!(parameters.contains(&json!({ "field": "epochs", "value": "2" })), "{made}");

    for (change, field) in [
        (json!({ "cron": "often" }), "input.cron"),
        (
            json!({ "action": { "pipeline": { "dataset": { "labelSetKey": "" } } } }),
            "input.action.pipeline.dataset.labelSetKey",
        ),
        (
            json!({ "action": { "train": { "labelSetKey": "daum", "training": { "parameters": [{ "field": "nothing", "value": "1" }] } } } }),
            "input.action.train.training.parameters.0.field",
        ),
    ] {
        let mut input = json!({ "name": "other", "cron": "0 3 * * *", "action": { "clean": {} } });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = gateway.error(create, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["fields"][0]["field"], field, "{error}");
    }
    let change = "mutation($input: ChangeScheduleInput!) { changeSchedule(input: $input) { name paused nextTimes } }";
    let changed =
        gateway.data(change, json!({ "input": { "id": made["id"], "name": "weekly", "paused": true } })).await;
    assert_eq!(changed["changeSchedule"], json!({ "name": "weekly", "paused": true, "nextTimes": [] }));
    let remove = "mutation($id: UUID!) { removeSchedule(id: $id) { name } }";
    gateway.data(remove, json!({ "id": made["id"] })).await;
    assert_eq!(gateway.data("{ schedules { id } }", json!({})).await["schedules"], json!([]));
}

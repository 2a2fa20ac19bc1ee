//! Events: one order without gaps, for whoever follows, from wherever.

use std::{env, process::Stdio, time::Duration};

use domain::{
    Database,
    dataset::{self, NewDataset},
    event::{self, NewEvent, Topic},
};
use futures::StreamExt;
use serde_json::json;
use tests::{graphql::Gateway, on_every_database};
use tokio::{process::Command, time::timeout};
use uuid::Uuid;

const WRITERS: usize = 6;
const EACH: usize = 25;
const URL: &str = "GISA_TEST_WRITER_URL";

async fn write(database: &Database, count: usize) {
    for number in 0..count {
        let transaction = database.begin().await.unwrap();
        // One transaction in five appends several, one is rolled back.
        let copies = if number % 5 == 0 { 3 } else { 1 };
        let event = NewEvent::new(Topic::Dataset, Uuid::now_v7(), &number).unwrap();
        event::append(&transaction, vec![event; copies]).await.unwrap();
        if number % 5 == 4 {
            drop(transaction);
        } else {
            database.commit(transaction).await.unwrap();
        }
    }
}

/// Of five transactions one appends three events, three append one, one is rolled back.
const fn written(count: usize) -> usize {
    count / 5 * 6
}

async fn follow(database: &Database, count: usize) -> Vec<i64> {
    let events = event::tail(database, Topic::Dataset, None, 0).take(count).map(|event| event.id).collect();
    timeout(Duration::from_secs(60), events).await.expect("every event arrives")
}

on_every_database! {
    async fn a_follower_sees_every_event_in_order_while_many_write(test: &TestDatabase) {
        let others = test.connect_again().await;
        let follower = tokio::spawn(async move { follow(&others, WRITERS * written(EACH)).await });
        let writers = (0..WRITERS).map(|_| {
            let database = test.database.clone();
            tokio::spawn(async move { write(&database, EACH).await })
        });
        futures::future::try_join_all(writers).await.unwrap();
        let expected: Vec<i64> = (1..=(WRITERS * written(EACH)) as i64).collect();
        assert_eq!(follower.await.unwrap(), expected);
        assert_eq!(follow(&test.database, expected.len()).await, expected, "a replay is the same");
    }

    async fn a_follower_sees_what_another_process_writes(test: &TestDatabase) {
        write(&test.database, 5).await;
        let database = test.database.clone();
        let follower = tokio::spawn(async move { follow(&database, written(5) + written(EACH)).await });
        let process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "event::writer_process", "--nocapture"])
            .env(URL, &test.url)
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .status();
        assert!(process.await.unwrap().success());
        let expected: Vec<i64> = (1..=(written(5) + written(EACH)) as i64).collect();
        assert_eq!(follower.await.unwrap(), expected);
    }

    async fn a_follower_of_one_subject_sees_only_it_from_where_it_left(test: &TestDatabase) {
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        for subject in [one, other, one, other, one] {
            let transaction = test.database.begin().await.unwrap();
            let event = NewEvent::new(Topic::Deployment, subject, &"moved").unwrap();
            event::append(&transaction, vec![event]).await.unwrap();
            test.database.commit(transaction).await.unwrap();
        }
        let tail = event::tail(&test.database, Topic::Deployment, Some(one), 1);
        let ids: Vec<i64> = tail.take(2).map(|event| event.id).collect().await;
        assert_eq!(ids, [3, 5]);
    }

    async fn what_an_answer_lacks_comes_after_its_last_event_id(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let database = test.database.clone();
        let writer = tokio::spawn(async move {
            for number in 0..40 {
                let selection = dataset::Selection::of("daum");
                dataset::request(&database, NewDataset { name: format!("{number}"), selection }).await.unwrap();
            }
        });
        let mut answers = Vec::new();
        while !writer.is_finished() || answers.is_empty() {
            let data = gateway.data("{ datasets(first: 1) { totalCount } lastEventId }", json!({})).await;
            let last: i64 = data["lastEventId"].as_str().unwrap().parse().unwrap();
            answers.push((data["datasets"]["totalCount"].as_i64().unwrap(), last));
        }
        writer.await.unwrap();
        let all = event::after(test.database.connection(), Topic::Dataset, None, 0, 1_000).await.unwrap();
        assert_eq!(all.len(), 40);
        for (count, last) in answers {
            let before = all.iter().filter(|event| event.id <= last).count() as i64;
            assert!(count >= before, "{count} datasets, but {before} events up to {last}");
        }
    }
}

/// Not a promise of its own: the other process of the test above. Without its environment it does nothing.
#[test]
fn writer_process() {
    let Ok(url) = env::var(URL) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        write(&Database::connect(&url, 2).await.unwrap(), EACH).await;
    });
}

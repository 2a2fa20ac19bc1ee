//! Turns at hosts: whoever asks, in whatever process, a host is asked no oftener than it bears.

use std::time::Duration;

use domain::{Timestamp, host_turn};
use tests::on_every_database;

const HOST: &str = "https://news.example";
const GAP: Duration = Duration::from_secs(1);

on_every_database! {
    async fn those_who_ask_at_the_same_time_get_turns_a_gap_apart(test: &TestDatabase) {
        let others = [test.database.clone(), test.connect_again().await];
        let now = Timestamp::now();
        let asking = (0..20).map(|number| {
            let database = others[number % 2].clone();
            tokio::spawn(async move { host_turn::take(&database, HOST, now, GAP).await })
        });
        let mut turns = Vec::new();
        for turn in futures::future::join_all(asking).await {
            turns.push(turn.unwrap().unwrap().0 - now.0);
        }
        turns.sort_unstable();
        assert_eq!(turns, (0..20).map(|number| number * 1_000_000).collect::<Vec<_>>());
    }

    async fn a_host_that_rested_is_asked_at_once_and_hosts_do_not_wait_for_each_other(test: &TestDatabase) {
        let now = Timestamp::now();
        let take = |host: &'static str, at: Timestamp, gap| host_turn::take(&test.database, host, at, gap);
        assert_eq!(take(HOST, now, Duration::from_secs(60)).await.unwrap(), now);
        assert_eq!(take("https://other.example", now, GAP).await.unwrap(), now);
        assert_eq!(take(HOST, now, GAP).await.unwrap(), now.plus_seconds(60.0));
        let later = now.plus_seconds(100.0);
        assert_eq!(take(HOST, later, GAP).await.unwrap(), later);
    }
}

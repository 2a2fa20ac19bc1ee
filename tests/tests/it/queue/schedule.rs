//! Schedules fire once, whoever looks at the clock.

use std::collections::HashSet;

use domain::{
    Timestamp,
    event::{self, Topic},
    job::Kind,
    job_schedule::{self, Column, Entity, NewSchedule},
};
use futures::StreamExt;
use sea_orm::{EntityTrait, sea_query::Expr};
use tests::{database::TestDatabase, on_every_database};

use super::probe::{Act, Probe, Worker, all, prepare};

fn every(cron: &str) -> NewSchedule {
    NewSchedule {
        key: "collect".into(),
        kind: Kind::ImportArticles,
        payload: serde_json::to_value(Probe { key: "tick".into(), act: Act::Effect }).unwrap(),
        cron: cron.into(),
    }
}

async fn set_next(test: &TestDatabase, next_at: Timestamp) {
    let update = Entity::update_many().col_expr(Column::NextAt, Expr::value(next_at));
    update.exec(test.database.connection()).await.unwrap();
}

on_every_database! {
    async fn missed_ticks_fire_once_together_whoever_looks(test: &TestDatabase) {
        let schedule = job_schedule::put(&test.database, every("0 0 * * * *")).await.unwrap();
        assert!(job_schedule::fire_due(&test.database).await.unwrap().is_empty());
        set_next(test, Timestamp::now().plus_seconds(-86_400.0)).await;
        let servers = (0..4).map(|_| {
            let database = test.database.clone();
            tokio::spawn(async move { job_schedule::fire_due(&database).await.unwrap().len() })
        });
        let fired: usize = futures::future::try_join_all(servers).await.unwrap().into_iter().sum();
        assert_eq!((fired, all(&test.database).await.len()), (1, 1));
        let next_at = job_schedule::find(test.database.connection(), schedule.id).await.unwrap().next_at;
        assert!(next_at > Timestamp::now());
    }

    async fn a_paused_schedule_rests_until_it_is_resumed(test: &TestDatabase) {
        let schedule = job_schedule::put(&test.database, every("0 0 * * * *")).await.unwrap();
        assert!(job_schedule::pause(&test.database, schedule.id).await.unwrap().paused);
        set_next(test, Timestamp::now().plus_seconds(-60.0)).await;
        assert!(job_schedule::fire_due(&test.database).await.unwrap().is_empty());
        let resumed = job_schedule::resume(&test.database, schedule.id).await.unwrap();
        assert!(!resumed.paused && resumed.next_at > Timestamp::now(), "what was missed stays missed");
        assert!(job_schedule::fire_due(&test.database).await.unwrap().is_empty());
    }

    async fn putting_a_schedule_again_does_not_postpone_it(test: &TestDatabase) {
        let first = job_schedule::put(&test.database, every("0 0 * * * *")).await.unwrap();
        let due = Timestamp::now().plus_seconds(-1.0);
        set_next(test, due).await;
        let again = job_schedule::put(&test.database, every("0 0 * * * *")).await.unwrap();
        assert_eq!((again.id, again.next_at), (first.id, due));
    }

    async fn with_two_workers_each_tick_runs_once(test: &TestDatabase) {
        prepare(test).await;
        job_schedule::put(&test.database, every("* * * * * *")).await.unwrap();
        let workers = [Worker::start(test, "one", 1).await, Worker::start(test, "other", 1).await];
        let mut events = Box::pin(event::tail(&test.database, Topic::Job, None, 0));
        let mut succeeded = HashSet::new();
        while succeeded.len() < 3 {
            let event = events.next().await.unwrap();
            if event.payload.contains("\"succeeded\"") {
                succeeded.insert(event.subject_id);
            }
        }
        for worker in workers {
            worker.stop().await;
        }
        let jobs = all(&test.database).await;
        let seconds: HashSet<i64> = jobs.iter().map(|job| job.created_at.0 / 1_000_000).collect();
        assert_eq!(seconds.len(), jobs.len(), "a tick fired twice: {jobs:#?}");
    }
}

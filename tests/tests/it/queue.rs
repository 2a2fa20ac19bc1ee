//! The queue's promises: nothing lost, nothing doubled, nothing stuck.

mod kill;
mod probe;
mod schedule;

use std::time::Duration;

use domain::{
    Error, Timestamp,
    id::WorkerId,
    job::{self, End, Kind, NewJob, Status},
};
use probe::{AT_ONCE, Act, Worker, all, enqueue, keys, options, prepare, probe, until, until_it};
use sea_orm::ConnectionTrait;
use tests::{
    database::{Backend, TestDatabase, run},
    on_every_database,
};
use tokio::time::Instant;

const KINDS: [Kind; 1] = [Kind::ImportArticles];

async fn claim(test: &TestDatabase) -> Option<job::Model> {
    job::claim(&test.database, WorkerId::new(), &KINDS, 1).await.unwrap().pop()
}

async fn finish(test: &TestDatabase, job: &job::Model, end: End) -> domain::Result<job::Model> {
    let transaction = test.database.begin().await?;
    let job = job::finish(&transaction, job.id, job.fence, end).await?;
    job::announce(&transaction, &job).await?;
    test.database.commit(transaction).await?;
    Ok(job)
}

/// What happens to a job whose worker is dead for certain.
async fn recover(test: &TestDatabase) -> job::Model {
    let running = job::running(test.database.connection(), &KINDS).await.unwrap();
    let transaction = test.database.begin().await.unwrap();
    let job = job::recover(&transaction, running[0]).await.unwrap().unwrap();
    test.database.commit(transaction).await.unwrap();
    job
}

on_every_database! {
    async fn a_job_exists_only_if_its_transaction_commits(test: &TestDatabase) {
        let transaction = test.database.begin().await.unwrap();
        job::enqueue(&transaction, probe("a", Act::Effect)).await.unwrap();
        drop(transaction);
        assert!(claim(test).await.is_none());
        assert_eq!(domain::event::last_id(test.database.connection()).await.unwrap(), 0);
        enqueue(&test.database, probe("b", Act::Effect)).await;
        assert!(claim(test).await.is_some());
    }

    async fn a_superseded_attempt_can_change_nothing(test: &TestDatabase) {
        enqueue(&test.database, probe("a", Act::Effect)).await;
        let old = claim(test).await.unwrap();
        recover(test).await;
        let new = claim(test).await.unwrap();
        assert_eq!((new.id, new.fence, new.attempts), (old.id, old.fence + 1, 2));

        let transaction = test.database.begin().await.unwrap();
        assert!(matches!(job::hold(&transaction, old.id, old.fence).await, Err(Error::Conflict(_))));
        drop(transaction);
        assert!(!job::beat(&test.database, old.id, old.fence).await.unwrap());
        assert!(!job::record_progress(&test.database, old.id, old.fence, 0.5, "late".into()).await.unwrap());
        assert!(matches!(finish(test, &old, End::Succeeded).await, Err(Error::Conflict(_))));

        let transaction = test.database.begin().await.unwrap();
        job::hold(&transaction, new.id, new.fence).await.unwrap();
        test.database.commit(transaction).await.unwrap();
        assert_eq!(finish(test, &new, End::Succeeded).await.unwrap().status, Status::Succeeded);
    }

    async fn a_job_whose_workers_die_is_given_up_after_its_attempts(test: &TestDatabase) {
        let job = enqueue(&test.database, NewJob { max_attempts: 2, ..probe("a", Act::Effect) }).await;
        claim(test).await.unwrap();
        assert_eq!(recover(test).await.status, Status::Queued);
        assert_eq!(claim(test).await.unwrap().attempts, 2);
        let dead = recover(test).await;
        assert_eq!((dead.id, dead.status, dead.attempts), (job.id, Status::Failed, 2));
        assert_eq!(dead.error_code.as_deref(), Some("WORKER_LOST"));
        assert!(claim(test).await.is_none());
    }

    async fn a_live_job_is_not_taken_for_an_orphan(test: &TestDatabase) {
        enqueue(&test.database, probe("a", Act::Effect)).await;
        let job = claim(test).await.unwrap();
        let before = job::running(test.database.connection(), &KINDS).await.unwrap()[0];
        assert!(job::beat(&test.database, job.id, job.fence).await.unwrap());
        let transaction = test.database.begin().await.unwrap();
        assert!(job::recover(&transaction, before).await.unwrap().is_none());
    }

    async fn a_unique_key_admits_one_waiting_or_running_job(test: &TestDatabase) {
        let keyed = || NewJob { unique_key: Some("nightly".into()), ..probe("a", Act::Effect) };
        let racers = (0..6).map(|_| {
            let database = test.database.clone();
            tokio::spawn(async move { enqueue(&database, keyed()).await.id })
        });
        let ids = futures::future::try_join_all(racers).await.unwrap();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let running = claim(test).await.unwrap();
        assert_eq!(enqueue(&test.database, keyed()).await.id, running.id);
        finish(test, &running, End::Succeeded).await.unwrap();
        assert_ne!(enqueue(&test.database, keyed()).await.id, running.id);
    }

    async fn the_highest_priority_goes_first_then_the_longest_due(test: &TestDatabase) {
        let now = Timestamp::now();
        for (key, priority, run_at) in
            [("later", 0, now.plus_seconds(-1.0)), ("sooner", 0, now.plus_seconds(-9.0)), ("urgent", 5, now)]
        {
            enqueue(&test.database, NewJob { priority, run_at, ..probe(key, Act::Effect) }).await;
        }
        enqueue(&test.database, NewJob { run_at: now.plus_seconds(60.0), ..probe("not yet", Act::Effect) }).await;
        for expected in ["urgent", "sooner", "later"] {
            assert!(claim(test).await.unwrap().payload.contains(expected));
        }
        assert!(claim(test).await.is_none());
    }

    async fn a_failed_attempt_waits_ever_longer_until_none_are_left(test: &TestDatabase) {
        prepare(test).await;
        let job = enqueue(&test.database, NewJob { max_attempts: 2, ..probe("a", Act::Fail) }).await;
        let worker = Worker::start(test, "back-off", 1).await;
        let failed = until(&test.database, job.id, Status::Failed).await;
        worker.stop().await;
        assert_eq!((failed.attempts, failed.error_code.as_deref()), (2, Some("NOT_YET")));
        let waited = failed.started_at.unwrap().0 - failed.created_at.0;
        assert!(waited >= 1_000_000, "the second attempt came after {waited} µs");
        assert_eq!(keys(test.database.connection(), "gave_up").await, ["a"]);
        for attempt in 1..9 {
            assert!(job::back_off_seconds(attempt + 1, 0.0) >= job::back_off_seconds(attempt, 1.0));
        }
    }

    async fn a_waiting_job_is_cancelled_at_once_and_can_be_retried(test: &TestDatabase) {
        let job = enqueue(&test.database, probe("a", Act::Effect)).await;
        let cancelled = job::request_cancel(&test.database, job.id).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        assert!(claim(test).await.is_none());
        assert!(matches!(job::request_cancel(&test.database, job.id).await, Err(Error::Conflict(_))));
        assert_eq!(job::retry(&test.database, job.id).await.unwrap().status, Status::Queued);
        assert!(matches!(job::retry(&test.database, job.id).await, Err(Error::Conflict(_))));
        let again = claim(test).await.unwrap();
        assert_eq!((again.attempts, again.cancel_requested), (1, false));
    }

    async fn a_running_job_is_cancelled_within_two_seconds(test: &TestDatabase) {
        prepare(test).await;
        let job = enqueue(&test.database, probe("a", Act::UntilCancelled)).await;
        let worker = Worker::start(test, "cancel", 1).await;
        until_it(&test.database, job.id, |change| change.progress == Some(0.5)).await;
        let asked = Instant::now();
        job::request_cancel(&test.database, job.id).await.unwrap();
        let cancelled = until(&test.database, job.id, Status::Cancelled).await;
        assert!(asked.elapsed() < Duration::from_secs(2), "it took {:?}", asked.elapsed());
        assert_eq!((cancelled.attempts, cancelled.progress), (1, Some(0.5)));
        assert_eq!(keys(test.database.connection(), "gave_up").await, ["a"]);
        worker.stop().await;
    }

    async fn a_panic_ends_as_a_failure_and_the_worker_goes_on(test: &TestDatabase) {
        prepare(test).await;
        let panicking = enqueue(&test.database, probe("a", Act::Panic)).await;
        let next = enqueue(&test.database, probe("b", Act::Effect)).await;
        let worker = Worker::start(test, "panic", 1).await;
        let failed = until(&test.database, panicking.id, Status::Failed).await;
        assert_eq!(failed.error_code.as_deref(), Some("PANIC"));
        assert!(failed.error.unwrap().contains("told to panic"));
        until(&test.database, next.id, Status::Succeeded).await;
        worker.stop().await;
    }

    async fn several_workers_run_each_job_once_and_never_more_than_their_slots(test: &TestDatabase) {
        prepare(test).await;
        let mut jobs = Vec::new();
        for number in 0..40 {
            jobs.push(enqueue(&test.database, probe(format!("job {number:02}"), Act::Effect)).await);
        }
        let names = ["first", "second"].map(|name| format!("{name} of {}", test.url));
        let workers = [Worker::start(test, &names[0], 2).await, Worker::start(test, &names[1], 3).await];
        for job in &jobs {
            let ended = until(&test.database, job.id, Status::Succeeded).await;
            assert_eq!(ended.attempts, 1);
        }
        for worker in workers {
            worker.stop().await;
        }
        let expected: Vec<String> = (0..40).map(|number| format!("job {number:02}")).collect();
        assert_eq!(keys(test.database.connection(), "effect").await, expected);
        let at_once = AT_ONCE.lock().unwrap();
        for (name, slots) in names.iter().zip([2, 3]) {
            let most = at_once.get(std::path::Path::new(name)).map_or(0, |(_, most)| *most);
            assert!(most <= slots, "{name} ran {most} at once");
        }
    }

    async fn a_worker_that_stops_gives_its_jobs_back_uncounted(test: &TestDatabase) {
        prepare(test).await;
        let willing = enqueue(&test.database, probe("a", Act::UntilCancelled)).await;
        let stubborn = enqueue(&test.database, probe("b", Act::Stubborn)).await;
        enqueue(&test.database, probe("c", Act::Effect)).await;
        let options = options(test.connect_again().await, "stop");
        let worker = Worker::start_with(jobs::WorkerOptions { drain: Duration::from_millis(500), ..options });
        until(&test.database, willing.id, Status::Running).await;
        until(&test.database, stubborn.id, Status::Running).await;
        worker.stop().await;
        for job in all(&test.database).await {
            assert_eq!((job.status, job.attempts), (Status::Queued, 0), "{}", job.payload);
        }
        assert!(keys(test.database.connection(), "gave_up").await.is_empty());
        assert!(domain::worker::alive(test.database.connection()).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_outlives_lost_connections() {
    run(Backend::Postgres, |test| Box::pin(outlive_lost_connections(test))).await;
}

async fn outlive_lost_connections(test: &TestDatabase) {
    prepare(test).await;
    let worker = Worker::start(test, "lost", 2).await;
    let hanging = enqueue(&test.database, probe("a", Act::UntilCancelled)).await;
    until(&test.database, hanging.id, Status::Running).await;
    // Every connection but the one that does it: the workers' pool, the test's, and the listeners.
    let _ = test
        .database
        .connection()
        .execute_unprepared(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await;
    let database = test.connect_again().await;
    let next = enqueue(&database, probe("b", Act::Effect)).await;
    until(&database, next.id, Status::Succeeded).await;
    job::request_cancel(&database, hanging.id).await.unwrap();
    until(&database, hanging.id, Status::Cancelled).await;
    worker.stop().await;
}

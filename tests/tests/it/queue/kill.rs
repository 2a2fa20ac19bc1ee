//! Workers that are killed lose no job, run no effect twice and leave nothing running.

use std::{env, time::Duration};

use domain::{
    Timestamp,
    event::{self, Topic},
    job::{self, NewJob, Status},
};
use tests::on_every_database;
use tokio::time::sleep;

use super::probe::{Act, Worker, WorkerProcess, all, enqueue, keys, prepare, probe, until};

on_every_database! {
    async fn workers_killed_at_the_worst_moments_lose_nothing_and_double_nothing(test: &TestDatabase) {
        prepare(test).await;
        // One process a moment: each takes the one job that waits, and stands still.
        let moments = [
            ("jobs::claimed", Act::Effect),
            ("jobs::before_end", Act::EffectUnlessThere),
            ("jobs::before_commit", Act::Effect),
        ];
        let (mut jobs, mut processes) = (Vec::new(), Vec::new());
        for (point, act) in moments {
            jobs.push(enqueue(&test.database, probe(point, act)).await);
            let mut process = WorkerProcess::spawn(test, Some(point));
            process.reached().await;
            processes.push(process);
        }
        for process in processes {
            process.kill().await;
        }
        let killed = Timestamp::now();
        jobs.push(enqueue(&test.database, probe("untouched", Act::Effect)).await);
        let worker = Worker::start(test, "survivor", 2).await;
        for job in &jobs {
            let ended = until(&test.database, job.id, Status::Succeeded).await;
            // Each was begun by a process that died; one that stood still for long may have been replaced before.
            let was_killed = !ended.payload.contains("untouched");
            assert_eq!(ended.attempts >= 2, was_killed, "{} began {} times", ended.payload, ended.attempts);
        }
        let taken_back = event::after(test.database.connection(), Topic::Job, None, 0, 1_000).await.unwrap();
        let taken_back = taken_back.iter().filter(|event| event.payload.contains("WORKER_LOST"));
        let last = taken_back.filter(|event| event.payload.contains("\"queued\"")).map(|event| event.created_at).max();
        let seconds = (last.unwrap().0 - killed.0) as f64 / 1e6;
        println!("{:?}: all taken back {seconds:.1} s after kill -9", test.backend);
        assert!(seconds < 10.0, "it took {seconds:.1} s to take the jobs back");
        worker.stop().await;
        let effects = keys(test.database.connection(), "effect").await;
        assert_eq!(effects, ["jobs::before_commit", "jobs::before_end", "jobs::claimed", "untouched"]);
    }

    async fn workers_killed_at_random_lose_nothing_and_double_nothing(test: &TestDatabase) {
        if env::var("GISA_LONG_TESTS").as_deref() != Ok("1") {
            println!("SKIPPED: GISA_LONG_TESTS is not 1");
            return;
        }
        const KILLS: usize = 40;
        const JOBS_A_KILL: usize = 60;
        prepare(test).await;
        let mut processes = [(); 3].map(|()| WorkerProcess::spawn(test, None));
        let mut expected = Vec::new();
        for kill in 0..KILLS {
            // At once, and more than they can do in the time: whoever is killed is killed at work.
            let transaction = test.database.begin().await.unwrap();
            for number in 0..JOBS_A_KILL {
                let act = if number % 2 == 0 { Act::Effect } else { Act::EffectUnlessThere };
                let key = format!("{kill:02} {number:02}");
                job::enqueue(&transaction, NewJob { max_attempts: 100, ..probe(&key, act) }).await.unwrap();
                expected.push(key);
            }
            test.database.commit(transaction).await.unwrap();
            // Where in a job's life this strikes is chance; that is the point.
            sleep(Duration::from_millis(50 + uuid::Uuid::now_v7().as_u128() as u64 % 400)).await;
            let victim = kill % processes.len();
            std::mem::replace(&mut processes[victim], WorkerProcess::spawn(test, None)).kill().await;
        }
        for process in processes {
            process.kill().await;
        }
        let worker = Worker::start(test, "survivor", 4).await;
        let mut begun_again = 0;
        for job in all(&test.database).await {
            begun_again += until(&test.database, job.id, Status::Succeeded).await.attempts - 1;
        }
        worker.stop().await;
        println!("{:?}: {KILLS} kills, {begun_again} jobs begun again", test.backend);
        assert!(begun_again > 0, "no kill struck a job");
        assert_eq!(keys(test.database.connection(), "effect").await, expected);
    }
}

//! Workers that are killed lose no job, run no effect twice and leave nothing running.

use std::{env, time::Duration};

use domain::job::{NewJob, Status};
use tests::on_every_database;
use tokio::time::{Instant, sleep};

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
        let killed = Instant::now();
        jobs.push(enqueue(&test.database, probe("untouched", Act::Effect)).await);
        let worker = Worker::start(test, "survivor", 2).await;
        for job in &jobs {
            let ended = until(&test.database, job.id, Status::Succeeded).await;
            // Each was begun by a process that died; one that stood still for long may have been replaced before.
            let was_killed = !ended.payload.contains("untouched");
            assert_eq!(ended.attempts >= 2, was_killed, "{} began {} times", ended.payload, ended.attempts);
        }
        let took = killed.elapsed();
        println!("{:?}: recovered and run {took:?} after kill -9", test.backend);
        assert!(took < Duration::from_secs(10), "recovery took {took:?}");
        worker.stop().await;
        let effects = keys(test.database.connection(), "effect").await;
        assert_eq!(effects, ["jobs::before_commit", "jobs::before_end", "jobs::claimed", "untouched"]);
    }

    async fn workers_killed_at_random_lose_nothing_and_double_nothing(test: &TestDatabase) {
        if env::var("GISA_LONG_TESTS").as_deref() != Ok("1") {
            println!("SKIPPED: GISA_LONG_TESTS is not 1");
            return;
        }
        const JOBS: usize = 400;
        prepare(test).await;
        for number in 0..JOBS {
            let act = if number % 2 == 0 { Act::Effect } else { Act::EffectUnlessThere };
            enqueue(&test.database, NewJob { max_attempts: 50, ..probe(format!("{number:03}"), act) }).await;
        }
        let mut kills = 0;
        let mut processes = [WorkerProcess::spawn(test, None), WorkerProcess::spawn(test, None)];
        while all(&test.database).await.iter().filter(|job| job.status == Status::Succeeded).count() < JOBS * 9 / 10 {
            // Where in a job's life this strikes is chance; that is the point.
            sleep(Duration::from_millis(300 + uuid::Uuid::new_v4().as_u128() as u64 % 700)).await;
            let victim = kills % processes.len();
            std::mem::replace(&mut processes[victim], WorkerProcess::spawn(test, None)).kill().await;
            kills += 1;
        }
        for process in processes {
            process.kill().await;
        }
        let worker = Worker::start(test, "survivor", 4).await;
        for job in all(&test.database).await {
            until(&test.database, job.id, Status::Succeeded).await;
        }
        worker.stop().await;
        println!("{:?}: {kills} kills", test.backend);
        let expected: Vec<String> = (0..JOBS).map(|number| format!("{number:03}")).collect();
        assert_eq!(keys(test.database.connection(), "effect").await, expected);
    }
}

//! What a worker does beside its jobs: saying that it is alive, firing schedules, taking back the jobs of workers that
//! died, and deleting what ended jobs left behind, uploads that nothing needs and old messages to webhooks.

use std::{collections::HashMap, time::Duration};

use domain::{
    Error,
    id::{JobId, WorkerId},
    job::{self, Pulse},
    job_schedule, schedule, sweep, webhook_delivery, worker,
};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{WorkerOptions, scratch, sweep_uploads};

/// How often all of it is done.
const ROUND: Duration = Duration::from_secs(1);
/// After how many rounds without a heartbeat a job is an orphan. Heartbeats come every 1.5 seconds.
const LEASE_ROUNDS: u32 = 6;
/// Whoever waits this long to write can't tell a worker that died from one that waits too.
const BUSY: Duration = Duration::from_secs(1);
/// Every how many rounds the worker says that it is alive.
const WORKER_BEAT_ROUNDS: u32 = 5;
/// Every how many rounds uploads and ended jobs' folders are swept: ten minutes.
const SWEEP_ROUNDS: u32 = 600;

/// Does all of it, until `stopping`. What the database refuses is tried again in the next round.
pub(crate) async fn run(options: &WorkerOptions, worker_id: WorkerId, stopping: &CancellationToken) {
    let mut rounds = interval(ROUND);
    // A worker that was held up must not take the time for evidence.
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut silent = Silent::default();
    let mut round = 0_u32;
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = rounds.tick() => {}
        }
        if round.is_multiple_of(WORKER_BEAT_ROUNDS)
            && let Err(error) = worker::beat(&options.database, worker_id).await
        {
            tracing::warn!(worker.id = %worker_id, %error, "the worker's heartbeat failed");
        }
        if round.is_multiple_of(SWEEP_ROUNDS)
            && let Err(error) = sweep_uploads(&options.database, &options.artifacts, options.keep_uploads).await
        {
            tracing::warn!(%error, "uploads that nothing needs can't be deleted");
        }
        if round.is_multiple_of(SWEEP_ROUNDS)
            && let Err(error) = webhook_delivery::sweep(options.database.connection()).await
        {
            tracing::warn!(%error, "old messages to webhooks can't be deleted");
        }
        if round.is_multiple_of(SWEEP_ROUNDS) {
            match scratch::sweep(options).await {
                Ok(swept) => {
                    for id in swept {
                        tracing::info!(job.id = %id, "an ended job's folder was deleted");
                    }
                }
                Err(error) => tracing::warn!(%error, "ended jobs' folders can't be looked through"),
            }
        }
        round = round.wrapping_add(1);
        match job_schedule::fire_due(&options.database).await {
            Ok(fired) => {
                for job in fired {
                    tracing::info!(job.id = %job.id, job.kind = ?job.kind, "a schedule fired");
                }
            }
            Err(error) => tracing::warn!(%error, "schedules can't be fired"),
        }
        match schedule::fire_due(&options.database).await {
            Ok(fired) => {
                for schedule in fired {
                    tracing::info!(
                        schedule.id = %schedule.id, schedule.outcome = ?schedule.last_outcome, "a schedule's time came"
                    );
                }
            }
            Err(error) => tracing::warn!(%error, "schedules can't be looked at"),
        }
        match sweep::end_overdue(&options.database).await {
            Ok(ended) => {
                for sweep in ended {
                    tracing::info!(sweep.id = %sweep.id, "a sweep's time is over");
                }
            }
            Err(error) => tracing::warn!(%error, "overdue sweeps can't be looked for"),
        }
        if let Err(error) = recover(options, &mut silent).await {
            tracing::warn!(%error, "orphaned jobs can't be looked for");
        }
    }
}

/// The jobs that run, and for how many rounds each has shown the same heartbeat. Counting rounds of our own, rather
/// than comparing clocks, makes machines whose clocks differ agree, and a process that was suspended harmless.
#[derive(Default)]
struct Silent(HashMap<JobId, (Pulse, u32)>);

impl Silent {
    /// Takes note of a round; gives the orphans.
    fn observe(&mut self, running: Vec<Pulse>) -> Vec<Pulse> {
        let before = std::mem::take(&mut self.0);
        let mut orphans = Vec::new();
        for pulse in running {
            let same = before.get(&pulse.id).filter(|(seen, _)| is_same_beat(seen, &pulse));
            let rounds = same.map_or(0, |(_, rounds)| rounds + 1);
            if rounds >= LEASE_ROUNDS {
                orphans.push(pulse);
            }
            self.0.insert(pulse.id, (pulse, rounds));
        }
        orphans
    }

    /// Begins the evidence against all jobs anew.
    fn forget(&mut self) {
        self.0.clear();
    }
}

fn is_same_beat(one: &Pulse, other: &Pulse) -> bool {
    (one.fence, one.heartbeat_at) == (other.fence, other.heartbeat_at)
}

async fn recover(options: &WorkerOptions, silent: &mut Silent) -> domain::Result<()> {
    let kinds = options.handlers.kinds();
    let running = job::running(options.database.connection(), &kinds).await?;
    for orphan in silent.observe(running) {
        let job = match take_back(options, orphan, GiveUp::Yes).await {
            // The row stays as it is, but the job must not run for ever.
            Err(error) if !matches!(error, Error::Database(_)) => {
                tracing::error!(job.id = %orphan.id, %error, "a job's row refused to end with it");
                take_back(options, orphan, GiveUp::No).await?
            }
            taken => taken?,
        };
        match job {
            Taken::Job(job) => tracing::warn!(
                job.id = %job.id, job.kind = ?job.kind, job.status = ?job.status, job.attempt = job.attempts,
                "a job was taken back from a worker that died",
            ),
            Taken::Alive => {}
            Taken::Unsure => {
                silent.forget();
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Whether the row a job works for ends with the job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GiveUp {
    Yes,
    No,
}

enum Taken {
    Job(Box<job::Model>),
    Alive,
    Unsure,
}

async fn take_back(options: &WorkerOptions, orphan: Pulse, give_up: GiveUp) -> domain::Result<Taken> {
    let asked = Instant::now();
    let transaction = options.database.begin().await?;
    let Some(job) = job::recover(&transaction, orphan).await? else { return Ok(Taken::Alive) };
    if asked.elapsed() > BUSY {
        return Ok(Taken::Unsure);
    }
    if give_up == GiveUp::Yes
        && let (Some(end), Some(handler)) = (job.ended(), options.handlers.handler(job.kind))
    {
        handler.give_up(&transaction, &job, &end).await?;
    }
    job::announce(&transaction, &job).await?;
    options.database.commit(transaction).await?;
    Ok(Taken::Job(Box::new(job)))
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    fn beat(id: JobId, at: i64) -> Pulse {
        Pulse { id, fence: 1, running: true, heartbeat_at: Some(Timestamp(at)), cancel_requested: false }
    }

    #[test]
    fn only_a_job_that_is_silent_for_the_whole_lease_is_an_orphan() {
        let (dead, alive) = (JobId::new(), JobId::new());
        let mut silent = Silent::default();
        for round in 0..i64::from(LEASE_ROUNDS) {
            assert!(silent.observe(vec![beat(dead, 0), beat(alive, round / 3)]).is_empty());
        }
        assert_eq!(silent.observe(vec![beat(dead, 0), beat(alive, 9)]), [beat(dead, 0)]);
    }

    #[test]
    fn a_new_claim_begins_a_new_lease() {
        let id = JobId::new();
        let mut silent = Silent::default();
        for _ in 0..LEASE_ROUNDS {
            silent.observe(vec![beat(id, 0)]);
        }
        assert!(silent.observe(vec![Pulse { fence: 2, ..beat(id, 0) }]).is_empty());
    }
}

//! `gisa-trainer` as a child process: started, listened to, stopped.

use std::{
    collections::VecDeque, os::unix::process::ExitStatusExt, path::Path, process::Stdio, sync::Arc, time::Duration,
};

use ml::trainer_protocol::TrainerEvent;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout},
    sync::Mutex,
    time::timeout,
};

use crate::{JobError, Settings};

/// How long a trainer that was asked to stop may take before it is killed: what it learnt since its last checkpoint is
/// lost then.
const GRACE: Duration = Duration::from_millis(1_500);

/// The same when the worker shuts down, so that the trainer ends its step and makes a checkpoint.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(6);

/// What Rust says when an allocation fails, before it aborts.
const ALLOCATION_FAILED: &str = "memory allocation of";

/// What to do about memory.
const SAVE_MEMORY: &str = "start a new run with a smaller batch_size, max_length or base model, or give the machine \
    more memory (the kernel's log, `dmesg`, tells whom it killed)";

/// How many lines of the trainer's log are kept to explain a death.
const LOG_LINES: usize = 20;

/// A running trainer. Dropped, it is killed.
pub(super) struct Trainer {
    child: Child,
    events: Lines<BufReader<ChildStdout>>,
    log: Arc<Mutex<VecDeque<String>>>,
}

impl Trainer {
    /// Starts a trainer on a job folder.
    pub(super) fn start(settings: &Settings, folder: &Path) -> std::io::Result<Self> {
        let mut command = settings.trainer_command();
        command.arg(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let piped = "both streams were asked for as pipes";
        let events = BufReader::new(child.stdout.take().expect(piped)).lines();
        let log = Arc::new(Mutex::new(VecDeque::new()));
        let mut lines = BufReader::new(child.stderr.take().expect(piped)).lines();
        let kept = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                tracing::debug!(target: "gisa_trainer", "{line}");
                let mut kept = kept.lock().await;
                if kept.len() == LOG_LINES {
                    kept.pop_front();
                }
                kept.push_back(line);
            }
        });
        Ok(Self { child, events, log })
    }

    /// The next event; `None` once the trainer has closed its output. Cancel-safe.
    pub(super) async fn next(&mut self) -> std::io::Result<Option<TrainerEvent>> {
        match self.events.next_line().await? {
            None => Ok(None),
            Some(line) => serde_json::from_str(&line).map(Some).map_err(|error| {
                std::io::Error::other(format!("the trainer printed a line that is no event ({error}): {line}"))
            }),
        }
    }

    /// Asks the trainer to stop, and kills it if it doesn't in time.
    pub(super) async fn stop(&mut self, is_shutdown: bool) {
        if let Some(pid) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            // It may have ended on its own in this moment.
            let _ = kill_process(pid, Signal::TERM);
        }
        let grace = if is_shutdown { SHUTDOWN_GRACE } else { GRACE };
        if timeout(grace, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }

    /// What became of a trainer that said neither `finished` nor `failed`. Another attempt is worth it, of which there
    /// are only so many, unless memory was what it wanted.
    pub(super) async fn death(&mut self) -> JobError {
        let ended = self.child.wait().await;
        let log = self.log.lock().await;
        let log = log.iter().fold(String::new(), |text, line| format!("{text}\n{line}"));
        let status = match ended {
            Ok(status) => status,
            Err(error) => return JobError::transient("TRAINER_DIED", format!("the trainer is lost ({error}){log}")),
        };
        if log.contains(ALLOCATION_FAILED) {
            return JobError::permanent("OUT_OF_MEMORY", format!("the trainer found no memory; {SAVE_MEMORY}{log}"));
        }
        if status.signal() == Some(Signal::KILL.as_raw()) {
            let message = format!("the trainer was killed, most likely because memory ran out; {SAVE_MEMORY}{log}");
            return JobError::transient("TRAINER_DIED", message);
        }
        JobError::transient("TRAINER_DIED", format!("the trainer ended without a word ({status}){log}"))
    }
}

//! `gisa-trainer` as a child process: started, listened to, stopped.

use std::{collections::VecDeque, path::Path, process::Stdio, sync::Arc, time::Duration};

use ml::trainer_protocol::TrainerEvent;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout},
    sync::Mutex,
    time::timeout,
};

use crate::Settings;

/// How long a trainer that was asked to stop may take before it is killed.
const GRACE: Duration = Duration::from_millis(1_500);

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

    /// Asks the trainer to stop, and kills it if it doesn't within [`GRACE`].
    pub(super) async fn stop(&mut self) {
        if let Some(pid) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            // It may have ended on its own in this moment.
            let _ = kill_process(pid, Signal::TERM);
        }
        if timeout(GRACE, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }

    /// How a trainer ended that said neither `finished` nor `failed`, in words, with the end of its log.
    pub(super) async fn death(&mut self) -> String {
        let how = match self.child.wait().await {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        let log = self.log.lock().await;
        log.iter().fold(how, |text, line| format!("{text}\n{line}"))
    }
}

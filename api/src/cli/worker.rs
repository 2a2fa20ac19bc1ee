//! `gisa worker`

use std::collections::BTreeMap;

use api::configuration::Configuration;
use clap::Args;
use figment::value::Value;
use tokio_util::sync::CancellationToken;

use super::{failure::Outcome, ground::Ground, serve};

/// Run background jobs only, beside `gisa serve --no-worker` or for a second machine.
#[derive(Debug, Args)]
pub struct Worker {
    /// Jobs that run at the same time [default: 2]
    #[arg(long, value_name = "N")]
    concurrency: Option<usize>,
}

impl Worker {
    /// Settings that its flags set.
    pub fn flags(&self) -> BTreeMap<&'static str, Value> {
        self.concurrency.map(|concurrency| ("worker_concurrency", Value::from(concurrency))).into_iter().collect()
    }

    /// Works until it is told to stop.
    pub async fn run(self, configuration: Configuration) -> Outcome {
        let ground = Ground::open(configuration).await?;
        if let Some(problem) = ground.trainer_problem() {
            tracing::warn!("{problem}");
        }
        let stop = CancellationToken::new();
        serve::stop_on_signals(stop.clone())?;
        jobs::run_worker(ground.worker_options(), stop).await?;
        Ok(())
    }
}

//! The trainer's part: `gisa-trainer prepare-base` checks a published folder, converts it and seals it.
//!
//! It runs as a process of its own, since what it reads comes from strangers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use domain::{
    Error,
    base_model::{self, KeyReport, Pooling, Ready, Source},
};
use serde::Deserialize;
use serde_json::Value;

use super::disk;
use crate::{JobContext, JobError};

/// The tensors of a pooler, which a checkpoint may lack.
const POOLER: [&str; 2] = ["pooler.dense.weight", "pooler.dense.bias"];

/// A sealed folder that waits to be stored.
pub(super) struct Prepared {
    /// Where it lies.
    pub(super) folder: PathBuf,
    /// What is known of it.
    pub(super) ready: Ready,
}

/// The trainer's last line.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Said {
    /// The base model is sealed.
    Prepared(Box<Sealed>),
    /// There is none.
    Failed { code: String, message: String, fix: String },
}

#[derive(Deserialize)]
struct Sealed {
    sha256: String,
    bytes: i64,
    family: String,
    pooling: Pooling,
    parameters_count: i64,
    vocabulary_size: i64,
    has_pooler: bool,
    left_out: Vec<String>,
}

/// Has the trainer make a sealed base model of `folder` in `target`, which is made or emptied.
///
/// # Errors
/// The trainer's own failures under their codes; `TRAINER_MISSING`; `TRAINER_DIED` when it ended without a word.
pub(super) async fn prepare(
    context: &JobContext,
    base: &base_model::Model,
    folder: &Path,
    target: &Path,
) -> Result<Prepared, JobError> {
    if target.exists() {
        fs::remove_dir_all(target).map_err(disk)?;
    }
    context.progress(0.9, "checking and converting").await?;
    let source = match (base.source, &base.resolved_revision) {
        (Source::Hub, Some(commit)) => format!("{}@{commit}", base.location),
        _ => base.location.clone(),
    };
    let mut command = context.settings.trainer_command();
    command.arg("prepare-base").arg(folder).arg(target).args(["--name", &base.name, "--source", &source]);
    command.args(["--prefix", &base.text_prefix]);
    if let Some(pooling) = base.pooling {
        let pooling = serde_json::to_value(pooling).map_err(Error::from)?;
        command.args(["--pooling", pooling.as_str().unwrap_or_default()]);
    }
    let output = command.stdin(Stdio::null()).output().await.map_err(|error| {
        let path = context.settings.trainer.display();
        JobError::permanent("TRAINER_MISSING", format!("{path} can't be started ({error}); build it with `make build`"))
    })?;
    let log = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    match said.lines().last().map(serde_json::from_str) {
        Some(Ok(Said::Prepared(sealed))) => Ok(Prepared { ready: ready(*sealed, target)?, folder: target.to_owned() }),
        Some(Ok(Said::Failed { code, message, fix })) if code == "INTERRUPTED" => {
            Err(JobError::transient(code, format!("{message}; {fix}")))
        }
        Some(Ok(Said::Failed { code, message, fix })) => Err(JobError::permanent(code, format!("{message}; {fix}"))),
        Some(Err(error)) => {
            Err(Error::Internal(format!("the trainer printed what is no event ({error}): {said}")).into())
        }
        // Killed from outside or crashed: worth another attempt, of which there are only so many.
        None => {
            let message = format!("the trainer ended without a word ({}): {log}", output.status);
            Err(JobError::transient("TRAINER_DIED", message))
        }
    }
}

fn ready(sealed: Sealed, folder: &Path) -> Result<Ready, JobError> {
    let config = fs::read(folder.join("config.json")).map_err(disk)?;
    let config: Value = serde_json::from_slice(&config).map_err(Error::from)?;
    let missing = if sealed.has_pooler { Vec::new() } else { POOLER.map(str::to_owned).to_vec() };
    Ok(Ready {
        sha256: sealed.sha256,
        family: sealed.family,
        config: config.to_string(),
        pooling: sealed.pooling,
        parameter_count: sealed.parameters_count,
        vocabulary_size: sealed.vocabulary_size,
        size_bytes: sealed.bytes,
        key_report: KeyReport { missing, unexpected: sealed.left_out },
    })
}

//! What a run needs to go on where it was, kept so that a kill at any moment leaves a whole checkpoint.
//!
//! ```text
//! checkpoints/
//!   lock                       held by the one trainer that works here
//!   step-000000000480/
//!     weights.safetensors      every variable under its path
//!     moments.safetensors      the optimiser's, as `<path>.first_moment` and `<path>.second_moment`
//!     best.safetensors         the best epoch's weights, once there is one
//!     state.json               whose run it is, and the place in the data
//!     curve.jsonl              the steps and epochs so far
//!     manifest.json            SHA-256 of each of these
//! ```
//!
//! A checkpoint is written under another name, made durable and renamed; only then is an older one deleted, and the
//! last two are kept. No random number generator's state is in it: all randomness is a function of seed, epoch and step.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tch::Tensor;

use crate::trainer_protocol::{Checkpoint, CheckpointPlan, TrainerEvent};

use super::tensor_file;

mod progress;
mod request;
mod whole;

pub use progress::{BestEpoch, Progress};
use request::{differences, hash};
pub use whole::Whole;
use whole::{State, read, read_manifest, read_state};

const WEIGHTS: &str = "weights.safetensors";
const MOMENTS: &str = "moments.safetensors";
const BEST: &str = "best.safetensors";
const STATE: &str = "state.json";
const CURVE: &str = "curve.jsonl";
const MANIFEST: &str = "manifest.json";
/// What names of checkpoints begin with; the step follows, with zeros before it so that names sort as steps do.
const PREFIX: &str = "step-";
/// A checkpoint being written.
const UNFINISHED: &str = "unfinished";
/// Whole checkpoints that are kept.
const KEPT: usize = 2;

/// Tensors by name.
pub type Tensors = HashMap<String, Tensor>;

/// What is written into a checkpoint.
pub struct Contents<'c> {
    /// Where the run is.
    pub progress: &'c Progress,
    /// Every variable.
    pub weights: Tensors,
    /// The optimiser's moments.
    pub moments: Tensors,
    /// Weights of the best epoch.
    pub best: Option<&'c Tensors>,
    /// Steps and epochs so far.
    pub curve: &'c [TrainerEvent],
}

/// Why a run can't be kept or resumed.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There are checkpoints, but none is whole.
    #[error("no checkpoint in {} is whole: {}", folder.display(), refused.join("; "))]
    Corrupt {
        /// The run's folder of checkpoints.
        folder: PathBuf,
        /// Each of them with what is wrong.
        refused: Vec<String>,
    },
    /// The newest whole checkpoint was made for another request.
    #[error("{} belongs to another run: {}", path.display(), differences.join(", "))]
    Mismatch {
        /// The checkpoint.
        path: PathBuf,
        /// What differs, as `parameters.seed is 1 there and 2 here`.
        differences: Vec<String>,
    },
}

/// A run's folder of checkpoints, held by this process alone.
#[derive(Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    request: Value,
    every: Duration,
    every_steps: Option<u64>,
    made_at: Instant,
    /// The newest whole one, and the step it was made at.
    newest: Option<u64>,
    /// Those that were passed over, with what is wrong.
    pub refused: Vec<String>,
    _lock: File,
}

impl Checkpoints {
    /// Opens the folder, making it if it isn't there, and waits until no other trainer holds it. `request` is all that
    /// the weights are a function of.
    pub fn open(
        job_folder: &Path,
        plan: &CheckpointPlan,
        every: Duration,
        request: Value,
    ) -> Result<Self, CheckpointError> {
        let folder = job_folder.join(&plan.dir);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(at(&path))?;
        // An orphan of an earlier attempt ends within a second of its parent. Some network file systems have no locks.
        match lock.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(at(&path)(error)),
            _ => {}
        }
        Ok(Checkpoints {
            folder,
            request,
            every,
            every_steps: plan.every_steps,
            made_at: Instant::now(),
            newest: None,
            refused: Vec::new(),
            _lock: lock,
        })
    }

    /// The newest whole checkpoint, if there is any at all.
    pub fn newest(&mut self) -> Result<Option<Whole>, CheckpointError> {
        let mut steps = self.steps()?;
        while let Some(step) = steps.pop() {
            let path = self.path(step);
            let state = match read_state(&path) {
                Ok(state) => state,
                Err(reason) => {
                    self.refused.push(format!("{}: {reason}", name(step)));
                    continue;
                }
            };
            if state.request_sha256 != hash(&self.request) {
                return Err(CheckpointError::Mismatch {
                    path,
                    differences: differences(&state.request, &self.request),
                });
            }
            match read(&path, state.progress) {
                Ok(whole) => {
                    self.newest = Some(step);
                    return Ok(Some(whole));
                }
                Err(reason) => self.refused.push(format!("{}: {reason}", name(step))),
            }
        }
        if self.refused.is_empty() {
            return Ok(None);
        }
        Err(CheckpointError::Corrupt { folder: self.folder.clone(), refused: self.refused.clone() })
    }

    /// What to say when the newest whole checkpoint doesn't fit the model.
    pub fn misfit(&self, reason: String) -> CheckpointError {
        CheckpointError::Corrupt { folder: self.folder.clone(), refused: vec![reason] }
    }

    /// Whether a checkpoint should be made after step `step`.
    pub fn is_due(&self, step: u64) -> bool {
        self.made_at.elapsed() >= self.every || self.every_steps.is_some_and(|every| step.is_multiple_of(every.max(1)))
    }

    /// Makes a checkpoint, unless there is one of the same step; it is durable when this returns.
    pub fn make(&mut self, contents: &Contents<'_>) -> Result<Option<Checkpoint>, CheckpointError> {
        let step = contents.progress.step;
        if self.newest == Some(step) {
            return Ok(None);
        }
        let begun = Instant::now();
        let unfinished = self.folder.join(UNFINISHED);
        remove(&unfinished)?;
        let bytes = self.write(&unfinished, contents).inspect_err(|_| {
            // Its space may be what is missing.
            let _ = fs::remove_dir_all(&unfinished);
        })?;
        let path = self.path(step);
        // Only one that was refused can be there.
        remove(&path)?;
        fs::rename(&unfinished, &path).map_err(at(&path))?;
        sync(&self.folder)?;
        self.newest = Some(step);
        let mut steps = self.steps()?;
        steps.truncate(steps.len().saturating_sub(KEPT));
        for old in steps {
            remove(&self.path(old))?;
        }
        self.made_at = Instant::now();
        Ok(Some(Checkpoint { step, bytes, seconds: begun.elapsed().as_secs_f64() }))
    }

    fn write(&self, folder: &Path, contents: &Contents<'_>) -> Result<u64, CheckpointError> {
        fs::create_dir_all(folder).map_err(at(folder))?;
        let mut manifest = BTreeMap::new();
        for (name, tensors) in [(WEIGHTS, &contents.weights), (MOMENTS, &contents.moments)] {
            let path = folder.join(name);
            manifest.insert(name, tensor_file::write(&path, tensors).map_err(at(&path))?);
        }
        if let Some(best) = contents.best {
            manifest.insert(BEST, self.write_best(folder, contents.progress, best)?);
        }
        let state = State {
            request_sha256: hash(&self.request),
            request: self.request.clone(),
            progress: contents.progress.clone(),
        };
        let mut curve = Vec::new();
        for event in contents.curve {
            curve.extend(to_json(event));
            curve.push(b'\n');
        }
        for (name, bytes) in [(STATE, to_json(&state)), (CURVE, curve)] {
            write_durably(&folder.join(name), &bytes)?;
            manifest.insert(name, hex::encode(Sha256::digest(&bytes)));
        }
        write_durably(&folder.join(MANIFEST), &to_json(&manifest))?;
        sync(folder)?;
        let size = |name: &&str| fs::metadata(folder.join(name)).map_or(0, |file| file.len());
        Ok(manifest.keys().map(size).sum())
    }

    /// The best weights change at most once an epoch: a checkpoint shares them with the one before.
    fn write_best(&self, folder: &Path, progress: &Progress, best: &Tensors) -> Result<String, CheckpointError> {
        let path = folder.join(BEST);
        if let Some(before) = self.newest.map(|step| self.path(step))
            && let (Ok(state), Ok(manifest)) = (read_state(&before), read_manifest(&before))
            && state.progress.best == progress.best
            && let Some(sha256) = manifest.get(BEST)
            && fs::hard_link(before.join(BEST), &path).is_ok()
        {
            return Ok(sha256.clone());
        }
        tensor_file::write(&path, best).map_err(at(&path))
    }

    /// Steps of the finished checkpoints, whole or not, in order.
    fn steps(&self) -> Result<Vec<u64>, CheckpointError> {
        let mut steps = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(at(&self.folder))? {
            let entry = entry.map_err(at(&self.folder))?;
            let name = entry.file_name();
            steps.extend(name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u64>().ok()));
        }
        steps.sort_unstable();
        Ok(steps)
    }

    fn path(&self, step: u64) -> PathBuf {
        self.folder.join(name(step))
    }
}

fn name(step: u64) -> String {
    format!("{PREFIX}{step:012}")
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("only finite numbers, strings and string keys")
}

fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), CheckpointError> {
    let written = File::create(path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(at(path))
}

fn remove(folder: &Path) -> Result<(), CheckpointError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(folder)(error)),
        _ => Ok(()),
    }
}

fn sync(folder: &Path) -> Result<(), CheckpointError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> CheckpointError {
    let path = path.to_owned();
    move |source| CheckpointError::Io { path, source }
}

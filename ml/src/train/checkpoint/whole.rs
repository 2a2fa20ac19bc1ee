//! A whole checkpoint, read and checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::train::tensor_file;
use crate::trainer_protocol::TrainerEvent;

use super::{BEST, CURVE, MANIFEST, MOMENTS, Progress, STATE, Tensors, WEIGHTS};

/// A whole checkpoint.
#[derive(Debug)]
pub struct Whole {
    /// Where the run was.
    pub progress: Progress,
    /// Every variable.
    pub weights: Tensors,
    /// The optimiser's moments.
    pub moments: Tensors,
    /// Weights of the best epoch, if one was measured.
    pub best: Option<Tensors>,
    /// Steps and epochs until then.
    pub curve: Vec<TrainerEvent>,
}

/// `state.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    /// SHA-256 of `request`.
    pub(super) request_sha256: String,
    /// Everything that the weights are a function of.
    pub(super) request: Value,
    pub(super) progress: Progress,
}

/// Reads a checkpoint's state, after its hash is checked; the error is the reason to refuse it.
pub(super) fn read_state(folder: &Path) -> Result<State, String> {
    let manifest = read_manifest(folder)?;
    serde_json::from_slice(&checked(folder, STATE, &manifest)?).map_err(|error| format!("{STATE}: {error}"))
}

/// Reads all but the state; the error is the reason to refuse the checkpoint.
pub(super) fn read(folder: &Path, progress: Progress) -> Result<Whole, String> {
    let manifest = read_manifest(folder)?;
    let tensors = |name: &str| {
        let bytes = checked(folder, name, &manifest)?;
        tensor_file::read(&bytes).map_err(|error| format!("{name}: {error}"))
    };
    let curve = checked(folder, CURVE, &manifest)?;
    let curve: Result<Vec<TrainerEvent>, _> =
        curve.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(serde_json::from_slice).collect();
    Ok(Whole {
        weights: tensors(WEIGHTS)?,
        moments: tensors(MOMENTS)?,
        best: progress.best.map(|_| tensors(BEST)).transpose()?,
        curve: curve.map_err(|error| format!("{CURVE}: {error}"))?,
        progress,
    })
}

pub(super) fn read_manifest(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let bytes = fs::read(folder.join(MANIFEST)).map_err(|error| format!("{MANIFEST}: {error}"))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{MANIFEST}: {error}"))
}

fn checked(folder: &Path, name: &str, manifest: &BTreeMap<String, String>) -> Result<Vec<u8>, String> {
    let expected = manifest.get(name).ok_or_else(|| format!("{MANIFEST} doesn't name {name}"))?;
    let bytes = fs::read(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    let found = hex::encode(Sha256::digest(&bytes));
    if *expected == found { Ok(bytes) } else { Err(format!("{name} has SHA-256 {found} instead of {expected}")) }
}

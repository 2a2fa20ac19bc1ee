//! What the training job and `gisa-trainer` say to each other.
//!
//! The job makes a folder, writes [`REQUEST_FILE`] into it and starts `gisa-trainer FOLDER`. The trainer prints one
//! [`TrainerEvent`] a line as JSON on standard output, and logs for people on standard error. The last event is
//! `finished` or `failed`; a trainer that ends without either was killed. On SIGTERM or SIGINT it makes a checkpoint
//! after the step under way and ends with `failed` and `INTERRUPTED`; it also ends, at once and without a checkpoint,
//! when its parent dies or stops reading, and on a second signal.
//!
//! With a [`CheckpointPlan`] a run is resumed: `started` tells the step it goes on from, and the steps and epochs up to
//! there that the job doesn't know yet are told again, after `started`, as if they were made now.
//!
//! Environment: `ORT_DYLIB_PATH` names the ONNX Runtime library the parity proof uses; libtorch is found where it was
//! at build time or through `LD_LIBRARY_PATH`.
//!
//! Exit codes: 0 after `finished`; 2 if the command line is wrong (no event is printed); otherwise the
//! [`FailureCode::exit_code`] of the `failed` event.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::labels::Labels;
use crate::metrics::Metrics;
use crate::parameters::TrainingParameters;
use crate::parity::ParityReport;
use crate::preprocessing::Preprocessing;
use crate::quantisation::QuantisationOutcome;

/// Name of the request in a job folder.
pub const REQUEST_FILE: &str = "request.json";

/// What to train, on what, and where to put it (`request.json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainerRequest {
    /// The run's id, for logs.
    pub run_id: String,
    /// What a person set.
    pub parameters: TrainingParameters,
    /// Classes, in the order the model is to have them.
    pub labels: Labels,
    /// The sealed dataset's rows ([`crate::dataset`]); relative to the job folder unless absolute.
    pub rows_file: PathBuf,
    /// Folder to make the bundle in; made if absent, must be empty; relative to the job folder unless absolute.
    pub bundle_dir: PathBuf,
    /// The sealed dataset's SHA-256, for logs.
    pub dataset_sha256: String,
    /// How texts are prepared; `max_length` equals the parameters'.
    pub preprocessing: Preprocessing,
    /// The base model that the parameters name; absent for a model trained from scratch.
    #[serde(default)]
    pub base: Option<BaseReference>,
    /// Where the run's checkpoints are; absent, none is made and none is looked for.
    #[serde(default)]
    pub checkpoints: Option<CheckpointPlan>,
    /// Folder to make the baseline's bundle in, as [`TrainerRequest::bundle_dir`]; absent, no baseline is made.
    #[serde(default)]
    pub baseline_dir: Option<PathBuf>,
}

/// A sealed base model on this machine ([`crate::base_model`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseReference {
    /// The name the parameters have for it.
    pub name: String,
    /// Its folder; relative to the job folder unless absolute.
    pub folder: PathBuf,
    /// SHA-256 of its manifest.
    pub sha256: String,
}

/// Where a run's checkpoints are, and what is known of the run already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointPlan {
    /// The run's own folder of checkpoints, the same for all its attempts; made if absent; relative to the job folder
    /// unless absolute.
    pub dir: PathBuf,
    /// Also make one whenever this many steps more are made, whatever the clock says.
    #[serde(default)]
    pub every_steps: Option<u64>,
    /// Steps the job has recorded: a resumed run tells it the later ones again.
    #[serde(default)]
    pub recorded_steps: u64,
    /// Epochs the job has recorded.
    #[serde(default)]
    pub recorded_epochs: u32,
}

impl TrainerRequest {
    /// Reads the request of a job folder.
    pub fn read(folder: &Path) -> io::Result<Self> {
        serde_json::from_slice(&fs::read(folder.join(REQUEST_FILE))?).map_err(io::Error::from)
    }

    /// Writes the request into a job folder, durably.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut file = File::create(folder.join(REQUEST_FILE))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()
    }
}

/// One line of the trainer's standard output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TrainerEvent {
    /// The baseline's bundle is sealed.
    Baseline(Baseline),
    /// The request is sound and the data is read; training is about to begin.
    Started(Started),
    /// A new phase began.
    Phase {
        /// Which one.
        name: Phase,
    },
    /// One optimiser step was made.
    Step(Step),
    /// One epoch was measured.
    Epoch(Epoch),
    /// A checkpoint is durable: a run that is killed from here on goes on from there.
    Checkpoint(Checkpoint),
    /// The bundle is sealed. The last event.
    Finished(Finished),
    /// The run is over without a bundle. The last event.
    Failed(Failed),
}

/// The setting of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// The trainer's process id.
    pub pid: u32,
    /// CPU threads in use.
    pub threads: u32,
    /// `cpu` or `cuda:0`.
    pub device: String,
    /// Trained numbers in the model.
    pub parameters_count: u64,
    /// Optimiser steps if no epoch is skipped.
    pub total_steps: u64,
    /// Rows of the training split.
    pub train_rows: u64,
    /// Rows of the validation split.
    pub validation_rows: u64,
    /// Rows of the test split.
    pub test_rows: u64,
    /// What is running.
    pub build: Build,
    /// Steps made by earlier attempts that this one goes on from; 0 if it begins anew.
    #[serde(default)]
    pub resumed_from_step: u64,
    /// Epochs measured by earlier attempts, of those steps.
    #[serde(default)]
    pub resumed_epochs: u32,
    /// Checkpoints that were passed over, each with the reason.
    #[serde(default)]
    pub refused_checkpoints: Vec<String>,
}

/// What is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Version of `gisa-trainer`.
    pub version: String,
    /// Version of libtorch.
    pub libtorch: String,
}

/// Part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Reading rows and training the tokenizer.
    Tokenizer,
    /// Fitting and proving the linear baseline.
    Baseline,
    /// Fitting weights.
    Training,
    /// Measuring the best epoch on the test split.
    Evaluating,
    /// Writing the bundle's files.
    Exporting,
    /// Making the graph with 8-bit weights and comparing it with the exact one on the validation split.
    Quantising,
    /// Comparing libtorch with ONNX Runtime.
    Proving,
}

/// What the run must beat: a linear classifier over n-grams of the same rows (`ml::baseline`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Name of the sealed bundle, which lies in [`TrainerRequest::baseline_dir`].
    pub bundle_sha256: String,
    /// Everything measured on the test split.
    pub test: Metrics,
    /// Fitted numbers.
    pub parameters_count: u64,
    /// Rows of the training split that it was fitted to: all, unless they are too long together.
    pub fitted_rows: u64,
    /// How long fitting, measuring and proving took.
    pub seconds: f64,
}

/// One optimiser step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Steps made so far, from 1.
    pub step: u64,
    /// Epoch the step belongs to, from 1.
    pub epoch: u32,
    /// Mean loss over the step's rows, label smoothing included.
    pub loss: f64,
    /// Learning rate of the step.
    pub learning_rate: f64,
    /// Global L2 norm of the gradients before clipping.
    pub gradient_norm: f64,
    /// Rows a second, over the last steps.
    pub samples_per_second: f64,
    /// Estimated time until training ends if no epoch is skipped.
    pub seconds_left: f64,
}

/// One measured epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// From 1.
    pub epoch: u32,
    /// Mean loss over the epoch's training steps, label smoothing and dropout included.
    pub train_loss: f64,
    /// Mean loss over the validation split, with neither.
    pub validation_loss: f64,
    /// Accuracy on the validation split.
    pub accuracy: f64,
    /// Macro-F1 on the validation split.
    pub macro_f1: f64,
    /// Everything measured on the validation split.
    pub metrics: Metrics,
    /// Whether this is the best epoch so far, by validation macro-F1.
    pub best: bool,
    /// Duration of the epoch, validation included.
    pub seconds: f64,
}

/// One durable checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Steps made until then.
    pub step: u64,
    /// Size of its files.
    pub bytes: u64,
    /// How long training stood still for it.
    pub seconds: f64,
}

/// A run that ended with a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Name of the sealed bundle.
    pub bundle_sha256: String,
    /// The epoch kept.
    pub best_epoch: u32,
    /// Everything measured on the test split.
    pub test: Metrics,
    /// The parity proof's figures.
    pub parity: ParityReport,
    /// What 8-bit weights cost, and whether they were kept.
    #[serde(default)]
    pub quantisation: Option<QuantisationOutcome>,
    /// Duration of the run's last attempt.
    pub seconds: f64,
    /// Most memory the trainer held at once; absent where the system doesn't tell.
    #[serde(default)]
    pub peak_rss_bytes: Option<u64>,
}

/// A run that ended without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Stable name of the cause.
    pub code: FailureCode,
    /// What happened, for a person.
    pub message: String,
    /// What to do about it, for a person.
    pub fix: String,
}

/// Stable name of a failure's cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureCode {
    /// `request.json` is absent, malformed or asks for something impossible.
    InvalidRequest,
    /// The rows can't be read, name an unknown label, or leave a split empty.
    DatasetUnreadable,
    /// The loss stopped being a number.
    NanLoss,
    /// Memory ran out.
    OutOfMemory,
    /// The disk is full.
    DiskFull,
    /// The base model is gone, or isn't what was sealed.
    BaseModelUnusable,
    /// The device asked for isn't there.
    DeviceMissing,
    /// No checkpoint of the run is whole.
    CheckpointCorrupt,
    /// The checkpoints are another request's.
    CheckpointMismatch,
    /// The ONNX Runtime library can't be loaded.
    RuntimeMissing,
    /// libtorch and ONNX Runtime disagree about the trained model.
    ParityFailed,
    /// SIGTERM or SIGINT was received.
    Interrupted,
    /// A defect.
    Internal,
}

impl FailureCode {
    /// Exit code of a trainer that fails so.
    pub fn exit_code(self) -> u8 {
        match self {
            FailureCode::Internal => 70,
            FailureCode::InvalidRequest => 65,
            FailureCode::DatasetUnreadable => 66,
            FailureCode::NanLoss => 10,
            FailureCode::OutOfMemory => 11,
            FailureCode::DiskFull => 12,
            FailureCode::RuntimeMissing => 13,
            FailureCode::ParityFailed => 14,
            FailureCode::BaseModelUnusable => 15,
            FailureCode::DeviceMissing => 16,
            FailureCode::CheckpointCorrupt => 17,
            FailureCode::CheckpointMismatch => 18,
            FailureCode::Interrupted => 130,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Label;
    use crate::metrics::ConfusionMatrix;

    #[test]
    fn events_are_one_line_tagged_by_name_and_read_back() {
        let metrics = ConfusionMatrix::new(2).metrics(0.1, ["a", "b"].into_iter());
        let parity = ParityReport {
            cases: 200,
            batches: 13,
            max_single_difference: 1e-6,
            max_batch_difference: 1e-6,
            max_batch_to_single_difference: 0.0,
            tolerance: 1e-4,
        };
        let events = [
            (TrainerEvent::Phase { name: Phase::Tokenizer }, r#"{"event":"phase","name":"tokenizer"}"#),
            (
                TrainerEvent::Failed(Failed { code: FailureCode::NanLoss, message: "m".into(), fix: "f".into() }),
                r#"{"event":"failed","code":"NAN_LOSS","message":"m","fix":"f"}"#,
            ),
            (
                TrainerEvent::Finished(Finished {
                    bundle_sha256: "00".into(),
                    best_epoch: 1,
                    test: metrics,
                    parity,
                    quantisation: None,
                    seconds: 1.5,
                    peak_rss_bytes: None,
                }),
                r#"{"event":"finished","bundle_sha256":"00","best_epoch":1,"#,
            ),
        ];
        for (event, expected) in events {
            let json = serde_json::to_string(&event).unwrap();
            assert!(json.starts_with(expected) && !json.contains('\n'), "{json}");
            assert_eq!(serde_json::from_str::<TrainerEvent>(&json).unwrap(), event);
        }
    }

    #[test]
    fn a_request_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        let request = TrainerRequest {
            run_id: "r".into(),
            parameters: TrainingParameters::default(),
            labels: Labels(vec![label("a"), label("b")]),
            rows_file: "rows.jsonl".into(),
            bundle_dir: "bundle".into(),
            dataset_sha256: "00".into(),
            base: None,
            baseline_dir: Some("baseline".into()),
            preprocessing: Preprocessing::new(64),
            checkpoints: Some(CheckpointPlan { dir: "../checkpoints".into(), ..CheckpointPlan::default() }),
        };
        request.write(folder.path()).unwrap();
        assert_eq!(TrainerRequest::read(folder.path()).unwrap(), request);
    }
}

//! What handlers need to be told about the machine.

use std::path::PathBuf;

use domain::base_model;
use tokio::process::Command;

/// What handlers need to be told about the machine. The process that wires them reads it from its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The program that trains (`gisa-trainer`).
    pub trainer: PathBuf,
    /// ONNX Runtime's shared library, for the parity proof.
    pub ort_dylib: PathBuf,
    /// Where libtorch lies, if the trainer doesn't find it by itself.
    pub libtorch: Option<PathBuf>,
    /// Days for which the folder of a failed or cancelled job is kept, a training run's checkpoints among it.
    pub scratch_days: u32,
    /// Where base models may come from.
    pub base_model: base_model::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trainer: PathBuf::default(),
            ort_dylib: PathBuf::default(),
            libtorch: None,
            scratch_days: 7,
            base_model: base_model::Settings::default(),
        }
    }
}

impl Settings {
    /// The trainer as a child process that is killed when it is dropped, without arguments yet.
    pub(crate) fn trainer_command(&self) -> Command {
        let mut command = Command::new(&self.trainer);
        command
            .env("ORT_DYLIB_PATH", &self.ort_dylib)
            // A signal meant for the server's group must not reach the trainer past us.
            .process_group(0)
            .kill_on_drop(true);
        if let Some(libtorch) = &self.libtorch {
            command.env("LD_LIBRARY_PATH", libtorch.join("lib"));
        }
        command
    }
}

//! What handlers need to be told about the machine.

use std::path::PathBuf;

/// What handlers need to be told about the machine. The process that wires them reads it from its configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The program that trains (`gisa-trainer`).
    pub trainer: PathBuf,
    /// ONNX Runtime's shared library, for the parity proof.
    pub ort_dylib: PathBuf,
    /// Where libtorch lies, if the trainer doesn't find it by itself.
    pub libtorch: Option<PathBuf>,
}

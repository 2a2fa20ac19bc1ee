//! The last look at a bundle before it becomes a model version: whole, and equal in both runtimes on this machine.

use std::path::Path;

use ml::{
    bundle::{Bundle, BundleFile},
    calibration::Calibration,
    labels::Labels,
    parity::{ParityFault, ParityReport},
    sealed_folder::SealedFolderError,
    serve::{Classifier, ClassifierError, ClassifierOptions, Runtime, RuntimeError, prove as prove_parity},
};

/// A bundle that held.
pub(super) struct Proven {
    /// SHA-256 of its manifest.
    pub(super) sha256: String,
    /// Its size.
    pub(super) size_bytes: u64,
    /// What the proof measured.
    pub(super) report: ParityReport,
    /// How its probabilities were calibrated, if they were.
    pub(super) calibration: Option<Calibration>,
}

/// Why a bundle is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("bundle: {0}")]
    Bundle(#[from] SealedFolderError),
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    #[error(transparent)]
    Classifier(#[from] ClassifierError),
    #[error(transparent)]
    Parity(#[from] ParityFault),
    #[error("the bundle has no parity.json; train again")]
    NoReference,
    #[error("the bundle's labels aren't the label set's; train again")]
    Labels,
}

/// Checks the files against the manifest, loads the model into ONNX Runtime and repeats the parity proof.
pub(super) fn prove(folder: &Path, ort_dylib: &Path, labels: &Labels) -> Result<Proven, Refusal> {
    let bundle = Bundle::open(folder)?;
    let runtime = Runtime::load(ort_dylib)?;
    let classifier = Classifier::load(&runtime, folder, ClassifierOptions::default())?;
    if classifier.labels() != labels {
        return Err(Refusal::Labels);
    }
    let reference = classifier.parity_reference().ok_or(Refusal::NoReference)?;
    let report = prove_parity(&classifier, reference)?;
    let calibration =
        bundle.has(BundleFile::Calibration).then(|| bundle.read_json(BundleFile::Calibration)).transpose()?;
    Ok(Proven { sha256: bundle.sha256().to_owned(), size_bytes: bundle.bytes(), report, calibration })
}

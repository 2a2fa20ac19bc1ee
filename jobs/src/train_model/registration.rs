//! Bundles become model versions: the baseline's as soon as it is there, the trained one's when the run ends.

use std::path::Path;

use domain::{evaluation, model_version, training_run};
use ml::{
    architecture::LINEAR,
    labels::Labels,
    trainer_protocol::{Baseline, TrainerRequest},
};

use super::{
    TrainModel, Trained, name_of,
    proof::{self, Proven},
    to_json,
};
use crate::{JobContext, JobError};

impl TrainModel {
    /// Proves and stores the baseline's bundle and registers it, unless runs on the same rows did: a killed attempt, or
    /// another run. The run refers to it from then on, in the same transaction.
    pub(super) async fn register_baseline(
        &self,
        context: &JobContext,
        folder: &Path,
        labels: &Labels,
        baseline: Baseline,
    ) -> Result<(), JobError> {
        let proven = prove(context, folder, labels).await?;
        let new = self.version(&proven, LINEAR.into(), baseline.parameters_count, to_json(&baseline.test)?)?;
        loop {
            let transaction = context.begin().await?;
            match model_version::register_baseline(&transaction, new.clone()).await {
                Ok(version) => {
                    let recorded = training_run::Baseline {
                        model_version_id: version.id,
                        accuracy: baseline.test.accuracy,
                        macro_f1: baseline.test.macro_f1,
                        seconds: baseline.seconds,
                    };
                    training_run::record_baseline(&transaction, self.training_run_id, recorded).await?;
                    context.database.commit(transaction).await?;
                    return Ok(());
                }
                // Another run took the same number in this moment.
                Err(error) if error.is_unique_violation() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Proves the bundle with this process' ONNX Runtime, stores it under its hash, and ends the run.
    pub(super) async fn register(
        &self,
        context: &JobContext,
        request: TrainerRequest,
        trained: Trained,
    ) -> Result<(), JobError> {
        let proven = prove(context, &request.bundle_dir, &request.labels).await?;
        let architecture = name_of(&request.parameters.base_model)?;
        let new = self.version(&proven, architecture, trained.parameter_count, to_json(&trained.finished.test)?)?;
        loop {
            let transaction = context.begin().await?;
            match model_version::register(&transaction, new.clone()).await {
                Ok(version) => {
                    training_run::succeed(&transaction, self.training_run_id, version.id).await?;
                    evaluation::enqueue_after_training(&transaction, &version).await?;
                    return Ok(context.complete(transaction).await?);
                }
                // Another run took the same number in this moment.
                Err(error) if error.is_unique_violation() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn version(
        &self,
        proven: &Proven,
        architecture: String,
        parameter_count: u64,
        test_metrics: String,
    ) -> Result<model_version::NewModelVersion, JobError> {
        Ok(model_version::NewModelVersion {
            training_run_id: self.training_run_id,
            bundle_sha256: proven.sha256.clone(),
            architecture,
            parameter_count: parameter_count.cast_signed(),
            size_bytes: proven.size_bytes.cast_signed(),
            parity: to_json(&proven.report)?,
            test_metrics,
            calibration: proven.calibration.as_ref().map(to_json).transpose()?,
        })
    }
}

/// Proves a bundle and moves it under its hash.
async fn prove(context: &JobContext, folder: &Path, labels: &Labels) -> Result<Proven, JobError> {
    let (bundle, labels) = (folder.to_owned(), labels.clone());
    let library = context.settings.ort_dylib.clone();
    let proven = tokio::task::spawn_blocking(move || proof::prove(&bundle, &library, &labels))
        .await
        .map_err(|error| JobError::permanent("BUNDLE_REFUSED", format!("the proof broke off: {error}")))?
        .map_err(|error| JobError::permanent("BUNDLE_REFUSED", error.to_string()))?;
    context.artifacts.adopt_bundle(folder, &proven.sha256)?;
    Ok(proven)
}

//! Train a model in a child process, prove its bundle, register the version.

mod curve;
mod proof;
mod trainer;

use std::path::{Path, PathBuf};

use domain::{
    Database, Error,
    database::DatabaseTransaction,
    dataset, evaluation,
    id::{LabelSetId, TrainingRunId},
    job::Kind,
    label_set, model_version,
    training_run::{self, Failure, Status},
};
use ml::{
    labels::{Label, Labels},
    parameters::TrainingParameters,
    preprocessing::Preprocessing,
    trainer_protocol::{Failed, Finished, TrainerEvent, TrainerRequest},
};
use serde::{Deserialize, Serialize};
use tokio::time::sleep_until;

use crate::{Job, JobContext, JobEnd, JobError, build_dataset::manifest::verify};
use curve::Curve;
use trainer::Trainer;

/// Trains one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrainModel {
    /// The run.
    pub training_run_id: TrainingRunId,
}

impl Job for TrainModel {
    const KIND: Kind = Kind::TrainModel;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let id = self.training_run_id;
        let connection = context.database.connection();
        match training_run::find(connection, id).await {
            Err(Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
            Ok(run) if !matches!(run.status, Status::Queued | Status::Running) => return Ok(()),
            Ok(_) => {}
        }
        let transaction = context.begin().await?;
        let run = training_run::begin(&transaction, id).await?;
        context.database.commit(transaction).await?;

        let folder = attempt_folder(context)?;
        let parameters: TrainingParameters = serde_json::from_str(&run.parameters).map_err(Error::from)?;
        let labels = labels(&context.database, run.label_set_id).await?;
        let dataset = dataset::find(connection, run.dataset_id).await?;
        let (Some(rows), Some(manifest)) = (&dataset.rows_sha256, &dataset.manifest_sha256) else {
            return Err(JobError::permanent("DATASET_UNREADABLE", "the dataset isn't sealed; build it again"));
        };
        self.verify(context, &dataset).await?;
        let request = TrainerRequest {
            run_id: id.to_string(),
            preprocessing: Preprocessing::new(parameters.max_length),
            parameters,
            labels,
            rows_file: std::path::absolute(context.artifacts.file_path(rows)?)?,
            bundle_dir: folder.join("bundle"),
            dataset_sha256: manifest.clone(),
        };
        request.write(&folder).map_err(disk)?;

        let finished = self.listen(context, &folder).await?;
        self.register(context, request, finished).await?;
        // Whatever is left of it is swept with the job's other scratch; the run has succeeded.
        let _ = std::fs::remove_dir_all(&folder);
        Ok(())
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        let id = self.training_run_id;
        let ended = match end {
            JobEnd::Cancelled => training_run::cancel(transaction, id).await,
            JobEnd::Failed { code, message } => {
                let failure = Failure { code: code.clone(), message: message.clone() };
                training_run::fail(transaction, id, failure).await
            }
        };
        match ended {
            // It has ended already: nothing is left to say.
            Err(Error::Conflict(_)) => Ok(()),
            other => other,
        }
    }
}

impl TrainModel {
    /// Refuses to learn from rows that aren't those the dataset was sealed with.
    async fn verify(&self, context: &JobContext, dataset: &dataset::Model) -> Result<(), JobError> {
        let (artifacts, dataset) = (context.artifacts.clone(), dataset.clone());
        tokio::task::spawn_blocking(move || verify(&artifacts, &dataset))
            .await
            .map_err(|error| JobError::permanent("DATASET_UNREADABLE", error.to_string()))?
            .map_err(|error| JobError::permanent("DATASET_UNREADABLE", error.to_string()))
    }

    /// Runs the trainer to its end and records what it reports.
    async fn listen(&self, context: &JobContext, folder: &Path) -> Result<Trained, JobError> {
        let mut trainer = Trainer::start(&context.settings, folder).map_err(|error| {
            let path = context.settings.trainer.display();
            JobError::permanent(
                "TRAINER_MISSING",
                format!("{path} can't be started ({error}); build it with `make build`"),
            )
        })?;
        let mut curve = Curve::default();
        let mut parameter_count = 0;
        loop {
            let event = tokio::select! {
                () = context.cancelled.cancelled() => {
                    trainer.stop().await;
                    return Err(JobError::Cancelled);
                }
                () = sleep_until(curve.due()), if curve.is_waiting() => {
                    self.flush(context, &mut curve).await?;
                    continue;
                }
                event = trainer.next() => event.map_err(|error| JobError::permanent("INTERNAL", error.to_string()))?,
            };
            match event {
                Some(TrainerEvent::Step(step)) => curve.push(step),
                Some(TrainerEvent::Epoch(epoch)) => {
                    self.flush(context, &mut curve).await?;
                    let transaction = context.begin().await?;
                    training_run::record_epoch(&transaction, self.training_run_id, curve::epoch(epoch)?).await?;
                    context.database.commit(transaction).await?;
                }
                Some(TrainerEvent::Started(started)) => {
                    curve.plan(started.total_steps);
                    parameter_count = started.parameters_count;
                    let plan = (i32::try_from(started.total_steps).unwrap_or(i32::MAX), to_json(&started)?);
                    self.report_phase(context, "starting", Some(plan)).await?;
                }
                Some(TrainerEvent::Phase { name }) => {
                    self.flush(context, &mut curve).await?;
                    let name = serde_json::to_value(name).map_err(Error::from)?;
                    self.report_phase(context, name.as_str().unwrap_or_default(), None).await?;
                }
                Some(TrainerEvent::Finished(finished)) => {
                    self.flush(context, &mut curve).await?;
                    return Ok(Trained { parameter_count, finished });
                }
                Some(TrainerEvent::Failed(failed)) => return Err(trainer_error(failed)),
                None => {
                    // Killed from outside or crashed: worth another attempt, of which there are only so many.
                    let death = trainer.death().await;
                    let message = format!("the trainer ended without a word ({death})");
                    return Err(JobError::transient("TRAINER_DIED", message));
                }
            }
        }
    }

    async fn report_phase(
        &self,
        context: &JobContext,
        phase: &str,
        plan: Option<(i32, String)>,
    ) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        training_run::report_phase(&transaction, self.training_run_id, phase, plan).await?;
        context.database.commit(transaction).await?;
        Ok(())
    }

    async fn flush(&self, context: &JobContext, curve: &mut Curve) -> Result<(), JobError> {
        let (steps, share) = curve.take();
        if steps.is_empty() {
            return Ok(());
        }
        let transaction = context.begin().await?;
        training_run::record_steps(&transaction, self.training_run_id, steps).await?;
        context.database.commit(transaction).await?;
        context.progress(share, "training").await
    }

    /// Proves the bundle with this process' ONNX Runtime, stores it under its hash, and ends the run.
    async fn register(&self, context: &JobContext, request: TrainerRequest, trained: Trained) -> Result<(), JobError> {
        let architecture = name_of(&request.parameters.base_model)?;
        let (labels, bundle) = (request.labels, request.bundle_dir);
        let (folder, library) = (bundle.clone(), context.settings.ort_dylib.clone());
        let proven = tokio::task::spawn_blocking(move || proof::prove(&folder, &library, &labels))
            .await
            .map_err(|error| JobError::permanent("BUNDLE_REFUSED", format!("the proof broke off: {error}")))?
            .map_err(|error| JobError::permanent("BUNDLE_REFUSED", error.to_string()))?;
        context.artifacts.adopt_bundle(&bundle, &proven.sha256)?;
        let new = model_version::NewModelVersion {
            training_run_id: self.training_run_id,
            bundle_sha256: proven.sha256,
            architecture,
            parameter_count: trained.parameter_count.cast_signed(),
            size_bytes: proven.size_bytes.cast_signed(),
            parity: to_json(&proven.report)?,
            test_metrics: to_json(&trained.finished.test)?,
            calibration: proven.calibration.as_ref().map(to_json).transpose()?,
        };
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
}

/// What a trainer that succeeded leaves.
struct Trained {
    parameter_count: u64,
    finished: Finished,
}

/// An empty folder for this attempt. Earlier attempts' folders go: nothing of theirs is used.
fn attempt_folder(context: &JobContext) -> Result<PathBuf, JobError> {
    let scratch = context.artifacts.scratch(context.job_id)?;
    let _ = std::fs::remove_dir_all(&scratch);
    let folder = scratch.join(format!("attempt-{}", context.fence));
    std::fs::create_dir_all(&folder).map_err(disk)?;
    std::path::absolute(folder).map_err(disk)
}

async fn labels(database: &Database, id: LabelSetId) -> Result<Labels, JobError> {
    let classes = label_set::classes(database.connection(), id).await?;
    let label =
        |class: domain::label_class::Model| Label { key: class.key, name_ko: class.name_ko, name_en: class.name_en };
    Ok(Labels(classes.into_iter().map(label).collect()))
}

/// The name of `value` as its JSON string has it.
fn name_of(value: &impl Serialize) -> Result<String, JobError> {
    let value = serde_json::to_value(value).map_err(Error::from)?;
    Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn to_json(value: &impl Serialize) -> Result<String, JobError> {
    Ok(serde_json::to_string(value).map_err(Error::from)?)
}

fn disk(error: std::io::Error) -> JobError {
    JobError::permanent("DISK", format!("the job's folder can't be written ({error}); free some space and retry"))
}

/// A failure the trainer named is final: the same input would fail the same way.
fn trainer_error(failed: Failed) -> JobError {
    match name_of(&failed.code) {
        Ok(code) => JobError::permanent(code, format!("{}; {}", failed.message, failed.fix)),
        Err(error) => error,
    }
}

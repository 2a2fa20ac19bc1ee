//! Train a model in a child process, prove its bundle, register the version.

mod curve;
mod proof;
mod registration;
mod trainer;

use std::path::{Path, PathBuf};

use domain::{
    Database, Error, base_model,
    database::DatabaseTransaction,
    dataset,
    id::{LabelSetId, TrainingRunId},
    job::Kind,
    label_set,
    training_run::{self, Failure, Status},
};
use ml::{
    labels::{Label, Labels},
    parameters::TrainingParameters,
    preprocessing::Preprocessing,
    trainer_protocol::{
        BaseReference, CheckpointPlan, Failed, FailureCode, Finished, Started, TrainerEvent, TrainerRequest,
    },
};
use serde::{Deserialize, Serialize};
use tokio::time::sleep_until;

use crate::{
    Job, JobContext, JobEnd, JobError,
    build_dataset::manifest::{text_recipe, verify},
};
use curve::Curve;
use trainer::Trainer;

/// What names of attempts' folders begin with.
const ATTEMPT: &str = "attempt-";

/// The folder of an attempt's baseline.
const BASELINE: &str = "baseline";

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

        let (folder, checkpoints) = folders(context)?;
        let has_baseline = run.baseline_version_id.is_some();
        let parameters: TrainingParameters = serde_json::from_str(&run.parameters).map_err(Error::from)?;
        let labels = labels(&context.database, run.label_set_id).await?;
        let dataset = dataset::find(connection, run.dataset_id).await?;
        let (Some(rows), Some(manifest)) = (&dataset.rows_sha256, &dataset.manifest_sha256) else {
            return Err(JobError::permanent("DATASET_UNREADABLE", "the dataset isn't sealed; build it again"));
        };
        self.verify(context, &dataset).await?;
        let request = TrainerRequest {
            run_id: id.to_string(),
            preprocessing: preprocessing(&dataset, parameters.max_length)?,
            parameters,
            labels,
            rows_file: std::path::absolute(context.artifacts.file_path(rows)?)?,
            bundle_dir: folder.join("bundle"),
            dataset_sha256: manifest.clone(),
            base: base(context, &run).await?,
            baseline_dir: (!has_baseline).then(|| folder.join(BASELINE)),
            checkpoints: Some(CheckpointPlan {
                dir: checkpoints.clone(),
                every_steps: None,
                recorded_steps: u64::try_from(run.step).unwrap_or_default(),
                recorded_epochs: u32::try_from(training_run::epochs(connection, id).await?.len()).unwrap_or_default(),
            }),
        };
        request.write(&folder).map_err(disk)?;

        let finished = self.listen(context, &folder, &request.labels).await.inspect_err(|error| {
            if is_mismatch(error) {
                // Made by another build or for other threads: of no use to the next attempt, which begins anew.
                let _ = std::fs::remove_dir_all(&checkpoints);
            }
        })?;
        self.register(context, request, finished).await?;
        // What can't be removed now is swept later; the run has succeeded.
        let _ = context.artifacts.remove_scratch(context.job_id);
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
    async fn listen(&self, context: &JobContext, folder: &Path, labels: &Labels) -> Result<Trained, JobError> {
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
                    trainer.stop(context.shutdown.is_cancelled()).await;
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
                    self.plan(context, &started).await?;
                }
                Some(TrainerEvent::Baseline(baseline)) => {
                    self.register_baseline(context, &folder.join(BASELINE), labels, baseline).await?;
                }
                Some(TrainerEvent::Checkpoint(checkpoint)) => {
                    // First what leads there: a reader never sees a checkpoint ahead of the curve.
                    self.flush(context, &mut curve).await?;
                    let transaction = context.begin().await?;
                    let step = number(checkpoint.step);
                    training_run::record_checkpoint(&transaction, self.training_run_id, step).await?;
                    context.database.commit(transaction).await?;
                }
                Some(TrainerEvent::Phase { name }) => {
                    self.flush(context, &mut curve).await?;
                    let name = serde_json::to_value(name).map_err(Error::from)?;
                    let transaction = context.begin().await?;
                    let name = name.as_str().unwrap_or_default();
                    training_run::report_phase(&transaction, self.training_run_id, name).await?;
                    context.database.commit(transaction).await?;
                }
                Some(TrainerEvent::Finished(finished)) => {
                    self.flush(context, &mut curve).await?;
                    return Ok(Trained { parameter_count, finished });
                }
                Some(TrainerEvent::Failed(failed)) => return Err(trainer_error(failed)),
                None => return Err(trainer.death().await),
            }
        }
    }

    /// Records what is planned, and where the attempt goes on.
    async fn plan(&self, context: &JobContext, started: &Started) -> Result<(), JobError> {
        let id = self.training_run_id;
        for refused in &started.refused_checkpoints {
            tracing::warn!(training_run.id = %id, "a checkpoint is damaged and was passed over: {refused}");
        }
        let plan = training_run::Plan {
            total_steps: number(started.total_steps),
            build: to_json(started)?,
            from_step: number(started.resumed_from_step),
            from_epoch: started.resumed_epochs.cast_signed(),
        };
        let transaction = context.begin().await?;
        training_run::plan(&transaction, id, plan).await?;
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
}

/// What a trainer that succeeded leaves.
struct Trained {
    /// Weights in the model.
    parameter_count: u64,
    finished: Finished,
}

/// An empty folder for this attempt, and the one of all attempts' checkpoints. Earlier attempts' own folders go: nothing
/// of theirs is used.
fn folders(context: &JobContext) -> Result<(PathBuf, PathBuf), JobError> {
    let scratch = std::path::absolute(context.artifacts.scratch(context.job_id)?).map_err(disk)?;
    for entry in std::fs::read_dir(&scratch).map_err(disk)? {
        let entry = entry.map_err(disk)?;
        if entry.file_name().to_string_lossy().starts_with(ATTEMPT) {
            std::fs::remove_dir_all(entry.path()).map_err(disk)?;
        }
    }
    let folder = scratch.join(format!("{ATTEMPT}{}", context.fence));
    std::fs::create_dir_all(&folder).map_err(disk)?;
    Ok((folder, scratch.join("checkpoints")))
}

/// The dataset's texts are prepared as it says.
fn preprocessing(dataset: &dataset::Model, max_length: u32) -> Result<Preprocessing, JobError> {
    let recipe = text_recipe(dataset.selection()?.recipe);
    Ok(Preprocessing { recipe, ..Preprocessing::new(max_length) })
}

/// A step's number as the database holds it.
fn number(step: u64) -> i32 {
    i32::try_from(step).unwrap_or(i32::MAX)
}

/// Where the base model lies that the run starts from, if it starts from one.
async fn base(context: &JobContext, run: &training_run::Model) -> Result<Option<BaseReference>, JobError> {
    let Some(id) = run.base_model_id else { return Ok(None) };
    let base = base_model::find(context.database.connection(), id).await?;
    let folder = base.sha256.as_deref().map(|sha256| context.artifacts.base_path(sha256)).transpose()?;
    match (folder, base.sha256) {
        (Some(folder), Some(sha256)) if folder.is_dir() => {
            Ok(Some(BaseReference { name: base.name, folder: std::path::absolute(folder)?, sha256 }))
        }
        _ => {
            let name = base.name;
            let message = format!(
                "the files of base model {name} aren't in the data folder any more; restore them from a backup and \
                 resume the run, or add the model again under another name"
            );
            Err(JobError::permanent("BASE_MODEL_GONE", message))
        }
    }
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

/// A failure the trainer named is final, since the same input would fail the same way; but one that somebody else stopped
/// goes on later, and one that found foreign checkpoints begins anew.
fn trainer_error(failed: Failed) -> JobError {
    let message = format!("{}; {}", failed.message, failed.fix);
    match (name_of(&failed.code), failed.code) {
        (Ok(code), FailureCode::Interrupted | FailureCode::CheckpointMismatch) => JobError::transient(code, message),
        (Ok(code), _) => JobError::permanent(code, message),
        (Err(error), _) => error,
    }
}

fn is_mismatch(error: &JobError) -> bool {
    let mismatch = name_of(&FailureCode::CheckpointMismatch);
    matches!((error, mismatch), (JobError::Transient { code, .. }, Ok(mismatch)) if *code == mismatch)
}

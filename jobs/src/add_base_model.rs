//! Fetch a published encoder, have it checked and converted by the trainer, store it under its hash.
//!
//! What is fetched lies in the job's scratch folder until the end: an attempt that follows a kill continues where the
//! last one was.

mod download; // one file from the hub, resumed and proved
pub mod files; // which files of a model are needed
mod hub; // the hub's routes
mod prepare; // the trainer's part: check, convert, seal

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use domain::{
    Error,
    base_model::{self, Source},
    database::DatabaseTransaction,
    id::BaseModelId,
    job::Kind,
};
use serde::{Deserialize, Serialize};

use crate::{Job, JobContext, JobEnd, JobError};
use hub::Hub;

/// Adds one base model.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddBaseModel {
    /// The base model.
    pub base_model_id: BaseModelId,
}

impl Job for AddBaseModel {
    const KIND: Kind = Kind::AddBaseModel;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let base = base_model::begin(&transaction, self.base_model_id).await?;
        context.database.commit(transaction).await?;
        let Some(base) = base else { return Ok(()) };

        let scratch = std::path::absolute(context.artifacts.scratch(context.job_id)?)?;
        let _alone = alone_in(&scratch)?;
        let work = async {
            let folder = self.gather(context, &base, &scratch).await?;
            prepare::prepare(context, &base, &folder, &scratch.join("sealed")).await
        };
        let prepared = tokio::select! {
            () = context.cancelled.cancelled() => return Err(JobError::Cancelled),
            prepared = work => prepared?,
        };

        // Whoever removes base models leaves the files alone while any is being added.
        let (artifacts, folder, sha256) = (context.artifacts.clone(), prepared.folder, prepared.ready.sha256.clone());
        let adopted = tokio::task::spawn_blocking(move || artifacts.adopt_base(&folder, &sha256)).await;
        adopted.map_err(|error| unreadable(&error))??;
        let transaction = context.begin().await?;
        base_model::succeed(&transaction, base.id, prepared.ready).await?;
        context.complete(transaction).await?;
        // Whatever is left of these is never looked at again.
        let _ = context.artifacts.remove_scratch(context.job_id);
        if let Some(key) = &base.upload_key {
            let _ = context.artifacts.remove_upload(key);
        }
        Ok(())
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        match end {
            JobEnd::Cancelled => base_model::cancel(transaction, self.base_model_id).await,
            JobEnd::Failed { code, message } => base_model::fail(transaction, self.base_model_id, code, message).await,
        }
    }
}

impl AddBaseModel {
    /// A folder with the files of the model, and no others.
    async fn gather(
        &self,
        context: &JobContext,
        base: &base_model::Model,
        scratch: &Path,
    ) -> Result<PathBuf, JobError> {
        let target = scratch.join("source");
        let settings = &context.settings.base_model;
        match (base.source, &base.upload_key) {
            (Source::Hub, _) => self.fetch(context, base, scratch).await,
            (Source::Local, Some(key)) => {
                let folder = context.artifacts.upload_path(key)?;
                if !folder.is_dir() {
                    let message = "the folder that was handed over is gone; add the base model again";
                    return Err(JobError::permanent("BASE_MODEL_UNREADABLE", message));
                }
                Ok(std::path::absolute(folder)?)
            }
            (Source::Local, None) => {
                // Looked at again: links may have changed, and this may be another machine.
                let folder = settings.folder_within(&base.location).map_err(|error| unreadable(&error))?;
                let within = settings.folder_within("").map_err(|error| unreadable(&error))?;
                let (max_bytes, copy) = (settings.max_bytes, target.clone());
                let copied =
                    tokio::task::spawn_blocking(move || files::copy(&folder, &copy, Some(&within), max_bytes)).await;
                copied.map_err(|error| unreadable(&error))??;
                Ok(target)
            }
        }
    }

    /// Fetches what isn't there yet into a folder of the commit's own. The commit is fixed by the first attempt.
    async fn fetch(&self, context: &JobContext, base: &base_model::Model, scratch: &Path) -> Result<PathBuf, JobError> {
        let settings = &context.settings.base_model;
        let hub = Hub::new(settings)?;
        let revision = base.resolved_revision.as_ref().or(base.revision.as_ref());
        let model = hub.model(&base.location, revision.map_or("main", String::as_str)).await?;
        let transaction = context.begin().await?;
        let commit = base_model::pin(&transaction, base.id, &model.commit).await?;
        context.database.commit(transaction).await?;
        if commit != model.commit {
            let message = format!("the hub answered with commit {} for {commit}", model.commit);
            return Err(JobError::permanent("HUB_REFUSED", message));
        }
        let needed = files::choose(model.files, settings.max_bytes)?;
        let target = scratch.join(format!("source-{commit}"));
        fs::create_dir_all(&target).map_err(disk)?;
        let mut download = download::Download::new(&hub, context, &needed, settings.max_bytes);
        for file in &needed {
            download.file(hub.file_url(&base.location, &commit, &file.name)?, file, &target).await?;
        }
        Ok(target)
    }
}

/// Holds the scratch folder against a worker of this machine that was thought dead, for as long as the file is open.
fn alone_in(scratch: &Path) -> Result<File, JobError> {
    let lock = File::create(scratch.join("lock")).map_err(disk)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(JobError::transient("CONFLICT", "an earlier attempt still works in the job's folder")),
    }
}

fn unreadable(error: &impl ToString) -> JobError {
    JobError::permanent("BASE_MODEL_UNREADABLE", error.to_string())
}

/// A full disk isn't emptied by trying again.
fn disk(error: std::io::Error) -> JobError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => {
            JobError::permanent("DISK_FULL", "the disk is full; free some space and add the base model again")
        }
        _ => Error::Internal(format!("the job's folder can't be written: {error}")).into(),
    }
}

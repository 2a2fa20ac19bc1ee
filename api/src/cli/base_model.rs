//! `gisa base-model`

use std::path::PathBuf;

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use domain::{
    artifact::ArtifactStore,
    base_model::{self, KeyReport, NewBaseModel, Origin, Pooling},
    event::Topic,
};
use jobs::add_base_model::files;
use serde_json::{Value, json};

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    watch,
};

mod trim;

/// Work with base models: published encoders that training runs start from.
#[derive(Debug, Subcommand)]
pub enum BaseModel {
    /// Fetch a published encoder, check it, convert it and seal it
    Add(Add),
    /// Cut a base model's vocabulary to what texts like yours need, with a proof
    Trim(trim::Trim),
    /// List the base models
    List,
    /// Tell everything about a base model
    Show {
        /// Its name
        name: String,
    },
    /// Remove a base model that no training run refers to
    Remove {
        /// Its name
        name: String,
    },
}

impl BaseModel {
    /// Does what was asked and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        match self {
            Self::Add(add) => add.run(&ground, output).await,
            Self::Trim(trim) => trim.run(&ground, output).await,
            Self::List => list(&ground, output).await,
            Self::Show { name } => show(&ground, output, &name).await,
            Self::Remove { name } => remove(&ground, output, &name).await,
        }
    }
}

/// Fetch a published encoder (BERT or RoBERTa) from a folder in Hugging Face's layout or from the hub, check it,
/// convert it and seal it. Asked again for the same, nothing is done twice; after a failure it continues.
#[derive(Debug, Args)]
pub struct Add {
    /// Its name, by which `gisa train --base-model` asks for it
    name: String,
    /// A folder with config.json, weights and a tokenizer
    #[arg(long, value_name = "PATH", conflicts_with = "hub", required_unless_present = "hub")]
    folder: Option<PathBuf>,
    /// Its id on the hub, such as skt/kobert-base-v1
    #[arg(long, value_name = "ID")]
    hub: Option<String>,
    /// Branch, tag or commit on the hub [default: main]
    #[arg(long, requires = "hub")]
    revision: Option<String>,
    /// Put before every text, such as "query: " for e5 models
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    prefix: String,
    /// How token states become one: mean, cls or pooler [default: what its own files say]
    #[arg(long, value_parser = pooling)]
    pooling: Option<Pooling>,
}

fn pooling(name: &str) -> Result<Pooling, String> {
    serde_json::from_value(name.into()).map_err(|_| "must be mean, cls or pooler".to_owned())
}

impl Add {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let known = base_model::find_by_name(ground.database.connection(), &self.name).await.ok();
        let origin = match (&self.folder, self.hub) {
            (Some(folder), _) => take_in(ground, folder.clone()).await?,
            (None, Some(id)) => Origin::Hub { id, revision: self.revision },
            (None, None) => return Err(Failure::new("give --folder or --hub")),
        };
        let upload = match &origin {
            Origin::Upload { upload_key, .. } => Some(upload_key.clone()),
            Origin::Folder(_) | Origin::Hub { .. } => None,
        };
        let new = NewBaseModel { name: self.name, origin, text_prefix: self.prefix, pooling: self.pooling };
        let requested = base_model::request(&ground.acting("gisa base-model add"), new).await;
        // Of two uploads only the one that the row names is needed.
        let needed = requested.as_ref().ok().and_then(|base| base.upload_key.clone());
        for key in upload.into_iter().chain(known.and_then(|base| base.upload_key)) {
            if needed.as_ref() != Some(&key) {
                let _ = ground.artifacts.remove_upload(&key);
            }
        }
        let base = requested?;
        watch::run(ground, output, base.id.0, Topic::Job, |_, _| {}).await?;
        let base = base_model::find(ground.database.connection(), base.id).await?;
        let value = as_json(&base)?;
        output.result(&value, &format!("base model {} is ready\n{}", base.name, describe(&base)?));
        Ok(())
    }
}

/// Copies what is needed of a folder into the store's uploads.
async fn take_in(ground: &Ground, folder: PathBuf) -> Outcome<Origin> {
    let (artifacts, max_bytes) = (ground.artifacts.clone(), ground.configuration.base_model_max_bytes);
    let copied = tokio::task::spawn_blocking(move || copy(&artifacts, folder, max_bytes)).await;
    copied.map_err(|error| Failure::new(format!("the folder can't be copied: {error}")))?
}

fn copy(artifacts: &ArtifactStore, folder: PathBuf, max_bytes: u64) -> Outcome<Origin> {
    let folder =
        folder.canonicalize().map_err(|error| Failure::new(format!("{} can't be read: {error}", folder.display())))?;
    let (upload_key, target) = artifacts.new_upload();
    files::copy(&folder, &target, None, max_bytes).map_err(|error| {
        let _ = artifacts.remove_upload(&upload_key);
        Failure::new(error.to_string())
    })?;
    Ok(Origin::Upload { folder: folder.to_string_lossy().into_owned(), upload_key })
}

async fn list(ground: &Ground, output: Output) -> Outcome {
    let all = base_model::all(ground.database.connection()).await?;
    let values = all.iter().map(as_json).collect::<Outcome<Vec<_>>>()?;
    let mut lines = Vec::new();
    for base in &all {
        let size = base.parameter_count.map_or_else(String::new, |count| format!("{:.1} M", count as f64 / 1e6));
        let family = base.family.as_deref().unwrap_or_default();
        lines.push(format!("{:<24} {:<9} {family:<8} {size:>9}  {}", base.name, status(base), base.location));
    }
    let text =
        if lines.is_empty() { "there are no base models; see `gisa base-model add`".into() } else { lines.join("\n") };
    output.result(&values, &text);
    Ok(())
}

async fn show(ground: &Ground, output: Output, name: &str) -> Outcome {
    let base = base_model::find_by_name(ground.database.connection(), name).await?;
    output.result(&as_json(&base)?, &describe(&base)?);
    Ok(())
}

async fn remove(ground: &Ground, output: Output, name: &str) -> Outcome {
    let base = base_model::find_by_name(ground.database.connection(), name).await?;
    let remains = base_model::remove(&ground.acting("gisa base-model remove"), base.id).await?;
    remains.clear(&ground.artifacts)?;
    output.result(&json!({ "removed": base.id, "name": base.name }), &format!("base model {} is removed", base.name));
    Ok(())
}

fn status(base: &base_model::Model) -> String {
    json!(base.status).as_str().unwrap_or_default().to_owned()
}

fn describe(base: &base_model::Model) -> Outcome<String> {
    let report = key_report(base)?;
    let count = |number: Option<i64>| number.map(|number| number.to_string());
    let pooling = base.pooling.map(|pooling| json!(pooling).as_str().unwrap_or_default().to_owned());
    let rows = [
        ("name", Some(base.name.clone())),
        ("status", Some(status(base))),
        ("from", Some(base.location.clone())),
        ("commit", base.resolved_revision.clone()),
        ("family", base.family.clone()),
        ("parameters", count(base.parameter_count)),
        ("vocabulary", count(base.vocabulary_size)),
        ("pooling", pooling),
        ("text prefix", Some(base.text_prefix.clone()).filter(|prefix| !prefix.is_empty())),
        ("SHA-256", base.sha256.clone()),
        ("missing", Some(report.missing.join(", ")).filter(|names| !names.is_empty())),
        ("unexpected", Some(report.unexpected.join(", ")).filter(|names| !names.is_empty())),
        ("error", base.error.clone()),
    ];
    let lines = rows.into_iter().filter_map(|(name, value)| value.map(|value| format!("  {name:<12} {value}")));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

fn key_report(base: &base_model::Model) -> Outcome<KeyReport> {
    let report = base.key_report.as_deref().map(serde_json::from_str).transpose();
    Ok(report.map_err(domain::Error::from)?.unwrap_or_default())
}

fn as_json(base: &base_model::Model) -> Outcome<Value> {
    let report = key_report(base)?;
    Ok(json!({
        "baseModelId": base.id, "name": base.name, "status": base.status, "source": base.source,
        "location": base.location, "revision": base.revision, "resolvedRevision": base.resolved_revision,
        "textPrefix": base.text_prefix, "pooling": base.pooling, "sha256": base.sha256, "family": base.family,
        "parameterCount": base.parameter_count, "vocabularySize": base.vocabulary_size, "sizeBytes": base.size_bytes,
        "missingKeys": report.missing, "unexpectedKeys": report.unexpected, "errorCode": base.error_code,
        "error": base.error,
    }))
}

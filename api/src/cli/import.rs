//! `gisa import`

use std::path::PathBuf;

use api::configuration::Configuration;
use clap::Args;
use domain::{
    article_import::{self, Format, NewImport, Status},
    artifact::ArtifactStore,
    event::Topic,
};

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    watch,
};

/// Refused rows that are shown one by one.
const REFUSALS_SHOWN: u64 = 10;

/// Import articles from a file. Importing it again changes only what differs: articles are known by source and
/// external id.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: CSV or TSV with a header, JSON Lines, or Parquet; in UTF-8, UTF-16 or CP949
    file: PathBuf,
    /// Key of the source its articles belong to; made if there is none
    #[arg(long, value_name = "KEY")]
    source: String,
    /// Name of the source, if it has to be made
    #[arg(long, value_name = "NAME")]
    source_name: Option<String>,
    /// Key of the label set in which labels are read, such as daum or klue-ynat; without it labels are not read
    #[arg(long, value_name = "KEY")]
    label_set: Option<String>,
    /// csv, tsv, jsonl or parquet [default: what the file's name ends in]
    #[arg(long, value_parser = format)]
    format: Option<Format>,
}

/// Reads a format's name.
pub fn format(name: &str) -> Result<Format, String> {
    serde_json::from_value(name.into()).map_err(|_| "must be csv, tsv, jsonl or parquet".to_owned())
}

impl Import {
    /// Imports the file and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let format = self.format.or_else(|| Format::of_file_name(&name)).ok_or_else(|| {
            Failure::new(format!("{} doesn't say how it is written", self.file.display()))
                .with_fix("add --format csv, tsv, jsonl or parquet")
        })?;
        let ground = Ground::open(configuration).await?;
        let (upload_key, size_bytes) = take_in(&ground.artifacts, self.file.clone()).await?;
        let new = NewImport {
            source_key: self.source,
            source_name: self.source_name,
            label_set_key: self.label_set,
            file_name: name,
            format,
            upload_key: upload_key.clone(),
            size_bytes,
        };
        let requested = article_import::request(&ground.acting("gisa import"), new).await;
        let import = requested.inspect_err(|_| {
            // Nobody will ask for it any more.
            let _ = ground.artifacts.remove_upload(&upload_key);
        })?;
        let ended = watch::run(&ground, output, import.id.0, Topic::Article, |_, _| {}).await;

        let connection = ground.database.connection();
        let import = article_import::find(connection, import.id).await?;
        let refusals = article_import::refusals(connection, import.id, 0, REFUSALS_SHOWN).await?;
        let mut text = format!(
            "{} rows read: {} inserted, {} updated, {} unchanged, {} refused",
            import.rows_read, import.inserted, import.updated, import.unchanged, import.refused
        );
        for refusal in &refusals {
            text.push_str(&format!("\n  row {}: {}: {}", refusal.row_number, refusal.field, refusal.message));
        }
        if import.refused > refusals.len() as i64 {
            text.push_str(&format!("\n  … and {} more", import.refused - refusals.len() as i64));
        }
        let value = serde_json::json!({
            "importId": import.id, "status": import.status, "rowsRead": import.rows_read, "inserted": import.inserted,
            "updated": import.updated, "unchanged": import.unchanged, "refused": import.refused,
            "refusals": refusals.iter().map(|refusal| serde_json::json!({
                "rowNumber": refusal.row_number, "field": refusal.field, "reason": refusal.reason,
                "message": refusal.message,
            })).collect::<Vec<_>>(),
        });
        if ended.is_ok() || import.status == Status::Succeeded {
            output.result(&value, &text);
        }
        ended
    }
}

/// Copies a file into the store's uploads: its key and size.
pub async fn take_in(artifacts: &ArtifactStore, file: PathBuf) -> Outcome<(String, i64)> {
    let (key, target) = artifacts.new_upload();
    let copied = tokio::task::spawn_blocking(move || {
        let failed = |error: std::io::Error| Failure::new(format!("{} can't be read: {error}", file.display()));
        let size = std::fs::copy(&file, &target).map_err(failed)?;
        std::fs::File::open(&target).and_then(|copy| copy.sync_all()).map_err(failed)?;
        Ok::<u64, Failure>(size)
    });
    let size = copied.await.map_err(|error| Failure::new(format!("the file can't be copied: {error}")))??;
    Ok((key, i64::try_from(size).unwrap_or(i64::MAX)))
}

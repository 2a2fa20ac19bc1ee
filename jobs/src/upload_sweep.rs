//! Deletes uploads that nothing needs any more.
//!
//! A successful import deletes its own upload. What is left belongs to imports that failed or were cancelled, which keep
//! it for a retry, or to nobody: a file that was sent and then forgotten, or a connection that broke.

use std::time::{Duration, SystemTime};

use domain::{Database, Timestamp, article_import, artifact::ArtifactStore};

/// Deletes every upload that was last written longer than `keep` ago, unless an import that refers to it waits, runs, or
/// ended less than `keep` ago. Returns how many were deleted.
///
/// # Errors
/// When the database or the file system refuses.
pub async fn sweep_uploads(database: &Database, artifacts: &ArtifactStore, keep: Duration) -> domain::Result<usize> {
    let Some(before) = SystemTime::now().checked_sub(keep) else { return Ok(0) };
    let old = artifacts.uploads_written_before(before)?;
    let since = Timestamp::now().plus_seconds(-keep.as_secs_f64());
    let needed = article_import::uploads_needed(database.connection(), &old, since).await?;
    let mut swept = 0;
    for key in old.iter().filter(|key| !needed.contains(*key)) {
        artifacts.remove_upload(key)?;
        tracing::info!(upload.key = key, "upload {key} was deleted: nothing needs it any more");
        swept += 1;
    }
    Ok(swept)
}

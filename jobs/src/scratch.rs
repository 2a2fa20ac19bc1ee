//! Deleting the folders that ended jobs left behind. Those of failed and cancelled jobs are kept for a while: a retried
//! training goes on from the checkpoints in its folder.

use std::time::{Duration, SystemTime};

use domain::{
    Timestamp,
    id::JobId,
    job::{self, Status},
};

use crate::WorkerOptions;

/// Deletes what isn't needed any more; gives whose.
pub(crate) async fn sweep(options: &WorkerOptions) -> domain::Result<Vec<JobId>> {
    let kept = Duration::from_secs(u64::from(options.settings.scratch_days) * 24 * 60 * 60);
    let mut swept = Vec::new();
    for (id, changed_at) in options.artifacts.scratch_folders()? {
        let job = job::find(options.database.connection(), id).await;
        let is_needless = match job {
            Ok(job) => match job.status {
                Status::Queued | Status::Running => false,
                Status::Succeeded => true,
                Status::Failed | Status::Cancelled => {
                    let ended = job.finished_at.unwrap_or(job.created_at);
                    ended.plus_seconds(kept.as_secs_f64()) <= Timestamp::now()
                }
            },
            // Of another database, or of one that was begun anew.
            Err(domain::Error::NotFound { .. }) => {
                SystemTime::now().duration_since(changed_at).is_ok_and(|age| age >= kept)
            }
            Err(error) => return Err(error),
        };
        if is_needless {
            options.artifacts.remove_scratch(id)?;
            swept.push(id);
        }
    }
    Ok(swept)
}

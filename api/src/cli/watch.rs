//! Follows a job to its end, doing it in this process if no other takes it first.

use domain::{
    Database,
    event::{self, Topic},
    job::{self, Change, Status},
};
use futures::{Stream, StreamExt};
use indicatif::ProgressBar;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    failure::{Failure, INTERRUPTED, Outcome},
    ground::{self, Ground},
    output::Output,
};

/// Runs a worker in this process until the newest job for `subject_id` has ended, showing its progress. Every event of
/// `topic` about the subject is given to `tell`, with the bar, on the way.
///
/// Ctrl-C cancels the job.
///
/// # Errors
/// When the job fails, is cancelled or interrupted.
pub async fn run(
    ground: &Ground,
    output: Output,
    subject_id: Uuid,
    topic: Topic,
    tell: impl FnMut(&ProgressBar, &event::Model),
) -> Outcome {
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run_worker(ground.worker_options(), stop.clone()));
    let ended = follow(&ground.database, output, subject_id, topic, tell).await;
    stop.cancel();
    // The worker's own end doesn't change how the job ended.
    if let Ok(Err(error)) = worker.await {
        tracing::warn!(%error, "the worker didn't end in order");
    }
    ended
}

/// The same, leaving the work to whoever does it.
pub async fn follow(
    database: &Database,
    output: Output,
    subject_id: Uuid,
    topic: Topic,
    mut tell: impl FnMut(&ProgressBar, &event::Model),
) -> Outcome {
    let newest = job::Entity::find()
        .filter(job::Column::SubjectId.eq(subject_id))
        .order_by_desc(job::Column::Id)
        .one(database.connection())
        .await
        .map_err(domain::Error::from)?;
    let Some(job) = newest else { return Ok(()) };

    let bar = output.bar();
    let changes = event::tail(database, Topic::Job, Some(job.id.0), 0);
    let news = event::tail(database, topic, Some(subject_id), 0);
    tokio::pin!(changes, news);
    let mut is_interrupted = false;
    let end = loop {
        tokio::select! {
            Some(event) = changes.next() => {
                let Ok(change) = serde_json::from_str::<Change>(&event.payload) else { continue };
                show(&bar, output, &change);
                if !matches!(change.status, Status::Queued | Status::Running) {
                    break change;
                }
            }
            Some(event) = news.next() => tell(&bar, &event),
            Ok(()) = tokio::signal::ctrl_c() => {
                if is_interrupted {
                    // A second time: whoever waits for the job finds it cancelled soon.
                    return Err(interrupted());
                }
                is_interrupted = true;
                bar.set_message("stopping");
                job::request_cancel(&ground::acting(database, "interrupt"), job.id).await?;
            }
        }
    };
    // What was told before the job's end is told before the result.
    drain(&mut news, |event| tell(&bar, event)).await;
    bar.finish_and_clear();
    match end.status {
        Status::Succeeded => Ok(()),
        _ if is_interrupted => Err(interrupted()),
        Status::Cancelled => Err(Failure::new("it was cancelled")),
        _ => {
            let code = end.error_code.unwrap_or_default();
            Err(Failure::new(format!("{} ({code})", end.error.unwrap_or_default())))
        }
    }
}

fn interrupted() -> Failure {
    Failure { exit_code: INTERRUPTED, message: "interrupted; the job was cancelled".into(), fix: None }
}

fn show(bar: &ProgressBar, output: Output, change: &Change) {
    if let Some(share) = change.progress {
        bar.set_position((share * 1000.0) as u64);
    }
    if let Some(note) = &change.progress_note {
        bar.set_message(note.clone());
    }
    if output.is_json() {
        output.progress(
            &serde_json::json!({
                "event": "job", "status": change.status, "progress": change.progress, "note": change.progress_note,
                "attempts": change.attempts, "error": change.error,
            }),
            "",
        );
    } else if change.status == Status::Queued && change.attempts > 0 {
        let error = change.error.as_deref().unwrap_or("its worker died");
        bar.suspend(|| output.progress(&(), &format!("attempt {} failed, trying again: {error}", change.attempts)));
    }
}

/// Takes what is ready at this moment.
async fn drain(events: &mut (impl Stream<Item = event::Model> + Unpin), mut tell: impl FnMut(&event::Model)) {
    let moment = std::time::Duration::from_millis(100);
    while let Ok(Some(event)) = tokio::time::timeout(moment, events.next()).await {
        tell(&event);
    }
}

//! Has a model version answer labelled rows, as it would answer readers, and measures the answers.
//!
//! Rows are gathered into a file of the job's folder, answered window by window, and written beside the truth into
//! another, which becomes an artifact: whatever is measured later, and every comparison of two versions, is computed
//! from it without the model. Nobody sees anything of an evaluation before its last transaction, so a killed attempt
//! leaves nothing to mend; the next one begins anew.

mod classify;
mod gather;

use std::{collections::HashMap, path::PathBuf};

use domain::{
    database::DatabaseTransaction,
    evaluation::{self, Outcome},
    evaluation_mistake,
    id::{ArticleId, EvaluationId, LabelClassId},
    job::Kind,
    label_set, model_version,
};
use ml::{
    evaluation::{EvaluatedRow, Report},
    serve::{Classifier, ClassifierOptions, Runtime},
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use self::gather::Gathered;
use crate::{Job, JobContext, JobEnd, JobError};

/// Share of the work that is done when the rows are gathered.
const GATHERED: f64 = 0.1;

/// Has a model version answer labelled rows, and measures the answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EvaluateModel {
    /// The evaluation.
    pub evaluation_id: EvaluationId,
}

impl Job for EvaluateModel {
    const KIND: Kind = Kind::EvaluateModel;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let Some(evaluation) = evaluation::start(&transaction, self.evaluation_id).await? else {
            return Ok(());
        };
        context.database.commit(transaction).await?;
        let version = model_version::find(context.database.connection(), evaluation.model_version_id).await?;

        context.progress(0.0, "gathering rows").await?;
        let folder = context.artifacts.scratch(context.job_id).map_err(domain::Error::from)?;
        let gathered = gather::gather(context, &evaluation, folder.join("rows-in.jsonl")).await?;
        fail::fail_point!("evaluate_model::gathered", |_| Err(JobError::transient("KILLED", "at a fail point")));

        context.progress(GATHERED, "loading the model").await?;
        let rows = gathered.rows;
        let answers = self.answer(context, &version, gathered, folder.join("rows.jsonl")).await?;
        if answers.report.metrics.rows != rows {
            let message = format!("{} of {rows} rows were answered", answers.report.metrics.rows);
            return Err(JobError::permanent("INTERNAL", message));
        }
        fail::fail_point!("evaluate_model::answered", |_| Err(JobError::transient("KILLED", "at a fail point")));

        let outcome = self.outcome(context, &version, answers).await?;
        let transaction = context.begin().await?;
        evaluation::succeed(&transaction, self.evaluation_id, outcome).await?;
        context.complete(transaction).await?;
        // What is left in it costs no more than room.
        let _ = context.artifacts.remove_scratch(context.job_id);
        Ok(())
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        evaluation::give_up(transaction, self.evaluation_id, end).await
    }
}

/// What a version answered, measured.
struct Answers {
    report: Report,
    mistakes: Vec<EvaluatedRow>,
    path: PathBuf,
}

impl EvaluateModel {
    /// Has the version answer where it may compute and block, and tells of the progress.
    async fn answer(
        &self,
        context: &JobContext,
        version: &model_version::Model,
        gathered: Gathered,
        path: PathBuf,
    ) -> Result<Answers, JobError> {
        let bundle = context.artifacts.bundle_path(&version.bundle_sha256)?;
        let (library, sha256) = (context.settings.ort_dylib.clone(), version.bundle_sha256.clone());
        let (rows, cancelled) = (gathered.rows, context.cancelled.clone());
        let (done, mut progress) = watch::channel(0);
        let mut work = tokio::task::spawn_blocking(move || {
            let unusable = |message: String| JobError::permanent("BUNDLE_UNREADABLE", message);
            let runtime = Runtime::load(&library).map_err(|error| unusable(error.to_string()))?;
            let classifier =
                Classifier::load(&runtime, &bundle, options()).map_err(|error| unusable(error.to_string()))?;
            if classifier.bundle_sha256() != sha256 {
                return Err(unusable(format!("the bundle's SHA-256 is {}, not {sha256}", classifier.bundle_sha256())));
            }
            let (report, mistakes) = classify::classify(&classifier, &gathered.path, &path, |answered| {
                let _ = done.send(answered);
                if cancelled.is_cancelled() { Err(JobError::Cancelled) } else { Ok(()) }
            })?;
            Ok(Answers { report, mistakes, path })
        });
        loop {
            tokio::select! {
                ended = &mut work => {
                    return ended.map_err(|error| JobError::permanent("PANIC", error.to_string()))?;
                }
                // It looks at `cancelled` between batches; nobody waits for its last one.
                () = context.cancelled.cancelled() => return Err(JobError::Cancelled),
                Ok(()) = progress.changed() => {
                    let answered: u64 = *progress.borrow_and_update();
                    let share = GATHERED + (1.0 - GATHERED) * answered as f64 / rows as f64;
                    context.progress(share, format!("answered {answered} of {rows} rows")).await?;
                }
            }
        }
    }

    /// Takes the answers into the artifact store and puts what was measured into the database's words.
    async fn outcome(
        &self,
        context: &JobContext,
        version: &model_version::Model,
        answers: Answers,
    ) -> Result<Outcome, JobError> {
        let Answers { report, mistakes, path } = answers;
        let artifacts = context.artifacts.clone();
        let rows_sha256 = tokio::task::spawn_blocking(move || artifacts.adopt_file(&path))
            .await
            .map_err(|error| JobError::permanent("PANIC", error.to_string()))??;
        let classes = label_set::classes(context.database.connection(), version.label_set_id).await?;
        let classes: HashMap<String, LabelClassId> = classes.into_iter().map(|class| (class.key, class.id)).collect();
        let positions: HashMap<&str, usize> =
            report.metrics.classes.iter().map(|class| class.label.as_str()).zip(0..).collect();
        let class_id = |key: &str| {
            let unknown = || JobError::permanent("INTERNAL", format!("class {key} isn't in the version's label set"));
            classes.get(key).copied().ok_or_else(unknown)
        };
        let mistake = |(row, rank): (EvaluatedRow, i32)| {
            let article_id: ArticleId = row.article_id.parse().map_err(|error| {
                JobError::permanent("INTERNAL", format!("{} is not an article's id: {error}", row.article_id))
            })?;
            let truth = positions.get(row.label.as_str()).and_then(|position| row.probabilities.get(*position));
            Ok(evaluation_mistake::Model {
                evaluation_id: self.evaluation_id,
                rank,
                article_id,
                label_class_id: class_id(&row.label)?,
                predicted_class_id: class_id(&row.predicted)?,
                probability: row.probability.into(),
                label_probability: truth.copied().unwrap_or_default().into(),
                text: row.text,
            })
        };
        Ok(Outcome {
            row_count: report.metrics.rows.cast_signed(),
            accuracy: report.metrics.accuracy,
            macro_f1: report.metrics.macro_f1,
            weighted_f1: report.metrics.weighted_f1,
            ece: report.calibration.ece,
            nll: report.calibration.nll,
            brier: report.calibration.brier,
            report: serde_json::to_string(&report).map_err(domain::Error::from)?,
            rows_sha256,
            mistakes: mistakes.into_iter().zip(1..).map(mistake).collect::<Result<_, JobError>>()?,
        })
    }
}

/// All cores but one, which is left to whoever is being answered.
fn options() -> ClassifierOptions {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    ClassifierOptions { intra_threads: (cores - 1).max(1), ..ClassifierOptions::default() }
}

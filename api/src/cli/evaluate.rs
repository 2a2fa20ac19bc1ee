//! `gisa evaluate`

use api::configuration::Configuration;
use clap::{Args, ValueEnum};
use domain::{
    evaluation::{self, NewEvaluation, Rows},
    event::Topic,
    id::{ArticleImportId, DatasetId, ModelVersionId},
    training_run,
};
use ml::evaluation::Report;

use super::{
    deploy::find_version,
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    watch,
};

/// Measure a model version on labelled rows: accuracy, F1, calibration, coverage, slices, worst mistakes.
///
/// What was measured already is shown without measuring it again.
#[derive(Debug, Args)]
pub struct Evaluate {
    /// The version's number or id
    version: String,
    /// Measure on this sealed dataset [default: the one the version learnt from]
    #[arg(long, value_name = "ID", conflicts_with = "import")]
    dataset: Option<DatasetId>,
    /// Measure on the labelled articles of this import instead
    #[arg(long, value_name = "ID")]
    import: Option<ArticleImportId>,
    /// Which rows of the dataset [default: test]
    #[arg(long, value_enum)]
    split: Option<Split>,
    /// Measure once more what was measured already
    #[arg(long)]
    again: bool,
}

/// Which rows of a dataset.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Split {
    /// Those of the training split
    Train,
    /// Those of the validation split
    Validation,
    /// Those of the test split
    Test,
    /// All of them
    All,
}

impl From<Split> for evaluation::Split {
    fn from(split: Split) -> Self {
        match split {
            Split::Train => Self::Train,
            Split::Validation => Self::Validation,
            Split::Test => Self::Test,
            Split::All => Self::All,
        }
    }
}

impl Evaluate {
    /// Evaluates, or finds that it was done, and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let connection = ground.database.connection();
        let version = find_version(connection, &self.version).await?;
        let rows = match (self.dataset, self.import) {
            (Some(id), _) => Rows::Dataset(id),
            (None, Some(id)) => Rows::Import(id),
            (None, None) => Rows::Dataset(training_run::find(connection, version.training_run_id).await?.dataset_id),
        };
        let split = self.split.map(Into::into);
        let new = NewEvaluation { model_version_id: version.id, rows, split, again: self.again };
        let requested = evaluation::request(&ground.acting("gisa evaluate"), new).await?;
        watch(&ground, output, &requested).await?;
        let evaluation = evaluation::find(connection, requested.id).await?;
        report(&evaluation, version.number, output)
    }
}

/// Waits for the evaluations of a version that aren't done yet, such as the one that its training asked for; does them
/// in this process if no other takes them.
pub async fn finish(ground: &Ground, output: Output, version: ModelVersionId) -> Outcome {
    for evaluation in evaluation::unfinished(ground.database.connection(), version).await? {
        watch(ground, output, &evaluation).await?;
    }
    Ok(())
}

async fn watch(ground: &Ground, output: Output, evaluation: &evaluation::Model) -> Outcome {
    if evaluation.status == evaluation::Status::Succeeded {
        return Ok(());
    }
    watch::run(ground, output, evaluation.id.0, Topic::Evaluation, |_, _| {}).await
}

fn report(evaluation: &evaluation::Model, number: i64, output: Output) -> Outcome {
    let stored = evaluation.report.as_deref().ok_or_else(|| Failure::new("the evaluation has no report"))?;
    let report: Report = serde_json::from_str(stored).map_err(domain::Error::from)?;
    let value = serde_json::json!({
        "evaluationId": evaluation.id, "modelVersionId": evaluation.model_version_id, "number": number,
        "datasetId": evaluation.dataset_id, "importId": evaluation.article_import_id, "split": evaluation.split,
        "rowsSha256": evaluation.rows_sha256, "report": report,
    });
    output.result(&value, &table(&report, number));
    Ok(())
}

/// The report as a person reads it.
fn table(report: &Report, number: i64) -> String {
    let metrics = &report.metrics;
    let calibration = &report.calibration;
    let mut lines = vec![
        format!(
            "model version {number} on {} rows: accuracy {:.4}, macro-F1 {:.4}, weighted F1 {:.4}",
            metrics.rows, metrics.accuracy, metrics.macro_f1, metrics.weighted_f1
        ),
        format!(
            "calibration: ECE {:.4} ({:.4} without temperature {:.3}), negative log-likelihood {:.4}, Brier score {:.4}",
            calibration.ece,
            calibration.ece_at_temperature_1,
            calibration.temperature,
            calibration.nll,
            calibration.brier
        ),
        String::new(),
        format!("{:<20} {:>9} {:>9} {:>9} {:>9}", "class", "precision", "recall", "F1", "rows"),
    ];
    lines.extend(metrics.classes.iter().map(|class| {
        format!(
            "{:<20} {:>9.4} {:>9.4} {:>9.4} {:>9}",
            class.label, class.precision, class.recall, class.f1, class.support
        )
    }));
    lines.extend([String::new(), "confusion (a row for each true class):".to_owned()]);
    lines.extend(metrics.confusion.0.iter().zip(&metrics.classes).map(|(counts, class)| {
        let counts: Vec<String> = counts.iter().map(|count| format!("{count:>6}")).collect();
        format!("{:<20} {}", class.label, counts.join(" "))
    }));
    lines.extend([String::new(), format!("{:<28} {:>9} {:>9} {:>17}", "slice", "rows", "accuracy", "95 % interval")]);
    lines.extend(report.slices.iter().map(|slice| {
        let kind = format!("{:?} {}", slice.dimension, slice.key).to_lowercase();
        let mark = if slice.is_small { "  few rows" } else { "" };
        format!(
            "{kind:<28} {:>9} {:>9.4} {:>8.4}–{:.4}{mark}",
            slice.rows, slice.accuracy, slice.accuracy_low, slice.accuracy_high
        )
    }));
    lines.extend([String::new(), format!("{:<12} {:>9} {:>9}", "not sure <", "answered", "accuracy")]);
    let tenths = (1..=10).filter_map(|tenth| {
        report.coverage.iter().find(|point| point.coverage >= f64::from(tenth) / 10.0 - f64::EPSILON)
    });
    lines.extend(
        tenths.map(|point| {
            format!("{:<12.4} {:>7.1} % {:>9.4}", point.threshold, point.coverage * 100.0, point.accuracy)
        }),
    );
    lines.join("\n")
}

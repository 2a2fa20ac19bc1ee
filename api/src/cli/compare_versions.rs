//! `gisa compare-versions`

use api::configuration::Configuration;
use clap::Args;
use domain::{
    evaluation::{self, Rows},
    id::{ArticleImportId, DatasetId},
};
use ml::evaluation::{
    Comparison, McNemar,
    bootstrap::{Interval, Options},
    comparison::{Direction, Verdict},
};

use super::{
    deploy::find_version,
    evaluate::Split,
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
};

/// Compare two model versions on rows that both were evaluated on: McNemar's test, an interval of the macro-F1
/// difference, differences by class, and the rows that flipped.
#[derive(Debug, Args)]
pub struct CompareVersions {
    /// The one version's number or id: the one in service, say
    a: String,
    /// The other version's number or id: the candidate, say
    b: String,
    /// The dataset both were evaluated on [default: the one both learnt from]
    #[arg(long, value_name = "ID", conflicts_with = "import")]
    dataset: Option<DatasetId>,
    /// The import both were evaluated on instead
    #[arg(long, value_name = "ID")]
    import: Option<ArticleImportId>,
    /// Which rows of the dataset [default: test]
    #[arg(long, value_enum)]
    split: Option<Split>,
    /// How many flipped rows to show in each direction
    #[arg(long, value_name = "N", default_value_t = 5)]
    flips: usize,
}

impl CompareVersions {
    /// Compares and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let connection = ground.database.connection();
        let versions = (find_version(connection, &self.a).await?.id, find_version(connection, &self.b).await?.id);
        let rows = self.dataset.map(Rows::Dataset).or(self.import.map(Rows::Import));
        let pair = evaluation::pair(connection, versions, rows, self.split.map(Into::into)).await?;
        let path = |model: &evaluation::Model| {
            ground.artifacts.file_path(model.rows_sha256.as_deref().unwrap_or_default()).map_err(Failure::from)
        };
        let (first, second, classes) = (path(&pair.first)?, path(&pair.second)?, pair.classes.clone());
        let compared = tokio::task::spawn_blocking(move || {
            let comparison = Comparison::read(&first, &second, &classes)?;
            let interval = comparison.macro_f1_difference(Options::default());
            Ok::<_, ml::evaluation::comparison::ComparisonError>((comparison, interval))
        });
        let (comparison, interval) = compared
            .await
            .map_err(|error| Failure::new(format!("the comparison broke off: {error}")))?
            .map_err(|error| Failure::new(error.to_string()))?;
        let names = [pair.first_version.number, pair.second_version.number].map(|number| format!("version {number}"));
        self.report(&Compared { comparison, interval, names }, output);
        Ok(())
    }

    fn report(&self, compared: &Compared, output: Output) {
        let Compared { comparison, interval, .. } = compared;
        let (mcnemar, verdict) = (comparison.mcnemar(), compared.verdict());
        let flips = |direction| comparison.flips(direction).iter().take(self.flips).collect::<Vec<_>>();
        let value = serde_json::json!({
            "rows": comparison.rows(), "disagreements": comparison.disagreements(), "mcnemar": mcnemar,
            "macroF1Difference": interval, "classes": comparison.classes(), "verdict": verdict,
            "verdictInWords": compared.sentence(&mcnemar),
            "fixed": flips(Direction::Fixed), "broken": flips(Direction::Broken),
        });
        output.result(&value, &self.table(compared));
    }

    /// The comparison as a person reads it.
    fn table(&self, compared: &Compared) -> String {
        let Compared { comparison, names: [a, b], .. } = compared;
        let (first, second) = comparison.metrics();
        let row = |name: &str, a: f64, b: f64| format!("{name:<20} {a:>10.4} {b:>10.4} {:>+10.4}", b - a);
        let mut lines = vec![
            compared.sentence(&comparison.mcnemar()),
            format!("{} rows, answered differently: {}", comparison.rows(), comparison.disagreements()),
            String::new(),
            format!("{:<20} {a:>10} {b:>10} {:>10}", "", "difference"),
            row("accuracy", first.accuracy, second.accuracy),
            row("macro-F1", first.macro_f1, second.macro_f1),
        ];
        let classes = comparison.classes();
        lines.extend(
            classes.iter().map(|class| row(&format!("F1 {}", class.first.label), class.first.f1, class.second.f1)),
        );
        for (title, direction) in [("fixed", Direction::Fixed), ("broken", Direction::Broken)] {
            let flips = comparison.flips(direction);
            lines.extend([String::new(), format!("{title} by {b}: {}", flips.len())]);
            lines.extend(flips.iter().take(self.flips).map(|flip| {
                format!(
                    "  {} is {}; {} {:.2} → {} {:.2}",
                    flip.text, flip.label, flip.first, flip.first_probability, flip.second, flip.second_probability
                )
            }));
        }
        lines.join("\n")
    }
}

struct Compared {
    comparison: Comparison,
    interval: Interval,
    names: [String; 2],
}

impl Compared {
    fn verdict(&self) -> Verdict {
        Verdict::of(&self.comparison.mcnemar(), &self.interval)
    }

    fn sentence(&self, mcnemar: &McNemar) -> String {
        let [a, b] = &self.names;
        self.verdict().sentence(a, b, mcnemar, &self.interval)
    }
}

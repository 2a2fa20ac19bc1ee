//! `gisa compare`

use api::configuration::Configuration;
use clap::Args;
use domain::{id::TrainingRunId, model_version, training_epoch, training_run};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value, json};

use super::{failure::Outcome, ground::Ground, output::Output};

/// Compare training runs: the parameters in which they differ, and what they reached.
#[derive(Debug, Args)]
pub struct Compare {
    /// Ids of the runs
    #[arg(required = true, num_args = 2..=200, value_name = "RUN")]
    runs: Vec<TrainingRunId>,
}

impl Compare {
    /// Compares and prints a table: a column for each run.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let connection = ground.database.connection();
        let runs = training_run::find_all(connection, &self.runs).await?;
        let epochs = training_epoch::Entity::find()
            .filter(training_epoch::Column::TrainingRunId.is_in(self.runs.iter().copied()))
            .all(connection)
            .await
            .map_err(domain::Error::from)?;
        let versions = model_version::trained()
            .filter(model_version::Column::TrainingRunId.is_in(self.runs.iter().copied()))
            .all(connection)
            .await
            .map_err(domain::Error::from)?;
        let mut columns = Vec::new();
        for run in &runs {
            let mut column = parameters_of(run)?;
            column.retain(|_, value| !value.is_null());
            let version = versions.iter().find(|version| version.training_run_id == run.id);
            let best = epochs.iter().filter(|epoch| epoch.training_run_id == run.id && epoch.best);
            columns.push(Column {
                run,
                parameters: column,
                best: best.max_by_key(|epoch| epoch.epoch),
                version: version.map(|version| version.number),
                test: version.map(test_metrics).transpose()?,
            });
        }
        let differing = differing(&columns);
        let value = json!({
            "differing": differing,
            "runs": columns.iter().map(Column::as_json).collect::<Vec<_>>(),
        });
        output.result(&value, &table(&columns, &differing));
        Ok(())
    }
}

struct Column<'a> {
    run: &'a training_run::Model,
    parameters: Map<String, Value>,
    best: Option<&'a training_epoch::Model>,
    version: Option<i64>,
    test: Option<Value>,
}

impl Column<'_> {
    fn as_json(&self) -> Value {
        json!({
            "trainingRunId": self.run.id, "name": self.run.name, "status": self.run.status,
            "parameters": self.parameters, "bestEpoch": self.best.map(|epoch| epoch.epoch),
            "validationMacroF1": self.best.map(|epoch| epoch.macro_f1),
            "validationLoss": self.best.map(|epoch| epoch.validation_loss),
            "modelVersion": self.version, "test": self.test,
        })
    }

    fn test(&self, figure: &str) -> Option<f64> {
        self.test.as_ref()?.get(figure)?.as_f64()
    }
}

fn test_metrics(version: &model_version::Model) -> Outcome<Value> {
    Ok(serde_json::from_str(&version.test_metrics).map_err(domain::Error::from)?)
}

fn parameters_of(run: &training_run::Model) -> Outcome<Map<String, Value>> {
    let mut parameters: Map<String, Value> = serde_json::from_str(&run.parameters).map_err(domain::Error::from)?;
    parameters.insert("dataset_id".into(), run.dataset_id.to_string().into());
    Ok(parameters)
}

/// Names of the parameters in which the runs differ, in order.
fn differing(columns: &[Column<'_>]) -> Vec<String> {
    let mut names: Vec<&String> = columns.iter().flat_map(|column| column.parameters.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let differs =
        |name: &str| columns.windows(2).any(|pair| pair[0].parameters.get(name) != pair[1].parameters.get(name));
    names.into_iter().filter(|name| differs(name)).cloned().collect()
}

fn table(columns: &[Column<'_>], differing: &[String]) -> String {
    let row = |name: &str, cell: &dyn Fn(&Column<'_>) -> Option<String>| {
        let cells = columns.iter().map(|column| cell(column).unwrap_or_else(|| "–".into()));
        std::iter::once(name.to_owned()).chain(cells).collect::<Vec<_>>()
    };
    let figure = |value: Option<f64>| value.map(|value| format!("{value:.4}"));
    let mut rows = vec![
        row("run", &|column| Some(column.run.name.clone())),
        row("status", &|column| json!(column.run.status).as_str().map(str::to_owned)),
    ];
    for name in differing {
        rows.push(row(name, &|column| {
            let value = column.parameters.get(name)?;
            Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        }));
    }
    rows.push(row("best epoch", &|column| column.best.map(|epoch| epoch.epoch.to_string())));
    rows.push(row("validation loss", &|column| figure(column.best.map(|epoch| epoch.validation_loss))));
    rows.push(row("validation macro-F1", &|column| figure(column.best.map(|epoch| epoch.macro_f1))));
    rows.push(row("test accuracy", &|column| figure(column.test("accuracy"))));
    rows.push(row("test macro-F1", &|column| figure(column.test("macro_f1"))));
    rows.push(row("model version", &|column| column.version.map(|number| number.to_string())));
    aligned(&rows)
}

/// Rows with their columns under one another.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

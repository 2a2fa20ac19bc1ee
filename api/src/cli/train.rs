//! `gisa train`

use api::configuration::Configuration;
use clap::Args;
use domain::{
    event::{self, Topic},
    id::DatasetId,
    model_version,
    training_run::{self, Change, NewTrainingRun},
};
use indicatif::ProgressBar;
use ml::parameters::{CHOICES, RANGES, TrainingParameters};
use serde::Serialize;
use serde_json::Value;

use super::{
    evaluate,
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    watch,
};

/// The parameter that a flag of 0 makes absent.
const PATIENCE: &str = "early_stopping_patience";

/// Train a model on a sealed dataset, prove it and register it as a model version.
///
/// Every parameter has a default and a range; a wrong one is refused with what is allowed.
#[derive(Debug, Args)]
pub struct Train {
    /// The dataset's id
    #[arg(long, value_name = "ID")]
    dataset: DatasetId,
    /// The run's name [default: the base model's]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    parameters: Parameters,
}

/// What may be set on a run; what isn't takes the usual value for the base model. `ml::parameters` has a line on each,
/// which the help shows.
#[derive(Debug, Default, Serialize, Args)]
#[command(next_help_heading = "Parameters")]
pub struct Parameters {
    #[arg(long, value_name = "NAME", help = help("base_model"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_model: Option<String>,
    #[arg(long, value_name = "HOW", help = help("pooling"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooling: Option<String>,
    #[arg(long, value_name = "N", help = help("max_length"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    #[arg(long, value_name = "N", help = help("batch_size"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<u32>,
    #[arg(long, value_name = "N", help = help("batch_tokens"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_tokens: Option<u32>,
    #[arg(long, value_name = "N", help = help("gradient_accumulation_steps"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gradient_accumulation_steps: Option<u32>,
    #[arg(long, value_name = "N", help = help("epochs"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epochs: Option<u32>,
    #[arg(long, value_name = "X", help = help("learning_rate"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_rate: Option<f64>,
    #[arg(long, value_name = "SHARE", help = help("warmup_ratio"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warmup_ratio: Option<f64>,
    #[arg(long, value_name = "NAME", help = help("schedule"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    #[arg(long, value_name = "SHARE", help = help("layer_learning_rate_decay"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer_learning_rate_decay: Option<f64>,
    #[arg(long, value_name = "N", help = help("frozen_layers"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frozen_layers: Option<u32>,
    #[arg(long, value_name = "X", help = help("max_grad_norm"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_grad_norm: Option<f64>,
    #[arg(long, value_name = "N", help = help("seed"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[arg(long, value_name = "X", help = help("weight_decay"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_decay: Option<f64>,
    #[arg(long, value_name = "SHARE", help = help("label_smoothing"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_smoothing: Option<f64>,
    #[arg(long, value_name = "HOW", help = help("class_weights"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_weights: Option<String>,
    #[arg(long, value_name = "N", help = help("early_stopping_patience"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub early_stopping_patience: Option<u32>,
    #[arg(long, value_name = "KIND", help = help("precision"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    #[arg(long, value_name = "NAME", help = help("device"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[arg(long, value_name = "N", help = help("threads"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<u32>,
    #[arg(long, value_name = "N", help = help("checkpoint_seconds"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkpoint_seconds: Option<u32>,
    #[arg(long, value_name = "N", help = help("vocabulary_size"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocabulary_size: Option<u32>,
    #[arg(long, value_name = "SHARE", help = help("dropout"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropout: Option<f64>,
    #[arg(long, value_name = "SHARE", help = help("token_dropout"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_dropout: Option<f64>,
    #[arg(long, value_name = "SHARE", help = help("subword_sampling"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subword_sampling: Option<f64>,
}

impl Parameters {
    /// The parameters in full.
    pub fn complete(self) -> Outcome<TrainingParameters> {
        let given = serde_json::to_value(self).map_err(domain::Error::from)?;
        let mut given = given.as_object().cloned().unwrap_or_default();
        if given.get(PATIENCE).and_then(Value::as_u64) == Some(0) {
            given.insert(PATIENCE.to_owned(), Value::Null);
        }
        let parameters =
            TrainingParameters::complete(given).map_err(|error| Failure::new(format!("a parameter: {error}")))?;
        parameters.validate().map_err(|wrong| {
            let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            Failure::new(lines.join("\n"))
        })?;
        Ok(parameters)
    }
}

/// A parameter in a line: what it is, what is allowed, and what it is if left out.
fn help(field: &str) -> String {
    let usual = serde_json::to_value(TrainingParameters::default()).unwrap_or_default();
    let usual = match &usual[field] {
        Value::Null => String::new(),
        Value::String(text) => format!(" [default: {text}]"),
        other => format!(" [default: {other}]"),
    };
    let never = if field == PATIENCE { "; 0 for never" } else { "" };
    let number = RANGES.iter().find(|range| range.field == field);
    let number = number.map(|range| format!("{}: {} to {}{never}", range.description, range.minimum, range.maximum));
    let choice = CHOICES.iter().find(|choice| choice.field == field);
    let choice = choice.map(|choice| format!("{}: {}", choice.description, choice.choices));
    number.or(choice).unwrap_or_default() + &usual
}

impl Train {
    /// Trains and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let parameters = self.parameters.complete()?;
        let ground = Ground::open(configuration).await?;
        if let Some(problem) = ground.trainer_problem() {
            return Err(Failure::new(problem));
        }
        let new = NewTrainingRun {
            name: self.name.unwrap_or_else(|| parameters.base_model.clone()),
            dataset_id: self.dataset,
            base_model: parameters.base_model.clone(),
            parameters: serde_json::to_string(&parameters).map_err(domain::Error::from)?,
        };
        let run = training_run::request(&ground.acting("gisa train"), new).await?;
        watch::run(&ground, output, run.id.0, Topic::TrainingRun, |bar, event| tell(bar, output, event)).await?;
        let version = model_version::of_run(ground.database.connection(), run.id).await?;
        let version = version.ok_or_else(|| Failure::new("the run made no model version"))?;
        let run = training_run::find(ground.database.connection(), run.id).await?;
        let baseline = match run.baseline_version_id {
            Some(id) => Some(model_version::find(ground.database.connection(), id).await?),
            None => None,
        };
        report(&version, baseline.as_ref(), output)?;
        evaluate::finish(&ground, output, version.id).await?;
        match baseline {
            Some(baseline) => evaluate::finish(&ground, output, baseline.id).await,
            None => Ok(()),
        }
    }
}

/// Shows what happens in a run.
pub fn tell(bar: &ProgressBar, output: Output, event: &event::Model) {
    if output.is_json() {
        if let Ok(payload) = serde_json::from_str::<Value>(&event.payload) {
            output.progress(&serde_json::json!({ "event": "training_run", "change": payload }), "");
        }
        return;
    }
    match serde_json::from_str::<Change>(&event.payload) {
        Ok(Change::Epoch(epoch)) => bar.suspend(|| {
            let best = if epoch.best { "  best so far" } else { "" };
            let text = format!(
                "epoch {:>2}  loss {:.4}  validation loss {:.4}  accuracy {:.4}  macro-F1 {:.4}  {:.1} s{best}",
                epoch.epoch, epoch.train_loss, epoch.validation_loss, epoch.accuracy, epoch.macro_f1, epoch.seconds
            );
            output.progress(&(), &text);
        }),
        Ok(Change::Baseline { accuracy, macro_f1, seconds, .. }) => bar.suspend(|| {
            let text = format!(
                "baseline  n-grams, linear  test accuracy {accuracy:.4}  test macro-F1 {macro_f1:.4}  {seconds:.1} s"
            );
            output.progress(&(), &text);
        }),
        Ok(Change::Step(step)) => bar.set_message(format!(
            "step {}  loss {:.4}  {:.0} rows/s  {:.0} s to go",
            step.step, step.loss, step.samples_per_second, step.seconds_left
        )),
        Ok(Change::Resumed { attempt, from_step, .. }) => bar.suspend(|| {
            output.progress(&(), &format!("attempt {attempt} goes on from step {from_step}"));
        }),
        Ok(Change::Status { phase: Some(phase), .. }) => bar.set_message(phase),
        _ => {}
    }
}

/// Writes what came out of a run, beside what it had to beat.
fn report(version: &model_version::Model, baseline: Option<&model_version::Model>, output: Output) -> Outcome {
    let metrics = |version: &model_version::Model| -> Outcome<Value> {
        Ok(serde_json::from_str(&version.test_metrics).map_err(domain::Error::from)?)
    };
    let test = metrics(version)?;
    let figures = |metrics: &Value| {
        let figure = |name: &str| metrics.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
        format!("test accuracy {:.4}, macro-F1 {:.4}", figure("accuracy"), figure("macro_f1"))
    };
    let number = version.number;
    let mut text = format!("model version {number} ({}): {}", version.id, figures(&test));
    let mut value = serde_json::json!({
        "modelVersionId": version.id, "number": number, "trainingRunId": version.training_run_id,
        "bundleSha256": version.bundle_sha256, "test": test,
    });
    if let Some(baseline) = baseline {
        let test = metrics(baseline)?;
        let beside = baseline.number;
        text += &format!("\nits baseline, model version {beside}: {}", figures(&test));
        text += &format!("\nwhether they differ by more than chance: gisa compare-versions {beside} {number}");
        value["baseline"] = serde_json::json!({ "modelVersionId": baseline.id, "number": beside, "test": test });
    }
    output.result(&value, &format!("{text}\nto have it serve: gisa deploy {number}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_a_flag_with_its_usual_value_in_the_help() {
        let usual = serde_json::to_value(TrainingParameters::default()).unwrap();
        let command = Train::augment_args(clap::Command::new("train"));
        for (field, value) in usual.as_object().unwrap() {
            let argument = command.get_arguments().find(|argument| argument.get_id() == field);
            let help = argument.unwrap_or_else(|| panic!("no flag for {field}")).get_help().unwrap().to_string();
            match value {
                Value::Null => assert!(!help.is_empty(), "{field}"),
                Value::String(text) => assert!(help.ends_with(&format!("[default: {text}]")), "{help}"),
                other => assert!(help.ends_with(&format!("[default: {other}]")), "{help}"),
            }
        }
    }

    #[test]
    fn flags_are_completed_for_the_base_model_and_checked() {
        let given = Parameters {
            base_model: Some("e5-small-ko".into()),
            early_stopping_patience: Some(0),
            schedule: Some("constant".into()),
            ..Parameters::default()
        };
        let complete = given.complete().unwrap();
        assert_eq!((complete.batch_size, complete.early_stopping_patience), (32, None));
        let wrong = Parameters { schedule: Some("wavy".into()), ..Parameters::default() }.complete().unwrap_err();
        assert!(wrong.message.contains("wavy"), "{}", wrong.message);
        let wrong = Parameters { epochs: Some(0), ..Parameters::default() }.complete().unwrap_err();
        assert!(wrong.message.contains("epochs must be a whole number from 1"), "{}", wrong.message);
    }
}

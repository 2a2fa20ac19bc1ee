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
use ml::parameters::{Precision, TrainingParameters};

use super::{
    evaluate,
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    watch,
};

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

/// What may be set on a run.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Parameters")]
pub struct Parameters {
    /// The model to start from: scratch-tiny, scratch-mini or scratch-small [default: scratch-mini]
    #[arg(long, value_name = "NAME")]
    pub base_model: Option<String>,
    /// Longest input in tokens [default: 64]
    #[arg(long, value_name = "N")]
    pub max_length: Option<u32>,
    /// Rows in one step [default: 64]
    #[arg(long, value_name = "N")]
    pub batch_size: Option<u32>,
    /// Passes over the training split [default: 6]
    #[arg(long, value_name = "N")]
    pub epochs: Option<u32>,
    /// Peak learning rate [default: 0.0005]
    #[arg(long, value_name = "X")]
    pub learning_rate: Option<f64>,
    /// Share of the steps during which the learning rate rises [default: 0.1]
    #[arg(long, value_name = "SHARE")]
    pub warmup_ratio: Option<f64>,
    /// Largest norm of the gradients [default: 1]
    #[arg(long, value_name = "X")]
    pub max_grad_norm: Option<f64>,
    /// Fixes initial weights, row order and dropout [default: 42]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Weight decay [default: 0.01]
    #[arg(long, value_name = "X")]
    pub weight_decay: Option<f64>,
    /// Label smoothing [default: 0.1]
    #[arg(long, value_name = "SHARE")]
    pub label_smoothing: Option<f64>,
    /// Stop after this many epochs that didn't improve; 0 for never [default: 3]
    #[arg(long, value_name = "N")]
    pub early_stopping_patience: Option<u32>,
    /// Arithmetic: fp32 or bf16 [default: fp32]
    #[arg(long, value_parser = precision)]
    pub precision: Option<Precision>,
    /// CPU threads; 0 for all [default: 0]
    #[arg(long, value_name = "N")]
    pub threads: Option<u32>,
    /// Most pieces in the tokenizer [default: 8000]
    #[arg(long, value_name = "N")]
    pub vocabulary_size: Option<u32>,
}

impl Parameters {
    /// The parameters in full.
    pub fn complete(self) -> Outcome<TrainingParameters> {
        let usual = TrainingParameters::default();
        let parameters = TrainingParameters {
            base_model: self.base_model.unwrap_or(usual.base_model),
            max_length: self.max_length.unwrap_or(usual.max_length),
            batch_size: self.batch_size.unwrap_or(usual.batch_size),
            epochs: self.epochs.unwrap_or(usual.epochs),
            learning_rate: self.learning_rate.unwrap_or(usual.learning_rate),
            warmup_ratio: self.warmup_ratio.unwrap_or(usual.warmup_ratio),
            max_grad_norm: self.max_grad_norm.unwrap_or(usual.max_grad_norm),
            seed: self.seed.unwrap_or(usual.seed),
            weight_decay: self.weight_decay.unwrap_or(usual.weight_decay),
            label_smoothing: self.label_smoothing.unwrap_or(usual.label_smoothing),
            early_stopping_patience: match self.early_stopping_patience {
                None => usual.early_stopping_patience,
                Some(0) => None,
                some => some,
            },
            precision: self.precision.unwrap_or(usual.precision),
            threads: self.threads.unwrap_or(usual.threads),
            vocabulary_size: self.vocabulary_size.unwrap_or(usual.vocabulary_size),
            ..usual
        };
        parameters.validate().map_err(|wrong| {
            let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            Failure::new(lines.join("\n"))
        })?;
        Ok(parameters)
    }
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
        let run = training_run::request(&ground.database, new).await?;
        watch::run(&ground, output, run.id.0, Topic::TrainingRun, |bar, event| tell(bar, output, event)).await?;
        let version = model_version::of_run(ground.database.connection(), run.id).await?;
        let version = version.ok_or_else(|| Failure::new("the run made no model version"))?;
        report(&version, output)?;
        evaluate::finish(&ground, output, version.id).await
    }
}

/// Shows what happens in a run.
pub fn tell(bar: &ProgressBar, output: Output, event: &event::Model) {
    if output.is_json() {
        if let Ok(payload) = serde_json::from_str::<serde_json::Value>(&event.payload) {
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
        Ok(Change::Step(step)) => bar.set_message(format!(
            "step {}  loss {:.4}  {:.0} rows/s  {:.0} s to go",
            step.step, step.loss, step.samples_per_second, step.seconds_left
        )),
        Ok(Change::Status { phase: Some(phase), .. }) => bar.set_message(phase),
        _ => {}
    }
}

/// Writes what came out of a run.
pub fn report(version: &model_version::Model, output: Output) -> Outcome {
    let metrics: serde_json::Value = serde_json::from_str(&version.test_metrics).map_err(domain::Error::from)?;
    let value = serde_json::json!({
        "modelVersionId": version.id, "number": version.number, "trainingRunId": version.training_run_id,
        "bundleSha256": version.bundle_sha256, "test": metrics,
    });
    let figure = |name: &str| metrics.get(name).and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN);
    let text = format!(
        "model version {} ({}): test accuracy {:.4}, macro-F1 {:.4}\nto have it serve: gisa deploy {}",
        version.number,
        version.id,
        figure("accuracy"),
        figure("macro_f1"),
        version.number
    );
    output.result(&value, &text);
    Ok(())
}

fn precision(name: &str) -> Result<Precision, String> {
    serde_json::from_value(name.into()).map_err(|_| "must be fp32 or bf16".to_owned())
}

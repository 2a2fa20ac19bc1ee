//! `gisa sweep`

use api::configuration::Configuration;
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    Database,
    event::{self, Topic},
    id::{DatasetId, SweepId},
    sweep::{self, Change, NewSweep, NewTrial, Status, StoppingRule},
    training_epoch, training_run,
};
use futures::StreamExt;
use ml::search_space::{Dimension, MAX_RUNS, SearchSpace, Strategy, Values};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    failure::{Failure, INTERRUPTED, Outcome},
    ground::{self, Ground},
    output::{Output, word},
    train::Parameters,
};

/// Search for better parameters, with many training runs.
#[derive(Debug, Subcommand)]
pub enum Sweep {
    /// Try values of some parameters on a dataset, ending losers early
    Start(Box<Start>),
    /// List the sweeps, newest first
    List,
    /// Tell how a sweep stands: its trials, what they reached, why they were stopped
    Show {
        /// The sweep's id
        sweep: SweepId,
    },
    /// Cancel a sweep with all its runs
    Cancel {
        /// The sweep's id
        sweep: SweepId,
    },
}

/// When a run has lost.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Stopping {
    /// Nothing ends a run early
    Never,
    /// Below the median of the others after the same epoch
    Median,
    /// Not among the best one in three after 1, 3, 9 … epochs
    Halving,
}

/// Try values of some parameters on a dataset, ending losers early. The list of trials is fixed at the start; a sweep
/// that is interrupted by a kill goes on with the next worker.
#[derive(Debug, Args)]
pub struct Start {
    /// The dataset's id
    #[arg(long, value_name = "ID")]
    dataset: DatasetId,
    /// The sweep's name [default: sweep]
    #[arg(long, default_value = "sweep", hide_default_value = true)]
    name: String,
    /// A parameter and its values: learning_rate=0.0001,0.0003 or, at random, dropout=0..0.3 or
    /// learning_rate=log:0.00001..0.001; may be given several times
    #[arg(long = "try", value_name = "PARAMETER=VALUES", value_parser = dimension, required = true)]
    dimensions: Vec<Dimension>,
    /// Draw so many trials at random instead of trying every combination
    #[arg(long, value_name = "N")]
    random: Option<u32>,
    /// Decides what is drawn
    #[arg(long, default_value_t = 0)]
    draw_seed: u64,
    /// Most runs
    #[arg(long, value_name = "N", default_value_t = MAX_RUNS)]
    max_runs: u32,
    /// Most runs that wait or train at the same time
    #[arg(long, value_name = "N", default_value_t = 1)]
    concurrent: u32,
    /// Most minutes from the start to the end
    #[arg(long, value_name = "N")]
    minutes: Option<u32>,
    /// When a run has lost
    #[arg(long, value_enum, default_value_t = Stopping::Median)]
    stop: Stopping,
    #[command(flatten)]
    parameters: Parameters,
}

impl Sweep {
    /// Does what was asked and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        match self {
            Self::Start(start) => start.run(configuration, output).await,
            Self::List => list(&Ground::open(configuration).await?.database, output).await,
            Self::Show { sweep } => show(&Ground::open(configuration).await?.database, output, sweep).await,
            Self::Cancel { sweep } => {
                let ground = Ground::open(configuration).await?;
                let sweep = sweep::request_cancel(&ground.acting("gisa sweep cancel"), sweep).await?;
                output.result(&json!({ "sweepId": sweep.id, "status": sweep.status }), "the sweep is cancelled");
                Ok(())
            }
        }
    }
}

impl Start {
    async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let new = self.complete()?;
        let ground = Ground::open(configuration).await?;
        if let Some(problem) = ground.trainer_problem() {
            return Err(Failure::new(problem));
        }
        let sweep = sweep::request(&ground.acting("gisa sweep start"), new).await?;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(jobs::run_worker(ground.worker_options(), stop.clone()));
        let ended = follow(&ground.database, output, sweep.id).await;
        stop.cancel();
        // The worker's own end doesn't change how the sweep ended.
        if let Ok(Err(error)) = worker.await {
            tracing::warn!(%error, "the worker didn't end in order");
        }
        ended?;
        show(&ground.database, output, sweep.id).await
    }

    fn complete(self) -> Outcome<NewSweep> {
        let base = self.parameters.complete()?;
        let strategy = match self.random {
            Some(runs) => Strategy::Random { runs, seed: self.draw_seed },
            None => Strategy::Grid,
        };
        let space = SearchSpace { dimensions: self.dimensions, strategy };
        let trials = space.trials(&base, self.max_runs).map_err(|wrong| {
            let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            Failure::new(lines.join("\n"))
        })?;
        let json = |error: serde_json::Error| Failure::from(domain::Error::from(error));
        let trials = trials.into_iter().map(|trial| {
            Ok(NewTrial {
                settings: Value::Object(trial.settings).to_string(),
                base_model: trial.parameters.base_model.clone(),
                parameters: serde_json::to_string(&trial.parameters).map_err(json)?,
            })
        });
        Ok(NewSweep {
            name: self.name,
            dataset_id: self.dataset,
            search: serde_json::to_string(&space).map_err(json)?,
            trials: trials.collect::<Outcome<_>>()?,
            stopping: match self.stop {
                Stopping::Never => StoppingRule::Never,
                Stopping::Median => StoppingRule::Median { min_epochs: 1, min_runs: 3 },
                Stopping::Halving => StoppingRule::Halving { min_epochs: 1, reduction: 3 },
            },
            max_concurrent_runs: self.concurrent,
            max_seconds: self.minutes.map(|minutes| 60 * i64::from(minutes)),
        })
    }
}

/// Reads `PARAMETER=VALUES`.
fn dimension(text: &str) -> Result<Dimension, String> {
    let (field, values) = text.split_once('=').ok_or("must be PARAMETER=VALUES")?;
    let (is_log, rest) = values.strip_prefix("log:").map_or((false, values), |rest| (true, rest));
    let values = match rest.split_once("..") {
        Some((minimum, maximum)) => {
            let number = |text: &str| text.parse::<f64>().map_err(|_| format!("\"{text}\" is no number"));
            let (minimum, maximum) = (number(minimum)?, number(maximum)?);
            if is_log { Values::LogUniform { minimum, maximum } } else { Values::Uniform { minimum, maximum } }
        }
        None if is_log => return Err("log: needs a range, such as log:0.00001..0.001".into()),
        None => {
            let value = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
            Values::Choice { values: rest.split(',').map(value).collect() }
        }
    };
    Ok(Dimension { field: field.to_owned(), values })
}

/// Tells what happens in a sweep until it has ended. Ctrl-C cancels it.
async fn follow(database: &Database, output: Output, id: SweepId) -> Outcome {
    let changes = event::tail(database, Topic::Sweep, Some(id.0), 0);
    tokio::pin!(changes);
    let mut is_interrupted = false;
    loop {
        tokio::select! {
            Some(event) = changes.next() => {
                let Ok(change) = serde_json::from_str::<Change>(&event.payload) else { continue };
                tell(output, &change);
                match change {
                    Change::Status { status: Status::Running, .. } => {}
                    Change::Status { status: Status::Succeeded, .. } => return Ok(()),
                    Change::Status { .. } if is_interrupted => return Err(interrupted()),
                    Change::Status { status: Status::Cancelled, .. } => return Err(Failure::new("it was cancelled")),
                    Change::Status { error, .. } => return Err(Failure::new(error.unwrap_or_default())),
                    _ => {}
                }
            }
            Ok(()) = tokio::signal::ctrl_c() => {
                if is_interrupted {
                    return Err(interrupted());
                }
                is_interrupted = true;
                sweep::request_cancel(&ground::acting(database, "interrupt"), id).await?;
            }
        }
    }
}

fn interrupted() -> Failure {
    Failure { exit_code: INTERRUPTED, message: "interrupted; the sweep was cancelled".into(), fix: None }
}

fn tell(output: Output, change: &Change) {
    let text = match change {
        Change::Status { status: Status::Running, .. } => "the sweep has started".to_owned(),
        Change::Status { status, .. } => format!("the sweep has ended: {}", word(status)),
        Change::Launched { position, training_run_id } => format!("trial {} is run {training_run_id}", position + 1),
        Change::Stopped { position, decision, .. } => format!("trial {} is {}", position + 1, decision.sentence()),
        Change::Ended { position, status, .. } => format!("trial {} has ended: {}", position + 1, word(status)),
    };
    output.progress(&json!({ "event": "sweep", "change": change }), &text);
}

async fn list(database: &Database, output: Output) -> Outcome {
    let all = sweep::Entity::find().order_by_desc(sweep::Column::Id).all(database.connection()).await;
    let all = all.map_err(domain::Error::from)?;
    let values: Vec<Value> =
        all.iter().map(|sweep| json!({ "sweepId": sweep.id, "name": sweep.name, "status": sweep.status })).collect();
    let lines: Vec<String> =
        all.iter().map(|sweep| format!("{}  {:<9}  {}", sweep.id, word(&sweep.status), sweep.name)).collect();
    output.result(&values, &if lines.is_empty() { "there are no sweeps".to_owned() } else { lines.join("\n") });
    Ok(())
}

async fn show(database: &Database, output: Output, id: SweepId) -> Outcome {
    let connection = database.connection();
    let sweep = sweep::find(connection, id).await?;
    let trials = sweep::trials_of(connection, &[id]).await?;
    let best = sweep::best_runs(connection, &[id]).await?.remove(&id);
    let runs: Vec<_> = trials.iter().filter_map(|trial| trial.training_run_id).collect();
    let rows = training_run::find_all(connection, &runs).await?;
    let epochs = training_epoch::Entity::find()
        .filter(training_epoch::Column::TrainingRunId.is_in(runs))
        .filter(training_epoch::Column::Best.eq(true))
        .all(connection)
        .await
        .map_err(domain::Error::from)?;
    let mut values = Vec::new();
    let mut lines = vec![format!("sweep {}: {}", sweep.name, word(&sweep.status))];
    for trial in &trials {
        let run = rows.iter().find(|run| Some(run.id) == trial.training_run_id);
        let reached = epochs.iter().filter(|epoch| Some(epoch.training_run_id) == trial.training_run_id);
        let reached = reached.map(|epoch| epoch.macro_f1).reduce(f64::max);
        let decision = trial.decision()?;
        let settings: Value = serde_json::from_str(&trial.settings).map_err(domain::Error::from)?;
        let status = run.map_or_else(|| "waiting".to_owned(), |run| word(&run.status));
        let figure = reached.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"));
        let mark = if best.as_ref().is_some_and(|best| Some(best.id) == trial.training_run_id) { "  best" } else { "" };
        lines.push(format!("{:>4}  {status:<9}  {figure:>6}  {settings}{mark}", trial.position + 1));
        if let Some(decision) = &decision {
            lines.push(format!("      {}", decision.sentence()));
        }
        values.push(json!({
            "position": trial.position, "settings": settings, "trainingRunId": trial.training_run_id, "status": status,
            "validationMacroF1": reached, "decision": decision,
        }));
    }
    lines.extend(sweep.error.clone());
    let value = json!({
        "sweepId": sweep.id, "name": sweep.name, "status": sweep.status, "errorCode": sweep.error_code,
        "error": sweep.error, "trials": values, "bestTrainingRunId": best.map(|best| best.id),
    });
    output.result(&value, &lines.join("\n"));
    Ok(())
}

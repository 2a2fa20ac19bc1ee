//! `gisa pipeline`

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use domain::{
    Database,
    dataset::{Recipe, Selection},
    event::{self, Topic},
    id::PipelineRunId,
    pipeline_run::{self, Change, CleanStep, CrawlStep, Model, NewPipeline, Plan, Status, TrainStep},
    pipeline_step,
};
use futures::StreamExt;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    dataset::TextRecipe,
    failure::{Failure, INTERRUPTED, Outcome},
    ground::{Ground, acting},
    output::{Output, word},
    train::Parameters,
};

/// Clean, build a dataset, train and evaluate, one after the other.
#[derive(Debug, Subcommand)]
pub enum Pipeline {
    /// Start a pipeline run and follow it to its end
    Start(Box<Start>),
    /// List the pipeline runs, newest first
    List,
    /// Tell how a pipeline run stands
    Show {
        /// The pipeline run's id
        run: PipelineRunId,
    },
    /// Cancel a pipeline run with the step that runs
    Cancel {
        /// The pipeline run's id
        run: PipelineRunId,
    },
    /// Have a failed or cancelled pipeline run go on from the step that didn't succeed, and follow it
    Retry {
        /// The pipeline run's id
        run: PipelineRunId,
    },
}

/// Start a pipeline run and follow it to its end. Training parameters are those of `gisa train`.
#[derive(Debug, Args)]
pub struct Start {
    /// Its name; what it makes is called so, too
    #[arg(long)]
    name: String,
    /// Key of the label set
    #[arg(long, value_name = "KEY")]
    label_set: String,
    /// Crawl this source first
    #[arg(long, value_name = "KEY")]
    crawl: Option<String>,
    /// List pages of each section to crawl
    #[arg(long, value_name = "N", requires = "crawl")]
    pages: Option<i32>,
    /// Don't clean
    #[arg(long)]
    no_clean: bool,
    /// Stop after the dataset
    #[arg(long)]
    no_train: bool,
    /// What of an article models read
    #[arg(long, value_enum, default_value_t = TextRecipe::TitleBody)]
    recipe: TextRecipe,
    #[command(flatten)]
    parameters: Parameters,
}

impl Pipeline {
    /// Does what was asked and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        if let Self::Start(start) = self {
            let new = start.complete()?;
            let ground = Ground::open(configuration).await?;
            if let Some(problem) = ground.trainer_problem().filter(|_| new.plan.train.is_some()) {
                return Err(Failure::new(problem));
            }
            let run = pipeline_run::request(&ground.acting("gisa pipeline start"), new).await?;
            return follow(&ground, output, run.id).await;
        }
        let ground = Ground::open(configuration).await?;
        match self {
            Self::Start(_) | Self::List => list(&ground.database, output).await,
            Self::Show { run } => show(&ground.database, output, run).await,
            Self::Cancel { run } => {
                let run = pipeline_run::request_cancel(&ground.acting("gisa pipeline cancel"), run).await?;
                output
                    .result(&json!({ "pipelineRunId": run.id, "status": run.status }), "the pipeline run is cancelled");
                Ok(())
            }
            Self::Retry { run } => {
                let begun = event::last_id(ground.database.connection()).await?;
                let run = pipeline_run::request_retry(&ground.acting("gisa pipeline retry"), run).await?;
                follow_after(&ground, output, run.id, begun).await
            }
        }
    }
}

impl Start {
    fn complete(self) -> Outcome<NewPipeline> {
        let parameters = self.parameters.complete()?;
        let train = TrainStep {
            base_model: parameters.base_model.clone(),
            parameters: serde_json::to_string(&parameters).map_err(domain::Error::from)?,
        };
        let pages_per_section = self.pages;
        let plan = Plan {
            crawl: self.crawl.map(|source_key| CrawlStep { source_key, pages_per_section }),
            clean: (!self.no_clean).then(CleanStep::default),
            dataset: Selection { recipe: Recipe::from(self.recipe), ..Selection::of(self.label_set) },
            train: (!self.no_train).then_some(train),
            evaluate: !self.no_train,
        };
        Ok(NewPipeline { name: self.name, plan, requested_by: "command line".into() })
    }
}

async fn follow(ground: &Ground, output: Output, id: PipelineRunId) -> Outcome {
    follow_after(ground, output, id, 0).await
}

/// Runs a worker in this process until the run has ended, telling its steps. Ctrl-C cancels the run.
async fn follow_after(ground: &Ground, output: Output, id: PipelineRunId, after: i64) -> Outcome {
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run_worker(ground.worker_options(), stop.clone()));
    let ended = tell_to_end(&ground.database, output, id, after).await;
    stop.cancel();
    // The worker's own end doesn't change how the run ended.
    if let Ok(Err(error)) = worker.await {
        tracing::warn!(%error, "the worker didn't end in order");
    }
    ended?;
    show(&ground.database, output, id).await
}

async fn tell_to_end(database: &Database, output: Output, id: PipelineRunId, after: i64) -> Outcome {
    let news = event::tail(database, Topic::Pipeline, Some(id.0), after);
    tokio::pin!(news);
    let mut is_interrupted = false;
    loop {
        tokio::select! {
            Some(event) = news.next() => {
                let change: Change = serde_json::from_str(&event.payload).map_err(domain::Error::from)?;
                tell(output, &change);
                match change.status {
                    Status::Running => {}
                    Status::Succeeded => return Ok(()),
                    Status::Cancelled if is_interrupted => return Err(interrupted()),
                    Status::Cancelled => return Err(Failure::new("the pipeline run was cancelled")),
                    Status::Failed => {
                        let fix = format!("repair the cause, then: gisa pipeline retry {id}");
                        let error = change.step.and_then(|step| step.error).unwrap_or_default();
                        return Err(Failure::new(format!("a step failed: {error}")).with_fix(fix));
                    }
                }
            }
            Ok(()) = tokio::signal::ctrl_c() => {
                if is_interrupted {
                    return Err(interrupted());
                }
                is_interrupted = true;
                pipeline_run::request_cancel(&acting(database, "interrupt"), id).await?;
            }
        }
    }
}

fn interrupted() -> Failure {
    Failure { exit_code: INTERRUPTED, message: "interrupted; the pipeline run was cancelled".into(), fix: None }
}

fn tell(output: Output, change: &Change) {
    let text = match &change.step {
        Some(step) => format!("step {} ({}): {}", step.position + 1, word(&step.kind), word(&step.status)),
        None => format!("the pipeline run: {}", word(&change.status)),
    };
    output.progress(&json!({ "event": "pipeline", "change": change }), &text);
}

async fn list(database: &Database, output: Output) -> Outcome {
    let all = pipeline_run::Entity::find().order_by_desc(pipeline_run::Column::Id).all(database.connection()).await;
    let all = all.map_err(domain::Error::from)?;
    let value = |run: &Model| json!({ "pipelineRunId": run.id, "name": run.name, "status": run.status });
    let values: Vec<Value> = all.iter().map(value).collect();
    let lines: Vec<String> =
        all.iter().map(|run| format!("{}  {:<9}  {}", run.id, word(&run.status), run.name)).collect();
    output.result(&values, &if lines.is_empty() { "there are no pipeline runs".to_owned() } else { lines.join("\n") });
    Ok(())
}

async fn show(database: &Database, output: Output, id: PipelineRunId) -> Outcome {
    let connection = database.connection();
    let run = pipeline_run::find(connection, id).await?;
    let steps = pipeline_step::of_runs(connection, &[id]).await?;
    let mut lines = vec![format!("pipeline run {}: {}", run.name, word(&run.status))];
    lines.extend(steps.iter().map(|step| {
        let subject = step.subject_id.map_or_else(String::new, |id| id.to_string());
        let error = step.error.as_deref().map_or_else(String::new, |error| format!("  {error}"));
        format!("{:>4}  {:<9} {:<10} {subject}{error}", step.position + 1, word(&step.kind), word(&step.status))
    }));
    let steps: Vec<Value> = steps
        .iter()
        .map(|step| {
            json!({
                "position": step.position, "kind": step.kind, "status": step.status, "subjectId": step.subject_id,
                "errorCode": step.error_code, "error": step.error,
            })
        })
        .collect();
    let value = json!({ "pipelineRunId": run.id, "name": run.name, "status": run.status, "steps": steps });
    output.result(&value, &lines.join("\n"));
    Ok(())
}

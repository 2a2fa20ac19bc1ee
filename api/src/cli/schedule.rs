//! `gisa schedule`

use api::configuration::Configuration;
use chrono::FixedOffset;
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    Timestamp, cleaning_run, dataset,
    id::ScheduleId,
    pipeline_run::{CleanStep, CrawlStep, Plan, TrainStep},
    schedule::{self, Action, Change, Missed, Model, NewSchedule, TrainOnNewest},
};
use serde_json::{Value, json};

use super::{
    failure::{Failure, Outcome},
    ground::{Ground, acting},
    output::{Output, word},
    train::Parameters,
};

/// Do things by the clock, in Korean time. A server or a worker must run at the time.
#[derive(Debug, Subcommand)]
pub enum Schedule {
    /// Make a schedule
    Create(Box<Create>),
    /// List the schedules with their next times and what became of the last
    List,
    /// Let a schedule rest
    Pause {
        /// The schedule's id
        schedule: ScheduleId,
    },
    /// Wake a schedule
    Resume {
        /// The schedule's id
        schedule: ScheduleId,
    },
    /// Delete a schedule; what it started goes on
    Remove {
        /// The schedule's id
        schedule: ScheduleId,
    },
}

/// What a schedule starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Crawl a source
    Crawl,
    /// Clean all articles and apply that
    Clean,
    /// Build a dataset
    Dataset,
    /// Train on the newest sealed dataset
    Train,
    /// Clean, build a dataset, train and evaluate
    Pipeline,
}

/// Make a schedule. Training parameters are those of `gisa train`.
#[derive(Debug, Args)]
pub struct Create {
    /// Its name; what it makes is called so, too
    #[arg(long)]
    name: String,
    /// When, as cron has it, in Korean time: "30 6 * * MON-FRI" is half past six on weekdays
    #[arg(long, value_name = "TIMES")]
    cron: String,
    /// What it starts
    #[arg(long, value_enum)]
    start: What,
    /// Key of the source to crawl; a pipeline crawls it first
    #[arg(long, value_name = "KEY")]
    source: Option<String>,
    /// List pages of each section to crawl
    #[arg(long, value_name = "N", requires = "source")]
    pages: Option<i32>,
    /// Key of the label set; needed for all but crawl and clean
    #[arg(long, value_name = "KEY")]
    label_set: Option<String>,
    /// Let ticks pass that no server looked at in time, instead of making up for them once
    #[arg(long)]
    skip_missed: bool,
    #[command(flatten)]
    parameters: Parameters,
}

impl Schedule {
    /// Does what was asked and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let database = &ground.database;
        let rest = |paused| Change { paused: Some(paused), ..Change::default() };
        let schedule = match self {
            Self::List => return list(&schedule::all(database.connection()).await?, output),
            Self::Create(create) => {
                schedule::create(&acting(database, "gisa schedule create"), create.complete()?).await?
            }
            Self::Pause { schedule } => {
                schedule::change(&acting(database, "gisa schedule pause"), schedule, rest(true)).await?
            }
            Self::Resume { schedule } => {
                schedule::change(&acting(database, "gisa schedule resume"), schedule, rest(false)).await?
            }
            Self::Remove { schedule } => {
                let removed = schedule::remove(&acting(database, "gisa schedule remove"), schedule).await?;
                let value = json!({ "scheduleId": removed.id, "name": removed.name });
                output.result(&value, &format!("schedule {} is gone", removed.name));
                return Ok(());
            }
        };
        output.result(&as_json(&schedule)?, &describe(&schedule)?);
        Ok(())
    }
}

impl Create {
    fn complete(self) -> Outcome<NewSchedule> {
        let label_set = || {
            self.label_set
                .clone()
                .ok_or_else(|| Failure::new("give --label-set: the key of the label set, such as daum"))
        };
        let parameters = self.parameters.complete()?;
        let train = TrainStep {
            base_model: parameters.base_model.clone(),
            parameters: serde_json::to_string(&parameters).map_err(domain::Error::from)?,
        };
        let crawl = self.source.map(|source_key| CrawlStep { source_key, pages_per_section: self.pages });
        let action = match self.start {
            What::Crawl => Action::Crawl(crawl.ok_or_else(|| {
                Failure::new("give --source: the key of the source to crawl; `gisa source list` has them")
            })?),
            What::Clean => Action::Clean { selection: cleaning_run::Selection::default(), apply: true },
            What::Dataset => Action::BuildDataset { selection: dataset::Selection::of(label_set()?) },
            What::Train => Action::Train(TrainOnNewest { label_set_key: label_set()?, train }),
            What::Pipeline => Action::Pipeline {
                plan: Plan {
                    crawl,
                    clean: Some(CleanStep::default()),
                    dataset: dataset::Selection::of(label_set()?),
                    train: Some(train),
                    evaluate: true,
                },
            },
        };
        Ok(NewSchedule {
            name: self.name,
            cron: self.cron,
            action,
            missed: if self.skip_missed { Missed::Skip } else { Missed::RunOnce },
            created_by: "command line".into(),
        })
    }
}

fn list(all: &[Model], output: Output) -> Outcome {
    let values: Vec<Value> = all.iter().map(as_json).collect::<Outcome<_>>()?;
    let texts: Vec<String> = all.iter().map(describe).collect::<Outcome<_>>()?;
    output.result(&values, &if texts.is_empty() { "there are no schedules".to_owned() } else { texts.join("\n") });
    Ok(())
}

fn as_json(schedule: &Model) -> Outcome<Value> {
    let times: Vec<_> = schedule.next_times(5)?.into_iter().map(|time| time.to_datetime()).collect();
    Ok(json!({
        "scheduleId": schedule.id, "name": schedule.name, "cron": schedule.cron, "action": schedule.action()?,
        "missed": schedule.missed, "paused": schedule.paused, "nextTimes": times,
        "lastAt": schedule.last_at.map(|time| time.to_datetime()), "lastOutcome": schedule.last_outcome,
        "lastSubjectId": schedule.last_subject_id, "lastError": schedule.last_error,
    }))
}

fn describe(schedule: &Model) -> Outcome<String> {
    let mut lines = vec![format!("{}  {}  ({})", schedule.id, schedule.name, schedule.cron)];
    if schedule.paused {
        lines.push("  rests".into());
    } else {
        let times: Vec<String> = schedule.next_times(5)?.into_iter().map(korean).collect();
        lines.push(format!("  next: {}", times.join(", ")));
    }
    if let (Some(at), Some(outcome)) = (schedule.last_at, &schedule.last_outcome) {
        let error = schedule.last_error.as_deref().map_or_else(String::new, |error| format!(": {error}"));
        lines.push(format!("  last: {} {}{error}", korean(at), word(outcome)));
    }
    Ok(lines.join("\n"))
}

/// A time as people in Korea read it.
fn korean(time: Timestamp) -> String {
    let korea = FixedOffset::east_opt(9 * 3600).expect("nine hours are an offset");
    time.to_datetime().with_timezone(&korea).format("%Y-%m-%d %H:%M:%S").to_string()
}

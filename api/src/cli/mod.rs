//! The command line: one file a subcommand.
//!
//! In reading order: `ground` opens the database and the artifact store, `failure` says what went wrong and what to do,
//! `output` writes for people or machines, `watch` follows a job to its end; then the subcommands.

mod failure;
mod ground;
mod output;
mod watch;

mod article; // gisa article
mod audit; // gisa audit verify
mod base_model; // gisa base-model
mod clean; // gisa clean
mod compare; // gisa compare
mod compare_versions; // gisa compare-versions
mod crawl; // gisa crawl
mod dataset; // gisa dataset build
mod deploy; // gisa deploy
mod evaluate; // gisa evaluate
mod export; // gisa export
mod import; // gisa import
mod migrate; // gisa migrate
mod pipeline; // gisa pipeline
mod predict; // gisa predict
mod print_schema; // gisa print-schema
mod quickstart; // gisa quickstart: a model out of nothing
mod sample_data; // gisa sample-data
mod sample_site; // gisa sample-site
mod schedule; // gisa schedule
mod serve; // gisa serve
mod session_key; // gisa session-key rotate
mod source; // gisa source
mod sweep; // gisa sweep
mod train; // gisa train
mod tune; // gisa tune
mod user; // gisa user
mod worker; // gisa worker

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use api::{
    configuration::{Configuration, ConfigurationError, LogFormat},
    telemetry,
};
use clap::{Args, Parser, Subcommand};
use figment::value::Value;

use failure::{Failure, Outcome};
use output::Output;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    failed; the message says why and what to do
  2    the command line is wrong
  3    a setting is wrong
  4    the database can't be used
  130  interrupted

Settings come from gisa.toml (or --config), then from GISA_… variables (also DATABASE_URL, ORT_DYLIB_PATH, LIBTORCH,
HF_ENDPOINT, HF_TOKEN),
then from flags.";

/// Gisa: from labelled headlines to a served classifier.
#[derive(Debug, Parser)]
#[command(name = "gisa", version, after_help = EXIT_CODES, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every subcommand takes.
#[derive(Debug, Args)]
struct Common {
    /// Read settings from this file instead of gisa.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The database: sqlite:PATH, postgres://… or mysql://… [default: gisa.db in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The folder that holds what Gisa stores [default: data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_folder: Option<String>,
    /// How the log is written [default: text on a terminal, JSON elsewhere]
    #[arg(long, global = true, value_enum)]
    log_format: Option<LogFormat>,
    /// What is logged, such as debug or api=debug,info [default: info for serve and worker, warn elsewhere]
    #[arg(long, global = true, value_name = "FILTER")]
    log_filter: Option<String>,
    /// Write results, progress and errors as JSON, one object a line
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve GraphQL over HTTP, and run background jobs
    Serve(serve::Serve),
    /// Serve, and make a model out of a sample newsroom if there is none yet
    Quickstart(quickstart::Quickstart),
    /// Run background jobs only, for a second machine
    Worker(worker::Worker),
    /// Bring the database's schema up to date, or look at it
    Migrate(migrate::Migrate),
    /// Import articles from a CSV, TSV, JSON Lines or Parquet file
    Import(import::Import),
    /// Crawl a source
    Crawl(crawl::Crawl),
    /// Work with sources: what is crawled, and how
    #[command(subcommand)]
    Source(source::Source),
    /// Change articles' labels, or take a text down
    #[command(subcommand)]
    Article(article::Article),
    /// Clean articles by rules: see what would change, apply it, take it back
    #[command(subcommand)]
    Clean(clean::Clean),
    /// Clean, build a dataset, train and evaluate, one after the other
    #[command(subcommand)]
    Pipeline(pipeline::Pipeline),
    /// Do things by the clock
    #[command(subcommand)]
    Schedule(schedule::Schedule),
    /// Write the rows of a sealed dataset to a file
    Export(export::Export),
    /// Work with datasets
    #[command(subcommand)]
    Dataset(dataset::Dataset),
    /// Work with base models: published encoders that training starts from
    #[command(subcommand)]
    BaseModel(base_model::BaseModel),
    /// Train a model on a sealed dataset
    Train(Box<train::Train>),
    /// Measure a model version on labelled rows
    Evaluate(evaluate::Evaluate),
    /// Compare two model versions on the same rows
    CompareVersions(compare_versions::CompareVersions),
    /// Search for better parameters, with many training runs
    #[command(subcommand)]
    Sweep(sweep::Sweep),
    /// Compare training runs
    Compare(compare::Compare),
    /// Classify texts with the model in service, or another
    Predict(predict::Predict),
    /// Have a model version serve
    Deploy(deploy::Deploy),
    /// Measure how a model is best run on this machine
    Tune(tune::Tune),
    /// Work with members: the people who may sign in
    #[command(subcommand)]
    User(user::User),
    /// Work with the keys that sign sessions
    #[command(subcommand)]
    SessionKey(session_key::SessionKey),
    /// Work with the audit log: who changed what
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Print the GraphQL schema
    PrintSchema,
    /// Serve a made-up newsroom on this machine, to crawl
    SampleSite(sample_site::SampleSiteCommand),
    /// Generate Korean headlines from grammars
    SampleData(sample_data::SampleData),
}

impl Command {
    /// Whether it is a server whose log is its voice.
    fn is_server(&self) -> bool {
        matches!(self, Self::Serve(_) | Self::Worker(_))
    }

    /// Settings that its own flags set.
    fn flags(&self) -> BTreeMap<&'static str, Value> {
        match self {
            Self::Serve(serve) => serve.flags(),
            Self::Quickstart(quickstart) => quickstart.flags(),
            Self::Worker(worker) => worker.flags(),
            _ => BTreeMap::new(),
        }
    }

    async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        match self {
            Self::Serve(serve) => serve.run(configuration, output).await,
            Self::Quickstart(quickstart) => quickstart.run(configuration, output).await,
            Self::Worker(worker) => worker.run(configuration).await,
            Self::Migrate(migrate) => migrate.run(configuration, output).await,
            Self::Import(import) => import.run(configuration, output).await,
            Self::Crawl(crawl) => crawl.run(configuration, output).await,
            Self::Source(source) => source.run(configuration, output).await,
            Self::Article(article) => article.run(configuration, output).await,
            Self::Clean(clean) => clean.run(configuration, output).await,
            Self::Pipeline(pipeline) => pipeline.run(configuration, output).await,
            Self::Schedule(schedule) => schedule.run(configuration, output).await,
            Self::Export(export) => export.run(configuration, output).await,
            Self::Dataset(dataset::Dataset::Build(build)) => build.run(configuration, output).await,
            Self::BaseModel(base_model) => base_model.run(configuration, output).await,
            Self::Train(train) => train.run(configuration, output).await,
            Self::Evaluate(evaluate) => evaluate.run(configuration, output).await,
            Self::CompareVersions(compare) => compare.run(configuration, output).await,
            Self::Sweep(sweep) => sweep.run(configuration, output).await,
            Self::Compare(compare) => compare.run(configuration, output).await,
            Self::Predict(predict) => predict.run(configuration, output).await,
            Self::Deploy(deploy) => deploy.run(configuration, output).await,
            Self::Tune(tune) => tune.run(configuration, output).await,
            Self::User(user) => user.run(configuration, output).await,
            Self::SessionKey(session_key) => session_key.run(&configuration, output),
            Self::Audit(audit) => audit.run(configuration, output).await,
            Self::PrintSchema => print_schema::run(),
            Self::SampleSite(site) => site.run(output).await,
            Self::SampleData(sample_data) => sample_data.run(output),
        }
    }
}

/// A GraphQL answer is made by as many nested calls as its document is deep, each of them many frames; the deepest document
/// that is admitted must find room. Only what is touched takes memory.
const THREAD_STACK_BYTES: usize = 32 << 20;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let Cli { common, command } = Cli::parse();
    let output = Output::new(common.json);
    let outcome = configure(&common, &command).and_then(|configuration| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(THREAD_STACK_BYTES).build();
        let runtime = runtime.map_err(|error| Failure::new(format!("the process can't start threads: {error}")))?;
        let outcome = runtime.block_on(command.run(configuration, output));
        // A blocking thread that still computes must not hold up the end.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code)
        }
    }
}

fn configure(common: &Common, command: &Command) -> Result<Configuration, Failure> {
    let mut flags = command.flags();
    let mut set = |field, value: Option<Value>| {
        if let Some(value) = value {
            flags.insert(field, value);
        }
    };
    set("database_url", common.database_url.clone().map(Value::from));
    set("data_folder", common.data_folder.clone().map(Value::from));
    set("log_filter", common.log_filter.clone().map(Value::from));
    set("log_format", common.log_format.and_then(|format| Value::serialize(format).ok()));
    let read = Configuration::read(common.config.as_deref(), std::env::vars(), flags);
    let configuration = read.map_err(|error: ConfigurationError| Failure {
        exit_code: failure::SETTINGS,
        message: format!("a setting is wrong\n{error}"),
        fix: None,
    })?;
    let is_usual = configuration.log_filter == Configuration::default().log_filter;
    let filter = if is_usual && !command.is_server() { "warn" } else { &configuration.log_filter };
    telemetry::start_log(configuration.log_format, filter);
    Ok(configuration)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_flag_is_sound_and_every_command_says_what_it_does() {
        let command = Cli::command();
        command.clone().debug_assert();
        for subcommand in command.get_subcommands() {
            assert!(subcommand.get_about().is_some(), "{}", subcommand.get_name());
            for argument in subcommand.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", subcommand.get_name(), argument.get_id());
            }
        }
    }
}

//! What needs libtorch, as a child process: training one model (`ml::trainer_protocol`) and preparing a base model
//! (`ml::base_model::preparation`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use ml::base_model::preparation::{PreparationEvent, PreparedBase};
use ml::config::Pooling;
use ml::serve::Runtime;
use ml::train::prepare_base::PreparationError;
use ml::train::{Preparation, TrainError, prepare_base, process, run};
use ml::trainer_protocol::{Finished, REQUEST_FILE, TrainerEvent, TrainerRequest};

/// Train one model and write its bundle, or prepare a base model to train from.
///
/// JOB_FOLDER holds request.json, which names the dataset's rows, the labels, the parameters and the folder to make
/// the bundle in. Events are printed on standard output, one JSON object a line; the last one is "finished" or
/// "failed". ORT_DYLIB_PATH names the ONNX Runtime library that the finished model is proved with.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit codes: 0 finished, 2 wrong usage, 10 NAN_LOSS, 11 OUT_OF_MEMORY, 12 DISK_FULL, \
    13 RUNTIME_MISSING, 14 PARITY_FAILED, 15 BASE_MODEL_UNUSABLE, 16 DEVICE_MISSING, 17 CHECKPOINT_CORRUPT, \
    18 CHECKPOINT_MISMATCH, 65 INVALID_REQUEST, 66 DATASET_UNREADABLE, 70 INTERNAL, 130 INTERRUPTED, \
    131 nobody reads the events."
)]
struct Arguments {
    /// Folder with request.json
    #[arg(required = true)]
    job_folder: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Turn a published checkpoint into a sealed base model.
    ///
    /// FOLDER is as published on Hugging Face's hub: config.json, a tokenizer, and model.safetensors or
    /// pytorch_model.bin. One JSON object is printed: "prepared" or "failed".
    #[command(
        after_help = "Exit codes: 0 prepared, 2 wrong usage, 11 OUT_OF_MEMORY, 12 DISK_FULL, 20 CONFIG_UNSUPPORTED, \
        21 TOKENIZER_UNUSABLE, 22 WEIGHTS_UNREADABLE, 23 WEIGHTS_REFUSED, 24 WEIGHTS_MISMATCH, 66 FOLDER_UNUSABLE, \
        70 INTERNAL, 130 INTERRUPTED."
    )]
    PrepareBase(PrepareBaseArguments),
}

#[derive(Args)]
struct PrepareBaseArguments {
    /// Folder as published
    folder: PathBuf,
    /// Folder to make the base model in: empty, or absent
    out: PathBuf,
    /// What people are to call it [default: FOLDER's name]
    #[arg(long)]
    name: Option<String>,
    /// Where it came from, such as a hub id and revision [default: FOLDER's name]
    #[arg(long)]
    source: Option<String>,
    /// What every text must begin with, such as "query: "
    #[arg(long, default_value = "")]
    prefix: String,
    /// How token states become one: mean, cls or pooler [default: classifier_pooling of config.json, or cls]
    #[arg(long, value_parser = pooling)]
    pooling: Option<Pooling>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = process::watch() {
        eprintln!("gisa-trainer: stop signals can't be watched: {error}");
        return ExitCode::from(70);
    }
    match (arguments.command, arguments.job_folder) {
        (Some(Command::PrepareBase(arguments)), _) => prepare(arguments),
        (None, Some(folder)) => train_and_report(&folder),
        (None, None) => unreachable!("clap asks for one of them"),
    }
}

fn prepare(arguments: PrepareBaseArguments) -> ExitCode {
    let PrepareBaseArguments { folder, out, name, source, prefix: text_prefix, pooling } = arguments;
    let preparation = Preparation { folder, out, name, source, text_prefix, pooling };
    let outcome = catch_unwind(AssertUnwindSafe(|| prepare_base(&preparation)))
        .unwrap_or_else(|panic| Err(PreparationError::from_panic(&*panic)));
    match outcome {
        Ok(base) => {
            eprintln!("gisa-trainer: base model {} sealed as {}", base.description().name, base.sha256());
            process::print_prepared(&PreparationEvent::Prepared(PreparedBase::of(&base)));
            ExitCode::SUCCESS
        }
        Err(error) => {
            let failed = error.failed();
            eprintln!("gisa-trainer: {}\n{}", failed.message, failed.fix);
            let code = failed.code.exit_code();
            process::print_prepared(&PreparationEvent::Failed(failed));
            ExitCode::from(code)
        }
    }
}

fn train_and_report(folder: &Path) -> ExitCode {
    let outcome =
        catch_unwind(AssertUnwindSafe(|| train(folder))).unwrap_or_else(|panic| Err(TrainError::from_panic(&*panic)));
    match outcome {
        Ok(finished) => {
            eprintln!("gisa-trainer: bundle {} sealed after {:.0} s", finished.bundle_sha256, finished.seconds);
            process::print(&TrainerEvent::Finished(finished));
            ExitCode::SUCCESS
        }
        Err(error) => {
            let failed = error.failed();
            eprintln!("gisa-trainer: {}\n{}", failed.message, failed.fix);
            let code = failed.code.exit_code();
            process::print(&TrainerEvent::Failed(failed));
            ExitCode::from(code)
        }
    }
}

fn pooling(name: &str) -> Result<Pooling, String> {
    Pooling::ALL
        .into_iter()
        .find(|pooling| pooling.name() == name)
        .ok_or_else(|| format!("must be one of {}", Pooling::ALL.map(Pooling::name).join(", ")))
}

fn train(folder: &Path) -> Result<Finished, TrainError> {
    let request = TrainerRequest::read(folder)
        .map_err(|error| TrainError::InvalidRequest(format!("{}: {error}", folder.join(REQUEST_FILE).display())))?;
    eprintln!("gisa-trainer: run {} on dataset {}", request.run_id, request.dataset_sha256);
    // Found now rather than after an hour of training.
    let runtime = Runtime::from_env()?;
    run(&request, folder, &runtime, &mut |event| process::print(&event))
}

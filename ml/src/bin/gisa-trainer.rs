//! Trains one model, as a child process of the training job. See `ml::trainer_protocol`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use ml::serve::Runtime;
use ml::train::{TrainError, process, run};
use ml::trainer_protocol::{Finished, REQUEST_FILE, TrainerEvent, TrainerRequest};

/// Train one model and write its bundle.
///
/// JOB_FOLDER holds request.json, which names the dataset's rows, the labels, the parameters and the folder to make
/// the bundle in. Events are printed on standard output, one JSON object a line; the last one is "finished" or
/// "failed". ORT_DYLIB_PATH names the ONNX Runtime library that the finished model is proved with.
#[derive(Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 finished, 2 wrong usage, 10 NAN_LOSS, 11 OUT_OF_MEMORY, 12 DISK_FULL, \
    13 RUNTIME_MISSING, 14 PARITY_FAILED, 65 INVALID_REQUEST, 66 DATASET_UNREADABLE, 70 INTERNAL, 130 INTERRUPTED, \
    131 nobody reads the events."
)]
struct Arguments {
    /// Folder with request.json
    job_folder: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = process::watch() {
        eprintln!("gisa-trainer: stop signals can't be watched: {error}");
        return ExitCode::from(70);
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| train(&arguments.job_folder)))
        .unwrap_or_else(|panic| Err(TrainError::from_panic(&*panic)));
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

fn train(folder: &Path) -> Result<Finished, TrainError> {
    let request = TrainerRequest::read(folder)
        .map_err(|error| TrainError::InvalidRequest(format!("{}: {error}", folder.join(REQUEST_FILE).display())))?;
    eprintln!("gisa-trainer: run {} on dataset {}", request.run_id, request.dataset_sha256);
    // Found now rather than after an hour of training.
    let runtime = Runtime::from_env()?;
    run(&request, folder, &runtime, &mut |event| process::print(&event))
}

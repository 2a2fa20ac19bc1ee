//! A training run from request to sealed bundle.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tch::{Device, Tensor};

use crate::baseline;
use crate::bundle::BundleFile;
use crate::sealed_folder::write_json;
use crate::serve::Runtime;
use crate::trainer_protocol::{Baseline, Build, Finished, Phase, Started, TrainerEvent, TrainerRequest};

use super::LIBTORCH_VERSION;
use super::calibrate::calibrate;
use super::checkpoint::Checkpoints;
use super::data::{Encoded, Splits, Texts, TrainingRows};
use super::device;
use super::error::TrainError;
use super::evaluate::evaluate;
use super::export::Trained;
use super::fit::{Fit, Subject};
use super::int8::quantise;
use super::start::Start;

/// Texts of the test split offered to the parity proof.
const PARITY_SAMPLES: usize = 150;

/// Carries out a request found in a job folder, telling `report` of everything but the end.
///
/// On the CPU the same request and rows give the same weights, bit for bit, with the same number of threads; also when
/// the run was killed and resumed on the way.
pub fn run(
    request: &TrainerRequest,
    folder: &Path,
    runtime: &Runtime,
    report: &mut dyn FnMut(TrainerEvent),
) -> Result<Finished, TrainError> {
    let begun = Instant::now();
    let parameters = &request.parameters;
    check(request)?;
    let bundle_folder = folder.join(&request.bundle_dir);
    make_empty("bundle_dir", &bundle_folder)?;
    let choice = parameters.device().map_err(|error| TrainError::InvalidRequest(error.message))?;
    let device = device::open(choice)?;
    tch::set_num_threads(i32::try_from(device::threads(parameters.threads)).unwrap_or(i32::MAX));

    report(TrainerEvent::Phase { name: Phase::Tokenizer });
    let splits = Splits::read(&folder.join(&request.rows_file), &request.labels, request.preprocessing.recipe)?;
    let Start { preprocessing, tokenizer, config, mut store, model } = Start::new(request, folder, &splits, device)?;
    let samples = parity_samples(&splits);
    if let Some(baseline_dir) = &request.baseline_dir {
        report(TrainerEvent::Phase { name: Phase::Baseline });
        let baseline_folder = folder.join(baseline_dir);
        make_empty("baseline_dir", &baseline_folder)?;
        report(TrainerEvent::Baseline(baseline(request, &baseline_folder, &splits, &samples, runtime)?));
    }
    let subject = Subject {
        store: &store,
        model: &model,
        config: &config,
        rows: TrainingRows::new(&splits.train, &tokenizer, parameters),
        validation: Encoded::exact(&splits.validation, &tokenizer),
    };
    let mut fit = Fit::new(parameters, &request.labels, subject);
    let mut checkpoints = open_checkpoints(request, folder, device)?;
    if let Some(checkpoints) = &mut checkpoints
        && let Some(whole) = checkpoints.newest()?
    {
        fit.resume(whole).map_err(|reason| checkpoints.misfit(reason))?;
    }
    let (resumed_from_step, resumed_epochs) = fit.reached();
    report(TrainerEvent::Started(Started {
        pid: std::process::id(),
        threads: tch::get_num_threads() as u32,
        device: device::name(device),
        parameters_count: store.variables().values().map(|variable: &Tensor| variable.numel() as u64).sum(),
        total_steps: fit.total_steps,
        train_rows: splits.train.texts.len() as u64,
        validation_rows: splits.validation.texts.len() as u64,
        test_rows: splits.test.texts.len() as u64,
        build: build(),
        resumed_from_step,
        resumed_epochs,
        refused_checkpoints: checkpoints.as_ref().map_or(Vec::new(), |checkpoints| checkpoints.refused.clone()),
    }));

    report(TrainerEvent::Phase { name: Phase::Training });
    if let Some(plan) = &request.checkpoints {
        fit.retell(plan.recorded_steps, plan.recorded_epochs, report);
    }
    let best_epoch = fit.run(&mut checkpoints, report)?;
    drop(fit);
    // What is left to do is done where the model will serve.
    store.set_device(Device::Cpu);

    report(TrainerEvent::Phase { name: Phase::Evaluating });
    let test = evaluate(&model, &Encoded::exact(&splits.test, &tokenizer), &request.labels)?;
    let calibration = calibrate(&model, &Encoded::exact(&splits.validation, &tokenizer))?;

    report(TrainerEvent::Phase { name: Phase::Exporting });
    let variables = store.variables();
    let trained = Trained {
        model: &model,
        variables: &variables,
        config: &config,
        tokenizer: &tokenizer,
        labels: &request.labels,
        preprocessing: &preprocessing,
    };
    let onnx = trained.write(&bundle_folder)?;
    write_json(&bundle_folder, BundleFile::Calibration, &calibration)?;

    report(TrainerEvent::Phase { name: Phase::Quantising });
    let quantisation = quantise(&trained, &bundle_folder, &onnx, &splits.validation, runtime)?;
    eprintln!("gisa-trainer: model.int8.onnx is {}", quantisation.reason);

    report(TrainerEvent::Phase { name: Phase::Proving });
    let (bundle, parity) = trained.prove_and_seal(&bundle_folder, onnx, &samples, runtime)?;
    Ok(Finished {
        bundle_sha256: bundle.sha256().to_owned(),
        best_epoch,
        test,
        parity: parity.report,
        quantisation: Some(quantisation),
        seconds: begun.elapsed().as_secs_f64(),
        peak_rss_bytes: device::peak_rss_bytes(),
    })
}

fn rows(split: &Texts) -> baseline::Rows<'_> {
    baseline::Rows { texts: &split.texts, labels: &split.labels }
}

/// Texts of the test split, evenly spread, that the parity proofs are offered.
fn parity_samples(splits: &Splits) -> Vec<String> {
    let stride = splits.test.texts.len().div_ceil(PARITY_SAMPLES);
    splits.test.texts.iter().step_by(stride).cloned().collect()
}

/// Makes what the run must beat.
fn baseline(
    request: &TrainerRequest,
    folder: &Path,
    splits: &Splits,
    samples: &[String],
    runtime: &Runtime,
) -> Result<Baseline, TrainError> {
    let splits =
        baseline::Splits { train: rows(&splits.train), validation: rows(&splits.validation), test: rows(&splits.test) };
    let made = baseline::make(folder, &request.labels, splits, samples, runtime)?;
    eprintln!("gisa-trainer: baseline: test macro-F1 {:.4} after {:.1} s", made.test.macro_f1, made.seconds);
    Ok(Baseline {
        bundle_sha256: made.bundle.sha256().to_owned(),
        test: made.test,
        parameters_count: made.parameters_count,
        fitted_rows: made.fitted_rows,
        seconds: made.seconds,
    })
}

/// The run's checkpoints, where the request names a place for them. What the weights are a function of decides whose
/// they are: not the place of files, which changes with the attempt.
fn open_checkpoints(
    request: &TrainerRequest,
    folder: &Path,
    device: Device,
) -> Result<Option<Checkpoints>, TrainError> {
    let Some(plan) = &request.checkpoints else { return Ok(None) };
    let parameters = &request.parameters;
    let identity = json!({
        "parameters": parameters,
        "labels": request.labels,
        "preprocessing": request.preprocessing,
        "base_sha256": request.base.as_ref().map(|base| &base.sha256),
        "dataset_sha256": request.dataset_sha256,
        "threads": tch::get_num_threads(),
        "device": device::name(device),
        "build": build(),
    });
    let every = Duration::from_secs(parameters.checkpoint_seconds.into());
    Ok(Some(Checkpoints::open(folder, plan, every, identity)?))
}

fn build() -> Build {
    Build { version: env!("CARGO_PKG_VERSION").into(), libtorch: LIBTORCH_VERSION.into() }
}

/// Refuses what can't be carried out, naming every wrong field.
fn check(request: &TrainerRequest) -> Result<(), TrainError> {
    let invalid = |message: String| Err(TrainError::InvalidRequest(message));
    if let Err(wrong) = request.parameters.validate() {
        return invalid(wrong.iter().map(|parameter| parameter.message.as_str()).collect::<Vec<_>>().join("; "));
    }
    if let Err(error) = request.labels.validate() {
        return invalid(error.to_string());
    }
    if let Err(error) = request.preprocessing.validate() {
        return invalid(error.to_string());
    }
    if request.preprocessing.max_length != request.parameters.max_length {
        let (prepared, asked) = (request.preprocessing.max_length, request.parameters.max_length);
        return invalid(format!(
            "preprocessing.max_length is {prepared}, parameters.max_length is {asked}; make them equal"
        ));
    }
    Ok(())
}

fn make_empty(field: &str, folder: &Path) -> Result<(), TrainError> {
    let shown = folder.display();
    fs::create_dir_all(folder).map_err(|error| TrainError::InvalidRequest(format!("{field} {shown}: {error}")))?;
    let mut entries =
        fs::read_dir(folder).map_err(|error| TrainError::InvalidRequest(format!("{field} {shown}: {error}")))?;
    if entries.next().is_some() {
        return Err(TrainError::InvalidRequest(format!("{field} {shown} isn't empty; name a new folder")));
    }
    Ok(())
}

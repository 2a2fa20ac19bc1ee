//! A training run from request to sealed bundle.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tch::nn::VarStore;
use tch::{Device, Tensor};

use crate::bundle::BundleFile;
use crate::config::ModelConfig;
use crate::parameters::Base;
use crate::sealed_folder::write_json;
use crate::serve::Runtime;
use crate::tokenizer::Tokenizer;
use crate::trainer_protocol::{Build, Finished, Phase, Started, TrainerEvent, TrainerRequest};

use super::LIBTORCH_VERSION;
use super::calibrate::calibrate;
use super::checkpoint::Checkpoints;
use super::data::{Encoded, Splits, TrainingRows};
use super::device;
use super::error::TrainError;
use super::evaluate::evaluate;
use super::export::Trained;
use super::fit::{Fit, Subject};
use super::int8::quantise;
use super::model::BertClassifier;

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
    make_empty(&bundle_folder)?;
    let choice = parameters.device().map_err(|error| TrainError::InvalidRequest(error.message))?;
    let device = device::open(choice)?;
    tch::set_num_threads(i32::try_from(device::threads(parameters.threads)).unwrap_or(i32::MAX));

    report(TrainerEvent::Phase { name: Phase::Tokenizer });
    let splits = Splits::read(&folder.join(&request.rows_file), &request.labels)?;
    let vocabulary_size = parameters.vocabulary_size as usize;
    let tokenizer = Tokenizer::train(&splits.train.texts, vocabulary_size, &request.preprocessing)?;
    let base = match parameters.base().map_err(|error| TrainError::InvalidRequest(error.message))? {
        Base::Scratch(base) => base,
        Base::Registered(name) => {
            return Err(TrainError::InvalidRequest(format!("base_model {name} isn't in the request")));
        }
    };
    let vocabulary = tokenizer.vocabulary_size();
    let config = ModelConfig::scratch(base, vocabulary, parameters.max_length, parameters.dropout, &request.labels);
    tch::manual_seed(parameters.seed as i64);
    let mut store = VarStore::new(device);
    let model = BertClassifier::new(&store.root(), &config);
    let subject = Subject {
        store: &store,
        model: &model,
        layers: u32::try_from(config.num_hidden_layers).unwrap_or(u32::MAX),
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

//! A training run from request to sealed bundle.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use tch::nn::VarStore;
use tch::{Device, Kind, Reduction, Tensor, no_grad};

use crate::batch::{pad, shuffled};
use crate::bundle::BundleFile;
use crate::config::ModelConfig;
use crate::labels::Labels;
use crate::metrics::Metrics;
use crate::parameters::TrainingParameters;
use crate::sealed_folder::write_json;
use crate::serve::Runtime;
use crate::tokenizer::Tokenizer;
use crate::trainer_protocol::{Build, Epoch, Finished, Phase, Started, Step, TrainerEvent, TrainerRequest};

use super::LIBTORCH_VERSION;
use super::adamw::AdamW;
use super::calibrate::calibrate;
use super::data::{Encoded, Splits, TrainingRows};
use super::error::TrainError;
use super::evaluate::{evaluate, tensors};
use super::export::Trained;
use super::int8::quantise;
use super::model::{BertClassifier, Mode};
use super::schedule::Schedule;

/// Rows measured together.
const EVALUATION_BATCH_SIZE: usize = 128;
/// Texts of the test split offered to the parity proof.
const PARITY_SAMPLES: usize = 150;
/// Steps over which speed is averaged.
const SPEED_WINDOW: usize = 20;

/// Carries out a request found in a job folder, telling `report` of everything but the end.
///
/// On the CPU the same request and rows give the same weights, bit for bit, with the same number of threads.
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
    set_threads(parameters.threads);

    report(TrainerEvent::Phase { name: Phase::Tokenizer });
    let splits = Splits::read(&folder.join(&request.rows_file), &request.labels)?;
    let vocabulary_size = parameters.vocabulary_size as usize;
    let tokenizer = Tokenizer::train(&splits.train.texts, vocabulary_size, &request.preprocessing)?;
    let mut training = Training::new(request, &splits, &tokenizer)?;
    report(TrainerEvent::Started(training.started(&splits)));

    report(TrainerEvent::Phase { name: Phase::Training });
    let best_epoch = training.fit(report)?;

    report(TrainerEvent::Phase { name: Phase::Evaluating });
    let test = training.measure(&Encoded::exact(&splits.test, &tokenizer))?;
    let calibration = calibrate(&training.model, &training.validation, EVALUATION_BATCH_SIZE)?;

    report(TrainerEvent::Phase { name: Phase::Exporting });
    let variables = training.store.variables();
    let trained = Trained {
        model: &training.model,
        variables: &variables,
        config: &training.config,
        tokenizer: &tokenizer,
        labels: &request.labels,
        preprocessing: &request.preprocessing,
    };
    let onnx = trained.write(&bundle_folder)?;
    write_json(&bundle_folder, BundleFile::Calibration, &calibration)?;

    report(TrainerEvent::Phase { name: Phase::Quantising });
    let quantisation = quantise(&trained, &bundle_folder, &onnx, &splits.validation, runtime)?;
    eprintln!("gisa-trainer: model.int8.onnx is {}", quantisation.reason);

    report(TrainerEvent::Phase { name: Phase::Proving });
    let stride = splits.test.texts.len().div_ceil(PARITY_SAMPLES);
    let samples: Vec<String> = splits.test.texts.iter().step_by(stride).cloned().collect();
    let (bundle, parity) = trained.prove_and_seal(&bundle_folder, onnx, &samples, runtime)?;
    Ok(Finished {
        bundle_sha256: bundle.sha256().to_owned(),
        best_epoch,
        test,
        parity: parity.report,
        quantisation: Some(quantisation),
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// A model being fitted.
struct Training<'r> {
    parameters: &'r TrainingParameters,
    labels: &'r Labels,
    config: ModelConfig,
    store: VarStore,
    model: BertClassifier,
    optimiser: AdamW,
    schedule: Schedule,
    rows: TrainingRows,
    validation: Encoded,
    total_steps: u64,
}

impl<'r> Training<'r> {
    fn new(request: &'r TrainerRequest, splits: &Splits, tokenizer: &Tokenizer) -> Result<Self, TrainError> {
        let parameters = &request.parameters;
        let base = parameters.base_model().map_err(|error| TrainError::InvalidRequest(error.message))?;
        let vocabulary = tokenizer.vocabulary_size();
        let config = ModelConfig::scratch(base, vocabulary, parameters.max_length, parameters.dropout, &request.labels);
        tch::manual_seed(parameters.seed as i64);
        let store = VarStore::new(Device::Cpu);
        let model = BertClassifier::new(&store.root(), &config);
        let steps_per_epoch = splits.train.texts.len().div_ceil(parameters.batch_size as usize) as u64;
        let total_steps = steps_per_epoch * u64::from(parameters.epochs);
        Ok(Training {
            parameters,
            labels: &request.labels,
            optimiser: AdamW::new(store.variables().into_iter().collect(), parameters.weight_decay),
            schedule: Schedule::new(parameters.learning_rate, parameters.warmup_ratio, total_steps),
            rows: TrainingRows::new(&splits.train, tokenizer, parameters),
            validation: Encoded::exact(&splits.validation, tokenizer),
            total_steps,
            config,
            store,
            model,
        })
    }

    fn started(&self, splits: &Splits) -> Started {
        Started {
            pid: std::process::id(),
            threads: tch::get_num_threads() as u32,
            device: "cpu".into(),
            parameters_count: self.store.variables().values().map(|variable| variable.numel() as u64).sum(),
            total_steps: self.total_steps,
            train_rows: splits.train.texts.len() as u64,
            validation_rows: splits.validation.texts.len() as u64,
            test_rows: splits.test.texts.len() as u64,
            build: Build { version: env!("CARGO_PKG_VERSION").into(), libtorch: LIBTORCH_VERSION.into() },
        }
    }

    /// Fits until the last epoch or until patience runs out; leaves the model with the best epoch's weights.
    fn fit(&mut self, report: &mut dyn FnMut(TrainerEvent)) -> Result<u32, TrainError> {
        let mut best: Option<(u32, f64, HashMap<String, Tensor>)> = None;
        let mut speed = Speed::new();
        for epoch in 1..=self.parameters.epochs {
            let begun = Instant::now();
            let train_loss = self.epoch(epoch, &mut speed, report)?;
            let metrics = self.measure(&self.validation)?;
            let is_best = best.as_ref().is_none_or(|(_, macro_f1, _)| metrics.macro_f1 > *macro_f1);
            if is_best {
                best = Some((epoch, metrics.macro_f1, self.snapshot()));
            }
            report(TrainerEvent::Epoch(Epoch {
                epoch,
                train_loss,
                validation_loss: metrics.loss,
                accuracy: metrics.accuracy,
                macro_f1: metrics.macro_f1,
                metrics,
                best: is_best,
                seconds: begun.elapsed().as_secs_f64(),
            }));
            let since_best = epoch - best.as_ref().map_or(0, |(epoch, ..)| *epoch);
            if self.parameters.early_stopping_patience.is_some_and(|patience| since_best >= patience) {
                break;
            }
        }
        let (epoch, _, weights) = best.expect("validation allows at least one epoch");
        self.restore(&weights);
        Ok(epoch)
    }

    /// One pass over the training split; returns the mean loss of its rows.
    fn epoch(
        &mut self,
        epoch: u32,
        speed: &mut Speed,
        report: &mut dyn FnMut(TrainerEvent),
    ) -> Result<f64, TrainError> {
        let data = self.rows.epoch(epoch);
        let batches = shuffled(&data.lengths(), self.parameters.batch_size as usize, self.parameters.seed, epoch);
        let mut total = 0.0;
        for batch in batches {
            let rows: Vec<&[u32]> = batch.iter().map(|&row| data.rows[row].as_slice()).collect();
            let truth: Vec<i64> = batch.iter().map(|&row| data.labels[row] as i64).collect();
            let step = self.optimiser.steps + 1;
            let learning_rate = self.schedule.learning_rate(step);
            let (ids, mask) = tensors(&pad(&rows, self.model.pad_id()));
            let mode = Mode { train: true, precision: self.parameters.precision };
            let logits = self.model.forward(&ids, &mask, mode);
            let truth = Tensor::from_slice(&truth);
            let smoothing = self.parameters.label_smoothing;
            let loss = logits.cross_entropy_loss::<Tensor>(&truth, None, Reduction::Mean, -100, smoothing);
            let value = loss.double_value(&[]);
            self.optimiser.zero_grad();
            loss.backward();
            let gradient_norm = self.optimiser.clip_gradients(self.parameters.max_grad_norm);
            if !value.is_finite() || !gradient_norm.is_finite() {
                return Err(TrainError::NanLoss { step, epoch });
            }
            self.optimiser.step(learning_rate);
            total += value * batch.len() as f64;
            let (samples_per_second, seconds_per_step) = speed.record(batch.len());
            let seconds_left = (self.total_steps - step) as f64 * seconds_per_step;
            report(TrainerEvent::Step(Step {
                step,
                epoch,
                loss: value,
                learning_rate,
                gradient_norm,
                samples_per_second,
                seconds_left,
            }));
        }
        Ok(total / data.rows.len() as f64)
    }

    fn measure(&self, split: &Encoded) -> Result<Metrics, TrainError> {
        evaluate(&self.model, split, self.labels, EVALUATION_BATCH_SIZE)
    }

    fn snapshot(&self) -> HashMap<String, Tensor> {
        self.store.variables().into_iter().map(|(path, variable)| (path, variable.detach().copy())).collect()
    }

    fn restore(&mut self, weights: &HashMap<String, Tensor>) {
        no_grad(|| {
            for (path, mut variable) in self.store.variables() {
                variable.copy_(&weights[&path].to_kind(Kind::Float));
            }
        });
    }
}

/// Speed over the last few steps.
struct Speed {
    steps: std::collections::VecDeque<(Instant, usize)>,
}

impl Speed {
    fn new() -> Self {
        Speed { steps: [(Instant::now(), 0)].into() }
    }

    /// Counts a step just made; returns rows a second and seconds a step.
    fn record(&mut self, rows: usize) -> (f64, f64) {
        let now = Instant::now();
        self.steps.push_back((now, rows));
        if self.steps.len() > SPEED_WINDOW + 1 {
            self.steps.pop_front();
        }
        let seconds = (now - self.steps[0].0).as_secs_f64().max(1e-9);
        let rows: usize = self.steps.iter().skip(1).map(|(_, rows)| rows).sum();
        (rows as f64 / seconds, seconds / (self.steps.len() - 1) as f64)
    }
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

fn make_empty(folder: &Path) -> Result<(), TrainError> {
    let shown = folder.display();
    fs::create_dir_all(folder).map_err(|error| TrainError::InvalidRequest(format!("bundle_dir {shown}: {error}")))?;
    let mut entries =
        fs::read_dir(folder).map_err(|error| TrainError::InvalidRequest(format!("bundle_dir {shown}: {error}")))?;
    if entries.next().is_some() {
        return Err(TrainError::InvalidRequest(format!("bundle_dir {shown} isn't empty; name a new folder")));
    }
    Ok(())
}

fn set_threads(threads: u32) {
    let threads = match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from) as u32,
        threads => threads,
    };
    tch::set_num_threads(i32::try_from(threads).unwrap_or(i32::MAX));
}

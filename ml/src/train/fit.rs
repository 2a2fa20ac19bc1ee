//! Fits a model: epochs of steps, measured on the validation split, checkpointed, resumed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tch::nn::VarStore;
use tch::{Tensor, no_grad};

use crate::batch::{BatchSize, pad, shuffled};
use crate::config::ModelConfig;
use crate::labels::Labels;
use crate::parameters::{ClassWeights, Precision, TrainingParameters};
use crate::trainer_protocol::{Epoch, Step, TrainerEvent};

use super::adamw::{self, AdamW};
use super::checkpoint::{BestEpoch, Checkpoints, Contents, Progress, Tensors, Whole};
use super::data::{Encoded, TrainingRows};
use super::depth;
use super::error::TrainError;
use super::evaluate::{evaluate, tensors};
use super::fused::{Fused, Objective, Texts};
use super::model::{BertClassifier, Mode};
use super::process::{self, Deferral};
use super::schedule::Schedule;

/// Steps over which speed is averaged.
const SPEED_WINDOW: usize = 20;

/// A model to fit, and what to fit it to.
pub struct Subject<'s> {
    /// The model's variables.
    pub store: &'s VarStore,
    /// The model over them.
    pub model: &'s BertClassifier,
    /// Its architecture, with the run's dropout.
    pub config: &'s ModelConfig,
    /// Rows to learn from.
    pub rows: TrainingRows,
    /// Rows that choose the best epoch.
    pub validation: Encoded,
}

/// A model being fitted.
pub struct Fit<'s> {
    parameters: &'s TrainingParameters,
    labels: &'s Labels,
    subject: Subject<'s>,
    optimiser: AdamW,
    schedule: Schedule,
    objective: Objective,
    /// What makes a step quicker, where the model and the machine allow it.
    fused: Option<Fused>,
    /// Steps if no epoch is skipped.
    pub total_steps: u64,
    progress: Progress,
    best: Option<Tensors>,
    curve: Vec<TrainerEvent>,
    speed: Speed,
}

impl<'s> Fit<'s> {
    /// Prepares to fit from the beginning.
    pub fn new(parameters: &'s TrainingParameters, labels: &'s Labels, subject: Subject<'s>) -> Self {
        let lengths = subject.rows.epoch(1).lengths();
        let steps = |epoch| steps(parameters, &lengths, epoch).len() as u64;
        let total_steps: u64 = (1..=parameters.epochs).map(steps).sum();
        let layers = u32::try_from(subject.config.num_hidden_layers).unwrap_or(u32::MAX);
        let variables = depth::trained(subject.store.variables(), layers, parameters);
        let class_weights = class_weights(parameters.class_weights, &subject.rows, labels.len());
        let objective = Objective {
            class_weights: class_weights.map(|weights| Tensor::from_slice(&weights).to_device(subject.model.device())),
            label_smoothing: parameters.label_smoothing,
        };
        let peak = parameters.learning_rate;
        Fit {
            optimiser: AdamW::new(variables, parameters.weight_decay),
            schedule: Schedule::new(parameters.schedule, peak, parameters.warmup_ratio, total_steps),
            fused: fused(parameters, &subject, &objective),
            objective,
            total_steps,
            progress: Progress { step: 0, epoch: 1, epoch_steps: 0, loss_sum: 0.0, epoch_seconds: 0.0, best: None },
            best: None,
            curve: Vec::new(),
            speed: Speed::new(),
            parameters,
            labels,
            subject,
        }
    }

    /// Goes on where a checkpoint was made; the error names what doesn't fit.
    pub fn resume(&mut self, whole: Whole) -> Result<(), String> {
        for (path, mut variable) in self.subject.store.variables() {
            adamw::copy(&mut variable, &path, &whole.weights)?;
        }
        self.optimiser.restore(whole.progress.step, &whole.moments)?;
        self.best = whole.best;
        self.curve = whole.curve;
        self.progress = whole.progress;
        Ok(())
    }

    /// Steps made by earlier attempts, and epochs they measured.
    pub fn reached(&self) -> (u64, u32) {
        (self.progress.step, self.progress.epoch - 1)
    }

    /// Tells again what earlier attempts told after so many steps and epochs.
    pub fn retell(&self, recorded_steps: u64, recorded_epochs: u32, report: &mut dyn FnMut(TrainerEvent)) {
        for event in &self.curve {
            let is_known = match event {
                TrainerEvent::Step(step) => step.step <= recorded_steps,
                TrainerEvent::Epoch(epoch) => epoch.epoch <= recorded_epochs,
                _ => true,
            };
            if !is_known {
                report(event.clone());
            }
        }
    }

    /// Fits until the last epoch or until patience runs out; leaves the model with the best epoch's weights.
    pub fn run(
        &mut self,
        checkpoints: &mut Option<Checkpoints>,
        report: &mut dyn FnMut(TrainerEvent),
    ) -> Result<u32, TrainError> {
        let deferral = Deferral::begin();
        let best = loop {
            match self.epoch(checkpoints, report) {
                Ok(None) => {}
                Ok(Some(best)) => break best,
                Err(TrainError::Interrupted(cause)) => {
                    self.keep(checkpoints, report)?;
                    return Err(TrainError::Interrupted(cause));
                }
                Err(error) => return Err(error),
            }
        };
        drop(deferral);
        let weights = self.best.take().expect("at least one epoch was measured");
        for (path, mut variable) in self.subject.store.variables() {
            no_grad(|| variable.copy_(&weights[&path]));
        }
        Ok(best)
    }

    /// What is left of one pass over the training split, and its measurement; the best epoch if it was the last one.
    fn epoch(
        &mut self,
        checkpoints: &mut Option<Checkpoints>,
        report: &mut dyn FnMut(TrainerEvent),
    ) -> Result<Option<u32>, TrainError> {
        let begun = Instant::now();
        let seconds_before = self.progress.epoch_seconds;
        let epoch = self.progress.epoch;
        let data = self.subject.rows.epoch(epoch);
        let done = self.progress.epoch_steps as usize;
        for batches in steps(self.parameters, &data.lengths(), epoch).iter().skip(done) {
            let event = TrainerEvent::Step(self.step(&data, batches)?);
            self.progress.epoch_seconds = seconds_before + begun.elapsed().as_secs_f64();
            self.curve.push(event.clone());
            report(event);
            if let Some(cause) = process::stop_requested() {
                return Err(TrainError::Interrupted(cause));
            }
            if checkpoints.as_ref().is_some_and(|checkpoints| checkpoints.is_due(self.progress.step)) {
                self.keep(checkpoints, report)?;
            }
        }
        let metrics = evaluate(self.subject.model, &self.subject.validation, self.labels)?;
        let is_best = self.progress.best.is_none_or(|best| metrics.macro_f1 > best.macro_f1);
        if is_best {
            self.progress.best = Some(BestEpoch { epoch, macro_f1: metrics.macro_f1 });
            self.best = Some(self.weights().into_iter().map(|(path, weight)| (path, weight.copy())).collect());
        }
        let event = TrainerEvent::Epoch(Epoch {
            epoch,
            train_loss: self.progress.loss_sum / data.rows.len() as f64,
            validation_loss: metrics.loss,
            accuracy: metrics.accuracy,
            macro_f1: metrics.macro_f1,
            metrics,
            best: is_best,
            seconds: seconds_before + begun.elapsed().as_secs_f64(),
        });
        self.curve.push(event.clone());
        report(event);
        let best = self.progress.best.map_or(epoch, |best| best.epoch);
        let is_patient = self.parameters.early_stopping_patience.is_none_or(|patience| epoch - best < patience);
        if epoch >= self.parameters.epochs || !is_patient {
            return Ok(Some(best));
        }
        self.progress =
            Progress { epoch: epoch + 1, epoch_steps: 0, loss_sum: 0.0, epoch_seconds: 0.0, ..self.progress.clone() };
        Ok(None)
    }

    /// One optimiser step along the mean gradient of all rows of `batches`.
    fn step(&mut self, data: &Encoded, batches: &[Vec<usize>]) -> Result<Step, TrainError> {
        let (step, epoch) = (self.progress.step + 1, self.progress.epoch);
        let learning_rate = self.schedule.learning_rate(step);
        let rows: usize = batches.iter().map(Vec::len).sum();
        let weights: Vec<f64> = batches.iter().map(|batch| self.weight(data, batch)).collect();
        let weight: f64 = weights.iter().sum();
        let mut loss = 0.0;
        let mut gradients: Vec<Tensor> = Vec::new();
        for (number, (batch, batch_weight)) in batches.iter().zip(weights).enumerate() {
            // Dropout is a function of seed and step, so that a resumed run drops what an unbroken one does.
            let seed = mixed(self.parameters.seed, step, number as u64);
            let (batch_loss, more) = self.gradients(data, batch, batch_weight / weight, seed)?;
            loss += batch_loss;
            match number {
                0 if batches.len() == 1 => gradients = more,
                // The next batch's may take their place.
                0 => {
                    gradients = more.iter().map(|one| if one.defined() { one.copy() } else { Tensor::new() }).collect()
                }
                _ => add(&mut gradients, &more),
            }
        }
        let (gradient_norm, scale) = adamw::clipping(&gradients, self.parameters.max_grad_norm);
        if !loss.is_finite() || !gradient_norm.is_finite() {
            return Err(TrainError::NanLoss { step, epoch });
        }
        self.optimiser.step(&gradients, scale, learning_rate);
        self.progress.step = step;
        self.progress.epoch_steps += 1;
        self.progress.loss_sum += loss * rows as f64;
        let (samples_per_second, seconds_per_step) = self.speed.record(rows);
        let seconds_left = self.total_steps.saturating_sub(step) as f64 * seconds_per_step;
        Ok(Step { step, epoch, loss, learning_rate, gradient_norm, samples_per_second, seconds_left })
    }

    /// `share` times the mean loss of one batch, weighted by class, and its gradients in the optimiser's order.
    fn gradients(
        &mut self,
        data: &Encoded,
        batch: &[usize],
        share: f64,
        seed: u64,
    ) -> Result<(f64, Vec<Tensor>), TrainError> {
        let rows: Vec<&[u32]> = batch.iter().map(|&row| data.rows[row].as_slice()).collect();
        let truth: Vec<i64> = batch.iter().map(|&row| data.labels[row] as i64).collect();
        let weights: Vec<f64> = batch.iter().map(|row| self.weight(data, std::slice::from_ref(row))).collect();
        if let Some(fused) = &mut self.fused
            && fused.takes(&rows)
        {
            let loss = fused.learn(Texts { rows: &rows, truth: &truth }, &weights, share, seed)?;
            return Ok((loss, self.optimiser.paths().map(|path| fused.gradient(path)).collect()));
        }
        let model = self.subject.model;
        tch::manual_seed(seed as i64);
        let (ids, mask) = tensors(&pad(&rows, model.pad_id()), model.device());
        let mode = Mode { train: true, precision: self.parameters.precision };
        let logits = model.forward(&ids, &mask, mode);
        let truth = Tensor::from_slice(&truth).to_device(model.device());
        let loss = self.objective.loss(&logits, &truth) * share;
        Ok((loss.double_value(&[]), self.optimiser.gradients(&loss)?))
    }

    /// What the mean loss of a batch is a mean over.
    fn weight(&self, data: &Encoded, batch: &[usize]) -> f64 {
        match &self.objective.class_weights {
            None => batch.len() as f64,
            Some(weights) => batch.iter().map(|&row| weights.double_value(&[data.labels[row] as i64])).sum(),
        }
    }

    /// Makes a checkpoint, where there is a place for one.
    fn keep(
        &mut self,
        checkpoints: &mut Option<Checkpoints>,
        report: &mut dyn FnMut(TrainerEvent),
    ) -> Result<(), TrainError> {
        let Some(checkpoints) = checkpoints else { return Ok(()) };
        let contents = Contents {
            progress: &self.progress,
            weights: self.weights(),
            moments: self.optimiser.moments(),
            best: self.best.as_ref(),
            curve: &self.curve,
        };
        if let Some(made) = checkpoints.make(&contents)? {
            report(TrainerEvent::Checkpoint(made));
        }
        self.speed = Speed::new();
        Ok(())
    }

    fn weights(&self) -> Tensors {
        self.subject.store.variables().into_iter().map(|(path, variable)| (path, variable.detach())).collect()
    }
}

/// What computes steps in 16 bits on the CPU; libtorch's own derivatives do everything else.
fn fused(parameters: &TrainingParameters, subject: &Subject<'_>, objective: &Objective) -> Option<Fused> {
    let config = subject.config;
    let can = parameters.precision == Precision::Bf16
        && parameters.frozen_layers == 0
        && Fused::fits(config, subject.model.device());
    can.then(|| Fused::new(&subject.store.variables(), config, objective, parameters.batch_size as usize))
}

/// The batches of each step of one epoch.
fn steps(parameters: &TrainingParameters, lengths: &[usize], epoch: u32) -> Vec<Vec<Vec<usize>>> {
    let size = match parameters.batch_tokens {
        None => BatchSize::Rows(parameters.batch_size as usize),
        Some(tokens) => BatchSize::Tokens(tokens as usize),
    };
    let batches = shuffled(lengths, size, parameters.seed, epoch);
    batches.chunks(parameters.gradient_accumulation_steps as usize).map(<[_]>::to_vec).collect()
}

/// Weight of each class, where classes are weighted.
fn class_weights(choice: ClassWeights, rows: &TrainingRows, classes: usize) -> Option<Vec<f32>> {
    if choice == ClassWeights::None {
        return None;
    }
    let mut counts = vec![0usize; classes];
    for &label in rows.labels() {
        counts[label] += 1;
    }
    let rows = rows.labels().len() as f32;
    Some(counts.into_iter().map(|count| rows / (classes as f32 * count.max(1) as f32)).collect())
}

fn add(sums: &mut [Tensor], more: &[Tensor]) {
    no_grad(|| {
        for (sum, more) in sums.iter_mut().zip(more).filter(|(sum, _)| sum.defined()) {
            let _ = sum.g_add_(more);
        }
    });
}

/// A seed for one batch of one step (SplitMix64, Steele, Lea & Flood 2014).
fn mixed(seed: u64, step: u64, batch: u64) -> u64 {
    [step, batch].into_iter().fold(seed, |state, number| {
        let mut mixed = state.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    })
}

/// Speed over the last few steps.
struct Speed {
    steps: VecDeque<(Instant, usize)>,
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
        let seconds = (now - self.steps[0].0).max(Duration::from_nanos(1)).as_secs_f64();
        let rows: usize = self.steps.iter().skip(1).map(|(_, rows)| rows).sum();
        (rows as f64 / seconds, seconds / (self.steps.len() - 1) as f64)
    }
}

#[cfg(test)]
mod tests;

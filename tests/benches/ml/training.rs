//! How fast `gisa-trainer` makes steps, beside transformers with PyTorch.
//!
//! Both train the same model at the same batch size on the same tokens, from weights and a tokenizer out of one bundle.
//! Slices of both take turns, so that whatever else the machine does strikes both alike; what is told are medians.

use std::time::Instant;

use ml::trainer_protocol::TrainerEvent;
use tests::load::{memory_bytes, processor_seconds};

use crate::{
    bundle::Shape,
    choice::{Choice, Named},
    peers::Peers,
    serving::Contender,
    trainer::{BATCH, Row, Trainee},
};

/// Steps before the clock is started.
const WARM_UP: usize = 5;
/// Slices of each, in turns.
const SLICES: usize = 3;
/// What a loader pads to that doesn't think of it.
const FULL_LENGTH: usize = 512;
/// Rows of its batches: more would take all memory there is.
const FULL_BATCH: usize = 8;
/// Its steps; the first isn't counted.
const FULL_STEPS: usize = 4;
/// Rows that measure an epoch, and as many that measure the end: a slice doesn't come so far.
const MEASURING_ROWS: usize = 64;

/// Parts of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Predictions.
    Serve,
    /// Steps a second.
    Train,
    /// A whole epoch, and how good the model is then.
    Epoch,
}

impl Named for Part {
    const ALL: &'static [Self] = &[Self::Serve, Self::Train, Self::Epoch];

    fn name(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Train => "train",
            Self::Epoch => "epoch",
        }
    }
}

/// Arithmetic in matrix products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits.
    Fp32,
    /// 16 bits; the peer's autocast.
    Bf16,
}

impl Named for Precision {
    const ALL: &'static [Self] = &[Self::Bf16, Self::Fp32];

    fn name(self) -> &'static str {
        match self {
            Self::Fp32 => "train-fp32",
            Self::Bf16 => "train-bf16",
        }
    }
}

impl Precision {
    /// As the trainer's parameter has it.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Fp32 => "fp32",
            Self::Bf16 => "bf16",
        }
    }
}

/// Samples a second, and what they took.
#[derive(Clone, Copy)]
struct Speed {
    samples_per_second: f64,
    /// Processor time of one core for a sample, milliseconds: what else the machine does changes it least.
    core_ms: f64,
    peak_bytes: u64,
}

/// Counted steps of a slice.
fn steps(shape: Shape) -> usize {
    match shape {
        Shape::E5Small => 70,
        Shape::Kobert | Shape::Baseline => 10,
    }
}

/// Trains and prints a table.
///
/// # Panics
/// When a trainer fails.
pub fn run(trainee: &Trainee, rows: &[(String, String)], choice: &Choice, peers: Option<&Peers>) {
    let steps = WARM_UP + choice.number("steps").unwrap_or_else(|| steps(trainee.shape));
    let train = steps * BATCH;
    let split = |number: usize| match number {
        number if number < train => "train",
        number if number < train + MEASURING_ROWS => "validation",
        _ => "test",
    };
    let rows = rows.iter().take(train + 2 * MEASURING_ROWS).enumerate();
    let rows: Vec<Row<'_>> =
        rows.map(|(number, (title, label))| (title.as_str(), label.as_str(), split(number))).collect();
    println!(
        "| fine-tuning {}, batches of {BATCH} | precision | samples/s | all slices | core time a sample, ms | peak memory, MB | Gisa is faster by |",
        trainee.shape.name()
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for precision in Precision::ALL.iter().copied().filter(|precision| choice.takes(*precision)) {
        trainee.write_job("slice", &rows, precision.parameter());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..SLICES {
            if choice.takes(Contender::Gisa) {
                ours.push(gisa(trainee, steps));
                told("gisa-trainer", precision, &ours);
            }
            if let Some(peers) = peers.filter(|_| choice.takes(Contender::Torch)) {
                theirs.push(peer(peers, trainee, precision, [BATCH, steps, WARM_UP], "bucketed"));
                told("PyTorch", precision, &theirs);
            }
        }
        let speed = median(&ours).map_or(f64::NAN, |speed| speed.samples_per_second);
        row("gisa-trainer", precision, &ours, speed);
        row("transformers + PyTorch, batches of like length", precision, &theirs, speed);
        if let Some(peers) = peers.filter(|_| choice.takes(Contender::Torch))
            && precision == Precision::Bf16
            && trainee.shape == Shape::E5Small
        {
            let full = peer(peers, trainee, precision, [FULL_BATCH, FULL_STEPS, 1], &FULL_LENGTH.to_string());
            row("transformers + PyTorch, padded to 512, batches of 8", precision, &[full], speed);
        }
    }
    println!();
}

/// Says how the last slice went, for whoever waits.
fn told(what: &str, precision: Precision, slices: &[Speed]) {
    if let Some(last) = slices.last() {
        let (speed, core_ms) = (last.samples_per_second, last.core_ms);
        eprintln!("  {what}, {}: {speed:.1} samples/s, {core_ms:.1} ms of a core a sample", precision.parameter());
    }
}

fn row(what: &str, precision: Precision, slices: &[Speed], ours: f64) {
    let Some(Speed { samples_per_second, core_ms, peak_bytes }) = median(slices) else { return };
    let all: Vec<String> = slices.iter().map(|slice| format!("{:.1}", slice.samples_per_second)).collect();
    let (all, factor, precision) = (all.join(" "), ours / samples_per_second, precision.parameter());
    println!(
        "| {what} | {precision} | {samples_per_second:.1} | {all} | {core_ms:.1} | {} | {factor:.2} |",
        peak_bytes / 1_000_000
    );
}

/// The slice of median speed, with the most memory of all.
fn median(slices: &[Speed]) -> Option<Speed> {
    let mut sorted = slices.to_vec();
    sorted.sort_by(|a, b| a.samples_per_second.total_cmp(&b.samples_per_second));
    let peak_bytes = slices.iter().map(|slice| slice.peak_bytes).max()?;
    Some(Speed { peak_bytes, ..sorted[sorted.len() / 2] })
}

fn peer(peers: &Peers, trainee: &Trainee, precision: Precision, numbers: [usize; 3], padding: &str) -> Speed {
    let numbers = numbers.map(|number| number.to_string());
    let arguments = [&numbers[..], &[precision.parameter().to_owned(), padding.to_owned()]].concat();
    let seen = peers.finetune(&trainee.bundle(), &trainee.rows("slice"), &arguments);
    Speed {
        samples_per_second: seen["samples_per_second"].as_f64().unwrap_or(f64::NAN),
        core_ms: seen["core_seconds_per_sample"].as_f64().unwrap_or(f64::NAN) * 1e3,
        peak_bytes: seen["peak_bytes"].as_u64().unwrap_or_default(),
    }
}

/// One slice, which ends with its last step.
fn gisa(trainee: &Trainee, steps: usize) -> Speed {
    let (mut from, mut until, mut peak_bytes) = (None, None, 0);
    trainee.train("slice", |event, child| {
        let TrainerEvent::Step(step) = event else { return true };
        let now = Some((step.step, Instant::now(), processor_seconds(&child.id().to_string())));
        if step.step == WARM_UP as u64 {
            from = now;
        }
        until = now;
        peak_bytes = peak_bytes.max(memory_bytes(child.id(), "VmHWM"));
        step.step < steps as u64
    });
    let ((first, begun, used_before), (last, ended, used)) = from.zip(until).expect("there are steps");
    let samples = (last - first) as usize * BATCH;
    let (samples, core_ms) = (samples as f64, (used - used_before) * 1e3 / samples as f64);
    Speed { samples_per_second: samples / (ended - begun).as_secs_f64(), core_ms, peak_bytes }
}

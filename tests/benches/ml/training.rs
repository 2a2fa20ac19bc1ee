//! One epoch over a few thousand headlines with `gisa-trainer`, and the same steps with transformers and PyTorch.
//!
//! Both train the shape of `scratch-small` from random weights at the same batch size, on the same tokens: the peer
//! reads the tokenizer and the architecture out of the bundle that the trainer made.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use ml::trainer_protocol::TrainerEvent;
use serde_json::{Value, json};
use tests::{load::memory_bytes, process};

use crate::{choice::Named, peers::Peers, texts::Source};

/// Rows in a batch.
const BATCH: usize = 32;
/// Steps that are made.
const STEPS: usize = 60;
/// Steps before the clock is started.
const WARM_UP: u64 = 5;
/// Steps of the loader that pads every row to [`FULL_LENGTH`].
const FULL_STEPS: usize = 8;
/// What a loader pads to that doesn't think of it.
const FULL_LENGTH: usize = 512;
/// Rows that measure an epoch; as many again measure the end.
const VALIDATION_ROWS: usize = 64;

/// Whether this part of the benchmark is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Predictions.
    Serve,
    /// Training.
    Train,
}

impl Named for Part {
    const ALL: &'static [Self] = &[Self::Serve, Self::Train];

    fn name(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Train => "train",
        }
    }
}

/// Samples a second, and the most memory.
struct Speed {
    samples_per_second: f64,
    peak_bytes: u64,
}

/// Trains and prints a table.
///
/// # Panics
/// When a trainer fails.
pub fn run(source: &Source, peers: Option<&Peers>, scratch: &Path) {
    let folder = scratch.join("training");
    fs::create_dir(&folder).expect("the scratch folder can be written to");
    write_job(&folder, source);
    let ours = gisa(&folder);
    let (bundle, rows) = (folder.join("bundle"), folder.join("rows.jsonl"));
    println!(
        "| training of scratch-small, batches of {BATCH}, fp32 | samples/s | peak memory, MB | Gisa is faster by |"
    );
    println!("| --- | --- | --- | --- |");
    let row = |what: &str, speed: &Speed| {
        let factor = ours.samples_per_second / speed.samples_per_second;
        println!("| {what} | {:.1} | {} | {factor:.2} |", speed.samples_per_second, speed.peak_bytes / 1_000_000);
    };
    row("gisa-trainer", &ours);
    if let Some(peers) = peers {
        let theirs = |steps: usize, padding: &str| {
            let arguments = [BATCH.to_string(), steps.to_string(), "fp32".into(), padding.to_owned()];
            let seen = peers.finetune(&bundle, &rows, &arguments);
            Speed {
                samples_per_second: seen["samples_per_second"].as_f64().unwrap_or(f64::NAN),
                peak_bytes: seen["peak_bytes"].as_u64().unwrap_or_default(),
            }
        };
        row("transformers + PyTorch, batches of like length", &theirs(STEPS, "bucketed"));
        let full = FULL_LENGTH.to_string();
        row("transformers + PyTorch, padded to 512", &theirs(FULL_STEPS + WARM_UP as usize, &full));
    }
    println!();
}

fn write_job(folder: &Path, source: &Source) {
    let labelled = source.labelled();
    let mut keys: Vec<&str> = labelled.iter().map(|(_, label)| label.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let labels: Vec<Value> = keys.iter().map(|key| json!({ "key": key, "name_ko": key, "name_en": key })).collect();
    let train = STEPS * BATCH;
    let rows = labelled.iter().take(train + 2 * VALIDATION_ROWS).zip(0..).map(|((title, label), number)| {
        let split = match number {
            number if number < train => "train",
            number if number < train + VALIDATION_ROWS => "validation",
            _ => "test",
        };
        json!({ "source": "bench", "external_id": number.to_string(), "title": title, "body": "", "label": label,
            "split": split })
        .to_string()
    });
    let rows: Vec<String> = rows.collect();
    fs::write(folder.join("rows.jsonl"), rows.join("\n") + "\n").expect("the scratch folder can be written to");
    let request = json!({
        "run_id": "bench", "labels": labels, "rows_file": "rows.jsonl", "bundle_dir": "bundle",
        "dataset_sha256": "none", "preprocessing": { "recipe_version": ml::text::RECIPE_VERSION, "max_length": 64 },
        "parameters": {
            "base_model": "scratch-small", "max_length": 64, "batch_size": BATCH, "epochs": 1, "learning_rate": 1e-4,
            "label_smoothing": 0.0, "token_dropout": 0.0, "subword_sampling": 0.0, "precision": "fp32",
        },
    });
    fs::write(folder.join("request.json"), request.to_string()).expect("the scratch folder can be written to");
}

fn gisa(folder: &Path) -> Speed {
    let program = process::programs().join("gisa-trainer");
    let mut child = Command::new(program)
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("gisa-trainer is built");
    let (mut from, mut until, mut peak_bytes) = (None, None, 0);
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    for line in lines {
        let line = line.expect("events are text");
        match serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")) {
            TrainerEvent::Step(step) if step.step == WARM_UP => from = Some((step.step, Instant::now())),
            TrainerEvent::Step(step) => {
                until = Some((step.step, Instant::now()));
                peak_bytes = peak_bytes.max(memory_bytes(child.id(), "VmHWM"));
            }
            TrainerEvent::Failed(failed) => panic!("gisa-trainer failed: {}", failed.message),
            _ => {}
        }
    }
    assert!(child.wait().is_ok_and(|status| status.success()), "gisa-trainer failed");
    let ((first, begun), (last, ended)) = from.zip(until).expect("there are steps");
    let samples = (last - first) as usize * BATCH;
    Speed { samples_per_second: samples as f64 / (ended - begun).as_secs_f64(), peak_bytes }
}

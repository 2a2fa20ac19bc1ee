//! A few dozen steps of fine-tuning with `gisa-trainer`, and the same with transformers and PyTorch, in turns.
//!
//! Both train the same model at the same batch size on the same tokens: e5-small-ko where it is at hand
//! (`GISA_SHARED/models`), else the shape of `scratch-small` from random weights. The peer reads tokenizer, architecture and
//! weights out of a bundle that the trainer made. Slices of both take turns, so that whatever else the machine does strikes
//! both alike; what is told are medians.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use ml::{base_model::BaseModelFolder, trainer_protocol::TrainerEvent};
use serde_json::{Value, json};
use tests::{load::memory_bytes, process};

use crate::{
    choice::Named,
    peers::Peers,
    texts::{Source, shared},
};

/// Rows in a batch.
const BATCH: usize = 32;
/// Steps of a slice.
const STEPS: usize = 40;
/// Steps before the clock is started.
const WARM_UP: usize = 5;
/// Slices of each, in turns.
const SLICES: usize = 3;
/// Steps of the loader that pads every row to [`FULL_LENGTH`]; the first isn't counted.
const FULL_STEPS: usize = 3;
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
#[derive(Clone, Copy)]
struct Speed {
    samples_per_second: f64,
    peak_bytes: u64,
}

/// What is trained.
struct Subject {
    name: &'static str,
    /// A sealed base model: its folder and hash.
    base: Option<(PathBuf, String)>,
}

/// Trains and prints a table.
///
/// # Panics
/// When a trainer fails.
pub fn run(source: &Source, peers: Option<&Peers>, scratch: &Path) {
    let folder = scratch.join("training");
    fs::create_dir(&folder).expect("the scratch folder can be written to");
    let subject = Subject::find(&folder);
    println!(
        "| fine-tuning {}, batches of {BATCH} | precision | samples/s | all slices | peak memory, MB | Gisa is faster by |",
        subject.name
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for precision in ["fp32", "bf16"] {
        write_job(&folder, source, &subject, precision);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for slice in 0..SLICES {
            ours.push(gisa(&folder, slice == 0));
            if let Some(peers) = peers {
                theirs.push(peer(peers, &folder, precision, (STEPS, WARM_UP), "bucketed"));
            }
        }
        let speed = median(&ours).samples_per_second;
        row("gisa-trainer", precision, &ours, speed);
        if let Some(peers) = peers {
            row("transformers + PyTorch, batches of like length", precision, &theirs, speed);
            if precision == "fp32" {
                let full = peer(peers, &folder, precision, (FULL_STEPS, 1), &FULL_LENGTH.to_string());
                row("transformers + PyTorch, padded to 512", precision, &[full], speed);
            }
        }
    }
    println!();
}

fn row(what: &str, precision: &str, slices: &[Speed], ours: f64) {
    let Speed { samples_per_second, peak_bytes } = median(slices);
    let all: Vec<String> = slices.iter().map(|slice| format!("{:.1}", slice.samples_per_second)).collect();
    let (all, factor) = (all.join(" "), ours / samples_per_second);
    println!("| {what} | {precision} | {samples_per_second:.1} | {all} | {} | {factor:.2} |", peak_bytes / 1_000_000);
}

/// The slice of median speed, with the most memory of all.
fn median(slices: &[Speed]) -> Speed {
    let mut sorted = slices.to_vec();
    sorted.sort_by(|a, b| a.samples_per_second.total_cmp(&b.samples_per_second));
    let peak_bytes = slices.iter().map(|slice| slice.peak_bytes).max().unwrap_or_default();
    Speed { peak_bytes, ..sorted[sorted.len() / 2] }
}

fn peer(peers: &Peers, folder: &Path, precision: &str, (steps, warm_up): (usize, usize), padding: &str) -> Speed {
    let numbers = [BATCH, steps, warm_up].map(|number| number.to_string());
    let arguments = [&numbers[..], &[precision.to_owned(), padding.to_owned()]].concat();
    let seen = peers.finetune(&folder.join("bundle"), &folder.join("rows.jsonl"), &arguments);
    Speed {
        samples_per_second: seen["samples_per_second"].as_f64().unwrap_or(f64::NAN),
        peak_bytes: seen["peak_bytes"].as_u64().unwrap_or_default(),
    }
}

impl Subject {
    fn find(folder: &Path) -> Self {
        let published = shared().join("models/e5-small-ko");
        if !published.is_dir() {
            return Self { name: "scratch-small", base: None };
        }
        let base = folder.join("base");
        let program = process::programs().join("gisa-trainer");
        let options = ["--name", "e5-small-ko", "--prefix", "query: ", "--pooling", "mean"];
        let made = Command::new(program).arg("prepare-base").arg(published).arg(&base).args(options).output();
        assert!(made.expect("gisa-trainer is built").status.success(), "e5-small-ko can't be prepared");
        let sealed = BaseModelFolder::open(&base).expect("it was just sealed");
        Self { name: "e5-small-ko", base: Some((base, sealed.sha256().to_owned())) }
    }
}

fn write_job(folder: &Path, source: &Source, subject: &Subject, precision: &str) {
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
    let mut request = json!({
        "run_id": "bench", "labels": labels, "rows_file": "rows.jsonl", "bundle_dir": "bundle",
        "dataset_sha256": "none", "preprocessing": { "recipe_version": ml::text::RECIPE_VERSION, "max_length": 64 },
        "parameters": {
            "base_model": subject.name, "max_length": 64, "batch_size": BATCH, "epochs": 1, "learning_rate": 1e-4,
            "label_smoothing": 0.0, "token_dropout": 0.0, "subword_sampling": 0.0, "precision": precision,
        },
    });
    if let Some((base, sha256)) = &subject.base {
        request["base"] = json!({ "name": subject.name, "folder": base, "sha256": sha256 });
    }
    fs::write(folder.join("request.json"), request.to_string()).expect("the scratch folder can be written to");
}

/// One slice. Only a `whole` one leaves a bundle; the others end with their last step.
fn gisa(folder: &Path, whole: bool) -> Speed {
    if whole {
        // Of another precision, or absent.
        let _ = fs::remove_dir_all(folder.join("bundle"));
    }
    let job = folder.join(if whole { "." } else { "slice" });
    if !whole {
        let _ = fs::remove_dir_all(&job);
        fs::create_dir(&job).expect("the scratch folder can be written to");
        fs::copy(folder.join("request.json"), job.join("request.json")).expect("the request was written");
        fs::copy(folder.join("rows.jsonl"), job.join("rows.jsonl")).expect("the rows were written");
    }
    let program = process::programs().join("gisa-trainer");
    let mut child = Command::new(program)
        .arg(&job)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("gisa-trainer is built");
    let (mut from, mut until, mut peak_bytes) = (None, None, 0);
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    for line in lines {
        let line = line.expect("events are text");
        match serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")) {
            TrainerEvent::Step(step) if step.step == WARM_UP as u64 => from = Some((step.step, Instant::now())),
            TrainerEvent::Step(step) => {
                until = Some((step.step, Instant::now()));
                peak_bytes = peak_bytes.max(memory_bytes(child.id(), "VmHWM"));
                if !whole && step.step == STEPS as u64 {
                    child.kill().expect("the trainer is still running");
                    break;
                }
            }
            TrainerEvent::Failed(failed) => panic!("gisa-trainer failed: {}", failed.message),
            _ => {}
        }
    }
    let ended = child.wait();
    assert!(!whole || ended.is_ok_and(|status| status.success()), "gisa-trainer failed");
    let ((first, begun), (last, ended)) = from.zip(until).expect("there are steps");
    let samples = (last - first) as usize * BATCH;
    Speed { samples_per_second: samples as f64 / (ended - begun).as_secs_f64(), peak_bytes }
}

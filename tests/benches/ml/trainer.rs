//! `gisa-trainer`, and what it is given: a base model and rows.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use ml::{
    base_model::BaseModelFolder,
    trainer_protocol::{Finished, TrainerEvent},
};
use serde_json::{Value, json};
use tests::process;

use crate::{
    bundle::{Bundle, Shape},
    choice::Named,
};

/// Rows in a batch.
pub const BATCH: usize = 32;
/// Longest headline in tokens; longer ones are cut.
const MAX_LENGTH: usize = 64;
/// Rows that the bundle is trained on which the peer reads its model from.
const FEW_ROWS: usize = 6 * BATCH;

/// A headline, the key of its class, and its split.
pub type Row<'r> = (&'r str, &'r str, &'static str);

/// A model to fine-tune, by the trainer and by its peer.
pub struct Trainee {
    /// Its shape.
    pub shape: Shape,
    folder: PathBuf,
    base: PathBuf,
    sha256: String,
    labels: Vec<String>,
}

impl Trainee {
    /// What was published of the shape if it is at hand, else random weights; and a bundle of it, untrained but for a step.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn prepare(shape: Shape, random: &Bundle, rows: &[(String, String)], scratch: &Path) -> Self {
        let folder = scratch.join(format!("training-{}", shape.name()));
        fs::create_dir(&folder).expect("the scratch folder can be written to");
        let base = folder.join("base");
        let published = shape.weights().unwrap_or_else(|| random.folder.clone());
        let options = ["--name", "base", "--prefix", shape.prefix(), "--pooling", "mean"];
        let made = program().arg("prepare-base").arg(published).arg(&base).args(options).output();
        let made = made.expect("gisa-trainer is built");
        assert!(made.status.success(), "no base model: {}", String::from_utf8_lossy(&made.stderr));
        let sha256 = BaseModelFolder::open(&base).expect("it was just sealed").sha256().to_owned();
        let mut labels: Vec<String> = rows.iter().map(|(_, label)| label.clone()).collect();
        labels.sort_unstable();
        labels.dedup();
        let trainee = Self { shape, folder, base, sha256, labels };
        let few: Vec<Row<'_>> = rows.iter().take(FEW_ROWS).map(|(title, label)| row(title, label)).collect();
        trainee.write_job("few", &few, "fp32");
        trainee.train("few", |_, _| true).expect("nobody ended it");
        trainee
    }

    /// The bundle that the peer reads tokenizer, architecture and weights from.
    pub fn bundle(&self) -> PathBuf {
        self.folder.join("few/bundle")
    }

    /// The rows of a job, for the peer.
    pub fn rows(&self, job: &str) -> PathBuf {
        self.folder.join(job).join("rows.jsonl")
    }

    /// Writes the request and the rows of a job.
    pub fn write_job(&self, job: &str, rows: &[Row<'_>], precision: &str) {
        let folder = self.folder.join(job);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("the scratch folder can be written to");
        let labels: Vec<Value> =
            self.labels.iter().map(|key| json!({ "key": key, "name_ko": key, "name_en": key })).collect();
        let line = |(number, (title, label, split)): (usize, &Row<'_>)| {
            json!({ "source": "bench", "external_id": number.to_string(), "title": title, "body": "", "label": label,
                "split": split })
            .to_string()
        };
        let lines: Vec<String> = rows.iter().enumerate().map(line).collect();
        fs::write(folder.join("rows.jsonl"), lines.join("\n") + "\n").expect("the scratch folder can be written to");
        let request = json!({
            "run_id": "bench", "labels": labels, "rows_file": "rows.jsonl", "bundle_dir": "bundle",
            "dataset_sha256": "none",
            "preprocessing": { "recipe_version": ml::text::RECIPE_VERSION, "max_length": MAX_LENGTH },
            "parameters": {
                "base_model": "base", "max_length": MAX_LENGTH, "batch_size": BATCH, "epochs": 1,
                "learning_rate": 1e-4, "schedule": "linear", "label_smoothing": 0.0, "token_dropout": 0.0,
                "subword_sampling": 0.0, "precision": precision,
            },
            "base": { "name": "base", "folder": self.base, "sha256": self.sha256 },
        });
        fs::write(folder.join("request.json"), request.to_string()).expect("the scratch folder can be written to");
    }

    /// Trains as [`train`] does.
    ///
    /// # Panics
    /// When the trainer fails.
    pub fn train(&self, job: &str, listen: impl FnMut(&TrainerEvent, &Child) -> bool) -> Option<Finished> {
        train(&self.folder.join(job), listen)
    }
}

/// Trains what a job folder asks for. Whoever listens gets each event and the process, and returns whether it may go on;
/// `None` if not.
///
/// # Panics
/// When the trainer fails.
pub fn train(job: &Path, mut listen: impl FnMut(&TrainerEvent, &Child) -> bool) -> Option<Finished> {
    let mut command = program();
    command.arg(job).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("gisa-trainer is built");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut finished = None;
    for line in lines {
        let line = line.expect("events are text");
        let event = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        if !listen(&event, &child) {
            child.kill().expect("the trainer is still running");
            break;
        }
        match event {
            TrainerEvent::Failed(failed) => panic!("gisa-trainer failed: {}", failed.message),
            TrainerEvent::Finished(last) => finished = Some(last),
            _ => {}
        }
    }
    child.wait().expect("it was started here");
    finished
}

/// A headline in its split: of ten, eight are trained on, one validates, one tests.
pub fn row<'r>(title: &'r str, label: &'r str) -> Row<'r> {
    // Fowler–Noll–Vo: the same split wherever the headline stands.
    let hash = title
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    let split = match (hash >> 32) % 10 {
        0 => "test",
        1 => "validation",
        _ => "train",
    };
    (title, label, split)
}

fn program() -> Command {
    Command::new(process::programs().join("gisa-trainer"))
}

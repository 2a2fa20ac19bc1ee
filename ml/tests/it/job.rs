//! A job folder over a synthetic dataset, and the trainer run on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use ml::labels::{Label, Labels};
use ml::parameters::TrainingParameters;
use ml::preprocessing::Preprocessing;
use ml::serve::{Classifier, ClassifierOptions, Runtime};
use ml::trainer_protocol::{TrainerEvent, TrainerRequest};
use tempfile::TempDir;

/// Words that give a headline's class away.
const TOPICS: [(&str, [&str; 6]); 3] = [
    ("sports", ["야구", "축구", "감독", "결승", "홈런", "우승"]),
    ("economy", ["코스피", "환율", "금리", "수출", "반도체", "주가"]),
    ("politics", ["국회", "대통령", "여당", "총선", "의원", "외교"]),
];
const FILLERS: [&str; 7] = ["오늘", "전격", "발표", "서울", "관련", "전망", "첫"];

/// A job folder that is deleted when dropped.
pub struct Job {
    folder: TempDir,
    pub request: TrainerRequest,
}

impl Job {
    /// A tiny model over `rows` synthetic headlines: quick to train, and learnable.
    pub fn new(rows: usize) -> Self {
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        let parameters = TrainingParameters {
            base_model: "scratch-tiny".into(),
            max_length: 24,
            batch_size: 16,
            epochs: 6,
            learning_rate: 3e-3,
            vocabulary_size: 400,
            threads: 1,
            ..TrainingParameters::default()
        };
        let request = TrainerRequest {
            run_id: "test".into(),
            preprocessing: Preprocessing::new(parameters.max_length),
            parameters,
            labels: Labels(TOPICS.iter().map(|(key, _)| label(key)).collect()),
            rows_file: "rows.jsonl".into(),
            bundle_dir: "bundle".into(),
            dataset_sha256: "synthetic".into(),
            base: None,
            checkpoints: None,
            baseline_dir: Some("baseline".into()),
        };
        let job = Job { folder: tempfile::tempdir().unwrap(), request };
        std::fs::write(job.path("rows.jsonl"), rows_file(rows)).unwrap();
        job
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self) -> Command {
        self.request.write(self.folder.path()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gisa-trainer"));
        command.arg(self.folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Runs the trainer to its end.
    pub fn run(&self) -> Ended {
        let mut process = self.command().spawn().unwrap();
        let events = Events::of(&mut process).collect();
        Ended { events, exit_code: process.wait().unwrap().code() }
    }

    /// Starts the trainer on a fresh bundle folder, as each attempt has.
    pub fn attempt(&self) -> Child {
        let _ = std::fs::remove_dir_all(self.path("bundle"));
        let _ = std::fs::remove_dir_all(self.path("baseline"));
        self.command().spawn().unwrap()
    }

    /// Trains and returns the bundle's folder.
    pub fn train(&self) -> PathBuf {
        let ended = self.run();
        assert!(matches!(ended.last(), TrainerEvent::Finished(_)), "{:?}", ended.last());
        self.path("bundle")
    }
}

/// What a trainer said, and how it ended.
pub struct Ended {
    pub events: Vec<TrainerEvent>,
    pub exit_code: Option<i32>,
}

impl Ended {
    pub fn last(&self) -> &TrainerEvent {
        self.events.last().expect("a trainer prints at least one event")
    }
}

/// The events of a running trainer; ends when it closes its output.
pub struct Events(std::io::Lines<BufReader<ChildStdout>>);

impl Events {
    pub fn of(process: &mut Child) -> Self {
        Events(BufReader::new(process.stdout.take().unwrap()).lines())
    }
}

impl Iterator for Events {
    type Item = TrainerEvent;

    fn next(&mut self) -> Option<TrainerEvent> {
        self.0.next().map(|line| serde_json::from_str(&line.unwrap()).unwrap())
    }
}

/// ONNX Runtime, or a failure that says what to set.
pub fn runtime() -> Runtime {
    Runtime::from_env().unwrap_or_else(|error| panic!("{error} (make test does)"))
}

pub fn classifier(bundle: &Path) -> Classifier {
    Classifier::load(&runtime(), bundle, ClassifierOptions::default()).unwrap()
}

/// The class a headline of row `number` has, and the headline.
pub fn headline(number: usize) -> (&'static str, String) {
    let (key, words) = TOPICS[number % 3];
    let (first, second) = (words[number / 3 % 6], words[number / 18 % 6]);
    (key, format!("{first} {} {second} {}", FILLERS[number % 7], FILLERS[number / 7 % 7]))
}

fn rows_file(rows: usize) -> String {
    let row = |number: usize| {
        let (label, title) = headline(number);
        let split = ["train", "train", "train", "train", "validation", "test"][number / 3 % 6];
        let row = serde_json::json!({
            "source": "synthetic", "external_id": number.to_string(), "title": title, "body": "", "label": label, "split": split,
        });
        format!("{row}\n")
    };
    (0..rows).map(row).collect()
}

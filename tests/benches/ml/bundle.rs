//! A bundle of a published shape, with random weights (speed doesn't depend on them), or a baseline's.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ml::{
    bundle::{Bundle as Sealed, Variant},
    labels::Labels,
    sealed_folder::FolderFile,
    trainer_protocol::TrainerEvent,
};
use serde_json::json;
use tests::process;

use crate::{
    choice::Named,
    inputs::{self, Input},
    texts::Source,
    trainer::{self, row},
};

/// A published architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// skt/kobert-base-v1: 12 layers of 768, vocabulary 8,002.
    Kobert,
    /// multilingual-e5-small cut to Korean: 12 layers of 384, vocabulary 20,926.
    E5Small,
    /// What every run is measured against: a linear classifier over n-grams. It has no peer.
    Baseline,
}

impl Named for Shape {
    const ALL: &'static [Self] = &[Self::Kobert, Self::E5Small, Self::Baseline];

    fn name(self) -> &'static str {
        match self {
            Self::Kobert => "kobert",
            Self::E5Small => "e5-small",
            Self::Baseline => "baseline",
        }
    }
}

impl Named for Variant {
    const ALL: &'static [Self] = &[Variant::Fp32, Variant::Int8];

    fn name(self) -> &'static str {
        Variant::name(self)
    }
}

impl Shape {
    /// What was published of it.
    fn published(self) -> Option<Input> {
        match self {
            Self::Kobert => Some(inputs::KOBERT_TOKENIZER),
            Self::E5Small => Some(inputs::E5_SMALL_KO),
            Self::Baseline => None,
        }
    }

    /// Its pretrained weights, where they are at hand.
    pub fn weights(self) -> Option<PathBuf> {
        (self == Self::E5Small).then(|| inputs::E5_SMALL_KO.folder()).flatten()
    }

    /// What every text must begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Kobert | Self::Baseline => "",
            Self::E5Small => "query: ",
        }
    }
}

/// A sealed bundle.
pub struct Bundle {
    /// Its shape.
    pub shape: Shape,
    /// Where it lies.
    pub folder: PathBuf,
    /// Its name.
    pub sha256: String,
}

impl Bundle {
    /// Makes one.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn make(shape: Shape, labels: &Labels, source: &Source, scratch: &Path) -> Self {
        match shape {
            Shape::Baseline => Self::baseline(labels, source, scratch),
            _ => Self::random(shape, labels, source, scratch),
        }
    }

    /// The baseline that a run over the headlines makes before it trains; which class is which doesn't matter to speed.
    fn baseline(labels: &Labels, source: &Source, scratch: &Path) -> Self {
        let job = scratch.join("baseline-job");
        fs::create_dir(&job).expect("the scratch folder can be written to");
        let keys: Vec<&str> = labels.keys().collect();
        let mut numbers = BTreeMap::new();
        let rows = source.labelled().iter().zip(0..).map(|((title, label), number)| {
            let next = numbers.len() % keys.len();
            let class = *numbers.entry(label).or_insert(next);
            json!({ "source": "bench", "external_id": number.to_string(), "title": title, "body": "",
                "label": keys[class], "split": row(title, label).2 })
            .to_string()
        });
        let rows: Vec<String> = rows.collect();
        fs::write(job.join("rows.jsonl"), rows.join("\n") + "\n").expect("the scratch folder can be written to");
        let request = json!({
            "run_id": "bench", "labels": labels, "rows_file": "rows.jsonl", "bundle_dir": "bundle",
            "baseline_dir": "baseline", "dataset_sha256": "none", "parameters": { "base_model": "scratch-tiny" },
            "preprocessing": { "recipe_version": ml::text::RECIPE_VERSION, "max_length": 64 },
        });
        fs::write(job.join("request.json"), request.to_string()).expect("the scratch folder can be written to");
        // Nothing but the baseline is wanted.
        trainer::train(&job, |event, _| !matches!(event, TrainerEvent::Baseline(_)));
        let folder = job.join("baseline");
        let sealed = Sealed::open(&folder).expect("the baseline was made");
        Self { shape: Shape::Baseline, folder, sha256: sealed.sha256().to_owned() }
    }

    fn random(shape: Shape, labels: &Labels, source: &Source, scratch: &Path) -> Self {
        let folder = scratch.join(shape.name());
        fs::create_dir(&folder).expect("the scratch folder can be written to");
        let (texts, classes) = (scratch.join("texts.txt"), scratch.join("labels.json"));
        let labels = serde_json::to_vec(labels).expect("labels are JSON");
        fs::write(&texts, source.headlines().join("\n")).expect("the scratch folder can be written to");
        fs::write(&classes, labels).expect("the scratch folder can be written to");
        let program = process::programs().join("examples/random_bundle");
        let mut command = Command::new(&program);
        command.arg(shape.name()).args([&texts, &classes, &folder]);
        if let Some(published) = shape.published().and_then(Input::folder) {
            command.arg("--tokenizer").arg(published).args(["--prefix", shape.prefix()]);
        }
        let made = command.status();
        let made =
            made.unwrap_or_else(|error| panic!("{} can't be run: {error}; use make bench-ml", program.display()));
        assert!(made.success(), "no bundle of {}", shape.name());
        let sealed = Sealed::open(&folder).expect("the bundle is complete");
        Self { shape, folder, sha256: sealed.sha256().to_owned() }
    }

    /// The ONNX graph of a variant.
    pub fn graph(&self, variant: Variant) -> PathBuf {
        self.folder.join(variant.file().name())
    }
}

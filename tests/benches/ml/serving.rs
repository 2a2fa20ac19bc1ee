//! One model and one length of texts, served by everything there is.

use std::{fs, time::Duration};

use domain::{
    deployment::{self, Deploy},
    label_set,
    model_variant::ModelVariant,
    model_version,
};
use ml::{
    bundle::Variant,
    labels::{Label, Labels},
};
use tests::{
    database::{Backend, TestDatabase},
    fixture,
    load::{Load, Measured, Protocol, memory_bytes, processor_seconds},
    newsroom,
    process::{self, Process},
};

use crate::{
    bundle::{Bundle, Shape},
    choice::{Choice, Named},
    peers::Peers,
    report::{Report, Row},
    texts::Length,
};

/// Seconds that `gisa tune` gets.
const TUNE_SECONDS: &str = "15";
/// Rows of the batches that ONNX Runtime computes alone.
const BARE_ROWS: [usize; 2] = [1, 32];

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// Gisa, through GraphQL.
    Gisa,
    /// FastAPI and PyTorch.
    Torch,
    /// FastAPI and ONNX Runtime.
    OnnxRuntime,
    /// ONNX Runtime without a server.
    Bare,
}

impl Named for Contender {
    const ALL: &'static [Self] = &[Self::Gisa, Self::Torch, Self::OnnxRuntime, Self::Bare];

    fn name(self) -> &'static str {
        match self {
            Self::Gisa => "gisa",
            Self::Torch => "torch",
            Self::OnnxRuntime => "onnxruntime",
            Self::Bare => "bare",
        }
    }
}

/// How many ask at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clients {
    One,
    Eight,
    SixtyFour,
}

impl Named for Clients {
    const ALL: &'static [Self] = &[Self::One, Self::Eight, Self::SixtyFour];

    fn name(self) -> &'static str {
        match self {
            Self::One => "1-client",
            Self::Eight => "8-clients",
            Self::SixtyFour => "64-clients",
        }
    }
}

impl Clients {
    fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Eight => 8,
            Self::SixtyFour => 64,
        }
    }
}

/// One model and one length of texts.
pub struct Bench<'b> {
    /// The model.
    pub bundle: &'b Bundle,
    /// The length.
    pub length: Length,
    /// Texts of that length.
    pub texts: Vec<String>,
    /// What is run.
    pub choice: &'b Choice,
}

impl Bench<'_> {
    /// Has everything that is chosen serve it, one after the other.
    pub async fn run(&self, peers: Option<&Peers>, report: &mut Report) {
        let peers = peers.filter(|_| self.bundle.shape != Shape::Baseline);
        let variants = Variant::ALL.iter().copied();
        let variants = variants.filter(|variant| self.choice.takes(*variant) && self.bundle.graph(*variant).is_file());
        for variant in variants {
            if let Some(peers) = peers {
                if self.choice.takes(Contender::Bare) {
                    self.bare(peers, variant, report);
                }
                if self.choice.takes(Contender::OnnxRuntime) {
                    let server = peers.onnxruntime(self.bundle, variant);
                    self.load(Contender::OnnxRuntime, variant, (&server.address, server.id()), report).await;
                }
                if self.choice.takes(Contender::Torch) && variant == Variant::Fp32 {
                    let server = peers.torch(self.bundle);
                    self.load(Contender::Torch, variant, (&server.address, server.id()), report).await;
                }
            }
            if self.choice.takes(Contender::Gisa) {
                self.gisa(variant, report).await;
            }
        }
    }

    async fn gisa(&self, variant: Variant, report: &mut Report) {
        let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
        let version = deploy(&test, self.bundle, variant).await;
        let settings = test.folder.path().join("gisa.toml");
        fs::write(&settings, "prediction_cache_bytes = 0\n").expect("the folder can be written to");
        let tuned = process::command(&test).args(["tune", "--seconds", TUNE_SECONDS, "--json"]).output().await;
        let tuned = tuned.expect("gisa is built");
        let tuned: serde_json::Value = serde_json::from_slice(&tuned.stdout).expect("gisa tune succeeds");
        let config = settings.display().to_string();
        let flags = ["--no-worker", "--log-filter", "warn,gisa=info", "--config", &config];
        let server = Process::serve(&test, &flags).await;
        newsroom::served(&server, &serde_json::json!(version)).await;
        let address = server.url.trim_start_matches("http://");
        self.load(Contender::Gisa, variant, (address, server.id()), report).await;
        println!("  plan: {}", tuned["applied"]);
    }

    fn bare(&self, peers: &Peers, variant: Variant, report: &mut Report) {
        let texts = tempfile::NamedTempFile::new().expect("there is room for temporary files");
        fs::write(texts.path(), self.texts.join("\n")).expect("there is room for temporary files");
        for rows in BARE_ROWS {
            let seen = peers.bare(self.bundle, variant, texts.path(), rows, self.measured());
            let number = |field: &str| seen[field].as_f64().unwrap_or(f64::NAN);
            report.add(Row {
                shape: self.bundle.shape,
                length: self.length,
                contender: Contender::Bare,
                variant,
                together: rows,
                per_second: number("texts_per_second"),
                p50_ms: number("p50_ms"),
                p99_ms: number("p99_ms"),
                core_ms: seen["core_seconds_per_text"].as_f64().map(|seconds| seconds * 1e3),
                client_cores: None,
                peak_bytes: None,
            });
        }
    }

    async fn load(&self, contender: Contender, variant: Variant, (address, process): (&str, u32), report: &mut Report) {
        let protocol = if contender == Contender::Gisa { Protocol::GraphQl } else { Protocol::Plain };
        for clients in Clients::ALL.iter().filter(|clients| self.choice.takes(**clients)).map(|clients| clients.count())
        {
            let load = Load {
                protocol,
                texts: self.texts.clone(),
                clients,
                warm_up: Duration::from_secs(2),
                measured: self.measured(),
            };
            let (process_name, load_seconds) = (process.to_string(), (load.warm_up + load.measured).as_secs_f64());
            let used = processor_seconds(&process_name);
            let Measured { requests_per_second, p50_ms, p99_ms, client_cores, .. } =
                load.on(address).await.unwrap_or_else(|error| panic!("{}: {error}", contender.name()));
            report.add(Row {
                shape: self.bundle.shape,
                length: self.length,
                contender,
                variant,
                together: clients,
                per_second: requests_per_second,
                p50_ms,
                p99_ms,
                core_ms: Some((processor_seconds(&process_name) - used) * 1e3 / (requests_per_second * load_seconds)),
                client_cores: Some(client_cores),
                peak_bytes: Some(memory_bytes(process, "VmHWM")),
            });
        }
    }

    fn measured(&self) -> Duration {
        self.choice.measured(self.length.measured())
    }
}

/// The classes that every model here has: those of a label set that is always there.
pub async fn labels() -> Labels {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let connection = test.database.connection();
    let set = label_set::find_by_key(connection, "daum").await.expect("it is seeded");
    let classes = label_set::classes(connection, set.id).await.expect("it has classes");
    let label =
        |class: domain::label_class::Model| Label { key: class.key, name_ko: class.name_ko, name_en: class.name_en };
    Labels(classes.into_iter().map(label).collect())
}

/// Registers the bundle as a model version and puts it into the ledger; the version's id.
async fn deploy(test: &TestDatabase, bundle: &Bundle, variant: Variant) -> domain::id::ModelVersionId {
    let copy = test.artifacts.scratch(domain::id::JobId::new()).expect("the store can be written to");
    for entry in fs::read_dir(&bundle.folder).expect("the bundle can be read") {
        let path = entry.expect("the bundle can be read").path();
        let name = path.file_name().expect("a file has a name");
        // A link would do, but not across file systems.
        fs::copy(&path, copy.join(name)).expect("the store can be written to");
    }
    test.artifacts.adopt_bundle(&copy, &bundle.sha256).expect("the store takes a bundle");
    let dataset = fixture::sealed_dataset(&test.database).await;
    let run = fixture::succeeded_run(&test.database, dataset.id, dataset.label_set_id).await;
    let new = model_version::NewModelVersion {
        training_run_id: run.id,
        bundle_sha256: bundle.sha256.clone(),
        architecture: bundle.shape.name().into(),
        parameter_count: 1,
        size_bytes: 1,
        parity: "{}".into(),
        test_metrics: "{}".into(),
        calibration: None,
    };
    let transaction = test.database.begin().await.expect("a transaction begins");
    let version = model_version::register(&transaction, new).await.expect("a version is registered");
    test.database.commit(transaction).await.expect("a transaction commits");
    let wish = Deploy {
        to_version_id: version.id,
        variant: if variant == Variant::Int8 { ModelVariant::Int8 } else { ModelVariant::Fp32 },
        expected_active_version_id: None,
        actor: "bench".into(),
        reason: String::new(),
    };
    deployment::deploy(&test.database, wish).await.expect("nothing else serves");
    version.id
}

//! Every setting of a process, read once: built-in default, then `gisa.toml`, then the environment, then flags.
//!
//! In the environment a field is called `GISA_` and its name in capitals (`GISA_LISTEN`, and `GISA_SIGN_IN_CLIENT_ID` for
//! `client_id` of the section `sign_in`); `DATABASE_URL`,
//! `ORT_DYLIB_PATH`, `LIBTORCH`, `HF_ENDPOINT` and `HF_TOKEN` are understood as well. A wrong value stops the process at its start and is named.

mod check; // what may be wrong
mod database_url;
mod layer; // one of the places that settings come from

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use domain::base_model::{self, HubToken};
use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
    value::Value,
};
use serde::{Deserialize, Serialize};

pub use self::database_url::DatabaseUrl;
use self::layer::{Layer, from_environment, say};
use crate::{classifier, cost::Budgets, prediction_log, rate_limit, sign_in::settings as sign_in};

/// The file that is read if it is there and no other is named.
pub const FILE: &str = "gisa.toml";

/// Every setting of a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Configuration {
    /// Where `gisa serve` listens: a loopback address, or any once people sign in by a provider. Default
    /// `127.0.0.1:8000`.
    pub listen: SocketAddr,
    /// The folder that holds what Gisa stores. Default `data`.
    pub data_folder: PathBuf,
    /// The database: `sqlite:PATH`, `postgres://…` or `mysql://…`. Default: `gisa.db` in the data folder.
    pub database_url: Option<DatabaseUrl>,
    /// Most connections to the database. Default 8.
    pub database_connections: u32,
    /// Whether `gisa serve` and `gisa worker` bring the schema up to date when they start. Default: only on SQLite.
    pub auto_migrate: Option<bool>,

    /// Whether `gisa serve` also runs background jobs. Default `true`.
    pub worker: bool,
    /// Jobs that run at the same time in one worker. Default 2.
    pub worker_concurrency: usize,
    /// Days for which a failed or cancelled job's folder is kept, with the checkpoints that a training run can be resumed
    /// from. Default 7.
    pub scratch_days: u32,
    /// The `gisa-trainer` program. Default: the one beside the `gisa` program.
    pub trainer_path: Option<PathBuf>,
    /// The ONNX Runtime library (also `ORT_DYLIB_PATH`). Default: `lib/libonnxruntime.so` beside the program's folder, as it
    /// is packed; without it no model can be loaded.
    pub onnxruntime_path: Option<PathBuf>,
    /// The libtorch folder that `gisa-trainer` uses (also `LIBTORCH`). Default: `lib/libtorch` beside the program's folder,
    /// as it is packed, else the one it was built with.
    pub libtorch_path: Option<PathBuf>,

    /// The model hub that base models are fetched from, or a mirror of it (also `HF_ENDPOINT`).
    /// Default `https://huggingface.co`.
    pub hub_url: String,
    /// The token that the hub knows us by (also `HF_TOKEN`). It is sent to the hub's own address alone. No default.
    pub hub_token: Option<HubToken>,
    /// Folders below this one may be added as base models over GraphQL. No default: none may.
    pub base_model_folder: Option<PathBuf>,
    /// Most bytes that the files of one base model may have together. Default 8 GiB.
    pub base_model_max_bytes: u64,

    /// How a site that is crawled reaches whoever runs this: the address of a page or a mailbox, part of the
    /// `User-Agent`. No default: without it only sources on this machine are crawled.
    pub crawler_contact: Option<String>,

    /// Most tokens in one batch of predictions, padding included; 0 means as measured. Default 0.
    pub classify_token_budget: usize,
    /// Most texts in one batch of predictions. Default 64.
    pub classify_max_batch: usize,
    /// Texts that may wait for a batch; more are answered `OVERLOADED`. Default 1024.
    pub classify_queue_capacity: usize,
    /// Microseconds for which a batch that isn't full waits for company. Default 0: batches grow by themselves while
    /// the sessions are busy.
    pub classify_max_wait_us: u64,
    /// Batches computed at the same time; 0 means as measured. Default 0.
    pub classify_sessions: usize,
    /// Threads inside one computation; 0 means as measured. Default 0.
    pub classify_threads: usize,
    /// Milliseconds for which a model that was never measured on this machine is measured when it is loaded; with 0 it
    /// is run by one single-threaded session a core. Default 2000. `gisa tune` measures for longer.
    pub classify_tune_ms: u64,
    /// Most bytes of answers that are remembered for texts that come again; 0 remembers none. Default 64 MiB.
    pub prediction_cache_bytes: u64,

    /// Longest text to predict, in characters. Default 10,000.
    pub predict_max_characters: usize,
    /// Most texts in one `predictBatch`. Default 128.
    pub predict_max_texts: usize,
    /// Below which probability an answer isn't sure, 0 to 1; with 0 all are. Default: the threshold that the model's
    /// calibration suggests.
    pub predict_not_sure_below: Option<f64>,
    /// Days for which the text of a prediction is kept; 0 keeps only its SHA-256. Default 30.
    pub prediction_text_days: u32,
    /// Milliseconds that a prediction may wait in memory before it is stored: what `kill -9` may lose. Default 100.
    pub prediction_flush_ms: u64,
    /// Predictions that may wait in memory while the database doesn't answer. Default 20,000.
    pub prediction_buffer: usize,

    /// Largest GraphQL request. Default 1 MiB.
    pub request_max_bytes: usize,
    /// Largest uploaded file. Default 4 GiB.
    pub upload_max_bytes: u64,
    /// Hours for which an upload is kept that no import needs: one never imported, or one whose import failed or was
    /// cancelled and may be retried. Default 24.
    pub upload_keep_hours: u32,
    /// Queries that a caller (an API token, a session, else an address) may send a minute; 0 is without limit, here and in
    /// the following. Default 6000.
    pub rate_queries: u32,
    /// Mutations a minute. Default 1200.
    pub rate_mutations: u32,
    /// Texts that a stranger may have predicted a minute. Default 600.
    pub rate_anonymous_predictions: u32,
    /// Texts that a member or an API token may have predicted a minute. Default 0.
    pub rate_predictions: u32,
    /// Subscriptions begun a minute. Default 600.
    pub rate_subscriptions: u32,
    /// Files sent a minute. Default 60.
    pub rate_uploads: u32,
    /// Attempts to sign in a minute. Default 30.
    pub rate_sign_ins: u32,
    /// Fields, pages counted in full, that one document of a stranger may ask for. Default 5000.
    pub cost_strangers: usize,
    /// Of a viewer. Default 20,000.
    pub cost_viewers: usize,
    /// Of an editor or a trainer. Default 30,000.
    pub cost_contributors: usize,
    /// Of an administrator. Default 50,000, the most.
    pub cost_administrators: usize,
    /// Addresses of proxies in front of the server: what they say in `X-Forwarded-For` is believed. Default none.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether only documents are executed that the server knows: the console's, and those of `trusted_documents_file`.
    /// Default `false`.
    pub trusted_documents_only: bool,
    /// Further documents that clients may send by their SHA-256: a file that holds a JSON list of them. No default.
    pub trusted_documents_file: Option<PathBuf>,
    /// Seconds within which a stopping process ends. Default 15.
    pub shutdown_seconds: u64,
    /// How the log is written: `text`, `json`, or `auto` (text on a terminal, JSON elsewhere). Default `auto`.
    pub log_format: LogFormat,
    /// What is logged, as `tracing` filter directives. Default `info`.
    pub log_filter: String,
    /// Serves GraphiQL at `/graphiql`, and without a provider lets people sign in by a link alone. Default `false`.
    pub development: bool,
    /// How people sign in.
    pub sign_in: sign_in::Settings,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why a process can't start with its settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// A file that was asked for can't be read, or a value is of the wrong kind.
    #[error("{0}")]
    Unreadable(String),
    /// Values out of range; one sentence each, beginning with the field.
    #[error("{}", .0.join("\n"))]
    Invalid(Vec<String>),
}

impl Default for Configuration {
    fn default() -> Self {
        let classifier = classifier::Settings::default();
        let log = prediction_log::Settings::default();
        let base_model = base_model::Settings::default();
        let budgets = Budgets::default();
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8000)),
            data_folder: "data".into(),
            database_url: None,
            database_connections: 8,
            auto_migrate: None,
            worker: true,
            worker_concurrency: 2,
            scratch_days: 7,
            trainer_path: None,
            onnxruntime_path: None,
            libtorch_path: None,
            hub_url: base_model.hub_url,
            hub_token: base_model.hub_token,
            base_model_folder: base_model.folder,
            base_model_max_bytes: base_model.max_bytes,
            crawler_contact: None,
            classify_token_budget: 0,
            classify_max_batch: classifier.max_batch,
            classify_queue_capacity: classifier.queue_capacity,
            classify_max_wait_us: 0,
            classify_sessions: 0,
            classify_threads: 0,
            classify_tune_ms: 2000,
            prediction_cache_bytes: classifier.cache_bytes,
            predict_max_characters: classifier.max_text_characters,
            predict_max_texts: classifier.max_texts,
            predict_not_sure_below: classifier.not_sure_below,
            prediction_text_days: log.text_days,
            prediction_flush_ms: 100,
            prediction_buffer: log.capacity,
            request_max_bytes: 1 << 20,
            upload_max_bytes: 4 << 30,
            upload_keep_hours: 24,
            rate_queries: 6_000,
            rate_mutations: 1_200,
            rate_anonymous_predictions: 600,
            rate_predictions: 0,
            rate_subscriptions: 600,
            rate_uploads: 60,
            rate_sign_ins: 30,
            cost_strangers: budgets.stranger,
            cost_viewers: budgets.viewer,
            cost_contributors: budgets.contributor,
            cost_administrators: budgets.administrator,
            trusted_proxies: Vec::new(),
            trusted_documents_only: false,
            trusted_documents_file: None,
            shutdown_seconds: 15,
            log_format: LogFormat::Auto,
            log_filter: "info".into(),
            development: false,
            sign_in: sign_in::Settings::default(),
        }
    }
}

impl Configuration {
    /// Reads the settings of this process. `flags` are fields set on the command line.
    ///
    /// # Errors
    /// When `file` is named and isn't there, or a field is unknown, of the wrong kind or out of range.
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: BTreeMap<&'static str, Value>,
    ) -> Result<Self, ConfigurationError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        match file {
            Some(file) if !file.is_file() => {
                let message = format!("--config: there is no file {}", file.display());
                return Err(ConfigurationError::Unreadable(message));
            }
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if Path::new(FILE).is_file() => figment = figment.merge(Toml::file_exact(FILE)),
            None => {}
        }
        let flags = flags.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        let configuration: Self = figment
            .merge(Layer("environment", from_environment(environment)?))
            .merge(Layer("command line", flags))
            .extract()
            .map_err(|error| ConfigurationError::Unreadable(say(error)))?;
        configuration.check()?;
        Ok(configuration)
    }

    /// The database's URL, password and all.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.expose().to_owned(),
            None => format!("sqlite:{}", self.data_folder.join("gisa.db").display()),
        }
    }

    /// The folder of uploads, sealed rows and bundles.
    pub fn artifacts_folder(&self) -> PathBuf {
        self.data_folder.join("artifacts")
    }

    /// Whether the schema is brought up to date at the start.
    pub fn migrates_at_start(&self) -> bool {
        self.auto_migrate.unwrap_or_else(|| self.database_url().starts_with("sqlite:"))
    }

    /// The `gisa-trainer` program.
    pub fn trainer_path(&self) -> PathBuf {
        self.trainer_path.clone().unwrap_or_else(|| {
            let own = std::env::current_exe().unwrap_or_default();
            own.with_file_name("gisa-trainer")
        })
    }

    /// The ONNX Runtime library, if there is one.
    pub fn onnxruntime_path(&self) -> Option<PathBuf> {
        self.onnxruntime_path.clone().or_else(|| packed("libonnxruntime.so"))
    }

    /// The libtorch folder, if it isn't the one that the trainer was built with.
    pub fn libtorch_path(&self) -> Option<PathBuf> {
        self.libtorch_path.clone().or_else(|| packed("libtorch"))
    }

    /// Where base models may come from.
    pub fn base_model(&self) -> base_model::Settings {
        base_model::Settings {
            hub_url: self.hub_url.clone(),
            hub_token: self.hub_token.clone(),
            folder: self.base_model_folder.clone(),
            max_bytes: self.base_model_max_bytes,
        }
    }

    /// Bounds of the live classifier.
    pub fn classifier(&self) -> classifier::Settings {
        classifier::Settings {
            max_batch: self.classify_max_batch,
            queue_capacity: self.classify_queue_capacity,
            max_wait: Duration::from_micros(self.classify_max_wait_us),
            cache_bytes: self.prediction_cache_bytes,
            max_text_characters: self.predict_max_characters,
            max_texts: self.predict_max_texts,
            not_sure_below: self.predict_not_sure_below,
        }
    }

    /// What is set of how a model is run.
    pub fn classify_plan(&self) -> classifier::Fixed {
        let set = |value: usize| (value > 0).then_some(value);
        classifier::Fixed {
            sessions: set(self.classify_sessions),
            intra_threads: set(self.classify_threads),
            token_budget: set(self.classify_token_budget),
        }
    }

    /// Where it is kept how fast models are here.
    pub fn tunings(&self) -> classifier::TuningStore {
        let budget = Duration::from_millis(self.classify_tune_ms);
        classifier::TuningStore::new(self.data_folder.join("tuning"), budget)
    }

    /// How predictions are recorded.
    pub fn prediction_log(&self) -> prediction_log::Settings {
        prediction_log::Settings {
            flush_interval: Duration::from_millis(self.prediction_flush_ms),
            capacity: self.prediction_buffer,
            text_days: self.prediction_text_days,
        }
    }

    /// How often anybody may ask.
    pub fn rate_limits(&self) -> rate_limit::Settings {
        rate_limit::Settings {
            queries: self.rate_queries,
            mutations: self.rate_mutations,
            anonymous_predictions: self.rate_anonymous_predictions,
            predictions: self.rate_predictions,
            subscriptions: self.rate_subscriptions,
            uploads: self.rate_uploads,
            sign_ins: self.rate_sign_ins,
        }
    }

    /// How much one document may ask for.
    pub fn budgets(&self) -> Budgets {
        Budgets {
            stranger: self.cost_strangers,
            viewer: self.cost_viewers,
            contributor: self.cost_contributors,
            administrator: self.cost_administrators,
        }
    }

    /// How long an upload is kept that no import needs.
    pub fn keep_uploads(&self) -> Duration {
        Duration::from_secs(u64::from(self.upload_keep_hours) * 60 * 60)
    }

    /// Within which time a stopping process ends.
    pub fn shutdown(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds)
    }
}

/// A library that was packed with this program: `lib` lies beside the folder that holds it.
fn packed(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let path = program.parent()?.parent()?.join("lib").join(name);
    path.exists().then_some(path)
}

#[cfg(test)]
mod tests;

//! The live classifier: one model serves, requests are batched, and another model takes over without a gap.
//!
//! - `model`: what a model must do; ONNX bundles do it
//! - `batcher`: the bounded queue of one model and the threads that empty it
//! - `window`: which waiting requests go into one batch
//! - `follow`: makes what serves what the deployment ledger says
//!
//! Every model in service has a queue and threads of its own, and a request holds on to the model it was tokenized
//! for. So no batch mixes versions, a swap fails no request, and the old model is freed by its last request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use domain::{
    Timestamp,
    id::{LabelClassId, ModelVersionId},
    label_class,
};
use tokio::sync::{Semaphore, oneshot, watch};

mod batcher;
mod follow;
mod model;
mod window;

pub use follow::{BundleLoader, Loader, follow};
pub use model::{Model, ModelError};

use batcher::{Batcher, Request};

/// Texts longer than this are tokenized on a blocking thread rather than between two awaits.
const INLINE_BYTES: usize = 4096;

/// Bounds of the live classifier. See `configuration` for what each default is and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Most tokens in a batch, padding included: longest request × requests.
    pub token_budget: usize,
    /// Most requests in a batch.
    pub max_batch: usize,
    /// Most requests that wait; more are turned away at once.
    pub queue_capacity: usize,
    /// How long a batch that isn't full waits for company.
    pub max_wait: Duration,
    /// Batches computed at the same time; each holds its own copy of the weights.
    pub sessions: usize,
    /// Longest text, in characters.
    pub max_text_characters: usize,
    /// Most texts in one call of [`LiveClassifier::predict_batch`].
    pub max_texts: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_budget: 2048,
            max_batch: 64,
            queue_capacity: 1024,
            max_wait: Duration::ZERO,
            sessions: 1,
            max_text_characters: 10_000,
            max_texts: 128,
        }
    }
}

/// What the model says of one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The version that answered.
    pub model_version_id: ModelVersionId,
    /// The model's classes, in order.
    pub classes: Arc<[label_class::Model]>,
    /// The probability of each class, in the order of `classes`; they add up to 1.
    pub probabilities: Vec<f32>,
    /// Position of the most probable class.
    pub best: usize,
    /// Whether the text was cut to the model's maximum length.
    pub truncated: bool,
    /// Microseconds waited for a batch.
    pub queue_us: i64,
    /// Microseconds tokenizing.
    pub tokenize_us: i64,
    /// Microseconds in the model, for the whole batch.
    pub compute_us: i64,
    /// Microseconds in all.
    pub total_us: i64,
}

impl Answer {
    /// The most probable class.
    pub fn label_class(&self) -> &label_class::Model {
        &self.classes[self.best]
    }

    /// The most probable class's id.
    pub fn label_class_id(&self) -> LabelClassId {
        self.label_class().id
    }

    /// The most probable class's probability.
    pub fn probability(&self) -> f32 {
        self.probabilities[self.best]
    }

    /// The `count` most probable classes with their probabilities, most probable first.
    pub fn top(&self, count: usize) -> Vec<(&label_class::Model, f32)> {
        let mut ranked: Vec<_> = self.classes.iter().zip(self.probabilities.iter().copied()).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked.truncate(count);
        ranked
    }
}

/// Why a text got no answer. The messages may be shown to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredictError {
    /// No version was ever deployed.
    #[error("no model version is deployed yet")]
    NoActiveModel,
    /// A version is deployed, and this process hasn't loaded it yet; [`Status::failure`] says if it can't.
    #[error("the deployed model version isn't loaded yet; try again in {retry_after_ms} ms")]
    Loading {
        /// When it is worth trying again, in milliseconds.
        retry_after_ms: u64,
    },
    /// The queue is full.
    #[error("too many requests are waiting; try again in {retry_after_ms} ms")]
    Overloaded {
        /// When it is worth trying again, in milliseconds.
        retry_after_ms: u64,
    },
    /// A text is longer than is read.
    #[error("text {} has {characters} characters, at most {maximum} are allowed", .index + 1)]
    TextTooLong {
        /// Its position in the call, from 0.
        index: usize,
        /// Its length.
        characters: usize,
        /// The longest allowed.
        maximum: usize,
    },
    /// One call brought more texts than are taken at once.
    #[error("{texts} texts were given, at most {maximum} are allowed in one call")]
    TooManyTexts {
        /// How many came.
        texts: usize,
        /// The most allowed.
        maximum: usize,
    },
    /// The model failed; the cause is in the log.
    #[error("the model could not compute an answer")]
    Failed,
}

/// What serves and what should; see [`LiveClassifier::status`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The version the ledger says should serve, once the ledger was read.
    pub deployed: Option<ModelVersionId>,
    /// The version that serves in this process.
    pub serving: Option<ModelVersionId>,
    /// Whether the ledger was read since the start.
    pub ledger_read: bool,
    /// Why the deployed version doesn't serve here, if loading it failed.
    pub failure: Option<LoadFailure>,
}

/// A version that could not be loaded. It is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadFailure {
    /// The version.
    pub model_version_id: ModelVersionId,
    /// Why, for a person.
    pub message: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub at: Timestamp,
}

/// Answers with the model in service. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct LiveClassifier {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    active: ArcSwapOption<Served>,
    /// A permit for each request that may wait.
    room: Arc<Semaphore>,
    pace: Arc<Pace>,
    status: watch::Sender<Status>,
}

/// A model in service.
struct Served {
    model_version_id: ModelVersionId,
    classes: Arc<[label_class::Model]>,
    model: Arc<dyn Model>,
    batcher: Batcher,
}

/// How fast requests are answered, to say when it is worth coming back.
#[derive(Default)]
struct Pace {
    /// Moving average of one session's microseconds a request.
    request_us: AtomicU64,
}

impl LiveClassifier {
    /// A classifier with no model yet: it answers [`PredictError::NoActiveModel`].
    pub fn new(settings: Settings) -> Self {
        Self {
            shared: Arc::new(Shared {
                active: ArcSwapOption::empty(),
                room: Arc::new(Semaphore::new(settings.queue_capacity.min(Semaphore::MAX_PERMITS))),
                pace: Arc::default(),
                status: watch::Sender::new(Status::default()),
                settings,
            }),
        }
    }

    /// Its bounds.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Classifies one text.
    ///
    /// Dropping the future takes the request out of the queue.
    ///
    /// # Errors
    /// See [`PredictError`]; a full queue is answered at once.
    pub async fn predict(&self, text: &str) -> Result<Answer, PredictError> {
        let mut answers = self.predict_all(&[text]).await?;
        Ok(answers.pop().expect("one text gives one answer"))
    }

    /// Classifies several texts with one and the same version: all are answered, in order, or none.
    ///
    /// # Errors
    /// See [`PredictError`]; all texts must fit into the queue.
    pub async fn predict_batch(&self, texts: &[String]) -> Result<Vec<Answer>, PredictError> {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.predict_all(&texts).await
    }

    /// What serves and what should.
    pub fn status(&self) -> Status {
        self.shared.status.borrow().clone()
    }

    /// A receiver that changes whenever [`LiveClassifier::status`] does.
    pub fn status_changes(&self) -> watch::Receiver<Status> {
        self.shared.status.subscribe()
    }

    /// Requests that wait for a batch.
    pub fn waiting(&self) -> usize {
        self.shared.settings.queue_capacity - self.shared.room.available_permits()
    }

    /// Puts a loaded, warmed-up model into service. Requests that came before are answered by the model before.
    ///
    /// `classes` are in the order of the model's logits.
    pub fn serve(&self, model_version_id: ModelVersionId, classes: Arc<[label_class::Model]>, model: Arc<dyn Model>) {
        let batcher = Batcher::start(model_version_id, model.clone(), &self.shared.settings, self.shared.pace.clone());
        self.shared.active.store(Some(Arc::new(Served { model_version_id, classes, model, batcher })));
        self.shared.status.send_modify(|status| {
            status.serving = Some(model_version_id);
            status.failure = None;
        });
    }

    /// Takes the model out of service. Requests that came before are still answered.
    pub fn stop(&self) {
        self.shared.active.store(None);
        self.shared.status.send_modify(|status| status.serving = None);
    }

    fn set_status(&self, change: impl FnOnce(&mut Status)) {
        self.shared.status.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            *status != before
        });
    }

    async fn predict_all(&self, texts: &[&str]) -> Result<Vec<Answer>, PredictError> {
        let start = Instant::now();
        self.check(texts)?;
        let served = self.shared.active.load_full().ok_or_else(|| self.nothing_serves())?;
        let count = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let mut permits = self.shared.room.clone().try_acquire_many_owned(count).map_err(|_| self.overloaded())?;

        let mut waiting = Vec::with_capacity(texts.len());
        let mut requests = Vec::with_capacity(texts.len());
        for text in texts {
            let tokenizing = Instant::now();
            let encoding = encode(&served.model, text).await?;
            let tokenize_us = micros(tokenizing.elapsed());
            let (reply, answer) = oneshot::channel();
            waiting.push((answer, encoding.truncated, tokenize_us));
            let permit = permits.split(1).expect("a permit was taken for each text");
            requests.push(Request { encoding, enqueued: Instant::now(), reply, _permit: permit });
        }
        served.batcher.push(requests);

        let mut answers = Vec::with_capacity(waiting.len());
        for (answer, truncated, tokenize_us) in waiting {
            let computed = answer.await.unwrap_or(Err(PredictError::Failed))?;
            let answer = Answer {
                model_version_id: served.model_version_id,
                classes: served.classes.clone(),
                best: computed.best,
                probabilities: computed.probabilities,
                truncated,
                queue_us: computed.queue_us,
                tokenize_us,
                compute_us: computed.compute_us,
                total_us: micros(start.elapsed()),
            };
            metrics::histogram!("gisa_predict_tokenize_seconds").record(answer.tokenize_us as f64 / 1e6);
            metrics::histogram!("gisa_predict_queue_seconds").record(answer.queue_us as f64 / 1e6);
            metrics::histogram!("gisa_predict_compute_seconds").record(answer.compute_us as f64 / 1e6);
            answers.push(answer);
        }
        metrics::histogram!("gisa_predict_total_seconds").record(start.elapsed().as_secs_f64());
        Ok(answers)
    }

    fn check(&self, texts: &[&str]) -> Result<(), PredictError> {
        let settings = &self.shared.settings;
        if texts.len() > settings.max_texts {
            return Err(PredictError::TooManyTexts { texts: texts.len(), maximum: settings.max_texts });
        }
        let maximum = settings.max_text_characters;
        for (index, text) in texts.iter().enumerate() {
            // A character has at least one byte: most texts needn't be counted.
            let characters = if text.len() <= maximum { continue } else { text.chars().count() };
            if characters > maximum {
                return Err(PredictError::TextTooLong { index, characters, maximum });
            }
        }
        Ok(())
    }

    fn nothing_serves(&self) -> PredictError {
        match self.shared.status.borrow().deployed {
            Some(_) => PredictError::Loading { retry_after_ms: 1000 },
            None => PredictError::NoActiveModel,
        }
    }

    fn overloaded(&self) -> PredictError {
        metrics::counter!("gisa_predict_overloaded_total").increment(1);
        let per_request = self.shared.pace.request_us.load(Ordering::Relaxed).max(100);
        let sessions = self.shared.settings.sessions.max(1) as u64;
        let queue_us = per_request.saturating_mul(self.waiting() as u64) / sessions;
        PredictError::Overloaded { retry_after_ms: (queue_us / 1000).clamp(10, 5000) }
    }
}

impl Pace {
    fn record(&self, requests: usize, elapsed: Duration) {
        let now = elapsed.as_micros() as u64 / requests.max(1) as u64;
        let before = self.request_us.load(Ordering::Relaxed);
        // A lost update from another thread only makes the average a little older.
        self.request_us.store(if before == 0 { now } else { (before * 7 + now) / 8 }, Ordering::Relaxed);
    }
}

async fn encode(model: &Arc<dyn Model>, text: &str) -> Result<ml::tokenizer::Encoding, PredictError> {
    if text.len() <= INLINE_BYTES {
        return Ok(model.encode(text));
    }
    let (model, text) = (model.clone(), text.to_owned());
    tokio::task::spawn_blocking(move || model.encode(&text)).await.map_err(|error| {
        tracing::error!(%error, "tokenizing failed");
        PredictError::Failed
    })
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;

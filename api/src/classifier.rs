//! The live classifier: one model serves, requests are batched, and another model takes over without a gap.
//!
//! - `answer`: what the model says of a text, or why it says nothing
//! - `status`: what serves and what should
//! - `model`: what a model must do; ONNX bundles do it
//! - `cache`: answers that were computed before
//! - `batcher`: the bounded queue of one model and the threads that empty it
//! - `window`: which waiting requests go into one batch
//! - `occlusion`: which words an answer rests on
//! - `trial`: versions that members try beside the one in service
//! - `tuning`: how a model is run here, as it was measured or is set
//! - `follow`: makes what serves what the deployment ledger says
//!
//! Every model in service has a queue and threads of its own, and a request holds on to the model it was tokenized
//! for. So no batch mixes versions, a swap fails no request, and the old model is freed by its last request. How many
//! threads, and what a batch may hold, is the model's [`Plan`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use domain::label_class;
use ml::serve::Plan;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

mod answer;
mod batcher;
mod cache;
mod follow;
mod model;
mod occlusion;
mod status;
mod trial;
mod tuning;
mod window;

pub use answer::{Answer, PredictError};
pub use follow::{BundleLoader, Loader, follow, of_bundle};
pub use model::{Loaded, Model, ModelError};
pub use occlusion::{Attributions, Bound, MOST_WORDS, Occlusion, WordAttribution};
pub use status::{Deployed, LoadFailure, Status};
pub use trial::{TrialError, Trials};
pub use tuning::{Fixed, TuningStore};

use batcher::{Batcher, Computed, Request};
use cache::{AnswerCache, Key, Remembered};

/// Texts longer than this are prepared and tokenized on a blocking thread rather than between two awaits.
const INLINE_BYTES: usize = 4096;
/// Texts whose words are weighed at the same time.
const OCCLUSIONS: usize = 2;

/// Bounds of the live classifier. See `configuration` for what each default is and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Most requests in a batch.
    pub max_batch: usize,
    /// Most requests that wait; more are turned away at once.
    pub queue_capacity: usize,
    /// How long a batch that isn't full waits for company.
    pub max_wait: Duration,
    /// Most bytes of answers that are remembered; 0 remembers none.
    pub cache_bytes: u64,
    /// Longest text, in characters.
    pub max_text_characters: usize,
    /// Most texts in one call of [`LiveClassifier::predict_batch`].
    pub max_texts: usize,
    /// Below which probability an answer isn't sure; `None` asks the model. 0 makes every answer sure.
    pub not_sure_below: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_batch: 64,
            queue_capacity: 1024,
            max_wait: Duration::ZERO,
            cache_bytes: 64 << 20,
            max_text_characters: 10_000,
            max_texts: 128,
            not_sure_below: None,
        }
    }
}

/// Answers with the model in service. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct LiveClassifier {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    active: ArcSwapOption<Served>,
    cache: AnswerCache,
    /// A permit for each request that may wait.
    room: Arc<Semaphore>,
    /// A permit for each text whose words are weighed.
    occlusions: Semaphore,
    pace: Arc<Pace>,
    status: watch::Sender<Status>,
}

/// A model in service.
struct Served {
    deployed: Deployed,
    classes: Arc<[label_class::Model]>,
    model: Arc<dyn Model>,
    plan: Plan,
    batcher: Batcher,
}

/// A text on its way to an answer.
enum Asked {
    /// It was answered before.
    Known(Arc<Remembered>),
    /// It is in the queue.
    Waiting {
        answer: oneshot::Receiver<Result<Computed, PredictError>>,
        key: Option<Key>,
        truncated: bool,
        tokenize_us: i64,
    },
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
                cache: AnswerCache::new(settings.cache_bytes),
                room: Arc::new(Semaphore::new(settings.queue_capacity.min(Semaphore::MAX_PERMITS))),
                occlusions: Semaphore::new(OCCLUSIONS),
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

    /// Share of texts that had been answered before, since the start, 0 to 1; `None` before the first.
    pub fn cache_hit_ratio(&self) -> Option<f64> {
        self.shared.cache.hit_ratio()
    }

    /// Bytes of remembered answers.
    pub fn cache_bytes(&self) -> u64 {
        self.shared.cache.bytes()
    }

    /// Sessions of the model in service that have nothing to compute.
    pub fn idle_sessions(&self) -> usize {
        self.shared.active.load().as_ref().map_or(0, |served| served.batcher.idle())
    }

    /// How the model in service is run.
    pub fn plan(&self) -> Option<Plan> {
        self.shared.active.load().as_ref().map(|served| served.plan)
    }

    /// Puts a loaded, warmed-up model into service. Requests that came before are answered by the model before.
    ///
    /// `classes` are in the order of the model's logits.
    pub fn serve(&self, deployed: Deployed, classes: Arc<[label_class::Model]>, loaded: Loaded) {
        let Loaded { model, plan } = loaded;
        let batcher = Batcher::start(deployed, model.clone(), plan, &self.shared.settings, self.shared.pace.clone());
        self.shared.active.store(Some(Arc::new(Served { deployed, classes, model, plan, batcher })));
        self.shared.status.send_modify(|status| {
            status.serving = Some(deployed);
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
        let asked = self.ask(&served, texts).await?;
        let mut answers = Vec::with_capacity(texts.len());
        for asked in asked {
            answers.push(self.answer(&served, asked, start).await?);
        }
        metrics::histogram!("gisa_predict_total_seconds").record(start.elapsed().as_secs_f64());
        Ok(answers)
    }

    /// Finds what was answered before, and queues the rest; a full queue is no matter if nothing has to wait.
    async fn ask(&self, served: &Served, texts: &[&str]) -> Result<Vec<Asked>, PredictError> {
        let cache = &self.shared.cache;
        let mut prepared = Vec::with_capacity(texts.len());
        for text in texts {
            let text = prepare(&served.model, text).await?;
            let key = cache.key(served.model.bundle_sha256(), served.deployed.variant, &text);
            let known = key.as_ref().and_then(|key| cache.find(key));
            prepared.push((text, key, known));
        }
        let unknown = prepared.iter().filter(|(_, _, known)| known.is_none()).count();
        let mut permits = self.room(unknown)?;

        let mut requests = Vec::with_capacity(unknown);
        let mut asked = Vec::with_capacity(texts.len());
        for (text, key, known) in prepared {
            if let Some(known) = known {
                asked.push(Asked::Known(known));
                continue;
            }
            let tokenizing = Instant::now();
            let encoding = encode(&served.model, text).await?;
            let tokenize_us = micros(tokenizing.elapsed());
            let (reply, answer) = oneshot::channel();
            asked.push(Asked::Waiting { answer, key, truncated: encoding.truncated, tokenize_us });
            let permit = permits.split(1).expect("a permit was taken for each text that waits");
            requests.push(Request { encoding, enqueued: Instant::now(), reply, _permit: permit });
        }
        if !requests.is_empty() {
            served.batcher.push(requests);
        }
        Ok(asked)
    }

    async fn answer(&self, served: &Served, asked: Asked, start: Instant) -> Result<Answer, PredictError> {
        let mut answer = Answer {
            model_version_id: served.deployed.model_version_id,
            variant: served.deployed.variant,
            cached: false,
            classes: served.classes.clone(),
            best: 0,
            probabilities: Vec::new(),
            not_sure_below: self.shared.settings.not_sure_below.or_else(|| served.model.not_sure_below()),
            truncated: false,
            queue_us: 0,
            tokenize_us: 0,
            compute_us: 0,
            total_us: 0,
        };
        match asked {
            Asked::Known(known) => {
                answer.cached = true;
                answer.best = known.best;
                answer.probabilities = known.probabilities.clone();
                answer.truncated = known.truncated;
            }
            Asked::Waiting { answer: computed, key, truncated, tokenize_us } => {
                let Computed { probabilities, best, queue_us, compute_us } =
                    computed.await.unwrap_or(Err(PredictError::Failed))?;
                metrics::histogram!("gisa_predict_tokenize_seconds").record(tokenize_us as f64 / 1e6);
                metrics::histogram!("gisa_predict_queue_seconds").record(queue_us as f64 / 1e6);
                metrics::histogram!("gisa_predict_compute_seconds").record(compute_us as f64 / 1e6);
                if let Some(key) = key {
                    let remembered = Remembered { probabilities: probabilities.clone(), best, truncated };
                    self.shared.cache.remember(key, remembered);
                }
                answer = Answer { probabilities, best, truncated, queue_us, tokenize_us, compute_us, ..answer };
            }
        }
        answer.total_us = micros(start.elapsed());
        Ok(answer)
    }

    /// Places in the queue for `count` texts: all, or none.
    fn room(&self, count: usize) -> Result<OwnedSemaphorePermit, PredictError> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.shared.room.clone().try_acquire_many_owned(count).map_err(|_| self.overloaded())
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
        let sessions = self.plan().map_or(1, |plan| plan.sessions.max(1)) as u64;
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

async fn prepare(model: &Arc<dyn Model>, text: &str) -> Result<String, PredictError> {
    if text.len() <= INLINE_BYTES {
        return Ok(model.prepare(text));
    }
    let (model, text) = (model.clone(), text.to_owned());
    aside(move || model.prepare(&text)).await
}

async fn encode(model: &Arc<dyn Model>, prepared: String) -> Result<ml::tokenizer::Encoding, PredictError> {
    if prepared.len() <= INLINE_BYTES {
        return Ok(model.encode(&prepared));
    }
    let model = model.clone();
    aside(move || model.encode(&prepared)).await
}

/// Does long work on a blocking thread.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PredictError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "reading a text failed");
        PredictError::Failed
    })
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;

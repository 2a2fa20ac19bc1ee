//! The queue of one model and the threads that empty it.
//!
//! A thread that is free takes what has gathered while the others computed, so batches grow with the load by
//! themselves; threads that are free at the same time share what waits. Waiting for company on top of that is possible (`max_wait`), and rarely pays on a CPU.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use ml::{
    metrics::argmax,
    serve::{Plan, softmax},
    tokenizer::Encoding,
};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{
    Deployed, Model, Pace, PredictError, Settings, micros,
    window::{Bounds, choose},
};

/// One text on its way through the model.
pub(super) struct Request {
    pub encoding: Encoding,
    pub enqueued: Instant,
    /// Closed when nobody waits any more; the request is skipped then.
    pub reply: oneshot::Sender<Result<Computed, PredictError>>,
    /// Its place in the queue, given back when it leaves the queue.
    pub _permit: OwnedSemaphorePermit,
}

/// What the model made of it.
pub(super) struct Computed {
    /// Position of the largest logit: probabilities rounded to 32 bits may be equal where logits aren't.
    pub best: usize,
    pub probabilities: Vec<f32>,
    pub queue_us: i64,
    pub compute_us: i64,
}

/// The queue of one model. When it is dropped its threads end.
pub(super) struct Batcher {
    queue: Arc<Queue>,
}

struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    bounds: Bounds,
    max_wait: Duration,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Request>,
    /// Threads that wait for requests.
    idle: usize,
    closed: bool,
}

impl Batcher {
    /// Starts one thread a session.
    pub(super) fn start(
        deployed: Deployed,
        model: Arc<dyn Model>,
        plan: Plan,
        settings: &Settings,
        pace: Arc<Pace>,
    ) -> Self {
        let queue = Arc::new(Queue {
            state: Mutex::default(),
            filled: Condvar::new(),
            bounds: Bounds {
                token_budget: plan.token_budget,
                max_batch: settings.max_batch.max(1),
                batch_overhead_tokens: plan.batch_overhead_tokens,
            },
            max_wait: settings.max_wait,
        });
        for session in 0..plan.sessions.max(1) {
            let (queue, model, pace) = (queue.clone(), model.clone(), pace.clone());
            thread::Builder::new()
                .name(format!("classify-{session}"))
                .spawn(move || {
                    while let Some(batch) = queue.next() {
                        compute(&*model, batch, &pace, deployed);
                    }
                })
                .expect("the system can start a thread");
        }
        Self { queue }
    }

    /// Threads that wait for requests.
    pub(super) fn idle(&self) -> usize {
        self.queue.lock().idle
    }

    /// Puts requests at the end of the queue.
    pub(super) fn push(&self, requests: Vec<Request>) {
        let many = requests.len() > 1;
        self.queue.lock().waiting.extend(requests);
        if many {
            self.queue.filled.notify_all();
        } else {
            self.queue.filled.notify_one();
        }
    }
}

impl Drop for Batcher {
    fn drop(&mut self) {
        self.queue.lock().closed = true;
        self.queue.filled.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole at every moment a panic could strike.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next batch; `None` once the queue is closed and empty.
    fn next(&self) -> Option<Vec<Request>> {
        let mut state = self.lock();
        loop {
            state.waiting.retain(|request| !request.reply.is_closed());
            let Some(oldest) = state.waiting.front() else {
                if state.closed {
                    return None;
                }
                state.idle += 1;
                state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
                continue;
            };
            let patience = self.max_wait.saturating_sub(oldest.enqueued.elapsed());
            if patience.is_zero() || state.closed || self.is_full(&state) {
                let batch = self.take(&mut state);
                if state.idle > 0 && !state.waiting.is_empty() {
                    self.filled.notify_one();
                }
                return Some(batch);
            }
            state = self.filled.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn is_full(&self, state: &State) -> bool {
        state.waiting.len() >= self.bounds.max_batch
            || state.waiting.iter().map(|request| request.encoding.ids.len()).sum::<usize>() >= self.bounds.token_budget
    }

    fn take(&self, state: &mut State) -> Vec<Request> {
        let lengths: Vec<usize> = state.waiting.iter().map(|request| request.encoding.ids.len()).collect();
        // A thread that was woken and hasn't run yet still counts as idle: it will want its share.
        let share = lengths.len().div_ceil(state.idle + 1);
        let chosen = choose(&lengths, Bounds { max_batch: self.bounds.max_batch.min(share), ..self.bounds });
        // From the back, so that the positions before stay true.
        let mut batch: Vec<Request> =
            chosen.into_iter().rev().filter_map(|position| state.waiting.remove(position)).collect();
        batch.reverse();
        batch
    }
}

fn compute(model: &dyn Model, batch: Vec<Request>, pace: &Pace, deployed: Deployed) {
    let start = Instant::now();
    let mut waiters = Vec::with_capacity(batch.len());
    let mut encodings = Vec::with_capacity(batch.len());
    for Request { encoding, enqueued, reply, _permit } in batch {
        encodings.push(encoding);
        waiters.push((reply, micros(start - enqueued)));
    }
    metrics::histogram!("gisa_predict_batch_size").record(encodings.len() as f64);

    let outcome = catch_unwind(AssertUnwindSafe(|| model.logits(&encodings)));
    let elapsed = start.elapsed();
    pace.record(waiters.len(), elapsed);
    let cause = match outcome {
        Ok(Ok(logits)) if logits.len() == waiters.len() => {
            for ((reply, queue_us), logits) in waiters.into_iter().zip(logits) {
                let (best, probabilities) = (argmax(&logits), softmax(&logits, model.temperature()));
                // Nobody waits any more: nothing to tell.
                let _ = reply.send(Ok(Computed { best, probabilities, queue_us, compute_us: micros(elapsed) }));
            }
            return;
        }
        Ok(Ok(logits)) => format!("{} rows of logits for {} texts", logits.len(), waiters.len()),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it panicked".to_owned(),
    };
    let id = deployed.model_version_id;
    tracing::error!(model_version.id = %id, batch.size = waiters.len(), cause, "the model failed to compute a batch");
    metrics::counter!("gisa_predict_failed_total").increment(waiters.len() as u64);
    for (reply, _) in waiters {
        let _ = reply.send(Err(PredictError::Failed));
    }
}

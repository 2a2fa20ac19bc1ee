//! Chooses by measurement how a model is run on this machine.
//!
//! First the shape of a batch: one thread computes batches of a growing number of headlines, which gives what a batch
//! costs beside its tokens and from which size on more texts are no faster a text. Then the layout: some ways to divide
//! the cores among sessions, each alone with one headline (what one reader feels) and with every session busy (what
//! many readers share).

use std::path::Path;
use std::time::{Duration, Instant};

use ort::session::Session;
use serde::{Deserialize, Serialize};

use crate::architecture::Architecture;
use crate::batch::PaddedBatch;
use crate::bundle::{Bundle, Variant};

use super::classifier::{ClassifierError, ClassifierOptions, Parts, run, session};
use super::plan::Plan;
use super::runtime::Runtime;

/// Numbers of headlines in the batches that are measured.
const ROWS: [usize; 6] = [1, 2, 4, 8, 16, 32];
/// A batch is large enough if a larger one is faster by less than this, a text.
const NO_FASTER: f64 = 1.03;
/// Smallest token budget, in headlines: a hiccup of the clock shouldn't end batching.
const FEWEST_ROWS: usize = 8;
/// Largest overhead of a batch that is believed, in tokens.
const MOST_OVERHEAD_TOKENS: f64 = 512.0;
/// Layouts this near to the best under full load are compared by what one reader feels.
const NEAR_BEST: f64 = 0.95;
/// A layout that takes more memory or spins has to be faster for one reader by this.
const WORTH_IT: f64 = 0.93;
/// Part of the time that goes into the shape of a batch.
const SHAPE_SHARE: f64 = 0.4;
/// Most repetitions of one measurement.
const MOST_ROUNDS: usize = 25;

/// How long a batch of headlines took on one thread.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShapeTrial {
    /// Texts in the batch.
    pub rows: usize,
    /// Tokens of each.
    pub length: usize,
    /// Microseconds for the batch, the quickest of several.
    pub batch_us: f64,
}

/// How one way to divide the cores did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LayoutTrial {
    /// Batches computed at the same time.
    pub sessions: usize,
    /// Threads inside one computation.
    pub intra_threads: usize,
    /// Whether these threads spin.
    pub spinning: bool,
    /// Microseconds for one headline with nothing else to do, median.
    pub alone_us: f64,
    /// Headlines a second with every session busy.
    pub texts_per_second: f64,
}

/// What was measured, and what follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tuning {
    /// What follows.
    pub plan: Plan,
    /// Batches on one thread, smallest first.
    pub shapes: Vec<ShapeTrial>,
    /// Layouts, in the order they were tried; those for which there was no time are left out.
    pub layouts: Vec<LayoutTrial>,
    /// Seconds it took, loading the sessions included.
    pub seconds: f64,
}

/// Measures a bundle's variant for about `budget` (at least one layout, however long that takes) and chooses.
///
/// # Errors
/// When the bundle isn't sound, lacks the variant, or ONNX Runtime refuses.
pub fn tune(runtime: &Runtime, bundle: &Path, variant: Variant, budget: Duration) -> Result<Tuning, ClassifierError> {
    let parts = Parts::read(&Bundle::open(bundle)?, variant)?;
    let options = ClassifierOptions { variant, ..ClassifierOptions::default() };
    let begun = Instant::now();
    let deadline = begun + budget;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let length = parts.architecture.headline_tokens().min(parts.preprocessing.max_length as usize);
    let mut shapes = Vec::new();
    let mut layouts = Vec::new();
    for (sessions, intra_threads, spinning) in candidates(cores) {
        if !layouts.is_empty() && Instant::now() >= deadline {
            break;
        }
        let options = ClassifierOptions { sessions, intra_threads, spinning, ..options };
        let mut bench = Bench { sessions: Vec::new(), architecture: &parts.architecture, length };
        for _ in 0..sessions {
            bench.sessions.push(session(runtime, &parts.onnx, options)?);
        }
        bench.alone(1, deadline)?;
        if shapes.is_empty() {
            shapes = bench.shapes(begun + budget.mul_f64(SHAPE_SHARE))?;
        }
        let rows = enough_rows(&shapes);
        layouts.push(LayoutTrial {
            sessions,
            intra_threads,
            spinning,
            alone_us: median(bench.alone(1, deadline)?),
            texts_per_second: bench.together(rows, deadline)?,
        });
    }
    let chosen = best(&layouts);
    let plan = Plan {
        sessions: chosen.sessions,
        intra_threads: chosen.intra_threads,
        spinning: chosen.spinning,
        token_budget: enough_rows(&shapes).max(FEWEST_ROWS) * length,
        batch_overhead_tokens: overhead_tokens(&shapes),
    };
    Ok(Tuning { plan, shapes, layouts, seconds: begun.elapsed().as_secs_f64() })
}

/// Ways to divide the cores, most promising first: `(sessions, threads in each, whether they spin)`.
fn candidates(cores: usize) -> Vec<(usize, usize, bool)> {
    let mut candidates = vec![(cores, 1, false)];
    if cores > 1 {
        candidates.extend([(1, cores, false), (cores, cores, false), (1, cores, true)]);
    }
    if cores >= 4 {
        candidates.push((cores / 2, 2, false));
    }
    if cores >= 6 {
        candidates.push((2, cores / 2, false));
    }
    candidates
}

/// Sessions of one layout.
struct Bench<'m> {
    sessions: Vec<Session>,
    architecture: &'m Architecture,
    length: usize,
}

impl Bench<'_> {
    fn batch(&self, rows: usize) -> PaddedBatch {
        let tokens = rows * self.length;
        // Which token doesn't matter to the time.
        let id = 4.min(self.architecture.vocabulary_size() as i64 - 1);
        PaddedBatch { ids: vec![id; tokens], mask: vec![1; tokens], rows, length: self.length }
    }

    /// Microseconds of each round in which the first session computes a batch and the others rest.
    fn alone(&mut self, rows: usize, deadline: Instant) -> Result<Vec<f64>, ClassifierError> {
        let mut rounds = Vec::new();
        while rounds.is_empty() || (rounds.len() < MOST_ROUNDS && Instant::now() < deadline) {
            let batch = self.batch(rows);
            let begun = Instant::now();
            run(&mut self.sessions[0], batch, self.architecture.classes())?;
            rounds.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        Ok(rounds)
    }

    /// The quickest of several batches of each size, until a larger one is no faster a text, or the time is up.
    fn shapes(&mut self, deadline: Instant) -> Result<Vec<ShapeTrial>, ClassifierError> {
        let mut shapes: Vec<ShapeTrial> = Vec::new();
        for rows in ROWS {
            let last = shapes.last().map_or(0.0, |trial| trial.batch_us);
            // The next takes about twice as long.
            if shapes.len() >= 2 && Instant::now() + Duration::from_secs_f64(2.0 * last / 1e6) > deadline {
                break;
            }
            let share = deadline.saturating_duration_since(Instant::now()) / (ROWS.len() - shapes.len()) as u32;
            let batch_us = self.alone(rows, Instant::now() + share)?.into_iter().fold(f64::INFINITY, f64::min);
            shapes.push(ShapeTrial { rows, length: self.length, batch_us });
        }
        Ok(shapes)
    }

    /// Texts a second with every session at work on batches of `rows`.
    fn together(&mut self, rows: usize, deadline: Instant) -> Result<f64, ClassifierError> {
        let batch = self.batch(rows);
        let mut best: f64 = 0.0;
        let mut rounds = 0;
        while rounds == 0 || (rounds < MOST_ROUNDS && Instant::now() < deadline) {
            let begun = Instant::now();
            let classes = self.architecture.classes();
            let outcome: Result<(), ClassifierError> = std::thread::scope(|scope| {
                let threads: Vec<_> = self
                    .sessions
                    .iter_mut()
                    .map(|session| scope.spawn(|| run(session, batch.clone(), classes).map(drop)))
                    .collect();
                threads.into_iter().try_for_each(|thread| {
                    thread.join().unwrap_or_else(|_| Err(ClassifierError::Runtime("a computation panicked".into())))
                })
            });
            outcome?;
            best = best.max((rows * self.sessions.len()) as f64 / begun.elapsed().as_secs_f64());
            rounds += 1;
        }
        Ok(best)
    }
}

/// The smallest number of texts with which a text takes no longer than with more.
fn enough_rows(shapes: &[ShapeTrial]) -> usize {
    let per_text = |trial: &ShapeTrial| trial.batch_us / trial.rows as f64;
    let quickest = shapes.iter().map(per_text).fold(f64::INFINITY, f64::min);
    shapes.iter().find(|trial| per_text(trial) <= quickest * NO_FASTER).map_or(FEWEST_ROWS, |trial| trial.rows)
}

/// What a batch costs beside its tokens, as tokens: where the line through the smallest and the largest batch meets
/// zero tokens.
fn overhead_tokens(shapes: &[ShapeTrial]) -> usize {
    let (Some(small), Some(large)) = (shapes.first(), shapes.last()) else { return 0 };
    let tokens = |trial: &ShapeTrial| (trial.rows * trial.length) as f64;
    let token_us = (large.batch_us - small.batch_us) / (tokens(large) - tokens(small));
    let overhead_us = small.batch_us - token_us * tokens(small);
    let overhead = overhead_us / token_us;
    if overhead.is_finite() { overhead.clamp(0.0, MOST_OVERHEAD_TOKENS).round() as usize } else { 0 }
}

/// Of the layouts near the best under full load the one that is quickest for one reader.
fn best(layouts: &[LayoutTrial]) -> LayoutTrial {
    let fastest = layouts.iter().map(|trial| trial.texts_per_second).fold(0.0, f64::max);
    let mut near: Vec<&LayoutTrial> =
        layouts.iter().filter(|trial| trial.texts_per_second >= NEAR_BEST * fastest).collect();
    // The modest first: a later one must earn its memory and its spinning.
    near.sort_by_key(|trial| (trial.spinning, trial.sessions));
    let mut chosen = *near[0];
    for trial in &near[1..] {
        if trial.alone_us < WORTH_IT * chosen.alone_us {
            chosen = **trial;
        }
    }
    chosen
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn shape(rows: usize, batch_us: f64) -> ShapeTrial {
        ShapeTrial { rows, length: 20, batch_us }
    }

    fn layout(sessions: usize, spinning: bool, alone_us: f64, texts_per_second: f64) -> LayoutTrial {
        LayoutTrial { sessions, intra_threads: 2 / sessions, spinning, alone_us, texts_per_second }
    }

    #[test]
    fn a_batch_is_as_large_as_still_pays() {
        let shapes = [shape(1, 500.0), shape(2, 700.0), shape(4, 1100.0), shape(8, 2180.0), shape(16, 4360.0)];
        assert_eq!(enough_rows(&shapes), 4);
        assert_eq!(enough_rows(&[shape(1, 100.0), shape(2, 199.0)]), 1);
    }

    #[test]
    fn overhead_is_what_an_empty_batch_would_cost() {
        // 300 µs and 10 µs a token.
        let shapes = [shape(1, 500.0), shape(4, 1100.0), shape(16, 3500.0)];
        assert_eq!(overhead_tokens(&shapes), 30);
        assert_eq!(overhead_tokens(&[shape(1, 500.0), shape(2, 900.0)]), 5);
        assert_eq!(overhead_tokens(&[shape(1, 500.0)]), 0);
        assert_eq!(overhead_tokens(&[shape(1, 100.0), shape(2, 400.0)]), 0, "noise isn't an overhead");
    }

    #[test]
    fn many_readers_come_first_then_the_one_then_memory() {
        let two = layout(2, false, 1000.0, 100.0);
        let one = layout(1, false, 600.0, 97.0);
        let slow = layout(1, false, 500.0, 80.0);
        let spinning = layout(1, true, 590.0, 99.0);
        let faster_spinning = layout(1, true, 400.0, 99.0);
        assert_eq!(best(&[two, one, slow]), one);
        assert_eq!(best(&[two, one, spinning]), one);
        assert_eq!(best(&[two, one, faster_spinning]), faster_spinning);
        assert_eq!(best(&[two, slow]), two);
    }

    #[test]
    fn every_division_of_the_cores_is_tried_once() {
        assert_eq!(candidates(1), [(1, 1, false)]);
        for cores in 2..12 {
            let candidates = candidates(cores);
            let different: HashSet<_> = candidates.iter().collect();
            assert_eq!(different.len(), candidates.len(), "{candidates:?}");
            assert!(candidates.iter().all(|(sessions, threads, _)| *sessions > 0 && *threads > 0));
        }
    }
}

//! A training step on the CPU in 16 bits, without libtorch's bookkeeping.
//!
//! The derivatives are written out. Between two matrix products, which are libtorch's, everything is one pass over numbers
//! that are still at hand; dropout is computed rather than stored; texts lie one behind the other without padding; and
//! each thread computes a part of the batch from the first embedding to the last gradient, so that none waits for another
//! in between. What is computed is what [`super::model`] computes in 16 bits: products of 16-bit numbers, everything else in
//! 32 bits.
//!
//! - [`vector`], [`noise`], [`product`]: arithmetic
//! - [`norm`], [`activation`], [`attention`]: what lies between libtorch's products, forth and back
//! - [`layer`], [`head`], [`shard`]: the model over one thread's part of a batch
//! - [`weights`], [`numbers`]: the model's variables

mod activation;
mod attention;
mod head;
mod layer;
mod noise;
mod norm;
pub(super) mod numbers;
mod product;
mod shard;
pub(super) mod vector;
mod weights;

use std::collections::HashMap;

use rayon::prelude::*;
use tch::{Device, Kind, Tensor};

use crate::config::ModelConfig;

use super::error::TrainError;
use norm::add_short;
use numbers::{exact, exact_mut, short};
use shard::{Shard, TABLES};
use vector::{LANES, kernel, load_short, store};
use weights::{Copies, LayerWeights, Variables};

pub use head::Objective;
pub use shard::Texts;

/// Fewest texts that a thread gets: with less, its products are too small to be quick.
const FEWEST_TEXTS: usize = 8;

/// Computes losses and gradients of a model.
pub struct Fused {
    shards: Vec<Shard>,
    copies: Copies,
    /// Threads that share the work, and those of each one's products.
    threads: usize,
    within: usize,
    /// By path; kept from step to step.
    gradients: HashMap<String, Tensor>,
    /// Table and row of the gradients of tables that aren't zeros.
    touched: Vec<(usize, usize)>,
    /// Width of a token's state.
    width: usize,
}

/// One part of a batch.
struct Part<'b> {
    shard: &'b mut Shard,
    rows: Vec<&'b [u32]>,
    truth: Vec<i64>,
    share: f64,
}

impl Fused {
    /// Whether a model can be trained so: its widths must be whole lanes.
    pub fn fits(config: &ModelConfig, device: Device) -> bool {
        let widths = [config.hidden_size, config.intermediate_size, config.head_size()];
        let heads = 1..=product::MOST_INNER as i64;
        device == Device::Cpu
            && heads.contains(&config.head_size())
            && widths.iter().all(|width| width % LANES as i64 == 0)
    }

    /// Over a model's variables, by path, for batches of about `texts`.
    pub fn new(variables: &Variables, config: &ModelConfig, objective: &Objective, texts: usize) -> Self {
        let threads = usize::try_from(tch::get_num_threads()).unwrap_or(1).max(1);
        let count = threads.min(texts / FEWEST_TEXTS).max(1);
        let layers: Vec<LayerWeights> =
            (0..config.num_hidden_layers).map(|number| LayerWeights::new(variables, number, config)).collect();
        let gradients = variables.iter().map(|(path, variable)| (path.clone(), variable.detach().zeros_like()));
        Fused {
            shards: (0..count).map(|_| Shard::new(variables, config, &layers, objective)).collect(),
            copies: Copies::new(&layers),
            threads,
            within: (threads / count).max(1),
            gradients: gradients.collect(),
            touched: Vec::new(),
            width: config.hidden_size as usize,
        }
    }

    /// Whether every text is short enough.
    pub fn takes(&self, rows: &[&[u32]]) -> bool {
        rows.iter().all(|row| (1..=attention::LONGEST).contains(&row.len()))
    }

    /// `share` times the weighted mean loss of the texts, each of which counts `weights`. The seed fixes dropout.
    ///
    /// The gradients are then those of [`Fused::gradient`].
    pub fn learn(&mut self, texts: Texts<'_>, weights: &[f64], share: f64, seed: u64) -> Result<f64, TrainError> {
        self.copies.refresh();
        let total: f64 = weights.iter().sum();
        let parts = divide(texts.rows, self.shards.len());
        let (within, count) = (self.within, parts.len());
        let mut parts: Vec<Part<'_>> = self
            .shards
            .iter_mut()
            .zip(parts)
            .map(|(shard, part)| Part {
                shard,
                rows: part.iter().map(|&row| texts.rows[row]).collect(),
                truth: part.iter().map(|&row| texts.truth[row]).collect(),
                share: share * part.iter().map(|&row| weights[row]).sum::<f64>() / total,
            })
            .collect();
        let losses: Result<Vec<f64>, TrainError> = parts
            .par_iter_mut()
            .enumerate()
            .map(|(number, part)| {
                // The setting belongs to the thread.
                tch::set_num_threads(within as i32);
                let texts = Texts { rows: &part.rows, truth: &part.truth };
                part.shard.learn(
                    texts,
                    part.share,
                    seed.wrapping_add((number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
                )
            })
            .collect();
        drop(parts);
        tch::set_num_threads(self.threads as i32);
        let loss = losses?.iter().sum();
        self.collect(count);
        Ok(loss)
    }

    /// Gradients by the variable of this path, which the next step overwrites.
    pub fn gradient(&self, path: &str) -> Tensor {
        self.gradients[path].shallow_clone()
    }

    /// Adds up what the shards found, always in the same order.
    fn collect(&mut self, shards: usize) {
        let mut parts: Vec<HashMap<String, Tensor>> = self.shards[..shards].iter().map(Shard::collected).collect();
        let mut sums: Vec<(Tensor, Vec<Tensor>)> = Vec::new();
        for (path, gradient) in &self.gradients {
            if let Some(parts) = parts.iter_mut().map(|part| part.remove(path)).collect() {
                sums.push((gradient.shallow_clone(), parts));
            }
        }
        sums.par_iter_mut().for_each(|(sum, parts)| add_up(exact_mut(sum), parts));

        let mut tables = TABLES.map(|path| self.gradients[path].shallow_clone());
        for (table, row) in self.touched.drain(..) {
            exact_mut(&mut tables[table])[row * self.width..(row + 1) * self.width].fill(0.0);
        }
        for shard in &self.shards[..shards] {
            let rows = shard.ids.iter().zip(&shard.positions).map(|(&id, &position)| [id, position, 0]);
            for (rows, gradient) in rows.zip(shard.gradients.chunks_exact(self.width)) {
                for (table, row) in rows.into_iter().enumerate() {
                    let sums = &mut exact_mut(&mut tables[table])[row * self.width..(row + 1) * self.width];
                    for (sum, number) in sums.iter_mut().zip(gradient) {
                        *sum += number;
                    }
                    self.touched.push((table, row));
                }
            }
        }
    }
}

/// Rows of each part: as many tokens in each as can be, the same every time.
fn divide(rows: &[&[u32]], parts: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| std::cmp::Reverse(rows[row].len()));
    let mut divided: Vec<(usize, Vec<usize>)> = vec![(0, Vec::new()); parts.min(rows.len())];
    for row in order {
        let least = divided.iter_mut().min_by_key(|(tokens, _)| *tokens).expect("there are rows");
        least.0 += rows[row].len();
        least.1.push(row);
    }
    divided.into_iter().map(|(_, rows)| rows).collect()
}

/// The sum of tensors of either kind.
fn add_up(sum: &mut [f32], parts: &[Tensor]) {
    for (number, part) in parts.iter().enumerate() {
        match (part.kind(), number) {
            (Kind::BFloat16, 0) => copy_short(sum, short(part)),
            (Kind::BFloat16, _) => add_short(sum, short(part)),
            (_, 0) => sum.copy_from_slice(exact(part)),
            _ => sum.iter_mut().zip(exact(part)).for_each(|(sum, number)| *sum += number),
        }
    }
}

kernel! {
    fn copy_short(to: &mut [f32], from: &[u16]) {
        for at in (0..to.len()).step_by(LANES) {
            store(to, at, load_short(from, at));
        }
    }
}

#[cfg(test)]
mod tests;

//! The part of a batch that one thread computes, forth and back.

use std::collections::HashMap;
use std::ops::Range;

use tch::{Tensor, no_grad};

use crate::config::{Family, ModelConfig};
use crate::train::error::TrainError;

use super::head::{Head, Objective};
use super::layer::{Batch, Dimensions, Layer, Workspace, buffer};
use super::noise::Noise;
use super::norm::{NormGradient, Normalised, drop_out, normalise, normalise_back};
use super::numbers::{exact, short_mut};
use super::weights::{LayerWeights, NormWeights, Variables};

/// Paths of the embeddings' tables: words, positions, segments.
pub(super) const TABLES: [&str; 3] = [
    "embeddings.word_embeddings.weight",
    "embeddings.position_embeddings.weight",
    "embeddings.token_type_embeddings.weight",
];
const NORM: &str = "embeddings.LayerNorm";

/// Texts of a batch, each with its class.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'b> {
    /// Token ids of each.
    pub rows: &'b [&'b [u32]],
    /// Class of each.
    pub truth: &'b [i64],
}

/// One thread's part.
pub(super) struct Shard {
    tables: [Tensor; 3],
    norm: NormWeights,
    family: Family,
    pad_id: u32,
    dimensions: Dimensions,
    head: Head,
    objective: Objective,
    layers: Vec<Layer>,
    work: Workspace,
    /// 16-bit result of the last layer, which nothing reads.
    last: Tensor,
    embedded: Normalised,
    by_norm: NormGradient,
    by_head: Vec<Tensor>,
    capacity: usize,
    /// Tokens of the last batch: rows of the tables they are from, and gradients by their embeddings.
    pub(super) ids: Vec<usize>,
    pub(super) positions: Vec<usize>,
    pub(super) gradients: Vec<f32>,
}

impl Shard {
    pub(super) fn new(
        variables: &Variables,
        config: &ModelConfig,
        layers: &[LayerWeights],
        objective: &Objective,
    ) -> Self {
        let dimensions = Dimensions {
            heads: config.num_attention_heads as usize,
            width: config.hidden_size as usize,
            inner: config.intermediate_size as usize,
            activation: config.hidden_act,
            dropout: config.hidden_dropout_prob,
            attention_dropout: config.attention_probs_dropout_prob,
        };
        let layers = layers.iter().zip(0..).map(|(layer, number)| Layer::new(layer.share(), number, dimensions));
        Shard {
            tables: TABLES.map(|path| variables[path].detach()),
            norm: NormWeights::new(variables, NORM.into(), config),
            family: config.model_type,
            pad_id: config.pad_token_id,
            dimensions,
            head: Head::new(variables, config),
            objective: objective.share(),
            layers: layers.collect(),
            work: Workspace::new(0, dimensions),
            last: buffer(0, 1),
            embedded: Normalised::default(),
            by_norm: NormGradient::new(dimensions.width),
            by_head: Vec::new(),
            capacity: 0,
            ids: Vec::new(),
            positions: Vec::new(),
            gradients: Vec::new(),
        }
    }

    /// `share` times the mean loss of the texts; the gradients are left in place.
    pub(super) fn learn(&mut self, texts: Texts<'_>, share: f64, seed: u64) -> Result<f64, TrainError> {
        let width = self.dimensions.width;
        let batch = self.place(texts.rows, seed);
        let numbers = batch.tokens * width;
        no_grad(|| self.forward(&batch));
        let pooled = self.pool(&batch);
        let learnt = self.head.learn(&pooled, texts.truth, &self.objective, share, seed)?;
        self.by_head = learnt.by_variables;
        self.unpool(&batch, exact(&learnt.by_pooled));
        no_grad(|| {
            let gradients = &mut self.gradients[..numbers];
            for layer in self.layers.iter_mut().rev() {
                layer.backward(&batch, &mut self.work, gradients);
            }
            if self.dimensions.dropout > 0.0 {
                drop_out(Noise::new(seed, 0, self.dimensions.dropout), gradients);
            }
            self.by_norm.clear();
            normalise_back(self.norm.read(), &self.embedded, gradients, &mut self.by_norm);
        });
        Ok(learnt.loss)
    }

    /// Puts the texts one behind the other and makes room for them.
    fn place(&mut self, rows: &[&[u32]], seed: u64) -> Batch {
        self.ids.clear();
        self.positions.clear();
        let mut texts: Vec<Range<usize>> = Vec::with_capacity(rows.len());
        for row in rows {
            let start = self.ids.len();
            self.ids.extend(row.iter().map(|id| *id as usize));
            let pad = self.pad_id;
            match self.family {
                Family::Bert => self.positions.extend(0..row.len()),
                Family::Roberta | Family::XlmRoberta => {
                    let mut last = pad as usize;
                    self.positions.extend(row.iter().map(|id| {
                        last += usize::from(*id != pad);
                        if *id == pad { pad as usize } else { last }
                    }));
                }
            }
            texts.push(start..self.ids.len());
        }
        let tokens = self.ids.len();
        if tokens > self.capacity {
            // Room for somewhat more, so that it isn't made again and again.
            self.capacity = (tokens + tokens / 4).next_multiple_of(64);
            self.work = Workspace::new(self.capacity, self.dimensions);
            self.layers.iter_mut().for_each(|layer| layer.grow(self.capacity));
            self.last = buffer(self.capacity, self.dimensions.width);
            self.gradients.resize(self.capacity * self.dimensions.width, 0.0);
        }
        Batch { texts, tokens, seed }
    }

    fn forward(&mut self, batch: &Batch) {
        let Dimensions { width, dropout, .. } = self.dimensions;
        let [words, positions, segments] = self.tables.each_ref().map(exact);
        let row = |number: usize| number * width..(number + 1) * width;
        self.embedded.resize(batch.tokens, width);
        let places = self.ids.iter().zip(&self.positions);
        for (sums, (&id, &position)) in self.embedded.sums().chunks_exact_mut(width).zip(places) {
            let parts = words[row(id)].iter().zip(&positions[row(position)]).zip(segments);
            for (sum, ((word, position), segment)) in sums.iter_mut().zip(parts) {
                *sum = word + segment + position;
            }
        }
        let noise = (dropout > 0.0).then(|| Noise::new(batch.seed, 0, dropout));
        let states = &mut self.work.states[..batch.tokens * width];
        let mut input =
            self.layers.first().map_or_else(|| self.last.shallow_clone(), |layer| layer.input.shallow_clone());
        normalise(self.norm.read(), noise, &mut self.embedded, states, short_mut(&mut input));
        for number in 0..self.layers.len() {
            let mut output = match self.layers.get(number + 1) {
                Some(next) => next.input.shallow_clone(),
                None => self.last.shallow_clone(),
            };
            self.layers[number].forward(batch, &mut self.work, &mut output);
        }
    }

    /// One state a text, `[texts, width]`.
    fn pool(&self, batch: &Batch) -> Vec<f32> {
        let width = self.dimensions.width;
        let mut pooled = vec![0.0; batch.texts.len() * width];
        for (pooled, text) in pooled.chunks_exact_mut(width).zip(&batch.texts) {
            let tokens = if self.head.is_mean() { text.clone() } else { text.start..text.start + 1 };
            let scale = 1.0 / tokens.len() as f32;
            for state in self.work.states[tokens.start * width..tokens.end * width].chunks_exact(width) {
                for (sum, number) in pooled.iter_mut().zip(state) {
                    *sum += number;
                }
            }
            pooled.iter_mut().for_each(|number| *number *= scale);
        }
        pooled
    }

    /// Gradients by each text's state become those by its tokens' states.
    fn unpool(&mut self, batch: &Batch, by_pooled: &[f32]) {
        let width = self.dimensions.width;
        self.gradients[..batch.tokens * width].fill(0.0);
        for (pooled, text) in by_pooled.chunks_exact(width).zip(&batch.texts) {
            let tokens = if self.head.is_mean() { text.clone() } else { text.start..text.start + 1 };
            let scale = 1.0 / tokens.len() as f32;
            for state in self.gradients[tokens.start * width..tokens.end * width].chunks_exact_mut(width) {
                for (gradient, number) in state.iter_mut().zip(pooled) {
                    *gradient = number * scale;
                }
            }
        }
    }

    /// Gradients by all variables but the tables, by path.
    pub(super) fn collected(&self) -> HashMap<String, Tensor> {
        let mut all = HashMap::new();
        let mut take_norm = |path: &str, norm: &NormGradient| {
            all.insert(format!("{path}.weight"), Tensor::from_slice(&norm.weight));
            all.insert(format!("{path}.bias"), Tensor::from_slice(&norm.bias));
        };
        take_norm(NORM, &self.by_norm);
        for layer in &self.layers {
            take_norm(&layer.weights.attention_norm.path, &layer.gradients.attention_norm);
            take_norm(&layer.weights.norm.path, &layer.gradients.norm);
        }
        for layer in &self.layers {
            let (weights, by) = (&layer.weights, &layer.gradients);
            for (dense, by) in [
                (&weights.projections, &by.projections),
                (&weights.attention_output, &by.attention_output),
                (&weights.intermediate, &by.intermediate),
                (&weights.output, &by.output),
            ] {
                let rows = (dense.outputs() / dense.paths.len()) as i64;
                for (path, number) in dense.paths.iter().zip(0..) {
                    all.insert(format!("{path}.weight"), by.weight.narrow(0, number * rows, rows));
                    all.insert(format!("{path}.bias"), by.bias.narrow(0, number * rows, rows));
                }
            }
        }
        all.extend(self.head.paths.iter().cloned().zip(self.by_head.iter().map(Tensor::shallow_clone)));
        all
    }
}

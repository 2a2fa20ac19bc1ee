//! One encoder layer, forth and back.

use std::ops::Range;

use tch::{Device, Kind, Tensor};

use crate::config::Activation;

use super::activation;
use super::attention::{Back, Forth, Shape, Space, attend, attend_back};
use super::noise::Noise;
use super::norm::{NormGradient, Normalised, add, add_back, add_short, normalise, normalise_back, sum_rows};
use super::numbers::{exact_mut, short, short_mut};
use super::weights::{Dense, LayerWeights, NormWeights};

/// Where dropout is applied in a layer.
const PLACES: u32 = 3;

/// Numbers of the model that every layer shares.
#[derive(Clone, Copy)]
pub(super) struct Dimensions {
    pub(super) heads: usize,
    /// Width of a token's state.
    pub(super) width: usize,
    /// Width inside the feed-forward block.
    pub(super) inner: usize,
    pub(super) activation: Activation,
    pub(super) dropout: f64,
    pub(super) attention_dropout: f64,
}

/// Texts that are computed together, and the step's dropout.
pub(super) struct Batch {
    /// Tokens of each text.
    pub(super) texts: Vec<Range<usize>>,
    pub(super) tokens: usize,
    /// Fixes what is dropped.
    pub(super) seed: u64,
}

/// Buffers that layers use one after the other, for so many tokens.
pub(super) struct Workspace {
    /// States between layers, `[tokens, width]`.
    pub(super) states: Vec<f32>,
    /// States between a layer's two blocks.
    middle: Vec<f32>,
    /// 16-bit `[tokens, width]`.
    narrow: Tensor,
    /// 16-bit `[tokens, inner]`.
    wide: Tensor,
    /// 16-bit `[tokens, 3 · width]`.
    triple: Tensor,
    space: Space,
}

/// What a layer's way back needs of its way forth, and the gradients it leaves.
pub(super) struct Layer {
    pub(super) weights: LayerWeights,
    number: u32,
    dimensions: Dimensions,
    /// 16-bit `[tokens, width]`.
    pub(super) input: Tensor,
    /// 16-bit `[tokens, 3 · width]`, without the bias.
    projected: Tensor,
    /// Attention's probabilities, text by text.
    kept: Vec<f32>,
    /// 16-bit `[tokens, width]`.
    mixed: Tensor,
    attended: Normalised,
    /// 16-bit `[tokens, width]`.
    middle: Tensor,
    /// 16-bit `[tokens, inner]`, without the bias.
    inner: Tensor,
    /// 16-bit `[tokens, inner]`.
    active: Tensor,
    left: Normalised,
    biases: [Vec<f32>; 4],
    pub(super) gradients: LayerGradients,
}

/// Gradients by a layer's variables.
pub(super) struct LayerGradients {
    pub(super) projections: DenseGradient,
    pub(super) attention_output: DenseGradient,
    pub(super) attention_norm: NormGradient,
    pub(super) intermediate: DenseGradient,
    pub(super) output: DenseGradient,
    pub(super) norm: NormGradient,
}

/// Gradients by a matrix (16-bit, as libtorch's own are) and its bias.
pub(super) struct DenseGradient {
    pub(super) weight: Tensor,
    pub(super) bias: Tensor,
}

/// A 16-bit buffer.
pub(super) fn buffer(rows: usize, width: usize) -> Tensor {
    Tensor::zeros([rows as i64, width as i64], (Kind::BFloat16, Device::Cpu))
}

fn first(tensor: &Tensor, tokens: usize) -> Tensor {
    tensor.narrow(0, 0, tokens as i64)
}

/// `result = left · rightᵀ`.
fn times_transposed(left: &Tensor, right: &Tensor, result: &Tensor) {
    let _ = left.mm_out(result, &right.transpose(0, 1));
}

impl Workspace {
    pub(super) fn new(tokens: usize, dimensions: Dimensions) -> Self {
        let Dimensions { width, inner, .. } = dimensions;
        Workspace {
            states: vec![0.0; tokens * width],
            middle: vec![0.0; tokens * width],
            narrow: buffer(tokens, width),
            wide: buffer(tokens, inner),
            triple: buffer(tokens, 3 * width),
            space: Space::default(),
        }
    }
}

impl DenseGradient {
    fn new(dense: &Dense) -> Self {
        let bias = Tensor::zeros([dense.outputs() as i64], (Kind::Float, Device::Cpu));
        DenseGradient { weight: dense.weight.zeros_like(), bias }
    }

    /// From gradients by the product's result and the input it had.
    fn of_product(&mut self, by_result: &Tensor, input: &Tensor) {
        let _ = by_result.transpose(0, 1).mm_out(&self.weight, input);
    }

    fn cleared_bias(&mut self) -> &mut [f32] {
        let bias = exact_mut(&mut self.bias);
        bias.fill(0.0);
        bias
    }
}

impl LayerGradients {
    fn new(weights: &LayerWeights) -> Self {
        let norm = |norm: &NormWeights| NormGradient::new(norm.read().weight.len());
        LayerGradients {
            projections: DenseGradient::new(&weights.projections),
            attention_output: DenseGradient::new(&weights.attention_output),
            attention_norm: norm(&weights.attention_norm),
            intermediate: DenseGradient::new(&weights.intermediate),
            output: DenseGradient::new(&weights.output),
            norm: norm(&weights.norm),
        }
    }
}

impl Layer {
    pub(super) fn new(weights: LayerWeights, number: u32, dimensions: Dimensions) -> Self {
        let empty = || buffer(0, 1);
        Layer {
            gradients: LayerGradients::new(&weights),
            weights,
            number,
            dimensions,
            input: empty(),
            projected: empty(),
            kept: Vec::new(),
            mixed: empty(),
            attended: Normalised::default(),
            middle: empty(),
            inner: empty(),
            active: empty(),
            left: Normalised::default(),
            biases: Default::default(),
        }
    }

    /// Makes room for so many tokens.
    pub(super) fn grow(&mut self, tokens: usize) {
        let Dimensions { width, inner, .. } = self.dimensions;
        self.input = buffer(tokens, width);
        self.projected = buffer(tokens, 3 * width);
        self.mixed = buffer(tokens, width);
        self.middle = buffer(tokens, width);
        self.inner = buffer(tokens, inner);
        self.active = buffer(tokens, inner);
    }

    fn noise(&self, batch: &Batch, place: u32, probability: f64) -> Option<Noise> {
        (probability > 0.0).then(|| Noise::new(batch.seed, 1 + self.number * PLACES + place, probability))
    }

    fn shape(&self, text: &Range<usize>) -> Shape {
        let Dimensions { heads, width, .. } = self.dimensions;
        Shape { tokens: text.len(), heads, width: width / heads }
    }

    /// From `self.input` and `work.states` to `output` and `work.states`.
    pub(super) fn forward(&mut self, batch: &Batch, work: &mut Workspace, output: &mut Tensor) {
        let Dimensions { width, activation, dropout, .. } = self.dimensions;
        let (tokens, numbers) = (batch.tokens, batch.tokens * width);
        let noise = [0, 1].map(|place| self.noise(batch, place, dropout));
        self.attend(batch, &mut work.space);
        let weights = &self.weights;
        let [_, attention_bias, inner_bias, outer_bias] = &self.biases;

        times_transposed(&first(&self.mixed, tokens), &weights.attention_output.weight, &first(&work.narrow, tokens));
        self.attended.resize(tokens, width);
        let projected = &short(&work.narrow)[..numbers];
        add(projected, attention_bias, noise[0], &work.states[..numbers], self.attended.sums());
        let middle = &mut work.middle[..numbers];
        normalise(weights.attention_norm.read(), None, &mut self.attended, middle, short_mut(&mut self.middle));

        times_transposed(&first(&self.middle, tokens), &weights.intermediate.weight, &first(&self.inner, tokens));
        let inner = tokens * self.dimensions.inner;
        activation::forward(
            activation,
            &short(&self.inner)[..inner],
            inner_bias,
            &mut short_mut(&mut self.active)[..inner],
        );
        times_transposed(&first(&self.active, tokens), &weights.output.weight, &first(&work.narrow, tokens));
        self.left.resize(tokens, width);
        let projected = &short(&work.narrow)[..numbers];
        add(projected, outer_bias, noise[1], &work.middle[..numbers], self.left.sums());
        normalise(weights.norm.read(), None, &mut self.left, &mut work.states[..numbers], short_mut(output));
    }

    fn attend(&mut self, batch: &Batch, space: &mut Space) {
        let (tokens, width) = (batch.tokens, self.dimensions.width);
        let weights = &self.weights;
        let dense = [&weights.projections, &weights.attention_output, &weights.intermediate, &weights.output];
        self.biases = dense.map(Dense::bias);
        times_transposed(&first(&self.input, tokens), &weights.projections.weight, &first(&self.projected, tokens));
        let kept: usize = batch.texts.iter().map(|text| self.shape(text).kept()).sum();
        self.kept.resize(kept.max(self.kept.len()), 0.0);
        let noise = self.noise(batch, 2, self.dimensions.attention_dropout);
        let mut place = 0;
        for text in &batch.texts {
            let shape = self.shape(text);
            space.fit(shape);
            let mut forth = Forth {
                shape,
                projected: &short(&self.projected)[text.start * 3 * width..text.end * 3 * width],
                bias: &self.biases[0],
                noise,
                place,
                kept: &mut self.kept[place..place + shape.kept()],
                mixed: &mut short_mut(&mut self.mixed)[text.start * width..text.end * width],
            };
            attend(space, &mut forth);
            place += shape.kept();
        }
    }

    /// Gradients by the layer's output in `gradients` become those by its input; those by its variables are left in
    /// `self.gradients`.
    pub(super) fn backward(&mut self, batch: &Batch, work: &mut Workspace, gradients: &mut [f32]) {
        let Dimensions { width, inner, activation, dropout, .. } = self.dimensions;
        let (tokens, numbers) = (batch.tokens, batch.tokens * width);
        let noise = [0, 1].map(|place| self.noise(batch, place, dropout));
        let weights = &self.weights;
        let by = &mut self.gradients;
        let narrow = first(&work.narrow, tokens);
        let wide = first(&work.wide, tokens);

        by.norm.clear();
        normalise_back(weights.norm.read(), &self.left, gradients, &mut by.norm);
        add_back(gradients, noise[1], &mut short_mut(&mut work.narrow)[..numbers], by.output.cleared_bias());
        by.output.of_product(&narrow, &first(&self.active, tokens));
        let _ = narrow.mm_out(&wide, &weights.output.weight);
        let by_inner = &mut short_mut(&mut work.wide)[..tokens * inner];
        let before = &short(&self.inner)[..tokens * inner];
        activation::backward(activation, before, &self.biases[2], by_inner, by.intermediate.cleared_bias());
        by.intermediate.of_product(&wide, &first(&self.middle, tokens));
        let _ = wide.mm_out(&narrow, &weights.intermediate.weight);
        add_short(gradients, &short(&work.narrow)[..numbers]);

        by.attention_norm.clear();
        normalise_back(weights.attention_norm.read(), &self.attended, gradients, &mut by.attention_norm);
        add_back(gradients, noise[0], &mut short_mut(&mut work.narrow)[..numbers], by.attention_output.cleared_bias());
        by.attention_output.of_product(&narrow, &first(&self.mixed, tokens));
        let _ = narrow.mm_out(&first(&self.mixed, tokens), &weights.attention_output.weight);
        self.attend_back(batch, work);
        let by = &mut self.gradients;
        let triple = first(&work.triple, tokens);
        sum_rows(&short(&work.triple)[..3 * numbers], by.projections.cleared_bias());
        by.projections.of_product(&triple, &first(&self.input, tokens));
        let _ = triple.mm_out(&narrow, &self.weights.projections.weight);
        add_short(gradients, &short(&work.narrow)[..numbers]);
    }

    /// From gradients by what attention mixed, which have taken its place, to gradients by `projected`.
    fn attend_back(&mut self, batch: &Batch, work: &mut Workspace) {
        let width = self.dimensions.width;
        let noise = self.noise(batch, 2, self.dimensions.attention_dropout);
        let mut place = 0;
        for text in &batch.texts {
            let shape = self.shape(text);
            work.space.fit(shape);
            let mut back = Back {
                shape,
                projected: &short(&self.projected)[text.start * 3 * width..text.end * 3 * width],
                bias: &self.biases[0],
                noise,
                kept: &self.kept[place..place + shape.kept()],
                by_mixed: &short(&self.mixed)[text.start * width..text.end * width],
                by_projected: &mut short_mut(&mut work.triple)[text.start * 3 * width..text.end * 3 * width],
            };
            attend_back(&mut work.space, &mut back);
            place += shape.kept();
        }
    }
}

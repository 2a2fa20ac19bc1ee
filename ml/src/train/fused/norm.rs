//! Layer normalisation, and the sums before it and dropout around it, in one pass a token.

use super::noise::Noise;
use super::vector::{LANES, accumulate, kernel, load, load_short, store, store_short, sum, widened, zip};

/// A layer norm's variables, each of the width of a token's state.
#[derive(Clone, Copy)]
pub(super) struct Norm<'m> {
    pub(super) weight: &'m [f32],
    pub(super) bias: &'m [f32],
    pub(super) epsilon: f32,
}

/// What the way back needs of the way forth.
#[derive(Default)]
pub(super) struct Normalised {
    /// Sums without their mean, divided by their deviation: `[tokens, width]`.
    states: Vec<f32>,
    /// 1 / deviation, one a token.
    scales: Vec<f32>,
}

/// Gradients by a norm's variables, summed over tokens.
pub(super) struct NormGradient {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl NormGradient {
    pub(super) fn new(width: usize) -> Self {
        NormGradient { weight: vec![0.0; width], bias: vec![0.0; width] }
    }

    pub(super) fn clear(&mut self) {
        self.weight.fill(0.0);
        self.bias.fill(0.0);
    }
}

impl Normalised {
    pub(super) fn resize(&mut self, tokens: usize, width: usize) {
        self.states.resize(tokens * width, 0.0);
        self.scales.resize(tokens, 0.0);
    }

    /// The place of a token's sums, for [`normalise`] to normalise.
    pub(super) fn sums(&mut self) -> &mut [f32] {
        &mut self.states
    }
}

kernel! {
    /// Sums are there: normalises them in place, then writes what goes on, with dropout if there is any.
    pub(super) fn normalise(
        norm: Norm<'_>,
        noise: Option<Noise>,
        normalised: &mut Normalised,
        exact: &mut [f32],
        short: &mut [u16],
    ) {
        let width = norm.weight.len();
        let Normalised { states, scales } = normalised;
        for (token, (states, scale)) in states.chunks_exact_mut(width).zip(scales).enumerate() {
            let mut total = [0.0; LANES];
            for at in (0..width).step_by(LANES) {
                total = zip(total, load(states, at), |total, state| total + state);
            }
            let mean = sum(total) / width as f32;
            let mut squares = [0.0; LANES];
            for at in (0..width).step_by(LANES) {
                squares = zip(squares, load(states, at), |squares, state| squares + (state - mean) * (state - mean));
            }
            *scale = 1.0 / (sum(squares) / width as f32 + norm.epsilon).sqrt();
            for at in (0..width).step_by(LANES) {
                let state = super::vector::map(load(states, at), |state| (state - mean) * *scale);
                store(states, at, state);
                let weighted = zip(state, load(norm.weight, at), |state, weight| state * weight);
                let mut result = zip(weighted, load(norm.bias, at), |weighted, bias| weighted + bias);
                let place = token * width + at;
                if let Some(noise) = noise {
                    result = zip(result, noise.factors(place), |result, factor| result * factor);
                }
                store(exact, place, result);
                store_short(short, place, result);
            }
        }
    }
}

kernel! {
    /// The sum after a block: `residual + dropout(projected + bias)`, `[tokens, width]`.
    pub(super) fn add(projected: &[u16], bias: &[f32], noise: Option<Noise>, residual: &[f32], sums: &mut [f32]) {
        let width = bias.len();
        for token in 0..sums.len() / width {
            for at in (0..width).step_by(LANES) {
                let place = token * width + at;
                let mut projected = zip(load_short(projected, place), load(bias, at), |state, bias| state + bias);
                if let Some(noise) = noise {
                    projected = zip(projected, noise.factors(place), |state, factor| state * factor);
                }
                store(sums, place, zip(projected, load(residual, place), |state, residual| state + residual));
            }
        }
    }
}

kernel! {
    /// Gradients by a norm's result, in place, become those by the sums before it.
    pub(super) fn normalise_back(
        norm: Norm<'_>,
        normalised: &Normalised,
        gradients: &mut [f32],
        by_norm: &mut NormGradient,
    ) {
        let width = norm.weight.len();
        let tokens = normalised.states.chunks_exact(width).zip(&normalised.scales);
        for (gradient, (states, scale)) in gradients.chunks_exact_mut(width).zip(tokens) {
            let (mut total, mut along) = ([0.0; LANES], [0.0; LANES]);
            for at in (0..width).step_by(LANES) {
                let (by_result, state) = (load(gradient, at), load(states, at));
                accumulate(&mut by_norm.bias, at, by_result);
                accumulate(&mut by_norm.weight, at, zip(by_result, state, |gradient, state| gradient * state));
                let by_state = zip(by_result, load(norm.weight, at), |gradient, weight| gradient * weight);
                store(gradient, at, by_state);
                total = zip(total, by_state, |total, gradient| total + gradient);
                along = zip(along, zip(by_state, state, |gradient, state| gradient * state), |sum, along| sum + along);
            }
            let (mean, slope) = (sum(total) / width as f32, sum(along) / width as f32);
            for at in (0..width).step_by(LANES) {
                let by_sum = zip(load(gradient, at), load(states, at), |gradient, state| {
                    (gradient - mean - state * slope) * *scale
                });
                store(gradient, at, by_sum);
            }
        }
    }
}

kernel! {
    /// Gradients by [`add`]'s sums become those by what was projected; their sums over the tokens are the bias's.
    pub(super) fn add_back(gradients: &[f32], noise: Option<Noise>, by_projected: &mut [u16], by_bias: &mut [f32]) {
        let width = by_bias.len();
        for token in 0..gradients.len() / width {
            for at in (0..width).step_by(LANES) {
                let place = token * width + at;
                let mut gradient = load(gradients, place);
                if let Some(noise) = noise {
                    gradient = zip(gradient, noise.factors(place), |gradient, factor| gradient * factor);
                }
                store_short(by_projected, place, gradient);
                accumulate(by_bias, at, gradient);
            }
        }
    }
}

kernel! {
    /// Multiplies by dropout's factors.
    pub(super) fn drop_out(noise: Noise, numbers: &mut [f32]) {
        for at in (0..numbers.len()).step_by(LANES) {
            let kept = zip(load(numbers, at), noise.factors(at), |number, factor| number * factor);
            store(numbers, at, kept);
        }
    }
}

kernel! {
    /// Adds 16-bit numbers to 32-bit ones.
    pub(super) fn add_short(sums: &mut [f32], numbers: &[u16]) {
        for (sum, number) in sums.iter_mut().zip(numbers) {
            *sum += widened(*number);
        }
    }
}

kernel! {
    /// Adds each row of `[rows, width]` to the sums.
    pub(super) fn sum_rows(rows: &[u16], sums: &mut [f32]) {
        for row in rows.chunks_exact(sums.len()) {
            for (sum, number) in sums.iter_mut().zip(row) {
                *sum += widened(*number);
            }
        }
    }
}

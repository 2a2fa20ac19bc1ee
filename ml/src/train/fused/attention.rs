//! Attention over texts of different lengths that lie one behind the other, without padding.
//!
//! Head by head and text by text, everything stays in the processor's nearest memory. Made for texts of up to
//! [`LONGEST`] tokens, such as headlines; for longer ones libtorch's products of whole batches are the faster ones.

use super::noise::Noise;
use super::product::{Left, MOST_INNER, product};
use super::vector::{LANES, exp, kernel, load, load_short, map, store_short, sum, zip};

/// Longest text in tokens.
pub(super) const LONGEST: usize = MOST_INNER;

/// Shape of one text's attention.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) tokens: usize,
    pub(super) heads: usize,
    /// Width of a head, a multiple of [`LANES`].
    pub(super) width: usize,
}

impl Shape {
    /// Tokens, filled up to whole lanes.
    fn padded(self) -> usize {
        self.tokens.next_multiple_of(LANES)
    }

    /// Numbers of one head's probabilities.
    fn square(self) -> usize {
        self.tokens * self.padded()
    }

    /// Numbers that [`attend`] keeps for [`attend_back`].
    pub(super) fn kept(self) -> usize {
        self.heads * self.square()
    }

    /// Width of a token's state.
    fn state(self) -> usize {
        self.heads * self.width
    }
}

/// Space for one head's matrices, used again and again.
#[derive(Default)]
pub(super) struct Space {
    /// Queries, keys and values of one head, `[tokens, width]`.
    parts: [Vec<f32>; 3],
    /// One of them, transposed: `[width, padded tokens]`.
    transposed: Vec<f32>,
    /// `[tokens, padded tokens]`.
    squares: [Vec<f32>; 2],
    /// `[tokens, width]`.
    result: Vec<f32>,
    /// `[tokens, width]`.
    gradient: Vec<f32>,
}

impl Space {
    pub(super) fn fit(&mut self, shape: Shape) {
        let (narrow, square) = (shape.tokens * shape.width, shape.square());
        for part in self.parts.iter_mut().chain([&mut self.result, &mut self.gradient]) {
            part.resize(narrow.max(part.len()), 0.0);
        }
        for part in &mut self.squares {
            part.resize(square.max(part.len()), 0.0);
        }
        self.transposed.resize((shape.width * shape.padded()).max(self.transposed.len()), 0.0);
    }
}

/// One text on its way forth: queries, keys and values `[tokens, 3 · state]` become `mixed`, `[tokens, state]`.
pub(super) struct Forth<'m> {
    pub(super) shape: Shape,
    pub(super) projected: &'m [u16],
    /// `[3 · state]`.
    pub(super) bias: &'m [f32],
    pub(super) noise: Option<Noise>,
    /// Where the text's probabilities begin among those of all texts: what the noise is a function of.
    pub(super) place: usize,
    /// Probabilities; those that were dropped have a minus sign.
    pub(super) kept: &'m mut [f32],
    pub(super) mixed: &'m mut [u16],
}

/// One text on its way back.
pub(super) struct Back<'m> {
    pub(super) shape: Shape,
    pub(super) projected: &'m [u16],
    pub(super) bias: &'m [f32],
    pub(super) noise: Option<Noise>,
    pub(super) kept: &'m [f32],
    /// Gradients by `mixed`.
    pub(super) by_mixed: &'m [u16],
    /// Gradients by `projected`.
    pub(super) by_projected: &'m mut [u16],
}

/// Reads one head's part (0 queries, 1 keys, 2 values) and adds its bias.
#[inline(always)]
fn read(shape: Shape, projected: &[u16], bias: &[f32], head: usize, part: usize, factor: f32, to: &mut [f32]) {
    let column = part * shape.state() + head * shape.width;
    for token in 0..shape.tokens {
        for at in (0..shape.width).step_by(LANES) {
            let number = load_short(projected, token * 3 * shape.state() + column + at);
            let number = zip(number, load(bias, column + at), |number, bias| (number + bias) * factor);
            super::vector::store(to, token * shape.width + at, number);
        }
    }
}

/// `[tokens, width]` becomes `[width, padded tokens]`.
#[inline(always)]
fn transpose(shape: Shape, from: &[f32], to: &mut [f32]) {
    let padded = shape.padded();
    for column in 0..shape.width {
        let (row, rest) = to[column * padded..(column + 1) * padded].split_at_mut(shape.tokens);
        for (number, state) in row.iter_mut().zip(from.chunks_exact(shape.width)) {
            *number = state[column];
        }
        rest.fill(0.0);
    }
}

#[inline(always)]
fn softmax<const FUSED: bool>(tokens: usize, row: &mut [f32]) {
    row[tokens..].fill(f32::NEG_INFINITY);
    let mut largest = [f32::NEG_INFINITY; LANES];
    for at in (0..row.len()).step_by(LANES) {
        largest = zip(largest, load(row, at), f32::max);
    }
    let largest = largest.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let mut total = [0.0; LANES];
    for at in (0..row.len()).step_by(LANES) {
        let powers = map(load(row, at), |number| exp::<FUSED>(number - largest));
        super::vector::store(row, at, powers);
        total = zip(total, powers, |total, power| total + power);
    }
    let scale = 1.0 / sum(total);
    for at in (0..row.len()).step_by(LANES) {
        let shares = map(load(row, at), |power| power * scale);
        super::vector::store(row, at, shares);
    }
}

/// Writes one head's `[tokens, width]` into rows of `stride` from `column` on.
#[inline(always)]
fn write(shape: Shape, from: &[f32], to: &mut [u16], stride: usize, column: usize) {
    for token in 0..shape.tokens {
        for at in (0..shape.width).step_by(LANES) {
            store_short(to, token * stride + column + at, load(from, token * shape.width + at));
        }
    }
}

kernel! {
    /// Scaled dot-product attention of one text, all heads.
    pub(super) fn attend(space: &mut Space, text: &mut Forth<'_>) {
        let Forth { shape, projected, bias, noise, place, ref mut kept, ref mut mixed } = *text;
        let (padded, square) = (shape.padded(), shape.square());
        let scale = 1.0 / (shape.width as f32).sqrt();
        let Space { parts: [queries, keys, values], transposed, squares: [dropped, _], result, .. } = space;
        for head in 0..shape.heads {
            read(shape, projected, bias, head, 0, scale, queries);
            read(shape, projected, bias, head, 1, 1.0, keys);
            read(shape, projected, bias, head, 2, 1.0, values);
            transpose(shape, keys, transposed);
            let kept = &mut kept[head * square..(head + 1) * square];
            let left = Left { numbers: queries, rows: shape.tokens, inner: shape.width, strides: [shape.width, 1] };
            product::<FUSED>(left, transposed, padded, kept);
            for row in 0..shape.tokens {
                let shares = &mut kept[row * padded..(row + 1) * padded];
                softmax::<FUSED>(shape.tokens, shares);
                let dropped = &mut dropped[row * padded..(row + 1) * padded];
                dropped.copy_from_slice(shares);
                let Some(noise) = noise else { continue };
                for at in (0..padded).step_by(LANES) {
                    let factors = noise.factors(place + head * square + row * padded + at);
                    let share = load(shares, at);
                    super::vector::store(dropped, at, zip(share, factors, |share, factor| share * factor));
                    let signed = zip(share, factors, |share, factor| if factor == 0.0 { -share } else { share });
                    super::vector::store(shares, at, signed);
                }
            }
            let left = Left { numbers: dropped, rows: shape.tokens, inner: shape.tokens, strides: [padded, 1] };
            product::<FUSED>(left, values, shape.width, result);
            write(shape, result, mixed, shape.state(), head * shape.width);
        }
    }
}

kernel! {
    /// Gradients of [`attend`].
    pub(super) fn attend_back(space: &mut Space, text: &mut Back<'_>) {
        let Back { shape, projected, bias, noise, kept, by_mixed, ref mut by_projected } = *text;
        let (padded, square, stride) = (shape.padded(), shape.square(), 3 * shape.state());
        let scale = 1.0 / (shape.width as f32).sqrt();
        let factor = noise.map_or(1.0, |noise| noise.scale);
        let Space { parts: [queries, keys, values], transposed, squares: [shares, by_scores], result, gradient } = space;
        for head in 0..shape.heads {
            read(shape, projected, bias, head, 0, scale, queries);
            read(shape, projected, bias, head, 1, 1.0, keys);
            read(shape, projected, bias, head, 2, 1.0, values);
            for token in 0..shape.tokens {
                for at in (0..shape.width).step_by(LANES) {
                    let number = load_short(by_mixed, token * shape.state() + head * shape.width + at);
                    super::vector::store(gradient, token * shape.width + at, number);
                }
            }
            transpose(shape, values, transposed);
            let rows = |numbers, inner| Left { numbers, rows: shape.tokens, inner, strides: [inner, 1] };
            product::<FUSED>(rows(gradient, shape.width), transposed, padded, by_scores);
            let kept = &kept[head * square..(head + 1) * square];
            for row in 0..shape.tokens {
                let from = row * padded;
                let mut along = [0.0; LANES];
                for at in (from..from + padded).step_by(LANES) {
                    let signed = load(kept, at);
                    let is_kept = |share: f32| share.is_sign_positive();
                    super::vector::store(shares, at, map(signed, |share| if is_kept(share) { share * factor } else { 0.0 }));
                    let by_share = zip(signed, load(by_scores, at), |share, gradient| {
                        if is_kept(share) { gradient * factor } else { 0.0 }
                    });
                    super::vector::store(by_scores, at, by_share);
                    along = zip(along, zip(signed, by_share, |share, gradient| share.abs() * gradient), |sum, along| {
                        sum + along
                    });
                }
                let along = sum(along);
                for at in (from..from + padded).step_by(LANES) {
                    let by_score = zip(load(kept, at), load(by_scores, at), |share, gradient| {
                        share.abs() * (gradient - along)
                    });
                    super::vector::store(by_scores, at, by_score);
                }
            }
            let column = head * shape.width;
            let forth = |numbers| Left { numbers, rows: shape.tokens, inner: shape.tokens, strides: [padded, 1] };
            let over = |numbers| Left { numbers, rows: shape.tokens, inner: shape.tokens, strides: [1, padded] };
            product::<FUSED>(over(shares), gradient, shape.width, result);
            write(shape, result, by_projected, stride, 2 * shape.state() + column);
            product::<FUSED>(over(by_scores), queries, shape.width, result);
            write(shape, result, by_projected, stride, shape.state() + column);
            product::<FUSED>(forth(by_scores), keys, shape.width, result);
            for number in result.iter_mut() {
                *number *= scale;
            }
            write(shape, result, by_projected, stride, column);
        }
    }
}

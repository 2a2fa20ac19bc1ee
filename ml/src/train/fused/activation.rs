//! The function inside a feed-forward block, with the bias before it.

use crate::config::Activation;

use super::vector::{LANES, accumulate, exp, kernel, load, load_short, multiply_add, store_short, zip};

/// 1/√(2π).
const DENSITY: f32 = 0.398_942_3;
/// √(2/π).
const TANH_SCALE: f32 = 0.797_884_6;
const TANH_CUBE: f32 = 0.044_715;

/// `function(inner + bias)` of `[tokens, width]`, the bias having `width` numbers.
pub(super) fn forward(function: Activation, inner: &[u16], bias: &[f32], outer: &mut [u16]) {
    match function {
        Activation::Gelu => gelu(inner, bias, outer),
        Activation::GeluNew | Activation::GeluPytorchTanh => tanh_gelu(inner, bias, outer),
        Activation::Relu => relu(inner, bias, outer),
    }
}

/// Gradients by `outer`, in place, become those by `inner`; their sums over the tokens are the bias's.
pub(super) fn backward(function: Activation, inner: &[u16], bias: &[f32], gradient: &mut [u16], by_bias: &mut [f32]) {
    match function {
        Activation::Gelu => gelu_back(inner, bias, gradient, by_bias),
        Activation::GeluNew | Activation::GeluPytorchTanh => tanh_gelu_back(inner, bias, gradient, by_bias),
        Activation::Relu => relu_back(inner, bias, gradient, by_bias),
    }
}

/// The normal distribution's function and density at x. By Abramowitz & Stegun 7.1.26, to 10⁻⁷.
#[inline(always)]
fn normal<const FUSED: bool>(x: f32) -> (f32, f32) {
    let bell = exp::<FUSED>(-0.5 * x * x);
    let t = 1.0 / multiply_add::<FUSED>(0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2, x.abs(), 1.0);
    let mut polynomial = 1.061_405_4;
    for coefficient in [-1.453_152, 1.421_413_7, -0.284_496_72, 0.254_829_6] {
        polynomial = multiply_add::<FUSED>(polynomial, t, coefficient);
    }
    let tail = 0.5 * polynomial * t * bell;
    (if x < 0.0 { tail } else { 1.0 - tail }, bell * DENSITY)
}

/// tanh of the inner polynomial at x, and that polynomial's derivative.
#[inline(always)]
fn inner_tanh<const FUSED: bool>(x: f32) -> (f32, f32) {
    let square = x * x;
    let argument = TANH_SCALE * x * multiply_add::<FUSED>(TANH_CUBE, square, 1.0);
    let tanh = 1.0 - 2.0 / (exp::<FUSED>(2.0 * argument) + 1.0);
    (tanh, TANH_SCALE * multiply_add::<FUSED>(3.0 * TANH_CUBE, square, 1.0))
}

/// A function of each `inner + bias`.
macro_rules! forth {
    ($name:ident, $function:ident) => {
        kernel! {
            fn $name(inner: &[u16], bias: &[f32], outer: &mut [u16]) {
                for (inner, outer) in inner.chunks_exact(bias.len()).zip(outer.chunks_exact_mut(bias.len())) {
                    for at in (0..bias.len()).step_by(LANES) {
                        let biased = zip(load_short(inner, at), load(bias, at), |inner, bias| inner + bias);
                        let mut result = [0.0; LANES];
                        for (result, x) in result.iter_mut().zip(biased) {
                            *result = $function::<FUSED>(x);
                        }
                        store_short(outer, at, result);
                    }
                }
            }
        }
    };
}

/// Gradients times the function's derivative.
macro_rules! back {
    ($name:ident, $derivative:ident) => {
        kernel! {
            fn $name(inner: &[u16], bias: &[f32], gradient: &mut [u16], by_bias: &mut [f32]) {
                for (inner, gradient) in inner.chunks_exact(bias.len()).zip(gradient.chunks_exact_mut(bias.len())) {
                    for at in (0..bias.len()).step_by(LANES) {
                        let biased = zip(load_short(inner, at), load(bias, at), |inner, bias| inner + bias);
                        let mut result = load_short(gradient, at);
                        for (result, x) in result.iter_mut().zip(biased) {
                            *result *= $derivative::<FUSED>(x);
                        }
                        store_short(gradient, at, result);
                        accumulate(by_bias, at, result);
                    }
                }
            }
        }
    };
}

#[inline(always)]
fn gelu_at<const FUSED: bool>(x: f32) -> f32 {
    x * normal::<FUSED>(x).0
}

#[inline(always)]
fn gelu_slope<const FUSED: bool>(x: f32) -> f32 {
    let (distribution, density) = normal::<FUSED>(x);
    multiply_add::<FUSED>(x, density, distribution)
}

#[inline(always)]
fn tanh_gelu_at<const FUSED: bool>(x: f32) -> f32 {
    0.5 * x * (1.0 + inner_tanh::<FUSED>(x).0)
}

#[inline(always)]
fn tanh_gelu_slope<const FUSED: bool>(x: f32) -> f32 {
    let (tanh, slope) = inner_tanh::<FUSED>(x);
    0.5 * (1.0 + tanh) + 0.5 * x * (1.0 - tanh * tanh) * slope
}

#[inline(always)]
fn relu_at<const FUSED: bool>(x: f32) -> f32 {
    x.max(0.0)
}

#[inline(always)]
fn relu_slope<const FUSED: bool>(x: f32) -> f32 {
    if x > 0.0 { 1.0 } else { 0.0 }
}

forth!(gelu, gelu_at);
forth!(tanh_gelu, tanh_gelu_at);
forth!(relu, relu_at);
back!(gelu_back, gelu_slope);
back!(tanh_gelu_back, tanh_gelu_slope);
back!(relu_back, relu_slope);

//! The model's variables as the fused computation reads them: matrices in 16 bits, the rest as they are.

use std::collections::HashMap;

use rayon::prelude::*;
use tch::{Device, Kind, Tensor};

use crate::config::ModelConfig;

use super::norm::Norm;
use super::numbers::{exact, short_mut};
use super::vector::{LANES, kernel, load, store_short};

/// The model's variables, by path.
pub(super) type Variables = HashMap<String, Tensor>;

/// A matrix product and a bias. The matrix may be several variables', one below the other.
pub(super) struct Dense {
    /// `[outputs, inputs]`, 16-bit.
    pub(super) weight: Tensor,
    /// Paths of its parts, without `.weight` and `.bias`.
    pub(super) paths: Vec<String>,
    parts: Vec<Tensor>,
    biases: Vec<Tensor>,
}

/// A layer norm.
pub(super) struct NormWeights {
    pub(super) path: String,
    weight: Tensor,
    bias: Tensor,
    epsilon: f32,
}

/// One encoder layer.
pub(super) struct LayerWeights {
    pub(super) projections: Dense,
    pub(super) attention_output: Dense,
    pub(super) attention_norm: NormWeights,
    pub(super) intermediate: Dense,
    pub(super) output: Dense,
    pub(super) norm: NormWeights,
}

fn variable(variables: &Variables, path: &str) -> Tensor {
    variables[path].detach()
}

impl Dense {
    fn new(variables: &Variables, paths: Vec<String>) -> Self {
        let of = |what: &str| paths.iter().map(|path| variable(variables, &format!("{path}.{what}"))).collect();
        let (parts, biases): (Vec<Tensor>, Vec<Tensor>) = (of("weight"), of("bias"));
        let (outputs, inputs) = (parts.iter().map(|part| part.size()[0]).sum(), parts[0].size()[1]);
        let weight = Tensor::zeros([outputs, inputs], (Kind::BFloat16, Device::Cpu));
        Dense { weight, paths, parts, biases }
    }

    /// The same variables and the same 16-bit matrix, for another thread.
    fn share(&self) -> Self {
        let share = |tensors: &[Tensor]| tensors.iter().map(Tensor::shallow_clone).collect();
        Dense {
            weight: self.weight.shallow_clone(),
            paths: self.paths.clone(),
            parts: share(&self.parts),
            biases: share(&self.biases),
        }
    }

    /// The whole bias.
    pub(super) fn bias(&self) -> Vec<f32> {
        self.biases.iter().flat_map(|bias| exact(bias).iter().copied()).collect()
    }

    /// Numbers of the outputs.
    pub(super) fn outputs(&self) -> usize {
        self.weight.size()[0] as usize
    }

    /// Each part with its rows of the 16-bit matrix.
    fn pairs(&self) -> impl Iterator<Item = (Tensor, Tensor)> {
        let mut from = 0;
        self.parts.iter().map(move |part| {
            let rows = part.size()[0];
            from += rows;
            (part.shallow_clone(), self.weight.narrow(0, from - rows, rows))
        })
    }
}

impl NormWeights {
    pub(super) fn new(variables: &Variables, path: String, config: &ModelConfig) -> Self {
        let of = |what: &str| variable(variables, &format!("{path}.{what}"));
        NormWeights { weight: of("weight"), bias: of("bias"), epsilon: config.layer_norm_eps as f32, path }
    }

    pub(super) fn share(&self) -> Self {
        NormWeights {
            path: self.path.clone(),
            weight: self.weight.shallow_clone(),
            bias: self.bias.shallow_clone(),
            epsilon: self.epsilon,
        }
    }

    pub(super) fn read(&self) -> Norm<'_> {
        Norm { weight: exact(&self.weight), bias: exact(&self.bias), epsilon: self.epsilon }
    }
}

impl LayerWeights {
    pub(super) fn new(variables: &Variables, number: i64, config: &ModelConfig) -> Self {
        let path = |name: &str| format!("encoder.layer.{number}.{name}");
        let dense = |names: &[&str]| Dense::new(variables, names.iter().map(|name| path(name)).collect());
        let norm = |name: &str| NormWeights::new(variables, path(name), config);
        LayerWeights {
            projections: dense(&["attention.self.query", "attention.self.key", "attention.self.value"]),
            attention_output: dense(&["attention.output.dense"]),
            attention_norm: norm("attention.output.LayerNorm"),
            intermediate: dense(&["intermediate.dense"]),
            output: dense(&["output.dense"]),
            norm: norm("output.LayerNorm"),
        }
    }

    pub(super) fn share(&self) -> Self {
        LayerWeights {
            projections: self.projections.share(),
            attention_output: self.attention_output.share(),
            attention_norm: self.attention_norm.share(),
            intermediate: self.intermediate.share(),
            output: self.output.share(),
            norm: self.norm.share(),
        }
    }
}

/// The matrices of all layers, each part beside its 16-bit copy.
pub(super) struct Copies(Vec<(Tensor, Tensor)>);

impl Copies {
    pub(super) fn new(layers: &[LayerWeights]) -> Self {
        let dense = layers
            .iter()
            .flat_map(|layer| [&layer.projections, &layer.attention_output, &layer.intermediate, &layer.output]);
        Copies(dense.flat_map(Dense::pairs).collect())
    }

    /// Makes the copies what the variables are now.
    pub(super) fn refresh(&mut self) {
        self.0.par_iter_mut().for_each(|(from, to)| shorten(exact(from), short_mut(to)));
    }
}

kernel! {
    fn shorten(from: &[f32], to: &mut [u16]) {
        for at in (0..from.len()).step_by(LANES) {
            store_short(to, at, load(from, at));
        }
    }
}

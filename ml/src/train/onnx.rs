//! Trained weights as an ONNX graph.
//!
//! Inputs and output are every classifier's ([`crate::onnx`]); a text is one segment, so segments are a constant. The
//! operators are ONNX's (set [`crate::onnx::OPSET`]) and, where ONNX Runtime has a faster fused one (attention, bias with
//! GELU, 8-bit products with their scaling), its own `com.microsoft` set: written as such, they don't depend on what an
//! optimiser recognises. Its fused residual with layer normalisation is left alone: on a CPU it takes four times as long
//! as the two sums and ONNX's own layer normalisation together (ONNX Runtime 1.31).
//!
//! When only the first token's state is used (pooling `cls` or `pooler`), the last layer computes only that token's:
//! exact, and a layer's feed-forward block cheaper.

mod encoder;

use std::collections::HashMap;

use tch::{Kind, Tensor};

use crate::bundle::Variant;
use crate::config::ModelConfig;
use crate::onnx::graph::Graph;

use super::error::TrainError;
use encoder::Encoder;

/// The bytes of `model.onnx`. `variables` are the model's, by path.
pub fn export(config: &ModelConfig, variables: &HashMap<String, Tensor>) -> Result<Vec<u8>, TrainError> {
    write(Encoder { graph: Graph::default(), variables, config, variant: Variant::Fp32, exact: &[] })
}

/// The bytes of `model.int8.onnx`. The matrix products of the paths in `exact` stay in 32 bits.
pub fn export_int8(
    config: &ModelConfig,
    variables: &HashMap<String, Tensor>,
    exact: &[String],
) -> Result<Vec<u8>, TrainError> {
    write(Encoder { graph: Graph::default(), variables, config, variant: Variant::Int8, exact })
}

fn write(mut encoder: Encoder<'_>) -> Result<Vec<u8>, TrainError> {
    encoder.classifier()?;
    Ok(crate::onnx::classifier(encoder.graph, encoder.config.classes()))
}

/// A tensor's values, row by row.
pub(super) fn values(tensor: &Tensor) -> Result<Vec<f32>, TrainError> {
    Ok(Vec::<f32>::try_from(tensor.detach().to_kind(Kind::Float).contiguous().flatten(0, -1))?)
}

#[cfg(test)]
mod tests;

//! Trained weights as an ONNX graph.
//!
//! Inputs `input_ids` and `attention_mask`, integers `[batch, length]`; output `logits`, `[batch, classes]`. Batch and
//! length are free; a text is one segment, so segments are a constant. The operators are ONNX's (set [`OPSET`]) and,
//! where ONNX Runtime has a faster fused one (attention, bias with GELU, 8-bit products with their scaling), its own
//! `com.microsoft` set: written as such, they don't depend on what an optimiser recognises. Its fused residual with
//! layer normalisation is left alone: on a CPU it takes four times as long as the two sums and ONNX's own layer
//! normalisation together (ONNX Runtime 1.31).
//!
//! When only the first token's state is used (pooling `cls` or `pooler`), the last layer computes only that token's:
//! exact, and a layer's feed-forward block cheaper.

mod encoder;
mod graph;

use std::collections::HashMap;

use prost::Message;
use tch::{Kind, Tensor};

use crate::bundle::Variant;
use crate::config::ModelConfig;

use super::error::TrainError;
use super::onnx_proto::{
    Dimension, DimensionProto, GraphProto, ModelProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TensorTypeProto, TypeProto, ValueInfoProto,
};
use encoder::Encoder;
use graph::{FUSED_DOMAIN, Graph};

/// Version of ONNX's operator set.
pub const OPSET: i64 = 17;
/// Version of ONNX's file format that goes with it.
const IR_VERSION: i64 = 8;
/// Version of ONNX Runtime's own operator set.
const FUSED_OPSET: i64 = 1;

/// The bytes of `model.onnx`. `variables` are the model's, by path.
pub fn export(config: &ModelConfig, variables: &HashMap<String, Tensor>) -> Result<Vec<u8>, TrainError> {
    write(Encoder { graph: Graph::new(variables), config, variant: Variant::Fp32, exact: &[] })
}

/// The bytes of `model.int8.onnx`. The matrix products of the paths in `exact` stay in 32 bits.
pub fn export_int8(
    config: &ModelConfig,
    variables: &HashMap<String, Tensor>,
    exact: &[String],
) -> Result<Vec<u8>, TrainError> {
    write(Encoder { graph: Graph::new(variables), config, variant: Variant::Int8, exact })
}

fn write(mut encoder: Encoder<'_>) -> Result<Vec<u8>, TrainError> {
    let config = encoder.config;
    encoder.classifier()?;
    let (nodes, constants) = encoder.graph.into_parts();
    let classes = Dimension::Value(config.classes());
    let opset = |domain: &str, version| OperatorSetIdProto { domain: domain.to_owned(), version };
    let model = ModelProto {
        ir_version: IR_VERSION,
        opset_import: vec![opset("", OPSET), opset(FUSED_DOMAIN, FUSED_OPSET)],
        producer_name: "gisa-trainer".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        graph: Some(GraphProto {
            node: nodes,
            name: "text_classifier".into(),
            initializer: constants,
            input: vec![integer_input("input_ids"), integer_input("attention_mask")],
            output: vec![value("logits", TensorProto::FLOAT, [Dimension::Parameter("batch".into()), classes])],
        }),
    };
    Ok(model.encode_to_vec())
}

/// A tensor's values, row by row.
pub(super) fn values(tensor: &Tensor) -> Result<Vec<f32>, TrainError> {
    Ok(Vec::<f32>::try_from(tensor.detach().to_kind(Kind::Float).contiguous().flatten(0, -1))?)
}

fn integer_input(name: &str) -> ValueInfoProto {
    let axes = [Dimension::Parameter("batch".into()), Dimension::Parameter("length".into())];
    value(name, TensorProto::INT64, axes)
}

fn value(name: &str, elem_type: i32, axes: [Dimension; 2]) -> ValueInfoProto {
    let dim = axes.into_iter().map(|axis| DimensionProto { value: Some(axis) }).collect();
    let tensor_type = Some(TensorTypeProto { elem_type, shape: Some(TensorShapeProto { dim }) });
    ValueInfoProto { name: name.into(), r#type: Some(TypeProto { tensor_type }) }
}

#[cfg(test)]
mod tests;

//! ONNX graphs, written node by node: what every model's exporter rests on.
//!
//! - [`proto`]: the part of ONNX's protocol buffers that our graphs need
//! - [`graph`]: a graph under construction
//!
//! Every graph here is a text classifier: inputs `input_ids` and `attention_mask`, integers `[batch, length]`; output
//! `logits`, `[batch, classes]`. Batch and length are free.

pub mod graph;
pub mod proto;

use prost::Message;

use graph::{FUSED_DOMAIN, Graph};
use proto::{
    Dimension, DimensionProto, GraphProto, ModelProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TensorTypeProto, TypeProto, ValueInfoProto,
};

/// Version of ONNX's operator set.
pub const OPSET: i64 = 17;
/// Version of ONNX's file format that goes with it.
const IR_VERSION: i64 = 8;
/// Version of ONNX Runtime's own operator set.
const FUSED_OPSET: i64 = 1;

/// The bytes of a classifier whose graph makes a value called `logits`, `[batch, classes]`.
pub fn classifier(graph: Graph, classes: i64) -> Vec<u8> {
    let (nodes, constants) = graph.into_parts();
    let opset = |domain: &str, version| OperatorSetIdProto { domain: domain.to_owned(), version };
    let logits = [Dimension::Parameter("batch".into()), Dimension::Value(classes)];
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
            output: vec![value("logits", TensorProto::FLOAT, logits)],
        }),
    };
    model.encode_to_vec()
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

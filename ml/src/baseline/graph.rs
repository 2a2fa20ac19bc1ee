//! The baseline's ONNX graph: look up, sum, divide by the length, add the bias.

use crate::onnx::graph::{Graph, int};
use crate::onnx::{self};

use super::Linear;

/// Least sum of squares that is divided by: a text without known n-grams has 0 of everything.
pub const LEAST_SQUARE: f32 = 1e-12;

/// The bytes of `model.onnx`. The mask isn't looked at: what fills up has a row of zeros, as has what leads.
pub fn export(linear: &Linear) -> Vec<u8> {
    let classes = linear.classes as i64;
    let ids = (linear.table.len() / (linear.classes + 1)) as i64;
    let mut graph = Graph::default();
    let table = graph.floats("table", &[ids, classes + 1], &linear.table);
    let bias = graph.floats("bias", &[classes], &linear.bias);
    let least = graph.floats("least_square", &[1], &[LEAST_SQUARE]);
    let (zero, one) = (graph.integers("zero", &[0]), graph.integers("one", &[1]));
    let (split, end) = (graph.integers("classes", &[classes]), graph.integers("columns", &[classes + 1]));
    let rows = graph.node("Gather", &[&table, "input_ids"], vec![int("axis", 0)]);
    let sums = graph.node("ReduceSum", &[&rows, &one], vec![int("keepdims", 0)]);
    let scores = graph.node("Slice", &[&sums, &zero, &split, &one], vec![]);
    let square = graph.node("Slice", &[&sums, &split, &end, &one], vec![]);
    let square = graph.node("Max", &[&square, &least], vec![]);
    let length = graph.node("Sqrt", &[&square], vec![]);
    let scaled = graph.node("Div", &[&scores, &length], vec![]);
    graph.node_to("Add", &[&scaled, &bias], "logits");
    onnx::classifier(graph, classes)
}

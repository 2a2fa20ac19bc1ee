//! A graph under construction: nodes, constants, and names for both.

use std::collections::HashSet;

use super::proto::{AttributeProto, NodeProto, TensorProto};

/// Domain of ONNX Runtime's own operators.
pub const FUSED_DOMAIN: &str = "com.microsoft";
/// An optional input that isn't given.
pub const ABSENT: &str = "";

/// A graph under construction. Methods that add a node return the name of the value it makes.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    named: HashSet<String>,
}

impl Graph {
    /// Nodes in the order they were added, and constants.
    pub fn into_parts(self) -> (Vec<NodeProto>, Vec<TensorProto>) {
        (self.nodes, self.constants)
    }

    /// A node of ONNX's own set, under a name of its own.
    pub fn node(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> String {
        let output = self.fresh_name(operator);
        self.push(operator, "", inputs, vec![output.clone()], attributes);
        output
    }

    /// A node of ONNX's own set that makes a value of this name.
    pub fn node_to(&mut self, operator: &str, inputs: &[&str], output: &str) {
        self.push(operator, "", inputs, vec![output.to_owned()], Vec::new());
    }

    /// A node of ONNX Runtime's set, under a name of its own.
    pub fn fused(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> String {
        let output = self.fresh_name(operator);
        self.push(operator, FUSED_DOMAIN, inputs, vec![output.clone()], attributes);
        output
    }

    /// 8-bit values of `input` over its own range: values, scale and zero point.
    pub fn quantised(&mut self, input: &str) -> [String; 3] {
        let name = self.fresh_name("DynamicQuantizeLinear");
        let outputs = [name.clone(), format!("{name}_scale"), format!("{name}_zero")];
        self.push("DynamicQuantizeLinear", "", &[input], outputs.to_vec(), Vec::new());
        outputs
    }

    /// One input more for the node added last.
    pub fn give_last_node(&mut self, input: &str) {
        self.nodes.last_mut().expect("a node was added").input.push(input.to_owned());
    }

    /// 32-bit numbers, row by row, as a constant.
    pub fn floats(&mut self, name: &str, dims: &[i64], values: &[f32]) -> String {
        self.constant(name, dims, TensorProto::FLOAT, || values.iter().flat_map(|value| value.to_le_bytes()).collect())
    }

    /// A list of integers as a constant.
    pub fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let raw = || values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, &[values.len() as i64], TensorProto::INT64, raw)
    }

    /// 8-bit integers, row by row, as a constant.
    pub fn bytes(&mut self, name: &str, dims: &[i64], values: &[i8]) -> String {
        let raw = || values.iter().map(|value| value.to_le_bytes()[0]).collect();
        self.constant(name, dims, TensorProto::INT8, raw)
    }

    /// Adds a constant unless one of this name is there already.
    fn constant(&mut self, name: &str, dims: &[i64], data_type: i32, raw_data: impl FnOnce() -> Vec<u8>) -> String {
        if self.named.insert(name.to_owned()) {
            self.constants.push(TensorProto {
                dims: dims.to_vec(),
                data_type,
                name: name.into(),
                raw_data: raw_data(),
            });
        }
        name.to_owned()
    }

    fn fresh_name(&self, operator: &str) -> String {
        format!("{}_{}", operator.to_lowercase(), self.nodes.len())
    }

    fn push(
        &mut self,
        operator: &str,
        domain: &str,
        inputs: &[&str],
        output: Vec<String>,
        attribute: Vec<AttributeProto>,
    ) {
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|name| (*name).to_owned()).collect(),
            name: output[0].clone(),
            output,
            op_type: operator.to_owned(),
            domain: domain.to_owned(),
            attribute,
        });
    }
}

/// A setting that is an integer.
pub fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { name: name.into(), i: value, r#type: AttributeProto::INT, ..Default::default() }
}

/// A setting that is a number.
pub fn float(name: &str, value: f32) -> AttributeProto {
    AttributeProto { name: name.into(), f: value, r#type: AttributeProto::FLOAT, ..Default::default() }
}

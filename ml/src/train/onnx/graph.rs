//! A graph under construction: nodes, constants, and names for both.

use std::collections::{HashMap, HashSet};

use tch::Tensor;

use crate::train::error::TrainError;
use crate::train::onnx_proto::{AttributeProto, NodeProto, TensorProto};
use crate::train::quantise::QuantisedMatrix;

use super::values;

/// Domain of ONNX Runtime's own operators.
pub(super) const FUSED_DOMAIN: &str = "com.microsoft";
/// An optional input that isn't given.
pub(super) const ABSENT: &str = "";

/// Methods that add a node return the name of the value it makes.
pub(super) struct Graph<'m> {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    named: HashSet<String>,
    variables: &'m HashMap<String, Tensor>,
}

impl<'m> Graph<'m> {
    pub(super) fn new(variables: &'m HashMap<String, Tensor>) -> Self {
        Graph { nodes: Vec::new(), constants: Vec::new(), named: HashSet::new(), variables }
    }

    pub(super) fn into_parts(self) -> (Vec<NodeProto>, Vec<TensorProto>) {
        (self.nodes, self.constants)
    }

    /// A node of ONNX's own set, under a name of its own.
    pub(super) fn node(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> String {
        let output = self.fresh_name(operator);
        self.push(operator, "", inputs, vec![output.clone()], attributes);
        output
    }

    /// A node of ONNX's own set that makes a value of this name.
    pub(super) fn node_to(&mut self, operator: &str, inputs: &[&str], output: &str) {
        self.push(operator, "", inputs, vec![output.to_owned()], Vec::new());
    }

    /// A node of ONNX Runtime's set, under a name of its own.
    pub(super) fn fused(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> String {
        let output = self.fresh_name(operator);
        self.push(operator, FUSED_DOMAIN, inputs, vec![output.clone()], attributes);
        output
    }

    /// 8-bit values of `input` over its own range: values, scale and zero point.
    pub(super) fn quantised(&mut self, input: &str) -> [String; 3] {
        let name = self.fresh_name("DynamicQuantizeLinear");
        let outputs = [name.clone(), format!("{name}_scale"), format!("{name}_zero")];
        self.push("DynamicQuantizeLinear", "", &[input], outputs.to_vec(), Vec::new());
        outputs
    }

    /// One input more for the node added last.
    pub(super) fn give_last_node(&mut self, input: &str) {
        self.nodes.last_mut().expect("a node was added").input.push(input.to_owned());
    }

    /// A variable of the model.
    pub(super) fn variable(&self, path: &str) -> Result<Tensor, TrainError> {
        let variable = self.variables.get(path).map(|variable| variable.detach());
        variable.ok_or_else(|| tch::TchError::TensorNameNotFound(path.into(), "model".into()).into())
    }

    /// A variable of the model as a constant under its own path.
    pub(super) fn floats_of(&mut self, path: &str) -> Result<String, TrainError> {
        let variable = self.variable(path)?;
        self.floats_from(path, &variable)
    }

    /// A tensor as a constant.
    pub(super) fn floats_from(&mut self, name: &str, tensor: &Tensor) -> Result<String, TrainError> {
        let values = values(tensor)?;
        Ok(self.floats(name, &tensor.size(), &values))
    }

    pub(super) fn floats(&mut self, name: &str, dims: &[i64], values: &[f32]) -> String {
        self.constant(name, dims, TensorProto::FLOAT, || values.iter().flat_map(|value| value.to_le_bytes()).collect())
    }

    pub(super) fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let raw = || values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, &[values.len() as i64], TensorProto::INT64, raw)
    }

    /// An 8-bit matrix as two constants: its values, and its scales of shape `scales`.
    pub(super) fn matrix(&mut self, name: &str, matrix: &QuantisedMatrix, scales: &[i64]) -> [String; 2] {
        let dims = [matrix.rows as i64, matrix.columns as i64];
        let raw = || matrix.values.iter().map(|value| value.to_le_bytes()[0]).collect();
        let values = self.constant(&format!("{name}.int8"), &dims, TensorProto::INT8, raw);
        [values, self.floats(&format!("{name}.scale"), scales, &matrix.scales)]
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

pub(super) fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { name: name.into(), i: value, r#type: AttributeProto::INT, ..Default::default() }
}

pub(super) fn float(name: &str, value: f32) -> AttributeProto {
    AttributeProto { name: name.into(), f: value, r#type: AttributeProto::FLOAT, ..Default::default() }
}

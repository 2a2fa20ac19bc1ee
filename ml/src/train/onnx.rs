//! Trained weights as an ONNX graph.
//!
//! Operator set 12 of ONNX, nothing else. Inputs `input_ids` and `attention_mask`, integers `[batch, length]`; output
//! `logits`, `[batch, classes]`. Batch and length are free; a text is one segment, so segments are a constant. Attention, layer normalisation and GELU are spelt the way ONNX Runtime's optimiser recognises
//! and fuses at its extended level: that is why the operator set is 12 and not a newer one.

use std::collections::HashMap;

use prost::Message;
use tch::{Kind, Tensor};

use crate::config::{Activation, Family, ModelConfig, Pooling};

use super::error::TrainError;
use super::onnx_proto::{
    AttributeProto, Dimension, DimensionProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};

/// Version of ONNX's operator set.
pub const OPSET: i64 = 12;
/// Version of ONNX's file format that goes with it.
const IR_VERSION: i64 = 7;
/// Added to attention scores of padding: far enough below any score that its weight is 0 in 32 bits.
const MASKED: f32 = -10000.0;

/// The bytes of `model.onnx`. `variables` are the model's, by path.
pub fn export(config: &ModelConfig, variables: &HashMap<String, Tensor>) -> Result<Vec<u8>, TrainError> {
    let mut graph = Graph { nodes: Vec::new(), constants: Vec::new(), variables, config };
    graph.floats("one", &[], &[1.0]);
    graph.floats("half", &[], &[0.5]);
    graph.floats("two", &[], &[2.0]);
    graph.floats("sqrt_two", &[], &[std::f32::consts::SQRT_2]);
    graph.floats("masked", &[], &[MASKED]);
    graph.floats("epsilon", &[], &[config.layer_norm_eps as f32]);
    graph.floats("scale", &[], &[(config.head_size() as f32).sqrt()]);
    graph.integers("split_heads", &[0, 0, config.num_attention_heads, config.head_size()]);
    graph.integers("merge_heads", &[0, 0, config.hidden_size]);
    graph.integers("index_1", &[1]);
    graph.integers("index_0", &[0]);

    graph.attention_bias();
    let mut states = graph.embeddings()?;
    for layer in 0..config.num_hidden_layers {
        states = graph.layer(&format!("encoder.layer.{layer}"), &states)?;
    }
    let pooled = graph.pool(&states)?;
    let product = graph.matmul("classifier", &pooled)?;
    graph.floats_of("classifier.bias", false)?;
    graph.node_to("Add", &[&product, "classifier.bias"], "logits", vec![]);

    let inputs = vec![integer_input("input_ids"), integer_input("attention_mask")];
    let classes = Dimension::Value(config.classes());
    let logits = value("logits", TensorProto::FLOAT, [Dimension::Parameter("batch".into()), classes]);
    let model = ModelProto {
        ir_version: IR_VERSION,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
        producer_name: "gisa-trainer".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        graph: Some(GraphProto {
            node: graph.nodes,
            name: "bert_classifier".into(),
            initializer: graph.constants,
            input: inputs,
            output: vec![logits],
        }),
    };
    Ok(model.encode_to_vec())
}

/// A graph under construction. Methods return the name of the value they make.
struct Graph<'m> {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    variables: &'m HashMap<String, Tensor>,
    config: &'m ModelConfig,
}

impl Graph<'_> {
    /// `attention_bias`, `[batch, 1, 1, length]`: 0 for tokens, [`MASKED`] for padding.
    fn attention_bias(&mut self) {
        let rows = self.node("Unsqueeze", &["attention_mask"], vec![ints("axes", &[1])]);
        let heads = self.node("Unsqueeze", &[&rows], vec![ints("axes", &[2])]);
        let numbers = self.node("Cast", &[&heads], vec![int("to", i64::from(TensorProto::FLOAT))]);
        let absent = self.node("Sub", &["one", &numbers], vec![]);
        self.node_to("Mul", &[&absent, "masked"], "attention_bias", vec![]);
    }

    /// Ids `[batch, length]` to states `[batch, length, hidden]`.
    fn embeddings(&mut self) -> Result<String, TrainError> {
        self.floats_of("embeddings.word_embeddings.weight", false)?;
        self.floats_of("embeddings.position_embeddings.weight", false)?;
        let words = self.node("Gather", &["embeddings.word_embeddings.weight", "input_ids"], vec![int("axis", 0)]);
        let first = self.variable("embeddings.token_type_embeddings.weight")?.narrow(0, 0, 1);
        let values = values(&first)?;
        self.floats("token_type", &[self.config.hidden_size], &values);
        let typed = self.node("Add", &[&words, "token_type"], vec![]);
        let positions = self.positions();
        let sum = self.node("Add", &[&typed, &positions], vec![]);
        self.layer_norm("embeddings.LayerNorm", &sum)
    }

    /// Position embeddings: `[length, hidden]` in BERT, `[batch, length, hidden]` in RoBERTa.
    fn positions(&mut self) -> String {
        let table = "embeddings.position_embeddings.weight";
        match self.config.model_type {
            Family::Bert => {
                let shape = self.node("Shape", &["input_ids"], vec![]);
                let length = self.node("Gather", &[&shape, "index_1"], vec![int("axis", 0)]);
                self.node("Slice", &[table, "index_0", &length, "index_0"], vec![])
            }
            Family::Roberta | Family::XlmRoberta => {
                self.integers("pad_id", &[i64::from(self.config.pad_token_id)]);
                let padding = self.node("Equal", &["input_ids", "pad_id"], vec![]);
                let token = self.node("Not", &[&padding], vec![]);
                let token = self.node("Cast", &[&token], vec![int("to", i64::from(TensorProto::INT64))]);
                let number = self.node("CumSum", &[&token, "index_1"], vec![]);
                let counted = self.node("Mul", &[&number, &token], vec![]);
                let rows = self.node("Add", &[&counted, "pad_id"], vec![]);
                self.node("Gather", &[table, &rows], vec![int("axis", 0)])
            }
        }
    }

    /// One encoder layer: `[batch, length, hidden]` to the same.
    fn layer(&mut self, path: &str, states: &str) -> Result<String, TrainError> {
        let heads = |graph: &mut Self, name: &str, order: &[i64]| -> Result<String, TrainError> {
            let flat = graph.linear(&format!("{path}.attention.self.{name}"), states)?;
            let split = graph.node("Reshape", &[&flat, "split_heads"], vec![]);
            Ok(graph.node("Transpose", &[&split], vec![ints("perm", order)]))
        };
        let query = heads(self, "query", &[0, 2, 1, 3])?;
        let key = heads(self, "key", &[0, 2, 3, 1])?;
        let value = heads(self, "value", &[0, 2, 1, 3])?;
        let products = self.node("MatMul", &[&query, &key], vec![]);
        let scores = self.node("Div", &[&products, "scale"], vec![]);
        let masked = self.node("Add", &[&scores, "attention_bias"], vec![]);
        let weights = self.node("Softmax", &[&masked], vec![int("axis", 3)]);
        let mixed = self.node("MatMul", &[&weights, &value], vec![]);
        let turned = self.node("Transpose", &[&mixed], vec![ints("perm", &[0, 2, 1, 3])]);
        let merged = self.node("Reshape", &[&turned, "merge_heads"], vec![]);
        let attended = self.linear(&format!("{path}.attention.output.dense"), &merged)?;
        let residual = self.node("Add", &[&attended, states], vec![]);
        let states = self.layer_norm(&format!("{path}.attention.output.LayerNorm"), &residual)?;

        let inner = self.linear(&format!("{path}.intermediate.dense"), &states)?;
        let inner = self.activation(&inner);
        let outer = self.linear(&format!("{path}.output.dense"), &inner)?;
        let residual = self.node("Add", &[&outer, &states], vec![]);
        self.layer_norm(&format!("{path}.output.LayerNorm"), &residual)
    }

    /// States `[batch, length, hidden]` to `[batch, hidden]`.
    fn pool(&mut self, states: &str) -> Result<String, TrainError> {
        Ok(match self.config.classifier_pooling {
            Pooling::Cls => self.first_token(states),
            Pooling::Pooler => {
                let first = self.first_token(states);
                let dense = self.linear("pooler.dense", &first)?;
                self.node("Tanh", &[&dense], vec![])
            }
            Pooling::Mean => {
                let mask = self.node("Cast", &["attention_mask"], vec![int("to", i64::from(TensorProto::FLOAT))]);
                let mask = self.node("Unsqueeze", &[&mask], vec![ints("axes", &[2])]);
                let kept = self.node("Mul", &[states, &mask], vec![]);
                let sum = |graph: &mut Self, of: &str| {
                    graph.node("ReduceSum", &[of], vec![ints("axes", &[1]), int("keepdims", 0)])
                };
                let total = sum(self, &kept);
                let count = sum(self, &mask);
                self.node("Div", &[&total, &count], vec![])
            }
        })
    }

    fn first_token(&mut self, states: &str) -> String {
        let first = self.node("Gather", &[states, "index_0"], vec![int("axis", 1)]);
        self.node("Squeeze", &[&first], vec![ints("axes", &[1])])
    }

    fn linear(&mut self, path: &str, input: &str) -> Result<String, TrainError> {
        let product = self.matmul(path, input)?;
        let bias = format!("{path}.bias");
        self.floats_of(&bias, false)?;
        Ok(self.node("Add", &[&product, &bias], vec![]))
    }

    fn matmul(&mut self, path: &str, input: &str) -> Result<String, TrainError> {
        let weight = format!("{path}.weight");
        self.floats_of(&weight, true)?;
        Ok(self.node("MatMul", &[input, &weight], vec![]))
    }

    /// `(x - mean) / sqrt(variance + epsilon) · weight + bias`.
    fn layer_norm(&mut self, path: &str, input: &str) -> Result<String, TrainError> {
        let (weight, bias) = (format!("{path}.weight"), format!("{path}.bias"));
        self.floats_of(&weight, false)?;
        self.floats_of(&bias, false)?;
        let mean = self.node("ReduceMean", &[input], vec![ints("axes", &[-1]), int("keepdims", 1)]);
        let centred = self.node("Sub", &[input, &mean], vec![]);
        let squared = self.node("Pow", &[&centred, "two"], vec![]);
        let variance = self.node("ReduceMean", &[&squared], vec![ints("axes", &[-1]), int("keepdims", 1)]);
        let shifted = self.node("Add", &[&variance, "epsilon"], vec![]);
        let deviation = self.node("Sqrt", &[&shifted], vec![]);
        let normal = self.node("Div", &[&centred, &deviation], vec![]);
        let scaled = self.node("Mul", &[&normal, &weight], vec![]);
        Ok(self.node("Add", &[&scaled, &bias], vec![]))
    }

    fn activation(&mut self, input: &str) -> String {
        match self.config.hidden_act {
            Activation::Gelu => self.gelu(input),
            Activation::GeluNew | Activation::GeluPytorchTanh => self.tanh_gelu(input),
            Activation::Relu => self.node("Relu", &[input], vec![]),
        }
    }

    /// `x / 2 · (1 + erf(x / √2))`.
    fn gelu(&mut self, input: &str) -> String {
        let divided = self.node("Div", &[input, "sqrt_two"], vec![]);
        let error = self.node("Erf", &[&divided], vec![]);
        let raised = self.node("Add", &[&error, "one"], vec![]);
        let product = self.node("Mul", &[input, &raised], vec![]);
        self.node("Mul", &[&product, "half"], vec![])
    }

    /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
    fn tanh_gelu(&mut self, input: &str) -> String {
        self.floats("three", &[], &[3.0]);
        self.floats("cubic", &[], &[0.044_715]);
        self.floats("sqrt_two_over_pi", &[], &[(2.0 / std::f32::consts::PI).sqrt()]);
        let cube = self.node("Pow", &[input, "three"], vec![]);
        let scaled = self.node("Mul", &[&cube, "cubic"], vec![]);
        let sum = self.node("Add", &[input, &scaled], vec![]);
        let argument = self.node("Mul", &[&sum, "sqrt_two_over_pi"], vec![]);
        let tangent = self.node("Tanh", &[&argument], vec![]);
        let raised = self.node("Add", &[&tangent, "one"], vec![]);
        let product = self.node("Mul", &[input, &raised], vec![]);
        self.node("Mul", &[&product, "half"], vec![])
    }

    /// Adds a node under a name of its own.
    fn node(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> String {
        let output = format!("{}_{}", operator.to_lowercase(), self.nodes.len());
        self.node_to(operator, inputs, &output, attributes);
        output
    }

    fn node_to(&mut self, operator: &str, inputs: &[&str], output: &str, attribute: Vec<AttributeProto>) {
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|name| (*name).to_owned()).collect(),
            output: vec![output.to_owned()],
            name: output.to_owned(),
            op_type: operator.to_owned(),
            attribute,
        });
    }

    /// Adds a variable of the model as a constant under its own path.
    fn floats_of(&mut self, path: &str, transposed: bool) -> Result<(), TrainError> {
        let variable = self.variable(path)?;
        let variable = if transposed { variable.transpose(0, 1) } else { variable };
        let values = values(&variable)?;
        self.floats(path, &variable.size(), &values);
        Ok(())
    }

    fn variable(&self, path: &str) -> Result<Tensor, TrainError> {
        let variable = self.variables.get(path).map(|variable| variable.detach());
        variable.ok_or_else(|| tch::TchError::TensorNameNotFound(path.into(), "model".into()).into())
    }

    fn floats(&mut self, name: &str, dims: &[i64], values: &[f32]) {
        let raw = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, dims, TensorProto::FLOAT, raw);
    }

    fn integers(&mut self, name: &str, values: &[i64]) {
        let raw = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, &[values.len() as i64], TensorProto::INT64, raw);
    }

    fn constant(&mut self, name: &str, dims: &[i64], data_type: i32, raw_data: Vec<u8>) {
        self.constants.push(TensorProto { dims: dims.to_vec(), data_type, name: name.into(), raw_data });
    }
}

/// A tensor's values, row by row.
pub(super) fn values(tensor: &Tensor) -> Result<Vec<f32>, TrainError> {
    Ok(Vec::<f32>::try_from(tensor.detach().to_kind(Kind::Float).contiguous().flatten(0, -1))?)
}

fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { name: name.into(), i: value, r#type: AttributeProto::INT, ..Default::default() }
}

fn ints(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto { name: name.into(), ints: values.to_vec(), r#type: AttributeProto::INTS, ..Default::default() }
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
mod tests {
    use tch::nn::VarStore;
    use tch::{Device, no_grad};

    use super::*;
    use crate::batch::pad;
    use crate::labels::{Label, Labels};
    use crate::parameters::BaseModel;
    use crate::serve::Runtime;
    use crate::serve::classifier::{run, session};
    use crate::train::evaluate::tensors;
    use crate::train::model::{BertClassifier, Mode};

    fn config() -> ModelConfig {
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        ModelConfig::scratch(BaseModel::ScratchTiny, 50, 16, 0.1, &Labels(vec![label("a"), label("b"), label("c")]))
    }

    fn model(config: &ModelConfig) -> (VarStore, BertClassifier) {
        tch::manual_seed(3);
        let store = VarStore::new(Device::Cpu);
        let model = BertClassifier::new(&store.root(), config);
        (store, model)
    }

    #[test]
    fn every_shape_of_model_computes_in_onnx_runtime_what_it_computes_in_libtorch() {
        let runtime = Runtime::from_env().unwrap();
        let shapes = [Family::Bert, Family::Roberta].into_iter().flat_map(|family| {
            let acts = [Activation::Gelu, Activation::GeluNew, Activation::Relu];
            Pooling::ALL.into_iter().zip(acts).map(move |(pooling, act)| (family, pooling, act))
        });
        for (model_type, classifier_pooling, hidden_act) in shapes {
            let types = if model_type == Family::Bert { 2 } else { 1 };
            let config = ModelConfig {
                model_type,
                classifier_pooling,
                hidden_act,
                type_vocab_size: types,
                pad_token_id: 1,
                ..config()
            };
            let (store, model) = model(&config);
            let onnx = export(&config, &store.variables()).unwrap();
            assert_eq!(onnx, export(&config, &store.variables()).unwrap());
            let batch = pad(&[&[2, 9, 8, 7, 3], &[2, 3], &[2, 49, 3]], config.pad_token_id);
            let (ids, mask) = tensors(&batch);
            let expected = values(&no_grad(|| model.forward(&ids, &mask, Mode::EXACT))).unwrap();
            let mut session = session(&runtime, &onnx, 1).unwrap();
            let logits = run(&mut session, batch, &config).unwrap();
            for (a, b) in logits.iter().flatten().zip(expected) {
                assert!((a - b).abs() < 1e-5, "{a} and {b}");
            }
        }
    }

    #[test]
    fn onnx_runtime_fuses_attention_normalisation_and_gelu() {
        let runtime = Runtime::from_env().unwrap();
        let config = config();
        let (store, _) = model(&config);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("optimised.onnx");
        let onnx = export(&config, &store.variables()).unwrap();
        let _session = ort::session::Session::builder(&runtime.environment)
            .unwrap()
            .with_optimization_level(ort::session::builder::GraphOptimizationLevel::Level2)
            .unwrap()
            .with_optimized_model_path(&path)
            .unwrap()
            .commit_from_memory(&onnx)
            .unwrap();
        let optimised = ModelProto::decode(std::fs::read(&path).unwrap().as_slice()).unwrap().graph.unwrap();
        let count = |operators: &[&str]| {
            optimised.node.iter().filter(|node| operators.contains(&node.op_type.as_str())).count()
        };
        let operators: Vec<&str> = optimised.node.iter().map(|node| node.op_type.as_str()).collect();
        assert_eq!(count(&["Attention"]), 2, "{operators:?}");
        assert_eq!(count(&["SkipLayerNormalization", "LayerNormalization"]), 5, "{operators:?}");
        assert_eq!(count(&["Gelu", "BiasGelu"]), 2, "{operators:?}");
        assert_eq!(count(&["Softmax", "Erf", "Sqrt"]), 0, "{operators:?}");
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = export(&config(), &HashMap::new()).unwrap_err().to_string();
        assert!(error.contains("embeddings.word_embeddings.weight"), "{error}");
    }
}

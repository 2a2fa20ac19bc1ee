//! BERT and RoBERTa, operator by operator: a mirror of [`crate::train::model`].

use std::collections::HashMap;

use tch::Tensor;

use crate::bundle::Variant;
use crate::config::{Activation, Family, ModelConfig, Pooling};
use crate::onnx::graph::{ABSENT, Graph, float, int};
use crate::onnx::proto::{AttributeProto, TensorProto};
use crate::train::error::TrainError;
use crate::train::quantise::{QuantisedMatrix, quantise_columns, quantise_rows};

use super::values;

const WORDS: &str = "embeddings.word_embeddings.weight";

/// Writes a classifier into a graph. Shapes are `[batch, length, hidden]` unless a method says otherwise.
pub(super) struct Encoder<'m> {
    pub(super) graph: Graph,
    /// The model's variables, by path.
    pub(super) variables: &'m HashMap<String, Tensor>,
    pub(super) config: &'m ModelConfig,
    pub(super) variant: Variant,
    /// Paths of products that stay in 32 bits in an 8-bit graph.
    pub(super) exact: &'m [String],
}

impl Encoder<'_> {
    /// From `input_ids` and `attention_mask` to `logits`.
    pub(super) fn classifier(&mut self) -> Result<(), TrainError> {
        self.graph.integers("zero", &[0]);
        self.graph.integers("one", &[1]);
        let mask = self.graph.node("Cast", &["attention_mask"], vec![to(TensorProto::INT32)]);
        let mut states = self.embeddings()?;
        let last = self.config.num_hidden_layers - 1;
        for layer in 0..self.config.num_hidden_layers {
            let path = format!("encoder.layer.{layer}");
            let is_only_first_needed = layer == last && self.config.classifier_pooling != Pooling::Mean;
            states = if is_only_first_needed {
                self.first_of_layer(&path, &states, &mask)?
            } else {
                self.layer(&path, &states, &mask)?
            };
        }
        let pooled = self.pool(&states)?;
        self.exact_product("classifier", &pooled, "logits")
    }

    /// Words + positions + the first segment, normalised.
    fn embeddings(&mut self) -> Result<String, TrainError> {
        let words = self.words()?;
        let segment = self.variable("embeddings.token_type_embeddings.weight")?.narrow(0, 0, 1);
        let table = self.variable("embeddings.position_embeddings.weight")? + segment;
        let table = self.floats_from("embeddings.position_and_segment", &table)?;
        let graph = &mut self.graph;
        let positions = match self.config.model_type {
            Family::Bert => {
                let shape = graph.node("Shape", &["input_ids"], vec![]);
                let length = graph.node("Gather", &[&shape, "one"], vec![int("axis", 0)]);
                graph.node("Slice", &[&table, "zero", &length, "zero"], vec![])
            }
            Family::Roberta | Family::XlmRoberta => {
                graph.integers("pad_id", &[i64::from(self.config.pad_token_id)]);
                let padding = graph.node("Equal", &["input_ids", "pad_id"], vec![]);
                let token = graph.node("Not", &[&padding], vec![]);
                let token = graph.node("Cast", &[&token], vec![to(TensorProto::INT64)]);
                let number = graph.node("CumSum", &[&token, "one"], vec![]);
                let counted = graph.node("Mul", &[&number, &token], vec![]);
                let rows = graph.node("Add", &[&counted, "pad_id"], vec![]);
                graph.node("Gather", &[&table, &rows], vec![int("axis", 0)])
            }
        };
        self.normalised_sum("embeddings.LayerNorm", &words, &positions)
    }

    /// Rows of the token embedding; in 8 bits they are stored with a scale each.
    fn words(&mut self) -> Result<String, TrainError> {
        match self.variant {
            Variant::Fp32 => {
                let table = self.floats_of(WORDS)?;
                Ok(self.graph.node("Gather", &[&table, "input_ids"], vec![int("axis", 0)]))
            }
            Variant::Int8 => {
                let matrix = quantise_rows(&self.variable(WORDS)?)?;
                let [values, scales] = self.matrix(WORDS, &matrix, &[matrix.rows as i64, 1]);
                let rows = self.graph.node("Gather", &[&values, "input_ids"], vec![int("axis", 0)]);
                let scale = self.graph.node("Gather", &[&scales, "input_ids"], vec![int("axis", 0)]);
                let rows = self.graph.node("Cast", &[&rows], vec![to(TensorProto::FLOAT)]);
                Ok(self.graph.node("Mul", &[&rows, &scale], vec![]))
            }
        }
    }

    fn layer(&mut self, path: &str, states: &str, mask: &str) -> Result<String, TrainError> {
        let name = format!("{path}.attention.self.query_key_value");
        let paths = ["query", "key", "value"].map(|part| format!("{path}.attention.self.{part}"));
        let weight = self.joined(&paths, "weight")?.transpose(0, 1);
        let bias = self.joined(&paths, "bias")?;
        let bias = self.floats_from(&format!("{name}.bias"), &bias)?;
        let heads = vec![int("num_heads", self.config.num_attention_heads)];
        let attended = match self.variant {
            Variant::Fp32 => {
                let weight = self.floats_from(&format!("{name}.weight"), &weight)?;
                self.graph.fused("Attention", &[states, &weight, &bias, mask], heads)
            }
            Variant::Int8 => {
                let matrix = quantise_columns(&weight)?;
                let [weight, scale] = self.matrix(&name, &matrix, &[matrix.columns as i64]);
                let [values, value_scale, zero] = self.graph.quantised(states);
                let inputs: [&str; 7] = [&values, &weight, &bias, &value_scale, &scale, mask, &zero];
                self.graph.fused("QAttention", &inputs, heads)
            }
        };
        self.after_attention(path, &attended, states)
    }

    /// The first token's state after a layer: `[batch, 1, hidden]`. Its query meets every token's key and value.
    fn first_of_layer(&mut self, path: &str, states: &str, mask: &str) -> Result<String, TrainError> {
        let first = self.graph.node("Slice", &[states, "zero", "one", "one"], vec![]);
        let query = self.linear(&format!("{path}.attention.self.query"), &first)?;
        let key = self.linear(&format!("{path}.attention.self.key"), states)?;
        let value = self.linear(&format!("{path}.attention.self.value"), states)?;
        let heads = vec![int("num_heads", self.config.num_attention_heads)];
        let attended = self.graph.fused("MultiHeadAttention", &[&query, &key, &value, ABSENT, mask], heads);
        self.after_attention(path, &attended, &first)
    }

    /// Projection, residual and norm, then the feed-forward block with its own.
    fn after_attention(&mut self, path: &str, attended: &str, states: &str) -> Result<String, TrainError> {
        let projected = self.linear(&format!("{path}.attention.output.dense"), attended)?;
        let states = self.normalised_sum(&format!("{path}.attention.output.LayerNorm"), &projected, states)?;
        let inner = self.product(&format!("{path}.intermediate.dense"), &states)?;
        let bias = self.floats_of(&format!("{path}.intermediate.dense.bias"))?;
        let inner = match self.config.hidden_act {
            Activation::Gelu => self.graph.fused("BiasGelu", &[&inner, &bias], vec![]),
            Activation::GeluNew | Activation::GeluPytorchTanh => self.graph.fused("FastGelu", &[&inner, &bias], vec![]),
            Activation::Relu => {
                let biased = self.graph.node("Add", &[&inner, &bias], vec![]);
                self.graph.node("Relu", &[&biased], vec![])
            }
        };
        let outer = self.linear(&format!("{path}.output.dense"), &inner)?;
        self.normalised_sum(&format!("{path}.output.LayerNorm"), &outer, &states)
    }

    /// States to one state a text: `[batch, hidden]`.
    fn pool(&mut self, states: &str) -> Result<String, TrainError> {
        let graph = &mut self.graph;
        match self.config.classifier_pooling {
            Pooling::Cls => Ok(graph.node("Squeeze", &[states, "one"], vec![])),
            Pooling::Pooler => {
                let first = graph.node("Squeeze", &[states, "one"], vec![]);
                self.exact_product("pooler.dense", &first, "pooled")?;
                Ok(self.graph.node("Tanh", &["pooled"], vec![]))
            }
            Pooling::Mean => {
                graph.integers("two", &[2]);
                let mask = graph.node("Cast", &["attention_mask"], vec![to(TensorProto::FLOAT)]);
                let mask = graph.node("Unsqueeze", &[&mask, "two"], vec![]);
                let kept = graph.node("Mul", &[states, &mask], vec![]);
                let total = graph.node("ReduceSum", &[&kept, "one"], vec![int("keepdims", 0)]);
                let count = graph.node("ReduceSum", &[&mask, "one"], vec![int("keepdims", 0)]);
                Ok(graph.node("Div", &[&total, &count], vec![]))
            }
        }
    }

    /// `input · weightᵀ`, without the bias, in the variant's precision.
    fn product(&mut self, path: &str, input: &str) -> Result<String, TrainError> {
        let weight = self.variable(&format!("{path}.weight"))?.transpose(0, 1);
        if self.is_exact(path) {
            let weight = self.floats_from(&format!("{path}.weight"), &weight)?;
            return Ok(self.graph.node("MatMul", &[input, &weight], vec![]));
        }
        let matrix = quantise_columns(&weight)?;
        let [weight, scale] = self.matrix(path, &matrix, &[matrix.columns as i64]);
        Ok(self.graph.fused("DynamicQuantizeMatMul", &[input, &weight, &scale], vec![]))
    }

    /// `input · weightᵀ + bias`, in the variant's precision.
    fn linear(&mut self, path: &str, input: &str) -> Result<String, TrainError> {
        let product = self.product(path, input)?;
        let bias = self.floats_of(&format!("{path}.bias"))?;
        if self.is_exact(path) {
            return Ok(self.graph.node("Add", &[&product, &bias], vec![]));
        }
        // The 8-bit product adds it while it scales.
        self.graph.give_last_node(ABSENT);
        self.graph.give_last_node(&bias);
        Ok(product)
    }

    /// A variable of the model.
    fn variable(&self, path: &str) -> Result<Tensor, TrainError> {
        let variable = self.variables.get(path).map(|variable| variable.detach());
        variable.ok_or_else(|| tch::TchError::TensorNameNotFound(path.into(), "model".into()).into())
    }

    /// One variable below the other: those called `what` of each path.
    fn joined(&self, paths: &[String], what: &str) -> Result<Tensor, TrainError> {
        let parts: Result<Vec<Tensor>, TrainError> =
            paths.iter().map(|path| self.variable(&format!("{path}.{what}"))).collect();
        Ok(Tensor::cat(&parts?, 0))
    }

    /// A variable of the model as a constant under its own path.
    fn floats_of(&mut self, path: &str) -> Result<String, TrainError> {
        let variable = self.variable(path)?;
        self.floats_from(path, &variable)
    }

    /// A tensor as a constant.
    fn floats_from(&mut self, name: &str, tensor: &Tensor) -> Result<String, TrainError> {
        let values = values(tensor)?;
        Ok(self.graph.floats(name, &tensor.size(), &values))
    }

    /// An 8-bit matrix as two constants: its values, and its scales of shape `scales`.
    fn matrix(&mut self, name: &str, matrix: &QuantisedMatrix, scales: &[i64]) -> [String; 2] {
        let dims = [matrix.rows as i64, matrix.columns as i64];
        let values = self.graph.bytes(&format!("{name}.int8"), &dims, &matrix.values);
        [values, self.graph.floats(&format!("{name}.scale"), scales, &matrix.scales)]
    }

    fn is_exact(&self, path: &str) -> bool {
        self.variant == Variant::Fp32 || self.exact.iter().any(|exact| exact == path)
    }

    /// `input · weightᵀ + bias` in 32 bits: heads are small, and their logits are what is compared.
    fn exact_product(&mut self, path: &str, input: &str, output: &str) -> Result<(), TrainError> {
        let weight = self.variable(&format!("{path}.weight"))?.transpose(0, 1);
        let weight = self.floats_from(&format!("{path}.weight"), &weight)?;
        let bias = self.floats_of(&format!("{path}.bias"))?;
        self.graph.node_to("Gemm", &[input, &weight, &bias], output);
        Ok(())
    }

    /// Layer normalisation of `left + right`.
    fn normalised_sum(&mut self, path: &str, left: &str, right: &str) -> Result<String, TrainError> {
        let weight = self.floats_of(&format!("{path}.weight"))?;
        let shift = self.floats_of(&format!("{path}.bias"))?;
        let sum = self.graph.node("Add", &[left, right], vec![]);
        let settings = vec![int("axis", -1), float("epsilon", self.config.layer_norm_eps as f32)];
        Ok(self.graph.node("LayerNormalization", &[&sum, &weight, &shift], settings))
    }
}

fn to(data_type: i32) -> AttributeProto {
    int("to", i64::from(data_type))
}

//! BERT and RoBERTa with a classification head, as libtorch modules.
//!
//! A mirror of Hugging Face's checkpoints: every variable's path is the checkpoint's key. In shapes, `B` is rows of a
//! batch, `L` their padded length, `H` the hidden size, `C` the classes. Mask is 1 where there is a token.

use tch::nn::{Init, Path};
use tch::{Device, Kind, Tensor};

use crate::config::{Activation, Family, ModelConfig, Pooling};
use crate::parameters::Precision;

/// A matrix product and a bias: `[.., inputs] -> [.., outputs]`.
#[derive(Debug)]
pub struct Linear {
    weight: Tensor,
    bias: Tensor,
}

/// Layer normalisation over the last axis: `[.., H] -> [.., H]`.
#[derive(Debug)]
pub struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
    epsilon: f64,
}

/// Token, position and segment embeddings, summed and normalised: ids `[B, L] -> [B, L, H]`.
#[derive(Debug)]
pub struct Embeddings {
    word_embeddings: Tensor,
    position_embeddings: Tensor,
    token_type_embeddings: Tensor,
    norm: LayerNorm,
    dropout: f64,
    family: Family,
    pad_id: i64,
}

/// Scaled dot-product attention over all heads: `[B, L, H] -> [B, L, H]`.
#[derive(Debug)]
pub struct SelfAttention {
    query: Linear,
    key: Linear,
    value: Linear,
    heads: i64,
    head_size: i64,
    dropout: f64,
}

/// Projection, dropout, residual and norm after attention or feed-forward: `[B, L, inputs] -> [B, L, H]`.
#[derive(Debug)]
pub struct Output {
    dense: Linear,
    norm: LayerNorm,
    dropout: f64,
}

/// One encoder layer: attention, then feed-forward: `[B, L, H] -> [B, L, H]`.
#[derive(Debug)]
pub struct Layer {
    attention: SelfAttention,
    attention_output: Output,
    intermediate: Linear,
    activation: Activation,
    output: Output,
}

/// The classifier: ids and mask `[B, L] -> logits [B, C]`.
#[derive(Debug)]
pub struct BertClassifier {
    embeddings: Embeddings,
    layers: Vec<Layer>,
    pool: Pool,
    classifier: Linear,
    dropout: f64,
}

/// Token states to one state a text: `[B, L, H] -> [B, H]`.
#[derive(Debug)]
enum Pool {
    Mean,
    First,
    Pooler(Linear),
}

/// What a model reads.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'t> {
    /// Integers `[B, L]`, padded with the model's padding id.
    pub ids: &'t Tensor,
    /// Integers `[B, L]`.
    pub mask: &'t Tensor,
    /// Segments, integers `[B, L]`; absent means all 0, as a text that is one segment has it.
    pub token_types: Option<&'t Tensor>,
}

/// How a forward pass is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// Whether dropout is on.
    pub train: bool,
    /// Arithmetic in matrix products.
    pub precision: Precision,
}

impl Mode {
    /// Measuring and serving: no dropout, 32 bits.
    pub const EXACT: Mode = Mode { train: false, precision: Precision::Fp32 };
}

impl Linear {
    fn new(path: Path, inputs: i64, outputs: i64, config: &ModelConfig) -> Self {
        Linear { weight: path.var("weight", &[outputs, inputs], initial(config)), bias: path.zeros("bias", &[outputs]) }
    }

    /// In 16 bits the result stays so: what follows is another product, or a sum that libtorch makes in 32 bits.
    fn forward(&self, input: &Tensor, mode: Mode) -> Tensor {
        match mode.precision {
            Precision::Fp32 => input.linear(&self.weight, Some(&self.bias)),
            Precision::Bf16 => {
                let weight = self.weight.to_kind(Kind::BFloat16);
                let bias = self.bias.to_kind(Kind::BFloat16);
                input.to_kind(Kind::BFloat16).linear(&weight, Some(&bias))
            }
        }
    }
}

impl LayerNorm {
    fn new(path: Path, config: &ModelConfig) -> Self {
        let size = [config.hidden_size];
        LayerNorm {
            weight: path.ones("weight", &size),
            bias: path.zeros("bias", &size),
            epsilon: config.layer_norm_eps,
        }
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        input.layer_norm(self.weight.size(), Some(&self.weight), Some(&self.bias), self.epsilon, false)
    }
}

impl Embeddings {
    fn new(path: Path, config: &ModelConfig) -> Self {
        let table = |name: &str, rows| (&path / name).var("weight", &[rows, config.hidden_size], initial(config));
        Embeddings {
            word_embeddings: table("word_embeddings", config.vocab_size),
            position_embeddings: table("position_embeddings", config.max_position_embeddings),
            token_type_embeddings: table("token_type_embeddings", config.type_vocab_size),
            norm: LayerNorm::new(&path / "LayerNorm", config),
            dropout: config.hidden_dropout_prob,
            family: config.model_type,
            pad_id: i64::from(config.pad_token_id),
        }
    }

    fn forward(&self, inputs: Inputs<'_>, mode: Mode) -> Tensor {
        let look_up = |table: &Tensor, ids: &Tensor| Tensor::embedding(table, ids, -1, false, false);
        let words = look_up(&self.word_embeddings, inputs.ids);
        let positions = match self.family {
            Family::Bert => self.position_embeddings.narrow(0, 0, inputs.ids.size()[1]),
            Family::Roberta | Family::XlmRoberta => look_up(&self.position_embeddings, &self.positions(inputs.ids)),
        };
        let types = match inputs.token_types {
            Some(types) => look_up(&self.token_type_embeddings, types),
            None => self.token_type_embeddings.narrow(0, 0, 1),
        };
        self.norm.forward(&(words + types + positions)).dropout(self.dropout, mode.train)
    }

    /// RoBERTa's positions, `[B, L]`: tokens are counted from the padding id + 1, and padding has the padding id's.
    fn positions(&self, ids: &Tensor) -> Tensor {
        let tokens = ids.ne(self.pad_id).to_kind(Kind::Int64);
        tokens.cumsum(1, Kind::Int64) * tokens + self.pad_id
    }
}

impl SelfAttention {
    fn new(path: Path, config: &ModelConfig) -> Self {
        let size = config.hidden_size;
        SelfAttention {
            query: Linear::new(&path / "query", size, size, config),
            key: Linear::new(&path / "key", size, size, config),
            value: Linear::new(&path / "value", size, size, config),
            heads: config.num_attention_heads,
            head_size: config.head_size(),
            dropout: config.attention_probs_dropout_prob,
        }
    }

    /// `allowed`: booleans `[B, 1, 1, L]`, true where a token may be attended to.
    fn forward(&self, states: &Tensor, allowed: &Tensor, mode: Mode) -> Tensor {
        let (rows, length, size) = states.size3().expect("states are [B, L, H]");
        // Once for all three products.
        let short = (mode.precision == Precision::Bf16).then(|| states.to_kind(Kind::BFloat16));
        let states = short.as_ref().unwrap_or(states);
        let split = |linear: &Linear| {
            linear.forward(states, mode).view([rows, length, self.heads, self.head_size]).transpose(1, 2)
        };
        let (query, key, value) = (split(&self.query), split(&self.key), split(&self.value));
        let dropout = if mode.train { self.dropout } else { 0.0 };
        let mixed =
            Tensor::scaled_dot_product_attention(&query, &key, &value, Some(allowed), dropout, false, None, false);
        mixed.transpose(1, 2).reshape([rows, length, size])
    }
}

impl Output {
    fn new(path: Path, inputs: i64, config: &ModelConfig) -> Self {
        Output {
            dense: Linear::new(&path / "dense", inputs, config.hidden_size, config),
            norm: LayerNorm::new(&path / "LayerNorm", config),
            dropout: config.hidden_dropout_prob,
        }
    }

    fn forward(&self, inner: &Tensor, residual: &Tensor, mode: Mode) -> Tensor {
        let projected = self.dense.forward(inner, mode).dropout(self.dropout, mode.train);
        // The residual is in 32 bits, and so is the sum.
        self.norm.forward(&(projected + residual))
    }
}

impl Layer {
    fn new(path: Path, config: &ModelConfig) -> Self {
        let (size, inner) = (config.hidden_size, config.intermediate_size);
        Layer {
            attention: SelfAttention::new(&path / "attention" / "self", config),
            attention_output: Output::new(&path / "attention" / "output", size, config),
            intermediate: Linear::new(&path / "intermediate" / "dense", size, inner, config),
            activation: config.hidden_act,
            output: Output::new(&path / "output", inner, config),
        }
    }

    fn forward(&self, states: &Tensor, allowed: &Tensor, mode: Mode) -> Tensor {
        let attended = self.attention.forward(states, allowed, mode);
        let states = self.attention_output.forward(&attended, states, mode);
        let inner = self.intermediate.forward(&states, mode);
        let inner = match self.activation {
            Activation::Gelu => inner.gelu("none"),
            Activation::GeluNew | Activation::GeluPytorchTanh => inner.gelu("tanh"),
            Activation::Relu => inner.relu(),
        };
        self.output.forward(&inner, &states, mode)
    }
}

impl BertClassifier {
    /// A classifier with fresh weights below `path`; seed libtorch first to fix them. It has a pooler only if it pools
    /// by it.
    pub fn new(path: &Path, config: &ModelConfig) -> Self {
        let layers = path / "encoder" / "layer";
        let size = config.hidden_size;
        BertClassifier {
            embeddings: Embeddings::new(path / "embeddings", config),
            layers: (0..config.num_hidden_layers).map(|number| Layer::new(&layers / number, config)).collect(),
            pool: match config.classifier_pooling {
                Pooling::Mean => Pool::Mean,
                Pooling::Cls => Pool::First,
                Pooling::Pooler => Pool::Pooler(Linear::new(path / "pooler" / "dense", size, size, config)),
            },
            classifier: Linear::new(path / "classifier", size, config.classes(), config),
            dropout: config.classifier_dropout(),
        }
    }

    /// Id that shorter rows of a batch are filled up with.
    pub fn pad_id(&self) -> u32 {
        u32::try_from(self.embeddings.pad_id).expect("it was read as 32 bits")
    }

    /// Where the weights are, and inputs must be.
    pub fn device(&self) -> Device {
        self.classifier.weight.device()
    }

    /// `ids` and `mask`: integers `[B, L]`. Returns logits `[B, C]`, always in 32 bits.
    pub fn forward(&self, ids: &Tensor, mask: &Tensor, mode: Mode) -> Tensor {
        let states = self.states(Inputs { ids, mask, token_types: None }, mode);
        let exact = Mode { precision: Precision::Fp32, ..mode };
        let pooled = self.pool(&states, mask, exact);
        self.classifier.forward(&pooled.dropout(self.dropout, mode.train), exact)
    }

    /// The last layer's states: `[B, L, H]`.
    pub fn states(&self, inputs: Inputs<'_>, mode: Mode) -> Tensor {
        let allowed = inputs.mask.to_kind(Kind::Bool).unsqueeze(1).unsqueeze(1);
        let mut states = self.embeddings.forward(inputs, mode);
        for layer in &self.layers {
            states = layer.forward(&states, &allowed, mode);
        }
        states
    }

    /// One state a text: states `[B, L, H] -> [B, H]`.
    pub fn pool(&self, states: &Tensor, mask: &Tensor, mode: Mode) -> Tensor {
        match &self.pool {
            Pool::First => states.select(1, 0),
            Pool::Pooler(dense) => dense.forward(&states.select(1, 0), mode).tanh(),
            Pool::Mean => {
                let mask = mask.to_kind(Kind::Float).unsqueeze(2);
                (states * &mask).sum_dim_intlist([1i64].as_slice(), false, Kind::Float)
                    / mask.sum_dim_intlist([1i64].as_slice(), false, Kind::Float)
            }
        }
    }
}

fn initial(config: &ModelConfig) -> Init {
    Init::Randn { mean: 0.0, stdev: config.initializer_range }
}

#[cfg(test)]
mod tests {
    use tch::{nn::VarStore, no_grad};

    use super::*;
    use crate::labels::{Label, Labels};
    use crate::parameters::BaseModel;

    fn config() -> ModelConfig {
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        ModelConfig::scratch(BaseModel::ScratchTiny, 50, 16, 0.1, &Labels(vec![label("a"), label("b"), label("c")]))
    }

    #[test]
    fn variables_are_named_as_in_published_checkpoints() {
        let store = VarStore::new(Device::Cpu);
        BertClassifier::new(&store.root(), &config());
        let variables = store.variables();
        for (name, size) in [
            ("embeddings.word_embeddings.weight", vec![50, 64]),
            ("embeddings.position_embeddings.weight", vec![16, 64]),
            ("embeddings.token_type_embeddings.weight", vec![1, 64]),
            ("embeddings.LayerNorm.weight", vec![64]),
            ("encoder.layer.0.attention.self.query.weight", vec![64, 64]),
            ("encoder.layer.1.attention.output.dense.bias", vec![64]),
            ("encoder.layer.1.attention.output.LayerNorm.bias", vec![64]),
            ("encoder.layer.0.intermediate.dense.weight", vec![256, 64]),
            ("encoder.layer.0.output.dense.weight", vec![64, 256]),
            ("classifier.weight", vec![3, 64]),
        ] {
            assert_eq!(variables.get(name).map(Tensor::size), Some(size), "{name}");
        }
        assert_eq!(variables.len(), 5 + 2 * 16 + 2);
    }

    #[test]
    fn padding_changes_no_logit() {
        tch::manual_seed(1);
        let store = VarStore::new(Device::Cpu);
        let model = BertClassifier::new(&store.root(), &config());
        let (alone, padded) = no_grad(|| {
            let row = Tensor::from_slice(&[2i64, 9, 8, 3]).unsqueeze(0);
            let alone = model.forward(&row, &row.ones_like(), Mode::EXACT);
            let ids = Tensor::from_slice(&[2i64, 9, 8, 3, 0, 0]).unsqueeze(0);
            let mask = Tensor::from_slice(&[1i64, 1, 1, 1, 0, 0]).unsqueeze(0);
            (alone, model.forward(&ids, &mask, Mode::EXACT))
        });
        assert!((alone - padded).abs().max().double_value(&[]) < 1e-6);
    }

    #[test]
    fn sixteen_bit_products_stay_close_and_gradients_reach_every_variable() {
        tch::manual_seed(1);
        let store = VarStore::new(Device::Cpu);
        let model = BertClassifier::new(&store.root(), &config());
        let ids = Tensor::from_slice(&[2i64, 9, 8, 3, 2, 7, 3, 0]).view([2, 4]);
        let mask = Tensor::from_slice(&[1i64, 1, 1, 1, 1, 1, 1, 0]).view([2, 4]);
        let exact = model.forward(&ids, &mask, Mode::EXACT);
        let short = model.forward(&ids, &mask, Mode { train: false, precision: Precision::Bf16 });
        assert!((&exact - &short).abs().max().double_value(&[]) < 0.02);
        short.square().sum(Kind::Float).backward();
        for (name, variable) in store.variables() {
            assert!(variable.grad().defined() && variable.kind() == Kind::Float, "{name}");
        }
    }
}

//! Which graph of a model's bundle computes the answers.

use async_graphql::Enum;
use domain::model_variant;

/// Which graph of a model's bundle computes the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "model_variant::ModelVariant")]
pub enum ModelVariant {
    /// 32-bit weights: what was trained. Every version has it.
    #[graphql(name = "FP32")]
    Fp32,
    /// 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept.
    #[graphql(name = "INT8")]
    Int8,
}

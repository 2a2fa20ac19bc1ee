//! Train a classifier with libtorch and write its bundle.
//!
//! - [`model`]: BERT with a classification head, one struct a block
//! - [`base_weights`]: a base model's weights into a model
//! - [`prepare_base`](mod@prepare_base): a published checkpoint becomes a base model; [`torch_checkpoint`] reads
//!   `pytorch_model.bin`
//! - [`fused`]: the same model's training step on the CPU in 16 bits, derivatives written out
//! - [`schedule`]: learning rate by step
//! - [`depth`]: which layers are frozen, and how fast each learns
//! - [`adamw`]: the optimiser
//! - [`data`]: a dataset's rows as token ids
//! - [`evaluate`]: a model's figures over a split
//! - [`calibrate`](mod@calibrate): the temperature of a trained model
//! - [`tensor_file`], [`checkpoint`]: what a killed run goes on from
//! - [`fit`]: epochs and steps
//! - [`device`]: CPU or GPU, threads, memory
//! - [`start`]: what a run starts from, fresh weights or a base model
//! - [`run`](mod@run): a training run from request to sealed bundle
//! - [`onnx`]: trained weights as an ONNX graph, exact or in 8 bits
//! - [`quantise`](mod@quantise): 32-bit matrices as 8-bit ones; [`int8`]: whether the 8-bit graph is kept
//! - [`export`]: the bundle's files and the parity proof
//! - [`error`]: what can go wrong, under the protocol's names
//! - [`process`]: events on standard output, signals, the parent's death

pub mod adamw;
pub mod base_weights;
pub mod calibrate;
pub mod checkpoint;
pub mod data;
pub mod depth;
pub mod device;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod fit;
pub mod fused;
pub mod int8;
pub mod model;
pub mod onnx;
#[cfg(test)]
mod perturbation;
pub mod prepare_base;
pub mod process;
pub mod quantise;
pub mod run;
pub mod schedule;
pub mod start;
pub mod tensor_file;
pub mod torch_checkpoint;

pub use error::TrainError;
pub use prepare_base::{Preparation, prepare_base};
pub use run::run;

/// Version of the libtorch this was built with, as its folder states it.
pub const LIBTORCH_VERSION: &str = env!("GISA_LIBTORCH_VERSION");

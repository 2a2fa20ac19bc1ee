//! Load a bundle and classify with ONNX Runtime; prove that it agrees with libtorch.
//!
//! - [`runtime`]: the ONNX Runtime library, loaded once a process
//! - `sessions`: a small pool, because one session serves one caller at a time
//! - [`classifier`]: a loaded bundle
//! - [`prove()`]: the parity proof
//! - [`plan`]: how a model is run on one machine
//! - [`tune()`]: chooses a plan by measurement
//! - [`softmax`](fn@softmax): logits to probabilities

pub mod classifier;
pub mod plan;
pub mod prove;
pub mod runtime;
mod sessions;
mod softmax;
pub mod tune;

pub use classifier::{Classifier, ClassifierError, ClassifierOptions};
pub use plan::Plan;
pub use prove::prove;
pub use runtime::{Runtime, RuntimeError};
pub use softmax::softmax;
pub use tune::{Tuning, tune};

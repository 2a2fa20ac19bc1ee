//! Load a bundle and classify with ONNX Runtime; prove that it agrees with libtorch.
//!
//! - [`runtime`]: the ONNX Runtime library, loaded once a process
//! - `sessions`: a small pool, because one session serves one caller at a time
//! - [`classifier`]: a loaded bundle
//! - [`prove()`]: the parity proof
//! - [`softmax`](fn@softmax): logits to probabilities

pub mod classifier;
pub mod prove;
pub mod runtime;
mod sessions;
mod softmax;

pub use classifier::{Classifier, ClassifierError, ClassifierOptions};
pub use prove::prove;
pub use runtime::{Runtime, RuntimeError};
pub use softmax::softmax;

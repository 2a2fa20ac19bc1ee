//! The trainer, its bundle and the classifier together, over a small synthetic dataset.
//!
//! Needs libtorch at build time and `ORT_DYLIB_PATH` at run time; `make test` sets both.
#![cfg(feature = "train")]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails by panicking")]

mod base_model;
mod checkpoint;
mod failure;
mod job;
mod known_answers;
mod parity;
mod quantisation;
mod resume;
mod serving;
mod trainer;

//! What is measured when a model has answered rows whose labels are known, and when two models have answered the same.
//!
//! Everything here is a pure function of stored rows: what was measured can be measured again, and two versions are
//! compared, without a model.
//!
//! - [`row`]: one answer beside the truth, as it is stored
//! - [`reliability`]: whether a probability of 0.8 is right 8 times in 10
//! - [`coverage`]: what is gained by not answering when unsure
//! - [`slice`](mod@slice): figures of parts of the rows, with intervals
//! - `mistake`: the surest of the wrong answers
//! - [`report`]: all of these together
//! - [`mcnemar`](fn@mcnemar), [`bootstrap`]: two models on the same rows
//! - [`comparison`]: these together, with the rows that flipped and a verdict

pub mod bootstrap;
pub mod comparison;
pub mod coverage;
mod mcnemar;
mod mistake;
pub mod reliability;
pub mod report;
pub mod row;
pub mod slice;

pub use comparison::Comparison;
pub use mcnemar::{McNemar, mcnemar};
pub use report::{Evaluator, Report};
pub use row::EvaluatedRow;

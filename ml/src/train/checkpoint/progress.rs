//! Where a run is.

use serde::{Deserialize, Serialize};

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps made.
    pub step: u64,
    /// The epoch under way, from 1.
    pub epoch: u32,
    /// Steps of that epoch that are made.
    pub epoch_steps: u64,
    /// Sum of that epoch's losses over its rows.
    #[serde(with = "exact")]
    pub loss_sum: f64,
    /// Time spent on that epoch.
    pub epoch_seconds: f64,
    /// The best epoch so far.
    pub best: Option<BestEpoch>,
}

/// The best of the epochs that are measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BestEpoch {
    /// From 1.
    pub epoch: u32,
    /// On validation.
    #[serde(with = "exact")]
    pub macro_f1: f64,
}

/// Floating-point numbers as their bits: JSON's decimals don't always read back as the number that was written.
mod exact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        number.to_bits().serialize(serializer)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<f64, D::Error> {
        u64::deserialize(deserializer).map(f64::from_bits)
    }
}

//! What serves and what should.

use std::fmt;

use domain::{Timestamp, id::ModelVersionId, model_variant::ModelVariant};

/// A model as the deployment ledger names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deployed {
    /// The version.
    pub model_version_id: ModelVersionId,
    /// Which graph of its bundle computes.
    pub variant: ModelVariant,
}

impl fmt::Display for Deployed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.model_version_id, self.variant)
    }
}

/// What serves and what should; see [`super::LiveClassifier::status`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// What the ledger says should serve, once the ledger was read.
    pub deployed: Option<Deployed>,
    /// What serves in this process.
    pub serving: Option<Deployed>,
    /// Whether the ledger was read since the start.
    pub ledger_read: bool,
    /// Why what is deployed doesn't serve here, if loading it failed.
    pub failure: Option<LoadFailure>,
}

/// A model that could not be loaded. It is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadFailure {
    /// Which.
    pub deployed: Deployed,
    /// Why, for a person.
    pub message: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub at: Timestamp,
}

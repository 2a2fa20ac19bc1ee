//! What a model must do to serve.

use std::sync::Arc;

use ml::{
    serve::{Classifier, Plan},
    tokenizer::Encoding,
};

/// A loaded model, used from several threads at once.
pub trait Model: Send + Sync + 'static {
    /// Name of its bundle: with the variant and a prepared text it settles the answer.
    fn bundle_sha256(&self) -> &str;

    /// The text as the model reads it; preparing twice changes nothing.
    fn prepare(&self, text: &str) -> String;

    /// Token ids of a prepared text.
    fn encode(&self, prepared: &str) -> Encoding;

    /// Logits of each encoding, in class order: `[encodings][classes]`. Blocks while it computes.
    ///
    /// # Errors
    /// When the runtime refuses.
    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError>;

    /// By what logits are divided before they become probabilities. No temperature changes which class is likeliest.
    fn temperature(&self) -> f64 {
        1.0
    }

    /// Below which probability its answers aren't sure, by what was measured when it was calibrated.
    fn not_sure_below(&self) -> Option<f64> {
        None
    }
}

/// A model that is ready, and how it is run here.
#[derive(Clone)]
pub struct Loaded {
    /// The model.
    pub model: Arc<dyn Model>,
    /// How many batches it computes at the same time, and what a batch may hold.
    pub plan: Plan,
}

/// Why a model gave no logits, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ModelError(pub String);

impl Model for Classifier {
    fn bundle_sha256(&self) -> &str {
        Classifier::bundle_sha256(self)
    }

    fn prepare(&self, text: &str) -> String {
        Classifier::prepare(self, text)
    }

    fn encode(&self, prepared: &str) -> Encoding {
        self.encode_prepared(prepared)
    }

    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
        Classifier::logits(self, encodings).map_err(|error| ModelError(error.to_string()))
    }

    fn temperature(&self) -> f64 {
        Classifier::temperature(self)
    }

    fn not_sure_below(&self) -> Option<f64> {
        Classifier::not_sure_below(self)
    }
}

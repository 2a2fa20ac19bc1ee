//! What a model must do to serve.

use ml::{serve::Classifier, tokenizer::Encoding};

/// A loaded model, used from several threads at once.
pub trait Model: Send + Sync + 'static {
    /// Token ids of any text.
    fn encode(&self, text: &str) -> Encoding;

    /// Logits of each encoding, in class order: `[encodings][classes]`. Blocks while it computes.
    ///
    /// # Errors
    /// When the runtime refuses.
    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError>;

    /// By what logits are divided before they become probabilities. No temperature changes which class is likeliest.
    fn temperature(&self) -> f64 {
        1.0
    }
}

/// Why a model gave no logits, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ModelError(pub String);

impl Model for Classifier {
    fn encode(&self, text: &str) -> Encoding {
        Classifier::encode(self, text)
    }

    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
        Classifier::logits(self, encodings).map_err(|error| ModelError(error.to_string()))
    }

    fn temperature(&self) -> f64 {
        Classifier::temperature(self)
    }
}

//! What the model says of a text, or why it says nothing.

use std::sync::Arc;

use domain::{
    id::{LabelClassId, ModelVersionId},
    label_class,
    model_variant::ModelVariant,
};

/// What the model says of one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The version that answered.
    pub model_version_id: ModelVersionId,
    /// Which graph of its bundle computed the answer.
    pub variant: ModelVariant,
    /// Whether it had been computed for an earlier reader of the same text; the times are this reader's.
    pub cached: bool,
    /// The model's classes, in order.
    pub classes: Arc<[label_class::Model]>,
    /// The probability of each class, in the order of `classes`; they add up to 1.
    pub probabilities: Vec<f32>,
    /// Position of the most probable class.
    pub best: usize,
    /// The probability below which the answer isn't sure, if there is such a threshold.
    pub not_sure_below: Option<f64>,
    /// Whether the text was cut to the model's maximum length.
    pub truncated: bool,
    /// Microseconds waited for a batch.
    pub queue_us: i64,
    /// Microseconds tokenizing.
    pub tokenize_us: i64,
    /// Microseconds in the model, for the whole batch.
    pub compute_us: i64,
    /// Microseconds in all.
    pub total_us: i64,
}

impl Answer {
    /// The most probable class.
    pub fn label_class(&self) -> &label_class::Model {
        &self.classes[self.best]
    }

    /// The most probable class's id.
    pub fn label_class_id(&self) -> LabelClassId {
        self.label_class().id
    }

    /// The most probable class's probability.
    pub fn probability(&self) -> f32 {
        self.probabilities[self.best]
    }

    /// Whether the most probable class is at least as probable as the threshold.
    pub fn is_sure(&self) -> bool {
        self.not_sure_below.is_none_or(|threshold| f64::from(self.probability()) >= threshold)
    }

    /// The `count` most probable classes with their probabilities, most probable first.
    pub fn top(&self, count: usize) -> Vec<(&label_class::Model, f32)> {
        let mut ranked: Vec<_> = self.classes.iter().zip(self.probabilities.iter().copied()).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked.truncate(count);
        ranked
    }
}

/// Why a text got no answer. The messages may be shown to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredictError {
    /// No version was ever deployed.
    #[error("no model version is deployed yet")]
    NoActiveModel,
    /// A version is deployed, and this process hasn't loaded it yet; [`super::Status::failure`] says if it can't.
    #[error("the deployed model version isn't loaded yet; try again in {retry_after_ms} ms")]
    Loading {
        /// When it is worth trying again, in milliseconds.
        retry_after_ms: u64,
    },
    /// The queue is full.
    #[error("too many requests are waiting; try again in {retry_after_ms} ms")]
    Overloaded {
        /// When it is worth trying again, in milliseconds.
        retry_after_ms: u64,
    },
    /// A text is longer than is read.
    #[error("text {} has {characters} characters, at most {maximum} are allowed", .index + 1)]
    TextTooLong {
        /// Its position in the call, from 0.
        index: usize,
        /// Its length.
        characters: usize,
        /// The longest allowed.
        maximum: usize,
    },
    /// One call brought more texts than are taken at once.
    #[error("{texts} texts were given, at most {maximum} are allowed in one call")]
    TooManyTexts {
        /// How many came.
        texts: usize,
        /// The most allowed.
        maximum: usize,
    },
    /// The model failed; the cause is in the log.
    #[error("the model could not compute an answer")]
    Failed,
}

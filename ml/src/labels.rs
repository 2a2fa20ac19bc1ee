//! The ordered classes of a model. A logit's position is its label's position here.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// One class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Stable key, as datasets store it.
    pub key: String,
    /// Display name in Korean.
    pub name_ko: String,
    /// Display name in English.
    pub name_en: String,
}

/// The classes of a model, in the order of its logits (`labels.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(pub Vec<Label>);

/// Why a list of labels can't be a model's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelsError {
    /// A classifier needs something to choose between.
    #[error("labels: at least 2 are needed, {0} given")]
    TooFew(usize),
    /// More classes than a report can usefully show.
    #[error("labels: at most 1000 are supported, {0} given")]
    TooMany(usize),
    /// An empty key would match rows that have no label.
    #[error("labels: label number {0} has an empty key")]
    EmptyKey(usize),
    /// Two labels can't share a key.
    #[error("labels: key \"{0}\" appears twice")]
    DuplicateKey(String),
}

impl Labels {
    /// Checks the list: 2 to 1000 labels, no key empty or doubled.
    pub fn validate(&self) -> Result<(), LabelsError> {
        match self.0.len() {
            count @ 0..=1 => return Err(LabelsError::TooFew(count)),
            count if count > 1000 => return Err(LabelsError::TooMany(count)),
            _ => {}
        }
        let mut seen = HashSet::new();
        for (index, label) in self.0.iter().enumerate() {
            if label.key.is_empty() {
                return Err(LabelsError::EmptyKey(index + 1));
            }
            if !seen.insert(&label.key) {
                return Err(LabelsError::DuplicateKey(label.key.clone()));
            }
        }
        Ok(())
    }

    /// Number of classes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no class at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Position of the label with this key.
    pub fn index_of(&self, key: &str) -> Option<usize> {
        self.0.iter().position(|label| label.key == key)
    }

    /// Keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|label| label.key.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(key: &str) -> Label {
        Label { key: key.into(), name_ko: key.into(), name_en: key.into() }
    }

    #[test]
    fn doubled_empty_and_lone_labels_are_refused() {
        assert_eq!(Labels(vec![label("a")]).validate(), Err(LabelsError::TooFew(1)));
        assert_eq!(Labels(vec![label("a"), label("")]).validate(), Err(LabelsError::EmptyKey(2)));
        assert_eq!(Labels(vec![label("a"), label("a")]).validate(), Err(LabelsError::DuplicateKey("a".into())));
        assert_eq!(Labels(vec![label("a"), label("b")]).validate(), Ok(()));
    }

    #[test]
    fn json_is_a_plain_ordered_list() {
        let labels = Labels(vec![label("b"), label("a")]);
        let json = serde_json::to_string(&labels).unwrap();
        assert!(json.starts_with("[{\"key\":\"b\""));
        assert_eq!(serde_json::from_str::<Labels>(&json).unwrap(), labels);
    }
}

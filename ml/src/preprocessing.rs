//! What was done to a text before a model saw it (`preprocess.json`).

use serde::{Deserialize, Serialize};

use crate::text::RECIPE_VERSION;

/// The preparation a model expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preprocessing {
    /// Version of [`crate::text::recipe`].
    pub recipe_version: u32,
    /// Version of the cleaning rules that chose the dataset's articles; absent if none were applied.
    #[serde(default)]
    pub cleaning_rule_version: Option<u32>,
    /// Longest input in tokens, `[CLS]` and `[SEP]` included.
    pub max_length: u32,
}

/// A model prepared in a way this build can't repeat.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreprocessingError {
    /// The text recipe changed since.
    #[error(
        "recipe_version: the model was trained under text recipe {found}, this build has {RECIPE_VERSION}; train it again"
    )]
    RecipeVersion {
        /// Version in the bundle.
        found: u32,
    },
    /// No room for a token between `[CLS]` and `[SEP]`, or more than any model here has.
    #[error("max_length: must be from 3 to 8192; got {0}")]
    MaxLength(u32),
}

impl Preprocessing {
    /// This build's recipe at `max_length` tokens.
    pub fn new(max_length: u32) -> Self {
        Preprocessing { recipe_version: RECIPE_VERSION, cleaning_rule_version: None, max_length }
    }

    /// Checks that this build prepares texts in the same way.
    pub fn validate(&self) -> Result<(), PreprocessingError> {
        if self.recipe_version != RECIPE_VERSION {
            return Err(PreprocessingError::RecipeVersion { found: self.recipe_version });
        }
        if !(3..=8192).contains(&self.max_length) {
            return Err(PreprocessingError::MaxLength(self.max_length));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_recipe_is_refused_by_name() {
        let mut preprocessing = Preprocessing::new(64);
        assert_eq!(preprocessing.validate(), Ok(()));
        preprocessing.recipe_version += 1;
        assert!(preprocessing.validate().unwrap_err().to_string().starts_with("recipe_version:"));
        assert!(Preprocessing::new(2).validate().is_err());
    }
}

//! What was done to a text before a model saw it (`preprocess.json`).

use serde::{Deserialize, Serialize};

use crate::text::{RECIPE_VERSION, Recipe};

/// The preparation a model expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preprocessing {
    /// Version of [`crate::text::recipe`].
    pub recipe_version: u32,
    /// What of an article the model reads; title and body with everything in them if absent.
    #[serde(default, skip_serializing_if = "Recipe::is_usual")]
    pub recipe: Recipe,
    /// Version of the cleaning rules that chose the dataset's articles; absent if none were applied.
    #[serde(default)]
    pub cleaning_rule_version: Option<u32>,
    /// Longest input in tokens, `[CLS]` and `[SEP]` included.
    pub max_length: u32,
    /// Put before every text after the recipe, as a pretrained model may expect ("query: "); usually empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// Longest prefix, in characters.
const MAX_PREFIX_CHARACTERS: usize = 100;

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
    /// The prefix is no short, visible text.
    #[error("prefix: must be at most {MAX_PREFIX_CHARACTERS} characters without control characters; got {0:?}")]
    Prefix(String),
}

impl Preprocessing {
    /// This build's recipe at `max_length` tokens.
    pub fn new(max_length: u32) -> Self {
        Preprocessing {
            recipe_version: RECIPE_VERSION,
            recipe: Recipe::default(),
            cleaning_rule_version: None,
            max_length,
            prefix: String::new(),
        }
    }

    /// Checks that this build prepares texts in the same way.
    pub fn validate(&self) -> Result<(), PreprocessingError> {
        if self.recipe_version != RECIPE_VERSION {
            return Err(PreprocessingError::RecipeVersion { found: self.recipe_version });
        }
        if !(3..=8192).contains(&self.max_length) {
            return Err(PreprocessingError::MaxLength(self.max_length));
        }
        if self.prefix.chars().nth(MAX_PREFIX_CHARACTERS).is_some() || self.prefix.contains(char::is_control) {
            return Err(PreprocessingError::Prefix(self.prefix.clone()));
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
        let prefixed = |prefix: &str| Preprocessing { prefix: prefix.into(), ..Preprocessing::new(64) }.validate();
        assert_eq!(prefixed("query: "), Ok(()));
        assert!(prefixed("a\n").unwrap_err().to_string().starts_with("prefix:"));
        assert!(prefixed(&"a".repeat(101)).is_err());
    }

    #[test]
    fn a_bundle_from_before_there_were_prefixes_has_none() {
        let old = r#"{"recipe_version":1,"cleaning_rule_version":null,"max_length":64}"#;
        assert_eq!(serde_json::from_str::<Preprocessing>(old).unwrap(), Preprocessing::new(64));
        assert!(!serde_json::to_string(&Preprocessing::new(64)).unwrap().contains("prefix"));
    }
}

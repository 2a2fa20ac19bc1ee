//! Tokenizers of published models: the ids that sentencepiece and transformers give, and folders as the hub has them.
//!
//! What needs the pretrained parts or the headlines reads them from `GISA_SHARED` (default: `shared` beside the
//! workspace) and says so when it skips.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails by panicking")]

mod folder;
mod known_answers;
mod model_file;
mod shared;
mod vocabulary_trimming;

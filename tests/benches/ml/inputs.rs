//! Real data and models, which aren't part of the repository: where the environment says they are.

use std::path::PathBuf;

/// Something that isn't part of the repository.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Environment variable that names it.
    pub variable: &'static str,
    /// What is used in its place.
    pub otherwise: &'static str,
}

/// Labelled headlines: CSV with the columns id, title, label.
pub const HEADLINES: Input = Input { variable: "GISA_YNAT_CSV", otherwise: "generated headlines" };
/// The pretrained encoder, as on Hugging Face's hub.
pub const E5_SMALL_KO: Input =
    Input { variable: "GISA_E5_FOLDER", otherwise: "its shape with random weights and a tokenizer of the headlines" };
/// KoBERT's tokenizer: sentencepiece's model and the vocabulary beside it.
pub const KOBERT_TOKENIZER: Input = Input { variable: "GISA_KOBERT_FOLDER", otherwise: "a tokenizer of the headlines" };

impl Input {
    /// Its place, if it is there.
    pub fn path(self) -> Option<PathBuf> {
        std::env::var_os(self.variable).map(PathBuf::from).filter(|path| path.exists())
    }

    /// Its place, if a folder is there.
    pub fn folder(self) -> Option<PathBuf> {
        self.path().filter(|path| path.is_dir())
    }
}

/// Says what is missing and what is used instead.
pub fn report() {
    for input in [HEADLINES, E5_SMALL_KO, KOBERT_TOKENIZER] {
        if input.path().is_none() {
            println!("{} names nothing: {} instead.", input.variable, input.otherwise);
        }
    }
}

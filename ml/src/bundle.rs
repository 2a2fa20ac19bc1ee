//! The sealed folder a trained model travels in ([`crate::sealed_folder`]).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sealed_folder::{FolderFile, SealedFolder};

/// A sealed bundle whose files were checked against its manifest.
pub type Bundle = SealedFolder<BundleFile>;

/// A file of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BundleFile {
    /// Architecture ([`crate::config::ModelConfig`]).
    Config,
    /// Tokenizer, in Hugging Face's format.
    Tokenizer,
    /// Ordered labels ([`crate::labels::Labels`]).
    Labels,
    /// Preparation of texts ([`crate::preprocessing::Preprocessing`]).
    Preprocess,
    /// Trained weights under Hugging Face's names.
    Weights,
    /// The same model as an ONNX graph: inputs `input_ids` and `attention_mask`, output `logits`.
    Onnx,
    /// The ONNX graph with 8-bit weights; absent where they cost too much accuracy.
    OnnxInt8,
    /// What the 8-bit weights cost, and whether they were kept ([`crate::quantisation::Quantisation`]).
    Quantisation,
    /// Proof that libtorch and ONNX Runtime agree ([`crate::parity::Parity`]).
    Parity,
    /// How probabilities were made believable ([`crate::calibration::Calibration`]); optional, without it they stand as
    /// they are.
    Calibration,
}

impl FolderFile for BundleFile {
    const ALL: &'static [Self] = &[
        BundleFile::Config,
        BundleFile::Tokenizer,
        BundleFile::Labels,
        BundleFile::Preprocess,
        BundleFile::Weights,
        BundleFile::Onnx,
        BundleFile::OnnxInt8,
        BundleFile::Quantisation,
        BundleFile::Parity,
        BundleFile::Calibration,
    ];

    fn name(self) -> &'static str {
        match self {
            BundleFile::Config => "config.json",
            BundleFile::Tokenizer => "tokenizer.json",
            BundleFile::Labels => "labels.json",
            BundleFile::Preprocess => "preprocess.json",
            BundleFile::Weights => "model.safetensors",
            BundleFile::Onnx => "model.onnx",
            BundleFile::OnnxInt8 => "model.int8.onnx",
            BundleFile::Quantisation => "quantisation.json",
            BundleFile::Parity => "parity.json",
            BundleFile::Calibration => "calibration.json",
        }
    }

    fn is_required(self) -> bool {
        !matches!(self, BundleFile::OnnxInt8 | BundleFile::Quantisation | BundleFile::Calibration)
    }
}

impl fmt::Display for BundleFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Which of a bundle's ONNX graphs computes the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// 32-bit weights: what was trained.
    #[default]
    Fp32,
    /// 8-bit weights: faster, and within a bounded loss of accuracy.
    Int8,
}

impl Variant {
    /// Every variant, the exact one first.
    pub const ALL: [Variant; 2] = [Variant::Fp32, Variant::Int8];

    /// The graph's file.
    pub fn file(self) -> BundleFile {
        match self {
            Variant::Fp32 => BundleFile::Onnx,
            Variant::Int8 => BundleFile::OnnxInt8,
        }
    }

    /// `fp32` or `int8`.
    pub fn name(self) -> &'static str {
        match self {
            Variant::Fp32 => "fp32",
            Variant::Int8 => "int8",
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::sealed_folder::{MANIFEST, SealedFolderError, write};

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in BundleFile::ALL.iter().copied().filter(|file| file.is_required()) {
            write(folder.path(), file, file.name().as_bytes()).unwrap();
        }
        folder
    }

    #[test]
    fn the_same_files_have_the_same_name_wherever_they_lie() {
        let (first, second) = (folder(), folder());
        let sealed = Bundle::seal(first.path()).unwrap();
        assert_eq!(sealed.sha256(), Bundle::seal(second.path()).unwrap().sha256());
        assert_eq!(sealed.sha256(), Bundle::open(first.path()).unwrap().sha256());
        assert_eq!(sealed.read(BundleFile::Labels).unwrap(), b"labels.json");
    }

    #[test]
    fn changed_missing_and_surplus_files_are_named() {
        let folder = folder();
        let bundle = Bundle::seal(folder.path()).unwrap();
        fs::write(folder.path().join("model.onnx"), "other").unwrap();
        assert!(
            matches!(Bundle::open(folder.path()), Err(SealedFolderError::Changed { file, .. }) if file == "model.onnx")
        );
        assert!(matches!(bundle.read(BundleFile::Onnx), Err(SealedFolderError::Changed { .. })));
        fs::remove_file(folder.path().join("model.onnx")).unwrap();
        assert!(
            matches!(Bundle::open(folder.path()), Err(SealedFolderError::Missing { file }) if file == "model.onnx")
        );
        fs::write(folder.path().join("model.onnx"), "model.onnx").unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        assert!(matches!(Bundle::open(folder.path()), Err(SealedFolderError::Unexpected { file }) if file == "more"));
    }

    #[test]
    fn an_edited_or_absent_manifest_is_refused() {
        let folder = folder();
        assert!(matches!(Bundle::open(folder.path()), Err(SealedFolderError::Missing { file }) if file == MANIFEST));
        Bundle::seal(folder.path()).unwrap();
        let path = folder.path().join(MANIFEST);
        let text = fs::read_to_string(&path).unwrap();
        for edited in [text.replace("labels.json", "other.json"), text.replace('\n', " "), text[..40].to_owned()] {
            fs::write(&path, edited).unwrap();
            assert!(Bundle::open(folder.path()).is_err());
        }
    }

    #[test]
    fn an_incomplete_folder_is_not_sealed() {
        let folder = folder();
        fs::remove_file(folder.path().join("parity.json")).unwrap();
        assert!(
            matches!(Bundle::seal(folder.path()), Err(SealedFolderError::Missing { file }) if file == "parity.json")
        );
    }

    #[test]
    fn variants_are_named_alike_in_json_and_in_messages() {
        for variant in Variant::ALL {
            assert_eq!(serde_json::to_value(variant).unwrap(), variant.to_string());
        }
    }
}

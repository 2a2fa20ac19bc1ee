//! A bundle of a published shape, with random weights: speed doesn't depend on them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ml::{
    bundle::{Bundle as Sealed, Variant},
    labels::Labels,
    sealed_folder::FolderFile,
};
use tests::process;

use crate::{choice::Named, texts::Source};

/// A published architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// skt/kobert-base-v1: 12 layers of 768, vocabulary 8,002.
    Kobert,
    /// multilingual-e5-small cut to Korean: 12 layers of 384, vocabulary 20,926.
    E5Small,
}

impl Named for Shape {
    const ALL: &'static [Self] = &[Self::Kobert, Self::E5Small];

    fn name(self) -> &'static str {
        match self {
            Self::Kobert => "kobert",
            Self::E5Small => "e5-small",
        }
    }
}

impl Named for Variant {
    const ALL: &'static [Self] = &[Variant::Fp32, Variant::Int8];

    fn name(self) -> &'static str {
        Variant::name(self)
    }
}

/// A sealed bundle.
pub struct Bundle {
    /// Its shape.
    pub shape: Shape,
    /// Where it lies.
    pub folder: PathBuf,
    /// Its name.
    pub sha256: String,
}

impl Bundle {
    /// Makes one, with both graphs.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn random(shape: Shape, labels: &Labels, source: &Source, scratch: &Path) -> Self {
        let folder = scratch.join(shape.name());
        fs::create_dir(&folder).expect("the scratch folder can be written to");
        let (texts, classes) = (scratch.join("texts.txt"), scratch.join("labels.json"));
        let labels = serde_json::to_vec(labels).expect("labels are JSON");
        fs::write(&texts, source.headlines().join("\n")).expect("the scratch folder can be written to");
        fs::write(&classes, labels).expect("the scratch folder can be written to");
        let program = process::programs().join("examples/random_bundle");
        let made = Command::new(&program).arg(shape.name()).args([&texts, &classes, &folder]).status();
        let made =
            made.unwrap_or_else(|error| panic!("{} can't be run: {error}; use make bench-ml", program.display()));
        assert!(made.success(), "no bundle of {}", shape.name());
        let sealed = Sealed::open(&folder).expect("the bundle is complete");
        Self { shape, folder, sha256: sealed.sha256().to_owned() }
    }

    /// The ONNX graph of a variant.
    pub fn graph(&self, variant: Variant) -> PathBuf {
        self.folder.join(variant.file().name())
    }
}

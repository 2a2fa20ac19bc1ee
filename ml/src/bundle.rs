//! The sealed folder a trained model travels in.
//!
//! `manifest.json` holds the SHA-256 of every other file; the SHA-256 of the manifest's own bytes names the
//! bundle. A folder that doesn't match its manifest to the byte isn't opened.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// Raised when a bundle's layout changes in a way older readers can't follow.
pub const FORMAT_VERSION: u32 = 1;
/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";

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
    /// The ONNX graph with 8-bit weights; optional.
    OnnxInt8,
    /// Proof that libtorch and ONNX Runtime agree ([`crate::parity::Parity`]).
    Parity,
}

impl BundleFile {
    /// Every file a bundle may hold.
    pub const ALL: [BundleFile; 8] = [
        BundleFile::Config,
        BundleFile::Tokenizer,
        BundleFile::Labels,
        BundleFile::Preprocess,
        BundleFile::Weights,
        BundleFile::Onnx,
        BundleFile::OnnxInt8,
        BundleFile::Parity,
    ];

    /// The file's name.
    pub fn name(self) -> &'static str {
        match self {
            BundleFile::Config => "config.json",
            BundleFile::Tokenizer => "tokenizer.json",
            BundleFile::Labels => "labels.json",
            BundleFile::Preprocess => "preprocess.json",
            BundleFile::Weights => "model.safetensors",
            BundleFile::Onnx => "model.onnx",
            BundleFile::OnnxInt8 => "model.int8.onnx",
            BundleFile::Parity => "parity.json",
        }
    }

    /// Whether a bundle without it is incomplete.
    pub fn is_required(self) -> bool {
        self != BundleFile::OnnxInt8
    }

    fn named(name: &str) -> Option<Self> {
        BundleFile::ALL.into_iter().find(|file| file.name() == name)
    }
}

impl fmt::Display for BundleFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What the manifest says of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// SHA-256 of the contents, in lower-case hexadecimal.
    pub sha256: String,
    /// Size of the contents.
    pub bytes: u64,
}

/// `manifest.json`: every other file of the bundle, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] of the writer.
    pub format_version: u32,
    /// Files by name.
    pub files: BTreeMap<String, ManifestEntry>,
}

/// Why a folder isn't a bundle. Every message names the file.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A required file is absent.
    #[error("bundle: {file} is missing")]
    Missing {
        /// The absent file.
        file: String,
    },
    /// A file no bundle has, or one the manifest doesn't list.
    #[error("bundle: {file} doesn't belong to it")]
    Unexpected {
        /// The surplus file.
        file: String,
    },
    /// A file's contents aren't those that were sealed.
    #[error("bundle: {file} was changed after sealing: its SHA-256 is {actual}, the manifest says {expected}")]
    Changed {
        /// The changed file.
        file: String,
        /// SHA-256 in the manifest.
        expected: String,
        /// SHA-256 found.
        actual: String,
    },
    /// A file can't be understood.
    #[error("bundle: {file} is invalid: {reason}")]
    Invalid {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file can't be read or written.
    #[error("bundle: {file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A sealed bundle whose files were checked against its manifest.
#[derive(Debug, Clone)]
pub struct Bundle {
    folder: PathBuf,
    manifest: Manifest,
    sha256: String,
}

impl Bundle {
    /// Opens a sealed folder and checks every byte in it.
    pub fn open(folder: &Path) -> Result<Self, BundleError> {
        let bytes = read(folder, MANIFEST)?;
        let invalid = |reason: String| BundleError::Invalid { file: MANIFEST.into(), reason };
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| invalid(error.to_string()))?;
        if manifest.format_version != FORMAT_VERSION {
            return Err(invalid(format!(
                "format version {}, this build reads {FORMAT_VERSION}",
                manifest.format_version
            )));
        }
        if manifest.bytes() != bytes {
            return Err(invalid("not in the form it was written in".into()));
        }
        if let Some(name) = manifest.files.keys().find(|name| BundleFile::named(name).is_none()) {
            return Err(BundleError::Unexpected { file: name.clone() });
        }
        if let Some(file) =
            BundleFile::ALL.iter().find(|file| file.is_required() && !manifest.files.contains_key(file.name()))
        {
            return Err(BundleError::Missing { file: file.name().into() });
        }
        let present = names(folder)?;
        if let Some(name) = present.iter().find(|name| *name != MANIFEST && !manifest.files.contains_key(*name)) {
            return Err(BundleError::Unexpected { file: name.clone() });
        }
        for (name, entry) in &manifest.files {
            if !present.contains(name) {
                return Err(BundleError::Missing { file: name.clone() });
            }
            check(name, entry, &digest_file(folder, name)?)?;
        }
        Ok(Bundle { folder: folder.to_owned(), manifest, sha256: hex::encode(Sha256::digest(&bytes)) })
    }

    /// Seals a folder that holds every required file and nothing else: writes its manifest, durably, and opens it.
    pub fn seal(folder: &Path) -> Result<Self, BundleError> {
        let present = names(folder)?;
        if let Some(name) = present.iter().find(|name| BundleFile::named(name).is_none()) {
            return Err(BundleError::Unexpected { file: name.clone() });
        }
        let mut files = BTreeMap::new();
        for file in BundleFile::ALL {
            let name = file.name();
            if present.contains(name) {
                files.insert(name.to_owned(), digest_file(folder, name)?);
                let sync = File::open(folder.join(name)).and_then(|file| file.sync_all());
                sync.map_err(|source| io_error(name, source))?;
            } else if file.is_required() {
                return Err(BundleError::Missing { file: name.into() });
            }
        }
        let manifest = Manifest { format_version: FORMAT_VERSION, files };
        write_durably(folder, MANIFEST, &manifest.bytes())?;
        Bundle::open(folder)
    }

    /// SHA-256 of the manifest: the bundle's name. Lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Where the bundle lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it holds.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Size of all files, the manifest included.
    pub fn bytes(&self) -> u64 {
        self.manifest.files.values().map(|entry| entry.bytes).sum::<u64>() + self.manifest.bytes().len() as u64
    }

    /// Whether the bundle has this file.
    pub fn has(&self, file: BundleFile) -> bool {
        self.manifest.files.contains_key(file.name())
    }

    /// A file's contents, checked once more: what is returned is what was sealed.
    pub fn read(&self, file: BundleFile) -> Result<Vec<u8>, BundleError> {
        let name = file.name();
        let entry = self.manifest.files.get(name).ok_or_else(|| BundleError::Missing { file: name.into() })?;
        let contents = read(&self.folder, name)?;
        let actual = ManifestEntry { sha256: hex::encode(Sha256::digest(&contents)), bytes: contents.len() as u64 };
        check(name, entry, &actual)?;
        Ok(contents)
    }

    /// A JSON file's value.
    pub fn read_json<T: DeserializeOwned>(&self, file: BundleFile) -> Result<T, BundleError> {
        serde_json::from_slice(&self.read(file)?)
            .map_err(|error| BundleError::Invalid { file: file.name().into(), reason: error.to_string() })
    }
}

/// Writes one file of a bundle that isn't sealed yet, durably.
pub fn write(folder: &Path, file: BundleFile, contents: &[u8]) -> Result<(), BundleError> {
    write_durably(folder, file.name(), contents)
}

/// Writes one JSON file of a bundle that isn't sealed yet, durably.
pub fn write_json<T: Serialize>(folder: &Path, file: BundleFile, value: &T) -> Result<(), BundleError> {
    let json = serde_json::to_vec_pretty(value)
        .map_err(|error| BundleError::Invalid { file: file.name().into(), reason: error.to_string() })?;
    write(folder, file, &json)
}

impl Manifest {
    /// The one form a manifest is written in: sorted names, two-space indent, a newline at the end.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a map of strings always has a JSON form");
        bytes.push(b'\n');
        bytes
    }
}

fn check(name: &str, expected: &ManifestEntry, actual: &ManifestEntry) -> Result<(), BundleError> {
    if expected == actual {
        return Ok(());
    }
    Err(BundleError::Changed { file: name.into(), expected: expected.sha256.clone(), actual: actual.sha256.clone() })
}

/// Names in the folder; anything that isn't a plain file doesn't belong there.
fn names(folder: &Path) -> Result<BTreeSet<String>, BundleError> {
    let shown = folder.display().to_string();
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(|source| io_error(&shown, source))? {
        let entry = entry.map_err(|source| io_error(&shown, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type().map_err(|source| io_error(&name, source))?.is_file() {
            return Err(BundleError::Unexpected { file: name });
        }
        names.insert(name);
    }
    Ok(names)
}

fn digest_file(folder: &Path, name: &str) -> Result<ManifestEntry, BundleError> {
    let mut file = File::open(folder.join(name)).map_err(|source| io_error(name, source))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer).map_err(|source| io_error(name, source))? {
            0 => return Ok(ManifestEntry { sha256: hex::encode(hasher.finalize()), bytes }),
            count => {
                hasher.update(&buffer[..count]);
                bytes += count as u64;
            }
        }
    }
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, BundleError> {
    fs::read(folder.join(name)).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => BundleError::Missing { file: name.into() },
        _ => io_error(name, source),
    })
}

fn write_durably(folder: &Path, name: &str, contents: &[u8]) -> Result<(), BundleError> {
    let temporary = folder.join(format!(".{name}.part"));
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(contents).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, folder.join(name)))
        .and_then(|()| File::open(folder)?.sync_all());
    written.map_err(|source| io_error(name, source))
}

fn io_error(file: &str, source: io::Error) -> BundleError {
    BundleError::Io { file: file.into(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in BundleFile::ALL.into_iter().filter(|file| file.is_required()) {
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
        assert!(matches!(Bundle::open(folder.path()), Err(BundleError::Changed { file, .. }) if file == "model.onnx"));
        assert!(matches!(bundle.read(BundleFile::Onnx), Err(BundleError::Changed { .. })));
        fs::remove_file(folder.path().join("model.onnx")).unwrap();
        assert!(matches!(Bundle::open(folder.path()), Err(BundleError::Missing { file }) if file == "model.onnx"));
        fs::write(folder.path().join("model.onnx"), "model.onnx").unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        assert!(matches!(Bundle::open(folder.path()), Err(BundleError::Unexpected { file }) if file == "more"));
    }

    #[test]
    fn an_edited_or_absent_manifest_is_refused() {
        let folder = folder();
        assert!(matches!(Bundle::open(folder.path()), Err(BundleError::Missing { file }) if file == MANIFEST));
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
        assert!(matches!(Bundle::seal(folder.path()), Err(BundleError::Missing { file }) if file == "parity.json"));
    }
}

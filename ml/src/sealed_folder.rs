//! A folder whose files are fixed by a manifest: what bundles and base models travel in.
//!
//! `manifest.json` holds the SHA-256 of every other file; the SHA-256 of the manifest's own bytes names the
//! folder. A folder that doesn't match its manifest to the byte isn't opened.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// Raised when a sealed folder's layout changes in a way older readers can't follow.
pub const FORMAT_VERSION: u32 = 1;
/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// The files one kind of sealed folder may hold.
pub trait FolderFile: Copy + 'static {
    /// Every file it may hold.
    const ALL: &'static [Self];

    /// The file's name.
    fn name(self) -> &'static str;

    /// Whether a folder without it is incomplete.
    fn is_required(self) -> bool;
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

/// `manifest.json`: every other file of the folder, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] of the writer.
    pub format_version: u32,
    /// Files by name.
    pub files: BTreeMap<String, ManifestEntry>,
}

/// Why a folder isn't a sealed one of its kind. Every message names the file.
#[derive(Debug, thiserror::Error)]
pub enum SealedFolderError {
    /// A required file is absent.
    #[error("{file} is missing")]
    Missing {
        /// The absent file.
        file: String,
    },
    /// A file no folder of this kind has, or one the manifest doesn't list.
    #[error("{file} doesn't belong to it")]
    Unexpected {
        /// The surplus file.
        file: String,
    },
    /// A file's contents aren't those that were sealed.
    #[error("{file} was changed after sealing: its SHA-256 is {actual}, the manifest says {expected}")]
    Changed {
        /// The changed file.
        file: String,
        /// SHA-256 in the manifest.
        expected: String,
        /// SHA-256 found.
        actual: String,
    },
    /// A file can't be understood.
    #[error("{file} is invalid: {reason}")]
    Invalid {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file can't be read or written.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A sealed folder whose files were checked against its manifest.
#[derive(Debug, Clone)]
pub struct SealedFolder<F> {
    folder: PathBuf,
    manifest: Manifest,
    sha256: String,
    kind: PhantomData<F>,
}

impl<F: FolderFile> SealedFolder<F> {
    /// Opens a sealed folder and checks every byte in it.
    pub fn open(folder: &Path) -> Result<Self, SealedFolderError> {
        let (manifest, sha256) = Manifest::read(folder)?;
        if let Some(name) = manifest.files.keys().find(|name| !is_known::<F>(name)) {
            return Err(SealedFolderError::Unexpected { file: name.clone() });
        }
        if let Some(file) = F::ALL.iter().find(|file| file.is_required() && !manifest.files.contains_key(file.name())) {
            return Err(SealedFolderError::Missing { file: file.name().into() });
        }
        let present = names(folder)?;
        if let Some(name) = present.iter().find(|name| *name != MANIFEST && !manifest.files.contains_key(*name)) {
            return Err(SealedFolderError::Unexpected { file: name.clone() });
        }
        for (name, entry) in &manifest.files {
            if !present.contains(name) {
                return Err(SealedFolderError::Missing { file: name.clone() });
            }
            check(name, entry, &digest_file(folder, name)?)?;
        }
        Ok(SealedFolder { folder: folder.to_owned(), manifest, sha256, kind: PhantomData })
    }

    /// Seals a folder that holds every required file and nothing else: writes its manifest, durably, and opens it.
    pub fn seal(folder: &Path) -> Result<Self, SealedFolderError> {
        let present = names(folder)?;
        if let Some(name) = present.iter().find(|name| !is_known::<F>(name)) {
            return Err(SealedFolderError::Unexpected { file: name.clone() });
        }
        let mut files = BTreeMap::new();
        for file in F::ALL {
            let name = file.name();
            if present.contains(name) {
                files.insert(name.to_owned(), digest_file(folder, name)?);
                let sync = File::open(folder.join(name)).and_then(|file| file.sync_all());
                sync.map_err(|source| io_error(name, source))?;
            } else if file.is_required() {
                return Err(SealedFolderError::Missing { file: name.into() });
            }
        }
        let manifest = Manifest { format_version: FORMAT_VERSION, files };
        write_durably(folder, MANIFEST, &manifest.bytes())?;
        Self::open(folder)
    }

    /// SHA-256 of the manifest: the folder's name. Lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Where it lies.
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

    /// Whether it has this file.
    pub fn has(&self, file: F) -> bool {
        self.manifest.files.contains_key(file.name())
    }

    /// A file's contents, checked once more: what is returned is what was sealed.
    pub fn read(&self, file: F) -> Result<Vec<u8>, SealedFolderError> {
        let name = file.name();
        let entry = self.manifest.files.get(name).ok_or_else(|| SealedFolderError::Missing { file: name.into() })?;
        let contents = read(&self.folder, name)?;
        let actual = ManifestEntry { sha256: hex::encode(Sha256::digest(&contents)), bytes: contents.len() as u64 };
        check(name, entry, &actual)?;
        Ok(contents)
    }

    /// A JSON file's value.
    pub fn read_json<T: DeserializeOwned>(&self, file: F) -> Result<T, SealedFolderError> {
        serde_json::from_slice(&self.read(file)?)
            .map_err(|error| SealedFolderError::Invalid { file: file.name().into(), reason: error.to_string() })
    }
}

/// Writes one file of a folder that isn't sealed yet, durably.
pub fn write(folder: &Path, file: impl FolderFile, contents: &[u8]) -> Result<(), SealedFolderError> {
    write_durably(folder, file.name(), contents)
}

/// Writes one JSON file of a folder that isn't sealed yet, durably.
pub fn write_json<T: Serialize>(folder: &Path, file: impl FolderFile, value: &T) -> Result<(), SealedFolderError> {
    let json = serde_json::to_vec_pretty(value)
        .map_err(|error| SealedFolderError::Invalid { file: file.name().into(), reason: error.to_string() })?;
    write(folder, file, &json)
}

impl Manifest {
    /// A folder's manifest and the SHA-256 that names the folder. What the manifest says of the files isn't checked.
    ///
    /// # Errors
    /// When there is none, or it isn't in the form it was written in.
    pub fn read(folder: &Path) -> Result<(Self, String), SealedFolderError> {
        let bytes = read(folder, MANIFEST)?;
        let invalid = |reason: String| SealedFolderError::Invalid { file: MANIFEST.into(), reason };
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| invalid(error.to_string()))?;
        if manifest.format_version != FORMAT_VERSION {
            return Err(invalid(format!(
                "format version {}, this build reads {FORMAT_VERSION}",
                manifest.format_version
            )));
        }
        if manifest.bytes() != bytes {
            return Err(invalid("not in the form it was written in".into()));
        }
        Ok((manifest, hex::encode(Sha256::digest(&bytes))))
    }

    /// The one form a manifest is written in: sorted names, two-space indent, a newline at the end.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a map of strings always has a JSON form");
        bytes.push(b'\n');
        bytes
    }
}

fn is_known<F: FolderFile>(name: &str) -> bool {
    F::ALL.iter().any(|file| file.name() == name)
}

fn check(name: &str, expected: &ManifestEntry, actual: &ManifestEntry) -> Result<(), SealedFolderError> {
    if expected == actual {
        return Ok(());
    }
    let (expected, actual) = (expected.sha256.clone(), actual.sha256.clone());
    Err(SealedFolderError::Changed { file: name.into(), expected, actual })
}

/// Names in the folder; anything that isn't a plain file doesn't belong there.
fn names(folder: &Path) -> Result<BTreeSet<String>, SealedFolderError> {
    let shown = folder.display().to_string();
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(|source| io_error(&shown, source))? {
        let entry = entry.map_err(|source| io_error(&shown, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type().map_err(|source| io_error(&name, source))?.is_file() {
            return Err(SealedFolderError::Unexpected { file: name });
        }
        names.insert(name);
    }
    Ok(names)
}

fn digest_file(folder: &Path, name: &str) -> Result<ManifestEntry, SealedFolderError> {
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

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, SealedFolderError> {
    fs::read(folder.join(name)).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => SealedFolderError::Missing { file: name.into() },
        _ => io_error(name, source),
    })
}

fn write_durably(folder: &Path, name: &str, contents: &[u8]) -> Result<(), SealedFolderError> {
    let temporary = folder.join(format!(".{name}.part"));
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(contents).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, folder.join(name)))
        .and_then(|()| File::open(folder)?.sync_all());
    written.map_err(|source| io_error(name, source))
}

fn io_error(file: &str, source: io::Error) -> SealedFolderError {
    SealedFolderError::Io { file: file.into(), source }
}

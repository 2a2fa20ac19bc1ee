//! Files named by hash.
//!
//! ```text
//! uploads/<key>          on their way in; the key is a UUID we chose
//! files/<sha256>         finished files, immutable, named by what they hold
//! bundles/<sha256>/      finished model bundles, immutable, named by their manifest
//! bases/<sha256>/        base models, sealed likewise
//! scratch/<job id>/      a job's own folder: while it runs, and for a while after it failed
//! ```
//!
//! All functions block on the file system for a short time, except [`ArtifactStore::adopt_file`], which reads the file
//! once to hash it: call that one where blocking is allowed.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Error, id::JobId};

/// A folder of files named by hash. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ArtifactStore {
    root: Arc<Path>,
}

/// What can go wrong with artifacts.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// The name isn't one that this store gives.
    #[error("{field}: \"{name}\" is not the name of an artifact")]
    InvalidName {
        /// What should have been named.
        field: &'static str,
        /// What was given.
        name: String,
    },
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<ArtifactError> for Error {
    fn from(error: ArtifactError) -> Self {
        match error {
            ArtifactError::InvalidName { field, .. } => Self::invalid(field, "is not the name of an artifact"),
            ArtifactError::Io { .. } => Self::Internal(error.to_string()),
        }
    }
}

type Result<T> = std::result::Result<T, ArtifactError>;

impl ArtifactStore {
    /// Opens the store in the folder `root`, making it if it isn't there.
    pub fn open(root: impl AsRef<Path>) -> Result<Self> {
        let root = std::path::absolute(root.as_ref()).map_err(at(root.as_ref()))?;
        for folder in ["uploads", "files", "bundles", "bases", "scratch"] {
            let path = root.join(folder);
            fs::create_dir_all(&path).map_err(at(&path))?;
        }
        Ok(Self { root: root.into() })
    }

    /// The store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A new upload: its key, and the path of a file that doesn't exist yet.
    pub fn new_upload(&self) -> (String, PathBuf) {
        let key = Uuid::now_v7().to_string();
        let path = self.root.join("uploads").join(&key);
        (key, path)
    }

    /// Where the upload `key` lies.
    pub fn upload_path(&self, key: &str) -> Result<PathBuf> {
        let id = Uuid::try_parse(key).ok().filter(|id| id.to_string() == key);
        let id = id.ok_or_else(|| ArtifactError::InvalidName { field: "upload_key", name: key.into() })?;
        Ok(self.root.join("uploads").join(id.to_string()))
    }

    /// Deletes the upload `key`, a file or a folder, if it is there.
    pub fn remove_upload(&self, key: &str) -> Result<()> {
        let path = self.upload_path(key)?;
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        unless_missing(removed).map_err(at(&path))
    }

    /// Keys of the uploads that were last written before `time`, in the order they were begun.
    pub fn uploads_written_before(&self, time: SystemTime) -> Result<Vec<String>> {
        let folder = self.root.join("uploads");
        let mut keys = Vec::new();
        for entry in fs::read_dir(&folder).map_err(at(&folder))? {
            let entry = entry.map_err(at(&folder))?;
            // One that is gone meanwhile was taken by its import; a name that isn't ours isn't ours to judge.
            let Ok(written) = entry.metadata().and_then(|file| file.modified()) else { continue };
            let key = entry.file_name().to_string_lossy().into_owned();
            if written < time && self.upload_path(&key).is_ok() {
                keys.push(key);
            }
        }
        keys.sort();
        Ok(keys)
    }

    /// Takes the file at `path` into the store, where it is named by its SHA-256, which is returned. The file is
    /// durable afterwards, and gone from `path`. One that is known already is kept as it is.
    ///
    /// `path` must be on the store's file system: put it into [`ArtifactStore::scratch`] or an upload.
    pub fn adopt_file(&self, path: &Path) -> Result<String> {
        let sha256 = sha256_of_file(path)?;
        let target = self.file_path(&sha256)?;
        if target.try_exists().map_err(at(&target))? {
            unless_missing(fs::remove_file(path)).map_err(at(path))?;
            return Ok(sha256);
        }
        sync(path)?;
        fs::rename(path, &target).map_err(at(&target))?;
        sync(&self.root.join("files"))?;
        Ok(sha256)
    }

    /// Where the file with this hash lies, or would lie.
    pub fn file_path(&self, sha256: &str) -> Result<PathBuf> {
        Ok(self.root.join("files").join(checked_sha256(sha256)?))
    }

    /// Deletes the file with this hash, if it is there. The caller has made sure that nothing refers to it.
    pub fn remove_file(&self, sha256: &str) -> Result<()> {
        let path = self.file_path(sha256)?;
        unless_missing(fs::remove_file(&path)).map_err(at(&path))
    }

    /// Takes the folder at `path`, with all it holds, into the store under the hash of its manifest. It is durable
    /// afterwards, and gone from `path`. One that is known already is kept as it is.
    ///
    /// The caller has checked that the files match the manifest. `path` must be on the store's file system.
    pub fn adopt_bundle(&self, path: &Path, sha256: &str) -> Result<PathBuf> {
        let target = self.bundle_path(sha256)?;
        adopt_folder(path, &target)?;
        Ok(target)
    }

    /// Where the bundle with this hash lies, or would lie.
    pub fn bundle_path(&self, sha256: &str) -> Result<PathBuf> {
        Ok(self.root.join("bundles").join(checked_sha256(sha256)?))
    }

    /// Takes a sealed base model's folder into the store, as [`ArtifactStore::adopt_bundle`] does a bundle's.
    pub fn adopt_base(&self, path: &Path, sha256: &str) -> Result<PathBuf> {
        let target = self.base_path(sha256)?;
        adopt_folder(path, &target)?;
        Ok(target)
    }

    /// Where the base model with this hash lies, or would lie.
    pub fn base_path(&self, sha256: &str) -> Result<PathBuf> {
        Ok(self.root.join("bases").join(checked_sha256(sha256)?))
    }

    /// Deletes the base model with this hash, if it is there. The caller has made sure that nothing refers to it.
    pub fn remove_base(&self, sha256: &str) -> Result<()> {
        let path = self.base_path(sha256)?;
        // Aside first: half a folder must never stand where a whole one is expected.
        let aside = self.root.join("scratch").join(format!("removed-{}", Uuid::now_v7()));
        unless_missing(fs::rename(&path, &aside)).map_err(at(&path))?;
        unless_missing(fs::remove_dir_all(&aside)).map_err(at(&aside))
    }

    /// A job's own folder, made if it isn't there. What an earlier attempt left is still in it.
    pub fn scratch(&self, job_id: JobId) -> Result<PathBuf> {
        let path = self.root.join("scratch").join(job_id.to_string());
        fs::create_dir_all(&path).map_err(at(&path))?;
        Ok(path)
    }

    /// The jobs that have a folder, and when something was last made or deleted in it.
    pub fn scratch_folders(&self) -> Result<Vec<(JobId, SystemTime)>> {
        let path = self.root.join("scratch");
        let mut folders = Vec::new();
        for entry in fs::read_dir(&path).map_err(at(&path))? {
            let entry = entry.map_err(at(&path))?;
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            match entry.metadata().and_then(|folder| folder.modified()) {
                Ok(changed_at) => folders.push((id, changed_at)),
                // Its job has ended in this moment.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(at(&entry.path())(error)),
            }
        }
        Ok(folders)
    }

    /// Deletes a job's folder, if it is there.
    pub fn remove_scratch(&self, job_id: JobId) -> Result<()> {
        let path = self.root.join("scratch").join(job_id.to_string());
        unless_missing(fs::remove_dir_all(&path)).map_err(at(&path))
    }
}

/// SHA-256 of a file, hexadecimal.
pub fn sha256_of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(at(path))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).map_err(at(path))? {
            0 => return Ok(hex::encode(hash.finalize())),
            count => hash.update(&buffer[..count]),
        }
    }
}

fn checked_sha256(name: &str) -> Result<&str> {
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if name.len() == 64 && name.bytes().all(hexadecimal) {
        return Ok(name);
    }
    Err(ArtifactError::InvalidName { field: "sha256", name: name.into() })
}

/// Moves the folder at `path` to `target` durably, or deletes it if `target` is there.
fn adopt_folder(path: &Path, target: &Path) -> Result<()> {
    if target.try_exists().map_err(at(target))? {
        return unless_missing(fs::remove_dir_all(path)).map_err(at(path));
    }
    sync_all_below(path)?;
    fs::rename(path, target).map_err(at(target))?;
    target.parent().map_or(Ok(()), sync)
}

fn sync_all_below(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let path = entry.path();
        if entry.file_type().map_err(at(&path))?.is_dir() {
            sync_all_below(&path)?;
        } else {
            sync(&path)?;
        }
    }
    sync(folder)
}

fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ArtifactError {
    let path = path.to_owned();
    move |source| ArtifactError::Io { path, source }
}

fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests;

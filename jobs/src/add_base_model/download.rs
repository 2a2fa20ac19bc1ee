//! One file from the hub: continued where an earlier attempt left it, and proved by its hash before it counts.

use std::path::{Path, PathBuf};

use domain::artifact::sha256_of_file;
use reqwest::{Response, StatusCode, Url, header};
use sha1::{Digest as _, Sha1};
use tokio::{fs, io::AsyncWriteExt};

use super::{
    disk,
    files::{Digest, Listed, too_large},
    hub::{self, Hub},
};
use crate::{JobContext, JobError};

/// How often in a row an answer may break off without having brought anything.
const MAX_EMPTY: u32 = 3;

/// Files on their way in, with how much of them is there.
pub(super) struct Download<'a> {
    hub: &'a Hub,
    context: &'a JobContext,
    /// Bytes of all files, as far as they are known.
    expected: u64,
    /// Bytes that are there.
    done: u64,
    max_bytes: u64,
}

impl<'a> Download<'a> {
    /// A download of `files`, together at most `max_bytes`.
    pub(super) fn new(hub: &'a Hub, context: &'a JobContext, files: &[Listed], max_bytes: u64) -> Self {
        let expected = files.iter().filter_map(|file| file.bytes).sum();
        Self { hub, context, expected, done: 0, max_bytes }
    }

    /// Fetches `file` from `url` into the folder `target`, unless it is there. What has been fetched of it lies beside
    /// its place, as NAME.part, until it is whole and proved.
    pub(super) async fn file(&mut self, url: Url, file: &Listed, target: &Path) -> Result<(), JobError> {
        let whole = target.join(&file.name);
        if let Ok(metadata) = fs::metadata(&whole).await {
            self.done += metadata.len();
            return Ok(());
        }
        let part = target.join(format!("{}.part", file.name));
        let mut told = None;
        let mut empty = 0;
        loop {
            let have = fs::metadata(&part).await.map_or(0, |metadata| metadata.len());
            if file.bytes.is_some_and(|bytes| have == bytes && (bytes > 0 || part.exists())) {
                break;
            }
            let answer = self.hub.get(url.clone(), have).await?;
            told = answer.sha256.or(told);
            if answer.response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
                // It is longer than the file on the hub: nothing of it can be trusted.
                fs::remove_file(&part).await.map_err(disk)?;
                continue;
            }
            hub::refuse_unless_ok(answer.response.status(), &file.name)?;
            match self.append(answer.response, &part, have, file).await {
                Ok(()) if file.bytes.is_none() => break,
                Ok(()) => {}
                Err(error @ JobError::Transient { .. }) => {
                    let grown = fs::metadata(&part).await.map_or(0, |metadata| metadata.len()) > have;
                    empty = if grown { 0 } else { empty + 1 };
                    if empty == MAX_EMPTY {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        let digest = file.digest.clone().or(told.map(Digest::Sha256));
        prove(&part, digest, &file.name).await?;
        fs::rename(&part, &whole).await.map_err(disk)?;
        self.done += fs::metadata(&whole).await.map_err(disk)?.len();
        Ok(())
    }

    /// Appends what `response` brings to `part`, which holds `have` bytes.
    async fn append(&self, mut response: Response, part: &Path, have: u64, file: &Listed) -> Result<(), JobError> {
        let continues = response.status() == StatusCode::PARTIAL_CONTENT && begins_at(&response, have);
        let mut output = fs::OpenOptions::new();
        output.create(true).append(continues).write(true).truncate(!continues);
        let mut output = output.open(part).await.map_err(disk)?;
        let mut length = if continues { have } else { 0 };
        let limit = file.bytes.unwrap_or(self.max_bytes.saturating_sub(self.done));
        let ended = loop {
            match response.chunk().await {
                Ok(None) => break Ok(()),
                Err(error) => break Err(hub::unreachable(error)),
                Ok(Some(chunk)) => {
                    length += chunk.len() as u64;
                    if length > limit {
                        return Err(match file.bytes {
                            None => too_large(self.max_bytes),
                            Some(bytes) => JobError::permanent(
                                "HUB_REFUSED",
                                format!("the hub sends more of {} than the {bytes} bytes it has", file.name),
                            ),
                        });
                    }
                    output.write_all(&chunk).await.map_err(disk)?;
                    self.tell(length, &file.name).await?;
                }
            }
        };
        output.flush().await.map_err(disk)?;
        output.sync_all().await.map_err(disk)?;
        match (ended, file.bytes) {
            (Ok(()), Some(bytes)) if length < bytes => {
                let message = format!("the hub broke off after {length} of {bytes} bytes of {}", file.name);
                Err(JobError::transient("HUB_UNREACHABLE", message))
            }
            (ended, _) => ended,
        }
    }

    async fn tell(&self, length: u64, name: &str) -> Result<(), JobError> {
        let done = self.done + length;
        // The trainer's part comes after it.
        let share = 0.9 * done as f64 / self.expected.max(done).max(1) as f64;
        let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let note = format!("fetching {name}: {:.1} of {:.1} MiB", mebibytes(done), mebibytes(self.expected));
        self.context.progress(share, note).await
    }
}

fn begins_at(response: &Response, have: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {have}-")))
}

/// Deletes `part` and fails unless it hashes to `digest`.
async fn prove(part: &Path, digest: Option<Digest>, name: &str) -> Result<(), JobError> {
    let Some(digest) = digest else { return Ok(()) };
    let path = part.to_owned();
    let proved = tokio::task::spawn_blocking(move || matches_digest(&path, &digest)).await;
    if proved.map_err(|error| JobError::permanent("INTERNAL", error.to_string()))?? {
        return Ok(());
    }
    fs::remove_file(part).await.map_err(disk)?;
    let message = format!("{name} isn't what the hub promised: its hash differs; it is fetched again");
    Err(JobError::transient("HUB_HASH_MISMATCH", message))
}

fn matches_digest(path: &PathBuf, digest: &Digest) -> Result<bool, JobError> {
    match digest {
        Digest::Sha256(sha256) => Ok(sha256_of_file(path)? == *sha256),
        Digest::GitBlob(id) => {
            // Only what is small is kept in git itself.
            let contents = std::fs::read(path)?;
            let mut hash = Sha1::new_with_prefix(format!("blob {}\0", contents.len()));
            hash.update(&contents);
            Ok(hex::encode(hash.finalize()) == *id)
        }
    }
}

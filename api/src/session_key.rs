//! The keys that sign access tokens: a ring in a file of the data folder, newest last. The newest signs; the others
//! still verify, so that keys rotate without signing anybody out.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    Timestamp,
    id::{MemberId, SessionId},
    secret,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// The file's name in the data folder.
pub const FILE: &str = "session-keys.json";
/// Seconds for which an access token holds.
pub const ACCESS_SECONDS: u32 = 15 * 60;

/// Who signs access tokens, and for whom: this installation, both.
const ISSUER: &str = "gisa";
/// Seconds for which a key verifies after it was replaced: far longer than any access token holds.
const RETIRED_SECONDS: f64 = 86_400.0;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who signed it.
    iss: String,
    /// For whom.
    aud: String,
    /// The member.
    pub sub: MemberId,
    /// The session.
    pub sid: SessionId,
    /// When the session ends at the latest, in seconds since the Unix epoch.
    send: i64,
    /// When it was made, in seconds since the Unix epoch.
    iat: i64,
    /// Until when it holds, in seconds since the Unix epoch.
    exp: i64,
}

impl Claims {
    /// What is said of a session that ends at `session_ends_at` at the latest.
    pub fn new(sub: MemberId, sid: SessionId, session_ends_at: Timestamp) -> Self {
        let now = Timestamp::now().0 / 1_000_000;
        let exp = now + i64::from(ACCESS_SECONDS);
        Self { iss: ISSUER.into(), aud: ISSUER.into(), sub, sid, send: session_ends_at.0 / 1_000_000, iat: now, exp }
    }

    /// When the session ends at the latest.
    pub fn session_ends_at(&self) -> Timestamp {
        Timestamp(self.send.saturating_mul(1_000_000))
    }
}

/// One key.
#[derive(Clone, Serialize, Deserialize)]
struct Key {
    kid: String,
    secret: String,
    made_at: Timestamp,
}

/// The keys that sign access tokens. Cheap to clone; all clones share what they hold.
#[derive(Clone)]
pub struct KeyRing {
    path: PathBuf,
    read: Arc<Mutex<Read>>,
}

/// The file as it was read, and what told it from others.
struct Read {
    stamp: (u64, i64, i64),
    keys: Vec<Key>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("KeyRing").field("path", &self.path).finish_non_exhaustive()
    }
}

impl KeyRing {
    /// Opens the ring in a folder, and makes it if there is none.
    ///
    /// # Errors
    /// When the file can't be made or read, others than its owner may read it, or it holds no key.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        if !path.exists() {
            fs::create_dir_all(folder)?;
            let made = write_aside(&path, &[new_key()])?;
            // Of two processes that start at the same moment one finds that the other was first.
            let linked = fs::hard_link(&made, &path);
            fs::remove_file(&made)?;
            match linked {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        let read = Read { stamp: stamp(&path)?, keys: keys(&path)? };
        Ok(Self { path, read: Arc::new(Mutex::new(read)) })
    }

    /// Adds a key, which signs from here on, and drops those that were replaced a day ago. Servers follow by themselves.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn rotate(&self) -> io::Result<usize> {
        let mut all = keys(&self.path)?;
        all.push(new_key());
        let day_ago = Timestamp::now().plus_seconds(-RETIRED_SECONDS);
        let first = (0..all.len() - 1).find(|index| all[index + 1].made_at > day_ago).unwrap_or(all.len() - 1);
        let all = all.split_off(first);
        fs::rename(write_aside(&self.path, &all)?, &self.path)?;
        Ok(all.len())
    }

    /// An access token.
    ///
    /// # Errors
    /// When the ring holds no key any more.
    pub fn sign(&self, claims: &Claims) -> io::Result<String> {
        let read = self.current();
        let key = read.keys.last().ok_or_else(|| io::Error::other("there is no session key"))?;
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
        let signed = jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(key.secret.as_bytes()));
        signed.map_err(io::Error::other)
    }

    /// What an access token says, if one of the keys signed it and it holds.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let known = |read: &Read| read.keys.iter().find(|key| key.kid == kid).map(|key| key.secret.clone());
        let held = known(&self.lock());
        let secret = match held {
            Some(secret) => secret,
            // Another process may have rotated.
            None => known(&self.current())?,
        };
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 5;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let key = DecodingKey::from_secret(secret.as_bytes());
        Some(jsonwebtoken::decode(token, &key, &validation).ok()?.claims)
    }

    /// The keys, read again if the file is another.
    fn current(&self) -> MutexGuard<'_, Read> {
        let mut read = self.lock();
        match stamp(&self.path) {
            Ok(now) if now != read.stamp => match keys(&self.path) {
                Ok(keys) => *read = Read { stamp: now, keys },
                Err(error) => tracing::error!(%error, "the session keys can't be read; the known ones are used"),
            },
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the session keys can't be read; the known ones are used"),
        }
        read
    }

    fn lock(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_key() -> Key {
    Key { kid: secret::new("")[..16].to_owned(), secret: secret::new(""), made_at: Timestamp::now() }
}

/// What tells the file from one that takes its place.
fn stamp(path: &Path) -> io::Result<(u64, i64, i64)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.ino(), metadata.mtime(), metadata.mtime_nsec()))
}

fn keys(path: &Path) -> io::Result<Vec<Key>> {
    let problem = |message: &str| io::Error::other(format!("{}: {message}", path.display()));
    if fs::metadata(path)?.mode() & 0o077 != 0 {
        return Err(problem("others than its owner may read it; chmod 600 it"));
    }
    let keys: Vec<Key> = serde_json::from_slice(&fs::read(path)?).map_err(|_| problem("isn't a ring of keys"))?;
    if keys.is_empty() { Err(problem("holds no key")) } else { Ok(keys) }
}

/// Writes a ring beside the file, durably, for its owner alone.
fn write_aside(path: &Path, keys: &[Key]) -> io::Result<PathBuf> {
    let aside = path.with_extension(&secret::new("")[..16]);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    file.write_all(&serde_json::to_vec(keys)?)?;
    file.sync_all()?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("gisa-{}", uuid::Uuid::now_v7()))
    }

    fn claims() -> Claims {
        Claims::new(MemberId::new(), SessionId::new(), Timestamp::now().plus_seconds(60.0))
    }

    #[test]
    fn keys_rotate_and_nobody_is_signed_out() {
        let folder = folder();
        let (server, other) = (KeyRing::open(&folder).unwrap(), KeyRing::open(&folder).unwrap());
        let said = claims();
        let before = server.sign(&said).unwrap();
        assert_eq!(other.rotate().unwrap(), 2);
        assert_eq!(server.verify(&before), Some(said.clone()));
        let after = server.sign(&said).unwrap();
        let kid = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        assert_ne!(kid(&before), kid(&after), "the new key signs, though another process made it");
        assert_eq!(other.verify(&after), Some(said), "a key that isn't known yet is looked for");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_key_that_was_replaced_a_day_ago_goes_with_the_next_rotation() {
        let folder = folder();
        let ring = KeyRing::open(&folder).unwrap();
        let token = ring.sign(&claims()).unwrap();
        ring.rotate().unwrap();
        let mut old = keys(&ring.path).unwrap();
        for (key, days) in old.iter_mut().zip([3.0, 2.0]) {
            key.made_at = key.made_at.plus_seconds(-days * 86_400.0);
        }
        fs::rename(write_aside(&ring.path, &old).unwrap(), &ring.path).unwrap();
        assert_eq!(ring.rotate().unwrap(), 2, "the one that signed until now is kept");
        assert_eq!(KeyRing::open(&folder).unwrap().verify(&token), None);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_ring_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let ring = KeyRing::open(&folder).unwrap();
        assert_eq!(fs::metadata(&ring.path).unwrap().mode() & 0o777, 0o600);
        ring.rotate().unwrap();
        assert_eq!(fs::metadata(&ring.path).unwrap().mode() & 0o777, 0o600);
        fs::set_permissions(&ring.path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(KeyRing::open(&folder).unwrap_err().to_string().contains("chmod 600"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_token_that_isnt_ours_or_is_over_says_nothing() {
        let [mine, theirs] = [folder(), folder()];
        let (ring, other) = (KeyRing::open(&mine).unwrap(), KeyRing::open(&theirs).unwrap());
        assert_eq!(ring.verify(&other.sign(&claims()).unwrap()), None);
        let over = Claims { exp: claims().iat - 10, ..claims() };
        assert_eq!(ring.verify(&ring.sign(&over).unwrap()), None);
        let token = ring.sign(&claims()).unwrap();
        let (head, signature) = token.rsplit_once('.').unwrap();
        assert_eq!(ring.verify(&format!("{head}x.{signature}")), None);
        for folder in [mine, theirs] {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}

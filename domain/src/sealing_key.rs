//! What must be read again by this installation and by nobody who only reads its database: sealed with a key that lies in
//! the data folder (ChaCha20-Poly1305, RFC 8439).

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::secret;

/// The file's name in the data folder.
pub const FILE: &str = "sealing-key";

/// Bytes of the key.
const KEY_LENGTH: usize = 32;

/// The key that seals and opens.
pub struct SealingKey(LessSafeKey);

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SealingKey")
    }
}

impl SealingKey {
    /// Opens the key in a folder, and makes it if there is none.
    ///
    /// # Errors
    /// When the file can't be made or read, others than its owner may read it, or it holds no key.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        if !path.exists() {
            fs::create_dir_all(folder)?;
            let aside = path.with_extension(&secret::new("")[..16]);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
            file.write_all(secret::new("").as_bytes())?;
            file.sync_all()?;
            // Of two processes that come here at the same moment one finds that the other was first.
            let linked = fs::hard_link(&aside, &path);
            fs::remove_file(&aside)?;
            match linked {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        let problem = |message: &str| io::Error::other(format!("{}: {message}", path.display()));
        if fs::metadata(&path)?.mode() & 0o077 != 0 {
            return Err(problem("others than its owner may read it; chmod 600 it"));
        }
        let mut bytes = [0; KEY_LENGTH];
        hex::decode_to_slice(fs::read(&path)?.trim_ascii(), &mut bytes).map_err(|_| problem("holds no key"))?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|_| problem("holds no key"))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Seals `plain` as what belongs to `context`, in which alone it can be opened.
    pub fn seal(&self, plain: &str, context: &str) -> String {
        let nonce: [u8; NONCE_LEN] = secret::random();
        let mut bytes = plain.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut bytes)
            .expect("what is sealed is far shorter than the cipher's limit");
        STANDARD.encode([nonce.as_slice(), &bytes].concat())
    }

    /// Opens what was sealed in `context`; `None` if it wasn't, or by another key.
    pub fn open_sealed(&self, sealed: &str, context: &str) -> Option<String> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, mut sealed) = bytes.split_at_checked(NONCE_LEN).map(|(nonce, rest)| (nonce, rest.to_vec()))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.0.open_in_place(nonce, Aad::from(context), &mut sealed).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> std::path::PathBuf {
        std::env::temp_dir().join(format!("gisa-{}", uuid::Uuid::now_v7()))
    }

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_in_the_same_context_alone() {
        let [mine, theirs] = [folder(), folder()];
        let (key, other) = (SealingKey::open(&mine).unwrap(), SealingKey::open(&theirs).unwrap());
        let sealed = key.seal("whsec_secret", "a");
        assert!(!sealed.contains("secret"));
        assert_ne!(sealed, key.seal("whsec_secret", "a"), "no nonce is used twice");
        let again = SealingKey::open(&mine).unwrap();
        assert_eq!(again.open_sealed(&sealed, "a").as_deref(), Some("whsec_secret"));
        assert_eq!(again.open_sealed(&sealed, "b"), None);
        assert_eq!(other.open_sealed(&sealed, "a"), None);
        for wrong in ["", "not base64!", "AAAA", &sealed[..sealed.len() - 8]] {
            assert_eq!(key.open_sealed(wrong, "a"), None, "{wrong}");
        }
        for folder in [mine, theirs] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        SealingKey::open(&folder).unwrap();
        let path = folder.join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(SealingKey::open(&folder).unwrap_err().to_string().contains("chmod 600"));
        fs::remove_dir_all(folder).unwrap();
    }
}

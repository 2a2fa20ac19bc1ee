//! Secrets that are handed out once and kept as hashes.
//!
//! Each has 256 random bits, so a plain SHA-256 is enough at rest: there is nothing to guess a slow hash would protect.

use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

/// A new secret: `prefix` and 64 hexadecimal digits of the system's randomness.
///
/// # Panics
/// When the system has no randomness to give: nothing may go on then.
pub fn new(prefix: &str) -> String {
    format!("{prefix}{}", hex::encode(random::<32>()))
}

/// Bytes of the system's randomness.
///
/// # Panics
/// When the system has no randomness to give: nothing may go on then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// What is kept of a secret: its SHA-256, in hexadecimal digits.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

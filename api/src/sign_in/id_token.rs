//! ID tokens: believed only when everything about them is as OpenID Connect Core 1.0, section 3.1.3.7, demands.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use domain::{Timestamp, member::Identity};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

/// Seconds by which the provider's clock may differ from ours.
const LEEWAY_SECONDS: u64 = 60;
/// Seconds for which an ID token may have been on its way.
const MAX_AGE_SECONDS: i64 = 600;
/// Between two looks at the provider's keys, however many keys are asked for that aren't among them.
const REFRESH_INTERVAL: Duration = Duration::from_secs(60);
/// After a look that failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(2);
/// Keys that the provider has withdrawn are believed no longer than this.
const MAX_KEY_AGE: Duration = Duration::from_secs(3600);

/// What an ID token must be.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// Our id with it.
    pub client_id: &'a str,
    /// What was sent along when the sign-in began.
    pub nonce: &'a str,
    /// What it may be signed with.
    pub algorithms: &'a [Algorithm],
}

/// What an ID token says. Others of its claims don't matter.
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    aud: Value,
    azp: Option<String>,
    iat: i64,
    nonce: String,
    name: Option<String>,
    nickname: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
}

/// Which key an ID token says that it is signed with, and how.
///
/// # Errors
/// When it isn't a token, or may not be signed so.
pub fn key_id(token: &str, algorithms: &[Algorithm]) -> Result<(String, Algorithm), String> {
    // A header that lists what must be understood lists what we don't; the library would pass it over.
    let header = token.split('.').next().unwrap_or_default();
    let header: HashMap<String, Value> = decoded(header).ok_or("the header can't be read")?;
    if header.contains_key("crit") {
        return Err("the header lists critical extensions".into());
    }
    // "none" isn't among the algorithms that the library knows.
    let header = jsonwebtoken::decode_header(token).map_err(|error| format!("the header: {error}"))?;
    if !algorithms.contains(&header.alg) {
        return Err(format!("it is signed by {:?}, which isn't allowed", header.alg));
    }
    let kid = header.kid.filter(|kid| !kid.is_empty()).ok_or("it names no key")?;
    Ok((kid, header.alg))
}

/// Whom an ID token names, if it is what it must be. `key` is the one that [`key_id`] names.
///
/// # Errors
/// Says what is wrong with it, for the log.
pub fn check(token: &str, key: &Jwk, algorithm: Algorithm, expected: &Expected<'_>) -> Result<Identity, String> {
    if key.common.public_key_use.as_ref().is_some_and(|used| *used != PublicKeyUse::Signature) {
        return Err("its key isn't for signatures".into());
    }
    if key.common.key_algorithm.is_some_and(|of_key| of_key.to_string() != format!("{algorithm:?}")) {
        return Err("its key is for another algorithm".into());
    }
    let mut validation = Validation::new(algorithm);
    validation.leeway = LEEWAY_SECONDS;
    validation.validate_nbf = true;
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let key = DecodingKey::from_jwk(key).map_err(|error| format!("its key: {error}"))?;
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|error| error.to_string())?.claims;

    let is_for_several = claims.aud.as_array().is_some_and(|audiences| audiences.len() > 1);
    match &claims.azp {
        Some(party) if party != expected.client_id => return Err("azp is somebody else".into()),
        None if is_for_several => return Err("it is for several parties, and azp is missing".into()),
        _ => {}
    }
    if claims.nonce != expected.nonce {
        return Err("the nonce is another".into());
    }
    let now = Timestamp::now().0 / 1_000_000;
    if claims.iat > now + LEEWAY_SECONDS as i64 {
        return Err("it was issued in the future".into());
    }
    if claims.iat < now - MAX_AGE_SECONDS {
        return Err("it was issued long ago".into());
    }
    if claims.sub.is_empty() || claims.sub.chars().count() > 255 {
        return Err("sub must have 1 to 255 characters".into());
    }
    Ok(Identity {
        issuer: expected.issuer.to_owned(),
        subject: claims.sub,
        name: claims.name.or(claims.nickname),
        email: claims.email.filter(|_| claims.email_verified != Some(false)),
    })
}

fn decoded<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// The provider's keys, as they were last seen.
#[derive(Debug, Default)]
pub struct Keys(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    keys: Option<(JwkSet, Instant)>,
    looked: Option<(Instant, bool)>,
}

impl Keys {
    /// The key `kid`. Is it none that was seen, they are looked at again by `fetch`, which otherwise isn't polled: once a
    /// minute, however often it is asked for.
    ///
    /// # Errors
    /// When there is no such key, or they can't be fetched.
    pub async fn find(&self, kid: &str, fetch: impl Future<Output = Result<JwkSet, String>>) -> Result<Jwk, String> {
        // Held while looking: whoever asks meanwhile waits for the answer instead of looking, too.
        let mut seen = self.0.lock().await;
        if let Some((keys, at)) = &seen.keys
            && at.elapsed() < MAX_KEY_AGE
            && let Some(key) = keys.find(kid)
        {
            return Ok(key.clone());
        }
        if let Some((at, succeeded)) = seen.looked {
            let interval = if succeeded { REFRESH_INTERVAL } else { RETRY_INTERVAL };
            if at.elapsed() < interval {
                return Err(format!("the provider has no key {kid:?}, as of {} s ago", at.elapsed().as_secs()));
            }
        }
        let fetched = fetch.await;
        seen.looked = Some((Instant::now(), fetched.is_ok()));
        let keys = fetched?;
        let found = keys.find(kid).cloned();
        seen.keys = Some((keys, Instant::now()));
        found.ok_or_else(|| format!("the provider has no key {kid:?}"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn however_many_unknown_keys_are_named_the_providers_are_looked_at_once() {
        let (keys, looks) = (Keys::default(), AtomicUsize::new(0));
        for number in 0..100 {
            let kid = format!("unknown-{number}");
            let asked = keys.find(&kid, async {
                looks.fetch_add(1, Ordering::SeqCst);
                Ok(JwkSet { keys: Vec::new() })
            });
            assert!(asked.await.is_err());
        }
        assert_eq!(looks.into_inner(), 1);
    }
}

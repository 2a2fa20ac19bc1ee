//! How a receiver knows that a message is ours: Standard Webhooks, version 1 (HMAC-SHA256).

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::webhook::SECRET_PREFIX;
use ring::hmac;

/// The value of `webhook-signature`: one signature a secret, separated by spaces. Signed are the message's id, the time in
/// seconds since the Unix epoch and the body, joined by dots. Secrets that aren't `whsec_` and base64 sign nothing.
pub fn sign(secrets: &[String], id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    let signatures = secrets.iter().filter_map(|secret| {
        let key = STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
        Some(format!("v1,{}", STANDARD.encode(tag)))
    });
    signatures.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let (id, timestamp, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let twice = [secret.clone(), secret];
        assert_eq!(sign(&twice[..1], id, timestamp, body), expected);
        assert_eq!(sign(&twice, id, timestamp, body), format!("{expected} {expected}"));
        assert_eq!(sign(&["no secret".to_owned()], id, timestamp, body), "");
    }
}

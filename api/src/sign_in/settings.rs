//! How people sign in, as it is configured.

use std::{fmt, net::SocketAddr, path::PathBuf};

use jsonwebtoken::Algorithm;
use serde::{Deserialize, Serialize};
use url::Url;

/// Kakao, as OpenID Connect knows it.
pub const KAKAO: &str = "https://kauth.kakao.com";

/// How people sign in: by an OpenID Connect provider, Kakao if nothing else is said, or, in development only, by a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether people sign in without a provider, by the link that invites them. Only with `development` and a loopback
    /// `listen`. Default: in development without a `client_id`.
    pub local: Option<bool>,
    /// What the provider is called on the button. Default `Kakao`.
    pub provider_name: String,
    /// The provider's issuer, exactly as its ID tokens name it. Default `https://kauth.kakao.com`.
    pub issuer: String,
    /// Where people are sent to sign in. Default: Kakao's, or what the issuer's discovery document says.
    pub authorize_url: Option<String>,
    /// Where codes are exchanged for tokens. Default: Kakao's, or what the issuer's discovery document says.
    pub token_url: Option<String>,
    /// Where the provider's keys are. Default: Kakao's, or what the issuer's discovery document says.
    pub jwks_url: Option<String>,
    /// The application's id with the provider (Kakao: the REST API key). No default: without it nobody signs in by a
    /// provider.
    pub client_id: Option<String>,
    /// The application's secret with the provider.
    pub client_secret: Option<ClientSecret>,
    /// A file that holds the secret instead.
    pub client_secret_file: Option<PathBuf>,
    /// The address the provider sends people back to, exactly as it is registered there: `https://…/auth/callback`.
    pub redirect_url: Option<String>,
    /// What is asked for, separated by spaces. Default `openid`.
    pub scopes: String,
    /// Algorithms that ID tokens may be signed with, separated by spaces. Default `RS256`.
    pub algorithms: String,
}

/// The application's secret with the provider; `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// The secret.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"***\"")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            local: None,
            provider_name: "Kakao".into(),
            issuer: KAKAO.into(),
            authorize_url: None,
            token_url: None,
            jwks_url: None,
            client_id: None,
            client_secret: None,
            client_secret_file: None,
            redirect_url: None,
            scopes: "openid".into(),
            algorithms: "RS256".into(),
        }
    }
}

impl Settings {
    /// Whether people sign in by a provider.
    pub fn has_provider(&self) -> bool {
        self.client_id.is_some()
    }

    /// Whether people sign in by a link alone.
    pub fn is_local(&self, development: bool) -> bool {
        self.local.unwrap_or(development && !self.has_provider())
    }

    /// The algorithms that ID tokens may be signed with: never one whose key the client has too, never none.
    pub fn algorithms(&self) -> Result<Vec<Algorithm>, String> {
        const KNOWN: &str = "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA";
        let names: Vec<&str> = self.algorithms.split_whitespace().collect();
        if names.is_empty() {
            return Err(format!("must name at least one of {KNOWN}"));
        }
        names
            .into_iter()
            .map(|name| match name.parse() {
                Ok(Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) | Err(_) => {
                    Err(format!("can't be \"{name}\", must be some of {KNOWN}"))
                }
                Ok(algorithm) => Ok(algorithm),
            })
            .collect()
    }

    /// What is wrong, each beginning with the field.
    pub fn problems(&self, listen: SocketAddr, development: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.is_local(development) && !(development && listen.ip().is_loopback()) {
            let message = "sign_in.local: lets everybody in who reaches the server; it is for development = true and a \
                           loopback listen alone";
            wrong.push(message.to_owned());
        }
        if !listen.ip().is_loopback() && !self.has_provider() {
            wrong.push(format!(
                "listen: {listen} can be reached from other machines, and nobody could sign in; set sign_in.client_id, \
                 or use 127.0.0.1 or [::1]"
            ));
        }
        if let Err(message) = self.algorithms() {
            wrong.push(format!("sign_in.algorithms: {message}"));
        }
        if !self.scopes.split_whitespace().any(|scope| scope == "openid") {
            wrong.push("sign_in.scopes: must name openid, or there would be no ID token".to_owned());
        }
        let urls = [
            ("issuer", Some(&self.issuer)),
            ("authorize_url", self.authorize_url.as_ref()),
            ("token_url", self.token_url.as_ref()),
            ("jwks_url", self.jwks_url.as_ref()),
            ("redirect_url", self.redirect_url.as_ref()),
        ];
        for (field, url) in urls.into_iter().filter_map(|(field, url)| url.map(|url| (field, url))) {
            if !is_sound(url) {
                wrong.push(format!("sign_in.{field}: must begin with https://, or http:// and a loopback address"));
            }
        }
        if self.client_secret.is_some() && self.client_secret_file.is_some() {
            wrong.push("sign_in.client_secret_file: can't be set together with client_secret".to_owned());
        }
        if self.has_provider() {
            match self.redirect_url.as_deref().map(Url::parse) {
                Some(Ok(url))
                    if url.path() == "/auth/callback" && url.query().is_none() && url.fragment().is_none() => {}
                _ => wrong.push("sign_in.redirect_url: must be this server's address and /auth/callback".to_owned()),
            }
        }
        wrong
    }

    /// The secret, from the settings or its file.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn secret(&self) -> Result<Option<String>, String> {
        match (&self.client_secret, &self.client_secret_file) {
            (Some(secret), _) => Ok(Some(secret.expose().to_owned())),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(secret) => Ok(Some(secret.trim().to_owned())),
                Err(error) => Err(format!("sign_in.client_secret_file: {} can't be read: {error}", path.display())),
            },
            (None, None) => Ok(None),
        }
    }

    /// Where browsers reach this server: `scheme://host[:port]`.
    pub fn origin(&self) -> Option<String> {
        let url = Url::parse(self.redirect_url.as_deref()?).ok()?;
        Some(url.origin().ascii_serialization())
    }
}

/// Whether nobody on the way can read what is sent there.
fn is_sound(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.username().is_empty() && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
}

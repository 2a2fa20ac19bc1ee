//! How people get in: by an OpenID Connect provider, by an invitation, and, in development, by a link alone.
//!
//! In reading order: `settings` says which of these there are, `provider` and `id_token` whom the provider vouches for,
//! `cookie` where a session is kept, `route` what a browser asks for on the way.

pub mod cookie; // where a session is kept
pub mod id_token; // what is believed of the provider's word
pub mod provider; // who vouches for people
mod refusal; // what those are told who aren't let in
pub mod route; // what a browser asks for
pub mod settings; // which ways there are

use std::{io, path::Path, sync::Arc};

use crate::{live_credentials::LiveCredentials, session_key::KeyRing};
use provider::Provider;
use settings::Settings;

/// How people get in. Cheap to clone; all clones share what they hold.
#[derive(Clone, Debug)]
pub struct SignIn(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    way: Way,
    origin: Option<String>,
    keys: KeyRing,
    live: LiveCredentials,
}

/// How people prove who they are.
#[derive(Debug)]
pub enum Way {
    /// A provider vouches for them.
    Provider(Box<Provider>),
    /// They hold the link, or reach the loopback interface of a developer's machine.
    Local,
    /// They can't; programs may, with API tokens.
    Nobody,
}

/// Why nobody could get in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A setting is wrong; the sentence begins with it.
    #[error("{0}")]
    Setting(String),
    /// The session keys can't be used.
    #[error("the session keys can't be used: {0}")]
    Keys(#[from] io::Error),
}

impl SignIn {
    /// Opens the ways that the settings name. The session keys lie in `data_folder`.
    ///
    /// # Errors
    /// When a setting is wrong, or the session keys can't be used.
    pub fn open(settings: &Settings, development: bool, data_folder: &Path) -> Result<Self, SignInError> {
        let provider = Provider::new(settings.clone()).map_err(SignInError::Setting)?;
        let way = match provider {
            Some(provider) => Way::Provider(Box::new(provider)),
            None if settings.is_local(development) => Way::Local,
            None => Way::Nobody,
        };
        let keys = KeyRing::open(data_folder)?;
        Ok(Self(Arc::new(Parts { way, origin: settings.origin(), keys, live: LiveCredentials::default() })))
    }

    /// How people prove who they are.
    pub fn way(&self) -> &Way {
        &self.0.way
    }

    /// Where browsers reach this server, `scheme://host[:port]`, if that is configured.
    pub fn origin(&self) -> Option<&str> {
        self.0.origin.as_deref()
    }

    /// What signs access tokens.
    pub fn keys(&self) -> &KeyRing {
        &self.0.keys
    }

    /// What tells connections that their credential has ended.
    pub fn live(&self) -> &LiveCredentials {
        &self.0.live
    }
}

/// The path of an invitation's link.
pub fn invitation_path(token: &str) -> String {
    format!("/auth/invitation/{token}")
}

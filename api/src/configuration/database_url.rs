//! Where the database is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A database's URL; `Debug` and `Display` hide its password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The URL, password and all.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // scheme://user:PASSWORD@host/…?password=PASSWORD: shown without userinfo's second half and without a query.
        let url = self.0.split('?').next().unwrap_or_default();
        let Some((scheme, rest)) = url.split_once("://") else { return formatter.write_str(url) };
        let Some((user, host)) = rest.rsplit_once('@') else { return formatter.write_str(url) };
        match user.split_once(':') {
            Some((name, _)) => write!(formatter, "{scheme}://{name}:***@{host}"),
            None => formatter.write_str(url),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}

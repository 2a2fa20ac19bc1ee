//! Where base models may come from, as this process was told.

use std::{
    fmt,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Where base models may come from, as this process was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The hub, or a mirror of it.
    pub hub_url: String,
    /// What the hub knows us by.
    pub hub_token: Option<HubToken>,
    /// Folders below this one may be named over GraphQL.
    pub folder: Option<PathBuf>,
    /// Most bytes that the files of one base model may have together.
    pub max_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { hub_url: "https://huggingface.co".into(), hub_token: None, folder: None, max_bytes: 8 << 30 }
    }
}

impl Settings {
    /// The folder that `path`, relative to the allowed one or below it, leads to, with all links followed.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `folder` when there is no such folder, or it doesn't lie below the allowed one.
    pub fn folder_within(&self, path: &str) -> Result<PathBuf> {
        let refused = |message: &str| Error::invalid("folder", message);
        let Some(allowed) = &self.folder else {
            return Err(refused(
                "no folder may be named here: set base_model_folder on the server, or run \
                 `gisa base-model add --folder` there",
            ));
        };
        // One answer for what is elsewhere and for what isn't there: it tells nothing of the machine's other folders.
        let elsewhere = || refused("must be a folder below the server's base_model_folder");
        let path = Path::new(path);
        if path.components().any(|part| part == Component::ParentDir) {
            return Err(elsewhere());
        }
        let allowed = allowed.canonicalize().map_err(|_| elsewhere())?;
        let folder = allowed.join(path).canonicalize().map_err(|_| elsewhere())?;
        if !folder.starts_with(&allowed) || !folder.is_dir() {
            return Err(elsewhere());
        }
        Ok(folder)
    }
}

/// A secret that the hub knows us by; `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HubToken(String);

impl HubToken {
    /// A token, as the hub gave it.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HubToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"***\"")
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_folders_below_the_allowed_one_may_be_named() {
        let ground = std::env::temp_dir().join(format!("gisa-{}", Uuid::now_v7()));
        let allowed = ground.join("models");
        fs::create_dir_all(allowed.join("kobert")).unwrap();
        fs::create_dir_all(ground.join("secret")).unwrap();
        fs::write(allowed.join("file"), "").unwrap();
        symlink(ground.join("secret"), allowed.join("leaves")).unwrap();
        symlink(allowed.join("kobert"), allowed.join("stays")).unwrap();
        let settings = Settings { folder: Some(allowed.clone()), ..Settings::default() };

        let kobert = allowed.canonicalize().unwrap().join("kobert");
        for path in ["kobert", "stays", "./kobert", allowed.join("kobert").to_str().unwrap()] {
            assert_eq!(settings.folder_within(path).unwrap(), kobert, "{path}");
        }
        let outside = ground.join("secret");
        for path in ["leaves", "../secret", "kobert/../../secret", "file", "nothing", outside.to_str().unwrap(), "/"] {
            let error = settings.folder_within(path).unwrap_err().to_string();
            assert_eq!(error, "folder: must be a folder below the server's base_model_folder", "{path}");
        }
        assert!(Settings::default().folder_within("kobert").unwrap_err().to_string().contains("base_model_folder"));
        fs::remove_dir_all(ground).unwrap();
    }

    #[test]
    fn a_token_is_never_shown() {
        let settings = Settings { hub_token: Some(HubToken::new("hf_secret")), ..Settings::default() };
        assert!(!format!("{settings:?}").contains("secret"));
    }
}

//! `gisa source`

use std::path::PathBuf;

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use domain::{
    source,
    source_definition::{self, NewDefinition},
    source_permission::{self, NewPermission},
};
use jobs::try_selector::{self, Trial};

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
};

/// Who the command line is in the history.
const ACTOR: &str = "command line";

/// Work with sources: what is crawled, and how.
#[derive(Debug, Subcommand)]
pub enum Source {
    /// List the sources
    List,
    /// Print a source's definition
    Show(Show),
    /// Add a source, or a new version of its definition, from a TOML file
    Put(Put),
    /// List the versions of a source's definition, and the permissions recorded
    History(Key),
    /// Try a source's definition, or a single selector, on a page
    Try(Try),
    /// Record that the site allowed it to be crawled against its robots.txt
    Permit(Permit),
    /// Revoke every permission of a source that holds
    Revoke(Key),
}

/// A source.
#[derive(Debug, Args)]
pub struct Key {
    /// Key of the source
    key: String,
}

/// A version of a source's definition.
#[derive(Debug, Args)]
pub struct Show {
    /// Key of the source
    key: String,
    /// The version [default: the current one]
    #[arg(long, value_name = "N")]
    version: Option<i32>,
}

/// A definition to be stored.
#[derive(Debug, Args)]
pub struct Put {
    /// Key of the source; made if there is none
    key: String,
    /// The definition, a TOML file
    file: PathBuf,
    /// Why it is made
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    /// Refuse if another version is current by now; 0 for a source that must be new
    #[arg(long, value_name = "N")]
    expected_version: Option<i32>,
}

/// A page to try a definition on.
#[derive(Debug, Args)]
pub struct Try {
    /// Key of the source
    key: String,
    /// Where the page is; it is asked for as a crawl would ask
    #[arg(long, value_name = "URL", required_unless_present = "file")]
    address: Option<String>,
    /// A file that holds the page
    #[arg(long, value_name = "FILE", conflicts_with = "address")]
    file: Option<PathBuf>,
    /// A CSS selector, optionally followed by " @" and an attribute
    #[arg(long, value_name = "CSS")]
    selector: Option<String>,
}

/// A permission.
#[derive(Debug, Args)]
pub struct Permit {
    /// Key of the source
    key: String,
    /// Who gave it, at the site
    #[arg(long, value_name = "WHO")]
    granted_by: String,
    /// Why, and where it is written down
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Source {
    /// Does it and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        match self {
            Self::List => list(&ground, output).await,
            Self::Show(show) => show.run(&ground, output).await,
            Self::Put(put) => put.run(&ground, output).await,
            Self::History(Key { key }) => history(&ground, output, &key).await,
            Self::Try(trial) => trial.run(&ground, output).await,
            Self::Permit(permit) => permit.run(&ground, output).await,
            Self::Revoke(Key { key }) => {
                let revoked = source_permission::revoke(&ground.acting("gisa source revoke"), &key, ACTOR).await?;
                output.result(&serde_json::json!({ "revoked": revoked }), &format!("{revoked} permissions revoked"));
                Ok(())
            }
        }
    }
}

async fn list(ground: &Ground, output: Output) -> Outcome {
    let connection = ground.database.connection();
    for source in source::all(connection).await? {
        let current = source_definition::current(connection, source.id).await?;
        let version = current.as_ref().map(|current| current.version);
        let shown = version.map_or_else(|| "no definition".to_owned(), |version| format!("version {version}"));
        let value = serde_json::json!({ "key": source.key, "name": source.name, "version": version });
        output.result(&value, &format!("{:<20} {shown:<14} {}", source.key, source.name));
    }
    Ok(())
}

async fn history(ground: &Ground, output: Output, key: &str) -> Outcome {
    let connection = ground.database.connection();
    let source = source::find_by_key(connection, key).await?;
    for version in source_definition::history(connection, source.id).await? {
        let at = version.created_at.to_datetime();
        let value = serde_json::json!({
            "version": version.version, "sha256": version.sha256, "comment": version.comment,
            "createdBy": version.created_by, "createdAt": at,
        });
        let comment = version.comment.unwrap_or_default();
        let text =
            format!("version {:<4} {} by {}: {comment}", version.version, at.format("%F %T"), version.created_by);
        output.result(&value, &text);
    }
    for permission in source_permission::history(connection, source.id).await? {
        let revoked = permission.revoked_at.map(|moment| moment.to_datetime());
        let value = serde_json::json!({
            "permission": permission.id, "grantedBy": permission.granted_by, "reason": permission.reason,
            "recordedBy": permission.recorded_by, "recordedAt": permission.recorded_at.to_datetime(), "revokedAt": revoked,
        });
        let state = revoked.map_or_else(|| "holds".to_owned(), |moment| format!("revoked {}", moment.format("%F %T")));
        let text = format!("permission of {} ({state}): {}", permission.granted_by, permission.reason);
        output.result(&value, &text);
    }
    Ok(())
}

impl Show {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let connection = ground.database.connection();
        let source = source::find_by_key(connection, &self.key).await?;
        let versions = source_definition::history(connection, source.id).await?;
        let wanted = versions.into_iter().find(|version| self.version.is_none_or(|wanted| version.version == wanted));
        let version =
            wanted.ok_or_else(|| Failure::new(format!("the source {} has no such definition", source.key)))?;
        let value = serde_json::json!({ "version": version.version, "definition": version.text });
        output.result(&value, version.text.trim_end());
        Ok(())
    }
}

impl Put {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let text = std::fs::read_to_string(&self.file)
            .map_err(|error| Failure::new(format!("{} can't be read: {error}", self.file.display())))?;
        let new = NewDefinition {
            source_key: self.key.clone(),
            text,
            comment: self.comment,
            actor: ACTOR.into(),
            expected_version: self.expected_version,
        };
        let version = source_definition::create(&ground.acting("gisa source put"), new).await?;
        let value = serde_json::json!({ "source": self.key, "version": version.version });
        output.result(&value, &format!("{} is at version {}", self.key, version.version));
        Ok(())
    }
}

impl Try {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let html = match &self.file {
            Some(file) => {
                let bytes = std::fs::read(file)
                    .map_err(|error| Failure::new(format!("{} can't be read: {error}", file.display())))?;
                Some(jobs::extraction::charset::decode(&bytes, None, None).0)
            }
            None => None,
        };
        let trial = Trial { source_key: self.key, address: self.address, html, selector: self.selector.clone() };
        let found = try_selector::run(&ground.database, &ground.crawler(), trial).await?;
        let article = &found.article;
        let published_at = article.published_at.map(|moment| moment.to_datetime());
        let value = serde_json::json!({
            "charset": found.charset, "finalUrl": found.final_url, "matches": found.matches, "title": article.title,
            "body": article.body, "publishedAt": published_at, "press": article.press, "missing": article.missing,
        });
        let mut text = String::new();
        if let Some(selector) = &self.selector {
            text.push_str(&format!("{} matches of {selector}\n", found.matches.len()));
            found.matches.iter().for_each(|found| text.push_str(&format!("  {}\n", found.replace('\n', " ⏎ "))));
        }
        text.push_str(&format!(
            "title      {}\npublished  {}\npress      {}\nbody       {}\nmissing    {}",
            article.title,
            published_at.map(|moment| moment.to_rfc3339()).unwrap_or_default(),
            article.press.as_deref().unwrap_or_default(),
            article.body.replace('\n', "\n           "),
            if article.missing.is_empty() { "nothing".to_owned() } else { article.missing.join(", ") },
        ));
        output.result(&value, &text);
        Ok(())
    }
}

impl Permit {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let new = NewPermission {
            source_key: self.key.clone(),
            granted_by: self.granted_by,
            reason: self.reason,
            actor: ACTOR.into(),
        };
        let permission = source_permission::record(&ground.acting("gisa source permit"), new).await?;
        let value = serde_json::json!({ "source": self.key, "permissionId": permission.id });
        output.result(&value, &format!("the permission of {} for {} is recorded", permission.granted_by, self.key));
        Ok(())
    }
}

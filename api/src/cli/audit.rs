//! `gisa audit`

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use domain::audit_entry;

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
};

/// Work with the audit log: who changed what.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Recompute the log's chain of hashes, and say which line was changed, dropped or inserted, if one was
    Verify(Verify),
}

/// Recompute the log's chain of hashes.
#[derive(Debug, Args)]
pub struct Verify {
    /// A line and its hash, as an earlier verification gave them and somebody noted elsewhere: they must still be so
    #[arg(long, value_name = "LINE:HASH", value_parser = noted)]
    expect: Option<(i64, String)>,
}

fn noted(text: &str) -> Result<(i64, String), String> {
    let parts = text.split_once(':').and_then(|(line, hash)| Some((line.parse().ok()?, hash.to_owned())));
    parts
        .filter(|(line, hash)| *line > 0 && hash.len() == 64)
        .ok_or_else(|| "must be a number, ':' and a hash".to_owned())
}

impl Audit {
    /// Does it.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let Self::Verify(Verify { expect }) = self;
        let ground = Ground::open(configuration).await?;
        let connection = ground.database.connection();
        let fix = "compare the table audit_entry with a backup; lines from there on can't be trusted";
        match audit_entry::verify(connection).await? {
            Ok(verified) => {
                if let Some((line, hash)) = expect
                    && audit_entry::hash_of(connection, line).await?.as_ref() != Some(&hash)
                {
                    let message = format!("line {line} of the audit log isn't the one whose hash was noted");
                    return Err(Failure::new(message).with_fix(fix));
                }
                let audit_entry::Verified { entries, head } = &verified;
                let text = match entries {
                    0 => "the audit log is empty".to_owned(),
                    _ => format!("{entries} lines, an unbroken chain; note this elsewhere: {entries}:{head}"),
                };
                output.result(&verified, &text);
                Ok(())
            }
            Err(broken) => {
                let message = format!("line {} of the audit log {}", broken.sequence, broken.problem);
                Err(Failure::new(message).with_fix(fix))
            }
        }
    }
}

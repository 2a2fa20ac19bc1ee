//! `gisa session-key`

use api::{configuration::Configuration, session_key::KeyRing};
use clap::Subcommand;

use super::{
    failure::{Failure, Outcome},
    output::Output,
};

/// Work with the keys that sign sessions.
#[derive(Debug, Subcommand)]
pub enum SessionKey {
    /// Sign with a new key from here on; nobody is signed out, and servers follow by themselves
    Rotate,
}

impl SessionKey {
    /// Does it.
    pub fn run(self, configuration: &Configuration, output: Output) -> Outcome {
        let Self::Rotate = self;
        let failed = |error| {
            let failure = Failure::new(format!("the session keys can't be used: {error}"));
            failure.with_fix("see session-keys.json in the folder that data_folder names")
        };
        let ring = KeyRing::open(&configuration.data_folder).map_err(failed)?;
        let keys = ring.rotate().map_err(failed)?;
        let text = format!("a new key signs from here on; {} still verify what they signed", keys - 1);
        output.result(&serde_json::json!({ "keys": keys }), &text);
        Ok(())
    }
}

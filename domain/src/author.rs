//! Who changes something, from where, and what they are doing: carried by a [`Database`](crate::Database) into every
//! transaction begun on it, so that the audit log is written where the change is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::entity::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::id::MemberId;

/// Most characters of an input that are kept; longer ones are kept as their beginning.
const MAX_INPUT_CHARACTERS: usize = 16_384;

/// Who changes something, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// What they signed in with.
    pub kind: AuthorKind,
    /// A name for people: the member's, or the system user's.
    pub name: String,
    /// The member, if it is one.
    pub member_id: Option<MemberId>,
    /// The session or API token.
    pub credential_id: Option<Uuid>,
    /// The network address they come from.
    pub address: Option<String>,
    /// The request.
    pub request_id: Option<String>,
}

/// What somebody signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    /// A member, in a browser.
    Session,
    /// A member's program.
    ApiToken,
    /// Whoever may run `gisa` on the machine.
    CommandLine,
    /// Nobody who is known.
    Anonymous,
}

impl Author {
    /// Whoever runs `gisa` on this machine, by the system's name for them.
    pub fn command_line(user: &str) -> Self {
        Self {
            kind: AuthorKind::CommandLine,
            name: format!("command line of {user}"),
            member_id: None,
            credential_id: None,
            address: None,
            request_id: None,
        }
    }
}

/// A change to the state of a row, as the audit log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The noun, in words ("model version").
    pub noun: &'static str,
    /// The row.
    pub subject_id: String,
    /// Its state before; none for what is new.
    pub before: Option<Value>,
    /// Its state after; none for what is gone.
    pub after: Option<Value>,
}

impl Change {
    /// A change of the row `subject_id` of a noun.
    pub fn of(noun: &'static str, subject_id: impl ToString) -> Self {
        Self { noun, subject_id: subject_id.to_string(), before: None, after: None }
    }

    /// From this state.
    #[must_use]
    pub fn from(mut self, state: Value) -> Self {
        self.before = Some(state);
        self
    }

    /// To this state.
    #[must_use]
    pub fn to(mut self, state: Value) -> Self {
        self.after = Some(state);
        self
    }
}

/// What an author is doing: one request, or one command. Its actions come one after the other.
#[derive(Debug)]
pub struct Act {
    /// Who.
    pub author: Author,
    doing: Mutex<Doing>,
}

/// The action at this moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doing {
    pub(crate) action: Option<String>,
    pub(crate) input: Option<String>,
    /// Whether the audit log has it.
    pub(crate) is_written: bool,
}

impl Act {
    /// An author who does nothing yet.
    pub fn of(author: Author) -> Self {
        Self { author, doing: Mutex::default() }
    }

    /// An author who does one thing.
    pub fn doing(author: Author, action: &str) -> Self {
        let act = Self::of(author);
        act.begin(action, None);
        act
    }

    /// From here on the author does this, with this input.
    pub fn begin(&self, action: &str, input: Option<&Value>) {
        let input = input.map(|input| {
            let text = input.to_string();
            match text.char_indices().nth(MAX_INPUT_CHARACTERS) {
                // Still JSON: a string.
                Some((end, _)) => Value::String(format!("{}…", &text[..end])).to_string(),
                None => text,
            }
        });
        *self.lock() = Doing { action: Some(action.to_owned()), input, is_written: false };
    }

    /// Whether the audit log has what is done at this moment, or nothing is done that belongs there.
    pub fn is_written(&self) -> bool {
        let doing = self.lock();
        doing.action.is_none() || doing.is_written
    }

    pub(crate) fn now(&self) -> Doing {
        self.lock().clone()
    }

    pub(crate) fn written(&self) {
        self.lock().is_written = true;
    }

    fn lock(&self) -> MutexGuard<'_, Doing> {
        self.doing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

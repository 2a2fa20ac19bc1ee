//! What can go wrong in the domain.

use sea_orm::DbErr;

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One field of an input, why it was refused and what would be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    /// The field's name as the caller wrote it, in snake case; nested fields are joined by dots.
    pub field: String,
    /// What is wrong and what is allowed, as a sentence.
    pub message: String,
}

impl InvalidField {
    /// A refusal of `field` because of `message`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// What can go wrong. All but [`Error::Database`] and [`Error::Internal`] may be shown to whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No row of this noun has this id or key.
    #[error("no {noun} {id}")]
    NotFound {
        /// The noun, in words ("training run").
        noun: &'static str,
        /// The id or key that was asked for.
        id: String,
    },
    /// The state isn't what the change needs; somebody else was first, or the change isn't allowed from here.
    #[error("{0}")]
    Conflict(String),
    /// Whoever asks may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// Fields of the input were refused.
    #[error("{}", .0.iter().map(|f| format!("{}: {}", f.field, f.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<InvalidField>),
    /// The database refused or did not answer.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A promise this code makes to itself was broken, such as unreadable JSON in a column.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// [`Error::NotFound`] for `noun` `id`.
    pub fn not_found(noun: &'static str, id: impl ToString) -> Self {
        Self::NotFound { noun, id: id.to_string() }
    }

    /// [`Error::Invalid`] with a single field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![InvalidField::new(field, message)])
    }

    /// Whether a unique index was violated: somebody else inserted the same key first.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(error)
            if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("JSON: {error}"))
    }
}

//! What went wrong, and what to do.

use domain::artifact::ArtifactError;

/// How a subcommand ends.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Exit code: failed.
pub const FAILED: u8 = 1;
/// Exit code: a setting is wrong.
pub const SETTINGS: u8 = 3;
/// Exit code: the database can't be used.
pub const DATABASE: u8 = 4;
/// Exit code: interrupted.
pub const INTERRUPTED: u8 = 130;

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the process ends with.
    pub exit_code: u8,
    /// What went wrong and why.
    pub message: String,
    /// What to do about it.
    pub fix: Option<String>,
}

impl Failure {
    /// A failure with the usual exit code.
    pub fn new(message: impl Into<String>) -> Self {
        Self { exit_code: FAILED, message: message.into(), fix: None }
    }

    /// The same, and what to do about it.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

impl From<domain::Error> for Failure {
    fn from(error: domain::Error) -> Self {
        match error {
            domain::Error::Database(error) => Self {
                exit_code: DATABASE,
                message: format!("the database refused or didn't answer: {error}"),
                fix: Some("check that it runs and that database_url (or DATABASE_URL) is right".into()),
            },
            domain::Error::Invalid(fields) => {
                let lines: Vec<String> =
                    fields.iter().map(|field| format!("{}: {}", field.field, field.message)).collect();
                Self::new(lines.join("\n"))
            }
            domain::Error::NotFound { noun, id } => Self::new(format!("there is no {noun} {id}")),
            error @ (domain::Error::Conflict(_) | domain::Error::Forbidden(_) | domain::Error::Internal(_)) => {
                Self::new(error.to_string())
            }
        }
    }
}

impl From<ArtifactError> for Failure {
    fn from(error: ArtifactError) -> Self {
        Self::new(error.to_string()).with_fix("check that data_folder can be written to and has room")
    }
}

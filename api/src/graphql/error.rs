//! The public error codes, and the one place where errors get them.
//!
//! Resolvers return [`Failure`], which has no `Display`: no internal text can reach a client through it. What may not be
//! shown travels as the hidden source of the error: the boundary of the request logs it, once, with the request id, and
//! the client is told a fixed sentence and that id.

use std::sync::Arc;

use async_graphql::{Enum, ErrorExtensionValues, Object, Pos, ServerError, Value};
use axum::http::StatusCode;

use crate::{
    classifier::{PredictError, TrialError},
    gate::Refusal,
    rate_limit::Standing,
};

/// What went wrong, as `extensions.code` of an error. These are all there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ErrorCode {
    /// Fields of the input were refused: `extensions.fields` lists each with its path and what would be accepted.
    BadUserInput,
    /// The document isn't valid GraphQL for this schema, or asks for too much at once; nothing was executed.
    InvalidQuery,
    /// The HTTP request or the WebSocket message isn't one that is taken here: its message names the header, the
    /// parameter or the part of the body. Nothing was executed.
    BadRequest,
    /// No known document has the SHA-256 that was sent instead of one: send the document itself.
    PersistedQueryNotFound,
    /// This server executes documents that it knows and no others.
    UntrustedDocument,
    /// Only members may have this, and nobody is signed in, or the session or token holds no longer: sign in, then ask
    /// again.
    Unauthenticated,
    /// The caller's role doesn't allow this; the message says whose does.
    Forbidden,
    /// Nothing has the id or key that was given.
    NotFound,
    /// The state isn't what the change needs, or somebody else was first: look again, then decide.
    Conflict,
    /// No model version serves: deploy one, or wait until it is loaded (`extensions.retryAfterMs` is there then).
    NoActiveModel,
    /// Too much is waiting; try again after `extensions.retryAfterMs` milliseconds.
    Overloaded,
    /// The caller asked too often; try again after `extensions.retryAfterMs` milliseconds.
    RateLimited,
    /// The answer took longer than is waited for; ask for less at once.
    TimedOut,
    /// The input is larger than is taken at once; `extensions.maximum`, or the message, says how much is.
    TooLarge,
    /// A fault of the server. Its cause is in the server's log under `extensions.requestId`.
    Internal,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 15] = [
        Self::BadUserInput,
        Self::InvalidQuery,
        Self::BadRequest,
        Self::PersistedQueryNotFound,
        Self::UntrustedDocument,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::NoActiveModel,
        Self::Overloaded,
        Self::RateLimited,
        Self::TimedOut,
        Self::TooLarge,
        Self::Internal,
    ];

    /// The code as clients see it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::InvalidQuery => "INVALID_QUERY",
            Self::BadRequest => "BAD_REQUEST",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::UntrustedDocument => "UNTRUSTED_DOCUMENT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::NoActiveModel => "NO_ACTIVE_MODEL",
            Self::Overloaded => "OVERLOADED",
            Self::RateLimited => "RATE_LIMITED",
            Self::TimedOut => "TIMED_OUT",
            Self::TooLarge => "TOO_LARGE",
            Self::Internal => "INTERNAL",
        }
    }

    /// The HTTP status of an answer that executed nothing for this reason.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::UntrustedDocument => StatusCode::FORBIDDEN,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The code of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// The code of an answer with this HTTP status, for what isn't answered by the schema.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited,
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Self::TimedOut,
            _ if status.is_server_error() => Self::Internal,
            _ => Self::BadRequest,
        }
    }
}

/// The result of every resolver.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a resolver has no answer. Deliberately without `Display`.
#[derive(Clone, Debug)]
pub struct Failure(async_graphql::Error);

/// A field of an input that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedField {
    /// Its path, as the client wrote it ("input.learningRate").
    pub path: String,
    /// What is wrong and what would be accepted.
    pub message: String,
}

impl Failure {
    /// Refuses fields of the input, all at once.
    pub fn refused(fields: Vec<RefusedField>) -> Self {
        let message = fields.iter().map(|field| format!("{}: {}", field.path, field.message)).collect::<Vec<_>>();
        let list = fields.into_iter().map(|field| {
            Value::Object(
                [("field", field.path), ("message", field.message)]
                    .map(|(name, text)| (async_graphql::Name::new(name), text.into()))
                    .into_iter()
                    .collect(),
            )
        });
        Self::new(ErrorCode::BadUserInput, message.join("; ")).with("fields", Value::List(list.collect()))
    }

    /// Nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "nobody is signed in; sign in, then ask again".to_owned())
    }

    /// Who is signed in may not do this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Forbidden, message.into())
    }

    /// A fault of the server; `cause` is for the log only.
    pub fn internal(cause: impl ToString) -> Self {
        let mut failure = Self::new(ErrorCode::Internal, INTERNAL_MESSAGE.to_owned());
        failure.0.source = Some(Arc::new(Cause(cause.to_string())));
        failure
    }

    /// Who asks has asked too often.
    pub fn too_often(standing: &Standing) -> Self {
        let wait = standing.retry_after.unwrap_or_default();
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        Self::new(ErrorCode::RateLimited, standing.message()).with("retryAfterMs", wait_ms)
    }

    /// The same about the whole request.
    pub(super) fn into_server_error(self) -> ServerError {
        let mut error = self.0.into_server_error(Pos::default());
        error.locations.clear();
        error
    }

    fn new(code: ErrorCode, message: String) -> Self {
        Self(async_graphql::Error::new(message)).with("code", code.name())
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.extensions.get_or_insert_with(ErrorExtensionValues::default).set(name, value);
        self
    }
}

/// Errors about the argument `input`: its fields are named "input.…".
pub fn in_input(error: domain::Error) -> Failure {
    from_domain(&error, "input.")
}

fn from_domain(error: &domain::Error, prefix: &str) -> Failure {
    match error {
        domain::Error::NotFound { .. } => Failure::new(ErrorCode::NotFound, error.to_string()),
        domain::Error::Conflict(message) => Failure::new(ErrorCode::Conflict, message.clone()),
        domain::Error::Forbidden(message) => Failure::new(ErrorCode::Forbidden, message.clone()),
        domain::Error::Invalid(fields) => Failure::refused(
            fields
                .iter()
                .map(|field| {
                    let path = camel_case(&field.field);
                    // Messages may name the field; clients know it by its path.
                    let message = field.message.replace(&field.field, &path);
                    RefusedField { path: format!("{prefix}{path}"), message }
                })
                .collect(),
        ),
        domain::Error::Database(_) | domain::Error::Internal(_) => Failure::internal(error),
    }
}

impl From<domain::Error> for Failure {
    fn from(error: domain::Error) -> Self {
        from_domain(&error, "")
    }
}

impl From<Arc<domain::Error>> for Failure {
    fn from(error: Arc<domain::Error>) -> Self {
        from_domain(&error, "")
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(format!("unreadable JSON in a column: {error}"))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge(message) => Self::new(ErrorCode::InvalidQuery, message),
            Refusal::Nul { path } => {
                let message = "must not hold the character U+0000".to_owned();
                Self::refused(vec![RefusedField { path, message }])
            }
            Refusal::SignInNeeded { field } => {
                Self::new(ErrorCode::Unauthenticated, format!("{field}: only members may have this; sign in first"))
            }
            Refusal::RoleNeeded { field, access } => {
                Self::new(ErrorCode::Forbidden, format!("{field}: only {access} may have this"))
            }
        }
    }
}

impl From<TrialError> for Failure {
    fn from(error: TrialError) -> Self {
        Self::internal(error)
    }
}

impl From<PredictError> for Failure {
    fn from(error: PredictError) -> Self {
        let message = error.to_string();
        match error {
            PredictError::NoActiveModel => Self::new(ErrorCode::NoActiveModel, message),
            PredictError::Loading { retry_after_ms } => {
                Self::new(ErrorCode::NoActiveModel, message).with("retryAfterMs", retry_after_ms)
            }
            PredictError::Overloaded { retry_after_ms } => {
                Self::new(ErrorCode::Overloaded, message).with("retryAfterMs", retry_after_ms)
            }
            PredictError::TextTooLong { maximum, .. } | PredictError::TooManyTexts { maximum, .. } => {
                Self::new(ErrorCode::TooLarge, message).with("maximum", maximum)
            }
            PredictError::Failed => Self::internal(message),
        }
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

/// The part of the query root that lists the codes.
#[derive(Default)]
pub struct ErrorQuery;

#[Object]
impl ErrorQuery {
    /// The codes an error may have in `extensions.code`: these are all there are.
    async fn error_codes(&self) -> Vec<ErrorCode> {
        ErrorCode::ALL.to_vec()
    }
}

const INTERNAL_MESSAGE: &str = "something went wrong on the server; its log has the cause under the request id";

/// What a client must not see.
pub(super) struct Cause(pub String);

/// `learning_rate` → `learningRate`; dots stay.
pub fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for character in name.chars() {
        match character {
            '_' => upper = true,
            _ if upper => {
                camel.extend(character.to_uppercase());
                upper = false;
            }
            _ => camel.push(character),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use domain::InvalidField;

    use super::*;

    fn shown(failure: Failure) -> serde_json::Value {
        serde_json::to_value(async_graphql::Error::from(failure)).unwrap()
    }

    #[test]
    fn internal_text_never_reaches_the_client() {
        for secret in [
            domain::Error::Internal("password=hunter2".into()),
            domain::Error::Database(sea_orm::DbErr::Custom("password=hunter2".into())),
        ] {
            let json = shown(secret.into());
            assert_eq!(json["extensions"]["code"], "INTERNAL");
            assert!(!json.to_string().contains("hunter2"), "{json}");
        }
    }

    #[test]
    fn every_refused_field_is_named_as_the_client_wrote_it() {
        let error = domain::Error::Invalid(vec![
            InvalidField::new("learning_rate", "learning_rate must be a number from 0 to 1"),
            InvalidField::new("ratios.train", "must be positive"),
        ]);
        let json = shown(in_input(error));
        assert_eq!(json["extensions"]["code"], "BAD_USER_INPUT");
        let fields = &json["extensions"]["fields"];
        assert_eq!(fields[0]["field"], "input.learningRate");
        assert_eq!(fields[0]["message"], "learningRate must be a number from 0 to 1");
        assert_eq!(fields[1]["field"], "input.ratios.train");
    }

    #[test]
    fn a_full_queue_says_when_to_come_back() {
        let json = shown(PredictError::Overloaded { retry_after_ms: 70 }.into());
        assert_eq!(json["extensions"], serde_json::json!({ "code": "OVERLOADED", "retryAfterMs": 70 }));
    }

    #[test]
    fn code_names_are_those_of_the_schema() {
        for code in ErrorCode::ALL {
            assert_eq!(
                async_graphql::resolver_utils::enum_value(code),
                Value::Enum(async_graphql::Name::new(code.name()))
            );
        }
    }
}

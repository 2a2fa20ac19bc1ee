//! Why somebody isn't let in, as they are told.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Error;

use crate::graphql::RequestId;

/// Why somebody isn't let in, as they are told.
pub struct Refused {
    /// The status of the answer.
    pub status: StatusCode,
    /// Why, and what to do.
    pub message: String,
}

impl Refused {
    /// There is no way in.
    pub fn nobody() -> Self {
        let message = "nobody can sign in here; set sign_in.client_id, or start with development = true";
        Self { status: StatusCode::FORBIDDEN, message: message.into() }
    }

    /// What was brought isn't right.
    pub fn bad(message: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.to_owned() }
    }

    /// A fault of the server, which is in its log.
    pub fn internal() -> Self {
        let message = "something went wrong on the server; its log has the cause under the request id";
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, message: message.into() }
    }

    /// A page that says so, for people.
    pub fn page(self, id: &RequestId) -> Response {
        let Self { status, message } = self;
        let message = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let id = &id.0;
        let body = format!(
            "<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>Gisa</title><h1>로그인하지 못했습니다</h1><p lang=\"en\">Not signed in: {message}.</p>\
             <p><a href=\"/auth/sign-in\">다시 로그인 · Sign in again</a></p><p><small>{id}</small></p></html>"
        );
        no_store((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response())
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::Forbidden(message) => Self { status: StatusCode::FORBIDDEN, message },
            Error::Conflict(message) => Self { status: StatusCode::CONFLICT, message },
            error => {
                tracing::error!(%error, "somebody can't be signed in");
                Self::internal()
            }
        }
    }
}

/// Neither kept by caches nor named to other sites: the address may hold a secret.
pub fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The link in the address is a secret.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

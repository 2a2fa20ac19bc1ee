//! What a browser asks for on its way in and out.
//!
//! | route | what |
//! |---|---|
//! | `GET /auth/sign-in?return_to=/admin` | sends people to the provider; in development, signs the local administrator in |
//! | `GET /auth/callback` | back from the provider: signs in whom it vouches for |
//! | `GET /auth/invitation/{token}` | the same for somebody who was invited |
//! | `POST /auth/refresh` | keeps the session going: 204, or 401 when it has ended |
//! | `POST /auth/sign-out` | ends the session: 204 |

use std::{net::IpAddr, sync::Arc};

use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    Database, Error,
    author::{Act, Author, AuthorKind},
    invitation,
    member::{self, Identity},
    refresh_token, secret,
    session::{self, Origin},
    sign_in_attempt::{self, NewAttempt},
};
use serde::Deserialize;

use super::{
    SignIn, Way,
    cookie::{self, ACCESS, ATTEMPT, REFRESH, SameSite},
    provider::{Provider, ProviderError},
    refusal::{Refused, no_store},
};
use crate::{
    caller::Caller,
    graphql::RequestId,
    graphql_http,
    server::App,
    session_key::{ACCESS_SECONDS, Claims},
};

/// Where people land who were on no particular page.
const HOME: &str = "/admin";
/// What is said of what comes back and wasn't sent along, whichever part of it that is.
const AGAIN: &str = "this sign-in was not begun here, took too long or was used; begin again";

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/auth/sign-in", get(sign_in))
        .route("/auth/callback", get(callback))
        .route("/auth/invitation/{token}", get(accept))
        .route("/auth/refresh", post(refresh))
        .route("/auth/sign-out", post(sign_out))
}

/// What a browser that comes here brings along.
struct Visitor {
    address: IpAddr,
    user_agent: String,
    request_id: RequestId,
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
struct Wish {
    return_to: Option<String>,
}

/// What the provider sends people back with.
#[derive(Debug, Deserialize)]
struct Returned {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

async fn sign_in(
    State(app): State<App>,
    method: Method,
    Query(wish): Query<Wish>,
    Extension(caller): Extension<Caller>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    if method == Method::HEAD {
        return no_store(StatusCode::NO_CONTENT.into_response());
    }
    let return_to = local_path(wish.return_to);
    let visitor = Visitor::new(&caller, id, &headers);
    let begun = async {
        match app.services.sign_in.way() {
            Way::Provider(provider) => begin(&app, provider, return_to, None).await,
            Way::Local => {
                let member = member::local_administrator(app.services.database.connection()).await?;
                let member = member.ok_or_else(|| Refused {
                    status: StatusCode::FORBIDDEN,
                    message: "there is no administrator yet; open the link that `gisa serve` printed".into(),
                })?;
                let identity = identity_of(&member);
                enter(&app, member, &identity, &visitor, &return_to).await
            }
            Way::Nobody => Err(Refused::nobody()),
        }
    };
    begun.await.unwrap_or_else(|refused| refused.page(&visitor.request_id))
}

async fn accept(
    State(app): State<App>,
    method: Method,
    Path(token): Path<String>,
    Extension(caller): Extension<Caller>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    if method == Method::HEAD {
        // Whoever only looks at a link doesn't use it up.
        return no_store(StatusCode::NO_CONTENT.into_response());
    }
    let visitor = Visitor::new(&caller, id, &headers);
    let token_sha256 = secret::hash(&token);
    let accepted = async {
        invitation::find_open(app.services.database.connection(), &token_sha256).await?;
        match app.services.sign_in.way() {
            Way::Provider(provider) => begin(&app, provider, HOME.into(), Some(token_sha256)).await,
            Way::Local => {
                let database = visitor.acting(&app.services.database, None, "acceptInvitation");
                let member = invitation::accept(&database, &token_sha256, None).await?;
                let identity = identity_of(&member);
                enter(&app, member, &identity, &visitor, HOME).await
            }
            Way::Nobody => Err(Refused::nobody()),
        }
    };
    accepted.await.unwrap_or_else(|refused| refused.page(&visitor.request_id))
}

async fn callback(
    State(app): State<App>,
    method: Method,
    Query(returned): Query<Returned>,
    Extension(caller): Extension<Caller>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    if method == Method::HEAD {
        return no_store(StatusCode::NO_CONTENT.into_response());
    }
    let visitor = Visitor::new(&caller, id, &headers);
    let browser = cookie::read(&headers, ATTEMPT).map(str::to_owned);
    let mut response =
        vouched(&app, returned, browser, &visitor).await.unwrap_or_else(|refused| refused.page(&visitor.request_id));
    cookie::forget(response.headers_mut(), ATTEMPT);
    response
}

async fn vouched(
    app: &App,
    returned: Returned,
    browser: Option<String>,
    visitor: &Visitor,
) -> Result<Response, Refused> {
    let Way::Provider(provider) = app.services.sign_in.way() else { return Err(Refused::nobody()) };
    let (state, browser) = returned.state.zip(browser).ok_or_else(|| Refused::bad(AGAIN))?;
    let database = &app.services.database;
    let attempt = sign_in_attempt::take(database, &state, &browser).await.map_err(|error| match error {
        Error::Forbidden(message) => Refused::bad(&message),
        error => error.into(),
    })?;
    if returned.iss.is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(Refused::bad("another identity provider answered; begin again"));
    }
    if let Some(error) = returned.error {
        tracing::info!(error, "the identity provider sends somebody back without a code");
        return Err(Refused { status: StatusCode::FORBIDDEN, message: "the identity provider said no".into() });
    }
    let code = returned.code.ok_or_else(|| Refused::bad(AGAIN))?;
    let identity = provider.vouch(code, &attempt).await.map_err(|error| {
        tracing::warn!(request.id = visitor.request_id.0, %error, "a sign-in is refused");
        match error {
            ProviderError::Unavailable(_) => Refused {
                status: StatusCode::BAD_GATEWAY,
                message: "the identity provider doesn't answer as it must; try again later".into(),
            },
            ProviderError::Refused(_) => Refused::bad("the identity provider's answer isn't believed; begin again"),
        }
    })?;
    let known = member::find_by_identity(database.connection(), &identity.issuer, &identity.subject).await?;
    let member = match (known, &attempt.invitation_sha256) {
        (Some(member), _) => member,
        (None, Some(invitation)) => {
            let database = visitor.acting(database, identity.name.as_deref(), "acceptInvitation");
            invitation::accept(&database, invitation, Some(identity.clone())).await?
        }
        (None, None) => {
            let message = "you are no member here; ask an administrator for an invitation";
            return Err(Refused { status: StatusCode::FORBIDDEN, message: message.into() });
        }
    };
    enter(app, member, &identity, visitor, &attempt.return_to).await
}

async fn refresh(State(app): State<App>, Extension(id): Extension<RequestId>, headers: HeaderMap) -> Response {
    let refreshed = match cookie::read(&headers, REFRESH) {
        Some(token) => session::refresh(&app.services.database, token).await,
        None => Err(Error::Forbidden("nobody is signed in".into())),
    };
    let mut response = match refreshed.map_err(Refused::from).and_then(|open| keep(&app.services.sign_in, open)) {
        Ok(cookies) => (StatusCode::NO_CONTENT, cookies).into_response(),
        Err(refused) if refused.status == StatusCode::FORBIDDEN => {
            let mut response = graphql_http::refuse(StatusCode::UNAUTHORIZED, refused.message, &id);
            forget(response.headers_mut());
            response
        }
        Err(refused) => graphql_http::refuse(refused.status, refused.message, &id),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn sign_out(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Extension(id): Extension<RequestId>,
) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let (Some(member), Some(session)) = (&caller.member, caller.session) {
        let act = Arc::new(Act::doing(caller.author(Some(&id)), "signOut"));
        let ended = session::end(&app.services.database.acting(act), member.id, domain::id::SessionId(session)).await;
        if let Err(error) = ended.or_else(|error| match error {
            Error::NotFound { .. } => Ok(()),
            error => Err(error),
        }) {
            let refused = Refused::from(error);
            return no_store(graphql_http::refuse(refused.status, refused.message, &id));
        }
    }
    forget(response.headers_mut());
    no_store(response)
}

/// Sends somebody to the provider.
async fn begin(
    app: &App,
    provider: &Provider,
    return_to: String,
    invitation_sha256: Option<String>,
) -> Result<Response, Refused> {
    let attempt = NewAttempt {
        state: secret::new(""),
        browser: secret::new(""),
        nonce: secret::new(""),
        code_verifier: secret::new(""),
        return_to,
        invitation_sha256,
    };
    let url = provider.authorize_url(&attempt).await.map_err(|error| {
        tracing::error!(%error, "a sign-in can't begin");
        let message = "the identity provider doesn't answer as it must; try again later";
        Refused { status: StatusCode::BAD_GATEWAY, message: message.into() }
    })?;
    let browser = attempt.browser.clone();
    sign_in_attempt::begin(&app.services.database, attempt).await?;
    let mut response = redirect(url.as_str());
    cookie::keep(response.headers_mut(), ATTEMPT, &browser, sign_in_attempt::SECONDS, SameSite::Lax);
    Ok(response)
}

/// Signs a member in and sends them on.
async fn enter(
    app: &App,
    member: member::Model,
    identity: &Identity,
    visitor: &Visitor,
    return_to: &str,
) -> Result<Response, Refused> {
    let act = Author { kind: AuthorKind::Session, member_id: Some(member.id), ..visitor.author(&member.name) };
    let database = app.services.database.acting(Arc::new(Act::doing(act, "signIn")));
    let origin = Origin { address: visitor.address.to_string(), user_agent: visitor.user_agent.clone() };
    let open = session::open(&database, member, identity, origin).await?;
    let cookies = keep(&app.services.sign_in, open)?;
    let mut response = redirect(return_to);
    response.headers_mut().extend(cookies);
    Ok(response)
}

/// The cookies of a session that goes on.
fn keep(sign_in: &SignIn, open: session::Open) -> Result<HeaderMap, Refused> {
    let claims = Claims::new(open.member.id, open.session.id, open.session.expires_at);
    let token = sign_in.keys().sign(&claims).map_err(|error| {
        tracing::error!(%error, "an access token can't be signed");
        Refused::internal()
    })?;
    let mut headers = HeaderMap::new();
    cookie::keep(&mut headers, ACCESS, &token, ACCESS_SECONDS, SameSite::Strict);
    cookie::keep(&mut headers, REFRESH, &open.refresh_token, refresh_token::IDLE_DAYS * 86_400, SameSite::Strict);
    Ok(headers)
}

fn forget(headers: &mut HeaderMap) {
    cookie::forget(headers, ACCESS);
    cookie::forget(headers, REFRESH);
}

fn identity_of(member: &member::Model) -> Identity {
    Identity { issuer: member.issuer.clone(), subject: member.subject.clone(), name: None, email: None }
}

/// A page of ours, whatever was asked for: never an address of somebody else.
fn local_path(wish: Option<String>) -> String {
    let is_ours = |path: &String| {
        let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        path.starts_with('/') && !path.starts_with("//") && is_plain && path.len() <= 400
    };
    wish.filter(is_ours).unwrap_or_else(|| HOME.into())
}

fn redirect(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => no_store((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()),
        Err(_) => no_store(StatusCode::BAD_GATEWAY.into_response()),
    }
}

impl Visitor {
    fn new(caller: &Caller, request_id: RequestId, headers: &HeaderMap) -> Self {
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { address: caller.address, user_agent: user_agent.to_owned(), request_id }
    }

    fn author(&self, name: &str) -> Author {
        Author { name: name.to_owned(), ..Caller::anonymous(self.address).author(Some(&self.request_id)) }
    }

    fn acting(&self, database: &Database, name: Option<&str>, action: &str) -> Database {
        database.acting(Arc::new(Act::doing(self.author(name.unwrap_or("somebody who was invited")), action)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for ours in ["/", "/admin/jobs?status=FAILED", "/admin#x"] {
            assert_eq!(local_path(Some(ours.into())), ours);
        }
        let long = format!("/{}", "a".repeat(400));
        for theirs in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", "admin", "", &long] {
            assert_eq!(local_path(Some(theirs.to_owned())), HOME, "{theirs}");
        }
        assert_eq!(local_path(None), HOME);
    }
}

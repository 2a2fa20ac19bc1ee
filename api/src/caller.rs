//! Who asks: found out once a request, from a session's cookie or an API token, and handed to everything behind it.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use async_graphql::Executor;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};
use domain::{
    Result,
    api_token::{self, Scope},
    author::{Author, AuthorKind},
    id::{MemberId, SessionId},
    member,
    member_role::Role,
    session,
};
use futures::stream::BoxStream;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    address,
    graphql::RequestId,
    graphql_http,
    server::App,
    services::Services,
    sign_in::cookie::{self, ACCESS},
};

/// Who asks. In a request's extensions, and in the data of its GraphQL request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What they may do; none for those who aren't signed in. For a token it is a role all of whose doings the scopes
    /// cover: [`Caller::allows`] knows exactly.
    pub role: Option<Role>,
    /// The member.
    pub member: Option<MemberIdentity>,
    /// The session they are signed in by.
    pub session: Option<Uuid>,
    /// The API token they are signed in by.
    pub token: Option<Uuid>,
    /// What the token is limited to; none for sessions, which aren't.
    pub scopes: Option<Arc<[Scope]>>,
    /// Where they come from.
    pub address: IpAddr,
    /// Fires when the session or token ends, in whichever process that is: within half a second, usually at once.
    pub ended: CancellationToken,
    /// What the member may do, before scopes.
    member_role: Option<Role>,
}

/// A member, as errors and logs name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberIdentity {
    /// The member's id.
    pub id: MemberId,
    /// The member's name.
    pub name: String,
}

impl Caller {
    /// Somebody who isn't signed in.
    pub fn anonymous(address: IpAddr) -> Self {
        Self {
            role: None,
            member: None,
            session: None,
            token: None,
            scopes: None,
            address,
            ended: CancellationToken::new(),
            member_role: None,
        }
    }

    /// A member who is signed in by a session.
    pub fn by_session(member: &member::Model, session: SessionId, address: IpAddr, ended: CancellationToken) -> Self {
        Self {
            role: Some(member.role),
            member: Some(MemberIdentity { id: member.id, name: member.name.clone() }),
            session: Some(session.0),
            token: None,
            scopes: None,
            address,
            ended,
            member_role: Some(member.role),
        }
    }

    /// A member's program.
    ///
    /// # Errors
    /// When the token's scopes can't be read.
    pub fn by_token(
        member: &member::Model,
        token: &api_token::Model,
        address: IpAddr,
        ended: CancellationToken,
    ) -> Result<Self> {
        let scopes = token.scopes()?;
        let mut caller = Self {
            role: None,
            member: Some(MemberIdentity { id: member.id, name: member.name.clone() }),
            session: None,
            token: Some(token.id.0),
            scopes: Some(scopes.into()),
            address,
            ended,
            member_role: Some(member.role),
        };
        caller.role = [Role::Administrator, Role::Trainer, Role::Editor, Role::Viewer].into_iter().find(|role| {
            let within = Role::ALL.into_iter().filter(|needed| role.allows(*needed));
            within.into_iter().all(|needed| caller.allows(needed))
        });
        Ok(caller)
    }

    /// Whether they may do what needs `needed`: by the member's role, and for a token by one of its scopes, too.
    pub fn allows(&self, needed: Role) -> bool {
        let is_covered = self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope.covers(needed)));
        is_covered && self.member_role.is_some_and(|role| role.allows(needed))
    }

    /// A schema as this caller meets it: it knows who asks.
    pub fn over<E: Executor>(self, schema: &E) -> Identified<E> {
        Identified { schema: schema.clone(), caller: self }
    }

    /// Somebody with a role, of whom no database knows anything; a stranger without.
    #[cfg(test)]
    pub(crate) fn of_role(role: Option<Role>) -> Self {
        let address = Ipv4Addr::LOCALHOST.into();
        let Some(role) = role else { return Self::anonymous(address) };
        let member = member::Model {
            id: MemberId::new(),
            issuer: "test".into(),
            subject: "s".into(),
            name: role.name().into(),
            email: None,
            role,
            suspended_at: None,
            created_at: domain::Timestamp::now(),
            last_sign_in_at: None,
        };
        Self::by_session(&member, SessionId::new(), address, CancellationToken::new())
    }

    /// The name under which they act.
    pub fn name(&self) -> &str {
        self.member.as_ref().map_or("anonymous", |member| &member.name)
    }

    /// As the audit log has them.
    pub fn author(&self, request_id: Option<&RequestId>) -> Author {
        Author {
            kind: match (self.session, self.token) {
                (Some(_), _) => AuthorKind::Session,
                (None, Some(_)) => AuthorKind::ApiToken,
                (None, None) => AuthorKind::Anonymous,
            },
            name: self.name().to_owned(),
            member_id: self.member.as_ref().map(|member| member.id),
            credential_id: self.session.or(self.token),
            address: Some(self.address.to_string()),
            request_id: request_id.map(|id| id.0.clone()),
        }
    }
}

/// A schema, and who asks it.
#[derive(Clone)]
pub struct Identified<E> {
    schema: E,
    caller: Caller,
}

impl<E: Executor> Executor for Identified<E> {
    async fn execute(&self, request: async_graphql::Request) -> async_graphql::Response {
        self.schema.execute(request.data(self.caller.clone())).await
    }

    fn execute_stream(
        &self,
        request: async_graphql::Request,
        session_data: Option<Arc<async_graphql::Data>>,
    ) -> BoxStream<'static, async_graphql::Response> {
        self.schema.execute_stream(request.data(self.caller.clone()), session_data)
    }
}

/// Middleware: finds out who asks. A token that doesn't count is refused; a session that doesn't is as if there were
/// none, so that the browser can go and have it renewed.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // In process there is no connection.
    let peer = connected.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let address = address::of_client(peer, request.headers(), &app.limits.trusted_proxies);
    let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(|| RequestId(String::new()));
    let found = match bearer(request.headers()) {
        Some(token) => by_bearer(&app.services, token, address).await.transpose(),
        None => Some(by_cookie(&app.services, request.headers(), address).await),
    };
    match found {
        Some(Ok(caller)) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Some(Err(error)) => {
            tracing::error!(request.id = request_id.0, %error, "who asks can't be found out");
            let message = "something went wrong on the server; its log has the cause under the request id";
            graphql_http::refuse(StatusCode::INTERNAL_SERVER_ERROR, message.to_owned(), &request_id)
        }
        None => {
            let message = "Authorization: the API token is unknown, expired or revoked".to_owned();
            let mut response = graphql_http::refuse(StatusCode::UNAUTHORIZED, message, &request_id);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
            response
        }
    }
}

/// Middleware: only for those who may do what needs a role.
pub async fn require(needed: Role, request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let caller = extensions.get::<Caller>();
    if caller.is_some_and(|caller| caller.allows(needed)) {
        return next.run(request).await;
    }
    let request_id = extensions.get::<RequestId>().cloned().unwrap_or_else(|| RequestId(String::new()));
    let (status, message) = match caller.and_then(|caller| caller.member.as_ref()) {
        Some(_) => (StatusCode::FORBIDDEN, format!("this needs the role {needed}")),
        None => (StatusCode::UNAUTHORIZED, "nobody is signed in; sign in, then ask again".to_owned()),
    };
    graphql_http::refuse(status, message, &request_id)
}

/// The member whose API token this is, or nobody.
///
/// # Errors
/// When the database doesn't answer.
pub async fn by_bearer(services: &Services, token: &str, address: IpAddr) -> Result<Option<Caller>> {
    let connection = services.database.connection();
    let Some((token, member)) = api_token::live(connection, token).await? else { return Ok(None) };
    // Held before looking again: what ends from here on is heard of.
    let ended = services.sign_in.live().of(token.id.0, token.expires_at);
    if api_token::find(connection, token.id).await?.revoked_at.is_some() {
        return Ok(None);
    }
    api_token::used(&services.database, &token).await?;
    Caller::by_token(&member, &token, address, ended).map(Some)
}

/// The member whose session the cookie names, or somebody who isn't signed in.
async fn by_cookie(services: &Services, headers: &HeaderMap, address: IpAddr) -> Result<Caller> {
    let claims = cookie::read(headers, ACCESS).and_then(|token| services.sign_in.keys().verify(token));
    let Some(claims) = claims else { return Ok(Caller::anonymous(address)) };
    let ended = services.sign_in.live().of(claims.sid.0, claims.session_ends_at());
    match session::live(services.database.connection(), claims.sid).await? {
        Some((session, member)) => Ok(Caller::by_session(&member, session.id, address, ended)),
        None => Ok(Caller::anonymous(address)),
    }
}

/// The token of an `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION).map(|value| token_of(value.to_str().unwrap_or_default()))
}

/// The token of a `Bearer …` credential; empty if it is another kind, which no token is.
pub fn token_of(credential: &str) -> &str {
    match credential.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, id::ApiTokenId};

    use super::*;

    fn member(role: Role) -> member::Model {
        member::Model {
            id: MemberId::new(),
            issuer: "test".into(),
            subject: "s".into(),
            name: "Kim".into(),
            email: None,
            role,
            suspended_at: None,
            created_at: Timestamp::now(),
            last_sign_in_at: None,
        }
    }

    fn caller(role: Role, scopes: &[Scope]) -> Caller {
        let member = member(role);
        let token = api_token::Model {
            id: ApiTokenId::new(),
            member_id: member.id,
            name: "t".into(),
            token_sha256: String::new(),
            hint: String::new(),
            scopes: serde_json::to_string(scopes).unwrap(),
            created_at: Timestamp::now(),
            expires_at: Timestamp::now(),
            last_used_at: None,
            revoked_at: None,
        };
        Caller::by_token(&member, &token, Ipv4Addr::LOCALHOST.into(), CancellationToken::new()).unwrap()
    }

    #[test]
    fn a_token_may_do_what_both_its_member_and_its_scopes_allow() {
        use Scope::{Administration, Data, Predict, Read, Training};
        let allowed = |caller: &Caller| Role::ALL.into_iter().filter(|role| caller.allows(*role)).collect::<Vec<_>>();
        for (role, scopes, expected, as_role) in [
            (Role::Administrator, vec![Predict], vec![], None),
            (Role::Administrator, vec![Read], vec![Role::Viewer], Some(Role::Viewer)),
            (Role::Administrator, vec![Data], vec![Role::Viewer, Role::Editor], Some(Role::Editor)),
            (Role::Administrator, vec![Administration], Role::ALL.to_vec(), Some(Role::Administrator)),
            (Role::Editor, vec![Administration], vec![Role::Viewer, Role::Editor], Some(Role::Editor)),
            (Role::Viewer, vec![Data, Training], vec![Role::Viewer], Some(Role::Viewer)),
        ] {
            let caller = caller(role, &scopes);
            assert_eq!((allowed(&caller), caller.role), (expected, as_role), "{role} {scopes:?}");
        }
        let both = caller(Role::Administrator, &[Data, Training]);
        assert_eq!(allowed(&both), [Role::Viewer, Role::Editor, Role::Trainer]);
        assert!(!both.allows(Role::Administrator));
    }

    #[test]
    fn only_bearer_credentials_hold_a_token() {
        for (credential, token) in
            [("Bearer gisa_1", "gisa_1"), ("bearer  gisa_1 ", "gisa_1"), ("Basic gisa_1", ""), ("gisa_1", ""), ("", "")]
        {
            assert_eq!(token_of(credential), token, "{credential}");
        }
    }
}

//! The router, and stopping in order.
//!
//! | route | what |
//! |---|---|
//! | `POST /graphql`, `GET /graphql` | GraphQL over HTTP |
//! | `GET /graphql`, upgraded | GraphQL over WebSocket (also at `/graphql/ws`) |
//! | `GET /`, `/admin`, `/admin/…` | the readers' page and the console, one application |
//! | `GET /graphiql` | a page to try queries on; in development only |
//! | `GET /assets/…`, `/favicon.svg` | what those pages refer to |
//! | `POST /uploads` | a file on its way in |
//! | `GET /datasets/{id}/export?format=csv` | a dataset on its way out |
//! | `GET /evaluations/{id}/report.json`, `/evaluations/{id}/rows?format=csv` | what was measured, and every answer |
//! | `GET /model-versions/{id}/files/{name}` | a file of a model version's bundle |
//! | `/auth/…` | the way in and out: see [`crate::sign_in::route`] |
//! | `GET /healthz`, `/readyz`, `/metrics` | alive, ready, figures |
//!
//! `HEAD` is answered wherever `GET` is. Any other address is answered 404 in the shape of a GraphQL error.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{
        DefaultBodyLimit, MatchedPath, Query, Request, State, WebSocketUpgrade, rejection::QueryRejection,
        ws::rejection::WebSocketUpgradeRejection,
    },
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::member_role::Role;
use futures::FutureExt;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{
    net::TcpListener,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    caller::{self, Caller},
    download::{self, Exporter},
    frontend,
    graphql::{RequestId, Schema},
    graphql_http::{self, Incoming, Parameters},
    health::{self, PendingMigrations},
    listener, model_file,
    rate_limit::{Class, RateLimits},
    services::Services,
    sign_in::route as sign_in,
    trusted_document::TrustedDocuments,
    upload,
    websocket::{self, Sockets},
};

/// The header that carries a [`RequestId`]. A caller may bring its own.
pub const REQUEST_ID: &str = "x-request-id";

/// What the router works with. Cheap to clone; all clones share what they hold.
#[derive(Clone)]
pub struct App {
    /// What resolvers reach for.
    pub services: Services,
    /// The GraphQL schema.
    pub schema: Schema,
    /// Asks the database which migrations it lacks.
    pub pending_migrations: PendingMigrations,
    /// Writes datasets and evaluated rows as files.
    pub exporter: Exporter,
    /// Renders metrics.
    pub metrics: PrometheusHandle,
    /// Open WebSockets.
    pub sockets: Sockets,
    /// Cancelled when the process is about to stop: readiness falls.
    pub stop: CancellationToken,
    /// Bounds of requests.
    pub limits: Limits,
    /// How often anybody may ask.
    pub rate_limits: RateLimits,
    /// What documents they may send by name, or at all.
    pub documents: TrustedDocuments,
}

/// Bounds of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest GraphQL request.
    pub request_bytes: usize,
    /// Largest uploaded file.
    pub upload_bytes: u64,
    /// Whether there is `/graphiql`.
    pub development: bool,
    /// How long the head of a request may take, and a connection may lie idle.
    pub header_timeout: Duration,
    /// How long the body of a GraphQL request may take.
    pub body_timeout: Duration,
    /// Proxies whose word on where a request comes from is taken.
    pub trusted_proxies: Arc<[IpAddr]>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 1 << 20,
            upload_bytes: 4 << 30,
            development: false,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            trusted_proxies: Arc::new([]),
        }
    }
}

/// All routes, ready to be served or called in process.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .route("/graphql", post(post_graphql).get(get_graphql))
        .route("/graphql/ws", get(get_graphql))
        .merge(for_role(
            Role::Editor,
            Router::new().route("/uploads", post(upload::upload).layer(DefaultBodyLimit::disable())),
        ))
        .merge(for_role(
            Role::Viewer,
            Router::new()
                .route("/datasets/{id}/export", get(download::dataset))
                .route("/evaluations/{id}/report.json", get(download::evaluation_report))
                .route("/evaluations/{id}/rows", get(download::evaluation_rows))
                .route("/model-versions/{id}/files/{name}", get(model_file::download)),
        ))
        .merge(sign_in::routes().route_layer(middleware::from_fn_with_state(app.clone(), not_too_often)))
        // Those above; whoever asks for what is below is nobody in particular.
        .layer(middleware::from_fn_with_state(app.clone(), caller::identify))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/", get(frontend::index))
        .route("/admin", get(frontend::index))
        .route("/admin/{*path}", get(frontend::index))
        .route("/assets/{*path}", get(frontend::file))
        .route("/favicon.svg", get(frontend::file));
    if app.limits.development {
        router = router.route("/graphiql", get(frontend::graphiql));
    }
    router
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(frontend::guarded))
        .layer(middleware::from_fn_with_state(app.clone(), only_from_here))
        .layer(middleware::from_fn(observe))
        .with_state(app)
}

/// Counts attempts to get in.
async fn not_too_often(State(app): State<App>, request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let (Some(caller), Some(id)) = (extensions.get::<Caller>(), extensions.get::<RequestId>()) else {
        return next.run(request).await;
    };
    match app.rate_limits.take(Class::SignIn, 1, caller) {
        Some(standing) if standing.retry_after.is_some() => graphql_http::too_often(&standing, id),
        _ => next.run(request).await,
    }
}

/// Routes for those who may do what needs a role.
fn for_role(needed: Role, routes: Router<App>) -> Router<App> {
    routes.route_layer(middleware::from_fn(move |request, next| caller::require(needed, request, next)))
}

/// Serves until `app.stop` is cancelled, then in this order: readiness falls, no more connections are taken after
/// `notice`, sockets are closed with 1001, requests in flight are answered.
pub async fn serve(listener: TcpListener, app: App, notice: Duration) {
    let (stop, sockets) = (app.stop.clone(), app.sockets.clone());
    let closing = CancellationToken::new();
    let stopping = async {
        stop.cancelled().await;
        tokio::time::sleep(notice).await;
        closing.cancel();
        sockets.close().await;
    };
    let header_timeout = app.limits.header_timeout;
    let serving = listener::serve(listener, router(app), header_timeout, closing.clone());
    tokio::join!(serving, stopping);
}

async fn post_graphql(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match read(body, &headers, &app.limits).await {
        Ok(body) => {
            let incoming = Incoming { id, caller, rate_limits: app.rate_limits, documents: app.documents };
            graphql_http::post(&app.schema, incoming, &headers, body).await
        }
        Err((status, message)) => graphql_http::refuse(status, message, &id),
    }
}

/// A body of bounded size that comes in bounded time.
async fn read(body: Body, headers: &HeaderMap, limits: &Limits) -> Result<Bytes, (StatusCode, String)> {
    let maximum = limits.request_bytes;
    let too_large = || (StatusCode::PAYLOAD_TOO_LARGE, format!("body: at most {maximum} bytes are taken"));
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > maximum as u64) {
        return Err(too_large());
    }
    match timeout(limits.body_timeout, to_bytes(body, maximum)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let is_too_large =
                std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
            Err(if is_too_large { too_large() } else { (StatusCode::BAD_REQUEST, "body: was interrupted".into()) })
        }
        Err(_) => {
            let message = format!("body: must come within {} s", limits.body_timeout.as_secs());
            Err((StatusCode::REQUEST_TIMEOUT, message))
        }
    }
}

async fn get_graphql(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let incoming = Incoming { id: id.clone(), caller, rate_limits: app.rate_limits, documents: app.documents };
    if let Ok(upgrade) = upgrade {
        let Some(seat) = app.sockets.seat(incoming.caller.address) else {
            let message = format!("at most {} sockets are open to one address", websocket::MAX_SOCKETS);
            return graphql_http::refuse(StatusCode::TOO_MANY_REQUESTS, message, &id);
        };
        return upgrade.protocols([websocket::PROTOCOL]).max_message_size(websocket::MAX_MESSAGE_BYTES).on_upgrade(
            move |socket| async move {
                let door = websocket::Door { schema: app.schema, with: incoming, bearer: bearer(app.services) };
                app.sockets.serve(socket, door, seat).await;
            },
        );
    }
    match parameters {
        Ok(Query(parameters)) => graphql_http::get(&app.schema, incoming, &headers, parameters).await,
        Err(rejection) => graphql_http::refuse(StatusCode::BAD_REQUEST, rejection.body_text(), &id),
    }
}

async fn nowhere(uri: Uri, Extension(id): Extension<RequestId>) -> Response {
    graphql_http::refuse(StatusCode::NOT_FOUND, format!("{}: there is nothing here", uri.path()), &id)
}

async fn wrong_method(method: Method, uri: Uri, Extension(id): Extension<RequestId>) -> Response {
    let message = format!("{}: {method} is not taken here", uri.path());
    graphql_http::refuse(StatusCode::METHOD_NOT_ALLOWED, message, &id)
}

/// Names the request, logs it and measures it.
async fn observe(mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_id(id));
    let id = given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned);
    let method = request.method().clone();
    // The pattern, not the path: a series for every dataset would never end.
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    request.extensions_mut().insert(RequestId(id.clone()));

    let span = tracing::info_span!("request", request.id = id, %method, route);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (status, elapsed) = (response.status().as_u16(), start.elapsed());
    let labels = [("method", method.to_string()), ("route", route.clone()), ("status", status.to_string())];
    metrics::counter!("gisa_http_requests_total", &labels).increment(1);
    metrics::histogram!("gisa_http_request_seconds", "route" => route.clone()).record(elapsed.as_secs_f64());
    let duration_ms = elapsed.as_secs_f64() * 1e3;
    span.in_scope(|| match route.as_str() {
        "/healthz" | "/readyz" | "/metrics" | "/assets/{*path}" => {
            tracing::debug!(status, duration_ms, "{method} {route} {status}")
        }
        _ => tracing::info!(status, duration_ms, "{method} {route} {status}"),
    });
    response
}

/// Finds out whose an API token is that comes by a WebSocket.
fn bearer(services: Services) -> websocket::Bearer {
    Arc::new(move |credential, address| {
        let services = services.clone();
        async move {
            let token = caller::token_of(&credential);
            caller::by_bearer(&services, token, address).await.unwrap_or_else(|error| {
                tracing::error!(%error, "whose an API token is can't be found out");
                None
            })
        }
        .boxed()
    })
}

/// Refuses what a web page of another site makes a browser send here, by a name that resolves to this machine or by a
/// WebSocket: only names of this machine, and the one that `sign_in.redirect_url` gives it, are ours.
async fn only_from_here(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_from_here(request.headers(), app.services.sign_in.origin()) {
        next.run(request).await
    } else {
        let message = "only requests to this server's own names and from its own pages are answered\n";
        (StatusCode::FORBIDDEN, message).into_response()
    }
}

fn is_from_here(headers: &HeaderMap, own: Option<&str>) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    let is_own_host = |host: &str| {
        own.and_then(|own| own.split_once("://")).is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
    };
    let is_own_origin = |origin: &str| own.is_some_and(|own| own.eq_ignore_ascii_case(origin));
    let is_local_origin = |origin: &str| {
        origin.parse::<Uri>().is_ok_and(|uri| uri.authority().is_some_and(|host| is_local(host.as_str())))
    };
    // Behind a name of its own a server is for the world, and pages of the visitor's machine are other sites.
    let is_local_page = |origin: &str| own.is_none() && is_local_origin(origin);
    text(header::HOST).is_none_or(|host| is_local(host) || is_own_host(host))
        && text(header::ORIGIN).is_none_or(|origin| is_local_page(origin) || is_own_origin(origin))
}

/// Whether a host, with or without its port, names this machine.
fn is_local(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_local() {
        for local in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "[::1]"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["", "localhost.evil.example", "10.0.0.1:8000", "evil.example:8000", "evil@127.0.0.1.example"] {
            assert!(!is_local(other), "{other}");
        }
    }

    #[test]
    fn a_configured_name_is_ours_and_no_other() {
        let asks = |host: &str, origin: &str| {
            let pairs = [(header::HOST, host), (header::ORIGIN, origin)];
            let pairs = pairs.map(|(name, value)| (name, HeaderValue::from_str(value).unwrap()));
            is_from_here(&HeaderMap::from_iter(pairs), Some("https://gisa.example"))
        };
        assert!(asks("gisa.example", "https://gisa.example") && asks("127.0.0.1:8000", "https://gisa.example"));
        assert!(!asks("gisa.example", "http://gisa.example") && !asks("gisa.example", "https://evil.example"));
        assert!(!asks("gisa.example", "http://localhost:5173"), "what runs on the visitor's machine is another site");
        assert!(!asks("evil.example", "https://gisa.example") && !asks("gisa.example.evil.example", "null"));
    }

    #[test]
    fn a_request_id_that_could_forge_a_log_line_is_not_taken() {
        assert!(is_id("018f-ab_C.d:1"));
        assert!(!is_id("") && !is_id("a b") && !is_id("a\nb") && !is_id(&"a".repeat(129)));
    }
}

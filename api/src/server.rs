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
//! | `GET /healthz`, `/readyz`, `/metrics` | alive, ready, figures |
//!
//! `HEAD` is answered wherever `GET` is. Any other address is answered 404 in the shape of a GraphQL error.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Extension, Router,
    body::Bytes,
    extract::{
        DefaultBodyLimit, MatchedPath, Query, Request, State, WebSocketUpgrade,
        rejection::{BytesRejection, QueryRejection},
        ws::rejection::WebSocketUpgradeRejection,
    },
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{net::TcpListener, time::Instant};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    download::{self, Exporter},
    frontend,
    graphql::{RequestId, Schema},
    graphql_http::{self, Parameters},
    health::{self, PendingMigrations},
    services::Services,
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
}

/// Bounds of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest GraphQL request.
    pub request_bytes: usize,
    /// Largest uploaded file.
    pub upload_bytes: u64,
    /// Whether there is `/graphiql`.
    pub development: bool,
}

/// All routes, ready to be served or called in process.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .route("/graphql", post(post_graphql).get(get_graphql))
        .route("/graphql/ws", get(get_graphql))
        .layer(DefaultBodyLimit::max(app.limits.request_bytes))
        .route("/uploads", post(upload::upload).layer(DefaultBodyLimit::disable()))
        .route("/datasets/{id}/export", get(download::dataset))
        .route("/evaluations/{id}/report.json", get(download::evaluation_report))
        .route("/evaluations/{id}/rows", get(download::evaluation_rows))
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
        .layer(middleware::from_fn(only_from_this_machine))
        .layer(middleware::from_fn(observe))
        .with_state(app)
}

/// Serves until `app.stop` is cancelled, then in this order: readiness falls, no more connections are taken after
/// `notice`, sockets are closed with 1001, requests in flight are answered.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, app: App, notice: Duration) -> std::io::Result<()> {
    let (stop, sockets) = (app.stop.clone(), app.sockets.clone());
    let noticed = async move {
        stop.cancelled().await;
        tokio::time::sleep(notice).await;
    };
    let closing = {
        let stop = app.stop.clone();
        async move {
            stop.cancelled().await;
            tokio::time::sleep(notice).await;
            sockets.close().await;
        }
    };
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(noticed);
    let (served, ()) = tokio::join!(serving.into_future(), closing);
    served
}

async fn post_graphql(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => graphql_http::post(&app.schema, id, &headers, body).await,
        Err(rejection) => {
            let message = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => format!("body: at most {} bytes are taken", app.limits.request_bytes),
                _ => rejection.body_text(),
            };
            graphql_http::refuse(rejection.status(), message, &id)
        }
    }
}

async fn get_graphql(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return upgrade
            .protocols([websocket::PROTOCOL])
            .max_message_size(websocket::MAX_MESSAGE_BYTES)
            .on_upgrade(move |socket| async move { app.sockets.serve(socket, app.schema, id).await });
    }
    match parameters {
        Ok(Query(parameters)) => graphql_http::get(&app.schema, id, &headers, parameters).await,
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

/// Refuses what a web page of another site makes a browser send here, by a name that resolves to this machine or by a
/// WebSocket: nobody has to sign in yet, so being on this machine is the only right there is.
async fn only_from_this_machine(request: Request, next: Next) -> Response {
    if is_from_this_machine(request.headers()) {
        next.run(request).await
    } else {
        let message = "only requests to localhost and from its own pages are answered\n";
        (StatusCode::FORBIDDEN, message).into_response()
    }
}

fn is_from_this_machine(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    let is_local_origin = |origin: &str| {
        origin.parse::<Uri>().is_ok_and(|uri| uri.authority().is_some_and(|host| is_local(host.as_str())))
    };
    text(header::HOST).is_none_or(is_local) && text(header::ORIGIN).is_none_or(is_local_origin)
}

/// Whether a host, with or without its port, names this machine.
fn is_local(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
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
    fn a_request_id_that_could_forge_a_log_line_is_not_taken() {
        assert!(is_id("018f-ab_C.d:1"));
        assert!(!is_id("") && !is_id("a b") && !is_id("a\nb") && !is_id(&"a".repeat(129)));
    }
}

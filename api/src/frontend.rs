//! The frontend, built by Vite and embedded in the binary: the readers' page, the console and, in development,
//! GraphiQL.
//!
//! Assets have their hash in their name and are kept by browsers for ever; pages are asked for again every time and
//! answered 304 when they didn't change. Vite has compressed what compresses, as `FILE.gz` beside the file.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Extension,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::{graphql::RequestId, graphql_http};

/// What `make frontend` had built when the server was compiled, by path.
static FILES: LazyLock<BTreeMap<&str, File>> = LazyLock::new(|| {
    let files: &[(&'static str, &'static [u8])] = &include!(concat!(env!("OUT_DIR"), "/frontend_files.rs"));
    files.iter().map(|(path, content)| (*path, File::new(content))).collect()
});

/// The page of readers and of the console: addresses below it are the application's own.
const INDEX: &str = "index.html";
/// The page to try queries on.
const GRAPHIQL: &str = "graphiql.html";

/// The documents that the pages send: a JSON list, not served.
const DOCUMENTS: &str = "documents.json";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Everything from this server, no script but its files. Styles may be inline: that is how components are sized and
/// placed.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);
/// For what isn't a page: nothing, should a browser ever show it as one.
const NO_PAGE_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// An embedded file.
#[derive(Clone, Copy)]
struct File {
    content: &'static [u8],
    sha256: [u8; 32],
}

impl File {
    fn new(content: &'static [u8]) -> Self {
        Self { content, sha256: Sha256::digest(content).into() }
    }

    /// The strong entity tag.
    fn tag(&self) -> String {
        format!("\"{}\"", hex::encode(&self.sha256[..16]))
    }
}

/// The page of readers and of the console.
pub async fn index(headers: HeaderMap) -> Response {
    page(INDEX, &headers)
}

/// The page to try queries on.
pub async fn graphiql(headers: HeaderMap) -> Response {
    page(GRAPHIQL, &headers)
}

/// The documents that the pages send; none if they weren't built.
///
/// # Panics
/// When the build wrote something else.
pub fn documents() -> Vec<String> {
    let list = FILES.get(DOCUMENTS).map(|file| serde_json::from_slice(file.content));
    list.transpose().expect("the build lists documents as JSON").unwrap_or_default()
}

/// A file that pages refer to, by its path.
pub async fn file(uri: Uri, headers: HeaderMap, Extension(id): Extension<RequestId>) -> Response {
    let path = uri.path().trim_start_matches('/');
    match FILES.get(path) {
        Some(file) => answer(path, *file, FILES.get(compressed(path).as_str()).copied(), &headers),
        None => graphql_http::refuse(StatusCode::NOT_FOUND, format!("{}: there is no such file", uri.path()), &id),
    }
}

/// Adds to every answer what keeps browsers from guessing types, showing pages inside other sites' pages, and telling
/// other sites our addresses.
pub async fn guarded(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE_POLICY);
    response
}

fn page(path: &str, headers: &HeaderMap) -> Response {
    let mut response = match FILES.get(path) {
        Some(file) => answer(path, *file, FILES.get(compressed(path).as_str()).copied(), headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, Html(include_str!("frontend/missing.html"))).into_response(),
    };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    response
}

fn compressed(path: &str) -> String {
    format!("{path}.gz")
}

/// The file at `path`, compressed if it is so and the client takes that; 304 if the client has it already.
fn answer(path: &str, file: File, compressed: Option<File>, headers: &HeaderMap) -> Response {
    let mut fields = HeaderMap::new();
    let lifetime = if path.starts_with("assets/") { FOR_EVER } else { ASK_AGAIN };
    fields.insert(header::CACHE_CONTROL, lifetime);
    if compressed.is_some() {
        fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    let compressed = compressed.filter(|_| takes_gzip(headers));
    let sent = compressed.unwrap_or(file);
    let tag = sent.tag();
    let is_known =
        list(headers, header::IF_NONE_MATCH).any(|known| known.trim_start_matches("W/") == tag || known == "*");
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        fields.insert(header::ETAG, tag);
    }
    if is_known {
        return (StatusCode::NOT_MODIFIED, fields).into_response();
    }
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    if compressed.is_some() {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    (fields, Body::from(sent.content)).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    list(headers, header::ACCEPT_ENCODING).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").map(str::parse::<f32>);
        name.trim().eq_ignore_ascii_case("gzip") && weight != Some(Ok(0.0))
    })
}

/// The parts of a header that is a list.
fn list(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn gzip_is_sent_to_clients_that_take_it_and_to_no_others() {
        let send = |taken| {
            let request = headers(header::ACCEPT_ENCODING, taken);
            answer("assets/a.js", File::new(b"plain"), Some(File::new(b"packed")), &request)
        };
        for taking in ["gzip", "br, gzip", "deflate,GZIP;q=0.5"] {
            let sent = send(taking);
            assert_eq!(sent.headers()[header::CONTENT_ENCODING], "gzip", "{taking}");
            assert_eq!(sent.headers()[header::ETAG], File::new(b"packed").tag().as_str());
        }
        for refusing in ["", "br", "gzip;q=0", "x-gzip2", "br, gzip; q=0.0"] {
            let sent = send(refusing);
            assert!(!sent.headers().contains_key(header::CONTENT_ENCODING), "{refusing}");
            assert_eq!(sent.headers()[header::VARY], "accept-encoding");
        }
    }

    #[test]
    fn a_file_that_the_client_has_is_not_sent_again() {
        let file = File::new(b"a { }");
        let ask = |known: &str| answer("assets/a.css", file, None, &headers(header::IF_NONE_MATCH, known));
        let sent = ask("\"another\"");
        assert_eq!(sent.status(), StatusCode::OK);
        assert_eq!(sent.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        for known in [file.tag(), format!("\"another\", W/{}", file.tag()), "*".to_owned()] {
            let again = ask(&known);
            assert_eq!(
                (again.status(), &again.headers()[header::ETAG]),
                (StatusCode::NOT_MODIFIED, &sent.headers()[header::ETAG])
            );
        }
    }

    #[test]
    fn only_files_that_have_their_hash_in_their_name_are_kept_for_ever() {
        let lifetime =
            |path| answer(path, File::new(b""), None, &HeaderMap::new()).headers()[header::CACHE_CONTROL].clone();
        assert_eq!(lifetime("assets/a-B2cD3eF4.js"), FOR_EVER);
        assert_eq!((lifetime(INDEX), lifetime("favicon.svg")), (ASK_AGAIN, ASK_AGAIN));
    }

    #[test]
    fn browsers_are_told_the_type_of_every_embedded_file() {
        let unknown: Vec<_> = FILES.keys().filter(|path| content_type(path) == "application/octet-stream").collect();
        assert_eq!(unknown, Vec::<&&str>::new());
    }
}

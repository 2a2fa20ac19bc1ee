//! The pages that the server carries.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode, header};

use super::Server;

impl Server {
    async fn ask(&self, method: Method, path: &str) -> Response {
        self.client.request(method, self.url(path)).send().await.unwrap()
    }
}

/// The page at `path`; nothing where the server was compiled without pages, and that is no fault.
async fn page(server: &Server, path: &str) -> Option<String> {
    let answer = server.ask(Method::GET, path).await;
    let status = answer.status();
    let body = answer.text().await.unwrap();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        assert!(body.contains("make frontend"), "{body}");
        assert!(std::env::var_os("GISA_TEST_REQUIRE_FRONTEND").is_none(), "run make frontend, then build again");
        eprintln!("SKIPPED: the server was compiled without its pages");
        return None;
    }
    assert_eq!(status, StatusCode::OK, "{path}");
    Some(body)
}

/// Addresses in `html` that a browser fetches by itself.
fn fetched(html: &str) -> Vec<&str> {
    let after = html.split(" src=\"").skip(1).chain(html.split(" href=\"").skip(1));
    after.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_and_the_console_get_the_application_and_nobody_may_frame_it() {
    let server = Server::start(Duration::ZERO).await;
    for path in ["/", "/admin", "/admin/training", "/admin/models/0198?tab=metrics"] {
        let answer = server.ask(Method::GET, path).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        let scripts = policy.split(';').find(|rule| rule.trim().starts_with("script-src")).unwrap();
        assert_eq!(scripts.trim(), "script-src 'self'");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers()[header::REFERRER_POLICY], "same-origin");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        if page(&server, path).await.is_none() {
            return;
        }
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
        let tag = answer.headers()[header::ETAG].clone();
        let again = server.client.get(server.url(path)).header(header::IF_NONE_MATCH, tag).send().await.unwrap();
        assert_eq!((again.status(), again.bytes().await.unwrap().len()), (StatusCode::NOT_MODIFIED, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_fetch_from_this_server_only_and_get_all_they_fetch() {
    let server = Server::start(Duration::ZERO).await;
    for path in ["/", "/graphiql"] {
        let Some(html) = page(&server, path).await else { return };
        let assets = fetched(&html);
        assert!(assets.iter().any(|asset| asset.ends_with(".js")), "{html}");
        assert!(!html.contains("<script>"), "{html}");
        for asset in assets {
            assert!(asset.starts_with('/') && !asset.starts_with("//"), "{asset}");
            let whole = server.ask(Method::GET, asset).await;
            assert_eq!(whole.status(), StatusCode::OK, "{asset}");
            assert!(whole.headers().contains_key(header::ETAG));
            if asset.starts_with("/assets/") {
                assert!(whole.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"), "{asset}");
            }
            let length = whole.headers()[header::CONTENT_LENGTH].clone();
            let head = server.ask(Method::HEAD, asset).await;
            assert_eq!((head.status(), &head.headers()[header::CONTENT_LENGTH]), (StatusCode::OK, &length));
            assert_eq!(head.bytes().await.unwrap().len(), 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_address_is_answered_with_a_page() {
    let server = Server::start(Duration::ZERO).await;
    for (method, path, expected, code) in [
        (Method::GET, "/nowhere", 404, "NOT_FOUND"),
        (Method::GET, "/administrator", 404, "NOT_FOUND"),
        (Method::GET, "/graphql/nowhere", 404, "NOT_FOUND"),
        (Method::GET, "/datasets", 404, "NOT_FOUND"),
        (Method::GET, "/assets/nowhere.js", 404, "NOT_FOUND"),
        (Method::GET, "/assets/..%2findex.html", 404, "NOT_FOUND"),
        (Method::POST, "/", 405, "BAD_REQUEST"),
        (Method::GET, "/uploads", 405, "BAD_REQUEST"),
    ] {
        let answer = server.ask(method.clone(), path).await;
        assert_eq!(answer.status(), expected, "{path}");
        assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], "default-src 'none'; frame-ancestors 'none'");
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body: serde_json::Value = answer.json().await.unwrap();
        let error = &body["errors"][0]["extensions"];
        assert_eq!((&error["code"], &error["requestId"]), (&code.into(), &id.into()), "{path}: {body}");
    }
}

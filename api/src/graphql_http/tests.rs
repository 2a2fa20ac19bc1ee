use async_graphql::{EmptySubscription, Object, Schema};
use axum::body::to_bytes;

use super::*;

struct Query;

#[Object]
impl Query {
    async fn one(&self) -> i32 {
        1
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn change(&self) -> i32 {
        2
    }
}

fn schema() -> Schema<Query, Mutation, EmptySubscription> {
    Schema::new(Query, Mutation, EmptySubscription)
}

async fn read(response: Response) -> (StatusCode, String, serde_json::Value) {
    let content_type = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, content_type, serde_json::from_slice(&body).unwrap())
}

fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
}

fn incoming() -> Incoming {
    let rate_limits = RateLimits::new(rate_limit::Settings::default());
    Incoming {
        id: RequestId("r1".into()),
        caller: Caller::of_role(None),
        rate_limits,
        documents: TrustedDocuments::default(),
    }
}

async fn send(
    pairs: &[(header::HeaderName, &'static str)],
    body: &'static str,
) -> (StatusCode, String, serde_json::Value) {
    read(post(&schema(), incoming(), &headers(pairs), Bytes::from_static(body.as_bytes())).await).await
}

const JSON: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json; charset=utf-8");

#[tokio::test]
async fn the_status_tells_what_happened_to_those_who_ask_for_it() {
    let ours = (header::ACCEPT, "application/graphql-response+json, application/json;q=0.9");
    for (query, plain, telling) in
        [(r#"{"query": "{ one }"}"#, 200, 200), (r#"{"query": "{ two }"}"#, 200, 400), (r#"{"query": "{"}"#, 200, 400)]
    {
        let (status, content_type, _) = send(&[JSON], query).await;
        assert_eq!((status.as_u16(), content_type.as_str()), (plain, "application/json; charset=utf-8"), "{query}");
        let (status, content_type, _) = send(&[JSON, ours.clone()], query).await;
        assert_eq!(status, telling, "{query}");
        assert_eq!(content_type, "application/graphql-response+json; charset=utf-8");
    }
}

#[tokio::test]
async fn what_is_not_graphql_over_http_is_refused_in_graphqls_shape() {
    let html = (header::ACCEPT, "text/html");
    let form = (header::CONTENT_TYPE, "text/plain");
    for (pairs, body, expected) in [
        (vec![JSON], "{", 400),
        (vec![JSON], "{}", 400),
        (vec![JSON], "[]", 400),
        (vec![JSON], r#"[{"query": "{ one }"}]"#, 400),
        (vec![JSON], r#"["{ one }"]"#, 400),
        (vec![form], r#"{"query": "{ one }"}"#, 415),
        (vec![], r#"{"query": "{ one }"}"#, 415),
        (vec![JSON, html], r#"{"query": "{ one }"}"#, 406),
    ] {
        let (status, _, answer) = send(&pairs, body).await;
        assert_eq!(status, expected, "{body}");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], "r1");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
    }
}

#[tokio::test]
async fn queries_come_by_get_and_mutations_never() {
    let ask = |query: &str, operation: Option<&str>| {
        let parameters = Parameters {
            query: query.into(),
            operation_name: operation.map(str::to_owned),
            variables: Some("{}".into()),
            ..Parameters::default()
        };
        async move { get(&schema(), incoming(), &HeaderMap::new(), parameters).await }
    };
    let (status, _, answer) = read(ask("{ one }", None).await).await;
    assert_eq!((status.as_u16(), &answer["data"]["one"]), (200, &1.into()));
    let both = "query a { one } mutation b { change }";
    assert_eq!(ask(both, Some("a")).await.status(), 200);
    for refused in [ask("mutation { change }", None).await, ask(both, Some("b")).await, ask(both, None).await] {
        assert_eq!(refused.status(), 405);
        assert_eq!(refused.headers()[header::ALLOW], "POST");
    }
}

#[tokio::test]
async fn whoever_asks_too_often_is_refused_in_every_media_type_before_anything_is_executed() {
    let rate_limits = RateLimits::new(rate_limit::Settings { queries: 2, ..Default::default() });
    let ask = async |accept: &'static str| {
        let incoming = Incoming { rate_limits: rate_limits.clone(), ..incoming() };
        let body = Bytes::from_static(br#"{"query": "{ one }"}"#);
        post(&schema(), incoming, &headers(&[JSON, (header::ACCEPT, accept)]), body).await
    };
    let first = ask("application/json").await;
    assert_eq!(
        (first.status().as_u16(), &first.headers()["ratelimit"]),
        (200, &HeaderValue::from_static("\"queries\";r=1;t=30"))
    );
    assert_eq!(ask("application/json").await.status(), 200);
    for accept in ["application/json", GRAPHQL_RESPONSE] {
        let refused = ask(accept).await;
        assert_eq!(refused.headers()["retry-after"], "30");
        let (status, _, answer) = read(refused).await;
        assert_eq!((status.as_u16(), &answer["errors"][0]["extensions"]["code"]), (429, &"RATE_LIMITED".into()));
    }
}

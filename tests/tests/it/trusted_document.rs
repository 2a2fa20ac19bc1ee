//! Documents that the server knows: named rather than sent, and where it is so decided the only ones.

use api::{frontend, trusted_document::TrustedDocuments};
use futures::{SinkExt as _, StreamExt as _};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{
    database::{Backend, TestDatabase},
    graphql::Gateway,
    graphql::request,
    portal::Portal,
    process::{command, http_client},
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

const KNOWN: &str = "query($set: String!) { labelSet(key: $set) { key } }";
const OTHER: &str = "{ labelSets { key } }";

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

async fn portal(only: bool) -> (TestDatabase, Portal) {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let portal = Portal::with_documents(&test, TrustedDocuments::of([KNOWN.to_owned()], only)).await;
    (test, portal)
}

async fn post(site: &Portal, body: &Value) -> (StatusCode, Value) {
    let request = http_client().post(site.url("/graphql")).header("accept", "application/graphql-response+json");
    let answer = request.json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// What is sent, and the code that it is refused with, if it is.
fn cases() -> [(Value, Option<&'static str>); 6] {
    let persisted = |text: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": hash(text) } });
    let variables = json!({ "set": "daum" });
    [
        (json!({ "variables": variables, "extensions": persisted(KNOWN) }), None),
        (json!({ "variables": variables, "documentId": format!("sha256:{}", hash(KNOWN)) }), None),
        (json!({ "variables": variables, "query": KNOWN }), None),
        (json!({ "extensions": persisted(OTHER) }), Some("PERSISTED_QUERY_NOT_FOUND")),
        (json!({ "query": OTHER }), Some("UNTRUSTED_DOCUMENT")),
        (json!({ "query": OTHER, "extensions": persisted(KNOWN) }), Some("BAD_REQUEST")),
    ]
}

fn code(error: &Value) -> Option<&str> {
    error["extensions"]["code"].as_str()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http_known_documents_are_executed_and_no_others_where_it_is_so_decided() {
    let (_test, site) = portal(true).await;
    for (body, refusal) in cases() {
        let (status, answer) = post(&site, &body).await;
        assert_eq!(code(&answer["errors"][0]), refusal, "{body}: {answer}");
        match refusal {
            None => assert_eq!(answer["data"]["labelSet"]["key"], "daum"),
            Some("UNTRUSTED_DOCUMENT") => assert_eq!(status, StatusCode::FORBIDDEN),
            Some(_) => assert_eq!(status, StatusCode::BAD_REQUEST),
        }
    }
    let get = async |query: String| {
        let answer = http_client().get(site.url(&format!("/graphql?{query}"))).send().await.unwrap();
        answer.json::<Value>().await.unwrap()
    };
    let variables = "variables=%7B%22set%22%3A%22daum%22%7D";
    let answer = get(format!("documentId={}&{variables}", hash(KNOWN))).await;
    assert_eq!(answer["data"]["labelSet"]["key"], "daum", "{answer}");
    let extensions = format!("%7B%22persistedQuery%22%3A%7B%22sha256Hash%22%3A%22{}%22%7D%7D", hash(KNOWN));
    assert_eq!(get(format!("extensions={extensions}&{variables}")).await["data"]["labelSet"]["key"], "daum");
    assert_eq!(code(&get("query=%7B__typename%7D".into()).await["errors"][0]), Some("UNTRUSTED_DOCUMENT"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_websocket_the_same_holds() {
    let (_test, site) = portal(true).await;
    let mut request = site.url("/graphql").replace("http://", "ws://").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", api::websocket::PROTOCOL.parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    let mut ask = async |message: Value| {
        socket.send(Message::text(message.to_string())).await.unwrap();
        loop {
            if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
                let heard: Value = serde_json::from_str(&text).unwrap();
                if heard["type"] != "complete" {
                    return heard;
                }
            }
        }
    };
    assert_eq!(ask(json!({ "type": "connection_init" })).await["type"], "connection_ack");
    for (number, (payload, refusal)) in cases().into_iter().enumerate() {
        let heard = ask(json!({ "id": number.to_string(), "type": "subscribe", "payload": payload })).await;
        match refusal {
            None => assert_eq!(heard["payload"]["data"]["labelSet"]["key"], "daum", "{heard}"),
            Some(_) => assert_eq!(code(&heard["payload"][0]), refusal, "{heard}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn elsewhere_any_document_is_executed() {
    let (_test, site) = portal(false).await;
    let (_, answer) = post(&site, &json!({ "query": OTHER })).await;
    assert_eq!(answer["data"]["labelSets"][0]["key"], "daum", "{answer}");
    let (status, answer) = post(&site, &json!({ "variables": {} })).await;
    assert_eq!((status, code(&answer["errors"][0])), (StatusCode::BAD_REQUEST, Some("BAD_REQUEST")), "{answer}");
}

/// Every operation of the console, as its sources have it, counted in the files that the code generator reads.
fn operations_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.extension() {
            _ if path.is_dir() => operations_in(&path),
            Some(extension) if extension == "graphql" => {
                let text = std::fs::read_to_string(path).unwrap();
                let begins =
                    |line: &&str| ["query ", "mutation ", "subscription "].iter().any(|word| line.starts_with(word));
                text.lines().filter(begins).count()
            }
            _ => 0,
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_document_of_the_console_is_known_and_may_be_executed() {
    let documents = frontend::documents();
    if documents.is_empty() && std::env::var_os("GISA_TEST_REQUIRE_FRONTEND").is_none() {
        println!("SKIPPED: the frontend isn't built");
        return;
    }
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/src");
    let written = operations_in(std::path::Path::new(sources));
    assert!(documents.len() <= written && documents.len() * 10 >= written * 9, "{} of {written}", documents.len());

    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let gateway = Gateway::new(&test);
    for document in documents {
        let answer = gateway.schema.execute(request(&document, json!({}))).await;
        // Without variables most are refused for that, but none for being another schema's.
        for error in answer.errors {
            let of_variables =
                error.message.contains("Variable") || error.message.contains("is required but not provided");
            assert!(
                of_variables || !error.path.is_empty() || error.message.contains("ubscription"),
                "{document}: {error:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_documents_that_cant_be_read_stops_the_start_and_is_named() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let file = test.folder.path().join("documents.json");
    std::fs::write(&file, "{}").unwrap();
    let mut command = command(&test);
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("GISA_TRUSTED_DOCUMENTS_FILE", &file);
    let ended = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && said.contains("trusted_documents_file") && said.contains("JSON list"), "{said}");
}

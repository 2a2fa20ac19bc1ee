//! The router and its end, over real connections.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use api::{
    App,
    classifier::{Deployed, Loaded, Model, ModelError},
    download::Subject,
    graphql,
    health::PendingMigrations,
    rate_limit::{self, RateLimits},
    server::{self, Limits},
    telemetry,
    trusted_document::TrustedDocuments,
    websocket::{PROTOCOL, Sockets},
};
use domain::{
    api_token::Scope, artifact::sha256_of_file, dataset, evaluation, label_set, member_role::Role,
    model_variant::ModelVariant,
};
use futures::{FutureExt, SinkExt, StreamExt};
use ml::{serve::Plan, tokenizer::Encoding};
use reqwest::{Client, StatusCode, header};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{
    bundle,
    database::{Backend, TestDatabase},
    fixture,
    graphql::Gateway,
    member,
    process::{http_client, http_client_with},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use tokio_util::sync::CancellationToken;

mod frontend;

/// A server on a port of its own.
struct Server {
    /// An administrator's.
    token: String,
    test: TestDatabase,
    gateway: Gateway,
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    are_migrations_pending: Arc<AtomicBool>,
    client: Client,
}

impl Server {
    async fn start(notice: Duration) -> Self {
        let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
        let gateway = Gateway::new(&test);
        let stop = CancellationToken::new();
        let are_migrations_pending = Arc::new(AtomicBool::new(false));
        let asked = are_migrations_pending.clone();
        let pending_migrations: PendingMigrations = Arc::new(move |_| {
            let pending = if asked.load(Ordering::Relaxed) { vec!["m_next".to_owned()] } else { Vec::new() };
            async move { Ok(pending) }.boxed()
        });
        let app = App {
            services: gateway.services.clone(),
            schema: graphql::schema(gateway.services.clone()),
            pending_migrations,
            exporter: Arc::new(|subject, format, writer| {
                let name = match subject {
                    Subject::Dataset(dataset) => &dataset.name,
                    Subject::Evaluation(evaluation) => &evaluation.rows_key,
                };
                writeln!(writer, "{name} as {format:?}").map_err(|error| error.to_string())
            }),
            metrics: telemetry::metrics(),
            sockets: Sockets::default(),
            stop: stop.clone(),
            limits: Limits {
                request_bytes: 10_000,
                upload_bytes: 100_000,
                development: true,
                header_timeout: Duration::from_millis(500),
                body_timeout: Duration::from_millis(500),
                ..Limits::default()
            },
            rate_limits: RateLimits::new(rate_limit::Settings::default()),
            documents: TrustedDocuments::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(server::serve(listener, app, notice));
        let administrator = member::add(&test.database, Role::Administrator).await;
        let token = member::token(&test.database, &administrator, &[Scope::Administration]).await;
        let client = http_client_with(&token);
        Self { token, test, gateway, address, stop, serving, are_migrations_pending, client }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let answer = self.client.get(self.url(path)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn post(&self, query: &str) -> reqwest::Response {
        self.client.post(self.url("/graphql")).json(&json!({ "query": query })).send().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_names_each_check_and_falls_with_any_of_them() {
    let server = Server::start(Duration::ZERO).await;
    assert_eq!(server.get("/healthz").await.0, StatusCode::OK);
    let ready = async || {
        let (status, body) = server.get("/readyz").await;
        (status.as_u16(), serde_json::from_str::<Value>(&body).unwrap())
    };
    let (status, body) = ready().await;
    assert_eq!((status, &body["model"]["ok"], &body["database"]["ok"]), (503, &json!(false), &json!(true)), "{body}");
    assert!(body["model"]["problem"].is_string(), "{body}");

    let version = fixture::model_versions(&server.test.database, 1).await[0];
    server.gateway.serve(version).await;
    let (status, body) = ready().await;
    assert_eq!((status, &body["model"]["serving_version_id"]), (200, &json!(version.to_string())), "{body}");

    server.are_migrations_pending.store(true, Ordering::Relaxed);
    let (status, body) = ready().await;
    assert_eq!((status, &body["migrations"]["ok"]), (503, &json!(false)));
    assert!(body["migrations"]["problem"].as_str().unwrap().contains("m_next"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_tell_what_was_asked_and_what_serves() {
    let server = Server::start(Duration::ZERO).await;
    let version = fixture::model_versions(&server.test.database, 1).await[0];
    server.gateway.serve(version).await;
    let answer: Value = server.post("mutation { predict(input: { text: \"가\" }) { id } }").await.json().await.unwrap();
    assert!(answer["data"]["predict"]["id"].is_string(), "{answer}");
    let (_, metrics) = server.get("/metrics").await;
    for line in [
        "gisa_http_requests_total{method=\"POST\",route=\"/graphql\",status=\"200\"}",
        "gisa_http_request_seconds_bucket{route=\"/graphql\"",
        "gisa_predict_queue_seconds_count",
        "gisa_predict_tokenize_seconds_count",
        "gisa_predict_compute_seconds_count",
        "gisa_predict_batch_size_bucket",
        "gisa_predict_queue_depth 0",
        "gisa_jobs{status=\"queued\"} 0",
        "gisa_prediction_log_depth",
        &format!("gisa_model_info{{model_version_id=\"{version}\",variant=\"fp32\"}} 1"),
    ] {
        assert!(metrics.contains(line), "no {line} in\n{metrics}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_an_id_in_its_answer_and_in_its_errors() {
    let server = Server::start(Duration::ZERO).await;
    let body = json!({ "query": "mutation { predict(input: { text: \"가\" }) { id } }" });
    let ask =
        |id: &'static str| server.client.post(server.url("/graphql")).header("x-request-id", id).json(&body).send();
    let answer = ask("mine-1").await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], "mine-1");
    let error = answer.json::<Value>().await.unwrap()["errors"][0]["extensions"].take();
    assert_eq!((&error["code"], &error["requestId"]), (&json!("NO_ACTIVE_MODEL"), &json!("mine-1")), "{error}");
    let forged = ask("a b").await.unwrap();
    assert_ne!(forged.headers()["x-request-id"], "a b");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_comes_from_elsewhere_is_refused() {
    let server = Server::start(Duration::ZERO).await;
    let large = server.post(&format!("{{ __typename }} # {}", "x".repeat(10_000))).await;
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.json::<Value>().await.unwrap()["errors"][0]["message"].as_str().unwrap().contains("10000"));
    for (name, value, expected) in [
        (header::HOST, "news.example", 403),
        (header::ORIGIN, "https://news.example", 403),
        (header::ORIGIN, "null", 403),
        (header::ORIGIN, "http://localhost:5173", 200),
    ] {
        let request = server.client.get(server.url("/graphql?query=%7B__typename%7D")).header(&name, value);
        assert_eq!(request.send().await.unwrap().status(), expected, "{name}: {value}");
    }
}

/// Sends `head` and nothing more; gives what the server says before it hangs up.
async fn drip(server: &Server, head: &str) -> String {
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut heard = String::new();
    connection.read_to_string(&mut heard).await.unwrap();
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_too_long_to_ask_is_cut_off_and_others_are_answered() {
    let server = Server::start(Duration::ZERO).await;
    let slow_head = drip(&server, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Slow:");
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n";
    let slow_body = format!("{head}Connection: close\r\n\r\n{{\"que");
    let slow_body = drip(&server, &slow_body);
    let head = "POST /uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\nConnection: close\r\n";
    let slow_upload = format!("{head}Authorization: Bearer {}\r\n\r\nabc", server.token);
    let slow_upload = drip(&server, &slow_upload);
    let (head, body, upload, other) = tokio::join!(slow_head, slow_body, slow_upload, server.post("{ errorCodes }"));
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.starts_with("HTTP/1.1 408") && body.contains("TIMED_OUT"), "{body}");
    assert!(upload.starts_with("HTTP/1.1 408") && upload.contains("TIMED_OUT"), "{upload}");
    assert_eq!(other.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_streamed_into_the_store_and_one_that_is_too_large_leaves_nothing() {
    let server = Server::start(Duration::ZERO).await;
    let upload = |bytes: Vec<u8>| server.client.post(server.url("/uploads")).body(bytes).send();
    let uploaded = upload(vec![7; 100_000]).await.unwrap();
    assert_eq!(uploaded.status(), StatusCode::CREATED);
    let uploaded: Value = uploaded.json().await.unwrap();
    assert_eq!(uploaded["sizeBytes"], 100_000);
    let path = server.test.artifacts.upload_path(uploaded["uploadKey"].as_str().unwrap()).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), vec![7; 100_000]);
    assert_eq!(sha256_of_file(&path).unwrap().len(), 64);

    assert_eq!(upload(vec![7; 100_001]).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    let form =
        server.client.post(server.url("/uploads")).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    assert_eq!(form.body("--x--").send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_dataset_is_downloaded_in_the_format_asked_for() {
    let server = Server::start(Duration::ZERO).await;
    let dataset = fixture::sealed_dataset(&server.test.database).await;
    let path = format!("/datasets/{}/export", dataset.id);
    let answer = server.client.get(server.url(&format!("{path}?format=parquet"))).send().await.unwrap();
    let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    assert_eq!(disposition, format!("attachment; filename=\"dataset-{}.parquet\"", dataset.id));
    assert_eq!(answer.text().await.unwrap(), "a fixture as Parquet\n");
    assert_eq!(server.get(&format!("{path}?format=xml")).await.0, StatusCode::BAD_REQUEST);
    let nothing = format!("/datasets/{}/export?format=csv", uuid::Uuid::now_v7());
    assert_eq!(server.get(&nothing).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_evaluation_measured_is_downloaded_once_it_has_succeeded() {
    let server = Server::start(Duration::ZERO).await;
    let database = &server.test.database;
    let version = fixture::model_versions(database, 1).await[0];
    let dataset = dataset::Entity::find().one(database.connection()).await.unwrap().unwrap();
    let rows = evaluation::Rows::Dataset(dataset.id);
    let new = evaluation::NewEvaluation { model_version_id: version, rows, split: None, again: false };
    let asked = evaluation::request(database, new).await.unwrap();
    let path = format!("/evaluations/{}", asked.id);
    for file in ["rows?format=csv", "report.json"] {
        assert_eq!(server.get(&format!("{path}/{file}")).await.0, StatusCode::CONFLICT, "{file}");
    }
    let outcome = evaluation::Outcome {
        row_count: 2,
        accuracy: 0.5,
        macro_f1: 0.5,
        weighted_f1: 0.5,
        ece: 0.1,
        nll: 0.7,
        brier: 0.5,
        report: json!({ "metrics": { "accuracy": 0.5 } }).to_string(),
        rows_sha256: "1".repeat(64),
        mistakes: Vec::new(),
    };
    let transaction = database.begin().await.unwrap();
    evaluation::start(&transaction, asked.id).await.unwrap().unwrap();
    evaluation::succeed(&transaction, asked.id, outcome).await.unwrap();
    database.commit(transaction).await.unwrap();
    let answer = server.client.get(server.url(&format!("{path}/rows?format=csv"))).send().await.unwrap();
    let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    assert_eq!(disposition, format!("attachment; filename=\"evaluation-{}.csv\"", asked.id));
    assert_eq!(answer.text().await.unwrap(), format!("{} as Csv\n", asked.rows_key));
    let (status, report) = server.get(&format!("{path}/report.json")).await;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((status, &report["report"]["metrics"]["accuracy"]), (StatusCode::OK, &json!(0.5)), "{report}");
    assert_eq!(report["rows_sha256"], "1".repeat(64));
    assert_eq!(server.get(&format!("{path}/rows?format=xml")).await.0, StatusCode::BAD_REQUEST);
    let nothing = format!("/evaluations/{}/report.json", uuid::Uuid::now_v7());
    assert_eq!(server.get(&nothing).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_lists_its_files_and_members_download_what_was_sealed() {
    let server = Server::start(Duration::ZERO).await;
    let dataset = fixture::sealed_dataset(&server.test.database).await;
    let version = bundle::version(&server.test, &dataset, 1).await;
    let query = format!(
        "{{ modelVersion(id: \"{}\") {{ files {{ name bytes sha256 path }}
            quantisation {{ kept reason rows flipCount accuracyFp32 bytesInt8 flips {{ text fromKey toKey }} }} }} }}",
        version.id
    );
    let answer: Value = server.post(&query).await.json().await.unwrap();
    let shown = &answer["data"]["modelVersion"];
    let files = shown["files"].as_array().unwrap();
    let names: Vec<_> = files.iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.contains(&"manifest.json") && names.contains(&"model.onnx"), "{names:?}");
    for file in files {
        let fetched = server.client.get(server.url(file["path"].as_str().unwrap())).send().await.unwrap();
        assert_eq!(fetched.headers()[header::CONTENT_LENGTH], file["bytes"].to_string().as_str(), "{file}");
        let tag = fetched.headers()[header::ETAG].clone();
        let contents = fetched.bytes().await.unwrap();
        assert_eq!(hex::encode(Sha256::digest(&contents)), file["sha256"].as_str().unwrap(), "{file}");
        let again = server.client.get(server.url(file["path"].as_str().unwrap())).header(header::IF_NONE_MATCH, tag);
        assert_eq!(again.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    }
    let manifest = files.iter().find(|file| file["name"] == "manifest.json").unwrap();
    assert_eq!(manifest["sha256"], json!(version.bundle_sha256));
    let quantisation = &shown["quantisation"];
    assert_eq!(quantisation["flipCount"], json!(quantisation["flips"].as_array().unwrap().len()), "{quantisation}");
    assert!(quantisation["reason"].as_str().unwrap().contains("points"), "{quantisation}");

    for nothing in ["rows.jsonl", "..%2fmanifest.json", ".."] {
        let path = format!("/model-versions/{}/files/{nothing}", version.id);
        assert_eq!(server.get(&path).await.0, StatusCode::NOT_FOUND, "{nothing}");
    }
    let path = files[0]["path"].as_str().unwrap();
    assert_eq!(http_client().get(server.url(path)).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// A model that computes until it is let go.
struct Slow {
    is_computing: tokio::sync::Semaphore,
    may_end: std::sync::Mutex<std::sync::mpsc::Receiver<()>>,
}

impl Model for Slow {
    fn bundle_sha256(&self) -> &str {
        "slow"
    }

    fn prepare(&self, text: &str) -> String {
        text.to_owned()
    }

    fn encode(&self, _: &str) -> Encoding {
        Encoding { ids: vec![1], truncated: false }
    }

    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
        self.is_computing.add_permits(1);
        self.may_end.lock().unwrap().recv().map_err(|error| ModelError(error.to_string()))?;
        Ok(vec![vec![0.0; 8]; encodings.len()])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_falls_from_ready_answers_what_it_has_begun_and_closes_sockets_with_1001() {
    let server = Server::start(Duration::from_millis(500)).await;
    let version = fixture::model_versions(&server.test.database, 1).await[0];
    let connection = server.test.database.connection();
    let set = label_set::find_by_key(connection, "daum").await.unwrap();
    let classes = label_set::classes(connection, set.id).await.unwrap();
    let (let_go, may_end) = std::sync::mpsc::channel();
    let model = Arc::new(Slow { is_computing: tokio::sync::Semaphore::new(0), may_end: may_end.into() });
    let deployed = Deployed { model_version_id: version, variant: ModelVariant::Fp32 };
    let loaded = Loaded { model: model.clone(), plan: Plan::default() };
    server.gateway.services.classifier.serve(deployed, classes.into(), loaded);

    let mut request = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", PROTOCOL.parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    socket.send(Message::text(json!({ "type": "connection_init" }).to_string())).await.unwrap();
    assert!(socket.next().await.unwrap().unwrap().to_text().unwrap().contains("connection_ack"));

    let begun = server.client.post(server.url("/graphql"));
    let begun = begun.json(&json!({ "query": "mutation { predict(input: { text: \"가\" }) { id } }" })).send();
    let begun = tokio::spawn(begun);
    model.is_computing.acquire().await.unwrap().forget();

    server.stop.cancel();
    let (status, body) = server.get("/readyz").await;
    assert_eq!((status.as_u16(), body.contains("\"stopping\":true")), (503, true), "{body}");
    let closed = loop {
        if let Message::Close(frame) = socket.next().await.unwrap().unwrap() {
            break frame.unwrap();
        }
    };
    assert_eq!(u16::from(closed.code), 1001);
    assert!(!server.serving.is_finished());
    let_go.send(()).unwrap();
    let answer: Value = begun.await.unwrap().unwrap().json().await.unwrap();
    assert!(answer["data"]["predict"]["id"].is_string(), "{answer}");
    server.serving.await.unwrap();
    assert!(http_client().get(format!("http://{}/healthz", server.address)).send().await.is_err());
}

//! The real `gisa` as a process of its own, so that it can be killed.

use std::{
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use domain::{api_token::Scope, member_role::Role};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{database::TestDatabase, member};

/// How long anything a test waits for may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// A client for a server of a test.
///
/// # Panics
/// When it can't be made.
pub fn http_client() -> reqwest::Client {
    // Every client needs one, even those that never encrypt; another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    plain().build().expect("a client can be made")
}

/// The same, with an API token.
///
/// # Panics
/// When it can't be made.
pub fn http_client_with(token: &str) -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bearer = format!("Bearer {token}").parse().expect("a token is visible ASCII");
    let headers = reqwest::header::HeaderMap::from_iter([(reqwest::header::AUTHORIZATION, bearer)]);
    plain().default_headers(headers).build().expect("a client can be made")
}

/// Answers as they come: a client that unpacks them hides how long they were.
fn plain() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_gzip().no_brotli().no_deflate().no_zstd()
}

/// A `gisa` process; killed when dropped.
pub struct Process {
    child: Child,
    /// Where it listens (`http://127.0.0.1:PORT`); empty for a process without a server.
    pub url: String,
    /// An administrator's API token; what is asked here is asked with it.
    pub token: String,
    client: reqwest::Client,
}

impl Process {
    /// Starts `gisa serve` with `flags` and waits until it listens.
    ///
    /// # Panics
    /// When it isn't built, or ends before it listens.
    pub async fn serve(test: &TestDatabase, flags: &[&str]) -> Self {
        let administrator = member::add(&test.database, Role::Administrator).await;
        let token = member::token(&test.database, &administrator, &[Scope::Administration]).await;
        let mut child = command(test)
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(flags)
            .stdout(Stdio::inherit())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gisa is built; run `make build`");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let url = loop {
            let line = lines.next_line().await.expect("the log is text").expect("gisa serve ended before it listened");
            eprintln!("{line}");
            let record: Value = serde_json::from_str(&line).unwrap_or_default();
            if let Some(address) = record["fields"]["address"].as_str().or(record["address"].as_str()) {
                break format!("http://{address}");
            }
        };
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("{line}");
            }
        });
        let client = http_client_with(&token);
        Self { child, url, token, client }
    }

    /// Starts `gisa worker`.
    ///
    /// # Panics
    /// When it isn't built.
    pub fn worker(test: &TestDatabase) -> Self {
        Self::worker_with(test, &[])
    }

    /// The same with settings from the environment.
    ///
    /// # Panics
    /// When it isn't built.
    pub fn worker_with(test: &TestDatabase, environment: &[(&str, &str)]) -> Self {
        let mut command = command(test);
        command.args(["worker", "--log-format", "json"]).envs(environment.iter().copied());
        let child = command.spawn().expect("gisa is built");
        Self { child, url: String::new(), token: String::new(), client: http_client() }
    }

    /// Ends it as a power cut would.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a process of ours can be killed");
    }

    /// The process id.
    ///
    /// # Panics
    /// When it has ended.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Waits for its end and returns the exit code.
    ///
    /// # Panics
    /// When it doesn't end in time.
    pub async fn exit_code(&mut self) -> Option<i32> {
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends in time");
        status.expect("it can be waited for").code()
    }

    /// Sends a GraphQL operation and returns the whole answer, errors included.
    ///
    /// # Panics
    /// When there is no JSON answer.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.client.post(format!("{}/graphql", self.url)).json(&body).send().await;
        answer.expect("the server answers").json().await.expect("the answer is JSON")
    }

    /// Sends a GraphQL operation and returns its data.
    ///
    /// # Panics
    /// When the answer has errors.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// Asks until `wanted` says of the data that it is right, and returns them.
    ///
    /// # Panics
    /// When that doesn't happen in time.
    pub async fn wait_for(&self, query: &str, variables: Value, wanted: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        let mut pause = tokio::time::interval(Duration::from_millis(50));
        loop {
            pause.tick().await;
            let data = self.data(query, variables.clone()).await;
            if wanted(&data) {
                return data;
            }
            assert!(started.elapsed() < PATIENCE, "still {data}");
        }
    }

    /// Asks until `wanted` says of the whole answer, errors included, that it is right.
    ///
    /// # Panics
    /// When that doesn't happen in time.
    pub async fn answers(&self, query: &str, wanted: impl Fn(&Value) -> bool) {
        let started = Instant::now();
        let mut pause = tokio::time::interval(Duration::from_millis(50));
        loop {
            pause.tick().await;
            let answer = self.ask(query, json!({})).await;
            if wanted(&answer) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "still {answer}");
        }
    }

    /// Uploads a file and returns its key.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn upload(&self, contents: String) -> String {
        let answer = self.client.post(format!("{}/uploads", self.url)).body(contents).send().await;
        let answer: Value = answer.expect("the server answers").json().await.expect("the answer is JSON");
        answer["uploadKey"].as_str().expect("the upload has a key").to_owned()
    }
}

/// The folder that holds the built programs: the test binary lies in its `deps`.
///
/// # Panics
/// When the test binary lies elsewhere.
pub fn programs() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    test.ancestors().nth(2).expect("target/debug/deps/it").to_owned()
}

/// A `gisa` command on the test's database and folder, to which a subcommand is added.
pub fn command(test: &TestDatabase) -> Command {
    let mut command = Command::new(programs().join("gisa"));
    command
        .args(["--database-url", &test.url, "--data-folder"])
        .arg(test.folder.path())
        // Tests and benchmarks ask more often than people do.
        .envs(
            ["QUERIES", "MUTATIONS", "ANONYMOUS_PREDICTIONS", "SUBSCRIPTIONS", "UPLOADS"]
                .map(|class| (format!("GISA_RATE_{class}"), "0")),
        )
        .kill_on_drop(true)
        .stdin(Stdio::null());
    command
}

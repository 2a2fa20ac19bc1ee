//! A receiver of webhooks on this machine, which checks signatures by arithmetic of its own and may behave badly.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// A receiver; stopped when dropped.
pub struct Receiver {
    /// Where messages are posted.
    pub url: String,
    state: Arc<Mutex<Behaviour>>,
    count: watch::Receiver<usize>,
    server: JoinHandle<()>,
}

/// How the receiver answers, and what it got.
#[derive(Debug, Default)]
struct Behaviour {
    answers: VecDeque<Answer>,
    got: Vec<Message>,
}

/// An answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// With this status.
    Status(u16),
    /// With this status and a header.
    With(u16, &'static str, String),
    /// Never.
    Hang,
}

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Message {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub timestamp: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body, byte for byte.
    pub body: String,
}

impl Message {
    /// Whether one of its signatures was made with `secret`.
    ///
    /// # Panics
    /// When the secret isn't `whsec_` and base64.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret has its prefix")).expect("base64");
        let tag = hmac_sha256(&key, format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(tag));
        self.signature.split(' ').any(|signature| signature == expected)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it isn't.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a message is JSON")
    }
}

impl Receiver {
    /// Starts one that answers 204.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}/hook", listener.local_addr().expect("it listens"));
        let state = Arc::new(Mutex::new(Behaviour::default()));
        let (told, count) = watch::channel(0);
        let router = Router::new().route("/hook", any(receive)).with_state((Arc::clone(&state), Arc::new(told)));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { url, state, count, server }
    }

    /// Answers the next messages so, first come first served; then 204 again.
    pub fn will_answer(&self, answers: impl IntoIterator<Item = Answer>) {
        lock(&self.state).answers.extend(answers);
    }

    /// What it got so far.
    pub fn got(&self) -> Vec<Message> {
        lock(&self.state).got.clone()
    }

    /// What it got, once there are `count`.
    ///
    /// # Panics
    /// When they don't come in time.
    pub async fn until(&self, count: usize) -> Vec<Message> {
        let mut got = self.count.clone();
        let enough = got.wait_for(|got| *got >= count);
        let enough = tokio::time::timeout(std::time::Duration::from_secs(60), enough).await;
        enough.expect("the messages come in time").expect("the receiver lives");
        self.got()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = (Arc<Mutex<Behaviour>>, Arc<watch::Sender<usize>>);

async fn receive(State((state, told)): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(header("content-type"), "application/json");
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let message = Message { id, timestamp, signature: header("webhook-signature"), body };
    let answer = {
        let mut behaviour = lock(&state);
        behaviour.got.push(message);
        behaviour.answers.pop_front().unwrap_or(Answer::Status(204))
    };
    told.send_modify(|count| *count += 1);
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Answer::With(status, name, value) => {
            let name: header::HeaderName = name.parse().expect("a header");
            (StatusCode::from_u16(status).expect("a status"), [(name, value)]).into_response()
        }
        Answer::Hang => std::future::pending().await,
    }
}

fn lock(state: &Mutex<Behaviour>) -> MutexGuard<'_, Behaviour> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// RFC 2104 with SHA-256.
fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

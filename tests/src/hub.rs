//! A model hub on this machine that speaks Hugging Face's routes, with a storage host of its own for large files, and
//! that can be told to behave badly.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Response, StatusCode, header},
    routing::get,
};
use futures::{StreamExt, future, stream};
use serde_json::json;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use tokio::{net::TcpListener, task::JoinHandle};

/// The commit that every revision is.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
/// The model that the hub has.
pub const MODEL: &str = "newsroom/tiny-bert";

/// A hub and its storage host, on two ports of the loopback interface; stopped when dropped.
pub struct Hub {
    /// The hub's address.
    pub url: String,
    state: Shared,
    servers: [JoinHandle<()>; 2],
}

type Shared = Arc<Mutex<Behaviour>>;

/// What the hub has, and how it behaves.
#[derive(Debug, Default)]
pub struct Behaviour {
    /// Files of the model.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Files that lie on the storage host.
    pub large: Vec<String>,
    /// The token it asks for.
    pub token: Option<String>,
    /// How the next answers with a large file break off, first come first served.
    pub breaks: Vec<Break>,
    /// What was asked for.
    pub asked: Vec<Asked>,
    storage_url: String,
}

/// How an answer breaks off half-way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The connection is closed.
    Cut,
    /// Nothing more comes.
    Stall,
    /// The second half is another one.
    Corrupt,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether by the storage host.
    pub of_storage: bool,
    /// The path.
    pub path: String,
    /// From which byte on.
    pub range: Option<String>,
    /// With which secret.
    pub authorization: Option<String>,
}

impl Hub {
    /// A hub with these files, of which `model.safetensors` lies on the storage host.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(files: &[(&str, &[u8])]) -> Self {
        let state = Shared::default();
        let (url, hub) = serve(state.clone(), Router::new().route("/{*path}", get(of_hub))).await;
        let (storage_url, storage) = serve(state.clone(), Router::new().route("/{*path}", get(of_storage))).await;
        {
            let mut behaviour = lock(&state);
            behaviour.files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
            behaviour.large = vec!["model.safetensors".into()];
            behaviour.storage_url = storage_url;
        }
        Self { url, state, servers: [hub, storage] }
    }

    /// What the hub has, and how it behaves. Don't keep it over an `await`.
    pub fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        lock(&self.state)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

fn lock(state: &Shared) -> MutexGuard<'_, Behaviour> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(state: Shared, router: Router<Shared>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it listens"));
    let server = tokio::spawn(async move {
        axum::serve(listener, router.with_state(state)).await.expect("the hub serves until it is stopped");
    });
    (url, server)
}

fn note(state: &Shared, of_storage: bool, path: &str, headers: &HeaderMap) {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (range, authorization) = (text(header::RANGE), text(header::AUTHORIZATION));
    lock(state).asked.push(Asked { of_storage, path: path.to_owned(), range, authorization });
}

async fn of_hub(State(state): State<Shared>, Path(path): Path<String>, headers: HeaderMap) -> Response<Body> {
    note(&state, false, &path, &headers);
    let behaviour = lock(&state);
    let bearer = behaviour.token.as_ref().map(|token| format!("Bearer {token}"));
    if bearer.is_some() && headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) != bearer.as_deref()
    {
        return status(StatusCode::UNAUTHORIZED);
    }
    if let Some(revision) = path.strip_prefix(&format!("api/models/{MODEL}/revision/")) {
        return if [COMMIT, "main"].contains(&revision) { list(&behaviour) } else { status(StatusCode::NOT_FOUND) };
    }
    let Some(name) = path.strip_prefix(&format!("{MODEL}/resolve/{COMMIT}/")) else {
        return status(StatusCode::NOT_FOUND);
    };
    match behaviour.files.get(name) {
        None => status(StatusCode::NOT_FOUND),
        Some(bytes) if behaviour.large.iter().any(|large| large == name) => Response::builder()
            .status(StatusCode::FOUND)
            .header(header::LOCATION, format!("{}/{name}", behaviour.storage_url))
            .header("x-linked-etag", format!("\"{}\"", hex::encode(Sha256::digest(bytes))))
            .body(Body::empty())
            .expect("the headers are sound"),
        Some(bytes) => Response::new(Body::from(bytes.clone())),
    }
}

async fn of_storage(State(state): State<Shared>, Path(path): Path<String>, headers: HeaderMap) -> Response<Body> {
    note(&state, true, &path, &headers);
    let mut behaviour = lock(&state);
    let Some(bytes) = behaviour.files.get(&path).cloned() else { return status(StatusCode::NOT_FOUND) };
    let from = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok()?.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let rest = bytes[from.unwrap_or(0).min(bytes.len())..].to_vec();
    let answer = Response::builder().header(header::CONTENT_LENGTH, rest.len());
    let answer = match from {
        Some(from) => answer
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_RANGE, format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len())),
        None => answer,
    };
    let half = rest.len() / 2;
    let first = Ok::<_, std::io::Error>(Bytes::copy_from_slice(&rest[..half]));
    let next = if behaviour.breaks.is_empty() { None } else { Some(behaviour.breaks.remove(0)) };
    let body = match next {
        None => Body::from(rest),
        Some(Break::Corrupt) => Body::from([&rest[..half], &vec![0xff; rest.len() - half]].concat()),
        Some(Break::Stall) => Body::from_stream(stream::iter([first]).chain(stream::pending())),
        Some(Break::Cut) => {
            let end = stream::once(async {
                // What was written so far leaves the machine before the connection goes.
                tokio::task::yield_now().await;
                future::ready(Err(std::io::Error::other("cut"))).await
            });
            Body::from_stream(stream::iter([first]).chain(end))
        }
    };
    answer.body(body).expect("the headers are sound")
}

fn list(behaviour: &Behaviour) -> Response<Body> {
    let siblings = behaviour.files.iter().map(|(name, bytes)| {
        let mut blob = Sha1::new_with_prefix(format!("blob {}\0", bytes.len()));
        blob.update(bytes);
        let mut file = json!({ "rfilename": name, "size": bytes.len(), "blobId": hex::encode(blob.finalize()) });
        if behaviour.large.contains(name) {
            file["lfs"] =
                json!({ "sha256": hex::encode(Sha256::digest(bytes)), "size": bytes.len(), "pointerSize": 134 });
        }
        file
    });
    let model = json!({ "id": MODEL, "sha": COMMIT, "siblings": siblings.collect::<Vec<_>>() });
    Response::new(Body::from(model.to_string()))
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

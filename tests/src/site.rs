//! The sample newsroom on this machine, which notes what it was asked and can be told to behave badly.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, Uri, header},
};
use futures::{StreamExt, stream};
use jobs::sample_site::SampleSite;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

/// A site on a port of the loopback interface; stopped when dropped.
pub struct Site {
    /// Its address (`http://127.0.0.1:PORT`).
    pub origin: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    site: SampleSite,
    behaviour: Mutex<Behaviour>,
    gate: Semaphore,
}

/// How the site behaves.
#[derive(Default)]
pub struct Behaviour {
    /// What it answers to a path with its query, one after the other, before it answers as usual again.
    pub replies: BTreeMap<String, VecDeque<Reply>>,
    /// What it answers to a path with its query, for good.
    pub always: BTreeMap<String, Reply>,
    /// What is replaced in every page.
    pub replace: Vec<(String, String)>,
    /// Whether a request has to wait until [`Site::open`] lets one through.
    pub is_closed: bool,
    /// What was asked.
    pub asked: Vec<Asked>,
}

/// An answer out of the ordinary.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// The body comes byte by byte, at this distance.
    pub drip: Option<Duration>,
}

impl Reply {
    /// An answer with this status and nothing else.
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A page.
    pub fn page(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into(), ..Self::default() }.with("content-type", "text/html; charset=utf-8")
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The path and, after a question mark, the query.
    pub path: String,
    /// Who asked.
    pub user_agent: String,
    /// The entity tag that is known.
    pub if_none_match: Option<String>,
    /// The time of change that is known.
    pub if_modified_since: Option<String>,
}

impl Site {
    /// A site of `articles` generated articles.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(articles: u64) -> Self {
        let site = SampleSite::new(11, articles);
        let shared = Arc::new(Shared { site, behaviour: Mutex::new(Behaviour::default()), gate: Semaphore::new(0) });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let origin = format!("http://{}", listener.local_addr().expect("it listens"));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the site serves until it is stopped");
        });
        Self { origin, shared, server }
    }

    /// How it behaves. Don't keep it over an `await`.
    pub fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The generated articles.
    pub fn newsroom(&self) -> &SampleSite {
        &self.shared.site
    }

    /// Lets `requests` through while it is closed.
    pub fn open(&self, requests: usize) {
        self.shared.gate.add_permits(requests);
    }

    /// How often each path was asked for.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for asked in &self.behaviour().asked {
            *counts.entry(asked.path.clone()).or_insert(0) += 1;
        }
        counts
    }

    /// The sample source's definition, at this address, with what its failing page makes a crawl wait cut short.
    pub fn definition(&self) -> String {
        let definition = jobs::sources::sample_definition_at(&self.origin);
        definition.replace("max_delay_seconds = 5.0", "max_delay_seconds = 0.2")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let path = uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let asked = Asked {
        path: path.clone(),
        user_agent: text(header::USER_AGENT).unwrap_or_default(),
        if_none_match: text(header::IF_NONE_MATCH),
        if_modified_since: text(header::IF_MODIFIED_SINCE),
    };
    let (reply, is_closed) = {
        let mut behaviour = shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner);
        let known = asked.if_none_match.clone();
        behaviour.asked.push(asked);
        let next = behaviour.replies.get_mut(&path).and_then(VecDeque::pop_front);
        let reply = next.or_else(|| behaviour.always.get(&path).cloned());
        (reply.unwrap_or_else(|| usual(&shared.site, &uri, known, &behaviour.replace)), behaviour.is_closed)
    };
    if is_closed {
        shared.gate.acquire().await.expect("the gate is never taken away").forget();
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let body = match reply.drip {
        None => Body::from(reply.body),
        Some(distance) => Body::from_stream(stream::iter(reply.body).then(move |byte| async move {
            tokio::time::sleep(distance).await;
            Ok::<_, std::convert::Infallible>(Bytes::from(vec![byte]))
        })),
    };
    response.body(body).expect("the reply is sound")
}

fn usual(site: &SampleSite, uri: &Uri, known: Option<String>, replace: &[(String, String)]) -> Reply {
    let answer = site.answer(uri.path(), uri.query().unwrap_or_default());
    let mut reply = Reply { status: answer.status, body: answer.body, ..Reply::default() };
    reply = reply.with("content-type", answer.content_type);
    if let Some(etag) = answer.etag {
        if known.as_ref() == Some(&etag) {
            reply = Reply::status(304);
        }
        reply = reply.with("etag", etag);
    }
    for (from, to) in replace {
        reply.body = replaced(&reply.body, from.as_bytes(), to.as_bytes());
    }
    reply
}

/// `bytes` with `to` for `from`, whatever they are encoded in.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(from) {
            out.extend_from_slice(to);
            rest = after;
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

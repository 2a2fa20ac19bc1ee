//! GraphQL over WebSocket: the `graphql-transport-ws` protocol.
//!
//! <https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md> gives the messages and the
//! codes with which sockets are closed.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_graphql::{Executor, Request, Response};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures::{SinkExt, StreamExt, future::BoxFuture, stream::SplitSink};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, interval_at, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite;
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    caller::Caller,
    gate,
    graphql::error::ErrorCode,
    graphql_http::{Incoming, Named, is_request_error},
    rate_limit,
};

/// The subprotocol's name.
pub const PROTOCOL: &str = "graphql-transport-ws";
/// Largest message a client may send.
pub const MAX_MESSAGE_BYTES: usize = 256 << 10;
/// Most sockets of one address.
pub const MAX_SOCKETS: usize = 200;

/// How long a client may take to introduce itself.
const INIT_TIMEOUT: Duration = Duration::from_secs(3);
/// A client that runs nothing and says nothing for this long has forgotten its connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// A client that takes in nothing for this long is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the connection is proven alive.
const PING_INTERVAL: Duration = Duration::from_secs(25);
/// Operations that may run on one socket.
const MAX_OPERATIONS: usize = 100;
/// Messages of all operations that may wait for the client; a slow client slows its operations down.
const OUTBOX: usize = 16;

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Inbound {
    ConnectionInit { payload: Option<serde_json::Value> },
    Subscribe { id: String, payload: Box<Request> },
    Complete { id: String },
    Ping,
    Pong,
}

/// What the server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Outbound {
    ConnectionAck,
    Pong,
    Next { id: String, payload: Box<Response> },
    Error { id: String, payload: serde_json::Value },
    Complete { id: String },
}

/// Why a socket is closed.
struct Close(u16, &'static str);

const GOING_AWAY: Close = Close(1001, "Going away");
const BAD_MESSAGE: Close = Close(4400, "Invalid message");
const UNAUTHORIZED: Close = Close(4401, "Unauthorized");
const IDLE: Close = Close(1000, "Idle");
const FORBIDDEN: Close = Close(4403, "Forbidden");
const NOT_ACCEPTABLE: Close = Close(4406, "Subprotocol not acceptable");
const INIT_TIMED_OUT: Close = Close(4408, "Connection initialisation timeout");
const TOO_MANY_INITS: Close = Close(4429, "Too many initialisation requests");

/// Whose API token a credential (`Bearer gisa_…`) is, given where it comes from; nobody's if it doesn't count.
pub type Bearer = Arc<dyn Fn(String, IpAddr) -> BoxFuture<'static, Option<Caller>> + Send + Sync>;

/// What a client finds behind a socket.
#[derive(Clone)]
pub struct Door<E> {
    /// What answers.
    pub schema: E,
    /// What came with the request for the socket. A `connection_init` whose payload has an `authorization` may say that
    /// it is somebody else who asks.
    pub with: Incoming,
    /// Who that is.
    pub bearer: Bearer,
}

/// Talks to one client until it leaves, breaks the protocol, its session or token ends, which it is told by code 4403, or
/// `stop` is cancelled, which it is told by code 1001.
pub async fn serve<E: Executor>(socket: WebSocket, door: Door<E>, stop: CancellationToken) {
    let is_acceptable = socket.protocol().is_some_and(|protocol| protocol.as_bytes() == PROTOCOL.as_bytes());
    let (sink, mut incoming) = socket.split();
    let (outbox, mut ready) = mpsc::channel(OUTBOX);
    let mut connection =
        Connection { sink, door, outbox, is_acknowledged: false, operations: HashMap::new(), next_number: 0 };
    if !is_acceptable {
        return connection.close(NOT_ACCEPTABLE).await;
    }
    let init_deadline = Instant::now() + INIT_TIMEOUT;
    let mut last_heard = Instant::now();
    let mut pings = interval_at(Instant::now() + PING_INTERVAL, PING_INTERVAL);
    let close = loop {
        let ended = connection.door.with.caller.ended.clone();
        let handled = tokio::select! {
            () = stop.cancelled() => Err(Some(GOING_AWAY)),
            () = ended.cancelled() => Err(Some(FORBIDDEN)),
            () = sleep_until(init_deadline), if !connection.is_acknowledged => Err(Some(INIT_TIMED_OUT)),
            () = sleep_until(last_heard + IDLE_TIMEOUT), if connection.operations.is_empty() => Err(Some(IDLE)),
            message = incoming.next() => match message {
                Some(Ok(message)) => {
                    // Pongs are the client's machine, not the client.
                    if matches!(message, Message::Text(_)) {
                        last_heard = Instant::now();
                    }
                    connection.take_in(message).await
                }
                Some(Err(error)) => Err(is_too_large(&error).then_some(BAD_MESSAGE)),
                None => Err(None),
            },
            Some(event) = ready.recv() => connection.report(event).await,
            _ = pings.tick() => connection.send_raw(Message::Ping(Default::default())).await,
        };
        if let Err(close) = handled {
            break close;
        }
    };
    match close {
        Some(close) => connection.close(close).await,
        // A client that said goodbye is answered.
        None => drop(timeout(SEND_TIMEOUT, connection.sink.close()).await),
    }
}

/// An operation's next word. The number tells it from an earlier operation of the same id.
struct Event {
    id: String,
    number: u64,
    response: Option<Response>,
    is_first: bool,
}

struct Connection<E> {
    sink: SplitSink<WebSocket, Message>,
    door: Door<E>,
    outbox: mpsc::Sender<Event>,
    is_acknowledged: bool,
    operations: HashMap<String, (u64, AbortOnDropHandle<()>)>,
    next_number: u64,
}

/// `Err(None)`: the client is gone.
type Handled = Result<(), Option<Close>>;

impl<E: Executor> Connection<E> {
    async fn take_in(&mut self, message: Message) -> Handled {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Some(BAD_MESSAGE)),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(None),
        };
        let message: Inbound = serde_json::from_str(&text).map_err(|_| Some(BAD_MESSAGE))?;
        match message {
            Inbound::ConnectionInit { .. } if self.is_acknowledged => Err(Some(TOO_MANY_INITS)),
            Inbound::ConnectionInit { payload } => {
                if let Some(credential) = payload.as_ref().and_then(|payload| payload.get("authorization")) {
                    let credential = credential.as_str().unwrap_or_default().to_owned();
                    let known = (self.door.bearer)(credential, self.door.with.caller.address).await;
                    self.door.with.caller = known.ok_or(Some(FORBIDDEN))?;
                }
                self.is_acknowledged = true;
                self.send(Outbound::ConnectionAck).await
            }
            Inbound::Ping => self.send(Outbound::Pong).await,
            Inbound::Pong => Ok(()),
            Inbound::Subscribe { .. } if !self.is_acknowledged => Err(Some(UNAUTHORIZED)),
            Inbound::Subscribe { id, .. } if self.operations.contains_key(&id) => {
                self.close_duplicate(&id).await;
                Err(None)
            }
            Inbound::Subscribe { id, .. } if self.operations.len() >= MAX_OPERATIONS => {
                let message = format!("at most {MAX_OPERATIONS} operations may run on one connection");
                self.refuse(id, ErrorCode::BadRequest, message).await
            }
            Inbound::Subscribe { id, mut payload } => {
                let document_id = if payload.query.is_empty() { document_id(&text) } else { None };
                if let Err(refusal) = self.door.with.documents.admit(&mut payload, document_id.as_deref()) {
                    return self.refuse(id, refusal.code, refusal.message).await;
                }
                let is_small = gate::measure(&payload.query).is_ok();
                let (class, count) =
                    if is_small { rate_limit::class_of(&mut payload) } else { (rate_limit::Class::Query, 1) };
                let standing = self.door.with.rate_limits.take(class, count, &self.door.with.caller);
                match standing.filter(|standing| standing.retry_after.is_some()) {
                    Some(standing) => self.refuse(id, ErrorCode::RateLimited, standing.message()).await,
                    None => {
                        self.start(id, *payload);
                        Ok(())
                    }
                }
            }
            Inbound::Complete { id } => {
                self.operations.remove(&id);
                Ok(())
            }
        }
    }

    /// Ends an operation before it has begun.
    async fn refuse(&mut self, id: String, code: ErrorCode, message: String) -> Handled {
        let extensions = serde_json::json!({ "code": code.name(), "requestId": self.door.with.id.0 });
        let payload = serde_json::json!([{ "message": message, "extensions": extensions }]);
        self.send(Outbound::Error { id, payload }).await
    }

    fn start(&mut self, id: String, request: Request) {
        self.next_number += 1;
        let number = self.next_number;
        let with = &self.door.with;
        let request = request.data(with.id.clone()).data(with.caller.clone()).data(with.rate_limits.clone());
        let mut responses = self.door.schema.execute_stream(request, None);
        let (outbox, operation) = (self.outbox.clone(), id.clone());
        let task: JoinHandle<()> = tokio::spawn(async move {
            let mut is_first = true;
            loop {
                let response = responses.next().await;
                let is_last = response.is_none();
                let event = Event { id: operation.clone(), number, response, is_first };
                if outbox.send(event).await.is_err() || is_last {
                    return;
                }
                is_first = false;
            }
        });
        self.operations.insert(id, (number, AbortOnDropHandle::new(task)));
    }

    async fn report(&mut self, event: Event) -> Handled {
        let Event { id, number, response, is_first } = event;
        if self.operations.get(&id).is_none_or(|(current, _)| *current != number) {
            // The client completed it meanwhile.
            return Ok(());
        }
        let Some(response) = response else {
            self.operations.remove(&id);
            return self.send(Outbound::Complete { id }).await;
        };
        let outcome = if response.is_ok() { "succeeded" } else { "failed" };
        metrics::counter!("gisa_graphql_operations_total", "transport" => "websocket", "outcome" => outcome)
            .increment(1);
        if is_first && is_request_error(&response) {
            self.operations.remove(&id);
            let payload = serde_json::to_value(&response.errors).unwrap_or_default();
            return self.send(Outbound::Error { id, payload }).await;
        }
        self.send(Outbound::Next { id, payload: Box::new(response) }).await
    }

    async fn send(&mut self, message: Outbound) -> Handled {
        let text = serde_json::to_string(&message).map_err(|error| {
            tracing::error!(%error, "a message can't be written as JSON");
            Some(Close(1011, "Internal error"))
        })?;
        self.send_raw(Message::Text(text.into())).await
    }

    async fn send_raw(&mut self, message: Message) -> Handled {
        match timeout(SEND_TIMEOUT, self.sink.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(None),
        }
    }

    async fn close_duplicate(&mut self, id: &str) {
        // A close reason holds at most 123 bytes.
        let reason = format!("Subscriber for {} already exists", id.chars().take(20).collect::<String>());
        self.close_with(4409, reason.into()).await;
    }

    async fn close(&mut self, Close(code, reason): Close) {
        self.close_with(code, reason.into()).await;
    }

    async fn close_with(&mut self, code: u16, reason: Utf8Bytes) {
        let _ = self.send_raw(Message::Close(Some(CloseFrame { code, reason }))).await;
        let _ = timeout(SEND_TIMEOUT, self.sink.close()).await;
    }
}

/// The name that a message gives its document.
fn document_id(message: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Subscribe {
        payload: Named,
    }
    serde_json::from_str::<Subscribe>(message).ok()?.payload.document_id
}

/// Whether a message was larger than is taken: the client is told so, not just cut off.
fn is_too_large(error: &axum::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}

/// Keeps count of sockets and closes them. Clones share their count.
#[derive(Clone, Debug, Default)]
pub struct Sockets {
    tracker: tokio_util::task::TaskTracker,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
    stop: CancellationToken,
}

/// One socket more of an address, for as long as this lives.
#[derive(Debug)]
pub struct Seat {
    address: IpAddr,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Sockets {
    /// Open sockets.
    pub fn len(&self) -> usize {
        self.tracker.len()
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.tracker.is_empty()
    }

    /// A place for one more socket of an address, if it hasn't [`MAX_SOCKETS`] yet.
    pub fn seat(&self, address: IpAddr) -> Option<Seat> {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = by_address.entry(address).or_default();
        if *count >= MAX_SOCKETS {
            return None;
        }
        *count += 1;
        Some(Seat { address, by_address: self.by_address.clone() })
    }

    /// Talks to a client until it leaves or [`Sockets::close`] is called.
    pub async fn serve<E: Executor>(&self, socket: WebSocket, door: Door<E>, _seat: Seat) {
        self.tracker.track_future(serve(socket, door, self.stop.clone())).await;
    }

    /// Closes all sockets with code 1001, and waits until they are closed.
    pub async fn close(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests;

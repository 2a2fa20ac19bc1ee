//! GraphQL over WebSocket: the `graphql-transport-ws` protocol.
//!
//! <https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md> gives the messages and the
//! codes with which sockets are closed.

use std::{collections::HashMap, time::Duration};

use async_graphql::{Executor, Request, Response};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures::{SinkExt, StreamExt, stream::SplitSink};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, interval_at, sleep_until, timeout},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    graphql::{RequestId, error::ErrorCode},
    graphql_http::is_request_error,
};

/// The subprotocol's name.
pub const PROTOCOL: &str = "graphql-transport-ws";
/// Largest message a client may send.
pub const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// How long a client may take to introduce itself.
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
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
    ConnectionInit,
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
const NOT_ACCEPTABLE: Close = Close(4406, "Subprotocol not acceptable");
const INIT_TIMED_OUT: Close = Close(4408, "Connection initialisation timeout");
const TOO_MANY_INITS: Close = Close(4429, "Too many initialisation requests");

/// Talks to one client until it leaves, breaks the protocol, or `stop` is cancelled, which it is told by code 1001.
pub async fn serve<E: Executor>(socket: WebSocket, schema: E, id: RequestId, stop: CancellationToken) {
    let is_acceptable = socket.protocol().is_some_and(|protocol| protocol.as_bytes() == PROTOCOL.as_bytes());
    let (sink, mut incoming) = socket.split();
    let (outbox, mut ready) = mpsc::channel(OUTBOX);
    let mut connection =
        Connection { sink, schema, id, outbox, is_acknowledged: false, operations: HashMap::new(), next_number: 0 };
    if !is_acceptable {
        return connection.close(NOT_ACCEPTABLE).await;
    }
    let init_deadline = Instant::now() + INIT_TIMEOUT;
    let mut pings = interval_at(Instant::now() + PING_INTERVAL, PING_INTERVAL);
    let close = loop {
        let handled = tokio::select! {
            () = stop.cancelled() => Err(Some(GOING_AWAY)),
            () = sleep_until(init_deadline), if !connection.is_acknowledged => Err(Some(INIT_TIMED_OUT)),
            message = incoming.next() => match message {
                Some(Ok(message)) => connection.take_in(message).await,
                Some(Err(_)) | None => Err(None),
            },
            Some(event) = ready.recv() => connection.report(event).await,
            _ = pings.tick() => connection.send_raw(Message::Ping(Default::default())).await,
        };
        if let Err(close) = handled {
            break close;
        }
    };
    if let Some(close) = close {
        connection.close(close).await;
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
    schema: E,
    id: RequestId,
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
            Inbound::ConnectionInit if self.is_acknowledged => Err(Some(TOO_MANY_INITS)),
            Inbound::ConnectionInit => {
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
                let extensions = serde_json::json!({ "code": ErrorCode::BadRequest.name(), "requestId": self.id.0 });
                let payload = serde_json::json!([{ "message": message, "extensions": extensions }]);
                self.send(Outbound::Error { id, payload }).await
            }
            Inbound::Subscribe { id, payload } => {
                self.start(id, *payload);
                Ok(())
            }
            Inbound::Complete { id } => {
                self.operations.remove(&id);
                Ok(())
            }
        }
    }

    fn start(&mut self, id: String, request: Request) {
        self.next_number += 1;
        let number = self.next_number;
        let mut responses = self.schema.execute_stream(request.data(self.id.clone()), None);
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

/// Keeps count of sockets and closes them.
#[derive(Clone, Debug, Default)]
pub struct Sockets {
    tracker: tokio_util::task::TaskTracker,
    stop: CancellationToken,
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

    /// Talks to a client until it leaves or [`Sockets::close`] is called.
    pub async fn serve<E: Executor>(&self, socket: WebSocket, schema: E, id: RequestId) {
        self.tracker.track_future(serve(socket, schema, id, self.stop.clone())).await;
    }

    /// Closes all sockets with code 1001, and waits until they are closed.
    pub async fn close(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

#[cfg(test)]
mod tests;

//! Watching through a real socket, from one server and then from another.

use std::collections::BTreeSet;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tests::{newsroom, on_every_database, process::Process};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

/// A socket that follows one training run.
struct Watcher(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Watcher {
    /// Follows `run` on `server`, beginning after the event `after`.
    async fn of(server: &Process, run: &Value, after: &str) -> Self {
        let mut request = format!("{}/graphql", server.url.replace("http://", "ws://")).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", api::websocket::PROTOCOL.parse().unwrap());
        request.headers_mut().insert("authorization", format!("Bearer {}", server.token).parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        let query = "subscription($id: UUID!, $after: ID!) { trainingRunEvents(id: $id, after: $after) {
            eventId change { __typename ... on TrainingRunMoved { status } }
        } }";
        let payload = json!({ "query": query, "variables": { "id": run, "after": after } });
        for message in
            [json!({ "type": "connection_init" }), json!({ "id": "1", "type": "subscribe", "payload": payload })]
        {
            socket.send(Message::text(message.to_string())).await.unwrap();
        }
        let mut watcher = Self(socket);
        assert_eq!(watcher.hear().await["type"], "connection_ack");
        watcher
    }

    /// The next event: its id, what changed, and the status if that did.
    async fn event(&mut self) -> (i64, String, String) {
        let mut message = self.hear().await;
        assert_eq!(message["type"], "next", "{message}");
        let event = message["payload"]["data"]["trainingRunEvents"].take();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let change = &event["change"];
        (text(&event["eventId"]).parse().unwrap(), text(&change["__typename"]), text(&change["status"]))
    }

    async fn hear(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.0.next().await.unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }
}

on_every_database! {
    async fn a_watcher_who_reconnects_to_another_server_misses_nothing_and_sees_nothing_twice(test: &TestDatabase) {
        let first = Process::serve(test, &[]).await;
        newsroom::import(&first, 300).await;
        let dataset = newsroom::build_dataset(&first).await;
        let run = newsroom::start_training(&first, &dataset["id"], 3).await;

        let mut seen: Vec<i64> = Vec::new();
        let mut watcher = Watcher::of(&first, &run, "0").await;
        while seen.len() < 20 {
            seen.push(watcher.event().await.0);
        }
        drop(watcher);
        let second = Process::serve(test, &["--no-worker"]).await;
        let mut watcher = Watcher::of(&second, &run, &seen[19].to_string()).await;
        loop {
            let (id, kind, status) = watcher.event().await;
            assert_ne!((kind.as_str(), status.as_str()), ("TrainingRunMoved", "FAILED"));
            seen.push(id);
            if kind == "ModelVersionRegistered" {
                break;
            }
        }

        let mut whole = Vec::new();
        let mut again = Watcher::of(&first, &run, "0").await;
        while whole.last() != seen.last() {
            whole.push(again.event().await.0);
        }
        assert_eq!(seen, whole);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len());
        assert!(seen.is_sorted());
    }
}

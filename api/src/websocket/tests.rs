use std::net::Ipv4Addr;

use async_graphql::{EmptyMutation, Object, Schema, Subscription};
use axum::{Router, extract::WebSocketUpgrade, routing::get};
use futures::Stream;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Message as Frame,
        client::IntoClientRequest,
        protocol::{CloseFrame as TheirFrame, frame::coding::CloseCode},
    },
};

use super::*;
use crate::{caller::Caller, graphql::RequestId, rate_limit::RateLimits, trusted_document::TrustedDocuments};

struct Query;

#[Object]
impl Query {
    async fn one(&self) -> i32 {
        1
    }
}

struct Watch;

#[Subscription]
impl Watch {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        futures::stream::iter(1..=to)
    }

    async fn silence(&self) -> impl Stream<Item = i32> {
        futures::stream::pending()
    }
}

type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A door for somebody who isn't signed in and may begin `subscriptions` a minute; `Bearer in` lets somebody in whose
/// credential has ended already.
fn incoming(subscriptions: u32) -> Incoming {
    let rate_limits = RateLimits::new(rate_limit::Settings { subscriptions, ..Default::default() });
    Incoming {
        id: RequestId("r1".into()),
        caller: Caller::anonymous(Ipv4Addr::LOCALHOST.into()),
        rate_limits,
        documents: TrustedDocuments::default(),
    }
}

fn door<E>(schema: E, with: Incoming) -> Door<E> {
    let bearer: Bearer = Arc::new(|credential, address| {
        Box::pin(async move {
            let ended = Caller::anonymous(address);
            ended.ended.cancel();
            (credential == "Bearer in").then_some(ended)
        })
    });
    Door { schema, with, bearer }
}

/// A server of a toy schema, and a client of it.
async fn connect(protocol: &'static str) -> (Client, Sockets) {
    connect_with(protocol, incoming(0)).await
}

async fn connect_with(protocol: &'static str, incoming: Incoming) -> (Client, Sockets) {
    let sockets = Sockets::default();
    let schema = Schema::new(Query, EmptyMutation, Watch);
    let served = sockets.clone();
    let upgrade = async move |upgrade: WebSocketUpgrade| {
        let seat = served.seat(Ipv4Addr::LOCALHOST.into()).unwrap();
        upgrade
            .protocols([PROTOCOL])
            .max_message_size(MAX_MESSAGE_BYTES)
            .on_upgrade(async move |socket| served.serve(socket, door(schema, incoming), seat).await)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, Router::new().route("/", get(upgrade))).into_future());
    let mut request = format!("ws://{address}/").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
    (connect_async(request).await.unwrap().0, sockets)
}

async fn acknowledged() -> (Client, Sockets) {
    acknowledged_with(incoming(0)).await
}

async fn acknowledged_with(incoming: Incoming) -> (Client, Sockets) {
    let (mut client, sockets) = connect_with(PROTOCOL, incoming).await;
    say(&mut client, json!({ "type": "connection_init", "payload": { "token": "any" } })).await;
    assert_eq!(hear(&mut client).await, json!({ "type": "connection_ack" }));
    (client, sockets)
}

async fn say(client: &mut Client, message: Value) {
    client.send(Frame::text(message.to_string())).await.unwrap();
}

async fn hear(client: &mut Client) -> Value {
    loop {
        match client.next().await.unwrap().unwrap() {
            Frame::Text(text) => return serde_json::from_str(&text).unwrap(),
            Frame::Close(frame) => return json!({ "closed": u16::from(frame.unwrap().code) }),
            _ => {}
        }
    }
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "id": id, "type": "subscribe", "payload": { "query": query } })
}

#[tokio::test]
async fn operations_run_side_by_side_and_end_each_for_itself() {
    let (mut client, _) = acknowledged().await;
    say(&mut client, subscribe("s", "subscription { silence }")).await;
    say(&mut client, subscribe("c", "subscription { count(to: 2) }")).await;
    for n in 1..=2 {
        let next = json!({ "type": "next", "id": "c", "payload": { "data": { "count": n } } });
        assert_eq!(hear(&mut client).await, next);
    }
    assert_eq!(hear(&mut client).await, json!({ "type": "complete", "id": "c" }));
    // Its id is free again, and so is one that the client completed.
    say(&mut client, json!({ "id": "s", "type": "complete" })).await;
    say(&mut client, subscribe("s", "{ one }")).await;
    assert_eq!(hear(&mut client).await, json!({ "type": "next", "id": "s", "payload": { "data": { "one": 1 } } }));
    assert_eq!(hear(&mut client).await, json!({ "type": "complete", "id": "s" }));
    say(&mut client, json!({ "type": "ping" })).await;
    assert_eq!(hear(&mut client).await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_document_that_is_not_valid_is_an_error_message() {
    let (mut client, _) = acknowledged().await;
    for query in ["{", "subscription { nothing }", "{ two }"] {
        say(&mut client, subscribe("a", query)).await;
        let error = hear(&mut client).await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("a")), "{error}");
        assert!(error["payload"][0]["message"].is_string(), "{error}");
    }
}

#[tokio::test]
async fn a_client_that_breaks_the_protocol_is_told_by_code() {
    for (messages, code) in [
        (vec![json!({ "type": "hello" })], 4400),
        (vec![json!([1])], 4400),
        (vec![subscribe("a", "{ one }")], 4401),
        (vec![json!({ "type": "connection_init" }), json!({ "type": "connection_init" })], 4429),
        (
            vec![
                json!({ "type": "connection_init" }),
                subscribe("a", "subscription { silence }"),
                subscribe("a", "subscription { silence }"),
            ],
            4409,
        ),
    ] {
        let (mut client, _) = connect(PROTOCOL).await;
        for message in messages {
            say(&mut client, message).await;
        }
        let mut heard = hear(&mut client).await;
        if heard == json!({ "type": "connection_ack" }) {
            heard = hear(&mut client).await;
        }
        assert_eq!(heard, json!({ "closed": code }));
    }
}

#[tokio::test]
async fn a_server_that_stops_closes_every_socket_with_1001_and_forgets_none() {
    let (mut client, sockets) = acknowledged().await;
    say(&mut client, subscribe("s", "subscription { silence }")).await;
    assert_eq!(sockets.len(), 1);
    sockets.close().await;
    assert_eq!(hear(&mut client).await, json!({ "closed": 1001 }));
    assert!(sockets.is_empty());
}

#[tokio::test]
async fn too_many_operations_are_refused_one_by_one() {
    let (mut client, _) = acknowledged().await;
    for operation in 0..=MAX_OPERATIONS {
        say(&mut client, subscribe(&operation.to_string(), "subscription { silence }")).await;
    }
    let refusal = hear(&mut client).await;
    assert_eq!((&refusal["type"], &refusal["id"]), (&json!("error"), &json!(MAX_OPERATIONS.to_string())));
}

#[tokio::test]
async fn a_message_that_is_too_large_is_an_invalid_message() {
    let (mut client, _) = acknowledged().await;
    say(&mut client, subscribe("a", &" ".repeat(MAX_MESSAGE_BYTES))).await;
    assert_eq!(hear(&mut client).await, json!({ "closed": 4400 }));
}

#[tokio::test]
async fn a_socket_ends_with_the_session_it_belongs_to() {
    let incoming = incoming(0);
    let ended = incoming.caller.ended.clone();
    let (mut client, _) = acknowledged_with(incoming).await;
    say(&mut client, subscribe("s", "subscription { silence }")).await;
    ended.cancel();
    assert_eq!(hear(&mut client).await, json!({ "closed": 4403 }));
}

#[tokio::test]
async fn whoever_begins_too_many_subscriptions_is_told_so_and_keeps_those_that_run() {
    let (mut client, _) = acknowledged_with(incoming(1)).await;
    say(&mut client, subscribe("a", "subscription { silence }")).await;
    say(&mut client, subscribe("b", "subscription { silence }")).await;
    let refusal = hear(&mut client).await;
    assert_eq!((&refusal["type"], &refusal["id"]), (&json!("error"), &json!("b")));
    assert_eq!(refusal["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    say(&mut client, json!({ "type": "ping" })).await;
    assert_eq!(hear(&mut client).await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_client_that_says_goodbye_is_answered() {
    let (mut client, _) = acknowledged().await;
    client.send(Frame::Close(Some(TheirFrame { code: CloseCode::Normal, reason: "".into() }))).await.unwrap();
    assert_eq!(hear(&mut client).await, json!({ "closed": 1000 }));
}

#[tokio::test]
async fn a_client_that_does_not_introduce_itself_is_sent_away() {
    let (mut client, _) = connect(PROTOCOL).await;
    assert_eq!(hear(&mut client).await, json!({ "closed": 4408 }));
}

#[test]
fn an_address_has_a_number_of_sockets_and_gets_back_those_it_leaves() {
    let sockets = Sockets::default();
    let here: IpAddr = Ipv4Addr::LOCALHOST.into();
    let mut seats: Vec<_> = (0..MAX_SOCKETS).map(|_| sockets.seat(here).unwrap()).collect();
    assert!(sockets.seat(here).is_none());
    assert!(sockets.seat("192.0.2.1".parse().unwrap()).is_some());
    seats.pop();
    assert!(sockets.seat(here).is_some());
}

#[tokio::test]
async fn a_token_that_doesnt_count_and_one_that_ends_close_the_socket_with_4403() {
    for credential in ["Bearer out", "Bearer in"] {
        let (mut client, _sockets) = connect(PROTOCOL).await;
        let payload = json!({ "authorization": credential });
        say(&mut client, json!({ "type": "connection_init", "payload": payload })).await;
        let mut heard = hear(&mut client).await;
        if credential == "Bearer in" {
            assert_eq!(heard, json!({ "type": "connection_ack" }));
            heard = hear(&mut client).await;
        }
        assert_eq!(heard, json!({ "closed": 4403 }), "{credential}");
    }
}

//! Sessions: kept going, ended, and heard of wherever somebody is connected.

use std::time::{Duration, Instant};

use domain::{
    Error,
    api_token::Scope,
    audit_entry,
    id::SessionId,
    member,
    member_role::Role,
    refresh_token,
    session::{self, EndReason},
};
use futures::{SinkExt, StreamExt};
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{
    database::TestDatabase,
    member as people, on_every_database,
    portal::{Browser, Portal},
    process::http_client,
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Somebody who has followed the printed link to this server.
async fn signed_in(test: &TestDatabase, site: &Portal) -> Browser {
    let mut browser = Browser::default();
    match domain::invitation::first_administrator(&test.database).await.unwrap() {
        Some(first) => browser.get(&site.url(&api::sign_in::invitation_path(&first.token))).await,
        None => browser.get(&site.url("/auth/sign-in")).await,
    };
    assert!(browser.cookies.contains_key("__Host-gisa"));
    browser
}

async fn session_of(browser: &mut Browser, site: &Portal) -> Option<SessionId> {
    let me = browser.ask(site, "{ me { sessionId } }").await;
    me["data"]["me"]["sessionId"].as_str().map(|id| id.parse().unwrap())
}

/// A socket that `header` or `authorization` lets in.
async fn connect(
    site: &Portal,
    header: Option<(&'static str, String)>,
    authorization: Option<&str>,
) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let mut request = site.url("/graphql").replace("http://", "ws://").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", api::websocket::PROTOCOL.parse().unwrap());
    if let Some((name, value)) = header {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let (mut socket, _) = connect_async(request).await.unwrap();
    let payload = authorization.map(|authorization| json!({ "authorization": authorization }));
    let init = json!({ "type": "connection_init", "payload": payload });
    socket.send(Message::text(init.to_string())).await.unwrap();
    let said: Value = serde_json::from_str(socket.next().await.unwrap().unwrap().to_text().unwrap()).unwrap();
    assert_eq!(said["type"], "connection_ack");
    socket
}

/// The code with which a socket is closed, within the five seconds that are promised.
async fn close_code(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> u16 {
    let closed = async {
        loop {
            if let Message::Close(frame) = socket.next().await.unwrap().unwrap() {
                return u16::from(frame.unwrap().code);
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), closed).await.expect("it is closed in time")
}

on_every_database! {
    async fn a_refresh_token_that_is_shown_twice_ends_its_session_and_closes_its_sockets(test: &TestDatabase) {
        let site = Portal::local(test).await;
        let mut browser = signed_in(test, &site).await;
        let id = session_of(&mut browser, &site).await.unwrap();
        let mut thief = Browser::default();
        thief.cookies.clone_from(&browser.cookies);
        let cookies = format!("__Host-gisa={}", browser.cookies["__Host-gisa"]);
        let mut socket = connect(&site, Some(("cookie", cookies)), None).await;

        assert_eq!(browser.post(&site.url("/auth/refresh")).await.status(), StatusCode::NO_CONTENT);
        assert_ne!(browser.cookies["__Host-gisa-refresh"], thief.cookies["__Host-gisa-refresh"]);
        assert_eq!(session_of(&mut browser, &site).await, Some(id));
        let started = Instant::now();
        assert_eq!(thief.post(&site.url("/auth/refresh")).await.status(), StatusCode::UNAUTHORIZED);
        assert!(thief.cookies.is_empty());
        assert_eq!(session_of(&mut browser, &site).await, None, "the whole family has ended");
        assert!(started.elapsed() < Duration::from_secs(1));
        assert_eq!(close_code(&mut socket).await, 4403);
        assert_eq!(browser.post(&site.url("/auth/refresh")).await.status(), StatusCode::UNAUTHORIZED);
        let ended = session::Entity::find_by_id(id).one(test.database.connection()).await.unwrap().unwrap();
        assert_eq!(ended.end_reason, Some(EndReason::Reused));
    }

    async fn of_many_who_show_one_refresh_token_at_once_at_most_one_goes_on(test: &TestDatabase) {
        let member = people::add(&test.database, Role::Viewer).await;
        let open = people::sign_in(&test.database, &member).await;
        let asked = (0..8).map(|_| session::refresh(&test.database, &open.refresh_token));
        let answers = futures::future::join_all(asked).await;
        let (went_on, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert!(went_on.len() == 1 && refused.iter().all(|answer| matches!(answer, Err(Error::Forbidden(_)))));
        assert!(session::live(test.database.connection(), open.session.id).await.unwrap().is_none());
    }

    async fn what_is_kept_of_a_refresh_token_doesnt_open_anything(test: &TestDatabase) {
        let member = people::add(&test.database, Role::Viewer).await;
        let open = people::sign_in(&test.database, &member).await;
        let kept = refresh_token::Entity::find().one(test.database.connection()).await.unwrap().unwrap();
        assert_ne!(kept.token_sha256, open.refresh_token);
        assert!(session::refresh(&test.database, &kept.token_sha256).await.is_err());
        assert!(session::refresh(&test.database, &open.refresh_token).await.is_ok());
    }

    async fn whoever_signs_out_is_out_here_or_everywhere(test: &TestDatabase) {
        let site = Portal::local(test).await;
        let [mut first, mut second] = [signed_in(test, &site).await, signed_in(test, &site).await];
        let listed = first.ask(&site, "{ mySessions { id isCurrent } }").await;
        let current: Vec<_> = listed["data"]["mySessions"].as_array().unwrap().iter().map(|one| &one["isCurrent"]).collect();
        assert_eq!(current, [&json!(false), &json!(true)], "newest first: {listed}");
        assert_eq!(second.post(&site.url("/auth/sign-out")).await.status(), StatusCode::NO_CONTENT);
        assert!(second.cookies.is_empty() && session_of(&mut first, &site).await.is_some());

        let mut second = signed_in(test, &site).await;
        let others = first.ask(&site, "mutation { signOutEverywhere(exceptHere: true) }").await;
        assert_eq!(others["data"]["signOutEverywhere"], 1, "{others}");
        assert!(session_of(&mut second, &site).await.is_none() && session_of(&mut first, &site).await.is_some());
        let mut second = signed_in(test, &site).await;
        let id = session_of(&mut second, &site).await.unwrap();
        first.ask(&site, &format!("mutation {{ signOutSession(id: \"{id}\") }}")).await;
        assert!(session_of(&mut second, &site).await.is_none());
        let everywhere = first.ask(&site, "mutation { signOutEverywhere }").await;
        assert_eq!(everywhere["data"]["signOutEverywhere"], 1, "{everywhere}");
        assert!(session_of(&mut first, &site).await.is_none());
    }

    async fn a_suspension_and_a_new_role_reach_whoever_is_connected(test: &TestDatabase) {
        let site = Portal::local(test).await;
        let mut administrator = signed_in(test, &site).await;
        let member = people::add(&test.database, Role::Trainer).await;
        let token = people::token(&test.database, &member, &[Scope::Training]).await;
        let bearer = format!("Bearer {token}");
        let mut by_header = connect(&site, Some(("authorization", bearer.clone())), None).await;
        let mut by_payload = connect(&site, None, Some(&bearer)).await;
        let change = format!("mutation {{ setMemberRole(id: \"{}\", role: VIEWER) {{ role }} }}", member.id);
        let changed = administrator.ask(&site, &change).await;
        assert_eq!(changed["data"]["setMemberRole"]["role"], "VIEWER", "{changed}");
        assert_eq!((close_code(&mut by_header).await, close_code(&mut by_payload).await), (4403, 4403));
        // Whoever comes back is let in, as what they are now.
        let mut again = connect(&site, None, Some(&bearer)).await;
        administrator.ask(&site, &format!("mutation {{ suspendMember(id: \"{}\") {{ id }} }}", member.id)).await;
        assert_eq!(close_code(&mut again).await, 4403);
        let refused = http_client().post(site.url("/graphql")).bearer_auth(&token);
        let refused = refused.json(&json!({ "query": "{ me { member { id } } }" })).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        member::reinstate(&test.database, member.id).await.unwrap();
        connect(&site, None, Some(&bearer)).await;
        audit_entry::verify(test.database.connection()).await.unwrap().unwrap();
    }

    async fn keys_rotate_under_a_running_server_and_nobody_is_signed_out(test: &TestDatabase) {
        let site = Portal::local(test).await;
        let mut browser = signed_in(test, &site).await;
        let before = browser.cookies["__Host-gisa"].clone();
        api::session_key::KeyRing::open(test.folder.path()).unwrap().rotate().unwrap();
        assert!(session_of(&mut browser, &site).await.is_some());
        assert_eq!(browser.post(&site.url("/auth/refresh")).await.status(), StatusCode::NO_CONTENT);
        let head = |token: &str| token.split('.').next().unwrap().to_owned();
        assert_ne!(head(&browser.cookies["__Host-gisa"]), head(&before), "another key signs");
        assert!(session_of(&mut browser, &site).await.is_some());
    }
}

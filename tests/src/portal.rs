//! The real router on a port of its own, and a browser that visits it.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use api::{
    App,
    rate_limit::{self, RateLimits},
    server::{self, Limits},
    sign_in::{SignIn, settings::Settings},
    telemetry,
    trusted_document::TrustedDocuments,
    websocket::Sockets,
};
use domain::event;
use futures::FutureExt;
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    database::TestDatabase,
    graphql::Gateway,
    identity_provider::{CLIENT_ID, CLIENT_SECRET, IdentityProvider},
};

/// A server; stopped when dropped.
pub struct Portal {
    /// Where it listens.
    pub address: SocketAddr,
    _stop: DropGuard,
}

impl Portal {
    /// A server on which people sign in by a provider.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn with_provider(test: &TestDatabase, provider: &IdentityProvider) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let settings = Settings {
            issuer: provider.url.clone(),
            client_id: Some(CLIENT_ID.into()),
            client_secret: Some(serde_json::from_value(json!(CLIENT_SECRET)).expect("it is a secret")),
            redirect_url: Some(format!("http://{address}/auth/callback")),
            ..Settings::default()
        };
        Self::start(test, listener, &settings, TrustedDocuments::default()).await
    }

    /// A developer's server.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn local(test: &TestDatabase) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        Self::start(test, listener, &Settings::default(), TrustedDocuments::default()).await
    }

    /// The same, which knows these documents.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn with_documents(test: &TestDatabase, documents: TrustedDocuments) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        Self::start(test, listener, &Settings::default(), documents).await
    }

    async fn start(
        test: &TestDatabase,
        listener: TcpListener,
        settings: &Settings,
        documents: TrustedDocuments,
    ) -> Self {
        let address = listener.local_addr().expect("it listens");
        let sign_in = SignIn::open(settings, true, test.folder.path()).expect("the settings are sound");
        // As another process would, on connections of its own.
        let database = test.connect_again().await;
        let stop = CancellationToken::new();
        let after = event::last_id(database.connection()).await.expect("the events can be read");
        tokio::spawn(sign_in.live().clone().follow(database, after, stop.clone()));
        let gateway = Gateway::with_sign_in(test, sign_in);
        let app = App {
            services: gateway.services.clone(),
            schema: gateway.schema.clone(),
            pending_migrations: Arc::new(|_| async { Ok(Vec::new()) }.boxed()),
            exporter: Arc::new(|_, _, _| Ok(())),
            metrics: telemetry::metrics(),
            sockets: Sockets::default(),
            stop: stop.clone(),
            limits: Limits { request_bytes: 10_000, upload_bytes: 10_000, development: true, ..Limits::default() },
            rate_limits: RateLimits::new(rate_limit::Settings::default()),
            documents,
        };
        tokio::spawn(server::serve(listener, app, Duration::ZERO));
        Self { address, _stop: stop.drop_guard() }
    }

    /// A path of this server, as a URL.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Somebody's browser: it keeps cookies, and shows where it is sent instead of going there.
pub struct Browser {
    client: Client,
    /// Its cookies, by name.
    pub cookies: BTreeMap<String, String>,
}

impl Default for Browser {
    fn default() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        Self { client: client.expect("a client can be made"), cookies: BTreeMap::new() }
    }
}

impl Browser {
    /// Asks for a page.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn get(&mut self, url: &str) -> Response {
        let request = self.client.get(url);
        self.send(request).await
    }

    /// Posts nothing.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn post(&mut self, url: &str) -> Response {
        let request = self.client.post(url);
        self.send(request).await
    }

    /// Asks by GraphQL.
    ///
    /// # Panics
    /// When there is no JSON answer.
    pub async fn ask(&mut self, site: &Portal, query: &str) -> Value {
        let request = self.client.post(site.url("/graphql")).json(&json!({ "query": query }));
        self.send(request).await.json().await.expect("the answer is JSON")
    }

    /// Begins to sign in at `path` and goes to the provider; gives the address that the provider sends it back to.
    ///
    /// # Panics
    /// When it isn't sent to the provider, or not back.
    pub async fn to_provider(&mut self, site: &Portal, path: &str) -> String {
        let begun = self.get(&site.url(path)).await;
        assert_eq!(begun.status(), StatusCode::SEE_OTHER, "{path}");
        let back = self.client.get(location(&begun)).send().await.expect("the provider answers");
        assert_eq!(back.status(), StatusCode::FOUND, "the provider is content with what it is asked");
        location(&back)
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) };
        let response = request.send().await.expect("the server answers");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie is text");
            assert!(cookie.contains("; Path=/; Secure; HttpOnly; SameSite="), "{cookie}");
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            assert!(name.starts_with("__Host-"), "{cookie}");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        response
    }
}

/// Where a response sends a browser.
///
/// # Panics
/// When it doesn't.
pub fn location(response: &Response) -> String {
    response.headers()[header::LOCATION].to_str().expect("an address is text").to_owned()
}

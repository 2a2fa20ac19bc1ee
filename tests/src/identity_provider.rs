//! An OpenID Connect provider on this machine, as Kakao is one, that can be told to lie.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey, traits::PublicKeyParts};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};

/// Our id with the provider.
pub const CLIENT_ID: &str = "gisa-of-a-test";
/// Our secret with it.
pub const CLIENT_SECRET: &str = "a secret of a test";
/// The key it signs with.
pub const KEY_ID: &str = "key-1";

/// A provider, on a port of the loopback interface; stopped when dropped.
pub struct IdentityProvider {
    /// Its issuer, below which it answers.
    pub url: String,
    state: Shared,
    server: JoinHandle<()>,
}

type Shared = Arc<Mutex<Behaviour>>;

/// How the provider behaves.
#[derive(Default)]
pub struct Behaviour {
    /// Changes what it is about to sign, and how.
    pub forge: Option<Forge>,
    /// Who signs in next.
    pub subject: String,
    /// Times that its keys were asked for.
    pub key_requests: usize,
    /// Times that a code was exchanged.
    pub exchanges: usize,
    /// What was begun, by code.
    begun: HashMap<String, HashMap<String, String>>,
    issuer: String,
}

/// Makes the ID token, given claims that are right.
pub type Forge = Box<dyn Fn(Value) -> String + Send>;

/// A pair of keys.
pub struct Keys {
    /// Signs.
    pub private: EncodingKey,
    /// Verifies: what the provider publishes.
    pub public: Jwk,
    /// The public key as text, which a careless verifier could take for a shared secret.
    pub public_text: String,
}

/// The provider's keys; made once a process, since that takes a while.
pub static KEYS: LazyLock<Keys> = LazyLock::new(Keys::new);
/// Somebody else's keys.
pub static OTHER_KEYS: LazyLock<Keys> = LazyLock::new(Keys::new);

impl Keys {
    fn new() -> Self {
        let private = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key can be made");
        let der = private.to_pkcs1_der().expect("a key can be written");
        let number = |number: &rsa::BigUint| BASE64_URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        let (n, e) = (number(private.n()), number(private.e()));
        let public = json!({ "kty": "RSA", "kid": KEY_ID, "use": "sig", "alg": "RS256", "n": n, "e": e });
        Self {
            private: EncodingKey::from_rsa_der(der.as_bytes()),
            public: serde_json::from_value(public).expect("it is a key"),
            public_text: n,
        }
    }
}

/// Signs claims as the provider does.
///
/// # Panics
/// When they can't be signed.
pub fn sign(claims: &Value) -> String {
    let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, claims, &KEYS.private).expect("claims can be signed")
}

impl IdentityProvider {
    /// Starts a provider by which `subject` signs in.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(subject: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it listens"));
        let state = Shared::default();
        {
            let mut behaviour = lock(&state);
            behaviour.subject = subject.to_owned();
            behaviour.issuer.clone_from(&url);
        }
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/keys", get(keys))
            .with_state(state.clone());
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the provider serves until it is stopped");
        });
        Self { url, state, server }
    }

    /// How it behaves. Don't keep it over an `await`.
    pub fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        lock(&self.state)
    }

    /// From here on ID tokens are made by `forge`.
    pub fn forge(&self, forge: impl Fn(Value) -> String + Send + 'static) {
        self.behaviour().forge = Some(Box::new(forge));
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock(state: &Shared) -> MutexGuard<'_, Behaviour> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn discovery(State(state): State<Shared>) -> Json<Value> {
    let issuer = lock(&state).issuer.clone();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    }))
}

/// Everybody agrees at once.
async fn authorize(State(state): State<Shared>, Query(asked): Query<HashMap<String, String>>) -> Response {
    let is_sound = asked.get("response_type").is_some_and(|kind| kind == "code")
        && asked.get("client_id").is_some_and(|id| id == CLIENT_ID)
        && asked.get("code_challenge_method").is_some_and(|method| method == "S256")
        && ["state", "nonce", "code_challenge", "redirect_uri"].iter().all(|name| asked.contains_key(*name));
    if !is_sound {
        return (StatusCode::BAD_REQUEST, "the request is incomplete").into_response();
    }
    let code = domain::secret::new("code-");
    let to = format!("{}?code={code}&state={}", asked["redirect_uri"], asked["state"]);
    lock(&state).begun.insert(code, asked);
    (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
}

async fn token(State(state): State<Shared>, Form(asked): Form<HashMap<String, String>>) -> Response {
    let mut behaviour = lock(&state);
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let is_us = asked.get("client_id").is_some_and(|id| id == CLIENT_ID)
        && asked.get("client_secret").is_some_and(|secret| secret == CLIENT_SECRET);
    if !is_us {
        return refused("invalid_client");
    }
    // A code is used once.
    let Some(begun) = asked.get("code").and_then(|code| behaviour.begun.remove(code)) else {
        return refused("invalid_grant");
    };
    let challenge = asked.get("code_verifier").map(|it| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(it)));
    if challenge.as_ref() != begun.get("code_challenge") || asked.get("redirect_uri") != begun.get("redirect_uri") {
        return refused("invalid_grant");
    }
    behaviour.exchanges += 1;
    let now = chrono::Utc::now().timestamp();
    let claims = json!({
        "iss": behaviour.issuer, "aud": CLIENT_ID, "sub": behaviour.subject, "nonce": begun["nonce"],
        "iat": now, "exp": now + 600, "nickname": format!("name of {}", behaviour.subject),
        "email": "somebody@gisa.example",
    });
    let id_token = match &behaviour.forge {
        Some(forge) => forge(claims),
        None => sign(&claims),
    };
    Json(json!({ "access_token": "unused", "token_type": "bearer", "expires_in": 600, "id_token": id_token }))
        .into_response()
}

async fn keys(State(state): State<Shared>) -> Json<Value> {
    lock(&state).key_requests += 1;
    Json(json!({ "keys": [&KEYS.public] }))
}

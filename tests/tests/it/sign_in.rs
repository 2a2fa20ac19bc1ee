//! Who gets in: by a provider that may lie, by an invitation, by a link.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    invitation::{self, NewInvitation},
    member::{self, Identity},
    member_role::Role,
    secret,
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{
    database::{Backend, TestDatabase},
    identity_provider::{CLIENT_ID, IdentityProvider, KEY_ID, KEYS, OTHER_KEYS, sign},
    on_every_database,
    portal::{Browser, Portal, location},
};

/// An invitation's path.
async fn invite(test: &TestDatabase, role: Role) -> String {
    let new = NewInvitation { role, name: None, email: None, invited_by: "a test".into(), days: 1 };
    let invited = invitation::invite(&test.database, new).await.unwrap();
    api::sign_in::invitation_path(&invited.token)
}

/// A member whom the provider vouches for as `subject`.
async fn member_of(test: &TestDatabase, provider: &IdentityProvider, subject: &str) -> member::Model {
    let path = invite(test, Role::Viewer).await;
    let token = secret::hash(path.rsplit('/').next().unwrap());
    let identity =
        Identity { issuer: provider.url.clone(), subject: subject.into(), name: Some("Kim".into()), email: None };
    invitation::accept(&test.database, &token, Some(identity)).await.unwrap()
}

on_every_database! {
    async fn an_invitation_makes_a_member_of_whom_the_provider_vouches_for_once(test: &TestDatabase) {
        let provider = IdentityProvider::start("kim").await;
        let site = Portal::with_provider(test, &provider).await;
        let (mut browser, path) = (Browser::default(), invite(test, Role::Editor).await);
        let back = browser.to_provider(&site, &path).await;
        let entered = browser.get(&back).await;
        assert_eq!((entered.status(), location(&entered).as_str()), (StatusCode::SEE_OTHER, "/admin"));
        assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["__Host-gisa", "__Host-gisa-refresh"]);
        let me = browser.ask(&site, "{ me { member { name email role issuer } allowed } }").await;
        let expected = json!({ "name": "name of kim", "email": "somebody@gisa.example", "role": "EDITOR", "issuer": provider.url });
        assert_eq!(me["data"]["me"]["member"], expected, "{me}");
        assert_eq!(me["data"]["me"]["allowed"], json!(["VIEWER", "EDITOR"]));

        let again = Browser::default().get(&site.url(&path)).await;
        assert_eq!(again.status(), StatusCode::FORBIDDEN);
        assert!(again.text().await.unwrap().contains("used already"));

        // Known from here on: no invitation is needed, and the wished page is where one lands.
        let mut other = Browser::default();
        let back = other.to_provider(&site, "/auth/sign-in?return_to=/admin/jobs").await;
        assert_eq!(location(&other.get(&back).await), "/admin/jobs");
    }

    async fn whoever_wasnt_invited_or_is_suspended_stays_out(test: &TestDatabase) {
        let provider = IdentityProvider::start("stranger").await;
        let site = Portal::with_provider(test, &provider).await;
        let mut browser = Browser::default();
        let back = browser.to_provider(&site, "/auth/sign-in").await;
        let refused = browser.get(&back).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        assert!(refused.text().await.unwrap().contains("ask an administrator for an invitation"));
        let member = member_of(test, &provider, "stranger").await;
        member::suspend(&test.database, member.id).await.unwrap();
        let back = browser.to_provider(&site, "/auth/sign-in").await;
        assert_eq!(browser.get(&back).await.status(), StatusCode::FORBIDDEN);
        assert!(browser.cookies.is_empty());
    }
}

/// What is signed with a header and a key that aren't the usual ones.
fn signed(header: &Header, claims: &Value, key: &EncodingKey) -> String {
    jsonwebtoken::encode(header, claims, key).unwrap()
}

fn header() -> Header {
    Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::RS256) }
}

/// A token with any header, and the signature that belongs to another.
fn raw(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

type Forge = fn(Value) -> String;

/// Every way to make a token that must not be believed.
const FORGERIES: [(&str, Forge); 34] = [
    ("no algorithm", |claims| raw(&json!({ "alg": "none", "kid": KEY_ID }), &claims, "")),
    ("no algorithm, in capitals", |claims| raw(&json!({ "alg": "None", "kid": KEY_ID }), &claims, "")),
    ("no algorithm, with a signature", |claims| {
        let right = sign(&claims);
        raw(&json!({ "alg": "none", "kid": KEY_ID }), &claims, right.rsplit('.').next().unwrap())
    }),
    ("no algorithm at all", |claims| raw(&json!({ "kid": KEY_ID }), &claims, "")),
    ("the public key as a shared secret", |claims| {
        let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::HS256) };
        signed(&header, &claims, &EncodingKey::from_secret(KEYS.public_text.as_bytes()))
    }),
    ("the public key as JSON as a shared secret", |claims| {
        let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::HS256) };
        let secret = serde_json::to_vec(&KEYS.public).unwrap();
        signed(&header, &claims, &EncodingKey::from_secret(&secret))
    }),
    ("the client's secret as a shared secret", |claims| {
        let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::HS512) };
        signed(&header, &claims, &EncodingKey::from_secret(tests::identity_provider::CLIENT_SECRET.as_bytes()))
    }),
    ("another algorithm of the same key", |claims| {
        let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::RS384) };
        signed(&header, &claims, &KEYS.private)
    }),
    ("another padding of the same key", |claims| {
        let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::PS256) };
        signed(&header, &claims, &KEYS.private)
    }),
    ("somebody else's key under the same name", |claims| signed(&header(), &claims, &OTHER_KEYS.private)),
    ("an unknown key", |claims| {
        let header = Header { kid: Some("key-2".into()), ..header() };
        signed(&header, &claims, &OTHER_KEYS.private)
    }),
    ("an unknown key, signed rightly", |claims| {
        let header = Header { kid: Some("key-2".into()), ..header() };
        signed(&header, &claims, &KEYS.private)
    }),
    ("no key named", |claims| signed(&Header { kid: None, ..header() }, &claims, &KEYS.private)),
    ("an empty key name", |claims| signed(&Header { kid: Some(String::new()), ..header() }, &claims, &KEYS.private)),
    ("a key it brings itself", |claims| {
        let header = Header { jwk: Some(OTHER_KEYS.public.clone()), ..header() };
        signed(&header, &claims, &OTHER_KEYS.private)
    }),
    ("critical extensions", |claims| {
        let header = json!({ "alg": "RS256", "kid": KEY_ID, "crit": ["b64"], "b64": true });
        let head = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
        let said = format!("{head}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = jsonwebtoken::crypto::sign(said.as_bytes(), &KEYS.private, Algorithm::RS256).unwrap();
        format!("{said}.{signature}")
    }),
    ("no signature", |claims| {
        let right = sign(&claims);
        format!("{}.", right.rsplit_once('.').unwrap().0)
    }),
    ("the signature of other claims", |claims| {
        let right = sign(&claims);
        let header = json!({ "alg": "RS256", "kid": KEY_ID });
        raw(&header, &with(claims, "sub", json!("root")), right.rsplit('.').next().unwrap())
    }),
    ("half a token", |claims| sign(&claims)[..80].to_owned()),
    ("no token", |_| String::new()),
    ("another issuer", |claims| sign(&with(claims, "iss", json!("https://evil.example")))),
    ("the issuer with a slash", |claims| {
        let issuer = format!("{}/", claims["iss"].as_str().unwrap());
        sign(&with(claims, "iss", json!(issuer)))
    }),
    ("no issuer", |claims| sign(&without(claims, "iss"))),
    ("for another application", |claims| sign(&with(claims, "aud", json!("another")))),
    ("for nobody", |claims| sign(&without(claims, "aud"))),
    ("for several, without saying who asked", |claims| sign(&with(claims, "aud", json!([CLIENT_ID, "another"])))),
    ("asked for by another application", |claims| {
        sign(&with(with(claims, "aud", json!([CLIENT_ID, "another"])), "azp", json!("another")))
    }),
    ("for us alone, asked for by another", |claims| sign(&with(claims, "azp", json!("another")))),
    ("another nonce", |claims| sign(&with(claims, "nonce", json!("0".repeat(64))))),
    ("no nonce", |claims| sign(&without(claims, "nonce"))),
    ("expired", |claims| {
        let past = claims["iat"].as_i64().unwrap() - 120;
        sign(&with(with(claims, "exp", json!(past)), "iat", json!(past - 60)))
    }),
    ("without an end", |claims| sign(&without(claims, "exp"))),
    ("issued in the future", |claims| {
        let future = claims["iat"].as_i64().unwrap() + 300;
        sign(&with(claims, "iat", json!(future)))
    }),
    ("without a subject", |claims| sign(&without(claims, "sub"))),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_id_token_is_believed() {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let provider = IdentityProvider::start("kim").await;
    let site = Portal::with_provider(&test, &provider).await;
    member_of(&test, &provider, "kim").await;
    member_of(&test, &provider, "root").await;
    let started = std::time::Instant::now();
    let enter = async || {
        let mut browser = Browser::default();
        let back = browser.to_provider(&site, "/auth/sign-in").await;
        (browser.get(&back).await.status(), browser)
    };
    for (name, forge) in FORGERIES {
        provider.forge(forge);
        let (status, browser) = enter().await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}");
        assert!(browser.cookies.is_empty(), "{name}");
    }
    // Later than any nonce may be, and not yet.
    provider.forge(|claims| sign(&with(claims.clone(), "nbf", json!(claims["iat"].as_i64().unwrap() + 300))));
    assert_eq!(enter().await.0, StatusCode::BAD_REQUEST, "not yet");
    provider.forge(|claims| sign(&with(claims.clone(), "iat", json!(claims["iat"].as_i64().unwrap() - 3600))));
    assert_eq!(enter().await.0, StatusCode::BAD_REQUEST, "issued long ago");

    provider.behaviour().forge = None;
    assert_eq!(enter().await.0, StatusCode::SEE_OTHER, "a right one is");
    provider.forge(|claims| sign(&with(with(claims, "aud", json!([CLIENT_ID, "another"])), "azp", json!(CLIENT_ID))));
    assert_eq!(enter().await.0, StatusCode::SEE_OTHER, "one for several that we asked for is");
    // Once a minute, however many unknown keys were named.
    let minutes = started.elapsed().as_secs() / 60;
    assert!(provider.behaviour().key_requests as u64 <= 1 + minutes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_belongs_to_the_browser_that_began_it_and_is_used_once() {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let provider = IdentityProvider::start("kim").await;
    let site = Portal::with_provider(&test, &provider).await;
    member_of(&test, &provider, "kim").await;

    let mut mine = Browser::default();
    let back = mine.to_provider(&site, "/auth/sign-in").await;
    let mut theirs = Browser::default();
    assert_eq!(theirs.get(&back).await.status(), StatusCode::BAD_REQUEST, "without a cookie");
    let their_back = theirs.to_provider(&site, "/auth/sign-in").await;
    let their_cookies = theirs.cookies.clone();
    assert_eq!(theirs.get(&back).await.status(), StatusCode::BAD_REQUEST, "with the cookie of another sign-in");
    theirs.cookies = their_cookies;

    // The code of one sign-in with the state of another: the code was given for another verifier.
    let [(_, code), (state, _)] = [&back, &their_back].map(|url| {
        let part = |name: &str| url.split(name).nth(1).unwrap().split('&').next().unwrap().to_owned();
        (part("state="), part("code="))
    });
    let mixed = site.url(&format!("/auth/callback?code={code}&state={state}"));
    assert_eq!(theirs.get(&mixed).await.status(), StatusCode::BAD_REQUEST, "a wrong verifier");

    let back = mine.to_provider(&site, "/auth/sign-in").await;
    let kept = mine.cookies.clone();
    for wrong in ["/auth/callback", "/auth/callback?code=x", "/auth/callback?code=x&state=y"] {
        mine.cookies.clone_from(&kept);
        assert_eq!(mine.get(&site.url(wrong)).await.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    mine.cookies.clone_from(&kept);
    let elsewhere = mine.get(&format!("{back}&iss=https://evil.example")).await;
    assert_eq!(elsewhere.status(), StatusCode::BAD_REQUEST, "another provider answers");
    let back = mine.to_provider(&site, "/auth/sign-in").await;
    let kept = mine.cookies.clone();
    assert_eq!(mine.get(&back).await.status(), StatusCode::SEE_OTHER);
    mine.cookies = kept;
    assert_eq!(mine.get(&back).await.status(), StatusCode::BAD_REQUEST, "a state and a code that were used");

    let denied = mine.to_provider(&site, "/auth/sign-in").await.replace("code=", "error=access_denied&x=");
    assert_eq!(mine.get(&denied).await.status(), StatusCode::FORBIDDEN, "the provider said no");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_developers_server_lets_the_first_administrator_in_by_the_printed_link() {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let site = Portal::local(&test).await;
    let mut browser = Browser::default();
    assert_eq!(browser.get(&site.url("/auth/sign-in")).await.status(), StatusCode::FORBIDDEN, "nobody is there yet");
    let old = invitation::first_administrator(&test.database).await.unwrap().unwrap();
    let new = invitation::first_administrator(&test.database).await.unwrap().unwrap();
    let path = |token: &str| site.url(&api::sign_in::invitation_path(token));
    assert_eq!(browser.get(&path(&old.token)).await.status(), StatusCode::FORBIDDEN, "a newer one was printed");
    // Looking at the link, as mail scanners do, doesn't use it up.
    let looked = reqwest::Client::new().head(path(&new.token)).send().await.unwrap();
    assert_eq!(looked.status(), StatusCode::NO_CONTENT);
    assert_eq!(browser.get(&path(&new.token)).await.status(), StatusCode::SEE_OTHER);
    let me = browser.ask(&site, "{ me { member { role issuer } } signInWay { isLocal providerName path } }").await;
    assert_eq!(me["data"]["me"]["member"], json!({ "role": "ADMINISTRATOR", "issuer": "local" }), "{me}");
    assert_eq!(me["data"]["signInWay"], json!({ "isLocal": true, "providerName": null, "path": "/auth/sign-in" }));
    assert!(invitation::first_administrator(&test.database).await.unwrap().is_none());
    let mut other = Browser::default();
    assert_eq!(other.get(&site.url("/auth/sign-in?return_to=//evil.example")).await.status(), StatusCode::SEE_OTHER);
    assert!(other.cookies.contains_key("__Host-gisa"));
}

//! The identity provider, by OpenID Connect: where people are sent, and what is believed of what they bring back.

use std::time::Duration;

use axum::http;
use domain::{
    member::Identity,
    sign_in_attempt::{self, NewAttempt},
};
use futures::{FutureExt, future::BoxFuture};
use jsonwebtoken::Algorithm;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    ExtraTokenFields, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardRevocableToken,
    StandardTokenResponse, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::sync::OnceCell;
use url::Url;

use super::{
    id_token::{self, Expected, Keys},
    settings::{KAKAO, Settings},
};

/// How long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// The identity provider.
#[derive(Debug)]
pub struct Provider {
    settings: Settings,
    client_id: String,
    client_secret: Option<String>,
    algorithms: Vec<Algorithm>,
    http: reqwest::Client,
    endpoints: OnceCell<Endpoints>,
    keys: Keys,
}

/// Where the provider answers.
#[derive(Clone, Debug, Deserialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

/// What a token response holds besides OAuth's own fields.
#[derive(Debug, Serialize, Deserialize)]
struct IdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdToken {}

/// An OAuth client that may authorise and exchange codes.
type OAuth = Client<
    BasicErrorResponse,
    StandardTokenResponse<IdToken, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Why somebody can't be vouched for.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The provider doesn't answer as it must; theirs or ours to mend.
    #[error("the identity provider can't be asked: {0}")]
    Unavailable(String),
    /// What somebody brought back isn't believed.
    #[error("the identity provider's answer isn't believed: {0}")]
    Refused(String),
}

/// Why an answer wasn't got.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error(transparent)]
    Reqwest(#[from] reqwest::Error),
    #[error("the answer is longer than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
    #[error(transparent)]
    Http(#[from] http::Error),
}

impl Provider {
    /// The provider that the settings name; none if they don't.
    ///
    /// # Errors
    /// Says which setting is wrong.
    pub fn new(settings: Settings) -> Result<Option<Self>, String> {
        let Some(client_id) = settings.client_id.clone() else { return Ok(None) };
        // Another part of the process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            // A redirect would take the secret elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| format!("sign_in: {error}"))?;
        let client_secret = settings.secret()?;
        let algorithms = settings.algorithms().map_err(|message| format!("sign_in.algorithms: {message}"))?;
        let (endpoints, keys) = (OnceCell::new(), Keys::default());
        Ok(Some(Self { settings, client_id, client_secret, algorithms, http, endpoints, keys }))
    }

    /// Where to send somebody whose sign-in this is.
    ///
    /// # Errors
    /// When the provider doesn't tell where that is.
    pub async fn authorize_url(&self, attempt: &NewAttempt) -> Result<Url, ProviderError> {
        let oauth = self.oauth().await?;
        let verifier = PkceCodeVerifier::new(attempt.code_verifier.clone());
        let state = CsrfToken::new(attempt.state.clone());
        let scopes = self.settings.scopes.split_whitespace().map(|scope| Scope::new(scope.to_owned()));
        let (url, _) = oauth
            .authorize_url(|| state)
            .add_scopes(scopes)
            .add_extra_param("nonce", attempt.nonce.clone())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// Whom the provider vouches for, given the code that somebody brought back.
    ///
    /// # Errors
    /// When the provider doesn't answer, or what it says isn't believed.
    pub async fn vouch(&self, code: String, attempt: &sign_in_attempt::Model) -> Result<Identity, ProviderError> {
        let response = self.exchange(code, &attempt.code_verifier).await?;
        let token = response.extra_fields().id_token.as_deref();
        let token = token.ok_or_else(|| ProviderError::Refused("there is no ID token".into()))?;
        let (kid, algorithm) = id_token::key_id(token, &self.algorithms).map_err(ProviderError::Refused)?;
        let jwks_url = &self.endpoints().await?.jwks_uri;
        let fetch = async { self.get(jwks_url).await.map_err(|error| format!("the provider's keys: {error}")) }.boxed();
        let key = self.keys.find(&kid, fetch).await.map_err(ProviderError::Refused)?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.client_id,
            nonce: &attempt.nonce,
            algorithms: &self.algorithms,
        };
        id_token::check(token, &key, algorithm, &expected).map_err(ProviderError::Refused)
    }

    /// Exchanges a code for tokens, once.
    async fn exchange(
        &self,
        code: String,
        code_verifier: &str,
    ) -> Result<StandardTokenResponse<IdToken, BasicTokenType>, ProviderError> {
        let client = self.http.clone();
        let http = move |request: oauth2::HttpRequest| -> BoxFuture<'static, Result<oauth2::HttpResponse, HttpError>> {
            send(client.clone(), request).boxed()
        };
        let oauth = self.oauth().await?;
        let request = oauth
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(code_verifier.to_owned()))
            .request_async(&http)
            .boxed();
        request.await.map_err(|error| match error {
            // The provider's own words on our request; they may name the code, but no secret of ours.
            oauth2::RequestTokenError::ServerResponse(refusal) => ProviderError::Refused(format!("{refusal}")),
            other => ProviderError::Unavailable(format!("the token endpoint: {other}")),
        })
    }

    /// What the provider is called on the button.
    pub fn name(&self) -> &str {
        &self.settings.provider_name
    }

    /// The provider, as its ID tokens name it.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    async fn oauth(&self) -> Result<OAuth, ProviderError> {
        let endpoints = self.endpoints().await?;
        let wrong = |what: &str| ProviderError::Unavailable(format!("{what} isn't a URL"));
        let authorize = AuthUrl::new(endpoints.authorization_endpoint.clone()).map_err(|_| wrong("authorize_url"))?;
        let token = TokenUrl::new(endpoints.token_endpoint.clone()).map_err(|_| wrong("token_url"))?;
        let redirect = self.settings.redirect_url.clone().unwrap_or_default();
        let redirect = RedirectUrl::new(redirect).map_err(|_| wrong("redirect_url"))?;
        let mut client = Client::new(ClientId::new(self.client_id.clone()));
        if let Some(secret) = &self.client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.clone()));
        }
        Ok(client
            // client_secret_post
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(authorize)
            .set_token_uri(token)
            .set_redirect_uri(redirect))
    }

    /// Where the provider answers: as configured, as is known of Kakao, or as its discovery document says.
    async fn endpoints(&self) -> Result<&Endpoints, ProviderError> {
        let found = self.endpoints.get_or_try_init(|| async {
            let settings = &self.settings;
            let known = (settings.issuer == KAKAO).then(|| Endpoints {
                issuer: KAKAO.into(),
                authorization_endpoint: format!("{KAKAO}/oauth/authorize"),
                token_endpoint: format!("{KAKAO}/oauth/token"),
                jwks_uri: format!("{KAKAO}/.well-known/jwks.json"),
            });
            let set = (&settings.authorize_url, &settings.token_url, &settings.jwks_url);
            let mut endpoints = match (known, set) {
                (Some(known), _) => known,
                (None, (Some(authorize), Some(token), Some(jwks))) => Endpoints {
                    issuer: settings.issuer.clone(),
                    authorization_endpoint: authorize.clone(),
                    token_endpoint: token.clone(),
                    jwks_uri: jwks.clone(),
                },
                (None, _) => {
                    let issuer = settings.issuer.trim_end_matches('/');
                    let found: Endpoints = self.get(&format!("{issuer}/.well-known/openid-configuration")).await?;
                    if found.issuer != settings.issuer {
                        return Err(format!("its discovery document is of another issuer: {}", found.issuer));
                    }
                    found
                }
            };
            for (endpoint, set) in [
                (&mut endpoints.authorization_endpoint, &settings.authorize_url),
                (&mut endpoints.token_endpoint, &settings.token_url),
                (&mut endpoints.jwks_uri, &settings.jwks_url),
            ] {
                if let Some(set) = set {
                    endpoint.clone_from(set);
                }
            }
            Ok(endpoints)
        });
        found.await.map_err(ProviderError::Unavailable)
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, String> {
        let request = http::Request::get(url).header(http::header::ACCEPT, "application/json").body(Vec::new());
        let request = request.map_err(|error| error.to_string())?;
        let response = send(self.http.clone(), request).await;
        let response = response.map_err(|error| format!("{url}: {error}"))?;
        if !response.status().is_success() {
            return Err(format!("{url} answers {}", response.status()));
        }
        serde_json::from_slice(response.body()).map_err(|error| format!("{url}: {error}"))
    }
}

async fn send(client: reqwest::Client, request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, HttpError> {
    let mut response = client.execute(request.try_into()?).await?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(HttpError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    let mut answer = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    Ok(answer.body(body)?)
}

//! GraphQL over HTTP, by the GraphQL-over-HTTP draft: queries by `POST` and `GET`, mutations by `POST` only.
//!
//! `Accept: application/graphql-response+json` gets status codes that tell what happened; `application/json` (and no
//! `Accept` at all) gets 200 for every answer to a well-formed request. Only JSON is taken, which no web page of
//! another site can send without being asked.

use std::time::Duration;

use async_graphql::{Executor, Request, Response as GraphqlResponse, Value};
use async_graphql_axum::GraphQLResponse;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::time::timeout;

use crate::{
    caller::Caller,
    gate,
    graphql::{RequestId, error::ErrorCode},
    operation,
    rate_limit::{self, RateLimits, Standing},
    trusted_document::{self, TrustedDocuments},
};

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// How long an answer may take. Work that takes longer is a job.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// What comes with every request.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its id.
    pub id: RequestId,
    /// Who sent it.
    pub caller: Caller,
    /// How often they may.
    pub rate_limits: RateLimits,
    /// What documents they may send by name, or at all.
    pub documents: TrustedDocuments,
}

/// Parameters of a `GET`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    #[serde(default)]
    query: String,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
    document_id: Option<String>,
}

/// A request, and the name of its document if it has no more.
struct Asked {
    request: Request,
    document_id: Option<String>,
}

/// What a body says that async-graphql doesn't read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Named {
    /// The name of the document.
    pub document_id: Option<String>,
}

/// A request that isn't GraphQL over HTTP.
struct Refused {
    status: StatusCode,
    message: String,
}

/// Answers `POST /graphql`.
pub async fn post(schema: &impl Executor, incoming: Incoming, headers: &HeaderMap, body: Bytes) -> Response {
    answer(schema, incoming, headers, Method::POST, from_body(headers, &body)).await
}

/// Answers `GET /graphql`.
pub async fn get(schema: &impl Executor, incoming: Incoming, headers: &HeaderMap, parameters: Parameters) -> Response {
    answer(schema, incoming, headers, Method::GET, from_parameters(parameters)).await
}

/// An answer to a request that can't be met, in the shape of a GraphQL answer: clients need to know one shape only.
pub fn refuse(status: StatusCode, message: String, id: &RequestId) -> Response {
    let code = ErrorCode::of_status(status);
    let extensions = serde_json::json!({ "code": code.name(), "requestId": id.0 });
    let body = serde_json::json!({ "errors": [{ "message": message, "extensions": extensions }] });
    json(status, "application/json", &body)
}

/// An answer to a caller who asked too often.
pub fn too_often(standing: &Standing, id: &RequestId) -> Response {
    let code = ErrorCode::RateLimited.name();
    let wait = standing.retry_after.unwrap_or_default().as_millis();
    let extensions = serde_json::json!({ "code": code, "requestId": id.0, "retryAfterMs": wait });
    let body = serde_json::json!({ "errors": [{ "message": standing.message(), "extensions": extensions }] });
    let mut response = json(StatusCode::TOO_MANY_REQUESTS, "application/json", &body);
    standing.write(response.headers_mut());
    response
}

fn refuse_document(refusal: trusted_document::Refusal, media_type: &'static str, id: &RequestId) -> Response {
    let trusted_document::Refusal { code, message } = refusal;
    let status = if media_type == GRAPHQL_RESPONSE { code.status() } else { StatusCode::OK };
    let extensions = serde_json::json!({ "code": code.name(), "requestId": id.0 });
    json(status, media_type, &serde_json::json!({ "errors": [{ "message": message, "extensions": extensions }] }))
}

/// Whether nothing was executed: the document couldn't be parsed, or isn't valid.
pub fn is_request_error(response: &GraphqlResponse) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

async fn answer(
    schema: &impl Executor,
    Incoming { id, caller, rate_limits, documents }: Incoming,
    headers: &HeaderMap,
    method: Method,
    asked: Result<Asked, Refused>,
) -> Response {
    let media_type = match accepted(headers) {
        Ok(media_type) => media_type,
        Err(refused) => return refuse(refused.status, refused.message, &id),
    };
    let Asked { mut request, document_id } = match asked {
        Ok(asked) => asked,
        Err(refused) => return refuse(refused.status, refused.message, &id),
    };
    if let Err(refusal) = documents.admit(&mut request, document_id.as_deref()) {
        return refuse_document(refusal, media_type, &id);
    }
    let mut request = request.data(id.clone()).data(caller.clone()).data(rate_limits.clone());
    // What is too large to be parsed goes on to be refused for that, and so does what doesn't parse.
    let is_small = gate::measure(&request.query).is_ok();
    if method == Method::GET && is_small && operation::is_mutation(&mut request) {
        let message = "mutations are taken by POST only".to_owned();
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, message, &id);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    let (class, count) = if is_small { rate_limit::class_of(&mut request) } else { (rate_limit::Class::Query, 1) };
    let standing = rate_limits.take(class, count, &caller);
    if let Some(standing) = standing
        && standing.retry_after.is_some()
    {
        return too_often(&standing, &id);
    }
    let Ok(response) = timeout(TIMEOUT, schema.execute(request)).await else {
        let message = format!("the answer took longer than {} s; ask for less at once", TIMEOUT.as_secs());
        return refuse(StatusCode::GATEWAY_TIMEOUT, message, &id);
    };
    let outcome = if response.is_ok() { "succeeded" } else { "failed" };
    metrics::counter!("gisa_graphql_operations_total", "transport" => "http", "outcome" => outcome).increment(1);
    let status = if media_type == GRAPHQL_RESPONSE { status(&response) } else { StatusCode::OK };
    if is_request_error(&response) {
        // Nothing was executed, so there is no data, not even null.
        let mut reply = json(status, media_type, &serde_json::json!({ "errors": response.errors }));
        if let Some(standing) = standing {
            standing.write(reply.headers_mut());
        }
        return reply;
    }
    // It brings the resolvers' headers and cache control; the status and the negotiated media type are ours.
    let mut reply = GraphQLResponse::from(response).into_response();
    reply.headers_mut().insert(header::CONTENT_TYPE, content_type(media_type));
    if let Some(standing) = standing {
        standing.write(reply.headers_mut());
    }
    reply
}

/// What the status says to those who ask for one.
fn status(response: &GraphqlResponse) -> StatusCode {
    if !is_request_error(response) {
        return StatusCode::OK;
    }
    let code = response.errors.iter().find_map(|error| match error.extensions.as_ref()?.get("code")? {
        Value::String(name) => ErrorCode::of_name(name),
        _ => None,
    });
    code.map_or(StatusCode::BAD_REQUEST, ErrorCode::status)
}

/// The media type of the answer.
fn accepted(headers: &HeaderMap) -> Result<&'static str, Refused> {
    let accepts: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if accepts.is_empty() {
        return Ok("application/json");
    }
    // Weights aren't compared: our own media type is preferred wherever it is acceptable by name.
    let ranges = || accepts.iter().flat_map(|value| value.split(',')).filter_map(|range| range.split(';').next());
    let named = |name: &str| ranges().any(|range| range.trim().eq_ignore_ascii_case(name));
    if named(GRAPHQL_RESPONSE) {
        Ok(GRAPHQL_RESPONSE)
    } else if ["application/json", "application/*", "*/*"].into_iter().any(named) {
        Ok("application/json")
    } else {
        let message = format!("Accept: answers are {GRAPHQL_RESPONSE} or application/json");
        Err(Refused { status: StatusCode::NOT_ACCEPTABLE, message })
    }
}

fn from_body(headers: &HeaderMap, body: &[u8]) -> Result<Asked, Refused> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        let message = "Content-Type: must be application/json".to_owned();
        return Err(Refused { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, message });
    }
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Refused::bad("body: must be one JSON object; several requests at once aren't taken".into()));
    }
    let request: Request = serde_json::from_slice(body).map_err(|error| Refused::bad(format!("body: {error}")))?;
    let document_id = if request.query.is_empty() {
        let named: Named = serde_json::from_slice(body).map_err(|error| Refused::bad(format!("body: {error}")))?;
        named.document_id
    } else {
        None
    };
    named_or_sent(Asked { request, document_id }, "the body is {\"query\": …, \"variables\": {…}}")
}

fn from_parameters(parameters: Parameters) -> Result<Asked, Refused> {
    let mut request = Request::new(parameters.query);
    request.operation_name = parameters.operation_name;
    if let Some(variables) = parameters.variables.filter(|variables| !variables.is_empty()) {
        let variables = serde_json::from_str(&variables);
        request.variables = variables.map_err(|error| Refused::bad(format!("variables: {error}")))?;
    }
    if let Some(extensions) = parameters.extensions.filter(|extensions| !extensions.is_empty()) {
        let extensions = serde_json::from_str(&extensions);
        request.extensions = extensions.map_err(|error| Refused::bad(format!("extensions: {error}")))?;
    }
    named_or_sent(Asked { request, document_id: parameters.document_id }, "the parameters are query and variables")
}

fn named_or_sent(asked: Asked, shape: &str) -> Result<Asked, Refused> {
    let is_named = asked.document_id.is_some() || asked.request.extensions.contains_key("persistedQuery");
    if asked.request.query.is_empty() && !is_named {
        return Err(Refused::bad(format!("query: is missing; {shape}")));
    }
    Ok(asked)
}

fn json(status: StatusCode, media_type: &'static str, body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => (status, [(header::CONTENT_TYPE, content_type(media_type))], body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer can't be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn content_type(media_type: &str) -> HeaderValue {
    HeaderValue::from_static(match media_type {
        GRAPHQL_RESPONSE => "application/graphql-response+json; charset=utf-8",
        _ => "application/json; charset=utf-8",
    })
}

impl Refused {
    fn bad(message: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message }
    }
}

#[cfg(test)]
mod tests;

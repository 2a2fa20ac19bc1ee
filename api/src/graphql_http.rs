//! GraphQL over HTTP, by the GraphQL-over-HTTP draft: queries by `POST` and `GET`, mutations by `POST` only.
//!
//! `Accept: application/graphql-response+json` gets status codes that tell what happened; `application/json` (and no
//! `Accept` at all) gets 200 for every answer to a well-formed request. Only JSON is taken, which no web page of
//! another site can send without being asked.

use async_graphql::{Executor, Request, Response as GraphqlResponse, parser::types::OperationType};
use async_graphql_axum::GraphQLResponse;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::graphql::{RequestId, error::ErrorCode};

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// Parameters of a `GET`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: String,
    operation_name: Option<String>,
    variables: Option<String>,
}

/// A request that isn't GraphQL over HTTP.
struct Refused {
    status: StatusCode,
    message: String,
}

/// Answers `POST /graphql`.
pub async fn post(schema: &impl Executor, id: RequestId, headers: &HeaderMap, body: Bytes) -> Response {
    answer(schema, id, headers, Method::POST, from_body(headers, &body)).await
}

/// Answers `GET /graphql`.
pub async fn get(schema: &impl Executor, id: RequestId, headers: &HeaderMap, parameters: Parameters) -> Response {
    answer(schema, id, headers, Method::GET, from_parameters(parameters)).await
}

/// An answer to a request that can't be met, in the shape of a GraphQL answer: clients need to know one shape only.
pub fn refuse(status: StatusCode, message: String, id: &RequestId) -> Response {
    let code = ErrorCode::of_status(status);
    let extensions = serde_json::json!({ "code": code.name(), "requestId": id.0 });
    let body = serde_json::json!({ "errors": [{ "message": message, "extensions": extensions }] });
    json(status, "application/json", &body)
}

/// Whether nothing was executed: the document couldn't be parsed, or isn't valid.
pub fn is_request_error(response: &GraphqlResponse) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

async fn answer(
    schema: &impl Executor,
    id: RequestId,
    headers: &HeaderMap,
    method: Method,
    request: Result<Request, Refused>,
) -> Response {
    let media_type = match accepted(headers) {
        Ok(media_type) => media_type,
        Err(refused) => return refuse(refused.status, refused.message, &id),
    };
    let mut request = match request {
        Ok(request) => request.data(id.clone()),
        Err(refused) => return refuse(refused.status, refused.message, &id),
    };
    // A document that doesn't parse goes on to be answered with its errors.
    if method == Method::GET && is_mutation(&mut request) {
        let message = "mutations are taken by POST only".to_owned();
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, message, &id);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    let response = schema.execute(request).await;
    let outcome = if response.is_ok() { "succeeded" } else { "failed" };
    metrics::counter!("gisa_graphql_operations_total", "transport" => "http", "outcome" => outcome).increment(1);
    let status = if media_type == GRAPHQL_RESPONSE && is_request_error(&response) {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    // It brings the resolvers' headers and cache control; the status and the negotiated media type are ours.
    let mut reply = GraphQLResponse::from(response).into_response();
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, content_type(media_type));
    reply
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

fn from_body(headers: &HeaderMap, body: &[u8]) -> Result<Request, Refused> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        let message = "Content-Type: must be application/json".to_owned();
        return Err(Refused { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, message });
    }
    let request: Request = serde_json::from_slice(body).map_err(|error| Refused::bad(format!("body: {error}")))?;
    if request.query.is_empty() {
        return Err(Refused::bad("query: is missing; the body is {\"query\": …, \"variables\": {…}}".into()));
    }
    Ok(request)
}

fn from_parameters(parameters: Parameters) -> Result<Request, Refused> {
    let mut request = Request::new(parameters.query);
    request.operation_name = parameters.operation_name;
    if let Some(variables) = parameters.variables.filter(|variables| !variables.is_empty()) {
        let variables = serde_json::from_str(&variables);
        request.variables = variables.map_err(|error| Refused::bad(format!("variables: {error}")))?;
    }
    Ok(request)
}

fn is_mutation(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else { return false };
    document.operations.iter().any(|(operation, definition)| {
        let chosen = name.as_ref().is_none_or(|name| operation.is_none_or(|operation| operation.as_str() == name));
        chosen && definition.node.ty == OperationType::Mutation
    })
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

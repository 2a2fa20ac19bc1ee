//! What happens around every request: its size is checked, it gets its loaders, and its errors are finished.

use std::{
    any::TypeId,
    sync::{Arc, OnceLock},
};

use async_graphql::{
    ErrorExtensionValues, PathSegment, Request, Response, ServerError, ServerResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextRequest, NextSubscribe},
};
use futures::{StreamExt, stream::BoxStream};

use super::{
    RequestId, document,
    error::{Cause, ErrorCode, Failure},
    event::LastEvent,
    loader::Loaders,
};
use crate::services::Services;

/// The field of the query root that tells where to begin to follow.
const LAST_EVENT: &str = "lastEventId";

/// Logs internal errors with the request id, gives every error a code, and brings the request its loaders.
pub struct RequestBoundary;

impl ExtensionFactory for RequestBoundary {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Boundary::default())
    }
}

/// The boundary of one request.
#[derive(Default)]
struct Boundary {
    request_id: Arc<OnceLock<String>>,
}

#[async_trait::async_trait]
impl Extension for Boundary {
    async fn prepare_request(
        &self,
        context: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let given = request.data.get(&TypeId::of::<RequestId>()).and_then(|data| data.downcast_ref::<RequestId>());
        if let Some(RequestId(id)) = given.or_else(|| context.data_opt::<RequestId>()) {
            let _ = self.request_id.set(id.clone());
        }
        // A document that doesn't parse goes on to be refused for that.
        if let Ok(document) = request.parsed_query()
            && document::selections(document).is_none_or(|count| count > document::MAX_SELECTIONS)
        {
            let message = format!(
                "the document has more than {} fields once its fragments are spread, or is nested without end",
                document::MAX_SELECTIONS
            );
            return Err(ServerError::new(message, None));
        }
        let database = context.data_unchecked::<Services>().database.clone();
        if request.query.contains(LAST_EVENT) {
            // Now, since the document's fields are resolved in no order.
            let id = domain::event::last_id(database.connection()).await;
            request = request.data(LastEvent(id.map_err(|error| Failure::from(error).into_server_error())?));
        }
        next.run(context, request.data(Loaders::new(database))).await
    }

    async fn request(&self, context: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        finish(next.run(context).await, &self.request_id)
    }

    fn subscribe<'s>(
        &self,
        context: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        let request_id = self.request_id.clone();
        next.run(context, stream).map(move |response| finish(response, &request_id)).boxed()
    }
}

fn finish(mut response: Response, request_id: &OnceLock<String>) -> Response {
    let request_id = request_id.get().map(String::as_str);
    for error in &mut response.errors {
        finish_error(error, request_id);
    }
    response
}

fn finish_error(error: &mut ServerError, request_id: Option<&str>) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        // Ours all have one; these are async-graphql's own words about the client's document.
        extensions.set("code", ErrorCode::InvalidQuery.name());
    }
    if let Some(Cause(cause)) = error.source.as_ref().and_then(|source| source.downcast_ref()) {
        let path: Vec<String> = error.path.iter().map(path_segment).collect();
        tracing::error!(request.id = request_id, graphql.path = path.join("."), cause, "a GraphQL field failed");
    }
    if let Some(id) = request_id {
        extensions.set("requestId", id);
    }
}

fn path_segment(segment: &PathSegment) -> String {
    match segment {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    }
}

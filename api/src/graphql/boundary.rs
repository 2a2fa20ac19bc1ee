//! What happens around every request: it passes the gate, gets its loaders, what it changes is in the audit log, and its
//! errors are finished.

use std::{
    any::{Any, TypeId},
    net::Ipv4Addr,
    sync::{Arc, OnceLock},
};

use async_graphql::{
    ErrorExtensionValues, Name, PathSegment, Request, Response, ServerError, ServerResult, ValidationResult, Value,
    Variables,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextRequest, NextResolve, NextSubscribe,
        NextValidation, ResolveInfo,
    },
    parser::types::Field,
};
use domain::{Database, author::Act};
use futures::{StreamExt, stream::BoxStream};

use super::{
    RequestId,
    error::{Cause, ErrorCode, Failure},
    event::LastEvent,
    loader::Loaders,
};
use crate::{caller::Caller, gate, operation, services::Services};

/// Mutations that aren't in the audit log: they are readers' and have rows of their own.
const NOT_AUDITED: [&str; 3] = ["predict", "predictBatch", "giveFeedback"];

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
    budget: OnceLock<usize>,
    audit: OnceLock<Audit>,
}

/// What the audit log needs to know of a request that changes things.
struct Audit {
    act: Arc<Act>,
    database: Database,
    variables: Variables,
}

#[async_trait::async_trait]
impl Extension for Boundary {
    async fn prepare_request(
        &self,
        context: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        if let Some(RequestId(id)) = of_request::<RequestId>(&request).or_else(|| context.data_opt()) {
            let _ = self.request_id.set(id.clone());
        }
        let services = context.data_unchecked::<Services>();
        let stranger = Caller::anonymous(Ipv4Addr::UNSPECIFIED.into());
        let caller = of_request::<Caller>(&request).or_else(|| context.data_opt()).unwrap_or(&stranger).clone();
        let _ = self.budget.set(services.budgets.of(&caller));
        gate::admit(super::shape(), &mut request, &caller, services.introspection)
            .map_err(|refusal| Failure::from(refusal).into_server_error())?;
        let database = services.database.clone();
        if operation::is_mutation(&mut request) {
            let request_id = self.request_id.get().cloned().map(RequestId);
            let act = Arc::new(Act::of(caller.author(request_id.as_ref())));
            let database = database.acting(act.clone());
            // Found before the schema's own: what resolvers commit is in the audit log.
            request = request.data(Services { database: database.clone(), ..services.clone() });
            let _ = self.audit.set(Audit { act, database, variables: request.variables.clone() });
        }
        if request.query.contains(LAST_EVENT) {
            // Now, since the document's fields are resolved in no order.
            let id = domain::event::last_id(database.connection()).await;
            request = request.data(LastEvent(id.map_err(|error| Failure::from(error).into_server_error())?));
        }
        next.run(context, request.data(Loaders::new(database))).await
    }

    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(context).await?;
        let budget = self.budget.get().copied().unwrap_or_default();
        if validated.complexity > budget {
            let asked = validated.complexity;
            let message = format!(
                "the document asks for {asked} fields, pages counted in full; at most {budget} are taken from this caller: \
                 ask for smaller pages, or in several documents"
            );
            return Err(vec![ServerError::new(message, None)]);
        }
        Ok(validated)
    }

    async fn resolve(
        &self,
        context: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let is_action = info.path_node.parent.is_none() && !info.is_for_introspection && info.name != "__typename";
        let Some(audit) = self.audit.get().filter(|_| is_action && !NOT_AUDITED.contains(&info.name)) else {
            return next.run(context, info).await;
        };
        audit.act.begin(info.name, Some(&input(info.field, &audit.variables)));
        let answer = next.run(context, info).await?;
        if !audit.act.is_written() {
            // What it did was one statement, or nothing: a line of its own says that it was asked for.
            let written = async { audit.database.commit(audit.database.begin().await?).await };
            written.await.map_err(|error| Failure::from(error).into_server_error())?;
        }
        Ok(answer)
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

/// What the transport gave a request.
fn of_request<T: Any>(request: &Request) -> Option<&T> {
    request.data.get(&TypeId::of::<T>())?.downcast_ref()
}

/// A field's arguments, as they were asked for.
fn input(field: &Field, variables: &Variables) -> serde_json::Value {
    let value = |name: Name| Ok::<_, std::convert::Infallible>(variables.get(&name).cloned().unwrap_or_default());
    let arguments = field.arguments.iter().map(|(name, argument)| {
        let given = argument.node.clone().into_const_with(value).unwrap_or_else(|never| match never {});
        (name.node.to_string(), given.into_json().unwrap_or_default())
    });
    serde_json::Value::Object(arguments.collect())
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

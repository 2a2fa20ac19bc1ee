//! Subscriptions: events after an id are replayed, then followed, without a gap between the two.

use async_graphql::{Context, ID, Object};
use domain::event::{self, Topic};
use futures::{Stream, StreamExt};
use uuid::Uuid;

use super::{
    error::{Failure, Result},
    services,
};

/// Events of `topic` (about `subject_id`, if given) after the event `after`, or from now on; each mapped by `read`.
///
/// # Errors
/// When `after` isn't an event's id. A fault on the way ends the stream with an error: the client continues after the
/// last event it saw.
pub async fn follow<'a, T>(
    context: &Context<'a>,
    topic: Topic,
    subject_id: Option<Uuid>,
    after: Option<ID>,
    read: impl Fn(event::Model) -> Result<T> + 'a,
) -> Result<impl Stream<Item = Result<T>> + 'a> {
    let database = services(context).database.clone();
    let after = match after {
        Some(id) => id.parse().ok().filter(|id| *id >= 0).ok_or_else(|| {
            domain::Error::invalid("after", "must be the eventId of an event, or \"0\" for the beginning")
        })?,
        None => event::last_id(database.connection()).await?,
    };
    Ok(event::tail(&database, topic, subject_id, after).map(read))
}

/// The newest event's id, read before a document that asks for it is executed: see [`EventQuery`].
#[derive(Clone, Copy, Debug)]
pub struct LastEvent(pub i64);

/// The part of the query root that says where to begin to follow.
#[derive(Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// The id of the newest event, "0" if there is none. It is read before anything else of the document: whatever the
    /// answer doesn't show yet has an event after this one. So a page asks for its rows and for this in one query, then
    /// subscribes with it as `after`, and misses nothing.
    async fn last_event_id(&self, context: &Context<'_>) -> Result<ID> {
        match context.data_opt::<LastEvent>() {
            Some(LastEvent(id)) => Ok(ID(id.to_string())),
            None => Err(Failure::internal("the newest event wasn't read before the document was executed")),
        }
    }
}

/// An event's id, as clients see it.
pub fn id(event: &event::Model) -> ID {
    ID(event.id.to_string())
}

//! Subscriptions: events after an id are replayed, then followed, without a gap between the two.

use async_graphql::{Context, ID};
use domain::event::{self, Topic};
use futures::{Stream, StreamExt};
use uuid::Uuid;

use super::{error::Result, services};

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

/// An event's id, as clients see it.
pub fn id(event: &event::Model) -> ID {
    ID(event.id.to_string())
}

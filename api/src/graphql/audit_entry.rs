//! The audit log: who changed what.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    audit_entry,
    author::AuthorKind,
    id::MemberId,
    page::{Direction, Order, Paging},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    connection::{self, Connection, cost},
    error::Result,
    int64::Int64,
};

pub struct AuditEntry(audit_entry::Model);

impl From<audit_entry::Model> for AuditEntry {
    fn from(model: audit_entry::Model) -> Self {
        Self(model)
    }
}

/// What somebody was signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "AuthorKind")]
pub enum AuditAuthorKind {
    /// A member, in a browser.
    Session,
    /// A member's program.
    ApiToken,
    /// Whoever may run `gisa` on the machine.
    CommandLine,
    /// Nobody who is known.
    Anonymous,
}

/// A line of the audit log. Lines are only ever added; each holds the hash of the one before.
#[Object]
impl AuditEntry {
    /// Its number: 1, 2, 3 …, without gaps.
    async fn sequence(&self) -> Int64 {
        Int64(self.0.sequence)
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at.to_datetime()
    }

    /// What the author was signed in with.
    async fn author_kind(&self) -> AuditAuthorKind {
        self.0.author_kind.into()
    }

    /// The author's name at that time.
    async fn author_name(&self) -> &str {
        &self.0.author_name
    }

    /// Id of the member who did it; null for the command line and for strangers.
    async fn member_id(&self) -> Option<Uuid> {
        self.0.member_id.map(|id| id.0)
    }

    /// Id of the session or API token it was done with.
    async fn credential_id(&self) -> Option<Uuid> {
        self.0.credential_id
    }

    /// The network address it was done from.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// The request it was done by, as the server's log has it.
    async fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What was done: a mutation's name, or a command.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// What was asked for, as JSON.
    async fn input(&self) -> Option<&str> {
        self.0.input.as_deref()
    }

    /// What was changed, in words.
    async fn noun(&self) -> Option<&str> {
        self.0.noun.as_deref()
    }

    /// Which row of it.
    async fn subject_id(&self) -> Option<&str> {
        self.0.subject_id.as_deref()
    }

    /// The row's state before, as JSON; null for what was new.
    async fn before(&self) -> Option<&str> {
        self.0.before_state.as_deref()
    }

    /// The row's state after, as JSON; null for what is gone.
    async fn after(&self) -> Option<&str> {
        self.0.after_state.as_deref()
    }

    /// The SHA-256 of this line, the hash before it included.
    async fn hash(&self) -> &str {
        &self.0.hash
    }
}

/// Which lines to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct AuditEntryFilter {
    /// Only those by this member.
    member_id: Option<Uuid>,
    /// Only those of this action.
    action: Option<String>,
    /// Only those about this noun.
    noun: Option<String>,
    /// Only those about this row.
    subject_id: Option<String>,
    /// Only from this moment on.
    from: Option<DateTime<Utc>>,
    /// Only until before this moment.
    to: Option<DateTime<Utc>>,
}

#[derive(Default)]
pub struct AuditEntryQuery;

#[Object]
impl AuditEntryQuery {
    /// The audit log, newest first. For administrators; `gisa audit verify` checks its chain.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn audit_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which lines.", default)] filter: AuditEntryFilter,
    ) -> Result<Connection<AuditEntry>> {
        let filter = audit_entry::Filter {
            member_id: filter.member_id.map(MemberId),
            action: filter.action,
            noun: filter.noun,
            subject_id: filter.subject_id,
            from: filter.from.map(Into::into),
            to: filter.to.map(Into::into),
        };
        let order = Order::by_unique(audit_entry::Column::Sequence, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(audit_entry::Entity::find()), order, paging).await
    }
}

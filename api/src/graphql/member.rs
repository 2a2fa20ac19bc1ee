//! Members: the people who may sign in.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    id::MemberId,
    member,
    member_role::Role,
    page::{Direction, Order, Paging},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    connection::{self, Connection, cost},
    error::Result,
    found, services,
};

pub struct Member(pub member::Model);

impl From<member::Model> for Member {
    fn from(model: member::Model) -> Self {
        Self(model)
    }
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Role")]
pub enum MemberRole {
    /// Reads everything that isn't about people.
    Viewer,
    /// Also collects, labels and freezes data.
    Editor,
    /// Also trains, measures and deploys models, but doesn't change data.
    Trainer,
    /// Does everything, members and settings included.
    Administrator,
}

/// A person who may sign in.
#[Object]
impl Member {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Their name, as of the last sign-in.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Their e-mail address, if the identity provider tells.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// What they may do.
    async fn role(&self) -> MemberRole {
        self.0.role.into()
    }

    /// The identity provider that vouches for them; "local" for those who signed in by a link alone.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Since when they may do nothing; null for those who may.
    async fn suspended_at(&self) -> Option<DateTime<Utc>> {
        self.0.suspended_at.map(|time| time.to_datetime())
    }

    /// When they became a member.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When they last signed in.
    async fn last_sign_in_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_sign_in_at.map(|time| time.to_datetime())
    }
}

/// Which members to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct MemberFilter {
    /// Only those of this role.
    role: Option<MemberRole>,
    /// Only those who are suspended, or only those who aren't.
    suspended: Option<bool>,
}

#[derive(Default)]
pub struct MemberQuery;

#[Object]
impl MemberQuery {
    /// Members, first come first. For administrators.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn members(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which members.", default)] filter: MemberFilter,
    ) -> Result<Connection<Member>> {
        let filter = member::Filter { role: filter.role.map(Into::into), suspended: filter.suspended };
        let order = Order::by_unique(member::Column::Id, Direction::Ascending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(member::Entity::find()), order, paging).await
    }

    /// The member with this id. For administrators.
    async fn member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The member's id.")] id: Uuid,
    ) -> Result<Option<Member>> {
        Ok(found(member::find(super::connection(context), MemberId(id)).await)?.map(Member))
    }
}

#[derive(Default)]
pub struct MemberMutation;

#[Object]
impl MemberMutation {
    /// Gives a member another role. Whoever is connected as that member is disconnected and comes back with the new
    /// role. Refused with `CONFLICT` if nobody else would be an administrator. For administrators.
    async fn set_member_role(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The member's id.")] id: Uuid,
        #[graphql(desc = "What they may do from here on.")] role: MemberRole,
    ) -> Result<Member> {
        Ok(Member(member::set_role(&services(context).database, MemberId(id), role.into()).await?))
    }

    /// Lets a member do nothing any more: their sessions end, their tokens don't count. Refused with `CONFLICT` if nobody
    /// else would be an administrator. For administrators.
    async fn suspend_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The member's id.")] id: Uuid,
    ) -> Result<Member> {
        Ok(Member(member::suspend(&services(context).database, MemberId(id)).await?))
    }

    /// Takes a suspension back: they may sign in again, and their tokens count again. For administrators.
    async fn reinstate_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The member's id.")] id: Uuid,
    ) -> Result<Member> {
        Ok(Member(member::reinstate(&services(context).database, MemberId(id)).await?))
    }
}

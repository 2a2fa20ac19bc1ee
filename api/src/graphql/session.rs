//! Sessions: who is signed in, and where.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{id::SessionId, member, member_role::Role, session};
use uuid::Uuid;

use super::{
    caller,
    error::Result,
    int64::Int64,
    member::{Member, MemberRole},
    member_who_asks, services,
};
use crate::sign_in::Way;

pub struct Session {
    model: session::Model,
    is_current: bool,
}

/// A browser in which a member is signed in.
#[Object]
impl Session {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.model.id.0
    }

    /// Whether it is the one that asks.
    async fn is_current(&self) -> bool {
        self.is_current
    }

    /// The network address it was begun from.
    async fn address(&self) -> &str {
        &self.model.address
    }

    /// What the browser calls itself.
    async fn user_agent(&self) -> &str {
        &self.model.user_agent
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime<Utc> {
        self.model.created_at.to_datetime()
    }

    /// When it was last kept going; while a page is open, every quarter of an hour.
    async fn refreshed_at(&self) -> DateTime<Utc> {
        self.model.refreshed_at.to_datetime()
    }

    /// When it ends at the latest.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.model.expires_at.to_datetime()
    }
}

/// Who asks.
#[derive(SimpleObject)]
pub struct Me {
    /// The member.
    member: Member,
    /// Roles whose doings are allowed: by the member's role, and for an API token within its scopes.
    allowed: Vec<MemberRole>,
    /// The session that asks; null for an API token.
    session_id: Option<Uuid>,
    /// The API token that asks; null for a session.
    api_token_id: Option<Uuid>,
}

/// How people sign in here.
#[derive(SimpleObject)]
pub struct SignInWay {
    /// What the identity provider is called; null if there is none.
    provider_name: Option<String>,
    /// Whether this is a development server that lets the local administrator in without a provider.
    is_local: bool,
    /// The path to go to in order to sign in, `return_to` being the page to come back to; null if nobody can.
    path: Option<String>,
}

#[derive(Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// Who asks; null for those who aren't signed in.
    async fn me(&self, context: &Context<'_>) -> Result<Option<Me>> {
        let caller = caller(context);
        let Some(identity) = &caller.member else { return Ok(None) };
        let member = Member(member::find(super::connection(context), identity.id).await?);
        let allowed = Role::ALL.into_iter().filter(|role| caller.allows(*role)).map(Into::into).collect();
        Ok(Some(Me { member, allowed, session_id: caller.session, api_token_id: caller.token }))
    }

    /// How people sign in here. For everybody.
    async fn sign_in_way(&self, context: &Context<'_>) -> SignInWay {
        let way = services(context).sign_in.way();
        SignInWay {
            provider_name: match way {
                Way::Provider(provider) => Some(provider.name().to_owned()),
                Way::Local | Way::Nobody => None,
            },
            is_local: matches!(way, Way::Local),
            path: (!matches!(way, Way::Nobody)).then(|| "/auth/sign-in".to_owned()),
        }
    }

    /// Where the member who asks is signed in, newest first.
    #[graphql(complexity = "20 * child_complexity")]
    async fn my_sessions(&self, context: &Context<'_>) -> Result<Vec<Session>> {
        let member = member_who_asks(context)?;
        let current = caller(context).session;
        let sessions = session::of_member(super::connection(context), member.id).await?;
        let session = |model: session::Model| Session { is_current: Some(model.id.0) == current, model };
        Ok(sessions.into_iter().map(session).collect())
    }
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs the member who asks out of one browser, and returns the session's id. To leave the present browser, post to
    /// `/auth/sign-out`, which takes its cookies, too.
    async fn sign_out_session(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The session's id.")] id: Uuid,
    ) -> Result<Uuid> {
        let member = member_who_asks(context)?;
        session::end(&services(context).database, member.id, SessionId(id)).await?;
        Ok(id)
    }

    /// Signs the member who asks out everywhere, and returns how many sessions that ended.
    async fn sign_out_everywhere(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whether to stay signed in where one asks.", default)] except_here: bool,
    ) -> Result<Int64> {
        let member = member_who_asks(context)?;
        let except = caller(context).session.filter(|_| except_here).map(SessionId);
        let ended = session::end_all(&services(context).database, member.id, except).await?;
        Ok(Int64(ended as i64))
    }
}

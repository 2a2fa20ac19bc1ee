//! API tokens: what programs sign in with.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    api_token::{self, NewApiToken, Scope},
    id::ApiTokenId,
    member,
    member_role::Role,
};
use uuid::Uuid;

use super::{
    caller,
    error::{self, Failure, Result},
    member::Member,
    member_who_asks, require, services,
};

pub struct ApiToken(api_token::Model);

/// What an API token may be used for, within what its member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Scope")]
pub enum ApiTokenScope {
    /// Asking for predictions, as everybody may.
    Predict,
    /// What viewers may.
    Read,
    /// What editors may.
    Data,
    /// What trainers may.
    Training,
    /// What administrators may.
    Administration,
}

/// What a member's program signs in with: `Authorization: Bearer gisa_…`.
#[Object]
impl ApiToken {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its first characters, so that its owner recognises it.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// What it may be used for.
    async fn scopes(&self) -> Result<Vec<ApiTokenScope>> {
        Ok(self.0.scopes()?.into_iter().map(Into::into).collect())
    }

    /// Whose it is.
    async fn member(&self, context: &Context<'_>) -> Result<Member> {
        Ok(Member(member::find(super::connection(context), self.0.member_id).await?))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// Until when it holds.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at.to_datetime()
    }

    /// When it was last used, give or take five minutes.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_used_at.map(|time| time.to_datetime())
    }
}

/// A token to be made.
#[derive(InputObject)]
pub struct CreateApiTokenInput {
    /// What it is for: 1 to 200 characters.
    name: String,
    /// What it may be used for; nothing beyond what the member may do.
    scopes: Vec<ApiTokenScope>,
    /// Days for which it holds: 1 to 366.
    #[graphql(default = 90)]
    days: i32,
}

/// A token, shown now and never again.
#[derive(SimpleObject)]
pub struct CreatedApiToken {
    /// What is kept of it.
    api_token: ApiToken,
    /// The secret to send as `Authorization: Bearer …`.
    token: String,
}

#[derive(Default)]
pub struct ApiTokenQuery;

#[Object]
impl ApiTokenQuery {
    /// The tokens of the member who asks, newest first, revoked ones left out.
    #[graphql(complexity = "20 * child_complexity")]
    async fn api_tokens(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those of all members; for administrators.", default)] all: bool,
    ) -> Result<Vec<ApiToken>> {
        let connection = super::connection(context);
        let tokens = if all {
            require(context, Role::Administrator)?;
            api_token::all(connection).await?
        } else {
            api_token::of_member(connection, member_who_asks(context)?.id).await?
        };
        Ok(tokens.into_iter().map(ApiToken).collect())
    }
}

#[derive(Default)]
pub struct ApiTokenMutation;

#[Object]
impl ApiTokenMutation {
    /// Makes a token for the member who asks. A token can't make one that may do more than itself.
    async fn create_api_token(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it is for, and what it may be used for.")] input: CreateApiTokenInput,
    ) -> Result<CreatedApiToken> {
        let member = member_who_asks(context)?;
        let scopes: Vec<Scope> = input.scopes.into_iter().map(Into::into).collect();
        let caller = caller(context);
        if scopes.iter().filter_map(|scope| scope.role()).any(|role| !caller.allows(role)) {
            let refusal = domain::Error::invalid("scopes", "must not go beyond what whoever asks may do");
            return Err(error::in_input(refusal));
        }
        let days = input.days.try_into().unwrap_or_default();
        let new = NewApiToken { member_id: member.id, name: input.name, scopes, days };
        let created = api_token::create(&services(context).database, new).await.map_err(error::in_input)?;
        Ok(CreatedApiToken { api_token: ApiToken(created.0), token: created.1 })
    }

    /// Revokes a token of the member who asks, or of anybody if an administrator asks, and returns its id: from here on
    /// it doesn't count, and whoever is connected by it is disconnected.
    async fn revoke_api_token(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The token's id.")] id: Uuid,
    ) -> Result<Uuid> {
        let member = member_who_asks(context)?;
        let token = api_token::find(super::connection(context), ApiTokenId(id)).await?;
        if token.member_id != member.id && !caller(context).allows(Role::Administrator) {
            return Err(Failure::forbidden("this token is somebody else's; an administrator may revoke it"));
        }
        api_token::revoke(&services(context).database, token.id).await?;
        Ok(id)
    }
}

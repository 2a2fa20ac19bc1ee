//! Invitations: one-time links by which people become members.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    id::InvitationId,
    invitation::{self, Invited, NewInvitation},
};
use uuid::Uuid;

use super::{
    actor,
    error::{self, Result},
    member::MemberRole,
    services,
};
use crate::sign_in;

pub struct Invitation(invitation::Model);

/// A one-time link by which somebody becomes a member. What the link holds is shown once, when it is made.
#[Object]
impl Invitation {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// What they will be.
    async fn role(&self) -> MemberRole {
        self.0.role.into()
    }

    /// Their name, if whoever invited them gave one.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Their e-mail address, if whoever invited them gave one.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Who invited them.
    async fn invited_by(&self) -> &str {
        &self.0.invited_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// Until when it holds.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at.to_datetime()
    }
}

/// Somebody to be invited.
#[derive(InputObject)]
pub struct InviteMemberInput {
    /// What they will be.
    role: MemberRole,
    /// Their name, if the identity provider might not tell: 1 to 200 characters.
    name: Option<String>,
    /// Their e-mail address, if the identity provider might not tell: 1 to 320 characters. Nothing is sent there.
    email: Option<String>,
    /// Days for which the link holds: 1 to 90.
    #[graphql(default_with = "invitation::DEFAULT_DAYS as i32")]
    days: i32,
}

/// An invitation and its link.
#[derive(SimpleObject)]
pub struct InvitedMember {
    /// The invitation.
    invitation: Invitation,
    /// The path of the link, to be opened on this server. It is a secret, works once, and is shown now and never again.
    path: String,
}

#[derive(Default)]
pub struct InvitationQuery;

#[Object]
impl InvitationQuery {
    /// Invitations that still hold and that nobody has used, newest first. For administrators.
    #[graphql(complexity = "20 * child_complexity")]
    async fn invitations(&self, context: &Context<'_>) -> Result<Vec<Invitation>> {
        Ok(invitation::open(super::connection(context)).await?.into_iter().map(Invitation).collect())
    }
}

#[derive(Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Makes a one-time link by which somebody becomes a member. For administrators.
    async fn invite_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom.")] input: InviteMemberInput,
    ) -> Result<InvitedMember> {
        let new = NewInvitation {
            role: input.role.into(),
            name: input.name,
            email: input.email,
            invited_by: actor(context),
            days: input.days.try_into().unwrap_or_default(),
        };
        let invited = invitation::invite(&services(context).database, new).await.map_err(error::in_input)?;
        let Invited { invitation, token } = invited;
        Ok(InvitedMember { invitation: Invitation(invitation), path: sign_in::invitation_path(&token) })
    }

    /// Takes an invitation back that nobody has used, and returns its id. For administrators.
    async fn revoke_invitation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The invitation's id.")] id: Uuid,
    ) -> Result<Uuid> {
        invitation::revoke(&services(context).database, InvitationId(id)).await?;
        Ok(id)
    }
}

//! `gisa user`

use api::{configuration::Configuration, sign_in};
use clap::{Args, Subcommand};
use domain::{
    id::MemberId,
    invitation::{self, NewInvitation},
    member,
    member_role::Role,
};

use super::{
    failure::{Failure, Outcome},
    ground::{self, Ground},
    output::Output,
};

/// Work with members: the people who may sign in.
#[derive(Debug, Subcommand)]
pub enum User {
    /// List members
    List,
    /// Make a one-time link by which somebody becomes a member
    Invite(Invite),
    /// Give a member another role
    Role {
        /// The member's id
        member: MemberId,
        /// viewer, editor, trainer or administrator
        role: Role,
    },
    /// Let a member do nothing any more: sessions end, tokens don't count
    Suspend {
        /// The member's id
        member: MemberId,
    },
    /// Take a suspension back
    Reinstate {
        /// The member's id
        member: MemberId,
    },
}

/// Make a one-time link.
#[derive(Debug, Args)]
pub struct Invite {
    /// viewer, editor, trainer or administrator
    #[arg(long)]
    role: Role,
    /// Their name, if the identity provider might not tell
    #[arg(long)]
    name: Option<String>,
    /// Their e-mail address, if the identity provider might not tell; nothing is sent there
    #[arg(long)]
    email: Option<String>,
    /// Days for which the link holds
    #[arg(long, default_value_t = invitation::DEFAULT_DAYS)]
    days: u32,
}

impl User {
    /// Does it.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let changed = match self {
            Self::List => return list(&ground, output).await,
            Self::Invite(invite) => return invite.run(&ground, output).await,
            Self::Role { member, role } => member::set_role(&ground.acting("gisa user role"), member, role).await?,
            Self::Suspend { member } => member::suspend(&ground.acting("gisa user suspend"), member).await?,
            Self::Reinstate { member } => member::reinstate(&ground.acting("gisa user reinstate"), member).await?,
        };
        output.result(&value(&changed), &line(&changed));
        Ok(())
    }
}

impl Invite {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let configuration = &ground.configuration;
        let Self { role, name, email, days } = self;
        if !configuration.sign_in.has_provider() && !configuration.sign_in.is_local(true) {
            let failure = Failure::new("nobody could use the link: no way to sign in is configured");
            return Err(failure.with_fix("set sign_in.client_id and sign_in.redirect_url in gisa.toml"));
        }
        let new = NewInvitation { role, name, email, invited_by: ground::author().name, days };
        let invited = invitation::invite(&ground.acting("gisa user invite"), new).await?;
        let own = format!("http://{}", configuration.listen);
        let origin = configuration.sign_in.origin().unwrap_or(own);
        let link = format!("{origin}{}", sign_in::invitation_path(&invited.token));
        let value = serde_json::json!({
            "invitationId": invited.invitation.id, "role": role, "link": link,
            "expiresAt": invited.invitation.expires_at.to_datetime(),
        });
        output.result(&value, &format!("a link for one {role}, once, within {days} days:\n{link}"));
        Ok(())
    }
}

async fn list(ground: &Ground, output: Output) -> Outcome {
    let members = member::all(ground.database.connection()).await?;
    if members.is_empty() && !output.is_json() {
        output.result(&(), "there are no members yet; gisa user invite --role administrator makes a link for one");
        return Ok(());
    }
    for member in &members {
        output.result(&value(member), &line(member));
    }
    Ok(())
}

fn value(member: &member::Model) -> serde_json::Value {
    serde_json::json!({
        "memberId": member.id, "name": member.name, "email": member.email, "role": member.role,
        "issuer": member.issuer, "suspended": member.suspended_at.is_some(),
        "lastSignInAt": member.last_sign_in_at.map(|time| time.to_datetime()),
    })
}

fn line(member: &member::Model) -> String {
    let suspended = if member.suspended_at.is_some() { "  suspended" } else { "" };
    let email = member.email.as_deref().unwrap_or("-");
    format!("{}  {:<13}  {}  {email}{suspended}", member.id, member.role.name(), member.name)
}

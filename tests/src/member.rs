//! People, and what they sign in with.

use std::net::Ipv4Addr;

use api::caller::Caller;
use domain::{
    Database, Timestamp,
    api_token::{self, NewApiToken, Scope},
    id::{MemberId, SessionId},
    invitation::{self, NewInvitation},
    member::{self, Identity},
    member_role::Role,
    secret,
    session::{self, Origin},
};
use tokio_util::sync::CancellationToken;

/// Somebody with this role who asks, and of whom the database knows nothing.
pub fn somebody(role: Role) -> Caller {
    let member = member::Model {
        id: MemberId::new(),
        issuer: member::LOCAL_ISSUER.into(),
        subject: role.name().into(),
        name: role.name().into(),
        email: None,
        role,
        suspended_at: None,
        created_at: Timestamp::now(),
        last_sign_in_at: None,
    };
    asking(&member)
}

/// A member who asks, in a session of which the database knows nothing.
pub fn asking(member: &member::Model) -> Caller {
    Caller::by_session(member, SessionId::new(), Ipv4Addr::LOCALHOST.into(), CancellationToken::new())
}

/// A member with this role, who is named after it.
///
/// # Panics
/// When the database refuses.
pub async fn add(database: &Database, role: Role) -> member::Model {
    let new = NewInvitation { role, name: Some(role.name().into()), email: None, invited_by: "a test".into(), days: 1 };
    let invited = invitation::invite(database, new).await.expect("somebody is invited");
    invitation::accept(database, &secret::hash(&invited.token), None).await.expect("somebody becomes a member")
}

/// An API token of a member.
///
/// # Panics
/// When the database refuses.
pub async fn token(database: &Database, member: &member::Model, scopes: &[Scope]) -> String {
    let new = NewApiToken { member_id: member.id, name: "a test".into(), scopes: scopes.to_vec(), days: 1 };
    api_token::create(database, new).await.expect("a token is made").1
}

/// A member's session.
///
/// # Panics
/// When the database refuses.
pub async fn sign_in(database: &Database, member: &member::Model) -> session::Open {
    let (issuer, subject) = (member.issuer.clone(), member.subject.clone());
    let identity = Identity { issuer, subject, name: None, email: None };
    session::open(database, member.clone(), &identity, Origin::default()).await.expect("a session opens")
}

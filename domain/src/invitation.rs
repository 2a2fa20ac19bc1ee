//! A one-time link by which somebody becomes a member. Only its hash is kept.

use sea_orm::{ConnectionTrait, QueryOrder, entity::prelude::*, sea_query::Expr};
use serde_json::json;

use crate::{
    Database, Error, Result, Timestamp,
    author::Change,
    id::{InvitationId, MemberId},
    member::{self, Identity},
    member_role::Role,
    secret,
};

/// Days for which an invitation holds if nothing else is said.
pub const DEFAULT_DAYS: u32 = 7;
/// Most days for which one may hold.
pub const MAX_DAYS: u32 = 90;

/// A one-time link by which somebody becomes a member.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// SHA-256 of what the link holds.
    pub token_sha256: String,
    /// What they will be.
    pub role: Role,
    /// Their name, if the provider tells none.
    pub name: Option<String>,
    /// Their e-mail address, if the provider tells none.
    pub email: Option<String>,
    /// Who invited them.
    pub invited_by: String,
    /// Whether it was printed for the first administrator.
    pub is_first: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// Who used it.
    pub member_id: Option<MemberId>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// What they will be.
    pub role: Role,
    /// Their name, if the provider tells none.
    pub name: Option<String>,
    /// Their e-mail address, if the provider tells none.
    pub email: Option<String>,
    /// Who invites them.
    pub invited_by: String,
    /// Days for which it holds.
    pub days: u32,
}

/// An invitation, and what its link holds: shown once, never again.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The invitation.
    pub invitation: Model,
    /// What the link holds.
    pub token: String,
}

/// Invites somebody.
///
/// # Errors
/// [`Error::Invalid`].
pub async fn invite(database: &Database, new: NewInvitation) -> Result<Invited> {
    if !(1..=MAX_DAYS).contains(&new.days) {
        return Err(Error::invalid("days", format!("must be from 1 to {MAX_DAYS}")));
    }
    for (field, text, most) in [("name", &new.name, 200), ("email", &new.email, 320)] {
        if text.as_ref().is_some_and(|text| text.trim().is_empty() || text.chars().count() > most) {
            return Err(Error::invalid(field, format!("must have 1 to {most} characters")));
        }
    }
    let transaction = database.begin().await?;
    let invited = add(&transaction, new, false).await?;
    let invitation = &invited.invitation;
    transaction.note(|| {
        let state = json!({ "role": invitation.role, "name": invitation.name, "email": invitation.email });
        Change::of("invitation", invitation.id).to(state)
    });
    database.commit(transaction).await?;
    Ok(invited)
}

/// On an installation without members, the link for the first administrator; links that were printed before and not used
/// hold no longer.
pub async fn first_administrator(database: &Database) -> Result<Option<Invited>> {
    if !member::is_empty(database.connection()).await? {
        return Ok(None);
    }
    let transaction = database.begin().await?;
    Entity::delete_many().filter(Column::IsFirst.eq(true)).filter(Column::UsedAt.is_null()).exec(&transaction).await?;
    let new = NewInvitation {
        role: Role::Administrator,
        name: Some("administrator".into()),
        email: None,
        invited_by: "the installation".into(),
        days: DEFAULT_DAYS,
    };
    let invited = add(&transaction, new, true).await?;
    database.commit(transaction).await?;
    Ok(Some(invited))
}

/// The invitation with this token, if it still holds.
///
/// # Errors
/// [`Error::Forbidden`] when it doesn't, or there is none.
pub async fn find_open(connection: &impl ConnectionTrait, token_sha256: &str) -> Result<Model> {
    let found = Entity::find().filter(Column::TokenSha256.eq(token_sha256)).one(connection).await?;
    match found {
        Some(invitation) if invitation.used_at.is_some() => {
            Err(Error::Forbidden("this invitation was used already; ask for a new one".into()))
        }
        Some(invitation) if invitation.expires_at <= Timestamp::now() => {
            Err(Error::Forbidden("this invitation has expired; ask for a new one".into()))
        }
        Some(invitation) => Ok(invitation),
        None => Err(Error::Forbidden("there is no such invitation; ask for a new one".into())),
    }
}

/// Makes whoever holds the link a member, once. Without an identity they are known on this machine alone.
///
/// # Errors
/// [`Error::Forbidden`] when the invitation doesn't hold; [`Error::Conflict`] when they are a member already.
pub async fn accept(database: &Database, token_sha256: &str, identity: Option<Identity>) -> Result<member::Model> {
    let transaction = database.begin().await?;
    let invitation = find_open(&transaction, token_sha256).await?;
    let taken = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.eq(invitation.id))
        .filter(Column::UsedAt.is_null())
        .exec(&transaction)
        .await?;
    if taken.rows_affected != 1 {
        return Err(Error::Forbidden("this invitation was used already; ask for a new one".into()));
    }
    let mut identity = identity.unwrap_or_else(|| Identity {
        issuer: member::LOCAL_ISSUER.into(),
        subject: invitation.id.to_string(),
        name: None,
        email: None,
    });
    let already = || Error::Conflict("you are a member already; sign in without the invitation".into());
    if member::find_by_identity(&transaction, &identity.issuer, &identity.subject).await?.is_some() {
        return Err(already());
    }
    identity.name = identity.name.or(invitation.name);
    identity.email = identity.email.or(invitation.email);
    let member = member::add(&transaction, identity, invitation.role).await.map_err(|error| {
        // Somebody signs in twice at the same moment.
        if error.is_unique_violation() { already() } else { error }
    })?;
    Entity::update_many()
        .col_expr(Column::MemberId, Expr::value(member.id))
        .filter(Column::Id.eq(invitation.id))
        .exec(&transaction)
        .await?;
    database.commit(transaction).await?;
    Ok(member)
}

/// Invitations that nobody has used and that still hold, newest first.
pub async fn open(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    let open = Entity::find().filter(Column::UsedAt.is_null()).filter(Column::ExpiresAt.gt(Timestamp::now()));
    Ok(open.order_by_desc(Column::Id).all(connection).await?)
}

/// Takes an invitation back that nobody has used.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it was used.
pub async fn revoke(database: &Database, id: InvitationId) -> Result<()> {
    let transaction = database.begin().await?;
    let invitation = Entity::find_by_id(id).one(&transaction).await?;
    let invitation = invitation.ok_or_else(|| Error::not_found("invitation", id))?;
    let unused = Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::UsedAt.is_null());
    if unused.exec(&transaction).await?.rows_affected != 1 {
        return Err(Error::Conflict("the invitation was used; suspend the member instead".into()));
    }
    transaction.note(|| Change::of("invitation", id).from(json!({ "role": invitation.role })));
    database.commit(transaction).await
}

async fn add(transaction: &impl ConnectionTrait, new: NewInvitation, is_first: bool) -> Result<Invited> {
    let token = secret::new("");
    let now = Timestamp::now();
    let invitation = Model {
        id: InvitationId::new(),
        token_sha256: secret::hash(&token),
        role: new.role,
        name: new.name.map(|name| name.trim().to_owned()),
        email: new.email.map(|email| email.trim().to_owned()),
        invited_by: new.invited_by.chars().take(200).collect(),
        is_first,
        created_at: now,
        expires_at: now.plus_seconds(f64::from(new.days) * 86_400.0),
        used_at: None,
        member_id: None,
    };
    Entity::insert(ActiveModel::from(invitation.clone())).exec_without_returning(transaction).await?;
    Ok(Invited { invitation, token })
}

//! A member who is signed in somewhere. It lasts as long as its refresh tokens are used in turn; one that is shown
//! twice was stolen, from one side or the other, and ends the session at once.

use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Database, Error, Result, Timestamp, api_token,
    author::Change,
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{MemberId, SessionId},
    member::{self, Identity},
    refresh_token,
};

/// Days after which a session ends, however much it is used.
pub const MAX_DAYS: u32 = 90;

/// A member who is signed in somewhere.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Who.
    pub member_id: MemberId,
    /// The network address they signed in from.
    pub address: String,
    /// What their browser calls itself.
    pub user_agent: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last kept going.
    pub refreshed_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The member signed out.
    SignedOut,
    /// A refresh token was shown twice.
    Reused,
    /// The member was suspended.
    Suspended,
}

/// Where somebody signs in from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// A session that goes on, and what keeps it going next time: given out once.
#[derive(Clone, Debug)]
pub struct Open {
    /// The session.
    pub session: Model,
    /// Whose.
    pub member: member::Model,
    /// What keeps it going.
    pub refresh_token: String,
}

/// Signs a member in. `identity` is what the provider says of them at this time.
///
/// # Errors
/// [`Error::Forbidden`] when the member is suspended.
pub async fn open(database: &Database, member: member::Model, identity: &Identity, origin: Origin) -> Result<Open> {
    if member.suspended_at.is_some() {
        return Err(Error::Forbidden("you are suspended; ask an administrator".into()));
    }
    let transaction = database.begin().await?;
    let now = Timestamp::now();
    let short = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let session = Model {
        id: SessionId::new(),
        member_id: member.id,
        address: short(origin.address, 64),
        user_agent: short(origin.user_agent, 400),
        created_at: now,
        refreshed_at: now,
        expires_at: now.plus_seconds(f64::from(MAX_DAYS) * 86_400.0),
        ended_at: None,
        end_reason: None,
    };
    Entity::insert(ActiveModel::from(session.clone())).exec_without_returning(&transaction).await?;
    let refresh_token = refresh_token::add(&transaction, session.id, session.expires_at).await?;
    member::signed_in(&transaction, member.id, identity).await?;
    transaction.note(|| Change::of("session", session.id).to(json!({ "member": member.name })));
    database.commit(transaction).await?;
    Ok(Open { session, member, refresh_token })
}

/// Keeps a session going: uses its refresh token up and gives the next.
///
/// # Errors
/// [`Error::Forbidden`] when the token is none of ours, was used before (that ends the session) or holds no longer, or
/// the session has ended.
pub async fn refresh(database: &Database, token: &str) -> Result<Open> {
    let sign_in = || Error::Forbidden("the session has ended; sign in again".into());
    let transaction = database.begin().await?;
    let known = refresh_token::find(&transaction, token).await?.ok_or_else(sign_in)?;
    // The session first: every transaction takes its lock before its tokens'.
    let session = Entity::find_by_id(known.session_id).lock_exclusive().one(&transaction).await?;
    let session = session.filter(|session| session.ended_at.is_none()).ok_or_else(sign_in)?;
    if known.used_at.is_some() || !refresh_token::take(&transaction, &known.token_sha256).await? {
        tracing::warn!(session.id = %session.id, "a refresh token was shown twice; its session ends");
        end_within(&transaction, std::slice::from_ref(&session), EndReason::Reused).await?;
        database.commit(transaction).await?;
        return Err(sign_in());
    }
    let now = Timestamp::now();
    let member = member::find(&transaction, session.member_id).await?;
    if known.expires_at <= now || session.expires_at <= now || member.suspended_at.is_some() {
        return Err(sign_in());
    }
    let next = refresh_token::add(&transaction, session.id, session.expires_at).await?;
    Entity::update_many()
        .col_expr(Column::RefreshedAt, Expr::value(now))
        .filter(Column::Id.eq(session.id))
        .exec(&transaction)
        .await?;
    database.commit_quietly(transaction).await?;
    Ok(Open { session: Model { refreshed_at: now, ..session }, member, refresh_token: next })
}

/// The session and its member, if both still count.
pub async fn live(connection: &impl ConnectionTrait, id: SessionId) -> Result<Option<(Model, member::Model)>> {
    let session = Entity::find_by_id(id).filter(Column::EndedAt.is_null()).one(connection).await?;
    let Some(session) = session.filter(|session| session.expires_at > Timestamp::now()) else { return Ok(None) };
    let member = member::find(connection, session.member_id).await?;
    Ok(member.suspended_at.is_none().then_some((session, member)))
}

/// A member's sessions that haven't ended, newest first.
pub async fn of_member(connection: &impl ConnectionTrait, member_id: MemberId) -> Result<Vec<Model>> {
    let idle_since = Timestamp::now().plus_seconds(-f64::from(refresh_token::IDLE_DAYS) * 86_400.0);
    let live = open_of(member_id).filter(Column::ExpiresAt.gt(Timestamp::now()));
    Ok(live.filter(Column::RefreshedAt.gt(idle_since)).order_by_desc(Column::Id).all(connection).await?)
}

/// Ends one of a member's sessions.
///
/// # Errors
/// [`Error::NotFound`] when the member has no such session, or it has ended.
pub async fn end(database: &Database, member_id: MemberId, id: SessionId) -> Result<()> {
    let transaction = database.begin().await?;
    let sessions = open_of(member_id).filter(Column::Id.eq(id)).lock_exclusive().all(&transaction).await?;
    if sessions.is_empty() {
        return Err(Error::not_found("session", id));
    }
    end_within(&transaction, &sessions, EndReason::SignedOut).await?;
    database.commit(transaction).await
}

/// Ends all of a member's sessions but `except`, and gives how many those were.
pub async fn end_all(database: &Database, member_id: MemberId, except: Option<SessionId>) -> Result<usize> {
    let transaction = database.begin().await?;
    let mut sessions = open_of(member_id).order_by_asc(Column::Id).lock_exclusive().all(&transaction).await?;
    sessions.retain(|session| Some(session.id) != except);
    end_within(&transaction, &sessions, EndReason::SignedOut).await?;
    database.commit(transaction).await?;
    Ok(sessions.len())
}

/// Ends all of a member's sessions, and has whoever is connected by a token leave, in the caller's transaction.
pub(crate) async fn end_all_within(
    transaction: &DatabaseTransaction,
    member_id: MemberId,
    reason: EndReason,
) -> Result<()> {
    let sessions = open_of(member_id).order_by_asc(Column::Id).lock_exclusive().all(transaction).await?;
    end_within(transaction, &sessions, reason).await?;
    let tokens = api_token::of_member(transaction, member_id).await?;
    credentials_changed(transaction, tokens.into_iter().map(|token| token.id.0)).await
}

/// Has whoever is connected as a member leave and come again, in the caller's transaction.
pub(crate) async fn announce(transaction: &DatabaseTransaction, member_id: MemberId) -> Result<()> {
    let sessions = open_of(member_id).all(transaction).await?;
    let tokens = api_token::of_member(transaction, member_id).await?;
    let ids = sessions.into_iter().map(|session| session.id.0).chain(tokens.into_iter().map(|token| token.id.0));
    credentials_changed(transaction, ids).await
}

/// Tells every server, once the transaction commits, that whoever is connected by these sessions or API tokens must
/// leave.
pub(crate) async fn credentials_changed(
    transaction: &DatabaseTransaction,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<()> {
    let events: Result<Vec<_>> =
        ids.into_iter().map(|id| NewEvent::new(Topic::Credential, id, &json!({ "kind": "changed" }))).collect();
    event::append(transaction, events?).await
}

async fn end_within(transaction: &DatabaseTransaction, sessions: &[Model], reason: EndReason) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(Timestamp::now()))
        .col_expr(Column::EndReason, Expr::value(reason))
        .filter(Column::Id.is_in(sessions.iter().map(|session| session.id)))
        .filter(Column::EndedAt.is_null())
        .exec(transaction)
        .await?;
    for session in sessions {
        let (before, after) = (json!({ "ended": null }), json!({ "ended": reason }));
        transaction.note(|| Change::of("session", session.id).from(before).to(after));
    }
    credentials_changed(transaction, sessions.iter().map(|session| session.id.0)).await
}

fn open_of(member_id: MemberId) -> Select<Entity> {
    Entity::find().filter(Column::MemberId.eq(member_id)).filter(Column::EndedAt.is_null())
}

//! What a member's program signs in with: named, limited to scopes, until a day. Shown once; only its hash is kept.

use sea_orm::{ConnectionTrait, QueryOrder, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    author::Change,
    id::{ApiTokenId, MemberId},
    member,
    member_role::Role,
    secret, session,
};

/// What every token begins with, so that people and scanners recognise one.
pub const PREFIX: &str = "gisa_";
/// Most days for which a token may hold.
pub const MAX_DAYS: u32 = 366;
/// Most tokens that a member may have at a time.
pub const MAX_TOKENS: u64 = 50;
/// Its last use is recorded when the one before is this long ago, so that busy programs don't write at every request.
const USE_RECORDED_SECONDS: f64 = 300.0;

/// What a member's program signs in with.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiTokenId,
    /// Whose.
    pub member_id: MemberId,
    /// What it is for.
    pub name: String,
    /// SHA-256 of the token.
    pub token_sha256: String,
    /// Its beginning, so that its owner recognises it.
    pub hint: String,
    /// What it may be used for, as a JSON list of [`Scope`].
    pub scopes: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// When it was last used, give or take five minutes.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a token may be used for, within what its member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What everybody may: ask for predictions, under the member's own limits.
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

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [Self::Predict, Self::Read, Self::Data, Self::Training, Self::Administration];

    /// The role whose doings it covers; none for what everybody may.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Predict => None,
            Self::Read => Some(Role::Viewer),
            Self::Data => Some(Role::Editor),
            Self::Training => Some(Role::Trainer),
            Self::Administration => Some(Role::Administrator),
        }
    }

    /// Whether it covers what needs `needed`.
    pub fn covers(self, needed: Role) -> bool {
        self.role().is_some_and(|role| role.allows(needed))
    }
}

impl Model {
    /// What it may be used for.
    pub fn scopes(&self) -> Result<Vec<Scope>> {
        Ok(serde_json::from_str(&self.scopes)?)
    }

    fn state(&self) -> Value {
        json!({ "name": self.name, "scopes": serde_json::from_str::<Value>(&self.scopes).unwrap_or_default(),
            "expiresAt": self.expires_at.to_datetime() })
    }
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    /// Whose.
    pub member_id: MemberId,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Days for which it holds.
    pub days: u32,
}

/// Makes a token, and gives it: shown once, never again.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::NotFound`] for an unknown member; [`Error::Conflict`] when the member has too many.
pub async fn create(database: &Database, new: NewApiToken) -> Result<(Model, String)> {
    let mut wrong = Vec::new();
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        wrong.push(InvalidField::new("name", "must have 1 to 200 characters"));
    }
    if !(1..=MAX_DAYS).contains(&new.days) {
        wrong.push(InvalidField::new("days", format!("must be from 1 to {MAX_DAYS}")));
    }
    let transaction = database.begin().await?;
    let member = member::find(&transaction, new.member_id).await?;
    let mut scopes = new.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        wrong.push(InvalidField::new("scopes", "must name at least one"));
    }
    if scopes.iter().filter_map(|scope| scope.role()).any(|role| !member.role.allows(role)) {
        let message = format!("must not go beyond what a {} may do", member.role);
        wrong.push(InvalidField::new("scopes", message));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let held = Entity::find().filter(Column::MemberId.eq(member.id)).filter(Column::RevokedAt.is_null());
    if held.filter(Column::ExpiresAt.gt(Timestamp::now())).count(&transaction).await? >= MAX_TOKENS {
        return Err(Error::Conflict(format!("a member has at most {MAX_TOKENS} tokens; revoke one first")));
    }
    let token = secret::new(PREFIX);
    let now = Timestamp::now();
    let model = Model {
        id: ApiTokenId::new(),
        member_id: member.id,
        name: name.to_owned(),
        token_sha256: secret::hash(&token),
        hint: token.chars().take(PREFIX.len() + 4).collect(),
        scopes: serde_json::to_string(&scopes)?,
        created_at: now,
        expires_at: now.plus_seconds(f64::from(new.days) * 86_400.0),
        last_used_at: None,
        revoked_at: None,
    };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await?;
    transaction.note(|| Change::of("api token", model.id).to(model.state()));
    database.commit(transaction).await?;
    Ok((model, token))
}

/// The token `id`.
pub async fn find(connection: &impl ConnectionTrait, id: ApiTokenId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("API token", id))
}

/// The token and its member, if both count.
pub async fn live(connection: &impl ConnectionTrait, token: &str) -> Result<Option<(Model, member::Model)>> {
    let known = Entity::find().filter(Column::TokenSha256.eq(secret::hash(token)));
    let known = known.filter(Column::RevokedAt.is_null()).one(connection).await?;
    let Some(token) = known.filter(|token| token.expires_at > Timestamp::now()) else { return Ok(None) };
    let member = member::find(connection, token.member_id).await?;
    Ok(member.suspended_at.is_none().then_some((token, member)))
}

/// Records that a token is used, if that wasn't recorded just now.
pub async fn used(database: &Database, token: &Model) -> Result<()> {
    let now = Timestamp::now();
    let is_recorded = token.last_used_at.is_some_and(|last| last.plus_seconds(USE_RECORDED_SECONDS) > now);
    if is_recorded {
        return Ok(());
    }
    let update = Entity::update_many().col_expr(Column::LastUsedAt, Expr::value(now));
    update.filter(Column::Id.eq(token.id)).exec(database.connection()).await?;
    Ok(())
}

/// A member's tokens that weren't revoked, newest first.
pub async fn of_member(connection: &impl ConnectionTrait, member_id: MemberId) -> Result<Vec<Model>> {
    let held = Entity::find().filter(Column::MemberId.eq(member_id)).filter(Column::RevokedAt.is_null());
    Ok(held.order_by_desc(Column::Id).all(connection).await?)
}

/// Every token that wasn't revoked, newest first.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    let held = Entity::find().filter(Column::RevokedAt.is_null());
    Ok(held.order_by_desc(Column::Id).all(connection).await?)
}

/// Revokes a token: whoever is connected by it must leave.
///
/// # Errors
/// [`Error::NotFound`], also when it was revoked before.
pub async fn revoke(database: &Database, id: ApiTokenId) -> Result<Model> {
    let transaction = database.begin().await?;
    let token = find(&transaction, id).await?;
    let now = Timestamp::now();
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(&transaction)
        .await?;
    if revoked.rows_affected != 1 {
        return Err(Error::not_found("API token", id));
    }
    transaction.note(|| Change::of("api token", id).from(token.state()));
    session::credentials_changed(&transaction, [id.0]).await?;
    database.commit(transaction).await?;
    Ok(Model { revoked_at: Some(now), ..token })
}

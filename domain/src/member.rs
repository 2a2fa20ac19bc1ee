//! A person who may sign in: known by an identity provider's word for them, and by a role.

use sea_orm::{
    ConnectionTrait, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, SimpleExpr},
};
use serde_json::{Value, json};

use crate::{
    Database, Error, Result, Timestamp,
    author::Change,
    database::DatabaseTransaction,
    id::MemberId,
    member_role::Role,
    session::{self, EndReason},
};

/// The issuer of members who are known on this machine alone, by the link that invited them.
pub const LOCAL_ISSUER: &str = "local";

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    /// The identity provider that vouches for them, or [`LOCAL_ISSUER`].
    pub issuer: String,
    /// The provider's name for them, which never changes.
    pub subject: String,
    /// Their name, as of the last sign-in.
    pub name: String,
    /// Their e-mail address, if the provider tells.
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Since when they may do nothing.
    pub suspended_at: Option<Timestamp>,
    /// When they became a member.
    pub created_at: Timestamp,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Whom an identity provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its name for them.
    pub subject: String,
    /// Their name, if it tells.
    pub name: Option<String>,
    /// Their e-mail address, if it tells.
    pub email: Option<String>,
}

/// Which members to list; every field that is set narrows the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this role.
    pub role: Option<Role>,
    /// Suspended, or not.
    pub suspended: Option<bool>,
}

impl Filter {
    /// Narrows a query.
    pub fn apply(self, query: Select<Entity>) -> Select<Entity> {
        let query = query.apply_if(self.role, |query, role| query.filter(Column::Role.eq(role)));
        query.apply_if(self.suspended, |query, suspended| match suspended {
            true => query.filter(Column::SuspendedAt.is_not_null()),
            false => query.filter(Column::SuspendedAt.is_null()),
        })
    }
}

impl Model {
    /// What the audit log keeps of a member.
    pub fn state(&self) -> Value {
        json!({ "name": self.name, "role": self.role, "suspended": self.suspended_at.is_some() })
    }
}

/// The member `id`.
pub async fn find(connection: &impl ConnectionTrait, id: MemberId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("member", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[MemberId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The member whom a provider knows as `subject`.
pub async fn find_by_identity(connection: &impl ConnectionTrait, issuer: &str, subject: &str) -> Result<Option<Model>> {
    let of_issuer = Entity::find().filter(Column::Issuer.eq(issuer));
    Ok(of_issuer.filter(Column::Subject.eq(subject)).one(connection).await?)
}

/// The first administrator who is known on this machine alone and isn't suspended.
pub async fn local_administrator(connection: &impl ConnectionTrait) -> Result<Option<Model>> {
    let local = active_administrators().filter(Column::Issuer.eq(LOCAL_ISSUER));
    Ok(local.order_by_asc(Column::Id).one(connection).await?)
}

/// Every member, first come first.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Id).all(connection).await?)
}

/// Whether there is nobody yet.
pub async fn is_empty(connection: &impl ConnectionTrait) -> Result<bool> {
    Ok(Entity::find().one(connection).await?.is_none())
}

/// Gives a member another role. Who is connected as that member has to connect again, with the new role.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when nobody else would be an administrator.
pub async fn set_role(database: &Database, id: MemberId, role: Role) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = lock(&transaction, id).await?;
    if before.role == role {
        return Ok(before);
    }
    if before.role == Role::Administrator {
        check_another_administrator(&transaction, &before).await?;
    }
    let after = update(&transaction, &before, Column::Role, Expr::value(role)).await?;
    session::announce(&transaction, id).await?;
    database.commit(transaction).await?;
    Ok(after)
}

/// Lets a member do nothing any more: all sessions end, no token counts.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when nobody else would be an administrator.
pub async fn suspend(database: &Database, id: MemberId) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = lock(&transaction, id).await?;
    if before.suspended_at.is_some() {
        return Ok(before);
    }
    if before.role == Role::Administrator {
        check_another_administrator(&transaction, &before).await?;
    }
    let after = update(&transaction, &before, Column::SuspendedAt, Expr::value(Timestamp::now())).await?;
    session::end_all_within(&transaction, id, EndReason::Suspended).await?;
    database.commit(transaction).await?;
    Ok(after)
}

/// Takes a suspension back. Sessions that it ended stay ended; tokens count again.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn reinstate(database: &Database, id: MemberId) -> Result<Model> {
    let transaction = database.begin().await?;
    let before = lock(&transaction, id).await?;
    if before.suspended_at.is_none() {
        return Ok(before);
    }
    let nothing = Expr::value(Option::<Timestamp>::None);
    let after = update(&transaction, &before, Column::SuspendedAt, nothing).await?;
    database.commit(transaction).await?;
    Ok(after)
}

/// Stores a new member, in the caller's transaction.
pub(crate) async fn add(transaction: &DatabaseTransaction, identity: Identity, role: Role) -> Result<Model> {
    let id = MemberId::new();
    let short = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let name = identity.name.map(|name| short(name.trim().to_owned(), 200)).filter(|name| !name.is_empty());
    let model = Model {
        id,
        issuer: identity.issuer,
        subject: identity.subject,
        name: name.or_else(|| identity.email.clone()).unwrap_or_else(|| format!("member {}", &id.to_string()[24..])),
        email: identity.email.map(|email| short(email, 320)),
        role,
        suspended_at: None,
        created_at: Timestamp::now(),
        last_sign_in_at: None,
    };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(transaction).await?;
    transaction.note(|| Change::of("member", id).to(model.state()));
    Ok(model)
}

/// Notes a sign-in, with what the provider says at this time, in the caller's transaction.
pub(crate) async fn signed_in(transaction: &DatabaseTransaction, id: MemberId, identity: &Identity) -> Result<()> {
    let mut update = Entity::update_many().col_expr(Column::LastSignInAt, Expr::value(Timestamp::now()));
    if let Some(name) = identity.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        update = update.col_expr(Column::Name, Expr::value(name.chars().take(200).collect::<String>()));
    }
    if let Some(email) = &identity.email {
        update = update.col_expr(Column::Email, Expr::value(email.chars().take(320).collect::<String>()));
    }
    update.filter(Column::Id.eq(id)).exec(transaction).await?;
    Ok(())
}

/// The member, locked until the transaction ends. All administrators are locked first, in one order, so that of two
/// changes at the same moment the second sees what the first has left.
async fn lock(transaction: &DatabaseTransaction, id: MemberId) -> Result<Model> {
    active_administrators().order_by_asc(Column::Id).lock_exclusive().all(transaction).await?;
    let member = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    member.ok_or_else(|| Error::not_found("member", id))
}

fn active_administrators() -> Select<Entity> {
    Entity::find().filter(Column::Role.eq(Role::Administrator)).filter(Column::SuspendedAt.is_null())
}

async fn check_another_administrator(transaction: &DatabaseTransaction, member: &Model) -> Result<()> {
    // One who is suspended is no help, and doesn't count.
    if member.suspended_at.is_some() {
        return Ok(());
    }
    let others = active_administrators().filter(Column::Id.ne(member.id)).count(transaction).await?;
    if others > 0 {
        return Ok(());
    }
    let message = format!("{} is the last administrator; make somebody else one first", member.name);
    Err(Error::Conflict(message))
}

async fn update(transaction: &DatabaseTransaction, before: &Model, column: Column, value: SimpleExpr) -> Result<Model> {
    let of_member = Entity::update_many().col_expr(column, value).filter(Column::Id.eq(before.id));
    of_member.exec(transaction).await?;
    let after = find(transaction, before.id).await?;
    transaction.note(|| Change::of("member", before.id).from(before.state()).to(after.state()));
    Ok(after)
}

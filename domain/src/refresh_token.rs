//! What keeps a session going: used once, then replaced. Only its hash is kept.

use sea_orm::{ConnectionTrait, entity::prelude::*, sea_query::Expr};

use crate::{Result, Timestamp, id::SessionId, secret};

/// Days after which a session ends that nobody has used.
pub const IDLE_DAYS: u32 = 14;

/// What keeps a session going.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_sha256: String,
    /// The session: all its tokens are one family.
    pub session_id: SessionId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// When it was used. Whoever shows it again isn't who was given it.
    pub used_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A new token of a session that ends at `session_ends_at`, in the caller's transaction.
pub(crate) async fn add(
    transaction: &impl ConnectionTrait,
    session_id: SessionId,
    session_ends_at: Timestamp,
) -> Result<String> {
    let token = secret::new("");
    let now = Timestamp::now();
    let model = Model {
        token_sha256: secret::hash(&token),
        session_id,
        created_at: now,
        expires_at: now.plus_seconds(f64::from(IDLE_DAYS) * 86_400.0).min(session_ends_at),
        used_at: None,
    };
    Entity::insert(ActiveModel::from(model)).exec_without_returning(transaction).await?;
    Ok(token)
}

/// The token, whatever became of it.
pub(crate) async fn find(connection: &impl ConnectionTrait, token: &str) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(secret::hash(token)).one(connection).await?)
}

/// Uses a token up; false if somebody else has.
pub(crate) async fn take(transaction: &impl ConnectionTrait, token_sha256: &str) -> Result<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Timestamp::now()))
        .filter(Column::TokenSha256.eq(token_sha256))
        .filter(Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(taken.rows_affected == 1)
}

//! A sign-in on its way through the identity provider: what was sent along, to be compared with what comes back. It is
//! bound to the browser that began it, holds for ten minutes, and is used once.

use sea_orm::entity::prelude::*;

use crate::{Database, Error, Result, Timestamp, secret};

/// Seconds within which somebody must be back from the provider.
pub const SECONDS: u32 = 600;

/// A sign-in on its way.
#[derive(Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// SHA-256 of the state parameter.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_sha256: String,
    /// SHA-256 of what the browser was given to keep.
    pub browser_sha256: String,
    /// What the ID token must hold.
    pub nonce: String,
    /// What proves to the provider that we are who asked (PKCE).
    pub code_verifier: String,
    /// The page to return to.
    pub return_to: String,
    /// SHA-256 of the token of the invitation that is being accepted.
    pub invitation_sha256: Option<String>,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignInAttempt").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A sign-in that begins.
#[derive(Clone)]
pub struct NewAttempt {
    /// The state parameter.
    pub state: String,
    /// What the browser keeps.
    pub browser: String,
    /// What the ID token must hold.
    pub nonce: String,
    /// What proves to the provider that we are who asked (PKCE).
    pub code_verifier: String,
    /// The page to return to.
    pub return_to: String,
    /// SHA-256 of the token of the invitation that is being accepted.
    pub invitation_sha256: Option<String>,
}

/// Remembers a sign-in, and forgets those that took too long.
pub async fn begin(database: &Database, new: NewAttempt) -> Result<()> {
    let transaction = database.begin().await?;
    let now = Timestamp::now();
    let model = Model {
        state_sha256: secret::hash(&new.state),
        browser_sha256: secret::hash(&new.browser),
        nonce: new.nonce,
        code_verifier: new.code_verifier,
        return_to: new.return_to,
        invitation_sha256: new.invitation_sha256,
        expires_at: now.plus_seconds(SECONDS.into()),
    };
    Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(&transaction).await?;
    Entity::insert(ActiveModel::from(model)).exec_without_returning(&transaction).await?;
    database.commit_quietly(transaction).await
}

/// What was begun with this state in this browser; from here on it is gone.
///
/// # Errors
/// [`Error::Forbidden`] when there is none, another browser began it, or it took too long.
pub async fn take(database: &Database, state: &str, browser: &str) -> Result<Model> {
    let refused = || Error::Forbidden("this sign-in was not begun here, took too long or was used; begin again".into());
    let transaction = database.begin().await?;
    let state = secret::hash(state);
    let of_browser = Column::BrowserSha256.eq(secret::hash(browser));
    let found = Entity::find_by_id(state.clone()).filter(of_browser).one(&transaction).await?.ok_or_else(refused)?;
    // Of two who come back with the same, one finds it.
    if Entity::delete_by_id(state).exec(&transaction).await?.rows_affected != 1 {
        return Err(refused());
    }
    database.commit_quietly(transaction).await?;
    if found.expires_at <= Timestamp::now() { Err(refused()) } else { Ok(found) }
}

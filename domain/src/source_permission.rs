//! Who allowed a source to be crawled against its robots.txt: rows are added and revoked, never edited or deleted.

use sea_orm::{QueryOrder, entity::prelude::*, sea_query::Expr};

use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    id::{SourceId, SourcePermissionId},
    source,
};

/// A permission to crawl a source, and who recorded it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source_permission")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SourcePermissionId,
    /// The source.
    pub source_id: SourceId,
    /// Who gave it, at the site ("Daum, press office").
    pub granted_by: String,
    /// Why, and where it is written down.
    pub reason: String,
    /// Who recorded it here.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who revoked it.
    pub revoked_by: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A permission to be recorded.
#[derive(Clone, Debug)]
pub struct NewPermission {
    /// Key of the source.
    pub source_key: String,
    /// Who gave it, at the site.
    pub granted_by: String,
    /// Why, and where it is written down.
    pub reason: String,
    /// Who records it.
    pub actor: String,
}

/// The permission that holds for a source now: the newest that isn't revoked.
pub async fn active(connection: &impl ConnectionTrait, source_id: SourceId) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::SourceId.eq(source_id))
        .filter(Column::RevokedAt.is_null())
        .order_by_desc(Column::Id)
        .one(connection)
        .await?)
}

/// All permissions a source ever had, newest first.
pub async fn history(connection: &impl ConnectionTrait, source_id: SourceId) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::SourceId.eq(source_id)).order_by_desc(Column::Id).all(connection).await?)
}

/// Records that somebody at the site allowed it to be crawled.
///
/// # Errors
/// [`Error::NotFound`] for an unknown source, [`Error::Invalid`] for an empty or too long field.
pub async fn record(database: &Database, new: NewPermission) -> Result<Model> {
    let mut wrong = Vec::new();
    let (granted_by, reason) = (new.granted_by.trim(), new.reason.trim());
    if granted_by.is_empty() || granted_by.chars().count() > 200 {
        wrong.push(InvalidField::new("granted_by", "must say in 1 to 200 characters who at the site gave it"));
    }
    if reason.is_empty() || reason.chars().count() > 5_000 {
        wrong.push(InvalidField::new("reason", "must say in 1 to 5000 characters why, and where it is written down"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let transaction = database.begin().await?;
    let source = source::find_by_key(&transaction, &new.source_key).await?;
    let permission = Model {
        id: SourcePermissionId::new(),
        source_id: source.id,
        granted_by: granted_by.into(),
        reason: reason.into(),
        recorded_by: new.actor.chars().take(200).collect(),
        recorded_at: Timestamp::now(),
        revoked_by: None,
        revoked_at: None,
    };
    Entity::insert(ActiveModel::from(permission.clone())).exec_without_returning(&transaction).await?;
    database.commit(transaction).await?;
    Ok(permission)
}

/// Revokes every permission of a source that holds; gives how many. A crawl that runs sees it before its next page.
pub async fn revoke(database: &Database, source_key: &str, actor: &str) -> Result<u64> {
    let transaction = database.begin().await?;
    let source = source::find_by_key(&transaction, source_key).await?;
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedBy, Expr::value(actor.chars().take(200).collect::<String>()))
        .col_expr(Column::RevokedAt, Expr::value(Timestamp::now()))
        .filter(Column::SourceId.eq(source.id))
        .filter(Column::RevokedAt.is_null())
        .exec(&transaction)
        .await?;
    database.commit(transaction).await?;
    Ok(revoked.rows_affected)
}

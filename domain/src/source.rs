//! Where articles come from.

use sea_orm::{
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use crate::{Error, InvalidField, Result, Timestamp, id::SourceId, naming};

/// Where articles come from.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SourceId,
    /// Unique key.
    pub key: String,
    /// Name shown to people.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All sources, by key.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Key).all(connection).await?)
}

/// The sources with `text` in their key or name; all of them without one.
pub fn named(text: Option<&str>) -> Select<Entity> {
    let all = Entity::find();
    match text {
        Some(text) => all.filter(naming::contains(Column::Key, text).or(naming::contains(Column::Name, text))),
        None => all,
    }
}

/// The source `id`.
pub async fn find(connection: &impl ConnectionTrait, id: SourceId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("source", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[SourceId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The source with the key `key`.
pub async fn find_by_key(connection: &impl ConnectionTrait, key: &str) -> Result<Model> {
    let found = Entity::find().filter(Column::Key.eq(key)).one(connection).await?;
    found.ok_or_else(|| Error::not_found("source", key))
}

/// The source with the key `key`; one of that key and `name` (its key, if none is given) is made if there is none.
pub async fn find_or_create(transaction: &impl ConnectionTrait, key: &str, name: Option<&str>) -> Result<Model> {
    let name = name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(key);
    let new = Model { id: SourceId::new(), key: key.into(), name: name.into(), created_at: Timestamp::now() };
    let unless_known = OnConflict::column(Column::Key).do_nothing_on([Column::Id]).to_owned();
    Entity::insert(ActiveModel::from(new)).on_conflict(unless_known).exec_without_returning(transaction).await?;
    find_by_key(transaction, key).await
}

/// Locks the source `id` until the transaction ends.
pub(crate) async fn lock(transaction: &impl ConnectionTrait, id: SourceId) -> Result<Model> {
    let source = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    source.ok_or_else(|| Error::not_found("source", id))
}

/// What is wrong with a source's key and name, if anything.
pub(crate) fn check(key: &str, name: Option<&str>) -> Vec<InvalidField> {
    let mut wrong = Vec::new();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if key.is_empty() || key.len() > 64 || !key.chars().all(allowed) {
        wrong.push(InvalidField::new(
            "source_key",
            "must have 1 to 64 characters out of a-z, 0-9, hyphen, underscore and full stop",
        ));
    }
    if name.is_some_and(|name| name.chars().count() > 200) {
        wrong.push(InvalidField::new("source_name", "must have at most 200 characters"));
    }
    wrong
}

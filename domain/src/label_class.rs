//! A class of a label set.

use sea_orm::entity::prelude::*;

use crate::{
    Result,
    id::{LabelClassId, LabelSetId},
};

/// A class of a label set.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "label_class")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LabelClassId,
    /// Its label set.
    pub label_set_id: LabelSetId,
    /// Its place in the order, from 0.
    pub position: i32,
    /// Unique key within the set.
    pub key: String,
    /// Name shown in Korean.
    pub name_ko: String,
    /// Name shown in English.
    pub name_en: String,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[LabelClassId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

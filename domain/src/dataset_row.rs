//! A row of a sealed dataset.

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    Result,
    dataset::{self, Split},
    id::{ArticleId, DatasetId, LabelClassId},
};

/// A row of a sealed dataset.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset_row")]
pub struct Model {
    /// The dataset.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dataset_id: DatasetId,
    /// Its place in the manifest, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The article.
    pub article_id: ArticleId,
    /// The part it belongs to.
    pub split: Split,
    /// Its class when sealed.
    pub label_class_id: LabelClassId,
    /// The article's content hash when sealed.
    pub content_hash: String,
    /// Rows with the same number are near-duplicates.
    pub cluster: i32,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Rows inserted with one statement: as many as every database takes parameters for.
pub const INSERT_CHUNK: usize = 2_000;

/// Chooses rows; every field that is set narrows the choice. Rows of unsealed datasets are never chosen.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this dataset.
    pub dataset_id: Option<DatasetId>,
    /// Of this part.
    pub split: Option<Split>,
    /// Of this class.
    pub label_class_id: Option<LabelClassId>,
    /// Of this cluster of near-duplicates.
    pub cluster: Option<i32>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, query: Select<Entity>) -> Select<Entity> {
        let mut query = query.filter(Column::DatasetId.in_subquery(dataset::sealed_ids()));
        if let Some(dataset_id) = self.dataset_id {
            query = query.filter(Column::DatasetId.eq(dataset_id));
        }
        if let Some(split) = self.split {
            query = query.filter(Column::Split.eq(split));
        }
        if let Some(label_class_id) = self.label_class_id {
            query = query.filter(Column::LabelClassId.eq(label_class_id));
        }
        if let Some(cluster) = self.cluster {
            query = query.filter(Column::Cluster.eq(cluster));
        }
        query
    }
}

/// The rows of a sealed dataset after position `after` (all of them for `None`), in order, at most `limit`.
pub async fn of_dataset(
    connection: &impl ConnectionTrait,
    dataset_id: DatasetId,
    after: Option<i32>,
    limit: u64,
) -> Result<Vec<Model>> {
    let filter = Filter { dataset_id: Some(dataset_id), ..Filter::default() };
    Ok(filter
        .apply(Entity::find())
        .filter(Column::Position.gt(after.unwrap_or(-1)))
        .order_by_asc(Column::Position)
        .limit(limit)
        .all(connection)
        .await?)
}

/// Stores rows of a dataset that is being built; at most [`INSERT_CHUNK`].
pub async fn insert(transaction: &impl ConnectionTrait, rows: Vec<Model>) -> Result<()> {
    if !rows.is_empty() {
        let models = rows.into_iter().map(ActiveModel::from);
        Entity::insert_many(models).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// Deletes the rows of a dataset that isn't sealed, left by an attempt that didn't finish.
pub async fn delete_unsealed(transaction: &impl ConnectionTrait, dataset_id: DatasetId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::DatasetId.eq(dataset_id))
        .filter(Column::DatasetId.not_in_subquery(dataset::sealed_ids()))
        .exec(transaction)
        .await?;
    Ok(())
}

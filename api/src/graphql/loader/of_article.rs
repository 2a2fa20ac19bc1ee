//! What is known about an article beside its row: what cleaning decided, and whether it was taken down.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use domain::{
    cleaning_decision,
    id::{ArticleId, DatasetId},
    takedown,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Rows, grouped, shared};

/// What cleaning has decided about an article, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DecisionAbout(pub ArticleId);

impl Loader<DecisionAbout> for Rows {
    type Value = cleaning_decision::Model;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[DecisionAbout]) -> Result<HashMap<DecisionAbout, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = cleaning_decision::find_many(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(rows.into_iter().map(|row| (DecisionAbout(row.article_id), row)).collect())
    }
}

/// The takedowns of articles that are rows of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TakedownsIn(pub DatasetId);

impl Loader<TakedownsIn> for Rows {
    type Value = Arc<[takedown::Model]>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[TakedownsIn]) -> Result<HashMap<TakedownsIn, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = takedown::of_datasets(self.database.connection(), &ids).await.map_err(shared)?;
        let pairs = grouped(keys, rows, |(dataset_id, _)| TakedownsIn(*dataset_id));
        let alone = |pairs: Arc<[(DatasetId, takedown::Model)]>| pairs.iter().map(|(_, one)| one.clone()).collect();
        Ok(pairs.into_iter().map(|(key, pairs)| (key, alone(pairs))).collect())
    }
}

/// The takedown of an article, if its text was taken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TakedownOf(pub ArticleId);

impl Loader<TakedownOf> for Rows {
    type Value = takedown::Model;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[TakedownOf]) -> Result<HashMap<TakedownOf, Self::Value>, Self::Error> {
        let rows = takedown::Entity::find()
            .filter(takedown::Column::ArticleId.is_in(keys.iter().map(|key| key.0)))
            .all(self.database.connection())
            .await
            .map_err(shared)?;
        Ok(rows.into_iter().map(|row| (TakedownOf(row.article_id), row)).collect())
    }
}

//! Rows of sealed datasets.

use async_graphql::{Context, InputObject, Object};
use domain::dataset_row;
use uuid::Uuid;

use super::{
    article::Article,
    dataset::{Dataset, Split},
    error::Result,
    label_set::LabelClass,
    loaders,
};

pub struct DatasetRow(dataset_row::Model);

impl From<dataset_row::Model> for DatasetRow {
    fn from(model: dataset_row::Model) -> Self {
        Self(model)
    }
}

/// A row of a sealed dataset: an article as it was then.
#[Object]
impl DatasetRow {
    /// Its place in the manifest, from 0.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// The part it belongs to.
    async fn split(&self) -> Split {
        self.0.split.into()
    }

    /// Its class when the dataset was sealed.
    async fn label(&self, context: &Context<'_>) -> Result<LabelClass> {
        Ok(LabelClass(loaders(context).get(self.0.label_class_id).await?))
    }

    /// The article's content hash when the dataset was sealed.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// Rows of this dataset with the same number are near-duplicates of each other; they are never in two splits.
    async fn cluster(&self) -> i32 {
        self.0.cluster
    }

    /// The article.
    async fn article(&self, context: &Context<'_>) -> Result<Article> {
        Ok(Article(loaders(context).get(self.0.article_id).await?))
    }

    /// The dataset.
    async fn dataset(&self, context: &Context<'_>) -> Result<Dataset> {
        Ok(Dataset(loaders(context).get(self.0.dataset_id).await?))
    }
}

/// Which rows to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct DatasetRowFilter {
    /// Only rows of this part.
    pub split: Option<Split>,
    /// Only rows of this class.
    pub label_class_id: Option<Uuid>,
    /// Only rows of this cluster of near-duplicates.
    pub cluster: Option<i32>,
}

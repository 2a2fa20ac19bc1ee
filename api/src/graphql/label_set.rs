//! Label sets and their classes.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use domain::{label_class, label_set};
use uuid::Uuid;

use super::{connection, error::Result, found, loader::ClassesOf, loaders};

/// A named, ordered list of classes. A dataset, a training run and a model version each name theirs.
pub struct LabelSet(pub label_set::Model);

impl From<label_set::Model> for LabelSet {
    fn from(model: label_set::Model) -> Self {
        Self(model)
    }
}

/// A named, ordered list of classes. A dataset, a training run and a model version each name theirs.
#[Object]
impl LabelSet {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its key, unique ("daum").
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its name in Korean.
    async fn name_ko(&self) -> &str {
        &self.0.name_ko
    }

    /// Its name in English.
    async fn name_en(&self) -> &str {
        &self.0.name_en
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// Its classes, in order.
    #[graphql(complexity = "10 * child_complexity")]
    async fn classes(&self, context: &Context<'_>) -> Result<Vec<LabelClass>> {
        let classes = loaders(context).get(ClassesOf(self.0.id)).await?;
        Ok(classes.iter().cloned().map(LabelClass).collect())
    }
}

/// A class of a label set.
pub struct LabelClass(pub label_class::Model);

impl From<label_class::Model> for LabelClass {
    fn from(model: label_class::Model) -> Self {
        Self(model)
    }
}

/// A class of a label set.
#[Object]
impl LabelClass {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its key, unique within the label set ("sports").
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its name in Korean.
    async fn name_ko(&self) -> &str {
        &self.0.name_ko
    }

    /// Its name in English.
    async fn name_en(&self) -> &str {
        &self.0.name_en
    }

    /// Its place in the order, from 0; also its place in a model's output.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Its label set.
    async fn label_set(&self, context: &Context<'_>) -> Result<LabelSet> {
        Ok(LabelSet(loaders(context).get(self.0.label_set_id).await?))
    }
}

#[derive(Default)]
pub struct LabelSetQuery;

#[Object]
impl LabelSetQuery {
    /// All label sets, by key.
    #[graphql(complexity = "10 * child_complexity")]
    async fn label_sets(&self, context: &Context<'_>) -> Result<Vec<LabelSet>> {
        Ok(label_set::all(connection(context)).await?.into_iter().map(LabelSet).collect())
    }

    /// The label set with this key.
    async fn label_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The label set's key.")] key: String,
    ) -> Result<Option<LabelSet>> {
        Ok(found(label_set::find_by_key(connection(context), &key).await)?.map(LabelSet))
    }
}

//! What readers say of predictions.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use domain::feedback;
use uuid::Uuid;

use super::{error::Result, label_set::LabelClass, loaders, prediction::Prediction};

pub struct Feedback(pub feedback::Model);

/// The class a reader says is right for a prediction; one for each prediction.
#[Object]
impl Feedback {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// The class the reader says is right.
    async fn label(&self, context: &Context<'_>) -> Result<LabelClass> {
        Ok(LabelClass(loaders(context).get(self.0.label_class_id).await?))
    }

    /// Whether that is what was predicted.
    async fn agrees(&self) -> bool {
        self.0.agrees
    }

    /// When it was given.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// The prediction.
    async fn prediction(&self, context: &Context<'_>) -> Result<Prediction> {
        Ok(loaders(context).get(self.0.prediction_id).await?.into())
    }
}

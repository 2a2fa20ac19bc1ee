//! How models are used: counts, agreement, latency.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use domain::{
    id::{LabelClassId, ModelVersionId},
    prediction::{self, Usage},
    usage_history,
};
use uuid::Uuid;

use super::{connection, error::Result, int64::Int64, label_set::LabelClass, loaders};

pub struct ModelUsage(Usage);

/// How a model, or all of them, was used over a time.
#[Object]
impl ModelUsage {
    /// Predictions.
    async fn count(&self) -> Int64 {
        Int64(self.0.count)
    }

    /// Those that had been computed for an earlier reader of the same text.
    async fn cached(&self) -> Int64 {
        Int64(self.0.cached)
    }

    /// Those whose reader agreed.
    async fn agreed(&self) -> Int64 {
        Int64(self.0.agreed)
    }

    /// Those whose reader disagreed.
    async fn disagreed(&self) -> Int64 {
        Int64(self.0.disagreed)
    }

    /// Those of which no reader said anything.
    async fn no_answer(&self) -> Int64 {
        Int64(self.0.count - self.0.agreed - self.0.disagreed)
    }

    /// The time within which half of the predictions were answered (nearest rank).
    async fn p50_microseconds(&self) -> Option<i64> {
        self.0.p50_us
    }

    /// The time within which nine of ten predictions were answered (nearest rank).
    async fn p90_microseconds(&self) -> Option<i64> {
        self.0.p90_us
    }

    /// The time within which 99 of 100 predictions were answered (nearest rank).
    async fn p99_microseconds(&self) -> Option<i64> {
        self.0.p99_us
    }

    /// How often each class was predicted; classes that never were are left out.
    #[graphql(complexity = "10 * child_complexity")]
    async fn classes(&self) -> Vec<ClassShare> {
        let total = self.0.count;
        self.0.classes.iter().map(|(id, count)| ClassShare { id: *id, count: *count, total }).collect()
    }
}

pub struct ClassShare {
    id: LabelClassId,
    count: i64,
    total: i64,
}

/// How often a class was predicted.
#[Object]
impl ClassShare {
    /// The class.
    async fn label(&self, context: &Context<'_>) -> Result<LabelClass> {
        Ok(LabelClass(loaders(context).get(self.id).await?))
    }

    /// Predictions that name it.
    async fn count(&self) -> Int64 {
        Int64(self.count)
    }

    /// Their share of all predictions, 0 to 1.
    async fn share(&self) -> f64 {
        self.count as f64 / self.total as f64
    }
}

pub struct UsagePiece(usage_history::Piece);

/// How a model, or all of them, was used in a piece of time.
#[Object]
impl UsagePiece {
    /// When the piece begins; it ends where the next one does.
    async fn from(&self) -> DateTime<Utc> {
        self.0.from.to_datetime()
    }

    /// Predictions.
    async fn count(&self) -> Int64 {
        Int64(self.0.count)
    }

    /// Those that had been computed for an earlier reader of the same text.
    async fn cached(&self) -> Int64 {
        Int64(self.0.cached)
    }

    /// Those whose reader agreed.
    async fn agreed(&self) -> Int64 {
        Int64(self.0.agreed)
    }

    /// Those whose reader disagreed.
    async fn disagreed(&self) -> Int64 {
        Int64(self.0.disagreed)
    }

    /// The longest time of an answer; null where there was none.
    async fn slowest_microseconds(&self) -> Option<i64> {
        self.0.slowest_us
    }

    /// How often each class was predicted; classes that never were are left out.
    #[graphql(complexity = "1 + child_complexity")]
    async fn classes(&self) -> Vec<ClassShare> {
        let total = self.0.count;
        self.0.classes.iter().map(|(id, count)| ClassShare { id: *id, count: *count, total }).collect()
    }
}

#[derive(Default)]
pub struct UsageQuery;

#[Object]
impl UsageQuery {
    /// How a model version, or all of them, was used over a time.
    #[graphql(complexity = "100 + child_complexity")]
    async fn model_usage(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From this moment on.")] from: DateTime<Utc>,
        #[graphql(desc = "Until before this moment.")] to: DateTime<Utc>,
        #[graphql(desc = "Only this model version.")] version_id: Option<Uuid>,
    ) -> Result<ModelUsage> {
        if from >= to {
            return Err(domain::Error::invalid("to", "must be later than from").into());
        }
        let filter = prediction::Filter {
            from: Some(from.into()),
            to: Some(to.into()),
            model_version_id: version_id.map(ModelVersionId),
            ..Default::default()
        };
        Ok(ModelUsage(prediction::usage(connection(context), filter).await?))
    }
    /// How a model version, or all of them, was used over a time, in pieces of equal length, oldest first; with one
    /// question to the database whatever their number.
    #[graphql(complexity = "100 + usize::try_from(pieces).unwrap_or_default() * child_complexity")]
    async fn usage_history(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From this moment on.")] from: DateTime<Utc>,
        #[graphql(desc = "Until before this moment.")] to: DateTime<Utc>,
        #[graphql(desc = "How many pieces: 1 to 500.", default = 24)] pieces: i64,
        #[graphql(desc = "Only this model version.")] version_id: Option<Uuid>,
    ) -> Result<Vec<UsagePiece>> {
        let filter = prediction::Filter { model_version_id: version_id.map(ModelVersionId), ..Default::default() };
        let history = usage_history::history(connection(context), filter, (from.into(), to.into()), pieces).await?;
        Ok(history.into_iter().map(UsagePiece).collect())
    }
}

//! Predictions and what readers said of them.

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut prediction = table(
            manager,
            "prediction",
            [
                id(),
                uuid("model_version_id"),
                text_null(manager, "text"),
                string("text_sha256", 64),
                uuid("label_class_id"),
                double("probability"),
                text(manager, "probabilities"),
                boolean("truncated"),
                big("queue_us"),
                big("tokenize_us"),
                big("compute_us"),
                big("total_us"),
                big("created_at"),
            ],
        );
        prediction.foreign_key(&mut refers("prediction", "model_version_id", "model_version"));
        prediction.foreign_key(&mut refers("prediction", "label_class_id", "label_class"));
        manager.create_table(prediction).await?;
        index(manager, "ix_prediction_created_at_id", "prediction", &["created_at", "id"]).await?;
        index(manager, "ix_prediction_model_version_id_id", "prediction", &["model_version_id", "id"]).await?;

        let mut feedback = table(
            manager,
            "feedback",
            [id(), uuid("prediction_id"), uuid("label_class_id"), boolean("agrees"), big("created_at")],
        );
        feedback.foreign_key(&mut refers("feedback", "prediction_id", "prediction"));
        feedback.foreign_key(&mut refers("feedback", "label_class_id", "label_class"));
        manager.create_table(feedback).await?;
        unique(manager, "uq_feedback_prediction_id", "feedback", &["prediction_id"]).await?;
        index(manager, "ix_feedback_created_at_id", "feedback", &["created_at", "id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["feedback", "prediction"]).await
    }
}

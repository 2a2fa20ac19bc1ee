//! Evaluations of model versions with their worst mistakes, and what a version's probabilities were calibrated with.

use sea_orm_migration::prelude::{Alias, Table};

use super::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut evaluation = table(
            manager,
            "evaluation",
            [
                id(),
                uuid("model_version_id"),
                uuid_null("dataset_id"),
                uuid_null("article_import_id"),
                uuid("label_set_id"),
                string("split", 16),
                string("rows_key", 64),
                integer("sequence"),
                string("status", 16),
                big_null("row_count"),
                double_null("accuracy"),
                double_null("macro_f1"),
                double_null("weighted_f1"),
                double_null("ece"),
                double_null("nll"),
                double_null("brier"),
                text_null(manager, "report"),
                string_null("rows_sha256", 64),
                string_null("error_code", 64),
                text_null(manager, "error"),
                big("created_at"),
                big_null("started_at"),
                big_null("finished_at"),
            ],
        );
        evaluation.foreign_key(&mut refers("evaluation", "model_version_id", "model_version"));
        evaluation.foreign_key(&mut refers("evaluation", "dataset_id", "dataset"));
        evaluation.foreign_key(&mut refers("evaluation", "article_import_id", "article_import"));
        evaluation.foreign_key(&mut refers("evaluation", "label_set_id", "label_set"));
        manager.create_table(evaluation).await?;
        let what = ["model_version_id", "rows_key", "split", "sequence"];
        unique(manager, "uq_evaluation_of_version_on_rows", "evaluation", &what).await?;
        index(manager, "ix_evaluation_model_version_id_id", "evaluation", &["model_version_id", "id"]).await?;
        index(manager, "ix_evaluation_dataset_id_id", "evaluation", &["dataset_id", "id"]).await?;
        index(manager, "ix_evaluation_status_id", "evaluation", &["status", "id"]).await?;

        let mut mistake = table(
            manager,
            "evaluation_mistake",
            [
                uuid("evaluation_id"),
                integer("rank"),
                uuid("article_id"),
                text(manager, "text"),
                uuid("label_class_id"),
                uuid("predicted_class_id"),
                double("probability"),
                double("label_probability"),
            ],
        );
        mistake.primary_key(&mut primary_key(&["evaluation_id", "rank"]));
        mistake.foreign_key(&mut refers("evaluation_mistake", "evaluation_id", "evaluation"));
        mistake.foreign_key(&mut refers("evaluation_mistake", "article_id", "article"));
        mistake.foreign_key(&mut refers("evaluation_mistake", "label_class_id", "label_class"));
        mistake.foreign_key(&mut refers("evaluation_mistake", "predicted_class_id", "label_class"));
        manager.create_table(mistake).await?;

        let mut version = Table::alter();
        let version = version.table(Alias::new("model_version")).add_column(text_null(manager, "calibration"));
        manager.alter_table(version.to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut version = Table::alter();
        let version = version.table(Alias::new("model_version")).drop_column(Alias::new("calibration"));
        manager.alter_table(version.to_owned()).await?;
        drop_tables(manager, &["evaluation_mistake", "evaluation"]).await
    }
}

//! The schema, one migration a noun, each of which goes up and down on SQLite, PostgreSQL and MySQL/MariaDB.
//!
//! Portable by construction: ids are UUIDs (16 bytes), times are `BIGINT` microseconds since the Unix epoch in UTC
//! (MySQL's own `TIMESTAMP` ends in 2038 and SQLite has none), structured values are JSON text.

use sea_orm_migration::{
    MigrationTrait, async_trait,
    sea_orm::{DbErr, DeriveMigrationName},
};
pub use sea_orm_migration::{MigratorTrait, SchemaManager};

mod columns;
mod m20261122_000001_label_set;
mod m20261122_000002_article;
mod m20261122_000003_dataset;
mod m20261122_000004_training_run;
mod m20261122_000005_model_version;
mod m20261122_000006_prediction;
mod m20261122_000007_job;
mod m20261122_000008_event;
mod m20261122_000009_base_model;
mod m20261122_000010_evaluation;
mod m20261122_000011_deployment_variant;
mod m20261122_000012_sweep;
mod m20261122_000015_training_run_resume;
mod m20261123_000020_source_definition;
mod m20261123_000021_crawl_progress;
mod m20261123_000022_crawl_page;
mod m20261123_000030_cleaning_rule_set;
mod m20261123_000031_cleaning_run;
mod m20261123_000032_cleaning_decision;
mod m20261123_000033_relabelling;
mod m20261123_000034_takedown;
mod m20261123_000035_schedule;
mod m20261123_000036_pipeline_run;
mod m20261123_000040_baseline;
mod m20261123_000041_prediction_threshold;
mod m20261123_000050_member;
mod m20261123_000051_invitation;
mod m20261123_000052_session;
mod m20261123_000053_api_token;
mod m20261123_000054_audit_entry;
mod m20261123_000055_deployment_request;
mod m20261123_000060_webhook;
mod m20261123_000070_training_stretch;
mod m20261123_000071_host_turn;
mod m20261123_000072_tombstone;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_label_set::Migration),
            Box::new(m20261122_000002_article::Migration),
            Box::new(m20261122_000003_dataset::Migration),
            Box::new(m20261122_000004_training_run::Migration),
            Box::new(m20261122_000005_model_version::Migration),
            Box::new(m20261122_000006_prediction::Migration),
            Box::new(m20261122_000007_job::Migration),
            Box::new(m20261122_000008_event::Migration),
            Box::new(m20261122_000009_base_model::Migration),
            Box::new(m20261122_000010_evaluation::Migration),
            Box::new(m20261122_000011_deployment_variant::Migration),
            Box::new(m20261122_000012_sweep::Migration),
            Box::new(m20261122_000015_training_run_resume::Migration),
            Box::new(m20261123_000020_source_definition::Migration),
            Box::new(m20261123_000021_crawl_progress::Migration),
            Box::new(m20261123_000022_crawl_page::Migration),
            Box::new(m20261123_000030_cleaning_rule_set::Migration),
            Box::new(m20261123_000031_cleaning_run::Migration),
            Box::new(m20261123_000032_cleaning_decision::Migration),
            Box::new(m20261123_000033_relabelling::Migration),
            Box::new(m20261123_000034_takedown::Migration),
            Box::new(m20261123_000035_schedule::Migration),
            Box::new(m20261123_000036_pipeline_run::Migration),
            Box::new(m20261123_000040_baseline::Migration),
            Box::new(m20261123_000041_prediction_threshold::Migration),
            Box::new(m20261123_000050_member::Migration),
            Box::new(m20261123_000051_invitation::Migration),
            Box::new(m20261123_000052_session::Migration),
            Box::new(m20261123_000053_api_token::Migration),
            Box::new(m20261123_000054_audit_entry::Migration),
            Box::new(m20261123_000055_deployment_request::Migration),
            Box::new(m20261123_000060_webhook::Migration),
            Box::new(m20261123_000070_training_stretch::Migration),
            Box::new(m20261123_000071_host_turn::Migration),
            Box::new(m20261123_000072_tombstone::Migration),
        ]
    }
}

/// What every migration file starts from.
mod prelude {
    pub(crate) use super::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait, columns::*};
}

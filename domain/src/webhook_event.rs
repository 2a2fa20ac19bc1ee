//! What integrators can be told of.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What integrators can be told of. Its text is the `type` of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(64))")]
pub enum WebhookEvent {
    /// A crawl ended, however it did.
    #[sea_orm(string_value = "crawl.finished")]
    #[serde(rename = "crawl.finished")]
    CrawlFinished,
    /// A dataset was sealed.
    #[sea_orm(string_value = "dataset.sealed")]
    #[serde(rename = "dataset.sealed")]
    DatasetSealed,
    /// A training run ended, however it did.
    #[sea_orm(string_value = "training_run.finished")]
    #[serde(rename = "training_run.finished")]
    TrainingRunFinished,
    /// A model version was registered.
    #[sea_orm(string_value = "model_version.registered")]
    #[serde(rename = "model_version.registered")]
    ModelVersionRegistered,
    /// Another version was deployed.
    #[sea_orm(string_value = "deployment.deployed")]
    #[serde(rename = "deployment.deployed")]
    Deployed,
    /// An earlier version was returned to.
    #[sea_orm(string_value = "deployment.rolled_back")]
    #[serde(rename = "deployment.rolled_back")]
    RolledBack,
    /// An administrator tries a webhook. Nobody subscribes to it.
    #[sea_orm(string_value = "webhook.test")]
    #[serde(rename = "webhook.test")]
    Test,
}

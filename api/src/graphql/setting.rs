//! What administrators decide for the whole installation.

use async_graphql::{Context, Object, SimpleObject};
use domain::setting;

use super::{actor, error::Result, services};

/// What administrators decide for the whole installation.
#[derive(SimpleObject)]
pub struct Settings {
    /// Whether a deployment needs two people: one who asks for it and another who approves it.
    four_eyes: bool,
}

impl From<setting::Settings> for Settings {
    fn from(settings: setting::Settings) -> Self {
        Self { four_eyes: settings.four_eyes }
    }
}

#[derive(Default)]
pub struct SettingQuery;

#[Object]
impl SettingQuery {
    /// What is decided for the whole installation. For members.
    async fn settings(&self, context: &Context<'_>) -> Result<Settings> {
        Ok(setting::read(super::connection(context)).await?.into())
    }
}

#[derive(Default)]
pub struct SettingMutation;

#[Object]
impl SettingMutation {
    /// Decides whether a deployment needs two people. For administrators.
    async fn set_four_eyes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whether it does.")] enabled: bool,
    ) -> Result<Settings> {
        Ok(setting::set_four_eyes(&services(context).database, enabled, &actor(context)).await?.into())
    }
}

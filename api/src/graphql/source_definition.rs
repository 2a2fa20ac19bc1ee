//! How sources are crawled: versions of their definitions, permissions of their sites, and trying a selector.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    source,
    source_definition::{self, NewDefinition},
    source_permission::{self, NewPermission},
};
use uuid::Uuid;

use super::{
    actor,
    error::{self, Result},
    loaders, services,
    source::Source,
};
use crate::page_trial::{Found, Trial};

pub struct SourceDefinition(pub source_definition::Model);

impl From<source_definition::Model> for SourceDefinition {
    fn from(model: source_definition::Model) -> Self {
        Self(model)
    }
}

/// A version of a source's definition. A version never changes.
#[Object]
impl SourceDefinition {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// 1, 2, 3 …
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The definition, as TOML.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// SHA-256 of the text.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// Why it was made.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_deref()
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// Whether it needs a recorded permission of the site.
    async fn needs_permission(&self) -> Result<bool> {
        Ok(self.0.definition()?.robots == source_definition::RobotsPolicy::Permission)
    }

    /// Its sections.
    async fn sections(&self) -> Result<Vec<SourceSection>> {
        let definition = self.0.definition()?;
        let section = |section: source_definition::Section| SourceSection { key: section.key, label: section.label };
        Ok(definition.sections.into_iter().map(section).collect())
    }

    /// The names of its list layouts; the first that crawls read comes first.
    async fn lists(&self) -> Result<Vec<String>> {
        let definition = self.0.definition()?;
        let others = definition.lists.into_iter().map(|layout| layout.name).filter(|name| *name != definition.list);
        Ok(std::iter::once(definition.list.clone()).chain(others).collect())
    }

    /// Its source.
    async fn source(&self, context: &Context<'_>) -> Result<Source> {
        Ok(Source(loaders(context).get(self.0.source_id).await?))
    }
}

/// A section of a source.
#[derive(SimpleObject)]
pub struct SourceSection {
    /// Its key.
    key: String,
    /// Key of the class its articles get; null if they get none.
    label: Option<String>,
}

/// A permission of a site to crawl it against its robots.txt. Permissions are revoked, never deleted.
#[derive(SimpleObject)]
pub struct SourcePermission {
    /// Its id.
    id: Uuid,
    /// Who gave it, at the site.
    granted_by: String,
    /// Why, and where it is written down.
    reason: String,
    /// Who recorded it here.
    recorded_by: String,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// Who revoked it; null while it holds.
    revoked_by: Option<String>,
    /// When it was revoked; null while it holds.
    revoked_at: Option<DateTime<Utc>>,
}

impl From<source_permission::Model> for SourcePermission {
    fn from(permission: source_permission::Model) -> Self {
        Self {
            id: permission.id.0,
            granted_by: permission.granted_by,
            reason: permission.reason,
            recorded_by: permission.recorded_by,
            recorded_at: permission.recorded_at.to_datetime(),
            revoked_by: permission.revoked_by,
            revoked_at: permission.revoked_at.map(|time| time.to_datetime()),
        }
    }
}

/// A source to be made, with the first version of its definition.
#[derive(InputObject)]
pub struct CreateSourceInput {
    /// Its key: letters a-z, digits, '-', '_' and '.'.
    key: String,
    /// The definition, as TOML; the shipped ones are examples.
    definition: String,
    /// Why it is made.
    comment: Option<String>,
}

/// A new version of a source's definition.
#[derive(InputObject)]
pub struct UpdateSourceInput {
    /// Key of the source.
    key: String,
    /// The definition, as TOML.
    definition: String,
    /// The version that was changed; refused if another is current by now.
    expected_version: Option<i32>,
    /// Why it is made.
    comment: Option<String>,
}

/// What to try: a page, by address or as text, and a selector.
#[derive(InputObject)]
pub struct TrySelectorInput {
    /// Key of the source whose definition, manners and hosts count.
    source_key: String,
    /// Where the page is; it is asked for as a crawl would ask. Give this or `html`.
    address: Option<String>,
    /// The page itself. Give this or `address`.
    html: Option<String>,
    /// A CSS selector, optionally followed by ` @` and an attribute; left out, only the definition is tried.
    selector: Option<String>,
}

/// What was found on a page.
#[derive(SimpleObject)]
pub struct SelectorTrial {
    /// The character encoding that the page was read in.
    charset: String,
    /// The address that answered; null for a page that was given as text.
    final_url: Option<String>,
    /// What the selector found, at most 50 texts.
    matches: Vec<String>,
    /// The title, by the source's definition; empty if it wasn't found.
    title: String,
    /// The body, by the source's definition; empty if it wasn't found.
    body: String,
    /// The time of publication, by the source's definition.
    published_at: Option<DateTime<Utc>>,
    /// The press, by the source's definition.
    press: Option<String>,
    /// Fields that the definition looks for and didn't find.
    missing: Vec<String>,
}

impl From<Found> for SelectorTrial {
    fn from(found: Found) -> Self {
        Self {
            charset: found.charset,
            final_url: found.final_url,
            matches: found.matches,
            title: found.title,
            body: found.body,
            published_at: found.published_at.map(|time| time.to_datetime()),
            press: found.press,
            missing: found.missing,
        }
    }
}

#[derive(Default)]
pub struct SourceMutation;

#[Object]
impl SourceMutation {
    /// Makes a source with the first version of its definition, or gives a known one without definition its first.
    async fn create_source(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its key and its definition.")] input: CreateSourceInput,
    ) -> Result<Source> {
        let new = NewDefinition {
            source_key: input.key,
            text: input.definition,
            comment: input.comment,
            actor: actor(context),
            expected_version: Some(0),
        };
        add_version(context, new).await
    }

    /// Makes a new version of a source's definition; crawls that run go on by the one they began with.
    async fn update_source(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its key and its new definition.")] input: UpdateSourceInput,
    ) -> Result<Source> {
        // A source must be there to be changed.
        source::find_by_key(super::connection(context), &input.key).await?;
        let new = NewDefinition {
            source_key: input.key,
            text: input.definition,
            comment: input.comment,
            actor: actor(context),
            expected_version: input.expected_version,
        };
        add_version(context, new).await
    }

    /// Records that a site allowed to be crawled against its robots.txt: who said so, and why. Returns its source.
    async fn record_source_permission(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Key of the source.")] source_key: String,
        #[graphql(desc = "Who gave it, at the site.")] granted_by: String,
        #[graphql(desc = "Why, and where it is written down.")] reason: String,
    ) -> Result<Source> {
        let database = &services(context).database;
        let new = NewPermission { source_key, granted_by, reason, actor: actor(context) };
        let permission = source_permission::record(database, new).await?;
        Ok(Source(source::find(database.connection(), permission.source_id).await?))
    }

    /// Revokes every permission of a source that holds. A crawl of it that runs stops before its next page. Returns its
    /// source.
    async fn revoke_source_permission(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Key of the source.")] source_key: String,
    ) -> Result<Source> {
        let database = &services(context).database;
        source_permission::revoke(database, &source_key, &actor(context)).await?;
        Ok(Source(source::find_by_key(database.connection(), &source_key).await?))
    }

    /// Tries a selector, and the source's definition, on a page: nothing is stored.
    async fn try_selector(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The page and the selector.")] input: TrySelectorInput,
    ) -> Result<SelectorTrial> {
        let TrySelectorInput { source_key, address, html, selector } = input;
        let trial = Trial { source_key, address, html, selector };
        let found = (services(context).page_trial)(trial).await;
        Ok(found.map_err(error::in_input)?.into())
    }
}

async fn add_version(context: &Context<'_>, new: NewDefinition) -> Result<Source> {
    let database = &services(context).database;
    let version = source_definition::create(database, new).await.map_err(error::in_input)?;
    Ok(Source(source::find(database.connection(), version.source_id).await?))
}

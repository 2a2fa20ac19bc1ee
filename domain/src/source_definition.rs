//! How a source is crawled, as data: a TOML text in versions. A version is never changed; a crawl names the one it used.

mod check;
mod definition;

use sea_orm::{QueryOrder, entity::prelude::*};
use sha2::{Digest, Sha256};

pub use self::{
    check::{CHRONO_RFC3339, selector_and_attribute},
    definition::{ArticleLayout, Definition, ListFormat, ListLayout, Politeness, RobotsPolicy, Section},
};
use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    id::{SourceDefinitionId, SourceId},
    source,
};

/// Longest definition, in bytes.
const LONGEST_TEXT: usize = 256 << 10;

/// A version of a source's definition.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source_definition")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SourceDefinitionId,
    /// The source.
    pub source_id: SourceId,
    /// 1, 2, 3 …
    pub version: i32,
    /// The definition, as TOML.
    pub text: String,
    /// SHA-256 of the text, hexadecimal.
    pub sha256: String,
    /// Why it was made.
    pub comment: Option<String>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The definition, read.
    ///
    /// # Errors
    /// [`Error::Internal`] when a text that was accepted can't be read any more.
    pub fn definition(&self) -> Result<Definition> {
        Definition::parse(&self.text).map_err(|error| {
            Error::Internal(format!("version {} of a source's definition can't be read: {error}", self.version))
        })
    }
}

/// A version to be made.
#[derive(Clone, Debug)]
pub struct NewDefinition {
    /// Key of the source; made if there is none.
    pub source_key: String,
    /// The definition, as TOML.
    pub text: String,
    /// Why it is made.
    pub comment: Option<String>,
    /// Who makes it.
    pub actor: String,
    /// The version that the author started from (0: none); if another is current by now, the new one is refused.
    pub expected_version: Option<i32>,
}

/// Makes a new version, and the source if there is none. The current text again makes nothing new.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, [`Error::Conflict`] when another version than the expected one is current.
pub async fn create(database: &Database, new: NewDefinition) -> Result<Model> {
    let mut wrong = source::check(&new.source_key, None);
    for field in &mut wrong {
        field.field = "key".into();
    }
    if new.text.len() > LONGEST_TEXT {
        wrong.push(InvalidField::new("definition", format!("must have at most {LONGEST_TEXT} bytes")));
    }
    if new.comment.as_ref().is_some_and(|comment| comment.chars().count() > 1_000) {
        wrong.push(InvalidField::new("comment", "must have at most 1000 characters"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let definition = Definition::parse(&new.text)?;
    let transaction = database.begin().await?;
    let mut wrong = definition.check();
    wrong.extend(definition.check_references(&transaction).await?);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let source = source::find_or_create(&transaction, &new.source_key, Some(&definition.name)).await?;
    source::lock(&transaction, source.id).await?;
    let current = current(&transaction, source.id).await?;
    let version = current.as_ref().map_or(0, |current| current.version);
    if let Some(expected) = new.expected_version
        && expected != version
    {
        return Err(Error::Conflict(format!(
            "the source {} is at version {version}, not {expected}; look at what changed, then try again",
            source.key
        )));
    }
    let sha256 = hex::encode(Sha256::digest(&new.text));
    if let Some(current) = current.filter(|current| current.sha256 == sha256) {
        return Ok(current);
    }
    let model = Model {
        id: SourceDefinitionId::new(),
        source_id: source.id,
        version: version + 1,
        text: new.text,
        sha256,
        comment: new.comment,
        created_by: new.actor.chars().take(200).collect(),
        created_at: Timestamp::now(),
    };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// Makes version 1 of a definition that is shipped, unless the source has one.
pub async fn seed(database: &Database, source_key: &str, text: &str) -> Result<()> {
    let known = match source::find_by_key(database.connection(), source_key).await {
        Ok(source) => current(database.connection(), source.id).await?.is_some(),
        Err(Error::NotFound { .. }) => false,
        Err(error) => return Err(error),
    };
    if known {
        return Ok(());
    }
    let new = NewDefinition {
        source_key: source_key.into(),
        text: text.into(),
        comment: Some("as shipped".into()),
        actor: "gisa".into(),
        expected_version: Some(0),
    };
    match create(database, new).await {
        // Another process that starts at the same moment was first.
        Ok(_) | Err(Error::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The current version of a source's definition, if it has one.
pub async fn current(connection: &impl ConnectionTrait, source_id: SourceId) -> Result<Option<Model>> {
    let versions = Entity::find().filter(Column::SourceId.eq(source_id)).order_by_desc(Column::Version);
    Ok(versions.one(connection).await?)
}

/// The version `id`.
pub async fn find(connection: &impl ConnectionTrait, id: SourceDefinitionId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("source definition", id))
}

/// All versions of a source's definition, newest first.
pub async fn history(connection: &impl ConnectionTrait, source_id: SourceId) -> Result<Vec<Model>> {
    let versions = Entity::find().filter(Column::SourceId.eq(source_id)).order_by_desc(Column::Version);
    Ok(versions.all(connection).await?)
}

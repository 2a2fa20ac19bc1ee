//! A published encoder that training runs start from, sealed under the hash of its files.

mod settings; // where base models may come from
mod transition; // queued → fetching → ready or failed; removal

use sea_orm::{QueryOrder, QuerySelect, Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

pub use settings::{HubToken, Settings};
pub use transition::{Ready, Remains, begin, cancel, fail, pin, remove, reopen, succeed};

use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    id::BaseModelId,
    job::{self, Kind, NewJob},
};

/// Names that begin so are built in: they are trained from nothing and need no files.
const SCRATCH_PREFIX: &str = "scratch-";

/// A published encoder that training runs start from.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "base_model")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BaseModelId,
    /// Unique name, by which runs ask for it.
    pub name: String,
    /// Where it stands.
    pub status: Status,
    /// Where it comes from.
    pub source: Source,
    /// The folder on the server's machine, or the id on the hub ("skt/kobert-base-v1").
    pub location: String,
    /// The branch, tag or commit that was asked of the hub.
    pub revision: Option<String>,
    /// The commit that it was on the hub. Once known, later attempts fetch the same.
    pub resolved_revision: Option<String>,
    /// Where a folder handed over by the command line lies, below the artifact store.
    pub upload_key: Option<String>,
    /// Put before every text ("query: "); part of how the model was trained.
    pub text_prefix: String,
    /// How token states become one: as asked for, or (once ready) as the model's own files say.
    pub pooling: Option<Pooling>,
    /// SHA-256 of the sealed folder's manifest.
    pub sha256: Option<String>,
    /// Architecture family ("bert", "roberta").
    pub family: Option<String>,
    /// The architecture, as `config.json` has it.
    pub config: Option<String>,
    /// Weights in the encoder.
    pub parameter_count: Option<i64>,
    /// Pieces in the tokenizer.
    pub vocabulary_size: Option<i64>,
    /// Bytes of the sealed folder.
    pub size_bytes: Option<i64>,
    /// Tensors that were missing or not needed, as JSON ([`KeyReport`]).
    pub key_report: Option<String>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed and what to do.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it became ready or failed.
    pub finished_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a base model stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for a worker.
    Queued,
    /// Its files are fetched, checked and converted.
    Fetching,
    /// Runs can start from it.
    Ready,
    /// It can't be used; the error says why.
    Failed,
}

/// Where a base model comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A folder in Hugging Face's layout.
    Local,
    /// A model hub that speaks Hugging Face's routes.
    Hub,
}

/// How token states become one state per text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// The mean over the tokens that aren't padding.
    Mean,
    /// The state of the first token.
    Cls,
    /// The first token's state through the model's own pooler layer.
    Pooler,
}

/// Tensors of a checkpoint that didn't fit its architecture, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyReport {
    /// Tensors the architecture has and the checkpoint hasn't.
    pub missing: Vec<String>,
    /// Tensors the checkpoint has and the architecture hasn't; they aren't kept.
    pub unexpected: Vec<String>,
}

/// Where the files of a base model are to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A folder that the server may read, by absolute path.
    Folder(String),
    /// A folder that was copied into the artifact store's uploads.
    Upload {
        /// Where it came from, for people.
        folder: String,
        /// Where it lies now.
        upload_key: String,
    },
    /// A model on the hub.
    Hub {
        /// "owner/name", or "name" for the oldest ones.
        id: String,
        /// Branch, tag or commit; `main` if absent.
        revision: Option<String>,
    },
}

/// A base model to be added.
#[derive(Clone, Debug)]
pub struct NewBaseModel {
    /// Unique name, by which runs ask for it.
    pub name: String,
    /// Where its files are to be had.
    pub origin: Origin,
    /// Put before every text.
    pub text_prefix: String,
    /// How token states become one; if absent, what the model's own files say.
    pub pooling: Option<Pooling>,
}

/// Which base models to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those that stand here.
    pub status: Option<Status>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            select = select.filter(Column::Status.eq(status));
        }
        select
    }
}

/// The base model `id`.
pub async fn find(connection: &impl ConnectionTrait, id: BaseModelId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("base model", id))
}

/// The base model called `name`.
pub async fn find_by_name(connection: &impl ConnectionTrait, name: &str) -> Result<Model> {
    let found = Entity::find().filter(Column::Name.eq(name)).one(connection).await?;
    found.ok_or_else(|| Error::not_found("base model", name))
}

/// All base models, by name.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Name).all(connection).await?)
}

/// What a run that asks for the base model `name` starts from: `None` for a built-in one, which needs no files. In a
/// transaction, the row can't be removed until that ends.
///
/// # Errors
/// [`Error::Invalid`] for `base_model`, listing those that are ready, when `name` isn't one of them.
pub async fn resolve(connection: &impl ConnectionTrait, name: &str) -> Result<Option<Model>> {
    if name.starts_with(SCRATCH_PREFIX) {
        return Ok(None);
    }
    let found = Entity::find().filter(Column::Name.eq(name)).lock_shared().one(connection).await?;
    let wrong = match found {
        Some(base) if base.status == Status::Ready => return Ok(Some(base)),
        Some(base) => format!("the base model {name} is {}, not ready", base.status.to_value()),
        None => format!("there is no base model {name}"),
    };
    let ready = Filter { status: Some(Status::Ready) }.apply(Entity::find()).order_by_asc(Column::Name);
    let ready: Vec<String> = ready.select_only().column(Column::Name).into_tuple().all(connection).await?;
    let known = if ready.is_empty() { "none are yet".to_owned() } else { ready.join(", ") };
    Err(Error::invalid("base_model", format!("{wrong}; ready: {known}; built in: {SCRATCH_PREFIX}…")))
}

/// Asks for a base model and queues the job that fetches, checks and converts it. Asked again for the same, it gives
/// the row there is; one that failed begins again.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault, also when the name is taken by another model.
pub async fn request(database: &Database, new: NewBaseModel) -> Result<Model> {
    let wrong = check(&new);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let new = as_row(new);
    let transaction = database.begin().await?;
    let known = Entity::find().filter(Column::Name.eq(new.name.as_str())).lock_exclusive().one(&transaction).await?;
    let Some(known) = known else {
        Entity::insert(ActiveModel::from(new.clone())).exec_without_returning(&transaction).await.map_err(|error| {
            let error = Error::from(error);
            // Somebody asked for the same name in this moment.
            if error.is_unique_violation() { taken(&new.name) } else { error }
        })?;
        let payload = serde_json::json!({ "base_model_id": new.id });
        job::enqueue(&transaction, NewJob::new(Kind::AddBaseModel, new.id.0, payload)).await?;
        database.commit(transaction).await?;
        return Ok(new);
    };
    if !is_same(&known, &new) {
        return Err(taken(&known.name));
    }
    if known.status != Status::Failed {
        return Ok(known);
    }
    transition::renew(&transaction, known.id, new.upload_key.or(known.upload_key)).await?;
    database.commit(transaction).await?;
    // The same job again: what it has fetched is still there, and of use if the commit is still the same.
    if let Some(job) = job::newest_for_subject(database.connection(), known.id.0).await? {
        job::retry(database, job.id).await?;
    }
    find(database.connection(), known.id).await
}

fn as_row(new: NewBaseModel) -> Model {
    let (source, location, revision, upload_key) = match new.origin {
        Origin::Folder(folder) => (Source::Local, folder, None, None),
        Origin::Upload { folder, upload_key } => (Source::Local, folder, None, Some(upload_key)),
        Origin::Hub { id, revision } => (Source::Hub, id, Some(revision.unwrap_or_else(|| "main".into())), None),
    };
    Model {
        id: BaseModelId::new(),
        name: new.name,
        status: Status::Queued,
        source,
        location,
        revision,
        resolved_revision: None,
        upload_key,
        text_prefix: new.text_prefix,
        pooling: new.pooling,
        sha256: None,
        family: None,
        config: None,
        parameter_count: None,
        vocabulary_size: None,
        size_bytes: None,
        key_report: None,
        error_code: None,
        error: None,
        created_at: Timestamp::now(),
        finished_at: None,
    }
}

/// Whether two rows ask for the same. A ready one's pooling may have come from its files.
fn is_same(known: &Model, new: &Model) -> bool {
    (known.source, &known.location, &known.revision, &known.text_prefix)
        == (new.source, &new.location, &new.revision, &new.text_prefix)
        && (new.pooling.is_none() || known.pooling == new.pooling)
}

fn taken(name: &str) -> Error {
    let message = format!("another base model is called {name}; choose another name, or remove that one first");
    Error::invalid("name", message)
}

/// Every field that is wrong in itself.
fn check(new: &NewBaseModel) -> Vec<InvalidField> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, message: &str| wrong.push(InvalidField::new(field, message));
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let name = new.name.as_bytes();
    let is_name = (1..=100).contains(&name.len())
        && is_plain(name[0])
        && name.iter().all(|byte| is_plain(*byte) || b"._-".contains(byte));
    if !is_name {
        refuse("name", "must have 1 to 100 of a-z, 0-9, '.', '_' and '-', and begin with a letter or digit");
    } else if new.name.starts_with(SCRATCH_PREFIX) {
        refuse("name", "must not begin with \"scratch-\": those are built in");
    }
    if let Origin::Hub { id, revision } = &new.origin {
        let parts: Vec<&str> = id.split('/').collect();
        if parts.len() > 2 || !parts.iter().all(|part| is_hub_word(part, 96)) {
            refuse("hub_id", "must be OWNER/NAME as the hub writes it, such as skt/kobert-base-v1");
        }
        let is_revision = |text: &String| text.len() <= 100 && text.split('/').all(|part| is_hub_word(part, 100));
        if !revision.as_ref().is_none_or(is_revision) {
            refuse("revision", "must be a branch, a tag or a commit of at most 100 characters");
        }
    }
    if new.text_prefix.chars().count() > 50 {
        refuse("text_prefix", "must have at most 50 characters");
    }
    wrong
}

/// A part of a hub's path: nothing that a URL or a file system gives a meaning.
fn is_hub_word(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && !text.contains("..")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(name: &str, origin: Origin) -> NewBaseModel {
        NewBaseModel { name: name.into(), origin, text_prefix: String::new(), pooling: None }
    }

    fn hub(id: &str, revision: Option<&str>) -> Origin {
        Origin::Hub { id: id.into(), revision: revision.map(str::to_owned) }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let fields = |new: NewBaseModel| check(&new).into_iter().map(|wrong| wrong.field).collect::<Vec<_>>();
        assert_eq!(fields(new("kobert", hub("skt/kobert-base-v1", Some("refs/pr/3")))), [""; 0]);
        assert_eq!(fields(new("bert.base_2-ko", hub("bert-base-multilingual-cased", None))), [""; 0]);
        for name in ["", "-a", "Kobert", "a b", "scratch-mini", "가"] {
            assert_eq!(fields(new(name, Origin::Folder("/models/a".into()))), ["name"], "{name}");
        }
        for id in ["", "a/b/c", "../etc", "a/..", "a/b?c", "a b/c", "/a"] {
            assert_eq!(fields(new("a", hub(id, None))), ["hub_id"], "{id}");
        }
        for revision in ["", "../main", "a//b", "a?b", "-x"] {
            assert_eq!(fields(new("a", hub("a/b", Some(revision)))), ["revision"], "{revision}");
        }
        let wrong = NewBaseModel { text_prefix: "x".repeat(51), ..new("A", hub("?", Some("?"))) };
        assert_eq!(fields(wrong), ["name", "hub_id", "revision", "text_prefix"]);
    }
}

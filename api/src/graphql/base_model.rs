//! Base models: published encoders that training runs start from.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    base_model::{self, KeyReport, NewBaseModel, Origin},
    id::BaseModelId,
    job,
    page::{Direction, Order, Paging},
    training_run,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    connection::{self, Connection, cost},
    error::{self, Result},
    found,
    int64::Int64,
    job::Job,
    services,
    training_run::TrainingRun,
};

pub struct BaseModel(pub base_model::Model);

impl From<base_model::Model> for BaseModel {
    fn from(model: base_model::Model) -> Self {
        Self(model)
    }
}

/// Where a base model stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "base_model::Status")]
pub enum BaseModelStatus {
    /// It waits for a worker.
    Queued,
    /// Its files are fetched, checked and converted; its job's events tell how far that is.
    Fetching,
    /// Training runs can start from it.
    Ready,
    /// It can't be used; `errorCode` and `error` say why. Add it again to try again.
    Failed,
}

/// Where a base model comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "base_model::Source")]
pub enum BaseModelSource {
    /// A folder on the server's machine, in Hugging Face's layout.
    Local,
    /// The model hub of the server's configuration.
    Hub,
}

/// How the states of a text's tokens become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "base_model::Pooling")]
pub enum BaseModelPooling {
    /// The mean over the tokens that aren't padding.
    Mean,
    /// The state of the first token.
    Cls,
    /// The first token's state through the model's own pooler layer.
    Pooler,
}

/// A published encoder that training runs start from, sealed under the hash of its files.
#[Object]
impl BaseModel {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its unique name: what a training run gives as `baseModel`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> BaseModelStatus {
        self.0.status.into()
    }

    /// Where it comes from.
    async fn source(&self) -> BaseModelSource {
        self.0.source.into()
    }

    /// The folder it was read from, or its id on the hub.
    async fn location(&self) -> &str {
        &self.0.location
    }

    /// The branch, tag or commit that was asked of the hub.
    async fn revision(&self) -> Option<&str> {
        self.0.revision.as_deref()
    }

    /// The commit that it was on the hub.
    async fn resolved_revision(&self) -> Option<&str> {
        self.0.resolved_revision.as_deref()
    }

    /// Put before every text, in training and in service.
    async fn text_prefix(&self) -> &str {
        &self.0.text_prefix
    }

    /// How token states become one; once it is ready always there.
    async fn pooling(&self) -> Option<BaseModelPooling> {
        self.0.pooling.map(Into::into)
    }

    /// SHA-256 of the manifest of its sealed files.
    async fn sha256(&self) -> Option<&str> {
        self.0.sha256.as_deref()
    }

    /// Family of its architecture ("bert", "roberta").
    async fn family(&self) -> Option<&str> {
        self.0.family.as_deref()
    }

    /// Its architecture in full, as JSON in Hugging Face's names.
    async fn config(&self) -> Option<&str> {
        self.0.config.as_deref()
    }

    /// Weights in the encoder.
    async fn parameter_count(&self) -> Option<Int64> {
        self.0.parameter_count.map(Int64)
    }

    /// Pieces in its tokenizer.
    async fn vocabulary_size(&self) -> Option<Int64> {
        self.0.vocabulary_size.map(Int64)
    }

    /// Size of its sealed files.
    async fn size_bytes(&self) -> Option<Int64> {
        self.0.size_bytes.map(Int64)
    }

    /// Tensors that its checkpoint lacked or had too many of; once it is ready always there.
    async fn key_report(&self) -> Result<Option<BaseModelKeyReport>> {
        let Some(report) = &self.0.key_report else { return Ok(None) };
        let KeyReport { missing, unexpected } = serde_json::from_str(report)?;
        Ok(Some(BaseModelKeyReport { missing, unexpected }))
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, and what to do.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it became ready or failed.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// The training runs that start from it, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn training_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TrainingRun>> {
        let filter = training_run::Filter { base_model_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(training_run::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(training_run::Entity::find()), order, paging).await
    }

    /// The jobs that work for it, newest first; `jobEvents` of the newest tells its progress.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter { subject_id: Some(self.0.id.0), ..Default::default() };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(job::Entity::find()), order, paging).await
    }
}

/// Tensors of a checkpoint that didn't fit its architecture, by name.
#[derive(SimpleObject)]
pub struct BaseModelKeyReport {
    /// Tensors that the architecture has and the checkpoint hasn't.
    missing: Vec<String>,
    /// Tensors that the checkpoint has and the architecture hasn't; they aren't kept.
    unexpected: Vec<String>,
}

/// Which base models to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct BaseModelFilter {
    /// Only base models that stand here.
    status: Option<BaseModelStatus>,
}

/// A base model to be added, from a folder or from the hub: give one of `folder` and `hubId`.
#[derive(InputObject)]
pub struct AddBaseModelInput {
    /// Its name: letters a-z, digits, '.', '_' and '-'; not beginning with "scratch-", which are built in.
    name: String,
    /// A folder on the server's machine, below the server's `base_model_folder`.
    folder: Option<String>,
    /// Its id on the hub ("skt/kobert-base-v1").
    hub_id: Option<String>,
    /// The branch, tag or commit on the hub; `main` if left out. The commit it is now is fetched, and named.
    revision: Option<String>,
    /// Put before every text ("query: " for e5 models).
    #[graphql(default)]
    text_prefix: String,
    /// How token states become one; what its own files say if left out.
    pooling: Option<BaseModelPooling>,
}

#[derive(Default)]
pub struct BaseModelQuery;

#[Object]
impl BaseModelQuery {
    /// Base models, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn base_models(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which base models.", default)] filter: BaseModelFilter,
    ) -> Result<Connection<BaseModel>> {
        let filter = base_model::Filter { status: filter.status.map(Into::into) };
        let order = Order::by_unique(base_model::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(base_model::Entity::find()), order, paging).await
    }

    /// The base model with this id or this name.
    async fn base_model(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The base model's id.")] id: Option<Uuid>,
        #[graphql(desc = "The base model's name, instead of its id.")] name: Option<String>,
    ) -> Result<Option<BaseModel>> {
        let connection = super::connection(context);
        let base = match (id, name) {
            (Some(id), None) => base_model::find(connection, BaseModelId(id)).await,
            (None, Some(name)) => base_model::find_by_name(connection, &name).await,
            _ => return Err(domain::Error::invalid("id", "give one of id and name").into()),
        };
        Ok(found(base)?.map(BaseModel))
    }
}

#[derive(Default)]
pub struct BaseModelMutation;

#[Object]
impl BaseModelMutation {
    /// Adds a base model and returns it, queued: its job fetches, checks, converts and seals it. Asked again for the
    /// same, it returns the one there is; one that failed begins again, and continues with what was fetched.
    async fn add_base_model(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name, and where it comes from.")] input: AddBaseModelInput,
    ) -> Result<BaseModel> {
        let services = services(context);
        let origin = match (input.folder, input.hub_id) {
            (Some(folder), None) if input.revision.is_none() => {
                let folder = services.base_model.folder_within(&folder).map_err(error::in_input)?;
                Origin::Folder(folder.to_string_lossy().into_owned())
            }
            (Some(_), None) => {
                return Err(error::in_input(domain::Error::invalid("revision", "only a model on the hub has one")));
            }
            (None, Some(id)) => Origin::Hub { id, revision: input.revision },
            _ => return Err(error::in_input(domain::Error::invalid("folder", "give one of folder and hubId"))),
        };
        let new = NewBaseModel {
            name: input.name,
            origin,
            text_prefix: input.text_prefix,
            pooling: input.pooling.map(Into::into),
        };
        Ok(BaseModel(base_model::request(&services.database, new).await.map_err(error::in_input)?))
    }

    /// Removes a base model with its files, and returns its id. Refused while training runs refer to it, or while it is
    /// being added.
    async fn remove_base_model(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The base model's id.")] id: Uuid,
    ) -> Result<Uuid> {
        let services = services(context);
        let remains = base_model::remove(&services.database, BaseModelId(id)).await?;
        let artifacts = services.artifacts.clone();
        let cleared = tokio::task::spawn_blocking(move || remains.clear(&artifacts)).await;
        cleared.map_err(|error| domain::Error::Internal(error.to_string()))?.map_err(domain::Error::from)?;
        Ok(id)
    }
}

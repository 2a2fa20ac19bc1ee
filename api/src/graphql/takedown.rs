//! Articles whose text had to go.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    dataset,
    id::ArticleId,
    model_version,
    page::{Direction, Order, Paging},
    takedown, training_run,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    article::Article,
    connection::{self, Connection, cost},
    dataset::Dataset,
    error::{self, Result},
    loaders,
    model_version::ModelVersion,
    services,
    training_run::TrainingRun,
};

pub struct Takedown(pub takedown::Model);

impl From<takedown::Model> for Takedown {
    fn from(model: takedown::Model) -> Self {
        Self(model)
    }
}

/// Where a takedown stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "takedown::Status")]
pub enum TakedownStatus {
    /// The article's own text is gone; that in the files of sealed datasets and evaluations is being erased.
    Erasing,
    /// It is gone from all of them.
    Erased,
    /// A file couldn't be rewritten; `error` says why. Retry the job.
    Failed,
}

/// An article whose text had to go. Its hash stays, so that what was sealed can still be verified, and the text doesn't
/// come back by the next import.
#[Object]
impl Takedown {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Where it stands.
    async fn status(&self) -> TakedownStatus {
        self.0.status.into()
    }

    /// SHA-256 of the text that was there, hexadecimal: the tombstone.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// Who asked for it.
    async fn requested_by(&self) -> &str {
        &self.0.requested_by
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Sealed datasets that held it.
    async fn dataset_count(&self) -> i32 {
        self.0.dataset_count
    }

    /// Why erasing failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why erasing failed, as a sentence.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for; from then on nothing new learns from the text.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it was gone from everything sealed.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// The article, without its text.
    async fn article(&self, context: &Context<'_>) -> Result<Article> {
        Ok(Article(loaders(context).get(self.0.article_id).await?))
    }

    /// The sealed datasets that used it, oldest first.
    async fn datasets(&self, context: &Context<'_>) -> Result<Vec<Dataset>> {
        let found = dataset::datasets_of_article(super::connection(context), &[self.0.article_id]).await?;
        Ok(found.into_iter().map(|(_, dataset)| Dataset(dataset)).collect())
    }

    /// The training runs that used it, oldest first.
    async fn training_runs(&self, context: &Context<'_>) -> Result<Vec<TrainingRun>> {
        let runs = training_run::of_article(super::connection(context), self.0.article_id).await?;
        Ok(runs.into_iter().map(TrainingRun).collect())
    }

    /// The model versions that learnt from it, oldest first.
    async fn model_versions(&self, context: &Context<'_>) -> Result<Vec<ModelVersion>> {
        let connection = super::connection(context);
        let runs = training_run::of_article(connection, self.0.article_id).await?;
        let runs: Vec<_> = runs.into_iter().map(|run| run.id).collect();
        let versions = model_version::of_runs(connection, &runs).await?;
        Ok(versions.into_iter().map(ModelVersion).collect())
    }
}

#[derive(Default)]
pub struct TakedownQuery;

#[Object]
impl TakedownQuery {
    /// Takedowns, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn takedowns(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only takedowns that stand here.")] status: Option<TakedownStatus>,
    ) -> Result<Connection<Takedown>> {
        let filter = takedown::Filter { status: status.map(Into::into) };
        let order = Order::by_unique(takedown::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(takedown::Entity::find()), order, paging).await
    }
}

/// A text that has to go.
#[derive(InputObject)]
pub struct TakeDownArticleInput {
    /// The article's id.
    article_id: Uuid,
    /// Why: 1 to 1000 characters.
    reason: String,
}

#[derive(Default)]
pub struct TakedownMutation;

#[Object]
impl TakedownMutation {
    /// Takes an article's text down for good and returns the takedown. The article's own text is gone at once; a job
    /// erases it from the files of sealed datasets and evaluations. It can't be undone.
    async fn take_down_article(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article and the reason.")] input: TakeDownArticleInput,
    ) -> Result<Takedown> {
        let new = takedown::NewTakedown {
            article_id: ArticleId(input.article_id),
            reason: input.reason,
            requested_by: actor(context),
        };
        let takedown = takedown::request(&services(context).database, new).await;
        Ok(Takedown(takedown.map_err(error::in_input)?))
    }
}

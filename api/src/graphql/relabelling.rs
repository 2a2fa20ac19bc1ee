//! Labels changed by a person.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    id::{ArticleId, PredictionId, RelabellingId},
    label_set,
    page::{Direction, Order, Paging},
    prediction_label::{self, NewPredictionLabel},
    relabelling,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    article::{Article, LabelOrigin},
    connection::{self, Connection, cost},
    error::{self, Result},
    label_set::LabelClass,
    loaders, services,
};

pub struct Relabelling(relabelling::Model);

impl From<relabelling::Model> for Relabelling {
    fn from(model: relabelling::Model) -> Self {
        Self(model)
    }
}

/// Labels changed by a person, for one article or many, which can be taken back as a whole.
#[Object]
impl Relabelling {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// The class that was given; null if it took labels, or undoes another relabelling.
    async fn label(&self, context: &Context<'_>) -> Result<Option<LabelClass>> {
        Ok(match self.0.label_class_id {
            Some(id) => Some(LabelClass(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// Id of the relabelling that it undoes.
    async fn undoes_id(&self) -> Option<Uuid> {
        self.0.undoes_id.map(|id| id.0)
    }

    /// Who did it.
    async fn made_by(&self) -> &str {
        &self.0.made_by
    }

    /// Why, as that person said.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Articles whose label changed.
    async fn article_count(&self) -> i32 {
        self.0.article_count
    }

    /// When.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }
}

pub struct LabelChange(pub (relabelling::change::Model, relabelling::Model));

/// A label that an article had, and the one it got.
#[Object]
impl LabelChange {
    /// Its class before.
    async fn from(&self, context: &Context<'_>) -> Result<Option<LabelClass>> {
        Ok(match self.0.0.from_class_id {
            Some(id) => Some(LabelClass(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// What kind of author had set that.
    async fn from_origin(&self) -> Option<LabelOrigin> {
        self.0.0.from_origin.map(Into::into)
    }

    /// Who or what had set that.
    async fn from_labelled_by(&self) -> Option<&str> {
        self.0.0.from_by.as_deref()
    }

    /// Its class after.
    async fn to(&self, context: &Context<'_>) -> Result<Option<LabelClass>> {
        Ok(match self.0.0.to_class_id {
            Some(id) => Some(LabelClass(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// What kind of author set it.
    async fn to_origin(&self) -> Option<LabelOrigin> {
        self.0.0.to_origin.map(Into::into)
    }

    /// The relabelling: who, when, why.
    async fn relabelling(&self) -> Relabelling {
        Relabelling(self.0.1.clone())
    }
}

#[derive(Default)]
pub struct RelabellingQuery;

#[Object]
impl RelabellingQuery {
    /// Relabellings, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn relabellings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Relabelling>> {
        let order = Order::by_unique(relabelling::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, relabelling::Entity::find(), order, paging).await
    }
}

/// A label for articles.
#[derive(InputObject)]
pub struct RelabelArticlesInput {
    /// The articles' ids: 1 to 5000.
    article_ids: Vec<Uuid>,
    /// Key of the label set.
    label_set_key: String,
    /// Key of the class within the label set.
    label_key: String,
    /// Why: at most 1000 characters.
    reason: Option<String>,
}

/// The class that a person says is right for a prediction's text.
#[derive(InputObject)]
pub struct RelabelPredictionInput {
    /// The prediction's id.
    prediction_id: Uuid,
    /// Key of the class, out of the label set of the model that answered.
    label_key: String,
}

/// An article made of a prediction's text, and how it got its label.
#[derive(SimpleObject)]
pub struct RelabelledPrediction {
    /// The article.
    article: Article,
    /// The relabelling; undo it by its id.
    relabelling: Relabelling,
}

#[derive(Default)]
pub struct RelabellingMutation;

#[Object]
impl RelabellingMutation {
    /// Gives articles a class, over whatever they had, keeps what that was, and returns the relabelling. Nothing changes
    /// if an article isn't there.
    async fn relabel_articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The articles and their class.")] input: RelabelArticlesInput,
    ) -> Result<Relabelling> {
        let database = &services(context).database;
        let class = label_set::class_by_key(database.connection(), &input.label_set_key, &input.label_key).await;
        let new = relabelling::NewRelabelling {
            article_ids: input.article_ids.into_iter().map(ArticleId).collect(),
            label_class_id: class.map_err(error::in_input)?.id,
            reason: input.reason,
            made_by: actor(context),
        };
        Ok(Relabelling(relabelling::request(database, new).await.map_err(error::in_input)?))
    }

    /// Takes its label from an article, keeps what that was, and returns the relabelling, which can be undone.
    async fn unlabel_article(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article's id.")] article_id: Uuid,
        #[graphql(desc = "Why: at most 1000 characters.")] reason: Option<String>,
    ) -> Result<Relabelling> {
        let (database, by) = (&services(context).database, actor(context));
        Ok(Relabelling(relabelling::unlabel(database, &[ArticleId(article_id)], reason.as_deref(), &by).await?))
    }

    /// Makes an article of a prediction's text (or finds the one that was made of it), with the class that a person says
    /// is right. What it was before can be given back with `undoRelabelling`; an article made here is then one without a
    /// label, which no dataset takes. Refused with `CONFLICT` once the text is no longer kept.
    async fn relabel_prediction(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The prediction and its right class.")] input: RelabelPredictionInput,
    ) -> Result<RelabelledPrediction> {
        let services = services(context);
        let id = PredictionId(input.prediction_id);
        services.prediction_log.ensure_written(id).await;
        let new = NewPredictionLabel { prediction_id: id, label_key: input.label_key, made_by: actor(context) };
        let (article, relabelling) =
            prediction_label::request(&services.database, new).await.map_err(error::in_input)?;
        Ok(RelabelledPrediction { article: Article(article), relabelling: Relabelling(relabelling) })
    }

    /// Gives back the labels that a relabelling changed, where they still are what it made them, and returns the
    /// relabelling that did it.
    async fn undo_relabelling(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The relabelling's id.")] id: Uuid,
    ) -> Result<Relabelling> {
        let undone = relabelling::undo(&services(context).database, RelabellingId(id), &actor(context)).await;
        Ok(Relabelling(undone?))
    }
}

//! Articles and their labels.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    article,
    cleaning_decision::Outcome,
    crawl_page, dataset,
    id::{ArticleId, ArticleImportId, CrawlId, LabelClassId, LabelSetId, SourceId},
    label_set,
    page::{Direction, Order, Paging},
    relabelling,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    SortDirection, actor,
    article_import::ArticleImport,
    cleaning_decision::CleaningDecision,
    connection::{self, Connection, cost},
    crawl::Crawl,
    crawl_page::CrawlPage,
    dataset::Dataset,
    error::{self, Result},
    found,
    label_set::LabelClass,
    loader::{DecisionAbout, TakedownOf},
    loaders,
    relabelling::LabelChange,
    services,
    source::Source,
    takedown::Takedown,
};

pub struct Article(pub article::Model);

impl From<article::Model> for Article {
    fn from(model: article::Model) -> Self {
        Self(model)
    }
}

/// What kind of author set a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "article::LabelOrigin")]
pub enum LabelOrigin {
    /// The file the article came in.
    Import,
    /// The section of the page the article was collected from.
    Crawl,
    /// A person.
    Member,
    /// A model; datasets never take such articles.
    Model,
    /// A reader's feedback on a prediction.
    Feedback,
}

/// A raw article as it was collected, never edited, and its label.
#[Object]
impl Article {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name at the source; with the source it is the article's identity everywhere.
    async fn external_id(&self) -> &str {
        &self.0.external_id
    }

    /// Its address.
    async fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// Its title, raw.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Its body, raw; may be empty.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Characters (Unicode scalar values) in title and body.
    async fn character_count(&self) -> i32 {
        self.0.character_count
    }

    /// When the press published it.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at.map(|time| time.to_datetime())
    }

    /// When it was collected.
    async fn collected_at(&self) -> DateTime<Utc> {
        self.0.collected_at.to_datetime()
    }

    /// Its class.
    async fn label(&self, context: &Context<'_>) -> Result<Option<LabelClass>> {
        Ok(match self.0.label_class_id {
            Some(id) => Some(LabelClass(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// What kind of author set the class.
    async fn label_origin(&self) -> Option<LabelOrigin> {
        self.0.label_origin.map(Into::into)
    }

    /// Who or what set the class.
    async fn labelled_by(&self) -> Option<&str> {
        self.0.labelled_by.as_deref()
    }

    /// When the class was set.
    async fn labelled_at(&self) -> Option<DateTime<Utc>> {
        self.0.labelled_at.map(|time| time.to_datetime())
    }

    /// SHA-256 of title and body, hexadecimal.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// When it was first stored.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it last changed: an import brought another text, or it was labelled.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at.to_datetime()
    }

    /// Its source.
    async fn source(&self, context: &Context<'_>) -> Result<Source> {
        Ok(Source(loaders(context).get(self.0.source_id).await?))
    }

    /// The crawl that collected it, if it is known.
    async fn crawl(&self, context: &Context<'_>) -> Result<Option<Crawl>> {
        Ok(match self.0.crawl_id {
            Some(id) => Some(Crawl(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// The page that it was read from, as its crawl fetched it; null for an article that came otherwise.
    async fn crawl_page(&self, context: &Context<'_>) -> Result<Option<CrawlPage>> {
        let Some(crawl_id) = self.0.crawl_id else { return Ok(None) };
        let page = crawl_page::of_article(super::connection(context), crawl_id, &self.0.external_id).await?;
        Ok(page.map(CrawlPage::from))
    }

    /// The import that brought or last updated it.
    async fn article_import(&self, context: &Context<'_>) -> Result<Option<ArticleImport>> {
        Ok(match self.0.article_import_id {
            Some(id) => Some(ArticleImport(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// What cleaning has decided about it; null if it wasn't cleaned.
    async fn cleaning_decision(&self, context: &Context<'_>) -> Result<Option<CleaningDecision>> {
        let decision = loaders(context).find(DecisionAbout(self.0.id)).await?;
        let article_id = self.0.id;
        Ok(match decision {
            Some(decision) => Some(CleaningDecision { article_id, recorded: decision.recorded()? }),
            None => None,
        })
    }

    /// The labels it has had, newest first: who changed them, when and why. What files and crawls brought is known as far
    /// as a person changed it.
    async fn label_history(&self, context: &Context<'_>) -> Result<Vec<LabelChange>> {
        let history = relabelling::history(super::connection(context), self.0.id).await?;
        Ok(history.into_iter().map(LabelChange).collect())
    }

    /// Why its text is gone, if it was taken down.
    async fn takedown(&self, context: &Context<'_>) -> Result<Option<Takedown>> {
        Ok(loaders(context).find(TakedownOf(self.0.id)).await?.map(Takedown))
    }

    /// The sealed datasets it is a row of, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn datasets(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Dataset>> {
        let filter = dataset::Filter { article_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(dataset::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(dataset::Entity::find()), order, paging).await
    }
}

/// Which articles to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct ArticleFilter {
    /// Only articles of this class.
    label_class_id: Option<Uuid>,
    /// Only articles labelled with a class of this label set.
    label_set_id: Option<Uuid>,
    /// Only articles of this source.
    source_id: Option<Uuid>,
    /// Only articles this crawl collected.
    crawl_id: Option<Uuid>,
    /// Only articles this import brought or last updated.
    article_import_id: Option<Uuid>,
    /// Only articles with a label (true) or without one (false).
    labelled: Option<bool>,
    /// Only articles published at this moment or later.
    published_from: Option<DateTime<Utc>>,
    /// Only articles published before this moment.
    published_to: Option<DateTime<Utc>>,
    /// Only articles with this text in the title.
    text: Option<String>,
    /// Only articles that cleaning has done this with.
    cleaning: Option<CleaningState>,
}

/// What cleaning has done with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CleaningState {
    /// It keeps the article.
    Kept,
    /// It rejects the article.
    Rejected,
    /// It hasn't seen the article, or not the text that is there now.
    NotCleaned,
}

impl From<CleaningState> for article::Cleaning {
    fn from(state: CleaningState) -> Self {
        match state {
            CleaningState::Kept => Self::Decided(Outcome::Kept),
            CleaningState::Rejected => Self::Decided(Outcome::Rejected),
            CleaningState::NotCleaned => Self::Undecided,
        }
    }
}

impl From<ArticleFilter> for article::Filter {
    fn from(filter: ArticleFilter) -> Self {
        Self {
            label_class_id: filter.label_class_id.map(LabelClassId),
            label_set_id: filter.label_set_id.map(LabelSetId),
            source_id: filter.source_id.map(SourceId),
            crawl_id: filter.crawl_id.map(CrawlId),
            article_import_id: filter.article_import_id.map(ArticleImportId),
            labelled: filter.labelled,
            published_from: filter.published_from.map(Into::into),
            published_to: filter.published_to.map(Into::into),
            text: filter.text,
            cleaning: filter.cleaning.map(Into::into),
        }
    }
}

/// What articles are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ArticleSort {
    /// When they were first stored.
    CreatedAt,
    /// When they were published; articles without a time come last.
    PublishedAt,
}

/// How articles are sorted.
#[derive(Clone, Copy, InputObject)]
pub struct ArticleOrder {
    /// What by.
    field: ArticleSort,
    /// Which way.
    direction: SortDirection,
}

impl Default for ArticleOrder {
    fn default() -> Self {
        Self { field: ArticleSort::CreatedAt, direction: SortDirection::Descending }
    }
}

impl From<ArticleOrder> for Order<article::Column> {
    fn from(order: ArticleOrder) -> Self {
        match order.field {
            // Ids grow with time.
            ArticleSort::CreatedAt => Order::by_unique(article::Column::Id, order.direction.into()),
            ArticleSort::PublishedAt => {
                Order::by(article::Column::PublishedAt, article::Column::Id, order.direction.into())
            }
        }
    }
}

#[derive(Default)]
pub struct ArticleQuery;

#[Object]
impl ArticleQuery {
    /// Articles.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "Relay's paging arguments are flat")]
    async fn articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which articles.", default)] filter: ArticleFilter,
        #[graphql(desc = "How they are sorted; newest first if left out.")] order_by: Option<ArticleOrder>,
    ) -> Result<Connection<Article>> {
        let select = article::Filter::from(filter).apply(article::Entity::find());
        let paging = Paging::new(first, after, last, before);
        connection::list(context, select, order_by.unwrap_or_default().into(), paging).await
    }

    /// The article with this id.
    async fn article(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article's id.")] id: Uuid,
    ) -> Result<Option<Article>> {
        Ok(found(article::find(super::connection(context), ArticleId(id)).await)?.map(Article))
    }
}

/// A label for an article.
#[derive(InputObject)]
pub struct LabelArticleInput {
    /// The article's id.
    article_id: Uuid,
    /// Key of the label set.
    label_set_key: String,
    /// Key of the class within the label set.
    label_key: String,
}

#[derive(Default)]
pub struct ArticleMutation;

#[Object]
impl ArticleMutation {
    /// Sets an article's class, over whatever it was, and returns the article.
    async fn label_article(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article and its class.")] input: LabelArticleInput,
    ) -> Result<Article> {
        let database = &services(context).database;
        let label_set = label_set::find_by_key(database.connection(), &input.label_set_key).await?;
        let classes = label_set::classes(database.connection(), label_set.id).await?;
        let Some(class) = classes.iter().find(|class| class.key == input.label_key) else {
            let keys: Vec<_> = classes.iter().map(|class| class.key.as_str()).collect();
            let message = format!("must be one of {}", keys.join(", "));
            return Err(error::in_input(domain::Error::invalid("label_key", message)));
        };
        let id = ArticleId(input.article_id);
        let by = actor(context);
        let article = article::label(database, id, class.id, article::LabelOrigin::Member, &by).await;
        Ok(Article(article.map_err(error::in_input)?))
    }
}

//! What happens to articles, as a subscription tells it.

use async_graphql::{Context, ID, Object, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use domain::{
    article, article_import,
    event::Topic,
    id::{ArticleId, ArticleImportId, RelabellingId, TakedownId},
    takedown,
};
use futures::Stream;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    article::{Article, LabelOrigin},
    article_import::{ArticleImport, ArticleImportStatus},
    error::Result,
    event,
    int64::Int64,
    loaders,
    takedown::{Takedown, TakedownStatus},
};

/// Something happened to articles.
#[derive(SimpleObject)]
pub struct ArticleEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// What happened.
    change: ArticleChange,
}

/// What happened to articles.
#[derive(Union, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ArticleChange {
    /// An import moved on.
    Import(ArticlesImported),
    /// An article got a label.
    Labelled(ArticleLabelled),
    /// A person changed labels, or took that back.
    Relabelled(ArticlesRelabelled),
    /// A text was taken down, or is gone from everything sealed.
    TakenDown(ArticleTakenDown),
}

#[derive(Deserialize)]
pub struct ArticlesImported {
    article_import_id: ArticleImportId,
    status: article_import::Status,
    rows_read: i64,
    inserted: i64,
    unchanged: i64,
    updated: i64,
    refused: i64,
}

/// An import moved on; counts are as they stood then.
#[Object]
impl ArticlesImported {
    /// Where it stood.
    async fn status(&self) -> ArticleImportStatus {
        self.status.into()
    }

    /// Rows read.
    async fn rows_read(&self) -> Int64 {
        Int64(self.rows_read)
    }

    /// Rows that were new.
    async fn inserted(&self) -> Int64 {
        Int64(self.inserted)
    }

    /// Rows that were known, and equal.
    async fn unchanged(&self) -> Int64 {
        Int64(self.unchanged)
    }

    /// Rows that were known, and differed.
    async fn updated(&self) -> Int64 {
        Int64(self.updated)
    }

    /// Rows that were refused.
    async fn refused(&self) -> Int64 {
        Int64(self.refused)
    }

    /// The import's id.
    async fn article_import_id(&self) -> Uuid {
        self.article_import_id.0
    }

    /// The import as it stands now.
    async fn article_import(&self, context: &Context<'_>) -> Result<ArticleImport> {
        Ok(ArticleImport(loaders(context).get(self.article_import_id).await?))
    }
}

#[derive(Deserialize)]
pub struct ArticleLabelled {
    article_id: ArticleId,
    label: String,
    origin: article::LabelOrigin,
    by: String,
}

/// An article got a label.
#[Object]
impl ArticleLabelled {
    /// Key of the class.
    async fn label_key(&self) -> &str {
        &self.label
    }

    /// What kind of author set it.
    async fn label_origin(&self) -> LabelOrigin {
        self.origin.into()
    }

    /// Who or what set it.
    async fn labelled_by(&self) -> &str {
        &self.by
    }

    /// The article's id.
    async fn article_id(&self) -> Uuid {
        self.article_id.0
    }

    /// The article as it stands now.
    async fn article(&self, context: &Context<'_>) -> Result<Article> {
        Ok(Article(loaders(context).get(self.article_id).await?))
    }
}

#[derive(Deserialize)]
pub struct ArticlesRelabelled {
    relabelling_id: RelabellingId,
    label: Option<String>,
    article_count: i32,
    by: String,
}

/// A person changed labels, or took that back.
#[Object]
impl ArticlesRelabelled {
    /// The relabelling's id.
    async fn relabelling_id(&self) -> Uuid {
        self.relabelling_id.0
    }

    /// Key of the class that was given; null if it undid another relabelling.
    async fn label_key(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// Articles whose label changed.
    async fn article_count(&self) -> i32 {
        self.article_count
    }

    /// Who did it.
    async fn made_by(&self) -> &str {
        &self.by
    }
}

#[derive(Deserialize)]
pub struct ArticleTakenDown {
    takedown_id: TakedownId,
    status: takedown::Status,
}

/// A text was taken down, or is gone from everything sealed.
#[Object]
impl ArticleTakenDown {
    /// Where it stood.
    async fn status(&self) -> TakedownStatus {
        self.status.into()
    }

    /// The takedown as it stands now.
    async fn takedown(&self, context: &Context<'_>) -> Result<Takedown> {
        Ok(Takedown(loaders(context).get(self.takedown_id).await?))
    }
}

#[derive(Default)]
pub struct ArticleSubscription;

#[Subscription]
impl ArticleSubscription {
    /// What happens to articles: imports move on, labels are set, texts are taken down.
    async fn article_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<ArticleEvent>>> {
        event::follow(context, Topic::Article, None, after, |event| {
            let change = serde_json::from_str(&event.payload)?;
            Ok(ArticleEvent { event_id: event::id(&event), at: event.created_at.to_datetime(), change })
        })
        .await
    }
}

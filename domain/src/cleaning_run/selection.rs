//! Which articles a cleaning run judges.

use sea_orm::{ConnectionTrait, FromQueryResult, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    Error, InvalidField, Result, Timestamp,
    article::{Column, Entity},
    crawl,
    id::{ArticleId, ArticleImportId, CrawlId, LabelClassId},
    source, takedown,
};

/// Which articles a cleaning run judges; every field that is set narrows the choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Articles of these sources, by key; empty for all.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Articles collected by these crawls; empty for all.
    #[serde(default)]
    pub crawls: Vec<CrawlId>,
    /// Articles brought or last updated by these imports; empty for all.
    #[serde(default)]
    pub imports: Vec<ArticleImportId>,
    /// Published at this moment or later.
    #[serde(default)]
    pub published_from: Option<Timestamp>,
    /// Published before this moment.
    #[serde(default)]
    pub published_to: Option<Timestamp>,
}

impl Selection {
    /// Every field that is wrong in itself or names what isn't there.
    pub(crate) async fn check(&self, connection: &impl ConnectionTrait) -> Result<Vec<InvalidField>> {
        let mut wrong = Vec::new();
        for key in &self.sources {
            match source::find_by_key(connection, key).await {
                Ok(_) => {}
                Err(Error::NotFound { .. }) => {
                    wrong.push(InvalidField::new("selection.sources", format!("there is no source {key}")));
                }
                Err(error) => return Err(error),
            }
        }
        let crawls = crawl::find_many(connection, &self.crawls).await?;
        for id in self.crawls.iter().filter(|id| crawls.iter().all(|crawl| crawl.id != **id)) {
            wrong.push(InvalidField::new("selection.crawls", format!("there is no crawl {id}")));
        }
        let imports = crate::article_import::find_many(connection, &self.imports).await?;
        for id in self.imports.iter().filter(|id| imports.iter().all(|import| import.id != **id)) {
            wrong.push(InvalidField::new("selection.imports", format!("there is no import {id}")));
        }
        if let (Some(from), Some(to)) = (self.published_from, self.published_to)
            && from >= to
        {
            wrong.push(InvalidField::new("selection.published_to", "must be later than published_from"));
        }
        Ok(wrong)
    }
}

/// An article to be judged.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Candidate {
    /// Its id.
    pub id: ArticleId,
    /// Its raw title.
    pub title: String,
    /// Its raw body.
    pub body: String,
    /// When the press published it.
    pub published_at: Option<Timestamp>,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// Its class.
    pub label_class_id: Option<LabelClassId>,
    /// SHA-256 of title and body, hexadecimal.
    pub content_hash: String,
}

/// The articles that `selection` takes after `after` in the order of ids, at most `limit`. Those whose text was taken
/// down are never taken.
pub async fn candidates(
    connection: &impl ConnectionTrait,
    selection: &Selection,
    after: Option<ArticleId>,
    limit: u64,
) -> Result<Vec<Candidate>> {
    let mut query = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Title,
            Column::Body,
            Column::PublishedAt,
            Column::CollectedAt,
            Column::LabelClassId,
            Column::ContentHash,
        ])
        .filter(Column::Id.not_in_subquery(takedown::article_ids()));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    if !selection.sources.is_empty() {
        let ids = source::Entity::find()
            .select_only()
            .column(source::Column::Id)
            .filter(source::Column::Key.is_in(&selection.sources));
        query = query.filter(Column::SourceId.in_subquery(ids.into_query()));
    }
    if !selection.crawls.is_empty() {
        query = query.filter(Column::CrawlId.is_in(selection.crawls.iter().copied()));
    }
    if !selection.imports.is_empty() {
        query = query.filter(Column::ArticleImportId.is_in(selection.imports.iter().copied()));
    }
    if let Some(from) = selection.published_from {
        query = query.filter(Column::PublishedAt.gte(from));
    }
    if let Some(to) = selection.published_to {
        query = query.filter(Column::PublishedAt.lt(to));
    }
    Ok(query.order_by_asc(Column::Id).limit(limit).into_model().all(connection).await?)
}

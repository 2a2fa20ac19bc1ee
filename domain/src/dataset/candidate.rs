//! The articles that a selection takes.

use sea_orm::{
    ConnectionTrait, FromQueryResult, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::Selection;
use crate::{
    Result,
    article::{Column, Entity, LabelOrigin},
    cleaning_decision::{self, Outcome},
    crawl,
    id::{ArticleId, LabelClassId, SourceId},
    source, takedown,
};

/// An article that a selection takes, without its text.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Candidate {
    /// Its id.
    pub id: ArticleId,
    /// Its source.
    pub source_id: SourceId,
    /// Its name at the source.
    pub external_id: String,
    /// SHA-256 of title and body, hexadecimal.
    pub content_hash: String,
}

/// The articles of a class that `selection` takes, before its limit per class: those after `after` in the order of
/// ids, at most `limit`.
pub async fn candidates(
    connection: &impl ConnectionTrait,
    selection: &Selection,
    label_class_id: LabelClassId,
    after: Option<ArticleId>,
    limit: u64,
) -> Result<Vec<Candidate>> {
    let mut query = selected(selection)
        .columns([Column::Id, Column::SourceId, Column::ExternalId, Column::ContentHash])
        .filter(Column::LabelClassId.eq(label_class_id));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.order_by_asc(Column::Id).limit(limit).into_model().all(connection).await?)
}

/// The articles that `selection` takes, of whatever class, before its limit per class; no columns yet.
pub(super) fn selected(selection: &Selection) -> Select<Entity> {
    // A model would learn its own mistakes.
    let not_by_model = Column::LabelOrigin.ne(LabelOrigin::Model).or(Column::LabelOrigin.is_null());
    let mut query =
        Entity::find().select_only().filter(not_by_model).filter(Column::Id.not_in_subquery(takedown::article_ids()));
    if !selection.sources.is_empty() {
        let ids = source::Entity::find()
            .select_only()
            .column(source::Column::Id)
            .filter(source::Column::Key.is_in(&selection.sources));
        query = query.filter(Column::SourceId.in_subquery(ids.into_query()));
    }
    query = if selection.crawls.is_empty() {
        query.filter(crawl::trusted_articles())
    } else {
        query.filter(Column::CrawlId.is_in(selection.crawls.iter().copied()))
    };
    if let Some(from) = selection.published_from {
        query = query.filter(Column::PublishedAt.gte(from));
    }
    if let Some(to) = selection.published_to {
        query = query.filter(Column::PublishedAt.lt(to));
    }
    if selection.only_clean == Some(true) {
        // A decision about another text than the one that is there now says nothing.
        let kept = cleaning_decision::Entity::find()
            .select_only()
            .column(cleaning_decision::Column::ArticleId)
            .filter(cleaning_decision::Column::Outcome.eq(Outcome::Kept))
            .filter(
                Expr::col((cleaning_decision::Entity, cleaning_decision::Column::ArticleId))
                    .equals((Entity, Column::Id)),
            )
            .filter(
                Expr::col((cleaning_decision::Entity, cleaning_decision::Column::ContentHash))
                    .equals((Entity, Column::ContentHash)),
            );
        query = query.filter(Expr::exists(kept.into_query()));
    }
    if selection.min_characters > 0 {
        query = query.filter(Column::CharacterCount.gte(i64::from(selection.min_characters)));
    }
    query
}

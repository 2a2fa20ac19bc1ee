//! Choosing articles.

use sea_orm::{
    QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

use super::{Column, Entity};
use crate::{
    Timestamp,
    cleaning_decision::{self, Outcome},
    id::{ArticleImportId, CrawlId, LabelClassId, LabelSetId, SourceId},
    label_class,
};

/// Chooses articles; every field that is set narrows the choice.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Labelled with this class.
    pub label_class_id: Option<LabelClassId>,
    /// Labelled with a class of this set.
    pub label_set_id: Option<LabelSetId>,
    /// Of this source.
    pub source_id: Option<SourceId>,
    /// Collected by this crawl.
    pub crawl_id: Option<CrawlId>,
    /// Brought or last updated by this import.
    pub article_import_id: Option<ArticleImportId>,
    /// With a label (`true`) or without one (`false`).
    pub labelled: Option<bool>,
    /// Published at this moment or later.
    pub published_from: Option<Timestamp>,
    /// Published before this moment.
    pub published_to: Option<Timestamp>,
    /// With this text in the title, as it stands.
    pub text: Option<String>,
    /// That cleaning has done this with.
    pub cleaning: Option<Cleaning>,
}

/// What cleaning has done with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleaning {
    /// It kept or rejected the text that is there now.
    Decided(Outcome),
    /// It hasn't seen the text that is there now.
    Undecided,
}

impl Cleaning {
    fn condition(self) -> Expr {
        use cleaning_decision::Column as Decided;
        // A decision about another text than the one that is there now says nothing.
        let decisions = cleaning_decision::Entity::find()
            .select_only()
            .column(Decided::ArticleId)
            .filter(Expr::col((cleaning_decision::Entity, Decided::ArticleId)).equals((Entity, Column::Id)))
            .filter(Expr::col((cleaning_decision::Entity, Decided::ContentHash)).equals((Entity, Column::ContentHash)));
        match self {
            Self::Decided(outcome) => Expr::exists(decisions.filter(Decided::Outcome.eq(outcome)).into_query()),
            Self::Undecided => Expr::exists(decisions.into_query()).not(),
        }
    }
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(label_class_id) = self.label_class_id {
            query = query.filter(Column::LabelClassId.eq(label_class_id));
        }
        if let Some(label_set_id) = self.label_set_id {
            let classes = label_class::Entity::find()
                .select_only()
                .column(label_class::Column::Id)
                .filter(label_class::Column::LabelSetId.eq(label_set_id));
            query = query.filter(Column::LabelClassId.in_subquery(classes.into_query()));
        }
        if let Some(source_id) = self.source_id {
            query = query.filter(Column::SourceId.eq(source_id));
        }
        if let Some(crawl_id) = self.crawl_id {
            query = query.filter(Column::CrawlId.eq(crawl_id));
        }
        if let Some(article_import_id) = self.article_import_id {
            query = query.filter(Column::ArticleImportId.eq(article_import_id));
        }
        if let Some(labelled) = self.labelled {
            let condition = if labelled { Column::LabelClassId.is_not_null() } else { Column::LabelClassId.is_null() };
            query = query.filter(condition);
        }
        if let Some(from) = self.published_from {
            query = query.filter(Column::PublishedAt.gte(from));
        }
        if let Some(to) = self.published_to {
            query = query.filter(Column::PublishedAt.lt(to));
        }
        if let Some(cleaning) = self.cleaning {
            query = query.filter(cleaning.condition());
        }
        if let Some(text) = self.text.filter(|text| !text.is_empty()) {
            // Not the backslash: MySQL reads one as an escape in the very literal that would name it.
            let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
            query = query.filter(Column::Title.like(LikeExpr::new(format!("%{escaped}%")).escape('!')));
        }
        query
    }
}

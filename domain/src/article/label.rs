//! Labels as they are given, kept and taken back.

use sea_orm::{FromQueryResult, QuerySelect, entity::prelude::*, sea_query::Expr};
use serde::Serialize;
use serde_json::json;

use super::{Column, Entity, LabelOrigin, Model, find};
use crate::{
    Database, Error, Result, Timestamp,
    author::Change,
    event::{self, NewEvent, Topic},
    id::{ArticleId, LabelClassId},
    label_class, relabelling,
};

/// The label of an article.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Labelling {
    /// The article.
    pub id: ArticleId,
    /// Its class.
    pub label_class_id: Option<LabelClassId>,
    /// What kind of author set the class.
    pub label_origin: Option<LabelOrigin>,
    /// Who or what set the class.
    pub labelled_by: Option<String>,
    /// When the class was set.
    pub labelled_at: Option<Timestamp>,
}

/// A label as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The class.
    pub class: Option<LabelClassId>,
    /// What kind of author set it.
    pub origin: Option<LabelOrigin>,
    /// Who or what set it.
    pub by: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// The labels of those of `ids` that exist, in any order.
pub async fn labels(connection: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Labelling>> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::LabelClassId, Column::LabelOrigin, Column::LabelledBy, Column::LabelledAt])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_model()
        .all(connection)
        .await?)
}

/// Writes a label over those that articles have.
pub(crate) async fn set_labels(transaction: &impl ConnectionTrait, ids: &[ArticleId], label: &Label) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LabelClassId, Expr::value(label.class))
        .col_expr(Column::LabelOrigin, Expr::value(label.origin))
        .col_expr(Column::LabelledBy, Expr::value(label.by.clone()))
        .col_expr(Column::LabelledAt, Expr::value(label.at))
        .col_expr(Column::UpdatedAt, Expr::value(Timestamp::now()))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Sets an article's class, over whatever it was, and tells those who watch articles.
///
/// # Errors
/// [`Error::NotFound`] for an unknown article or class.
pub async fn label(
    database: &Database,
    id: ArticleId,
    label_class_id: LabelClassId,
    origin: LabelOrigin,
    by: &str,
) -> Result<Model> {
    let transaction = database.begin().await?;
    let class = label_class::Entity::find_by_id(label_class_id).one(&transaction).await?;
    let class = class.ok_or_else(|| Error::not_found("label class", label_class_id))?;
    let now = Timestamp::now();
    let unlabelled = find(&transaction, id).await?;
    let before = labels(&transaction, &[id]).await?.pop().ok_or_else(|| Error::not_found("article", id))?;
    relabelling::record_one(&transaction, before, (label_class_id, origin), (by, now)).await?;
    let updated = Entity::update_many()
        .col_expr(Column::LabelClassId, Expr::value(label_class_id))
        .col_expr(Column::LabelOrigin, Expr::value(origin))
        .col_expr(Column::LabelledBy, Expr::value(by.chars().take(200).collect::<String>()))
        .col_expr(Column::LabelledAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(&transaction)
        .await?;
    if updated.rows_affected != 1 {
        return Err(Error::not_found("article", id));
    }
    let article = find(&transaction, id).await?;
    transaction.note(|| {
        let state = |article: &Model| json!({ "labelClassId": article.label_class_id, "origin": article.label_origin });
        Change::of("article", id).from(state(&unlabelled)).to(state(&article))
    });
    let labelled = Labelled { kind: "labelled", article_id: id, label: class.key, origin, by };
    event::append(&transaction, vec![NewEvent::new(Topic::Article, id.0, &labelled)?]).await?;
    database.commit(transaction).await?;
    Ok(article)
}

/// What an event says when an article got a label.
#[derive(Serialize)]
struct Labelled<'a> {
    kind: &'static str,
    article_id: ArticleId,
    label: String,
    origin: LabelOrigin,
    by: &'a str,
}

//! Labels changed by a person, with what they were before: for one article or thousands, undone as a whole.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{QueryOrder, entity::prelude::*};
use serde::Serialize;

use crate::{
    Database, Error, Result, Timestamp,
    article::{self, LabelOrigin},
    database::DatabaseTransaction,
    event::{self, NewEvent, Topic},
    id::{ArticleId, LabelClassId, RelabellingId},
    label_class,
};

/// Most articles of one relabelling: what one transaction changes without holding others up for long.
pub const MAXIMUM_ARTICLES: usize = 5_000;
/// Rows read or written with one statement.
const BATCH: usize = 500;

/// Labels changed by a person.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "relabelling")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RelabellingId,
    /// The class that was given; absent if it takes labels, or undoes another relabelling.
    pub label_class_id: Option<LabelClassId>,
    /// The relabelling that it undoes.
    pub undoes_id: Option<RelabellingId>,
    /// Who did it.
    pub made_by: String,
    /// Why, as the person said.
    pub reason: Option<String>,
    /// Articles whose label changed.
    pub article_count: i32,
    /// When.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a relabelling did to one article.
pub mod change {
    use sea_orm::entity::prelude::*;

    use crate::{
        Timestamp,
        article::LabelOrigin,
        id::{ArticleId, LabelClassId, RelabellingId},
    };

    /// What a relabelling did to one article.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "label_change")]
    pub struct Model {
        /// The relabelling.
        #[sea_orm(primary_key, auto_increment = false)]
        pub relabelling_id: RelabellingId,
        /// The article.
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        /// Its class before.
        pub from_class_id: Option<LabelClassId>,
        /// What kind of author had set that.
        pub from_origin: Option<LabelOrigin>,
        /// Who or what had set that.
        pub from_by: Option<String>,
        /// When that had been set.
        pub from_at: Option<Timestamp>,
        /// Its class after.
        pub to_class_id: Option<LabelClassId>,
        /// What kind of author set it.
        pub to_origin: Option<LabelOrigin>,
    }

    /// None are needed: queries join by column.
    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Labels to be changed.
#[derive(Clone, Debug)]
pub struct NewRelabelling {
    /// Which articles.
    pub article_ids: Vec<ArticleId>,
    /// Their class from now on.
    pub label_class_id: LabelClassId,
    /// Why.
    pub reason: Option<String>,
    /// Who says so.
    pub made_by: String,
}

/// The relabelling `id`.
pub async fn find(connection: &impl ConnectionTrait, id: RelabellingId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("relabelling", id))
}

/// What relabellings did to an article, newest first, each with its relabelling.
pub async fn history(connection: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<(change::Model, Model)>> {
    let changes = change::Entity::find()
        .filter(change::Column::ArticleId.eq(id))
        .order_by_desc(change::Column::RelabellingId)
        .all(connection)
        .await?;
    let ids: BTreeSet<RelabellingId> = changes.iter().map(|change| change.relabelling_id).collect();
    let made = Entity::find().filter(Column::Id.is_in(ids)).all(connection).await?;
    let made: HashMap<RelabellingId, Model> = made.into_iter().map(|one| (one.id, one)).collect();
    Ok(changes
        .into_iter()
        .filter_map(|change| made.get(&change.relabelling_id).cloned().map(|one| (change, one)))
        .collect())
}

/// Gives articles a class, over whatever they had, and keeps what that was. Articles that a person gave the class
/// already stay as they are.
///
/// # Errors
/// [`Error::Invalid`] with every field at fault; [`Error::NotFound`] for an unknown article or class.
pub async fn request(database: &Database, new: NewRelabelling) -> Result<Model> {
    let transaction = database.begin().await?;
    let class = label_class::Entity::find_by_id(new.label_class_id).one(&transaction).await?;
    let class = class.ok_or_else(|| Error::not_found("label class", new.label_class_id))?;
    let to = To { class: Some(&class), reason: new.reason.as_deref(), made_by: &new.made_by };
    let model = relabel(&transaction, &new.article_ids, to).await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// Takes their labels from articles and keeps what they were, so that it can be undone. An import or a crawl that brings
/// an article again may label it again.
///
/// # Errors
/// As [`request`].
pub async fn unlabel(
    database: &Database,
    article_ids: &[ArticleId],
    reason: Option<&str>,
    made_by: &str,
) -> Result<Model> {
    let transaction = database.begin().await?;
    let model = relabel(&transaction, article_ids, To { class: None, reason, made_by }).await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// What articles are given.
#[derive(Clone, Copy)]
pub(crate) struct To<'a> {
    /// The class; none takes theirs.
    pub class: Option<&'a label_class::Model>,
    /// Why.
    pub reason: Option<&'a str>,
    /// Who says so.
    pub made_by: &'a str,
}

/// Gives articles a class, or none, within a transaction.
pub(crate) async fn relabel(transaction: &DatabaseTransaction, article_ids: &[ArticleId], to: To<'_>) -> Result<Model> {
    let ids: BTreeSet<ArticleId> = article_ids.iter().copied().collect();
    if ids.is_empty() || ids.len() > MAXIMUM_ARTICLES {
        return Err(Error::invalid("article_ids", format!("must name 1 to {MAXIMUM_ARTICLES} articles")));
    }
    let reason = to.reason.map(str::trim).filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| reason.chars().count() > 1_000) {
        return Err(Error::invalid("reason", "must have at most 1000 characters"));
    }
    let (class_id, origin) = (to.class.map(|class| class.id), to.class.map(|_| LabelOrigin::Member));
    let ids: Vec<ArticleId> = ids.into_iter().collect();
    let mut changes = Vec::new();
    let id = RelabellingId::new();
    for batch in ids.chunks(BATCH) {
        let found = article::labels(transaction, batch).await?;
        for article_id in batch {
            let before = found.iter().find(|one| one.id == *article_id);
            let before = before.ok_or_else(|| Error::not_found("article", article_id))?;
            if before.label_class_id != class_id || before.label_origin != origin {
                changes.push(change::Model {
                    relabelling_id: id,
                    article_id: *article_id,
                    from_class_id: before.label_class_id,
                    from_origin: before.label_origin,
                    from_by: before.labelled_by.clone(),
                    from_at: before.labelled_at,
                    to_class_id: class_id,
                    to_origin: origin,
                });
            }
        }
    }
    let now = Timestamp::now();
    let model = Model {
        id,
        label_class_id: class_id,
        undoes_id: None,
        made_by: to.made_by.chars().take(200).collect(),
        reason: reason.map(str::to_owned),
        article_count: changes.len() as i32,
        created_at: now,
    };
    record(transaction, &model, &changes).await?;
    // Of a label that was taken it stays known when, and by whom: undoing asks whether it still is so.
    let label = article::Label { class: class_id, origin, by: Some(model.made_by.clone()), at: Some(now) };
    for batch in changes.chunks(BATCH) {
        let ids: Vec<ArticleId> = batch.iter().map(|change| change.article_id).collect();
        article::set_labels(transaction, &ids, &label).await?;
    }
    announce(transaction, &model, to.class.map(|class| class.key.as_str())).await?;
    Ok(model)
}

/// Gives back the labels that a relabelling changed: those that still are what it made them. Labels changed since by
/// somebody else stay. The undoing is a relabelling of its own.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it was undone already, or is itself an undoing.
pub async fn undo(database: &Database, id: RelabellingId, by: &str) -> Result<Model> {
    let transaction = database.begin().await?;
    let undone = find(&transaction, id).await?;
    if undone.undoes_id.is_some() {
        return Err(Error::Conflict("an undoing can't be undone; relabel the articles again".into()));
    }
    if Entity::find().filter(Column::UndoesId.eq(id)).one(&transaction).await?.is_some() {
        return Err(Error::Conflict("the relabelling was undone already".into()));
    }
    let changes = change::Entity::find().filter(change::Column::RelabellingId.eq(id)).all(&transaction).await?;
    let mut back = Vec::new();
    let new_id = RelabellingId::new();
    for batch in changes.chunks(BATCH) {
        let ids: Vec<ArticleId> = batch.iter().map(|change| change.article_id).collect();
        let now: HashMap<ArticleId, article::Labelling> =
            article::labels(&transaction, &ids).await?.into_iter().map(|one| (one.id, one)).collect();
        for change in batch {
            let is_ours = |now: &&article::Labelling| {
                now.label_class_id == change.to_class_id
                    && now.label_origin == change.to_origin
                    && now.labelled_at == Some(undone.created_at)
            };
            let Some(now) = now.get(&change.article_id).filter(is_ours) else { continue };
            let label = article::Label {
                class: change.from_class_id,
                origin: change.from_origin,
                by: change.from_by.clone(),
                at: change.from_at,
            };
            article::set_labels(&transaction, &[change.article_id], &label).await?;
            back.push(change::Model {
                relabelling_id: new_id,
                article_id: change.article_id,
                from_class_id: now.label_class_id,
                from_origin: now.label_origin,
                from_by: now.labelled_by.clone(),
                from_at: now.labelled_at,
                to_class_id: change.from_class_id,
                to_origin: change.from_origin,
            });
        }
    }
    let model = Model {
        id: new_id,
        label_class_id: None,
        undoes_id: Some(id),
        made_by: by.chars().take(200).collect(),
        reason: None,
        article_count: back.len() as i32,
        created_at: Timestamp::now(),
    };
    match record(&transaction, &model, &back).await {
        Err(error) if error.is_unique_violation() => {
            return Err(Error::Conflict("the relabelling was undone already".into()));
        }
        recorded => recorded?,
    }
    announce(&transaction, &model, None).await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// Keeps what one article's label was before it is given `class`.
pub(crate) async fn record_one(
    transaction: &DatabaseTransaction,
    before: article::Labelling,
    (class, origin): (LabelClassId, LabelOrigin),
    (by, at): (&str, Timestamp),
) -> Result<()> {
    let model = Model {
        id: RelabellingId::new(),
        label_class_id: Some(class),
        undoes_id: None,
        made_by: by.chars().take(200).collect(),
        reason: None,
        article_count: 1,
        created_at: at,
    };
    let change = change::Model {
        relabelling_id: model.id,
        article_id: before.id,
        from_class_id: before.label_class_id,
        from_origin: before.label_origin,
        from_by: before.labelled_by,
        from_at: before.labelled_at,
        to_class_id: Some(class),
        to_origin: Some(origin),
    };
    record(transaction, &model, &[change]).await
}

async fn record(transaction: &DatabaseTransaction, model: &Model, changes: &[change::Model]) -> Result<()> {
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(transaction).await?;
    for batch in changes.chunks(BATCH) {
        let rows = batch.iter().cloned().map(change::ActiveModel::from);
        change::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// The payload of a relabelling's event ([`Topic::Article`], its subject the relabelling).
#[derive(Serialize)]
struct Relabelled<'a> {
    kind: &'static str,
    relabelling_id: RelabellingId,
    undoes_id: Option<RelabellingId>,
    label: Option<&'a str>,
    article_count: i32,
    by: &'a str,
}

async fn announce(transaction: &DatabaseTransaction, model: &Model, label: Option<&str>) -> Result<()> {
    let payload = Relabelled {
        kind: "relabelled",
        relabelling_id: model.id,
        undoes_id: model.undoes_id,
        label,
        article_count: model.article_count,
        by: &model.made_by,
    };
    event::append(transaction, vec![NewEvent::new(Topic::Article, model.id.0, &payload)?]).await
}

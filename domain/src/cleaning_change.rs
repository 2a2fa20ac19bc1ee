//! What a cleaning run would change of what is decided about one article: the decision before, and the one after.

use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    cleaning_decision::{self, Recorded},
    cleaning_rule::Rule,
    id::{ArticleId, CleaningRunId},
};

/// What a cleaning run would change of what is decided about one article.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cleaning_change")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cleaning_run_id: CleaningRunId,
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    /// What kind of change it is.
    pub kind: Kind,
    /// The rule that rejects the article from then on.
    pub rule: Option<Rule>,
    /// The decision before, as JSON ([`Recorded`]); absent if there was none.
    pub before: Option<String>,
    /// The decision after, as JSON.
    pub after: String,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An article that wasn't decided about is kept.
    Kept,
    /// An article that was kept, or wasn't decided about, is rejected.
    Rejected,
    /// An article that was rejected is kept.
    Restored,
    /// The outcome stays; the reason, the evidence or the cleaned text is another.
    Revised,
}

impl Model {
    /// The decision before; `None` if there was none.
    pub fn before(&self) -> Result<Option<Recorded>> {
        Ok(self.before.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// The decision after.
    pub fn after(&self) -> Result<Recorded> {
        Ok(serde_json::from_str(&self.after)?)
    }
}

/// Changes stored, and put in force, with one statement.
pub const BATCH: usize = 500;

/// Chooses changes of a run; every field that is set narrows the choice.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of this run.
    pub cleaning_run_id: CleaningRunId,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// By this rule.
    pub rule: Option<Rule>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, query: Select<Entity>) -> Select<Entity> {
        let mut query = query.filter(Column::CleaningRunId.eq(self.cleaning_run_id));
        if let Some(kind) = self.kind {
            query = query.filter(Column::Kind.eq(kind));
        }
        if let Some(rule) = self.rule {
            query = query.filter(Column::Rule.eq(rule));
        }
        query
    }
}

/// Stores changes; at most [`BATCH`].
pub async fn insert(transaction: &impl ConnectionTrait, changes: Vec<Model>) -> Result<()> {
    if !changes.is_empty() {
        let rows = changes.into_iter().map(ActiveModel::from);
        Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// Deletes some of the changes of a run, left by an attempt that didn't finish. False when there are none any more.
pub async fn remove_some(transaction: &impl ConnectionTrait, id: CleaningRunId) -> Result<bool> {
    let some: Vec<ArticleId> = Entity::find()
        .select_only()
        .column(Column::ArticleId)
        .filter(Column::CleaningRunId.eq(id))
        .limit(5 * BATCH as u64)
        .into_tuple()
        .all(transaction)
        .await?;
    if some.is_empty() {
        return Ok(false);
    }
    let of_run = Entity::delete_many().filter(Column::CleaningRunId.eq(id));
    of_run.filter(Column::ArticleId.is_in(some)).exec(transaction).await?;
    Ok(true)
}

/// The changes of a run after the article `after`, in the order of ids, at most [`BATCH`].
pub async fn page_after(
    connection: &impl ConnectionTrait,
    id: CleaningRunId,
    after: Option<ArticleId>,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(Column::CleaningRunId.eq(id));
    if let Some(after) = after {
        query = query.filter(Column::ArticleId.gt(after));
    }
    Ok(query.order_by_asc(Column::ArticleId).limit(BATCH as u64).all(connection).await?)
}

/// Takes the article's text out of every change that any run proposed, as a takedown does.
pub(crate) async fn erase_text(transaction: &impl ConnectionTrait, article_id: ArticleId) -> Result<()> {
    let erased = |recorded: Recorded| -> Result<String> {
        let mut recorded = recorded;
        recorded.decision.cleaned_title = None;
        recorded.decision.cleaned_body = None;
        if let Some(evidence) = &mut recorded.decision.evidence {
            evidence.matched = None;
        }
        Ok(serde_json::to_string(&recorded)?)
    };
    for change in Entity::find().filter(Column::ArticleId.eq(article_id)).all(transaction).await? {
        let (before, after) = (change.before()?.map(erased).transpose()?, erased(change.after()?)?);
        let mut row = ActiveModel::from(change);
        row.before = Set(before);
        row.after = Set(after);
        row.update(transaction).await?;
    }
    cleaning_decision::Entity::update_many()
        .col_expr(cleaning_decision::Column::CleanedTitle, Expr::value(None::<String>))
        .col_expr(cleaning_decision::Column::CleanedBody, Expr::value(None::<String>))
        .col_expr(cleaning_decision::Column::Evidence, Expr::value(None::<String>))
        .filter(cleaning_decision::Column::ArticleId.eq(article_id))
        .exec(transaction)
        .await?;
    Ok(())
}

//! What cleaning has decided about an article, beside the raw article, which is never changed.
//!
//! A decision was made on one state of the text, which its content hash names: if the article arrives with another text
//! later, the decision no longer speaks of it, and the article counts as not cleaned until it is.

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, Timestamp,
    cleaning_rule::Rule,
    id::{ArticleId, CleaningRunId},
};

/// What cleaning has decided about an article.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cleaning_decision")]
pub struct Model {
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    /// What was decided.
    pub outcome: Outcome,
    /// The rule that rejected it.
    pub rule: Option<Rule>,
    /// The version of that rule's code.
    pub rule_version: Option<i32>,
    /// What the rule saw, as JSON ([`Evidence`]).
    pub evidence: Option<String>,
    /// The raw text that was judged, by its content hash.
    pub content_hash: String,
    /// The title after cleaning, where it differs from the raw one.
    pub cleaned_title: Option<String>,
    /// The body after cleaning, where it differs from the raw one.
    pub cleaned_body: Option<String>,
    /// The article that is kept in its stead.
    pub duplicate_of: Option<ArticleId>,
    /// The version of the rule set.
    pub rule_set_version: i32,
    /// The run that decided.
    pub cleaning_run_id: CleaningRunId,
    /// When it was applied.
    pub decided_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What was decided about an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It may be learnt from.
    Kept,
    /// It may not.
    Rejected,
}

/// What a rule saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What was measured: characters, a share or a similarity, as the rule's threshold is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<f64>,
    /// What it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// The words that gave the article away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matched: Option<String>,
    /// The article that is kept in its stead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_article_id: Option<ArticleId>,
    /// Keys of the labels that copies of the article have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

/// A decision without who made it when: two runs that decide the same have equal ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// The rule that rejected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The version of that rule's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_version: Option<i32>,
    /// What the rule saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// The raw text that was judged, by its content hash.
    pub content_hash: String,
    /// The title after cleaning, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleaned_title: Option<String>,
    /// The body after cleaning, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleaned_body: Option<String>,
}

impl Decision {
    /// The article is kept; nothing of its text changed.
    pub fn kept(content_hash: String) -> Self {
        Self {
            outcome: Outcome::Kept,
            rule: None,
            rule_version: None,
            evidence: None,
            content_hash,
            cleaned_title: None,
            cleaned_body: None,
        }
    }

    /// The same text, rejected by `rule`.
    #[must_use]
    pub fn rejected(self, rule: Rule, evidence: Evidence) -> Self {
        Self {
            outcome: Outcome::Rejected,
            rule: Some(rule),
            rule_version: Some(rule.version()),
            evidence: Some(evidence),
            ..self
        }
    }

    /// The article that is kept in its stead.
    pub fn duplicate_of(&self) -> Option<ArticleId> {
        self.evidence.as_ref().and_then(|evidence| evidence.kept_article_id)
    }
}

/// A decision and who made it when: all there is to restore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The decision.
    pub decision: Decision,
    /// The version of the rule set.
    pub rule_set_version: i32,
    /// The run that decided.
    pub cleaning_run_id: CleaningRunId,
    /// When it was applied.
    pub decided_at: Timestamp,
}

impl Recorded {
    /// As a row for `article_id`.
    pub fn into_model(self, article_id: ArticleId) -> Result<Model> {
        let duplicate_of = self.decision.duplicate_of();
        let Decision { outcome, rule, rule_version, evidence, content_hash, cleaned_title, cleaned_body } =
            self.decision;
        Ok(Model {
            article_id,
            outcome,
            rule,
            rule_version,
            evidence: evidence.as_ref().map(serde_json::to_string).transpose()?,
            content_hash,
            cleaned_title,
            cleaned_body,
            duplicate_of,
            rule_set_version: self.rule_set_version,
            cleaning_run_id: self.cleaning_run_id,
            decided_at: self.decided_at,
        })
    }
}

impl Model {
    /// What the rule saw.
    pub fn evidence(&self) -> Result<Option<Evidence>> {
        Ok(self.evidence.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// The decision, and who made it when.
    pub fn recorded(self) -> Result<Recorded> {
        let evidence = self.evidence()?;
        let decision = Decision {
            outcome: self.outcome,
            rule: self.rule,
            rule_version: self.rule_version,
            evidence,
            content_hash: self.content_hash,
            cleaned_title: self.cleaned_title,
            cleaned_body: self.cleaned_body,
        };
        Ok(Recorded {
            decision,
            rule_set_version: self.rule_set_version,
            cleaning_run_id: self.cleaning_run_id,
            decided_at: self.decided_at,
        })
    }
}

/// Chooses decisions; every field that is set narrows the choice.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// That decided this.
    pub outcome: Option<Outcome>,
    /// By this rule.
    pub rule: Option<Rule>,
    /// Copies of this article.
    pub duplicate_of: Option<ArticleId>,
}

impl Filter {
    /// Adds the conditions to a query.
    pub fn apply(self, mut query: Select<Entity>) -> Select<Entity> {
        if let Some(outcome) = self.outcome {
            query = query.filter(Column::Outcome.eq(outcome));
        }
        if let Some(rule) = self.rule {
            query = query.filter(Column::Rule.eq(rule));
        }
        if let Some(duplicate_of) = self.duplicate_of {
            query = query.filter(Column::DuplicateOf.eq(duplicate_of));
        }
        query
    }
}

/// Decisions about those of `ids` that have one, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::ArticleId.is_in(ids.iter().copied())).all(connection).await?)
}

/// Whether any decision is in force.
pub async fn any(connection: &impl ConnectionTrait) -> Result<bool> {
    Ok(Entity::find()
        .select_only()
        .column(Column::ArticleId)
        .limit(1)
        .into_tuple::<ArticleId>()
        .one(connection)
        .await?
        .is_some())
}

/// Decisions about articles after `after` in the order of ids, at most `limit`, each with what it means for duplicates.
pub async fn page_after(
    connection: &impl ConnectionTrait,
    after: Option<ArticleId>,
    limit: u64,
) -> Result<Vec<(ArticleId, Outcome, Option<Rule>, Option<ArticleId>)>> {
    let mut query =
        Entity::find().select_only().columns([Column::ArticleId, Column::Outcome, Column::Rule, Column::DuplicateOf]);
    if let Some(after) = after {
        query = query.filter(Column::ArticleId.gt(after));
    }
    Ok(query.order_by_asc(Column::ArticleId).limit(limit).into_tuple().all(connection).await?)
}

/// Puts decisions in force over whatever was decided about their articles.
pub(crate) async fn put(transaction: &impl ConnectionTrait, decisions: Vec<Model>) -> Result<()> {
    if decisions.is_empty() {
        return Ok(());
    }
    let all = [
        Column::Outcome,
        Column::Rule,
        Column::RuleVersion,
        Column::Evidence,
        Column::ContentHash,
        Column::CleanedTitle,
        Column::CleanedBody,
        Column::DuplicateOf,
        Column::RuleSetVersion,
        Column::CleaningRunId,
        Column::DecidedAt,
    ];
    let over = OnConflict::column(Column::ArticleId).update_columns(all).to_owned();
    let rows = decisions.into_iter().map(ActiveModel::from);
    Entity::insert_many(rows).on_conflict(over).exec_without_returning(transaction).await?;
    Ok(())
}

/// Takes away the decisions about these articles.
pub(crate) async fn remove(transaction: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<()> {
    if !ids.is_empty() {
        Entity::delete_many().filter(Column::ArticleId.is_in(ids.iter().copied())).exec(transaction).await?;
    }
    Ok(())
}

/// The decision about an article.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(connection: &impl ConnectionTrait, article_id: ArticleId) -> Result<Model> {
    let found = Entity::find_by_id(article_id).one(connection).await?;
    found.ok_or_else(|| Error::not_found("cleaning decision about article", article_id))
}

//! What cleaning has decided about an article, and what a run would change of it.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    cleaning_change,
    cleaning_decision::{self, Evidence, Recorded},
    id::ArticleId,
};
use uuid::Uuid;

use super::{article::Article, cleaning_rule::CleaningRule, error::Result, loaders, text_diff::TextDiff};

/// What cleaning decided about an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "cleaning_decision::Outcome")]
pub enum CleaningOutcome {
    /// It may be learnt from.
    Kept,
    /// It may not.
    Rejected,
}

pub struct CleaningDecision {
    pub article_id: ArticleId,
    pub recorded: Recorded,
}

/// What cleaning decided about an article. The raw article is never changed.
#[Object]
impl CleaningDecision {
    /// What was decided.
    async fn outcome(&self) -> CleaningOutcome {
        self.recorded.decision.outcome.into()
    }

    /// The rule that rejected it.
    async fn rule(&self) -> Option<CleaningRule> {
        self.recorded.decision.rule.map(Into::into)
    }

    /// The version of that rule's code.
    async fn rule_version(&self) -> Option<i32> {
        self.recorded.decision.rule_version
    }

    /// What the rule saw.
    async fn evidence(&self) -> Option<CleaningEvidence> {
        self.recorded.decision.evidence.clone().map(CleaningEvidence)
    }

    /// The title after cleaning; null where it is the raw one.
    async fn cleaned_title(&self) -> Option<&str> {
        self.recorded.decision.cleaned_title.as_deref()
    }

    /// The body after cleaning; null where it is the raw one.
    async fn cleaned_body(&self) -> Option<&str> {
        self.recorded.decision.cleaned_body.as_deref()
    }

    /// Whether it speaks of the text that the article has now: if not, the article arrived with another text since, and
    /// counts as not cleaned.
    async fn is_current(&self, context: &Context<'_>) -> Result<bool> {
        let article = loaders(context).get(self.article_id).await?;
        Ok(article.content_hash == self.recorded.decision.content_hash)
    }

    /// The version of the cleaning rules.
    async fn rule_set_version(&self) -> i32 {
        self.recorded.rule_set_version
    }

    /// The cleaning run that decided.
    async fn cleaning_run_id(&self) -> Uuid {
        self.recorded.cleaning_run_id.0
    }

    /// When it came in force.
    async fn decided_at(&self) -> DateTime<Utc> {
        self.recorded.decided_at.to_datetime()
    }
}

pub struct CleaningEvidence(Evidence);

/// What a rule saw.
#[Object]
impl CleaningEvidence {
    /// What was measured, as the rule's threshold is: characters, a share or a similarity.
    async fn measured(&self) -> Option<f64> {
        self.0.measured
    }

    /// What it was compared with.
    async fn threshold(&self) -> Option<f64> {
        self.0.threshold
    }

    /// The words that gave the article away.
    async fn matched(&self) -> Option<&str> {
        self.0.matched.as_deref()
    }

    /// Keys of the labels that copies of the article have.
    async fn label_keys(&self) -> &[String] {
        &self.0.labels
    }

    /// The article that is kept in its stead.
    async fn kept_article(&self, context: &Context<'_>) -> Result<Option<Article>> {
        let Some(id) = self.0.kept_article_id else { return Ok(None) };
        Ok(loaders(context).find(id).await?.map(Article))
    }
}

/// What kind of change a cleaning run makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "cleaning_change::Kind")]
pub enum CleaningChangeKind {
    /// An article that wasn't decided about is kept.
    Kept,
    /// An article that was kept, or wasn't decided about, is rejected.
    Rejected,
    /// An article that was rejected is kept.
    Restored,
    /// The outcome stays; the reason, the evidence or the cleaned text is another.
    Revised,
}

pub struct CleaningChange(pub cleaning_change::Model);

impl From<cleaning_change::Model> for CleaningChange {
    fn from(model: cleaning_change::Model) -> Self {
        Self(model)
    }
}

/// What a cleaning run would change, or has changed, of what is decided about one article.
#[Object]
impl CleaningChange {
    /// What kind of change it is.
    async fn kind(&self) -> CleaningChangeKind {
        self.0.kind.into()
    }

    /// The article.
    async fn article(&self, context: &Context<'_>) -> Result<Article> {
        Ok(Article(loaders(context).get(self.0.article_id).await?))
    }

    /// The decision before; null if there was none.
    async fn before(&self) -> Result<Option<CleaningDecision>> {
        let article_id = self.0.article_id;
        Ok(self.0.before()?.map(|recorded| CleaningDecision { article_id, recorded }))
    }

    /// The decision after; its `decidedAt` says nothing until it is in force.
    async fn after(&self) -> Result<CleaningDecision> {
        Ok(CleaningDecision { article_id: self.0.article_id, recorded: self.0.after()? })
    }

    /// What cleaning does to the article's text.
    async fn text_diff(&self, context: &Context<'_>) -> Result<CleaningTextDiff> {
        let article = loaders(context).get(self.0.article_id).await?;
        let decision = self.0.after()?.decision;
        let cleaned = |raw: &str, cleaned: Option<String>| cleaned.unwrap_or_else(|| raw.to_owned());
        Ok(CleaningTextDiff {
            title: TextDiff::of(&article.title, &cleaned(&article.title, decision.cleaned_title)),
            body: TextDiff::of(&article.body, &cleaned(&article.body, decision.cleaned_body)),
        })
    }
}

/// What cleaning does to an article's text, in pieces that follow one another.
#[derive(SimpleObject)]
pub struct CleaningTextDiff {
    /// The title.
    title: Vec<TextDiff>,
    /// The body.
    body: Vec<TextDiff>,
}

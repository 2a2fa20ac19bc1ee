//! What a cleaning run found.

use async_graphql::{Object, SimpleObject};
use domain::cleaning_run;

use super::{cleaning_rule::CleaningRule, int64::Int64};

pub struct CleaningReport(pub cleaning_run::Report);

/// What a cleaning run found.
#[Object]
impl CleaningReport {
    /// Articles judged.
    async fn articles(&self) -> Int64 {
        self.0.articles.into()
    }

    /// Of these, articles that are kept.
    async fn kept(&self) -> Int64 {
        self.0.kept.into()
    }

    /// Of these, articles that are rejected.
    async fn rejected(&self) -> Int64 {
        self.0.rejected.into()
    }

    /// Of those kept, articles whose text differs from the raw one.
    async fn text_changed(&self) -> Int64 {
        self.0.text_changed.into()
    }

    /// Articles by rule, in the order of the rules.
    async fn by_rule(&self) -> Vec<CleaningRuleCount> {
        let count = |count: &cleaning_run::RuleCount| CleaningRuleCount {
            rule: count.rule.into(),
            rejected: count.rejected.into(),
            text_changed: count.text_changed.into(),
        };
        self.0.by_rule.iter().map(count).collect()
    }

    /// Changes against what was in force, by kind.
    async fn changes(&self) -> CleaningChangeCounts {
        let counts = self.0.changes;
        CleaningChangeCounts {
            total: counts.total().into(),
            kept: counts.kept.into(),
            rejected: counts.rejected.into(),
            restored: counts.restored.into(),
            revised: counts.revised.into(),
        }
    }
}

/// How many articles a rule rejects or changes.
#[derive(SimpleObject)]
pub struct CleaningRuleCount {
    /// The rule.
    rule: CleaningRule,
    /// Articles judged that it rejects.
    rejected: Int64,
    /// Articles judged whose text it changes.
    text_changed: Int64,
}

/// Changes against what was in force.
#[derive(SimpleObject)]
pub struct CleaningChangeCounts {
    /// All of them.
    total: Int64,
    /// Articles that weren't decided about and are kept.
    kept: Int64,
    /// Articles that were kept, or not decided about, and are rejected.
    rejected: Int64,
    /// Articles that were rejected and are kept.
    restored: Int64,
    /// Articles of which the reason, the evidence or the cleaned text is another.
    revised: Int64,
}

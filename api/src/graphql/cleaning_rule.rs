//! The cleaning rules, and versions of how they are set.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    cleaning_rule::{self, Setting},
    cleaning_rule_set,
    page::{Direction, Order, Paging},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    connection::{self, Connection, cost},
    error::{self, Result},
    services,
};

/// A cleaning rule, in the order in which rules are asked: the first that rejects an article is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "cleaning_rule::Rule")]
pub enum CleaningRule {
    /// HTML entities become characters, text NFC, runs of spaces one.
    Normalise,
    /// Bylines, reporters' mail addresses, copyright lines and photo credits are taken out of the text.
    Boilerplate,
    /// Advertisements and paid articles are rejected.
    Advertisement,
    /// Short notices (obituaries, personnel changes, calls for entries) are rejected.
    Notice,
    /// Texts with too few characters are rejected.
    TooShort,
    /// Texts with too small a share of Hangul among their letters are rejected.
    NotKorean,
    /// Copies of an earlier article are rejected; the earliest is kept.
    ExactDuplicate,
    /// Articles that say what an earlier one says in almost the same words are rejected; the earliest is kept.
    NearDuplicate,
    /// An article whose copies have different labels of one label set is rejected: it has no one right class.
    LabelConflict,
}

pub struct CleaningRuleSetting(Setting);

/// How a rule is set.
#[Object]
impl CleaningRuleSetting {
    /// The rule.
    async fn rule(&self) -> CleaningRule {
        self.0.rule.into()
    }

    /// The version of the rule's code when this was set: it grows when the rule decides otherwise about some text.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Whether it is asked.
    async fn enabled(&self) -> bool {
        self.0.enabled
    }

    /// Its threshold; null if it has none.
    async fn threshold(&self) -> Option<f64> {
        self.0.threshold
    }

    /// What it does.
    async fn description(&self) -> &'static str {
        self.0.rule.description()
    }

    /// What its threshold means and may be; null if it has none.
    async fn threshold_range(&self) -> Option<CleaningThreshold> {
        self.0.rule.threshold().map(|threshold| CleaningThreshold {
            description: threshold.description,
            default: threshold.default,
            minimum: threshold.minimum,
            maximum: threshold.maximum,
            is_integer: threshold.is_integer,
        })
    }
}

/// What a rule's threshold means and may be.
#[derive(SimpleObject)]
pub struct CleaningThreshold {
    /// What it means, with its unit.
    description: &'static str,
    /// What it is if nobody says otherwise.
    default: f64,
    /// Smallest allowed value.
    minimum: f64,
    /// Largest allowed value.
    maximum: f64,
    /// Whether it must be a whole number.
    is_integer: bool,
}

pub struct CleaningRuleSet(pub cleaning_rule_set::Model);

impl From<cleaning_rule_set::Model> for CleaningRuleSet {
    fn from(model: cleaning_rule_set::Model) -> Self {
        Self(model)
    }
}

/// A version of how the cleaning rules are set; it never changes.
#[Object]
impl CleaningRuleSet {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// 1, 2, 3 …; the newest is used unless another is named.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How each rule is set, in the order in which rules are asked.
    async fn rules(&self) -> Result<Vec<CleaningRuleSetting>> {
        Ok(self.0.settings()?.into_iter().map(CleaningRuleSetting).collect())
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }
}

#[derive(Default)]
pub struct CleaningRuleQuery;

#[Object]
impl CleaningRuleQuery {
    /// The versions of the cleaning rules, newest first; empty until something was cleaned or the rules were changed.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn cleaning_rule_sets(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<CleaningRuleSet>> {
        let order = Order::by_unique(cleaning_rule_set::Column::Version, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, cleaning_rule_set::Entity::find(), order, paging).await
    }

    /// How the rules are set if nobody says otherwise, with what may be set.
    async fn usual_cleaning_rules(&self) -> Vec<CleaningRuleSetting> {
        cleaning_rule::Rule::ALL.into_iter().map(|rule| CleaningRuleSetting(Setting::usual(rule))).collect()
    }
}

/// What is to be different of one rule.
#[derive(InputObject)]
pub struct CleaningRuleInput {
    /// The rule.
    rule: CleaningRule,
    /// Whether it is asked; as before if left out.
    enabled: Option<bool>,
    /// Its threshold; as before if left out.
    threshold: Option<f64>,
}

/// What is to be different in the next version of the rules.
#[derive(InputObject)]
pub struct ChangeCleaningRulesInput {
    /// The rules that change; all others stay as they are in the newest version.
    rules: Vec<CleaningRuleInput>,
}

#[derive(Default)]
pub struct CleaningRuleMutation;

#[Object]
impl CleaningRuleMutation {
    /// Makes a version of the cleaning rules and returns it; the newest, if nothing would be different. Nothing is decided
    /// anew until articles are cleaned by it.
    async fn change_cleaning_rules(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is to be different.")] input: ChangeCleaningRulesInput,
    ) -> Result<CleaningRuleSet> {
        let changes: Vec<cleaning_rule::Change> = input
            .rules
            .into_iter()
            .map(|rule| cleaning_rule::Change {
                rule: rule.rule.into(),
                enabled: rule.enabled,
                threshold: rule.threshold,
            })
            .collect();
        let changed = cleaning_rule_set::change(&services(context).database, &changes, &actor(context)).await;
        Ok(CleaningRuleSet(changed.map_err(error::in_input)?))
    }
}

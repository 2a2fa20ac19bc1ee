//! The cleaning rules there are, and how each is set.
//!
//! The rules themselves are pure functions over an article's text (`jobs::clean_articles`); this is what people may set
//! of them. [`Rule::version`] grows whenever a rule's code decides otherwise about some text, so that a decision always
//! says by what it was made.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::InvalidField;

/// A cleaning rule. The order is that in which rules are asked: the first that rejects an article is the one that is
/// named.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// HTML entities become characters, text NFC, runs of spaces one.
    Normalise,
    /// Bylines, reporters' mail addresses, copyright lines and photo credits are taken out of the text.
    Boilerplate,
    /// Advertisements and paid articles are rejected.
    Advertisement,
    /// Short notices (obituaries, personnel changes, calls) are rejected.
    Notice,
    /// Texts with too few characters are rejected.
    TooShort,
    /// Texts with too small a share of Hangul among their letters are rejected.
    NotKorean,
    /// Copies of an earlier article are rejected.
    ExactDuplicate,
    /// Articles that say what an earlier one says in almost the same words are rejected.
    NearDuplicate,
    /// An article whose copies have different labels of one label set is rejected: it has no one right class.
    LabelConflict,
}

/// What a rule's threshold means and may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// What it means, with its unit.
    pub description: &'static str,
    /// What it is if nobody says otherwise.
    pub default: f64,
    /// Smallest allowed value.
    pub minimum: f64,
    /// Largest allowed value.
    pub maximum: f64,
    /// Whether it must be a whole number.
    pub is_integer: bool,
}

impl Rule {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 9] = [
        Self::Normalise,
        Self::Boilerplate,
        Self::Advertisement,
        Self::Notice,
        Self::TooShort,
        Self::NotKorean,
        Self::ExactDuplicate,
        Self::NearDuplicate,
        Self::LabelConflict,
    ];

    /// Its name in files, events and messages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Normalise => "normalise",
            Self::Boilerplate => "boilerplate",
            Self::Advertisement => "advertisement",
            Self::Notice => "notice",
            Self::TooShort => "too_short",
            Self::NotKorean => "not_korean",
            Self::ExactDuplicate => "exact_duplicate",
            Self::NearDuplicate => "near_duplicate",
            Self::LabelConflict => "label_conflict",
        }
    }

    /// The rule of this name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.key() == key)
    }

    /// Grows whenever the rule's code decides otherwise about some text.
    pub fn version(self) -> i32 {
        1
    }

    /// What it does, in a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::Normalise => "HTML entities become characters, text becomes NFC, runs of spaces one space.",
            Self::Boilerplate => {
                "Bylines, reporters' mail addresses, copyright lines and photo credits are taken out of the text."
            }
            Self::Advertisement => "Advertisements and paid articles are rejected.",
            Self::Notice => "Short notices (obituaries, personnel changes, calls for entries) are rejected.",
            Self::TooShort => "Texts with too few characters are rejected.",
            Self::NotKorean => "Texts with too small a share of Hangul among their letters are rejected.",
            Self::ExactDuplicate => "Copies of an earlier article are rejected; the earliest is kept.",
            Self::NearDuplicate => {
                "Articles that say what an earlier one says in almost the same words are rejected; the earliest is kept."
            }
            Self::LabelConflict => {
                "An article whose copies have different labels of one label set is rejected: it has no one right class."
            }
        }
    }

    /// What may be set of it beside whether it is on.
    pub fn threshold(self) -> Option<Threshold> {
        match self {
            Self::TooShort => Some(Threshold {
                description: "fewest characters, spaces not counted, that title and body have together",
                default: 10.0,
                minimum: 1.0,
                maximum: 10_000.0,
                is_integer: true,
            }),
            Self::NotKorean => Some(Threshold {
                description: "smallest share of Hangul syllables among the letters of title and body",
                default: 0.4,
                minimum: 0.0,
                maximum: 1.0,
                is_integer: false,
            }),
            Self::Notice => Some(Threshold {
                description: "most characters, spaces not counted, of a text that is taken for a short notice",
                default: 120.0,
                minimum: 1.0,
                maximum: 10_000.0,
                is_integer: true,
            }),
            Self::NearDuplicate => Some(Threshold {
                description: "smallest share of three-character sequences that two texts have in common (Jaccard)",
                default: 0.6,
                minimum: 0.5,
                maximum: 1.0,
                is_integer: false,
            }),
            _ => None,
        }
    }
}

/// How a rule is set in a rule set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which rule.
    pub rule: Rule,
    /// The version of its code when the set was made.
    pub version: i32,
    /// Whether it is asked.
    pub enabled: bool,
    /// Its threshold, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

impl Setting {
    /// `rule` as it is set if nobody says otherwise: on, at its default threshold.
    pub fn usual(rule: Rule) -> Self {
        let threshold = rule.threshold().map(|threshold| threshold.default);
        Self { rule, version: rule.version(), enabled: true, threshold }
    }
}

/// What somebody wants otherwise of one rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Which rule.
    pub rule: Rule,
    /// Whether it is asked; as before if absent.
    pub enabled: Option<bool>,
    /// Its threshold; as before if absent.
    pub threshold: Option<f64>,
}

/// Puts `changes` over `settings`.
///
/// # Errors
/// Every field at fault, named `rules.N.threshold` by the change's place.
pub fn change(mut settings: Vec<Setting>, changes: &[Change]) -> Result<Vec<Setting>, Vec<InvalidField>> {
    let mut wrong = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let Some(setting) = settings.iter_mut().find(|setting| setting.rule == change.rule) else { continue };
        setting.enabled = change.enabled.unwrap_or(setting.enabled);
        let Some(value) = change.threshold else { continue };
        let key = change.rule.key();
        let mut refuse = |message: String| wrong.push(InvalidField::new(format!("rules.{place}.threshold"), message));
        match change.rule.threshold() {
            None => refuse(format!("{key} has no threshold; leave it out")),
            Some(allowed) => {
                let Threshold { minimum, maximum, .. } = allowed;
                if !(minimum..=maximum).contains(&value) {
                    refuse(format!("of {key} must be from {minimum} to {maximum}; got {value}"));
                } else if allowed.is_integer && value.fract() != 0.0 {
                    refuse(format!("of {key} must be a whole number; got {value}"));
                } else {
                    setting.threshold = Some(value);
                }
            }
        }
    }
    if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Vec<Setting> {
        Rule::ALL.into_iter().map(Setting::usual).collect()
    }

    #[test]
    fn a_threshold_out_of_range_is_refused_by_place_and_name() {
        let change_of = |rule, threshold| Change { rule, enabled: None, threshold: Some(threshold) };
        let changes = [
            change_of(Rule::TooShort, 0.0),
            change_of(Rule::TooShort, 1.5),
            change_of(Rule::Boilerplate, 1.0),
            change_of(Rule::NearDuplicate, f64::NAN),
        ];
        let wrong = change(usual(), &changes).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["rules.0.threshold", "rules.1.threshold", "rules.2.threshold", "rules.3.threshold"]);
        assert!(wrong[0].message.contains("too_short must be from 1 to 10000"), "{}", wrong[0].message);
    }

    #[test]
    fn what_is_left_out_stays() {
        let changed = change(usual(), &[Change { rule: Rule::Notice, enabled: Some(false), threshold: None }]).unwrap();
        let differing: Vec<_> = changed.iter().zip(usual()).filter(|(now, before)| *now != before).collect();
        assert_eq!(differing.len(), 1);
        assert_eq!((differing[0].0.rule, differing[0].0.enabled), (Rule::Notice, false));
    }

    #[test]
    fn every_key_names_its_rule() {
        for rule in Rule::ALL {
            assert_eq!(Rule::of_key(rule.key()), Some(rule));
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.key());
        }
    }
}

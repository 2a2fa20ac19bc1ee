//! Which articles a dataset takes, and how it splits them.

use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};

use crate::{Error, InvalidField, Result, Timestamp, crawl, id::CrawlId, label_set, source};

/// The largest seed: what a JSON number holds exactly everywhere.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Which labelled articles a dataset takes, and how it splits them.
///
/// Articles labelled by a model are never taken: a model would learn its own mistakes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Articles labelled with a class of this label set.
    pub label_set_key: String,
    /// Articles of these sources, by key; empty for all.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Articles collected by these crawls; empty for all articles but those of crawls that aren't trusted
    /// ([`crate::crawl::Model::is_trusted`]).
    #[serde(default)]
    pub crawls: Vec<CrawlId>,
    /// Published at this moment or later.
    #[serde(default)]
    pub published_from: Option<Timestamp>,
    /// Published before this moment.
    #[serde(default)]
    pub published_to: Option<Timestamp>,
    /// At most this many of each class, drawn by the seed; a larger number takes a superset.
    #[serde(default)]
    pub max_per_class: Option<u64>,
    /// Only articles whose title and body have this many characters together.
    #[serde(default)]
    pub min_characters: u32,
    /// Only articles that cleaning keeps, in their cleaned text. If absent: as soon as anything was cleaned. Articles
    /// that weren't cleaned, or whose text changed since, aren't taken then.
    #[serde(default)]
    pub only_clean: Option<bool>,
    /// What of an article models read.
    #[serde(default)]
    pub recipe: Recipe,
    /// Which part goes where.
    #[serde(default)]
    pub ratios: Ratios,
    /// Decides which rows are drawn and where they go; at most 2⁵³ − 1.
    #[serde(default)]
    pub seed: u64,
}

impl Selection {
    /// Every labelled article of a label set, split 80/10/10 by seed 0.
    pub fn of(label_set_key: impl Into<String>) -> Self {
        Self {
            label_set_key: label_set_key.into(),
            sources: Vec::new(),
            crawls: Vec::new(),
            published_from: None,
            published_to: None,
            max_per_class: None,
            min_characters: 0,
            only_clean: None,
            recipe: Recipe::default(),
            ratios: Ratios::default(),
            seed: 0,
        }
    }

    /// Every field that is wrong in itself.
    pub(crate) fn check(&self) -> Vec<InvalidField> {
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, message: String| wrong.push(InvalidField::new(field, message));
        if self.label_set_key.is_empty() {
            refuse("selection.label_set_key", "must name a label set".into());
        }
        if let (Some(from), Some(to)) = (self.published_from, self.published_to)
            && from >= to
        {
            refuse("selection.published_to", "must be later than published_from".into());
        }
        if self.max_per_class == Some(0) {
            refuse("selection.max_per_class", "must be at least 1; leave it out for no limit".into());
        }
        if self.seed > LARGEST_SEED {
            refuse("selection.seed", format!("must be from 0 to {LARGEST_SEED}"));
        }
        let shares = [("train", self.ratios.train), ("validation", self.ratios.validation), ("test", self.ratios.test)];
        for (field, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                refuse(&format!("selection.ratios.{field}"), format!("must be from 0 to 1; is {share}"));
            }
        }
        if self.ratios.train == 0.0 {
            refuse("selection.ratios.train", "must be more than 0: there would be nothing to learn from".into());
        }
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > 1e-6 || sum.is_nan() {
            refuse("selection.ratios", format!("train, validation and test must sum to 1; they sum to {sum}"));
        }
        wrong
    }

    /// Every field that names what isn't there.
    pub(crate) async fn check_references(&self, connection: &impl ConnectionTrait) -> Result<Vec<InvalidField>> {
        let mut wrong = Vec::new();
        if !self.label_set_key.is_empty()
            && let Some(message) = missing(label_set::find_by_key(connection, &self.label_set_key).await)?
        {
            wrong.push(InvalidField::new("selection.label_set_key", message));
        }
        for key in &self.sources {
            if let Some(message) = missing(source::find_by_key(connection, key).await)? {
                wrong.push(InvalidField::new("selection.sources", message));
            }
        }
        for id in &self.crawls {
            if crawl::Entity::find_by_id(*id).one(connection).await?.is_none() {
                wrong.push(InvalidField::new("selection.crawls", format!("there is no crawl {id}")));
            }
        }
        Ok(wrong)
    }
}

fn missing<T>(found: Result<T>) -> Result<Option<String>> {
    match found {
        Ok(_) => Ok(None),
        Err(error @ Error::NotFound { .. }) => Ok(Some(format!("there is {error}"))),
        Err(error) => Err(error),
    }
}

/// What of an article models read, as a dataset's rows are turned into texts (`ml::text::Recipe`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipe {
    /// Title and body, with everything in them.
    #[default]
    TitleBody,
    /// The title alone.
    Title,
    /// Title and body, of which only Hangul and the spaces between words are left.
    HangulOnly,
}

/// What share of the rows each split gets; they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratios {
    /// Share fitted.
    pub train: f64,
    /// Share that chooses the best epoch.
    pub validation: f64,
    /// Share looked at once, at the end.
    pub test: f64,
}

impl Default for Ratios {
    fn default() -> Self {
        Self { train: 0.8, validation: 0.1, test: 0.1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let selection = Selection {
            published_from: Some(Timestamp(2)),
            published_to: Some(Timestamp(2)),
            max_per_class: Some(0),
            ratios: Ratios { train: 0.9, validation: -0.1, test: f64::NAN },
            seed: u64::MAX,
            ..Selection::of("")
        };
        let fields: Vec<String> = selection.check().into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(
            fields,
            [
                "selection.label_set_key",
                "selection.published_to",
                "selection.max_per_class",
                "selection.seed",
                "selection.ratios.validation",
                "selection.ratios.test",
                "selection.ratios",
            ]
        );
        assert_eq!(Selection::of("daum").check(), []);
    }

    #[test]
    fn what_is_left_out_of_the_json_has_a_default() {
        let read: Selection = serde_json::from_str(r#"{"label_set_key":"daum"}"#).unwrap();
        assert_eq!(read, Selection::of("daum"));
    }
}

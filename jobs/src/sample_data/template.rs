//! One production: text with slots, particles, numbers and dates. grammar/common.toml explains the notation.

use super::draw::Draw;
use super::grammar::GrammarError;
use super::particles;

/// Weighted alternatives.
#[derive(Debug, Default)]
pub(super) struct Choices {
    entries: Vec<(u32, Template)>,
    total_weight: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template(pub(super) Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Text(String),
    /// Slot name as written, e.g. `team2`.
    Slot(String),
    /// A slot that must have been drawn before; prints nothing.
    Requires(String),
    /// Form after a consonant.
    Particle(String),
    Number {
        low: u64,
        high: u64,
        decimals: u32,
        thousands: bool,
    },
    Date(DatePart),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum DatePart {
    Day,
    Month,
    NextMonth,
    Weekday,
}

impl Choices {
    pub(super) fn parse(entries: &[String]) -> Result<Self, GrammarError> {
        let mut choices = Self::default();
        for entry in entries {
            let (weight, text) = match entry.split_once('*') {
                Some((weight, text)) if weight.chars().all(|c| c.is_ascii_digit()) => {
                    (weight.parse().map_err(|_| template_error(entry, "the weight before `*` is not a number"))?, text)
                }
                _ => (1, entry.as_str()),
            };
            choices.entries.push((weight, Template::parse(text)?));
            choices.total_weight += weight;
        }
        if choices.total_weight == 0 {
            return Err(template_error("", "a list of alternatives is empty"));
        }
        Ok(choices)
    }

    pub(super) fn pick(&self, draw: &mut Draw) -> &Template {
        let weights = self.entries.iter().map(|(weight, _)| *weight);
        &self.entries[draw.weighted(weights, self.total_weight)].1
    }

    pub(super) fn templates(&self) -> impl Iterator<Item = &Template> {
        self.entries.iter().map(|(_, template)| template)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

impl Template {
    pub(super) fn parse(text: &str) -> Result<Self, GrammarError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            let close = rest[open..].find('}').ok_or_else(|| template_error(text, "a `{` is not closed"))? + open;
            let inside = &rest[open + 1..close];
            let (name, particle) = inside.split_once(':').map_or((inside, None), |(name, p)| (name, Some(p)));
            if !name.is_empty() {
                parts.push(
                    Part::parse(name).ok_or_else(|| template_error(text, &format!("`{name}` is not understood")))?,
                );
            }
            if let Some(particle) = particle {
                particles::after("", particle)
                    .ok_or_else(|| template_error(text, &format!("`{particle}` is not a known particle")))?;
                parts.push(Part::Particle(particle.to_owned()));
            }
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }
}

impl Part {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "$day" => return Some(Self::Date(DatePart::Day)),
            "$month" => return Some(Self::Date(DatePart::Month)),
            "$next_month" => return Some(Self::Date(DatePart::NextMonth)),
            "$weekday" => return Some(Self::Date(DatePart::Weekday)),
            _ => {}
        }
        if let Some(range) = name.strip_prefix('#') {
            let (range, thousands) = range.strip_suffix(',').map_or((range, false), |range| (range, true));
            let (low, high) = range.split_once('-')?;
            let decimals = low.split_once('.').map_or(0, |(_, digits)| digits.len() as u32);
            let scaled = |text: &str| text.replace('.', "").parse().ok();
            let (low, high) = (scaled(low)?, scaled(high)?);
            return (low <= high).then_some(Self::Number { low, high, decimals, thousands });
        }
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if let Some(required) = name.strip_prefix('?') {
            return is_name(required).then(|| Self::Requires(required.to_owned()));
        }
        is_name(name).then(|| Self::Slot(name.to_owned()))
    }
}

fn template_error(template: &str, reason: &str) -> GrammarError {
    GrammarError::Template { template: template.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_in_templates_are_named() {
        let reason = |text| Template::parse(text).unwrap_err().to_string();
        assert!(reason("{place").contains("not closed"));
        assert!(reason("{place:에서}").contains("`에서` is not a known particle"));
        assert!(reason("{#9-1}").contains("`#9-1` is not understood"));
    }
}

//! Reads the grammar files.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::template::{Choices, Part, Template};

/// All productions of all sections.
#[derive(Debug)]
pub(super) struct Grammar {
    pub sections: Vec<Section>,
    pub shared: Vec<Shared>,
    pub datelines: Choices,
    pub closings: Choices,
    /// Sentences that fit any story.
    pub sentences: Choices,
    /// More of them, for long bodies.
    pub long_sentences: Choices,
    pub front_flags: Vec<String>,
    pub back_flags: Vec<String>,
    pub slots: Slots,
}

/// One of the eight sections.
#[derive(Debug)]
pub(super) struct Section {
    pub label: &'static str,
    /// Ordinary headlines.
    pub headlines: Choices,
    /// Reports that come every day with other figures.
    pub daily: Choices,
    /// Short notices.
    pub notices: Choices,
    /// Sentences for bodies.
    pub sentences: Choices,
    /// Second clauses, for headlines that have none.
    pub tails: Choices,
    pub slots: Slots,
}

/// A headline that belongs to two or three sections by turns.
#[derive(Debug)]
pub(super) struct Shared {
    pub template: Template,
    /// Positions in [`Grammar::sections`] with weights.
    pub sections: Vec<(usize, u32)>,
}

pub(super) type Slots = BTreeMap<String, Choices>;

/// Why a grammar file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum GrammarError {
    #[error("{file}: {source}")]
    Toml { file: &'static str, source: toml::de::Error },
    #[error("template `{template}`: {reason}")]
    Template { template: String, reason: String },
    #[error("section `{section}` has no slot `{slot}`")]
    NoSuchSlot { section: String, slot: String },
    #[error("shared headline names the section `{0}`, which does not exist")]
    NoSuchSection(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommonFile {
    slots: BTreeMap<String, Vec<String>>,
    body: BodyFile,
    long: LongFile,
    wire: WireFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LongFile {
    sentences: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyFile {
    datelines: Vec<String>,
    closings: Vec<String>,
    sentences: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFile {
    front_flags: Vec<String>,
    back_flags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionFile {
    label: String,
    headlines: Vec<String>,
    daily: Vec<String>,
    notices: Vec<String>,
    sentences: Vec<String>,
    tails: Vec<String>,
    slots: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    headlines: Vec<SharedHeadline>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedHeadline {
    text: String,
    sections: BTreeMap<String, u32>,
}

macro_rules! section_files {
    ($($label:literal),*) => {
        &[$(($label, include_str!(concat!("grammar/", $label, ".toml")))),*]
    };
}

const SECTIONS: &[(&str, &str)] =
    section_files!("society", "politics", "economic", "foreign", "culture", "entertain", "sports", "digital");

impl Grammar {
    pub(super) fn load() -> Result<Self, GrammarError> {
        let common: CommonFile = read("common", include_str!("grammar/common.toml"))?;
        let shared: SharedFile = read("shared", include_str!("grammar/shared.toml"))?;
        let mut sections = Vec::new();
        for (label, text) in SECTIONS {
            let file: SectionFile = read(label, text)?;
            debug_assert_eq!(file.label, *label);
            sections.push(Section {
                label,
                headlines: Choices::parse(&file.headlines)?,
                daily: Choices::parse(&file.daily)?,
                notices: Choices::parse(&file.notices)?,
                sentences: Choices::parse(&file.sentences)?,
                tails: Choices::parse(&file.tails)?,
                slots: parse_slots(&file.slots)?,
            });
        }
        let position = |label: String| {
            let found = sections.iter().position(|section| section.label == label);
            found.ok_or(GrammarError::NoSuchSection(label))
        };
        let shared = shared.headlines.into_iter().map(|headline| {
            let template = Template::parse(&headline.text)?;
            let sections = headline
                .sections
                .into_iter()
                .map(|(label, weight)| Ok((position(label)?, weight)))
                .collect::<Result<_, _>>()?;
            Ok(Shared { template, sections })
        });
        let grammar = Self {
            shared: shared.collect::<Result<_, _>>()?,
            datelines: Choices::parse(&common.body.datelines)?,
            closings: Choices::parse(&common.body.closings)?,
            sentences: Choices::parse(&common.body.sentences)?,
            long_sentences: Choices::parse(&common.long.sentences)?,
            front_flags: common.wire.front_flags,
            back_flags: common.wire.back_flags,
            slots: parse_slots(&common.slots)?,
            sections,
        };
        grammar.check()?;
        Ok(grammar)
    }

    /// Every slot that a template may reach exists, so that expansion cannot fail.
    fn check(&self) -> Result<(), GrammarError> {
        for section in &self.sections {
            let own = [&section.headlines, &section.daily, &section.notices, &section.sentences, &section.tails];
            let general = [&self.datelines, &self.closings, &self.sentences, &self.long_sentences];
            let choices = own.into_iter().chain(general).chain(section.slots.values()).chain(self.slots.values());
            let templates = choices.flat_map(Choices::templates);
            for template in templates.chain(self.shared.iter().map(|shared| &shared.template)) {
                for part in &template.0 {
                    if let Part::Slot(slot) | Part::Requires(slot) = part
                        && self.slot(section, slot).is_none()
                    {
                        return Err(GrammarError::NoSuchSlot { section: section.label.to_owned(), slot: slot.clone() });
                    }
                }
            }
        }
        Ok(())
    }

    /// The slot under its own name or, for a second draw (`team2`), without the digit. A section's
    /// slots hide the common ones.
    pub(super) fn slot<'g>(&'g self, section: &'g Section, name: &str) -> Option<&'g Choices> {
        [name, base(name)].into_iter().find_map(|name| section.slots.get(name).or_else(|| self.slots.get(name)))
    }
}

fn parse_slots(slots: &BTreeMap<String, Vec<String>>) -> Result<Slots, GrammarError> {
    slots.iter().map(|(name, entries)| Ok((name.clone(), Choices::parse(entries)?))).collect()
}

fn read<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, GrammarError> {
    toml::from_str(text).map_err(|source| GrammarError::Toml { file, source })
}

/// A slot's name without the digit that asks for another entry.
pub(super) fn base(slot: &str) -> &str {
    slot.trim_end_matches(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_rich_enough() {
        let grammar = Grammar::load().unwrap();
        assert_eq!(grammar.sections.len(), 8);
        for section in &grammar.sections {
            assert!(section.headlines.len() >= 60, "{} has {}", section.label, section.headlines.len());
            assert!(section.slots.len() >= 12, "{}", section.label);
        }
    }
}

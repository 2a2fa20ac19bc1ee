//! Expands templates into the headline and body of one article.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, FixedOffset};
use sha2::{Digest, Sha256};

use super::draw::Draw;
use super::grammar::{Grammar, Section, base};
use super::particles;
use super::template::{DatePart, Part, Template};

/// What has been drawn for one article, so that headline and body speak of the same things.
pub(super) struct Story<'g> {
    grammar: &'g Grammar,
    pub(super) section: &'g Section,
    published_in_korea: DateTime<FixedOffset>,
    drawn: BTreeMap<String, String>,
}

impl<'g> Story<'g> {
    pub(super) fn new(grammar: &'g Grammar, section: &'g Section, published_in_korea: DateTime<FixedOffset>) -> Self {
        Self { grammar, section, published_in_korea, drawn: BTreeMap::new() }
    }

    pub(super) fn tell(&mut self, template: &Template, draw: &mut Draw) -> String {
        let mut out = String::new();
        for part in &template.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot(name) => out.push_str(&self.fill(name, draw)),
                Part::Requires(_) => {}
                Part::Particle(particle) => {
                    out.push_str(particles::after(&out, particle).expect("parsing checked the particle"));
                }
                Part::Number { low, high, decimals, thousands } => {
                    out.push_str(&number(draw.between(*low, *high), *decimals, *thousands));
                }
                Part::Date(part) => out.push_str(&self.date(*part)),
            }
        }
        out
    }

    /// Whether a sentence speaks only of what the story is about: every slot of the section's own has
    /// been drawn.
    pub(super) fn suits(&self, template: &Template) -> bool {
        template.0.iter().all(|part| match part {
            Part::Requires(slot) => self.drawn.contains_key(slot),
            Part::Slot(slot) => !self.section.slots.contains_key(base(slot)) || self.drawn.contains_key(base(slot)),
            _ => true,
        })
    }

    /// Hashes of the headline with each of the words drawn left out; none where it has only one.
    pub(super) fn frames(&self, headline: &str) -> Vec<u64> {
        let drawn = self.drawn.values().filter(|value| headline.contains(value.as_str()));
        let frames: Vec<u64> = drawn.map(|value| hash(&headline.replacen(value, "\0", 1))).collect();
        if frames.len() < 2 { Vec::new() } else { frames }
    }

    fn fill(&mut self, name: &str, draw: &mut Draw) -> String {
        if let Some(known) = self.drawn.get(name) {
            return known.clone();
        }
        let choices = self.grammar.slot(self.section, name).expect("loading checked every slot");
        let mut value = self.tell(choices.pick(draw), draw);
        // A second word of one kind differs from the first; a few draws are enough.
        for _ in 0..8 {
            let taken = self.drawn.iter().any(|(other, known)| base(other) == base(name) && *known == value);
            if !taken {
                break;
            }
            value = self.tell(choices.pick(draw), draw);
        }
        self.drawn.insert(name.to_owned(), value.clone());
        value
    }

    fn date(&self, part: DatePart) -> String {
        let day = self.published_in_korea;
        match part {
            DatePart::Day => day.day().to_string(),
            DatePart::Month => day.month().to_string(),
            DatePart::NextMonth => (day.month() % 12 + 1).to_string(),
            DatePart::Weekday => {
                let names = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"];
                names[day.weekday().num_days_from_monday() as usize].to_owned()
            }
        }
    }
}

/// The first eight bytes of a SHA-256.
pub(super) fn hash(text: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(text)[..8]);
    u64::from_be_bytes(first)
}

fn number(value: u64, decimals: u32, thousands: bool) -> String {
    let scale = 10_u64.pow(decimals);
    let whole = (value / scale).to_string();
    let mut out = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if thousands && position > 0 && (whole.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if decimals > 0 {
        out.push_str(&format!(".{:0width$}", value % scale, width = decimals as usize));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_newspapers_do() {
        assert_eq!(number(2_512, 0, true), "2,512");
        assert_eq!(number(999, 0, true), "999");
        assert_eq!(number(1_234_567, 0, true), "1,234,567");
        assert_eq!(number(5, 1, false), "0.5");
        assert_eq!(number(1_234, 2, false), "12.34");
    }
}

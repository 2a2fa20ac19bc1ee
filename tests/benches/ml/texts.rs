//! What is asked: real headlines if they are there, else generated ones.

use std::{collections::HashSet, time::Duration};

use crate::{choice::Named, inputs::HEADLINES};

/// Characters of a body.
const BODY_CHARACTERS: usize = 1300;
/// Bodies that are made.
const BODIES: usize = 2000;
/// Headlines that are generated where there are no real ones.
const GENERATED: u64 = 10_000;

/// How long the texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// As headlines are.
    Headlines,
    /// 1,300 characters.
    Bodies,
}

impl Named for Length {
    const ALL: &'static [Self] = &[Self::Headlines, Self::Bodies];

    fn name(self) -> &'static str {
        match self {
            Self::Headlines => "headlines",
            Self::Bodies => "bodies",
        }
    }
}

impl Length {
    /// For how long a load is usually measured.
    pub fn measured(self) -> Duration {
        Duration::from_secs(match self {
            Self::Headlines => 8,
            Self::Bodies => 20,
        })
    }
}

/// Where texts come from.
pub struct Source {
    headlines: Vec<String>,
    /// Headlines with their labels.
    labelled: Vec<(String, String)>,
    is_real: bool,
}

impl Source {
    /// The headlines of [`HEADLINES`], or generated ones.
    pub fn find() -> Self {
        let mut seen = HashSet::new();
        let (mut headlines, mut labelled) = (Vec::new(), Vec::new());
        let records = HEADLINES.path().and_then(|path| csv::Reader::from_path(path).ok());
        for record in records.into_iter().flat_map(csv::Reader::into_records).flatten() {
            let title = record.get(1).unwrap_or_default().replace(['\n', '\t'], " ");
            if seen.insert(title.clone()) {
                labelled.push((title.clone(), record.get(2).unwrap_or_default().to_owned()));
                headlines.push(title);
            }
        }
        let is_real = !headlines.is_empty();
        if !is_real {
            let generated = jobs::sample_data::SampleData::new(3, GENERATED);
            labelled = generated.map(|article| (article.title, article.label.to_owned())).collect();
            headlines = labelled.iter().map(|(title, _)| title.clone()).collect();
        }
        Self { headlines, labelled, is_real }
    }

    /// Where the texts come from, in words.
    pub fn description(&self) -> String {
        let what =
            if self.is_real { "different headlines of KLUE-YNAT" } else { "generated headlines (no real ones here)" };
        format!("{} {what}; bodies are {BODY_CHARACTERS} characters of them", self.headlines.len())
    }

    /// All headlines.
    pub fn headlines(&self) -> &[String] {
        &self.headlines
    }

    /// Headlines with the key of their class.
    pub fn labelled(&self) -> &[(String, String)] {
        &self.labelled
    }

    /// Texts of a length, no two the same.
    pub fn texts(&self, length: Length) -> Vec<String> {
        match length {
            Length::Headlines => self.headlines.clone(),
            Length::Bodies => (0..BODIES).map(|first| self.body(first)).collect(),
        }
    }

    fn body(&self, first: usize) -> String {
        let headlines = self.headlines.iter().cycle().skip(first * 37 % self.headlines.len());
        let mut body = String::new();
        for headline in headlines {
            body.push_str(headline);
            body.push_str(". ");
            if body.chars().count() >= BODY_CHARACTERS {
                break;
            }
        }
        body.chars().take(BODY_CHARACTERS).collect()
    }
}

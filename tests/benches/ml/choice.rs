//! Which parts of the benchmark are run.

use std::time::Duration;

/// Something a word on the command line chooses.
pub trait Named: Copy + 'static {
    /// Everything of its kind.
    const ALL: &'static [Self];

    /// The word.
    fn name(self) -> &'static str;
}

/// The words on the command line. Of each kind, those that are named are run; if none is, all are.
pub struct Choice {
    words: Vec<String>,
}

impl Choice {
    /// A choice by these words.
    pub fn of(words: impl Iterator<Item = String>) -> Self {
        Self { words: words.collect() }
    }

    /// Whether this one is run.
    pub fn takes<T: Named>(&self, one: T) -> bool {
        let has = |name: &str| self.words.iter().any(|word| word == name);
        has(one.name()) || !T::ALL.iter().any(|other| has(other.name()))
    }

    /// The number in a word such as `18000rows` or `20steps`.
    pub fn number(&self, unit: &str) -> Option<usize> {
        self.words.iter().find_map(|word| word.strip_suffix(unit)?.parse().ok())
    }

    /// For how long each load is measured: a word such as `20s`, or `usual`.
    pub fn measured(&self, usual: Duration) -> Duration {
        let seconds = self.words.iter().find_map(|word| word.strip_suffix('s')?.parse().ok());
        seconds.map_or(usual, Duration::from_secs)
    }
}

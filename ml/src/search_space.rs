//! What a sweep tries: values for some training parameters, on a grid or drawn at random.
//!
//! The same space, strategy and seed give the same trials on every machine; more runs of a random search begin with
//! those of fewer.

use std::collections::HashSet;

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::parameters::TrainingParameters;

mod dimension;

pub use dimension::{Dimension, Values};

/// Most runs of one sweep.
pub const MAX_RUNS: u32 = 500;
/// How often in a row a draw may repeat an earlier one before the space counts as exhausted.
const MAX_REPEATS: u32 = 1000;

/// How trials are made of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "strategy", rename_all = "snake_case", deny_unknown_fields)]
pub enum Strategy {
    /// Every combination; the first dimension changes slowest.
    Grid,
    /// So many different combinations, drawn by the seed.
    Random {
        /// How many.
        runs: u32,
        /// Decides which.
        seed: u64,
    },
}

/// What a sweep tries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchSpace {
    /// Parameters that are tried, each once.
    pub dimensions: Vec<Dimension>,
    /// How trials are made of them.
    pub strategy: Strategy,
}

/// One combination.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The tried values by field, in the order of the dimensions' names.
    pub settings: Map<String, Value>,
    /// The parameters in full.
    pub parameters: TrainingParameters,
}

/// A part of a space that can't be searched, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct InvalidSearch {
    /// The parameter, `dimensions`, or `strategy`.
    pub field: String,
    /// What is wrong and what is allowed.
    pub message: String,
}

impl SearchSpace {
    /// The trials, different from one another, each with what isn't tried taken from `base`; at most `max_runs` and
    /// [`MAX_RUNS`].
    ///
    /// # Errors
    /// Every dimension that names no parameter or values that are out of range, or a grid of more combinations than
    /// allowed.
    pub fn trials(&self, base: &TrainingParameters, max_runs: u32) -> Result<Vec<Trial>, Vec<InvalidSearch>> {
        let most = max_runs.min(MAX_RUNS);
        let mut wrong = self.check(base);
        let combinations = self.combinations();
        let runs = match self.strategy {
            Strategy::Grid => {
                if combinations.is_some_and(|count| count > u64::from(most)) {
                    let count = combinations.unwrap_or_default();
                    let message = format!("the grid has {count} combinations, at most {most} runs are allowed");
                    wrong.push(InvalidSearch { field: "strategy".into(), message });
                }
                most
            }
            Strategy::Random { runs, .. } => {
                if !(1..=most).contains(&runs) {
                    let message = format!("runs must be from 1 to {most}; got {runs}");
                    wrong.push(InvalidSearch { field: "strategy".into(), message });
                }
                runs
            }
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let settings = match self.strategy {
            Strategy::Grid => self.grid(),
            // Drawing would take long to come upon the last ones.
            Strategy::Random { runs, .. } if combinations.is_some_and(|count| count <= u64::from(runs)) => self.grid(),
            Strategy::Random { seed, .. } => self.draw(runs, seed),
        };
        settings.into_iter().map(|settings| complete(base, settings)).collect()
    }

    /// How many combinations there are; `None` if a dimension is a range.
    fn combinations(&self) -> Option<u64> {
        self.dimensions.iter().try_fold(1u64, |product, dimension| match &dimension.values {
            Values::Choice { values } => Some(product.saturating_mul(values.len() as u64)),
            Values::Uniform { .. } | Values::LogUniform { .. } => None,
        })
    }

    fn check(&self, base: &TrainingParameters) -> Vec<InvalidSearch> {
        let mut wrong = Vec::new();
        if self.dimensions.is_empty() {
            let message = "must name at least one parameter to try".into();
            wrong.push(InvalidSearch { field: "dimensions".into(), message });
        }
        let mut seen = HashSet::new();
        for dimension in &self.dimensions {
            let verdict = if seen.insert(&dimension.field) {
                dimension.check(base, self.strategy)
            } else {
                Err("is there twice".to_owned())
            };
            if let Err(message) = verdict {
                wrong.push(InvalidSearch { field: dimension.field.clone(), message });
            }
        }
        wrong
    }

    fn grid(&self) -> Vec<Map<String, Value>> {
        let mut all = vec![Map::new()];
        for dimension in &self.dimensions {
            let Values::Choice { values } = &dimension.values else { continue };
            all = all
                .into_iter()
                .flat_map(|settings| {
                    values.iter().map(move |value| {
                        let mut settings = settings.clone();
                        settings.insert(dimension.field.clone(), value.clone());
                        settings
                    })
                })
                .collect();
        }
        all
    }

    fn draw(&self, runs: u32, seed: u64) -> Vec<Map<String, Value>> {
        let mut drawn: Vec<Map<String, Value>> = Vec::new();
        let (mut stream, mut repeats) = (0, 0);
        while (drawn.len() as u64) < u64::from(runs) && repeats < MAX_REPEATS {
            // A stream each, so that a trial doesn't depend on how much the ones before it drew.
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(stream);
            stream += 1;
            let settings: Map<String, Value> = self
                .dimensions
                .iter()
                .map(|dimension| (dimension.field.clone(), dimension.at(share(&mut random))))
                .collect();
            if drawn.contains(&settings) {
                repeats += 1;
            } else {
                repeats = 0;
                drawn.push(settings);
            }
        }
        drawn
    }
}

/// The parameters in full.
fn complete(base: &TrainingParameters, settings: Map<String, Value>) -> Result<Trial, Vec<InvalidSearch>> {
    let mut full = match serde_json::to_value(base).expect("parameters are plain data") {
        Value::Object(full) => full,
        _ => unreachable!("parameters are an object"),
    };
    full.extend(settings.clone());
    let parameters: TrainingParameters = serde_json::from_value(Value::Object(full))
        .map_err(|error| vec![InvalidSearch { field: "dimensions".into(), message: error.to_string() }])?;
    match parameters.validate() {
        Ok(()) => Ok(Trial { settings, parameters }),
        Err(wrong) => Err(wrong
            .into_iter()
            .map(|wrong| InvalidSearch { field: wrong.field.into(), message: wrong.message })
            .collect()),
    }
}

/// An even draw from 0 to below 1, from the upper 53 bits.
fn share(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests;

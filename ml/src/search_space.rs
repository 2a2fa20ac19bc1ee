//! What a sweep tries: values for some training parameters, on a grid or drawn at random.
//!
//! The same space, strategy and seed give the same trials on every machine; more runs of a random search begin with
//! those of fewer.

use std::collections::HashSet;

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::parameters::{ParameterRange, RANGES, TrainingParameters};

/// Most runs of one sweep.
pub const MAX_RUNS: u32 = 500;
/// How often in a row a draw may repeat an earlier one before the space counts as exhausted.
const MAX_REPEATS: u32 = 1000;
/// Drawn numbers are rounded to so many digits: more would tell nothing, and people read them.
const DIGITS: i32 = 4;

/// The values of one parameter that are tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Field of [`TrainingParameters`].
    pub field: String,
    /// Its values.
    pub values: Values,
}

/// Values of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Values {
    /// One of these, each as likely.
    Choice {
        /// The values, as JSON.
        values: Vec<Value>,
    },
    /// A number between two, evenly; whole if the parameter is.
    Uniform {
        /// Smallest.
        minimum: f64,
        /// Largest.
        maximum: f64,
    },
    /// A number between two, its logarithm evenly: as many from 0.001 to 0.01 as from 0.01 to 0.1.
    LogUniform {
        /// Smallest; more than 0.
        minimum: f64,
        /// Largest.
        maximum: f64,
    },
}

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

impl Dimension {
    /// The value at `share`, from 0 to below 1, of the way through this dimension.
    fn at(&self, share: f64) -> Value {
        let (minimum, maximum, value) = match &self.values {
            Values::Choice { values } => return values[(share * values.len() as f64) as usize].clone(),
            Values::Uniform { minimum, maximum } if self.is_integer() => {
                // Both ends as likely as what is between them.
                (*minimum, *maximum, minimum + (share * (maximum - minimum + 1.0)).floor())
            }
            Values::Uniform { minimum, maximum } => (*minimum, *maximum, minimum + share * (maximum - minimum)),
            Values::LogUniform { minimum, maximum } => {
                let value = (minimum.ln() + share * (maximum.ln() - minimum.ln())).exp();
                (*minimum, *maximum, if self.is_integer() { value.round() } else { value })
            }
        };
        if self.is_integer() {
            return Value::from(value.clamp(minimum, maximum) as u64);
        }
        Value::from(rounded(value).clamp(minimum, maximum))
    }

    fn range(&self) -> Option<&'static ParameterRange> {
        RANGES.iter().find(|range| range.field == self.field)
    }

    fn is_integer(&self) -> bool {
        self.range().is_some_and(|range| range.is_integer)
    }

    fn check(&self, base: &TrainingParameters, strategy: Strategy) -> Result<(), String> {
        let known = serde_json::to_value(base).expect("parameters are plain data");
        let known = known.as_object().expect("parameters are an object");
        if !known.contains_key(&self.field) {
            let names: Vec<&str> = known.keys().map(String::as_str).collect();
            return Err(format!("is no parameter; there are {}", names.join(", ")));
        }
        let (minimum, maximum) = match &self.values {
            Values::Choice { values } if values.is_empty() => return Err("must have at least one value".into()),
            Values::Choice { values } => {
                if values.iter().enumerate().any(|(index, value)| values[..index].contains(value)) {
                    return Err("has a value twice".into());
                }
                return values.iter().try_for_each(|value| self.try_value(base, value.clone()));
            }
            Values::Uniform { minimum, maximum } => (*minimum, *maximum),
            Values::LogUniform { minimum, maximum } if *minimum > 0.0 => (*minimum, *maximum),
            Values::LogUniform { minimum, .. } => {
                return Err(format!("a logarithmic range must begin above 0; got {minimum}"));
            }
        };
        if strategy == Strategy::Grid {
            return Err("a grid needs values to choose from; a range can only be drawn from at random".into());
        }
        if self.range().is_none() {
            return Err("isn't a number: it needs values to choose from".into());
        }
        if minimum.is_nan() || maximum.is_nan() || minimum >= maximum {
            return Err(format!("its range must grow; got {minimum} to {maximum}"));
        }
        if self.is_integer() && (minimum.fract() != 0.0 || maximum.fract() != 0.0) {
            return Err(format!("is a whole number, and so must its range be; got {minimum} to {maximum}"));
        }
        [0.0, 1.0 - f64::EPSILON].into_iter().try_for_each(|share| self.try_value(base, self.at(share)))?;
        // The ends themselves, which rounding may have moved.
        [minimum, maximum]
            .into_iter()
            .filter(|_| !self.is_integer())
            .try_for_each(|end| self.try_value(base, end.into()))
    }

    /// Whether the parameters may have this value, all others being `base`'s.
    fn try_value(&self, base: &TrainingParameters, value: Value) -> Result<(), String> {
        let settings = Map::from_iter([(self.field.clone(), value)]);
        let about_us = |wrong: &InvalidSearch| wrong.field == self.field || wrong.field == "dimensions";
        match complete(base, settings) {
            Err(wrong) if wrong.iter().any(about_us) => {
                Err(wrong.into_iter().find(about_us).map(|wrong| wrong.message).unwrap_or_default())
            }
            // Another parameter is at fault, or only together with this one: the whole trial is looked at again.
            _ => Ok(()),
        }
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

/// Rounded to [`DIGITS`] digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.*e}", (DIGITS - 1) as usize).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn space(dimensions: Value, strategy: Strategy) -> SearchSpace {
        SearchSpace { dimensions: serde_json::from_value(dimensions).unwrap(), strategy }
    }

    fn wrong(space: &SearchSpace) -> Vec<(String, String)> {
        let wrong = space.trials(&TrainingParameters::default(), 100).unwrap_err();
        wrong.into_iter().map(|wrong| (wrong.field, wrong.message)).collect()
    }

    #[test]
    fn a_grid_is_every_combination_in_order() {
        let dimensions = json!([
            { "field": "learning_rate", "values": { "kind": "choice", "values": [1e-4, 3e-4] } },
            { "field": "epochs", "values": { "kind": "choice", "values": [1, 2, 3] } },
        ]);
        let trials = space(dimensions, Strategy::Grid).trials(&TrainingParameters::default(), 6).unwrap();
        let tried: Vec<(f64, u32)> =
            trials.iter().map(|trial| (trial.parameters.learning_rate, trial.parameters.epochs)).collect();
        assert_eq!(tried, [(1e-4, 1), (1e-4, 2), (1e-4, 3), (3e-4, 1), (3e-4, 2), (3e-4, 3)]);
        assert_eq!(trials[4].settings, *json!({ "learning_rate": 3e-4, "epochs": 2 }).as_object().unwrap());
        assert_eq!(trials[0].parameters.batch_size, TrainingParameters::default().batch_size);
    }

    #[test]
    fn a_seed_fixes_the_trials_and_more_runs_begin_with_fewer() {
        let dimensions = json!([
            { "field": "learning_rate", "values": { "kind": "log_uniform", "minimum": 1e-5, "maximum": 1e-2 } },
            { "field": "epochs", "values": { "kind": "uniform", "minimum": 1, "maximum": 3 } },
            { "field": "precision", "values": { "kind": "choice", "values": ["fp32", "bf16"] } },
        ]);
        let trials = |runs, seed| {
            let space = space(dimensions.clone(), Strategy::Random { runs, seed });
            space.trials(&TrainingParameters::default(), 400).unwrap()
        };
        let many = trials(300, 7);
        assert_eq!(many[..20], trials(20, 7)[..]);
        assert_ne!(many[..20], trials(20, 8)[..]);
        assert_eq!(
            many[0].settings,
            *json!({ "learning_rate": many[0].parameters.learning_rate,
            "epochs": many[0].parameters.epochs, "precision": many[0].parameters.precision })
            .as_object()
            .unwrap()
        );
        let below = |bound: f64| many.iter().filter(|trial| trial.parameters.learning_rate < bound).count();
        // A third of the draws to each decade, give or take four standard deviations.
        assert!((67..=133).contains(&below(1e-4)) && (167..=233).contains(&below(1e-3)), "{}", below(1e-4));
        for epochs in 1..=3 {
            let count = many.iter().filter(|trial| trial.parameters.epochs == epochs).count();
            assert!((67..=133).contains(&count), "{epochs}: {count}");
        }
        assert!(many.iter().all(|trial| (1e-5..=1e-2).contains(&trial.parameters.learning_rate)));
    }

    #[test]
    fn a_small_space_is_tried_in_full_and_nothing_twice() {
        let dimensions = json!([{ "field": "epochs", "values": { "kind": "choice", "values": [1, 2] } }]);
        let trials = space(dimensions, Strategy::Random { runs: 10, seed: 0 });
        assert_eq!(trials.trials(&TrainingParameters::default(), 10).unwrap().len(), 2);
        let dimensions = json!([{ "field": "epochs", "values": { "kind": "uniform", "minimum": 1, "maximum": 4 } }]);
        let trials = space(dimensions, Strategy::Random { runs: 10, seed: 0 });
        assert_eq!(trials.trials(&TrainingParameters::default(), 10).unwrap().len(), 4);
    }

    #[test]
    fn every_wrong_dimension_is_named() {
        let dimensions = json!([
            { "field": "learning_rate", "values": { "kind": "uniform", "minimum": 0.01, "maximum": 1 } },
            { "field": "epochs", "values": { "kind": "choice", "values": [0] } },
            { "field": "dropout", "values": { "kind": "log_uniform", "minimum": 0, "maximum": 0.5 } },
            { "field": "batch_size", "values": { "kind": "uniform", "minimum": 1.5, "maximum": 3 } },
            { "field": "precision", "values": { "kind": "uniform", "minimum": 0, "maximum": 1 } },
            { "field": "momentum", "values": { "kind": "choice", "values": [1] } },
            { "field": "seed", "values": { "kind": "choice", "values": [1, 1] } },
            { "field": "seed", "values": { "kind": "choice", "values": [2] } },
            { "field": "max_length", "values": { "kind": "choice", "values": ["long"] } },
        ]);
        let found = wrong(&space(dimensions, Strategy::Random { runs: 101, seed: 0 }));
        let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
        let expected = ["learning_rate", "epochs", "dropout", "batch_size", "precision", "momentum", "seed", "seed"];
        assert_eq!(fields, [&expected[..], &["max_length", "strategy"]].concat());
        assert!(found[0].1.contains("to 0.1; got 1"), "{}", found[0].1);
        assert!(found[5].1.contains("learning_rate"), "{}", found[5].1);

        let range = json!([{ "field": "epochs", "values": { "kind": "uniform", "minimum": 1, "maximum": 3 } }]);
        assert!(wrong(&space(range, Strategy::Grid))[0].1.contains("at random"));
        let values: Vec<u32> = (1..=101).collect();
        let large = json!([{ "field": "epochs", "values": { "kind": "choice", "values": values } }]);
        assert_eq!(
            wrong(&space(large, Strategy::Grid))[0].1,
            "the grid has 101 combinations, at most 100 runs are allowed"
        );
    }
}

//! The values of one parameter that a sweep tries.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::parameters::{ParameterRange, RANGES, TrainingParameters};

use super::{InvalidSearch, Strategy, complete};

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

impl Dimension {
    /// The value at `share`, from 0 to below 1, of the way through this dimension.
    pub(super) fn at(&self, share: f64) -> Value {
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

    /// What is wrong with it, and what is allowed.
    pub(super) fn check(&self, base: &TrainingParameters, strategy: Strategy) -> Result<(), String> {
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

/// Rounded to [`DIGITS`] digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.*e}", (DIGITS - 1) as usize).parse().unwrap_or(value)
}

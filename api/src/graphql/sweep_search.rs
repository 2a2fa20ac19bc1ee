//! What a sweep tries, and when a run of it has lost.

use async_graphql::{Enum, InputObject, SimpleObject};
use domain::{
    id::DatasetId,
    sweep::{NewSweep, NewTrial, StoppingRule},
};
use ml::search_space::{Dimension, InvalidSearch, MAX_RUNS, SearchSpace, Strategy, Values};
use serde_json::Value;

use super::{
    error::{self, Failure, RefusedField, Result, camel_case},
    int64::Int64,
    training_parameters::StartTrainingRunInput,
};

/// A sweep to be started.
#[derive(InputObject)]
pub struct StartSweepInput {
    /// The sweep's name, its dataset, and what isn't tried: parameters that all its runs have.
    run: StartTrainingRunInput,
    /// The parameters that are tried, each once.
    dimensions: Vec<SweepDimensionInput>,
    /// How trials are made of them.
    strategy: SweepMethod,
    /// How many runs a random search draws: 1 to `maxRuns`.
    #[graphql(default = 20)]
    runs: u32,
    /// Decides what a random search draws; more runs begin with those of fewer.
    #[graphql(default_with = "Int64(0)")]
    seed: Int64,
    /// Most runs: a grid with more combinations is refused. At most 500.
    #[graphql(default_with = "MAX_RUNS")]
    max_runs: u32,
    /// Most runs that wait or train at the same time.
    #[graphql(default = 1)]
    max_concurrent_runs: u32,
    /// Most seconds from its start to its end, when its runs are stopped; null means no limit.
    max_seconds: Option<i64>,
    /// When a run has lost; by the median rule if left out.
    #[graphql(default)]
    stopping: SweepStoppingInput,
}

/// How trials are made of the dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SweepMethod {
    /// Every combination.
    Grid,
    /// Different combinations, drawn by a seed.
    Random,
}

/// How a number is drawn from a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SweepScale {
    /// Evenly.
    #[default]
    Linear,
    /// Its logarithm evenly: as many from 0.001 to 0.01 as from 0.01 to 0.1.
    Logarithmic,
}

/// A parameter that is tried: give `choice`, or `minimum` and `maximum`.
#[derive(InputObject)]
pub struct SweepDimensionInput {
    /// The field of `StartTrainingRunInput`.
    field: String,
    /// Values to choose from, as one writes them ("0.0003", "bf16").
    choice: Option<Vec<String>>,
    /// Smallest value.
    minimum: Option<f64>,
    /// Largest value.
    maximum: Option<f64>,
    /// How it is drawn between them.
    #[graphql(default)]
    scale: SweepScale,
}

/// A parameter that is tried.
#[derive(SimpleObject)]
pub struct SweepDimension {
    /// The field of `StartTrainingRunInput`.
    field: String,
    /// Values to choose from, as one writes them; null for a range.
    choice: Option<Vec<String>>,
    /// Smallest value of a range.
    minimum: Option<f64>,
    /// Largest value of a range.
    maximum: Option<f64>,
    /// How it is drawn from a range.
    scale: Option<SweepScale>,
}

/// How a sweep's trials were chosen.
#[derive(SimpleObject)]
pub struct SweepStrategy {
    /// On a grid or at random.
    method: SweepMethod,
    /// How many runs a random search was to draw.
    runs: Option<u32>,
    /// What decided which.
    seed: Option<Int64>,
}

/// By what a run has lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SweepStoppingRule {
    /// Nothing: every run trains to its end.
    Never,
    /// From epoch `minEpochs` on, a run whose best macro-F1 on validation is below the median of the other runs' bests up
    /// to the same epoch has lost, once `minRuns` others have come as far (Golovin et al. 2017).
    #[default]
    Median,
    /// At the epochs `minEpochs` · `reduction`ᵏ only the best one in `reduction` of the runs that came so far go on, once
    /// `reduction` have (asynchronous successive halving, Li et al. 2020).
    Halving,
}

/// When a run has lost; it is never stopped at its last epoch.
#[derive(InputObject)]
pub struct SweepStoppingInput {
    /// By what.
    #[graphql(default)]
    rule: SweepStoppingRule,
    /// The first epoch at which it may lose.
    #[graphql(default = 1)]
    min_epochs: u32,
    /// Other runs to compare with that the median rule needs.
    #[graphql(default = 3)]
    min_runs: u32,
    /// One in so many goes on by successive halving.
    #[graphql(default = 3)]
    reduction: u32,
}

impl Default for SweepStoppingInput {
    fn default() -> Self {
        Self { rule: SweepStoppingRule::default(), min_epochs: 1, min_runs: 3, reduction: 3 }
    }
}

/// When a run has lost.
#[derive(SimpleObject)]
pub struct SweepStopping {
    /// By what.
    rule: SweepStoppingRule,
    /// The first epoch at which it may lose.
    min_epochs: Option<u32>,
    /// Other runs to compare with that the median rule needs.
    min_runs: Option<u32>,
    /// One in so many goes on by successive halving.
    reduction: Option<u32>,
}

impl StartSweepInput {
    /// The sweep with its trials, or every field at fault.
    pub fn complete(self) -> Result<NewSweep> {
        let base = self.run.parameters().map_err(|wrong| {
            let inner =
                |wrong: RefusedField| RefusedField { path: wrong.path.replacen("input", "input.run", 1), ..wrong };
            Failure::refused(wrong.into_iter().map(inner).collect())
        })?;
        let mut wrong = Vec::new();
        let mut dimensions = Vec::new();
        for (index, dimension) in self.dimensions.into_iter().enumerate() {
            match dimension.read() {
                Ok(dimension) => dimensions.push(dimension),
                Err(message) => wrong.push(RefusedField { path: format!("input.dimensions.{index}"), message }),
            }
        }
        let strategy = match self.strategy {
            SweepMethod::Grid => Strategy::Grid,
            SweepMethod::Random => Strategy::Random { runs: self.runs, seed: self.seed.0.cast_unsigned() },
        };
        let space = SearchSpace { dimensions, strategy };
        if !wrong.is_empty() {
            return Err(Failure::refused(wrong));
        }
        let trials = space.trials(&base, self.max_runs).map_err(|wrong| refused(&space, wrong))?;
        let trials = trials.into_iter().map(|trial| {
            Ok(NewTrial {
                settings: Value::Object(trial.settings).to_string(),
                base_model: trial.parameters.base_model.clone(),
                parameters: serde_json::to_string(&trial.parameters)?,
            })
        });
        Ok(NewSweep {
            name: self.run.name,
            dataset_id: DatasetId(self.run.dataset_id),
            search: serde_json::to_string(&space)?,
            trials: trials.collect::<Result<_>>()?,
            stopping: self.stopping.into(),
            max_concurrent_runs: self.max_concurrent_runs,
            max_seconds: self.max_seconds,
        })
    }

    /// What the domain refused, under the paths of this input.
    pub fn explain(error: domain::Error) -> Failure {
        match error {
            domain::Error::Invalid(fields) => error::in_input(domain::Error::Invalid(
                fields
                    .into_iter()
                    .map(|mut wrong| {
                        if ["name", "dataset_id", "base_model"].contains(&wrong.field.as_str()) {
                            wrong.field = format!("run.{}", wrong.field);
                        }
                        wrong
                    })
                    .collect(),
            )),
            other => error::in_input(other),
        }
    }
}

/// What was refused of a space, each dimension by its place in the input.
fn refused(space: &SearchSpace, wrong: Vec<InvalidSearch>) -> Failure {
    let path = |field: &str| match space.dimensions.iter().position(|dimension| dimension.field == field) {
        Some(index) => format!("input.dimensions.{index}"),
        None => format!("input.{}", camel_case(field)),
    };
    let field = |wrong: InvalidSearch| RefusedField {
        path: path(&wrong.field),
        message: wrong.message.replace(&wrong.field, &camel_case(&wrong.field)),
    };
    Failure::refused(wrong.into_iter().map(field).collect())
}

impl SweepDimensionInput {
    fn read(self) -> std::result::Result<Dimension, String> {
        let values = match (self.choice, self.minimum, self.maximum) {
            (Some(choice), None, None) => {
                Values::Choice { values: choice.iter().map(|value| value_of(value)).collect() }
            }
            (None, Some(minimum), Some(maximum)) => match self.scale {
                SweepScale::Linear => Values::Uniform { minimum, maximum },
                SweepScale::Logarithmic => Values::LogUniform { minimum, maximum },
            },
            _ => return Err("give choice, or minimum and maximum".into()),
        };
        Ok(Dimension { field: snake_case(&self.field), values })
    }
}

impl From<Dimension> for SweepDimension {
    fn from(dimension: Dimension) -> Self {
        let field = camel_case(&dimension.field);
        let range = |minimum, maximum, scale| (None, Some(minimum), Some(maximum), Some(scale));
        let (choice, minimum, maximum, scale) = match dimension.values {
            Values::Choice { values } => (Some(values.iter().map(word).collect()), None, None, None),
            Values::Uniform { minimum, maximum } => range(minimum, maximum, SweepScale::Linear),
            Values::LogUniform { minimum, maximum } => range(minimum, maximum, SweepScale::Logarithmic),
        };
        Self { field, choice, minimum, maximum, scale }
    }
}

impl From<Strategy> for SweepStrategy {
    fn from(strategy: Strategy) -> Self {
        match strategy {
            Strategy::Grid => Self { method: SweepMethod::Grid, runs: None, seed: None },
            Strategy::Random { runs, seed } => {
                Self { method: SweepMethod::Random, runs: Some(runs), seed: Some(seed.into()) }
            }
        }
    }
}

impl From<SweepStoppingInput> for StoppingRule {
    fn from(input: SweepStoppingInput) -> Self {
        let SweepStoppingInput { rule, min_epochs, min_runs, reduction } = input;
        match rule {
            SweepStoppingRule::Never => Self::Never,
            SweepStoppingRule::Median => Self::Median { min_epochs, min_runs },
            SweepStoppingRule::Halving => Self::Halving { min_epochs, reduction },
        }
    }
}

impl From<StoppingRule> for SweepStopping {
    fn from(rule: StoppingRule) -> Self {
        let none = Self { rule: SweepStoppingRule::Never, min_epochs: None, min_runs: None, reduction: None };
        match rule {
            StoppingRule::Never => none,
            StoppingRule::Median { min_epochs, min_runs } => {
                Self { rule: SweepStoppingRule::Median, min_epochs: Some(min_epochs), min_runs: Some(min_runs), ..none }
            }
            StoppingRule::Halving { min_epochs, reduction } => Self {
                rule: SweepStoppingRule::Halving,
                min_epochs: Some(min_epochs),
                reduction: Some(reduction),
                ..none
            },
        }
    }
}

/// A value as one writes it: words without quotes.
pub fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Numbers, truth values and null as they are, everything else a word, as parameters have it.
pub fn value_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_lowercase()))
}

/// `learningRate` → `learning_rate`.
pub fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_uppercase() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

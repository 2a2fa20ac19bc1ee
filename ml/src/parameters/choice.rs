//! Parameters that are one of a few choices.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidParameter;

/// Arithmetic used in matrix products while training. Weights are kept in 32 bits either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floating point.
    #[default]
    Fp32,
    /// 16-bit brain floating point products, 32-bit sums and weights.
    Bf16,
}

/// How the learning rate goes on after its warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LearningRateSchedule {
    /// Falls in a line to 0 at the last step.
    Linear,
    /// Falls along half a cosine to 0 at the last step.
    #[default]
    Cosine,
    /// Stays at its peak.
    Constant,
}

/// How much a row counts in the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every row counts the same.
    #[default]
    None,
    /// Rows of rare classes count more: rows / (classes × rows of the class).
    Balanced,
}

/// The model a run starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseModel {
    /// 2 layers of 64: for tests.
    ScratchTiny,
    /// 4 layers of 256: for a CPU.
    ScratchMini,
    /// 6 layers of 384: for patience or a GPU.
    ScratchSmall,
}

impl BaseModel {
    /// Every base model, smallest first.
    pub const ALL: [BaseModel; 3] = [BaseModel::ScratchTiny, BaseModel::ScratchMini, BaseModel::ScratchSmall];

    /// The name used in parameters.
    pub fn name(self) -> &'static str {
        match self {
            BaseModel::ScratchTiny => "scratch-tiny",
            BaseModel::ScratchMini => "scratch-mini",
            BaseModel::ScratchSmall => "scratch-small",
        }
    }
}

impl fmt::Display for BaseModel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What a name of a base model stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// An architecture with fresh weights and a tokenizer trained on the dataset.
    Scratch(BaseModel),
    /// A pretrained model under the name it was registered with.
    Registered(String),
}

impl FromStr for Base {
    type Err = InvalidParameter;

    fn from_str(name: &str) -> Result<Self, InvalidParameter> {
        if let Some(model) = BaseModel::ALL.into_iter().find(|model| model.name() == name) {
            return Ok(Base::Scratch(model));
        }
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_name = name.bytes().next().is_some_and(is_plain)
            && name.bytes().all(|byte| is_plain(byte) || matches!(byte, b'.' | b'_' | b'-'));
        if is_name && !name.starts_with("scratch-") {
            return Ok(Base::Registered(name.to_owned()));
        }
        let known = BaseModel::ALL.map(BaseModel::name).join(", ");
        Err(InvalidParameter {
            field: "base_model",
            message: format!(
                "base_model must be one of {known} or the name of a registered base model; got \"{name}\""
            ),
        })
    }
}

/// Where a run computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The first GPU if there is one, otherwise the CPU.
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU with this number, from 0.
    Cuda(usize),
}

impl FromStr for DeviceChoice {
    type Err = InvalidParameter;

    fn from_str(name: &str) -> Result<Self, InvalidParameter> {
        let number = |text: &str| text.parse().ok().filter(|number: &usize| number.to_string() == text);
        match name {
            "auto" => Ok(DeviceChoice::Auto),
            "cpu" => Ok(DeviceChoice::Cpu),
            _ => name.strip_prefix("cuda:").and_then(number).map(DeviceChoice::Cuda).ok_or_else(|| InvalidParameter {
                field: "device",
                message: format!("device must be auto, cpu or cuda:N, such as cuda:0; got \"{name}\""),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_built_in_or_has_a_name_that_can_be_registered() {
        assert_eq!("scratch-tiny".parse(), Ok(Base::Scratch(BaseModel::ScratchTiny)));
        assert_eq!("e5-small-ko".parse(), Ok(Base::Registered("e5-small-ko".into())));
        for wrong in ["", "scratch-huge", "-a", "Upper", "a/b", "한글", "a b"] {
            assert_eq!(wrong.parse::<Base>().unwrap_err().field, "base_model", "{wrong}");
        }
    }
}

//! Which graph of a model's bundle computes the answers.

use std::{fmt, str::FromStr};

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Which graph of a model's bundle computes the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ModelVariant {
    /// 32-bit weights: what was trained. Every bundle has it.
    #[default]
    Fp32,
    /// 8-bit weights: faster, within a bounded loss of accuracy. A bundle has it if that bound was kept.
    Int8,
}

impl ModelVariant {
    /// Its name: `fp32` or `int8`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fp32 => "fp32",
            Self::Int8 => "int8",
        }
    }
}

impl fmt::Display for ModelVariant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for ModelVariant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "fp32" => Ok(Self::Fp32),
            "int8" => Ok(Self::Int8),
            other => Err(format!("\"{other}\" isn't a variant; there are fp32 and int8")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_holds_is_what_people_write() {
        for variant in [ModelVariant::Fp32, ModelVariant::Int8] {
            assert_eq!(variant.to_value(), variant.name());
            assert_eq!(variant.to_string().parse(), Ok(variant));
            assert_eq!(serde_json::to_value(variant).unwrap(), variant.name());
        }
        assert!("int4".parse::<ModelVariant>().unwrap_err().contains("fp32 and int8"));
    }
}

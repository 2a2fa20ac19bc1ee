//! Whole numbers that GraphQL's own `Int`, of 32 bits, can't hold.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A whole number of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int64(pub i64);

/// A whole number from -2⁶³ to 2⁶³-1: sizes in bytes, and counts that have no bound. It is written as a JSON number, exact
/// in every JSON reader up to 2⁵³ (9 petabytes); as input, digits in a string are taken, too.
#[Scalar]
impl ScalarType for Int64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(digits) => digits.parse().ok(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| {
            let expected = "must be a whole number from -9223372036854775808 to 9223372036854775807, or its digits";
            InputValueError::custom(format!("{expected}, not {value}"))
        })
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

/// What is larger than can be said becomes the largest number.
impl From<u64> for Int64 {
    fn from(number: u64) -> Self {
        Self(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_64_bit_number_survives_as_a_number_and_as_digits() {
        for number in [i64::MIN, -1, 0, i64::from(i32::MAX) + 1, i64::MAX] {
            assert_eq!(Int64::parse(Int64(number).to_value()).ok(), Some(Int64(number)));
            assert_eq!(Int64::parse(Value::String(number.to_string())).ok(), Some(Int64(number)));
        }
        for refused in [Value::from(1.5), Value::from("1.0"), Value::from(u64::MAX), Value::Null, Value::from(true)] {
            assert!(Int64::parse(refused.clone()).is_err(), "{refused}");
        }
    }
}

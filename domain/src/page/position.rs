//! A row's place in an order, as an opaque cursor.

use sea_orm::{
    ColumnType,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use super::{Direction, Order, is_nullable};
use crate::{Error, Result};

/// A row's place in an order, as a cursor carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Position {
    /// The sort column, so that a cursor of another order is recognised.
    #[serde(rename = "c")]
    column: String,
    /// The sort column's value.
    #[serde(rename = "v")]
    value: Scalar,
    /// The id's value, if it takes part.
    #[serde(rename = "t")]
    tie: Option<Scalar>,
}

/// A value a list can be sorted by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Scalar {
    #[serde(rename = "n")]
    Null,
    #[serde(rename = "i")]
    Integer(i64),
    /// The bits of a 64-bit float, since decimal digits may not read back the same.
    #[serde(rename = "f")]
    Float(u64),
    #[serde(rename = "s")]
    Text(String),
    #[serde(rename = "u")]
    Uuid(Uuid),
}

impl Position {
    /// The position of a row.
    pub(super) fn of<E: EntityTrait>(model: &E::Model, order: &Order<E::Column>) -> Result<Self> {
        let scalar = |column: E::Column| {
            Scalar::of(model.get(column)).ok_or_else(|| Error::Internal(format!("cannot sort by {}", column.as_str())))
        };
        Ok(Self {
            column: order.column.as_str().to_owned(),
            value: scalar(order.column)?,
            tie: order.tie_breaker.map(scalar).transpose()?,
        })
    }

    /// As clients get it.
    pub(super) fn encode(&self) -> Result<String> {
        Ok(hex::encode(serde_json::to_vec(self)?))
    }

    /// None unless the cursor was made for this order.
    pub(super) fn decode<C: ColumnTrait>(cursor: &str, order: &Order<C>) -> Option<Self> {
        let position: Self = serde_json::from_slice(&hex::decode(cursor).ok()?).ok()?;
        let value_fits = match position.value {
            Scalar::Null => is_nullable(order.column),
            _ => position.value.to_value(order.column).is_some(),
        };
        let tie_fits = match (&position.tie, order.tie_breaker) {
            (Some(tie), Some(column)) => tie.to_value(column).is_some(),
            (None, None) => true,
            _ => false,
        };
        (position.column == order.column.as_str() && value_fits && tie_fits).then_some(position)
    }

    /// Whether the row has no value in the sort column.
    pub(super) fn is_null(&self) -> bool {
        self.value == Scalar::Null
    }

    /// Rows strictly beyond this position in `direction`, within the position's segment.
    pub(super) fn beyond<C: ColumnTrait>(&self, column: C, tie_breaker: Option<C>, direction: Direction) -> Expr {
        let beyond = |column: C, value: &Scalar| {
            let value = value.to_value(column).expect("decode checked the value against the column");
            match direction {
                Direction::Ascending => (column.gt(value.clone()), column.gte(value)),
                Direction::Descending => (column.lt(value.clone()), column.lte(value)),
            }
        };
        let tie = self.tie.as_ref().zip(tie_breaker).map(|(tie, column)| beyond(column, tie).0);
        if self.is_null() {
            return tie.expect("a nullable sort column has a tie breaker");
        }
        let (further, at_least) = beyond(column, &self.value);
        match tie {
            None => further,
            // The first half alone is a range of the index; the second takes away what of it was seen.
            Some(tie) => at_least.and(further.or(tie)),
        }
    }
}

impl Scalar {
    fn of(value: Value) -> Option<Self> {
        Some(match value {
            Value::Int(value) => value.map_or(Self::Null, |value| Self::Integer(value.into())),
            Value::BigInt(value) => value.map_or(Self::Null, Self::Integer),
            Value::Double(value) => value.map_or(Self::Null, |value| Self::Float(value.to_bits())),
            Value::String(value) => value.map_or(Self::Null, Self::Text),
            Value::Uuid(value) => value.map_or(Self::Null, Self::Uuid),
            _ => return None,
        })
    }

    fn to_value(&self, column: impl ColumnTrait) -> Option<Value> {
        Some(match (self, column.def().get_column_type()) {
            (Self::Integer(value), ColumnType::Integer) => i32::try_from(*value).ok()?.into(),
            (Self::Integer(value), ColumnType::BigInteger) => (*value).into(),
            (Self::Float(bits), ColumnType::Double) => f64::from_bits(*bits).into(),
            // PostgreSQL has no NUL in text.
            (Self::Text(text), ColumnType::String(_) | ColumnType::Text) if !text.contains('\0') => text.clone().into(),
            (Self::Uuid(value), ColumnType::Uuid) => (*value).into(),
            _ => return None,
        })
    }
}

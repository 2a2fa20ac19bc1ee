//! Finding things by part of their name.

use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};

/// Whether a column contains `text`, in whatever case, taken as it stands.
pub(crate) fn contains(column: impl ColumnTrait, text: &str) -> Expr {
    // Not the backslash: MySQL reads one as an escape in the very literal that would name it.
    let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let lower: Expr = Func::lower(Expr::col(column.as_column_ref())).into();
    lower.like(LikeExpr::new(format!("%{escaped}%")).escape('!'))
}

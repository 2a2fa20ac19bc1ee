//! Which cleaning run is in force: one row, moved by compare-and-swap.

use sea_orm::{entity::prelude::*, sea_query::Expr};

use crate::{Error, Result, id::CleaningRunId};

/// What is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The run applied last and not undone.
    pub applied: Option<CleaningRunId>,
    /// The run that is being applied or undone: what is in force is a mixture until it is done.
    pub busy: Option<CleaningRunId>,
}

/// What is in force now.
pub async fn head(connection: &impl ConnectionTrait) -> Result<Head> {
    let row = row::Entity::find_by_id(1).one(connection).await?;
    let row = row.ok_or_else(|| Error::Internal("the cleaning head is missing".into()))?;
    Ok(Head { applied: row.applied_run_id, busy: row.busy_run_id })
}

/// Idle, with `top` on top → `id` works on it. One row, or nobody may.
pub(super) async fn claim(
    transaction: &impl ConnectionTrait,
    id: CleaningRunId,
    top: Option<CleaningRunId>,
) -> Result<bool> {
    let same_top = match top {
        Some(top) => row::Column::AppliedRunId.eq(top),
        None => row::Column::AppliedRunId.is_null(),
    };
    let claimed = row::Entity::update_many()
        .col_expr(row::Column::BusyRunId, Expr::value(Some(id)))
        .filter(row::Column::Id.eq(1))
        .filter(row::Column::BusyRunId.is_null())
        .filter(same_top)
        .exec(transaction)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// `id` works on it → idle, with `top` on top.
pub(super) async fn release(
    transaction: &impl ConnectionTrait,
    id: CleaningRunId,
    top: Option<CleaningRunId>,
) -> Result<()> {
    let released = row::Entity::update_many()
        .col_expr(row::Column::BusyRunId, Expr::value(None::<CleaningRunId>))
        .col_expr(row::Column::AppliedRunId, Expr::value(top))
        .filter(row::Column::Id.eq(1))
        .filter(row::Column::BusyRunId.eq(id))
        .exec(transaction)
        .await?;
    if released.rows_affected != 1 {
        return Err(Error::Conflict(format!("cleaning run {id} isn't the one that is being applied or undone")));
    }
    Ok(())
}

mod row {
    use sea_orm::entity::prelude::*;

    use crate::id::CleaningRunId;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "cleaning_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub applied_run_id: Option<CleaningRunId>,
        pub busy_run_id: Option<CleaningRunId>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

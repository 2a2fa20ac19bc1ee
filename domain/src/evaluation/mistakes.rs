//! The surest wrong answers of an evaluation.

use sea_orm::{QueryOrder, entity::prelude::*};

use crate::{Result, evaluation_mistake, id::EvaluationId};

/// The surest wrong answers of an evaluation, in order.
pub async fn mistakes(connection: &impl ConnectionTrait, id: EvaluationId) -> Result<Vec<evaluation_mistake::Model>> {
    Ok(evaluation_mistake::Entity::find()
        .filter(evaluation_mistake::Column::EvaluationId.eq(id))
        .order_by_asc(evaluation_mistake::Column::Rank)
        .all(connection)
        .await?)
}

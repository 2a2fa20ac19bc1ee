//! What a reader said of a prediction; one each.

use sea_orm::entity::prelude::*;

use crate::{
    Database, Error, Result, Timestamp,
    id::{FeedbackId, LabelClassId, PredictionId},
    label_set, model_version, prediction,
};

/// What a reader said of a prediction; one each.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FeedbackId,
    /// The prediction.
    pub prediction_id: PredictionId,
    /// The class the reader says is right.
    pub label_class_id: LabelClassId,
    /// Whether that is what was predicted.
    pub agrees: bool,
    /// When.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Stores the class a reader says is right. Once per prediction.
///
/// # Errors
/// [`Error::Conflict`] when the prediction has feedback already, [`Error::Invalid`] when the class isn't one of the
/// model's, [`Error::NotFound`].
pub async fn give(database: &Database, prediction_id: PredictionId, label_class_id: LabelClassId) -> Result<Model> {
    let given = || Error::Conflict("this prediction already has feedback".into());
    let transaction = database.begin().await?;
    let prediction = prediction::find(&transaction, prediction_id).await?;
    let version = model_version::find(&transaction, prediction.model_version_id).await?;
    let classes = label_set::classes(&transaction, version.label_set_id).await?;
    if !classes.iter().any(|class| class.id == label_class_id) {
        let keys: Vec<&str> = classes.iter().map(|class| class.key.as_str()).collect();
        return Err(Error::invalid("label", format!("must be one of {}", keys.join(", "))));
    }
    if Entity::find().filter(Column::PredictionId.eq(prediction_id)).one(&transaction).await?.is_some() {
        return Err(given());
    }
    let model = Model {
        id: FeedbackId::new(),
        prediction_id,
        label_class_id,
        agrees: prediction.label_class_id == label_class_id,
        created_at: Timestamp::now(),
    };
    let inserted = Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await;
    if let Err(error) = inserted.map_err(Error::from) {
        return Err(if error.is_unique_violation() { given() } else { error });
    }
    database.commit(transaction).await?;
    Ok(model)
}

/// The feedback on these predictions.
pub async fn of(connection: &impl ConnectionTrait, predictions: &[PredictionId]) -> Result<Vec<Model>> {
    let on = Entity::find().filter(Column::PredictionId.is_in(predictions.iter().copied()));
    Ok(on.all(connection).await?)
}

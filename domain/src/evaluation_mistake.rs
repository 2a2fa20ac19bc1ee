//! One of the surest wrong answers of an evaluation.

use sea_orm::entity::prelude::*;

use crate::id::{ArticleId, EvaluationId, LabelClassId};

/// One of the surest wrong answers of an evaluation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evaluation_mistake")]
pub struct Model {
    /// The evaluation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evaluation_id: EvaluationId,
    /// From 1, the surest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: i32,
    /// The article.
    pub article_id: ArticleId,
    /// The beginning of the text as it was evaluated.
    pub text: String,
    /// Its class then.
    pub label_class_id: LabelClassId,
    /// The class answered.
    pub predicted_class_id: LabelClassId,
    /// Its probability, 0 to 1.
    pub probability: f64,
    /// The probability of the article's class, 0 to 1.
    pub label_probability: f64,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! An answer given to a reader.

use sea_orm::{
    QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    Database, Error, Result, Timestamp, feedback,
    id::{LabelClassId, ModelVersionId, PredictionId},
    model_variant::ModelVariant,
};

/// An answer given to a reader.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "prediction")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PredictionId,
    /// The version that answered.
    pub model_version_id: ModelVersionId,
    /// Which graph of its bundle computed the answer.
    pub variant: ModelVariant,
    /// Whether it had been computed for an earlier reader of the same text.
    pub cached: bool,
    /// The text, while it is kept.
    pub text: Option<String>,
    /// SHA-256 of the text, hexadecimal.
    pub text_sha256: String,
    /// The most probable class.
    pub label_class_id: LabelClassId,
    /// Its probability.
    pub probability: f64,
    /// All probabilities in the label set's order, as a JSON list.
    pub probabilities: String,
    /// The probability below which its answer wasn't sure, if there was such a threshold.
    pub not_sure_below: Option<f64>,
    /// Whether the text was cut to the model's maximum length.
    pub truncated: bool,
    /// Microseconds waited for a batch.
    pub queue_us: i64,
    /// Microseconds tokenizing.
    pub tokenize_us: i64,
    /// Microseconds in the model.
    pub compute_us: i64,
    /// Microseconds in all.
    pub total_us: i64,
    /// When.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the answer is at least as probable as the threshold it was given under.
    pub fn is_sure(&self) -> bool {
        self.not_sure_below.is_none_or(|threshold| self.probability >= threshold)
    }
}

/// Which predictions to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only answers of this version.
    pub model_version_id: Option<ModelVersionId>,
    /// Only answers that named this class.
    pub label_class_id: Option<LabelClassId>,
    /// Only from this moment on.
    pub from: Option<Timestamp>,
    /// Only before this moment.
    pub to: Option<Timestamp>,
    /// Only those whose reader agreed (or, `false`, disagreed).
    pub agrees: Option<bool>,
    /// Only those at most this probable.
    pub probability_at_most: Option<f64>,
    /// Only those at least this probable.
    pub probability_at_least: Option<f64>,
    /// Only those that were sure (or, `false`, weren't).
    pub sure: Option<bool>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(model_version_id) = self.model_version_id {
            select = select.filter(Column::ModelVersionId.eq(model_version_id));
        }
        if let Some(label_class_id) = self.label_class_id {
            select = select.filter(Column::LabelClassId.eq(label_class_id));
        }
        if let Some(from) = self.from {
            select = select.filter(Column::CreatedAt.gte(from));
        }
        if let Some(to) = self.to {
            select = select.filter(Column::CreatedAt.lt(to));
        }
        if let Some(probability) = self.probability_at_most {
            select = select.filter(Column::Probability.lte(probability));
        }
        if let Some(probability) = self.probability_at_least {
            select = select.filter(Column::Probability.gte(probability));
        }
        if let Some(sure) = self.sure {
            let below = Expr::col(Column::Probability).lt(Expr::col(Column::NotSureBelow));
            select = select.filter(if sure { Column::NotSureBelow.is_null().or(below.not()) } else { below });
        }
        if let Some(agrees) = self.agrees {
            let said = feedback::Entity::find()
                .select_only()
                .column(feedback::Column::PredictionId)
                .filter(feedback::Column::Agrees.eq(agrees))
                .into_query();
            select = select.filter(Column::Id.in_subquery(said));
        }
        select
    }
}

/// How a model was used over a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// Predictions given.
    pub count: i64,
    /// Predictions that had been computed for an earlier reader.
    pub cached: i64,
    /// Predictions whose reader agreed.
    pub agreed: i64,
    /// Predictions whose reader named another class.
    pub disagreed: i64,
    /// Median time of an answer, microseconds.
    pub p50_us: Option<i64>,
    /// 90th percentile, microseconds.
    pub p90_us: Option<i64>,
    /// 99th percentile, microseconds.
    pub p99_us: Option<i64>,
    /// Predictions by class.
    pub classes: Vec<(LabelClassId, i64)>,
}

/// The prediction `id`.
pub async fn find(connection: &impl ConnectionTrait, id: PredictionId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("prediction", id))
}

/// Records predictions, all or none.
pub async fn record(database: &Database, predictions: Vec<Model>) -> Result<()> {
    let transaction = database.begin().await?;
    // 15 columns a row: well below the 32,766 parameters SQLite takes in one statement.
    for chunk in predictions.chunks(500) {
        let rows = chunk.iter().cloned().map(ActiveModel::from);
        Entity::insert_many(rows).exec_without_returning(&transaction).await?;
    }
    database.commit_quietly(transaction).await
}

/// What `filter` lets through, summed up.
pub async fn usage(connection: &impl ConnectionTrait, filter: Filter) -> Result<Usage> {
    let base = filter.apply(Entity::find());
    let classes: Vec<(LabelClassId, i64)> = base
        .clone()
        .select_only()
        .column(Column::LabelClassId)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::LabelClassId)
        .order_by_asc(Column::LabelClassId)
        .into_tuple()
        .all(connection)
        .await?;
    let count: i64 = classes.iter().map(|(_, count)| count).sum();
    let cached = base.clone().filter(Column::Cached.eq(true)).count(connection).await?;
    let ids = base.clone().select_only().column(Column::Id).into_query();
    let said: Vec<(bool, i64)> = feedback::Entity::find()
        .filter(feedback::Column::PredictionId.in_subquery(ids))
        .select_only()
        .column(feedback::Column::Agrees)
        .column_as(feedback::Column::Id.count(), "count")
        .group_by(feedback::Column::Agrees)
        .into_tuple()
        .all(connection)
        .await?;
    let said = |agrees| said.iter().find(|(said, _)| *said == agrees).map_or(0, |(_, count)| *count);
    Ok(Usage {
        count,
        cached: cached as i64,
        agreed: said(true),
        disagreed: said(false),
        p50_us: percentile(connection, &base, count, 0.50).await?,
        p90_us: percentile(connection, &base, count, 0.90).await?,
        p99_us: percentile(connection, &base, count, 0.99).await?,
        classes,
    })
}

/// Forgets the texts of predictions made before `moment`; their hashes stay. Returns how many were forgotten.
pub async fn forget_texts(database: &Database, moment: Timestamp) -> Result<u64> {
    let updated = Entity::update_many()
        .col_expr(Column::Text, Expr::value(Option::<String>::None))
        .filter(Column::CreatedAt.lt(moment))
        .filter(Column::Text.is_not_null())
        .exec(database.connection())
        .await?;
    Ok(updated.rows_affected)
}

/// The nearest-rank percentile of the time of an answer: the smallest value that `share` of all don't exceed.
async fn percentile(
    connection: &impl ConnectionTrait,
    base: &Select<Entity>,
    count: i64,
    share: f64,
) -> Result<Option<i64>> {
    let rank = (count as f64 * share).ceil() as u64;
    Ok(base
        .clone()
        .select_only()
        .column(Column::TotalUs)
        .order_by_asc(Column::TotalUs)
        .offset(rank.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?)
}

//! Predictions: what a model version said of a text.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{
    feedback,
    id::{LabelClassId, ModelVersionId, PredictionId},
    label_class, label_set,
    member_role::Role,
    model_version,
    page::{Direction, Order, Paging},
    prediction,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    attribution::{self, Attributions},
    connection::{self, Connection, cost},
    error::{self, Failure, Result},
    feedback::Feedback,
    found,
    label_set::LabelClass,
    loader::{ClassesOf, FeedbackOn},
    loaders,
    model_variant::ModelVariant,
    model_version::ModelVersion,
    require, services,
};
use crate::classifier::{Answer, Deployed};

/// How many classes `topK` gives if nothing is asked for.
const DEFAULT_TOP: usize = 3;

pub struct Prediction {
    model: prediction::Model,
    /// What was asked just now, kept or not.
    asked: Option<String>,
    /// The version's classes in order, if they are at hand.
    classes: Option<Arc<[label_class::Model]>>,
    top: usize,
}

impl From<prediction::Model> for Prediction {
    fn from(model: prediction::Model) -> Self {
        Self { model, asked: None, classes: None, top: DEFAULT_TOP }
    }
}

/// An answer a model version gave to a reader.
#[Object]
impl Prediction {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.model.id.0
    }

    /// The text, while it is kept.
    async fn text(&self) -> Option<&str> {
        self.model.text.as_deref()
    }

    /// SHA-256 of the text, hexadecimal.
    async fn text_sha256(&self) -> &str {
        &self.model.text_sha256
    }

    /// The most probable class.
    async fn label(&self, context: &Context<'_>) -> Result<LabelClass> {
        let at_hand = self.classes.iter().flat_map(|classes| classes.iter());
        if let Some(class) = at_hand.into_iter().find(|class| class.id == self.model.label_class_id) {
            return Ok(LabelClass(class.clone()));
        }
        Ok(LabelClass(loaders(context).get(self.model.label_class_id).await?))
    }

    /// Its probability, 0 to 1.
    async fn probability(&self) -> f64 {
        self.model.probability
    }

    /// Whether its probability reaches the threshold under which it was given (`notSureBelow`); an answer without a
    /// threshold is sure. Readers are better told "not sure" than the class of an answer that isn't.
    async fn sure(&self) -> bool {
        self.model.is_sure()
    }

    /// The probability below which the answer wasn't sure: what the model version's calibration suggested, or the
    /// server's setting `predict_not_sure_below`. Null if there was neither.
    async fn not_sure_below(&self) -> Option<f64> {
        self.model.not_sure_below
    }

    /// The probability of every class, in the label set's order; they sum to 1.
    #[graphql(complexity = "10 * child_complexity")]
    async fn probabilities(&self, context: &Context<'_>) -> Result<Vec<ClassProbability>> {
        let classes = self.classes(context).await?;
        let probabilities: Vec<f64> = serde_json::from_str(&self.model.probabilities)?;
        let pairs = classes.iter().zip(probabilities);
        Ok(pairs
            .map(|(class, probability)| ClassProbability { label: LabelClass(class.clone()), probability })
            .collect())
    }

    /// The most probable classes, most probable first.
    #[graphql(complexity = "10 * child_complexity")]
    async fn top_k(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many; as the prediction was asked for, or 3, if left out.")] k: Option<u32>,
    ) -> Result<Vec<ClassProbability>> {
        let mut classes = self.probabilities(context).await?;
        classes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        classes.truncate(k.map_or(self.top, |k| k as usize));
        Ok(classes)
    }

    /// What each word of its text did to its class; see `predictionAttributions`, which gives the same.
    #[graphql(complexity = "1 + usize::try_from(maximum_words).unwrap_or_default() * child_complexity")]
    async fn attributions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Most words that are left out: 1 to 64.", default = 64)] maximum_words: i32,
    ) -> Result<Option<Attributions>> {
        let text = self.asked.as_deref().or(self.model.text.as_deref());
        attribution::of(context, &self.model, text, maximum_words).await
    }

    /// Whether the text was cut to the model's maximum length.
    async fn truncated(&self) -> bool {
        self.model.truncated
    }

    /// Where the time went.
    async fn timing(&self) -> PredictionTiming {
        PredictionTiming {
            queue_microseconds: self.model.queue_us,
            tokenize_microseconds: self.model.tokenize_us,
            compute_microseconds: self.model.compute_us,
            total_microseconds: self.model.total_us,
        }
    }

    /// Which graph of the version's bundle computed it.
    async fn variant(&self) -> ModelVariant {
        self.model.variant.into()
    }

    /// Whether it had been computed for an earlier reader of the same text; then it waited and computed for no time.
    async fn cached(&self) -> bool {
        self.model.cached
    }

    /// When it was given.
    async fn created_at(&self) -> DateTime<Utc> {
        self.model.created_at.to_datetime()
    }

    /// The model version that gave it.
    async fn model_version(&self, context: &Context<'_>) -> Result<ModelVersion> {
        Ok(ModelVersion(loaders(context).get(self.model.model_version_id).await?))
    }

    /// What a reader said of it, if one did.
    async fn feedback(&self, context: &Context<'_>) -> Result<Option<Feedback>> {
        Ok(loaders(context).find(FeedbackOn(self.model.id)).await?.map(Feedback))
    }
}

impl Prediction {
    fn answered(model: prediction::Model, text: &str, answer: Answer, top: Option<u32>) -> Self {
        let top = top.map_or(DEFAULT_TOP, |top| top as usize);
        Self { model, asked: Some(text.to_owned()), classes: Some(answer.classes), top }
    }

    async fn classes(&self, context: &Context<'_>) -> Result<Arc<[label_class::Model]>> {
        if let Some(classes) = &self.classes {
            return Ok(classes.clone());
        }
        let version = loaders(context).get(self.model.model_version_id).await?;
        loaders(context).get(ClassesOf(version.label_set_id)).await
    }
}

/// A class and its probability.
#[derive(SimpleObject)]
pub struct ClassProbability {
    /// The class.
    label: LabelClass,
    /// Its probability, 0 to 1.
    probability: f64,
}

/// Where the time of a prediction went.
#[derive(SimpleObject)]
pub struct PredictionTiming {
    /// Waiting for a batch.
    queue_microseconds: i64,
    /// Cutting the text into tokens.
    tokenize_microseconds: i64,
    /// In the model, for the whole batch.
    compute_microseconds: i64,
    /// In all.
    total_microseconds: i64,
}

/// Which predictions to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct PredictionFilter {
    /// Only answers of this model version.
    model_version_id: Option<Uuid>,
    /// Only answers that name this class.
    label_class_id: Option<Uuid>,
    /// Only answers given at this moment or later.
    from: Option<DateTime<Utc>>,
    /// Only answers given before this moment.
    to: Option<DateTime<Utc>>,
    /// Only answers a reader agreed with (true) or disagreed with (false).
    agrees: Option<bool>,
    /// Only answers whose class has at most this probability: those the model was unsure of.
    probability_at_most: Option<f64>,
    /// Only answers whose class has at least this probability.
    probability_at_least: Option<f64>,
    /// Only answers that were sure (true) or weren't (false).
    sure: Option<bool>,
}

#[derive(Default)]
pub struct PredictionQuery;

#[Object]
impl PredictionQuery {
    /// Predictions, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn predictions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which predictions.", default)] filter: PredictionFilter,
    ) -> Result<Connection<Prediction>> {
        // Each order is that of an index which the filter narrows: by time, or by id within a version.
        let order = if filter.model_version_id.is_some() {
            Order::by_unique(prediction::Column::Id, Direction::Descending)
        } else {
            Order::by(prediction::Column::CreatedAt, prediction::Column::Id, Direction::Descending)
        };
        let filter = prediction::Filter {
            model_version_id: filter.model_version_id.map(ModelVersionId),
            label_class_id: filter.label_class_id.map(LabelClassId),
            from: filter.from.map(Into::into),
            to: filter.to.map(Into::into),
            agrees: filter.agrees,
            probability_at_most: filter.probability_at_most,
            probability_at_least: filter.probability_at_least,
            sure: filter.sure,
        };
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(prediction::Entity::find()), order, paging).await
    }

    /// The prediction with this id.
    async fn prediction(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The prediction's id.")] id: Uuid,
    ) -> Result<Option<Prediction>> {
        let services = services(context);
        services.prediction_log.ensure_written(PredictionId(id)).await;
        Ok(found(prediction::find(services.database.connection(), PredictionId(id)).await)?.map(Into::into))
    }
}

/// A text to be classified: either `text`, or a title with or without a body.
#[derive(InputObject)]
pub struct PredictInput {
    /// The whole text.
    text: Option<String>,
    /// The title.
    title: Option<String>,
    /// The body.
    body: Option<String>,
    /// How many classes `topK` gives; 3 if left out.
    top_k: Option<u32>,
}

impl PredictInput {
    fn text(self) -> Result<String> {
        let refuse = |field: &str, message: &str| Err(error::in_input(domain::Error::invalid(field, message)));
        match (self.text, self.title, self.body) {
            (Some(text), None, None) => Ok(text),
            (None, Some(title), Some(body)) => Ok(format!("{title} {body}")),
            (None, Some(title), None) => Ok(title),
            (None, None, _) => refuse("text", "give a text, or a title with or without a body"),
            (Some(_), ..) => refuse("text", "give either a text, or a title with or without a body, not both"),
        }
    }
}

/// Texts to be classified together.
#[derive(InputObject)]
pub struct PredictBatchInput {
    /// The texts; 1 to 128, unless the server is set otherwise.
    texts: Vec<String>,
    /// How many classes `topK` gives; 3 if left out.
    top_k: Option<u32>,
}

/// A reader's word on a prediction.
#[derive(InputObject)]
pub struct GiveFeedbackInput {
    /// The prediction's id.
    prediction_id: Uuid,
    /// Key of the class that is right, out of the label set of the model that answered.
    label_key: String,
}

#[derive(Default)]
pub struct PredictionMutation;

#[Object]
impl PredictionMutation {
    /// Classifies a text with the model version that serves. The answer is recorded shortly after it is given.
    ///
    /// Members may try any version instead: it is loaded if it has to be, which takes some seconds, and its answers are
    /// no reader's, so they aren't recorded: `prediction` doesn't find them, and nothing counts them.
    async fn predict(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The text.")] input: PredictInput,
        #[graphql(desc = "The model version that is tried; for members.")] version_id: Option<Uuid>,
        #[graphql(
            desc = "Which graph of its bundle, for a version that is tried.",
            default_with = "ModelVariant::Fp32"
        )]
        variant: ModelVariant,
    ) -> Result<Prediction> {
        let services = services(context);
        let top = input.top_k;
        let text = input.text()?;
        let Some(version_id) = version_id else {
            let answer = services.classifier.predict(&text).await?;
            let model = services.prediction_log.record(&text, &answer);
            return Ok(Prediction::answered(model, &text, answer, top));
        };
        require(context, Role::Viewer)?;
        let deployed = Deployed { model_version_id: ModelVersionId(version_id), variant: variant.into() };
        let version = model_version::find(services.database.connection(), deployed.model_version_id).await?;
        crate::variant::check(&services.artifacts, &version, deployed.variant)?;
        let classifier = services.trials.of(&services.database, deployed).await?;
        let answer = classifier.predict(&text).await?;
        let model = services.prediction_log.unrecorded(&text, &answer);
        Ok(Prediction::answered(model, &text, answer, top))
    }

    /// Classifies texts, all with the same model version, and returns their answers in order: all, or none.
    async fn predict_batch(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The texts.")] input: PredictBatchInput,
    ) -> Result<Vec<Prediction>> {
        let services = services(context);
        if input.texts.is_empty() {
            return Err(error::in_input(domain::Error::invalid("texts", "give at least one text")));
        }
        let answers = services.classifier.predict_batch(&input.texts).await?;
        let answered = input.texts.iter().zip(answers).map(|(text, answer)| {
            let model = services.prediction_log.record(text, &answer);
            Prediction::answered(model, text, answer, input.top_k)
        });
        Ok(answered.collect())
    }

    /// Stores the class a reader says is right for a prediction, and returns it. Refused with `CONFLICT` the second
    /// time.
    async fn give_feedback(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The prediction and its right class.")] input: GiveFeedbackInput,
    ) -> Result<Feedback> {
        let services = services(context);
        let database = &services.database;
        let id = PredictionId(input.prediction_id);
        // The reader may be quicker than the log.
        services.prediction_log.ensure_written(id).await;
        let prediction = prediction::find(database.connection(), id).await?;
        let version = model_version::find(database.connection(), prediction.model_version_id).await?;
        let classes = label_set::classes(database.connection(), version.label_set_id).await?;
        let Some(class) = classes.iter().find(|class| class.key == input.label_key) else {
            let keys: Vec<_> = classes.iter().map(|class| class.key.as_str()).collect();
            let message = format!("must be one of {}", keys.join(", "));
            return Err(error::in_input(domain::Error::invalid("label_key", message)));
        };
        Ok(Feedback(feedback::give(database, id, class.id).await.map_err(Failure::from)?))
    }
}

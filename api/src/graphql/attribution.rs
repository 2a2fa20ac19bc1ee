//! Which words of a text an answer rests on.

use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::{id::PredictionId, prediction};
use uuid::Uuid;

use super::{
    caller,
    error::{Failure, Result},
    found, services,
};
use crate::{
    classifier::{self, Bound, Deployed, MOST_WORDS},
    rate_limit::{Class, RateLimits},
};

pub struct Attributions(classifier::Attributions);

/// What each word of a text did to the class of an answer, found by leaving out one word at a time.
#[Object]
impl Attributions {
    /// The words that were left out, in the text's order.
    async fn words(&self) -> Vec<WordAttribution> {
        self.0.words.iter().map(WordAttribution::from).collect()
    }

    /// Words in the text, between spaces.
    async fn words_in_text(&self) -> usize {
        self.0.words_in_text
    }

    /// Why these aren't all words of the text; null if they are.
    async fn bound(&self) -> Option<AttributionBound> {
        self.0.bound.map(Into::into)
    }

    /// Probability of the class with every word there, 0 to 1: of the text as far as the model reads it.
    async fn probability(&self) -> f32 {
        self.0.probability
    }
}

/// Why not every word of a text was left out once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Bound")]
pub enum AttributionBound {
    /// The model reads no further.
    ModelLength,
    /// There are more words than were looked at.
    WordLimit,
}

/// What one word did to the class of an answer.
#[derive(SimpleObject)]
pub struct WordAttribution {
    /// The word, as it stands in the text.
    text: String,
    /// Characters (Unicode code points) before it.
    start: usize,
    /// Probability of the class without it, 0 to 1.
    probability_without: f32,
    /// By how much the class's log-odds are higher with it: above 0 the word speaks for the class, below against it.
    weight: f64,
}

impl From<&classifier::WordAttribution> for WordAttribution {
    fn from(word: &classifier::WordAttribution) -> Self {
        let classifier::WordAttribution { text, start, probability_without, weight } = word;
        Self { text: text.clone(), start: *start, probability_without: *probability_without, weight: *weight }
    }
}

/// What each word of a prediction's text did; none if neither the version in service nor one that is being tried gave
/// the prediction, or without its text.
///
/// Its texts count as predicted ones, of whoever asks.
pub async fn of(
    context: &Context<'_>,
    prediction: &prediction::Model,
    text: Option<&str>,
    maximum_words: i32,
) -> Result<Option<Attributions>> {
    let most_words = usize::try_from(maximum_words).ok().filter(|words| (1..=MOST_WORDS).contains(words));
    let Some(most_words) = most_words else {
        return Err(domain::Error::invalid("maximum_words", format!("must be from 1 to {MOST_WORDS}")).into());
    };
    let Some(text) = text else { return Ok(None) };
    let services = services(context);
    let deployed = Deployed { model_version_id: prediction.model_version_id, variant: prediction.variant };
    let trial = services.trials.loaded(deployed);
    let mut occlusion = services.classifier.occlusion(deployed, text, most_words).await?;
    if let (None, Some(trial)) = (&occlusion, trial) {
        occlusion = trial.occlusion(deployed, text, most_words).await?;
    }
    let Some(occlusion) = occlusion else { return Ok(None) };
    // Where requests come by the network.
    if let Some(limits) = context.data_opt::<RateLimits>() {
        let count = u32::try_from(occlusion.texts()).unwrap_or(u32::MAX);
        let standing = limits.take(Class::Predict, count, &caller(context));
        if let Some(standing) = standing.filter(|standing| standing.retry_after.is_some()) {
            return Err(Failure::too_often(&standing));
        }
    }
    Ok(occlusion.compute(prediction.label_class_id).await?.map(Attributions))
}

/// What the public page asks for once it has shown an answer.
#[derive(Default)]
pub struct AttributionQuery;

#[Object]
impl AttributionQuery {
    /// What each word of a prediction's text did to its class: the model version that gave it is asked again without
    /// each of the first words. Every text that it is asked about counts as one predicted.
    ///
    /// Null if the text isn't kept, if the version isn't in service any more, or if there is no such prediction. Like
    /// `giveFeedback` it is for whoever has the prediction's id.
    #[graphql(complexity = "1 + usize::try_from(maximum_words).unwrap_or_default() * child_complexity")]
    async fn prediction_attributions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The prediction's id.")] prediction_id: Uuid,
        #[graphql(desc = "Most words that are left out: 1 to 64.", default = 64)] maximum_words: i32,
    ) -> Result<Option<Attributions>> {
        let services = services(context);
        let id = PredictionId(prediction_id);
        services.prediction_log.ensure_written(id).await;
        let Some(model) = found(prediction::find(services.database.connection(), id).await)? else { return Ok(None) };
        let text = model.text.clone();
        of(context, &model, text.as_deref(), maximum_words).await
    }
}

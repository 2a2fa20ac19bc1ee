//! What a reader asked becomes an article, with the class that a person says is right.

use sea_orm::entity::prelude::*;

use crate::{
    Database, Error, Result,
    article::{self, Arrival, LabelOrigin, NewArticle},
    id::PredictionId,
    label_set, model_version, prediction,
    relabelling::{self, To},
    source,
};

/// Key of the source of such articles.
pub const SOURCE: &str = "predictions";

/// A class for a prediction's text.
#[derive(Clone, Debug)]
pub struct NewPredictionLabel {
    /// The prediction.
    pub prediction_id: PredictionId,
    /// Key of the class, out of the label set of the version that answered.
    pub label_key: String,
    /// Who says so.
    pub made_by: String,
}

/// Makes an article of a prediction's text and gives it the class; a text that was made one before is that article. A
/// text's first line is its title, the rest its body.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a class that the version doesn't have; [`Error::Conflict`] when the text
/// isn't kept, or was taken down.
pub async fn request(database: &Database, new: NewPredictionLabel) -> Result<(article::Model, relabelling::Model)> {
    let transaction = database.begin().await?;
    let prediction = prediction::find(&transaction, new.prediction_id).await?;
    let version = model_version::find(&transaction, prediction.model_version_id).await?;
    let classes = label_set::classes(&transaction, version.label_set_id).await?;
    let Some(class) = classes.iter().find(|class| class.key == new.label_key) else {
        let keys: Vec<_> = classes.iter().map(|class| class.key.as_str()).collect();
        return Err(Error::invalid("label_key", format!("must be one of {}", keys.join(", "))));
    };
    let Some(text) = prediction.text.as_deref() else {
        return Err(Error::Conflict("the prediction's text is no longer kept".into()));
    };
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let source = source::find_or_create(&transaction, SOURCE, Some("What readers asked")).await?;
    let arrival = Arrival {
        source_id: source.id,
        article_import_id: None,
        label_origin: LabelOrigin::Member,
        labelled_by: new.made_by.clone(),
        collected_at: prediction.created_at,
    };
    let article = NewArticle::new(prediction.text_sha256.clone(), title.trim(), body.trim());
    article::store(&transaction, &arrival, vec![article]).await?;
    let stored = article::Entity::find()
        .filter(article::Column::SourceId.eq(source.id))
        .filter(article::Column::ExternalId.eq(prediction.text_sha256.as_str()))
        .one(&transaction)
        .await?;
    let stored = stored.filter(|article| !article.title.is_empty());
    let stored = stored.ok_or_else(|| Error::Conflict("the text was taken down; it can't be an article".into()))?;
    let to = To { class: Some(class), reason: None, made_by: &new.made_by };
    let relabelling = relabelling::relabel(&transaction, &[stored.id], to).await?;
    let article = article::find(&transaction, stored.id).await?;
    database.commit(transaction).await?;
    Ok((article, relabelling))
}

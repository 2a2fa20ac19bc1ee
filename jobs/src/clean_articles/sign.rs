//! The first pass: which of the selected articles take part in the search for duplicates, and a signature for each.

use std::collections::HashMap;

use domain::{
    article_signature,
    cleaning_run::{self, Candidate, Selection},
    id::{ArticleId, LabelClassId},
};

use super::{boilerplate, normalise, text_rules::Rules};
use crate::{
    JobContext, JobError,
    near_duplicate::neighbours::{METHOD, Prepared},
};

/// Articles read with one statement.
pub(super) const PAGE: u64 = 500;

/// A selected article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed {
    pub(super) id: ArticleId,
    /// When it was published, or collected where that isn't known; the earliest is kept.
    pub(super) at: i64,
    pub(super) class: Option<LabelClassId>,
    /// Whether the rules that look at it alone let it pass: only such articles are kept for others.
    pub(super) takes_part: bool,
}

/// Judges every selected article alone and stores the signatures that are missing.
pub(super) async fn sign(context: &JobContext, selection: &Selection, rules: &Rules) -> Result<Vec<Signed>, JobError> {
    let connection = context.database.connection();
    let mut signed: Vec<Signed> = Vec::new();
    loop {
        let after = signed.last().map(|one| one.id);
        let page = cleaning_run::candidates(connection, selection, after, PAGE).await?;
        if page.is_empty() {
            return Ok(signed);
        }
        let ids: Vec<ArticleId> = page.iter().map(|one| one.id).collect();
        let known = article_signature::find_many(connection, &ids).await?;
        let known: HashMap<ArticleId, String> = known
            .into_iter()
            .filter(|one| one.method == METHOD)
            .map(|one| (one.article_id, one.content_hash))
            .collect();
        let rules = rules.clone();
        let (articles, missing) = tokio::task::spawn_blocking(move || judge(page, &known, &rules))
            .await
            .map_err(|error| JobError::permanent("PANIC", error.to_string()))?;
        if !missing.is_empty() {
            let transaction = context.begin().await?;
            article_signature::put(&transaction, missing).await?;
            context.database.commit_quietly(transaction).await?;
        }
        signed.extend(articles);
        // How many there are isn't known without counting them; three passes of alike length, each a third.
        let share = 0.33 * (1.0 - 1.0 / (1.0 + signed.len() as f64 / 50_000.0));
        context.progress(share, format!("{} articles read", signed.len())).await?;
    }
}

fn judge(
    page: Vec<Candidate>,
    known: &HashMap<ArticleId, String>,
    rules: &Rules,
) -> (Vec<Signed>, Vec<article_signature::Model>) {
    let mut missing = Vec::new();
    let articles = page.into_iter().map(|article| {
        if known.get(&article.id) != Some(&article.content_hash) {
            let signature = prepared(&article.title, &article.body).signature();
            missing.push(article_signature::Model {
                article_id: article.id,
                method: METHOD,
                content_hash: article.content_hash.clone(),
                fingerprint: format!("{:032x}", signature.fingerprint),
                bands: signature.to_bytes(),
            });
        }
        Signed {
            id: article.id,
            at: article.published_at.unwrap_or(article.collected_at).0,
            class: article.label_class_id,
            takes_part: rules.judge(&article.title, &article.body).rejection.is_none(),
        }
    });
    (articles.collect(), missing)
}

/// A raw text as it is compared with others: without boilerplate, whatever the rules say, so that a signature is the
/// same under all of them.
pub(super) fn prepared(title: &str, body: &str) -> Prepared {
    Prepared::of(&format!("{}\n{}", normalise::title(title), boilerplate::strip(&normalise::body(body))))
}

//! The articles that a selection takes, without their texts.

use std::collections::HashMap;

use domain::{
    Error,
    dataset::{self, Selection},
    id::{ArticleId, SourceId},
    label_class, source,
};

use crate::{
    JobContext, JobError,
    split::{StableKey, limit_per_class},
};

/// Articles read with one statement.
const PAGE: u64 = 5_000;

/// An article that a selection takes.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) id: ArticleId,
    /// What it is called on every machine.
    pub(super) key: StableKey,
    /// Position of its class in the label set.
    pub(super) class: usize,
    pub(super) content_hash: [u8; 32],
}

/// The articles that `selection` takes, in the order of their keys.
pub(super) async fn choose(
    context: &JobContext,
    selection: &Selection,
    classes: &[label_class::Model],
) -> Result<Vec<Candidate>, JobError> {
    let connection = context.database.connection();
    let sources = source::all(connection).await?;
    let keys: HashMap<SourceId, String> = sources.into_iter().map(|source| (source.id, source.key)).collect();
    let mut found = Vec::new();
    for (position, class) in classes.iter().enumerate() {
        let mut last: Option<ArticleId> = None;
        loop {
            let page = dataset::candidates(connection, selection, class.id, last, PAGE).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            for one in page {
                let source_key = keys.get(&one.source_id).ok_or_else(|| Error::not_found("source", one.source_id))?;
                let mut content_hash = [0; 32];
                hex::decode_to_slice(&one.content_hash, &mut content_hash)
                    .map_err(|_| Error::Internal(format!("article {} has no content hash", one.id)))?;
                let key = StableKey::new(source_key, one.external_id);
                found.push(Candidate { id: one.id, key, class: position, content_hash });
            }
            context.progress(0.0, format!("{} articles selected", found.len())).await?;
        }
    }
    if let Some(limit) = selection.max_per_class {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let labelled: Vec<(&StableKey, usize)> = found.iter().map(|one| (&one.key, one.class)).collect();
        let chosen = limit_per_class(&labelled, limit, selection.seed);
        found = chosen.into_iter().map(|position| found[position].clone()).collect();
    }
    found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok(found)
}

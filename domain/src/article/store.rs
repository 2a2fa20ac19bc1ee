//! Storing articles that arrive: new ones are inserted, known ones compared and, where they differ, updated.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveValue::Set, DbBackend, FromQueryResult, QuerySelect, entity::prelude::*, sea_query::OnConflict};
use sha2::{Digest, Sha256};

use super::{ActiveModel, Column, Entity, LabelOrigin};
use crate::{
    Database, Error, Result, Timestamp,
    id::{ArticleId, ArticleImportId, CrawlId, LabelClassId, SourceId},
    source, takedown,
};

/// Articles that [`store`] takes at once: as many as every database takes parameters for.
pub const MAXIMUM_BATCH: usize = 1_500;

/// An article on its way in.
///
/// What is `None` isn't said by whoever brings it: a known article keeps what it has.
#[derive(Clone, Debug, PartialEq)]
pub struct NewArticle {
    /// Its name at the source.
    pub external_id: String,
    /// Its raw title.
    pub title: String,
    /// Its raw body; may be empty.
    pub body: String,
    /// Characters in title and body.
    pub character_count: i32,
    /// See [`content_hash`].
    pub content_hash: String,
    /// Its address.
    pub url: Option<String>,
    /// The crawl that collected it.
    pub crawl_id: Option<CrawlId>,
    /// When the press published it.
    pub published_at: Option<Timestamp>,
    /// When it was collected.
    pub collected_at: Option<Timestamp>,
    /// Its class.
    pub label_class_id: Option<LabelClassId>,
}

impl NewArticle {
    /// An article of which no more than its text is known.
    pub fn new(external_id: impl Into<String>, title: impl Into<String>, body: impl Into<String>) -> Self {
        let (title, body) = (title.into(), body.into());
        Self {
            external_id: external_id.into(),
            character_count: (title.chars().count() + body.chars().count()).try_into().unwrap_or(i32::MAX),
            content_hash: content_hash(&title, &body),
            title,
            body,
            url: None,
            crawl_id: None,
            published_at: None,
            collected_at: None,
            label_class_id: None,
        }
    }
}

/// SHA-256 over title and body, each led by its length in bytes (64 bits, big-endian), hexadecimal.
pub fn content_hash(title: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    for part in [title, body] {
        // Lengths keep ("ab", "c") and ("a", "bc") apart.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// How articles arrive.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Their source.
    pub source_id: SourceId,
    /// The import that brings them.
    pub article_import_id: Option<ArticleImportId>,
    /// What kind of author set their labels.
    pub label_origin: LabelOrigin,
    /// Who or what set their labels; cut at 200 characters.
    pub labelled_by: String,
    /// When they were collected, for articles that don't say so themselves.
    pub collected_at: Timestamp,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Articles that were new.
    pub inserted: u64,
    /// Articles that were known, and equal.
    pub unchanged: u64,
    /// Articles that were known, and differed.
    pub updated: u64,
}

/// Stores articles in order: a later one with the same external id is compared with the earlier one.
///
/// A known article keeps its id and its place. Its label is replaced by the one that arrives, except where a person
/// set it (a member, or a reader's feedback): people know better than files. An article whose text was taken down stays as
/// it is, and a text that was taken down isn't stored under another name either.
/// Two batches for one source wait for one another.
///
/// # Errors
/// [`Error::NotFound`] for an unknown source.
pub async fn store(transaction: &impl ConnectionTrait, arrival: &Arrival, articles: Vec<NewArticle>) -> Result<Stored> {
    debug_assert!(articles.len() <= MAXIMUM_BATCH, "a batch has too many parameters for SQLite");
    // Locked, lest another batch inserts an article between our look and our insert.
    let source = source::Entity::find_by_id(arrival.source_id).lock_exclusive().one(transaction).await?;
    source.ok_or_else(|| Error::not_found("source", arrival.source_id))?;

    let gone = Tombstones::of(transaction, arrival.source_id, &articles).await?;
    let mut batch = Batch::new(arrival, known(transaction, arrival.source_id, &articles).await?);
    let mut stored = Stored::default();
    for article in articles {
        // What was taken down doesn't come back with the next file.
        if gone.cover(&article) {
            stored.unchanged += 1;
            continue;
        }
        match batch.take(article) {
            Fate::Inserted => stored.inserted += 1,
            Fate::Unchanged => stored.unchanged += 1,
            Fate::Updated => stored.updated += 1,
        }
    }
    let rows: Vec<ActiveModel> = batch.rows().collect();
    if !rows.is_empty() {
        let update = OnConflict::columns([Column::SourceId, Column::ExternalId]).update_columns(MUTABLE).to_owned();
        Entity::insert_many(rows).on_conflict(update).exec_without_returning(transaction).await?;
    }
    Ok(stored)
}

/// Brings PostgreSQL's statistics of articles up to date, which it does by itself only once a minute: until then a table
/// that grows fast is searched as if it were empty. Other databases need no such thing.
pub async fn refresh_statistics(database: &Database) -> Result<()> {
    if database.backend() == DbBackend::Postgres {
        database.connection().execute_unprepared("ANALYZE article").await?;
    }
    Ok(())
}

/// Names looked up with one statement. From a thousand on MariaDB makes a table of them, which takes longer.
const LOOKUP: usize = 500;

/// What an arriving article may change of a known one.
const MUTABLE: [Column; 14] = [
    Column::CrawlId,
    Column::ArticleImportId,
    Column::Url,
    Column::Title,
    Column::Body,
    Column::CharacterCount,
    Column::PublishedAt,
    Column::CollectedAt,
    Column::LabelClassId,
    Column::LabelOrigin,
    Column::LabelledBy,
    Column::LabelledAt,
    Column::ContentHash,
    Column::UpdatedAt,
];

/// An article as stored or about to be, without its text.
#[derive(Clone, Debug, FromQueryResult)]
struct State {
    external_id: String,
    crawl_id: Option<CrawlId>,
    url: Option<String>,
    published_at: Option<Timestamp>,
    collected_at: Timestamp,
    label_class_id: Option<LabelClassId>,
    label_origin: Option<LabelOrigin>,
    labelled_by: Option<String>,
    labelled_at: Option<Timestamp>,
    content_hash: String,
}

async fn known(
    connection: &impl ConnectionTrait,
    source_id: SourceId,
    articles: &[NewArticle],
) -> Result<HashMap<String, State>> {
    let names: HashSet<&str> = articles.iter().map(|article| article.external_id.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut known = HashMap::with_capacity(names.len());
    for names in names.chunks(LOOKUP) {
        let states = states(connection, source_id, names).await?;
        known.extend(states.into_iter().map(|state| (state.external_id.clone(), state)));
    }
    Ok(known)
}

/// What of a batch was taken down: an article by its name, whatever its text is now, and a text by its hash, whatever it
/// is called now.
#[derive(Default)]
struct Tombstones {
    names: HashSet<String>,
    hashes: HashSet<String>,
}

impl Tombstones {
    async fn of(connection: &impl ConnectionTrait, source_id: SourceId, articles: &[NewArticle]) -> Result<Self> {
        let mut gone = Self::default();
        for batch in articles.chunks(LOOKUP) {
            let names: Vec<&str> = batch.iter().map(|article| article.external_id.as_str()).collect();
            let hashes: Vec<&str> = batch.iter().map(|article| article.content_hash.as_str()).collect();
            gone.names.extend(takedown::tombstones(connection, source_id, &names).await?);
            gone.hashes.extend(takedown::tombstone_hashes(connection, &hashes).await?);
        }
        Ok(gone)
    }

    fn cover(&self, article: &NewArticle) -> bool {
        self.names.contains(&article.external_id) || self.hashes.contains(&article.content_hash)
    }
}

async fn states(connection: &impl ConnectionTrait, source_id: SourceId, names: &[&str]) -> Result<Vec<State>> {
    Ok(Entity::find()
        .select_only()
        .columns([
            Column::ExternalId,
            Column::CrawlId,
            Column::Url,
            Column::PublishedAt,
            Column::CollectedAt,
            Column::LabelClassId,
            Column::LabelOrigin,
            Column::LabelledBy,
            Column::LabelledAt,
            Column::ContentHash,
        ])
        .filter(Column::SourceId.eq(source_id))
        .filter(Column::ExternalId.is_in(names.iter().copied()))
        .into_model::<State>()
        .all(connection)
        .await?)
}

enum Fate {
    Inserted,
    Unchanged,
    Updated,
}

/// A batch as it grows: what is known, and what has to be written.
struct Batch<'a> {
    arrival: &'a Arrival,
    labelled_by: String,
    now: Timestamp,
    states: HashMap<String, State>,
    /// Text to write, by external id, in the order of arrival.
    writes: Vec<Write>,
    write_of: HashMap<String, usize>,
}

struct Write {
    external_id: String,
    title: String,
    body: String,
    character_count: i32,
}

impl<'a> Batch<'a> {
    fn new(arrival: &'a Arrival, states: HashMap<String, State>) -> Self {
        Self {
            arrival,
            labelled_by: arrival.labelled_by.chars().take(200).collect(),
            now: Timestamp::now(),
            states,
            writes: Vec::new(),
            write_of: HashMap::new(),
        }
    }

    fn take(&mut self, article: NewArticle) -> Fate {
        let fate = match self.states.get_mut(&article.external_id) {
            None => {
                let mut state = State {
                    external_id: article.external_id.clone(),
                    crawl_id: article.crawl_id,
                    url: article.url,
                    published_at: article.published_at,
                    collected_at: article.collected_at.unwrap_or(self.arrival.collected_at),
                    label_class_id: None,
                    label_origin: None,
                    labelled_by: None,
                    labelled_at: None,
                    content_hash: article.content_hash,
                };
                if let Some(class) = article.label_class_id {
                    state.label(class, self.arrival.label_origin, &self.labelled_by, self.now);
                }
                self.states.insert(article.external_id.clone(), state);
                Fate::Inserted
            }
            Some(state) => {
                let before = state.clone();
                state.crawl_id = article.crawl_id.or(state.crawl_id);
                state.url = article.url.or(state.url.take());
                state.published_at = article.published_at.or(state.published_at);
                state.collected_at = article.collected_at.unwrap_or(state.collected_at);
                state.content_hash = article.content_hash;
                if let Some(class) = article.label_class_id
                    && state.label_class_id != Some(class)
                    && !matches!(state.label_origin, Some(LabelOrigin::Member | LabelOrigin::Feedback))
                {
                    state.label(class, self.arrival.label_origin, &self.labelled_by, self.now);
                }
                if state.differs(&before) { Fate::Updated } else { Fate::Unchanged }
            }
        };
        if !matches!(fate, Fate::Unchanged) {
            let place = *self.write_of.entry(article.external_id.clone()).or_insert(self.writes.len());
            let write = Write {
                external_id: article.external_id,
                title: article.title,
                body: article.body,
                character_count: article.character_count,
            };
            match self.writes.get_mut(place) {
                Some(earlier) => *earlier = write,
                None => self.writes.push(write),
            }
        }
        fate
    }

    fn rows(mut self) -> impl Iterator<Item = ActiveModel> {
        self.writes.into_iter().map(move |write| {
            let state = self.states.remove(&write.external_id).expect("what is written has a state");
            ActiveModel {
                // For a known article this id is not used: the one it has is not among the updated columns.
                id: Set(ArticleId::new()),
                source_id: Set(self.arrival.source_id),
                external_id: Set(write.external_id),
                crawl_id: Set(state.crawl_id),
                article_import_id: Set(self.arrival.article_import_id),
                url: Set(state.url),
                title: Set(write.title),
                body: Set(write.body),
                character_count: Set(write.character_count),
                published_at: Set(state.published_at),
                collected_at: Set(state.collected_at),
                label_class_id: Set(state.label_class_id),
                label_origin: Set(state.label_origin),
                labelled_by: Set(state.labelled_by),
                labelled_at: Set(state.labelled_at),
                content_hash: Set(state.content_hash),
                created_at: Set(self.now),
                updated_at: Set(self.now),
            }
        })
    }
}

impl State {
    fn label(&mut self, class: LabelClassId, origin: LabelOrigin, by: &str, now: Timestamp) {
        self.label_class_id = Some(class);
        self.label_origin = Some(origin);
        self.labelled_by = Some(by.to_owned());
        self.labelled_at = Some(now);
    }

    fn differs(&self, before: &Self) -> bool {
        self.content_hash != before.content_hash
            || self.crawl_id != before.crawl_id
            || self.url != before.url
            || self.published_at != before.published_at
            || self.collected_at != before.collected_at
            || self.label_class_id != before.label_class_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_hash_keeps_title_and_body_apart_and_sees_every_character() {
        let hash = content_hash("ab", "c");
        assert_eq!(hash.len(), 64);
        assert_eq!(hash, content_hash("ab", "c"));
        for (title, body) in [("a", "bc"), ("abc", ""), ("ab", "c "), ("ab", "C")] {
            assert_ne!(hash, content_hash(title, body));
        }
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(NewArticle::new("1", "코스피", "상승!").character_count, 6);
    }
}

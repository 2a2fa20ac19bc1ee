//! Asking for one page, and reading it.

use domain::{
    Database, Timestamp, article,
    article::NewArticle,
    crawl::{FoundLink, Visit, health::Reason},
    crawl_page::{self, Kind, Status},
    raw_page,
    source_definition::ListLayout,
};
use sha2::{Digest, Sha256};
use url::Url;

use super::Site;
use crate::{
    extraction::{Article, ListPage, charset},
    fetch::{FetchError, Fetched, Validators},
};

/// How hard pages are compressed: zstd's default, about a millisecond for a news page.
const COMPRESSION_LEVEL: i32 = 3;

/// What came of asking for a page, before it is recorded.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The page's row, and what it links to.
    pub(crate) visit: Visit,
    /// The page, to be kept.
    pub(crate) raw: Option<raw_page::Model>,
    /// Its article, if it has a usable one.
    pub(crate) article: Option<NewArticle>,
    /// Why nothing else needs to be asked for.
    pub(crate) fatal: Option<Reason>,
}

impl Draft {
    pub(crate) fn of(page: crawl_page::Model) -> Self {
        Self { visit: Visit { page, links: Vec::new(), next_list: None }, raw: None, article: None, fatal: None }
    }

    fn fail(&mut self, code: &str, message: String) {
        let page = &mut self.visit.page;
        page.status = Status::Failed;
        page.error_code = Some(code.to_owned());
        page.error = Some(message);
    }
}

impl Site {
    /// Asks for `page` and reads what comes.
    pub(super) async fn visit(&self, database: &Database, page: crawl_page::Model) -> domain::Result<Draft> {
        let last = match page.kind {
            Kind::Article if self.definition.revisit => {
                crawl_page::last_fetch(database.connection(), self.source.id, &page.page_key).await?
            }
            _ => None,
        };
        let known = last.as_ref().map_or_else(Validators::default, |last| Validators {
            etag: last.etag.clone(),
            last_modified: last.last_modified.clone(),
        });
        let mut draft = Draft::of(page);
        draft.visit.page.attempts += 1;
        let Ok(url) = Url::parse(&draft.visit.page.url) else {
            draft.fail("BAD_ADDRESS", "its address can't be read".into());
            return Ok(draft);
        };
        match self.fetcher.fetch(&url, &known).await {
            Ok(fetched) if fetched.status == 304 => self.unchanged(&mut draft, last, &fetched),
            Ok(fetched) => self.read(database, &mut draft, fetched).await?,
            Err(error) => self.refused(&mut draft, error),
        }
        Ok(draft)
    }

    fn unchanged(&self, draft: &mut Draft, last: Option<crawl_page::Model>, fetched: &Fetched) {
        let page = &mut draft.visit.page;
        note(page, fetched);
        page.status = Status::Known;
        if let Some(last) = last {
            page.raw_sha256 = last.raw_sha256;
            page.charset = last.charset;
            page.missing = last.missing;
            page.body_characters = last.body_characters;
            page.text_sha256 = last.text_sha256;
            page.etag = page.etag.take().or(last.etag);
            page.last_modified = page.last_modified.take().or(last.last_modified);
        }
    }

    async fn read(&self, database: &Database, draft: &mut Draft, mut fetched: Fetched) -> domain::Result<()> {
        note(&mut draft.visit.page, &fetched);
        let body = std::mem::take(&mut fetched.body);
        // Reading is work for the processor, which must not keep others waiting.
        let (raw, text, charset) = tokio::task::block_in_place(|| {
            let raw = kept(&body);
            let (text, charset) =
                charset::decode(&body, fetched.content_type.as_deref(), self.definition.charset.as_deref());
            (raw, text, charset)
        });
        draft.visit.page.raw_sha256 = Some(raw.sha256.clone());
        draft.visit.page.size_bytes = Some(raw.size_bytes);
        draft.visit.page.charset = Some(charset.to_owned());
        draft.raw = Some(raw);
        match draft.visit.page.kind {
            Kind::Article => {
                let article = tokio::task::block_in_place(|| self.rules.article(&text));
                self.take_article(draft, article, fetched.url.as_str());
                Ok(())
            }
            Kind::List => {
                let section = self.section(draft.visit.page.section_position);
                let Some(layout) = section.and_then(|section| self.definition.layout(&section.list)) else {
                    draft.fail("BAD_DEFINITION", "its section has no list layout".into());
                    return Ok(());
                };
                match tokio::task::block_in_place(|| self.rules.list(layout, &text, &fetched.url)) {
                    Ok(list) => self.take_list(database, draft, layout, list).await,
                    Err(error) => {
                        draft.fail("BAD_DEFINITION", error.to_string());
                        Ok(())
                    }
                }
            }
        }
    }

    /// Takes what was found of an article over into its page's row, and makes it an article if it is usable.
    pub(crate) fn take_article(&self, draft: &mut Draft, found: Article, url: &str) {
        let page = &mut draft.visit.page;
        page.missing = (!found.missing.is_empty()).then(|| found.missing.join(","));
        page.body_characters = i32::try_from(found.body.chars().count()).ok();
        page.text_sha256 = None;
        (page.error_code, page.error) = (None, None);
        if !found.is_usable() {
            let article = &self.definition.article;
            let (what, selectors) =
                if found.body.is_empty() { ("body", &article.body) } else { ("title", &article.title) };
            let message = format!("no {what} was found at {url} by {}", selectors.join(" | "));
            draft.fail("NOTHING_FOUND", message);
            return;
        }
        let page = &mut draft.visit.page;
        page.text_sha256 = Some(article::content_hash(&found.title, &found.body));
        // Which of stored, known and updated it is, is decided where it is stored.
        page.status = Status::Stored;
        let mut new = NewArticle::new(page.page_key.clone(), found.title, found.body);
        new.url = Some(url.to_owned());
        new.published_at = found.published_at;
        draft.article = Some(new);
    }

    async fn take_list(
        &self,
        database: &Database,
        draft: &mut Draft,
        layout: &ListLayout,
        list: ListPage,
    ) -> domain::Result<()> {
        let names: Vec<String> = list.articles.iter().map(|(id, _)| id.clone()).collect();
        let known = article::content_hashes(database.connection(), self.source.id, &names).await?;
        let page = &mut draft.visit.page;
        page.status = Status::Stored;
        let number = page.page_number.unwrap_or(layout.first_page);
        if list.goes_on(layout, number) {
            let section = self.section(page.section_position);
            let section =
                section.and_then(|row| self.definition.sections.iter().find(|section| section.key == row.key));
            let next = section.map(|section| layout.address_of(&self.definition, section, number + 1));
            draft.visit.next_list = next.map(|url| (number + 1, url));
        }
        // Past its end a list shows another of its pages, whose articles are known from there.
        if list.shown_page.is_some_and(|shown| shown != number) {
            return Ok(());
        }
        let found = list.articles.into_iter().map(|(id, url)| FoundLink {
            is_known: !self.definition.revisit && known.contains_key(&id),
            url: url.into(),
            external_id: id,
        });
        draft.visit.links = found.collect();
        Ok(())
    }

    fn refused(&self, draft: &mut Draft, error: FetchError) {
        let page = &mut draft.visit.page;
        page.http_status = error.status.map(i32::from);
        page.fetched_at = Some(Timestamp::now());
        page.error_code = Some(error.code.to_owned());
        page.error = Some(error.message.clone());
        if error.is_fatal {
            draft.fatal = Some(Reason {
                code: error.code.to_owned(),
                message: error.message,
                section: None,
                selectors: Vec::new(),
                example_url: Some(page.url.clone()),
            });
            page.attempts -= 1;
        } else if !error.is_transient || page.attempts >= self.definition.politeness.max_attempts {
            page.status = Status::Failed;
        }
    }
}

fn note(page: &mut crawl_page::Model, fetched: &Fetched) {
    page.http_status = Some(i32::from(fetched.status));
    page.fetched_at = Some(Timestamp::now());
    page.duration_ms = i32::try_from(fetched.duration.as_millis()).ok();
    page.final_url = (fetched.url.as_str() != page.url).then(|| fetched.url.to_string());
    page.etag = fetched.validators.etag.clone();
    page.last_modified = fetched.validators.last_modified.clone();
    (page.error_code, page.error) = (None, None);
}

/// A page, compressed.
fn kept(body: &[u8]) -> raw_page::Model {
    let content = zstd::bulk::compress(body, COMPRESSION_LEVEL).expect("bytes in memory can be compressed");
    raw_page::Model {
        sha256: hex::encode(Sha256::digest(body)),
        codec: raw_page::ZSTD.into(),
        content,
        size_bytes: i32::try_from(body.len()).unwrap_or(i32::MAX),
        created_at: Timestamp::now(),
    }
}

//! Trying a definition, or a single selector, on one page, before it is trusted with a crawl.

use domain::{Database, Error, source, source_definition};
use url::Url;

use crate::{
    Crawler, JobError,
    crawl_articles::Site,
    extraction::{Article, Rules, charset, try_selector},
    fetch::Validators,
};

/// Most texts that are shown.
const MOST: usize = 50;

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Key of the source whose definition, manners and hosts count.
    pub source_key: String,
    /// Where the page is; asked for as a crawl would ask.
    pub address: Option<String>,
    /// The page itself, instead.
    pub html: Option<String>,
    /// A selector; without one only the definition is tried.
    pub selector: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The character encoding that the page was read in.
    pub charset: String,
    /// The address that answered.
    pub final_url: Option<String>,
    /// What the selector found, at most 50.
    pub matches: Vec<String>,
    /// What the source's definition finds.
    pub article: Article,
}

/// Tries a definition, or a single selector, on one page.
///
/// # Errors
/// [`Error::Invalid`] for a wrong address or selector, or a page that can't be had, saying why.
pub async fn run(database: &Database, crawler: &Crawler, trial: Trial) -> domain::Result<Found> {
    let source = source::find_by_key(database.connection(), &trial.source_key).await?;
    let version = source_definition::current(database.connection(), source.id).await?;
    let version = version
        .ok_or_else(|| Error::invalid("source_key", format!("the source {} has no definition; add one", source.key)))?;
    if let Some(selector) = &trial.selector {
        // Before anything is asked for.
        try_selector(selector, "", 1).map_err(|error| Error::invalid("selector", error.to_string()))?;
    }
    let definition = version.definition()?;
    let (text, charset, final_url) = match (trial.html, trial.address) {
        (Some(html), None) => (html, "UTF-8".to_owned(), None),
        (None, Some(address)) => {
            let refuse = |message: String| Error::invalid("address", message);
            let url = Url::parse(&address).map_err(|error| refuse(format!("\"{address}\" is no address: {error}")))?;
            let site = Site::new(database, crawler, version, Vec::new(), 0).await.map_err(shown)?;
            site.check_permission(database).await.map_err(shown)?;
            let fetched = site.fetcher.fetch(&url, &Validators::default()).await;
            let fetched = fetched.map_err(|error| refuse(format!("{} ({})", error.message, error.code)))?;
            let wanted = definition.charset.as_deref();
            let (text, charset) = charset::decode(&fetched.body, fetched.content_type.as_deref(), wanted);
            (text, charset.to_owned(), Some(fetched.url.to_string()))
        }
        _ => return Err(Error::invalid("address", "give one of address and html")),
    };
    let read = tokio::task::spawn_blocking(move || {
        let rules = Rules::new(&definition).map_err(|error| Error::Internal(error.to_string()))?;
        let matches = match &trial.selector {
            Some(selector) => {
                let found = try_selector(selector, &text, MOST);
                found.map_err(|error| Error::invalid("selector", error.to_string()))?
            }
            None => Vec::new(),
        };
        Ok(Found { charset, final_url, matches, article: rules.article(&text) })
    });
    read.await.map_err(|error| Error::Internal(error.to_string()))?
}

fn shown(error: JobError) -> Error {
    match error {
        JobError::Permanent { message, .. } | JobError::Transient { message, .. } | JobError::Later { message, .. } => {
            Error::invalid("source_key", message)
        }
        JobError::Cancelled => Error::Internal("a trial was cancelled".into()),
    }
}

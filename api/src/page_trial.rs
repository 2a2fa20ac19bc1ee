//! Trying a source's definition on a single page. Whoever wires the process says how: the library asks no sites.

use std::sync::Arc;

use domain::Timestamp;
use futures::future::BoxFuture;

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Key of the source whose definition, manners and hosts count.
    pub source_key: String,
    /// Where the page is.
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
    /// What the selector found.
    pub matches: Vec<String>,
    /// The title, by the definition; empty if it wasn't found.
    pub title: String,
    /// The body, by the definition; empty if it wasn't found.
    pub body: String,
    /// The time of publication, by the definition.
    pub published_at: Option<Timestamp>,
    /// The press, by the definition.
    pub press: Option<String>,
    /// Fields that weren't found.
    pub missing: Vec<String>,
}

/// Tries a definition on a page.
pub type PageTrial = Arc<dyn Fn(Trial) -> BoxFuture<'static, domain::Result<Found>> + Send + Sync>;

/// A trial that is carried out by `work`.
pub fn wire<W, F>(work: W) -> PageTrial
where
    W: Fn(Trial) -> F + Send + Sync + 'static,
    F: Future<Output = domain::Result<Found>> + Send + 'static,
{
    Arc::new(move |trial| Box::pin(work(trial)))
}

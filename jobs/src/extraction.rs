//! What a source's definition finds in a page: links in a list, fields in an article. Text in, text out: no network, no
//! database, so that a page that was kept can be read again whenever a selector was repaired.

mod article; // the fields of an article
pub mod charset; // bytes become text
mod list; // the links of a list
mod moment; // times as sites write them
mod select; // selectors with fallbacks, and text

use domain::source_definition::{Definition, ListLayout};
use regex::{Regex, RegexBuilder};
use url::Url;

use self::select::Selectors;
pub use self::{article::Article, list::ListPage};

/// A definition whose selectors and expressions are compiled.
#[derive(Debug)]
pub struct Rules {
    article_address: Vec<Regex>,
    title: Selectors,
    body: Selectors,
    strip: Selectors,
    strip_lines: Vec<Regex>,
    published_at: Selectors,
    press: Selectors,
    date_patterns: Vec<String>,
    utc_offset_seconds: i32,
}

/// Why a definition's selectors can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RulesError(pub String);

impl Rules {
    /// Compiles a definition.
    ///
    /// # Errors
    /// When a selector or an expression is none; a stored definition has been checked for that.
    pub fn new(definition: &Definition) -> Result<Self, RulesError> {
        let article = &definition.article;
        Ok(Self {
            article_address: expressions(&article.address)?,
            title: Selectors::new(&article.title)?,
            body: Selectors::new(&article.body)?,
            strip: Selectors::new(&article.strip)?,
            strip_lines: expressions(&article.strip_lines)?,
            published_at: Selectors::new(&article.published_at)?,
            press: Selectors::new(&article.press)?,
            date_patterns: article.date_patterns.clone(),
            utc_offset_seconds: definition.utc_offset_seconds().unwrap_or(0),
        })
    }

    /// The links to articles of a list that lies at `base`.
    ///
    /// # Errors
    /// When the layout's selectors are none.
    pub fn list(&self, layout: &ListLayout, text: &str, base: &Url) -> Result<ListPage, RulesError> {
        list::read(self, layout, text, base)
    }

    /// The fields of an article.
    pub fn article(&self, text: &str) -> Article {
        article::read(self, text)
    }

    /// The external id of the article at `url`, if it is an article's address.
    pub fn article_id(&self, url: &str) -> Option<String> {
        let captures = self.article_address.iter().find_map(|expression| expression.captures(url))?;
        let id = captures.get(1)?.as_str();
        (!id.is_empty() && id.chars().count() <= 200).then(|| id.to_owned())
    }
}

/// What a single selector finds in a page: the texts of all it matches, at most `most`.
///
/// # Errors
/// When it is no selector.
pub fn try_selector(selector: &str, text: &str, most: usize) -> Result<Vec<String>, RulesError> {
    let selectors = Selectors::new(&[selector.to_owned()])?;
    let page = scraper::Html::parse_document(text);
    Ok(selectors.all(&page, &Default::default()).into_iter().take(most).collect())
}

fn expressions(texts: &[String]) -> Result<Vec<Regex>, RulesError> {
    let compile = |text: &String| {
        let built = RegexBuilder::new(text).size_limit(1 << 20).build();
        built.map_err(|error| RulesError(format!("\"{text}\" is no regular expression: {error}")))
    };
    texts.iter().map(compile).collect()
}

#[cfg(test)]
mod tests;

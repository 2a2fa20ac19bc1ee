//! The links of a list.

use std::collections::HashSet;

use domain::source_definition::{ListFormat, ListLayout};
use scraper::Html;
use serde_json::Value;
use url::Url;

use super::{Rules, RulesError, select::Selectors};

/// A list, as far as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPage {
    /// External id and address of each article, in order, each once.
    pub articles: Vec<(String, Url)>,
    /// Links of any kind that the selectors found.
    pub links: usize,
    /// The number of the page that is shown, if the layout says where it stands.
    pub shown_page: Option<i32>,
}

impl ListPage {
    /// Whether the list goes on after the page `number`.
    pub fn goes_on(&self, layout: &ListLayout, number: i32) -> bool {
        let is_other = self.shown_page.is_some_and(|shown| shown != number);
        let is_short = layout.page_size.is_some_and(|size| self.links < size);
        layout.is_paged() && !self.articles.is_empty() && !is_other && !is_short
    }
}

pub(super) fn read(rules: &Rules, layout: &ListLayout, text: &str, base: &Url) -> Result<ListPage, RulesError> {
    let (links, shown_page) = match layout.format {
        ListFormat::Html => {
            let page = Html::parse_document(text);
            let links = Selectors::new(&with_href(&layout.links))?.all(&page, &HashSet::new());
            let shown = Selectors::new(&layout.shown_page)?.first(&page);
            (
                links,
                shown.and_then(|number| number.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()),
            )
        }
        ListFormat::Json => (json_links(layout, text), None),
    };
    let mut seen = HashSet::new();
    let mut articles = Vec::new();
    for link in &links {
        let Ok(mut url) = base.join(link) else { continue };
        url.set_fragment(None);
        if let Some(id) = rules.article_id(url.as_str())
            && seen.insert(id.clone())
        {
            articles.push((id, url));
        }
    }
    Ok(ListPage { articles, links: links.len(), shown_page })
}

/// A link is where it leads to, unless the selector says otherwise.
fn with_href(selectors: &[String]) -> Vec<String> {
    let add = |selector: &String| if selector.contains(" @") { selector.clone() } else { format!("{selector} @href") };
    selectors.iter().map(add).collect()
}

fn json_links(layout: &ListLayout, text: &str) -> Vec<String> {
    let Ok(document) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let entries = layout.links.iter().find_map(|pointer| document.pointer(pointer)?.as_array());
    let link = |entry: &Value| {
        layout.link_field.iter().find_map(|pointer| entry.pointer(pointer)?.as_str()).map(str::to_owned)
    };
    entries.into_iter().flatten().filter_map(link).collect()
}

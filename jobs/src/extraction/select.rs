//! Selectors with fallbacks in order, and the text of what they match.

use std::collections::HashSet;

use domain::source_definition::selector_and_attribute;
use ego_tree::{NodeId, NodeRef, iter::Edge};
use scraper::{ElementRef, Html, Node, Selector};

use super::RulesError;

/// Selectors, of which the first that finds something counts.
#[derive(Debug)]
pub(super) struct Selectors(Vec<One>);

#[derive(Debug)]
struct One {
    selector: Selector,
    attribute: Option<String>,
}

impl Selectors {
    pub(super) fn new(texts: &[String]) -> Result<Self, RulesError> {
        let compile = |text: &String| {
            let (selector, attribute) = selector_and_attribute(text);
            let parsed = Selector::parse(selector);
            let selector = parsed.map_err(|error| RulesError(format!("\"{selector}\" is no CSS selector: {error}")))?;
            Ok(One { selector, attribute: attribute.map(str::to_owned) })
        };
        texts.iter().map(compile).collect::<Result<_, _>>().map(Self)
    }

    /// Everything that is matched by any of them.
    pub(super) fn nodes(&self, page: &Html) -> HashSet<NodeId> {
        self.0.iter().flat_map(|one| page.select(&one.selector)).map(|element| element.id()).collect()
    }

    /// What the first of them that finds text finds, in the page's order: one text a match, without what is stripped.
    pub(super) fn all(&self, page: &Html, stripped: &HashSet<NodeId>) -> Vec<String> {
        for one in &self.0 {
            let mut matched = HashSet::new();
            let mut found = Vec::new();
            for element in page.select(&one.selector) {
                // What lies in a match is its text already.
                let is_covered = |node: &NodeRef<Node>| matched.contains(&node.id()) || stripped.contains(&node.id());
                if element.ancestors().any(|node| is_covered(&node)) || stripped.contains(&element.id()) {
                    continue;
                }
                matched.insert(element.id());
                let value = match &one.attribute {
                    Some(attribute) => element.attr(attribute).map(squeeze).unwrap_or_default(),
                    None => text_of(element, stripped),
                };
                if !value.is_empty() {
                    found.push(value);
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The first of what they find.
    pub(super) fn first(&self, page: &Html) -> Option<String> {
        self.all(page, &HashSet::new()).into_iter().next()
    }

    /// What each of them finds, one after the other: for values of which the first may be unreadable.
    pub(super) fn all_in_turn(&self, page: &Html) -> Vec<String> {
        let value = |one: &One, element: ElementRef<'_>| match &one.attribute {
            Some(attribute) => element.attr(attribute).map(squeeze).unwrap_or_default(),
            None => text_of(element, &HashSet::new()),
        };
        self.0.iter().flat_map(|one| page.select(&one.selector).map(move |element| value(one, element))).collect()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The text in an element, as a reader sees it: white space is one space, blocks and line breaks end lines.
fn text_of(element: ElementRef<'_>, stripped: &HashSet<NodeId>) -> String {
    let mut text = String::new();
    let mut skip: Option<NodeId> = None;
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) if skip.is_none() => match node.value() {
                Node::Text(part) => text.push_str(part),
                Node::Element(tag) if stripped.contains(&node.id()) || is_no_text(tag.name()) => skip = Some(node.id()),
                Node::Element(tag) if tag.name() == "br" || is_block(tag.name()) => text.push('\n'),
                _ => {}
            },
            Edge::Close(node) if skip == Some(node.id()) => skip = None,
            Edge::Close(node) if skip.is_none() => {
                if matches!(node.value(), Node::Element(tag) if is_block(tag.name())) {
                    text.push('\n');
                }
            }
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
    let lines = text.lines().map(squeeze).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// White space, also that of other alphabets, becomes one space; what can't be seen goes.
pub(super) fn squeeze(text: &str) -> String {
    let visible = |c: &char| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}');
    let text: String = text.chars().filter(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_no_text(tag: &str) -> bool {
    matches!(tag, "script" | "style" | "noscript" | "template" | "iframe")
}

fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "section"
            | "article"
            | "figure"
            | "figcaption"
            | "table"
            | "tr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "blockquote"
    )
}

//! What may be wrong with a definition, field by field.

use std::{collections::HashSet, net::IpAddr};

use chrono::format::{Item, StrftimeItems};
use sea_orm::ConnectionTrait;
use url::{Host, Url};

use super::{
    Definition, ListFormat, ListLayout,
    definition::{ArticleLayout, offset_seconds},
};
use crate::{Error, InvalidField, Result, label_set};

/// The date pattern that stands for RFC 3339.
pub const CHRONO_RFC3339: &str = "rfc3339";

/// Most entries of any list in a definition.
const MOST_ENTRIES: usize = 64;

/// A selector and the attribute it asks for, if it does.
pub fn selector_and_attribute(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(" @") {
        Some((selector, attribute)) => (selector.trim(), Some(attribute.trim())),
        None => (text.trim(), None),
    }
}

/// Gathers what is wrong.
#[derive(Default)]
struct Wrong(Vec<InvalidField>);

impl Wrong {
    fn add(&mut self, field: impl AsRef<str>, message: impl Into<String>) {
        self.0.push(InvalidField::new(format!("definition.{}", field.as_ref()), message));
    }

    fn selectors(&mut self, field: &str, selectors: &[String]) {
        self.length(field, selectors.len());
        for (position, text) in selectors.iter().enumerate() {
            let (selector, attribute) = selector_and_attribute(text);
            if let Err(error) = scraper::Selector::parse(selector) {
                self.add(format!("{field}[{position}]"), format!("\"{selector}\" is not a CSS selector: {error}"));
            }
            if attribute
                .is_some_and(|name| name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "-_:".contains(c)))
            {
                self.add(format!("{field}[{position}]"), format!("\"{text}\" must name one attribute after @"));
            }
        }
    }

    fn expressions(&mut self, field: &str, expressions: &[String]) {
        self.length(field, expressions.len());
        for (position, expression) in expressions.iter().enumerate() {
            if let Err(error) = regex::RegexBuilder::new(expression).size_limit(1 << 20).build() {
                let reason = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
                let message = format!("\"{expression}\" is not a regular expression: {reason}");
                self.add(format!("{field}[{position}]"), message);
            }
        }
    }

    fn length(&mut self, field: &str, length: usize) {
        if length > MOST_ENTRIES {
            self.add(field, format!("must have at most {MOST_ENTRIES} entries; it has {length}"));
        }
    }
}

impl Definition {
    /// Every field that is wrong in itself.
    pub fn check(&self) -> Vec<InvalidField> {
        let mut wrong = Wrong::default();
        if self.name.trim().is_empty() || self.name.chars().count() > 200 {
            wrong.add("name", "must have 1 to 200 characters");
        }
        self.check_hosts(&mut wrong);
        if let Some(charset) = &self.charset
            && encoding_rs::Encoding::for_label(charset.as_bytes()).is_none()
        {
            wrong.add("charset", format!("\"{charset}\" is no encoding of the web, such as utf-8 or euc-kr"));
        }
        if offset_seconds(&self.utc_offset).is_none() {
            wrong.add("utc_offset", format!("\"{}\" must be written as +09:00", self.utc_offset));
        }
        self.check_politeness(&mut wrong);
        self.check_lists(&mut wrong);
        check_article(&self.article, &mut wrong);
        self.check_sections(&mut wrong);
        wrong.0
    }

    /// Every field that names what isn't there.
    pub async fn check_references(&self, connection: &impl ConnectionTrait) -> Result<Vec<InvalidField>> {
        let mut wrong = Wrong::default();
        let label_set = match label_set::find_by_key(connection, &self.label_set).await {
            Ok(label_set) => label_set,
            Err(Error::NotFound { .. }) => {
                let known: Vec<String> = label_set::all(connection).await?.into_iter().map(|set| set.key).collect();
                wrong.add(
                    "label_set",
                    format!("there is no label set {}; there are {}", self.label_set, known.join(", ")),
                );
                return Ok(wrong.0);
            }
            Err(error) => return Err(error),
        };
        let classes = label_set::classes(connection, label_set.id).await?;
        for (position, section) in self.sections.iter().enumerate() {
            if let Some(label) = &section.label
                && !classes.iter().any(|class| class.key == *label)
            {
                let known: Vec<&str> = classes.iter().map(|class| class.key.as_str()).collect();
                let message =
                    format!("the label set {} has no class {label}; it has {}", label_set.key, known.join(", "));
                wrong.add(format!("sections[{position}].label"), message);
            }
        }
        Ok(wrong.0)
    }

    fn check_hosts(&self, wrong: &mut Wrong) {
        match Url::parse(&self.origin) {
            Ok(origin)
                if matches!(origin.scheme(), "http" | "https") && origin.path() == "/" && origin.query().is_none() =>
            {
                if !self.hosts.is_empty() && !self.allows(&origin) {
                    wrong.add("hosts", format!("must hold the host of the origin, {}", host_of(&origin)));
                }
            }
            _ => wrong
                .add("origin", format!("\"{}\" must be http:// or https:// and a host, without a path", self.origin)),
        }
        if self.hosts.is_empty() {
            wrong.add("hosts", "must name every host that may be asked");
        }
        wrong.length("hosts", self.hosts.len());
        for (position, host) in self.hosts.iter().enumerate() {
            let field = format!("hosts[{position}]");
            let name = host.strip_prefix("*.").unwrap_or(host);
            let parsed = Url::parse(&format!("http://{name}/"));
            let parsed =
                parsed.ok().filter(|url| url.path() == "/" && url.username().is_empty() && !name.contains('/'));
            match parsed.as_ref().and_then(Url::host) {
                None => wrong.add(field, format!("\"{host}\" must be a host's name, without scheme or path")),
                Some(parsed) if self.local && !is_local(&parsed) => {
                    wrong.add(
                        field,
                        format!("{host} isn't on this machine: a local source asks 127.0.0.1, [::1] or localhost"),
                    );
                }
                Some(Host::Ipv4(_) | Host::Ipv6(_)) if !self.local => {
                    wrong
                        .add(field, format!("{host} is an address; name the host, so that its address can be checked"));
                }
                Some(Host::Domain(domain)) if !self.local && !domain.contains('.') => {
                    wrong.add(field, format!("{host} is not a host of the public web"));
                }
                Some(_) => {}
            }
        }
    }

    fn check_politeness(&self, wrong: &mut Wrong) {
        let politeness = &self.politeness;
        let least = if self.local { 0.0 } else { 1.0 };
        if !(least..=3_600.0).contains(&politeness.delay_seconds) {
            wrong.add(
                "politeness.delay_seconds",
                format!("must be from {least} to 3600; is {}", politeness.delay_seconds),
            );
        }
        if !(0.0..=1.0).contains(&politeness.jitter) {
            wrong.add("politeness.jitter", format!("must be from 0 to 1; is {}", politeness.jitter));
        }
        if !(politeness.delay_seconds..=86_400.0).contains(&politeness.max_delay_seconds) {
            wrong.add("politeness.max_delay_seconds", "must be from delay_seconds to 86400");
        }
        let most = if self.local { 64 } else { 1 };
        if !(1..=most).contains(&politeness.concurrency) {
            let why = if self.local { "" } else { ": a host is asked for one page at a time" };
            wrong.add("politeness.concurrency", format!("must be from 1 to {most}{why}"));
        }
        if !(1..=1_000_000).contains(&politeness.request_budget) {
            wrong.add("politeness.request_budget", "must be from 1 to 1000000");
        }
        if !(1..=10).contains(&politeness.max_attempts) {
            wrong.add("politeness.max_attempts", "must be from 1 to 10");
        }
    }

    fn check_lists(&self, wrong: &mut Wrong) {
        if self.layout(&self.list).is_none() {
            let known: Vec<&str> = self.lists.iter().map(|layout| layout.name.as_str()).collect();
            wrong.add("list", format!("there is no list layout \"{}\"; there are: {}", self.list, known.join(", ")));
        }
        wrong.length("lists", self.lists.len());
        let mut names = HashSet::new();
        for (position, layout) in self.lists.iter().enumerate() {
            let field = |name: &str| format!("lists[{position}].{name}");
            if layout.name.is_empty() || layout.name.len() > 64 || !names.insert(&layout.name) {
                wrong.add(field("name"), "must have 1 to 64 bytes and be no other layout's");
            }
            self.check_address(layout, &field("address"), wrong);
            if layout.links.is_empty() {
                wrong.add(field("links"), "must say where the links to articles are");
            }
            match layout.format {
                ListFormat::Html => wrong.selectors(&field("links"), &layout.links),
                ListFormat::Json => {
                    for (name, pointers) in [("links", &layout.links), ("link_field", &layout.link_field)] {
                        wrong.length(&field(name), pointers.len());
                        if pointers.iter().any(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
                            wrong.add(field(name), "must be JSON pointers, such as /list");
                        }
                    }
                    if layout.link_field.is_empty() {
                        wrong.add(field("link_field"), "must say where in an entry its address is");
                    }
                }
            }
            wrong.selectors(&field("shown_page"), &layout.shown_page);
            if layout.page_size == Some(0) {
                wrong.add(field("page_size"), "must be at least 1; leave it out if pages vary");
            }
        }
    }

    fn check_address(&self, layout: &ListLayout, field: &str, wrong: &mut Wrong) {
        let rest = ["{origin}", "{section}", "{page}"]
            .iter()
            .fold(layout.address.clone(), |rest, name| rest.replace(name, "1"));
        if rest.contains(['{', '}']) {
            wrong.add(field, "may hold {origin}, {section} and {page} in braces, nothing else");
            return;
        }
        let example = layout
            .address
            .replace("{origin}", self.origin.trim_end_matches('/'))
            .replace("{section}", "section")
            .replace("{page}", "1");
        match Url::parse(&example) {
            Ok(url) if self.allows(&url) => {}
            Ok(url) => wrong.add(field, format!("leads to {}, which isn't among hosts", host_of(&url))),
            Err(error) => wrong.add(field, format!("\"{example}\" is no address: {error}")),
        }
    }

    fn check_sections(&self, wrong: &mut Wrong) {
        if self.sections.is_empty() {
            wrong.add("sections", "must have at least one section");
        }
        wrong.length("sections", self.sections.len());
        let mut keys = HashSet::new();
        for (position, section) in self.sections.iter().enumerate() {
            let field = |name: &str| format!("sections[{position}].{name}");
            if section.key.is_empty() || section.key.len() > 64 || !keys.insert(&section.key) {
                wrong.add(field("key"), "must have 1 to 64 bytes and be no other section's");
            }
            if let Some(list) = &section.list
                && self.layout(list).is_none()
            {
                wrong.add(field("list"), format!("there is no list layout \"{list}\""));
            }
            for name in section.slugs.keys().filter(|name| self.layout(name).is_none()) {
                wrong.add(field("slugs"), format!("there is no list layout \"{name}\""));
            }
            let slugs = section.slugs.values().chain(&section.slug);
            for slug in slugs.filter(|slug| slug.contains(['{', '}', '#']) || slug.contains("..")) {
                wrong.add(field("slug"), format!("\"{slug}\" must be a plain part of a path"));
            }
        }
    }

    /// Whether this source may ask for `url`: its scheme, host and port.
    pub fn allows(&self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") {
            return false;
        }
        let host = host_of(url);
        self.hosts.iter().any(|allowed| match allowed.strip_prefix("*.") {
            Some(parent) => host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')),
            // A site on this machine is moved from port to port; what else listens here is none of its business.
            None if self.local => {
                host == *allowed || (url.host_str() == Some(allowed.as_str()) && self.has_port_of(url))
            }
            None => host.eq_ignore_ascii_case(allowed),
        })
    }
}

impl Definition {
    fn has_port_of(&self, url: &Url) -> bool {
        let origin = Url::parse(&self.origin).ok();
        origin.is_some_and(|origin| origin.port_or_known_default() == url.port_or_known_default())
    }
}

fn check_article(article: &ArticleLayout, wrong: &mut Wrong) {
    if article.address.is_empty() {
        wrong.add("article.address", "must say by a regular expression which links are articles");
    }
    wrong.expressions("article.address", &article.address);
    for (position, expression) in article.address.iter().enumerate() {
        if regex::Regex::new(expression).is_ok_and(|expression| expression.captures_len() < 2) {
            wrong.add(
                format!("article.address[{position}]"),
                "must have a group around the article's id, such as (\\d+)",
            );
        }
    }
    for (field, selectors) in [("article.title", &article.title), ("article.body", &article.body)] {
        if selectors.is_empty() {
            wrong.add(field, "must have at least one selector");
        }
        wrong.selectors(field, selectors);
    }
    let others = [("strip", &article.strip), ("published_at", &article.published_at), ("press", &article.press)];
    for (field, selectors) in others {
        wrong.selectors(&format!("article.{field}"), selectors);
    }
    wrong.expressions("article.strip_lines", &article.strip_lines);
    for (position, pattern) in article.date_patterns.iter().enumerate() {
        let is_sound =
            pattern == CHRONO_RFC3339 || !StrftimeItems::new(pattern).any(|item| matches!(item, Item::Error));
        if pattern.is_empty() || !is_sound {
            let field = format!("article.date_patterns[{position}]");
            wrong.add(field, format!("\"{pattern}\" is no date pattern, such as %Y.%m.%d. %H:%M or rfc3339"));
        }
    }
    if !article.published_at.is_empty() && article.date_patterns.is_empty() {
        wrong.add("article.date_patterns", "must say how times are written");
    }
}

/// A host with its port, if that isn't the scheme's own.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
    }
}

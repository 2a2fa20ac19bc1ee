//! What a crawl came to, read from its pages.

use domain::{
    Database, crawl,
    crawl::health::{self, ArticleObserved, Field, Observed, Report, SectionObserved},
    crawl_page::{self, Kind, Status},
};

use super::Site;

/// Pages read from the database at once.
const PAGES_AT_ONCE: u64 = 500;

/// How well `crawl` went.
pub(crate) async fn report(database: &Database, site: &Site, crawl: &crawl::Model) -> domain::Result<Report> {
    let observed = observe(database, site, crawl).await?;
    let usual = health::usual(database.connection(), crawl.source_id, crawl.id).await?;
    Ok(health::judge(&observed, &fields(site), &usual))
}

fn fields(site: &Site) -> Vec<Field> {
    let article = &site.definition.article;
    let field = |name, selectors: &Vec<String>, is_required| Field { name, selectors: selectors.clone(), is_required };
    vec![
        field("title", &article.title, true),
        field("body", &article.body, true),
        field("published_at", &article.published_at, false),
        field("press", &article.press, false),
    ]
}

async fn observe(database: &Database, site: &Site, crawl: &crawl::Model) -> domain::Result<Observed> {
    // As they stand now, not as they stood when the attempt began.
    let sections = domain::crawl_section::of_crawls(database.connection(), &[crawl.id]).await?;
    let section = |row: &domain::crawl_section::Model| SectionObserved {
        key: row.key.clone(),
        pages: row.pages,
        links: row.links,
        selectors: site.definition.layout(&row.list).map(|layout| layout.links.clone()).unwrap_or_default(),
        ..SectionObserved::default()
    };
    let mut observed = Observed { sections: sections.iter().map(section).collect(), ..Observed::default() };
    let mut after = -1;
    loop {
        let pages = crawl_page::page_after(database.connection(), crawl.id, after, PAGES_AT_ONCE).await?;
        let Some(last) = pages.last() else { return Ok(observed) };
        after = last.position;
        for page in pages {
            let place = sections.iter().position(|section| section.position == page.section_position);
            match page.kind {
                Kind::List => {
                    if let Some(section) = place.and_then(|place| observed.sections.get_mut(place)) {
                        see_list(section, page);
                    }
                }
                Kind::Article => see_article(&mut observed, page),
            }
        }
    }
}

fn see_list(section: &mut SectionObserved, page: crawl_page::Model) {
    if section.url.is_empty() {
        section.url.clone_from(&page.url);
    }
    if page.status == Status::Failed {
        section.error = section.error.take().or(page.error);
        // It was asked for, but there is nothing to read on it.
        section.pages -= 1;
    }
}

fn see_article(observed: &mut Observed, page: crawl_page::Model) {
    match page.status {
        Status::Queued | Status::Skipped => observed.over_budget += 1,
        Status::Known if page.raw_sha256.is_none() => observed.known_unread += 1,
        Status::Failed if page.raw_sha256.is_none() => {
            observed.failed.0 += 1;
            let error = page.error.unwrap_or_default();
            observed.failed.1.get_or_insert((page.url, error));
        }
        Status::Stored | Status::Known | Status::Updated | Status::Failed => observed.articles.push(ArticleObserved {
            missing: page.missing.iter().flat_map(|missing| missing.split(',')).map(str::to_owned).collect(),
            body_characters: page.body_characters.unwrap_or(0),
            text_sha256: page.text_sha256,
            url: page.url,
        }),
    }
}

//! Crawls: what they collect, what stops them, what survives.

mod health;
mod kill;

use std::{collections::HashSet, time::Duration};

use domain::{
    Error, article,
    crawl::{self, NewCrawl, Status},
    crawl_page::{self, Kind},
    event::{self, Topic},
    job, raw_page, source,
    source_definition::{self, NewDefinition},
    source_permission,
};
use jobs::{Crawler, Settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};
use tests::{
    background::{Background, until},
    database::TestDatabase,
    graphql::Gateway,
    on_every_database,
    site::{Reply, Site},
};

const SECTIONS: [&str; 8] = ["society", "politics", "economic", "foreign", "culture", "entertain", "sports", "digital"];

/// Gives the source `sample` the definition `text`.
async fn define(test: &TestDatabase, text: String) -> source_definition::Model {
    let new = NewDefinition {
        source_key: "sample".into(),
        text,
        comment: None,
        actor: "a test".into(),
        expected_version: None,
    };
    source_definition::create(&test.database, new).await.unwrap()
}

fn of_sample() -> NewCrawl {
    NewCrawl { source_key: "sample".into(), ..NewCrawl::default() }
}

async fn start(test: &TestDatabase, site: &Site, new: NewCrawl) -> crawl::Model {
    define(test, site.definition()).await;
    crawl::request(&test.database, new).await.unwrap()
}

/// The crawl once it stands as wanted.
async fn until_it(test: &TestDatabase, crawl: &crawl::Model, wanted: impl Fn(&crawl::Model) -> bool) -> crawl::Model {
    until(&test.database, async || {
        let crawl = crawl::find(test.database.connection(), crawl.id).await.unwrap();
        wanted(&crawl).then_some(crawl)
    })
    .await
}

/// Crawls and waits for the end, whatever that is.
async fn crawl(test: &TestDatabase, site: &Site, new: NewCrawl) -> crawl::Model {
    let crawl = start(test, site, new).await;
    let worker = Background::start(test);
    let crawl = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
    worker.stop().await;
    crawl
}

async fn pages(test: &TestDatabase, crawl: &crawl::Model) -> Vec<crawl_page::Model> {
    crawl_page::page_after(test.database.connection(), crawl.id, -1, 100_000).await.unwrap()
}

async fn articles(test: &TestDatabase) -> Vec<article::Model> {
    article::Entity::find().all(test.database.connection()).await.unwrap()
}

fn lists(site: &Site) -> Vec<String> {
    site.counts().into_keys().filter(|path| path.starts_with("/breakingnews/")).collect()
}

on_every_database! {
    async fn a_crawl_stores_labelled_articles_and_keeps_every_page_as_it_was(test: &TestDatabase) {
        let site = Site::start(400).await;
        let crawl = crawl(test, &site, NewCrawl { pages_per_section: Some(2), ..of_sample() }).await;
        assert_eq!(crawl.status, Status::Succeeded, "{:?}", crawl.error);

        // Exactly two pages of each section, each page once, and one request for robots.txt.
        let wanted: HashSet<String> =
            SECTIONS.iter().flat_map(|section| [1, 2].map(|page| format!("/breakingnews/{section}?page={page}"))).collect();
        assert_eq!(lists(&site).into_iter().collect::<HashSet<_>>(), wanted);
        let failing = site.counts().into_iter().filter(|(_, count)| *count > 1).collect::<Vec<_>>();
        let pages = pages(test, &crawl).await;
        for (path, count) in failing {
            let page = pages.iter().find(|page| page.url.ends_with(&path)).unwrap();
            assert_eq!((page.http_status, page.attempts as usize), (Some(500), count), "{path}");
        }
        let asked: usize = site.counts().values().sum();
        assert_eq!(crawl.requests as usize, asked);

        let stored = articles(test).await;
        assert_eq!(stored.len(), crawl.articles_new as usize);
        assert!(stored.len() > 200, "{}", stored.len());
        for article in &stored {
            assert_eq!(article.crawl_id, Some(crawl.id));
            assert_eq!(article.label_origin, Some(article::LabelOrigin::Crawl));
            assert!(article.label_class_id.is_some() && article.published_at.is_some(), "{article:?}");
            assert!(!article.title.is_empty() && !article.body.is_empty());
        }
        let page = pages.iter().find(|page| page.status == crawl_page::Status::Stored && page.kind == Kind::Article).unwrap();
        let raw = raw_page::find(test.database.connection(), page.raw_sha256.as_deref().unwrap()).await.unwrap().unwrap();
        let id = page.page_key.clone();
        let served = site.newsroom().answer(&format!("/v/{id}"), "").body;
        assert_eq!((hex::encode(Sha256::digest(&served)), served.len() as i32), (raw.sha256, raw.size_bytes));
        assert!(raw.content.len() < served.len());
        let forgotten = raw_page::forget_article(test.database.connection(), crawl.source_id, &id).await.unwrap();
        assert_eq!(forgotten, 1);
        let gone = raw_page::find(test.database.connection(), page.raw_sha256.as_deref().unwrap()).await.unwrap();
        assert_eq!(gone, None, "what has to go is gone, and its hash stays with the page");

        let events = event::after(test.database.connection(), Topic::Crawl, Some(crawl.id.0), 0, 10_000).await.unwrap();
        let changes: Vec<crawl::Change> =
            events.iter().map(|event| serde_json::from_str(&event.payload).unwrap()).collect();
        let last = changes.iter().rev().find_map(|change| match change {
            crawl::Change::Progress { articles_new, sections, queued, .. } => Some((*articles_new, sections.clone(), *queued)),
            _ => None,
        });
        let (new, sections, queued) = last.unwrap();
        assert_eq!((new, queued), (crawl.articles_new, 0));
        assert_eq!(sections.iter().map(|section| section.articles_new).sum::<i32>(), new);
        assert!(sections.iter().all(|section| section.pages == 2 && section.page_budget == 2));
    }

    async fn what_is_known_is_not_asked_for_again_unless_the_source_says_so(test: &TestDatabase) {
        let site = Site::start(120).await;
        let first = crawl(test, &site, of_sample()).await;
        site.behaviour().asked.clear();
        let second = crawl(test, &site, of_sample()).await;
        assert_eq!(second.status, Status::Succeeded, "{:?}", second.error);
        let asked: Vec<String> = site.counts().into_keys().filter(|path| path.starts_with("/v/")).collect();
        let failed = pages(test, &first).await.into_iter().filter(|page| page.status == crawl_page::Status::Failed);
        assert_eq!(asked.len(), failed.count(), "only what failed is tried again: {asked:?}");
        assert_eq!((second.articles_new, second.articles_updated), (0, 0));
        assert!(second.articles_known >= first.articles_new);

        // With an entity tag, and an article that was changed meanwhile.
        site.behaviour().asked.clear();
        let changed = pages(test, &first).await.into_iter().find(|page| page.status == crawl_page::Status::Stored && page.kind == Kind::Article);
        let changed = format!("/v/{}", changed.unwrap().page_key);
        let page = "<h3 class=tit_view>고친 제목</h3><div id=harmonyContainer><section><p>고친 본문이다.</p></section></div>";
        site.behaviour().always.insert(changed.clone(), Reply::page(page));
        define(test, site.definition().replace("robots = \"obey\"", "robots = \"obey\"\nrevisit = true")).await;
        let third = crawl::request(&test.database, of_sample()).await.unwrap();
        let worker = Background::start(test);
        let third = until_it(test, &third, |crawl| crawl.status.is_end()).await;
        worker.stop().await;
        assert_eq!((third.articles_new, third.articles_updated), (0, 1));
        assert_eq!(third.articles_known + 1, first.articles_new + first.articles_known);
        let asked = site.behaviour().asked.clone();
        let conditional = asked.iter().filter(|asked| asked.path.starts_with("/v/") && asked.if_none_match.is_some());
        assert!(conditional.count() as i32 >= third.articles_known);
        let article = articles(test).await.into_iter().find(|article| article.title == "고친 제목").unwrap();
        assert_eq!((article.body.as_str(), article.crawl_id), ("고친 본문이다.", Some(third.id)));
    }

    async fn a_crawl_stops_within_two_seconds_and_goes_on_where_it_was(test: &TestDatabase) {
        let site = Site::start(120).await;
        let crawl = start(test, &site, of_sample()).await;
        let worker = Background::start(test);
        // Some pages come, then the site falls silent.
        site.behaviour().is_closed = true;
        site.open(1 + 8 + 20);
        until_it(test, &crawl, |crawl| crawl.articles_new > 0).await;
        let asked = std::time::Instant::now();
        let paused = crawl::pause(&test.database, crawl.id).await.unwrap();
        assert_eq!(paused.status, Status::Paused);
        let stopped = until(&test.database, async || {
            let job = job::newest_for_subject(test.database.connection(), crawl.id.0).await.unwrap().unwrap();
            (job.status == job::Status::Cancelled).then_some(job)
        });
        stopped.await;
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        assert_eq!(crawl::find(test.database.connection(), crawl.id).await.unwrap().status, Status::Paused);
        assert!(matches!(crawl::pause(&test.database, crawl.id).await, Err(Error::Conflict(_))));
        assert!(matches!(crawl::request(&test.database, of_sample()).await, Err(Error::Conflict(_))), "it isn't over");

        let before: HashSet<String> = pages(test, &crawl).await.into_iter().filter(|page| page.status != crawl_page::Status::Queued).map(|page| page.url).collect();
        site.behaviour().asked.clear();
        site.behaviour().is_closed = false;
        crawl::resume(&test.database, crawl.id).await.unwrap();
        let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
        worker.stop().await;
        assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.error);
        let again: Vec<String> = site.counts().into_keys().filter(|path| before.iter().any(|url| url.ends_with(path.as_str()))).collect();
        assert_eq!(again, Vec::<String>::new(), "what was recorded was asked for again");
        assert_eq!(articles(test).await.len(), ended.articles_new as usize);
    }

    async fn a_cancelled_crawl_ends_and_frees_its_source(test: &TestDatabase) {
        let site = Site::start(60).await;
        let waiting = start(test, &site, of_sample()).await;
        assert_eq!(crawl::request_cancel(&test.database, waiting.id).await.unwrap().status, Status::Cancelled);
        let crawl = start(test, &site, of_sample()).await;
        site.behaviour().is_closed = true;
        let worker = Background::start(test);
        until_it(test, &crawl, |crawl| crawl.status == Status::Running).await;
        let asked = std::time::Instant::now();
        crawl::request_cancel(&test.database, crawl.id).await.unwrap();
        until_it(test, &crawl, |crawl| crawl.status == Status::Cancelled).await;
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        assert!(pages(test, &crawl).await.iter().all(|page| page.status == crawl_page::Status::Skipped));
        assert!(matches!(crawl::request_cancel(&test.database, crawl.id).await, Err(Error::Conflict(_))));
        // A cancelled one may be retried, as any job.
        site.behaviour().is_closed = false;
        let job = job::newest_for_subject(test.database.connection(), crawl.id.0).await.unwrap().unwrap();
        job::retry(&test.database, job.id).await.unwrap();
        let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
        assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.error);
        worker.stop().await;
    }

    async fn a_source_is_crawled_once_at_a_time(test: &TestDatabase) {
        let site = Site::start(10).await;
        define(test, site.definition()).await;
        let other = test.connect_again().await;
        let (one, two) = tokio::join!(
            crawl::request(&test.database, of_sample()),
            crawl::request(&other, of_sample())
        );
        assert_ne!(one.is_ok(), two.is_ok(), "{one:?} {two:?}");
        assert!(matches!(one.err().or(two.err()), Some(Error::Conflict(_))));
    }

    async fn an_endless_list_ends_at_its_budgets(test: &TestDatabase) {
        let site = Site::start(10).await;
        // Every page of the list names fifteen articles that no other does, and shows its own number.
        for page in 1..40 {
            let links: String = (0..15).map(|link| format!("<li><a class=link_txt href=/v/{:017}>x</a></li>", page * 100 + link)).collect();
            let list = format!("<ul class='list_news2 list_allnews'>{links}</ul><em class=num_page>{page}</em>");
            site.behaviour().always.insert(format!("/breakingnews/society?page={page}"), Reply::page(list));
        }
        let new = NewCrawl { sections: vec!["society".into()], pages_per_section: Some(7), ..of_sample() };
        let ended = crawl(test, &site, new.clone()).await;
        assert_eq!(lists(&site).len(), 7, "{:?}", lists(&site));
        assert_eq!(ended.status, Status::Failed, "there were links, but not one article");
        assert_eq!(ended.error_code.as_deref(), Some("NO_ARTICLES"));

        site.behaviour().asked.clear();
        let ended = crawl(test, &site, NewCrawl { request_budget: Some(20), ..new }).await;
        let asked: usize = site.counts().values().sum();
        assert_eq!((ended.requests, asked), (20, 20), "not one more");
        assert!(ended.health.unwrap().contains("REQUEST_BUDGET"));
    }

    async fn without_the_sites_permission_nobody_crawls_what_asks_for_it(test: &TestDatabase) {
        let site = Site::start(60).await;
        site.behaviour().always.insert("/robots.txt".into(), Reply::page("User-agent: *\nDisallow: /").with("content-type", "text/plain"));
        let disallowed = crawl(test, &site, of_sample()).await;
        assert_eq!(disallowed.status, Status::Failed);
        assert_eq!(site.counts().into_keys().collect::<Vec<_>>(), ["/robots.txt"], "nothing but robots.txt was asked for");
        assert!(disallowed.health.unwrap().contains("robots.txt disallows"));

        define(test, site.definition().replace("robots = \"obey\"", "robots = \"permission\"")).await;
        let Err(Error::Invalid(wrong)) = crawl::request(&test.database, of_sample()).await else { panic!("no permission") };
        assert!(wrong[0].message.contains("no permission"), "{wrong:?}");
        let new = source_permission::NewPermission {
            source_key: "sample".into(),
            granted_by: "the desk".into(),
            reason: "by letter".into(),
            actor: "a test".into(),
        };
        source_permission::record(&test.database, new).await.unwrap();
        let crawl = crawl::request(&test.database, of_sample()).await.unwrap();
        let worker = Background::start(test);
        let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
        assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.error);

        // Revoked while it runs, it ends.
        site.behaviour().is_closed = true;
        let crawl = crawl::request(&test.database, NewCrawl { pages_per_section: Some(3), ..of_sample() }).await.unwrap();
        source_permission::revoke(&test.database, "sample", "a test").await.unwrap();
        site.open(1_000);
        let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
        assert_eq!((ended.status, ended.error_code.as_deref()), (Status::Failed, Some("PERMISSION_MISSING")));
        worker.stop().await;
        let source = source::find_by_key(test.database.connection(), "sample").await.unwrap();
        let history = source_permission::history(test.database.connection(), source.id).await.unwrap();
        assert_eq!(history.len(), 1, "it is revoked, not deleted");
        assert_eq!(history[0].revoked_by.as_deref(), Some("a test"));
    }

    async fn failures_are_tried_again_and_a_wish_to_be_left_alone_outlives_the_process(test: &TestDatabase) {
        let site = Site::start(60).await;
        let clock = tests::clock::TestClock::at(domain::Timestamp(1_800_000_000_000_000));
        let busy = Reply::status(503).with("retry-after", "90");
        site.behaviour().replies.insert("/breakingnews/society?page=1".into(), [busy].into());
        define(test, site.definition().replace("concurrency = 16", "concurrency = 1")).await;
        let crawl = crawl::request(&test.database, of_sample()).await.unwrap();
        fail::cfg("crawl_articles::page_stored", "1*return->off").unwrap();
        let crawler = Crawler { clock: clock.handle(), ..Crawler::default() };
        let worker = Background::start_with(test, Settings { crawler, ..Settings::default() });
        let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
        fail::remove("crawl_articles::page_stored");
        worker.stop().await;
        assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.error);
        assert_eq!(site.counts()["/breakingnews/society?page=1"], 2);
        // The attempt that was told so died; the next one waited all the same.
        assert_eq!(ended.not_before, Some(domain::Timestamp(1_800_000_090_000_000)));
        assert!(clock.waits().iter().any(|wait| wait.as_secs() >= 89), "{:?}", clock.waits());
        let page = pages(test, &ended).await.into_iter().find(|page| page.page_key == "society#1").unwrap();
        assert_eq!((page.attempts, page.status), (2, crawl_page::Status::Stored));
    }

    async fn an_article_that_two_sections_list_is_fetched_once_and_both_are_known(test: &TestDatabase) {
        let site = Site::start(500).await;
        let ended = crawl(test, &site, NewCrawl { pages_per_section: Some(9), ..of_sample() }).await;
        let listings = domain::crawl_listing::Entity::find()
            .filter(domain::crawl_listing::Column::CrawlId.eq(ended.id))
            .all(test.database.connection())
            .await
            .unwrap();
        let mut sections: std::collections::BTreeMap<String, usize> = Default::default();
        for listing in &listings {
            *sections.entry(listing.page_key.clone()).or_default() += 1;
        }
        let twice: Vec<&String> = sections.iter().filter(|(_, count)| **count == 2).map(|(key, _)| key).collect();
        assert!(twice.len() >= 4, "{}", twice.len());
        for key in twice {
            assert!(site.counts()[&format!("/v/{key}")] == 1);
        }
    }

    async fn a_crawl_is_started_watched_and_accepted_through_graphql(test: &TestDatabase) {
        let site = Site::start(60).await;
        let gateway = Gateway::new(test);
        let make = "mutation($input: CreateSourceInput!) { createSource(input: $input) { key definition { version sections { key label } lists } } }";
        let made = gateway.data(make, json!({ "input": { "key": "sample", "definition": site.definition() } })).await;
        assert_eq!(made["createSource"]["definition"]["version"], 1);
        assert_eq!(made["createSource"]["definition"]["lists"], json!(["paged", "headline", "json"]));
        // One section's list has another layout now.
        site.behaviour().always.insert("/breakingnews/sports?page=1".into(), Reply::page("<ul class=new></ul>"));
        let begin = "mutation($input: StartCrawlInput!) { startCrawl(input: $input) { id status } }";
        let crawl = gateway.data(begin, json!({ "input": { "sourceKey": "sample" } })).await["startCrawl"].clone();
        assert_eq!(crawl["status"], "QUEUED");
        let worker = Background::start(test);
        let query = "query($id: UUID!) { crawl(id: $id) {
            status isTrusted requests articlesNew errorCode sections { key links pages }
            health { reasons { code section selectors exampleUrl message } coverage { field share } }
            pages(first: 5, filter: { kind: LIST }) { nodes { url status rawSha256 } }
            definition { version }
        } }";
        let ended = until(&test.database, async || {
            let data = gateway.data(query, json!({ "id": crawl["id"] })).await["crawl"].clone();
            (!matches!(data["status"].as_str(), Some("QUEUED" | "RUNNING"))).then_some(data)
        })
        .await;
        worker.stop().await;
        assert_eq!((ended["status"].as_str(), ended["isTrusted"].as_bool()), (Some("DEGRADED"), Some(false)), "{ended:#}");
        let reason = &ended["health"]["reasons"][0];
        assert_eq!((reason["code"].as_str(), reason["section"].as_str()), (Some("NO_LINKS"), Some("sports")));
        assert_eq!(reason["exampleUrl"], format!("{}/breakingnews/sports?page=1", site.origin));
        assert!(reason["selectors"][0].as_str().unwrap().contains("list_allnews"), "{reason}");
        let accept = "mutation($id: UUID!, $reason: String!) { acceptCrawl(id: $id, reason: $reason) { isTrusted acceptedBy } }";
        let accepted = gateway.data(accept, json!({ "id": crawl["id"], "reason": "no sports today" })).await;
        assert_eq!(accepted["acceptCrawl"], json!({ "isTrusted": true, "acceptedBy": "administrator" }));
        let error = gateway.error(accept, json!({ "id": crawl["id"], "reason": "twice" })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        let error = gateway.error(begin, json!({ "input": { "sourceKey": "sample", "pagesPerSection": 0, "sections": ["weather"], "list": "new" } })).await;
        let fields: Vec<&str> = error["extensions"]["fields"].as_array().unwrap().iter().filter_map(|field| field["field"].as_str()).collect();
        assert_eq!(fields, ["input.pagesPerSection", "input.sections", "input.list"]);
    }
}

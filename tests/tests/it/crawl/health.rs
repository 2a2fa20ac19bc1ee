//! A layout that changes is noticed, nothing wrong is stored, and the past is repaired without the network.

use super::*;

fn renamed(definition: String) -> String {
    definition.replace(
        "\"div.article_view section p[dmcf-ptype=general]\",",
        "\"div.renamed_view section p[dmcf-ptype=general]\",",
    )
}

on_every_database! {
    async fn a_renamed_body_is_noticed_named_and_repaired_offline(test: &TestDatabase) {
        let site = Site::start(200).await;
        site.behaviour().replace = vec![
            ("article_view".into(), "renamed_view".into()),
            ("harmonyContainer".into(), "renamedContainer".into()),
        ];
        let broken = crawl(test, &site, of_sample()).await;
        assert_eq!(broken.status, Status::Failed, "{:?}", broken.health);
        assert_eq!(broken.error_code.as_deref(), Some("NO_ARTICLES"));
        let report: crawl::health::Report = serde_json::from_str(broken.health.as_deref().unwrap()).unwrap();
        let reason = report.reasons.iter().find(|reason| reason.code == "FIELD_MISSING").unwrap();
        assert!(reason.message.contains("the body was found on 0 %"), "{}", reason.message);
        assert!(reason.selectors.iter().any(|selector| selector.contains("article_view")));
        assert!(reason.example_url.as_deref().unwrap().contains("/v/"));
        assert!(articles(test).await.is_empty(), "nothing without text is stored");

        // The pages were kept: the repaired definition reads them, and nothing is asked for.
        let definition = renamed(site.definition()).replace("\"#harmonyContainer section p\"", "\"#renamedContainer section p\"");
        define(test, definition).await;
        let asked: usize = site.counts().values().sum();
        crawl::request_re_extraction(&test.database, broken.id).await.unwrap();
        let worker = Background::start(test);
        let repaired = until_it(test, &broken, |crawl| crawl.status != Status::Failed).await;
        worker.stop().await;
        assert_eq!(repaired.status, Status::Succeeded, "{:?}", repaired.error);
        assert_ne!(repaired.source_definition_id, broken.source_definition_id);
        assert_eq!(site.counts().values().sum::<usize>(), asked, "no request left");
        let stored = articles(test).await;
        assert_eq!(stored.len(), repaired.articles_new as usize);
        assert!(stored.len() > 80 && stored.iter().all(|article| !article.body.is_empty()));
        let sections = domain::crawl_section::of_crawls(test.database.connection(), &[broken.id]).await.unwrap();
        assert_eq!(sections.iter().map(|section| section.articles_new).sum::<i32>(), repaired.articles_new);
    }

    async fn a_crawl_is_measured_against_what_is_usual_and_only_trusted_ones_count(test: &TestDatabase) {
        let site = Site::start(400).await;
        let definition = site.definition().replace("robots = \"obey\"", "robots = \"obey\"\nrevisit = true");
        define(test, definition).await;
        let worker = Background::start(test);
        let again = async || {
            let crawl = crawl::request(&test.database, of_sample()).await.unwrap();
            until_it(test, &crawl, |crawl| crawl.status.is_end()).await
        };
        for _ in 0..3 {
            let crawl = again().await;
            assert_eq!(crawl.status, Status::Succeeded, "{:?}", crawl.error);
        }
        // A list that names four articles where fifteen are usual.
        let full = site.newsroom().answer("/breakingnews/culture", "page=1").body;
        let full = String::from_utf8(full).unwrap();
        let few: Vec<&str> = full.split_inclusive("</li>").collect();
        let few = format!("{}</ul><em class=num_page>1</em>", few[..4].concat());
        site.behaviour().always.insert("/breakingnews/culture?page=1".into(), Reply::page(few));
        let low = again().await;
        worker.stop().await;
        assert_eq!((low.status, low.error_code.as_deref()), (Status::Degraded, Some("LOW_YIELD")), "{:?}", low.error);
        assert!(low.error.as_deref().unwrap().contains("usual are 15.0"), "{:?}", low.error);
        assert!(!low.is_trusted());

        let trusted = async || {
            let found = article::Entity::find().filter(crawl::trusted_articles()).all(test.database.connection());
            found.await.unwrap().len()
        };
        let all = articles(test).await.len();
        assert_eq!(trusted().await, all, "they were all collected by crawls that succeeded");
        let transaction = test.database.begin().await.unwrap();
        article::Entity::update_many()
            .col_expr(article::Column::CrawlId, sea_orm::sea_query::Expr::value(low.id))
            .exec(&transaction)
            .await
            .unwrap();
        test.database.commit(transaction).await.unwrap();
        assert_eq!(trusted().await, 0, "a degraded crawl feeds nothing by itself");
        crawl::accept(&test.database, low.id, "a test", "a quiet day").await.unwrap();
        assert_eq!(trusted().await, all);
    }
}

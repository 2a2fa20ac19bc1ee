//! Takedowns: the text goes, the hash stays, and everything that used it can be named.

use domain::{
    Error,
    article::{self, NewArticle},
    dataset::{self, Selection},
    id::TakedownId,
    takedown::{self, NewTakedown, Status},
};
use jobs::build_dataset::manifest::{read_rows, verify};
use serde_json::json;
use tests::{
    background::{Background, build, until},
    cleaning::{article as find, classes, clean_and_apply, decisions, store},
    database::TestDatabase,
    fixture,
    graphql::Gateway,
    on_every_database,
};

async fn erased(test: &TestDatabase, id: TakedownId) -> takedown::Model {
    until(&test.database, async || {
        let takedown = takedown::find(test.database.connection(), id).await.unwrap();
        (takedown.status != Status::Erasing).then_some(takedown)
    })
    .await
}

async fn labelled(test: &TestDatabase, count: usize) -> Vec<NewArticle> {
    let classes = classes(test).await;
    let article = |number: usize| {
        let words: String =
            "가나다라마바사아자차카타파하".chars().cycle().skip(number * 5).take(10 + number % 9).collect();
        let title = format!("{number}번째 소식 {words}");
        let class = classes[number % classes.len()];
        NewArticle { label_class_id: Some(class), ..NewArticle::new(number.to_string(), title, "  비밀  본문  ") }
    };
    (0..count).map(article).collect()
}

on_every_database! {
    async fn a_text_that_is_taken_down_is_gone_and_what_was_sealed_stays_verifiable(test: &TestDatabase) {
        let worker = Background::start(test);
        let articles = labelled(test, 80).await;
        store(test, articles.clone()).await;
        clean_and_apply(test).await;
        let sealed = build(test, Selection::of("daum")).await;
        let run = fixture::succeeded_run(&test.database, sealed.id, sealed.label_set_id).await;
        let article = find(test, "7").await;
        let files = || std::fs::read_dir(test.artifacts.root().join("files")).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>();
        let holds = |text: &str| files().iter().any(|file| std::fs::read_to_string(file).unwrap().contains(text));
        assert!(holds(&article.title));

        let new = NewTakedown { article_id: article.id, reason: "본인 요청".into(), requested_by: "kim".into() };
        let asked = takedown::request(&test.database, new.clone()).await.unwrap();
        assert_eq!((asked.dataset_count, asked.content_hash.as_str()), (1, article.content_hash.as_str()));
        let takedown = erased(test, asked.id).await;
        assert_eq!(takedown.status, Status::Erased, "{takedown:?}");
        let gone = find(test, "7").await;
        assert_eq!((gone.title.as_str(), gone.body.as_str(), &gone.content_hash), ("", "", &article.content_hash));
        assert!(!holds(&article.title), "the text is gone from every sealed file");
        assert!(decisions(test).await.iter().filter(|one| one.article_id == article.id).all(|one| one.cleaned_body.is_none()));

        let after = dataset::find(test.database.connection(), sealed.id).await.unwrap();
        assert_eq!(after.manifest_sha256, sealed.manifest_sha256, "its identity stays");
        verify(&test.artifacts, &after).unwrap();
        let path = test.artifacts.file_path(after.rows_sha256.as_ref().unwrap()).unwrap();
        let rows: Vec<_> = read_rows(&path).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.iter().filter(|row| row.erased).count(), 1);
        let forged = std::fs::read_to_string(&path).unwrap().replacen("\"erased\":true", "\"erased\":false", 1);
        std::fs::write(&path, forged).unwrap();
        assert!(verify(&test.artifacts, &after).is_err(), "an empty text that isn't marked is found out");

        // It doesn't come back, under whatever name, nor is it learnt from again.
        let renamed = NewArticle { external_id: "renamed".into(), ..articles[7].clone() };
        let reworded = NewArticle { external_id: "reworded".into(), ..NewArticle::new("", &articles[7].title, "다른 본문") };
        store(test, vec![renamed, reworded]).await;
        let names: Vec<_> = article::page_after(test.database.connection(), article::Filter::default(), None, 1_000)
            .await
            .unwrap()
            .into_iter()
            .map(|article| article.external_id)
            .collect();
        assert!(names.contains(&"reworded".into()) && !names.contains(&"renamed".into()), "{names:?}");
        store(test, articles).await;
        assert_eq!(find(test, "7").await.title, "");
        assert_eq!(build(test, Selection { only_clean: Some(false), ..Selection::of("daum") }).await.row_count, Some(79));
        let refused = takedown::request(&test.database, new).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));

        let gateway = Gateway::new(test);
        let query = "query($id: UUID!) { trainingRun(id: $id) { takedowns { contentHash article { externalId takedown { reason } } datasets { id } trainingRuns { id } } } }";
        let marked = gateway.data(query, json!({ "id": run.id })).await;
        let marked = &marked["trainingRun"]["takedowns"][0];
        assert_eq!(marked["contentHash"], article.content_hash);
        assert_eq!(marked["article"]["takedown"]["reason"], "본인 요청");
        assert_eq!((&marked["datasets"][0]["id"], &marked["trainingRuns"][0]["id"]), (&json!(sealed.id), &json!(run.id)));
        worker.stop().await;
    }
}

//! Labels changed by a person: singly, in bulk, with history, undone.

use domain::{
    Error,
    article::{self, LabelOrigin, NewArticle},
    id::ArticleId,
    relabelling::{self, NewRelabelling},
};
use serde_json::json;
use tests::{
    background::Background,
    cleaning::{article as find, classes, clean_and_apply, store},
    database::TestDatabase,
    graphql::Gateway,
    on_every_database,
};

on_every_database! {
    async fn labels_change_in_bulk_and_are_given_back_exactly(test: &TestDatabase) {
        let classes = classes(test).await;
        let titles = ["1", "2", "3"];
        store(test, titles.iter().map(|id| NewArticle { label_class_id: Some(classes[0]), ..NewArticle::new(*id, format!("제목 {id}"), "") }).collect()).await;
        let mut ids = Vec::new();
        for id in titles {
            ids.push(find(test, id).await.id);
        }
        let before = article::labels(test.database.connection(), &ids).await.unwrap();
        let new = NewRelabelling { article_ids: ids.clone(), label_class_id: classes[2], reason: Some(" 오분류 ".into()), made_by: "kim".into() };
        let made = relabelling::request(&test.database, new.clone()).await.unwrap();
        assert_eq!((made.article_count, made.reason.as_deref()), (3, Some("오분류")));
        let now = find(test, "1").await;
        assert_eq!((now.label_class_id, now.label_origin, now.labelled_by.as_deref()), (Some(classes[2]), Some(LabelOrigin::Member), Some("kim")));
        let again = relabelling::request(&test.database, new).await.unwrap();
        assert_eq!(again.article_count, 0, "what is so already stays");

        // Somebody else changes one of them since: undoing leaves that alone.
        article::label(&test.database, ids[1], classes[3], LabelOrigin::Member, "lee").await.unwrap();
        let undone = relabelling::undo(&test.database, made.id, "kim").await.unwrap();
        assert_eq!((undone.article_count, undone.undoes_id), (2, Some(made.id)));
        let after = article::labels(test.database.connection(), &ids).await.unwrap();
        for (one, was) in after.iter().filter(|one| one.id != ids[1]).map(|one| (one, before.iter().find(|was| was.id == one.id).unwrap())) {
            assert_eq!(one, was);
        }
        assert_eq!(find(test, "2").await.label_class_id, Some(classes[3]));
        for id in [made.id, undone.id] {
            assert!(matches!(relabelling::undo(&test.database, id, "kim").await, Err(Error::Conflict(_))));
        }
        let history = relabelling::history(test.database.connection(), ids[0]).await.unwrap();
        let steps: Vec<_> = history.iter().map(|(change, made)| (change.from_class_id, change.to_class_id, made.made_by.as_str())).collect();
        assert_eq!(steps, [(Some(classes[2]), Some(classes[0]), "kim"), (Some(classes[0]), Some(classes[2]), "kim")]);
        assert_eq!(relabelling::history(test.database.connection(), ids[1]).await.unwrap().len(), 2);
    }

    async fn an_unknown_article_changes_nothing(test: &TestDatabase) {
        let classes = classes(test).await;
        store(test, vec![NewArticle::new("1", "제목", "")]).await;
        let known = find(test, "1").await.id;
        let new = |article_ids| NewRelabelling { article_ids, label_class_id: classes[0], reason: None, made_by: "kim".into() };
        let refused = relabelling::request(&test.database, new(vec![known, ArticleId::new()])).await;
        assert!(matches!(refused, Err(Error::NotFound { noun: "article", .. })));
        assert_eq!(find(test, "1").await.label_class_id, None);
        let Err(Error::Invalid(fields)) = relabelling::request(&test.database, new(vec![])).await else { panic!("nothing was taken") };
        assert_eq!(fields[0].field, "article_ids");
    }

    async fn a_label_is_taken_and_given_back(test: &TestDatabase) {
        let classes = classes(test).await;
        store(test, vec![NewArticle { label_class_id: Some(classes[1]), ..NewArticle::new("1", "제목", "") }]).await;
        let before = find(test, "1").await;
        let gateway = Gateway::new(test);
        let query = "mutation($id: UUID!) { unlabelArticle(articleId: $id, reason: \"잘못\") { id label { key } articleCount reason } }";
        let taken = gateway.data(query, json!({ "id": before.id })).await["unlabelArticle"].take();
        assert_eq!((&taken["label"], &taken["articleCount"], &taken["reason"]), (&json!(null), &json!(1), &json!("잘못")));
        let now = find(test, "1").await;
        assert_eq!((now.label_class_id, now.label_origin), (None, None));
        let list = "query($labelled: Boolean) { articles(filter: { labelled: $labelled }) { totalCount } }";
        assert_eq!(gateway.data(list, json!({ "labelled": false })).await["articles"]["totalCount"], 1);
        assert_eq!(gateway.data(query, json!({ "id": before.id })).await["unlabelArticle"]["articleCount"], 0);

        let undo = "mutation($id: UUID!) { undoRelabelling(id: $id) { articleCount } }";
        assert_eq!(gateway.data(undo, json!({ "id": taken["id"] })).await["undoRelabelling"]["articleCount"], 1);
        let after = find(test, "1").await;
        assert_eq!((after.label_class_id, after.label_origin, after.labelled_by), (before.label_class_id, before.label_origin, before.labelled_by));
        let query = "query($id: UUID!) { article(id: $id) { crawlPage { id } labelHistory { from { key } to { key } } } }";
        let history = gateway.data(query, json!({ "id": before.id })).await["article"].take();
        assert_eq!(history["labelHistory"].as_array().unwrap().len(), 2, "{history}");
        assert_eq!(history["crawlPage"], json!(null), "it came in a file");
    }

    async fn articles_are_listed_by_what_cleaning_did(test: &TestDatabase) {
        let worker = Background::start(test);
        let long = "한국은행은 기준금리를 연 3.50%로 동결했다. ".repeat(20);
        store(test, vec![NewArticle::new("kept", "금통위, 기준금리 동결", &long), NewArticle::new("short", "짧다", "")]).await;
        clean_and_apply(test).await;
        store(test, vec![NewArticle::new("late", "나중에 온 글", &long), NewArticle::new("kept2", "짧다", "")]).await;
        let gateway = Gateway::new(test);
        let list = "query($cleaning: CleaningState) { articles(filter: { cleaning: $cleaning }) { nodes { externalId } } }";
        let names = async |state: Option<&str>| -> Vec<String> {
            let data = gateway.data(list, json!({ "cleaning": state })).await;
            let nodes = data["articles"]["nodes"].as_array().unwrap().iter();
            let mut names: Vec<_> = nodes.map(|node| node["externalId"].as_str().unwrap().to_owned()).collect();
            names.sort_unstable();
            names
        };
        assert_eq!(names(Some("KEPT")).await, ["kept"]);
        assert_eq!(names(Some("REJECTED")).await, ["short"]);
        assert_eq!(names(Some("NOT_CLEANED")).await, ["kept2", "late"]);
        store(test, vec![NewArticle::new("kept", "금통위, 기준금리 인상", &long)]).await;
        assert_eq!(names(Some("KEPT")).await, Vec::<String>::new(), "what changed since wasn't seen");
        assert_eq!((names(Some("NOT_CLEANED")).await.len(), names(None).await.len()), (3, 4));
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_relabels_and_reads_the_history() {
    let test = TestDatabase::create(tests::database::Backend::Sqlite).await.unwrap();
    let gateway = Gateway::new(&test);
    store(&test, vec![NewArticle::new("1", "제목", "")]).await;
    let id = find(&test, "1").await.id.0;
    let relabel =
        "mutation($input: RelabelArticlesInput!) { relabelArticles(input: $input) { id articleCount label { key } } }";
    let input = |label: &str| json!({ "input": { "articleIds": [id], "labelSetKey": "daum", "labelKey": label, "reason": "r" } });
    let made = gateway.data(relabel, input("sports")).await;
    assert_eq!(
        (&made["relabelArticles"]["articleCount"], &made["relabelArticles"]["label"]["key"]),
        (&json!(1), &json!("sports"))
    );
    let error = gateway.error(relabel, input("weather")).await;
    assert_eq!(error["extensions"]["fields"][0]["field"], "input.labelKey", "{error}");
    let query = "query($id: UUID!) { article(id: $id) { label { key } labelHistory { from { key } to { key } toOrigin relabelling { madeBy reason } } } }";
    let article = gateway.data(query, json!({ "id": id })).await;
    let change = &article["article"]["labelHistory"][0];
    assert_eq!(
        (&change["from"], &change["to"]["key"], &change["relabelling"]["reason"]),
        (&json!(null), &json!("sports"), &json!("r"))
    );
    let undo = "mutation($id: UUID!) { undoRelabelling(id: $id) { articleCount } }";
    let undone = gateway.data(undo, json!({ "id": made["relabelArticles"]["id"] })).await;
    assert_eq!(undone["undoRelabelling"]["articleCount"], 1);
    assert_eq!(gateway.data(query, json!({ "id": id })).await["article"]["label"], json!(null));
}

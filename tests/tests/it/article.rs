//! Articles and their labels.

use domain::{
    Error, Timestamp, article,
    article::{Arrival, Filter, LabelOrigin, NewArticle, Stored},
    event,
    event::Topic,
    id::{ArticleId, LabelClassId},
    label_set, source,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use tests::{database::TestDatabase, on_every_database};

async fn classes(test: &TestDatabase) -> Vec<LabelClassId> {
    let connection = test.database.connection();
    let daum = label_set::find_by_key(connection, "daum").await.unwrap();
    label_set::classes(connection, daum.id).await.unwrap().into_iter().map(|class| class.id).collect()
}

async fn store(test: &TestDatabase, articles: Vec<NewArticle>) -> Stored {
    let transaction = test.database.begin().await.unwrap();
    let source = source::find_or_create(&transaction, "press", Some("Press")).await.unwrap();
    let arrival = Arrival {
        source_id: source.id,
        article_import_id: None,
        label_origin: LabelOrigin::Import,
        labelled_by: "file.csv".into(),
        collected_at: Timestamp(1),
    };
    let stored = article::store(&transaction, &arrival, articles).await.unwrap();
    test.database.commit(transaction).await.unwrap();
    stored
}

async fn find(test: &TestDatabase, external_id: &str) -> article::Model {
    let all = article::page_after(test.database.connection(), Filter::default(), None, 1_000).await.unwrap();
    all.into_iter().find(|article| article.external_id == external_id).unwrap()
}

fn labelled(external_id: &str, title: &str, class: LabelClassId) -> NewArticle {
    NewArticle { label_class_id: Some(class), ..NewArticle::new(external_id, title, "") }
}

on_every_database! {
    async fn a_file_does_not_overrule_a_member(test: &TestDatabase) {
        let classes = classes(test).await;
        store(test, vec![labelled("1", "제목", classes[0]), labelled("2", "둘", classes[0])]).await;
        let id = find(test, "1").await.id;
        article::label(&test.database, id, classes[1], LabelOrigin::Member, "kim").await.unwrap();

        let again = vec![labelled("1", "제목", classes[0]), labelled("2", "둘", classes[2])];
        assert_eq!(store(test, again).await, Stored { inserted: 0, unchanged: 1, updated: 1 });
        let stored = find(test, "1").await;
        assert_eq!((stored.label_class_id, stored.label_origin), (Some(classes[1]), Some(LabelOrigin::Member)));
        assert_eq!(find(test, "2").await.label_class_id, Some(classes[2]));

        store(test, vec![labelled("1", "고친 제목", classes[0])]).await;
        let stored = find(test, "1").await;
        assert_eq!((stored.id, stored.title.as_str()), (id, "고친 제목"));
        assert_eq!((stored.label_class_id, stored.labelled_by.as_deref()), (Some(classes[1]), Some("kim")));
    }

    async fn a_label_is_told_to_watchers_and_names_what_is_missing(test: &TestDatabase) {
        let classes = classes(test).await;
        store(test, vec![NewArticle::new("1", "제목", "")]).await;
        let id = find(test, "1").await.id;
        let labelled = article::label(&test.database, id, classes[3], LabelOrigin::Member, "kim").await.unwrap();
        assert_eq!(labelled.label_class_id, Some(classes[3]));
        let events = event::after(test.database.connection(), Topic::Article, Some(id.0), 0, 10).await.unwrap();
        assert!(events[0].payload.contains(r#""label":"foreign","origin":"member","by":"kim""#));
        for (id, class) in [(ArticleId::new(), classes[0]), (id, LabelClassId::new())] {
            let refused = article::label(&test.database, id, class, LabelOrigin::Member, "kim").await;
            assert!(matches!(refused, Err(Error::NotFound { .. })));
        }
    }

    async fn filters_narrow_the_choice(test: &TestDatabase) {
        let classes = classes(test).await;
        let at = |moment: i64, article: NewArticle| NewArticle { published_at: Some(Timestamp(moment)), ..article };
        let articles = vec![
            at(10, labelled("1", "코스피 50% 상승", classes[0])),
            at(20, labelled("2", "코스피 50 상승", classes[1])),
            at(30, NewArticle::new("3", "a_b!c", "코스피")),
        ];
        assert_eq!(store(test, articles).await.inserted, 3);
        let ynat = label_set::find_by_key(test.database.connection(), "klue-ynat").await.unwrap();
        let press = source::find_by_key(test.database.connection(), "press").await.unwrap();
        for (filter, expected) in [
            (Filter::default(), 3),
            (Filter { source_id: Some(press.id), ..Default::default() }, 3),
            (Filter { labelled: Some(true), ..Default::default() }, 2),
            (Filter { labelled: Some(false), ..Default::default() }, 1),
            (Filter { label_class_id: Some(classes[1]), ..Default::default() }, 1),
            (Filter { label_set_id: Some(ynat.id), ..Default::default() }, 0),
            (Filter { published_from: Some(Timestamp(20)), ..Default::default() }, 2),
            (Filter { published_to: Some(Timestamp(20)), ..Default::default() }, 1),
            (Filter { text: Some("코스피 50".into()), ..Default::default() }, 2),
            (Filter { text: Some("50%".into()), ..Default::default() }, 1),
            (Filter { text: Some("a_b!c".into()), ..Default::default() }, 1),
            (Filter { text: Some("_".into()), ..Default::default() }, 1),
        ] {
            let found = filter.clone().apply(article::Entity::find()).count(test.database.connection()).await.unwrap();
            assert_eq!(found, expected, "{filter:?}");
        }
    }

    async fn batches_for_one_source_at_once_store_each_article_once(test: &TestDatabase) {
        source::find_or_create(test.database.connection(), "press", None).await.unwrap();
        let batch = || (0..500).map(|number| NewArticle::new(number.to_string(), "제목", "")).collect::<Vec<_>>();
        let all = futures::future::join_all((0..4).map(|_| store(test, batch()))).await;
        let inserted: u64 = all.iter().map(|stored| stored.inserted).sum();
        let unchanged: u64 = all.iter().map(|stored| stored.unchanged).sum();
        assert_eq!((inserted, unchanged), (500, 1_500));
    }
}

//! How models were used over a time, and what selections would take: counts that people look at while they decide.

use domain::{
    Timestamp,
    article::NewArticle,
    id::{LabelClassId, ModelVersionId, PredictionId},
    model_variant::ModelVariant,
    prediction,
};
use serde_json::{Value, json};
use tests::{
    background::Background,
    cleaning::{classes, clean_and_apply, store},
    fixture,
    graphql::Gateway,
    on_every_database,
};

const HOUR: f64 = 3_600.0;

fn asked(version: ModelVersionId, class: LabelClassId, created_at: Timestamp, total_us: i64) -> prediction::Model {
    prediction::Model {
        id: PredictionId::new(),
        model_version_id: version,
        variant: ModelVariant::Fp32,
        cached: total_us < 10,
        text: None,
        text_sha256: "0".repeat(64),
        label_class_id: class,
        probability: 0.9,
        probabilities: "[]".into(),
        not_sure_below: None,
        truncated: false,
        queue_us: 0,
        tokenize_us: 0,
        compute_us: 0,
        total_us,
        created_at,
    }
}

fn counts(pieces: &Value, field: &str) -> Vec<i64> {
    pieces.as_array().unwrap().iter().map(|piece| piece[field].as_i64().unwrap()).collect()
}

on_every_database! {
    async fn predictions_are_counted_in_pieces_of_time_of_which_none_is_left_out(test: &TestDatabase) {
        let versions = fixture::model_versions(&test.database, 2).await;
        let classes = classes(test).await;
        let from = Timestamp(1_800_000_000_000_000);
        let at = |hours: f64| from.plus_seconds(hours * HOUR);
        let rows = vec![
            asked(versions[0], classes[0], at(-0.1), 1),
            asked(versions[0], classes[0], at(0.0), 900),
            asked(versions[0], classes[1], at(0.9), 5),
            asked(versions[1], classes[1], at(2.5), 70),
            asked(versions[0], classes[1], at(2.9), 80),
            asked(versions[0], classes[1], at(3.0), 1),
        ];
        let judged = [rows[1].id, rows[3].id];
        prediction::record(&test.database, rows).await.unwrap();
        domain::feedback::give(&test.database, judged[0], classes[0]).await.unwrap();
        domain::feedback::give(&test.database, judged[1], classes[2]).await.unwrap();
        let gateway = Gateway::new(test);
        let query = "query($from: DateTime!, $to: DateTime!, $pieces: Int!, $version: UUID) {
            usageHistory(from: $from, to: $to, pieces: $pieces, versionId: $version) {
                from count cached agreed disagreed slowestMicroseconds classes { count share label { key } } } }";
        let time = |hours: f64| at(hours).to_datetime().to_rfc3339();
        let ask = |version: Option<ModelVersionId>| {
            gateway.data(query, json!({ "from": time(0.0), "to": time(3.0), "pieces": 3, "version": version }))
        };
        let all = ask(None).await["usageHistory"].take();
        assert_eq!(counts(&all, "count"), [2, 0, 2]);
        assert_eq!((counts(&all, "cached"), counts(&all, "agreed")), (vec![1, 0, 0], vec![1, 0, 0]));
        assert_eq!(counts(&all, "disagreed"), [0, 0, 1]);
        assert_eq!((&all[0]["slowestMicroseconds"], &all[1]["slowestMicroseconds"]), (&json!(900), &json!(null)));
        assert_eq!((all[2]["classes"].as_array().unwrap().len(), &all[2]["classes"][0]["share"]), (1, &json!(1.0)));
        assert_eq!(counts(&ask(Some(versions[1])).await["usageHistory"], "count"), [0, 0, 1]);

        let refused = gateway.error(query, json!({ "from": time(0.0), "to": time(3.0), "pieces": 501 })).await;
        assert_eq!(refused["extensions"]["fields"][0]["field"], "pieces");
        let refused = gateway.error(query, json!({ "from": time(3.0), "to": time(0.0), "pieces": 1 })).await;
        assert_eq!(refused["extensions"]["fields"][0]["field"], "to");
    }

    async fn a_selection_is_counted_before_it_is_built(test: &TestDatabase) {
        let worker = Background::start(test);
        let classes = classes(test).await;
        let article = |number: usize, class: usize, title: String| NewArticle {
            label_class_id: Some(classes[class]),
            ..NewArticle::new(number.to_string(), title, "")
        };
        let mut articles: Vec<_> = (0..6).map(|number| article(number, 0, format!("소식 {number}"))).collect();
        articles.push(article(6, 0, "소식 1".into()));
        articles.push(article(7, 1, "소식 1".into()));
        store(test, articles).await;
        let gateway = Gateway::new(test);
        let query = "query($selection: DatasetSelectionInput!) { datasetPreview(selection: $selection) {
            articles copies taken isComplete onlyClean classes { articles copies taken label { key } } } }";
        let ask = |selection: Value| gateway.data(query, json!({ "selection": selection }));
        let preview = ask(json!({ "labelSetKey": "daum", "maxPerClass": 4 })).await["datasetPreview"].take();
        assert_eq!(preview["classes"].as_array().unwrap().len(), 8);
        let figures = |class: usize| ["articles", "copies", "taken"].map(|name| preview["classes"][class][name].as_i64().unwrap());
        assert_eq!((figures(0), figures(1), figures(2)), ([7, 1, 4], [1, 0, 1], [0, 0, 0]));
        assert_eq!(["articles", "copies", "taken"].map(|name| preview[name].as_i64().unwrap()), [8, 1, 5]);
        assert_eq!((&preview["isComplete"], &preview["onlyClean"]), (&json!(true), &json!(false)));
        let none = ask(json!({ "labelSetKey": "daum", "minCharacters": 1000 })).await;
        assert_eq!(none["datasetPreview"]["articles"], 0);

        clean_and_apply(test).await;
        let clean = ask(json!({ "labelSetKey": "daum" })).await["datasetPreview"].take();
        assert_eq!(clean["onlyClean"], true, "so it is as soon as anything was cleaned");
        let raw = ask(json!({ "labelSetKey": "daum", "onlyClean": false })).await["datasetPreview"].take();
        assert!(clean["articles"].as_i64() < raw["articles"].as_i64(), "{clean} {raw}");
        let unknown = gateway.error(query, json!({ "selection": { "labelSetKey": "gone" } })).await;
        assert_eq!(unknown["extensions"]["fields"][0]["field"], "selection.labelSetKey", "{unknown}");
        worker.stop().await;
    }
}

//! Predictions: what was sure when it was given, which words it rests on, and versions that are only tried.

use api::rate_limit::{RateLimits, Settings};
use domain::{
    Timestamp,
    id::{ModelVersionId, PredictionId},
    label_set,
    member_role::Role,
    model_variant::ModelVariant,
    prediction,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tests::{
    database::TestDatabase,
    fixture,
    graphql::{Gateway, request_of},
    on_every_database,
};

const ATTRIBUTIONS: &str =
    "query($id: UUID!, $words: Int!) { predictionAttributions(predictionId: $id, maximumWords: $words)
    { words { text start weight probabilityWithout } wordsInText bound probability } }";

async fn record(test: &TestDatabase, version: ModelVersionId, probability: f64, not_sure_below: Option<f64>) {
    let connection = test.database.connection();
    let set = label_set::find_by_key(connection, "daum").await.unwrap();
    let class = label_set::classes(connection, set.id).await.unwrap()[0].id;
    let model = prediction::Model {
        id: PredictionId::new(),
        model_version_id: version,
        variant: ModelVariant::Fp32,
        cached: false,
        text: None,
        text_sha256: "0".repeat(64),
        label_class_id: class,
        probability,
        probabilities: "[]".into(),
        not_sure_below,
        truncated: false,
        queue_us: 1,
        tokenize_us: 1,
        compute_us: 1,
        total_us: 1,
        created_at: Timestamp::now(),
    };
    prediction::record(&test.database, vec![model]).await.unwrap();
}

on_every_database! {
    async fn an_answer_below_its_threshold_was_not_sure_and_can_be_looked_for(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        for (probability, threshold) in [(0.4, Some(0.5)), (0.5, Some(0.5)), (0.9, Some(0.5)), (0.1, None)] {
            record(test, version, probability, threshold).await;
        }
        let gateway = Gateway::new(test);
        let query = "query($sure: Boolean) { predictions(filter: { sure: $sure }) { totalCount
            nodes { sure probability notSureBelow } } }";
        let unsure = gateway.data(query, json!({ "sure": false })).await;
        let expected = json!([{ "sure": false, "probability": 0.4, "notSureBelow": 0.5 }]);
        assert_eq!(unsure["predictions"]["nodes"], expected);
        let sure = gateway.data(query, json!({ "sure": true })).await;
        assert_eq!(sure["predictions"]["totalCount"], 3);
        assert!(sure["predictions"]["nodes"].as_array().unwrap().iter().all(|node| node["sure"] == true), "{sure}");
        assert_eq!(gateway.data(query, json!({ "sure": null })).await["predictions"]["totalCount"], 4);
    }
    async fn the_word_that_an_answer_rests_on_weighs_most(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let gateway = Gateway::new(test);
        gateway.serve(version).await;
        // The class is the first character's: without "a" it is another one, without "b" or "c" the same.
        let asked = gateway.data(
            "mutation { predict(input: { text: \"a b  c\" }) { id probability attributions { words { text } } } }",
            json!({}),
        );
        let predicted = asked.await["predict"].take();
        assert_eq!(predicted["attributions"]["words"], json!([{ "text": "a" }, { "text": "b" }, { "text": "c" }]));

        let all = gateway.data(ATTRIBUTIONS, json!({ "id": predicted["id"], "words": 64 })).await;
        let found = &all["predictionAttributions"];
        let starts: Vec<_> = found["words"].as_array().unwrap().iter().map(|word| word["start"].clone()).collect();
        assert_eq!((starts, &found["wordsInText"], &found["bound"]), (vec![json!(0), json!(2), json!(5)], &json!(3), &json!(null)));
        let weight = |index: usize| found["words"][index]["weight"].as_f64().unwrap();
        assert!(weight(0) > 5.0 && weight(1) == 0.0 && weight(2) == 0.0, "{found}");
        assert!(found["words"][0]["probabilityWithout"].as_f64() < found["probability"].as_f64(), "{found}");

        let one = gateway.data(ATTRIBUTIONS, json!({ "id": predicted["id"], "words": 1 })).await;
        assert_eq!(one["predictionAttributions"]["bound"], "WORD_LIMIT", "{one}");
        assert_eq!(one["predictionAttributions"]["words"].as_array().unwrap().len(), 1);
        let refused = gateway.error(ATTRIBUTIONS, json!({ "id": predicted["id"], "words": 65 })).await;
        assert_eq!(refused["extensions"]["fields"][0]["field"], "maximumWords");

        let others = fixture::model_versions(&test.database, 1).await[0];
        gateway.serve(others).await;
        let gone = gateway.data(ATTRIBUTIONS, json!({ "id": predicted["id"], "words": 64 })).await;
        assert_eq!(gone["predictionAttributions"], json!(null), "the version that answered serves no more");
        let unknown = gateway.data(ATTRIBUTIONS, json!({ "id": PredictionId::new(), "words": 64 })).await;
        assert_eq!(unknown["predictionAttributions"], json!(null));
    }

    async fn each_text_that_words_are_weighed_by_counts_as_one_predicted(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let gateway = Gateway::new(test);
        gateway.serve(version).await;
        let predicted = gateway.data("mutation { predict(input: { text: \"a b\" }) { id } }", json!({})).await;
        let limits = RateLimits::new(Settings { anonymous_predictions: 5, ..Settings::default() });
        let ask = async || -> Value {
            let variables = json!({ "id": predicted["predict"]["id"], "words": 64 });
            let request = request_of(None, ATTRIBUTIONS, variables).data(limits.clone());
            serde_json::to_value(gateway.schema.execute(request).await).unwrap()
        };
        let first = ask().await;
        assert_eq!(first["data"]["predictionAttributions"]["wordsInText"], 2, "{first}");
        // Three of five are gone: the text, and the text without each of its words.
        let second = ask().await;
        assert_eq!(second["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{second}");
        assert!(second["errors"][0]["extensions"]["retryAfterMs"].as_u64().unwrap() > 0, "{second}");
    }

    async fn members_try_any_version_and_no_reader_has_asked(test: &TestDatabase) {
        let versions = fixture::model_versions(&test.database, 2).await;
        let gateway = Gateway::new(test);
        gateway.serve(versions[0]).await;
        let query = "mutation($version: UUID) { predict(input: { text: \"a b\" }, versionId: $version) { id sure
            probability modelVersion { id } attributions { words { text weight } } } }";
        let tried = gateway.data(query, json!({ "version": versions[1] })).await["predict"].take();
        assert_eq!(tried["modelVersion"]["id"], json!(versions[1]));
        assert_eq!(tried["attributions"]["words"][0]["text"], "a", "{tried}");
        gateway.services.prediction_log.flush().await;
        assert_eq!(prediction::Entity::find().count(test.database.connection()).await.unwrap(), 0);
        let served = gateway.data(query, json!({})).await["predict"].take();
        assert_eq!((&served["modelVersion"]["id"], &served["probability"]), (&json!(versions[0]), &tried["probability"]));

        let stranger = gateway.schema.execute(request_of(None, query, json!({ "version": versions[1] }))).await;
        let stranger = serde_json::to_value(stranger).unwrap();
        assert_eq!(stranger["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{stranger}");
        let member = gateway.schema.execute(request_of(Some(Role::Viewer), query, json!({ "version": versions[1] })));
        assert!(member.await.is_ok());
        let unknown = gateway.error(query, json!({ "version": ModelVersionId::new() })).await;
        assert_eq!(unknown["extensions"]["code"], "NOT_FOUND");
    }
    async fn what_a_reader_asked_becomes_an_article_once_and_can_be_taken_back(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let gateway = Gateway::new(test);
        gateway.serve(version).await;
        let predict = "mutation($text: String!) { predict(input: { text: $text }) { id } }";
        let text = json!({ "text": "기준금리 동결\n한은은 말했다" });
        let first = gateway.data(predict, text.clone()).await["predict"]["id"].take();
        let second = gateway.data(predict, text).await["predict"]["id"].take();
        let relabel = "mutation($id: UUID!, $key: String!) { relabelPrediction(input: { predictionId: $id, labelKey: $key }) {
            article { id title body label { key } labelOrigin source { key } } relabelling { id articleCount } } }";
        let made = gateway.data(relabel, json!({ "id": first, "key": "economic" })).await["relabelPrediction"].take();
        let article = &made["article"];
        assert_eq!((&article["title"], &article["body"]), (&json!("기준금리 동결"), &json!("한은은 말했다")));
        assert_eq!((&article["label"]["key"], &article["labelOrigin"]), (&json!("economic"), &json!("MEMBER")));
        assert_eq!(article["source"]["key"], "predictions");
        let again = gateway.data(relabel, json!({ "id": second, "key": "society" })).await["relabelPrediction"].take();
        assert_eq!(again["article"]["id"], article["id"], "the same text is the same article");

        let undo = "mutation($id: UUID!) { undoRelabelling(id: $id) { articleCount } }";
        for (relabelling, label) in [(&again, json!({ "key": "economic" })), (&made, json!(null))] {
            gateway.data(undo, json!({ "id": relabelling["relabelling"]["id"] })).await;
            let now = gateway.data("query($id: UUID!) { article(id: $id) { label { key } } }", json!({ "id": article["id"] }));
            assert_eq!(now.await["article"]["label"], label);
        }
        let wrong = gateway.error(relabel, json!({ "id": first, "key": "weather" })).await;
        assert_eq!(wrong["extensions"]["fields"][0]["field"], "input.labelKey", "{wrong}");
        prediction::forget_texts(&test.database, Timestamp::now().plus_seconds(1.0)).await.unwrap();
        let forgotten = gateway.error(relabel, json!({ "id": first, "key": "economic" })).await;
        assert_eq!(forgotten["extensions"]["code"], "CONFLICT", "{forgotten}");
        let all = "query($least: Float) { predictions(filter: { probabilityAtLeast: $least }) { totalCount } }";
        assert_eq!(gateway.data(all, json!({ "least": 0.1 })).await["predictions"]["totalCount"], 2);
        assert_eq!(gateway.data(all, json!({ "least": 0.999 })).await["predictions"]["totalCount"], 0);
    }
}

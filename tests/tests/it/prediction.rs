//! Predictions: what was sure when it was given.

use domain::{
    Timestamp,
    id::{ModelVersionId, PredictionId},
    label_set,
    model_variant::ModelVariant,
    prediction,
};
use serde_json::json;
use tests::{database::TestDatabase, fixture, graphql::Gateway, on_every_database};

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
}

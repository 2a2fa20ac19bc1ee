use domain::{
    Error, Timestamp, feedback,
    id::{LabelClassId, ModelVersionId, PredictionId},
    label_set,
    model_variant::ModelVariant,
    prediction,
};
use tests::{database::TestDatabase, fixture, on_every_database};

async fn record(test: &TestDatabase, version: ModelVersionId, class: LabelClassId, total_us: i64) -> PredictionId {
    let model = prediction::Model {
        id: PredictionId::new(),
        model_version_id: version,
        variant: ModelVariant::Fp32,
        cached: false,
        text: Some("경제 성장률 전망".into()),
        text_sha256: "0".repeat(64),
        label_class_id: class,
        probability: 0.5,
        probabilities: "[]".into(),
        not_sure_below: None,
        truncated: false,
        queue_us: 1,
        tokenize_us: 1,
        compute_us: 1,
        total_us,
        created_at: Timestamp::now(),
    };
    let id = model.id;
    prediction::record(&test.database, vec![model]).await.unwrap();
    id
}

async fn classes(test: &TestDatabase, key: &str) -> Vec<LabelClassId> {
    let connection = test.database.connection();
    let set = label_set::find_by_key(connection, key).await.unwrap();
    label_set::classes(connection, set.id).await.unwrap().into_iter().map(|class| class.id).collect()
}

on_every_database! {
    async fn feedback_is_stored_once_and_only_with_a_class_of_the_model(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let daum = classes(test, "daum").await;
        let prediction = record(test, version, daum[0], 10).await;
        let foreign = classes(test, "klue-ynat").await[0];
        assert!(matches!(feedback::give(&test.database, prediction, foreign).await, Err(Error::Invalid(_))));
        let racers = (0..4).map(|_| {
            let (database, class) = (test.database.clone(), daum[1]);
            tokio::spawn(async move { feedback::give(&database, prediction, class).await })
        });
        let outcomes = futures::future::join_all(racers).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count(), 1);
        let again = feedback::give(&test.database, prediction, daum[1]).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
        let unknown = feedback::give(&test.database, PredictionId::new(), daum[1]).await;
        assert!(matches!(unknown, Err(Error::NotFound { .. })));
    }

    async fn usage_counts_agreement_classes_and_nearest_rank_percentiles(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let daum = classes(test, "daum").await;
        let mut ids = Vec::new();
        for total_us in 1..=100 {
            ids.push(record(test, version, daum[usize::from(total_us > 70)], total_us).await);
        }
        feedback::give(&test.database, ids[0], daum[0]).await.unwrap();
        feedback::give(&test.database, ids[1], daum[3]).await.unwrap();
        feedback::give(&test.database, ids[2], daum[3]).await.unwrap();
        let mut usage = prediction::usage(test.database.connection(), prediction::Filter::default()).await.unwrap();
        assert_eq!((usage.count, usage.agreed, usage.disagreed), (100, 1, 2));
        assert_eq!((usage.p50_us, usage.p90_us, usage.p99_us), (Some(50), Some(90), Some(99)));
        usage.classes.sort_by_key(|(_, count)| *count);
        assert_eq!(usage.classes, [(daum[1], 30), (daum[0], 70)]);
        let future = prediction::Filter { from: Some(Timestamp::now().plus_seconds(60.0)), ..Default::default() };
        let none = prediction::usage(test.database.connection(), future).await.unwrap();
        assert_eq!(none, prediction::Usage::default());
    }

    async fn forgotten_texts_leave_their_hash(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        let class = classes(test, "daum").await[0];
        let id = record(test, version, class, 10).await;
        assert_eq!(prediction::forget_texts(&test.database, Timestamp::now().plus_seconds(-60.0)).await.unwrap(), 0);
        assert_eq!(prediction::forget_texts(&test.database, Timestamp::now().plus_seconds(60.0)).await.unwrap(), 1);
        let kept = prediction::find(test.database.connection(), id).await.unwrap();
        assert_eq!((kept.text, kept.text_sha256), (None, "0".repeat(64)));
    }
}

//! Promises of the whole schema: errors, pages, few statements, events.

use std::collections::HashSet;

use api::classifier;
use domain::{
    Database, Timestamp, article, crawl,
    dataset::{self, Split},
    dataset_row, deployment,
    id::{ArticleId, CrawlId, DeploymentId, ModelVersionId, PredictionId},
    label_set,
    model_variant::ModelVariant,
    prediction, source,
};
use futures::StreamExt;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use tests::{
    database::{self, Backend},
    fixture,
    graphql::{Gateway, REQUEST_ID, StatementCount, request},
    on_every_database,
};
use tracing_subscriber::layer::SubscriberExt;

/// A crawl with articles, of which every third has no time of publication, as many share one.
async fn crawled(database: &Database, count: usize) -> Vec<article::Model> {
    let connection = database.connection();
    let transaction = database.begin().await.unwrap();
    let source = source::find_or_create(&transaction, "paper", None).await.unwrap();
    database.commit(transaction).await.unwrap();
    let classes = label_set::find_by_key(connection, "daum").await.unwrap().id;
    let classes = label_set::classes(connection, classes).await.unwrap();
    let external_id = CrawlId::new().to_string();
    let crawl = crawl::Model {
        status: crawl::Status::Succeeded,
        active_source_id: None,
        ..crawl::Model::new(source.id, external_id, Timestamp::now())
    };
    let crawl_id = crawl.id;
    crawl::Entity::insert(crawl::ActiveModel::from(crawl)).exec_without_returning(connection).await.unwrap();
    let articles: Vec<_> = (0..count)
        .map(|number| article::Model {
            id: ArticleId::new(),
            source_id: source.id,
            external_id: format!("{crawl_id}/{number}"),
            crawl_id: Some(crawl_id),
            article_import_id: None,
            url: None,
            title: format!("제목 {number}"),
            body: String::new(),
            character_count: 4,
            published_at: (number % 3 > 0).then_some(Timestamp((number as i64 % 4) * 1_000_000)),
            collected_at: Timestamp::now(),
            label_class_id: Some(classes[number % classes.len()].id),
            label_origin: Some(article::LabelOrigin::Import),
            labelled_by: None,
            labelled_at: None,
            content_hash: "0".repeat(64),
            created_at: Timestamp::now(),
            updated_at: Timestamp::now(),
        })
        .collect();
    let rows = articles.iter().cloned().map(article::ActiveModel::from);
    article::Entity::insert_many(rows).exec_without_returning(connection).await.unwrap();
    articles
}

/// Versions of one dataset whose rows are crawled articles; each is in the ledger and gave `each` answers.
async fn served(database: &Database, versions: usize, each: usize) -> (dataset::Model, Vec<ModelVersionId>) {
    let connection = database.connection();
    let articles = crawled(database, 6).await;
    let ids = fixture::model_versions(database, versions).await;
    let dataset = dataset::Entity::find().all(connection).await.unwrap().remove(0);
    let rows = articles.iter().zip(0..).map(|(article, position)| {
        dataset_row::ActiveModel::from(dataset_row::Model {
            dataset_id: dataset.id,
            position,
            article_id: article.id,
            split: Split::Train,
            label_class_id: article.label_class_id.unwrap(),
            content_hash: article.content_hash.clone(),
            cluster: position,
        })
    });
    dataset_row::Entity::insert_many(rows).exec_without_returning(connection).await.unwrap();
    for (index, id) in ids.iter().enumerate() {
        let row = deployment::Model {
            id: DeploymentId::new(),
            revision: index as i64 + 1,
            kind: deployment::Kind::Deploy,
            from_version_id: index.checked_sub(1).map(|before| ids[before]),
            to_version_id: *id,
            variant: ModelVariant::Fp32,
            actor: "a test".into(),
            reason: String::new(),
            created_at: Timestamp::now(),
        };
        deployment::Entity::insert(deployment::ActiveModel::from(row))
            .exec_without_returning(connection)
            .await
            .unwrap();
        let answers = (0..each).map(|_| prediction::Model {
            id: PredictionId::new(),
            model_version_id: *id,
            variant: ModelVariant::Fp32,
            cached: false,
            text: Some("기사".into()),
            text_sha256: "0".repeat(64),
            label_class_id: articles[0].label_class_id.unwrap(),
            probability: 0.9,
            probabilities: "[0.9,0.1,0,0,0,0,0,0]".into(),
            not_sure_below: None,
            truncated: false,
            queue_us: 1,
            tokenize_us: 1,
            compute_us: 1,
            total_us: 3,
            created_at: Timestamp::now(),
        });
        prediction::record(database, answers.collect()).await.unwrap();
    }
    (dataset, ids)
}

const WALK: &str = "query($first: Int) { predictions(first: $first) { nodes {
    label { key labelSet { key } } topK(k: 2) { label { key } probability } feedback { agrees }
    modelVersion { number deployments(first: 1) { totalCount nodes { fromVersion { number } toVersion { number } } }
      predictions(first: 2) { totalCount nodes { id } }
      trainingRun { name epochs { epoch } steps(last: 3) { nodes { step } } jobs { nodes { id } }
        dataset { name trainingRuns { nodes { modelVersion { number } } }
          rows(first: 3) { nodes { split label { key } article { title source { key } datasets { nodes { name } }
            crawl { externalId articles(first: 2) { totalCount nodes { title label { key } } } } } } } } } } } } }";

on_every_database! {
    async fn one_query_walks_from_a_prediction_to_the_crawl_and_back(test: &TestDatabase) {
        let (dataset, _) = served(&test.database, 2, 2).await;
        let data = Gateway::new(test).data(WALK, json!({ "first": 4 })).await;
        let predictions = data["predictions"]["nodes"].as_array().unwrap();
        assert_eq!(predictions.len(), 4);
        let newest = &predictions[0];
        assert_eq!(newest["label"], json!({ "key": "society", "labelSet": { "key": "daum" } }));
        assert_eq!(newest["topK"][1], json!({ "label": { "key": "politics" }, "probability": 0.1 }));
        let version = &newest["modelVersion"];
        assert_eq!(version["number"], 2);
        assert_eq!(version["predictions"]["totalCount"], 2);
        assert_eq!(version["deployments"]["nodes"][0]["fromVersion"]["number"], 1);
        let walked = &version["trainingRun"]["dataset"];
        assert_eq!(walked["name"], json!(dataset.name));
        assert_eq!(walked["trainingRuns"]["nodes"][0]["modelVersion"]["number"], 2, "newest first");
        let row = &walked["rows"]["nodes"][2];
        assert_eq!(row["article"]["title"], "제목 2");
        assert_eq!(row["article"]["datasets"]["nodes"][0]["name"], json!(dataset.name));
        assert_eq!(row["article"]["crawl"]["articles"]["totalCount"], 6);
    }

    async fn pages_of_articles_are_complete_and_stable_while_articles_arrive(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let expected: HashSet<String> =
            crawled(&test.database, 40).await.into_iter().map(|article| article.id.to_string()).collect();
        let document = "query($after: String, $by: ArticleOrder!) {
            articles(first: 7, after: $after, orderBy: $by) { nodes { id } pageInfo { hasNextPage endCursor } } }";
        for (field, direction) in
            [("CREATED_AT", "DESCENDING"), ("PUBLISHED_AT", "ASCENDING"), ("PUBLISHED_AT", "DESCENDING")]
        {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let variables = json!({ "after": after, "by": { "field": field, "direction": direction } });
                let page = gateway.data(document, variables).await["articles"].take();
                let ids = page["nodes"].as_array().unwrap().iter();
                seen.extend(ids.map(|node| node["id"].as_str().unwrap().to_owned()));
                if page["pageInfo"]["hasNextPage"] == false || seen.len() > 500 {
                    break;
                }
                after = page["pageInfo"]["endCursor"].clone();
                if seen.len() < 40 {
                    crawled(&test.database, 3).await;
                }
            }
            let distinct: HashSet<String> = seen.iter().cloned().collect();
            assert_eq!(distinct.len(), seen.len(), "{field} {direction}: none twice");
            assert!(expected.is_subset(&distinct), "{field} {direction}: none left out");
        }
    }

    async fn every_filter_and_order_is_sound_sql(test: &TestDatabase) {
        let (dataset, versions) = served(&test.database, 1, 1).await;
        let id = dataset.id.to_string();
        let document = "query($id: UUID!, $version: UUID!) {
            labelSets { key classes { key position } } labelSet(key: \"daum\") { id }
            sources { totalCount nodes { articles { totalCount } crawls { totalCount } } } source(key: \"paper\") { name }
            crawls(filter: { sourceId: $id, status: SUCCEEDED }) { totalCount }
            articles(filter: { labelClassId: $id, labelSetId: $id, sourceId: $id, crawlId: $id, articleImportId: $id,
              labelled: true, publishedFrom: \"2020-01-01T00:00:00Z\", publishedTo: \"2030-01-01T00:00:00Z\", text: \"50%\" },
              last: 2) { totalCount }
            unlabelled: articles(filter: { labelled: false, text: \"제목\" }) { totalCount }
            articleImports(filter: { status: FAILED, sourceId: $id }) { totalCount nodes { refusals { totalCount } } }
            byName: datasets(filter: { status: SEALED, labelSetId: $id, manifestSha256: \"0\", articleId: $id },
              orderBy: { field: NAME, direction: ASCENDING }) { totalCount }
            byRows: datasets(orderBy: { field: ROW_COUNT, direction: DESCENDING }) { nodes {
              exportPath(format: CSV) rows(filter: { split: TRAIN, labelClassId: $id, cluster: 1 }) { totalCount } } }
            trainingRuns(filter: { status: QUEUED, datasetId: $id }, orderBy: { field: FINISHED_AT, direction: ASCENDING })
              { totalCount }
            steps: trainingRuns { nodes { steps { totalCount } curve(maximumPoints: 16) { step } parameters { batchSize } } }
            modelVersions(filter: { trainingRunId: $id, labelSetId: $id }) { totalCount }
            predictions(filter: { modelVersionId: $version, labelClassId: $id, from: \"2020-01-01T00:00:00Z\",
              to: \"2030-01-01T00:00:00Z\", agrees: true, probabilityAtMost: 0.5 }) { totalCount }
            modelUsage(from: \"2020-01-01T00:00:00Z\", to: \"2100-01-01T00:00:00Z\", versionId: $version) {
              count noAnswer p50Microseconds p99Microseconds classes { share label { key } } }
            deployments { totalCount } activeDeployment { revision } deploymentAt(time: \"2020-01-01T00:00:00Z\") { revision }
            jobs(filter: { status: QUEUED, kind: TRAIN_MODEL, subjectId: $id }) { totalCount }
            article(id: $id) { id } crawl(id: $id) { id } articleImport(id: $id) { id } trainingRun(id: $id) { id }
            prediction(id: $id) { id } job(id: $id) { id } dataset(id: $id) { id } modelVersion(id: $version) { number }
            errorCodes trainingBaseModels trainingParameterRanges { field default } }";
        let data = Gateway::new(test).data(document, json!({ "id": id, "version": versions[0].to_string() })).await;
        assert_eq!(data["dataset"]["id"], json!(id));
        assert_eq!(data["article"], Value::Null, "a lookup of what isn't there gives null");
        assert_eq!(data["modelUsage"]["count"], 1);
        assert_eq!(data["modelUsage"]["classes"][0], json!({ "share": 1.0, "label": { "key": "society" } }));
        assert_eq!(data["activeDeployment"]["revision"], 1);
        assert_eq!(data["deploymentAt"], Value::Null);
        assert_eq!(data["byRows"]["nodes"][0]["exportPath"], json!(format!("/datasets/{id}/export?format=csv")));
    }

    async fn a_text_that_no_database_could_store_is_refused_and_named(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let literal = gateway.error("{ source(key: \"g\\u0000\") { key } }", json!({})).await;
        let variable = gateway.error("query($key: String!) { source(key: $key) { key } }", json!({ "key": "g\0" })).await;
        for (error, field) in [(literal, "query"), (variable, "key")] {
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error}");
            assert_eq!(error["extensions"]["fields"][0]["field"], field);
        }
    }

    async fn events_are_replayed_from_an_id_and_followed_without_a_gap(test: &TestDatabase) {
        let versions = fixture::model_versions(&test.database, 3).await;
        let gateway = Gateway::new(test);
        let deploy = async |version: usize, expected: Option<usize>| {
            let document = "mutation($to: UUID!, $expected: UUID) {
                deployModelVersion(versionId: $to, expectedActiveVersionId: $expected, reason: \"better\") { revision } }";
            let expected = expected.map(|index| versions[index].to_string());
            gateway.data(document, json!({ "to": versions[version].to_string(), "expected": expected })).await;
        };
        let follow = |after: Value| {
            let document = "subscription($after: ID) {
                deploymentEvents(after: $after) { eventId deployment { revision reason toVersion { number } } } }";
            let answers = gateway.schema.execute_stream(request(document, json!({ "after": after })));
            answers.map(|answer| {
                assert!(answer.is_ok(), "{:?}", answer.errors);
                answer.data.into_json().unwrap()["deploymentEvents"].take()
            })
        };
        deploy(0, None).await;
        let mut events = Box::pin(follow(json!("0")));
        let first = events.next().await.unwrap();
        assert_eq!(first["deployment"], json!({ "revision": 1, "reason": "better", "toVersion": { "number": 1 } }));
        deploy(1, Some(0)).await;
        assert_eq!(events.next().await.unwrap()["deployment"]["revision"], 2);
        drop(events);
        deploy(2, Some(1)).await;
        let mut events = Box::pin(follow(first["eventId"].clone()));
        for revision in [2, 3] {
            assert_eq!(events.next().await.unwrap()["deployment"]["revision"], revision);
        }
    }
}

/// On one thread, so that the statements counted are this test's own.
#[tokio::test]
async fn a_longer_list_takes_no_more_statements() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            served(&test.database, 5, 8).await;
            let gateway = Gateway::new(test);
            let count = StatementCount::default();
            let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(count.clone()));
            gateway.data("{ predictions { nodes { id } } }", Value::Null).await;
            assert_eq!(count.take(), 1);
            gateway.data("{ predictions { totalCount nodes { id } } }", Value::Null).await;
            assert_eq!(count.take(), 2, "rows are counted only when asked for");
            // A busy machine may tear a batch in two, now and then; a statement per row is there every time.
            let statements = async |first: usize| {
                let mut fewest = usize::MAX;
                for _ in 0..5 {
                    gateway.data(WALK, json!({ "first": first })).await;
                    fewest = fewest.min(count.take());
                }
                fewest
            };
            let (few, many) = (statements(1).await, statements(40).await);
            assert!((20..40).contains(&few), "{few}");
            assert!(many <= few + few / 4, "{few} statements for one prediction, {many} for forty");
        })
    })
    .await;
}

#[tokio::test]
async fn every_error_has_a_public_code_and_names_its_request() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let versions = fixture::model_versions(&test.database, 1).await;
            let gateway = Gateway::new(test);
            let code = async |document: &str| {
                let error = gateway.error(document, Value::Null).await;
                assert_eq!(error["extensions"]["requestId"], REQUEST_ID);
                error["extensions"]["code"].as_str().unwrap().to_owned()
            };
            let none = uuid::Uuid::now_v7();
            assert_eq!(code("{ nonsense }").await, "INVALID_QUERY");
            assert_eq!(code("{ article(id: \"x\") { id } }").await, "INVALID_QUERY");
            assert_eq!(code("{ articles(first: 0) { totalCount } }").await, "BAD_USER_INPUT");
            assert_eq!(code("{ articles(after: \"x\") { totalCount } }").await, "BAD_USER_INPUT");
            let cancel = format!("mutation {{ cancelTrainingRun(id: \"{none}\") {{ id }} }}");
            assert_eq!(code(&cancel).await, "NOT_FOUND");
            let version = versions[0];
            let deploy = format!(
                "mutation {{ deployModelVersion(versionId: \"{version}\", expectedActiveVersionId: \"{none}\") {{ id }} }}"
            );
            assert_eq!(code(&deploy).await, "CONFLICT");
            let absent = format!("mutation {{ deployModelVersion(versionId: \"{version}\", variant: INT8) {{ id }} }}");
            let error = gateway.error(&absent, Value::Null).await;
            assert_eq!(error["extensions"]["fields"][0]["field"], "variant", "its bundle has no such graph: {error}");
            assert_eq!(code("mutation { predict(input: { text: \"a\" }) { id } }").await, "NO_ACTIVE_MODEL");
            assert_eq!(code("mutation { predict(input: { body: \"a\" }) { id } }").await, "BAD_USER_INPUT");
            gateway.serve(version).await;
            let long = "가".repeat(20_000);
            let document = "mutation($text: String!) { predict(input: { text: $text }) { id } }";
            let error = gateway.error(document, json!({ "text": long })).await;
            assert_eq!(error["extensions"]["code"], "TOO_LARGE");
            let texts = json!({ "texts": vec!["a"; 129] });
            let document = "mutation($texts: [String!]!) { predictBatch(input: { texts: $texts }) { id } }";
            let error = gateway.error(document, texts).await;
            assert_eq!((&error["extensions"]["code"], &error["extensions"]["maximum"]), (&json!("TOO_LARGE"), &json!(128)));
            let full = classifier::Settings { queue_capacity: 0, ..Default::default() };
            let gateway = Gateway::with_settings(test, full);
            gateway.serve(version).await;
            let error = gateway.error("mutation { predict(input: { text: \"a\" }) { id } }", Value::Null).await;
            assert_eq!(error["extensions"]["code"], "OVERLOADED");
            assert!(error["extensions"]["retryAfterMs"].as_u64() > Some(0), "{error}");
        })
    })
    .await;
}

#[tokio::test]
async fn what_fails_inside_stays_inside() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            fixture::model_versions(&test.database, 1).await;
            let gateway = Gateway::new(test);
            test.database.connection().execute_unprepared("DROP TABLE feedback").await.unwrap();
            for document in [
                "{ modelVersions { nodes { testMetrics { accuracy } } } }",
                "{ predictions(filter: { agrees: true }) { nodes { id } } }",
            ] {
                let error = gateway.error(document, Value::Null).await;
                assert_eq!(error["extensions"]["code"], "INTERNAL");
                assert_eq!(error["extensions"]["requestId"], REQUEST_ID);
                let message = error["message"].as_str().unwrap();
                for secret in ["feedback", "sql", "missing field", "no such table"] {
                    assert!(!message.contains(secret), "{message}");
                }
            }
        })
    })
    .await;
}

#[tokio::test]
async fn every_wrong_field_of_a_training_run_is_named_at_once() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let dataset = fixture::sealed_dataset(&test.database).await;
            let gateway = Gateway::new(test);
            let document = "mutation($input: StartTrainingRunInput!) { startTrainingRun(input: $input) {
                id status parameters { epochs learningRate earlyStoppingPatience baseModel } jobs { nodes { kind } } } }";
            let wrong = json!({ "input": { "name": " ", "datasetId": dataset.id, "baseModel": "Giant!", "epochs": 0,
                "learningRate": 5.0, "maxGradNorm": -1, "seed": -1, "threads": 99999 } });
            let error = gateway.error(document, wrong).await;
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
            let fields = error["extensions"]["fields"].as_array().unwrap();
            let names: HashSet<_> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
            let expected = ["name", "baseModel", "epochs", "learningRate", "maxGradNorm", "seed", "threads"];
            assert_eq!(names, expected.map(|name| format!("input.{name}")).iter().map(String::as_str).collect());
            assert!(error["message"].as_str().unwrap().contains("from 0.0000001 to 0.1; got 5"), "{error}");

            let right = json!({ "input": { "name": "a run", "datasetId": dataset.id, "epochs": 2,
                "earlyStoppingPatience": null } });
            let run = gateway.data(document, right).await["startTrainingRun"].take();
            assert_eq!(run["status"], "QUEUED");
            let parameters = json!({ "epochs": 2, "learningRate": 5e-4, "earlyStoppingPatience": null,
                "baseModel": "scratch-mini" });
            assert_eq!(run["parameters"], parameters);
            assert_eq!(run["jobs"]["nodes"], json!([{ "kind": "TRAIN_MODEL" }]));

            let document = "mutation($input: BuildDatasetInput!) { buildDataset(input: $input) { id } }";
            let wrong = json!({ "input": { "name": "", "selection": { "labelSetKey": "none", "sourceKeys": ["none"],
                "ratios": { "train": 0, "validation": 0.5, "test": 0.5 }, "seed": -1, "maxPerClass": -1 } } });
            let error = gateway.error(document, wrong).await;
            let fields = error["extensions"]["fields"].as_array().unwrap();
            let names: Vec<_> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
            let expected = ["name", "selection.maxPerClass", "selection.seed", "selection.ratios.train",
                "selection.labelSetKey", "selection.sourceKeys"];
            assert_eq!(names, expected.map(|name| format!("input.{name}")));
        })
    })
    .await;
}

#[tokio::test]
async fn a_text_that_comes_again_says_that_it_was_remembered_and_is_recorded_all_the_same() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let versions = fixture::model_versions(&test.database, 1).await;
            let gateway = Gateway::new(test);
            gateway.serve(versions[0]).await;
            let document = "mutation { predict(input: { text: \"a\" }) { id cached variant probability } }";
            let first = gateway.data(document, Value::Null).await["predict"].take();
            let again = gateway.data(document, Value::Null).await["predict"].take();
            assert_eq!((&first["cached"], &again["cached"]), (&json!(false), &json!(true)));
            assert_eq!((&again["variant"], &again["probability"]), (&json!("FP32"), &first["probability"]));
            assert_ne!(first["id"], again["id"]);
            let stored = "query($id: UUID!) { prediction(id: $id) { cached variant } }";
            let stored = gateway.data(stored, json!({ "id": again["id"] })).await["prediction"].take();
            assert_eq!(stored, json!({ "cached": true, "variant": "FP32" }));
            let usage = "{ modelUsage(from: \"2000-01-01T00:00:00Z\", to: \"2200-01-01T00:00:00Z\") { count cached } }";
            let usage = gateway.data(usage, Value::Null).await["modelUsage"].take();
            assert_eq!(usage, json!({ "count": 2, "cached": 1 }));
        })
    })
    .await;
}

#[tokio::test]
async fn a_prediction_can_be_judged_once_right_after_it_was_given() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let versions = fixture::model_versions(&test.database, 1).await;
            let gateway = Gateway::new(test);
            gateway.serve(versions[0]).await;
            let document = "mutation { predict(input: { title: \"a\", body: \"b\", topK: 2 }) { id text label { key }
                probability topK { label { key } } probabilities { probability } modelVersion { number } truncated
                timing { totalMicroseconds } } }";
            let given = gateway.data(document, Value::Null).await["predict"].take();
            assert_eq!(given["text"], "a b");
            assert_eq!(given["label"]["key"], "politics", "97 modulo 8 is 1");
            assert_eq!(given["topK"].as_array().unwrap().len(), 2);
            let all = given["probabilities"].as_array().unwrap().iter().map(|one| one["probability"].as_f64().unwrap());
            assert!((all.sum::<f64>() - 1.0).abs() < 1e-6);
            assert_eq!(given["modelVersion"]["number"], 1);
            let document = "mutation($id: UUID!, $label: String!) { giveFeedback(input: { predictionId: $id, labelKey: $label }) {
                agrees label { key } prediction { feedback { agrees } } } }";
            let error = gateway.error(document, json!({ "id": given["id"], "label": "weather" })).await;
            assert_eq!(error["extensions"]["fields"][0]["field"], "input.labelKey");
            let said = gateway.data(document, json!({ "id": given["id"], "label": "sports" })).await["giveFeedback"].take();
            let expected = json!({ "agrees": false, "label": { "key": "sports" }, "prediction": { "feedback": { "agrees": false } } });
            assert_eq!(said, expected);
            let again = gateway.error(document, json!({ "id": given["id"], "label": "sports" })).await;
            assert_eq!(again["extensions"]["code"], "CONFLICT");
        })
    })
    .await;
}

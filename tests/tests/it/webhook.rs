//! Webhooks: what integrators are told, how it is signed, and what happens when they don't listen.

mod failure;

use domain::{
    crawl::{self, NewCrawl},
    deployment::{self, Deploy, Rollback},
    event,
    id::{ModelVersionId, WebhookDeliveryId},
    job,
    member_role::Role,
    model_variant::ModelVariant,
    model_version::{self, NewModelVersion},
    training_run::{self, NewTrainingRun},
    webhook,
    webhook_delivery::{self, Status},
    webhook_event::WebhookEvent,
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use tests::{
    background::{Background, until},
    database::TestDatabase,
    fixture,
    graphql::Gateway,
    member as people, on_every_database,
    receiver::Receiver,
};

const CREATE: &str =
    "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id enabled events } } }";

/// A webhook on this machine for all there is to be told of: its id and its secret.
async fn create(gateway: &Gateway, url: &str) -> (String, String) {
    let events = [
        "CRAWL_FINISHED",
        "DATASET_SEALED",
        "TRAINING_RUN_FINISHED",
        "MODEL_VERSION_REGISTERED",
        "DEPLOYED",
        "ROLLED_BACK",
    ];
    let input = json!({ "name": "newsroom", "url": url, "local": true, "events": events });
    let created = gateway.data(CREATE, json!({ "input": input })).await["createWebhook"].take();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&created["webhook"]["id"]), text(&created["secret"]))
}

async fn deploy(test: &TestDatabase, to: ModelVersionId, expected: Option<ModelVersionId>) -> deployment::Model {
    let wish = Deploy {
        to_version_id: to,
        variant: ModelVariant::Fp32,
        expected_active_version_id: expected,
        actor: "a test".into(),
        reason: String::new(),
    };
    deployment::deploy(&test.database, wish).await.unwrap()
}

async fn deliveries(test: &TestDatabase) -> Vec<webhook_delivery::Model> {
    let all = webhook_delivery::Entity::find().order_by_asc(webhook_delivery::Column::Id);
    all.all(test.database.connection()).await.unwrap()
}

/// The delivery once it stands as wanted.
async fn until_it(
    test: &TestDatabase,
    id: WebhookDeliveryId,
    wanted: impl Fn(&webhook_delivery::Model) -> bool,
) -> webhook_delivery::Model {
    until(&test.database, async || {
        let delivery = webhook_delivery::find(test.database.connection(), id).await.unwrap();
        wanted(&delivery).then_some(delivery)
    })
    .await
}

on_every_database! {
    async fn what_happens_is_told_once_signed_and_logged(test: &TestDatabase) {
        let (gateway, receiver) = (Gateway::new(test), Receiver::start().await);
        let (id, secret) = create(&gateway, &receiver.url).await;
        let versions = fixture::model_versions(&test.database, 2).await;
        let worker = Background::start(test);
        deploy(test, versions[0], None).await;
        deploy(test, versions[1], Some(versions[0])).await;
        let back = Rollback { expected_active_version_id: versions[1], actor: "a test".into(), reason: String::new() };
        let back = deployment::rollback(&test.database, back).await.unwrap();
        for delivery in deliveries(test).await {
            until_it(test, delivery.id, |delivery| delivery.status == Status::Delivered).await;
        }
        worker.stop().await;

        let got = receiver.got();
        assert_eq!(got.len(), 3);
        for message in &got {
            assert!(message.is_signed_with(&secret), "{message:?}");
            assert!(!message.is_signed_with("whsec_AAAA"));
            assert!((domain::Timestamp::now().0 / 1_000_000 - message.timestamp.parse::<i64>().unwrap()).abs() < 120);
        }
        let rolled_back = got.iter().map(|message| message.json()).find(|body| body["type"] == "deployment.rolled_back").unwrap();
        assert_eq!(rolled_back["data"]["deployment_id"], json!(back.id));
        assert_eq!(rolled_back["data"]["to_version_id"], json!(versions[0]));

        let log = "query($id: UUID!) { webhook(id: $id) { failingSince deliveries(first: 10) { totalCount nodes { messageId event status attempts responseStatus durationMs errorCode payload finishedAt } } } }";
        let log = gateway.data(log, json!({ "id": id })).await["webhook"].take();
        assert_eq!((&log["failingSince"], &log["deliveries"]["totalCount"]), (&Value::Null, &json!(3)), "{log}");
        for node in log["deliveries"]["nodes"].as_array().unwrap() {
            assert_eq!((&node["status"], &node["attempts"], &node["responseStatus"]), (&json!("DELIVERED"), &json!(1), &json!(204)));
            assert!(node["durationMs"].is_i64() && node["finishedAt"].is_string() && node["errorCode"].is_null(), "{node}");
            let message = got.iter().find(|message| node["messageId"] == message.id.as_str()).unwrap();
            assert_eq!(node["payload"], message.body.as_str());
        }
    }

    async fn each_change_is_told_in_its_own_transaction(test: &TestDatabase) {
        let (gateway, database) = (Gateway::new(test), &test.database);
        let (id, _) = create(&gateway, "http://127.0.0.1:9/").await;
        let dataset = fixture::sealed_dataset(database).await;
        let new = |name: &str| NewTrainingRun {
            name: name.into(),
            dataset_id: dataset.id,
            base_model: "scratch-tiny".into(),
            parameters: "{}".into(),
        };
        let cancelled = training_run::request(database, new("cancelled")).await.unwrap();
        training_run::request_cancel(database, cancelled.id).await.unwrap();

        let run = training_run::request(database, new("succeeds")).await.unwrap();
        let transaction = database.begin().await.unwrap();
        training_run::begin(&transaction, run.id).await.unwrap();
        database.commit(transaction).await.unwrap();
        let version = NewModelVersion {
            training_run_id: run.id,
            bundle_sha256: "0".repeat(64),
            architecture: "scratch-tiny".into(),
            parameter_count: 1,
            size_bytes: 1,
            parity: "{}".into(),
            test_metrics: "{}".into(),
            calibration: None,
        };
        // Once in a transaction that is lost, once in one that counts.
        for commits in [false, true] {
            let transaction = database.begin().await.unwrap();
            let version = model_version::register(&transaction, version.clone()).await.unwrap();
            training_run::succeed(&transaction, run.id, version.id).await.unwrap();
            if commits {
                database.commit(transaction).await.unwrap();
            }
        }
        jobs::sources::seed(database).await.unwrap();
        let crawl = crawl::request(database, NewCrawl { source_key: "sample".into(), ..NewCrawl::default() }).await.unwrap();
        crawl::request_cancel(database, crawl.id).await.unwrap();

        let told: Vec<_> = deliveries(test).await.into_iter().map(|delivery| (delivery.event, delivery.webhook_id.to_string())).collect();
        let expected = [
            WebhookEvent::TrainingRunFinished,
            WebhookEvent::TrainingRunFinished,
            WebhookEvent::ModelVersionRegistered,
            WebhookEvent::CrawlFinished,
        ];
        assert_eq!(told, expected.map(|event| (event, id.clone())));
        let finished = deliveries(test).await.remove(0);
        let body: Value = serde_json::from_str(&finished.payload).unwrap();
        assert_eq!(body["data"], json!({ "training_run_id": cancelled.id, "name": "cancelled", "status": "cancelled", "error_code": null, "error": null }));
        for delivery in deliveries(test).await {
            let job = job::newest_for_subject(database.connection(), delivery.id.0).await.unwrap().unwrap();
            assert_eq!((job.kind, job.status), (job::Kind::DeliverWebhook, job::Status::Queued));
        }
        // Deleted with its webhook; the jobs find nothing to do.
        gateway.data("mutation($id: UUID!) { deleteWebhook(id: $id) }", json!({ "id": id })).await;
        assert!(deliveries(test).await.is_empty());
        let after = event::last_id(database.connection()).await.unwrap();
        deploy(test, fixture::model_versions(database, 1).await[0], None).await;
        assert!(deliveries(test).await.is_empty() && event::last_id(database.connection()).await.unwrap() > after);
    }

    async fn a_sealed_dataset_is_told_of_to_who_subscribes_and_to_nobody_else(test: &TestDatabase) {
        use domain::{article_import::Format, dataset::Selection};
        use jobs::sample_data::{SampleData, write_csv};
        let (gateway, one, other) = (Gateway::new(test), Receiver::start().await, Receiver::start().await);
        for (receiver, event) in [(&one, "DATASET_SEALED"), (&other, "CRAWL_FINISHED")] {
            let input = json!({ "name": "n", "url": receiver.url, "local": true, "events": [event, event] });
            gateway.data(CREATE, json!({ "input": input })).await;
        }
        let worker = Background::start(test);
        let mut csv = Vec::new();
        write_csv(SampleData::new(7, 300), &mut csv).unwrap();
        tests::background::import(test, "s", "daum", Format::Csv, &csv).await;
        let dataset = tests::background::build(test, Selection::of("daum")).await;
        let got = one.until(1).await;
        let body = got[0].json();
        assert_eq!((&body["type"], &body["data"]["dataset_id"]), (&json!("dataset.sealed"), &json!(dataset.id)), "{:?}", dataset.error);
        assert_eq!(body["data"]["manifest_sha256"], json!(dataset.manifest_sha256));
        until_it(test, deliveries(test).await[0].id, |delivery| delivery.status == Status::Delivered).await;
        worker.stop().await;
        assert_eq!((one.got().len(), other.got().len()), (1, 0));
    }

    async fn a_secret_is_shown_once_and_changed_without_losing_a_message(test: &TestDatabase) {
        let (gateway, receiver) = (Gateway::new(test), Receiver::start().await);
        let (id, secret) = create(&gateway, &receiver.url).await;
        let kept = webhook::Entity::find().one(test.database.connection()).await.unwrap().unwrap();
        assert!(secret.starts_with("whsec_") && !format!("{kept:?}").contains(&secret[6..]));
        let rotated = gateway.data("mutation($id: UUID!) { rotateWebhookSecret(id: $id) { secret } }", json!({ "id": id })).await;
        let rotated = rotated["rotateWebhookSecret"]["secret"].as_str().unwrap().to_owned();
        assert_ne!(rotated, secret);

        let worker = Background::start(test);
        let send = async |count: usize| {
            let sent = gateway.data("mutation($id: UUID!) { testWebhook(id: $id) { id event } }", json!({ "id": id })).await;
            assert_eq!(sent["testWebhook"]["event"], "TEST");
            receiver.until(count).await.remove(count - 1)
        };
        let message = send(1).await;
        assert!(message.is_signed_with(&rotated) && message.is_signed_with(&secret), "both, for a day");
        test.execute("UPDATE webhook SET previous_secret_until = 1").await;
        let message = send(2).await;
        assert!(message.is_signed_with(&rotated) && !message.is_signed_with(&secret));
        worker.stop().await;

        let log = gateway.data("{ auditEntries(first: 50) { nodes { action input before after } } }", json!({})).await.to_string();
        assert!(log.contains("rotateWebhookSecret") && log.contains("createWebhook"), "{log}");
        assert!([&secret, &rotated].iter().all(|secret| !log.contains(&secret[6..])));
    }

    async fn a_message_is_sent_again_with_the_id_and_the_content_it_had(test: &TestDatabase) {
        let (gateway, receiver) = (Gateway::new(test), Receiver::start().await);
        let (id, _) = create(&gateway, &receiver.url).await;
        let replay = "mutation($id: UUID!) { replayWebhookDelivery(id: $id) { id messageId replayOfId status webhook { id } } }";
        deploy(test, fixture::model_versions(&test.database, 1).await[0], None).await;
        let first = deliveries(test).await.remove(0);
        let refused = gateway.error(replay, json!({ "id": first.id })).await;
        assert_eq!(refused["extensions"]["code"], "CONFLICT", "it is still to be tried");
        let worker = Background::start(test);
        until_it(test, first.id, |delivery| delivery.status == Status::Delivered).await;
        let again = gateway.data(replay, json!({ "id": first.id })).await["replayWebhookDelivery"].take();
        let expected = json!({ "id": again["id"], "messageId": first.message_id, "replayOfId": first.id, "status": "PENDING", "webhook": { "id": id } });
        assert_eq!(again, expected);
        let got = receiver.until(2).await;
        worker.stop().await;
        assert_eq!((&got[0].id, &got[0].body), (&got[1].id, &got[1].body));
    }

    async fn only_administrators_have_webhooks_and_only_addresses_that_may_be_asked(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let trainer = people::somebody(Role::Trainer);
        for document in ["{ webhooks { totalCount } }", "{ webhookDeliveries { totalCount } }"] {
            let answer = gateway.execute_as(&trainer, document, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
        }
        let refused = async |url: &str, local: bool, events: Value, field: &str| {
            let input = json!({ "name": "n", "url": url, "local": local, "events": events });
            let answer = gateway.error(CREATE, json!({ "input": input })).await;
            assert_eq!(answer["extensions"]["fields"][0]["field"], field, "{url}: {answer}");
        };
        let some = json!(["DEPLOYED"]);
        for url in [
            "http://example.com/hook", "ftp://example.com/", "https://user:secret@example.com/", "https://10.0.0.1/",
            "https://[::1]/", "https://2130706433/", "https://169.254.169.254/latest/meta-data", "https://example.com/#part", "hook", "",
        ] {
            refused(url, false, some.clone(), "input.url").await;
        }
        refused("http://10.0.0.1/", true, some.clone(), "input.url").await;
        for events in [json!([]), json!(["TEST"])] {
            refused("https://example.com/hook", false, events, "input.events").await;
        }
        let input = json!({ "name": "n", "url": "https://example.com/hook", "events": some });
        gateway.data(CREATE, json!({ "input": input })).await;
        let update = "mutation($id: UUID!) { updateWebhook(id: $id, input: { url: \"https://127.0.0.1/\" }) { id } }";
        let id = webhook::Entity::find().one(test.database.connection()).await.unwrap().unwrap().id;
        assert_eq!(gateway.error(update, json!({ "id": id })).await["extensions"]["fields"][0]["field"], "input.url");
    }
}

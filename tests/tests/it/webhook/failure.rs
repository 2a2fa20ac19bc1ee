//! Receivers that don't listen, and workers that die.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use domain::Timestamp;
use futures::future::BoxFuture;
use jobs::{Crawler, Settings, fetch::Lookup, settings::LookupHandle};
use tests::{process::Process, receiver::Answer};

use super::*;

/// Makes the waiting deliveries and their jobs due.
async fn make_due(test: &TestDatabase) {
    test.execute("UPDATE webhook_delivery SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL").await;
    test.execute("UPDATE job SET run_at = 1 WHERE kind = 'DeliverWebhook' AND status = 'queued'").await;
    test.database.wake();
}

/// The job of a delivery once it waits for its time.
async fn put_off(test: &TestDatabase, id: WebhookDeliveryId) -> job::Model {
    until(&test.database, async || {
        let job = job::newest_for_subject(test.database.connection(), id.0).await.unwrap().unwrap();
        (job.status == job::Status::Queued && job.error_code.is_some()).then_some(job)
    })
    .await
}

async fn state(gateway: &Gateway, id: &str) -> Value {
    let query = "query($id: UUID!) { webhook(id: $id) { enabled disabledReason failingSince } }";
    gateway.data(query, json!({ "id": id })).await["webhook"].take()
}

/// Names that are at a private address.
#[derive(Debug)]
struct Inside;

impl Lookup for Inside {
    fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async { Ok(vec!["10.0.0.1".parse().unwrap()]) })
    }
}

on_every_database! {
    async fn a_receiver_that_answers_500_is_asked_again_later_and_after_a_day_no_more(test: &TestDatabase) {
        let (gateway, receiver) = (Gateway::new(test), Receiver::start().await);
        let (id, _) = create(&gateway, &receiver.url).await;
        let versions = fixture::model_versions(&test.database, 2).await;
        receiver.will_answer([Answer::Status(500)]);
        let worker = Background::start(test);
        deploy(test, versions[0], None).await;
        let first = deliveries(test).await.remove(0);
        let failed = until_it(test, first.id, |delivery| delivery.attempts == 1).await;
        assert_eq!((failed.status, failed.response_status, failed.error_code.as_deref()), (Status::Pending, Some(500), Some("HTTP_STATUS")));
        let wait = failed.next_attempt_at.unwrap().0 - failed.last_attempt_at.unwrap().0;
        assert!((5_000_000..=5_500_000).contains(&wait), "{wait}");
        assert_eq!(put_off(test, first.id).await.run_at, failed.next_attempt_at.unwrap());
        assert!(state(&gateway, &id).await["failingSince"].is_string());

        make_due(test).await;
        let delivered = until_it(test, first.id, |delivery| delivery.status == Status::Delivered).await;
        assert_eq!((delivered.attempts, delivered.error), (2, None));
        let got = receiver.got();
        assert_eq!((&got[0].id, &got[0].body), (&got[1].id, &got[1].body));
        assert_eq!(state(&gateway, &id).await["failingSince"], Value::Null);

        // Nothing but failures, of which the first is a day old by now.
        receiver.will_answer([Answer::Status(500), Answer::Status(500)]);
        deploy(test, versions[1], Some(versions[0])).await;
        let second = deliveries(test).await.remove(1);
        put_off(test, second.id).await;
        let long_ago = Timestamp::now().plus_seconds(-86_500.0).0;
        test.execute(&format!("UPDATE webhook SET failing_since = {long_ago}")).await;
        make_due(test).await;
        let given_up = until_it(test, second.id, |delivery| delivery.status == Status::Failed).await;
        assert!(given_up.next_attempt_at.is_none() && given_up.finished_at.is_some());
        let disabled = state(&gateway, &id).await;
        assert_eq!(disabled["enabled"], false);
        assert_eq!(disabled["disabledReason"], "every delivery failed for a day; the last: the receiver answered 500");

        let back = Rollback { expected_active_version_id: versions[1], actor: "a test".into(), reason: String::new() };
        deployment::rollback(&test.database, back).await.unwrap();
        assert_eq!(deliveries(test).await.len(), 2, "who is disabled is told nothing");
        let replay = "mutation($id: UUID!) { replayWebhookDelivery(id: $id) { id } }";
        assert_eq!(gateway.error(replay, json!({ "id": second.id })).await["extensions"]["code"], "CONFLICT");
        gateway.data("mutation($id: UUID!) { testWebhook(id: $id) { id } }", json!({ "id": id })).await;
        receiver.until(5).await;
        let enable = "mutation($id: UUID!) { updateWebhook(id: $id, input: { enabled: true }) { enabled disabledReason failingSince } }";
        let enabled = gateway.data(enable, json!({ "id": id })).await;
        assert_eq!(enabled["updateWebhook"], json!({ "enabled": true, "disabledReason": null, "failingSince": null }));
        gateway.data(replay, json!({ "id": second.id })).await;
        receiver.until(6).await;
        worker.stop().await;
    }

    async fn a_receiver_that_says_when_to_come_back_is_left_alone_until_then_and_one_that_is_gone_for_good(test: &TestDatabase) {
        let (gateway, receiver) = (Gateway::new(test), Receiver::start().await);
        let (id, _) = create(&gateway, &receiver.url).await;
        receiver.will_answer([Answer::With(429, "retry-after", "600".into()), Answer::Status(410)]);
        let worker = Background::start(test);
        deploy(test, fixture::model_versions(&test.database, 1).await[0], None).await;
        let delivery = deliveries(test).await.remove(0);
        let failed = until_it(test, delivery.id, |delivery| delivery.attempts == 1).await;
        let wait = failed.next_attempt_at.unwrap().0 - failed.last_attempt_at.unwrap().0;
        assert!((598_000_000..=601_000_000).contains(&wait), "{wait}");
        put_off(test, delivery.id).await;
        make_due(test).await;
        until_it(test, delivery.id, |delivery| delivery.status == Status::Failed).await;
        worker.stop().await;
        assert_eq!(state(&gateway, &id).await["disabledReason"], "its receiver answered 410 Gone");
    }

    async fn nobody_waits_for_a_receiver_that_hangs_or_follows_one_that_redirects_inside(test: &TestDatabase) {
        let (gateway, receiver, inside) = (Gateway::new(test), Receiver::start().await, Receiver::start().await);
        create(&gateway, &receiver.url).await;
        let input = json!({ "name": "outside", "url": "https://hooks.example.com/", "events": ["DEPLOYED"] });
        gateway.data(CREATE, json!({ "input": input })).await;
        receiver.will_answer([Answer::Hang, Answer::With(307, "location", inside.url.clone())]);
        let crawler = Crawler { lookup: LookupHandle(Arc::new(Inside)), ..Crawler::default() };
        let settings = Settings { crawler, webhook_timeout: Duration::from_millis(300), ..Settings::default() };
        let worker = Background::start_with(test, settings);
        deploy(test, fixture::model_versions(&test.database, 1).await[0], None).await;
        let [local, public] = deliveries(test).await.try_into().unwrap();
        let hung = until_it(test, local.id, |delivery| delivery.attempts == 1).await;
        assert_eq!((hung.error_code.as_deref(), hung.response_status), (Some("TIMED_OUT"), None));
        assert!((300..10_000).contains(&hung.duration_ms.unwrap()), "{hung:?}");
        let refused = until_it(test, public.id, |delivery| delivery.attempts == 1).await;
        assert_eq!(refused.error_code.as_deref(), Some("ADDRESS_REFUSED"));
        assert!(refused.error.unwrap().contains("private"));

        put_off(test, local.id).await;
        make_due(test).await;
        let redirected = until_it(test, local.id, |delivery| delivery.attempts == 2).await;
        assert_eq!((redirected.error_code.as_deref(), redirected.response_status), (Some("REDIRECTED"), Some(307)));
        worker.stop().await;
        assert!(inside.got().is_empty(), "no redirect is followed");
    }

    async fn a_worker_killed_while_it_delivers_loses_no_message(test: &TestDatabase) {
        let (gateway, receiver) = (Gateway::new(test), Receiver::start().await);
        let (_, secret) = create(&gateway, &receiver.url).await;
        deploy(test, fixture::model_versions(&test.database, 1).await[0], None).await;
        let delivery = deliveries(test).await.remove(0);
        assert_eq!(delivery.status, Status::Pending, "it is written with the change, whoever sends it");
        receiver.will_answer([Answer::Hang]);
        let worker = Process::worker(test);
        receiver.until(1).await;
        worker.kill().await;
        let worker = Background::start(test);
        let delivered = until_it(test, delivery.id, |delivery| delivery.status == Status::Delivered).await;
        worker.stop().await;
        let got = receiver.got();
        assert_eq!((got.len(), delivered.attempts), (2, 1), "the attempt of whoever died isn't known of");
        assert!(got.iter().all(|message| message.id == delivery.message_id && message.is_signed_with(&secret)));
    }
}

//! Four eyes: who asks for a deployment isn't who approves it.

use domain::member_role::Role;
use futures::StreamExt as _;
use serde_json::{Value, json};
use tests::{
    fixture,
    graphql::{Gateway, request},
    member as people, on_every_database,
};

const REQUEST: &str =
    "mutation($to: UUID!) { requestDeployment(versionId: $to, reason: \"better\") { id status requester isMine } }";
const APPROVE: &str =
    "mutation($id: UUID!) { approveDeployment(id: $id, reason: \"seen\") { status decider deploymentId } }";

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no error in {answer}"))
}

on_every_database! {
    async fn with_four_eyes_who_asks_for_a_deployment_cant_approve_it(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let [one, other] = [people::add(&test.database, Role::Trainer).await, people::add(&test.database, Role::Trainer).await];
        let (one, other) = (people::asking(&one), people::asking(&other));
        let version = fixture::model_versions(&test.database, 1).await[0];
        gateway.data("mutation { setFourEyes(enabled: true) { fourEyes } }", json!({})).await;
        let alone = "mutation($to: UUID!) { deployModelVersion(versionId: $to) { id } }";
        assert_eq!(code(&gateway.execute_as(&one, alone, json!({ "to": version })).await), "FORBIDDEN");

        let asked = gateway.execute_as(&one, REQUEST, json!({ "to": version })).await;
        let asked = &asked["data"]["requestDeployment"];
        assert_eq!((&asked["status"], &asked["isMine"]), (&json!("PENDING"), &json!(true)), "{asked}");
        let id = json!({ "id": asked["id"] });
        assert_eq!(code(&gateway.execute_as(&one, APPROVE, id.clone()).await), "FORBIDDEN");
        assert_eq!(gateway.data("{ activeDeployment { id } }", json!({})).await["activeDeployment"], Value::Null);
        assert_eq!(code(&gateway.execute_as(&people::somebody(Role::Editor), APPROVE, id.clone()).await), "FORBIDDEN");

        let approved = gateway.execute_as(&other, APPROVE, id.clone()).await;
        let active = gateway.data("{ activeDeployment { id actor reason toVersion { id } } }", json!({})).await;
        assert_eq!(approved["data"]["approveDeployment"]["deploymentId"], active["activeDeployment"]["id"], "{approved}");
        assert_eq!(active["activeDeployment"]["actor"], "trainer, approved by trainer");
        assert_eq!(active["activeDeployment"]["toVersion"]["id"], json!(version));
        assert_eq!(code(&gateway.execute_as(&other, APPROVE, id).await), "CONFLICT", "once");
    }

    async fn of_many_who_approve_at_once_one_deploys(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let version = fixture::model_versions(&test.database, 1).await[0];
        let asked = gateway.data(REQUEST, json!({ "to": version })).await;
        let id = json!({ "id": asked["requestDeployment"]["id"] });
        let answers = futures::future::join_all((0..6).map(|_| gateway.execute(APPROVE, id.clone()))).await;
        assert_eq!(answers.iter().filter(|answer| answer.get("errors").is_none()).count(), 1, "{answers:?}");
        assert_eq!(gateway.data("{ deployments { totalCount } }", json!({})).await["deployments"]["totalCount"], 1);
    }

    async fn a_request_that_the_world_has_overtaken_waits_and_deploys_nothing(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let versions = fixture::model_versions(&test.database, 2).await;
        let asked = gateway.data(REQUEST, json!({ "to": versions[0] })).await;
        let id = json!({ "id": asked["requestDeployment"]["id"] });
        let deploy = "mutation($to: UUID!) { deployModelVersion(versionId: $to) { id } }";
        gateway.data(deploy, json!({ "to": versions[1] })).await;
        let refused = gateway.error(APPROVE, id.clone()).await;
        assert_eq!(refused["extensions"]["code"], "CONFLICT");
        let reject = "mutation($id: UUID!) { rejectDeployment(id: $id, reason: \"late\") { status decisionReason } }";
        let rejected = gateway.data(reject, id.clone()).await;
        assert_eq!(rejected["rejectDeployment"], json!({ "status": "REJECTED", "decisionReason": "late" }));
        let listed = gateway.data("{ deploymentRequests(filter: { status: PENDING }) { totalCount } }", json!({})).await;
        assert_eq!(listed["deploymentRequests"]["totalCount"], 0);
    }

    async fn whoever_watches_hears_of_each_request_as_it_is_asked_for_and_decided(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let versions = fixture::model_versions(&test.database, 2).await;
        let watch = "subscription { deploymentRequestEvents(after: \"0\") { eventId status request { id toVersion { id } } } }";
        let mut heard = std::pin::pin!(gateway.schema.execute_stream(request(watch, json!({}))));
        let reject = "mutation($id: UUID!) { rejectDeployment(id: $id) { id } }";
        let mut ids = Vec::new();
        for (version, decision) in [(versions[0], APPROVE), (versions[1], reject)] {
            let asked = gateway.data(REQUEST, json!({ "to": version })).await["requestDeployment"]["id"].take();
            gateway.data(decision, json!({ "id": asked })).await;
            ids.push(asked);
        }
        let mut last = 0;
        for (id, version, status) in [
            (&ids[0], versions[0], "PENDING"),
            (&ids[0], versions[0], "APPROVED"),
            (&ids[1], versions[1], "PENDING"),
            (&ids[1], versions[1], "REJECTED"),
        ] {
            let answer = heard.next().await.unwrap();
            assert!(answer.is_ok(), "{:?}", answer.errors);
            let event = answer.data.into_json().unwrap()["deploymentRequestEvents"].take();
            assert_eq!(event["status"], status, "{event}");
            assert_eq!(event["request"], json!({ "id": id, "toVersion": { "id": version } }));
            let event_id: i64 = event["eventId"].as_str().unwrap().parse().unwrap();
            assert!(event_id > last);
            last = event_id;
        }
    }
}

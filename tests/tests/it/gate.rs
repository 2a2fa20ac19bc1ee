//! What documents have to pass before they are executed.

use domain::member_role::Role;
use serde_json::{Value, json};
use tests::{
    database::{self, Backend},
    graphql::{Gateway, request_of},
    hostile,
};

#[tokio::test]
async fn more_than_forty_kinds_of_hostile_documents_are_refused_before_anything_is_executed() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let gateway = Gateway::new(test);
            let documents = hostile::documents();
            assert!(documents.len() > 40, "{}", documents.len());
            for (what, document) in documents {
                let answer = gateway.execute(&document, Value::Null).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_QUERY", "{what}: {answer}");
                let message = answer["errors"][0]["message"].as_str().unwrap();
                let is_ours =
                    ["at most", "nested too deeply", "spreads itself"].iter().any(|ours| message.contains(ours));
                assert!(is_ours, "{what}: {message}");
                assert_eq!(answer["data"], Value::Null, "{what}");
            }
        })
    })
    .await;
}

#[tokio::test]
async fn a_role_gets_what_it_may_have_and_is_told_who_may_have_the_rest() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let gateway = Gateway::new(test);
            let none = uuid::Uuid::now_v7();
            let build =
                "mutation { buildDataset(input: { name: \"a\", selection: { labelSetKey: \"daum\" } }) { id } }";
            let cancel = format!("mutation {{ cancelTrainingRun(id: \"{none}\") {{ id }} }}");
            let (unknown, ours) = (json!("UNAUTHENTICATED"), json!("FORBIDDEN"));
            let (asked, absent) = (Value::Null, json!("NOT_FOUND"));
            for (document, expected) in [
                ("{ labelSets { key } }", [&asked, &asked, &asked, &asked, &asked]),
                ("{ activeDeployment { revision } }", [&asked, &asked, &asked, &asked, &asked]),
                ("{ articles { totalCount } }", [&unknown, &asked, &asked, &asked, &asked]),
                (build, [&unknown, &ours, &asked, &ours, &asked]),
                (cancel.as_str(), [&unknown, &ours, &ours, &absent, &absent]),
            ] {
                let roles =
                    [None, Some(Role::Viewer), Some(Role::Editor), Some(Role::Trainer), Some(Role::Administrator)];
                for (role, expected) in roles.into_iter().zip(expected) {
                    let answer = gateway.schema.execute(request_of(role, document, Value::Null)).await;
                    let answer = serde_json::to_value(answer).unwrap();
                    let code = &answer["errors"][0]["extensions"]["code"];
                    assert_eq!(code, expected, "{role:?}: {document}: {answer}");
                }
            }
        })
    })
    .await;
}

#[tokio::test]
async fn strangers_get_smaller_answers_and_no_schema() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let gateway = Gateway::new(test);
            let code = async |role, document: &str| {
                let answer = gateway.schema.execute(request_of(role, document, Value::Null)).await;
                serde_json::to_value(answer).unwrap()["errors"][0]["extensions"]["code"].clone()
            };
            let schema = "{ __schema { queryType { name } } }";
            assert_eq!(code(None, schema).await, "UNAUTHENTICATED");
            assert_eq!(code(Some(Role::Viewer), schema).await, Value::Null);
            let large = "{ labelSets { classes { labelSet { classes { labelSet { classes { key } } } } } } }";
            assert_eq!(code(None, large).await, "INVALID_QUERY");
            assert_eq!(code(Some(Role::Viewer), large).await, Value::Null);
        })
    })
    .await;
}

#[tokio::test]
async fn each_role_has_a_budget_for_one_document_and_is_told_it() {
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let gateway = Gateway::new(test);
            let roles = [Role::Viewer, Role::Editor, Role::Trainer, Role::Administrator];
            // 200 articles, each with so many of its crawl's.
            for (inner, allowed) in [
                (10, [true, true, true, true]),
                (60, [false, true, true, true]),
                (100, [false, false, false, true]),
                (200, [false, false, false, false]),
            ] {
                let document = format!(
                    "{{ articles(first: 200) {{ nodes {{ crawl {{ articles(first: {inner}) {{ nodes {{ id }} }} }} }} }} }}"
                );
                for (role, allowed) in roles.into_iter().zip(allowed) {
                    let answer = gateway.schema.execute(request_of(Some(role), &document, Value::Null)).await;
                    let answer = serde_json::to_value(answer).unwrap();
                    let code = &answer["errors"][0]["extensions"]["code"];
                    let expected = if allowed { Value::Null } else { json!("INVALID_QUERY") };
                    assert_eq!(*code, expected, "{role}, {inner}: {answer}");
                }
            }
            let document = "{ articles(first: 200) { nodes { crawl { articles(first: 60) { nodes { id } } } } } }";
            let answer = gateway.schema.execute(request_of(Some(Role::Viewer), document, Value::Null)).await;
            assert!(answer.errors[0].message.contains("at most 20000 are taken"), "{:?}", answer.errors);
        })
    })
    .await;
}

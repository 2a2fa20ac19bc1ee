//! The audit log: who changed what, in the transaction of the change, and whether anybody tampered with it.

use domain::{
    audit_entry::{self, Broken},
    author::AuthorKind,
    id::DatasetId,
    member_role::Role,
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use tests::{
    database::TestDatabase,
    fixture,
    graphql::{Gateway, REQUEST_ID},
    member as people, on_every_database,
    process::command,
};

async fn entries(test: &TestDatabase) -> Vec<audit_entry::Model> {
    let all = audit_entry::Entity::find().order_by_asc(audit_entry::Column::Sequence);
    all.all(test.database.connection()).await.unwrap()
}

fn parsed(text: &Option<String>) -> Value {
    text.as_deref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

const BUILD: &str = "mutation($input: BuildDatasetInput!) { buildDataset(input: $input) { id } }";

fn selection(name: &str) -> Value {
    json!({ "input": { "name": name, "selection": { "labelSetKey": "daum" } } })
}

on_every_database! {
    async fn a_change_says_who_from_where_what_before_and_after(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let member = people::add(&test.database, Role::Administrator).await;
        let caller = people::asking(&member);
        let versions = fixture::model_versions(&test.database, 2).await;
        let deploy = "mutation($to: UUID!, $expected: UUID, $why: String!) { deployModelVersion(versionId: $to, expectedActiveVersionId: $expected, reason: $why) { id revision } }";
        let mut ids = Vec::new();
        for (to, expected) in [(versions[0], None), (versions[1], Some(versions[0]))] {
            let answer = gateway.execute_as(&caller, deploy, json!({ "to": to, "expected": expected, "why": "better" })).await;
            ids.push(answer["data"]["deployModelVersion"]["id"].as_str().unwrap().to_owned());
        }
        let log = entries(test).await;
        let last = log.last().unwrap();
        assert_eq!((last.author_kind, last.author_name.as_str(), last.member_id), (AuthorKind::Session, "administrator", Some(member.id)));
        assert_eq!(last.credential_id, caller.session);
        assert_eq!((last.address.as_deref(), last.request_id.as_deref()), (Some("127.0.0.1"), Some(REQUEST_ID)));
        assert_eq!((last.action.as_str(), last.noun.as_deref(), last.subject_id.as_ref()), ("deployModelVersion", Some("deployment"), ids.last()));
        let expected = json!({ "versionId": versions[1], "expectedActiveVersionId": versions[0], "reason": "better" });
        assert_eq!(parsed(&last.input), expected);
        assert_eq!(parsed(&last.before_state), json!({ "modelVersionId": versions[0] }));
        assert_eq!(parsed(&last.after_state), json!({ "modelVersionId": versions[1], "variant": "fp32", "revision": 2 }));

        let query = "{ auditEntries(first: 1, filter: { action: \"deployModelVersion\" }) { nodes { sequence authorName before after hash } totalCount } }";
        let data = gateway.data(query, json!({})).await;
        assert_eq!(data["auditEntries"]["totalCount"], 2);
        assert_eq!(data["auditEntries"]["nodes"][0]["hash"], last.hash);
    }

    async fn what_is_refused_or_rolled_back_leaves_no_line_and_what_only_reads_none_either(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        gateway.data(BUILD, selection("one")).await;
        let before = entries(test).await;
        assert_eq!(before.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["buildDataset"]);
        let subject: DatasetId = before[0].subject_id.as_deref().unwrap().parse().unwrap();
        domain::dataset::find(test.database.connection(), subject).await.unwrap();
        assert_eq!(before[0].noun.as_deref(), Some("dataset"));
        let nothing = uuid::Uuid::now_v7();
        gateway.error("mutation($id: UUID!) { cancelJob(id: $id) { id } }", json!({ "id": nothing })).await;
        gateway.data("{ datasets { totalCount } errorCodes }", json!({})).await;
        let both = "query Read { sources { nodes { id } } } mutation Write { signOutEverywhere }";
        let request = tests::graphql::request(both, json!({})).operation_name("Read");
        assert!(gateway.schema.execute(request).await.is_ok());
        assert_eq!(entries(test).await, before);
    }

    async fn lines_of_many_who_write_at_once_make_one_chain(test: &TestDatabase) {
        let (here, there) = (Gateway::new(test), Gateway::new(test));
        let writes = (0..12).map(|number| {
            let gateway = if number % 2 == 0 { &here } else { &there };
            async move { gateway.data(BUILD, selection(&number.to_string())).await }
        });
        futures::future::join_all(writes).await;
        let verified = audit_entry::verify(test.database.connection()).await.unwrap().unwrap();
        assert_eq!(verified.entries, 12);
    }

    async fn whoever_changes_drops_or_inserts_a_line_is_found_out(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        for number in 0..5 {
            gateway.data(BUILD, selection(&number.to_string())).await;
        }
        let verify = async || audit_entry::verify(test.database.connection()).await.unwrap();
        let whole = entries(test).await;
        let noted = format!("{}:{}", whole[2].sequence, whole[2].hash);
        assert_eq!(verify().await.unwrap().head, whole[4].hash);
        let restore = async || {
            test.execute("DELETE FROM audit_entry").await;
            let lines = whole.iter().cloned().map(audit_entry::ActiveModel::from);
            audit_entry::Entity::insert_many(lines).exec_without_returning(test.database.connection()).await.unwrap();
        };
        for (sql, line) in [
            ("UPDATE audit_entry SET author_name = 'somebody else' WHERE sequence = 3", 3),
            ("UPDATE audit_entry SET input = NULL WHERE sequence = 2", 2),
            ("UPDATE audit_entry SET at = at + 1 WHERE sequence = 5", 5),
            ("DELETE FROM audit_entry WHERE sequence = 4", 4),
            ("DELETE FROM audit_entry WHERE sequence = 5", 5),
            ("DELETE FROM audit_entry WHERE sequence = 1", 1),
        ] {
            test.execute(sql).await;
            let Err(Broken { sequence, .. }) = verify().await else { panic!("{sql} isn't found out") };
            assert_eq!(sequence, line, "{sql}");
            restore().await;
        }
        verify().await.unwrap();

        // Somebody who rewrites a line with all lines after it is found out by whoever noted a hash.
        let run = async |expect: &str| {
            command(test).args(["--json", "audit", "verify", "--expect", expect]).output().await.unwrap()
        };
        assert!(run(&noted).await.status.success());
        let mut previous = whole[0].hash.clone();
        for line in &whole[1..] {
            let mut line = audit_entry::Model { author_name: "x".into(), previous_hash: previous, ..line.clone() };
            line.hash = line.digest();
            previous = line.hash.clone();
            let sql = format!(
                "UPDATE audit_entry SET author_name = 'x', previous_hash = '{}', hash = '{}' WHERE sequence = {}",
                line.previous_hash, line.hash, line.sequence
            );
            test.execute(&sql).await;
        }
        test.execute(&format!("UPDATE audit_head SET hash = '{previous}'")).await;
        verify().await.unwrap();
        let found = run(&noted).await;
        assert_eq!(found.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&found.stderr).contains("line 3"), "{found:?}");
    }

    async fn the_command_line_signs_with_the_systems_name(test: &TestDatabase) {
        let invite = command(test).args(["user", "invite", "--role", "editor"]).env("USER", "hana").output().await.unwrap();
        assert!(invite.status.success(), "{invite:?}");
        let log = entries(test).await;
        let said = (log[0].author_kind, log[0].author_name.as_str(), log[0].action.as_str());
        assert_eq!(said, (AuthorKind::CommandLine, "command line of hana", "gisa user invite"));
    }

    async fn what_somebody_does_to_a_crawl_says_how_it_stood_before_and_after(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        jobs::sources::seed(&test.database).await.unwrap();
        let begin = "mutation { startCrawl(input: { sourceKey: \"sample\", sections: [\"sports\"] }) { id } }";
        let id = gateway.data(begin, json!({})).await["startCrawl"]["id"].take();
        for mutation in ["pauseCrawl", "resumeCrawl", "cancelCrawl"] {
            gateway.data(&format!("mutation($id: UUID!) {{ {mutation}(id: $id) {{ id }} }}"), json!({ "id": id })).await;
        }
        let said = |change: &Option<String>| parsed(change)["status"].clone();
        let of_crawl = |entry: &audit_entry::Model| parsed(&entry.before_state)["job"].is_null() && parsed(&entry.after_state)["job"].is_null();
        let log: Vec<_> = entries(test).await.into_iter().filter(|entry| of_crawl(entry)).collect();
        let changes: Vec<_> = log.iter().map(|entry| (entry.action.as_str(), said(&entry.before_state), said(&entry.after_state))).collect();
        let expected = [
            ("startCrawl", Value::Null, json!("queued")),
            ("pauseCrawl", json!("queued"), json!("paused")),
            ("resumeCrawl", json!("paused"), json!("queued")),
            ("cancelCrawl", json!("queued"), json!("cancelled")),
        ];
        assert_eq!(changes, expected);
        assert!(log.iter().all(|entry| entry.noun.as_deref() == Some("crawl") && entry.subject_id.as_deref() == id.as_str()));
        assert_eq!(parsed(&log[0].after_state)["sections"], json!(["sports"]));
    }

    async fn what_somebody_does_to_the_rules_and_to_a_cleaning_run_says_so_too(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let rules = "mutation { changeCleaningRules(input: { rules: [{ rule: TOO_SHORT, threshold: 60 }] }) { version } }";
        gateway.data(rules, json!({})).await;
        let id = gateway.data("mutation { cleanArticles(input: {}) { id } }", json!({})).await["cleanArticles"]["id"].take();
        gateway.data("mutation($id: UUID!) { cancelCleaning(id: $id) { id } }", json!({ "id": id })).await;
        let log = entries(test).await;
        let of = |action: &str, noun: &str| {
            let is_it = |entry: &&audit_entry::Model| {
                entry.action == action && entry.noun.as_deref() == Some(noun) && parsed(&entry.after_state)["job"].is_null()
            };
            log.iter().find(is_it).unwrap_or_else(|| panic!("no line of {action} about a {noun}")).clone()
        };
        let changed = of("changeCleaningRules", "cleaning rule set");
        assert_eq!((&parsed(&changed.before_state)["version"], &parsed(&changed.after_state)["version"]), (&json!(1), &json!(2)));
        assert_ne!(parsed(&changed.before_state)["rules"], parsed(&changed.after_state)["rules"]);
        assert_eq!(parsed(&of("cleanArticles", "cleaning run").after_state)["status"], "queued");
        let cancelled = of("cancelCleaning", "cleaning run");
        assert_eq!((&parsed(&cancelled.before_state)["status"], &parsed(&cancelled.after_state)["status"]), (&json!("queued"), &json!("cancelled")));
    }
}

//! Sources as data: what is refused, what is kept, what can be tried.

use domain::{
    Error, source,
    source_definition::{self, NewDefinition},
};
use jobs::sources::{DAUM_DEFINITION, SAMPLE_DEFINITION};
use serde_json::{Value, json};
use tests::{database::TestDatabase, graphql::Gateway, on_every_database, site::Site};

fn new(key: &str, text: impl Into<String>) -> NewDefinition {
    NewDefinition {
        source_key: key.into(),
        text: text.into(),
        comment: None,
        actor: "a test".into(),
        expected_version: None,
    }
}

/// The fields that are refused, with their messages.
async fn refused(test: &TestDatabase, text: String) -> Vec<(String, String)> {
    match source_definition::create(&test.database, new("wrong", text)).await {
        Err(Error::Invalid(wrong)) => wrong.into_iter().map(|wrong| (wrong.field, wrong.message)).collect(),
        other => panic!("it should have been refused: {other:?}"),
    }
}

fn fields(error: &Value) -> Vec<&str> {
    error["extensions"]["fields"].as_array().unwrap().iter().filter_map(|field| field["field"].as_str()).collect()
}

on_every_database! {
    async fn wrong_definitions_are_refused_field_by_field(test: &TestDatabase) {
        let everything = DAUM_DEFINITION
            .replace("hosts = [\"news.daum.net\",", "hosts = [\"10.0.0.1\", \"http://v.daum.net\",")
            .replace("delay_seconds = 1.0", "delay_seconds = 0.1")
            .replace("concurrency = 1", "concurrency = 8")
            .replace("title = [\"h3.tit_view\",", "title = [\"h3..tit_view\",")
            .replace(r"'/v/(\d{17})(?:[?#]|$)'", r"'/v/\d{17}'")
            .replace("label = \"sports\"", "label = \"weather\"")
            .replace("%Y. %m. %d. %H:%M\"", "%Q\"")
            .replace("list = \"headline\"", "list = \"headlines\"");
        let wrong = refused(test, everything).await;
        let named: Vec<&str> = wrong.iter().map(|(field, _)| field.trim_start_matches("definition.")).collect();
        assert_eq!(
            named,
            [
                "hosts",
                "hosts[0]",
                "hosts[1]",
                "politeness.delay_seconds",
                "politeness.concurrency",
                "list",
                "lists[0].address",
                "lists[1].address",
                "lists[2].address",
                "article.address[0]",
                "article.title[0]",
                "article.date_patterns[0]",
                "sections[6].label",
            ],
            "{wrong:#?}"
        );
        let label = &wrong.last().unwrap().1;
        assert!(label.contains("no class weather; it has society, politics"), "{label}");

        for (text, expected) in [
            ("name = ", "line 1"),
            ("name = \"x\"", "missing field"),
            (&DAUM_DEFINITION.replace("hosts = [\"news.daum.net\", \"v.daum.net\", \"news.v.daum.net\", \"v.media.daum.net\"]\n", ""), "missing field `hosts`"),
            (&format!("robot = \"obey\"\n{DAUM_DEFINITION}"), "unknown field `robot`"),
            (&DAUM_DEFINITION.replace("robots = \"permission\"", "robots = \"ignore\""), "unknown variant `ignore`"),
        ] {
            let wrong = refused(test, text.to_owned()).await;
            assert!(wrong[0].0 == "definition" && wrong[0].1.contains(expected), "{wrong:?} should say {expected}");
        }
        let outward = SAMPLE_DEFINITION.replace("hosts = [\"127.0.0.1\"]", "hosts = [\"127.0.0.1\", \"example.com\"]");
        assert!(refused(test, outward).await[0].1.contains("isn't on this machine"), "a local source stays on this machine");
        assert!(source::find_by_key(test.database.connection(), "wrong").await.is_err(), "nothing was made");
    }

    async fn versions_are_kept_and_two_editors_do_not_overwrite_one_another(test: &TestDatabase) {
        let database = &test.database;
        jobs::sources::seed(database).await.unwrap();
        jobs::sources::seed(database).await.unwrap();
        let daum = source::find_by_key(database.connection(), "daum").await.unwrap();
        assert_eq!(daum.name, "다음 뉴스");
        let changed = DAUM_DEFINITION.replace("h3.tit_view", "h2.tit_view");
        let second = source_definition::create(database, NewDefinition { expected_version: Some(1), ..new("daum", &changed) }).await.unwrap();
        let again = source_definition::create(database, new("daum", &changed)).await.unwrap();
        assert_eq!((second.version, again.id), (2, second.id), "the same text is no new version");
        let late = NewDefinition { expected_version: Some(1), ..new("daum", DAUM_DEFINITION) };
        assert!(matches!(source_definition::create(database, late).await, Err(Error::Conflict(_))));
        let back = source_definition::create(database, new("daum", DAUM_DEFINITION)).await.unwrap();
        assert_eq!(back.version, 3);
        let history = source_definition::history(database.connection(), daum.id).await.unwrap();
        assert_eq!(history.iter().map(|version| version.version).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!(history[1].text, changed);
        // A shipped definition that an editor changed isn't shipped again.
        jobs::sources::seed(database).await.unwrap();
        assert_eq!(source_definition::history(database.connection(), daum.id).await.unwrap().len(), 3);
    }

    async fn a_selector_is_tried_on_a_page_before_it_is_trusted(test: &TestDatabase) {
        let site = Site::start(60).await;
        source_definition::create(&test.database, new("sample", site.definition())).await.unwrap();
        let gateway = Gateway::new(test);
        let query = "mutation($input: TrySelectorInput!) { trySelector(input: $input) {
            charset finalUrl matches title body publishedAt press missing
        } }";
        let html = "<h3 class=tit_view>제목</h3><ul><li>하나</li><li>둘</li></ul>";
        let tried = gateway.data(query, json!({ "input": { "sourceKey": "sample", "html": html, "selector": "ul > li" } })).await;
        let tried = &tried["trySelector"];
        assert_eq!(tried["matches"], json!(["하나", "둘"]));
        assert_eq!(tried["missing"], json!(["body", "published_at", "press"]));

        let list = String::from_utf8(site.newsroom().answer("/breakingnews/society", "page=1").body).unwrap();
        let path = list.split("href=\"").find_map(|part| part.starts_with("/v/").then(|| part.split('"').next())).flatten();
        let address = format!("{}{}", site.origin, path.unwrap());
        let tried = gateway.data(query, json!({ "input": { "sourceKey": "sample", "address": address, "selector": "meta @content" } })).await;
        let tried = &tried["trySelector"];
        assert_eq!((tried["finalUrl"].as_str(), tried["missing"].as_array().unwrap().len()), (Some(address.as_str()), 0));
        assert!(tried["matches"].as_array().unwrap().len() >= 3 && !tried["body"].as_str().unwrap().is_empty());

        let before = site.counts().values().sum::<usize>();
        for (input, field) in [
            (json!({ "sourceKey": "sample", "html": "x", "selector": "p[" }), "input.selector"),
            (json!({ "sourceKey": "sample", "address": address, "selector": ">" }), "input.selector"),
            (json!({ "sourceKey": "sample", "address": "not an address" }), "input.address"),
            (json!({ "sourceKey": "sample", "address": "http://169.254.169.254/latest/meta-data" }), "input.address"),
            (json!({ "sourceKey": "sample", "address": format!("{}/desk/1", site.origin) }), "input.address"),
            (json!({ "sourceKey": "sample" }), "input.address"),
        ] {
            let error = gateway.error(query, json!({ "input": input })).await;
            assert_eq!(fields(&error), [field], "{error}");
        }
        let asked = site.counts().values().sum::<usize>() - before;
        assert_eq!(asked, 1, "of all these only robots.txt was asked for");
    }

    async fn sources_are_edited_through_graphql(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let create = "mutation($input: CreateSourceInput!) { createSource(input: $input) { key name definition { version needsPermission } } }";
        let made = gateway.data(create, json!({ "input": { "key": "daum", "definition": DAUM_DEFINITION, "comment": "first" } })).await;
        assert_eq!(made["createSource"]["definition"], json!({ "version": 1, "needsPermission": true }));
        let other = DAUM_DEFINITION.replace("utc_offset = \"+09:00\"", "utc_offset = \"+08:00\"");
        let error = gateway.error(create, json!({ "input": { "key": "daum", "definition": other } })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        let error = gateway.error(create, json!({ "input": { "key": "Not A Key", "definition": DAUM_DEFINITION } })).await;
        assert_eq!(fields(&error), ["input.key"]);

        let update = "mutation($input: UpdateSourceInput!) { updateSource(input: $input) { definition { version comment createdBy } } }";
        let error = gateway.error(update, json!({ "input": { "key": "nobody", "definition": other } })).await;
        assert_eq!(error["extensions"]["code"], "NOT_FOUND");
        let error = gateway.error(update, json!({ "input": { "key": "daum", "definition": other.replace("h3.tit_view", "h3[") } })).await;
        assert_eq!(fields(&error), ["input.definition.article.title[0]"]);
        let updated = gateway.data(update, json!({ "input": { "key": "daum", "definition": other, "expectedVersion": 1, "comment": "summer" } })).await;
        assert_eq!(updated["updateSource"]["definition"], json!({ "version": 2, "comment": "summer", "createdBy": "administrator" }));

        let permit = "mutation($by: String!, $reason: String!) { recordSourcePermission(sourceKey: \"daum\", grantedBy: $by, reason: $reason) {
            permissions { grantedBy reason recordedBy revokedAt } definitions { version }
        } }";
        let error = gateway.error(permit, json!({ "by": " ", "reason": "" })).await;
        assert_eq!(fields(&error), ["grantedBy", "reason"]);
        let permitted = gateway.data(permit, json!({ "by": "the portal", "reason": "contract 7" })).await["recordSourcePermission"].take();
        assert_eq!(permitted["permissions"][0]["recordedBy"], "administrator");
        assert_eq!(permitted["definitions"], json!([{ "version": 2 }, { "version": 1 }]));
        let revoke = "mutation { revokeSourcePermission(sourceKey: \"daum\") { permissions { revokedBy } } }";
        assert_eq!(gateway.data(revoke, json!({})).await["revokeSourcePermission"]["permissions"], json!([{ "revokedBy": "administrator" }]));
    }
}

//! API tokens: shown once, limited, revoked.

use domain::{
    api_token::{self, NewApiToken, Scope},
    member_role::Role,
};
use reqwest::StatusCode;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::{Value, json};
use tests::{graphql::Gateway, member as people, on_every_database, portal::Portal, process::http_client};

async fn ask(site: &Portal, token: &str, query: &str) -> (StatusCode, Value) {
    let request = http_client().post(site.url("/graphql")).bearer_auth(token);
    let answer = request.json(&json!({ "query": query })).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

on_every_database! {
    async fn a_token_is_shown_once_kept_as_a_hash_and_revoked_for_good(test: &TestDatabase) {
        let (gateway, site) = (Gateway::new(test), Portal::local(test).await);
        let member = people::add(&test.database, Role::Editor).await;
        let caller = people::asking(&member);
        let create = "mutation { createApiToken(input: { name: \"nightly import\", scopes: [DATA, READ] }) { token apiToken { id hint } } }";
        let created = gateway.execute_as(&caller, create, json!({})).await["data"]["createApiToken"].take();
        let token = created["token"].as_str().unwrap();
        assert!(token.starts_with("gisa_") && token.len() == 69, "{token}");
        let kept = api_token::Entity::find().one(test.database.connection()).await.unwrap().unwrap();
        assert!(!format!("{kept:?}").contains(token) && token.starts_with(&kept.hint));

        let (_, me) = ask(&site, token, "{ me { member { id } allowed apiTokenId sessionId } }").await;
        let expected = json!({ "member": { "id": member.id }, "allowed": ["VIEWER", "EDITOR"], "apiTokenId": kept.id, "sessionId": null });
        assert_eq!(me["data"]["me"], expected, "{me}");
        let listed = gateway.execute_as(&caller, "{ apiTokens { name scopes lastUsedAt hint } }", json!({})).await;
        let listed = &listed["data"]["apiTokens"][0];
        assert!(listed["lastUsedAt"].is_string() && listed["scopes"] == json!(["READ", "DATA"]), "{listed}");

        let somebody = people::add(&test.database, Role::Trainer).await;
        let revoke = "mutation($id: UUID!) { revokeApiToken(id: $id) }";
        let theirs = gateway.execute_as(&people::asking(&somebody), revoke, json!({ "id": kept.id })).await;
        assert_eq!(theirs["errors"][0]["extensions"]["code"], "FORBIDDEN", "{theirs}");
        gateway.execute_as(&caller, revoke, json!({ "id": kept.id })).await;
        let (status, answer) = ask(&site, token, "{ __typename }").await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (StatusCode::UNAUTHORIZED, &json!("UNAUTHENTICATED")));
        assert_eq!(ask(&site, &kept.token_sha256, "{ __typename }").await.0, StatusCode::UNAUTHORIZED, "the hash is no token");
    }

    async fn a_token_that_has_expired_doesnt_count(test: &TestDatabase) {
        let site = Portal::local(test).await;
        let member = people::add(&test.database, Role::Viewer).await;
        let token = people::token(&test.database, &member, &[Scope::Read]).await;
        assert_eq!(ask(&site, &token, "{ __typename }").await.0, StatusCode::OK);
        let past = Expr::value(domain::Timestamp::now());
        let all = api_token::Entity::update_many().col_expr(api_token::Column::ExpiresAt, past);
        all.exec(test.database.connection()).await.unwrap();
        assert_eq!(ask(&site, &token, "{ __typename }").await.0, StatusCode::UNAUTHORIZED);
    }

    async fn a_token_never_may_more_than_its_member_or_its_maker(test: &TestDatabase) {
        let (gateway, site) = (Gateway::new(test), Portal::local(test).await);
        let editor = people::add(&test.database, Role::Editor).await;
        let new = |scopes: &[Scope]| NewApiToken { member_id: editor.id, name: "t".into(), scopes: scopes.to_vec(), days: 1 };
        assert!(api_token::create(&test.database, new(&[Scope::Training])).await.is_err());
        assert!(api_token::create(&test.database, new(&[])).await.is_err());
        let create = "mutation($scopes: [ApiTokenScope!]!) { createApiToken(input: { name: \"t\", scopes: $scopes, days: 400 }) { token } }";
        let wrong = gateway.execute_as(&people::asking(&editor), create, json!({ "scopes": ["ADMINISTRATION"] })).await;
        assert_eq!(wrong["errors"][0]["extensions"]["fields"][0]["field"], "input.scopes", "{wrong}");

        let administrator = people::add(&test.database, Role::Administrator).await;
        let reading = people::token(&test.database, &administrator, &[Scope::Read]).await;
        let (_, answer) = ask(&site, &reading, "{ members { totalCount } }").await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
        let (_, answer) = ask(&site, &reading, "mutation { createApiToken(input: { name: \"t\", scopes: [DATA] }) { token } }").await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "a token makes none that may more: {answer}");
        let upload = http_client().post(site.url("/uploads")).bearer_auth(&reading).body("x").send().await.unwrap();
        assert_eq!(upload.status(), StatusCode::FORBIDDEN);
        let upload = http_client().post(site.url("/uploads")).body("x").send().await.unwrap();
        assert_eq!(upload.status(), StatusCode::UNAUTHORIZED);
    }
}

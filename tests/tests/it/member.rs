//! Members: invited, given roles, suspended, and never without an administrator.

use domain::{Error, invitation, member, member_role::Role, secret};
use serde_json::json;
use tests::{database::TestDatabase, graphql::Gateway, member as people, on_every_database};

on_every_database! {
    async fn of_two_administrators_who_go_at_the_same_moment_one_stays(test: &TestDatabase) {
        let others = test.connect_again().await;
        for _ in 0..8 {
            let [one, other] = [people::add(&test.database, Role::Administrator).await, people::add(&test.database, Role::Administrator).await];
            let (demoted, suspended) = tokio::join!(
                member::set_role(&test.database, one.id, Role::Viewer),
                member::suspend(&others, other.id),
            );
            let all = member::all(test.database.connection()).await.unwrap();
            let left = all.iter().filter(|member| member.role == Role::Administrator && member.suspended_at.is_none());
            let left: Vec<_> = left.map(|member| member.id).collect();
            assert_eq!(left.len(), 1, "{demoted:?} {suspended:?}");
            let refused = [demoted.map(drop), suspended.map(drop)].into_iter().filter_map(Result::err);
            assert!(refused.map(|error| matches!(error, Error::Conflict(_))).eq([true]));
            // So that the next two are the only ones.
            people_leave(test, &left).await;
        }
    }

    async fn the_last_administrator_stays_one(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let last = people::add(&test.database, Role::Administrator).await;
        let caller = people::asking(&last);
        for change in ["suspendMember(id: $id) { id }", "setMemberRole(id: $id, role: EDITOR) { id }"] {
            let change = format!("mutation($id: UUID!) {{ {change} }}");
            let answer = gateway.execute_as(&caller, &change, json!({ "id": last.id })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "CONFLICT", "{answer}");
        }
        let other = people::add(&test.database, Role::Administrator).await;
        member::suspend(&test.database, other.id).await.unwrap();
        assert!(member::suspend(&test.database, last.id).await.is_err(), "one who is suspended is no administrator");
        member::reinstate(&test.database, other.id).await.unwrap();
        member::suspend(&test.database, last.id).await.unwrap();
    }

    async fn an_invitation_makes_one_member_however_many_follow_it(test: &TestDatabase) {
        let new = invitation::NewInvitation { role: Role::Editor, name: None, email: None, invited_by: "t".into(), days: 1 };
        let invited = invitation::invite(&test.database, new).await.unwrap();
        assert_ne!(invited.invitation.token_sha256, invited.token);
        let hash = secret::hash(&invited.token);
        let accepted = futures::future::join_all((0..6).map(|_| invitation::accept(&test.database, &hash, None))).await;
        assert_eq!(accepted.iter().filter(|answer| answer.is_ok()).count(), 1, "{accepted:?}");
        assert_eq!(member::all(test.database.connection()).await.unwrap().len(), 1);
        assert!(invitation::accept(&test.database, &invited.invitation.token_sha256, None).await.is_err(), "the hash is no token");
    }

    async fn members_are_invited_listed_and_changed_by_administrators_alone(test: &TestDatabase) {
        let gateway = Gateway::new(test);
        let invite = "mutation($role: MemberRole!) { inviteMember(input: { role: $role, name: \"Lee\" }) { path invitation { id role } } }";
        let data = gateway.data(invite, json!({ "role": "TRAINER" })).await;
        assert!(data["inviteMember"]["path"].as_str().unwrap().starts_with("/auth/invitation/"));
        let open = gateway.data("{ invitations { id name role invitedBy } }", json!({})).await;
        let expected = json!({ "id": data["inviteMember"]["invitation"]["id"], "name": "Lee", "role": "TRAINER", "invitedBy": "administrator" });
        assert_eq!(open["invitations"], json!([expected]));
        gateway.data("mutation($id: UUID!) { revokeInvitation(id: $id) }", json!({ "id": expected["id"] })).await;
        let trainer = people::add(&test.database, Role::Trainer).await;
        let listed = gateway.data("{ members(filter: { role: TRAINER }) { nodes { id name } totalCount } }", json!({})).await;
        assert_eq!(listed["members"], json!({ "nodes": [{ "id": trainer.id, "name": "trainer" }], "totalCount": 1 }));
        let wrong = gateway.error("mutation { inviteMember(input: { role: VIEWER, days: 91 }) { path } }", json!({})).await;
        assert_eq!(wrong["extensions"]["fields"][0]["field"], "input.days");

        for role in [Role::Viewer, Role::Editor, Role::Trainer] {
            for document in ["{ members { totalCount } }", "{ invitations { id } }", "{ auditEntries { totalCount } }",
                "{ apiTokens(all: true) { id } }", "mutation { setFourEyes(enabled: true) { fourEyes } }",
                "mutation { inviteMember(input: { role: VIEWER }) { path } }"] {
                let answer = gateway.execute_as(&people::somebody(role), document, json!({})).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role} {document}: {answer}");
            }
        }
        let nobody = api::caller::Caller::anonymous(std::net::Ipv4Addr::LOCALHOST.into());
        for document in ["{ members { totalCount } }", "{ mySessions { id } }", "{ settings { fourEyes } }", "{ apiTokens { id } }"] {
            let answer = gateway.execute_as(&nobody, document, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{document}: {answer}");
        }
    }
}

/// Takes these members' role away behind the domain's back, as no function of it does.
async fn people_leave(test: &TestDatabase, members: &[domain::id::MemberId]) {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let all = member::Entity::update_many().col_expr(member::Column::Role, Expr::value(Role::Viewer));
    let these = all.filter(member::Column::Id.is_in(members.iter().copied()));
    these.exec(test.database.connection()).await.unwrap();
}

use domain::{
    Error,
    deployment::{self, Deploy, Kind, Rollback},
    id::ModelVersionId,
    model_variant::ModelVariant,
};
use tests::{fixture, on_every_database};

fn deploy(to: ModelVersionId, expected: Option<ModelVersionId>, actor: &str) -> Deploy {
    Deploy {
        to_version_id: to,
        variant: ModelVariant::Fp32,
        expected_active_version_id: expected,
        actor: actor.into(),
        reason: "a test".into(),
    }
}

fn rollback(expected: ModelVersionId) -> Rollback {
    Rollback { expected_active_version_id: expected, actor: "anna".into(), reason: "a test".into() }
}

on_every_database! {
    async fn of_racing_administrators_one_wins_and_all_others_get_a_conflict(test: &TestDatabase) {
        let versions = fixture::model_versions(&test.database, 9).await;
        let first = deployment::deploy(&test.database, deploy(versions[0], None, "zero")).await.unwrap();
        let racers = versions[1..].iter().copied().enumerate().map(|(index, version)| {
            let database = test.database.clone();
            let wish = deploy(version, Some(versions[0]), &format!("racer {index}"));
            tokio::spawn(async move { deployment::deploy(&database, wish).await })
        });
        let mut won = Vec::new();
        for racer in futures::future::join_all(racers).await {
            match racer.unwrap() {
                Ok(row) => won.push(row),
                Err(Error::Conflict(_)) => {}
                Err(other) => panic!("neither won nor CONFLICT: {other}"),
            }
        }
        assert_eq!(won.len(), 1);
        let ledger = deployment::since(test.database.connection(), 0).await.unwrap();
        assert_eq!(ledger, [first, won.remove(0)]);
    }

    async fn a_rollback_returns_to_what_served_before(test: &TestDatabase) {
        let versions = fixture::model_versions(&test.database, 2).await;
        deployment::deploy(&test.database, deploy(versions[0], None, "anna")).await.unwrap();
        deployment::deploy(&test.database, deploy(versions[1], Some(versions[0]), "anna")).await.unwrap();
        let stale = deployment::rollback(&test.database, rollback(versions[0])).await;
        assert!(matches!(stale, Err(Error::Conflict(_))));
        let row = deployment::rollback(&test.database, rollback(versions[1])).await.unwrap();
        assert_eq!((row.kind, row.to_version_id, row.revision), (Kind::Rollback, versions[0], 3));
        let nothing_left = deployment::rollback(&test.database, rollback(versions[0])).await;
        assert!(matches!(nothing_left, Err(Error::Conflict(_))));
    }

    async fn another_variant_of_what_serves_can_be_deployed_and_a_rollback_returns_to_the_first(test: &TestDatabase) {
        let version = fixture::model_versions(&test.database, 1).await[0];
        deployment::deploy(&test.database, deploy(version, None, "anna")).await.unwrap();
        let again = deployment::deploy(&test.database, deploy(version, Some(version), "anna")).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "it serves already");
        let int8 = Deploy { variant: ModelVariant::Int8, ..deploy(version, Some(version), "anna") };
        let row = deployment::deploy(&test.database, int8).await.unwrap();
        assert_eq!((row.to_version_id, row.variant), (version, ModelVariant::Int8));
        assert_eq!(deployment::active(test.database.connection()).await.unwrap(), Some(row));
        let back = deployment::rollback(&test.database, rollback(version)).await.unwrap();
        assert_eq!((back.to_version_id, back.variant), (version, ModelVariant::Fp32));
    }

    async fn the_ledger_says_what_served_at_a_moment(test: &TestDatabase) {
        let versions = fixture::model_versions(&test.database, 2).await;
        let first = deployment::deploy(&test.database, deploy(versions[0], None, "anna")).await.unwrap();
        let second = deployment::deploy(&test.database, deploy(versions[1], Some(versions[0]), "bora")).await.unwrap();
        let connection = test.database.connection();
        let before = deployment::active_at(connection, first.created_at.plus_seconds(-1.0)).await.unwrap();
        assert_eq!(before, None);
        assert_eq!(deployment::active_at(connection, second.created_at).await.unwrap(), Some(second.clone()));
        assert_eq!(deployment::active(connection).await.unwrap(), Some(second));
    }

    async fn an_unknown_version_is_not_deployed(test: &TestDatabase) {
        let wish = deploy(ModelVersionId::new(), None, "anna");
        assert!(matches!(deployment::deploy(&test.database, wish).await, Err(Error::NotFound { .. })));
    }
}

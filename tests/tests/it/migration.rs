use migrations::{Migrator, MigratorTrait};
use tests::on_every_database;

on_every_database! {
    async fn every_migration_goes_up_down_and_up_again(test: &TestDatabase) {
        let connection = test.database.connection();
        assert!(Migrator::get_pending_migrations(connection).await.unwrap().is_empty());
        Migrator::down(connection, None).await.unwrap();
        assert!(Migrator::get_applied_migrations(connection).await.unwrap().is_empty());
        Migrator::up(connection, None).await.unwrap();
        domain::label_set::seed(&test.database).await.unwrap();
        let sets = domain::label_set::all(connection).await.unwrap();
        assert_eq!(sets.iter().map(|set| set.key.as_str()).collect::<Vec<_>>(), ["daum", "klue-ynat"]);
    }

    async fn seeding_twice_makes_nothing_twice(test: &TestDatabase) {
        domain::label_set::seed(&test.database).await.unwrap();
        let sets = domain::label_set::all(test.database.connection()).await.unwrap();
        let mut counts = Vec::new();
        for set in sets {
            counts.push((set.key, domain::label_set::classes(test.database.connection(), set.id).await.unwrap().len()));
        }
        assert_eq!(counts, [("daum".to_owned(), 8), ("klue-ynat".to_owned(), 7)]);
    }
}

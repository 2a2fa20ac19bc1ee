//! Training runs: what their transitions promise.

use domain::{
    Error, job,
    training_run::{self, NewTrainingRun, Status},
};
use sea_orm::EntityTrait;
use tests::{fixture, on_every_database};

on_every_database! {
    async fn a_run_that_waits_for_its_next_attempt_is_cancelled_at_once(test: &TestDatabase) {
        let database = &test.database;
        let dataset = fixture::sealed_dataset(database).await;
        let new = NewTrainingRun { name: "waiting".into(), dataset_id: dataset.id, parameters: "{}".into() };
        let run = training_run::request(database, new).await.unwrap();
        let transaction = database.begin().await.unwrap();
        training_run::begin(&transaction, run.id).await.unwrap();
        database.commit(transaction).await.unwrap();

        let cancelled = training_run::request_cancel(database, run.id).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        let jobs = job::Entity::find().all(database.connection()).await.unwrap();
        assert_eq!(jobs.iter().map(|job| job.status).collect::<Vec<_>>(), [job::Status::Cancelled]);
        let again = training_run::request_cancel(database, run.id).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
    }
}

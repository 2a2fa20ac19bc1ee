//! What tests of cleaning have in common: articles in a source, and waiting for a cleaning run.

use domain::{
    Timestamp, article,
    article::{Arrival, LabelOrigin, NewArticle},
    cleaning_decision,
    cleaning_run::{self, NewCleaning, Status},
    id::{ArticleId, CleaningRunId, LabelClassId},
    label_set, source,
};
use sea_orm::EntityTrait;

use crate::{background::until, database::TestDatabase};

/// Stores articles in the source `press`.
///
/// # Panics
/// When the database refuses.
pub async fn store(test: &TestDatabase, articles: Vec<NewArticle>) {
    let transaction = test.database.begin().await.expect("a transaction begins");
    let source = source::find_or_create(&transaction, "press", None).await.expect("a source is made");
    let arrival = Arrival {
        source_id: source.id,
        article_import_id: None,
        label_origin: LabelOrigin::Import,
        labelled_by: "file.csv".into(),
        collected_at: Timestamp(1),
    };
    for batch in articles.chunks(1_000) {
        article::store(&transaction, &arrival, batch.to_vec()).await.expect("articles are stored");
    }
    test.database.commit(transaction).await.expect("a transaction commits");
}

/// The article of this name in the source `press`.
///
/// # Panics
/// When it isn't there.
pub async fn article(test: &TestDatabase, external_id: &str) -> article::Model {
    let all = article::page_after(test.database.connection(), article::Filter::default(), None, 100_000).await;
    let all = all.expect("articles are read");
    all.into_iter().find(|article| article.external_id == external_id).expect("the article is there")
}

/// The classes of Daum's label set.
///
/// # Panics
/// When the label sets aren't seeded.
pub async fn classes(test: &TestDatabase) -> Vec<LabelClassId> {
    let connection = test.database.connection();
    let daum = label_set::find_by_key(connection, "daum").await.expect("it is seeded");
    let classes = label_set::classes(connection, daum.id).await.expect("its classes are there");
    classes.into_iter().map(|class| class.id).collect()
}

/// Every decision in force, by article.
///
/// # Panics
/// When the database refuses.
pub async fn decisions(test: &TestDatabase) -> Vec<cleaning_decision::Model> {
    let mut all = cleaning_decision::Entity::find().all(test.database.connection()).await.expect("decisions are read");
    all.sort_by_key(|decision| decision.article_id);
    all
}

/// The decision about the article of this name.
///
/// # Panics
/// When there is none.
pub async fn decision(test: &TestDatabase, external_id: &str) -> cleaning_decision::Model {
    let id: ArticleId = article(test, external_id).await.id;
    cleaning_decision::find(test.database.connection(), id).await.expect("the article was decided about")
}

/// Cleans and waits for the end, whatever that is.
///
/// # Panics
/// When it is refused or takes too long.
pub async fn clean(test: &TestDatabase, new: NewCleaning) -> cleaning_run::Model {
    let requested = cleaning_run::request(&test.database, &new).await.expect("a cleaning run is asked for");
    rested(test, requested.id).await
}

/// Cleans everything by the newest rules, applies that, and waits for the end.
///
/// # Panics
/// When it doesn't come in force.
pub async fn clean_and_apply(test: &TestDatabase) -> cleaning_run::Model {
    let run = clean(test, NewCleaning { applies_when_ready: true, ..NewCleaning::default() }).await;
    assert_eq!(run.status, Status::Applied, "{run:?}");
    run
}

/// The run once nothing of it is being done any more.
///
/// # Panics
/// When that takes too long.
pub async fn rested(test: &TestDatabase, id: CleaningRunId) -> cleaning_run::Model {
    use Status::{Applying, Queued, Running, Undoing};
    until(&test.database, async || {
        let run = cleaning_run::find(test.database.connection(), id).await.expect("the run is there");
        (!matches!(run.status, Queued | Running | Applying | Undoing)).then_some(run)
    })
    .await
}

//! Loaders: what many fields of one request ask for one by one is read from the database at once.

mod of_article;

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_graphql::dataloader::{DataLoader, Loader};
use domain::{
    Database, article, article_import, base_model, cleaning_rule_set, cleaning_run, crawl, crawl_page, crawl_section,
    dataset, evaluation, feedback,
    id::{
        ArticleId, ArticleImportId, BaseModelId, CleaningRuleSetId, CleaningRunId, CrawlId, CrawlPageId, DatasetId,
        EvaluationId, LabelClassId, LabelSetId, ModelVersionId, PipelineRunId, PredictionId, SourceDefinitionId,
        SourceId, SweepId, TakedownId, TrainingRunId, WebhookDeliveryId, WebhookId,
    },
    label_class, label_set, model_version,
    page::{self, Page},
    pipeline_step, prediction, source, source_definition, sweep, sweep_trial, takedown, training_epoch, training_run,
    webhook, webhook_delivery,
};
use futures::future::BoxFuture;
use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, FromQueryResult, ModelTrait, QueryFilter, QueryOrder, QueryTrait,
    StatementBuilder, sea_query::SelectStatement,
};

pub use of_article::{DecisionAbout, TakedownOf, TakedownsIn};

use super::error::{Failure, Result};

/// A batch is read once the request has asked for nothing more for so long …
const PAUSE: Duration = Duration::from_millis(1);
/// … or the batch's first key has waited this long.
const PATIENCE: Duration = Duration::from_millis(50);

/// The loaders of one request. Nothing is cached between its steps, so a mutation's answer is never stale.
///
/// A fixed delay would tear apart batches whose keys take longer to arrive than it lasts: every later level of the
/// answer would then come in as many pieces. So a batch waits until the request has nothing left to ask.
pub struct Loaders {
    loader: DataLoader<Rows>,
    asked: Arc<AtomicU64>,
}

impl Loaders {
    /// Loaders over this database.
    pub fn new(database: Database) -> Self {
        let asked = Arc::new(AtomicU64::new(0));
        let watched = asked.clone();
        let spawn = move |read: BoxFuture<'static, ()>| {
            let watched = watched.clone();
            tokio::spawn(async move {
                settle(&watched).await;
                read.await;
            })
        };
        Self { loader: DataLoader::new(Rows { database }, spawn).delay(Duration::ZERO), asked }
    }

    /// The row `key` names, if there is one.
    pub async fn find<K>(&self, key: K) -> Result<Option<<Rows as Loader<K>>::Value>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Rows: Loader<K, Error = Arc<domain::Error>>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.loader.load_one(key).await?)
    }

    /// The row `key` names, which a foreign key promises to exist.
    pub async fn get<K>(&self, key: K) -> Result<<Rows as Loader<K>>::Value>
    where
        K: Send + Sync + Hash + Eq + Clone + std::fmt::Debug + 'static,
        Rows: Loader<K, Error = Arc<domain::Error>>,
    {
        let found = self.find(key.clone()).await?;
        found.ok_or_else(|| Failure::internal(format!("a row refers to {key:?}, which is gone")))
    }

    /// A page of a list.
    pub async fn page<E>(&self, request: page::Request<E>) -> Result<Page<E::Model>>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + FromQueryResult + Clone + Sync,
    {
        let page = self.get(PageKey::new(request)).await?;
        Ok((*page).clone())
    }

    /// What a count statement counts.
    pub async fn count(&self, statement: SelectStatement) -> Result<i64> {
        self.get(CountKey { text: text(&statement), statement }).await
    }
}

/// Waits until the count has stood still for a pause.
async fn settle(asked: &AtomicU64) {
    let start = Instant::now();
    loop {
        let before = asked.load(Ordering::Relaxed);
        tokio::time::sleep(PAUSE).await;
        if asked.load(Ordering::Relaxed) == before || start.elapsed() > PATIENCE {
            return;
        }
    }
}

/// Reads rows, many at a time.
pub struct Rows {
    database: Database,
}

/// Loads the rows of a table by id.
macro_rules! by_id {
    ($($id:ident => $noun:ident),* $(,)?) => { $(
        impl Loader<$id> for Rows {
            type Value = $noun::Model;
            type Error = Arc<domain::Error>;

            async fn load(&self, ids: &[$id]) -> std::result::Result<HashMap<$id, Self::Value>, Self::Error> {
                let rows = $noun::Entity::find()
                    .filter($noun::Column::Id.is_in(ids.iter().copied()))
                    .all(self.database.connection())
                    .await
                    .map_err(shared)?;
                Ok(rows.into_iter().map(|row| (row.id, row)).collect())
            }
        }
    )* };
}

by_id! {
    WebhookDeliveryId => webhook_delivery,
    WebhookId => webhook,
    ArticleId => article,
    ArticleImportId => article_import,
    BaseModelId => base_model,
    CleaningRuleSetId => cleaning_rule_set,
    CleaningRunId => cleaning_run,
    CrawlId => crawl,
    CrawlPageId => crawl_page,
    DatasetId => dataset,
    EvaluationId => evaluation,
    LabelClassId => label_class,
    LabelSetId => label_set,
    ModelVersionId => model_version,
    PredictionId => prediction,
    SourceId => source,
    SourceDefinitionId => source_definition,
    SweepId => sweep,
    TakedownId => takedown,
    TrainingRunId => training_run,
}

/// The classes of a label set, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassesOf(pub LabelSetId);

impl Loader<ClassesOf> for Rows {
    type Value = Arc<[label_class::Model]>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[ClassesOf]) -> std::result::Result<HashMap<ClassesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = label_set::classes_of(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(grouped(keys, rows, |row| ClassesOf(row.label_set_id)))
    }
}

/// The sections of a crawl, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SectionsOf(pub CrawlId);

impl Loader<SectionsOf> for Rows {
    type Value = Arc<[crawl_section::Model]>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[SectionsOf]) -> std::result::Result<HashMap<SectionsOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = crawl_section::of_crawls(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(grouped(keys, rows, |row| SectionsOf(row.crawl_id)))
    }
}

/// The epochs of a training run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EpochsOf(pub TrainingRunId);

impl Loader<EpochsOf> for Rows {
    type Value = Arc<[training_epoch::Model]>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[EpochsOf]) -> std::result::Result<HashMap<EpochsOf, Self::Value>, Self::Error> {
        let rows = training_epoch::Entity::find()
            .filter(training_epoch::Column::TrainingRunId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(training_epoch::Column::TrainingRunId)
            .order_by_asc(training_epoch::Column::Epoch)
            .all(self.database.connection())
            .await
            .map_err(shared)?;
        Ok(grouped(keys, rows, |row| EpochsOf(row.training_run_id)))
    }
}

/// The version a training run was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionOf(pub TrainingRunId);

impl Loader<VersionOf> for Rows {
    type Value = model_version::Model;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[VersionOf]) -> std::result::Result<HashMap<VersionOf, Self::Value>, Self::Error> {
        let rows = model_version::trained()
            .filter(model_version::Column::TrainingRunId.is_in(keys.iter().map(|key| key.0)))
            .all(self.database.connection())
            .await
            .map_err(shared)?;
        Ok(rows.into_iter().map(|row| (VersionOf(row.training_run_id), row)).collect())
    }
}

/// The trials of a sweep, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TrialsOf(pub SweepId);

impl Loader<TrialsOf> for Rows {
    type Value = Arc<[sweep_trial::Model]>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[TrialsOf]) -> std::result::Result<HashMap<TrialsOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = sweep::trials_of(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(grouped(keys, rows, |row| TrialsOf(row.sweep_id)))
    }
}

/// The best run of a sweep, if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BestRunOf(pub SweepId);

impl Loader<BestRunOf> for Rows {
    type Value = training_run::Model;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[BestRunOf]) -> std::result::Result<HashMap<BestRunOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let best = sweep::best_runs(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(best.into_iter().map(|(id, run)| (BestRunOf(id), run)).collect())
    }
}

/// The steps of a pipeline run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StepsOf(pub PipelineRunId);

impl Loader<StepsOf> for Rows {
    type Value = Arc<[pipeline_step::Model]>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[StepsOf]) -> std::result::Result<HashMap<StepsOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = pipeline_step::of_runs(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(grouped(keys, rows, |row| StepsOf(row.pipeline_run_id)))
    }
}

/// What a reader said of a prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FeedbackOn(pub PredictionId);

impl Loader<FeedbackOn> for Rows {
    type Value = feedback::Model;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[FeedbackOn]) -> std::result::Result<HashMap<FeedbackOn, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = feedback::of(self.database.connection(), &ids).await.map_err(shared)?;
        Ok(rows.into_iter().map(|row| (FeedbackOn(row.prediction_id), row)).collect())
    }
}

/// A page of a list, told from others by the statement it stands for.
#[derive(Clone, Debug)]
pub struct PageKey<E: EntityTrait> {
    text: String,
    request: page::Request<E>,
}

impl<E: EntityTrait> PageKey<E> {
    fn new(request: page::Request<E>) -> Self {
        let list = text(request.select.as_query());
        Self { text: format!("{list} {:?} {:?}", request.order, request.paging), request }
    }
}

impl<E: EntityTrait> PartialEq for PageKey<E> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<E: EntityTrait> Eq for PageKey<E> {}

impl<E: EntityTrait> Hash for PageKey<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<E> Loader<PageKey<E>> for Rows
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + FromQueryResult + Clone + Sync,
{
    type Value = Arc<Page<E::Model>>;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[PageKey<E>]) -> std::result::Result<HashMap<PageKey<E>, Self::Value>, Self::Error> {
        let requests = keys.iter().map(|key| key.request.clone()).collect();
        let pages = page::pages(self.database.connection(), requests).await.map_err(shared)?;
        Ok(keys.iter().cloned().zip(pages.into_iter().map(Arc::new)).collect())
    }
}

/// A count, told from others by its statement.
#[derive(Clone, Debug)]
struct CountKey {
    text: String,
    statement: SelectStatement,
}

impl PartialEq for CountKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for CountKey {}

impl Hash for CountKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Loader<CountKey> for Rows {
    type Value = i64;
    type Error = Arc<domain::Error>;

    async fn load(&self, keys: &[CountKey]) -> std::result::Result<HashMap<CountKey, i64>, Self::Error> {
        let statements: Vec<_> = keys.iter().map(|key| key.statement.clone()).collect();
        let counts = page::counts(self.database.connection(), &statements).await.map_err(shared)?;
        Ok(keys.iter().cloned().zip(counts).collect())
    }
}

/// A statement with its values in place: equal texts are equal statements, whatever the database.
fn text(statement: &SelectStatement) -> String {
    StatementBuilder::build(statement, &DbBackend::Sqlite).to_string()
}

fn grouped<K: Copy + Eq + Hash, R: Clone>(keys: &[K], rows: Vec<R>, key_of: impl Fn(&R) -> K) -> HashMap<K, Arc<[R]>> {
    let mut groups: HashMap<K, Vec<R>> = keys.iter().map(|key| (*key, Vec::new())).collect();
    for row in rows {
        groups.entry(key_of(&row)).or_default().push(row);
    }
    groups.into_iter().map(|(key, rows)| (key, rows.into())).collect()
}

fn shared(error: impl Into<domain::Error>) -> Arc<domain::Error> {
    Arc::new(error.into())
}

//! Datasets: sealed selections of labelled articles.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use domain::{
    dataset::{self, NewDataset},
    dataset_row,
    event::Topic,
    id::{ArticleId, DatasetId, LabelClassId, LabelSetId},
    job,
    page::{Direction, Order, Paging},
    training_run,
};
use futures::Stream;
use sea_orm::EntityTrait;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    SortDirection,
    connection::{self, Connection, cost},
    dataset_preview::DatasetPreview,
    dataset_report::DatasetReport,
    dataset_row::{DatasetRow, DatasetRowFilter},
    dataset_selection::{DatasetSelection, DatasetSelectionInput},
    error::{self, Result},
    event, found,
    job::Job,
    label_set::LabelSet,
    loader::TakedownsIn,
    loaders, services,
    takedown::Takedown,
    training_run::TrainingRun,
};

pub struct Dataset(pub dataset::Model);

impl From<dataset::Model> for Dataset {
    fn from(model: dataset::Model) -> Self {
        Self(model)
    }
}

/// Where a dataset stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "dataset::Status")]
pub enum DatasetStatus {
    /// It waits for a worker, or is being built.
    Building,
    /// It is done and will never change.
    Sealed,
    /// It couldn't be built.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// The part of a dataset a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "dataset::Split")]
pub enum Split {
    /// What weights are fitted to.
    Train,
    /// What chooses the best epoch.
    Validation,
    /// What is looked at once, at the end.
    Test,
}

/// A selection of labelled articles, split into train, validation and test, sealed under the hash of its rows.
#[Object]
impl Dataset {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> DatasetStatus {
        self.0.status.into()
    }

    /// What was asked for.
    async fn selection(&self) -> Result<DatasetSelection> {
        Ok(self.0.selection()?.into())
    }

    /// Its identity: SHA-256 over every row. The same selection of the same articles has the same anywhere.
    async fn manifest_sha256(&self) -> Option<&str> {
        self.0.manifest_sha256.as_deref()
    }

    /// Rows in all splits, once it is sealed.
    async fn row_count(&self) -> Option<i64> {
        self.0.row_count
    }

    /// What was found when it was built, once it is sealed.
    async fn report(&self) -> Result<Option<DatasetReport>> {
        Ok(self.0.report()?.map(DatasetReport))
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed, as a sentence.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it was sealed.
    async fn sealed_at(&self) -> Option<DateTime<Utc>> {
        self.0.sealed_at.map(|time| time.to_datetime())
    }

    /// Where its rows can be downloaded from, below this server's address; null until it is sealed.
    async fn export_path(
        &self,
        #[graphql(desc = "How the file is to be written.")] format: ExportFormat,
    ) -> Option<String> {
        let extension = format.extension();
        (self.0.status == dataset::Status::Sealed).then(|| format!("/datasets/{}/export?format={extension}", self.0.id))
    }

    /// The label set of its classes.
    async fn label_set(&self, context: &Context<'_>) -> Result<LabelSet> {
        Ok(LabelSet(loaders(context).get(self.0.label_set_id).await?))
    }

    /// Its rows, in the order of the manifest; none until it is sealed.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn rows(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which rows.", default)] filter: DatasetRowFilter,
    ) -> Result<Connection<DatasetRow>> {
        let filter = dataset_row::Filter {
            dataset_id: Some(self.0.id),
            split: filter.split.map(Into::into),
            label_class_id: filter.label_class_id.map(LabelClassId),
            cluster: filter.cluster,
        };
        let order = Order::by_unique(dataset_row::Column::Position, Direction::Ascending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(dataset_row::Entity::find()), order, paging).await
    }

    /// Takedowns of articles that are among its rows, oldest first: texts that it was sealed with and that are gone since.
    /// Its identity stays: the manifest is made of the texts' hashes.
    async fn takedowns(&self, context: &Context<'_>) -> Result<Vec<Takedown>> {
        let takedowns = loaders(context).get(TakedownsIn(self.0.id)).await?;
        Ok(takedowns.iter().cloned().map(Takedown).collect())
    }

    /// The training runs that learn from it, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn training_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TrainingRun>> {
        let filter = training_run::Filter { dataset_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(training_run::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(training_run::Entity::find()), order, paging).await
    }

    /// The jobs that work for it, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter { subject_id: Some(self.0.id.0), ..Default::default() };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(job::Entity::find()), order, paging).await
    }
}

/// How an exported file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ExportFormat {
    /// Comma-separated values (RFC 4180) in UTF-8, with a header.
    Csv,
    /// JSON Lines: one object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

impl ExportFormat {
    /// What such a file's name ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

/// Which datasets to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct DatasetFilter {
    /// Only datasets that stand here.
    status: Option<DatasetStatus>,
    /// Only datasets of this label set.
    label_set_id: Option<Uuid>,
    /// Only datasets sealed under this hash.
    manifest_sha256: Option<String>,
    /// Only sealed datasets this article is a row of.
    article_id: Option<Uuid>,
    /// Only datasets with this in the name, in whatever case.
    name: Option<String>,
}

/// What datasets are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DatasetSort {
    /// When they were asked for.
    CreatedAt,
    /// Their name.
    Name,
    /// How many rows they have; those that aren't sealed come last.
    RowCount,
}

/// How datasets are sorted.
#[derive(Clone, Copy, InputObject)]
pub struct DatasetOrder {
    /// What by.
    field: DatasetSort,
    /// Which way.
    direction: SortDirection,
}

impl Default for DatasetOrder {
    fn default() -> Self {
        Self { field: DatasetSort::CreatedAt, direction: SortDirection::Descending }
    }
}

impl From<DatasetOrder> for Order<dataset::Column> {
    fn from(order: DatasetOrder) -> Self {
        use dataset::Column;
        let direction = order.direction.into();
        match order.field {
            DatasetSort::CreatedAt => Order::by_unique(Column::Id, direction),
            DatasetSort::Name => Order::by(Column::Name, Column::Id, direction),
            DatasetSort::RowCount => Order::by(Column::RowCount, Column::Id, direction),
        }
    }
}

#[derive(Default)]
pub struct DatasetQuery;

#[Object]
impl DatasetQuery {
    /// Datasets.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "Relay's paging arguments are flat")]
    async fn datasets(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which datasets.", default)] filter: DatasetFilter,
        #[graphql(desc = "How they are sorted; newest first if left out.")] order_by: Option<DatasetOrder>,
    ) -> Result<Connection<Dataset>> {
        let filter = dataset::Filter {
            status: filter.status.map(Into::into),
            label_set_id: filter.label_set_id.map(LabelSetId),
            manifest_sha256: filter.manifest_sha256,
            article_id: filter.article_id.map(ArticleId),
            name: filter.name,
        };
        let paging = Paging::new(first, after, last, before);
        let order = order_by.unwrap_or_default().into();
        connection::list(context, filter.apply(dataset::Entity::find()), order, paging).await
    }

    /// What a selection would take if a dataset were built of it now, counted by class; nothing is built.
    #[graphql(complexity = "100 + child_complexity")]
    async fn dataset_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which articles.")] selection: DatasetSelectionInput,
    ) -> Result<DatasetPreview> {
        let preview = dataset::preview(super::connection(context), selection.into()).await;
        Ok(DatasetPreview(preview.map_err(as_client_calls_it)?))
    }

    /// The dataset with this id.
    async fn dataset(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The dataset's id.")] id: Uuid,
    ) -> Result<Option<Dataset>> {
        Ok(found(dataset::find(super::connection(context), DatasetId(id)).await)?.map(Dataset))
    }
}

/// A dataset to be built.
#[derive(InputObject)]
pub struct BuildDatasetInput {
    /// Its name: 1 to 200 characters.
    name: String,
    /// Which articles, and how they are split.
    selection: DatasetSelectionInput,
}

#[derive(Default)]
pub struct DatasetMutation;

#[Object]
impl DatasetMutation {
    /// Queues the building of a dataset and returns it.
    async fn build_dataset(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name and selection.")] input: BuildDatasetInput,
    ) -> Result<Dataset> {
        let new = NewDataset { name: input.name, selection: input.selection.into() };
        let dataset = dataset::request(&services(context).database, new).await;
        Ok(Dataset(dataset.map_err(|error| error::in_input(as_client_calls_it(error)))?))
    }
}

/// The domain calls two fields otherwise.
fn as_client_calls_it(mut error: domain::Error) -> domain::Error {
    if let domain::Error::Invalid(fields) = &mut error {
        for field in fields {
            match field.field.as_str() {
                "selection.sources" => field.field = "selection.source_keys".into(),
                "selection.crawls" => field.field = "selection.crawl_ids".into(),
                _ => {}
            }
        }
    }
    error
}

/// A dataset was asked for, sealed, failed or cancelled.
#[derive(SimpleObject)]
pub struct DatasetEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// What happened.
    change: DatasetMoved,
}

#[derive(Deserialize)]
pub struct DatasetMoved {
    dataset_id: DatasetId,
    status: dataset::Status,
    row_count: Option<i64>,
    manifest_sha256: Option<String>,
    error_code: Option<String>,
}

/// A dataset moved to another status.
#[Object]
impl DatasetMoved {
    /// Where it stood.
    async fn status(&self) -> DatasetStatus {
        self.status.into()
    }

    /// Rows in all splits, if it was sealed.
    async fn row_count(&self) -> Option<i64> {
        self.row_count
    }

    /// SHA-256 over every row, if it was sealed.
    async fn manifest_sha256(&self) -> Option<&str> {
        self.manifest_sha256.as_deref()
    }

    /// Why it failed, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.error_code.as_deref()
    }

    /// The dataset's id.
    async fn dataset_id(&self) -> Uuid {
        self.dataset_id.0
    }

    /// The dataset as it stands now.
    async fn dataset(&self, context: &Context<'_>) -> Result<Dataset> {
        Ok(Dataset(loaders(context).get(self.dataset_id).await?))
    }
}

#[derive(Default)]
pub struct DatasetSubscription;

#[Subscription]
impl DatasetSubscription {
    /// What happens to datasets, or to one of them.
    async fn dataset_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this dataset.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<DatasetEvent>>> {
        event::follow(context, Topic::Dataset, id, after, |event| {
            let change = serde_json::from_str(&event.payload)?;
            Ok(DatasetEvent { event_id: event::id(&event), at: event.created_at.to_datetime(), change })
        })
        .await
    }
}

//! Imports: files of articles on their way in, and their reports.

use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::{
    article,
    article_import::{self, NewImport},
    id::{ArticleImportId, SourceId},
    import_refusal, job,
    page::{Direction, Order, Paging},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    article::Article,
    connection::{self, Connection, cost},
    error::{self, Result},
    found,
    int64::Int64,
    job::Job,
    label_set::LabelSet,
    loaders, services,
    source::Source,
};

pub struct ArticleImport(pub article_import::Model);

impl From<article_import::Model> for ArticleImport {
    fn from(model: article_import::Model) -> Self {
        Self(model)
    }
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "article_import::Status")]
pub enum ArticleImportStatus {
    /// It waits for a worker.
    Queued,
    /// It reads; what it has read so far is stored.
    Running,
    /// The whole file was read.
    Succeeded,
    /// It stopped at an error; what was read before is stored, and a retry continues there.
    Failed,
    /// Somebody stopped it; what was read before is stored.
    Cancelled,
}

/// How a file of articles is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "article_import::Format")]
pub enum FileFormat {
    /// Comma-separated values (RFC 4180) in UTF-8, with a header.
    Csv,
    /// Tab-separated values in UTF-8, with a header.
    Tsv,
    /// JSON Lines: one object a line.
    Jsonl,
    /// Apache Parquet with flat columns.
    Parquet,
}

/// A file of articles on its way in, and the report of what became of its rows.
#[Object]
impl ArticleImport {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// The file's name, as given.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// How the file is written.
    async fn format(&self) -> FileFormat {
        self.0.format.into()
    }

    /// The file's size.
    async fn size_bytes(&self) -> Int64 {
        Int64(self.0.size_bytes)
    }

    /// Where it stands.
    async fn status(&self) -> ArticleImportStatus {
        self.0.status.into()
    }

    /// Rows read so far.
    async fn rows_read(&self) -> Int64 {
        Int64(self.0.rows_read)
    }

    /// Rows that were new.
    async fn inserted(&self) -> Int64 {
        Int64(self.0.inserted)
    }

    /// Rows that were known, and equal.
    async fn unchanged(&self) -> Int64 {
        Int64(self.0.unchanged)
    }

    /// Rows that were known, and differed.
    async fn updated(&self) -> Int64 {
        Int64(self.0.updated)
    }

    /// Rows that were refused; see `refusals`.
    async fn refused(&self) -> Int64 {
        Int64(self.0.refused)
    }

    /// Why it failed.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it began.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// The source its articles belong to.
    async fn source(&self, context: &Context<'_>) -> Result<Source> {
        Ok(Source(loaders(context).get(self.0.source_id).await?))
    }

    /// The label set its labels are read in; null if labels are not read.
    async fn label_set(&self, context: &Context<'_>) -> Result<Option<LabelSet>> {
        Ok(match self.0.label_set_id {
            Some(id) => Some(LabelSet(loaders(context).get(id).await?)),
            None => None,
        })
    }

    /// The rows that were refused, in the file's order; the first 10,000 of them.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn refusals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ImportRefusal>> {
        let select = import_refusal::Entity::find().filter(import_refusal::Column::ArticleImportId.eq(self.0.id));
        let order = Order::by_unique(import_refusal::Column::RowNumber, Direction::Ascending);
        connection::list_of_row(context, select, order, Paging::new(first, after, last, before)).await
    }

    /// The articles it brought or last updated, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let filter = article::Filter { article_import_id: Some(self.0.id), ..Default::default() };
        let order = Order::by_unique(article::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(article::Entity::find()), order, paging).await
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

pub struct ImportRefusal(import_refusal::Model);

impl From<import_refusal::Model> for ImportRefusal {
    fn from(model: import_refusal::Model) -> Self {
        Self(model)
    }
}

/// A row that an import refused.
#[Object]
impl ImportRefusal {
    /// The row's number in the file, from 1, header not counted.
    async fn row_number(&self) -> Int64 {
        Int64(self.0.row_number)
    }

    /// The field at fault.
    async fn field(&self) -> &str {
        &self.0.field
    }

    /// Why, as a code ("unknown_label").
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Why, as a sentence.
    async fn message(&self) -> &str {
        &self.0.message
    }
}

/// Which imports to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct ArticleImportFilter {
    /// Only imports that stand here.
    status: Option<ArticleImportStatus>,
    /// Only imports into this source.
    source_id: Option<Uuid>,
}

#[derive(Default)]
pub struct ArticleImportQuery;

#[Object]
impl ArticleImportQuery {
    /// Imports, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn article_imports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which imports.", default)] filter: ArticleImportFilter,
    ) -> Result<Connection<ArticleImport>> {
        let filter =
            article_import::Filter { status: filter.status.map(Into::into), source_id: filter.source_id.map(SourceId) };
        let order = Order::by_unique(article_import::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(article_import::Entity::find()), order, paging).await
    }

    /// The import with this id.
    async fn article_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The import's id.")] id: Uuid,
    ) -> Result<Option<ArticleImport>> {
        Ok(found(article_import::find(super::connection(context), ArticleImportId(id)).await)?.map(ArticleImport))
    }
}

/// A file of articles to be imported. Upload it first (`POST /uploads` answers with its key).
#[derive(InputObject)]
pub struct ImportArticlesInput {
    /// The upload's key.
    upload_key: String,
    /// The file's name, for the report.
    file_name: String,
    /// How the file is written; taken from the file's name if left out.
    format: Option<FileFormat>,
    /// Key of the source the articles belong to; made if it is new. With an article's external id it is the article's
    /// identity, so importing a file again changes nothing.
    source_key: String,
    /// Name of the source, if it is new; its key if left out.
    source_name: Option<String>,
    /// Key of the label set the file's labels are read in; left out, labels are not read.
    label_set_key: Option<String>,
}

#[derive(Default)]
pub struct ArticleImportMutation;

#[Object]
impl ArticleImportMutation {
    /// Queues the import of an uploaded file and returns it.
    async fn import_articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The file and what it holds.")] input: ImportArticlesInput,
    ) -> Result<ArticleImport> {
        let services = services(context);
        let format = input.format.map(Into::into).or_else(|| article_import::Format::of_file_name(&input.file_name));
        let upload = services.artifacts.upload_path(&input.upload_key).ok();
        let size_bytes = match upload {
            Some(path) => tokio::fs::metadata(path).await.ok().and_then(|file| i64::try_from(file.len()).ok()),
            None => None,
        };
        let mut refused = Vec::new();
        if size_bytes.is_none() {
            refused.push(domain::InvalidField::new("upload_key", "is not the key of an upload"));
        }
        if format.is_none() {
            refused.push(domain::InvalidField::new(
                "format",
                "must be given, since the file's name doesn't end in .csv, .tsv, .jsonl or .parquet",
            ));
        }
        let (Some(size_bytes), Some(format)) = (size_bytes, format) else {
            return Err(error::in_input(domain::Error::Invalid(refused)));
        };
        let new = NewImport {
            source_key: input.source_key,
            source_name: input.source_name,
            label_set_key: input.label_set_key,
            file_name: input.file_name,
            format,
            upload_key: input.upload_key,
            size_bytes,
        };
        let import = article_import::request(&services.database, new).await.map_err(error::in_input)?;
        Ok(ArticleImport(import))
    }
}

//! Datasets and evaluations on their way out.

use std::{
    io::{self, Write},
    sync::Arc,
};

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    article_import::Format,
    dataset, evaluation,
    id::{DatasetId, EvaluationId},
};
use futures::StreamExt;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{graphql::RequestId, graphql_http, server::App};

/// Bytes gathered before they are sent.
const CHUNK_BYTES: usize = 1 << 16;
/// Chunks that wait for a slow client; the export goes on as fast as it takes them.
const CHUNKS: usize = 4;

/// What is written as a file.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The rows of a sealed dataset.
    Dataset(dataset::Model),
    /// The answers of an evaluation that has succeeded.
    Evaluation(evaluation::Model),
}

/// Writes a subject in a format, blocking; or says why not, for the log. Given by whoever knows the formats.
pub type Exporter = Arc<dyn Fn(&Subject, Format, &mut (dyn Write + Send)) -> Result<(), String> + Send + Sync>;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Wish {
    /// `csv`, `tsv`, `jsonl` or `parquet`.
    format: Format,
}

type Wished = Result<Query<Wish>, QueryRejection>;
type Refused = (StatusCode, String);

/// `GET /datasets/{id}/export?format=csv`: the rows of a sealed dataset.
pub async fn dataset(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Path(dataset_id): Path<String>,
    wish: Wished,
) -> Response {
    let opened = async {
        let format = format(wish)?;
        let dataset_id: DatasetId = dataset_id.parse().map_err(|_| absent("dataset"))?;
        let dataset = found(dataset::find(app.services.database.connection(), dataset_id).await)?;
        if dataset.status != dataset::Status::Sealed {
            let message = "the dataset isn't sealed; only sealed datasets can be exported";
            return Err((StatusCode::CONFLICT, message.to_owned()));
        }
        open(&app, Subject::Dataset(dataset), format).await
    };
    opened.await.unwrap_or_else(|(status, message)| graphql_http::refuse(status, message, &id))
}

/// `GET /evaluations/{id}/rows?format=csv`: every answer of an evaluation beside the truth.
pub async fn evaluation_rows(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Path(evaluation_id): Path<String>,
    wish: Wished,
) -> Response {
    let opened = async {
        let format = format(wish)?;
        let evaluation = succeeded(&app, &evaluation_id).await?;
        open(&app, Subject::Evaluation(evaluation), format).await
    };
    opened.await.unwrap_or_else(|(status, message)| graphql_http::refuse(status, message, &id))
}

/// `GET /evaluations/{id}/report.json`: everything an evaluation measured, its worst mistakes among it.
pub async fn evaluation_report(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Path(evaluation_id): Path<String>,
) -> Response {
    let opened = async {
        let evaluation = succeeded(&app, &evaluation_id).await?;
        let name = format!("evaluation-{}.json", evaluation.id);
        let report = evaluation::download(app.services.database.connection(), evaluation).await;
        let report = report.map_err(|error| failed(&name, &error.to_string()))?;
        Ok(attachment(&name, "application/json", Body::from(report.to_string())))
    };
    opened.await.unwrap_or_else(|(status, message): Refused| graphql_http::refuse(status, message, &id))
}

async fn succeeded(app: &App, id: &str) -> Result<evaluation::Model, Refused> {
    let id: EvaluationId = id.parse().map_err(|_| absent("evaluation"))?;
    let evaluation = found(evaluation::find(app.services.database.connection(), id).await)?;
    if evaluation.status != evaluation::Status::Succeeded {
        let message = "the evaluation hasn't succeeded; there is nothing to download yet";
        return Err((StatusCode::CONFLICT, message.to_owned()));
    }
    Ok(evaluation)
}

fn format(wish: Wished) -> Result<Format, Refused> {
    let Query(wish) =
        wish.map_err(|_| (StatusCode::BAD_REQUEST, "format: must be csv, tsv, jsonl or parquet".to_owned()))?;
    Ok(wish.format)
}

fn absent(noun: &str) -> Refused {
    (StatusCode::NOT_FOUND, format!("there is no such {noun}"))
}

fn found<M>(result: domain::Result<M>) -> Result<M, Refused> {
    result.map_err(|error| match error {
        domain::Error::NotFound { .. } => (StatusCode::NOT_FOUND, error.to_string()),
        error => failed("a download", &error.to_string()),
    })
}

async fn open(app: &App, subject: Subject, format: Format) -> Result<Response, Refused> {
    let (extension, content_type) = match format {
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
        Format::Tsv => ("tsv", "text/tab-separated-values; charset=utf-8"),
        Format::Jsonl => ("jsonl", "application/jsonl; charset=utf-8"),
        Format::Parquet => ("parquet", "application/vnd.apache.parquet"),
    };
    let name = match &subject {
        Subject::Dataset(dataset) => format!("dataset-{}.{extension}", dataset.id),
        Subject::Evaluation(evaluation) => format!("evaluation-{}.{extension}", evaluation.id),
    };
    let mut chunks = start(app.exporter.clone(), subject, format);
    // The first chunk is awaited, so that an export that fails at once is answered as a failure.
    let first = chunks.next().await.transpose().map_err(|error| failed(&name, &error.to_string()))?;
    let shown = name.clone();
    let rest = chunks.inspect(move |chunk| {
        // The client sees a body that breaks off.
        if let Err(error) = chunk {
            failed(&shown, &error.to_string());
        }
    });
    let body = Body::from_stream(futures::stream::iter(first.map(Ok)).chain(rest));
    Ok(attachment(&name, content_type, body))
}

fn attachment(name: &str, content_type: &'static str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, body).into_response()
}

fn failed(name: &str, cause: &str) -> Refused {
    tracing::error!(file.name = name, cause, "{name} can't be written");
    (StatusCode::INTERNAL_SERVER_ERROR, "the file can't be written; see the log".to_owned())
}

fn start(exporter: Exporter, subject: Subject, format: Format) -> ReceiverStream<io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    tokio::task::spawn_blocking(move || {
        let mut writer = ChunkWriter { chunk: Vec::with_capacity(CHUNK_BYTES), sender };
        let written = exporter(&subject, format, &mut writer).map_err(io::Error::other).and_then(|()| writer.flush());
        if let Err(error) = written {
            // Refused only when the client is gone.
            let _ = writer.sender.blocking_send(Err(error));
        }
    });
    ReceiverStream::new(receiver)
}

/// Sends what is written to it, a chunk at a time; blocks while the client is slow.
struct ChunkWriter {
    chunk: Vec<u8>,
    sender: mpsc::Sender<io::Result<Bytes>>,
}

impl Write for ChunkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK_BYTES));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone");
        self.sender.blocking_send(Ok(chunk.into())).map_err(gone)
    }
}

//! Datasets on their way out.

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
use domain::{article_import::Format, dataset, id::DatasetId};
use futures::StreamExt;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{graphql::RequestId, graphql_http, server::App};

/// Bytes gathered before they are sent.
const CHUNK_BYTES: usize = 1 << 16;
/// Chunks that wait for a slow client; the export goes on as fast as it takes them.
const CHUNKS: usize = 4;

/// Writes the rows of a sealed dataset in a format, blocking; or says why not, for the log. Given by whoever knows the
/// formats.
pub type Exporter = Arc<dyn Fn(&dataset::Model, Format, &mut (dyn Write + Send)) -> Result<(), String> + Send + Sync>;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Wish {
    /// `csv`, `tsv`, `jsonl` or `parquet`.
    format: Format,
}

/// `GET /datasets/{id}/export?format=csv`: the rows of a sealed dataset.
pub async fn export(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Path(dataset_id): Path<String>,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Response {
    match open(&app, &dataset_id, wish).await {
        Ok(response) => response,
        Err((status, message)) => graphql_http::refuse(status, message, &id),
    }
}

async fn open(
    app: &App,
    dataset_id: &str,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Result<Response, (StatusCode, String)> {
    let Query(Wish { format }) =
        wish.map_err(|_| (StatusCode::BAD_REQUEST, "format: must be csv, tsv, jsonl or parquet".to_owned()))?;
    let dataset_id: DatasetId =
        dataset_id.parse().map_err(|_| (StatusCode::NOT_FOUND, "there is no such dataset".to_owned()))?;
    let dataset = match dataset::find(app.services.database.connection(), dataset_id).await {
        Ok(dataset) => dataset,
        Err(error @ domain::Error::NotFound { .. }) => return Err((StatusCode::NOT_FOUND, error.to_string())),
        Err(error) => return Err(failed(dataset_id, &error.to_string())),
    };
    if dataset.status != dataset::Status::Sealed {
        return Err((
            StatusCode::CONFLICT,
            "the dataset isn't sealed; only sealed datasets can be exported".to_owned(),
        ));
    }
    let (extension, content_type) = match format {
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
        Format::Tsv => ("tsv", "text/tab-separated-values; charset=utf-8"),
        Format::Jsonl => ("jsonl", "application/jsonl; charset=utf-8"),
        Format::Parquet => ("parquet", "application/vnd.apache.parquet"),
    };
    let mut chunks = start(app.exporter.clone(), dataset, format);
    // The first chunk is awaited, so that an export that fails at once is answered as a failure.
    let first = chunks.next().await.transpose().map_err(|error| failed(dataset_id, &error.to_string()))?;
    let rest = chunks.inspect(move |chunk| {
        // The client sees a body that breaks off.
        if let Err(error) = chunk {
            failed(dataset_id, &error.to_string());
        }
    });
    let body = Body::from_stream(futures::stream::iter(first.map(Ok)).chain(rest));
    let disposition = format!("attachment; filename=\"dataset-{dataset_id}.{extension}\"");
    let headers = [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, body).into_response())
}

fn failed(dataset_id: DatasetId, cause: &str) -> (StatusCode, String) {
    tracing::error!(dataset.id = %dataset_id, cause, "dataset {dataset_id} can't be exported");
    (StatusCode::INTERNAL_SERVER_ERROR, "the dataset can't be exported; see the log".to_owned())
}

fn start(exporter: Exporter, dataset: dataset::Model, format: Format) -> ReceiverStream<io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    tokio::task::spawn_blocking(move || {
        let mut writer = ChunkWriter { chunk: Vec::with_capacity(CHUNK_BYTES), sender };
        let written = exporter(&dataset, format, &mut writer).map_err(io::Error::other).and_then(|()| writer.flush());
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

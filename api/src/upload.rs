//! Files on their way in: streamed to the artifact store, to be named by a mutation afterwards.

use std::time::Duration;

use axum::{
    Extension, Json,
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::Serialize;
use tokio::{
    io::AsyncWriteExt,
    time::{Instant, timeout_at},
};

use crate::{
    caller::Caller,
    graphql::RequestId,
    graphql_http,
    rate_limit::Class,
    server::{App, Limits},
};

/// Slower than this, on average over what has come so far, an upload is given up: bytes a second.
const MIN_BYTES_PER_SECOND: u64 = 1 << 10;

/// What an uploader is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Uploaded {
    /// Names the file to the mutation that uses it.
    upload_key: String,
    /// Bytes received.
    size_bytes: u64,
}

/// Why a file was not taken.
enum UploadError {
    TooLarge,
    TooSlow,
    Interrupted(axum::Error),
    Disk(std::io::Error),
}

/// `POST /uploads`, the body being the file's bytes: `{"uploadKey", "sizeBytes"}`.
pub async fn upload(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Extension(caller): Extension<Caller>,
    headers: axum::http::HeaderMap,
    body: Body,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/") {
        let message = "Content-Type: the body must be the file itself, not a form".to_owned();
        return graphql_http::refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, &id);
    }
    if let Some(standing) = app.rate_limits.take(Class::Upload, 1, &caller)
        && standing.retry_after.is_some()
    {
        return graphql_http::too_often(&standing, &id);
    }
    let (upload_key, path) = app.services.artifacts.new_upload();
    match receive(body, &path, &app.limits).await {
        Ok(size_bytes) => (StatusCode::CREATED, Json(Uploaded { upload_key, size_bytes })).into_response(),
        Err(error) => {
            // What has come so far is of no use to anybody.
            if let Err(error) = tokio::fs::remove_file(&path).await
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, "the rest of a failed upload can't be deleted");
            }
            let (status, message) = error.say(app.limits.upload_bytes);
            graphql_http::refuse(status, message, &id)
        }
    }
}

async fn receive(body: Body, path: &std::path::Path, limits: &Limits) -> Result<u64, UploadError> {
    let mut file = tokio::fs::File::create_new(path).await.map_err(UploadError::Disk)?;
    let mut chunks = body.into_data_stream();
    let mut size = 0;
    let start = Instant::now();
    loop {
        // A large file may take as long as it likes, if only it keeps coming.
        let patience = limits.body_timeout + Duration::from_secs(size / MIN_BYTES_PER_SECOND);
        let chunk = timeout_at(start + patience, chunks.next()).await.map_err(|_| UploadError::TooSlow)?;
        let Some(chunk) = chunk else { break };
        let chunk = chunk.map_err(UploadError::Interrupted)?;
        size += chunk.len() as u64;
        if size > limits.upload_bytes {
            return Err(UploadError::TooLarge);
        }
        file.write_all(&chunk).await.map_err(UploadError::Disk)?;
    }
    // The mutation that comes next must find it after a power cut, too.
    file.sync_all().await.map_err(UploadError::Disk)?;
    Ok(size)
}

impl UploadError {
    fn say(self, limit: u64) -> (StatusCode, String) {
        match self {
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, format!("the file is larger than {limit} bytes")),
            Self::TooSlow => {
                let message = format!("the file came at less than {MIN_BYTES_PER_SECOND} bytes a second");
                (StatusCode::REQUEST_TIMEOUT, message)
            }
            Self::Interrupted(error) => {
                tracing::info!(%error, "an upload was interrupted");
                (StatusCode::BAD_REQUEST, "the upload was interrupted".to_owned())
            }
            Self::Disk(error) => {
                tracing::error!(%error, "an upload can't be written");
                (StatusCode::INSUFFICIENT_STORAGE, "the file can't be stored".to_owned())
            }
        }
    }
}

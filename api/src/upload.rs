//! Files on their way in: streamed to the artifact store, to be named by a mutation afterwards.

use axum::{
    Extension, Json,
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::Serialize;
use tokio::io::AsyncWriteExt;

use crate::{graphql::RequestId, graphql_http, server::App};

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
    Interrupted(axum::Error),
    Disk(std::io::Error),
}

/// `POST /uploads`, the body being the file's bytes: `{"uploadKey", "sizeBytes"}`.
pub async fn upload(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    headers: axum::http::HeaderMap,
    body: Body,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/") {
        let message = "Content-Type: the body must be the file itself, not a form".to_owned();
        return graphql_http::refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, &id);
    }
    let (upload_key, path) = app.services.artifacts.new_upload();
    match receive(body, &path, app.limits.upload_bytes).await {
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

async fn receive(body: Body, path: &std::path::Path, limit: u64) -> Result<u64, UploadError> {
    let mut file = tokio::fs::File::create_new(path).await.map_err(UploadError::Disk)?;
    let mut chunks = body.into_data_stream();
    let mut size = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(UploadError::Interrupted)?;
        size += chunk.len() as u64;
        if size > limit {
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

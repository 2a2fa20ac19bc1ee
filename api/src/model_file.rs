//! Files of model versions on their way out.

use std::path::PathBuf;

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{id::ModelVersionId, model_version};
use ml::sealed_folder::{MANIFEST, Manifest};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use crate::{App, graphql::RequestId, graphql_http};

/// Why there is no file: a status and words for the client.
type Refused = (StatusCode, String);

/// A file, and what its manifest says of it.
struct Found {
    path: PathBuf,
    name: String,
    sha256: String,
}

/// `GET /model-versions/{id}/files/{name}`: a file of a version's bundle, as it was sealed. A bundle's manifest says what
/// its contents must hash to; the entity tag is that hash.
pub async fn download(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Path((version_id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let opened = async {
        let Found { path, name, sha256 } = find(&app, &version_id, name).await?;
        let tag = format!("\"{sha256}\"");
        if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
            return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
        }
        let file = File::open(&path).await.map_err(|error| lost(&name, &error.to_string()))?;
        let bytes = file.metadata().await.map_err(|error| lost(&name, &error.to_string()))?.len();
        let is_json = name.ends_with(".json");
        let headers = [
            (header::CONTENT_TYPE, if is_json { "application/json" } else { "application/octet-stream" }.to_owned()),
            (header::CONTENT_LENGTH, bytes.to_string()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (header::ETAG, tag),
        ];
        Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
    };
    opened.await.unwrap_or_else(|(status, message): Refused| graphql_http::refuse(status, message, &id))
}

/// Only what the manifest names is a file of the bundle, whatever the address says.
async fn find(app: &App, version_id: &str, name: String) -> Result<Found, Refused> {
    let absent = |what: &str| (StatusCode::NOT_FOUND, format!("there is no such {what}"));
    let version_id: ModelVersionId = version_id.parse().map_err(|_| absent("model version"))?;
    let version = match model_version::find(app.services.database.connection(), version_id).await {
        Ok(version) => version,
        Err(domain::Error::NotFound { .. }) => return Err(absent("model version")),
        Err(error) => return Err(lost(&name, &error.to_string())),
    };
    let folder = app.services.artifacts.bundle_path(&version.bundle_sha256);
    let folder = folder.map_err(|error| lost(&name, &error.to_string()))?;
    let read = tokio::task::spawn_blocking({
        let folder = folder.clone();
        move || Manifest::read(&folder).map_err(|error| error.to_string())
    });
    let read = read.await.map_err(|error| error.to_string()).flatten();
    let (mut manifest, manifest_sha256) = read.map_err(|cause| lost(MANIFEST, &cause))?;
    let sha256 = match manifest.files.remove(&name) {
        Some(entry) => entry.sha256,
        None if name == MANIFEST => manifest_sha256,
        None => return Err(absent("file")),
    };
    Ok(Found { path: folder.join(&name), name, sha256 })
}

fn lost(name: &str, cause: &str) -> Refused {
    tracing::error!(file.name = name, cause, "{name} can't be read");
    (StatusCode::INTERNAL_SERVER_ERROR, "the file can't be read; see the log".to_owned())
}

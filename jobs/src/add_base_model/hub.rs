//! The routes of a model hub, as <https://huggingface.co> and its mirrors have them:
//!
//! - `GET /api/models/ID/revision/REVISION?blobs=true`: the commit, and the files with their sizes and hashes
//! - `GET /ID/resolve/COMMIT/FILE`: a file, in most cases by a redirect to where it is stored; takes `Range`
//!
//! Redirects are followed here rather than by the client, so that the token goes to the hub and to nobody else.

use std::time::Duration;

use domain::base_model::{HubToken, Settings};
use reqwest::{Client, Response, StatusCode, Url, header, redirect};
use serde::Deserialize;

use super::files::{Digest, Listed};
use crate::JobError;

/// How long a connection may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(15);
/// How long a hub may say nothing in the middle of an answer.
const READ_PATIENCE: Duration = Duration::from_secs(30);
/// Most redirects of one request.
const MAX_REDIRECTS: usize = 5;
/// Largest list of files that is read.
const MAX_LIST_BYTES: usize = 16 << 20;
/// Carries the SHA-256 of a file that is stored elsewhere.
const LINKED_ETAG: &str = "x-linked-etag";

/// A hub.
pub(super) struct Hub {
    client: Client,
    url: Url,
    token: Option<HubToken>,
}

/// A model at one commit.
#[derive(Debug)]
pub(super) struct HubModel {
    /// The commit, 40 hexadecimal digits.
    pub(super) commit: String,
    /// Its files.
    pub(super) files: Vec<Listed>,
}

/// An answer that isn't a redirect.
#[derive(Debug)]
pub(super) struct Answer {
    /// The answer.
    pub(super) response: Response,
    /// SHA-256 of the file, if the hub told it on the way.
    pub(super) sha256: Option<String>,
}

impl Hub {
    /// The hub of the settings.
    pub(super) fn new(settings: &Settings) -> Result<Self, JobError> {
        let wrong = |error: String| JobError::permanent("HUB_REFUSED", format!("hub_url: {error}"));
        // Another part of this process may have chosen it already; ours is the only one that is built in.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            // Files are asked for by byte ranges and known by their hashes: they come as they lie there.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_PATIENCE)
            .read_timeout(READ_PATIENCE)
            .user_agent(concat!("gisa/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        let mut url = settings.hub_url.trim_end_matches('/').to_owned();
        url.push('/');
        let url = Url::parse(&url).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { client, url, token: settings.hub_token.clone() })
    }

    /// The commit of `id` at `revision` (a branch, a tag or a commit), and its files.
    pub(super) async fn model(&self, id: &str, revision: &str) -> Result<HubModel, JobError> {
        let revision = revision.replace('/', "%2F");
        let mut url = self.join(&format!("api/models/{id}/revision/{revision}"))?;
        url.set_query(Some("blobs=true"));
        let mut response = self.get(url, 0).await?.response;
        refuse_unless_ok(response.status(), &format!("{id} at {revision}"))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_LIST_BYTES {
                return Err(JobError::permanent("HUB_REFUSED", "the hub's list of files has no end"));
            }
        }
        let model: Repository = serde_json::from_slice(&body).map_err(|error| {
            JobError::permanent("HUB_REFUSED", format!("hub_url doesn't lead to a model hub: its answer is {error}"))
        })?;
        let is_commit = model.sha.len() == 40 && model.sha.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_commit {
            return Err(JobError::permanent("HUB_REFUSED", "the hub didn't say which commit it is"));
        }
        Ok(HubModel { commit: model.sha, files: model.siblings.into_iter().map(Listed::from).collect() })
    }

    /// Where the file `name` of `id` at `commit` is asked for.
    pub(super) fn file_url(&self, id: &str, commit: &str, name: &str) -> Result<Url, JobError> {
        self.join(&format!("{id}/resolve/{commit}/{name}"))
    }

    /// Asks for `url` from byte `from` on, following redirects. The token is shown to the hub's own origin alone.
    pub(super) async fn get(&self, mut url: Url, from: u64) -> Result<Answer, JobError> {
        let mut sha256 = None;
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self.client.get(url.clone());
            if let Some(token) = &self.token
                && url.origin() == self.url.origin()
            {
                request = request.bearer_auth(token.expose());
            }
            if from > 0 {
                request = request.header(header::RANGE, format!("bytes={from}-"));
            }
            let response = request.send().await.map_err(unreachable)?;
            sha256 = sha256.or_else(|| linked_sha256(&response));
            if !response.status().is_redirection() {
                return Ok(Answer { response, sha256 });
            }
            let target = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            let target = target.and_then(|target| url.join(target).ok()).filter(|target| !is_weaker(&url, target));
            url = target.ok_or_else(|| JobError::permanent("HUB_REFUSED", "the hub redirects to nowhere"))?;
        }
        Err(JobError::permanent("HUB_REFUSED", format!("the hub redirects more than {MAX_REDIRECTS} times")))
    }

    fn join(&self, path: &str) -> Result<Url, JobError> {
        self.url.join(path).map_err(|error| JobError::permanent("HUB_REFUSED", format!("hub_url: {error}")))
    }
}

/// What is to be done about a status that isn't success.
pub(super) fn refuse_unless_ok(status: StatusCode, what: &str) -> Result<(), JobError> {
    match status {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT => Ok(()),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(JobError::permanent(
            "HUB_UNAUTHORIZED",
            format!(
                "the hub doesn't show {what} ({}): check the id, accept the model's terms on the hub, and set hub_token \
                 to a token that may read it",
                status.as_u16()
            ),
        )),
        StatusCode::NOT_FOUND => Err(JobError::permanent(
            "HUB_NOT_FOUND",
            format!("the hub has no {what}: check the id and the revision, and that hub_url is the right hub"),
        )),
        _ if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(JobError::transient("HUB_UNREACHABLE", format!("the hub can't answer now ({})", status.as_u16())))
        }
        _ => Err(JobError::permanent("HUB_REFUSED", format!("the hub answered {} for {what}", status.as_u16()))),
    }
}

/// A hub that doesn't answer, or breaks off. The URL may be signed, so it isn't told.
pub(super) fn unreachable(error: reqwest::Error) -> JobError {
    let error = error.without_url();
    let mut message = format!("the hub can't be reached: {error}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        message.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    JobError::transient("HUB_UNREACHABLE", message)
}

fn linked_sha256(response: &Response) -> Option<String> {
    let value = response.headers().get(LINKED_ETAG)?.to_str().ok()?.trim_matches('"');
    let is_sha256 = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha256.then(|| value.to_ascii_lowercase())
}

/// Whether a redirect would give up encryption.
fn is_weaker(from: &Url, to: &Url) -> bool {
    !matches!((from.scheme(), to.scheme()), ("http", "http" | "https") | ("https", "https"))
}

/// A model, as the hub lists it. `siblings` are its files.
#[derive(Deserialize)]
struct Repository {
    sha: String,
    #[serde(default)]
    siblings: Vec<Sibling>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sibling {
    rfilename: String,
    size: Option<u64>,
    blob_id: Option<String>,
    lfs: Option<LargeFile>,
}

/// What is stored outside of git.
#[derive(Deserialize)]
struct LargeFile {
    sha256: String,
    size: u64,
}

impl From<Sibling> for Listed {
    fn from(sibling: Sibling) -> Self {
        let (bytes, digest) = match sibling.lfs {
            Some(large) => (Some(large.size), Some(Digest::Sha256(large.sha256.to_ascii_lowercase()))),
            None => (sibling.size, sibling.blob_id.map(Digest::GitBlob)),
        };
        Self { name: sibling.rfilename, bytes, digest }
    }
}

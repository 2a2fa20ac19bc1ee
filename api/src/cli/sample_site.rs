//! `gisa sample-site`

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Response, StatusCode, Uri, header},
};
use clap::Args;
use jobs::sample_site::{DEFAULT_COUNT, DEFAULT_SEED, SampleSite};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{
    failure::{Failure, Outcome},
    output::Output,
    serve::stop_on_signals,
};

/// Serve a made-up newsroom on this machine, in Daum's layouts, to crawl: `gisa crawl --source sample`. The same seed
/// and number of articles give the same site.
#[derive(Debug, Args)]
pub struct SampleSiteCommand {
    /// The port on 127.0.0.1
    #[arg(long, value_name = "PORT", default_value_t = 8801)]
    port: u16,
    /// Which articles
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// How many articles
    #[arg(long, value_name = "N", default_value_t = DEFAULT_COUNT)]
    articles: u64,
}

impl SampleSiteCommand {
    /// Serves until it is told to stop.
    pub async fn run(self, output: Output) -> Outcome {
        let stop = CancellationToken::new();
        stop_on_signals(stop.clone())?;
        let site = Running::start(self.port, self.seed, self.articles).await?;
        let text = format!(
            "The sample newsroom of {} articles listens on {}.\nCrawl it from here: gisa crawl --source sample",
            self.articles, site.origin
        );
        output.result(&serde_json::json!({ "origin": site.origin, "articles": self.articles }), &text);
        stop.cancelled().await;
        Ok(())
    }
}

/// The site, while it is served.
pub struct Running {
    /// Where it is.
    pub origin: String,
    /// The site.
    pub site: Arc<SampleSite>,
    server: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Serves the site on a port of the loopback interface; on any that is free for port 0.
    pub async fn start(port: u16, seed: u64, articles: u64) -> Outcome<Self> {
        let made = tokio::task::spawn_blocking(move || SampleSite::new(seed, articles));
        let site = Arc::new(made.await.map_err(|error| Failure::new(format!("the site can't be made: {error}")))?);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let listener = TcpListener::bind(address).await.map_err(|error| {
            Failure::new(format!("{address} can't be used: {error}")).with_fix("choose another port with --port")
        })?;
        let address = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
        let router = Router::new().fallback(answer).with_state(Arc::clone(&site));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the sample site stopped");
            }
        });
        Ok(Self { origin: format!("http://{address}"), site, server })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(site): State<Arc<SampleSite>>, uri: Uri, headers: HeaderMap) -> Response<axum::body::Body> {
    let answer = site.answer(uri.path(), uri.query().unwrap_or_default());
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    let is_known = asked.is_some() && asked == answer.etag.as_deref();
    let mut response = Response::builder().status(if is_known { 304 } else { answer.status });
    response = response.header(header::CONTENT_TYPE, answer.content_type);
    if let Some(etag) = &answer.etag {
        response = response.header(header::ETAG, etag);
    }
    let body = if is_known { Vec::new() } else { answer.body };
    response.body(body.into()).unwrap_or_else(|_| {
        let mut failed = Response::new(axum::body::Body::empty());
        *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        failed
    })
}

//! Connections: each is given little time to say what it wants, and there are only so many.

mod patience; // how long the head of a request may take

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use patience::Patience;

/// How long a connection may lie idle: longer than clients keep theirs, so that it is they who close them.
const IDLE_TIMEOUT: Duration = Duration::from_secs(120);
/// Most connections at once; more wait to be accepted.
const MAX_CONNECTIONS: usize = 4_096;
/// How long is waited after no connection could be accepted, for lack of file descriptors for example.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` until `stop`, then answers the requests that have begun. A client may take `header_timeout` over the
/// head of a request, from its first byte.
pub async fn serve(listener: TcpListener, router: Router, header_timeout: Duration, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(IDLE_TIMEOUT);
    let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &connections) => accepted,
        };
        let Some((stream, address, permit)) = accepted else { continue };
        let router = router.clone();
        let (stream, turns) = Patience::new(stream, header_timeout);
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(address));
            turns.next();
            let (answered, turns) = (router.clone().oneshot(request.map(Body::new)), turns.clone());
            async move {
                let response = answered.await?;
                // What follows on a WebSocket are no heads.
                if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                    turns.next();
                }
                Ok::<_, Infallible>(response)
            }
        });
        let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
        let stop = stop.clone();
        open.spawn(async move {
            let _permit = permit;
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = stop.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            // A client that leaves or is too slow is none of our concern.
            if let Err(error) = ended {
                tracing::debug!(%error, client.address = %address, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
}

type Accepted = (tokio::net::TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, connections: &Arc<Semaphore>) -> Option<Accepted> {
    let permit = connections.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => Some((stream, address, permit)),
        Err(error) => {
            tracing::warn!(%error, "a connection can't be accepted");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

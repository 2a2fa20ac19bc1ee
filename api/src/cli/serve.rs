//! `gisa serve`

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use api::{
    App,
    classifier::{LiveClassifier, follow},
    configuration::Configuration,
    download::{Exporter, Subject},
    graphql,
    health::PendingMigrations,
    prediction_log::PredictionLog,
    server::{self, Limits},
    services::Services,
    telemetry,
    websocket::Sockets,
};
use clap::Args;
use figment::value::Value;
use futures::{FutureExt, future::BoxFuture};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    failure::{Failure, INTERRUPTED, Outcome},
    ground::{Ground, pending_migrations},
    predict::bundle_loader,
};

/// How long readiness is down before no more connections are taken: load balancers look now and then.
const NOTICE: Duration = Duration::from_millis(250);

/// Serve GraphQL over HTTP, and run background jobs.
///
/// On SIGTERM or Ctrl-C readiness falls, requests in flight are answered, sockets are closed with code 1001, answers
/// are stored and jobs are given back; a second signal ends the process at once.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Leave background jobs to `gisa worker` processes
    #[arg(long)]
    pub no_worker: bool,
    /// Serve GraphiQL at /graphiql
    #[arg(long)]
    pub development: bool,
}

impl Serve {
    /// Settings that its flags set.
    pub fn flags(&self) -> BTreeMap<&'static str, Value> {
        let mut flags = BTreeMap::new();
        if let Some(listen) = self.listen {
            flags.insert("listen", Value::from(listen.to_string()));
        }
        if self.no_worker {
            flags.insert("worker", Value::from(false));
        }
        if self.development {
            flags.insert("development", Value::from(true));
        }
        flags
    }

    /// Serves until it is told to stop.
    pub async fn run(self, configuration: Configuration) -> Outcome {
        Server::start(Ground::open(configuration).await?).await?.until_stopped().await
    }
}

/// A running server.
pub struct Server {
    /// What it stands on.
    pub ground: Ground,
    /// Where it listens.
    pub address: SocketAddr,
    /// What answers.
    pub classifier: LiveClassifier,
    /// Cancelled when it shall stop.
    pub stop: CancellationToken,
    parts: Vec<Part>,
    /// Ends after the parts: they still give answers to store.
    log: (PredictionLog, CancellationToken, tokio::task::JoinHandle<()>),
}

/// One of the things a server does at the same time.
struct Part {
    name: &'static str,
    task: tokio::task::JoinHandle<Outcome>,
}

impl Server {
    /// Listens and starts everything a server does. The model is loaded meanwhile.
    pub async fn start(ground: Ground) -> Outcome<Self> {
        let configuration = ground.configuration.clone();
        let metrics = telemetry::metrics();
        let stop = CancellationToken::new();
        stop_on_signals(stop.clone())?;
        let listener = listen(configuration.listen).await?;
        let address = listener.local_addr().map_err(|error| Failure::new(format!("listen: {error}")))?;

        let classifier = LiveClassifier::new(configuration.classifier());
        let prediction_log = PredictionLog::new(configuration.prediction_log());
        let services = Services {
            database: ground.database.clone(),
            artifacts: ground.artifacts.clone(),
            base_model: configuration.base_model(),
            classifier: classifier.clone(),
            prediction_log: prediction_log.clone(),
        };
        let app = App {
            schema: graphql::schema(services.clone()),
            services,
            pending_migrations: pending(),
            exporter: exporter(&ground),
            metrics,
            sockets: Sockets::default(),
            stop: stop.clone(),
            limits: Limits {
                request_bytes: configuration.request_max_bytes,
                upload_bytes: configuration.upload_max_bytes,
                development: configuration.development,
            },
        };

        let mut parts = Vec::new();
        let mut part = |name, work: BoxFuture<'static, Outcome>| {
            // However one ends, the others end with it.
            let guard = stop.clone().drop_guard();
            let task = tokio::spawn(async move {
                let _guard = guard;
                work.await
            });
            parts.push(Part { name, task });
        };
        let serving = server::serve(listener, app, NOTICE);
        part("the HTTP server", serving.map(|ended| ended.map_err(|error| Failure::new(error.to_string()))).boxed());
        let following =
            follow(classifier.clone(), ground.database.clone(), Arc::new(bundle_loader(&ground)), stop.clone());
        part("following the ledger", following.map(Ok).boxed());
        if configuration.worker {
            if let Some(problem) = ground.trainer_problem() {
                tracing::warn!("{problem}");
            }
            let working = jobs::run_worker(ground.worker_options(), stop.clone());
            part("the worker", working.map(|ended| ended.map_err(Failure::from)).boxed());
        }
        let log_stop = CancellationToken::new();
        let writing = tokio::spawn({
            let (log, database, stop) = (prediction_log.clone(), ground.database.clone(), log_stop.clone());
            async move { log.write(&database, stop).await }
        });
        tracing::info!(%address, "listening on http://{address}");
        Ok(Self { ground, address, classifier, stop, parts, log: (prediction_log, log_stop, writing) })
    }

    /// Serves until it is told to stop or a part of it fails, then stops in order.
    ///
    /// # Errors
    /// When a part fails, or doesn't stop in time.
    pub async fn until_stopped(self) -> Outcome {
        self.stop.cancelled().await;
        tracing::info!("stopping");
        let deadline = Instant::now() + self.ground.configuration.shutdown();
        let mut outcome = Ok(());
        for Part { name, task } in self.parts {
            let ended = match timeout_at(deadline, task).await {
                Ok(Ok(ended)) => ended,
                Ok(Err(error)) => Err(Failure::new(format!("{name} panicked: {error}"))),
                Err(_) => Err(Failure::new(format!("{name} didn't stop in time"))),
            };
            if let Err(failure) = ended {
                tracing::error!(cause = failure.message, "{name} failed");
                outcome = outcome.and(Err(failure));
            }
        }
        let (log, log_stop, writing) = self.log;
        log_stop.cancel();
        if timeout_at(deadline, writing).await.is_err() {
            let lost = log.waiting();
            tracing::error!(lost, "{lost} predictions couldn't be stored in time");
            outcome = outcome.and(Err(Failure::new(format!("{lost} predictions couldn't be stored in time"))));
        }
        self.classifier.stop();
        tracing::info!("stopped");
        outcome
    }
}

/// Cancels `stop` on SIGTERM and SIGINT; a second one ends the process at once.
pub fn stop_on_signals(stop: CancellationToken) -> Outcome {
    let watched = |kind| signal(kind).map_err(|error| Failure::new(format!("signals can't be watched: {error}")));
    let (mut terminated, mut interrupted) = (watched(SignalKind::terminate())?, watched(SignalKind::interrupt())?);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted.recv() => {}
            }
            if stop.is_cancelled() {
                std::process::exit(INTERRUPTED.into());
            }
            stop.cancel();
        }
    });
    Ok(())
}

async fn listen(address: SocketAddr) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let failure = Failure::new(format!("listen: {address} can't be used: {error}"));
        match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                failure.with_fix("stop the program that listens there, or choose another port with --listen")
            }
            _ => failure,
        }
    })
}

fn pending() -> PendingMigrations {
    Arc::new(|database| async move { pending_migrations(&database).await.map_err(|failure| failure.message) }.boxed())
}

fn exporter(ground: &Ground) -> Exporter {
    let artifacts = ground.artifacts.clone();
    Arc::new(move |subject, format, writer| {
        let written = match subject {
            Subject::Dataset(dataset) => jobs::export::export_dataset(&artifacts, dataset, format, writer),
            Subject::Evaluation(evaluation) => jobs::export::export_evaluation(&artifacts, evaluation, format, writer),
        };
        written.map(drop).map_err(|error| error.to_string())
    })
}

//! `gisa serve`

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use api::{
    App,
    access::Access,
    classifier::{LiveClassifier, Loader, Trials, follow},
    configuration::Configuration,
    download::{Exporter, Subject},
    graphql,
    health::PendingMigrations,
    prediction_log::PredictionLog,
    rate_limit::RateLimits,
    server::{self, Limits},
    services::Services,
    sign_in::{self, SignIn, SignInError, Way},
    telemetry,
    trusted_document::TrustedDocuments,
    websocket::Sockets,
};
use clap::Args;
use domain::{event, invitation};
use figment::value::Value;
use futures::{FutureExt, future::BoxFuture};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    failure::{Failure, INTERRUPTED, Outcome, SETTINGS},
    ground::{Ground, pending_migrations},
    output::Output,
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
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let server = Server::start(Ground::open(configuration).await?).await?;
        if let Some(link) = server.first_link().await? {
            // Not into the log: it is a secret.
            let value = serde_json::json!({ "firstAdministratorLink": link });
            output
                .result(&value, &format!("Nobody is a member yet. Open this link, once, to be administrator: {link}"));
        }
        server.until_stopped().await
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
    /// How people get in.
    pub sign_in: SignIn,
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

        let sign_in = open_sign_in(&configuration)?;
        // Read before anybody is let in: what happens to a credential from here on is heard of.
        let last_event = event::last_id(ground.database.connection()).await?;

        let classifier = LiveClassifier::new(configuration.classifier());
        let loader: Arc<dyn Loader> = Arc::new(bundle_loader(&ground));
        let prediction_log = PredictionLog::new(configuration.prediction_log());
        let services = Services {
            database: ground.database.clone(),
            artifacts: ground.artifacts.clone(),
            base_model: configuration.base_model(),
            page_trial: ground.page_trial(),
            classifier: classifier.clone(),
            trials: Trials::new(loader.clone(), configuration.classifier()),
            prediction_log: prediction_log.clone(),
            introspection: if configuration.development { Access::Public } else { Access::Viewer },
            budgets: configuration.budgets(),
            sign_in: sign_in.clone(),
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
                trusted_proxies: configuration.trusted_proxies.clone().into(),
                ..Limits::default()
            },
            rate_limits: RateLimits::new(configuration.rate_limits()),
            documents: trusted_documents(&configuration)?,
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
        part("the HTTP server", serving.map(Ok).boxed());
        let following = follow(classifier.clone(), ground.database.clone(), loader, stop.clone());
        part("following the ledger", following.map(Ok).boxed());
        let live = sign_in.live().clone().follow(ground.database.clone(), last_event, stop.clone());
        part("following credentials", live.map(Ok).boxed());
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
        let log = (prediction_log, log_stop, writing);
        Ok(Self { ground, address, classifier, stop, sign_in, parts, log })
    }

    /// On an installation without members, the one-time link for the first administrator; links that were given before
    /// hold no longer.
    pub async fn first_link(&self) -> Outcome<Option<String>> {
        if matches!(self.sign_in.way(), Way::Nobody) {
            tracing::warn!(
                "people can't sign in: set sign_in.client_id and sign_in.redirect_url, or start with --development"
            );
            return Ok(None);
        }
        let invited = invitation::first_administrator(&self.ground.database).await?;
        Ok(invited.map(|invited| {
            let own = format!("http://{}", self.address);
            format!("{}{}", self.sign_in.origin().unwrap_or(&own), sign_in::invitation_path(&invited.token))
        }))
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

/// What documents may be sent by name, or at all, by these settings.
fn trusted_documents(configuration: &Configuration) -> Outcome<TrustedDocuments> {
    let wrong = |message: String| Failure { exit_code: SETTINGS, message, fix: None };
    let further = match &configuration.trusted_documents_file {
        Some(path) => std::fs::read(path)
            .map_err(|error| error.to_string())
            .and_then(|list| serde_json::from_slice(&list).map_err(|_| "isn't a JSON list of documents".into()))
            .map_err(|why: String| wrong(format!("trusted_documents_file: {}: {why}", path.display())))?,
        None => Vec::new(),
    };
    TrustedDocuments::with(further, configuration.trusted_documents_only).map_err(wrong)
}

/// How people get in, by these settings.
pub fn open_sign_in(configuration: &Configuration) -> Outcome<SignIn> {
    let opened = SignIn::open(&configuration.sign_in, configuration.development, &configuration.data_folder);
    opened.map_err(|error| match error {
        SignInError::Setting(message) => {
            Failure { exit_code: SETTINGS, message: format!("a setting is wrong\n{message}"), fix: None }
        }
        SignInError::Keys(_) => Failure::new(error.to_string()).with_fix("see the folder that data_folder names"),
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

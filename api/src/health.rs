//! Alive? Ready? And the figures behind both.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Database, job};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, Iterable, PaginatorTrait, QueryFilter};
use serde::Serialize;
use tokio::time::timeout;

use crate::{
    classifier::{Deployed, LiveClassifier},
    server::App,
};

/// How long the database may take to answer a check.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks the database which migrations it lacks; given by whoever knows migrations.
pub type PendingMigrations = Arc<dyn Fn(Database) -> BoxFuture<'static, Result<Vec<String>, String>> + Send + Sync>;

/// The body of `/readyz`.
#[derive(Debug, Serialize)]
pub struct Readiness {
    /// Whether every check holds.
    pub ready: bool,
    /// Whether the process is about to stop.
    pub stopping: bool,
    /// A model can answer.
    pub model: ModelCheck,
    /// The database answers.
    pub database: Check,
    /// The schema is what this program was built for.
    pub migrations: Check,
}

/// One check.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Whether it holds.
    pub ok: bool,
    /// If not, why and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Whether a model can answer.
#[derive(Debug, Serialize)]
pub struct ModelCheck {
    /// Whether one can.
    pub ok: bool,
    /// The version that serves in this process.
    pub serving_version_id: Option<String>,
    /// The version that the ledger says should serve.
    pub deployed_version_id: Option<String>,
    /// What is wrong; something can be wrong with the deployed version while an older one goes on serving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// `GET /healthz`: the process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 if this process can do its work now, else 503; either way with each check.
pub async fn readyz(State(app): State<App>) -> Response {
    let readiness = readiness(&app).await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

/// `GET /metrics`: everything measured, as Prometheus reads it.
pub async fn metrics(State(app): State<App>) -> Response {
    let classifier = &app.services.classifier;
    metrics::gauge!("gisa_predict_queue_depth").set(classifier.waiting() as f64);
    metrics::gauge!("gisa_prediction_log_depth").set(app.services.prediction_log.waiting() as f64);
    metrics::gauge!("gisa_websocket_connections").set(app.sockets.len() as f64);
    metrics::gauge!("gisa_predict_sessions_idle").set(classifier.idle_sessions() as f64);
    metrics::gauge!("gisa_prediction_cache_bytes").set(classifier.cache_bytes() as f64);
    if let Some(ratio) = classifier.cache_hit_ratio() {
        metrics::gauge!("gisa_prediction_cache_hit_ratio").set(ratio);
    }
    let status = classifier.status();
    metrics::gauge!("gisa_model_load_failed").set(if status.failure.is_some() { 1.0 } else { 0.0 });
    for status in job::Status::iter() {
        let of_status = job::Entity::find().filter(job::Column::Status.eq(status));
        let Ok(count) = of_status.count(app.services.database.connection()).await else { continue };
        let name = serde_json::to_value(status).ok().and_then(|name| name.as_str().map(str::to_owned));
        metrics::gauge!("gisa_jobs", "status" => name.unwrap_or_default()).set(count as f64);
    }
    let mut body = app.metrics.render();
    app.metrics.run_upkeep();
    // Written here rather than as a gauge, so that a version that no longer serves leaves no series behind.
    if let Some(Deployed { model_version_id: id, variant }) = status.serving {
        body.push_str(&format!(
            "# TYPE gisa_model_info gauge\ngisa_model_info{{model_version_id=\"{id}\",variant=\"{variant}\"}} 1\n"
        ));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], body).into_response()
}

async fn readiness(app: &App) -> Readiness {
    let model = model(&app.services.classifier);
    let database = Check::from(ping(app).await);
    let migrations = Check::from(migrations(app).await);
    let stopping = app.stop.is_cancelled();
    Readiness { ready: model.ok && database.ok && migrations.ok && !stopping, stopping, model, database, migrations }
}

async fn ping(app: &App) -> Result<(), String> {
    let problem = match timeout(PATIENCE, app.services.database.ping()).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", PATIENCE.as_secs()),
    };
    tracing::warn!(problem, "the database doesn't answer");
    Err("it doesn't answer; see the log".to_owned())
}

async fn migrations(app: &App) -> Result<(), String> {
    let asked = (app.pending_migrations)(app.services.database.clone());
    match timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err("no answer in time".to_owned())) {
        Ok(pending) if pending.is_empty() => Ok(()),
        Ok(pending) => Err(format!("{} to apply: {}; run `gisa migrate up`", pending.len(), pending.join(", "))),
        Err(error) => {
            tracing::warn!(error, "the migrations can't be read");
            Err("they can't be read; see the log".to_owned())
        }
    }
}

fn model(classifier: &LiveClassifier) -> ModelCheck {
    let status = classifier.status();
    let problem = match (&status.failure, status.serving, status.deployed) {
        (Some(failure), ..) => Some(format!(
            "model version {} can't be loaded (tried {} times): {}",
            failure.deployed, failure.attempts, failure.message
        )),
        (None, Some(_), _) => None,
        (None, None, Some(_)) => Some("the deployed version is being loaded".to_owned()),
        (None, None, None) if status.ledger_read => {
            Some("nothing is deployed; train a model, then `gisa deploy VERSION`".to_owned())
        }
        (None, None, None) => Some("the deployment ledger wasn't read yet".to_owned()),
    };
    ModelCheck {
        ok: status.serving.is_some(),
        serving_version_id: status.serving.map(|serving| serving.model_version_id.to_string()),
        deployed_version_id: status.deployed.map(|deployed| deployed.model_version_id.to_string()),
        problem,
    }
}

impl From<Result<(), String>> for Check {
    fn from(outcome: Result<(), String>) -> Self {
        Self { ok: outcome.is_ok(), problem: outcome.err() }
    }
}

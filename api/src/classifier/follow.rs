//! Makes what serves what the deployment ledger says.

use std::{path::PathBuf, sync::Arc, time::Duration};

use domain::{
    Database, Timestamp, artifact::ArtifactStore, deployment, label_class, label_set, model_variant::ModelVariant,
    model_version,
};
use ml::{
    bundle::Variant,
    serve::{Classifier, ClassifierOptions, Plan, Runtime},
    tokenizer::Encoding,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    Deployed, LiveClassifier, LoadFailure, Loaded,
    tuning::{Fixed, TuningStore},
};

/// How often the ledger is read when nothing in this process rang: the delay with which another process's deployment
/// is noticed.
const POLL: Duration = Duration::from_millis(250);
/// A version that doesn't load is tried again after 1 s, 2 s, 4 s … up to this.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// Where models come from.
pub trait Loader: Send + Sync + 'static {
    /// Loads, checks and warms up a variant of the version's model; blocks meanwhile. `class_keys` are its label set's
    /// classes in order, which must be the model's.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    fn load(
        &self,
        version: &model_version::Model,
        variant: ModelVariant,
        class_keys: &[&str],
    ) -> Result<Loaded, String>;
}

/// Loads bundles from the artifact store with ONNX Runtime.
#[derive(Clone, Debug)]
pub struct BundleLoader {
    /// Where bundles lie.
    pub artifacts: ArtifactStore,
    /// ONNX Runtime's library; `None` means the one that `ORT_DYLIB_PATH` names.
    pub library: Option<PathBuf>,
    /// What settings say of how a model is run; the rest is measured.
    pub fixed: Fixed,
    /// Where what was measured is kept.
    pub tunings: TuningStore,
}

impl BundleLoader {
    /// ONNX Runtime, as this process's settings say.
    ///
    /// # Errors
    /// A sentence that says what to set.
    pub fn runtime(&self) -> Result<Runtime, String> {
        let runtime = match &self.library {
            Some(path) => Runtime::load(path),
            None => Runtime::from_env(),
        };
        runtime.map_err(|error| error.to_string())
    }
}

impl Loader for BundleLoader {
    fn load(
        &self,
        version: &model_version::Model,
        variant: ModelVariant,
        class_keys: &[&str],
    ) -> Result<Loaded, String> {
        let runtime = self.runtime()?;
        let folder = self.artifacts.bundle_path(&version.bundle_sha256).map_err(|error| error.to_string())?;
        let plan = self.tunings.plan(&runtime, &folder, &version.bundle_sha256, variant, &self.fixed)?;
        let options = ClassifierOptions::new(of_bundle(variant), &plan);
        let classifier = Classifier::load(&runtime, &folder, options).map_err(|error| error.to_string())?;
        if classifier.bundle_sha256() != version.bundle_sha256 {
            let found = classifier.bundle_sha256();
            return Err(format!("the bundle's SHA-256 is {found}, the version's is {}", version.bundle_sha256));
        }
        if !classifier.labels().keys().eq(class_keys.iter().copied()) {
            return Err("the bundle's labels aren't the label set's classes".into());
        }
        classifier.self_test().map_err(|error| error.to_string())?;
        warm_up(&classifier, &plan)?;
        Ok(Loaded { model: Arc::new(classifier), plan })
    }
}

/// The graph that a deployment's variant means.
pub fn of_bundle(variant: ModelVariant) -> Variant {
    match variant {
        ModelVariant::Fp32 => Variant::Fp32,
        ModelVariant::Int8 => Variant::Int8,
    }
}

/// Computes the largest batch and the smallest on every session, so that no reader waits for memory to be laid out.
fn warm_up(classifier: &Classifier, plan: &Plan) -> Result<(), String> {
    let id = classifier.common_id();
    let row = |length: usize| Encoding { ids: vec![id; length.max(1)], truncated: false };
    let longest = classifier.max_length();
    let large = vec![row(longest); (plan.token_budget / longest).clamp(1, 64)];
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..plan.sessions)
            .map(|_| {
                scope.spawn(|| {
                    classifier.logits(&large)?;
                    classifier.logits(&[row(8)]).map(drop)
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(outcome) => outcome.map_err(|error| error.to_string()),
            Err(_) => Err("warming up panicked".to_owned()),
        })
    })
}

/// Follows the ledger until `stop`: loads what is deployed off the path of requests, then has it serve.
///
/// While a version doesn't load, the one before it goes on serving, [`super::Status::failure`] says why, and loading is
/// tried again.
pub async fn follow(classifier: LiveClassifier, database: Database, loader: Arc<dyn Loader>, stop: CancellationToken) {
    let mut changes = database.changes();
    let mut retry_at: Option<Instant> = None;
    loop {
        match deployment::active(database.connection()).await {
            Ok(row) => {
                let wanted = row.map(|row| Deployed { model_version_id: row.to_version_id, variant: row.variant });
                classifier.set_status(|status| {
                    status.ledger_read = true;
                    status.deployed = wanted;
                });
                if let Some(wanted) = wanted
                    && classifier.status().serving != Some(wanted)
                    && retry_at_of(&classifier, wanted, retry_at).is_none_or(|at| at <= Instant::now())
                {
                    retry_at = swap(&classifier, &database, &loader, wanted).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the deployment ledger can't be read; trying again"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// A failure postpones only the version that failed.
fn retry_at_of(classifier: &LiveClassifier, wanted: Deployed, retry_at: Option<Instant>) -> Option<Instant> {
    let status = classifier.status();
    retry_at.filter(|_| status.failure.is_some_and(|failure| failure.deployed == wanted))
}

/// Loads `wanted` and has it serve; else says when to try again.
async fn swap(
    classifier: &LiveClassifier,
    database: &Database,
    loader: &Arc<dyn Loader>,
    wanted: Deployed,
) -> Option<Instant> {
    let start = Instant::now();
    let message = match load(database, loader.clone(), wanted).await {
        Ok((classes, loaded)) => {
            let Plan { sessions, intra_threads, token_budget, .. } = loaded.plan;
            classifier.serve(wanted, classes, loaded);
            let duration_ms = start.elapsed().as_millis() as u64;
            tracing::info!(
                model_version.id = %wanted.model_version_id,
                duration_ms,
                sessions,
                intra_threads,
                token_budget,
                "model version {wanted} serves"
            );
            metrics::counter!("gisa_model_swaps_total", "outcome" => "succeeded").increment(1);
            return None;
        }
        Err(message) => message,
    };
    metrics::counter!("gisa_model_swaps_total", "outcome" => "failed").increment(1);
    let before = classifier.status().failure.filter(|failure| failure.deployed == wanted);
    let attempts = before.map_or(0, |failure| failure.attempts) + 1;
    let delay = LONGEST_RETRY.min(Duration::from_secs(1) * 2u32.saturating_pow(attempts - 1));
    tracing::error!(
        model_version.id = %wanted.model_version_id,
        cause = message,
        attempts,
        retry_seconds = delay.as_secs(),
        "model version {wanted} can't be loaded; what served before goes on serving"
    );
    classifier.set_status(|status| {
        status.failure = Some(LoadFailure { deployed: wanted, message, attempts, at: Timestamp::now() });
    });
    Some(Instant::now() + delay)
}

/// A version's model, ready, with its classes in order; else a sentence that says what is wrong.
pub(super) async fn load(
    database: &Database,
    loader: Arc<dyn Loader>,
    wanted: Deployed,
) -> Result<(Arc<[label_class::Model]>, Loaded), String> {
    let version =
        model_version::find(database.connection(), wanted.model_version_id).await.map_err(|error| error.to_string())?;
    let classes = label_set::classes(database.connection(), version.label_set_id).await;
    let classes: Arc<[label_class::Model]> = classes.map_err(|error| error.to_string())?.into();
    let ordered = classes.clone();
    let loading = tokio::task::spawn_blocking(move || {
        let keys: Vec<&str> = ordered.iter().map(|class| class.key.as_str()).collect();
        loader.load(&version, wanted.variant, &keys)
    });
    Ok((classes, loading.await.map_err(|error| format!("loading panicked: {error}"))??))
}

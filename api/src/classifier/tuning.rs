//! How a model is run here: as settings say, as it was measured before, or as it is measured now.
//!
//! A measurement belongs to a bundle's variant, a machine and an ONNX Runtime; each is a file of its own in the data
//! folder. A file that is lost or can't be read only costs measuring again.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::model_variant::ModelVariant;
use ml::serve::{Plan, Runtime, Tuning, tune};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::of_bundle;

/// What settings say of how a model is run; `None` leaves it to measurement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// Batches computed at the same time.
    pub sessions: Option<usize>,
    /// Threads inside one computation.
    pub intra_threads: Option<usize>,
    /// Most tokens in a batch, padding included.
    pub token_budget: Option<usize>,
}

impl Fixed {
    /// The plan with what is set in place of what was measured.
    pub fn applied_to(&self, plan: Plan) -> Plan {
        Plan {
            sessions: self.sessions.unwrap_or(plan.sessions),
            intra_threads: self.intra_threads.unwrap_or(plan.intra_threads),
            token_budget: self.token_budget.unwrap_or(plan.token_budget),
            ..plan
        }
    }
}

/// Where measurements are kept.
#[derive(Clone, Debug)]
pub struct TuningStore {
    folder: PathBuf,
    budget: Duration,
}

/// What a measurement holds for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Subject {
    bundle_sha256: String,
    variant: ModelVariant,
    /// Processor and number of cores.
    machine: String,
    /// ONNX Runtime's version and build.
    library: String,
}

/// A file of the store.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    subject: Subject,
    tuning: Tuning,
}

impl TuningStore {
    /// A store in `folder`, which is made when it is needed. A model that was never measured is measured for `budget`
    /// when it is loaded; with zero it is run by [`Plan::default`], one session a core.
    pub fn new(folder: PathBuf, budget: Duration) -> Self {
        Self { folder, budget }
    }

    /// How to run a variant of the bundle in `folder`. Blocks while it measures.
    ///
    /// # Errors
    /// A sentence that says why the bundle can't be run.
    pub fn plan(
        &self,
        runtime: &Runtime,
        folder: &Path,
        bundle_sha256: &str,
        variant: ModelVariant,
        fixed: &Fixed,
    ) -> Result<Plan, String> {
        if self.budget.is_zero() {
            return Ok(fixed.applied_to(Plan { sessions: cores(), ..Plan::default() }));
        }
        let subject = Subject::new(runtime, bundle_sha256, variant);
        if let Some(tuning) = self.find(&subject) {
            return Ok(fixed.applied_to(tuning.plan));
        }
        let tuning = self.measure(runtime, folder, bundle_sha256, variant, self.budget)?;
        Ok(fixed.applied_to(tuning.plan))
    }

    /// Measures for about `budget` and keeps the result. Blocks.
    ///
    /// # Errors
    /// A sentence that says why the bundle can't be run.
    pub fn measure(
        &self,
        runtime: &Runtime,
        folder: &Path,
        bundle_sha256: &str,
        variant: ModelVariant,
        budget: Duration,
    ) -> Result<Tuning, String> {
        let tuning = tune(runtime, folder, of_bundle(variant), budget).map_err(|error| error.to_string())?;
        let subject = Subject::new(runtime, bundle_sha256, variant);
        if let Err(error) = self.keep(&subject, &tuning) {
            let folder = self.folder.display();
            tracing::warn!(%error, "a measurement can't be kept in {folder}; it will be made again");
        }
        Ok(tuning)
    }

    fn find(&self, subject: &Subject) -> Option<Tuning> {
        let contents = fs::read(self.path(subject)).ok()?;
        let kept: Kept = serde_json::from_slice(&contents)
            .inspect_err(|error| tracing::warn!(%error, "a measurement can't be read; it is made again"))
            .ok()?;
        (kept.subject == *subject).then_some(kept.tuning)
    }

    /// Whole or not at all: a process that is killed leaves no half of a file.
    fn keep(&self, subject: &Subject, tuning: &Tuning) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let kept = Kept { subject: subject.clone(), tuning: tuning.clone() };
        let path = self.path(subject);
        let part = path.with_extension(format!("{}.part", std::process::id()));
        fs::write(&part, serde_json::to_vec_pretty(&kept)?)?;
        fs::rename(&part, &path)
    }

    fn path(&self, subject: &Subject) -> PathBuf {
        let name = serde_json::to_vec(subject).expect("a few strings are JSON");
        self.folder.join(format!("{}.json", hex::encode(Sha256::digest(name))))
    }
}

impl Subject {
    fn new(runtime: &Runtime, bundle_sha256: &str, variant: ModelVariant) -> Self {
        Self { bundle_sha256: bundle_sha256.to_owned(), variant, machine: machine(), library: runtime.build() }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(':')).map_or("unknown processor", |(_, name)| name.trim());
    format!("{model}, {} cores", cores())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(bundle: &str) -> Subject {
        let text = |text: &str| text.to_owned();
        Subject {
            bundle_sha256: text(bundle),
            variant: ModelVariant::Int8,
            machine: text("a processor, 2 cores"),
            library: text("1.31.1"),
        }
    }

    fn tuning() -> Tuning {
        let plan = Plan { sessions: 3, token_budget: 99, ..Plan::default() };
        Tuning { plan, shapes: Vec::new(), layouts: Vec::new(), seconds: 0.5 }
    }

    #[test]
    fn what_was_measured_is_found_again_for_the_same_subject_only() {
        let folder = std::env::temp_dir().join(format!("gisa-{}", uuid::Uuid::now_v7()));
        let store = TuningStore::new(folder.join("tuning"), Duration::from_secs(1));
        assert_eq!(store.find(&subject("a")), None);
        store.keep(&subject("a"), &tuning()).unwrap();
        assert_eq!(store.find(&subject("a")), Some(tuning()));
        assert_eq!(store.find(&subject("b")), None);
        fs::write(store.path(&subject("a")), "{").unwrap();
        assert_eq!(store.find(&subject("a")), None, "a broken file is no measurement");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn settings_override_what_was_measured() {
        let fixed = Fixed { sessions: Some(1), ..Fixed::default() };
        assert_eq!(fixed.applied_to(tuning().plan), Plan { sessions: 1, ..tuning().plan });
    }
}

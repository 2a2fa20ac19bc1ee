//! Versions that members try beside the one in service: loaded when one is asked, let go of when none asks any more.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use domain::Database;
use tokio::{sync::OnceCell, time::Instant};

use super::{Deployed, LiveClassifier, Loader, Settings, follow::load};

/// Versions that are loaded at the same time; of more the one that was asked longest ago goes.
const KEPT: usize = 3;
/// How long a version stays that nobody asks.
const IDLE: Duration = Duration::from_secs(600);

/// Loads versions to be tried. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Trials {
    shared: Arc<Shared>,
}

struct Shared {
    loader: Arc<dyn Loader>,
    settings: Settings,
    loaded: Mutex<Vec<Trial>>,
}

struct Trial {
    deployed: Deployed,
    classifier: Arc<OnceCell<LiveClassifier>>,
    asked_at: Instant,
}

/// Why a version can't be tried; for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("model version can't be loaded: {0}")]
pub struct TrialError(pub String);

impl Trials {
    /// Trials of what `loader` loads, each within `settings`.
    pub fn new(loader: Arc<dyn Loader>, settings: Settings) -> Self {
        Self { shared: Arc::new(Shared { loader, settings, loaded: Mutex::default() }) }
    }

    /// A classifier that answers as this version, loaded if it has to be.
    ///
    /// # Errors
    /// When its bundle can't be run; it is tried again the next time.
    pub async fn of(&self, database: &Database, deployed: Deployed) -> Result<LiveClassifier, TrialError> {
        let cell = self.shared.cell(deployed);
        let loading = || async {
            let (classes, loaded) = load(database, self.shared.loader.clone(), deployed).await.map_err(TrialError)?;
            let classifier = LiveClassifier::new(self.shared.settings);
            classifier.serve(deployed, classes, loaded);
            tokio::spawn(let_go(Arc::downgrade(&self.shared), deployed));
            Ok(classifier)
        };
        cell.get_or_try_init(loading).await.cloned()
    }

    /// The classifier of this version, if it is loaded.
    pub fn loaded(&self, deployed: Deployed) -> Option<LiveClassifier> {
        let trials = self.shared.lock();
        trials.iter().find(|trial| trial.deployed == deployed)?.classifier.get().cloned()
    }
}

impl fmt::Debug for Trials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.shared.lock().iter().map(|trial| trial.deployed.to_string()).collect();
        formatter.debug_tuple("Trials").field(&names).finish()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Vec<Trial>> {
        // The list is whole at every moment a panic could strike.
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cell(&self, deployed: Deployed) -> Arc<OnceCell<LiveClassifier>> {
        let mut trials = self.lock();
        let known = trials.iter().position(|trial| trial.deployed == deployed).map(|position| trials.remove(position));
        let mut trial =
            known.unwrap_or_else(|| Trial { deployed, classifier: Arc::default(), asked_at: Instant::now() });
        trial.asked_at = Instant::now();
        let cell = trial.classifier.clone();
        // The one asked last is the last; who still waits for another one holds it.
        trials.push(trial);
        if trials.len() > KEPT {
            trials.remove(0);
        }
        cell
    }

    /// From when on a version has been asked by nobody for long enough; `None` once it is gone, as it is then.
    fn idle_from(&self, deployed: Deployed, now: Instant) -> Option<Instant> {
        let mut trials = self.lock();
        let position = trials.iter().position(|trial| trial.deployed == deployed)?;
        let idle_from = trials[position].asked_at + IDLE;
        if idle_from > now {
            return Some(idle_from);
        }
        trials.remove(position);
        None
    }
}

/// Lets a version go once it hasn't been asked for long enough.
async fn let_go(shared: Weak<Shared>, deployed: Deployed) {
    let mut until = Instant::now() + IDLE;
    loop {
        tokio::time::sleep_until(until).await;
        let Some(shared) = shared.upgrade() else { return };
        let Some(next) = shared.idle_from(deployed, Instant::now()) else { return };
        until = next;
    }
}

#[cfg(test)]
mod tests {
    use domain::{model_variant::ModelVariant, model_version};

    use super::*;
    use crate::classifier::{Loaded, tests as classifier};

    struct Nothing;

    impl Loader for Nothing {
        fn load(&self, _: &model_version::Model, _: ModelVariant, _: &[&str]) -> Result<Loaded, String> {
            Err("there is nothing".into())
        }
    }

    #[test]
    fn the_version_asked_longest_ago_makes_room_and_one_that_nobody_asks_goes() {
        let trials = Trials::new(Arc::new(Nothing), Settings::default());
        let versions: Vec<Deployed> = (0..=KEPT).map(|_| classifier::deployed()).collect();
        let load = |deployed: Deployed| {
            let classifier = LiveClassifier::new(Settings::default());
            assert!(trials.shared.cell(deployed).set(classifier).is_ok(), "it is loaded already");
        };
        versions[..KEPT].iter().for_each(|version| load(*version));
        trials.shared.cell(versions[0]);
        load(versions[KEPT]);
        let loaded: Vec<bool> = versions.iter().map(|version| trials.loaded(*version).is_some()).collect();
        assert_eq!(loaded, [true, false, true, true]);

        let idle_from = trials.shared.idle_from(versions[0], Instant::now()).unwrap();
        trials.shared.cell(versions[0]);
        let asked_again = trials.shared.idle_from(versions[0], idle_from).unwrap();
        assert!(asked_again > idle_from && trials.loaded(versions[0]).is_some(), "it was asked meanwhile");
        assert_eq!(trials.shared.idle_from(versions[0], asked_again), None);
        assert!(trials.loaded(versions[0]).is_none());
    }
}

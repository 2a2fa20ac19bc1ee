//! What GraphQL resolvers and routes reach for; one value in the schema's data and the router's state.

use domain::{Database, artifact::ArtifactStore, base_model};

use crate::{
    access::Access,
    classifier::{LiveClassifier, Trials},
    cost::Budgets,
    page_trial::PageTrial,
    prediction_log::PredictionLog,
    sign_in::SignIn,
};

/// What GraphQL resolvers and routes reach for. Cheap to clone; all clones share what they hold.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub database: Database,
    /// Uploads, sealed rows and bundles.
    pub artifacts: ArtifactStore,
    /// Where base models may come from.
    pub base_model: base_model::Settings,
    /// Tries a source's definition on a page.
    pub page_trial: PageTrial,
    /// Answers readers; its settings bound what one call may ask for.
    pub classifier: LiveClassifier,
    /// Versions that members try.
    pub trials: Trials,
    /// Stores answers behind the reply: `record(&self, text: &str, answer: &Answer) -> prediction::Model` returns the
    /// row as it will be stored, and `flush(&self)` waits until all rows handed over so far are.
    pub prediction_log: PredictionLog,
    /// Who may ask for the schema itself.
    pub introspection: Access,
    /// How much one document may ask for.
    pub budgets: Budgets,
    /// How people get in.
    pub sign_in: SignIn,
}

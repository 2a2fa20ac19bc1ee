//! The real schema over a test's database, with a model that needs no files.

use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use api::{
    access::Access,
    caller::Caller,
    classifier::{self, Deployed, LiveClassifier, Loaded, Loader, Model, ModelError, Trials},
    cost::Budgets,
    graphql::{self, RequestId, Schema},
    page_trial::{self, PageTrial},
    prediction_log::{self, PredictionLog},
    services::Services,
    sign_in::{self, SignIn},
};
use async_graphql::{Request, Variables};
use domain::{
    base_model, id::ModelVersionId, label_set, member_role::Role, model_variant::ModelVariant, model_version,
};
use ml::{serve::Plan, tokenizer::Encoding};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tracing::{Subscriber, span};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

use crate::{database::TestDatabase, member};

/// The id every request of [`Gateway`] comes with.
pub const REQUEST_ID: &str = "request-of-a-test";

/// The schema, and what its resolvers reach for.
pub struct Gateway {
    /// The schema.
    pub schema: Schema,
    /// What its resolvers reach for.
    pub services: Services,
    stop: CancellationToken,
}

impl Gateway {
    /// The schema over the test's database, with no model in service.
    pub fn new(test: &TestDatabase) -> Self {
        Self::with_settings(test, classifier::Settings::default())
    }

    /// The same with other bounds of the classifier.
    pub fn with_settings(test: &TestDatabase, settings: classifier::Settings) -> Self {
        Self::over(test, settings, base_model::Settings::default())
    }

    /// The same with other places that base models may come from.
    pub fn with_base_models(test: &TestDatabase, base_model: base_model::Settings) -> Self {
        Self::over(test, classifier::Settings::default(), base_model)
    }

    /// The same with another way in.
    pub fn with_sign_in(test: &TestDatabase, sign_in: SignIn) -> Self {
        Self::of(test, classifier::Settings::default(), base_model::Settings::default(), sign_in)
    }

    fn over(test: &TestDatabase, settings: classifier::Settings, base_model: base_model::Settings) -> Self {
        let sign_in = SignIn::open(&sign_in::settings::Settings::default(), true, test.folder.path());
        Self::of(test, settings, base_model, sign_in.expect("the session keys can be made"))
    }

    fn of(
        test: &TestDatabase,
        settings: classifier::Settings,
        base_model: base_model::Settings,
        sign_in: SignIn,
    ) -> Self {
        let services = Services {
            database: test.database.clone(),
            artifacts: test.artifacts.clone(),
            base_model,
            page_trial: page_trial(test),
            classifier: LiveClassifier::new(settings),
            trials: Trials::new(Arc::new(FirstCharacter), settings),
            prediction_log: PredictionLog::new(prediction_log::Settings::default()),
            introspection: Access::Viewer,
            budgets: Budgets::default(),
            sign_in,
        };
        let stop = CancellationToken::new();
        let (log, database, stopped) = (services.prediction_log.clone(), test.database.clone(), stop.clone());
        tokio::spawn(async move { log.write(&database, stopped).await });
        Self { schema: graphql::schema(services.clone()), services, stop }
    }

    /// Puts a model into service that answers as this version, of Daum's label set: a text's class is its first
    /// character modulo the number of classes.
    ///
    /// # Panics
    /// When the label sets aren't seeded.
    pub async fn serve(&self, version: ModelVersionId) {
        let connection = self.services.database.connection();
        let label_set = label_set::find_by_key(connection, "daum").await.expect("it is seeded");
        let classes = label_set::classes(connection, label_set.id).await.expect("its classes are there");
        let deployed = Deployed { model_version_id: version, variant: ModelVariant::Fp32 };
        let loaded = Loaded { model: Arc::new(FirstCharacter), plan: Plan::default() };
        self.services.classifier.serve(deployed, classes.into(), loaded);
    }

    /// The whole answer to a document that `caller` sends.
    ///
    /// # Panics
    /// When the answer isn't JSON.
    pub async fn execute_as(&self, caller: &Caller, document: &str, variables: Value) -> Value {
        // Found instead of the usual caller.
        let response = self.schema.execute(request(document, variables).data(caller.clone())).await;
        serde_json::to_value(response).expect("an answer is JSON")
    }

    /// The whole answer to a document.
    ///
    /// # Panics
    /// When the answer isn't JSON.
    pub async fn execute(&self, document: &str, variables: Value) -> Value {
        let response = self.schema.execute(request(document, variables)).await;
        serde_json::to_value(response).expect("an answer is JSON")
    }

    /// The data of an answer without errors.
    ///
    /// # Panics
    /// When there are errors.
    pub async fn data(&self, document: &str, variables: Value) -> Value {
        let mut answer = self.execute(document, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].take()
    }

    /// The only error of an answer.
    ///
    /// # Panics
    /// When there are none or several.
    pub async fn error(&self, document: &str, variables: Value) -> Value {
        let answer = self.execute(document, variables).await;
        let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("no error in {answer:#}"));
        assert_eq!(errors.len(), 1, "{answer:#}");
        errors[0].clone()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// As the server wires it, without anybody's contact.
fn page_trial(test: &TestDatabase) -> PageTrial {
    let database = test.database.clone();
    page_trial::wire(move |trial| {
        let database = database.clone();
        async move {
            let page_trial::Trial { source_key, address, html, selector } = trial;
            let trial = jobs::try_selector::Trial { source_key, address, html, selector };
            let found = jobs::try_selector::run(&database, &jobs::Crawler::default(), trial).await?;
            let article = found.article;
            Ok(page_trial::Found {
                charset: found.charset,
                final_url: found.final_url,
                matches: found.matches,
                title: article.title,
                body: article.body,
                published_at: article.published_at,
                press: article.press,
                missing: article.missing.into_iter().map(str::to_owned).collect(),
            })
        }
    })
}

/// A request of an administrator, as the server would make it.
pub fn request(document: &str, variables: Value) -> Request {
    request_of(Some(Role::Administrator), document, variables)
}

/// A request of somebody with a role, or of a stranger.
pub fn request_of(role: Option<Role>, document: &str, variables: Value) -> Request {
    Request::new(document)
        .variables(Variables::from_json(variables))
        .data(RequestId(REQUEST_ID.into()))
        .data(role.map_or_else(|| Caller::anonymous(Ipv4Addr::LOCALHOST.into()), member::somebody))
}

struct FirstCharacter;

impl Loader for FirstCharacter {
    fn load(&self, _: &model_version::Model, _: ModelVariant, _: &[&str]) -> Result<Loaded, String> {
        Ok(Loaded { model: Arc::new(Self), plan: Plan::default() })
    }
}

impl Model for FirstCharacter {
    fn bundle_sha256(&self) -> &str {
        "the first character"
    }

    fn prepare(&self, text: &str) -> String {
        text.to_owned()
    }

    fn encode(&self, text: &str) -> Encoding {
        Encoding { ids: text.chars().map(u32::from).collect(), truncated: false }
    }

    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
        let first = |encoding: &Encoding| encoding.ids.first().copied().unwrap_or_default() as usize % 8;
        let logits = |best: usize| (0..8).map(|class| if class == best { 4.0 } else { 0.0 }).collect();
        Ok(encodings.iter().map(|encoding| logits(first(encoding))).collect())
    }
}

/// Counts the statements that read from a database; a layer over sea-orm's spans. Those that write aren't counted: the
/// prediction log writes behind every test's back.
#[derive(Clone, Default)]
pub struct StatementCount(Arc<AtomicUsize>);

impl StatementCount {
    /// Statements since the last call.
    pub fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for StatementCount {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let metadata = attributes.metadata();
        let is_statement = matches!(metadata.name(), "query_one" | "query_all" | "stream");
        if is_statement && metadata.target().starts_with("sea_orm::driver") {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
}

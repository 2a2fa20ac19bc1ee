//! `gisa quickstart`

use std::{collections::BTreeMap, time::Instant};

use api::{classifier::Deployed, configuration::Configuration};
use clap::Args;
use domain::{
    Database,
    cleaning_run::{self, NewCleaning},
    crawl::{self, NewCrawl},
    dataset::{self, NewDataset, Selection},
    deployment::{self, Deploy},
    event::Topic,
    id::TrainingRunId,
    model_variant::ModelVariant,
    model_version, source,
    source_definition::{self, NewDefinition},
    training_run::{self, NewTrainingRun},
};
use figment::value::Value;
use jobs::{sample_site as newsroom, sources};
use ml::parameters::TrainingParameters;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    failure::{Failure, INTERRUPTED, Outcome},
    ground::Ground,
    output::Output,
    sample_site,
    serve::{Serve, Server},
    train, watch,
};

/// Key of the label set of generated articles.
const LABEL_SET: &str = "daum";
/// Name of the dataset and the run.
const NAME: &str = "sample";
/// Which generated articles.
const SEED: u64 = 42;
/// Passes over the generated articles: they are easier to learn than real ones.
const EPOCHS: u32 = 3;

/// Serve, and if no model was ever deployed, make one: crawl a sample newsroom, seal a dataset, train and deploy, all of
/// it by the jobs of the server that already listens. Started again, it goes on where it was.
#[derive(Debug, Args)]
pub struct Quickstart {
    #[command(flatten)]
    serve: Serve,
    /// How many articles the sample newsroom has
    #[arg(long, value_name = "N", default_value_t = newsroom::DEFAULT_COUNT)]
    count: u64,
}

impl Quickstart {
    /// Settings that its flags set.
    pub fn flags(&self) -> BTreeMap<&'static str, Value> {
        let mut flags = self.serve.flags();
        flags.insert("development", Value::from(true));
        flags
    }

    /// Serves until it is told to stop, making a model meanwhile.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        if let Some(problem) = ground.trainer_problem() {
            return Err(Failure::new(problem));
        }
        let server = Server::start(ground.clone()).await?;
        let address = server.address;
        let door = server.first_link().await?;
        let places = "readers at /, the console at /admin, queries at /graphiql";
        say(output, "listening", &format!("The server listens on http://{address}: {places}."));
        match &door {
            Some(link) => say(output, "first_link", &format!("Open this link, once, to be its administrator: {link}")),
            None => say(output, "sign_in", &format!("Sign in at http://{address}/auth/sign-in.")),
        }
        let stop = server.stop.clone();
        let mut serving = status_of(&server);
        let making = async {
            make_model(&ground, output, self.count).await?;
            let active = deployment::active(ground.database.connection()).await?;
            let deployed = active.map(|row| Deployed { model_version_id: row.to_version_id, variant: row.variant });
            // A server that doesn't load the model says so in its log.
            let _ = serving.wait_for(|status| status.serving.is_some() && status.serving == deployed).await;
            say(output, "ready", &farewell(&address.to_string()));
            Ok(())
        };
        let made = tokio::select! {
            made = making => made,
            () = stop.cancelled() => Ok(()),
        };
        if made.is_err() {
            stop.cancel();
        }
        let ended = server.until_stopped().await;
        made.and(ended)
    }
}

fn status_of(server: &Server) -> tokio::sync::watch::Receiver<api::classifier::Status> {
    server.classifier.status_changes()
}

fn say(output: Output, event: &str, text: &str) {
    output.progress(&serde_json::json!({ "event": event, "message": text }), text);
}

fn farewell(address: &str) -> String {
    let query = r#"mutation { predict(input: { text: \"금융통화위원회, 기준금리 연 3.50%로 동결\" }) { label { key nameKo } probability } }"#;
    format!(
        "\nReady. Open http://{address} and paste a headline, or ask from here:\n\n  curl http://{address}/graphql -H 'Content-Type: application/json' \\\n    \
         -d '{{\"query\": \"{query}\"}}'\n"
    )
}

/// Goes through crawl, dataset, run and deployment, skipping what is there.
async fn make_model(ground: &Ground, output: Output, count: u64) -> Outcome {
    let database = &ground.database;
    if deployment::active(database.connection()).await?.is_some() {
        return Ok(());
    }
    let start = Instant::now();
    say(output, "quickstart", "No model serves yet. Making one takes a few minutes:");
    let run_id = match newest_run(database).await? {
        Some(run_id) => run_id,
        None => {
            collect(ground, output, count).await?;
            clean(ground, output).await?;
            let dataset = build(ground, output).await?;
            let parameters = TrainingParameters { epochs: EPOCHS, ..TrainingParameters::default() };
            say(output, "train", &format!("  5. Training {} on it.", parameters.base_model));
            let new = NewTrainingRun {
                name: NAME.into(),
                dataset_id: dataset.id,
                base_model: parameters.base_model.clone(),
                parameters: serde_json::to_string(&parameters).map_err(domain::Error::from)?,
            };
            training_run::request(&ground.acting("gisa quickstart"), new).await?.id
        }
    };
    let tell = |bar: &indicatif::ProgressBar, event: &domain::event::Model| train::tell(bar, output, event);
    watch::follow(database, output, run_id.0, Topic::TrainingRun, tell).await?;
    let version = model_version::of_run(database.connection(), run_id).await?;
    let version = version.ok_or_else(|| Failure::new("the training run made no model version"))?;
    let wish = Deploy {
        to_version_id: version.id,
        variant: ModelVariant::Fp32,
        expected_active_version_id: None,
        actor: "quickstart".into(),
        reason: "the first model".into(),
    };
    deployment::deploy(&ground.acting("gisa quickstart"), wish).await?;
    let seconds = start.elapsed().as_secs();
    say(output, "deploy", &format!("  6. Model version {} is deployed, after {seconds} s.", version.number));
    Ok(())
}

/// Serves the sample newsroom in this process and crawls it, as a real site would be.
async fn collect(ground: &Ground, output: Output, count: u64) -> Outcome {
    let database = &ground.database;
    let site = sample_site::Running::start(0, SEED, count).await?;
    let origin = &site.origin;
    say(output, "sample_site", &format!("  1. A sample newsroom of {count} generated Korean articles is at {origin}."));
    let definition = NewDefinition {
        source_key: sources::SAMPLE.into(),
        text: sources::sample_definition_at(origin),
        comment: Some("where quickstart serves it".into()),
        actor: "quickstart".into(),
        expected_version: None,
    };
    let acting = ground.acting("gisa quickstart");
    source_definition::create(&acting, definition).await?;
    // What a killed quickstart left asks an address that is gone.
    let source = source::find_by_key(database.connection(), sources::SAMPLE).await?;
    if let Some(left) = crawl::active(database.connection(), source.id).await? {
        crawl::request_cancel(&acting, left.id).await?;
        watch::follow(database, output, left.id.0, Topic::Crawl, |_, _| {})
            .await
            .or_else(|failure| if failure.exit_code == INTERRUPTED { Err(failure) } else { Ok(()) })?;
    }
    let new = NewCrawl {
        source_key: sources::SAMPLE.into(),
        pages_per_section: i32::try_from(site.site.list_pages()).ok().filter(|pages| *pages > 0),
        ..NewCrawl::default()
    };
    let requested = crawl::request(&acting, new).await?;
    let tell = |bar: &indicatif::ProgressBar, event: &domain::event::Model| show_crawl(bar, output, event);
    watch::follow(database, output, requested.id.0, Topic::Crawl, tell).await?;
    let crawl = crawl::find(database.connection(), requested.id).await?;
    if crawl.status == crawl::Status::Failed {
        return Err(Failure::new(crawl.error.unwrap_or_default()));
    }
    let (pages, new, known, failed) = (crawl.pages, crawl.articles_new, crawl.articles_known, crawl.articles_failed);
    let text = format!(
        "  2. It is crawled: {pages} pages, {new} articles new, {known} known, {failed} broken as real sites have them."
    );
    say(output, "crawl", &text);
    Ok(())
}

/// The progress bar without the sample site's deliberately broken pages.
fn show_crawl(bar: &indicatif::ProgressBar, output: Output, event: &domain::event::Model) {
    let is_page =
        serde_json::from_str(&event.payload).is_ok_and(|change| matches!(change, crawl::Change::PageFailed { .. }));
    if output.is_json() || !is_page {
        super::crawl::tell(bar, output, event);
    }
}

/// Cleans what was collected, and applies that.
async fn clean(ground: &Ground, output: Output) -> Outcome {
    let new = NewCleaning {
        selection: cleaning_run::Selection::default(),
        rule_set_version: None,
        applies_when_ready: true,
        requested_by: "quickstart".into(),
    };
    let run = cleaning_run::request(&ground.acting("gisa quickstart"), &new).await?;
    watch::follow(&ground.database, output, run.id.0, Topic::Cleaning, |_, _| {}).await?;
    let run = cleaning_run::find(ground.database.connection(), run.id).await?;
    let report = run.report()?.ok_or_else(|| Failure::new("the cleaning run has no report"))?;
    let (kept, rejected) = (report.kept, report.rejected);
    let text = format!(
        "  3. It is cleaned: {kept} articles are kept; {rejected} notices, copies and foreign texts aren't learnt from."
    );
    say(output, "clean", &text);
    Ok(())
}

async fn build(ground: &Ground, output: Output) -> Outcome<dataset::Model> {
    let selection = Selection { sources: vec![sources::SAMPLE.into()], ..Selection::of(LABEL_SET) };
    let acting = ground.acting("gisa quickstart");
    let dataset = dataset::request(&acting, NewDataset { name: NAME.into(), selection }).await?;
    watch::follow(&ground.database, output, dataset.id.0, Topic::Dataset, |_, _| {}).await?;
    let dataset = dataset::find(ground.database.connection(), dataset.id).await?;
    let rows = dataset.row_count.unwrap_or(0);
    say(output, "dataset", &format!("  4. A dataset of {rows} rows is sealed; near-duplicates share a split."));
    Ok(dataset)
}

/// The newest run that may still give a model: one that a killed quickstart left.
async fn newest_run(database: &Database) -> Outcome<Option<TrainingRunId>> {
    use training_run::{Column, Entity, Status};
    let runs = Entity::find().filter(Column::Status.is_in([Status::Queued, Status::Running, Status::Succeeded]));
    let newest = runs.order_by_desc(Column::Id).one(database.connection()).await.map_err(domain::Error::from)?;
    Ok(newest.map(|run| run.id))
}

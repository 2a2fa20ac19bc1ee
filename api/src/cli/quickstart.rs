//! `gisa quickstart`

use std::{collections::BTreeMap, time::Instant};

use api::{classifier::Deployed, configuration::Configuration};
use clap::Args;
use domain::{
    Database,
    article_import::{self, Format, NewImport},
    dataset::{self, NewDataset, Selection},
    deployment::{self, Deploy},
    event::Topic,
    id::TrainingRunId,
    model_variant::ModelVariant,
    model_version,
    training_run::{self, NewTrainingRun},
};
use figment::value::Value;
use jobs::sample_data;
use ml::parameters::TrainingParameters;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
    serve::{Serve, Server},
    train, watch,
};

/// Key of the source of generated articles.
const SOURCE: &str = "sample";
/// Key of the label set of generated articles.
const LABEL_SET: &str = "daum";
/// Name of the dataset and the run.
const NAME: &str = "sample";
/// Which generated articles.
const SEED: u64 = 42;
/// Passes over the generated articles: they are easier to learn than real ones.
const EPOCHS: u32 = 3;

/// Serve, and if no model was ever deployed, make one: generate headlines, import them, seal a dataset, train and
/// deploy, all of it by the jobs of the server that already listens. Started again, it goes on where it was.
#[derive(Debug, Args)]
pub struct Quickstart {
    #[command(flatten)]
    serve: Serve,
    /// How many headlines to generate
    #[arg(long, value_name = "N", default_value_t = sample_data::DEFAULT_COUNT)]
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
        let places = "readers at /, the console at /admin, queries at /graphiql";
        say(output, "listening", &format!("The server listens on http://{address}: {places}."));
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
    let query =
        r#"mutation { predict(input: { text: \"코스피 사상 최고치 마감\" }) { label { key nameKo } probability } }"#;
    format!(
        "\nReady. Open http://{address} and paste a headline, or ask from here:\n\n  curl http://{address}/graphql -H 'Content-Type: application/json' \\\n    \
         -d '{{\"query\": \"{query}\"}}'\n"
    )
}

/// Goes through import, dataset, run and deployment, skipping what is there.
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
            import(ground, output, count).await?;
            let dataset = build(ground, output).await?;
            let parameters = TrainingParameters { epochs: EPOCHS, ..TrainingParameters::default() };
            say(output, "train", &format!("  4. Training {} on it.", parameters.base_model));
            let new = NewTrainingRun {
                name: NAME.into(),
                dataset_id: dataset.id,
                base_model: parameters.base_model.clone(),
                parameters: serde_json::to_string(&parameters).map_err(domain::Error::from)?,
            };
            training_run::request(database, new).await?.id
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
    deployment::deploy(database, wish).await?;
    let seconds = start.elapsed().as_secs();
    say(output, "deploy", &format!("  5. Model version {} is deployed, after {seconds} s.", version.number));
    Ok(())
}

async fn import(ground: &Ground, output: Output, count: u64) -> Outcome {
    let (key, path) = ground.artifacts.new_upload();
    let written = tokio::task::spawn_blocking(move || -> std::io::Result<i64> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
        let articles = sample_data::SampleData::new(SEED, count);
        sample_data::write_csv(articles, &mut file).map_err(std::io::Error::other)?;
        let file = file.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        Ok(file.metadata()?.len() as i64)
    });
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("headlines can't be generated: {error}"));
    let size_bytes = written.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    say(output, "sample_data", &format!("  1. {count} Korean headlines are generated."));
    let new = NewImport {
        source_key: SOURCE.into(),
        source_name: Some("Generated headlines".into()),
        label_set_key: Some(LABEL_SET.into()),
        file_name: "sample.csv".into(),
        format: Format::Csv,
        upload_key: key,
        size_bytes,
    };
    let import = article_import::request(&ground.database, new).await?;
    watch::follow(&ground.database, output, import.id.0, Topic::Article, |_, _| {}).await?;
    let import = article_import::find(ground.database.connection(), import.id).await?;
    let (inserted, unchanged) = (import.inserted, import.unchanged);
    say(output, "import", &format!("  2. They are imported: {inserted} new, {unchanged} known."));
    Ok(())
}

async fn build(ground: &Ground, output: Output) -> Outcome<dataset::Model> {
    let selection = Selection { sources: vec![SOURCE.into()], ..Selection::of(LABEL_SET) };
    let dataset = dataset::request(&ground.database, NewDataset { name: NAME.into(), selection }).await?;
    watch::follow(&ground.database, output, dataset.id.0, Topic::Dataset, |_, _| {}).await?;
    let dataset = dataset::find(ground.database.connection(), dataset.id).await?;
    let rows = dataset.row_count.unwrap_or(0);
    say(output, "dataset", &format!("  3. A dataset of {rows} rows is sealed; near-duplicates share a split."));
    Ok(dataset)
}

/// The newest run that may still give a model: one that a killed quickstart left.
async fn newest_run(database: &Database) -> Outcome<Option<TrainingRunId>> {
    use training_run::{Column, Entity, Status};
    let runs = Entity::find().filter(Column::Status.is_in([Status::Queued, Status::Running, Status::Succeeded]));
    let newest = runs.order_by_desc(Column::Id).one(database.connection()).await.map_err(domain::Error::from)?;
    Ok(newest.map(|run| run.id))
}

//! Base models: where they come from, what survives, who may remove them.

use std::time::Duration;

use domain::{
    Error,
    base_model::{self, HubToken, NewBaseModel, Origin, Pooling, Source, Status},
    job,
    training_run::{self, NewTrainingRun},
};
use jobs::Settings;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{
    background::{Background, until},
    database::{Backend, TestDatabase},
    fixture,
    graphql::Gateway,
    hub::{Asked, Break, COMMIT, Hub, MODEL},
    newsroom, on_every_database,
    process::{self, Process, programs},
    published_model,
};

fn from_hub(name: &str) -> NewBaseModel {
    NewBaseModel {
        name: name.into(),
        origin: Origin::Hub { id: MODEL.into(), revision: None },
        text_prefix: "query: ".into(),
        pooling: Some(Pooling::Mean),
    }
}

fn settings(hub: &Hub, token: Option<&str>) -> Settings {
    Settings {
        trainer: programs().join("gisa-trainer"),
        base_model: base_model::Settings {
            hub_url: hub.url.clone(),
            hub_token: token.map(HubToken::new),
            ..base_model::Settings::default()
        },
        ..Settings::default()
    }
}

async fn hub() -> Hub {
    let files = published_model::files(1);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    Hub::start(&files).await
}

/// The base model once it is ready or failed.
async fn ended(test: &TestDatabase, base: &base_model::Model) -> base_model::Model {
    until(&test.database, async || {
        let base = base_model::find(test.database.connection(), base.id).await.unwrap();
        matches!(base.status, Status::Ready | Status::Failed).then_some(base)
    })
    .await
}

/// Adds the hub's model and waits for the end, whatever that is.
async fn add(test: &TestDatabase, hub: &Hub, token: Option<&str>) -> base_model::Model {
    let worker = Background::start_with(test, settings(hub, token));
    let base = base_model::request(&test.database, from_hub("tiny")).await.unwrap();
    let base = ended(test, &base).await;
    worker.stop().await;
    base
}

fn of_storage(hub: &Hub) -> Vec<Asked> {
    hub.behaviour().asked.iter().filter(|asked| asked.of_storage).cloned().collect()
}

on_every_database! {
    async fn a_model_on_the_hub_becomes_ready_with_its_commit_and_its_files_proved(test: &TestDatabase) {
        let hub = hub().await;
        hub.behaviour().files.insert("README.md".into(), b"not needed".to_vec());
        let base = add(test, &hub, None).await;
        assert_eq!(base.status, Status::Ready, "{base:?}");
        assert_eq!(base.resolved_revision.as_deref(), Some(COMMIT));
        assert_eq!((base.family.as_deref(), base.pooling), (Some("bert"), Some(Pooling::Mean)));
        let folder = test.artifacts.base_path(base.sha256.as_deref().unwrap()).unwrap();
        let manifest = domain::artifact::sha256_of_file(&folder.join("manifest.json")).unwrap();
        assert_eq!(Some(manifest), base.sha256);
        let report: base_model::KeyReport = serde_json::from_str(base.key_report.as_deref().unwrap()).unwrap();
        assert_eq!(report.unexpected, ["cls.predictions.bias"]);
        let asked: Vec<String> = hub.behaviour().asked.iter().map(|asked| asked.path.clone()).collect();
        assert!(!asked.iter().any(|path| path.contains("README")), "{asked:?}");

        // Asked again, nothing happens twice.
        let again = base_model::request(&test.database, from_hub("tiny")).await.unwrap();
        assert_eq!((again.id, again.status), (base.id, Status::Ready));
        assert_eq!(job::Entity::find().all(test.database.connection()).await.unwrap().len(), 1);
    }

    async fn a_name_is_taken_once_and_a_run_needs_a_base_that_is_ready(test: &TestDatabase) {
        let database = &test.database;
        let base = base_model::request(database, from_hub("tiny")).await.unwrap();
        let other = NewBaseModel { text_prefix: String::new(), ..from_hub("tiny") };
        let Err(Error::Invalid(wrong)) = base_model::request(database, other).await else { panic!("it is taken") };
        assert_eq!(wrong[0].field, "name");

        let dataset = fixture::sealed_dataset(database).await;
        let run = |base_model: &str| NewTrainingRun {
            name: "a run".into(),
            dataset_id: dataset.id,
            base_model: base_model.into(),
            parameters: "{}".into(),
        };
        let refused = training_run::request(database, run("tiny")).await.unwrap_err().to_string();
        assert_eq!(refused, "base_model: the base model tiny is queued, not ready; ready: none are yet; built in: scratch-…");
        fixture::make_ready(database, base.id).await;
        let refused = training_run::request(database, run("big")).await.unwrap_err().to_string();
        assert_eq!(refused, "base_model: there is no base model big; ready: tiny; built in: scratch-…");
        let run = training_run::request(database, run("tiny")).await.unwrap();
        assert_eq!(run.base_model_id, Some(base.id));

        let refused = base_model::remove(database, base.id).await.unwrap_err();
        assert!(matches!(&refused, Error::Conflict(message) if message.contains("1 training runs")), "{refused}");
        let unused = base_model::request(database, from_hub("unused")).await.unwrap();
        assert!(matches!(base_model::remove(database, unused.id).await, Err(Error::Conflict(_))), "it is being added");
        fixture::make_ready(database, unused.id).await;
        let remains = base_model::remove(database, unused.id).await.unwrap();
        assert_eq!(remains.sha256, None, "another base model has the same files");
        assert!(matches!(base_model::find(database.connection(), unused.id).await, Err(Error::NotFound { .. })));
    }

    async fn a_base_that_goes_while_a_run_is_asked_for_leaves_no_run_without_one(test: &TestDatabase) {
        let database = &test.database;
        let dataset = fixture::sealed_dataset(database).await;
        for round in 0..10 {
            let name = format!("tiny-{round}");
            let base = base_model::request(database, from_hub(&name)).await.unwrap();
            fixture::make_ready(database, base.id).await;
            let run = NewTrainingRun {
                name: name.clone(),
                dataset_id: dataset.id,
                base_model: name,
                parameters: "{}".into(),
            };
            let other = test.connect_again().await;
            let (removed, started) =
                tokio::join!(base_model::remove(&other, base.id), training_run::request(database, run));
            assert_ne!(removed.is_ok(), started.is_ok(), "{removed:?} {started:?}");
        }
    }

    async fn a_run_starts_from_a_base_model_and_its_version_answers(test: &TestDatabase) {
        let folder = test.folder.path().join("models");
        published_model::write(&folder.join("tiny"), 2);
        let base_model = base_model::Settings { folder: Some(folder), ..Default::default() };
        let gateway = Gateway::with_base_models(test, base_model.clone());
        let add = "mutation($input: AddBaseModelInput!) { addBaseModel(input: $input) { id } }";
        gateway.data(add, json!({ "input": { "name": "tiny", "folder": "tiny", "textPrefix": "query: " } })).await;
        let trainer = programs().join("gisa-trainer");
        let worker = Background::start_with(test, Settings { trainer, base_model, ..Settings::default() });
        let base = base_model::find_by_name(test.database.connection(), "tiny").await.unwrap();
        let base = ended(test, &base).await;
        assert_eq!(base.status, Status::Ready, "{base:?}");
        worker.stop().await;

        let server = Process::serve(test, &[]).await;
        newsroom::import(&server, 300).await;
        let dataset = newsroom::build_dataset(&server).await;
        let asked = json!({ "baseModel": "tiny", "epochs": 2, "pooling": "CLS" });
        let run = newsroom::start_training_with(&server, &dataset["id"], asked.clone()).await;
        let trained = newsroom::ended_training(&server, &run).await;
        assert_eq!(trained["status"], "SUCCEEDED", "{trained}");
        let version = &trained["modelVersion"]["id"];
        newsroom::deploy(&server, version).await;

        let query = "query($id: UUID!) { modelVersion(id: $id) { bundleSha256 trainingRun { baseModel { name } } } }";
        let told = server.data(query, json!({ "id": version })).await["modelVersion"].take();
        assert_eq!(told["trainingRun"]["baseModel"]["name"], "tiny");
        let bundle = test.artifacts.bundle_path(told["bundleSha256"].as_str().unwrap()).unwrap();
        let read = |name: &str| -> Value { serde_json::from_slice(&std::fs::read(bundle.join(name)).unwrap()).unwrap() };
        let config: Value = serde_json::from_str(base.config.as_deref().unwrap()).unwrap();
        assert_eq!(read("preprocess.json")["prefix"], "query: ");
        assert_eq!(read("config.json")["classifier_pooling"], "cls");
        assert_eq!(read("config.json")["hidden_size"], config["hidden_size"]);
        assert_eq!(read("config.json")["vocab_size"], config["vocab_size"]);

        std::fs::remove_dir_all(test.artifacts.base_path(base.sha256.as_deref().unwrap()).unwrap()).unwrap();
        let run = newsroom::start_training_with(&server, &dataset["id"], asked).await;
        let failed = newsroom::ended_training(&server, &run).await;
        assert_eq!((&failed["status"], &failed["errorCode"]), (&json!("FAILED"), &json!("BASE_MODEL_GONE")), "{failed}");
    }

    async fn a_download_that_breaks_off_is_continued_where_it_was(test: &TestDatabase) {
        let hub = hub().await;
        hub.behaviour().breaks = vec![Break::Cut, Break::Cut];
        let base = add(test, &hub, None).await;
        assert_eq!(base.status, Status::Ready, "{base:?}");
        let length = hub.behaviour().files["model.safetensors"].len();
        let (half, most) = (length / 2, length / 2 + (length - length / 2) / 2);
        let ranges: Vec<Option<String>> = of_storage(&hub).into_iter().map(|asked| asked.range).collect();
        assert_eq!(ranges, [None, Some(format!("bytes={half}-")), Some(format!("bytes={most}-"))]);
    }

    async fn a_worker_that_is_killed_while_it_fetches_is_followed_by_one_that_continues(test: &TestDatabase) {
        let hub = hub().await;
        hub.behaviour().breaks = vec![Break::Stall];
        let half = hub.behaviour().files["model.safetensors"].len() / 2;
        let trainer = programs().join("gisa-trainer");
        let environment = [("GISA_HUB_URL", hub.url.as_str()), ("GISA_TRAINER_PATH", trainer.to_str().unwrap())];
        let worker = Process::worker_with(test, &environment);
        let base = base_model::request(&test.database, from_hub("tiny")).await.unwrap();
        let job = job::newest_for_subject(test.database.connection(), base.id.0).await.unwrap().unwrap();
        let part = test.artifacts.scratch(job.id).unwrap().join(format!("source-{COMMIT}/model.safetensors.part"));
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        let half_there = async {
            while std::fs::metadata(&part).map_or(0, |metadata| metadata.len()) < half as u64 {
                pause.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), half_there).await.expect("half of it arrives");
        worker.kill().await;

        let worker = Background::start_with(test, settings(&hub, None));
        let base = ended(test, &base).await;
        assert_eq!(base.status, Status::Ready, "{base:?}");
        let ranges: Vec<Option<String>> = of_storage(&hub).into_iter().map(|asked| asked.range).collect();
        assert_eq!(ranges, [None, Some(format!("bytes={half}-"))]);
        assert!(!part.exists(), "the job's folder goes with its end");
        worker.stop().await;
    }
}

async fn on_sqlite() -> TestDatabase {
    TestDatabase::create(Backend::Sqlite).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_goes_to_the_hub_and_to_nobody_else() {
    let (test, hub) = (on_sqlite().await, hub().await);
    hub.behaviour().token = Some("hf_secret".into());
    let base = add(&test, &hub, None).await;
    assert_eq!((base.status, base.error_code.as_deref()), (Status::Failed, Some("HUB_UNAUTHORIZED")));
    assert!(base.error.as_ref().unwrap().contains("hub_token"), "{base:?}");

    hub.behaviour().asked.clear();
    let base = add(&test, &hub, Some("hf_secret")).await;
    assert_eq!(base.status, Status::Ready, "{base:?}");
    let asked = hub.behaviour().asked.clone();
    assert!(asked.iter().any(|asked| asked.of_storage));
    for asked in asked {
        let expected = if asked.of_storage { None } else { Some("Bearer hf_secret".to_owned()) };
        assert_eq!(asked.authorization, expected, "{}", asked.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_what_the_hub_promised_is_fetched_again() {
    let (test, hub) = (on_sqlite().await, hub().await);
    hub.behaviour().breaks = vec![Break::Corrupt];
    let base = add(&test, &hub, None).await;
    assert_eq!(base.status, Status::Ready, "{base:?}");
    assert_eq!(of_storage(&hub).len(), 2);
    let job = job::newest_for_subject(test.database.connection(), base.id.0).await.unwrap().unwrap();
    assert_eq!(job.attempts, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_added_fails_under_a_name_and_begins_again_when_asked_again() {
    let (test, hub) = (on_sqlite().await, hub().await);
    let worker = Background::start_with(&test, settings(&hub, None));
    let nowhere = NewBaseModel { origin: Origin::Hub { id: "no/where".into(), revision: None }, ..from_hub("nowhere") };
    let base = base_model::request(&test.database, nowhere).await.unwrap();
    assert_eq!(ended(&test, &base).await.error_code.as_deref(), Some("HUB_NOT_FOUND"));

    let weights = hub.behaviour().files.remove("model.safetensors").unwrap();
    let base = base_model::request(&test.database, from_hub("tiny")).await.unwrap();
    assert_eq!(ended(&test, &base).await.error_code.as_deref(), Some("BASE_MODEL_INCOMPLETE"));
    hub.behaviour().files.insert("model.safetensors".into(), weights[..100].to_vec());
    let again = base_model::request(&test.database, from_hub("tiny")).await.unwrap();
    assert_eq!((again.id, again.status), (base.id, Status::Queued));
    let failed = ended(&test, &base).await;
    assert_eq!(failed.error_code.as_deref(), Some("WEIGHTS_UNREADABLE"), "{failed:?}");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_added_over_graphql_only_from_where_it_is_allowed() {
    let test = on_sqlite().await;
    let allowed = test.folder.path().join("models");
    published_model::write(&allowed.join("tiny"), 2);
    let gateway =
        Gateway::with_base_models(&test, base_model::Settings { folder: Some(allowed.clone()), ..Default::default() });
    let add = "mutation($input: AddBaseModelInput!) { addBaseModel(input: $input) { id status source } }";
    let outside = json!({ "input": { "name": "outside", "folder": test.folder.path() } });
    let refused = gateway.error(add, outside).await;
    assert_eq!(refused["extensions"]["fields"][0]["field"], "input.folder");
    let both = gateway.error(add, json!({ "input": { "name": "a", "folder": "tiny", "hubId": "a/b" } })).await;
    assert_eq!(both["extensions"]["code"], "BAD_USER_INPUT");

    let added = gateway.data(add, json!({ "input": { "name": "tiny", "folder": "tiny" } })).await;
    assert_eq!(added["addBaseModel"]["source"], "LOCAL");
    let worker = Background::start_with(
        &test,
        Settings {
            trainer: programs().join("gisa-trainer"),
            base_model: base_model::Settings { folder: Some(allowed), ..Default::default() },
            ..Settings::default()
        },
    );
    let base = base_model::find_by_name(test.database.connection(), "tiny").await.unwrap();
    let base = ended(&test, &base).await;
    assert_eq!((base.status, base.source), (Status::Ready, Source::Local), "{base:?}");
    let told = "{ baseModel(name: \"tiny\") { name status sha256 family parameterCount vocabularySize sizeBytes pooling
        keyReport { missing unexpected } trainingRuns { totalCount } jobs { nodes { kind status subject {
            ... on BaseModel { name } } } } }
        baseModels(filter: { status: READY }) { totalCount } }";
    let told = gateway.data(told, json!({})).await;
    assert_eq!(told["baseModel"]["status"], "READY", "{told}");
    assert_eq!(told["baseModel"]["jobs"]["nodes"][0]["subject"]["name"], "tiny");
    assert_eq!(told["baseModels"]["totalCount"], 1);

    let folder = test.artifacts.base_path(base.sha256.as_deref().unwrap()).unwrap();
    assert!(folder.is_dir());
    let remove = "mutation($id: UUID!) { removeBaseModel(id: $id) }";
    gateway.data(remove, json!({ "id": base.id })).await;
    assert!(!folder.exists(), "its files go with it");
    let gone = gateway.error(remove, json!({ "id": base.id })).await;
    assert_eq!(gone["extensions"]["code"], "NOT_FOUND");
    worker.stop().await;
}

#[tokio::test]
async fn a_trimmed_base_model_is_proven_on_its_corpus_and_can_be_added() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let place = test.folder.path();
    let (published, corpus, out) = (place.join("published"), place.join("corpus.txt"), place.join("trimmed"));
    published_model::write(&published, 5);
    let headlines: Vec<String> = jobs::sample_data::SampleData::new(12, 12).map(|article| article.title).collect();
    std::fs::write(&corpus, headlines.join("\n")).unwrap();
    let [published, corpus, out] = [&published, &corpus, &out].map(|path| path.display().to_string());
    let gisa = async |arguments: &[&str]| {
        let ended = process::command(&test).args(arguments).output().await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (ended.status.success(), text(&ended.stdout), text(&ended.stderr))
    };
    let trim = ["base-model", "trim", &published, &out, "--corpus", &corpus, "--prefix", "query: "];
    let (done, said, errors) = gisa(&[&trim[..], &["--json"]].concat()).await;
    assert!(done, "{errors}");
    let said: Value = serde_json::from_str(&said).unwrap();
    let count = |field: &str| said["report"][field].as_u64().unwrap();
    assert_eq!(count("texts_checked"), 12, "{said}");
    assert!(count("pieces_after") < count("pieces_before") && count("bytes_after") < count("bytes_before"), "{said}");

    let (done, _, errors) = gisa(&trim).await;
    assert!(!done && errors.contains("exists; name a new folder"), "{errors}");
    let nowhere = ["base-model", "trim", "nobody", &place.join("other").display().to_string(), "--corpus", &corpus];
    let (done, _, errors) = gisa(&nowhere).await;
    assert!(!done && errors.contains("nobody is neither a folder nor a base model's name"), "{errors}");

    let add = ["base-model", "add", "small", "--folder", &out, "--prefix", "query: ", "--json"];
    let (done, _, errors) = gisa(&add).await;
    assert!(done, "{errors}");
    let base = base_model::find_by_name(test.database.connection(), "small").await.unwrap();
    assert_eq!(base.vocabulary_size, Some(count("pieces_after").cast_signed()));

    // One that was added knows its prefix, and is trimmed by its name.
    let less = place.join("less").display().to_string();
    let (done, said, errors) = gisa(&["base-model", "trim", "small", &less, "--corpus", &corpus]).await;
    assert!(done && said.contains("12 texts were cut before and after, each into the same pieces"), "{said}{errors}");
    assert!(said.contains("gisa base-model add NAME --folder") && said.contains("query: "), "{said}");
}

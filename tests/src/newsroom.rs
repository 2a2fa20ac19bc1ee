//! What an administrator does, through GraphQL, as a test needs it: articles, a dataset, a small training.

use serde_json::{Value, json};

use crate::process::Process;

/// Ended well.
const SUCCEEDED: &str = "SUCCEEDED";

/// Uploads and imports `count` generated headlines and waits for the report.
///
/// # Panics
/// When the import fails.
pub async fn import(server: &Process, count: usize) -> Value {
    let mut csv = Vec::new();
    let articles = jobs::sample_data::SampleData::new(7, count as u64);
    jobs::sample_data::write_csv(articles, &mut csv).expect("memory takes it");
    let key = server.upload(String::from_utf8(csv).expect("the sample is UTF-8")).await;
    let input = json!({ "uploadKey": key, "fileName": "sample.csv", "sourceKey": "sample", "labelSetKey": "daum" });
    let begun = "mutation($input: ImportArticlesInput!) { importArticles(input: $input) { id } }";
    let id = server.data(begun, json!({ "input": input })).await["importArticles"]["id"].take();
    let query = "query($id: UUID!) { articleImport(id: $id) { status rowsRead inserted refused error } }";
    let ended = server.wait_for(query, json!({ "id": id }), |data| ended(&data["articleImport"])).await;
    assert_eq!(ended["articleImport"]["status"], SUCCEEDED, "{ended}");
    ended["articleImport"].clone()
}

/// Builds a dataset of everything and returns it, sealed.
///
/// # Panics
/// When the build fails.
pub async fn build_dataset(server: &Process) -> Value {
    let input = json!({ "name": "everything", "selection": { "labelSetKey": "daum" } });
    let begun = "mutation($input: BuildDatasetInput!) { buildDataset(input: $input) { id } }";
    let id = server.data(begun, json!({ "input": input })).await["buildDataset"]["id"].take();
    let query = "query($id: UUID!) { dataset(id: $id) { id status manifestSha256 rowCount error } }";
    let ended = server.wait_for(query, json!({ "id": id }), |data| data["dataset"]["status"] != "BUILDING").await;
    assert_eq!(ended["dataset"]["status"], "SEALED", "{ended}");
    ended["dataset"].clone()
}

/// Queues a training of the smallest model on a dataset and returns the run's id.
///
/// # Panics
/// When it is refused.
pub async fn start_training(server: &Process, dataset_id: &Value, epochs: u32) -> Value {
    start_training_with(server, dataset_id, json!({ "epochs": epochs })).await
}

/// The same, with any parameters.
///
/// # Panics
/// When it is refused.
pub async fn start_training_with(server: &Process, dataset_id: &Value, parameters: Value) -> Value {
    let mut input = json!({
        "name": "tiny", "datasetId": dataset_id, "baseModel": "scratch-tiny", "batchSize": 16, "maxLength": 32,
        "vocabularySize": 1000, "seed": 3, "threads": 1,
    });
    let fields = input.as_object_mut().expect("it is an object");
    fields.extend(parameters.as_object().expect("parameters are an object").clone());
    let begun = "mutation($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { id status } }";
    server.data(begun, json!({ "input": input })).await["startTrainingRun"]["id"].take()
}

/// Waits until a run has ended, whichever way, and returns it.
///
/// # Panics
/// When it doesn't end in time.
pub async fn ended_training(server: &Process, id: &Value) -> Value {
    let query = "query($id: UUID!) { trainingRun(id: $id) {
        id status step totalSteps bestEpoch errorCode error modelVersion { id number }
        attempts resumedFromStep checkpointStep
        jobs { nodes { attempts status } }
    } }";
    let run = server.wait_for(query, json!({ "id": id }), |data| ended(&data["trainingRun"])).await;
    run["trainingRun"].clone()
}

/// Has a version serve and waits until this server answers with it.
///
/// # Panics
/// When it is refused or doesn't come to serve.
pub async fn deploy(server: &Process, version_id: &Value) {
    let active = server.data("{ activeDeployment { toVersion { id } } }", json!({})).await;
    let deploy = "mutation($id: UUID!, $expected: UUID) {
        deployModelVersion(versionId: $id, expectedActiveVersionId: $expected, reason: \"a test\") { revision }
    }";
    let expected = &active["activeDeployment"]["toVersion"]["id"];
    server.data(deploy, json!({ "id": version_id, "expected": expected })).await;
    served(server, version_id).await;
}

/// Waits until this server answers with a version.
///
/// # Panics
/// When that doesn't happen in time.
pub async fn served(server: &Process, version_id: &Value) {
    let predict = "mutation { predict(input: { text: \"코스피 상승 마감\" }) { modelVersion { id } } }";
    server.answers(predict, |answer| answer["data"]["predict"]["modelVersion"]["id"] == *version_id).await;
}

fn ended(row: &Value) -> bool {
    row["status"] != "QUEUED" && row["status"] != "RUNNING"
}

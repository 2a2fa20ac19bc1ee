//! How fast the spine is: import, dataset build, lists, predictions. Prints the machine and a Markdown table.
//!
//! `make bench` runs it against the programs `make run` starts. `cargo bench -p tests -- import predict` runs parts.
//! Everything happens in a temporary folder on SQLite and over loopback.

use std::time::{Duration, Instant};

use domain::{article_import::Format, dataset::Selection, label_set};
use jobs::sample_data::{SampleData, write_csv};
use serde_json::json;
use tests::{
    background::{self, Background},
    database::{Backend, TestDatabase},
    load, machine, newsroom,
    process::Process,
};

#[tokio::main]
async fn main() {
    let parts: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|asked| asked == part);
    println!("{}; build: the one `make run` starts.\n", machine::machine());
    println!("| what | result |\n| --- | --- |");
    if wanted("import") || wanted("list") {
        import_and_list(1_000_000, wanted("list")).await;
        import_and_list(10_000, wanted("list")).await;
    }
    if wanted("dataset") {
        dataset(100_000).await;
    }
    if wanted("predict") {
        predict().await;
    }
}

/// Imports `count` generated headlines with bodies, then lists them through GraphQL.
async fn import_and_list(count: u64, list: bool) {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let file = sample(count);
    let size = file.len();
    let worker = Background::start(&test);
    let started = Instant::now();
    let imported = background::import(&test, "sample", "daum", Format::Csv, &file).await;
    let took = started.elapsed();
    worker.stop().await;
    drop(file);
    assert_eq!(imported.rows_read.unsigned_abs(), count);
    row(
        &format!("import of {count} rows ({} MB CSV)", size / 1_000_000),
        &format!("{:.0} rows/s, {:.1} s", count as f64 / took.as_secs_f64(), took.as_secs_f64()),
    );
    if !list {
        return;
    }
    let server = Process::serve(&test, &["--no-worker"]).await;
    let connection = test.database.connection();
    let daum = label_set::find_by_key(connection, "daum").await.expect("it is seeded");
    let class = label_set::classes(connection, daum.id).await.expect("it has classes").remove(0).id;
    let newest = "query($filter: ArticleFilter) { articles(first: 50, filter: $filter) {
        edges { cursor node { id title label { key } } } pageInfo { hasNextPage }
    } }";
    for (what, filter) in [("newest 50", json!({})), ("newest 50 of a class", json!({ "labelClassId": class }))] {
        let times = repeat(200, || server.data(newest, json!({ "filter": filter }))).await;
        row(&format!("list at {count} rows, {what}"), &format!("p50 {}, p99 {}", at(&times, 0.5), at(&times, 0.99)));
    }
}

/// Builds a dataset of `count` headlines: selection, near-duplicates, split, manifest, seal.
async fn dataset(count: u64) {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let worker = Background::start(&test);
    let file = sample(count);
    background::import(&test, "sample", "daum", Format::Csv, &file).await;
    let started = Instant::now();
    let built = background::build(&test, Selection::of("daum")).await;
    row(
        &format!("dataset of {} headlines built and sealed", built.row_count.unwrap_or_default()),
        &format!("{:.1} s", started.elapsed().as_secs_f64()),
    );
    worker.stop().await;
}

/// Predictions by 1, 8 and 64 clients that each wait for their answer, over HTTP and GraphQL.
async fn predict() {
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let server = Process::serve(&test, &[]).await;
    newsroom::import(&server, 4_000).await;
    let dataset = newsroom::build_dataset(&server).await;
    let input = json!({ "name": "bench", "datasetId": dataset["id"], "baseModel": "scratch-mini", "epochs": 1 });
    let begun = "mutation($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { id } }";
    let run = server.data(begun, json!({ "input": input })).await["startTrainingRun"]["id"].take();
    let version = newsroom::ended_training(&server, &run).await["modelVersion"]["id"].take();
    newsroom::deploy(&server, &version).await;

    let address = server.url.trim_start_matches("http://");
    for clients in [1, 8, 64] {
        let seen = load::predictions(address, clients, 10).await.expect("the server answers");
        row(
            &format!("predict (scratch-mini, headlines), {clients} clients"),
            &format!(
                "{:.0} requests/s, p50 {:.1} ms, p99 {:.1} ms",
                seen.requests_per_second, seen.p50_ms, seen.p99_ms
            ),
        );
    }
}

/// The sorted times of `count` calls, one after the other.
async fn repeat<F: Future>(count: usize, call: impl Fn() -> F) -> Vec<Duration> {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        call().await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    times
}

/// The nearest-rank percentile of sorted times.
fn at(times: &[Duration], share: f64) -> String {
    let rank = ((times.len() as f64 * share).ceil() as usize).max(1) - 1;
    times.get(rank).map_or_else(|| "–".to_owned(), |time| format!("{:.1} ms", time.as_secs_f64() * 1e3))
}

fn sample(count: u64) -> Vec<u8> {
    let mut file = Vec::new();
    write_csv(SampleData::new(7, count), &mut file).expect("memory takes it");
    file
}

fn row(what: &str, result: &str) {
    println!("| {what} | {result} |");
}

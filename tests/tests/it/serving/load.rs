//! Serving under load, through the real program; takes minutes, hence only with `GISA_LONG_TESTS=1`.

use std::{
    env, fs,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use tests::{
    database::{self, Backend},
    load::{Load, Protocol, memory_bytes},
    newsroom,
    process::Process,
};

const SWAPS: usize = 200;
/// Swaps after which memory is as large as it should ever be: both models were loaded several times.
const WARM_UP_SWAPS: usize = 20;
/// How much more memory 200 further swaps may leave behind.
const GROWTH: f64 = 1.05;

fn is_skipped() -> bool {
    let is_skipped = env::var("GISA_LONG_TESTS").as_deref() != Ok("1");
    if is_skipped {
        println!("SKIPPED: GISA_LONG_TESTS is not 1");
    }
    is_skipped
}

/// A dataset and one tiny version for each number of epochs.
async fn versions(server: &Process, epochs: &[u32]) -> Vec<Value> {
    newsroom::import(server, 600).await;
    let dataset = newsroom::build_dataset(server).await;
    let mut versions = Vec::new();
    for epochs in epochs {
        let run = newsroom::start_training(server, &dataset["id"], *epochs).await;
        versions.push(newsroom::ended_training(server, &run).await["modelVersion"]["id"].take());
    }
    versions
}

/// Asks for batches until told to stop; every batch must be answered, by one version. Returns how many were.
async fn ask_until(server: &Process, caller: usize, stop: &AtomicBool, remembered: &AtomicUsize) -> usize {
    let document = "mutation($texts: [String!]!) {
        predictBatch(input: { texts: $texts }) { cached probability modelVersion { id } }
    }";
    let mut answered = 0;
    while !stop.load(Ordering::Relaxed) {
        // Half of them come again and again, half are new.
        let texts: Vec<String> =
            (0..6).map(|n| if n % 2 == 0 { format!("기사 {n}") } else { format!("{caller} {answered} {n}") }).collect();
        let data = server.data(document, json!({ "texts": texts })).await;
        let answers = data["predictBatch"].as_array().unwrap();
        assert_eq!(answers.len(), 6);
        for answer in answers {
            assert_eq!(answer["modelVersion"], answers[0]["modelVersion"], "two versions in one call: {data}");
            if answer["cached"] == true {
                remembered.fetch_add(1, Ordering::Relaxed);
            }
        }
        answered += 1;
    }
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_swaps_under_load_fail_no_request_mix_no_versions_and_leave_no_memory_behind() {
    if is_skipped() {
        return;
    }
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let server = Process::serve(test, &["--log-filter", "warn,gisa=info"]).await;
            let versions = versions(&server, &[1, 2]).await;
            newsroom::deploy(&server, &versions[0]).await;
            let (stop, remembered) = (AtomicBool::new(false), AtomicUsize::new(0));
            let swapping = async {
                let mut settled = 0;
                for swap in 1..=WARM_UP_SWAPS + SWAPS {
                    newsroom::deploy(&server, &versions[swap % 2]).await;
                    if swap == WARM_UP_SWAPS {
                        settled = memory_bytes(server.id(), "VmRSS");
                    }
                }
                stop.store(true, Ordering::Relaxed);
                (settled, memory_bytes(server.id(), "VmRSS"))
            };
            let callers = (0..8).map(|caller| ask_until(&server, caller, &stop, &remembered));
            let ((settled, after), answered) = futures::join!(swapping, futures::future::join_all(callers));
            let (answered, remembered) = (answered.iter().sum::<usize>(), remembered.load(Ordering::Relaxed));
            println!("{answered} calls, {remembered} remembered answers; {settled} bytes, {after} after {SWAPS} swaps");
            assert!(answered > SWAPS && remembered > 0);
            assert!((after as f64) < settled as f64 * GROWTH, "{settled} bytes became {after}");
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_times_the_load_is_refused_at_once_and_the_rest_is_answered() {
    if is_skipped() {
        return;
    }
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let settings = test.folder.path().join("gisa.toml");
            fs::write(&settings, "classify_queue_capacity = 16\npredict_max_texts = 16\nprediction_cache_bytes = 0\n")
                .unwrap();
            let config = settings.display().to_string();
            let server = Process::serve(test, &["--config", &config, "--log-filter", "warn,gisa=info"]).await;
            let versions = versions(&server, &[1]).await;
            newsroom::deploy(&server, &versions[0]).await;
            let load = |clients| Load {
                protocol: Protocol::GraphQl,
                texts: (0..2000).map(|n| format!("경제 기사 {n} 번째 제목")).collect(),
                clients,
                warm_up: Duration::from_secs(1),
                measured: Duration::from_secs(20),
            };
            let address = server.url.trim_start_matches("http://");
            let usual = load(16).on(address).await.unwrap();
            let tenfold = load(160).on(address).await.unwrap();
            println!("usual {usual:?}\ntenfold {tenfold:?}");
            assert!(tenfold.refused > 0, "nothing was refused");
            assert!(tenfold.requests_per_second > usual.requests_per_second / 4.0, "{tenfold:?}");
            // A refusal takes its turn among 160 connections, but never waits for the model.
            assert!(tenfold.refused_p99_ms < 1000.0, "{tenfold:?}");
            let after = load(1).on(address).await.unwrap();
            assert_eq!(after.refused, 0, "the queue is empty again");
        })
    })
    .await;
}

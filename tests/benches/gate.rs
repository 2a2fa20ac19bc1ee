//! What hostile documents cost the server, and what a well-behaved client feels of them. Prints the machine and a
//! Markdown table.
//!
//! `make bench-gate` runs it against the program `make run` starts.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use reqwest::Client;
use serde_json::{Value, json};
use tests::{
    database::{Backend, TestDatabase},
    hostile, machine,
    process::{Process, http_client},
};

/// How often each document is sent: the processor's time is told in hundredths of a second.
const TIMES: u32 = 20;
/// Clients that send hostile documents while another one behaves well.
const ATTACKERS: usize = 4;
/// How long.
const ATTACK: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() {
    println!("{}; build: the one `make run` starts.\n", machine::machine());
    let test = TestDatabase::create(Backend::Sqlite).await.expect("SQLite is always there");
    let server = Process::serve(&test, &["--no-worker"]).await;
    well_behaved(&server, Duration::from_secs(1)).await;

    println!("| document | bytes | status | processor ms | memory KiB more |\n| --- | ---: | --- | ---: | ---: |");
    let mut dearest = 0.0f64;
    let client = http_client();
    let bodies: Vec<(&str, Bytes)> = hostile::documents()
        .into_iter()
        .map(|(what, document)| (what, json!({ "query": document }).to_string().into()))
        .collect();
    for (what, body) in &bodies {
        let (before, resident) = (processor_ms(server.id()), peak_kib(server.id()));
        let mut status = 0;
        for _ in 0..TIMES {
            status = send(&client, &server, body).await;
        }
        let took = (processor_ms(server.id()) - before) / f64::from(TIMES);
        dearest = dearest.max(took);
        let grown = peak_kib(server.id()) - resident;
        println!("| {what} | {} | {status} | {took:.1} | {grown} |", body.len());
    }
    println!("\nThe dearest took {dearest:.1} ms of the processor.\n");

    let calm = well_behaved(&server, ATTACK).await;
    let stop = AtomicBool::new(false);
    let attack = async {
        let attackers = (0..ATTACKERS).map(|attacker| {
            let (bodies, stop, server, client) = (&bodies, &stop, &server, &client);
            async move {
                let mut sent = 0usize;
                while !stop.load(Ordering::Relaxed) {
                    let (_, body) = &bodies[(sent + attacker * 10) % bodies.len()];
                    send(client, server, body).await;
                    sent += 1;
                }
                sent
            }
        });
        futures::future::join_all(attackers).await.into_iter().sum::<usize>()
    };
    let behave = async {
        let times = well_behaved(&server, ATTACK).await;
        stop.store(true, Ordering::Relaxed);
        times
    };
    let (sent, attacked) = tokio::join!(attack, behave);
    println!("| a well-behaved client | p50 ms | p99 ms |\n| --- | ---: | ---: |");
    for (when, times) in [("alone", calm), (&*format!("beside {ATTACKERS} attackers ({sent} documents)"), attacked)] {
        println!("| {when} | {:.1} | {:.1} |", percentile(&times, 0.5), percentile(&times, 0.99));
    }
}

/// Sends a request; gives the status.
async fn send(client: &Client, server: &Process, body: &Bytes) -> u16 {
    let request = client.post(format!("{}/graphql", server.url)).header("content-type", "application/json");
    let request = request.header("accept", "application/graphql-response+json").body(body.clone());
    // A body that is too large is refused before it was taken in whole.
    request.send().await.map_or(0, |answer| answer.status().as_u16())
}

/// Sorted times, in milliseconds, of one request after the other.
async fn well_behaved(server: &Process, during: Duration) -> Vec<f64> {
    let start = Instant::now();
    let mut times = Vec::new();
    while start.elapsed() < during {
        let asked = Instant::now();
        server.data("{ labelSets { key classes { key nameKo } } }", Value::Null).await;
        times.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times
}

/// The nearest-rank percentile of sorted times.
fn percentile(times: &[f64], share: f64) -> f64 {
    let rank = (times.len() as f64 * share).ceil() as usize;
    times[rank.clamp(1, times.len()) - 1]
}

/// Time that a process had a processor, milliseconds.
fn processor_ms(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("the server runs");
    let after_name = stat.rsplit_once(')').expect("a process has a name").1;
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number")).sum();
    ticks as f64 * 10.0
}

/// Most memory that a process ever had, KiB.
fn peak_kib(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("the server runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("Linux tells it");
    line.split_whitespace().nth(1).expect("it has a value").parse().expect("a number")
}

//! A load generator: asks a running server for predictions as fast as it answers.
//!
//! Each client has one connection and one request under way at a time; texts are generated headlines. The HTTP here is
//! as little as it takes, so that on a small machine the clients leave the processor to the server.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
};

/// Different texts that are asked for.
const TEXTS: u64 = 2000;
/// Not measured: connections are made, caches fill.
const WARM_UP: Duration = Duration::from_secs(1);

/// What the clients saw.
#[derive(Debug)]
pub struct Measured {
    /// Answers a second.
    pub requests_per_second: f64,
    /// Median time of an answer, milliseconds.
    pub p50_ms: f64,
    /// 99th percentile, milliseconds.
    pub p99_ms: f64,
    /// Requests that were answered `OVERLOADED`.
    pub refused: usize,
}

/// Loads the server at `address` (`127.0.0.1:8000`) with `clients` for `seconds`, after a second of warm-up.
///
/// # Errors
/// When a connection breaks or an answer has an error other than `OVERLOADED`.
pub async fn predictions(address: &str, clients: usize, seconds: u64) -> Result<Measured> {
    let requests: Vec<Vec<u8>> =
        jobs::sample_data::SampleData::new(1, TEXTS).map(|article| request(address, &article.title)).collect();
    let from = Instant::now() + WARM_UP;
    let end = from + Duration::from_secs(seconds);
    let loops = (0..clients).map(|client| ask_until(address, &requests, client * 97, from, end));
    let mut all = Answers::default();
    for answers in futures::future::try_join_all(loops).await? {
        all.milliseconds.extend(answers.milliseconds);
        all.refused += answers.refused;
    }
    all.milliseconds.sort_by(f64::total_cmp);
    let count = all.milliseconds.len();
    ensure!(count > 0, "not one request was answered");
    let at = |share: f64| all.milliseconds[((count as f64 * share).ceil() as usize).clamp(1, count) - 1];
    Ok(Measured {
        requests_per_second: count as f64 / seconds as f64,
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        refused: all.refused,
    })
}

#[derive(Default)]
struct Answers {
    milliseconds: Vec<f64>,
    /// Answered `OVERLOADED`.
    refused: usize,
}

async fn ask_until(address: &str, requests: &[Vec<u8>], first: usize, from: Instant, end: Instant) -> Result<Answers> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("nothing answers at {address}"))?;
    stream.set_nodelay(true)?;
    let mut stream = BufStream::new(stream);
    let mut answers = Answers::default();
    for request in requests.iter().cycle().skip(first % requests.len()) {
        let begun = Instant::now();
        if begun >= end {
            break;
        }
        stream.write_all(request).await?;
        stream.flush().await?;
        let answer: Value = serde_json::from_slice(&body(&mut stream).await?)?;
        match answer["errors"][0]["extensions"]["code"].as_str() {
            Some("OVERLOADED") => answers.refused += 1,
            Some(_) => bail!("the server answers {answer}"),
            None if begun >= from => answers.milliseconds.push(begun.elapsed().as_secs_f64() * 1e3),
            None => {}
        }
    }
    Ok(answers)
}

fn request(address: &str, text: &str) -> Vec<u8> {
    let query = "mutation($text: String!) { predict(input: { text: $text }) { id probability label { key } } }";
    let body = json!({ "query": query, "variables": { "text": text } }).to_string();
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Reads one response with a known length.
async fn body(stream: &mut BufStream<TcpStream>) -> Result<Vec<u8>> {
    let mut head = Vec::with_capacity(512);
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.context("the server closed the connection")?);
    }
    let head = String::from_utf8(head)?.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no content-length")?;
    let mut body = vec![0; length.trim().parse()?];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

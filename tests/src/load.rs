//! A load generator: asks a running server for predictions as fast as it answers.
//!
//! Each client has one connection and one request under way at a time. The HTTP here is as little as it takes, so that
//! on a small machine the clients leave the processor to the server; what they take all the same is measured.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
};

/// Different texts that [`predictions`] asks for.
const TEXTS: u64 = 2000;
/// Ticks a second in `/proc/PID/stat`: fixed by Linux's interface to programs.
const TICKS_A_SECOND: f64 = 100.0;

/// How a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Gisa's mutation `predict`.
    GraphQl,
    /// `POST /predict` with `{"text": …}`, as most write it by hand.
    Plain,
}

/// Who asks what, and for how long.
#[derive(Clone, Debug)]
pub struct Load {
    /// How.
    pub protocol: Protocol,
    /// What; each client begins at another place and goes round.
    pub texts: Vec<String>,
    /// Clients that each wait for their answer.
    pub clients: usize,
    /// Not measured: connections are made, caches fill.
    pub warm_up: Duration,
    /// Measured.
    pub measured: Duration,
}

/// What the clients saw.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Answers a second.
    pub requests_per_second: f64,
    /// Median time of an answer, milliseconds.
    pub p50_ms: f64,
    /// 99th percentile, milliseconds.
    pub p99_ms: f64,
    /// Answers.
    pub answers: usize,
    /// Requests that were answered `OVERLOADED`.
    pub refused: usize,
    /// 99th percentile of the time of these refusals, milliseconds; 0 without any.
    pub refused_p99_ms: f64,
    /// Cores that the clients themselves took.
    pub client_cores: f64,
}

/// Loads the server at `address` (`127.0.0.1:8000`) with generated headlines from `clients` for `seconds`, after a
/// second of warm-up.
///
/// # Errors
/// When a connection breaks or an answer has an error other than `OVERLOADED`.
pub async fn predictions(address: &str, clients: usize, seconds: u64) -> Result<Measured> {
    let load = Load {
        protocol: Protocol::GraphQl,
        texts: jobs::sample_data::SampleData::new(1, TEXTS).map(|article| article.title).collect(),
        clients,
        warm_up: Duration::from_secs(1),
        measured: Duration::from_secs(seconds),
    };
    load.on(address).await
}

impl Load {
    /// Loads the server at `address` (`127.0.0.1:8000`).
    ///
    /// # Errors
    /// When a connection breaks or an answer has an error other than `OVERLOADED`.
    pub async fn on(&self, address: &str) -> Result<Measured> {
        let requests: Vec<Vec<u8>> = self.texts.iter().map(|text| self.protocol.request(address, text)).collect();
        let from = Instant::now() + self.warm_up;
        let end = from + self.measured;
        let stride = (requests.len() / self.clients).max(1);
        let loops = (0..self.clients).map(|client| ask_until(address, &requests, client * stride, from, end));
        let used = processor_seconds("self");
        let begun = Instant::now();
        let mut all = Answers::default();
        for answers in futures::future::try_join_all(loops).await? {
            all.milliseconds.extend(answers.milliseconds);
            all.refused.extend(answers.refused);
        }
        let client_cores = (processor_seconds("self") - used) / begun.elapsed().as_secs_f64();
        all.milliseconds.sort_by(f64::total_cmp);
        all.refused.sort_by(f64::total_cmp);
        let count = all.milliseconds.len();
        ensure!(count > 0, "not one request was answered");
        Ok(Measured {
            requests_per_second: count as f64 / self.measured.as_secs_f64(),
            p50_ms: percentile(&all.milliseconds, 0.5),
            p99_ms: percentile(&all.milliseconds, 0.99),
            answers: count,
            refused: all.refused.len(),
            refused_p99_ms: percentile(&all.refused, 0.99),
            client_cores,
        })
    }
}

impl Protocol {
    fn request(self, address: &str, text: &str) -> Vec<u8> {
        let (path, body) = match self {
            Self::GraphQl => {
                let query =
                    "mutation($text: String!) { predict(input: { text: $text }) { id probability label { key } } }";
                ("/graphql", json!({ "query": query, "variables": { "text": text } }))
            }
            Self::Plain => ("/predict", json!({ "text": text })),
        };
        let body = body.to_string();
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// Processor time that a process (a number, or `self`) has used, in seconds; 0 if there is no such process.
pub fn processor_seconds(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The second field is the program's name in brackets, which may hold spaces; user and system time are the 14th and
    // 15th.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / TICKS_A_SECOND
}

/// Bytes of memory in a process's `/proc/PID/status`: `VmRSS` now, `VmHWM` at most; 0 if there is no such process.
pub fn memory_bytes(process: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kibibytes: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    kibibytes * 1024
}

#[derive(Default)]
struct Answers {
    milliseconds: Vec<f64>,
    /// Times of those answered `OVERLOADED`.
    refused: Vec<f64>,
}

/// Nearest rank of sorted values; 0 if there are none.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
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
        let ended = Instant::now();
        let milliseconds = (ended - begun).as_secs_f64() * 1e3;
        match answer["errors"][0]["extensions"]["code"].as_str() {
            Some("OVERLOADED") => answers.refused.push(milliseconds),
            Some(_) => bail!("the server answers {answer}"),
            None if ended >= from && ended < end => answers.milliseconds.push(milliseconds),
            None => {}
        }
    }
    Ok(answers)
}

/// Reads one response with a known length.
async fn body(stream: &mut BufStream<TcpStream>) -> Result<Vec<u8>> {
    let mut head = Vec::with_capacity(512);
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.context("the server closed the connection")?);
    }
    let head = String::from_utf8(head)?.to_ascii_lowercase();
    ensure!(head.starts_with("http/1.1 200"), "the server answers {}", head.lines().next().unwrap_or_default());
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no content-length")?;
    let mut body = vec![0; length.trim().parse()?];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

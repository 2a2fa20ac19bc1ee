//! Logs and metrics.

use std::{io::IsTerminal, sync::OnceLock};

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::configuration::LogFormat;

/// Upper bounds of histograms of durations, in seconds: from a cached answer to a request that should have failed.
const SECONDS: [f64; 18] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002, 0.003, 0.005, 0.007_5, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
    30.0,
];
/// Upper bounds of the histogram of batch sizes.
const BATCH_SIZES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// Writes the log to standard error from here on. `filter` is known to be sound.
///
/// Does nothing when the process has a log already.
pub fn start_log(format: LogFormat, filter: &str) {
    let filter = EnvFilter::new(filter);
    let json = match format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let registry = tracing_subscriber::registry().with(filter);
    let started = if json {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).try_init()
    } else {
        let colours = std::io::stderr().is_terminal();
        registry.with(fmt::layer().with_ansi(colours).with_writer(std::io::stderr)).try_init()
    };
    drop(started);
}

/// Collects metrics from here on; the handle renders them. A process has one collector, whoever asks.
///
/// # Panics
/// When another recorder was installed by someone else, which nothing in Gisa does.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let handle = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)
                .and_then(|builder| {
                    builder.set_buckets_for_metric(Matcher::Full("gisa_predict_batch_size".into()), &BATCH_SIZES)
                })
                .expect("the buckets aren't empty")
                .install_recorder()
                .expect("nobody else installs a recorder");
            describe();
            handle
        })
        .clone()
}

fn describe() {
    describe_counter!("gisa_http_requests_total", "HTTP requests by method, route and status");
    describe_histogram!("gisa_http_request_seconds", Unit::Seconds, "Time to answer an HTTP request, by route");
    describe_counter!("gisa_graphql_operations_total", "GraphQL operations by transport and outcome");
    describe_gauge!("gisa_websocket_connections", "Open GraphQL WebSockets");
    describe_histogram!(
        "gisa_predict_total_seconds",
        Unit::Seconds,
        "Time to answer a call of predict or predictBatch"
    );
    describe_histogram!("gisa_predict_queue_seconds", Unit::Seconds, "Time a text waited for a batch");
    describe_histogram!("gisa_predict_tokenize_seconds", Unit::Seconds, "Time to tokenize a text");
    describe_histogram!("gisa_predict_compute_seconds", Unit::Seconds, "Time of a text's batch in the model");
    describe_histogram!("gisa_predict_batch_size", "Texts in a batch");
    describe_gauge!("gisa_predict_queue_depth", "Texts that wait for a batch");
    describe_counter!("gisa_predict_overloaded_total", "Calls turned away because the queue was full");
    describe_counter!("gisa_predict_failed_total", "Texts the model failed to compute");
    describe_gauge!("gisa_model_info", "1 for the model version that serves in this process");
    describe_gauge!("gisa_model_load_failed", "1 while the deployed model version can't be loaded in this process");
    describe_counter!("gisa_model_swaps_total", "Model versions loaded, by outcome");
    describe_gauge!("gisa_prediction_log_depth", "Predictions that aren't stored yet");
    describe_counter!("gisa_prediction_log_written_total", "Predictions stored");
    describe_counter!("gisa_prediction_log_dropped_total", "Predictions given but never stored");
    describe_counter!("gisa_prediction_log_retries_total", "Writes of predictions that the database refused");
    describe_histogram!("gisa_prediction_log_flush_seconds", Unit::Seconds, "Time to store a batch of predictions");
    describe_gauge!("gisa_jobs", "Jobs by status");
}

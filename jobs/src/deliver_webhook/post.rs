//! One attempt: to an address that was checked as the crawler checks them, following no redirect.

use std::{sync::Arc, time::Instant};

use domain::{
    Timestamp, network_address, webhook,
    webhook_delivery::{self, Attempt, Failure},
};
use reqwest::{Client, Response, StatusCode, header, redirect};
use url::Url;

use super::signature;
use crate::{
    Settings,
    fetch::{
        resolver::{self, CheckedResolver},
        retry_after,
    },
};

/// Posts the message and says how it went. Never fails: what goes wrong is the attempt's failure.
pub(super) async fn post(
    settings: &Settings,
    webhook: &webhook::Model,
    delivery: &webhook_delivery::Model,
    secrets: &[String],
) -> Attempt {
    let started = Instant::now();
    let answered = answer(settings, webhook, delivery, secrets).await;
    let duration_ms = started.elapsed().as_millis() as i64;
    let (response_status, failure) = match answered {
        Ok(response) => (Some(response.status().as_u16()), judge(&response)),
        Err(failure) => (None, Some(failure)),
    };
    Attempt { response_status, duration_ms, failure }
}

async fn answer(
    settings: &Settings,
    webhook: &webhook::Model,
    delivery: &webhook_delivery::Model,
    secrets: &[String],
) -> Result<Response, Failure> {
    let refused = |why: String| failure("ADDRESS_REFUSED", format!("{} is not asked: {why}", webhook.url));
    let url = Url::parse(&webhook.url).map_err(|error| refused(error.to_string()))?;
    network_address::check_url(&url, webhook.local).map_err(refused)?;
    let client = client(settings, webhook.local)?;
    let timestamp = Timestamp::now().0 / 1_000_000;
    let signature = signature::sign(secrets, &delivery.message_id, timestamp, &delivery.payload);
    let request = client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", &delivery.message_id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(delivery.payload.clone());
    request.send().await.map_err(|error| match resolver::refusal(&error) {
        Some(refusal) => refused(refusal),
        None if error.is_timeout() => {
            failure("TIMED_OUT", format!("there was no answer within {} s", settings.webhook_timeout.as_secs_f64()))
        }
        None => failure("UNREACHABLE", format!("{} can't be reached", webhook.url)),
    })
}

fn client(settings: &Settings, local: bool) -> Result<Client, Failure> {
    // Another part of this process may have chosen it already; ours is the only one that is built in.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(redirect::Policy::none())
        // A proxy would resolve names by itself, and connect where nobody has looked.
        .no_proxy()
        .dns_resolver(Arc::new(CheckedResolver::new(settings.crawler.lookup.0.clone(), local)))
        .timeout(settings.webhook_timeout)
        .user_agent(concat!("gisa/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| failure("CLIENT", format!("no HTTP client can be made: {error}")))
}

/// Why an answer means that the message wasn't taken; `None` if it was. Its body isn't read.
fn judge(response: &Response) -> Option<Failure> {
    let status = response.status();
    if status.is_success() {
        return None;
    }
    if status.is_redirection() {
        let message = "the receiver redirects, which isn't followed; give the address that it redirects to";
        return Some(failure("REDIRECTED", message.to_owned()));
    }
    let wait = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let is_busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let not_before = wait.filter(|_| is_busy).and_then(|value| retry_after::moment(value, Timestamp::now()));
    let message = format!("the receiver answered {}", status.as_u16());
    Some(Failure { not_before, ..failure("HTTP_STATUS", message) })
}

fn failure(code: &'static str, message: String) -> Failure {
    Failure { code, message, not_before: None }
}
